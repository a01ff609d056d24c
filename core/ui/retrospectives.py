"""A retrospective on its page: the draft that the records give, its actions as tasks, and the article made of its lessons."""

import hashlib
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from core import figures
from core.actions import retrospective
from core.figures import Choice
from core.metrics.retrospective import Attainment, attainment
from core.schema.check import LENGTHS
from core.schema.field import Kind, Table
from core.schema.work import TASK
from core.text import Text
from core.ui import records, where
from core.ui.button import act_button
from core.ui.cells import Line
from core.ui.grid import Typed, grid
from core.visit import Visit

PROJECT, CHOOSE = Text("项目", "Project"), Text("选择要复盘的项目", "Choose a project to look back on")
NO_PROJECT = Text("您没有可以复盘的项目，请联系协调人。", "There is no project you may write about; please ask the coordinator.")
ACTIONS = Text("改进行动", "Actions")
HINT = Text(
    "每行一个行动：写明责任部门、主责人和期限，保存后就是项目的任务。",
    "One action a row, each with its owner and due date: saved, it is a task of the project.",
)
NO_ACTION = Text("还没有改进行动。", "No actions yet.")
SAVE = Text("保存行动", "Save the actions")
PUBLISH = Text("把经验写入知识库", "Put the lessons into the knowledge base")
PUBLISHED = Text("已写入知识库", "The lessons are in the knowledge base")
GOALS = Text("目标：共 {count} 个，已达成 {met} 个", "Goals: {count}, of which {met} met")
GOAL = Text("· {name}：{value}，目标 {target}，{state}", "· {name}: {value}, target {target}, {state}")
UNREAD = Text("尚无指标值", "not read yet")
TASKS = Text(
    "任务：共 {tasks} 项，完成 {done} 项，其中按期 {on_time} 项；未完成的逾期 {overdue} 项",
    "Tasks: {tasks}, of which {done} done, {on_time} of them on time; {overdue} open ones are overdue",
)
PROMISES = Text("承诺：到期 {decided} 项，兑现 {kept} 项（{rate}）", "Promises: {decided} came due, {kept} kept ({rate})")
ISSUES = Text("问题：共 {issues} 个，已解决 {resolved} 个", "Issues: {issues}, of which {resolved} resolved")
RISKS = Text("风险：登记 {risks} 项，发生 {occurred} 项", "Risks: {risks} registered, {occurred} occurred")
_FIELDS = ("title", "department", "owner", "due_on")
_SHOWN = ("title", "status", "department", "owner", "due_on")
_WIDTHS = {"title": 260, "department": 140, "owner": 110, "due_on": 110}

GRID: Table = replace(TASK, label=ACTIONS, fields=tuple(TASK.by_name[name] for name in _FIELDS))


def project(visit: Visit) -> int | None:
    """Let the visitor choose one of the projects he may write about; the URL names it."""
    known = visit.frames["project"].sort("id", descending=True).iter_rows(named=True)
    may = {row["id"]: visit.name("project", row["id"]) for row in known if visit.may("retrospective.write", {"project": row["id"]})}
    if not may:
        st.info(visit.say(NO_PROJECT), icon=":material/folder_open:")
        return None
    ids, named = list(may), where.at("project")
    chosen = st.selectbox(
        visit.say(PROJECT),
        ids,
        index=ids.index(named) if named in may else None,
        format_func=lambda record: may.get(record, "—"),
        placeholder=visit.say(CHOOSE),
        key=f"retrospective.project.{visit.language}",
    )
    if chosen is not None:
        st.query_params["project"] = str(chosen)
    return chosen


def draft(visit: Visit, record: int) -> str:
    """What the records say of a project's attainment, for a person to go on from."""
    choice = Choice(project=record)
    return words(
        visit,
        attainment(
            figures.goals(visit, choice),
            choice.of(figures.progress_leaves_only(visit.frames["task"])),
            choice.of(visit.promises),
            choice.of(visit.frames["issue"]),
            choice.of(visit.frames["risk"]),
            visit.today,
        ),
    )


def words(visit: Visit, found: Attainment) -> str:
    """The counts in words, as many as the field takes; what there is nothing of is left out."""
    lines: list[str] = []
    if found.goals:
        lines.append(visit.say(GOALS, count=len(found.goals), met=sum(goal.state == "met" for goal in found.goals)))
    for goal in found.goals:
        value = visit.say(UNREAD) if goal.value is None else f"{goal.value:g}{goal.unit}"
        state = visit.word("goal_state", goal.state)
        lines.append(visit.say(GOAL, name=goal.name, value=value, target=f"{goal.target:g}{goal.unit}", state=state))
    if found.tasks:
        counts = {"tasks": found.tasks, "done": found.done, "on_time": found.on_time, "overdue": found.overdue}
        lines.append(visit.say(TASKS, **counts))
    if found.decided:
        lines.append(visit.say(PROMISES, decided=found.decided, kept=found.kept, rate=f"{found.kept / found.decided:.0%}"))
    if found.issues:
        lines.append(visit.say(ISSUES, issues=found.issues, resolved=found.resolved))
    if found.risks:
        lines.append(visit.say(RISKS, risks=found.risks, occurred=len(found.occurred)))
        lines += [f"· {title}" for title in found.occurred]
    return "\n".join(lines)[: LENGTHS[Kind.LONG_TEXT]]


def actions(visit: Visit, row: dict[str, Any]) -> None:
    """The actions of a retrospective; whoever plans its project's tasks adds and changes them in a grid."""
    st.markdown(f"**{visit.say(ACTIONS)}**")
    tasks = visit.frames["task"].filter(pl.col("retrospective") == row["id"]).sort("id")
    if not visit.may("task.plan", {"project": row["project"]}):
        if tasks.is_empty():
            st.caption(visit.say(NO_ACTION))
        else:
            records.listing(visit, "task", tasks, _SHOWN, "actions", brief=True)
        return
    st.caption(visit.say(HINT))
    lines = [Line(one["id"], one["version"], {name: one[name] for name in _FIELDS}) for one in tasks.iter_rows(named=True)]

    def save(now: Visit, typed: Typed) -> list[int]:
        rows = [{**line.values, "id": line.record, "base": line.base} for line in typed.lines]
        return retrospective.plan(now, row["id"], rows, typed.key)

    name = f"retrospective.{row['id']}.actions"
    grid(visit, GRID, name, lines, save, lambda now, _: where.tell(now, where.SAVED), more=True, widths=_WIDTHS, button=SAVE)


def publish(visit: Visit, row: dict[str, Any]) -> None:
    """The button that makes an article of the lessons, and opens it."""
    record, version = row["id"], row["version"]

    def do(now: Visit) -> None:
        # One click for each version of the lessons, however often it is sent.
        key = hashlib.sha256(f"{now.person.id} publish {record} {version}".encode()).hexdigest()
        where.go(article=retrospective.publish(now, record, key))

    act_button(visit, "publish", PUBLISH, do, PUBLISHED)
