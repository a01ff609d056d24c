"""The slide of what the meetings before agreed on: closed or not, late ones first."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl

from core.text import Text
from core.ui import slides_parts as parts
from core.ui import slides_words as words
from core.ui.slide import Slide
from core.ui.slides_parts import Told
from core.ui.states import Colour
from core.ui.words import plain
from core.visit import Visit
from core.weekly.lists import actions
from core.weekly.sitting import Sitting

STATES: Mapping[str, tuple[Text, Colour]] = {
    "late": (Text("■ 已超期", "■ Overdue"), "red"),
    "open": (Text("○ 进行中", "○ Open"), "orange"),
    "done": (Text("● 已完成", "● Done"), "blue"),
    "cancelled": (Text("已取消", "Cancelled"), "gray"),
}
TITLE = Text("{n} 项行动：{found}", "{n} action(s): {found}")
FOUND = {
    "late": Text("{n} 项超期", "{n} overdue"),
    "open": Text("{n} 项进行中", "{n} open"),
    "done": Text("{n} 项已完成", "{n} done"),
    "cancelled": Text("{n} 项取消", "{n} cancelled"),
}
COMMA = Text("，", ", ")
STATE, ABOUT = Text("状态", "State"), Text("行动项", "Action")
OWNER, DUE, FROM = Text("责任人", "Owner"), Text("期限", "Due"), Text("来自会议", "Agreed in")
ASK = Text("问{who}：“{about}”应于 {due} 完成，卡在哪里，新的期限是哪天？", "Ask {who}: {about} was due {due}. What stops it, and by when?")
THANK = Text("按期完成的有{names}。", "Done: {names}.")


def slide(visit: Visit, sitting: Sitting) -> Slide | None:
    """The actions of last time, and older ones still open; None where there are none."""
    told = visit.once(
        "slide.actions", lambda: _told(visit, sitting), sitting, visit.today, visit.language, of=("task", "meeting", "person")
    )
    return told and Slide("actions", told.title, partial(_draw, visit, sitting), told.notes, told.minutes)


def _told(visit: Visit, sitting: Sitting) -> Told | None:
    rows = actions(visit, sitting)
    if rows.is_empty():
        return None
    counts = dict(rows.group_by("state").len().iter_rows())
    found = visit.say(COMMA).join(visit.say(FOUND[state], n=counts[state]) for state in FOUND if counts.get(state))
    title = visit.say(TITLE, n=rows.height, found=found)
    late = rows.filter(pl.col("state") == "late").head(3).to_dicts()
    notes = [visit.say(ASK, who=visit.name("person", row["owner"]), about=row["title"], due=words.day(row["due_on"])) for row in late]
    done = rows.filter(pl.col("state") == "done")["title"].to_list()
    notes += [visit.say(THANK, names=words.listed(visit, done))] if done else []
    lines = [_line(visit, row) for row in rows.iter_rows(named=True)]
    return Told(title, tuple(notes), words.bullets(lines))


def _line(visit: Visit, row: Mapping[str, Any]) -> str:
    return " · ".join([visit.say(STATES[row["state"]][0]), row["title"], visit.name("person", row["owner"]), str(row["due_on"])])


def _draw(visit: Visit, sitting: Sitting) -> None:
    parts.table(visit, "actions", actions(visit, sitting), partial(_cells, visit))


def _cells(visit: Visit, rows: pl.DataFrame) -> Mapping[str, Sequence[str]]:
    told = rows.to_dicts()
    return {
        visit.say(STATE): [parts.tag(visit.say(STATES[row["state"]][0]), STATES[row["state"]][1]) for row in told],
        visit.say(ABOUT): [plain(words.clip(row["title"], 48)) for row in told],
        visit.say(OWNER): [parts.name(visit, "person", row["owner"]) for row in told],
        visit.say(DUE): [parts.fixed(words.day(row["due_on"])) for row in told],
        visit.say(FROM): [parts.name(visit, "meeting", row["meeting"], 26) for row in told],
    }
