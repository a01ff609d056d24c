"""The moment looked at, as the URL names it; kept while the visitor goes from page to page, whose links do not carry it."""

from datetime import datetime

import streamlit as st

from core import moments
from core.visit import Visit

NAME = "as_of"


def named() -> str:
    """The key of the moment looked at: the URL's, else the one last looked at; empty for now."""
    return st.query_params.get(NAME) or str(st.session_state.get(NAME, ""))


def moment(visit: Visit) -> datetime | None:
    """The past moment looked at; None for now. Raises StoreUnavailable."""
    key = named()
    return moments.moment(visit, key) if key else None


def choose(key: str) -> None:
    """Look at another moment from now on; an empty key is now."""
    if key:
        st.session_state[NAME] = st.query_params[NAME] = key
    else:
        st.session_state.pop(NAME, None)
        st.query_params.pop(NAME, None)


def keep(visit: Visit) -> bool:
    """Write the moment into the URL of the page gone to, so that its address shows others the same; drop what names no past moment.

    Whether there was nothing to drop.
    """
    asked = named()
    key = asked if visit.past is not None else ""
    if st.query_params.get(NAME, "") != key or st.session_state.get(NAME, "") != key:
        choose(key)
    return key == asked
