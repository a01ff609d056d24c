"""A choice between views of the same page, named by its key in the URL."""

from collections.abc import Mapping

import streamlit as st

from core.text import Text
from core.ui.words import segment
from core.visit import Visit


def switch(visit: Visit, name: str, label: Text, words: Mapping[str, str], first: str | None = None) -> str:
    """Draw the views side by side; the key of the chosen one. One begins at first, else at the first of them: it is not in the URL."""
    keys = list(words)
    begin = first or keys[0]
    named = st.query_params.get(name, begin)
    chosen = st.segmented_control(
        visit.say(label),
        keys,
        default=named if named in words else begin,
        required=True,
        format_func=lambda key: segment(words.get(key, key)),
        # Streamlit remembers a choice by its label: other labels, such as other counts, have one of their own; so has another beginning.
        key="|".join([name, *([first] if first else []), *words.values()]),
        label_visibility="collapsed",
    )
    if chosen != begin:
        st.query_params[name] = chosen
    elif name in st.query_params:
        del st.query_params[name]
    return chosen
