"""A button that does one action at once, or asks first; what stands in its way is said below it."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from core.text import Text
from core.ui import where
from core.ui.attempt import attempt
from core.ui.visitor import must
from core.ui.words import plain
from core.visit import Visit

Do = Callable[[Visit], Any]

CHANGED = Text("这条记录刚被 {who} 修改，请看过最新内容再操作", "{who} has just changed this record: please look at it before you go on")
SURE = Text("确定", "Yes")


def act_button(visit: Visit, name: str, text: Text, do: Do, told: Text, *, primary: bool = False, ask: Text | None = None) -> None:
    """Draw the button; none in the past.

    name tells it from every other on the page; do gets the visit of the click; ask makes it confirm first.
    """
    if visit.past is not None:
        return
    key = f"act.{name}"
    if ask is None:
        st.button(visit.say(text), key=key, type="primary" if primary else "secondary", on_click=_act, args=(key, do, told))
    else:
        with st.popover(visit.say(text), key=f"{key}.ask"):
            st.text(visit.say(ask))
            st.button(visit.say(SURE), key=key, type="primary", on_click=_act, args=(key, do, told))
    for problem in st.session_state.pop(f"{key}.problems", []):
        st.error(plain(problem), icon=":material/error:")


def _act(key: str, do: Do, told: Text) -> None:
    visit = must()
    outcome = attempt(lambda: do(visit))
    if outcome.done:
        where.tell(visit, told)
        return
    problems = [visit.say(text) for text in outcome.problems.values()]
    if outcome.theirs is not None:
        problems.append(visit.say(CHANGED, who=visit.name("person", outcome.theirs["saved_by"])))
    st.session_state[f"{key}.problems"] = problems
