"""Trends: every measure over time, departments against each other, who waits on whom, how meetings are kept, how much work lies where."""

import streamlit as st

from core.text import Text
from core.ui import as_of, trends, trends_departments, trends_handoffs, trends_load, trends_meetings
from core.ui.page import header
from core.ui.switch import switch
from core.visit import Visit

TITLE = Text("趋势", "Trends")
VIEW = Text("视图", "View")
VIEWS = {
    "trend": Text("趋势", "Trend"),
    "departments": Text("部门", "Departments"),
    "handoffs": Text("交接", "Hand-offs"),
    "meetings": Text("会议", "Meetings"),
    "load": Text("负荷", "Load"),
}
DRAWN = {
    "trend": trends.page,
    "departments": trends_departments.page,
    "handoffs": trends_handoffs.page,
    "meetings": trends_meetings.page,
    "load": trends_load.page,
}
EMPTY = Text(
    "还没有部门，也就没有可看的趋势：先在“设置”里建立部门，或在“总览”里载入演示公司。",
    "No departments yet, so there is nothing to follow: set them up under Settings, or load the demo company on the Overview.",
)


def render(visit: Visit) -> None:
    """One view of the trends."""
    header(visit, TITLE)
    if visit.frames["department"].is_empty():
        st.info(as_of.nothing(visit, EMPTY), icon=":material/query_stats:")
        return
    DRAWN[switch(visit, "view", VIEW, {key: visit.say(text) for key, text in VIEWS.items()})](visit)
