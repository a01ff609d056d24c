"""Tasks and progress: the list, the plan as a tree, the weekly warnings, and one task with its reports."""

from typing import Any

import streamlit as st

from core.actions import task
from core.text import Text
from core.ui import clocks, deliveries, dependencies, filters, raci, records, replans, reporting, tasks, updates, warnings, where
from core.ui.button import act_button
from core.ui.form import Filled, form
from core.ui.page import header
from core.ui.states import badge
from core.visit import Visit

TITLE = Text("任务与进度", "Tasks")
NEW = Text("新建任务", "New task")
EMPTY = Text("还没有任务：先建立项目，再点“新建任务”拆解计划。", 'No tasks yet: set up a project, then break it down with "New task".')
LIST = ("code", "title", "planned", "actual", "status", "outcome", "health", "due_on", "owner", "department", "project")
MORE = ("supporters", "weight", "standard", "deliverable", "description")
FORM = ("title", "kind", "parent", "department", "owner", "starts_on", "due_on")
FACTS = (
    *("project", "parent", "kind", "department", "owner", "supporters", "starts_on", "due_on", "started_on", "finished_on", "weight"),
    *("deliverable", "standard", "description"),
)
OPEN = ("not_started", "doing", "review")
REPORTS = ("reported_on", "percent", "health", "done", "problem", "next_step", "reporter")
PLAN = {"plan": Text("保存任务", "Save the task")}
REPORT, FINISH = Text("填报进度", "Report progress"), Text("标记完成", "Mark as done")
SEND, DONE = {"report": Text("提交进度", "Report")}, {"finish": Text("确认完成", "It is done")}
EDIT, CANCEL, REOPEN = Text("修改", "Edit"), Text("取消任务", "Cancel the task"), Text("重新打开", "Reopen")
SURE_CANCEL = Text("取消后不再计入计划与进度，确定吗？", "It will no longer count in plan and progress. Cancel it?")
RAISES = Text(
    "填报滞后或阻塞须写明原因，并自动登记问题：48 小时内召开专项会议，确定措施、责任人和新时限。",
    "Lagging or blocked asks for the reason and raises an issue: within 48 hours a special meeting agrees measures, an owner and a new"
    " date.",
)
SUBTASKS, UPDATES = Text("下级任务", "Subtasks"), Text("进度记录", "Progress reports")
ROLLED_UP = Text("进度由下级任务按权重汇总，不单独填报。", "Its progress is rolled up from its subtasks.")
SAVED = Text("已保存", "Saved")


def render(visit: Visit) -> None:
    """The list, the tree or the warnings, one task, or the form of a new one, as the URL says."""
    warnings.to_task(visit)
    if where.at("new") and visit.may("task.plan"):
        _new(visit)
    elif where.at("id"):
        _one(visit)
    else:
        header(visit, TITLE, NEW, "task.plan")
        fields = ("project", "department", "status", "health", "owner")
        rows = filters.choose(visit, "task", fields, search=("title", "code"), rows=tasks.standing(visit))
        view = tasks.view(visit)
        if view == "tree":
            tasks.tree_of_chosen(visit, rows)
        elif view == "warnings":
            warnings.weekly(visit, rows)
        elif view == "updates":
            updates.page(visit, rows)
        else:
            empty = EMPTY if visit.frames["task"].is_empty() else records.NOTHING
            records.listing(visit, "task", rows, LIST, "tasks", empty, tasks.COMPUTED)


def _new(visit: Visit) -> None:
    header(visit, NEW)
    records.back(visit)
    project = tasks.project_to_plan(visit)
    if project is None:
        return

    def save(now: Visit, filled: Filled) -> int:
        return task.plan(now, {**filled.values, "project": project}, key=filled.key)

    start = {"department": visit.person.department, "starts_on": visit.today}
    options = {"parent": tasks.parents(visit, project)}
    form(visit, "task", f"task.new.{project}", save, where.show, fields=FORM, more=MORE, start=start, buttons=PLAN, options=options)


