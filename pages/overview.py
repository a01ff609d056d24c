"""The overview: is the company keeping its promises to itself?"""

import streamlit as st

from core import figures
from core.charts import compliance as compliance_charts
from core.charts import progress as progress_charts
from core.charts import risk as risk_charts
from core.charts import satisfaction as satisfaction_charts
from core.figures import Choice
from core.text import Text
from core.ui import filters, kpis, tables
from core.ui.page import chart, header
from core.visit import Visit

TITLE = Text("总览", "Overview")
MATRIX = Text("部门 × 承诺", "Departments × promises")
DECIDE = Text("需要拍板", "Needs a decision")
NOTHING_URGENT = Text("目前没有临期或超期的审批、响应和问题", "Nothing waits for a decision past or near its due time")
KINDS = Text("各类承诺", "Promises by kind")
EMPTY = Text(
    "这里还没有数据。先在“设置”里建立部门和人员，再提交第一条协作需求；也可以导入现有的 Excel。",
    "There is nothing here yet. Add departments and people under Settings, then the first request; or import the Excel you have.",
)


def render(visit: Visit) -> None:
    """The figures, then where they come from: promises, projects, risks, goals, and what needs a decision."""
    header(visit, TITLE)
    if visit.frames["department"].is_empty():
        st.info(visit.say(EMPTY), icon=":material/start:")
        return
    choice = filters.dashboard(visit)
    kpis.row(visit, choice)
    left, right = st.columns([3, 2])
    with left, st.container(border=True, height="stretch"):
        _matrix(visit, choice)
    with right, st.container(border=True, height="stretch"):
        _trend(visit, choice)
    with st.container(border=True):
        st.markdown(f"**{visit.say(KINDS)}**")
        tables.kinds(visit, choice)
    left, right = st.columns([3, 2])
    with left, st.container(border=True, height="stretch"):
        _projects(visit, choice)
    with right, st.container(border=True, height="stretch"):
        _heatmap(visit, choice)
    left, right = st.columns([3, 2])
    with left, st.container(border=True, height="stretch"):
        _goals(visit, choice)
    with right, st.container(border=True):
        st.markdown(f"**{visit.say(DECIDE)}**")
        urgent = figures.decisions(visit, choice)
        if urgent.is_empty():
            st.success(visit.say(NOTHING_URGENT), icon=":material/check_circle:")
        else:
            tables.promises(visit, choice, urgent, "decisions")


def _matrix(visit: Visit, choice: Choice) -> None:
    words = {kind: visit.word("promise", kind) for kind in visit.vocabulary["promise"]}
    chart(
        visit,
        "matrix",
        lambda: compliance_charts.matrix(figures.matrix(visit, choice), visit.language, visit.names("department"), words),
        choice,
    )


def _trend(visit: Visit, choice: Choice) -> None:
    chart(visit, "trend", lambda: compliance_charts.trend(figures.weekly_compliance(visit, choice), visit.language), choice, height=300)


def _projects(visit: Visit, choice: Choice) -> None:
    chart(
        visit,
        "projects",
        lambda: progress_charts.projects(figures.projects(visit, choice), visit.language, visit.names("project")),
        choice,
    )


def _heatmap(visit: Visit, choice: Choice) -> None:
    chart(visit, "heatmap", lambda: risk_charts.heatmap(figures.heat(visit, choice), visit.language), choice)


def _goals(visit: Visit, choice: Choice) -> None:
    chart(visit, "goals", lambda: satisfaction_charts.goals(figures.goals(visit, choice), visit.language), choice)
