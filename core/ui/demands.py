"""The resource list of a plan: whom it keeps busy and when most, and the resources asked for."""

import polars as pl
import streamlit as st

from core.metrics import assignment
from core.plan import Plan
from core.text import Text
from core.visit import Visit

TITLE = Text("资源需求清单", "Resource list")
PEOPLE = Text("人员（按计划）", "People, by the plan")
TOO_MUCH = Text(
    "▲ 表示那一周排的工作日超过一个人的工作日：有 {count} 人。",
    "▲ marks a week with more days planned than one person has: {count} of them.",
)
DEPARTMENT, PERSON = Text("部门", "Department"), Text("主责人", "Owner")
TASKS, DAYS = Text("任务", "Tasks"), Text("计划工作日", "Working days")
PEAK, WEEK = Text("最忙一周（天）", "Busiest week (days)"), Text("那一周起", "Its Monday")
OF_WEEK = Text("{mark}{days} / {full}", "{mark}{days} of {full}")
ASKED = Text("资源申请", "Resources asked for")
NOT_ASKED = Text("这个项目还没有资源申请。", "Nothing has been asked for in this project.")
TYPE, STATE = Text("资源类型", "Type"), Text("状态", "State")
QUANTITY, UNIT, REQUESTS = Text("数量", "Quantity"), Text("单位", "Unit"), Text("申请数", "Requests")


def draw(visit: Visit, plan: Plan) -> None:
    """Both tables of a plan."""
    st.subheader(visit.say(TITLE), anchor=False)
    _people(visit, assignment.carried(plan.leaves, plan.calendar))
    _asked(visit, visit.frames["resource_request"].filter(pl.col("project") == plan.project["id"]))


def _people(visit: Visit, rows: pl.DataFrame) -> None:
    st.markdown(f"**{visit.say(PEOPLE)}**")
    over = rows.filter(pl.col("owner").is_not_null(), pl.col("peak") > pl.col("full"))
    if over.height:
        st.caption(visit.say(TOO_MUCH, count=over.height))
    st.dataframe(
        {
            visit.say(DEPARTMENT): [visit.name("department", department) for department in rows["department"]],
            visit.say(PERSON): [visit.name("person", owner) for owner in rows["owner"]],
            visit.say(TASKS): rows["tasks"].to_list(),
            visit.say(DAYS): rows["days"].to_list(),
            visit.say(PEAK): [_peak(visit, owner, *week) for owner, *week in rows.select("owner", "peak", "full").iter_rows()],
            visit.say(WEEK): rows["peak_week"].to_list(),
        },
        column_config={visit.say(WEEK): st.column_config.DateColumn(format="YYYY-MM-DD")},
        hide_index=True,
        height="content",
        placeholder="—",
    )


def _peak(visit: Visit, owner: int | None, days: int | None, full: int | None) -> str | None:
    if days is None or full is None:
        return None
    return visit.say(OF_WEEK, mark="▲ " if owner is not None and days > full else "", days=days, full=full)


def _asked(visit: Visit, requests: pl.DataFrame) -> None:
    st.markdown(f"**{visit.say(ASKED)}**")
    rows = assignment.requested(requests)
    if rows.is_empty():
        st.caption(visit.say(NOT_ASKED))
        return
    st.dataframe(
        {
            visit.say(DEPARTMENT): [visit.name("department", department) for department in rows["department"]],
            visit.say(TYPE): [visit.word("resource_type", one) for one in rows["type"]],
            visit.say(STATE): [visit.word("resource_status", one) for one in rows["status"]],
            visit.say(QUANTITY): rows["quantity"].to_list(),
            visit.say(UNIT): rows["unit"].to_list(),
            visit.say(REQUESTS): rows["requests"].to_list(),
        },
        hide_index=True,
        height="content",
        placeholder="—",
    )
