"""A page drawn for a visit; before the first record, on every page, that there was nothing yet and the way to the first day."""

import importlib

import streamlit as st

from core import moments
from core.text import Text
from core.ui import as_of_key
from core.ui.navigation import PAGES
from core.ui.words import plain
from core.visit import Visit

NOTHING = Text("截至 {at}，还没有任何记录；第一条记录在 {day}。", "Nothing was recorded yet at {at}; the first record is of {day}.")
FIRST = Text("看 {day}", "See {day}")
_TITLES = {name: title for pages in PAGES.values() for name, title, *_ in pages}


def render(name: str, visit: Visit) -> None:
    """Draw the page of that file in pages/."""
    first = None if visit.past is None else moments.first_day(visit)
    if visit.past is None or first is None or visit.today >= first or name not in _TITLES:
        # A page's libraries are loaded when it is first shown, not when the server starts.
        importlib.import_module(f"pages.{name}").render(visit)
        return
    # It brings the libraries of the charts.
    from core.ui.page import header

    header(visit, _TITLES[name])
    st.info(plain(visit.say(NOTHING, at=moments.told(visit, visit.past), day=first)), icon=":material/history_toggle_off:")
    key = first.isoformat()
    # Today has no end to look at yet: it is looked at as it stands.
    there = key if moments.moment(visit, key) else ""
    st.button(visit.say(FIRST, day=first), icon=":material/event:", on_click=as_of_key.choose, args=(there,), key="as_of.first")
