"""The lines of a plan as they were typed, over the tasks that stand: what they change, and what is wrong with them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import polars as pl

from core.actions.act import Act, plural
from core.actions.task import DUE_BEFORE_START, MILESTONE_SPAN
from core.metrics import outlining, waits
from core.metrics.schedule import Cycle, critical_path
from core.schema.check import clean
from core.store.work import Conflict
from core.text import Text

GONE = Text("这项任务已被移除或取消，请放弃这一行", "This task has been removed or cancelled: drop the row")
TOO_DEEP = Text("比上一行深了不止一级", "More than one level deeper than the row above")
UNDER_MILESTONE = Text("里程碑没有下级任务", "A milestone has no tasks below it")
ROLLED_UP = Text("由下级任务汇总，请在下级任务中修改", "Rolled up from the tasks below: change it there")
UNCLEAR = Text("看不懂“{part}”：请写 WBS 编码，如 1.2 或 1.3SS+2", '"{part}" is not understood: write WBS codes, such as 1.2 or 1.3SS+2')
NO_SUCH_CODE = Text("计划中没有 {code}", "There is no {code} in this plan")
NOT_A_LEAF = Text("{code} 有下级任务：请写它的末级任务", "{code} has tasks below it: name one of those")
ITSELF = Text("任务不能等待自己", "A task cannot wait for itself")
TWICE = Text("{code} 写了两次", "{code} is named twice")
CIRCLE = Text("依赖成环：{codes}", "They wait for each other: {codes}")

# What a row of the grid may change of a task.
FIELDS = ("title", "kind", "department", "owner", "supporters", "starts_on", "due_on", "pinned", "weight", "standard", "deliverable")

Waited = tuple[int, str, int]


@dataclass(frozen=True)
class Line:
    """One row of a plan: its task (None: a new one), its level, and its values by field.

    was holds the values the visitor saw, and the task's parent then. waits says what the task waits for, by the codes of these lines,
    and waited what it waited for when it was seen, as (predecessor, type, lag).
    """

    record: int | None
    level: int
    values: Mapping[str, Any]
    waits: str = ""
    was: Mapping[str, Any] | None = None
    waited: frozenset[Waited] = frozenset()


class Outline:
    """The lines as an outline over the tasks that stand."""

    def __init__(self, act: Act, project: int, lines: Sequence[Line]) -> None:
        self.act, self.project, self.lines = act, project, lines
        rows = act.work.find("task", project=project)
        planned = [row for row in rows if row["kind"] != "action"]
        self.standing = {cast(int, row["id"]): row for row in planned if row["status"] != "cancelled"}
        self.cancelled = [row for row in planned if row["status"] == "cancelled"]
        self.levels = outlining.settled([line.level for line in lines])
        self.parents = outlining.parents(self.levels)
        self.codes = outlining.codes(self.levels)
        self.above = {parent for parent in self.parents if parent is not None}
        self.problems: dict[int, dict[str, Text]] = {}
        self.waits: dict[int, list[tuple[int, str, int]]] = {}

    def check(self) -> None:
        """Find every problem of every line. Raises RefusedRows, Conflict."""
        places = {code: place for place, code in enumerate(self.codes)}
        for place, line in enumerate(self.lines):
            found = self._of_place(place, line)
            if line.record is not None and line.record not in self.standing:
                found["title"] = GONE
            elif changed := self.changed(place):
                found |= self._of_values(place, changed)
            found |= self._of_waits(place, places)
            if found:
                self.problems[place] = found
        self._circle()
        plural(self.problems)
        for place, line in enumerate(self.lines):
            theirs = self.standing.get(line.record or 0)
            if theirs and line.was is not None and (self._both_changed(line, theirs) or self._moved_away(place, theirs)):
                raise Conflict("task", theirs)

    def _both_changed(self, line: Line, theirs: Mapping[str, Any]) -> bool:
        """Whether somebody else gave a field that the visitor changed another value."""
        was = line.was or {}
        mine = [name for name in FIELDS if name in line.values and other(line.values[name], was.get(name))]
        return any(other(theirs[name], was.get(name)) and other(theirs[name], line.values[name]) for name in mine)

    def _moved_away(self, place: int, theirs: Mapping[str, Any]) -> bool:
        """Whether somebody else has put the task below another one than the visitor saw, and it does not stand there in his lines."""
        was, over = self.lines[place].was or {}, self.parents[place]
        if "parent" not in was or theirs["parent"] == was["parent"]:
            return False
        return over is None or self.lines[over].record != theirs["parent"] if theirs["parent"] is not None else over is not None

    def changed(self, place: int) -> dict[str, Any]:
        """What a line changes of its task; all of it for a new one. The dates of what has tasks below it are theirs."""
        line = self.lines[place]
        given = {name: clean(line.values[name]) for name in FIELDS if name in line.values}
        if line.was is not None:
            given = {name: value for name, value in given.items() if other(value, line.was.get(name))}
        return given

    def _of_place(self, place: int, line: Line) -> dict[str, Text]:
        found: dict[str, Text] = {}
        if line.level != self.levels[place]:
            found["title"] = TOO_DEEP
        parent = self.parents[place]
        if parent is not None and self.lines[parent].values.get("kind") == "milestone":
            found["title"] = UNDER_MILESTONE
        return found

    def _of_values(self, place: int, changed: Mapping[str, Any]) -> dict[str, Text]:
        record = self.lines[place].record
        row = self.act.after("task", record, {**changed, "project": self.project})
        found: dict[str, Text] = {}
        if place in self.above:
            if record is not None:
                found |= dict.fromkeys(changed.keys() & {"starts_on", "due_on"}, ROLLED_UP)
            row |= dict.fromkeys(("starts_on", "due_on"), self.act.visit.today)
        starts_on, due_on = (cast(date | None, row[name]) for name in ("starts_on", "due_on"))
        if starts_on and due_on and due_on < starts_on:
            found["due_on"] = DUE_BEFORE_START
        elif row["kind"] == "milestone" and starts_on and due_on and starts_on != due_on:
            found["starts_on"] = MILESTONE_SPAN
        return self.act.problems("task", record, row) | found

    def _of_waits(self, place: int, places: Mapping[str, int]) -> dict[str, Text]:
        try:
            asked = waits.read(self.lines[place].waits)
        except waits.Unclear as unclear:
            return {"waits": UNCLEAR.filled(part=unclear.args[0])}
        found: list[tuple[int, str, int]] = []
        for code, kind, lag in asked:
            other = places.get(code)
            text = (
                NO_SUCH_CODE.filled(code=code)
                if other is None
                else ITSELF
                if other == place
                else NOT_A_LEAF.filled(code=self.codes[next(iter({other, place} & self.above))])
                if {other, place} & self.above
                else TWICE.filled(code=code)
                if other in {before for before, *_ in found}
                else None
            )
            if text is not None or other is None:
                return {"waits": text or ITSELF}
            found.append((other, kind, lag))
        self.waits[place] = found
        return {}

    def _circle(self) -> None:
        links = [(before, place, kind, lag) for place, found in self.waits.items() for before, kind, lag in found]
        try:
            walk(range(len(self.lines)), links)
        except Cycle as cycle:
            codes = " → ".join(self.codes[place] for place in cycle.tasks)
            for place in set(cycle.tasks):
                self.problems.setdefault(place, {})["waits"] = CIRCLE.filled(codes=codes)


def other(one: Any, other: Any) -> bool:
    """Whether two values differ; nothing, an empty list and no are the same."""
    return (one or None) != (other or None)


def walk(tasks: Collection[int], links: Sequence[tuple[int, int, str, int]]) -> None:
    """Raises Cycle where the links lead back to where they began."""
    frame = pl.DataFrame({"id": list(tasks), "duration": [0] * len(tasks)}, schema={"id": pl.Int64, "duration": pl.Int64})
    columns = {"predecessor": pl.Int64, "successor": pl.Int64, "type": pl.String, "lag": pl.Int64}
    critical_path(frame, pl.DataFrame(links, schema=columns, orient="row"))
