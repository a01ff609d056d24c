"""Meetings: those ahead by day, those of one issue, and what the form of a new one begins with."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any

import polars as pl
import streamlit as st

from core.actions.meeting import ABOUT_ISSUE
from core.agendas import invited
from core.text import Text
from core.ui import records, tables, where
from core.ui.meeting_texts import span
from core.ui.states import Colour, badge
from core.ui.switch import switch
from core.ui.words import plain
from core.visit import Visit

PERIOD = Text("时段", "Period")
SPANS = {"14": Text("近两周", "Two weeks"), "31": Text("近一个月", "A month"), "all": Text("全部", "All")}
NONE_HERE = Text("这段时间没有会议。", "No meetings in this time.")
DAY, TODAY = Text("{day} {weekday}", "{weekday} {day}"), Text("今天", "today")
NOTICED, UNNOTICED = Text("已通知", "Notice sent"), Text("待通知", "No notice yet")
AGREED = ("measures", "owner", "resolve_by")
OF_ISSUE, CALL = Text("会议", "Meetings"), Text("召集会议", "Call the meeting")
TOPICS = {
    "special": Text("专项会议：{title}", "Special meeting: {title}"),
    "coordination": Text("协调会：{title}", "Coordination: {title}"),
}
# Meetings listed at most; the filters find the others.
_MOST = 200
_TOPIC = 100
_HALF_HOUR = timedelta(minutes=30)
_HOUR = timedelta(hours=1)


def split(visit: Visit, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The meetings that are not over, soonest first, and those that are, newest first."""
    ahead = (pl.col("ends_at") > visit.moment) & (pl.col("status") != "closed")
    return rows.filter(ahead).sort("starts_at", "id"), rows.filter(~ahead).sort("starts_at", "id", descending=True)


def by_day(visit: Visit, rows: pl.DataFrame) -> None:
    """The meetings of the time chosen, day by day; a click opens one."""
    chosen = switch(visit, "span", PERIOD, {key: visit.say(text) for key, text in SPANS.items()})
    if chosen != "all":
        end = datetime.combine(visit.today + timedelta(days=int(chosen)), time(), visit.zone).astimezone(UTC)
        rows = rows.filter(pl.col("starts_at") < end)
    if rows.is_empty():
        st.info(visit.say(NONE_HERE), icon=":material/event_available:")
        return
    if rows.height > _MOST:
        st.caption(visit.say(records.MORE, count=rows.height, most=_MOST))
    for day, meetings in groupby(rows.head(_MOST).to_dicts(), lambda row: visit.local(row["starts_at"]).date()):
        st.markdown(_heading(visit, day))
        with st.container(border=True, gap="small"):
            for row in meetings:
                line(visit, row)


