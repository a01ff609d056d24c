"""Before a weekly meeting: which one, about what, with whom and for how long; one button begins it."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

import polars as pl
import streamlit as st

from core.actions import sitting
from core.agendas import invited
from core.metrics.agenda import weekly_before
from core.text import Text
from core.ui import filters, meeting_texts, meetings, shown, stage_frame, stage_place, stage_screen
from core.ui.attempt import attempt
from core.ui.page import header
from core.ui.stage_place import Place
from core.ui.stage_screen import KEYS
from core.ui.visitor import must
from core.ui.words import plain
from core.visit import Visit

TITLE = Text("周会", "Weekly meeting")
WHICH = Text("哪一场会", "Which meeting")
UNPLANNED = Text("临时周会（现在召开）", "An unplanned meeting (now)")
JUST_SLIDES = Text("只看幻灯片，不开会", "The slides only, no meeting")
ABOUT = Text("放映内容", "What is shown")
LAST, NEVER = Text("上次周会", "Last weekly meeting"), Text("还没有开过", "None so far")
LAST_WAS = Text("{when} · 行动项 {done}/{count} 已完成", "{when} · {done} of {count} actions done")
INVITED, NOBODY = Text("参会（{count}）", "Invited ({count})"), Text("未指定", "Nobody named")
HOST, LENGTH = Text("主持人", "Host"), Text("时长（分钟）", "Minutes")
START, RESUME, SHOW = Text("开始周会", "Start the meeting"), Text("继续周会", "Go on with the meeting"), Text("只放映", "Show the slides")
LATER = Text(
    "这场会不在今天：可以先放映预演；现在开始，会议时间即改为现在。",
    "Not today: you can go through the slides first. Starting now moves the meeting to this hour.",
)
NOT_YOURS = Text("由主持人、记录人或 PMO 开会；您可以放映幻灯片。", "The host, the recorder or the PMO runs it; you can show the slides.")
UNPLANNED_TOPIC = Text("临时周会 {day}", "Weekly meeting {day}")
OF_PROJECT = Text("{project} · 临时周会 {day}", "{project} · weekly meeting {day}")
# How long an unplanned meeting lasts: usually, at least, at most.
MINUTES, SHORTEST, LONGEST = 45, 15, 120
_AHEAD, _MOST = timedelta(days=8), 8
_NONE = "none"


def render(visit: Visit) -> None:
    """The entrance, or the slides where the URL says so."""
    if stage_place.says("present"):
        stage_screen.draw()
    else:
        _entrance(visit)


def _entrance(visit: Visit) -> None:
    stage_place.rest()
    header(visit, TITLE)
    left, right = st.columns([3, 2])
    with left, st.container(border=True, height="stretch"):
        _which(visit)
        place = _about(visit)
    with right, st.container(border=True, height="stretch"):
        _facts(visit, place)
        _start(visit, place)
    st.markdown(f":material/keyboard: {visit.say(KEYS)}")
    stage_frame.draw("entrance")


def _which(visit: Visit) -> None:
    """The meetings at hand; the first the visitor runs today is chosen, else the soonest."""
    rows = at_hand(visit)
    labels = {str(row["id"]): _label(visit, row) for row in rows}
    labels[_NONE] = visit.say(UNPLANNED if visit.may("meeting.plan") else JUST_SLIDES)
    mine = [str(row["id"]) for row in rows if _today(visit, row) and visit.may("meeting.plan", row)]
    first = [*mine, *labels][0]
    named = st.query_params.get("meeting", first)
    chosen = st.radio(
        visit.say(WHICH),
        list(labels),
        index=list(labels).index(named if named in labels else first),
        format_func=lambda key: labels.get(key, key),
        key=f"stage_which.{visit.language}",
    )
    stage_place.go(meeting=chosen)


def at_hand(visit: Visit) -> list[dict[str, Any]]:
    """The weekly meetings of today that are not over, and those of the days ahead, further on if there are none; soonest first."""
    begins = datetime.combine(visit.today, time(), visit.zone).astimezone(UTC)
    open_ones = visit.frames["meeting"].filter(pl.col("kind") == "weekly", pl.col("status").is_in(["planned", "held"]))
    found = open_ones.filter(pl.col("starts_at").is_between(begins, begins + _AHEAD))
    if found.is_empty():
        found = open_ones.filter(pl.col("starts_at").is_between(begins, begins + 2 * _AHEAD))
    return found.sort("starts_at", "id").head(_MOST).to_dicts()


def _today(visit: Visit, row: Mapping[str, Any]) -> bool:
    return visit.local(row["starts_at"]).date() == visit.today


def _label(visit: Visit, row: Mapping[str, Any]) -> str:
    words = plain(f"{meeting_texts.span(visit, row['starts_at'], row['ends_at'])} · {row['topic']}")
    return f"{words} :blue-badge[{visit.say(meetings.TODAY)}]" if _today(visit, row) else words


def _about(visit: Visit) -> Place:
    place = stage_place.of(visit)
    st.markdown(f"**{visit.say(ABOUT)}**")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        if place.meeting is None or place.meeting["project"] is None:
            projects = {str(record): name for record, name in visit.names("project").items()}
            filters.pick(visit, "project", visit.say(filters.PROJECT), projects)
        else:
            st.text(visit.name("project", place.meeting["project"]))
        departments = {str(record): name for record, name in visit.names("department").items()}
        filters.pick(visit, "department", visit.say(filters.DEPARTMENT), departments)
    return stage_place.of(visit)


def _facts(visit: Visit, place: Place) -> None:
    row = place.meeting
    if row is not None:
        st.subheader(plain(row["topic"]), anchor=False)
        st.markdown(f":material/schedule: {plain(meeting_texts.span(visit, row['starts_at'], row['ends_at']))}")
        _fact(visit.say(HOST), visit.name("person", row["host"]))
    people = _people(visit, place)
    named = visit.say(shown.AND).join(visit.name("person", person) for person in people)
    _fact(visit.say(INVITED, count=len(people)), named or visit.say(NOBODY))
    _fact(visit.say(LAST), _last(visit, place))


def _fact(label: str, value: str) -> None:
    with st.container(gap=None):
        st.caption(plain(label))
        st.text(value)


def _last(visit: Visit, place: Place) -> str:
    row = weekly_before(visit.frames["meeting"], place.meeting["starts_at"] if place.meeting else visit.moment, _project(place))
    if row is None:
        return visit.say(NEVER)
    tasks = meeting_texts.tasks(visit, row["id"])
    done = tasks.filter(pl.col("status").is_in(["done", "cancelled"])).height
    return visit.say(LAST_WAS, when=meeting_texts.span(visit, row["starts_at"], row["ends_at"]), done=done, count=tasks.height)


def _project(place: Place) -> int | None:
    """A planned meeting looks back at its own kind: that of its project, or of none."""
    return place.choice.project if place.meeting is None else place.meeting["project"]


def _people(visit: Visit, place: Place) -> list[int]:
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


def _start(visit: Visit, place: Place) -> None:
    row = place.meeting
    minutes = MINUTES
    if row is None and visit.may("meeting.plan"):
        minutes = st.number_input(visit.say(LENGTH), SHORTEST, LONGEST, MINUTES, 5, key="stage_minutes")
    may = visit.may("meeting.plan") if row is None else place.runs(visit)
    later = row is not None and row["held_from"] is None and not _today(visit, row)
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
    topic = visit.say(text, day=visit.today, project=visit.name("project", project))[-100:]
    own = {"kind": "weekly", "topic": topic, "project": project, "host": visit.person.id, "attendees": _people(visit, place)}
    return own | {"ends_at": visit.now + timedelta(minutes=minutes)}
