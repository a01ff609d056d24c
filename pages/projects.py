"""Projects: how one stands, its charter and who has signed it, its plan, its meetings, its documents."""

from typing import Any

import streamlit as st

from core import figures
from core.actions import project
from core.figures import Choice
from core.text import Text
from core.ui import cadences, charter, documents, filters, projects, records, signoffs, tasks, where
from core.ui.form import Filled, form
from core.ui.page import header
from core.ui.states import badge
from core.ui.switch import switch
from core.visit import Visit

TITLE = Text("项目", "Projects")
NEW = Text("新建项目", "New project")
EMPTY = Text("还没有项目：点“新建项目”，先定负责人和起止日期。", 'No projects yet: "New project" takes a manager and two dates.')
LIST = ("number", "name", "status", "planned", "actual", "lead_department", "manager", "starts_on", "ends_on")
FORM = ("name", "lead_department", "manager", "coordinator", "starts_on", "ends_on", "status", "goal")
MORE = ("initiator_department", "buffer_percent", "background", "scope_in", "scope_out", "mechanism")
EDIT = Text("修改", "Edit")
VIEW = Text("视图", "View")
VIEWS = {
    "overview": Text("概况", "Overview"),
    "charter": Text("章程", "Charter"),
    "plan": Text("计划", "Plan"),
    "meetings": Text("沟通", "Meetings"),
    "documents": Text("资料", "Documents"),
}
OPEN_PLAN = Text("打开计划", "Open the plan")
ISSUES, RISKS = Text("未解决的问题", "Open issues"), Text("开放的风险", "Open risks")
NO_ISSUES, NO_RISKS = Text("没有未解决的问题", "No open issues"), Text("没有开放的风险", "No open risks")
ISSUE_LIST = ("number", "title", "level", "status", "owner", "resolve_by")
RISK_LIST = ("number", "title", "probability", "impact", "status", "owner")


def render(visit: Visit) -> None:
    """The list, one project, or the form of a new one, as the URL says."""
    if where.at("new") and visit.may("project.plan"):
        _new(visit)
    elif where.at("id"):
        _one(visit)
    else:
        header(visit, TITLE, NEW, "project.plan")
        rows = projects.standing(
            visit, filters.choose(visit, "project", ("status", "lead_department", "manager"), search=("number", "name"))
        )
        empty = EMPTY if visit.frames["project"].is_empty() else records.NOTHING
        records.listing(visit, "project", rows, LIST, "projects", empty, projects.COMPUTED)


def _new(visit: Visit) -> None:
    def save(now: Visit, filled: Filled) -> int:
        return project.save(now, filled.values, key=filled.key)

    header(visit, NEW)
    records.back(visit)
    start = {"lead_department": visit.person.department, "manager": visit.person.id, "starts_on": visit.today}
    form(visit, "project", "project.new", save, where.show, fields=FORM, more=MORE, start=start)


def _one(visit: Visit) -> None:
    row = records.opened(visit, "project")
    if row is None:
        return
    record, may = row["id"], visit.may("project.plan", row)
    records.heading(visit, "project", row, [badge(visit, "project_status", row["status"])])
    if where.at("edit") and may:
        _edit(visit, row)
        return
    if may:
        st.button(visit.say(EDIT), on_click=where.go, kwargs={"id": record, "edit": row["version"]}, key="edit")
    view = switch(visit, "view", VIEW, {name: visit.say(text) for name, text in VIEWS.items()})
    _DRAWN[view](visit, row)
    if view != "documents" or where.at("document") is None:
        records.history(visit, "project", record, ("participation", "project"), ("document", "project"))


def _overview(visit: Visit, row: dict[str, Any]) -> None:
    projects.cards(visit, row["id"])
    st.markdown(f"**{visit.say(ISSUES)}**")
    records.listing(visit, "issue", projects.open_issues(visit, row["id"]), ISSUE_LIST, "project.issues", NO_ISSUES, brief=True)
    st.markdown(f"**{visit.say(RISKS)}**")
    records.listing(visit, "risk", figures.open_risks(visit, Choice(project=row["id"])), RISK_LIST, "project.risks", NO_RISKS, brief=True)


def _charter(visit: Visit, row: dict[str, Any]) -> None:
    charter.of(visit, row)
    projects.taking_part(visit, row)
    signoffs.of(visit, row)


def _plan(visit: Visit, row: dict[str, Any]) -> None:
    if st.button(visit.say(OPEN_PLAN), icon=":material/view_timeline:", key="plan"):
        where.open_plan(row["id"])
    tasks.tree(visit, tasks.of_project(visit, row["id"]), f"plan.{row['id']}")


_DRAWN = {"overview": _overview, "charter": _charter, "plan": _plan, "meetings": cadences.of_project, "documents": documents.of}


def _edit(visit: Visit, row: dict[str, Any]) -> None:
    record, version = row["id"], where.at("edit")

    def save(now: Visit, filled: Filled) -> int:
        return project.save(now, filled.values, record, filled.base, filled.key)

    form(visit, "project", f"project.{record}.edit.{version}", save, where.show, fields=FORM, more=MORE, start=row, base=version)
