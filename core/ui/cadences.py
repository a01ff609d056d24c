"""The communication plan: its entries, one of them with the meetings that come of it, and that of one project."""

from datetime import timedelta
from typing import Any

import polars as pl
import streamlit as st

from core.actions import cadence
from core.actions.act import Refused
from core.schema.check import REQUIRED
from core.schema.check import filled as worded
from core.schema.field import Field, Kind, Table
from core.text import Text
from core.ui import as_of, filters, meetings, records, where
from core.ui.button import act_button
from core.ui.form import Filled, form
from core.ui.page import header
from core.visit import Visit

TITLE = Text("沟通计划", "Communication plan")
NEW = Text("新增沟通计划", "Add to the plan")
EMPTY = Text(
    "还没有沟通计划：先写明谁、多久、谈什么，再一次排定例会，自动避开节假日。",
    "No communication plan yet: say who talks about what how often, then schedule its meetings at once; holidays are avoided.",
)
LIST = ("topic", "frequency", "weekday", "time", "minutes", "project", "host", "departments", "channel", "ends_on")
OF_PROJECT = ("topic", "frequency", "weekday", "time", "minutes", "host", "departments", "output")
FACTS = (
    *("project", "kind", "frequency", "weekday", "time", "minutes", "starts_on", "ends_on", "channel", "place", "host", "departments"),
    *("output", "content"),
)
EDIT, STOP = Text("修改", "Edit"), Text("停止", "Stop")
SURE = Text(
    "停止后不再排会；尚未通知的后续会议会被取消。确定吗？",
    "No more meetings will come of it, and those ahead that nobody has been told of are cancelled. Stop it?",
)
STOPPED = Text("已停止", "Stopped")
AHEAD, NONE_AHEAD = Text("接下来的会议", "Next meetings"), Text("还没有排定会议。", "No meetings are scheduled.")
SCHEDULE = {"schedule": Text("排定会议", "Schedule the meetings")}
SCHEDULED = Text("已排定 {count} 场会议", "{count} meeting(s) scheduled")
NOTHING_NEW = Text("没有需要新排的会议", "There was nothing new to schedule")
ALREADY = Text("改动会带到尚未通知的后续会议。", "The meetings ahead that nobody has been told of follow a change.")
UNTIL = Field(
    "until",
    Kind.DATE,
    Text("排到哪一天", "Schedule until"),
    required=True,
    help=Text(
        "已排过的不会重复；遇节假日顺延到下一个工作日，最多排一年，不超过计划和项目的结束日期",
        "Nothing is scheduled twice; a holiday moves to the next working day. Up to a year, not past the end of plan or project",
    ),
)
_SCHEDULING = Table("cadence", TITLE, (UNTIL,), title="until")
_WEEKS = timedelta(weeks=8)
# Meetings shown with a plan.
_NEXT = 5


def listing(visit: Visit) -> None:
    """Every entry of the projects chosen; a click opens one."""
    if visit.may("cadence.plan"):
        st.button(visit.say(NEW), type="primary", icon=":material/add:", on_click=where.go, kwargs={"cadence": 0}, key="new_cadence")
    if visit.frames["cadence"].is_empty():
        st.info(as_of.nothing(visit, EMPTY), icon=":material/event_repeat:")
        return
    rows = filters.choose(visit, "cadence", ("project", "kind", "host", "departments")).sort("project", "topic")
    records.listing(visit, "cadence", rows, LIST, "cadences")


def new(visit: Visit) -> None:
    """The form of a new entry."""
    header(visit, NEW)
    records.back(visit)

    def save(now: Visit, filled: Filled) -> int:
        return cadence.save(now, filled.values, key=filled.key)

    projects = _plannable(visit)
    named = where.at("project")
    start = {"project": named if named in projects else None, "host": visit.person.id, "starts_on": visit.today}
    form(visit, "cadence", "cadence.new", save, where.shower("cadence"), start=start, options={"project": projects})


