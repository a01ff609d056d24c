"""Progress reports: many tasks in one grid, or one task in a form, each starting from what was reported last."""

from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from core.access import allowed
from core.actions import task
from core.actions.act import Refused, RefusedRows
from core.metrics.todo import open_tasks
from core.schema.field import Field, Kind, Table
from core.schema.work import PROGRESS
from core.text import Text
from core.ui import clocks, records, where
from core.ui.cells import Line
from core.ui.form import Filled
from core.ui.grid import Typed, grid
from core.visit import Visit

NAME = "my_tasks"
BUTTON = Text("一次保存全部", "Save them all")
SAVED = Text("已更新 {count} 项任务", "{count} task(s) updated")
ISSUES = Text("关联问题", "Issues")
_ISSUES = ("number", "title", "kind", "level", "status", "clock", "clock_due", "owner")
_REPORTED = ("percent", "health", "problem", "done", "next_step")
_FIXED = ("title", "current", "due_on", "project")
_THEN = ("title", "percent", "health", "due_on", "project")
_WIDTHS = {"title": 150, "percent": 90, "health": 84, "problem": 160, "done": 160, "next_step": 160, "current": 96, "due_on": 96}

# A row of the grid: the task, what is reported, and what else one wants to see of it.
GRID: Table = replace(
    PROGRESS,
    label=Text("任务", "Task"),
    fields=(
        Field("title", Kind.TEXT, Text("任务", "Task")),
        replace(PROGRESS.by_name["percent"], label=Text("进度 %", "Progress %")),
        *(PROGRESS.by_name[name] for name in _REPORTED[1:]),
        Field("current", Kind.PERCENT, Text("上次进度", "Last")),
        Field("due_on", Kind.DATE, Text("计划完成", "Due on")),
        Field("project", Kind.LINK, Text("项目", "Project"), to="project"),
    ),
)


def mine(visit: Visit) -> pl.DataFrame:
    """The tasks whose progress the visitor is, or at a past moment was, to report."""
    return open_tasks(visit.frames, visit.person) if allowed(visit.person, "task.progress") else visit.frames["task"].clear()


def many(visit: Visit, tasks: pl.DataFrame) -> None:
    """One grid over those tasks, saved in one click; in the past, a list of them."""
    if visit.past is not None:
        records.listing(visit, "task", tasks, _THEN, NAME, brief=True)
        return
    last = _last(visit, tasks)
    lines = [Line(row["id"], row["version"], _start(row, last.get(row["id"], {}))) for row in tasks.iter_rows(named=True)]
    grid(visit, GRID, NAME, lines, _save, _told, fixed=_FIXED, widths=_WIDTHS, button=BUTTON)


def start(visit: Visit, row: dict[str, Any]) -> dict[str, Any]:
    """What the form of one task's report starts from."""
    last = _last(visit, visit.frames["task"].filter(pl.col("id") == row["id"]))
    return {**_start(row, last.get(row["id"], {})), "reported_on": visit.today}


def one(visit: Visit, row: dict[str, Any], filled: Filled) -> int:
    """Save the report of one task, seen at that row. Raises Refused with the problems of its fields."""
    try:
        task.report(visit, [{**filled.values, "task": row["id"], "base": row["version"]}], filled.key)
    except RefusedRows as refused:
        raise Refused(refused.rows[0]) from refused
    return int(row["id"])


def of(visit: Visit, record: int) -> pl.DataFrame:
    """The reports on one task, newest first."""
    return visit.frames["progress"].filter(pl.col("task") == record).sort("reported_on", "seq", descending=True)


def issues_of(visit: Visit, record: int) -> None:
    """The issues that a task is about, raised by its reports or by people; a click opens one."""
    rows = visit.frames["issue"].filter(pl.col("task") == record).sort("id", descending=True)
    if not rows.is_empty():
        st.markdown(f"**{visit.say(ISSUES)}**")
        records.listing(visit, "issue", clocks.soonest(visit, "issue", rows), _ISSUES, "task.issues", computed=clocks.SOONEST, brief=True)


def _start(row: dict[str, Any], last: dict[str, Any]) -> dict[str, Any]:
    """A problem that still stands and the next step are those reported last; what was done is new each time."""
    stands = row["health"] != "normal"
    said = {"problem": last.get("problem") if stands else None, "done": None, "next_step": last.get("next_step")}
    return {**{name: row[name] for name in ("title", "percent", "health", "due_on", "project")}, "current": row["percent"], **said}


def _last(visit: Visit, tasks: pl.DataFrame) -> dict[int, dict[str, Any]]:
    """The newest report of each task."""
    reports = visit.frames["progress"].join(tasks.select(task="id"), on="task", how="semi").sort("reported_on", "seq")
    return {row["task"]: row for row in reports.iter_rows(named=True)}


def _save(visit: Visit, typed: Typed) -> list[int]:
    rows = [{name: line.values[name] for name in _REPORTED} | {"task": line.record, "base": line.base} for line in typed.lines]
    return task.report(visit, [{**row, "reported_on": visit.today} for row in rows], typed.key)


def _told(visit: Visit, made: object) -> None:
    # A second click finds only the first of the records it saved.
    where.tell(visit, SAVED if isinstance(made, list) else where.SAVED, count=len(made) if isinstance(made, list) else 1)
