"""Typing into an st.data_editor, which AppTest can show but not edit: the state a browser would send goes along with the next run."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState

from tests.pages.app import Screen


def type_into(screen: Screen, rows: Mapping[int, Mapping[str, Any]], added: Sequence[Mapping[str, Any]] = ()) -> None:
    """Edit these cells of the page's only grid, and add these rows; they are sent when something is pressed next."""
    edits = {"edited_rows": {str(row): dict(cells) for row, cells in rows.items()}, "added_rows": list(added), "deleted_rows": []}
    state = WidgetState(id=screen.app.data_editor[0].proto.id, string_value=json.dumps(edits))
    plain = screen.app._run

    def run(widget_state: Any = None, *args: Any, **options: Any) -> Any:
        screen.app._run = plain  # type: ignore[method-assign]
        widget_state.widgets.append(state)
        return plain(widget_state, *args, **options)

    screen.app._run = run  # type: ignore[method-assign]


def cells(screen: Screen, column: str) -> list[Any]:
    """A column of the page's only grid."""
    return list(screen.app.data_editor[0].value[column])
