"""The demo company: a year of believable records, replayed through the actions, each at its own past moment."""

import json
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import polars as pl

from core.access import Person, person_of
from core.actions.act import Refused, acting
from core.actions.demo_verbs import VERBS
from core.schema.rules import TABLES as RULE_TABLES
from core.text import Language, Text
from core.visit import Visit
from core.workdays import WorkCalendar

FOLDER = Path(__file__).parents[2] / "data" / "sample"
FILES = ("company.jsonl", "events.jsonl")
MARK = "demo"
NOT_EMPTY = Text(
    "已有数据，演示公司只能加载到空的系统中", "There are records already: the demo company is only loaded into an empty system"
)
NOT_LOADED = Text("没有加载演示公司", "The demo company is not loaded")

# Saves that share one transaction: few enough that a page waiting to save is served within a second.
_TOGETHER = 400
_REACH = timedelta(days=600)


@dataclass(frozen=True)
class Event:
    """One call of an action: when, by whom ("" is the visitor who loads), which verb, with what, and the name its result goes by."""

    at: datetime
    by: str
    do: str
    arguments: Mapping[str, Any]
    name: str


class Days:
    """Dates told from the day of loading: by the organisation's working days, 0 being the newest that is not after it, or by weeks."""

    def __init__(self, calendar: WorkCalendar, today: date) -> None:
        around = [today + timedelta(days=day) for day in range(-_REACH.days, _REACH.days)]
        working = [day for day in around if calendar.is_working_day(day)]
        self._zone = calendar.zone
        self._working = working
        self._calendar = calendar
        self._zero = sum(day <= today for day in working) - 1
        self._monday = today - timedelta(days=today.weekday())

    def working(self, told: str) -> date:
        """The working day told as "-12"; "w-3.1" is Monday three weeks ago, or the first working day after it; "w-3.1>2" two later."""
        if not told.startswith("w"):
            return self._working[self._zero + int(told)]
        on, _, later = told.partition(">")
        return self._working[bisect_left(self._working, self.plain(on)) + int(later or 0)]

    def plain(self, told: str) -> date:
        """The day told as "w-3.1", whether people work on it or not."""
        week, _, weekday = told[1:].partition(".")
        return self._monday + timedelta(weeks=int(week), days=int(weekday) - 1)

    def moment(self, told: str) -> datetime:
        """The moment told as "-12 09:30"; "-12+ 09:30" is on the day off that follows, where one does, else on the day itself."""
        offset, clock = told.split()
        day = self.working(offset.rstrip("+"))
        after = day + timedelta(days=1)
        if offset.endswith("+") and not self._calendar.is_working_day(after):
            day = after
        return datetime.combine(day, time.fromisoformat(clock), self._zone)


def load(visit: Visit, progress: Callable[[float], None]) -> None:
    """Replay the demo company up to the visitor's now, telling the share done after each step.

    All of it stays, or nothing. Raises Forbidden, and Refused when there are records other than people and rules.
    """
    days = Days(visit.rules.calendar, visit.local(visit.now).date())
    events = told(days, visit.now)
    with acting(replace(visit, now=events[0].at), "demo") as act:
        act.allow("demo.load")
        before = visit.ledger.snapshot()
        rules = {table.name for table in RULE_TABLES}
        if loaded(before) or any(before[table].height for table in before if table not in {"person", *rules}):
            raise Refused({"": NOT_EMPTY})
        act.add("setting", {"name": MARK, "value": str(before.position)})
    try:
        _replay(visit, events, days, progress)
    except BaseException:
        visit.ledger.forget_after(before.position)
        raise


def remove(visit: Visit) -> list[int]:
    """Take away everything saved since the demo company was loaded. Returns the ids of the people gone. Raises Forbidden, Refused."""
    with acting(visit, "remove demo") as act:
        act.allow("demo.load")
        marks = act.work.find("setting", name=MARK)
        if not marks:
            raise Refused({"": NOT_LOADED})
    people = set(visit.ledger.snapshot()["person"]["id"])
    visit.ledger.forget_after(int(str(marks[0]["value"])))
    return sorted(people - set(visit.ledger.snapshot()["person"]["id"]))


def loaded(frames: Mapping[str, pl.DataFrame]) -> bool:
    """Whether the records are those of the demo company."""
    return bool((frames["setting"]["name"] == MARK).any())


def told(days: Days, now: datetime, folder: Path = FOLDER) -> list[Event]:
    """The events of the tracked files in time order, none after now."""
    lines = [line for name in FILES for line in (folder / name).read_text(encoding="utf-8").splitlines()]
    raw = [json.loads(line) for line in lines]
    events = [Event(days.moment(line["at"]), line["by"], line["do"], line["with"], line.get("as", "")) for line in raw]
    return sorted((event for event in events if event.at <= now), key=lambda event: event.at)


def _replay(visit: Visit, events: Sequence[Event], days: Days, progress: Callable[[float], None]) -> None:
    ids: dict[str, int] = {}
    people: dict[str, Person] = {"": visit.person}
    done = 0
    for chunk in _chunks(events):
        with visit.ledger.batch():
            for event in chunk:
                arguments = {name: _value(value, ids, days) for name, value in event.arguments.items()}
                made = VERBS[event.do](Visit(visit.ledger, people[event.by], Language.ZH, event.at), **arguments)
                if event.name:
                    ids |= _named(event.name, made)
        for row in visit.ledger.snapshot()["person"].iter_rows(named=True):
            people[row["username"]] = person_of(row, ())
        done += len(chunk)
        progress(done / len(events))


def _named(name: str, made: object) -> dict[str, int]:
    """The id an action gave under the event's name; where it gave several, name.1, name.2 and so on."""
    return {f"{name}.{number}": record for number, record in enumerate(made, 1)} if isinstance(made, list) else {name: int(str(made))}


def _chunks(events: Sequence[Event]) -> Iterator[Sequence[Event]]:
    """What the visitor founds first, so that its people can act; then the rest, so many at a time."""
    start = next((index for index, event in enumerate(events) if event.by), len(events))
    yield events[:start]
    for first in range(start, len(events), _TOGETHER):
        yield events[first : first + _TOGETHER]


def _value(told: Any, ids: Mapping[str, int], days: Days) -> Any:
    """An argument as the action takes it.

    "@day:-12" or "@plain:w-3.1" is a date, "@at:-12 09:30" a moment, "@request:12" the id that name was given.
    """
    if isinstance(told, dict):
        return {name: _value(value, ids, days) for name, value in told.items()}
    if isinstance(told, list):
        return [_value(value, ids, days) for value in told]
    if not isinstance(told, str) or not told.startswith("@"):
        return told
    kind, _, rest = told[1:].partition(":")
    if kind == "day":
        return days.working(rest)
    if kind == "plain":
        return days.plain(rest)
    return days.moment(rest) if kind == "at" else ids[told[1:]]
