"""A chart whose cells or bars open: a click, or a choice from a list, shows the rows behind one and the rule it comes from."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from core.charts.style import Drawing
from core.text import Text
from core.ui import page
from core.ui.words import plain
from core.visit import Visit

OPEN = Text("明细", "Rows")
WHICH, CHOOSE = Text("看哪一项", "Which one"), Text("请选择", "Choose one")
CLOSE = Text("收起", "Close")
NOTHING = Text("图上还没有可以打开的内容", "The chart has nothing to open yet")

# What is open on a page, in its URL: the chart's name and the entry's key. A chart lets go of its selection with a new turn.
_OPEN, _TURN, _BETWEEN = "open", "opening.turn", "~"


@dataclass(frozen=True)
class Opening:
    """What a chart opens.

    entries: the key of each cell or bar → its name with its value; key: the key of what was clicked on, from the fields of the
    chart's selection parameter "cell"; rows draws what one rests on; rule says how its value is made.
    """

    rule: Text
    entries: Callable[[], Mapping[str, str]]
    key: Callable[[Mapping[str, Any]], str]
    rows: Callable[[str], None]


def chart(
    visit: Visit,
    name: str,
    make: Callable[[], Drawing],
    *on: Hashable,
    opening: Opening,
    height: int | None = None,
    large: bool = False,
    alone: bool = True,
) -> None:
    """Draw a chart under its finding; below it the list of what it opens and, when one is open, its rows.

    One that is not alone stands beside another: its rows are drawn by drawer(), where there is width for them.
    """
    key = f"chart.{name}.{st.session_state.get(_TURN, 0)}"
    widget: dict[str, Any] = {"key": key, "on_select": partial(_choose, name, key, opening.key), "selection_mode": "cell"}
    page.chart(visit, name, make, *on, height=height, large=large, **widget)
    listed(visit, name, opening)
    if alone:
        drawer(visit, name, opening)


def listed(visit: Visit, name: str, opening: Opening) -> None:
    """The list of what a chart or a table opens."""
    values(visit, name, opening.rule, lambda: pick(visit, name, opening.entries(), opened(name), partial(open_entry, name)))


def values(visit: Visit, name: str, rule: Text, draw: Callable[[], None]) -> None:
    """The list of what a chart shows, under it: for one whose every mark is a value of its own, not a set of records."""
    popover = st.popover(visit.say(OPEN), type="tertiary", icon=":material/unfold_more:", key=f"opening.{name}", on_change="rerun")
    if popover.open:
        with popover:
            st.caption(visit.say(rule))
            draw()


def opened(name: str) -> str | None:
    """The key of what the URL says is open in the chart of that name."""
    chart_name, _, key = st.query_params.get(_OPEN, "").partition(_BETWEEN)
    return key if key and chart_name == name else None


def open_entry(name: str, key: str) -> None:
    """Open one entry of a chart, or of a table that opens likewise, and close what was open."""
    st.query_params[_OPEN] = f"{name}{_BETWEEN}{key}"


def close() -> None:
    """Close what is open."""
    st.query_params.pop(_OPEN, None)
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def turn() -> int:
    """How often something was closed: part of the key of whatever keeps a selection."""
    return int(st.session_state.get(_TURN, 0))


def pick(visit: Visit, name: str, entries: Mapping[str, str], shown: str | None, choose: Callable[[str], None]) -> None:
    """The entries of a chart by name: the way in for the keyboard. choose gets the key of the one chosen, in a callback."""
    if not entries:
        st.info(visit.say(NOTHING), icon=":material/inbox:")
        return
    key = f"opening.{name}.which.{visit.language}.{turn()}"

    def chosen() -> None:
        one = st.session_state.get(key)
        if one is not None:
            choose(one)

    st.selectbox(
        visit.say(WHICH),
        list(entries),
        index=list(entries).index(shown) if shown is not None and shown in entries else None,
        format_func=lambda one: entries.get(one, one),
        placeholder=visit.say(CHOOSE),
        key=key,
        on_change=chosen,
    )


def drawer(visit: Visit, name: str, opening: Opening) -> None:
    """The rows of the entry that the URL names, under its name and its rule; nothing where it names none of them."""
    key = opened(name)
    said = None if key is None else opening.entries().get(key)
    if key is None or said is None:
        return
    with st.container(border=True, gap="small", key=f"drawer.{name}"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"**{plain(said)}**", width="content")
            st.button(visit.say(CLOSE), key=f"close.{name}", icon=":material/close:", type="tertiary", on_click=close)
        st.caption(visit.say(opening.rule))
        opening.rows(key)


def _choose(name: str, key: str, key_of: Callable[[Mapping[str, Any]], str]) -> None:
    cells = st.session_state[key]["selection"].get("cell") or []
    if cells:
        open_entry(name, key_of(cells[0]))
    elif opened(name) is not None:
        st.query_params.pop(_OPEN, None)
