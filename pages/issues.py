"""Issues: reported in under a minute, then answered, met about and resolved, with every clock visible as it runs."""

from typing import Any

import streamlit as st

from core.actions import issue
from core.text import Text
from core.ui import attachments, clocks, filters, meetings, records, where
from core.ui.button import act_button
from core.ui.form import SAVE, Filled, form
from core.ui.inputs import just_now
from core.ui.page import header
from core.ui.states import badge
from core.visit import Visit

TITLE = Text("问题与协调", "Issues")
NEW = Text("上报问题", "Report an issue")
EMPTY = Text(
    "还没有问题：遇到阻碍时点“上报问题”，一分钟即可。", 'No issues yet: when something is in the way, "Report an issue" takes a minute.'
)
HINT = Text(
    "上报后响应与闭环时钟开始计时；争议请列出至少两个部门，并在“更多内容”里写明争议焦点。",
    'Its clocks start now; a dispute names at least two departments, and its point under "More".',
)
LIST = ("number", "title", "level", "status", "kind", "clock", "clock_due", "departments", "owner", "reported_at")
ESSENTIAL = ("title", "departments", "kind", "level", "found_at", "description")
MORE = ("project", "task", "impact", "focus", "proposal", "owner", "resolve_by")
FACTS = (
    *("departments", "owner", "resolve_by", "found_at", "reporter", "reported_at", "responded_at", "convened_at", "resolved_at"),
    *("project", "task", "description", "impact", "focus", "proposal", "measures", "outcome"),
)
REPORT = {"report": Text("上报", "Report")}
RESPOND, CONVENE, RESOLVE = Text("响应", "Respond"), Text("专项会议", "Special meeting"), Text("解决", "Resolve")
COORDINATE = Text("争议协调会", "Coordination meeting")
AGREED = Text("会上须明确措施、责任人和新的解决时限。", "The meeting agrees the measures, the owner and a new date.")
CHANGE_PLAN = Text("调整责任人与时限", "Change the owner or the date")
TAKE_ON = {"respond": Text("接手", "Take it on")}
MET = {"convene": Text("会议已召开", "The meeting was held")}
CLOSE = {"resolve": Text("标记为已解决", "Mark as resolved")}
EDIT, WITHDRAW, REOPEN = Text("修改", "Edit"), Text("撤销", "Withdraw"), Text("重新打开", "Reopen")
SURE_WITHDRAW = Text("撤销后时钟作废，确定吗？", "Its clocks will no longer count. Withdraw it?")
SAVED = Text("已保存", "Saved")


def render(visit: Visit) -> None:
    """The list, one issue, or the form of a new one, as the URL says."""
    if where.at("new") and visit.may("issue.report"):
        _new(visit)
    elif where.at("id"):
        _one(visit)
    else:
        header(visit, TITLE, NEW, "issue.report")
        rows = filters.choose(visit, "issue", ("status", "level", "kind", "departments", "project"), search=("number", "title"))
        empty = EMPTY if visit.frames["issue"].is_empty() else records.NOTHING
        records.listing(visit, "issue", clocks.soonest(visit, "issue", rows), LIST, "issues", empty, clocks.SOONEST)


def _new(visit: Visit) -> None:
    header(visit, NEW)
    records.back(visit)
    st.caption(visit.say(HINT))
    start = {"departments": [visit.person.department] if visit.person.department else [], "found_at": just_now(visit)}

    def save(now: Visit, filled: Filled) -> int:
        return issue.report(now, filled.values, filled.key)

    form(visit, "issue", "issue.new", save, where.show, fields=ESSENTIAL, more=MORE, start=start, buttons=REPORT)


def _one(visit: Visit) -> None:
    row = records.opened(visit, "issue")
    if row is None:
        return
    marks = [
        badge(visit, name, row[field]) for name, field in (("issue_status", "status"), ("issue_level", "level"), ("issue_kind", "kind"))
    ]
    records.heading(visit, "issue", row, marks)
    may = visit.may("issue.handle", row)
    if where.at("edit") and may:
        _edit(visit, row)
        return
    if may:
        _buttons(visit, row)
    clocks.of(visit, "issue", row["id"])
    records.facts(visit, "issue", row, FACTS)
    attachments.of(visit, "issue", row)
    meetings.of_issue(visit, row)
    if may and row["status"] in {"open", "responded"}:
        _respond(visit, row)
        _convene(visit, row)
        _resolve(visit, row)
    records.history(visit, "issue", row["id"])


def _edit(visit: Visit, row: dict[str, Any]) -> None:
    record, version = row["id"], where.at("edit")

    def save(now: Visit, filled: Filled) -> int:
        issue.change(now, record, filled.base, filled.values, filled.key)
        return int(record)

    form(visit, "issue", f"issue.{record}.edit.{version}", save, where.show, start=row, base=version)


def _buttons(visit: Visit, row: dict[str, Any]) -> None:
    record, version = row["id"], row["version"]
    with st.container(horizontal=True):
        if row["status"] in {"open", "responded"}:
            st.button(visit.say(EDIT), on_click=where.go, kwargs={"id": record, "edit": version}, key="edit")
            act_button(visit, "withdraw", WITHDRAW, lambda now: issue.withdraw(now, record, version), SAVED, ask=SURE_WITHDRAW)
        else:
            act_button(visit, "reopen", REOPEN, lambda now: issue.reopen(now, record, version), SAVED)


def _respond(visit: Visit, row: dict[str, Any]) -> None:
    def save(now: Visit, filled: Filled) -> int:
        issue.respond(now, row["id"], row["version"], filled.values, filled.key)
        return int(row["id"])

    waits = row["status"] == "open"
    with st.expander(visit.say(RESPOND if waits else CHANGE_PLAN), expanded=waits, icon=":material/person_check:"):
        start = row | {"owner": row["owner"] or visit.person.id}
        fields = ("owner", "resolve_by", "measures")
        form(visit, "issue", f"issue.{row['id']}.respond", save, where.show, fields=fields, start=start, buttons=TAKE_ON if waits else SAVE)


def _convene(visit: Visit, row: dict[str, Any]) -> None:
    def save(now: Visit, filled: Filled) -> int:
        issue.convene(now, row["id"], row["version"], filled.values, filled.key)
        return int(row["id"])

    with st.expander(visit.say(COORDINATE if row["kind"] == "dispute" else CONVENE), icon=":material/groups:"):
        st.caption(visit.say(AGREED))
        fields = ("owner", "resolve_by", "measures")
        form(visit, "issue", f"issue.{row['id']}.convene", save, where.show, fields=fields, start=row, buttons=MET)


def _resolve(visit: Visit, row: dict[str, Any]) -> None:
    def save(now: Visit, filled: Filled) -> int:
        issue.resolve(now, row["id"], row["version"], filled.values["outcome"] or "", filled.key)
        return int(row["id"])

    with st.expander(visit.say(RESOLVE), expanded=row["status"] == "responded", icon=":material/task_alt:"):
        form(visit, "issue", f"issue.{row['id']}.resolve", save, where.show, fields=("outcome",), start=row, buttons=CLOSE)
