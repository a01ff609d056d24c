"""Where the visitor is: the view of a page, kept in its URL so that a link shows a colleague the same."""

import streamlit as st

from core.text import Text
from core.visit import Visit

SAVED = Text("已保存", "Saved")

_FLASH = "flash"

# What names a view: the record opened, the version being edited, the form of a new one.
_PLACES = ("id", "edit", "new")


def at(name: str) -> int | None:
    """A whole number in the URL, such as the record looked at; None when there is none."""
    value = st.query_params.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 19 else None


def go(**places: int | str | None) -> None:
    """Show another view of this page; the filters in the URL stay."""
    for name in _PLACES:
        if places.get(name) is not None:
            st.query_params[name] = str(places[name])
        elif name in st.query_params:
            del st.query_params[name]


def show(visit: Visit, record: int) -> None:
    """After a save: say so, and show the record."""
    tell(visit, SAVED)
    go(id=record)


def tell(visit: Visit, text: Text, **values: object) -> None:
    """Say something when the next run begins: what was saved."""
    st.session_state[_FLASH] = visit.say(text, **values)


def told() -> None:
    """Show what the last run had to say."""
    message = st.session_state.pop(_FLASH, None)
    if message:
        st.toast(message, icon=":material/check_circle:")
