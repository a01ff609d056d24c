"""What every page has: its heading, and charts drawn from specifications that are built once."""

from collections.abc import Callable, Hashable
from typing import Any

import streamlit as st

from core.charts.style import Drawing, on_light, ready, spec
from core.text import Text
from core.ui import as_of, where
from core.ui.words import plain
from core.visit import Visit


def header(visit: Visit, title: Text, new: Text | None = None, action: str = "") -> None:
    """The page's title, the moment it shows and, for those who may do the action, the button that opens its form."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.title(visit.say(title), anchor=False, width="content")
        with st.container(horizontal=True, vertical_alignment="center", width="content"):
            as_of.control(visit)
            if new is not None and visit.may(action):
                st.button(visit.say(new), type="primary", icon=":material/add:", on_click=where.go, kwargs={"new": 1}, key="new")


def chart(
    visit: Visit, name: str, make: Callable[[], Drawing], *on: Hashable, height: int | None = None, large: bool = False, **widget: Any
) -> Any:
    """Draw a chart under its finding; large: as the meeting sees it, from six metres."""
    built, alt, title = specified(visit, name, make, *on, height=height, large=large)
    st.markdown(f"**{plain(title)}**")
    if st.context.theme.type == "light":
        built = on_light(built)
    return st.vega_lite_chart(built, alt=alt, key=widget.pop("key", f"chart.{name}") if widget else None, **widget)


def specified(
    visit: Visit, name: str, make: Callable[[], Drawing], *on: Hashable, height: int | None, large: bool = False
) -> tuple[dict[str, Any], str, str]:
    """A chart's specification, its description and its title, kept while the records, the minute and what it rests on are the same."""

    def build() -> tuple[dict[str, Any], str, str]:
        drawing = make()
        return ready(spec(drawing, height, large=large)), drawing.alt, drawing.title

    return visit.once(f"chart.{name}", build, visit.language, visit.moment, large, *on)
