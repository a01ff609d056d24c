"""Risks: the register behind its heatmap, response plans and their clock."""

from typing import Any

import streamlit as st

from core.actions import risk
from core.text import Text
from core.ui import as_of, attachments, clocks, filters, records, risks, where
from core.ui.button import act_button
from core.ui.form import Filled, form
from core.ui.page import header
from core.ui.states import badge
from core.visit import Visit

TITLE = Text("风险", "Risks")
NEW = Text("登记风险", "New risk")
EMPTY = Text("还没有登记风险：点“登记风险”，早看见就早应对。", 'No risks on the register yet: start with "New risk".')
HINT = Text(
    "风险值 = 可能性 × 影响程度；高风险从登记起计时，要按时提交应对方案。",
    "Score = probability × impact; a high risk starts the clock for its response plan.",
)
LIST = ("number", "title", "band", "score", "status", "clock", "clock_due", "department", "owner")
FACTS = (
    *("category", "department", "owner", "probability", "impact", "residual_probability", "residual_impact", "strategy"),
    *("reporter", "identified_at", "became_high_at", "plan_submitted_at", "closed_at", "project", "task"),
    *("description", "trigger", "response"),
)
ESSENTIAL = ("title", "department", "probability", "impact", "category", "owner", "description")
MORE = ("project", "task", "trigger")
REPORT = {"report": Text("登记", "Put it on the register")}
PLAN = ("strategy", "response", "residual_probability", "residual_impact")
RESPONSE, REASSESS = Text("应对方案", "Response plan"), Text("重新评估", "Reassess")
SUBMIT = {"plan": Text("提交方案", "Submit the plan")}
ASSESS = {"assess": Text("保存评估", "Save the assessment")}
EDIT, CLOSE, OCCURRED = Text("修改", "Edit"), Text("关闭风险", "Close"), Text("已经发生", "It has occurred")
SURE_CLOSE = Text("关闭后不再跟踪，确定吗？", "It will no longer be watched. Close it?")
SURE_OCCURRED = Text("风险将结束，并自动登记为问题继续跟进。确定已发生吗？", "The risk ends here and goes on as an issue. Has it occurred?")
ON_AS_ISSUE = Text("已登记为问题，请到“问题与协调”跟进", "It goes on as an issue: see Issues")
REOPEN = Text("重新打开", "Reopen")
SAVED = Text("已保存", "Saved")


def render(visit: Visit) -> None:
    """The register, one risk, or the form of a new one, as the URL says."""
    if where.at("new") and visit.may("risk.report"):
        _new(visit)
    elif where.at("id"):
        _one(visit)
    else:
        _register(visit)


def _register(visit: Visit) -> None:
    header(visit, TITLE, NEW, "risk.report")
    if visit.frames["risk"].is_empty():
        st.info(as_of.nothing(visit, EMPTY), icon=":material/inbox:")
        return
    rows = filters.choose(visit, "risk", ("status", "category", "department", "project"), search=("number", "title"))
    left, right = st.columns([2, 3])
    with left, st.container(border=True):
        risks.heatmap(visit, rows)
    with right:
        shown = clocks.soonest(visit, "risk", risks.register(risks.chosen(visit, rows)))
        records.listing(visit, "risk", shown, LIST, "risks", computed=(*risks.COMPUTED, *clocks.SOONEST))


def _new(visit: Visit) -> None:
    header(visit, NEW)
    records.back(visit)
    st.caption(visit.say(HINT))

    def save(now: Visit, filled: Filled) -> int:
        return risk.report(now, filled.values, filled.key)

    start = {"department": visit.person.department, "owner": visit.person.id}
    form(visit, "risk", "risk.new", save, where.show, fields=ESSENTIAL, more=MORE, start=start, buttons=REPORT)


def _one(visit: Visit) -> None:
    row = records.opened(visit, "risk")
    if row is None:
        return
    records.heading(visit, "risk", row, [badge(visit, "risk_status", row["status"]), risks.band(visit, row)])
    handles = visit.may("risk.handle", row)
    may = handles and row["status"] in {"open", "watching"}
    if where.at("edit") and may:
        _edit(visit, row)
        return
    if may:
        _buttons(visit, row)
    elif handles:
        act_button(visit, "reopen", REOPEN, lambda now: risk.reopen(now, row["id"], row["version"]), SAVED)
    clocks.of(visit, "risk", row["id"])
    records.facts(visit, "risk", row, FACTS)
    attachments.of(visit, "risk", row)
    if may:
        _plan(visit, row)
        _reassess(visit, row)
    records.history(visit, "risk", row["id"])


def _edit(visit: Visit, row: dict[str, Any]) -> None:
    record, version = row["id"], where.at("edit")

    def save(now: Visit, filled: Filled) -> int:
        risk.change(now, record, filled.base, filled.values, filled.key)
        return int(record)

    form(visit, "risk", f"risk.{record}.edit.{version}", save, where.show, start=row, base=version)


def _buttons(visit: Visit, row: dict[str, Any]) -> None:
    record, version = row["id"], row["version"]
    with st.container(horizontal=True):
        st.button(visit.say(EDIT), on_click=where.go, kwargs={"id": record, "edit": version}, key="edit")
        act_button(visit, "close", CLOSE, lambda now: risk.close(now, record, version), SAVED, ask=SURE_CLOSE)
        act_button(visit, "occurred", OCCURRED, lambda now: risk.occur(now, record, version), ON_AS_ISSUE, ask=SURE_OCCURRED)


def _plan(visit: Visit, row: dict[str, Any]) -> None:
    def save(now: Visit, filled: Filled) -> int:
        risk.respond(now, row["id"], row["version"], filled.values, filled.key)
        return int(row["id"])

    with st.expander(visit.say(RESPONSE), expanded=row["plan_submitted_at"] is None, icon=":material/shield:"):
        form(visit, "risk", f"risk.{row['id']}.plan", save, where.show, fields=PLAN, start=row, buttons=SUBMIT)


def _reassess(visit: Visit, row: dict[str, Any]) -> None:
    def save(now: Visit, filled: Filled) -> int:
        risk.change(now, row["id"], row["version"], filled.values, filled.key)
        return int(row["id"])

    with st.expander(visit.say(REASSESS), icon=":material/speed:"):
        fields = ("probability", "impact")
        form(visit, "risk", f"risk.{row['id']}.assess", save, where.show, fields=fields, start=row, buttons=ASSESS)