def line(visit: Visit, row: dict[str, Any], *, here: bool = True, day: bool = False) -> None:
    """One meeting: when, what about, how it stands, where and with whom. A click opens it, on this page (here) or on that of meetings."""
    start, end = visit.local(row["starts_at"]), visit.local(row["ends_at"])
    with st.container(gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.text(f"{start:%m-%d %H:%M}" if day else f"{start:%H:%M}–{end:%H:%M}", width="content")
            go: dict[str, Any] = {"on_click": where.go, "kwargs": {"id": row["id"]}} if here else {}
            if st.button(plain(row["topic"]), type="tertiary", key=f"meeting.{row['id']}", **go) and not here:
                where.open_record("meeting", row["id"])
            for word, colour in marks(visit, row):
                st.badge(plain(word), color=colour)
        about = [visit.name(table, row[name]) for table, name in (("project", "project"), ("person", "host")) if row[name] is not None]
        st.caption(plain(" · ".join([*about, *([row["place"]] if row["place"] else [])])))


def when(visit: Visit, row: Mapping[str, Any]) -> None:
    """The time of a meeting, by its plan."""
    st.markdown(f":material/schedule: **{plain(span(visit, row['starts_at'], row['ends_at']))}**")


def unnoticed(visit: Visit, record: int) -> bool:
    """Whether the people of a meeting are to be told of it, by the newest records."""
    return visit.ledger.snapshot()["meeting"].filter(pl.col("id") == record)["noticed_at"].to_list() == [None]


def marks(visit: Visit, row: Mapping[str, Any]) -> list[tuple[str, Colour]]:
    """A meeting's kind and how it stands: whether people were told of one that is ahead, else its status."""
    kind: tuple[str, Colour] = (visit.word("meeting_kind", row["kind"]), "gray")
    if row["status"] != "planned" or row["starts_at"] <= visit.moment or row["kind"] in ABOUT_ISSUE:
        return [kind, badge(visit, "meeting_status", row["status"])]
    told: tuple[str, Colour] = (visit.say(NOTICED), "blue") if row["noticed_at"] is not None else (visit.say(UNNOTICED), "orange")
    return [kind, told]


def of_issue(visit: Visit, row: dict[str, Any]) -> None:
    """The meetings called about an issue, and the button that calls one. Nothing where there are none and none may be called."""
    called = visit.frames["meeting"].filter(pl.col("issue") == row["id"]).sort("starts_at", "id")
    may = row["status"] in {"open", "responded"} and visit.may("issue.handle", row) and visit.may("meeting.plan")
    if called.is_empty() and not may:
        return
    with st.container(gap="small"):
        st.markdown(f"**{visit.say(OF_ISSUE)}**")
        for one in called.iter_rows(named=True):
            line(visit, one, here=False, day=True)
        if may and st.button(visit.say(CALL), icon=":material/groups:", key="call"):
            where.begin("meeting", issue=row["id"])


def agreed(visit: Visit, row: dict[str, Any]) -> None:
    """The way to the issue a meeting is about, and what was agreed on it. Nothing where it is about none."""
    if row["issue"] is None:
        return
    if st.button(plain(tables.called(visit, "issue", row["issue"])), icon=":material/report:", key="issue"):
        where.open_record("issue", row["issue"])
    about = visit.frames["issue"].filter(pl.col("id") == row["issue"], pl.col("convened_at").is_not_null())
    if not about.is_empty():
        records.facts(visit, "issue", about.row(0, named=True), AGREED)


def issue_named(visit: Visit) -> dict[str, Any] | None:
    """The issue the URL names for a new meeting; None where there is none, or it is not the visitor's to handle."""
    found = visit.frames["issue"].filter(pl.col("id") == (where.at("issue") or 0))
    row = None if found.is_empty() else found.row(0, named=True)
    return row if row is not None and visit.may("issue.handle", row) else None


def start(visit: Visit, about: dict[str, Any] | None) -> dict[str, Any]:
    """What the form of a new meeting begins with: in time for its notice, or for an issue within the hour."""
    if about is not None:
        return _of_issue(visit, about)
    project = where.at("project")
    known = project if project in visit.names("project") else None
    day = visit.local(visit.rules.calendar.add_working_days(visit.moment, 3)).date()
    begins = datetime.combine(day, time(10), visit.zone).astimezone(UTC)
    people = (
        [] if known is None else _speakers(visit, known, visit.frames["participation"].filter(pl.col("project") == known)["department"])
    )
    return {"project": known, "host": visit.person.id, "attendees": people, "starts_at": begins, "ends_at": begins + _HOUR}


def _of_issue(visit: Visit, about: dict[str, Any]) -> dict[str, Any]:
    kind = "coordination" if about["kind"] == "dispute" else "special"
    named = [one for one in (about["owner"], about["reporter"]) if one is not None]
    people = dict.fromkeys([*_speakers(visit, about["project"], about["departments"]), *named])
    begins = visit.moment + _HALF_HOUR + timedelta(minutes=-visit.moment.minute % 30)
    return {
        "kind": kind,
        "topic": visit.say(TOPICS[kind], title=about["title"])[:_TOPIC],
        "host": visit.person.id,
        "attendees": list(people),
        "background": about["description"],
        "starts_at": begins,
        "ends_at": begins + _HOUR,
    }


def _speakers(visit: Visit, project: int | None, departments: Any) -> list[int]:
    taking_part = visit.frames["participation"].filter(pl.col("project") == project)
    heads = visit.frames["department"].select("id", "head")
    return invited(departments, dict(taking_part.select("department", "contact").iter_rows()), dict(heads.iter_rows()))


def _heading(visit: Visit, day: date) -> str:
    words = plain(visit.say(DAY, day=f"{day:%m-%d}", weekday=visit.word("weekday", day.isoweekday())))
    return f"**{words}** :blue-badge[{visit.say(TODAY)}]" if day == visit.today else f"**{words}**"
