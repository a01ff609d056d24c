"""Resources: asking for people, budget, equipment or permissions, and deciding."""

from typing import Any

import streamlit as st

from core.actions import resource
from core.text import Text
from core.ui import as_of, attachments, clocks, filters, records, resources, where
from core.ui.button import act_button
from core.ui.form import Filled, form
from core.ui.page import header
from core.ui.states import badge
from core.visit import Visit

TITLE = Text("资源支持", "Resources")
NEW = Text("申请资源", "Ask for resources")
EMPTY = Text(
    "还没有资源申请：项目缺人、缺预算、缺设备或缺权限时，点“申请资源”。", 'Nothing has been asked for yet: start with "Ask for resources".'
)
LIST = ("type", "detail", "quantity", "unit", "status", "clock", "clock_due", "project", "department", "needed_by", "approver")
FACTS = (
    *("project", "department", "type", "quantity", "unit", "urgency", "needed_by", "approver", "requester", "requested_at"),
    *("decided_by", "decided_at", "detail", "purpose", "decision_comment"),
)
FORM = ("project", "department", "type", "detail", "quantity", "unit", "purpose", "urgency", "needed_by", "approver")
SEND = {"ask": Text("提交申请", "Send the request")}
DECIDE = {"approve": Text("批准", "Approve"), "reject": Text("不批准", "Reject")}
DECISION, EDIT, WITHDRAW = Text("审批", "Decide"), Text("修改", "Edit"), Text("撤回", "Withdraw")
SURE = Text("撤回后审批人不再处理，确定吗？", "The approver will no longer see it. Withdraw it?")
SAVED = Text("已保存", "Saved")


def render(visit: Visit) -> None:
    """The list, one request, or the form of a new one, as the URL says."""
    if where.at("new") and visit.may("resource.ask"):
        _new(visit)
    elif where.at("id"):
        _one(visit)
    else:
        header(visit, TITLE, NEW, "resource.ask")
        if visit.frames["resource_request"].is_empty():
            st.info(as_of.nothing(visit, EMPTY), icon=":material/inbox:")
            return
        rows = filters.choose(visit, "resource_request", ("project", "department", "type", "status"), search=("detail", "purpose"))
        resources.summary(visit, rows)
        shown = clocks.soonest(visit, "resource_request", rows)
        records.listing(visit, "resource_request", shown, LIST, "resources", computed=clocks.SOONEST)


def _new(visit: Visit) -> None:
    header(visit, NEW)
    records.back(visit)

    def save(now: Visit, filled: Filled) -> int:
        return resource.ask(now, filled.values, filled.key)

    start = {"department": visit.person.department}
    form(visit, "resource_request", "resource_request.new", save, where.show, fields=FORM, start=start, buttons=SEND)


def _one(visit: Visit) -> None:
    row = records.opened(visit, "resource_request")
    if row is None:
        return
    marks = [badge(visit, "resource_status", row["status"]), badge(visit, "urgency", row["urgency"])]
    records.heading(visit, "resource_request", row, marks)
    waiting = row["status"] == "requested"
    if where.at("edit") and waiting and visit.may("resource.ask", row):
        _edit(visit, row)
        return
    if waiting and visit.may("resource.ask", row):
        _buttons(visit, row)
    clocks.of(visit, "resource_request", row["id"])
    records.facts(visit, "resource_request", row, FACTS)
    attachments.of(visit, "resource_request", row)
    if waiting and row["requester"] != visit.person.id and visit.may("resource.decide", row):
        _decide(visit, row)
    records.history(visit, "resource_request", row["id"])


def _edit(visit: Visit, row: dict[str, Any]) -> None:
    record, version = row["id"], where.at("edit")

    def save(now: Visit, filled: Filled) -> int:
        resource.change(now, record, filled.base, filled.values, filled.key)
        return int(record)

    name = f"resource_request.{record}.edit.{version}"
    form(visit, "resource_request", name, save, where.show, fields=FORM, start=row, base=version)


def _buttons(visit: Visit, row: dict[str, Any]) -> None:
    record, version = row["id"], row["version"]
    with st.container(horizontal=True):
        st.button(visit.say(EDIT), on_click=where.go, kwargs={"id": record, "edit": version}, key="edit")
        act_button(visit, "withdraw", WITHDRAW, lambda now: resource.withdraw(now, record, version), SAVED, ask=SURE)


def _decide(visit: Visit, row: dict[str, Any]) -> None:
    def save(now: Visit, filled: Filled) -> int:
        comment = filled.values["decision_comment"] or ""
        resource.decide(now, row["id"], row["version"], filled.button == "approve", comment, filled.key)
        return int(row["id"])

    with st.container(border=True):
        st.markdown(f"**{visit.say(DECISION)}**")
        name = f"resource_request.{row['id']}.decide"
        form(visit, "resource_request", name, save, where.show, fields=("decision_comment",), buttons=DECIDE)
