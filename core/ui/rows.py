"""New records typed in rows below the fields of a form, and saved with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from core.schema.field import Table
from core.text import Text
from core.ui import cells
from core.ui.cells import Line, Options
from core.ui.words import plain
from core.visit import Visit

PROBLEM = Text("第 {row} 行 · {label}：{problem}", "Row {row} · {label}: {problem}")
# Rows that stand ready to be typed into; more can be added.
_READY = 3


@dataclass(frozen=True)
class Rows:
    """The fields of the rows, what their links may name and the widths of their columns."""

    table: Table
    options: Options = field(default_factory=dict)
    widths: Mapping[str, int] = field(default_factory=dict)

    def draw(self, visit: Visit, key: str, problems: Mapping[int, Mapping[str, Text]]) -> None:
        """Draw the editor, and the problems of each row below it."""
        lines = self._empty()
        st.markdown(f"**{visit.say(self.table.label)}**")
        # A row that is added goes to the server only when all its required cells are filled: the save says which are not.
        asked = replace(self.table, fields=tuple(replace(one, required=False) for one in self.table.fields))
        st.data_editor(
            cells.frame(visit, asked, (), lines, marks={}),
            column_config=cells.config(visit, asked, (), self.options, self.widths, lines),
            num_rows="add",
            hide_index=True,
            placeholder="",
            height="content",
            key=key,
        )
        for place, found in sorted(problems.items()):
            for name, text in found.items():
                label = visit.say((self.table.by_name.get(name) or self.table).label)
                words = visit.say(PROBLEM, row=place + 1, label=label, problem=visit.say(text))
                st.markdown(f":red[:material/error: {plain(words)}]")

    def typed(self, visit: Visit, key: str) -> dict[int, dict[str, Any]]:
        """The rows in which something stands, by their place."""
        lines = cells.merged(visit, self.table, self._empty(), st.session_state.get(key) or {})
        return {place: line.values for place, line in enumerate(lines) if any(value is not None for value in line.values.values())}

    def _empty(self) -> list[Line]:
        return [Line(None, None, dict.fromkeys(self.table.by_name)) for _ in range(_READY)]
