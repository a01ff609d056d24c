"""Projects: the charter, who takes part, how the plan stands, and what is open."""

from typing import Any

import streamlit as st

from core import figures
from core.actions import project
from core.figures import Choice
from core.text import Text
from core.ui import attachments, filters, projects, records, tasks, where
from core.ui.form import Filled, form
from core.ui.page import header
from core.ui.states import badge
from core.visit import Visit

TITLE = Text("项目", "Projects")
NEW = Text("新建项目", "New project")
EMPTY = Text("还没有项目：点“新建项目”，先定负责人和起止日期。", "No projects yet: “New project” takes a manager and two dates.")
LIST = ("number", "name", "status", "planned", "actual", "lead_department", "manager", "starts_on", "ends_on")
FORM = ("name", "lead_department", "manager", "coordinator", "starts_on", "ends_on", "status", "goal")
MORE = ("initiator_department", "buffer_percent", "background", "scope_in", "scope_out", "mechanism")
FACTS = (
    *("initiator_department", "lead_department", "manager", "coordinator", "starts_on", "ends_on", "buffer_percent"),
    *("goal", "background", "scope_in", "scope_out", "mechanism"),
)
EDIT = Text("修改", "Edit")
PLAN, ISSUES, RISKS = Text("任务计划", "Plan"), Text("未解决的问题", "Open issues"), Text("开放的风险", "Open risks")
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
    projects.cards(visit, record)
    records.facts(visit, "project", row, FACTS)
    attachments.of(visit, "project", row)
    st.markdown(f"**{visit.say(PLAN)}**")
    tasks.tree(visit, tasks.of_project(visit, record), f"plan.{record}")
    projects.taking_part(visit, row)
    left, right = st.columns(2)
    with left:
        st.markdown(f"**{visit.say(ISSUES)}**")
        records.listing(visit, "issue", projects.open_issues(visit, record), ISSUE_LIST, "project.issues", NO_ISSUES)
    with right:
        st.markdown(f"**{visit.say(RISKS)}**")
        records.listing(visit, "risk", figures.open_risks(visit, Choice(project=record)), RISK_LIST, "project.risks", NO_RISKS)
    records.history(visit, "project", record, ("participation", "project"))


def _edit(visit: Visit, row: dict[str, Any]) -> None:
    record, version = row["id"], where.at("edit")

    def save(now: Visit, filled: Filled) -> int:
        return project.save(now, filled.values, record, filled.base, filled.key)

    form(visit, "project", f"project.{record}.edit.{version}", save, where.show, fields=FORM, more=MORE, start=row, base=version)
