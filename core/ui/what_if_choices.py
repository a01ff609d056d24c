"""The choices of a what-if: which tasks are dropped or moved, and which departments work at another speed."""

import polars as pl
import streamlit as st

from core.metrics.what_if import Change
from core.plan import Plan
from core.text import Text
from core.ui.words import plain
from core.visit import Visit

DROPPED, SPEEDS, MOVED = (
    Text("去掉的任务", "Tasks dropped"),
    Text("调整速度的部门", "Departments at another speed"),
    Text("移动的任务", "Tasks moved"),
)
NOTHING_CHOSEN = Text("不调整", "None")
SPEED = Text("{department}：速度（%，增加人手大于 100）", "{department}: speed (%, more people: above 100)")
LATER = Text("{task}：开始推后（工作日，负数为提前）", "{task}: start moved (working days, negative: earlier)")
LONGER = Text("{task}：工期增加（工作日，负数为缩短）", "{task}: duration added (working days, negative: shorter)")
_MOST = 5


def reset(plan: Plan) -> None:
    """Choose nothing: the inputs begin anew, under other names."""
    st.session_state[_turns(plan)] = st.session_state.get(_turns(plan), 0) + 1


def draw(visit: Visit, plan: Plan) -> Change | None:
    """What is chosen, None where nothing is: the inputs keep it until they are reset."""
    name = f"{_turns(plan)}.{st.session_state.get(_turns(plan), 0)}"
    open_work = plan.leaves.filter(pl.col("status") != "done")
    tasks = {record: f"{code or ''} {title}".strip() for record, code, title in open_work.select("id", "code", "title").iter_rows()}
    departments = {record: visit.name("department", record) for record in open_work["department"].unique(maintain_order=True)}

    def choose(what: str, label: Text, names: dict[int, str], most: int | None = None) -> list[int]:
        chosen: list[int] = st.multiselect(
            visit.say(label),
            list(names),
            format_func=lambda record: names.get(record, "—"),
            placeholder=visit.say(NOTHING_CHOSEN),
            max_selections=most,
            key=f"{name}.{what}.{visit.language}",
            persist_state="session",
        )
        return [record for record in chosen if record in names]

    with st.grid(3, gap="small", min_column_width=260):
        with st.container():
            dropped = choose("dropped", DROPPED, tasks)
        with st.container():
            quick = choose("speeds", SPEEDS, departments)
            speeds = {record: _speed(visit, departments[record], f"{name}.speed.{record}") for record in quick}
        with st.container():
            shifted = choose("moved", MOVED, tasks, _MOST)
            moved = {record: _days(visit, LATER, tasks[record], f"{name}.later.{record}") for record in shifted}
            longer = {record: _days(visit, LONGER, tasks[record], f"{name}.longer.{record}") for record in shifted}
    if not (dropped or quick or shifted):
        return None
    return Change(
        tuple(sorted(dropped)),
        tuple((record, percent / 100) for record, percent in sorted(speeds.items()) if percent != 100),
        tuple((record, days) for record, days in sorted(moved.items()) if days),
        tuple((record, days) for record, days in sorted(longer.items()) if days),
    )


def _speed(visit: Visit, department: str, key: str) -> int:
    label = plain(visit.say(SPEED, department=department))
    return st.slider(label, 50, 200, 100, 5, format="%d%%", key=key, persist_state="session")


def _days(visit: Visit, label: Text, task: str, key: str) -> int:
    return st.number_input(plain(visit.say(label, task=task)), -250, 250, 0, 1, key=key, persist_state="session")


def _turns(plan: Plan) -> str:
    return f"what_if.{plan.project['id']}"
