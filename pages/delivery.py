"""Delivery: what is handed over, accepted, sent back and put right, and what still has to be handed over."""

from typing import Any

import streamlit as st

from core.actions import delivery
from core.figures import Choice
from core.text import Text
from core.ui import acceptances, attachments, clocks, deliveries, filters, records, where
from core.ui.button import act_button
from core.ui.form import Filled, form
from core.ui.page import header
from core.ui.states import badge
from core.visit import Visit

TITLE = Text("交付与验收", "Delivery")
NEW = Text("提交交付物", "Hand over")
VIEWS = {
    "submitted": Text("待验收", "Awaiting acceptance"),
    "failed": Text("整改中", "To be rectified"),
    "accepted": Text("验收通过", "Accepted"),
    "owed": Text("应交未交", "Not handed over"),
    "all": Text("全部", "All"),
}
EMPTY = Text(
    "还没有交付物：任务完成后点“提交交付物”，写明自检情况，由项目负责人组织联合验收。",
    'Nothing has been handed over yet: when a task is done, "Hand over" with its self-check; the project\'s lead has it accepted.',
)
FACTS = ("project", "task", "department", "submitter", "submitted_at", "link", "self_check")
TASK_FACTS = ("project", "owner", "due_on", "standard")
FORM = ("task", "name", "edition", "link", "self_check")
OPEN_TASK, WITHDRAW, SAVED = Text("查看任务", "Open the task"), Text("撤回", "Withdraw"), Text("已保存", "Saved")
SURE = Text("撤回后不再等待验收，确定吗？", "It will no longer await acceptance. Withdraw it?")


def render(visit: Visit) -> None:
    """The list, one deliverable, or the form of a new one, as the URL says."""
    deliveries.to_deliverable(visit)
    if where.at("new") and visit.may("delivery.submit"):
        _new(visit)
    elif where.at("id"):
        _one(visit)
    else:
        _list(visit)


def _list(visit: Visit) -> None:
    header(visit, TITLE, NEW, "delivery.submit")
    view = where.view(visit, VIEWS)
    by = ("project", "department", "status") if view == "all" else ("project", "department")
    rows = filters.choose(visit, "deliverable", by, search=() if view == "owed" else ("name",))
    choice = Choice(where.at("project"), where.at("department"))
    deliveries.cards(visit, choice)
    if view == "owed":
        deliveries.owed(visit, choice)
        return
    empty = EMPTY if visit.frames["deliverable"].is_empty() else records.NOTHING
    deliveries.listing(visit, rows if view == "all" else rows.filter(rows["status"] == view), empty)


def _new(visit: Visit) -> None:
    header(visit, NEW)
    records.back(visit)
    options, task = deliveries.tasks(visit), deliveries.task_named(visit)

    def save(now: Visit, filled: Filled) -> int:
        return delivery.submit(now, filled.values, key=filled.key)

    if task:
        records.facts(visit, "task", task, TASK_FACTS)
    start = {"task": task["id"], "name": task["deliverable"]} if task else {}
    name = f"deliverable.new.{start.get('task', '')}"
    send = acceptances.SEND
    form(visit, "deliverable", name, save, where.show, fields=FORM, start=start, buttons=send, options={"task": options})


def _one(visit: Visit) -> None:
    row = records.opened(visit, "deliverable")
    if row is None:
        return
    task = deliveries.task_of(visit, row)
    mine = visit.may("delivery.submit", task)
    records.heading(visit, "deliverable", row, [badge(visit, "deliverable_status", row["status"]), (row["edition"], "gray")])
    failures = acceptances.open_failures(visit, row["id"])
    _buttons(visit, row, withdraw=mine and row["status"] == "submitted" and not failures)
    for failure in failures:
        clocks.of(visit, "acceptance", failure)
    records.facts(visit, "deliverable", row, FACTS)
    records.facts(visit, "task", task, ("standard",))
    attachments.of(visit, "deliverable", row)
    if row["status"] == "submitted" and visit.may("delivery.accept", row):
        acceptances.judge(visit, row)
    if row["status"] == "failed" and mine:
        acceptances.hand_over_next(visit, row)
    acceptances.life(visit, row)
    records.history(visit, "deliverable", row["id"], ("acceptance", "deliverable"))


def _buttons(visit: Visit, row: dict[str, Any], withdraw: bool) -> None:
    record, version = row["id"], row["version"]
    with st.container(horizontal=True):
        if st.button(visit.say(OPEN_TASK), icon=":material/task_alt:", key="task"):
            where.open_record("task", row["task"])
        if withdraw:
            act_button(visit, "withdraw", WITHDRAW, lambda now: delivery.withdraw(now, record, version), SAVED, ask=SURE)
