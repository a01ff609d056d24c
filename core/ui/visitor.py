"""Who is here: the visit of this very run, from the session cookie and the records."""

import polars as pl
import streamlit as st

from core import clock
from core.home import home
from core.text import Language
from core.ui.sign_in import signed_in
from core.visit import Visit, person


def visitor() -> Visit | None:
    """The visit of whoever is signed in, or None; taken anew in every run, fragment and callback."""
    record = signed_in()
    if record is None:
        return None
    ledger = home().ledger
    frames = ledger.snapshot()
    who = person(frames, record)
    if who is None:
        return None
    language = frames["person"].row(by_predicate=pl.col("id") == record, named=True)["language"]
    return Visit(ledger, who, Language(language or Language.ZH), clock.now())


def must() -> Visit:
    """The same for a callback, which only a page for somebody signed in can have offered; ends the run when he no longer is."""
    visit = visitor()
    if visit is None:
        st.rerun()
    return visit
