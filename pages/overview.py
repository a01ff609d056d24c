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
from core.ui import compare, filters, first_run, goals, kpis, opening, openings, tables
from core.ui.opening import Opening
from core.ui.page import header, specified
from core.visit import Visit

TITLE = Text("总览", "Overview")
DECIDE = Text("需要拍板", "Needs a decision")
DECIDE_RULE = Text(
    "已经提请、还没有决定的：需求审批、资源审批、争议协调会，无论是否超期；超期最久的在前。其他超期事项见“当前超期”。",
    "Asked for and not decided yet: request and resource decisions, coordination meetings on disputes, overdue or not, "
    'the most overdue first. What else is overdue is under "Overdue now".',
)
NOTHING_ASKED = Text("没有等待审批或协调的事项", "No decision is waited for")
# What a meeting can go through; every visit sends them to the browser.
MOST = 50
KINDS = Text("各类承诺", "Promises by kind")


def render(visit: Visit) -> None:
    """The figures and what needs a decision, then where they come from: promises, projects, risks and goals."""
    header(visit, TITLE)
    if visit.frames["department"].is_empty():
        first_run.draw(visit)
        return
    choice = filters.dashboard(visit)
    if compare.view(visit, choice):
        return
    kpis.row(visit, choice)
    with st.container(border=True):
        _decide(visit, choice)
    _beside(visit, choice, "matrix", "trend")
    with st.container(border=True):
        st.markdown(f"**{visit.say(KINDS)}**")
        tables.kinds(visit, choice)
    _beside(visit, choice, "projects", "heatmap")
    with st.container(border=True):
        _chart(visit, choice, "goals")
    _drawer(visit, choice, "goals")


def _beside(visit: Visit, choice: Choice, *names: str) -> None:
    """Two charts side by side, and below them, across both, what one of them has open."""
    for column, name in zip(st.columns([3, 2], border=True), names, strict=True):
        with column:
            _chart(visit, choice, name)
    for name in names:
        _drawer(visit, choice, name)


def _decide(visit: Visit, choice: Choice) -> None:
    st.markdown(f"**{visit.say(DECIDE)}**")
    st.caption(visit.say(DECIDE_RULE))
    asked = figures.decisions(visit, choice)
    if asked.is_empty():
        st.success(visit.say(NOTHING_ASKED), icon=":material/check_circle:")
    else:
        tables.promises(visit, choice, asked, "decisions", MOST)


def prepare(visit: Visit) -> None:
    """Work out what render draws with the filters as they first stand, and draw nothing."""
    choice = Choice(days=90)
    kpis.prepare(visit, choice)
    for name, (make, height, _) in _CHARTS.items():
        specified(visit, name, partial(make, visit, choice), choice, height=height)
    figures.kinds(visit, choice)
    figures.decisions(visit, choice)


def _chart(visit: Visit, choice: Choice, name: str) -> None:
    make, height, opens = _CHARTS[name]
    opening.chart(visit, name, partial(make, visit, choice), choice, opening=opens(visit, choice), height=height, alone=False)


def _drawer(visit: Visit, choice: Choice, name: str) -> None:
    opening.drawer(visit, name, _CHARTS[name][2](visit, choice))


def _matrix(visit: Visit, choice: Choice) -> Drawing:
    words = {family: visit.word("promise_family", family) for family in visit.vocabulary["promise_family"]}
    return compliance_charts.matrix(figures.matrix(visit, choice), visit.language, visit.names("department"), words)


def _trend(visit: Visit, choice: Choice) -> Drawing:
    return compliance_charts.trend(figures.weekly_compliance(visit, choice), visit.language, figures.unfinished(visit))


def _projects(visit: Visit, choice: Choice) -> Drawing:
    return progress_charts.projects(figures.projects(visit, choice), visit.language, visit.names("project"))


def _heatmap(visit: Visit, choice: Choice) -> Drawing:
    return risk_charts.heatmap(figures.heat(visit, choice), visit.language)


def _goals(visit: Visit, choice: Choice) -> Drawing:
    return satisfaction_charts.goals(figures.goals(visit, choice), visit.language)


def _goal_bars(visit: Visit, choice: Choice) -> Opening:
    return goals.opens(visit, partial(figures.goals, visit, choice))


# How each chart is made, how high it is (None is as high as its rows need), and what it opens.
_CHARTS: Mapping[str, tuple[Callable[[Visit, Choice], Drawing], int | None, Callable[[Visit, Choice], Opening]]] = MappingProxyType(
    {
        "matrix": (_matrix, None, openings.matrix),
        "trend": (_trend, 300, openings.trend),
        "projects": (_projects, None, openings.projects),
        "heatmap": (_heatmap, None, openings.heat),
        "goals": (_goals, None, _goal_bars),
    }
)
