"""What a click on a chart chooses: it stands in the URL, and a button lets go of it."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any

import streamlit as st

from core.charts.style import Drawing
from core.ui.page import chart
from core.ui.words import plain
from core.visit import Visit


def draw(
    visit: Visit, name: str, make: Callable[[], Drawing], *on: Hashable, parameter: str, fields: Sequence[str], height: int | None = None
) -> None:
    """Draw a chart in which one mark can be chosen: its fields go into the URL under the name, with dots between them."""
    turned = f"{name}.{_turn(name)}"

    def choose() -> None:
        marks = st.session_state[f"chart.{turned}"]["selection"].get(parameter) or []
        if marks:
            st.query_params[name] = ".".join(str(_whole(marks[0].get(field, ""))) for field in fields)
        else:
            st.query_params.pop(name, None)

    chart(visit, turned, make, *on, height=height, on_select=choose, selection_mode=parameter)


def parts(name: str, count: int) -> list[str] | None:
    """The fields of the mark that the URL names; None when it names none."""
    found = st.query_params.get(name, "").split(".")
    return found if len(found) == count and all(found) and len(found[0]) < 40 else None


def number(text: str) -> int | None:
    """A whole number out of the URL."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def let_go(name: str, words: str) -> None:
    """Draw the button that lets go of what is chosen."""

    def forget() -> None:
        st.query_params.pop(name, None)
        # A chart keeps its selection as long as it keeps its name.
        st.session_state[f"{name}.turn"] = _turn(name) + 1

    st.button(plain(words), icon=":material/close:", key=f"{name}.let_go", on_click=forget)


def _turn(name: str) -> int:
    return int(st.session_state.get(f"{name}.turn", 0))


def _whole(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value
