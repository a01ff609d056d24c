"""How much of its buffer a project has used, and when it will be finished."""

import polars as pl
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import outlook
from core.charts import fever
from core.charts import outlook as charts
from core.metrics.buffer import Position
from core.metrics.forecast import Forecast
from core.plan import Plan
from core.text import Text
from core.ui import opening, outlook_cards, outlook_rows, what_if
from core.ui.page import chart
from core.visit import Visit

EMPTY = Text(
    "还没有任务：先在“任务分解”里制定计划，再来看什么时候能完成。",
    "No tasks yet: plan them under WBS, then see when they will be finished.",
)
UNLINKED = Text(
    "还没有设置依赖：每个任务只按自己的日期和剩余工作模拟，缓冲按整个计划的工作日计算。",
    "No dependencies yet: each task is forecast from its own dates and remaining work alone, and the buffer from the whole plan's length.",
)
UNPROVEN = Text(
    "全公司还没有完成过的任务可以参考：按计划工期模拟，P50 与 P80 相同。",
    "Nothing has been finished yet to learn from: tasks are forecast to take as long as planned, so P50 and P80 are the same.",
)
UNFROZEN = Text("还没有基线：缓冲和延迟与当前计划比较。", "No baseline yet: buffer and delay are held against the plan as it stands.")
FEVER, NO_BUFFER = (
    Text("缓冲趋势：每周末一个点，最大的是今天。", "The way so far: a point for each week's end, today the largest."),
    Text("这个项目没有缓冲：可在项目章程里填写缓冲比例。", "This project has no buffer: its charter can give it one."),
)
CURVE_RULE = Text(
    "每周末按计划和按填报应完成、已完成的加权比例；未来的周只有计划。",
    "The weighted share planned and reported complete at the end of each week; weeks ahead have only the plan.",
)
MILESTONES, RESTS_ON = Text("里程碑", "Milestones"), Text("预测依据", "What it rests on")
RESTS_RULE = Text(
    "工期比 = 实际工作日 ÷ 计划工作日（已完成的末级任务，每个部门取最近 200 个），1.2 表示多用两成时间。样本少时向 1 收缩："
    "1 + n ÷ (n + 5) × (工期比 − 1)。每次模拟从这些工期比中抽取，共 1,000 次。",
    "Duration ratio = actual ÷ planned working days of finished leaf tasks, the newest 200 of each department; 1.2 is a fifth longer. "
    "Few tasks count for less: 1 + n ÷ (n + 5) × (ratio − 1). Each of 1,000 runs draws from these ratios.",
)


def page(visit: Visit, plan: Plan) -> None:
    """The forecast, the buffer, what would be if, and what all that rests on."""
    found = outlook.expected(visit, plan)
    if found is None:
        st.info(visit.say(EMPTY), icon=":material/event_upcoming:")
        return
    _notes(visit, plan)
    position = outlook.position(visit, plan, found)
    outlook_cards.row(visit, plan, found, position)
    fever_place = _charts(visit, plan, found)
    st.subheader(visit.say(MILESTONES), anchor=False)
    outlook_rows.milestones(visit, plan, found)
    what_if.section(visit, plan, found)
    st.subheader(visit.say(RESTS_ON), anchor=False)
    st.caption(visit.say(RESTS_RULE))
    outlook_rows.evidence(visit, plan)
    # Last: the way so far is worked out from the past, which takes longest where it is asked for first.
    with fever_place:
        _fever(visit, plan, position)


def _notes(visit: Visit, plan: Plan) -> None:
    missing = {
        UNLINKED: plan.links.is_empty(),
        UNPROVEN: outlook.evidence(visit).is_empty(),
        UNFROZEN: outlook.held_against(visit, plan) is None,
    }
    for text, missed in missing.items():
        if missed:
            st.caption(f":material/info: {visit.say(text)}")


def _charts(visit: Visit, plan: Plan, found: Forecast) -> DeltaGenerator:
    """Draw the finishes and the S-curve; the place left for the buffer's chart."""
    project = plan.project["id"]
    marks = {"plan": outlook.finish(plan), "baseline": outlook.held_against(visit, plan), "p50": found.p50, "p80": found.p80}
    with st.grid(2, gap="medium", min_column_width=340):
        with st.container():
            chart(visit, "outlook.finish", lambda: charts.finish(found.finishes, marks, visit.language), project)
            opening.values(visit, "outlook.finish", outlook_cards.P50_RULE, lambda: outlook_rows.finishes(visit, found))
        place = st.container()
    weeks = outlook.curve(visit, plan, max(day for day in marks.values() if day))
    dated = {"today": visit.today, "p50": found.p50, "p80": found.p80}
    chart(visit, "outlook.curve", lambda: charts.curve(weeks, dated, visit.language), project)
    opening.values(visit, "outlook.curve", CURVE_RULE, lambda: outlook_rows.weeks(visit, weeks))
    return place


def _fever(visit: Visit, plan: Plan, position: Position) -> None:
    if position.used is None:
        st.info(visit.say(NO_BUFFER), icon=":material/safety_divider:")
        return
    chart(visit, "outlook.fever", lambda: fever.fever(_points(visit, plan, position), visit.language), plan.project["id"])
    opening.values(visit, "outlook.fever", outlook_cards.BUFFER_RULE, lambda: outlook_rows.points(visit, _points(visit, plan, position)))
    st.caption(visit.say(FEVER))


def _points(visit: Visit, plan: Plan, position: Position) -> pl.DataFrame:
    now = pl.DataFrame([(visit.today, position.done, position.used, position.zone)], schema=outlook.HISTORY, orient="row")
    return pl.concat([outlook.history(visit, plan), now])
