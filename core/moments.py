"""The past moments a visitor can choose from: meetings, baselines, ends of months and of quarters, and any day; each by its key."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from core.metrics.agenda import weekly_before
from core.text import Text
from core.visit import Visit

WEEKLY, NOW = "weekly", "now"
PRESENT = Text("现在", "Now")
LAST_WEEKLY = Text("上次周会 {at}", "Last weekly meeting, {at}")
MEETING = Text("周会 {at} {name}", "Weekly meeting, {at}, {name}")
BASELINE = Text("基线“{name}” {at} {project}", 'Baseline "{name}", {at}, {project}')
QUARTER, MONTH = Text("{year} 年第 {n} 季度末", "End of Q{n} {year}"), Text("{year} 年 {n} 月末", "End of {month} {year}")

# Weekly meetings of the company, and of the project chosen, that are offered.
_MEETINGS = 8
_DAY = timedelta(days=1)
# The last moment of a day still has its date, which its end, the first of the next, has not.
_LAST = timedelta(microseconds=1)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_RECORD = re.compile(r"(meeting|baseline)-([1-9][0-9]{0,17})")
_MINUTE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")


@dataclass(frozen=True)
class Named:
    """A moment to choose: its key as the URL names it, what it is called, and when it is (UTC)."""

    key: str
    label: Text
    moment: datetime


def named(visit: Visit, project: int | None = None) -> list[Named]:
    """The moments with a name before now, newest first: of the company, and the meetings of that project."""
    present = visit.as_of(None)

    def make() -> list[Named]:
        found = [*_meetings(present, project), *_baselines(present), *_ends(present)]
        return sorted((one for one in found if one.moment < present.moment), key=lambda one: one.moment, reverse=True)

    return present.once("moments.named", make, project, present.today)


def comparable(visit: Visit, project: int | None = None) -> list[Named]:
    """The moments that the one looked at can be compared with: those with a name, and from a past one now too, first."""
    now = [] if visit.past is None else [Named(NOW, PRESENT, visit.as_of(None).moment)]
    return [*now, *named(visit, project)]


def compared(visit: Visit, key: str) -> Visit | None:
    """The same visit at the moment that a key names to compare with, now or one since the first record; None where it names neither."""
    if key == NOW:
        return visit.as_of(None)
    at, began = moment(visit, key), visit.ledger.began()
    return None if at is None or began is None or at < began else visit.as_of(at)


def moment(visit: Visit, key: str) -> datetime | None:
    """The past moment (UTC) that a key names; None where it names nothing, today or what is still to come."""
    present = visit.as_of(None)
    found = present.once("moments.moment", lambda: _moment(present, key), key, present.today)
    return found if found is not None and found < present.moment else None


def first_day(visit: Visit) -> date | None:
    """The day of the first record, in the organisation's zone; None in an empty ledger."""
    present = visit.as_of(None)

    def make() -> date | None:
        began = present.ledger.began()
        return None if began is None else present.local(began).date()

    return present.once("moments.first_day", make)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The last moment of a day (UTC)."""
    return datetime.combine(day + _DAY, time(), zone).astimezone(UTC) - _LAST


def told(visit: Visit, at: datetime) -> str:
    """A moment as people read it: 2026-09-30 24:00 where it is the end of a day."""
    local = visit.local(at)
    after = visit.local(at + _LAST)
    return f"{local:%Y-%m-%d} 24:00" if after.time() == time() else f"{local:%Y-%m-%d %H:%M}"


def _moment(visit: Visit, key: str) -> datetime | None:
    if key == WEEKLY:
        last = weekly_before(visit.frames["meeting"], visit.moment)
        return None if last is None else last["starts_at"]
    record = _RECORD.fullmatch(key)
    if record:
        return _of_record(visit, record[1], int(record[2]))
    try:
        if _MINUTE.fullmatch(key):
            return datetime.fromisoformat(key).replace(tzinfo=visit.zone).astimezone(UTC)
        return end_of(date.fromisoformat(key), visit.zone) if len(key) == len("2026-09-30") else None
    except (ValueError, OverflowError):
        return None


def _of_record(visit: Visit, table: str, record: int) -> datetime | None:
    rows = visit.frames[table].filter(pl.col("id") == record)
    if rows.is_empty():
        return None
    if table == "meeting":
        return datetime.fromtimestamp(rows["starts_at"][0].timestamp(), UTC)
    taken: datetime = visit.ledger.history(table, record)["saved_at"][0]
    return taken


def _held(visit: Visit) -> pl.DataFrame:
    """The weekly meetings that were held, newest first."""
    held = pl.col("status").is_in(["held", "closed"]) & (pl.col("kind") == "weekly") & (pl.col("starts_at") < visit.moment)
    return visit.frames["meeting"].filter(held).sort("starts_at", "id", descending=True)


def _meetings(visit: Visit, project: int | None) -> Iterator[Named]:
    held = _held(visit)
    company = held.filter(pl.col("project").is_null()).head(_MEETINGS)
    own = held.filter(pl.col("project") == (project or 0)).head(_MEETINGS)
    for place, row in enumerate(pl.concat([company, own]).iter_rows(named=True)):
        last = place == 0 and row["project"] is None
        at = told(visit, row["starts_at"])
        label = LAST_WEEKLY.filled(at=at) if last else MEETING.filled(at=at, name=row["topic"])
        yield Named(WEEKLY if last else f"meeting-{row['id']}", label, row["starts_at"])


def _baselines(visit: Visit) -> Iterator[Named]:
    for row in visit.frames["baseline"].iter_rows(named=True):
        taken = _of_record(visit, "baseline", row["id"])
        if taken is not None:
            label = BASELINE.filled(name=row["name"], at=told(visit, taken), project=visit.name("project", row["project"]))
            yield Named(f"baseline-{row['id']}", label, taken)


def _ends(visit: Visit) -> Iterator[Named]:
    """The ends of the months that are over, back to the first record; those of quarters are called so."""
    first = first_day(visit) or visit.today
    day = visit.today.replace(day=1) - _DAY
    while day >= first:
        quarter, rest = divmod(day.month, 3)
        names = {"year": day.year, "n": day.month if rest else quarter, "month": _MONTHS[day.month - 1]}
        yield Named(day.isoformat(), (MONTH if rest else QUARTER).filled(**names), end_of(day, visit.zone))
        day = day.replace(day=1) - _DAY