def _one(visit: Visit) -> None:
    row = records.opened(visit, "task")
    if row is None:
        return
    record, seen = row["id"], tasks.one(visit, row["id"])
    marks = [badge(visit, "task_status", seen["status"]), badge(visit, "task_health", row["health"])]
    late = [(seen["outcome"], tasks.colour(seen))] if seen["outcome"] else []
    records.heading(visit, "task", row | {"number": row["code"]}, marks + late)
    if where.at("edit") and visit.may("task.plan", row):
        _edit(visit, row)
        return
    _buttons(visit, row)
    tasks.bars(visit, seen)
    clocks.of(visit, "task", record)
    reporting.issues_of(visit, record)
    warnings.of(visit, row)
    records.facts(visit, "task", row, FACTS)
    raci.of(visit, row)
    subtasks = tasks.below(visit, record)
    leaf = subtasks.is_empty()
    if not leaf:
        st.markdown(f"**{visit.say(SUBTASKS)}**")
        st.caption(visit.say(ROLLED_UP))
        tasks.tree(visit, subtasks, f"below.{record}")
    elif row["status"] in OPEN and visit.may("task.progress", row):
        _report(visit, row)
        _finish(visit, row)
    if leaf and row["kind"] != "action":
        dependencies.of(visit, row)
    deliveries.of_task(visit, row)
    replans.of(visit, row, may=leaf and row["status"] in OPEN and visit.may("task.replan", row))
    reports = reporting.of(visit, record)
    if not reports.is_empty():
        st.markdown(f"**{visit.say(UPDATES)}**")
        records.table(visit, "progress", reports, REPORTS)
    records.history(visit, "task", record, ("progress", "task"), ("replan", "task"), ("warning", "task"), ("dependency", "successor"))


def _edit(visit: Visit, row: dict[str, Any]) -> None:
    record, version = row["id"], where.at("edit")

    def save(now: Visit, filled: Filled) -> int:
        return task.plan(now, {**filled.values, "project": row["project"]}, record, filled.base, filled.key)

    options = {"parent": tasks.parents(visit, row["project"], record)}
    name = f"task.{record}.edit.{version}"
    form(visit, "task", name, save, where.show, fields=FORM, more=MORE, start=row, base=version, options=options)


def _buttons(visit: Visit, row: dict[str, Any]) -> None:
    record, version = row["id"], row["version"]
    closed = row["status"] in {"done", "cancelled"}
    with st.container(horizontal=True):
        if closed and visit.may("task.progress", row):
            act_button(visit, "reopen", REOPEN, lambda now: task.reopen(now, record, version), SAVED)
        if not closed and visit.may("task.plan", row):
            st.button(visit.say(EDIT), on_click=where.go, kwargs={"id": record, "edit": version}, key="edit")
            act_button(visit, "cancel", CANCEL, lambda now: task.cancel(now, record, version), SAVED, ask=SURE_CANCEL)


def _report(visit: Visit, row: dict[str, Any]) -> None:
    def save(now: Visit, filled: Filled) -> int:
        return reporting.one(now, row, filled)

    with st.container(border=True):
        st.markdown(f"**{visit.say(REPORT)}**")
        st.caption(visit.say(RAISES))
        start, fields = reporting.start(visit, row), ("reported_on", "percent", "health", "done", "problem", "next_step")
        form(visit, "progress", f"task.{row['id']}.report", save, where.show, fields=fields, start=start, buttons=SEND)


def _finish(visit: Visit, row: dict[str, Any]) -> None:
    def save(now: Visit, filled: Filled) -> int:
        task.finish(now, row["id"], row["version"], filled.values["finished_on"] or visit.today, filled.key)
        return int(row["id"])

    with st.expander(visit.say(FINISH), icon=":material/task_alt:"):
        name = f"task.{row['id']}.finish"
        form(visit, "task", name, save, where.show, fields=("finished_on",), start={"finished_on": visit.today}, buttons=DONE)
