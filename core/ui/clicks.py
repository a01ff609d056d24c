"""A click anywhere on a row of a table: which row it was."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import streamlit as st

# With columns selectable too, a click on a heading selects that column and neither sorts nor picks a row.
CLICKABLE: Mapping[str, Any] = MappingProxyType({"on_select": "rerun", "selection_mode": ["single-cell", "single-column"]})


def clicked(event: Any) -> int | None:
    """The position of the row clicked on in a table drawn with CLICKABLE."""
    cells = event.selection.cells
    return int(cells[0][0]) if cells else None


def let_go(place: str, turn: str) -> None:
    """Forget the cell of a chart that stands in the URL at a place; turn names what counts how often, part of the chart's key."""
    st.query_params.pop(place, None)
    # A chart keeps its selection as long as it keeps its name.
    st.session_state[turn] = st.session_state.get(turn, 0) + 1
