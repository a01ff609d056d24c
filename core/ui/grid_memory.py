"""What a grid remembers between runs."""

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from core.text import Text
from core.ui.cells import Line


class Memory:
    """What a grid remembers between runs: the lines it was made from, the input that was refused, its problems and its conflict."""

    def __init__(self, name: str, lines: Sequence[Line]) -> None:
        self._name = f"grid:{name}"
        kept = st.session_state.setdefault(self._name, {"turn": 0})
        self._key = f"{self._name}.{kept['turn']}"
        # What is on the screen stays as it is while it is there; a grid that is drawn anew begins from the records of the day.
        # What was typed and not sent yet waits for its grid, wherever the visitor has been meanwhile.
        if not {"refused", "edits"} & kept.keys() and ("seen" not in kept or self._key not in st.session_state):
            kept["seen"] = list(lines)

    @property
    def key(self) -> str:
        """The key of the editor; a new turn has a new one."""
        return self._key

    @property
    def seen(self) -> list[Line]:
        """The lines as they were recorded; those the visitor added are not among them."""
        return list(st.session_state[self._name]["seen"])

    @property
    def lines(self) -> list[Line]:
        """The lines the editor starts from: those refused, with their input, or those recorded."""
        return list(self._kept("refused") or self.seen)

    @property
    def refused(self) -> bool:
        """Whether input waits here that was not saved."""
        return self._kept("refused") is not None

    @property
    def problems(self) -> Mapping[int, Mapping[str, Text]]:
        """The problems of each line."""
        return self._kept("rows") or {}

    @property
    def whole(self) -> Sequence[Text]:
        """The problems of the save as a whole."""
        return self._kept("whole") or ()

    @property
    def conflict(self) -> tuple[int, dict[str, Any]] | None:
        """The line somebody else saved first, and his row."""
        found: tuple[int, dict[str, Any]] | None = self._kept("conflict")
        return found

    def __getitem__(self, what: str) -> Any:
        """Something else that was kept with the input; None when it was not."""
        return self._kept(what)

    @property
    def edits(self) -> Mapping[str, Any]:
        """What is typed over the lines, as the editor sends it; what was remembered of it when the editor is drawn anew."""
        found: Mapping[str, Any] = st.session_state.get(self._key) or self._kept("edits") or {}
        return found

    @property
    def left(self) -> bool:
        """Whether something was typed here that the editor no longer holds: the visitor had left."""
        return any((self._kept("edits") or {}).values()) and self._key not in st.session_state

    def remember(self) -> None:
        """Keep what is typed beyond this page: the callback of the editor."""
        if self._key == f"{self._name}.{st.session_state[self._name]['turn']}":
            st.session_state[self._name]["edits"] = st.session_state[self._key]

    def refuse(self, lines: list[Line], **why: object) -> None:
        """Keep the input and say what is wrong with it."""
        turn = st.session_state[self._name]["turn"] + 1
        st.session_state[self._name] = {"turn": turn, "seen": self.seen, "refused": lines, **why}

    def see(self, position: int, line: Line) -> None:
        """Take a newer version of one line as the recorded one."""
        st.session_state[self._name]["seen"][position] = line

    def finish(self, **why: object) -> None:
        """Start anew from the records."""
        st.session_state[self._name] = {"turn": st.session_state[self._name]["turn"] + 1, **why}

    def _kept(self, what: str) -> Any:
        return st.session_state[self._name].get(what)
