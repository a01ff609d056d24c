"""A choice between views of the same page, named by its key in the URL."""

from collections.abc import Mapping

import streamlit as st

from core.text import Text
from core.visit import Visit


def switch(visit: Visit, name: str, label: Text, words: Mapping[str, str]) -> str:
    """Draw the views side by side; the key of the chosen one. The first is where one begins, and is not in the URL."""
    keys = list(words)
    named = st.query_params.get(name, keys[0])
    chosen = st.segmented_control(
        visit.say(label),
        keys,
        default=named if named in words else keys[0],
        required=True,
        format_func=lambda key: words.get(key, key),
        # Streamlit remembers a choice by its label: other labels, such as other counts, have a control of their own.
        key="|".join([name, *words.values()]),
        label_visibility="collapsed",
    )
    if chosen != keys[0]:
        st.query_params[name] = chosen
    elif name in st.query_params:
        del st.query_params[name]
    return chosen
