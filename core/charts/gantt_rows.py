"""The rows of a Gantt chart: one for each task, with where its bar stands, how it looks and what its tooltip says."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from core.charts import parts
from core.charts.progress import gap
from core.charts.style import BAD, CATEGORICAL, GOOD, QUIET, WATCH, Signal
from core.text import Language, Text

DAY = 86_400_000
DONE = Signal(CATEGORICAL[2], "✓", "cross")
STATES: Mapping[str, tuple[Signal, Text]] = {
    "overdue": (BAD, Text("已超期", "Overdue")),
    "behind": (WATCH, Text("落后于计划", "Behind plan")),
    "on_plan": (GOOD, Text("按计划", "On plan")),
    "done": (DONE, Text("已完成", "Done")),
    "ahead": (QUIET, Text("未到开始日", "Not due to start")),
}
TIPS = {
    "title": Text("任务", "Task"),
    "department": Text("责任部门", "Department"),
    "owner": Text("主责人", "Owner"),
    "dates": Text("计划", "Planned"),
    "baseline": Text("基线", "Baseline"),
    "expected": Text("计划进度", "Planned %"),
    "actual": Text("实际进度", "Actual %"),
    "gap": Text("进度偏差", "Deviation"),
    "slack": Text("总浮时", "Float"),
    "standing": Text("状态", "State"),
}
BUFFER = Text("项目缓冲", "Project buffer")
SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("task",), pl.Int64),
    **dict.fromkeys(("at", "kind", "state", "note"), pl.String),
    **dict.fromkeys(("start", "end", "middle", "done", "ghost_start", "ghost_end", "late"), pl.Int64),
    "critical": pl.Boolean,
    **dict.fromkeys(TIPS, pl.String),
}
_OTHERS = Text("其他部门", "Other departments")
_LATE = Text("超期 {days} 天", "{days} d overdue")
_DAYS = Text("{days} 个工作日", "{days} working days")
_CRITICAL = Text("0（关键任务）", "0 (critical)")
_BEHIND = 10
# Vega trims what it writes; a space of no width keeps those behind it.
_INDENT, _KEEP = "\u2003", "\u200b"
# Pixels of a column of letters, and of the shares beside the names.
_COLUMN, SHARE = 6.3, 64


@dataclass(frozen=True)
class Words:
    """What a chart's rows are said with: the names of departments and people, and the visitor's language."""

    language: Language
    departments: Mapping[int, str]
    people: Mapping[int, str]


def colours(tasks: pl.DataFrame, words: Words, by: str) -> dict[Any, tuple[Signal, str]]:
    """What a bar's colour may stand for: the states, or the departments of the tasks, the busiest first and those past seven as one."""
    if by == "state":
        swatches = {key: (replace(signal, shape="square"), text) for key, (signal, text) in STATES.items()}
        return {key: (swatch, swatch.say(text.say(words.language))) for key, (swatch, text) in swatches.items()}
    order = tasks["department"].drop_nulls().value_counts(sort=True).sort(["count", "department"], descending=[True, False])["department"]
    looks = [Signal(colour, "■", "square") for colour in CATEGORICAL]
    names = [(key, words.departments.get(key, f"#{key}")) for key in order]
    if len(names) <= len(looks):
        return {key: (look, name) for look, (key, name) in zip(looks, names, strict=False)}
    rest = {key: (looks[-1], _OTHERS.say(words.language)) for key, _ in names[len(looks) - 1 :]}
    return {key: (look, name) for look, (key, name) in zip(looks[:-1], names, strict=False)} | rest


def bars(tasks: pl.DataFrame, looks: Mapping[Any, tuple[Signal, str]], by: str, words: Words, today: date) -> pl.DataFrame:
    """One row per task, in their order: SCHEMA. tasks are those of core.plan; times are milliseconds, ends the midnight after the day."""
    indent = min(tasks["depth"], default=0)
    return pl.DataFrame([_bar(row, looks, by, words, today, indent) for row in tasks.iter_rows(named=True)], schema=SCHEMA)


def state(row: Mapping[str, Any], today: date) -> str:
    """The key of STATES a task of core.plan is in; what has tasks below it is judged by its own dates and progress."""
    actual = row["actual"] or 0.0
    if row["status"] == "done" if row["leaf"] else actual >= 100:
        return "done"
    if row["overdue"] if row["leaf"] else row["due_on"] < today:
        return "overdue"
    behind = row["band"] not in {None, "none"} if row["leaf"] else round(row["deviation"] or 0.0, 9) > _BEHIND
    if behind:
        return "behind"
    return "ahead" if row["starts_on"] > today and not actual else "on_plan"


