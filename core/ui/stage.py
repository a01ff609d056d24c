"""Before a weekly meeting: which one, about what, with whom and for how long; one button begins it."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any

import polars as pl
import streamlit as st

from core.metrics.agenda import weekly_before
from core.text import Text
from core.ui import filters, meeting_texts, meetings, shown, stage_frame, stage_place, stage_screen, stage_start
from core.ui.page import header
from core.ui.stage_bar import KEYS
from core.ui.stage_place import Place
from core.ui.words import plain
from core.visit import Visit

TITLE = Text("周会", "Weekly meeting")
WHICH = Text("哪一场会", "Which meeting")
UNPLANNED = Text("临时周会（现在召开）", "An unplanned meeting (now)")
JUST_SLIDES = Text("只看幻灯片，不开会", "The slides only, no meeting")
ABOUT = Text("放映内容", "What is shown")
LAST, NEVER = Text("上次周会", "Last weekly meeting"), Text("还没有开过", "None so far")
LAST_WAS = Text("{when} · 行动项 {done}/{count} 已完成", "{when} · {done} of {count} action(s) done")
INVITED, NOBODY = Text("参会（{count}）", "Invited ({count})"), Text("未指定", "Nobody named")
HOST = Text("主持人", "Host")
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
        stage_start.draw(visit, place)
    st.markdown(f":material/keyboard: {visit.say(KEYS)}")
    stage_frame.draw("entrance")


def _which(visit: Visit) -> None:
    """The meetings at hand; the first the visitor runs today is chosen, else the soonest."""
    rows = at_hand(visit)
    labels = {str(row["id"]): _label(visit, row) for row in rows}
    labels[_NONE] = visit.say(UNPLANNED if visit.may("meeting.plan") else JUST_SLIDES)
    mine = [str(row["id"]) for row in rows if stage_start.today(visit, row) and visit.may("meeting.plan", row)]
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


def _label(visit: Visit, row: Mapping[str, Any]) -> str:
    words = plain(f"{meeting_texts.span(visit, row['starts_at'], row['ends_at'])} · {row['topic']}")
    return f"{words} :blue-badge[{visit.say(meetings.TODAY)}]" if stage_start.today(visit, row) else words


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
    # The host is expected too, as the opening slide counts them.
    people = list(dict.fromkeys([*([row["host"]] if row and row["host"] else []), *stage_start.people(visit, place)]))
    named = visit.say(shown.AND).join(visit.name("person", person) for person in people)
    _fact(visit.say(INVITED, count=len(people)), named or visit.say(NOBODY))
    _fact(visit.say(LAST), _last(visit, place))


def _fact(label: str, value: str) -> None:
    with st.container(gap=None):
        st.caption(plain(label))
        st.text(value)


def _last(visit: Visit, place: Place) -> str:
    row = weekly_before(visit.frames["meeting"], place.meeting["starts_at"] if place.meeting else visit.moment, stage_start.about(place))
    if row is None:
        return visit.say(NEVER)
    tasks = meeting_texts.tasks(visit, row["id"])
    done = tasks.filter(pl.col("status").is_in(["done", "cancelled"])).height
    return visit.say(LAST_WAS, when=meeting_texts.span(visit, row["starts_at"], row["ends_at"]), done=done, count=tasks.height)
