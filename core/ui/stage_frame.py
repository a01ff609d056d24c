"""The frame around the slides: keys, full screen, slides that change by themselves, the clock, and type that grows with the screen."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import streamlit as st

_HTML = '<span id="clock" role="timer"></span>'

_CSS = """
#clock { font-variant-numeric: tabular-nums; white-space: nowrap; color: var(--st-text-color); }
#clock.over { color: var(--st-red-text-color); font-weight: 700; }
"""

_HERE = Path(__file__)
_JS = _HERE.with_suffix(".js").read_text(encoding="utf-8")
_SHEET = _HERE.with_name("stage_sheet.css")

_FRAME = st.components.v2.component("tongpin_stage", html=_HTML, css=_CSS, js=_JS)
_KEY = "stage_frame"


def sheet() -> None:
    """The screen's measures and type, and what is hidden until a key opens it: there before the frame has been loaded."""
    st.html(_SHEET)


def draw(mode: str, go: Callable[[int], None] | None = None, **data: object) -> None:
    """Put the frame where its clock is to be seen. mode is entrance, slides, notes or end; go is told the number of the slide asked for.

    data: meeting (its id), place and count of the slides, every (seconds, 0: they wait), elapsed and planned (seconds, or None: no clock),
    minutes and over (words of the clock), labels (what is read out for the buttons of these keys).
    """

    def moved() -> None:
        asked: Any = st.session_state[_KEY].to
        if go is not None and isinstance(asked, int | float):
            go(int(asked))

    _FRAME(key=_KEY, data={"mode": mode, **data}, on_to_change=moved, width="content")
