"""Reruns of a real server, timed over its websocket as a browser tab sees them, drawing left out."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.trust.client import ROOT, Server, Tab

EMPTY = Path(__file__).with_name("empty.py")
_AGAIN = ForwardMsg.ScriptFinishedStatus.Value("FINISHED_EARLY_FOR_RERUN")


class Watch(Tab):
    """A tab with a stopwatch."""

    def lap(self, *widgets: tuple[str, str, object]) -> float:
        """Rerun; the milliseconds until the script had ended and everything had arrived. Raises AssertionError for an error drawn."""
        start = time.perf_counter()
        self.send(*widgets)
        answers = []
        while True:
            answer = ForwardMsg.FromString(self.stream.recv(120))
            answers.append(answer)
            if answer.WhichOneof("type") == "script_finished" and answer.script_finished != _AGAIN:
                break
        lap = (time.perf_counter() - start) * 1000
        self._take(answers)
        return lap

    def _take(self, answers: list[ForwardMsg]) -> None:
        self.elements = []
        for answer in answers:
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                self.page_hash = answer.new_session.page_script_hash or self.page_hash
            elif kind == "navigation":
                self.page_hash = answer.navigation.page_script_hash
            elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
                self.elements.append(answer.delta.new_element)
        drawn = [element.WhichOneof("type") for element in self.elements]
        assert "exception" not in drawn, self.text
        assert not self.offers_sign_in, "the session cookie was refused"

    @property
    def department(self) -> Any:
        """The filter by department, the second of the page."""
        return [element.selectbox for element in self.elements if element.WhichOneof("type") == "selectbox"][1]

    @property
    def processor(self) -> float:
        """Milliseconds of processor time the server has used, its start included; Linux only."""
        user, system = Path(f"/proc/{self.server._process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) * 1000 / os.sysconf("SC_CLK_TCK")

    @property
