"""What a task waits for and what waits for it, its float, and the form that links it to others."""

from typing import Any

import polars as pl
import streamlit as st

from core import figures
from core.actions import dependency
from core.text import Text
from core.ui import where
from core.ui.button import act_button
from core.ui.form import Filled, form
from core.ui.words import plain
from core.visit import Visit

TITLE = Text("任务依赖", "Dependencies")
CRITICAL = Text("关键任务：推迟一天，项目就推迟一天。", "Critical: a day later here is a day later for the project.")
FLOAT = Text("总浮时 {days} 个工作日。", "Float: {days} working days.")
NONE = Text("还没有设置依赖。", "It waits for nothing, and nothing for it.")
ADD, LINK = Text("设置前置任务", "Let it wait for a task"), {"link": Text("保存依赖", "Save")}
UNLINK, SURE = Text("解除", "Unlink"), Text("解除后不再影响排期，确定吗？", "It will no longer hold anything up. Unlink it?")
UNLINKED = Text("已解除", "Unlinked")
BEFORE = Text("等待：{task} · {type}{lag}", "After {task} · {type}{lag}")
AFTER = Text("被等待：{task} · {type}{lag}", "Before {task} · {type}{lag}")
LAG = Text("，{days:+d} 个工作日", ", {days:+d} working days")
_FIELDS = ("predecessor", "type", "lag_days")


def of(visit: Visit, row: dict[str, Any]) -> None:
    """The dependencies of a leaf task; whoever plans its project adds and takes out."""
    rows = visit.frames["dependency"].filter((pl.col("successor") == row["id"]) | (pl.col("predecessor") == row["id"]))
    may = row["status"] not in {"done", "cancelled"} and visit.may("task.plan", row)
    if rows.is_empty() and not may:
        return
    st.markdown(f"**{visit.say(TITLE)}**")
    _float(visit, row["id"])
    if rows.is_empty():
        st.caption(visit.say(NONE))
    for one in rows.sort("id").iter_rows(named=True):
        _line(visit, row["id"], one, may=may)
    if may:
        with st.expander(visit.say(ADD), icon=":material/account_tree:"):
            _add(visit, row)


def _float(visit: Visit, record: int) -> None:
    found = figures.network(visit).filter(pl.col("id") == record)
    days = found["float"][0] if found.height else None
    if days is not None:
        st.caption(visit.say(FLOAT, days=days) if days else visit.say(CRITICAL))


def _line(visit: Visit, record: int, one: dict[str, Any], *, may: bool) -> None:
    waits = one["successor"] == record
    other = one["predecessor"] if waits else one["successor"]
    lag = visit.say(LAG, days=one["lag_days"]) if one["lag_days"] else ""
    words = visit.say(BEFORE if waits else AFTER, task=visit.name("task", other), type=visit.word("dependency_type", one["type"]), lag=lag)
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(plain(words), type="tertiary", key=f"dependency.{one['id']}"):
            where.open_record("task", other)
        if may:
            key, version = f"unlink.{one['id']}", one["version"]
            act_button(visit, key, UNLINK, lambda now: dependency.unlink(now, one["id"], version), UNLINKED, ask=SURE)


def _add(visit: Visit, row: dict[str, Any]) -> None:
    def save(now: Visit, filled: Filled) -> int:
        return dependency.link(now, {**filled.values, "successor": row["id"]}, key=filled.key)

    def done(now: Visit, _: int) -> None:
        where.show(now, row["id"])

    leaves = figures.progress_leaves_only(visit.frames["task"].filter(pl.col("project") == row["project"]))
    names = {task: visit.name("task", task) for task in leaves["id"] if task != row["id"]}
    form(visit, "dependency", f"dependency.{row['id']}", save, done, fields=_FIELDS, buttons=LINK, options={"predecessor": names})
