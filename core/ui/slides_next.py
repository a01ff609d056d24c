"""The slide of the days ahead: what comes due, milestones, meetings, and what each department begins."""

from collections.abc import Mapping, Sequence
from functools import partial

import polars as pl
import streamlit as st

from core.text import Text
from core.ui import slides_parts as parts
from core.ui import slides_words as words
from core.ui.slide import Slide
from core.ui.slides_parts import Told
from core.ui.states import Colour
from core.visit import Visit
from core.weekly.lists import ahead, coming
from core.weekly.sitting import Sitting

WHATS: Mapping[str, tuple[Text, Colour]] = {
    "milestone": (Text("里程碑", "Milestone"), "red"),
    "due": (Text("到期", "Due"), "orange"),
    "meeting": (Text("会议", "Meeting"), "gray"),
    "start": (Text("计划开始", "Starts"), "blue"),
}
FOUND = {
    "milestone": Text("{n} 个里程碑", "{n} milestone(s)"),
    "due": Text("{n} 项到期", "{n} due"),
    "meeting": Text("{n} 场会议", "{n} meeting(s)"),
    "start": Text("{n} 项开始", "{n} starting"),
}
TITLE = Text("接下来 7 天（{first} 至 {last}）：{found}", "The next 7 days ({first} to {last}): {found}")
COMMA = Text("，", ", ")
BY_DEPARTMENT, DATED = Text("按部门", "By department"), Text("按日期", "By day")
ON, WHAT, ABOUT, DEPARTMENT = Text("日期", "Day"), Text("类别", "What"), Text("事项", "About"), Text("部门", "Department")
BUSIEST = Text("最忙的是{department}：{found}。", "{department} has most: {found}.")
MILESTONE = Text("{day} 是里程碑“{about}”，请{who}确认能否按时。", "{about} is a milestone on {day}: can {who} make it?")
FIRST = Text("最早到期的是 {day} 的“{about}”。", "The first to come due, on {day}, is {about}.")
_ORDER = ("milestone", "due", "start")


def slide(visit: Visit, sitting: Sitting) -> Slide | None:
    """What comes in the days ahead; None where nothing does."""
    of = ("task", "meeting", "project", "department", "setting")
    told = visit.once("slide.next", lambda: _told(visit, sitting), sitting, visit.today, visit.language, of=of)
    return told and Slide("next", told.title, partial(_draw, visit, sitting), told.notes, told.minutes)


def _told(visit: Visit, sitting: Sitting) -> Told | None:
    rows = coming(visit, sitting)
    if rows.is_empty():
        return None
    first, last = ahead(visit.today)
    title = visit.say(TITLE, first=words.day(first), last=words.day(last), found=_counted(visit, rows))
    departments, notes = rows.drop_nulls("department"), []
    for what, text in (("milestone", MILESTONE), ("due", FIRST)):
        for row in rows.filter(pl.col("what") == what).head(1).iter_rows(named=True):
            about, who = words.called(visit, row["table"], row["record"]), visit.name("person", row["person"])
            notes.append(visit.say(text, day=words.day(row["on"]), about=about, who=who))
    if departments.height:
        busiest = departments.group_by("department").len().sort("len", "department", descending=[True, False])["department"][0]
        mine = departments.filter(pl.col("department") == busiest)
        notes.append(visit.say(BUSIEST, department=visit.name("department", busiest), found=_counted(visit, mine)))
    lines = [
        f"{words.day(row['on'])} {visit.say(WHATS[row['what']][0])}: {words.called(visit, row['table'], row['record'])}"
        for row in rows.filter(pl.col("what") != "start").head(words.MINUTED).iter_rows(named=True)
    ]
    return Told(title, tuple(notes), words.bullets(lines))


def _counted(visit: Visit, rows: pl.DataFrame) -> str:
    counts = dict(rows.group_by("what").len().iter_rows())
    return visit.say(COMMA).join(visit.say(FOUND[what], n=counts[what]) for what in FOUND if counts.get(what))


def _draw(visit: Visit, sitting: Sitting) -> None:
    rows = coming(visit, sitting)
    departments = rows.drop_nulls("department")
    left, right = st.columns([4, 7], gap="medium") if departments.height else (None, st.container())
    if left is not None:
        with left:
            st.markdown(f"**{visit.say(BY_DEPARTMENT)}**")
            parts.table(visit, "next.departments", _by_department(departments), partial(_department_cells, visit))
    with right:
        st.markdown(f"**{visit.say(DATED)}**")
        parts.table(visit, "next", rows, partial(_cells, visit), parts.HEADED)


def _by_department(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per department: how many of each kind, the busiest first."""
    counted = rows.group_by("department").agg((pl.col("what") == what).sum().alias(what) for what in _ORDER)
    return counted.sort(pl.sum_horizontal(_ORDER), "department", descending=[True, False])


def _department_cells(visit: Visit, rows: pl.DataFrame) -> Mapping[str, Sequence[str]]:
    told = [what for what in _ORDER if rows[what].sum()]
    counts = {visit.say(WHATS[what][0]): [f"{n}" if n else "" for n in rows[what]] for what in told}
    return {visit.say(DEPARTMENT): [parts.name(visit, "department", record) for record in rows["department"]], **counts}


def _cells(visit: Visit, rows: pl.DataFrame) -> Mapping[str, Sequence[str]]:
    told = rows.to_dicts()
    return {
        visit.say(ON): [parts.fixed(words.day(row["on"])) for row in told],
        visit.say(WHAT): [parts.tag(visit.say(WHATS[row["what"]][0]), WHATS[row["what"]][1]) for row in told],
        visit.say(ABOUT): [parts.record(visit, row["table"], row["record"]) for row in told],
        visit.say(DEPARTMENT): [parts.name(visit, "department", row["department"]) for row in told],
    }
