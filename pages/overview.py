"""The overview: is the company keeping its promises to itself?"""

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType

import streamlit as st

from core import figures
from core.charts import compliance as compliance_charts
from core.charts import progress as progress_charts
from core.charts import risk as risk_charts
from core.charts import satisfaction as satisfaction_charts
from core.charts.style import Drawing
from core.figures import Choice
from core.text import Text
from core.ui import filters, first_run, kpis, tables
from core.ui.page import chart, header, specified
from core.visit import Visit

TITLE = Text("总览", "Overview")
MATRIX = Text("部门 × 承诺", "Departments × promises")
DECIDE = Text("需要拍板", "Needs a decision")
NOTHING_URGENT = Text("目前没有临期或超期的审批、响应和问题", "Nothing waits for a decision past or near its due time")
KINDS = Text("各类承诺", "Promises by kind")


def render(visit: Visit) -> None:
    """The figures, then where they come from: promises, projects, risks, goals, and what needs a decision."""
    header(visit, TITLE)
    if visit.frames["department"].is_empty():
        first_run.draw(visit)
        return
    choice = filters.dashboard(visit)
    kpis.row(visit, choice)
    left, right = st.columns([3, 2])
    with left, st.container(border=True, height="stretch"):
        _chart(visit, choice, "matrix")
    with right, st.container(border=True, height="stretch"):
        _chart(visit, choice, "trend")
    with st.container(border=True):
        st.markdown(f"**{visit.say(KINDS)}**")
        tables.kinds(visit, choice)
    left, right = st.columns([3, 2])
    with left, st.container(border=True, height="stretch"):
        _chart(visit, choice, "projects")
    with right, st.container(border=True, height="stretch"):
        _chart(visit, choice, "heatmap")
    left, right = st.columns([3, 2])
    with left, st.container(border=True, height="stretch"):
        _chart(visit, choice, "goals")
    with right, st.container(border=True):
        _decide(visit, choice)


def _decide(visit: Visit, choice: Choice) -> None:
    st.markdown(f"**{visit.say(DECIDE)}**")
    urgent = figures.decisions(visit, choice)
    if urgent.is_empty():
        st.success(visit.say(NOTHING_URGENT), icon=":material/check_circle:")
    else:
        tables.promises(visit, choice, urgent, "decisions")


def prepare(visit: Visit) -> None:
    """Work out what render draws with the filters as they first stand, and draw nothing."""
    choice = Choice(days=90)
    kpis.prepare(visit, choice)
    for name, (make, height) in _CHARTS.items():
        specified(visit, name, partial(make, visit, choice), choice, height=height)
    figures.kinds(visit, choice)
    figures.decisions(visit, choice)


def _chart(visit: Visit, choice: Choice, name: str) -> None:
    make, height = _CHARTS[name]
    chart(visit, name, partial(make, visit, choice), choice, height=height)


def _matrix(visit: Visit, choice: Choice) -> Drawing:
    words = {family: visit.word("promise_family", family) for family in visit.vocabulary["promise_family"]}
    return compliance_charts.matrix(figures.matrix(visit, choice), visit.language, visit.names("department"), words)


def _trend(visit: Visit, choice: Choice) -> Drawing:
    return compliance_charts.trend(figures.weekly_compliance(visit, choice), visit.language)


def _projects(visit: Visit, choice: Choice) -> Drawing:
    return progress_charts.projects(figures.projects(visit, choice), visit.language, visit.names("project"))


def _heatmap(visit: Visit, choice: Choice) -> Drawing:
    return risk_charts.heatmap(figures.heat(visit, choice), visit.language)


def _goals(visit: Visit, choice: Choice) -> Drawing:
    return satisfaction_charts.goals(figures.goals(visit, choice), visit.language)


# How each chart is made and how high it is; None is as high as its rows need.
_CHARTS: Mapping[str, tuple[Callable[[Visit, Choice], Drawing], int | None]] = MappingProxyType(
    {"matrix": (_matrix, None), "trend": (_trend, 300), "projects": (_projects, None), "heatmap": (_heatmap, None), "goals": (_goals, None)}
)
