"""The communication plan: what is talked about how often, and the meetings that come of it."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import cast

from core.actions.act import Act, Refused, acting
from core.agendas import AGENDAS, invited, occurrences
from core.schema.check import REQUIRED, clean, filled
from core.schema.talk import CADENCE
from core.store.work import Row
from core.text import Text
from core.visit import Visit

BAD_TIME = Text("请写 24 小时制的时间，如 09:30", "Write the time by the 24-hour clock, such as 09:30")
ENDS_FIRST = Text("结束日期早于开始日期", "It ends before it starts")
BEFORE_TODAY = Text("截止日期不能早于今天", "That day is over")
TOO_FAR = Text("一次最多排一年的会议", "Meetings are scheduled up to a year ahead")
MOST = timedelta(days=366)
_TIME = re.compile(r"([01]?\d|2[0-3])[:：]([0-5]\d)")
# What says when the meetings of a plan are, and what is taken over from it into them.
_WHEN = ("frequency", "weekday", "time", "minutes", "starts_on", "ends_on")
_COPIED = ("project", "topic", "kind", "channel", "place", "host")


def save(visit: Visit, values: Mapping[str, object], record: int | None = None, base: int | None = None, key: str = "") -> int:
    """Add to a project's communication plan, or change it: its meetings ahead that nobody has been told of follow. Returns its id.

    Raises Forbidden, Refused, Conflict, Missing, AlreadySaved.
    """
    with acting(visit, "change" if record else "plan", key) as act:
        after = act.after("cadence", record, values)
        act.allow("cadence.plan", after)
        given = {**values, **_fits(after)}
        if record is None:
            return act.add("cadence", given)
        before = act.work.row("cadence", record)
        act.allow("cadence.plan", before)
        act.change("cadence", record, base, given)
        _follow(act, before, act.work.row("cadence", record))
        return record


def schedule(visit: Visit, cadence: int, until: date, key: str = "") -> list[int]:
    """Make the plan's meetings that are not there yet, up to that day, on working days. Returns their ids, soonest first.

    Raises Forbidden, Refused, Missing, AlreadySaved.
    """
    with acting(visit, "schedule", key) as act:
        row = act.work.row("cadence", cadence)
        act.allow("cadence.plan", row)
        today = visit.local(visit.now).date()
        if not today <= until <= today + MOST:
            raise Refused({"until": BEFORE_TODAY if until < today else TOO_FAR})
        return _make(act, row, until)


def stop(visit: Visit, record: int, base: int | None, key: str = "") -> None:
    """Take an entry out of the plan; its meetings ahead that nobody has been told of are cancelled.

    Raises Forbidden, Conflict, Missing, AlreadySaved.
    """
    with acting(visit, "stop", key) as act:
        act.allow("cadence.plan", act.work.row("cadence", record))
        for meeting in act.work.find("meeting", cadence=record):
            if _untold(visit, meeting):
                act.change("meeting", meeting["id"], None, {"status": "cancelled"})
            elif meeting["status"] in {"planned", "held"}:
                # It goes on to its minutes: a link to what is gone would stand in the way.
                act.change("meeting", meeting["id"], None, {"cadence": None})
        act.work.remove("cadence", record, base)


def _fits(after: Row) -> dict[str, object]:
    """The time as it is kept, and no weekday where none counts. Raises Refused."""
    problems: dict[str, Text] = {}
    given = clean(after["time"])
    found = _TIME.fullmatch(given) if isinstance(given, str) else None
    if given is not None and found is None:
        problems["time"] = BAD_TIME
    weekly = after["frequency"] in {"weekly", "biweekly"}
    if weekly and not after["weekday"]:
        problems["weekday"] = filled(REQUIRED, CADENCE.by_name["weekday"])
    starts_on, ends_on = cast(date | None, after["starts_on"]), cast(date | None, after["ends_on"])
    if starts_on and ends_on and ends_on < starts_on:
        problems["ends_on"] = ENDS_FIRST
    if problems:
        raise Refused(problems)
    kept: dict[str, object] = {} if found is None else {"time": f"{int(found[1]):02}:{found[2]}"}
    return kept if weekly else kept | {"weekday": None}


def _make(act: Act, row: Row, until: date) -> list[int]:
    """The meetings of a plan up to that day that are ahead and not there yet."""
    known = {meeting["occurs_on"] for meeting in act.work.find("meeting", cadence=row["id"])}
    people = _invited(act, row)
    return [
        act.add("meeting", _meeting(act, row, day, start) | {"attendees": people})
        for day, start in _starts(act, row, until)
        if start > act.visit.now and day not in known
    ]


def _starts(act: Act, row: Row, until: date) -> Iterator[tuple[date, datetime]]:
    """The days by the plan up to until, and the moment each of their meetings starts; none after the plan's or the project's end."""
    ends = [until, act.work.row("project", row["project"])["ends_on"], row["ends_on"]]
    last = min(cast(date, end) for end in ends if end is not None)
    begins = time.fromisoformat(str(row["time"]))
    days = occurrences(
        str(row["frequency"]), int(str(row["weekday"] or 1)), cast(date, row["starts_on"]), last, act.visit.rules.calendar.is_working_day
    )
    return ((day, datetime.combine(held, begins, act.visit.zone).astimezone(UTC)) for day, held in days)


def _meeting(act: Act, row: Row, day: date, start: datetime) -> dict[str, object]:
    own = {"cadence": row["id"], "occurs_on": day, "planned_at": act.visit.now}
    span = {"starts_at": start, "ends_at": start + timedelta(minutes=cast(int, row["minutes"]))}
    copied = {name: row[name] for name in _COPIED}
    return own | span | copied | {"agenda": act.visit.say(AGENDAS[str(row["kind"])]), "background": row["content"]}


def _invited(act: Act, row: Row) -> list[int]:
    """Who speaks for the departments of a plan; where it names none, for all that take part in the project."""
    contacts = {part["department"]: part["contact"] for part in act.work.find("participation", project=row["project"])}
    departments = cast(list[int], row["departments"] or list(contacts))
    heads = {department: act.linked("department", department).get("head") for department in departments}
    return invited(departments, cast(dict[int, int | None], contacts), cast(dict[int, int | None], heads))


def _follow(act: Act, before: Row, after: Row) -> None:
    """Let the meetings ahead that nobody has been told of follow a change: moved, renamed, or replaced where their day has gone."""
    ahead = [row for row in act.work.find("meeting", cadence=after["id"]) if _untold(act.visit, row)]
    changed: dict[str, object] = {name: after[name] for name in _COPIED if after[name] != before[name]}
    if any(after[name] != before[name] for name in ("project", "departments")):
        changed["attendees"] = _invited(act, after)
    moved = any(after[name] != before[name] for name in _WHEN)
    if not ahead or not (changed or moved):
        return
    last = max(cast(date, row["occurs_on"]) for row in ahead)
    starts = dict(_starts(act, after, last))
    for row in ahead:
        values = changed
        if moved:
            start = starts.get(cast(date, row["occurs_on"]))
            if start is None or start <= act.visit.now:
                # Should the day come back into the plan, it may be scheduled again.
                values = {"status": "cancelled", "occurs_on": None}
            else:
                values = changed | {"starts_at": start, "ends_at": start + timedelta(minutes=cast(int, after["minutes"]))}
        act.change("meeting", row["id"], None, values)
    if moved:
        _make(act, after, last)


def _untold(visit: Visit, meeting: Row) -> bool:
    """Whether a meeting is still ahead and nobody has been told of it."""
    return meeting["status"] == "planned" and meeting["noticed_at"] is None and cast(datetime, meeting["starts_at"]) > visit.now
