"""The demo company: a button that loads it with its progress, and one that takes it away again."""

import streamlit as st

from core.actions import demo
from core.actions.password import forget
from core.text import Text
from core.ui import session, where
from core.ui.attempt import attempt
from core.ui.button import act_button
from core.ui.words import plain
from core.visit import Visit

WHAT = Text(
    "一家虚构公司一年的数据：部门、项目、需求、问题、风险和目标。可随时一键移除。",
    "A year of a made-up company: departments, projects, requests, issues, risks and goals. It can be removed in one click.",
)
LOAD, LOADING = Text("加载演示公司", "Load the demo company"), Text("正在重放一年的记录…", "Replaying a year of records…")
LOADED = Text("演示公司已加载", "The demo company is loaded")
HERE = Text("当前显示的是演示公司的数据。", "What you see are the records of the demo company.")
ONLY_EMPTY = Text("系统里已有数据，不能再加载演示公司。", "There are records already: the demo company is only for an empty system.")
REMOVE = Text("移除演示公司", "Remove the demo company")
SURE = Text(
    "加载以来的全部记录都会移除，包括之后录入的内容。确定吗？",
    "Everything recorded since it was loaded goes, what was entered afterwards too. Remove it?",
)
REMOVED = Text("演示公司已移除", "The demo company is removed")


def section(visit: Visit) -> None:
    """What stands: the way to load it, or the way to be rid of it."""
    if demo.loaded(visit.frames):
        st.info(visit.say(HERE), icon=":material/theater_comedy:")
        act_button(visit, "demo.remove", REMOVE, _remove, REMOVED, ask=SURE)
    elif visit.frames["department"].is_empty():
        st.text(visit.say(WHAT))
        load_button(visit)
    else:
        st.info(visit.say(ONLY_EMPTY), icon=":material/inventory_2:")


def load_button(visit: Visit) -> None:
    """Load the demo company when pressed, telling how far it has come."""
    if not st.button(visit.say(LOAD), type="primary", icon=":material/theater_comedy:", key="demo.load"):
        return
    bar = st.progress(0.0, visit.say(LOADING))

    def progress(share: float) -> None:
        bar.progress(min(share, 1.0), visit.say(LOADING))

    tried = attempt(lambda: demo.load(visit, progress))
    bar.empty()
    for text in tried.problems.values():
        st.error(plain(visit.say(text)), icon=":material/error:")
    if tried.done:
        where.tell(visit, LOADED)
        st.rerun()


def _remove(visit: Visit) -> None:
    forget(session.sessions(), demo.remove(visit), visit.now)