def besides(kind: str, label: str, first: date, last: date, note: str | None = None) -> dict[str, Any]:
    """A row that is no task: the calendar's at the top, the buffer's at the end."""
    row = {"at": parts.place(kind, label, "", ""), "kind": kind, "title": label, "dates": _span(first, last), "note": note}
    return dict.fromkeys(SCHEMA) | row | {"start": parts.millis(first), "end": parts.millis(last) + DAY}


def panel(rows: pl.DataFrame) -> int:
    """Pixels that the rows' names and shares need at the left of the chart, within reason."""
    widest = max((parts.columns(at.split("\x1f")[1]) for at in rows["at"]), default=0)
    return min(max(round(widest * _COLUMN) + SHARE + 20, 180), 380)


def days(first: date, last: date, today: date) -> str:
    """A span in short: the year only where it is not this one."""
    begin = f"{first:%m-%d}" if first.year == today.year else first.isoformat()
    end = f"{last:%m-%d}" if last.year in {first.year, today.year} else last.isoformat()
    return begin if first == last else f"{begin} – {end}"


def _bar(
    row: Mapping[str, Any], looks: Mapping[Any, tuple[Signal, str]], by: str, words: Words, today: date, indent: int
) -> dict[str, Any]:
    """A task's row."""
    key = state(row, today)
    signal, said = STATES[key]
    kind = "phase" if not row["leaf"] else "milestone" if row["kind"] == "milestone" else "bar"
    start, end = parts.millis(row["starts_on"]), parts.millis(max(row["starts_on"], row["due_on"])) + DAY
    share = _share(row)
    title = f"{row['code'] or ''} {row['title']}".strip()
    label = _KEEP + _INDENT * (row["depth"] - indent) + title
    ghost = row["baseline_starts_on"], row["baseline_due_on"]
    moved = None not in ghost and ghost != (row["starts_on"], row["due_on"])
    late = key == "overdue" and kind != "phase"
    return {
        "task": row["id"],
        "at": parts.place(row["id"], label, f"{signal.glyph} {parts.percent(share)}", "" if row["leaf"] else "b"),
        "kind": kind,
        "state": looks[key if by == "state" else row["department"]][1],
        "note": _note(kind, row, today) if not late else signal.say(_LATE.say(words.language, days=(today - row["due_on"]).days)),
        "start": start,
        "end": end,
        "middle": parts.millis(row["due_on"]) + DAY // 2 if kind == "milestone" else None,
        "done": start + round((end - start) * (share or 0.0)),
        "ghost_start": parts.millis(ghost[0]) if moved else None,
        "ghost_end": parts.millis(ghost[1]) + DAY if moved else None,
        "late": parts.millis(today) + DAY // 2 if late else None,
        "critical": bool(row["critical"]),
        "title": title,
        "department": words.departments.get(row["department"], parts.NOTHING),
        "owner": words.people.get(row["owner"], parts.NOTHING),
        "dates": _span(row["starts_on"], row["due_on"]),
        "baseline": _span(*ghost) if None not in ghost else parts.NOTHING,
        "expected": parts.percent(None if row["planned"] is None else row["planned"] / 100),
        "actual": parts.percent(share),
        "gap": gap(row["deviation"], words.language),
        "slack": _slack(row, words.language),
        "standing": signal.say(said.say(words.language)),
    }


def _share(row: Mapping[str, Any]) -> float | None:
    """How much of it is done; a leaf without weight, which no sum counts, has what was reported."""
    if row["leaf"] and row["actual"] is None:
        return 1.0 if row["status"] == "done" else (row["percent"] or 0.0) / 100
    return None if row["actual"] is None else row["actual"] / 100


def _note(kind: str, row: Mapping[str, Any], today: date) -> str | None:
    """What stands beside a bar: a milestone's day, a phase's days."""
    if kind == "phase":
        return days(row["starts_on"], row["due_on"], today)
    return days(row["due_on"], row["due_on"], today) if kind == "milestone" else None


def _slack(row: Mapping[str, Any], language: Language) -> str:
    if row["float"] is None:
        return parts.NOTHING
    return _CRITICAL.say(language) if row["critical"] else _DAYS.say(language, days=row["float"])


def _span(first: date, last: date) -> str:
    return first.isoformat() if first == last else f"{first} – {last}"
