"""My work: everything that waits on me, soonest due first, and all my tasks updated in one save."""

import streamlit as st

from core.text import Text
from core.ui import matters, reporting
from core.ui.page import header
from core.visit import Visit

TITLE = Text("我的待办", "My work")
UPDATE = Text("更新我的任务", "Update my tasks")
TASKS = Text("我的任务", "My tasks")
HINT = Text(
    "直接改进度、健康度和说明，只有改动过的行会上报；滞后或阻塞请写明存在的问题。",
    "Change progress, health and notes in place; only changed rows are reported. Say what the problem is when a task lags or is blocked.",
)


def render(visit: Visit) -> None:
    """The list of matters, then the grid of tasks."""
    header(visit, TITLE)
    matters.listing(visit)
    tasks = reporting.mine(visit)
    if not tasks.is_empty():
        st.subheader(visit.say(UPDATE if visit.past is None else TASKS), anchor=False)
        if visit.past is None:
            st.caption(visit.say(HINT))
        reporting.many(visit, tasks)
