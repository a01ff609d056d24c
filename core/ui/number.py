"""A figure that opens: its value, its movement, and below it the rows and the rule it comes from."""

from collections.abc import Callable, Sequence
from typing import Literal

import streamlit as st

from core.charts import sparkline
from core.text import Text
from core.visit import Visit

OPEN = Text("明细", "Rows")
NONE = "—"

Better = Literal["up", "down"]


def number(
    visit: Visit,
    name: str,
    label: Text,
    value: str | None,
    rule: Text,
    rows: Callable[[], None],
    *,
    delta: str | None = None,
    since: str | None = None,
    note: str | None = None,
    better: Better = "up",
    trend: Sequence[float] = (),
    basis: Callable[[], str] | None = None,
) -> None:
    """Draw a figure as a card. value is None where nothing is decided; rows draws what it rests on, when it is opened.

    name tells it from every other figure of the page, and its last part the rule it is made by. basis says the rule with the numbers
    of these rows put in, and how many there are.
    delta is its movement since some time, coloured by which way is better; without one, a note stands in its place.
    """
    moved = delta is not None
    colour: Literal["normal", "inverse", "off"] = "off" if not moved else "normal" if better == "up" else "inverse"
    with st.container(border=True, height="stretch", gap="small"):
        st.metric(
            visit.say(label),
            NONE if value is None else value,
            delta if moved else note,
            delta_color=colour,
            delta_arrow="auto" if moved else "off",
            delta_description=since if moved else None,
            height="stretch",
        )
        if trend:
            # Nothing for a screen reader: the movement is told in words.
            st.markdown(f"![]({sparkline.area(trend)})")
        opened = st.popover(visit.say(OPEN), type="tertiary", icon=":material/unfold_more:", key=f"number.{name}", on_change="rerun")
        if opened.open:
            with opened:
                st.caption(visit.say(rule))
                if basis is not None and value is not None:
                    st.text(basis())
                rows()


def percent(rate: float | None) -> str | None:
    """A rate as people read it: 71.4 %."""
    return None if rate is None else f"{rate:.1%}"


def points(difference: float | None) -> str | None:
    """A difference of two percentages, in points, signed."""
    return None if difference is None else f"{difference:+.1f}"
