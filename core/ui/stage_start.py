"""The start of a weekly meeting: the button that begins the one planned, or calls one on the spot."""

import hashlib
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import polars as pl
import streamlit as st

from core.actions import sitting
from core.agendas import invited
from core.metrics.agenda import weekly_before
from core.text import Text
from core.ui import stage_place
from core.ui.attempt import attempt
from core.ui.stage_place import Place
from core.ui.visitor import must
from core.ui.words import plain
from core.visit import Visit

LENGTH = Text("时长（分钟）", "Minutes")
START, RESUME, SHOW = Text("开始周会", "Start the meeting"), Text("继续周会", "Go on with the meeting"), Text("只放映", "Show the slides")
LATER = Text(
    "这场会不在今天：可以先放映预演；现在开始，会议时间即改为现在。",
    "Not today: you can go through the slides first. Starting now moves the meeting to this hour.",
)
NOT_YOURS = Text("由主持人、记录人或 PMO 开会；您可以放映幻灯片。", "The host, the recorder or the PMO runs it; you can show the slides.")
# The next meeting takes over what this one is called.
UNPLANNED_TOPIC, OF_PROJECT = Text("周会", "Weekly meeting"), Text("{project} · 周会", "{project} · weekly meeting")
# How long an unplanned meeting lasts: usually, at least, at most.
MINUTES, SHORTEST, LONGEST = 45, 15, 120


def draw(visit: Visit, place: Place) -> None:
    """What begins the meeting for whoever runs it, and what only shows its slides."""
    row = place.meeting
    minutes = MINUTES
    if row is None and visit.may("meeting.plan"):
        minutes = st.number_input(visit.say(LENGTH), SHORTEST, LONGEST, MINUTES, 5, key="stage_minutes")
    may = visit.may("meeting.plan") if row is None else place.runs(visit)
    later = row is not None and row["held_from"] is None and not today(visit, row)
    if row is not None and not may:
        st.caption(visit.say(NOT_YOURS))
    elif later:
        st.caption(visit.say(LATER))
    for problem in st.session_state.pop("stage.problems", []):
        st.error(plain(problem), icon=":material/error:")
    if may:
        begun = row is not None and row["held_from"] is not None
        # The button of one drawing calls one meeting, however often it is pressed.
        seen = (visit.frames["meeting"]["id"].max(), place.choice)
        st.button(
            visit.say(RESUME if begun else START),
            icon=":material/slideshow:",
            type="primary",
            width="stretch",
            key="stage_start",
            on_click=_begin,
            args=(None if row is None else int(row["id"]), minutes, seen),
        )
    st.button(
        visit.say(SHOW),
        icon=":material/visibility:",
        type="tertiary" if may else "primary",
        width="stretch",
        key="stage_show",
        on_click=stage_place.go,
        kwargs={"present": 1},
    )


def _begin(record: int | None, minutes: int, seen: object) -> None:
    visit = must()
    if record is None:
        key = hashlib.sha256(f"{visit.person.id}\n{visit.today}\n{seen}".encode()).hexdigest()
        outcome = attempt(lambda: sitting.call(visit, _unplanned(visit, stage_place.of(visit), minutes), key), "meeting")
        record = outcome.made
    else:
        planned = record
        outcome = attempt(lambda: sitting.begin(visit, planned))
    if outcome.done:
        stage_place.go(meeting=record, present=1, slide=None)
    else:
        st.session_state["stage.problems"] = [visit.say(text) for text in outcome.problems.values()]


def _unplanned(visit: Visit, place: Place, minutes: int) -> dict[str, object]:
    project = place.choice.project
    text = UNPLANNED_TOPIC if project is None else OF_PROJECT
    topic = visit.say(text, project=visit.name("project", project))[-100:]
    own = {"kind": "weekly", "topic": topic, "project": project, "host": visit.person.id, "attendees": people(visit, place)}
    return own | {"ends_at": visit.now + timedelta(minutes=minutes)}


def about(place: Place) -> int | None:
    """A planned meeting looks back at its own kind: that of its project, or of none."""
    return place.choice.project if place.meeting is None else place.meeting["project"]


def people(visit: Visit, place: Place) -> list[int]:
    """Who is invited; to an unplanned meeting those of the last one, or whoever speaks for the departments."""
    if place.meeting is not None:
        return list(place.meeting["attendees"] or [])
    last = weekly_before(visit.frames["meeting"], visit.moment, place.choice.project)
    if last is not None:
        return list(last["attendees"] or [])
    heads = dict(visit.frames["department"].select("id", "head").iter_rows())
    taking_part = visit.frames["participation"].filter(pl.col("project") == (place.choice.project or 0))
    contacts = dict(taking_part.select("department", "contact").iter_rows())
    return invited(contacts or heads, contacts, heads)


def today(visit: Visit, row: Mapping[str, Any]) -> bool:
    """Whether a meeting is on the day looked at."""
    return visit.local(row["starts_at"]).date() == visit.today
