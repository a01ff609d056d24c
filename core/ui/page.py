"""What every page has: its heading, and charts drawn from specifications that are built once."""

from collections.abc import Callable, Hashable
from typing import Any

import streamlit as st

from core.charts.style import Drawing, spec
from core.text import Text
from core.ui import where
from core.ui.words import plain
from core.visit import Visit


def header(visit: Visit, title: Text, new: Text | None = None, action: str = "") -> None:
    """The page's title and, for those who may do the action, the button that opens its form."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.title(visit.say(title), anchor=False, width="content")
        if new is not None and visit.may(action):
            st.button(visit.say(new), type="primary", icon=":material/add:", on_click=where.go, kwargs={"new": 1}, key="new")


def chart(visit: Visit, name: str, make: Callable[[], Drawing], *on: Hashable, height: int | None = None, **widget: Any) -> Any:
    """Draw a chart under its finding."""
    built, alt, title = specified(visit, name, make, *on, height=height)
    st.markdown(f"**{plain(title)}**")
    return st.vega_lite_chart(built, alt=alt, key=f"chart.{name}" if widget else None, **widget)


def specified(visit: Visit, name: str, make: Callable[[], Drawing], *on: Hashable, height: int | None) -> tuple[dict[str, Any], str, str]:
    """A chart's specification, its description and its title, kept while the records, the minute and what it rests on are the same."""

    def build() -> tuple[dict[str, Any], str, str]:
        drawing = make()
        return spec(drawing, height), drawing.alt, drawing.title

    return visit.once(f"chart.{name}", build, visit.language, visit.moment, *on)
