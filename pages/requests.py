"""Requests: apply, submit, decide, answer and clarify, with every clock visible as it runs."""

from typing import Any

import streamlit as st

from core.actions import request
from core.text import Text
from core.ui import attachments, clocks, filters, launching, records, where
from core.ui.button import act_button
from core.ui.form import Filled, form
from core.ui.page import header
from core.ui.states import badge
from core.ui.words import plain
from core.visit import Visit

TITLE = Text("协作需求", "Requests")
NEW = Text("提交新需求", "New request")
EMPTY = Text("还没有协作需求：点“提交新需求”开始。", 'No requests yet: start with "New request".')
LIST = ("number", "title", "urgency", "status", "applicant_department", "departments", "submitted_at", "needed_by")
FACTS = (
    *("applicant_department", "applicant", "departments", "applied_on", "needed_by", "submitted_at", "decided_by", "decided_at", "project"),
    *("background", "goal", "outcome", "scope_in", "scope_out", "support", "decision_comment"),
)
HINT = Text("提交后时钟开始计时；还没想好可以先存草稿。", "The clocks start when you submit; keep a draft while you are still thinking.")
BUTTONS = {"apply": Text("提交审批", "Submit"), "draft": Text("存为草稿", "Keep as a draft")}
SUBMIT, WITHDRAW, EDIT = Text("提交审批", "Submit"), Text("撤回", "Withdraw"), Text("修改", "Edit")
SURE_WITHDRAW = Text("撤回后时钟作废，确定吗？", "Its clocks will no longer count. Withdraw it?")
DECISION = Text("审批", "Decision")
DECISIONS = {"approved": Text("批准", "Approve"), "returned": Text("退回修改", "Return"), "rejected": Text("驳回", "Reject")}
RESPONSES = Text("部门响应", "Responses")
ANSWER_FOR = Text("代表 {department} 响应", "Answer for {department}")
ANSWER = {"answer": Text("提交响应", "Answer")}
CLARIFY = {"clarify": Text("提交补充说明", "Give the clarification")}
ASKED = Text("{department} 需要补充", "{department} asks for more")
SAVED = Text("已保存", "Saved")


def render(visit: Visit) -> None:
    """The list, one request, or the form of a new one, as the URL says."""
    if where.at("new") and visit.may("request.apply"):
        _new(visit)
    elif where.at("id"):
        _one(visit)
    else:
        header(visit, TITLE, NEW, "request.apply")
        rows = filters.choose(visit, "request", ("status", "urgency", "departments"), search=("number", "title"))
        records.listing(visit, "request", rows, LIST, "requests", EMPTY if visit.frames["request"].is_empty() else records.NOTHING)


def _new(visit: Visit) -> None:
    header(visit, NEW)
    records.back(visit)
    st.caption(visit.say(HINT))
    start = {"applicant_department": visit.person.department}
    form(visit, "request", "request.new", _add, where.show, start=start, buttons=BUTTONS)


def _add(visit: Visit, filled: Filled) -> int:
    return (
        request.apply(visit, filled.values, filled.key) if filled.button == "apply" else request.save(visit, filled.values, key=filled.key)
    )


def _one(visit: Visit) -> None:
    row = records.opened(visit, "request")
    if row is None:
        return
    record = row["id"]
    records.heading(visit, "request", row, [badge(visit, "request_status", row["status"]), badge(visit, "urgency", row["urgency"])])
    if where.at("edit") and visit.may("request.apply", row):

        def save(now: Visit, filled: Filled) -> int:
            return request.save(now, filled.values, record, filled.base, filled.key)

        form(visit, "request", f"request.{record}.{where.at('edit')}", save, where.show, start=row, base=where.at("edit"))
        return
    _buttons(visit, row)
    launching.of(visit, row)
    clocks.of(visit, "request", record)
    records.facts(visit, "request", row, FACTS)
    attachments.of(visit, "request", row)
    if row["status"] == "submitted" and visit.may("request.decide", row) and row["applicant"] != visit.person.id:
        _decide(visit, row)
    if row["status"] in {"submitted", "approved"}:
        _responses(visit, row)
    records.history(visit, "request", record, ("response", "request"))


def _buttons(visit: Visit, row: dict[str, Any]) -> None:
    if not visit.may("request.apply", row) or row["status"] not in {"draft", "returned", "submitted"}:
        return
    record, version = row["id"], row["version"]
    with st.container(horizontal=True):
        if row["status"] != "submitted":
            act_button(visit, "submit", SUBMIT, lambda now: request.submit(now, record, version), SAVED, primary=True)
            st.button(visit.say(EDIT), on_click=where.go, kwargs={"id": record, "edit": version}, key="edit")
        act_button(visit, "withdraw", WITHDRAW, lambda now: request.withdraw(now, record, version), SAVED, ask=SURE_WITHDRAW)


def _decide(visit: Visit, row: dict[str, Any]) -> None:
    def save(now: Visit, filled: Filled) -> int:
        request.decide(now, row["id"], filled.base, filled.button, filled.values["decision_comment"], filled.key)
        return int(row["id"])

    with st.container(border=True):
        st.markdown(f"**{visit.say(DECISION)}**")
        name = f"request.{row['id']}.{row['version']}.decide"
        form(visit, "request", name, save, where.show, fields=("decision_comment",), base=row["version"], buttons=DECISIONS)


def _responses(visit: Visit, row: dict[str, Any]) -> None:
    st.markdown(f"**{visit.say(RESPONSES)}**")
    given = records.linked(visit, "response", "request", row["id"])
    for response in given:
        _response(visit, row, response)
    answered = {response["department"] for response in given if response["decision"] != "clarify"}
    for department in row["departments"]:
        if department not in answered and visit.may("request.answer", {"department": department}):
            _answer(visit, row, department)


def _response(visit: Visit, row: dict[str, Any], response: dict[str, Any]) -> None:
    with st.container(border=True):
        with st.container(horizontal=True, vertical_alignment="center"):
            word, colour = badge(visit, "response_decision", response["decision"])
            st.badge(plain(word), color=colour)
            st.text(visit.name("department", response["department"]))
        records.facts(visit, "response", response, ("responder", "responded_at", "contact", "clarified_at", "reply", "clarification"))
        if response["clarified_at"] is None and response["decision"] == "clarify" and visit.may("request.apply", row):

            def save(now: Visit, filled: Filled) -> int:
                request.clarify(now, response["id"], filled.base, filled.values["clarification"], filled.key)
                return int(row["id"])

            st.caption(visit.say(ASKED, department=plain(visit.name("department", response["department"]))))
            name = f"response.{response['id']}.clarify"
            form(visit, "response", name, save, where.show, fields=("clarification",), base=response["version"], buttons=CLARIFY)


def _answer(visit: Visit, row: dict[str, Any], department: int) -> None:
    def save(now: Visit, filled: Filled) -> int:
        request.answer(now, {**filled.values, "request": row["id"], "department": department}, filled.key)
        return int(row["id"])

    name = f"request.{row['id']}.answer.{department}"
    with st.expander(
        visit.say(ANSWER_FOR, department=plain(visit.name("department", department))), expanded=department == visit.person.department
    ):
        people = records.people_of(visit, department)
        fields = ("decision", "contact", "reply")
        form(
            visit,
            "response",
            name,
            save,
            where.show,
            fields=fields,
            start={"contact": visit.person.id},
            buttons=ANSWER,
            options={"contact": people},
        )
