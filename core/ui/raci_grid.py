"""The RACI matrix as a grid: tasks down, departments or people across, saved in one click."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from core.actions import raci
from core.actions.act import RefusedRows
from core.metrics.raci import joined
from core.plan import Plan
from core.raci import Matrix
from core.schema.field import Field, Kind, Table
from core.text import Text
from core.ui import cells, raci_checks, raci_rows, where
from core.ui.cells import Line
from core.ui.grid import Typed, grid
from core.visit import Visit

TABLE, NOTE = Text("职责", "Letters"), Text("提示", "Warnings")
CODE, TITLE, OWNER, DEPARTMENT = Text("WBS", "WBS"), Text("任务", "Task"), Text("主责人", "Owner"), Text("责任部门", "Department")
FILL, SAVE = Text("按计划补全", "Fill from the plan"), Text("保存矩阵", "Save the matrix")
HINT = Text(
    "双击格子选择，或从 Excel 粘贴 R、A、R/A、C、I。“按计划补全”只补没有任何职责的任务；换筛选条件前请先保存。",
    'Double-click a cell to choose, or paste R, A, R/A, C, I from Excel. "Fill from the plan" fills tasks without any letter; save before'
    " you filter anew.",
)
CHOICES = ("R", "A", "R/A", "C", "I")
_FIXED = ("title", "code", "note", "responsible")
_PINNED = ("title",)
# As wide as still stays in sight on a phone.
_WIDTHS = {"title": 210, "code": 58, "note": 104}
# Rows shown before a matrix that is only read scrolls.
_TALL = 20


def page(visit: Visit, plan: Plan, matrix: Matrix) -> None:
    """The grid of the rows that the filters leave, or the same to be read by whoever may not plan."""
    may = visit.may("task.plan", {"project": matrix.project})
    rows, holders, name = raci_rows.choose(visit, plan, matrix, may=may)
    if rows.is_empty():
        st.info(visit.say(raci_rows.NOTHING), icon=":material/filter_alt_off:")
        return
    lines = _lines(visit, matrix, rows, holders)
    table = _table(visit, matrix, holders)
    if not may:
        every = tuple(table.by_name)
        config = cells.config(visit, table, every, {}, _WIDTHS, lines, _PINNED)
        frame = cells.frame(visit, table, every, lines, {})
        height = 35 * (min(len(lines), _TALL) + 1)
        st.dataframe(frame, column_config=config, hide_index=True, placeholder="", height=height)
        return
    st.caption(visit.say(HINT))
    choices = list(dict.fromkeys([*CHOICES, *sorted(matrix.cells.values())]))
    options = {raci.column(matrix.by, holder): choices for holder in holders}

    def save(now: Visit, typed: Typed) -> int:
        return _save(now, matrix, holders, typed)

    def fill(typed: list[Line]) -> list[Line]:
        return _filled(matrix, typed)

    grid(
        visit,
        table,
        # The warnings stand in words: each language has a grid of its own.
        f"raci.{matrix.project}.{matrix.by}.{name}.{visit.language}",
        lines,
        save,
        lambda now, _: where.tell(now, where.SAVED),
        fixed=_FIXED,
        options=options,
        widths=_WIDTHS,
        button=SAVE,
        pinned=_PINNED,
        draft=(FILL, fill),
    )


def _table(visit: Visit, matrix: Matrix, holders: Sequence[int]) -> Table:
    named = (visit.name(matrix.by, holder) for holder in holders)
    person = matrix.by == "person"
    return Table(
        "raci",
        TABLE,
        (
            Field("title", Kind.TEXT, TITLE),
            Field("code", Kind.TEXT, CODE),
            Field("note", Kind.TEXT, NOTE),
            Field("responsible", Kind.LINK, OWNER if person else DEPARTMENT, to=matrix.by),
            *(Field(raci.column(matrix.by, holder), Kind.TEXT, Text(name, name)) for holder, name in zip(holders, named, strict=True)),
        ),
        title="title",
    )


def _lines(visit: Visit, matrix: Matrix, rows: pl.DataFrame, holders: Sequence[int]) -> list[Line]:
    """A line for each task, seen at this position of the ledger."""
    notes, base = raci_checks.notes(visit, matrix), visit.frames.position
    own = "owner" if matrix.by == "person" else "department"
    lines = []
    for task, code, title, responsible in rows.select("id", "code", "title", own).iter_rows():
        letters = {raci.column(matrix.by, holder): matrix.cells.get((task, holder)) for holder in holders}
        fixed = {"code": code, "title": title, "note": notes.get(task), "responsible": responsible}
        lines.append(Line(task, base, fixed | letters))
    return lines


def _save(visit: Visit, matrix: Matrix, holders: Sequence[int], typed: Typed) -> int:
    """Save the lines; what is refused comes back by line and column. Raises what core.actions.raci.assign does."""
    given: list[dict[str, Any]] = []
    places: list[tuple[int, str]] = []
    for position, line in enumerate(typed.lines):
        for holder in holders:
            column = raci.column(matrix.by, holder)
            given.append({"task": line.record, matrix.by: holder, "letters": line.values.get(column), "base": line.base})
            places.append((position, column))
    try:
        return raci.assign(visit, matrix.project, given, typed.key)
    except RefusedRows as refused:
        rows: dict[int, dict[str, Text]] = {}
        for index, found in refused.rows.items():
            position, column = places[index]
            # What is wrong with the task is said once, not in each of its cells.
            rows.setdefault(position, {}).update({"title" if field == "task" else column: text for field, text in found.items()})
        raise RefusedRows(rows) from refused


def _filled(matrix: Matrix, typed: Sequence[Line]) -> list[Line]:
    """The lines with what the plan proposes for those in which no letter stands."""
    proposals: dict[int, dict[str, set[str]]] = {}
    for task, holder, letter in matrix.proposed.iter_rows():
        proposals.setdefault(task, {}).setdefault(raci.column(matrix.by, holder), set()).add(letter)
    lines = []
    for line in typed:
        bare = all(line.values[name] is None for name in line.values if name.startswith(matrix.by))
        offered = proposals.get(line.record or 0, {}) if bare else {}
        lines.append(replace(line, values=line.values | {name: joined(letters) for name, letters in offered.items()}))
    return lines
