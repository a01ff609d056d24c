"""A project's plan: the work breakdown, the Gantt chart, who carries what, baselines, the outlook and the assignment sheets."""

import streamlit as st

from core.plan import plan
from core.text import Text
from core.ui import as_of, assignments, baselines, gantt, outlook, raci, wbs
from core.ui.page import header
from core.ui.plans import choose
from core.ui.switch import switch
from core.visit import Visit

TITLE = Text("计划", "Plan")
VIEW = Text("视图", "View")
VIEWS = {
    "wbs": Text("任务分解", "WBS"),
    "gantt": Text("甘特图", "Gantt"),
    "raci": Text("职责矩阵", "RACI"),
    "baselines": Text("基线", "Baselines"),
    "outlook": Text("缓冲与预测", "Buffer & forecast"),
    "assignments": Text("任务分配表", "Assignments"),
}
EMPTY = Text("还没有项目：先在“项目”页建立一个。", "No projects yet: set one up on the Projects page.")
DRAWN = {
    "wbs": wbs.page,
    "gantt": gantt.page,
    "raci": raci.page,
    "baselines": baselines.page,
    "outlook": outlook.page,
    "assignments": assignments.page,
}


def render(visit: Visit) -> None:
    """One view of the plan of the project that the URL names."""
    header(visit, TITLE)
    project = choose(visit)
    if project is None:
        st.info(as_of.nothing(visit, EMPTY), icon=":material/folder_off:")
        return
    view = switch(visit, "view", VIEW, {key: visit.say(text) for key, text in VIEWS.items()})
    DRAWN[view](visit, plan(visit, project))
