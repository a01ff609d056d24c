"""Where the visitor is: the view of a page, kept in its URL so that a link shows a colleague the same."""

import streamlit as st

from core.text import Text
from core.visit import Visit

_FLASH = "flash"


def at(name: str) -> int | None:
    """A whole number in the URL, such as the record looked at; None when there is none."""
    value = st.query_params.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 19 else None


def go(**places: int | str | None) -> None:
    """Show another view of this page: these parameters, and no others."""
    st.query_params.from_dict({name: str(value) for name, value in places.items() if value is not None})


def tell(visit: Visit, text: Text, **values: object) -> None:
    """Say something when the next run begins: what was saved."""
    st.session_state[_FLASH] = visit.say(text, **values)


def told() -> None:
    """Show what the last run had to say."""
    message = st.session_state.pop(_FLASH, None)
    if message:
        st.toast(message, icon=":material/check_circle:")
