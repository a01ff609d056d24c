"""Two moments side by side: every figure then, now and the difference; departments, projects and risks."""

from functools import partial

import streamlit as st

from core import figures, moments
from core.charts import risk as risk_charts
from core.figures import Choice
from core.text import Text
from core.ui import as_of, compare_tables
from core.ui.as_of import COMPARED
from core.ui.compare_tables import called
from core.ui.page import chart
from core.ui.words import plain
from core.visit import Visit

TITLE = Text("对比：{then} 与 {now}", "Compare {then} with {now}")
WITH, STOP = Text("对比的时点", "Compared moment"), Text("结束对比", "End the comparison")
SAME = Text("两个时点相同：请选择另一个时点来对比。", "Both moments are the same: choose another one to compare with.")
RISKS = Text("风险热力图", "Risk heatmap")


def view(visit: Visit, choice: Choice) -> bool:
    """Draw the comparison that the URL asks for; whether it did."""
    key = st.query_params.get(COMPARED, "")
    other = moments.compared(visit, key) if key else None
    if other is None:
        if key:
            st.query_params.pop(COMPARED)
            as_of.unknown(visit)
        return False
    then, now = sorted((visit, other), key=lambda one: one.moment)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.subheader(plain(visit.say(TITLE, then=called(then), now=called(now))), anchor=False, width="content")
        with st.container(horizontal=True, vertical_alignment="bottom", width="content"):
            _choose(visit, key)
            st.button(visit.say(STOP), icon=":material/close:", on_click=_stop, key="compare.stop")
    if then.moment == now.moment:
        st.info(visit.say(SAME), icon=":material/compare_arrows:")
        return True
    compare_tables.figures(then, now, choice)
    left, right = st.columns(2)
    with left, st.container(border=True, height="stretch"):
        compare_tables.departments(then, now, choice)
    with right, st.container(border=True, height="stretch"):
        compare_tables.projects(then, now, choice)
    _heat(then, now, choice)
    return True


def _choose(visit: Visit, key: str) -> None:
    with st.container(width=260):
        as_of.picked(visit, f"compare.{key}", WITH, moments.comparable(visit), key, _chosen)


def _chosen(key: str) -> None:
    if st.session_state.get(key):
        st.query_params[COMPARED] = st.session_state[key]
    else:
        _stop()


def _stop() -> None:
    st.query_params.pop(COMPARED, None)


def _heat(then: Visit, now: Visit, choice: Choice) -> None:
    """The open risks of both moments, each heatmap under its moment."""
    for visit, column in zip((then, now), st.columns(2), strict=True):
        with column, st.container(border=True, height="stretch"):
            st.caption(plain(f"{visit.say(RISKS)} · {called(visit)}"))
            make = partial(risk_charts.heatmap, figures.heat(visit, choice), visit.language)
            chart(visit, "compare.heatmap", make, choice)
