"""A meeting's notice and its minutes as texts to copy into a mail or a chat."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from core.schema.field import Kind
from core.text import Text
from core.ui import agendas, shown
from core.visit import Visit

NOTICE, MINUTES = Text("【会议通知】{topic}", "[Meeting notice] {topic}"), Text("【会议纪要】{topic}", "[Minutes] {topic}")
SHORT, LONG = Text("{label}：{value}", "{label}: {value}"), Text("{label}：\n{value}", "{label}:\n{value}")
TIME, SPAN = Text("时间", "Time"), Text("{day} {weekday} {start}–{end}", "{weekday} {day}, {start}–{end}")
MATTERS, ACTIONS = Text("待议事项", "Open matters"), Text("行动项", "Actions")
ISSUE = Text("问题处理", "What is agreed on the issue")
BY = Text("{title}（{who}，{due} 前完成）", "{title} ({who}, by {due})")
_ISSUE = ("measures", "owner", "resolve_by")


def notice(visit: Visit, row: dict[str, Any]) -> str:
    """What the attendees are told before a meeting."""
    parts = [visit.say(NOTICE, topic=row["topic"]), _time(visit, row["starts_at"], row["ends_at"])]
    parts += _fields(visit, "meeting", row, ("project", "channel", "place", "host", "attendees", "background", "agenda", "preparation"))
    about = visit.frames["issue"].filter(pl.col("id") == (row["issue"] or 0))
    if not about.is_empty():
        parts += _fields(visit, "issue", about.row(0, named=True), ("impact", "focus", "proposal"))
    matters = agendas.lines(visit, row)
    return "\n".join([*parts, *([_long(visit, MATTERS, matters)] if matters else [])])


def minutes(visit: Visit, row: dict[str, Any]) -> str:
    """What the attendees are told after it: what was said and agreed, and who does what by when."""
    begun, ended = row["held_from"] or row["starts_at"], row["held_until"] or row["ends_at"]
    parts = [visit.say(MINUTES, topic=row["topic"]), _time(visit, begun, ended)]
    parts += _fields(visit, "meeting", row, ("project", "place", "host", "recorder", "attendees", "agenda", "discussion", "consensus"))
    about = visit.frames["issue"].filter(pl.col("id") == (row["issue"] or 0), pl.col("convened_at").is_not_null())
    if not about.is_empty():
        parts.append(_long(visit, ISSUE, _fields(visit, "issue", about.row(0, named=True), _ISSUE)))
    actions = [_action(visit, place, task) for place, task in enumerate(tasks(visit, row["id"]).iter_rows(named=True), 1)]
    return "\n".join([*parts, *([_long(visit, ACTIONS, actions)] if actions else [])])


def span(visit: Visit, start: Any, end: Any) -> str:
    """From when to when, on which day of the week."""
    begins, ends = visit.local(start), visit.local(end)
    weekday = visit.word("weekday", begins.isoweekday())
    last = ends.strftime("%H:%M" if begins.date() == ends.date() else "%Y-%m-%d %H:%M")
    return visit.say(SPAN, day=begins.date(), weekday=weekday, start=begins.strftime("%H:%M"), end=last)


def tasks(visit: Visit, meeting: int) -> pl.DataFrame:
    """The action items of a meeting, oldest first."""
    return visit.frames["task"].filter(pl.col("meeting") == meeting).sort("id")


def _time(visit: Visit, start: Any, end: Any) -> str:
    return visit.say(SHORT, label=visit.say(TIME), value=span(visit, start, end))


def _long(visit: Visit, label: Text, lines: Sequence[str]) -> str:
    return visit.say(LONG, label=visit.say(label), value="\n".join(lines))


def _fields(visit: Visit, table: str, row: dict[str, Any], names: Sequence[str]) -> list[str]:
    """Each of the fields that says something, long texts below their label."""
    declared = [visit.ledger.tables[table].by_name[name] for name in names if row[name] not in (None, "", [])]
    return [
        visit.say(
            LONG if field.kind is Kind.LONG_TEXT else SHORT, label=visit.say(field.label), value=shown.value(visit, field, row[field.name])
        )
        for field in declared
    ]


def _action(visit: Visit, place: int, task: dict[str, Any]) -> str:
    names = [visit.name(table, task[field]) for table, field in (("person", "owner"), ("department", "department")) if task[field]]
    return f"{place}. " + visit.say(BY, title=task["title"], who=visit.say(shown.AND).join(names), due=task["due_on"])
