"""How a promise's clock was counted: the stretches of time from its opening on, and what each of them counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import polars as pl

from core.schema.columns import MOMENT
from core.workdays import Spans, WorkCalendar

WORKING = ("working_hours", "working_days")
# What is counted; a start day's working time is given on top of a limit in working days.
COUNTED = ("counted", "make_up", "start_day")
# One row per stretch of one day in the calendar's zone; minutes is what the clock counts of it.
COLUMNS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "day": pl.Date,
    "start": MOMENT,
    "end": MOMENT,
    "state": pl.String,
    "minutes": pl.Float64,
}

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Counting:
    """One promise's clock: when it opened and is due, its unit, its pauses (since, until) in order, and where it is counted back from.

    event: the moment that a limit is counted back from; None where it runs forward.
    """

    calendar: WorkCalendar
    unit: str
    opened: datetime
    due: datetime
    pauses: Sequence[tuple[datetime, datetime]] = ()
    event: datetime | None = None


def segments(clock: Counting, until: datetime) -> pl.DataFrame:
    """One row per stretch, COLUMNS, in order and without a gap: from the opening to until, or to the due moment where that is later.

    state: counted · make_up (counted, on a make-up workday) · start_day (working time of the day on which a limit of working days
    begins, or of the day it is counted back from) · outside (not working hours) · weekend · holiday · paused · late (after the due
    moment) · free (before the due moment of a limit counted back). The minutes counted up to the due moment are those of the limit.
    Counted back, it goes from the opening, or the due moment if that is earlier, to the event.
    """
    begin = clock.opened if clock.event is None else min(clock.opened, clock.due)
    end = max(clock.due, until) if clock.event is None else max(clock.event, clock.due)
    first = _first_day(clock)
    rows = []
    day = begin.astimezone(clock.calendar.zone).date()
    while (midnight := _at(clock.calendar, day, time())) < end:
        spans = _spans(clock.calendar, day)
        inner = (max(midnight, begin), min(_at(clock.calendar, day + _DAY, time()), end))
        for start, stop, state in _merged(_day(clock, day, first, spans, inner)):
            rows.append((day, start, stop, state, _minutes(clock, state, start, stop)))
        day += _DAY
    return pl.DataFrame(rows, schema=dict(COLUMNS), orient="row")


def counted_days(rows: pl.DataFrame) -> list[date]:
    """The days that a limit of working days counts, in order; rows are those of segments."""
    return rows.filter(pl.col("state").is_in(["counted", "make_up"]))["day"].unique(maintain_order=True).to_list()


def off_runs(rows: pl.DataFrame, state: str) -> list[tuple[date, date]]:
    """The runs of whole days in that state, weekend or holiday, first and last day of each."""
    runs: list[tuple[date, date]] = []
    for day in rows.filter(pl.col("state") == state)["day"].unique(maintain_order=True):
        if runs and day - runs[-1][1] == _DAY:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _first_day(clock: Counting) -> date | None:
    """The day that a limit of working days does not count: the one it begins on, or that of the event it is counted back from."""
    if clock.unit != "working_days":
        return None
    if clock.event is not None:
        return clock.event.astimezone(clock.calendar.zone).date()
    return clock.calendar.add_working_minutes(clock.opened, 0).astimezone(clock.calendar.zone).date()


def _day(
    clock: Counting, day: date, first: date | None, spans: Spans, inner: tuple[datetime, datetime]
) -> Iterator[tuple[datetime, datetime, str]]:
    """The stretches of one day within two moments, neighbours of the same state not yet joined."""
    work = [(_at(clock.calendar, day, opens), _end(clock.calendar, day, closes)) for opens, closes in spans]
    edges = {inner[0], inner[1], clock.due, *(edge for pair in (*work, *clock.pauses) for edge in pair)}
    for start, stop in pairwise(sorted(edge for edge in edges if inner[0] <= edge <= inner[1])):
        yield start, stop, _state(clock, day, first, work, start)


def _state(clock: Counting, day: date, first: date | None, work: Sequence[tuple[datetime, datetime]], at: datetime) -> str:
    if any(since <= at < until for since, until in clock.pauses):
        return "paused"
    if clock.event is not None and at < clock.due:
        return "free"
    if clock.event is None and at >= clock.due:
        return "late"
    if clock.unit not in WORKING:
        return "counted"
    if any(opens <= at < closes for opens, closes in work):
        if day == first:
            return "start_day"
        return "make_up" if not clock.calendar.week.get(day.weekday()) else "counted"
    if work:
        return "outside"
    return "holiday" if day in clock.calendar.exceptions else "weekend"


def _merged(stretches: Iterator[tuple[datetime, datetime, str]]) -> list[tuple[datetime, datetime, str]]:
    joined: list[tuple[datetime, datetime, str]] = []
    for start, stop, state in stretches:
        if joined and joined[-1][2] == state:
            joined[-1] = (joined[-1][0], stop, state)
        else:
            joined.append((start, stop, state))
    return joined


def _minutes(clock: Counting, state: str, start: datetime, stop: datetime) -> float:
    if state not in COUNTED:
        return 0.0
    return clock.calendar.working_minutes_between(start, stop) if clock.unit in WORKING else (stop - start) / _MINUTE


def _spans(calendar: WorkCalendar, day: date) -> Spans:
    own = calendar.exceptions.get(day)
    return tuple(calendar.week.get(day.weekday(), ()) if own is None else own)


def _at(calendar: WorkCalendar, day: date, reading: time) -> datetime:
    return datetime.combine(day, reading, calendar.zone).astimezone(UTC)


def _end(calendar: WorkCalendar, day: date, closes: time) -> datetime:
    # A span that closes at 00:00 lasts until midnight.
    return _at(calendar, day if closes != time() else day + _DAY, closes)
