"""The slide of what has changed since the meeting before."""

from collections.abc import Mapping, Sequence
from functools import partial

import polars as pl
import streamlit as st

from core.text import Text
from core.ui import slides_change as change
from core.ui import slides_parts as parts
from core.ui import slides_words as words
from core.ui.slide import Slide
from core.ui.slides_parts import Told
from core.ui.states import Colour
from core.ui.words import plain
from core.visit import Visit
from core.weekly.changes import changes
from core.weekly.sitting import Sitting

# What is shown first, the worst first.
WHATS: dict[str, tuple[Text, Colour]] = {
    "overdue": (Text("新超期任务", "Overdue"), "red"),
    "broken": (Text("新违约承诺", "Broken"), "red"),
    "worse": (Text("恶化", "Worse"), "red"),
    "slipped": (Text("延期", "Put off"), "orange"),
    "new": (Text("新增", "New"), "gray"),
    "closed": (Text("完成或关闭", "Done or closed"), "blue"),
    "better": (Text("好转", "Better"), "blue"),
    "reopened": (Text("重新打开", "Reopened"), "orange"),
    "earlier": (Text("提前", "Brought forward"), "blue"),
    "gone": (Text("移除", "Removed"), "gray"),
}
# What the title names is seen.
_LED = {"overdue": 3, "broken": 4, "worse": 2}
_COUNTED = ("overdue", "broken", "worse", "slipped", "new", "closed", "better")
_COUNT = {
    "overdue": Text("{n} 项任务新超期", "{n} task(s) overdue"),
    "broken": Text("{n} 项承诺新违约", "{n} promise(s) broken"),
    "worse": Text("{n} 项恶化", "{n} worse"),
    "slipped": Text("{n} 项延期", "{n} put off"),
    "new": Text("新增 {n} 项", "{n} new"),
    "closed": Text("完成或关闭 {n} 项", "{n} done or closed"),
    "better": Text("{n} 项好转", "{n} better"),
}
TITLE = Text("{since}以来：{found}", "Since {since}: {found}")
COMMA = Text("，", ", ")
WHAT, ABOUT = Text("变化", "Change"), Text("事项", "About")
PROJECT, FROM = Text("项目", "Project"), Text("从 → 到", "From → to")
WHO = Text("责任人 · 部门", "Owner · department")
COUNTS = Text(
    "新超期数任务；新违约数承诺，任务自己的期限只算在任务里。两次周会之间已经补上的承诺不再计入“当前超期承诺”，但仍是违约。",
    "Overdue counts tasks; broken counts promises, a task's own date with the tasks. What was made good since stays broken, "
    "but is not overdue now.",
)
ASK = Text("请{department}说明：{about}（{what}）。", "Ask {department} about {about} ({what}).")
NUMBERS = Text("先说数字：{found}。", "Begin with the numbers: {found}.")
MOST_IN = Text("变化最多的项目是{project}（{n} 项）。", "Most of it happened in {project} ({n}).")


def slide(visit: Visit, sitting: Sitting) -> Slide | None:
    """What is new, done, put off, overdue, worse or better; None where nothing has changed."""
    told = visit.once("slide.changed", lambda: _told(visit, sitting), sitting, visit.moment, visit.language)
    return told and Slide("changed", told.title, partial(_draw, visit, sitting), told.notes, told.minutes)


def _rows(visit: Visit, sitting: Sitting) -> pl.DataFrame:
    """The changes, the worst first, projects before their tasks, with a promise's person, due_at and kept_at."""
    order = {what: place for place, what in enumerate(WHATS)}
    told = {"what": pl.lit("broken"), "promise": pl.col("kind")}
    keys = ["what", "table", "record", "department", "promise"]
    missed = visit.promises.filter(state="broken").select("table", "record", "department", "person", "due_at", "kept_at", **told)
    rows = changes(visit, sitting).join(missed.unique(keys), on=keys, how="left", nulls_equal=True, maintain_order="left")
    by = (pl.col("what").replace_strict(order), pl.col("table") != "project", "days", "due_at", "table", "record")
    ordered = rows.sort(*by, descending=[False, False, True, False, False, False], nulls_last=True)
    return parts.led(ordered, "what", _LED)


def _told(visit: Visit, sitting: Sitting) -> Told | None:
    rows = _rows(visit, sitting)
    if rows.is_empty():
        return None
    counts = dict(rows.group_by("what").len().iter_rows())
    found = [visit.say(_COUNT[what], n=counts[what]) for what in _COUNTED if counts.get(what)]
    joined = visit.say(COMMA).join(found) or visit.say(WHATS[rows["what"][0]][0])
    title = visit.say(TITLE, since=words.since(visit, sitting), found=visit.say(COMMA).join(found[:3]) or joined)
    notes = [visit.say(NUMBERS, found=joined)]
    bad = rows.filter(pl.col("what").is_in(["overdue", "broken", "worse", "slipped"]))
    for row in bad.filter(pl.col("department").is_not_null()).head(2).iter_rows(named=True):
        about, what = words.called(visit, row["table"], row["record"]), visit.say(WHATS[row["what"]][0])
        notes.append(visit.say(ASK, department=visit.name("department", row["department"]), about=about, what=what))
    busiest = bad.drop_nulls("project").group_by("project").len().sort("len", "project", descending=[True, False])
    if busiest.height > 1:
        notes.append(visit.say(MOST_IN, project=visit.name("project", busiest["project"][0]), n=busiest["len"][0]))
    lines = [f"{visit.say(WHATS[row['what']][0])}: {change.said(visit, row)}" for row in bad.head(words.MINUTED).iter_rows(named=True)]
    return Told(title, tuple(notes), words.bullets(lines))


def _draw(visit: Visit, sitting: Sitting) -> None:
    rows = visit.rows("slide.changed.rows", lambda: _rows(visit, sitting), sitting, visit.moment)
    counts = dict(rows.group_by("what").len().iter_rows())
    parts.metrics(visit, [(WHATS[what][0], f"{counts.get(what, 0)}", None) for what in _COUNTED])
    parts.table(visit, "changed", rows, partial(_cells, visit), parts.FEWER)
    st.caption(visit.say(COUNTS))


def _cells(visit: Visit, rows: pl.DataFrame) -> Mapping[str, Sequence[str]]:
    told = rows.to_dicts()
    return {
        visit.say(WHAT): [parts.tag(visit.say(WHATS[row["what"]][0]), WHATS[row["what"]][1]) for row in told],
        visit.say(ABOUT): [parts.record(visit, row["table"], row["record"]) for row in told],
        visit.say(PROJECT): [parts.name(visit, "project", row["project"]) for row in told],
        visit.say(WHO): [plain(words.clip(change.who(visit, row), 28)) for row in told],
        visit.say(FROM): [parts.fixed(change.moved(visit, row)) for row in told],
    }
