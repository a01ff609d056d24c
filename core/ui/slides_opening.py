"""The first slide: what the meeting is about, since when it looks back, who is there, and what is on."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import streamlit as st

from core.text import Text
from core.ui import slides_parts as parts
from core.ui import slides_words as words
from core.ui.slide import Slide
from core.ui.words import plain
from core.visit import Visit
from core.weekly.sitting import Sitting

COMPANY, ABOUT = Text("全公司", "The whole company"), Text("{about}周会", "Weekly meeting: {about}")
SINCE, HOST, TIME = Text("回顾自上次周会", "Since the last meeting"), Text("主持人", "Host"), Text("时间", "Time")
A_WEEK = Text("回顾最近 7 天，自", "The last 7 days, since")
ATTENDEES, ON = Text("参会（{n} 人）", "Attendees ({n})"), Text("今天要讲的", "On today")
PROJECTS = Text("逐个看 {n} 个项目", "{n} project(s), one by one")
NOTE = Text("先确认到会人员：应到 {n} 人。", "See who is here: {n} are expected.")
GO = Text("今天共 {n} 页，先看变化，再逐个项目。", "{n} slide(s) today: what has changed first, then project by project.")
PRESENT = Text("参会：{names}", "Attendees: {names}")
COMMA = Text("、", ", ")
_AGENDA = {
    "changed": Text("{since}以来的变化", "What has changed since {since}"),
    "kpis": Text("关键指标与目标", "Figures against targets"),
    "together": Text("部门兑现与谁在等谁", "Departments, and who waits on whom"),
    "risks": Text("风险变化", "How risks moved"),
    "goals": Text("满意度与目标", "Satisfaction and goals"),
    "actions": Text("上次行动项", "Actions of last time"),
    "next": Text("接下来 7 天", "The next 7 days"),
}
_MOST = 24


def slide(visit: Visit, sitting: Sitting, meeting: Mapping[str, Any] | None, others: Sequence[Slide]) -> Slide:
    """The opening of a meeting that goes on with the other slides."""
    day = visit.today if meeting is None else visit.local(meeting["starts_at"]).date()
    title = " · ".join([*_named(visit, sitting, meeting), f"{day}"])
    people = _people(visit, meeting)
    notes = [visit.say(NOTE, n=len(people))] if people else []
    notes.append(visit.say(GO, n=len(others) + 1))
    minutes = visit.say(PRESENT, names=visit.say(COMMA).join(people)) if people else ""
    agenda = _agenda(visit, sitting, others)
    return Slide("opening", title, partial(_draw, visit, sitting, meeting, people, agenda), tuple(notes), minutes)


def _named(visit: Visit, sitting: Sitting, meeting: Mapping[str, Any] | None) -> list[str]:
    """What the meeting is called, or would be, and the project and department that alone are shown of it."""
    project, department = sitting.choice.project, sitting.choice.department
    about = visit.say(COMPANY) if project is None else visit.name("project", project)
    names = [visit.say(ABOUT, about=about) if meeting is None else meeting["topic"]]
    if meeting is not None and project is not None and meeting["project"] is None:
        names.append(about)
    return names if department is None else [*names, visit.name("department", department)]


def _people(visit: Visit, meeting: Mapping[str, Any] | None) -> list[str]:
    invited = [] if meeting is None else [meeting["host"], *(meeting["attendees"] or [])]
    return [visit.name("person", person) for person in dict.fromkeys(invited) if person is not None]


def _agenda(visit: Visit, sitting: Sitting, others: Sequence[Slide]) -> list[str]:
    projects = [slide for slide in others if slide.key.startswith("project-")]
    lines: list[str] = []
    for slide in others:
        if slide.key in _AGENDA:
            lines.append(visit.say(_AGENDA[slide.key], since=words.since(visit, sitting)))
        elif projects and slide is projects[0]:
            lines.append(slide.title if len(projects) == 1 else visit.say(PROJECTS, n=len(projects)))
    return lines


def _draw(visit: Visit, sitting: Sitting, meeting: Mapping[str, Any] | None, people: Sequence[str], agenda: Sequence[str]) -> None:
    figures: list[tuple[Text, str, str | None]] = [
        (A_WEEK if sitting.last is None else SINCE, plain(words.day(visit.local(sitting.since).date())), None)
    ]
    if meeting is not None:
        start, end = (visit.local(meeting[name]) for name in ("starts_at", "ends_at"))
        figures.append((TIME, plain(f"{start:%H:%M}–{end:%H:%M}"), None))
        figures.append((HOST, plain(visit.name("person", meeting["host"])), None))
    parts.metrics(visit, figures)
    left, right = st.columns([1, 1], gap="large") if people else (st.container(), None)
    with left:
        st.subheader(visit.say(ON), anchor=False)
        st.markdown("\n".join(f"{place}. {plain(line)}" for place, line in enumerate(agenda, 1)))
    if right is not None:
        with right:
            st.subheader(visit.say(ATTENDEES, n=len(people)), anchor=False)
            st.markdown(plain(words.listed(visit, people, _MOST)))
