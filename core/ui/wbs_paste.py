"""A plan pasted from Excel or MS Project: its cells by their headings, its outline by WBS codes, outline levels or blanks."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from core.actions.import_names import known
from core.documents import delimited
from core.documents.column import Column
from core.documents.plan import guess
from core.documents.sheet import Refused, Sheet, lay_out
from core.metrics import outlining, waits
from core.metrics.schedule import ending
from core.schema.choices import Choice
from core.schema.field import Field, Kind, Table
from core.text import Text
from core.ui.cells import Line
from core.ui.wbs_lines import GRID
from core.visit import Visit

NO_TITLE = Text("没有找到“任务名称”这一列：请连同表头一起粘贴", 'There is no column "Title": paste the headings as well')

_DAYS = re.compile(r"\d{1,4}")
_ALIASES = {
    "code": ("WBS", "WBS 编码", "WBS编号", "编码", "outline number", "大纲数字"),
    "title": ("任务", "task", "task name", "名称", "name", "工作内容"),
    "starts_on": ("开始时间", "计划开始时间", "开始日期", "开始", "start"),
    "due_on": ("截止日期", "计划完成时间", "完成时间", "完成", "结束日期", "结束时间", "finish", "end", "due"),
    "owner": ("责任人", "负责人", "资源名称", "resource names"),
    "department": ("主责部门", "牵头部门", "主办部门", "部门"),
    "waits": ("前置任务", "紧前任务", "依赖", "predecessors"),
}
_NUMBER = Field("number", Kind.TEXT, Text("标识号", "ID"), aliases=("序号", "编号", "no"))
_LEVEL = Field("level", Kind.INTEGER, Text("大纲级别", "Outline level"), aliases=("级别", "层级", "level"))
_LENGTH = Field("days", Kind.TEXT, Text("工期", "Duration"), aliases=("天数", "工作日", "days"))
_READ = ("code", "title", "kind", "department", "owner", "starts_on", "due_on", "waits", "supporters", "deliverable", "standard", "weight")
_PASTED = Table(
    "task",
    GRID.label,
    (_NUMBER, _LEVEL, _LENGTH, *(replace(GRID.by_name[name], aliases=_ALIASES.get(name, GRID.by_name[name].aliases)) for name in _READ)),
    title="title",
)


@dataclass(frozen=True)
class Pasted:
    """The lines that were pasted, and the problems of each by its place among them."""

    lines: list[Line]
    problems: Mapping[int, Mapping[str, Text]]


def read(visit: Visit, text: str, department: int | None, starts_on: date) -> Pasted:
    """The lines of a pasted table with its headings; its waits name the codes these lines have once they begin a plan.

    department is whose tasks are those that name none; what has a duration and no start begins on starts_on. A cell that cannot be
    read is left empty, with its problem. Raises Refused.
    """
    sheet = lay_out(delimited.lines(text), even=False)
    cells, problems = _cells(visit, sheet)
    if not any(row.get("title") for row in cells):
        raise Refused(NO_TITLE)
    levels = outlining.settled(_levels(cells))
    codes = outlining.codes(levels)
    above = set(outlining.parents(levels))
    names = {str(row[name]): code for name in ("number", "code") for row, code in zip(cells, codes, strict=True) if row.get(name)}
    empty: dict[str, Any] = dict.fromkeys(GRID.by_name)
    lines = []
    for place, (row, level) in enumerate(zip(cells, levels, strict=True)):
        own = {name: row.get(name) for name in _READ} | {"level": level, "waits": _waits(row.get("waits"), names)}
        length = _DAYS.search(str(row.get("days") or ""))
        days = int(length[0]) if length else None
        own["kind"] = own["kind"] or ("phase" if place in above else "milestone" if days == 0 else "task")
        if "department" not in problems.get(place, {}):
            own["department"] = own["department"] or _of_owner(visit, own["owner"]) or department
        if days is not None and not own["due_on"] and place not in above:
            first: date = own["starts_on"] or starts_on
            own |= {"starts_on": first, "due_on": ending(first, days, visit.rules.calendar)}
        elif own["kind"] == "milestone":
            own["starts_on"] = own["due_on"] = own["due_on"] or own["starts_on"]
        lines.append(Line(None, None, empty | own))
    return Pasted(lines, problems)


def _cells(visit: Visit, sheet: Sheet) -> tuple[list[dict[str, Any]], dict[int, dict[str, Text]]]:
    dictionaries = {name: [Choice(key, entry.label) for key, entry in found.items()] for name, found in visit.vocabulary.items()}
    plan = guess(sheet, _PASTED, dictionaries)
    names = known(visit.frames, ("department", "person"))
    read_by = {
        name: Column(sheet.rows[column].to_list(), _PASTED.by_name[name], plan, names, dictionaries, {}, visit.zone)
        for name, column in plan.columns.items()
    }
    rows: list[dict[str, Any]] = []
    problems: dict[int, dict[str, Text]] = {}
    for place in range(sheet.rows.height):
        found = {name: column.read(place) for name, column in read_by.items()}
        rows.append({name: value for name, (value, _) in found.items()})
        if "title" in read_by:
            rows[-1]["blanks"] = _blanks(read_by["title"].texts[place])
        if troubles := {name: trouble for name, (_, trouble) in found.items() if trouble is not None}:
            problems[place] = troubles
    return rows, problems


def _levels(cells: list[dict[str, Any]]) -> list[int]:
    """By the WBS codes, else by the outline levels, else by the blanks before the titles, else phases above tasks."""
    if all(row.get("code") for row in cells):
        return [str(row["code"]).strip(".").count(".") for row in cells]
    if all(isinstance(row.get("level"), int) for row in cells):
        return [row["level"] - min(row["level"] for row in cells) for row in cells]
    if any(row.get("blanks") for row in cells):
        return [row["blanks"] for row in cells]
    phases = any(row.get("kind") == "phase" for row in cells)
    return [0 if row.get("kind") == "phase" or not phases else 1 for row in cells]


def _blanks(title: str) -> int:
    """How far in a title stands: a wide blank or two narrow ones are a level."""
    before = title[: len(title) - len(title.lstrip())]
    return sum(2 if letter in "\u3000\t" else 1 for letter in before) // 2


def _waits(text: Any, names: Mapping[str, str]) -> str | None:
    """The waits by the codes of the lines; what is not understood stays as it was pasted."""
    try:
        found = waits.read(str(text or ""))
    except waits.Unclear:
        return str(text)
    return waits.told(wait._replace(code=names.get(wait.code, wait.code)) for wait in found) or None


def _of_owner(visit: Visit, owner: Any) -> Any:
    people = visit.frames["person"]
    return dict(zip(people["id"], people["department"], strict=True)).get(owner)
