"""The rows of the grid a plan is worked on in: how they come from the plan, how they are shown, and what their links move."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from core.metrics import outlining, waits
from core.metrics.schedule import placed
from core.metrics.waits import Wait
from core.plan import Plan
from core.schema.field import Field, Kind, Table
from core.schema.work import TASK
from core.text import Text
from core.ui.cells import Line
from core.workdays import WorkCalendar

_INDENT = "\u3000"

CHOSEN, WAITS = Text("选", "✓"), Text("前置任务", "Predecessors")
DAYS = Text("工作日", "Days")
_SHOWN = ("title", "kind", "department", "owner", "starts_on", "due_on")
_MORE = ("pinned", "supporters", "deliverable", "standard", "weight")

# One row per planned task. Besides these a line's values hold its level, its status and days, and what it
# waited for and stood below when it was seen.
GRID = Table(
    "task",
    TASK.label,
    (
        Field("chosen", Kind.YES_NO, CHOSEN, default=False),
        Field("code", Kind.TEXT, Text("WBS", "WBS")),
        # A row that is added goes to the server only when all its required cells are filled: the save says which are not.
        *(replace(TASK.by_name[name], required=False) for name in _SHOWN),
        Field("days", Kind.INTEGER, DAYS, help=Text("计划开始到计划完成的工作日数", "Working days from start to due")),
        Field(
            "waits",
            Kind.TEXT,
            WAITS,
            high=200,
            help=Text(
                "填 WBS 编码：1.2 表示 1.2 完成后开始；1.3SS+2 表示 1.3 开始 2 个工作日后；多个用逗号分开。类型 FS、SS、FF、SF",
                "WBS codes: 1.2 starts when 1.2 is finished, 1.3SS+2 two working days after 1.3 starts; several parted by commas."
                " Types FS, SS, FF, SF",
            ),
        ),
        *(replace(TASK.by_name[name], required=False) for name in _MORE),
        Field("actual", Kind.PERCENT, Text("实际进度", "Actual")),
    ),
    title="title",
)


def of_plan(plan: Plan) -> list[Line]:
    """A line per task of a plan, in its order."""
    tasks = plan.tasks
    codes = outlining.codes(tasks["depth"].to_list())
    named = dict(zip(tasks["id"], codes, strict=True))
    asked: dict[int, list[tuple[int, str, int]]] = {}
    for before, after, kind, lag in plan.links.sort("id").select("predecessor", "successor", "type", "lag_days").iter_rows():
        if before in named:
            asked.setdefault(after, []).append((before, kind, lag))
    kept = (*_SHOWN, *_MORE, "parent", "actual", "status", "started_on", "finished_on")
    return [
        Line(
            row["id"],
            row["version"],
            {name: row[name] for name in kept}
            | {"level": row["depth"], "chosen": False, "code": code}
            | {"waits": waits.told(Wait(named[before], kind, lag) for before, kind, lag in asked.get(row["id"], ())) or None}
            | {"waited": frozenset(asked.get(row["id"], ()))},
        )
        for row, code in zip(tasks.iter_rows(named=True), codes, strict=True)
    ]


def levels(lines: Sequence[Line]) -> list[int]:
    """The level of each line, those of lines just added among them: they stand beside the line before."""
    found: list[int] = []
    for line in lines:
        found.append(line.values.get("level", found[-1] if found else 0))
    return found


def typed(lines: Sequence[Line]) -> list[Line]:
    """The lines as an outline with its codes, titles without the blanks that indent them."""
    settled = outlining.settled(levels(lines))
    codes = outlining.codes(settled)
    return [
        having(line, level=level, code=code, title=str(line.values.get("title") or "").strip() or None)
        for line, level, code in zip(lines, settled, codes, strict=True)
    ]


def drawn(lines: Sequence[Line], calendar: WorkCalendar) -> list[Line]:
    """The lines as the editor shows them: titles indented, the days each takes, phases over the dates of what is in them."""
    spans: dict[int, tuple[date, date]] = {}
    above = outlining.parents(levels(lines))
    for place in reversed(range(len(lines))):
        starts_on, due_on = spans.get(place) or (lines[place].values.get("starts_on"), lines[place].values.get("due_on"))
        if starts_on and due_on:
            spans[place] = starts_on, due_on
            over = above[place]
            if over is not None:
                first, last = spans.get(over, (starts_on, due_on))
                spans[over] = min(first, starts_on), max(last, due_on)
    found = []
    for place, line in enumerate(lines):
        dates = dict(zip(("starts_on", "due_on"), spans[place], strict=True)) if place in above and place in spans else {}
        days = calendar.working_days_between(*spans[place]) if place in spans and line.values.get("kind") != "milestone" else None
        found.append(having(line, title=_INDENT * line.values["level"] + str(line.values["title"] or ""), days=days, **dates))
    return found


def moves(lines: Sequence[Line], calendar: WorkCalendar, earliest: date | None = None) -> dict[int, tuple[date, date]]:
    """The place of each line that its predecessors move → its dates then; see core.metrics.schedule.placed. Raises Cycle, Unclear.

    What is done stands where it was done, and what is under way or has fixed dates where it is.
    """
    above = set(outlining.parents(levels(lines)))
    places = {line.values["code"]: place for place, line in enumerate(lines)}
    tasks: list[tuple[int, date, date, str, bool]] = []
    links: list[tuple[int, int, str, int]] = []
    for place, line in enumerate(lines):
        values = line.values
        starts_on, due_on = values.get("starts_on"), values.get("due_on")
        if place in above or not starts_on or not due_on:
            continue
        begun = values.get("status") not in {None, "not_started"}
        if values.get("status") == "done":
            due_on = values.get("finished_on") or due_on
            starts_on = min(values.get("started_on") or starts_on, due_on)
        tasks.append((place, starts_on, due_on, values.get("kind") or "task", bool(begun or values.get("pinned"))))
        for code, kind, lag in waits.read(values.get("waits") or ""):
            if code in places:
                links.append((places[code], place, kind, lag))
    columns = {"id": pl.Int64, "starts_on": pl.Date, "due_on": pl.Date, "kind": pl.String, "fixed": pl.Boolean}
    named = {"predecessor": pl.Int64, "successor": pl.Int64, "type": pl.String, "lag": pl.Int64}
    frame = pl.DataFrame(tasks, schema=columns, orient="row")
    found = placed(frame, pl.DataFrame(links, schema=named, orient="row"), calendar, earliest)
    return {place: (starts_on, due_on) for place, starts_on, due_on in found.iter_rows()}


def moved(lines: Sequence[Line], found: Mapping[int, tuple[date, date]], **more: Any) -> list[Line]:
    """The lines with the dates of moves(), those with more values as well."""
    return [
        having(line, starts_on=found[place][0], due_on=found[place][1], **more) if place in found else line
        for place, line in enumerate(lines)
    ]


def having(line: Line, **values: Any) -> Line:
    """The line with other values."""
    return replace(line, values=line.values | values)
