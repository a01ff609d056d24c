"""Meetings: those ahead by day, those that were held, the communication plan, and one meeting from its notice to its minutes."""

from typing import Any

import streamlit as st

from core.actions import meeting
from core.text import Text
from core.ui import agendas, as_of, attachments, cadences, clocks, filters, meetings, minutes, records, where
from core.ui.button import act_button
from core.ui.form import Filled, form
from core.ui.page import header
from core.visit import Visit

TITLE = Text("会议", "Meetings")
NEW = Text("新建会议", "New meeting")
EMPTY = Text(
    "还没有会议：点“新建会议”，或在“沟通计划”里一次排定例会。",
    'No meetings yet: start with "New meeting", or schedule the regular ones under "Communication plan".',
)
VIEWS = {"upcoming": Text("待召开", "Upcoming"), "held": Text("已召开", "Held"), "plan": cadences.TITLE}
FILTERS = ("project", "kind", "host", "status")
LIST = ("topic", "starts_at", "kind", "status", "clock", "clock_due", "project", "host", "recorder")
FORM = ("topic", "kind", "project", "starts_at", "ends_at", "channel", "place", "host", "recorder", "attendees")
MORE = ("background", "agenda", "preparation")
FACTS = (
    *("project", "channel", "place", "host", "recorder", "attendees", "noticed_at", "held_from", "held_until", "minutes_sent_at"),
    *("background", "agenda", "preparation"),
)
MINUTES = ("discussion", "consensus")
SKELETON = Text(
    "议题不填，则按会议类型给出标准议程；常规会议应提前 2 个工作日通知。",
    "Without an agenda it gets that of its kind; people are told two working days ahead.",
)
EDIT, CANCEL = Text("修改", "Edit"), Text("取消会议", "Cancel the meeting")
SURE = Text("取消后通知与纪要时钟作废，确定吗？", "Its clocks will no longer count. Cancel it?")
AGAIN = Text("会议时间已改，请重新发出通知", "The time has changed: please send the notice again")


def render(visit: Visit) -> None:
    """The lists, one meeting or one entry of the plan, or the form of a new one, as the URL says."""
    if where.at("cadence") == 0 and visit.may("cadence.plan"):
        cadences.new(visit)
    elif where.at("cadence"):
        cadences.one(visit)
    elif where.at("new") and visit.may("meeting.plan"):
        _new(visit)
    elif where.at("id"):
        _one(visit)
    else:
        header(visit, TITLE, NEW, "meeting.plan")
        view = where.view(visit, VIEWS)
        if view == "plan":
            cadences.listing(visit)
        else:
            _list(visit, view)


def _list(visit: Visit, view: str) -> None:
    if visit.frames["meeting"].is_empty():
        st.info(as_of.nothing(visit, EMPTY), icon=":material/event:")
        return
    ahead, over = meetings.split(visit, filters.choose(visit, "meeting", FILTERS))
    if view == "upcoming":
        meetings.by_day(visit, ahead)
    else:
        records.listing(visit, "meeting", clocks.soonest(visit, "meeting", over), LIST, "meetings", computed=clocks.SOONEST)


def _new(visit: Visit) -> None:
    header(visit, NEW)
    records.back(visit)
    st.caption(visit.say(SKELETON))
    about = meetings.issue_named(visit)
    own = {} if about is None else {"issue": about["id"]}

    def save(now: Visit, filled: Filled) -> int:
        return meeting.plan(now, filled.values | own, key=filled.key)

    fields = [field for field in FORM if about is None or field != "project"]
    name = f"meeting.new.{own.get('issue', '')}"
    form(visit, "meeting", name, save, where.show, fields=fields, more=MORE, start=meetings.start(visit, about))


def _one(visit: Visit) -> None:
    row = records.opened(visit, "meeting")
    if row is None:
        return
    records.heading(visit, "meeting", row, meetings.marks(visit, row))
    may = visit.may("meeting.plan", row) and row["status"] in {"planned", "held"}
    if where.at("edit") and may:
        _edit(visit, row)
        return
    meetings.when(visit, row)
    if may:
        _buttons(visit, row)
    clocks.of(visit, "meeting", row["id"])
    # Whoever takes the minutes has them before him in their form.
    records.facts(visit, "meeting", row, FACTS if may else (*FACTS, *MINUTES))
    meetings.agreed(visit, row)
    if row["status"] in {"planned", "held"} and row["ends_at"] > visit.moment:
        agendas.table(visit, row)
    if may:
        minutes.notice(visit, row)
        minutes.take(visit, row)
    minutes.actions(visit, row)
    minutes.distribution(visit, row)
    attachments.of(visit, "meeting", row)
    records.history(visit, "meeting", row["id"], ("task", "meeting"))


def _edit(visit: Visit, row: dict[str, Any]) -> None:
    record, version = row["id"], where.at("edit")

    def save(now: Visit, filled: Filled) -> int:
        return meeting.plan(now, filled.values, record, filled.base, filled.key)

    def done(now: Visit, made: int) -> None:
        where.show(now, made)
        if row["noticed_at"] is not None and meetings.unnoticed(now, record):
            where.tell(now, AGAIN)

    name = f"meeting.{record}.edit.{version}"
    form(visit, "meeting", name, save, done, fields=FORM, more=MORE, start=row, base=version)


def _buttons(visit: Visit, row: dict[str, Any]) -> None:
    record, version = row["id"], row["version"]
    with st.container(horizontal=True):
        st.button(visit.say(EDIT), on_click=where.go, kwargs={"id": record, "edit": version}, key="edit")
        if row["status"] == "planned":
            act_button(visit, "cancel", CANCEL, lambda now: meeting.cancel(now, record, version), where.SAVED, ask=SURE)