def one(visit: Visit) -> None:
    """One entry: what is planned, its next meetings, and the form that schedules more."""
    row = records.opened(visit, "cadence", "cadence")
    if row is None:
        return
    record, version, may = row["id"], row["version"], visit.may("cadence.plan", row)
    records.heading(visit, "cadence", row, [(visit.word("frequency", row["frequency"]), "blue")])
    if where.at("edit") and may:
        _edit(visit, row)
        return
    if may:
        with st.container(horizontal=True):
            st.button(visit.say(EDIT), on_click=where.go, kwargs={"cadence": record, "edit": version}, key="edit")
            act_button(visit, "stop", STOP, lambda now: _stop(now, record, version), STOPPED, ask=SURE)
    records.facts(visit, "cadence", row, FACTS)
    st.markdown(f"**{visit.say(AHEAD)}**")
    _next(visit, pl.col("cadence") == record, here=True)
    if may:
        _schedule(visit, row)
    records.history(visit, "cadence", record, ("meeting", "cadence"))


def of_project(visit: Visit, row: dict[str, Any]) -> None:
    """A project's communication plan and its next meetings; a click opens one, and whoever plans it adds to it."""
    st.markdown(f"**{visit.say(TITLE)}**")
    rows = visit.frames["cadence"].filter(pl.col("project") == row["id"]).sort("topic")
    records.listing(visit, "cadence", rows, OF_PROJECT, "project.cadences", EMPTY)
    if visit.may("cadence.plan", {"project": row["id"]}) and st.button(visit.say(NEW), icon=":material/add:", key="new_cadence"):
        where.begin("cadence", project=row["id"])
    st.markdown(f"**{visit.say(AHEAD)}**")
    _next(visit, pl.col("project") == row["id"], here=False)


def _edit(visit: Visit, row: dict[str, Any]) -> None:
    record, version = row["id"], where.at("edit")

    def save(now: Visit, filled: Filled) -> int:
        return cadence.save(now, filled.values, record, filled.base, filled.key)

    st.caption(visit.say(ALREADY))
    options = {"project": _plannable(visit)}
    form(visit, "cadence", f"cadence.{record}.edit.{version}", save, where.shower("cadence"), start=row, base=version, options=options)


def _schedule(visit: Visit, row: dict[str, Any]) -> None:
    def save(now: Visit, filled: Filled) -> list[int]:
        if filled.values["until"] is None:
            raise Refused({"until": worded(REQUIRED, UNTIL)})
        return cadence.schedule(now, row["id"], filled.values["until"], filled.key)

    def told(now: Visit, made: object) -> None:
        # A second click finds only the first of the meetings it made.
        where.tell(now, NOTHING_NEW if made == [] else SCHEDULED if isinstance(made, list) else where.SAVED, count=_count(made))

    start = {"until": visit.today + _WEEKS}
    form(
        visit,
        "cadence",
        f"cadence.{row['id']}.schedule",
        save,
        told,
        start=start,
        buttons=SCHEDULE,
        declared=_SCHEDULING,
        fields=("until",),
    )


def _count(made: object) -> int:
    return len(made) if isinstance(made, list) else 1


def _next(visit: Visit, of: pl.Expr, *, here: bool) -> None:
    ahead, _ = meetings.split(visit, visit.frames["meeting"].filter(of, pl.col("status") != "cancelled"))
    if ahead.is_empty():
        st.caption(visit.say(NONE_AHEAD))
        return
    with st.container(border=True, gap="small"):
        for row in ahead.head(_NEXT).iter_rows(named=True):
            meetings.line(visit, row, here=here, day=True)


def _stop(visit: Visit, record: int, version: int) -> None:
    cadence.stop(visit, record, version)
    where.go()


def _plannable(visit: Visit) -> dict[int, str]:
    """The projects whose communication the visitor plans."""
    return {record: name for record, name in visit.names("project").items() if visit.may("cadence.plan", {"project": record})}
