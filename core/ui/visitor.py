"""Who is here: the visit of this very run, from the session cookie and the records."""

import streamlit as st

from core import clock
from core.home import home
from core.text import Language
from core.ui import as_of_key
from core.ui.sign_in import signed_in
from core.visit import Visit, person


def visitor() -> Visit | None:
    """The visit of whoever is signed in, or None; taken anew in every run, fragment and callback.

    Who he is and what he may do is always today's; the records are those of the moment he looks at.
    """
    record = signed_in()
    if record is None:
        return None
    ledger = home().ledger
    who = person(ledger.snapshot(), record)
    if who is None:
        return None
    present = Visit(ledger, who, Language(who.language), clock.now())
    return present.as_of(as_of_key.moment(present))


def must() -> Visit:
    """The same for a callback, which only a page for somebody signed in can have offered; ends the run when he no longer is."""
    visit = visitor()
    if visit is None:
        st.rerun()
    return visit
