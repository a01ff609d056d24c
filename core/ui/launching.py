"""An approved request on its way to a project: who takes part and as what, and the form that makes it one."""

from typing import Any

import polars as pl
import streamlit as st

from core.actions import project
from core.actions.act import Refused
from core.actions.project import TAKEN_OVER, Invited, invited
from core.store.work import Conflict
from core.text import Text
from core.ui import records, shown, tables, where
from core.ui.form import Filled, form
from core.ui.words import plain
from core.visit import Visit

LAUNCH = Text("立项", "Launch the project")
HINT = Text(
    "立项后，申请部门和下列部门（按其响应）参与项目；牵头部门以您在表单中所选为准。",
    "The applicant's department takes part, and these as they have answered; the lead department is the one chosen in the form.",
)
UNANSWERED = Text(
    "{departments} 尚未响应：先作为支持部门参与，对接人待定。",
    "Not answered yet, supporting for now with a contact to be named: {departments}.",
)
DECLINED = Text("{departments} 不接受，不参与项目。", "Declined, and taking no part: {departments}.")
DEPARTMENT, ANSWER, CONTACT = Text("部门", "Department"), Text("响应", "Answer"), Text("对接人", "Contact")
NOT_ANSWERED = Text("尚未响应", "Not answered")
DONE = Text("已立项", "The project is launched")
OPEN = Text("打开项目：{project}", "Open the project: {project}")
MOVED = Text("需求刚被修改，请看过最新内容再立项", "The request has just changed: please look at it before you launch")
FORM = ("name", "lead_department", "manager", "coordinator", "starts_on", "ends_on", "goal")
MORE = ("background", "scope_in", "scope_out", "mechanism", "buffer_percent")
_BUTTON = {"launch": LAUNCH}


def of(visit: Visit, row: dict[str, Any]) -> None:
    """The way to a request's project; without one, the form that makes an approved request a project, for whoever may plan projects."""
    if row["project"] is not None:
        called = tables.called(visit, "project", row["project"])
        if st.button(plain(visit.say(OPEN, project=called)), icon=":material/folder_open:", key="open.project"):
            where.open_record("project", row["project"])
    elif row["status"] == "approved" and visit.may("project.plan"):
        with st.expander(visit.say(LAUNCH), icon=":material/rocket_launch:"):
            _taking_part(visit, row)
            _form(visit, row)


def _taking_part(visit: Visit, row: dict[str, Any]) -> None:
    asked = invited(row, records.linked(visit, "response", "request", row["id"]))
    st.caption(visit.say(HINT))
    st.dataframe(
        {
            visit.say(DEPARTMENT): [visit.name("department", one.department) for one in asked],
            visit.say(ANSWER): [
                visit.word("response_decision", one.decision) if one.decision else visit.say(NOT_ANSWERED) for one in asked
            ],
            visit.say(CONTACT): [visit.name("person", one.contact) for one in asked],
        },
        hide_index=True,
    )
    for text, decision in ((UNANSWERED, None), (DECLINED, "decline")):
        _note(visit, text, [one for one in asked if one.decision == decision])


def _note(visit: Visit, text: Text, some: list[Invited]) -> None:
    if some:
        st.text(visit.say(text, departments=visit.say(shown.AND).join(visit.name("department", one.department) for one in some)))


def _form(visit: Visit, row: dict[str, Any]) -> None:
    record, version = row["id"], row["version"]

    def save(now: Visit, filled: Filled) -> int:
        try:
            return project.launch(now, record, version, filled.values, filled.key)
        except Conflict as moved:
            raise Refused({"": MOVED}) from moved

    def done(now: Visit, _: int | None) -> None:
        where.tell(now, DONE)
        where.go(id=record)

    ends_on = row["needed_by"] if row["needed_by"] is not None and row["needed_by"] > visit.today else None
    own = {name: row[field] for name, field in TAKEN_OVER.items()}
    start = {**own, "manager": _manager(visit, row), "starts_on": visit.today, "ends_on": ends_on}
    form(visit, "project", f"launch.{record}", save, done, fields=FORM, more=MORE, start=start, buttons=_BUTTON)


def _manager(visit: Visit, row: dict[str, Any]) -> int | None:
    """Who is to lead it as far as one can tell: the visitor when he leads projects, else the applicant when he does."""
    leads = visit.frames["person"].filter((pl.col("role") == "lead") & pl.col("active"))["id"].to_list()
    return next((person for person in (visit.person.id, row["applicant"]) if person in leads), None)
