"""Reruns of a real server, timed over its websocket as a browser tab sees them, drawing left out."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from tests.trust.client import Server, Tab

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

    def settle(self) -> None:
        """Rerun a few times, then wait until the server has nothing left to do, such as warming up."""
        for _ in range(5):
            self.lap()
        for _ in range(40):
            before = self.processor
            time.sleep(0.5)
            if self.processor - before < 50:
                return

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
    def memory(self) -> float:
        """Megabytes the server holds."""
        pages = Path(f"/proc/{self.server._process.pid}/statm").read_text().split()[1]
        return int(pages) * os.sysconf("SC_PAGE_SIZE") / 2**20


@contextmanager
def empty(folder: Path) -> Iterator[Watch]:
    """A tab of an empty page, on a server with Streamlit's default settings."""
    with Server(folder, str(EMPTY), str(folder)) as server, Watch(server) as tab:
        tab.settle()
        yield tab


@contextmanager
def overview(folder: Path, cookie: str) -> Iterator[tuple[Watch, dict[str, float]]]:
    """A tab of the overview on a fresh server, and the milliseconds from starting it until it was ready and the page complete."""
    start = time.perf_counter()
    with Server(folder) as server:
        ready = time.perf_counter() - start
        with Watch(server, cookie=cookie) as tab:
            tab.lap()
            found = {"start → ready": ready * 1000, "start → overview": (time.perf_counter() - start) * 1000}
            yield tab, found | {"start → overview, processor": tab.processor}


@contextmanager
def saving(folder: Path, cookie: str) -> Iterator[tuple[Watch, Server]]:
    """A tab of the overview, on a server that saves a progress update when asked to."""
    with Server(folder, "tests/bench/steered.py") as server, Watch(server, cookie=cookie) as tab:
        tab.settle()
        yield tab, server


def save(server: Server) -> float:
    """Milliseconds the server took to save one progress update."""
    status, _, body = server.ask("POST", "/bench/report")
    assert status == 200, body
    return float(body)
