"""A browser's side of a running server, without a browser: its websocket, its forms and its cookie."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from tests import engines

ROOT = Path(__file__).parent.parent.parent
_AGAIN = ForwardMsg.ScriptFinishedStatus.Value("FINISHED_EARLY_FOR_RERUN")


class Server:
    """A fresh process that serves a data folder on a free port; ends with the block. environment says what else it is to know."""

    def __init__(self, folder: Path, *command: str, **environment: str) -> None:
        self.port = engines.free_port()
        command = command or ("-m", "streamlit", "run", "dashboard.py", "--server.headless=true", f"--server.port={self.port}")
        own = {"TONGPIN_DATA": str(folder), "TONGPIN_DATABASE": engines.address(folder), "TONGPIN_TEST_PORT": str(self.port)} | environment
        folder.mkdir(parents=True, exist_ok=True)
        self._log = (folder / "server.log").open("w+")
        self._process = subprocess.Popen([sys.executable, *command], cwd=ROOT, env=os.environ | own, stdout=self._log, stderr=self._log)

    def __enter__(self) -> Self:
        deadline = time.monotonic() + 60
        while True:
            try:
                if self.ask("GET", "/ready")[0] == 200:
                    return self
            except OSError:
                pass
            if time.monotonic() > deadline or self._process.poll() is not None:
                self.__exit__()
                raise RuntimeError(f"the server did not start:\n{self.log()}")
            time.sleep(0.1)

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(20)
        self._log.close()

    def log(self) -> str:
        """What the server has printed."""
        return Path(self._log.name).read_text(encoding="utf-8")

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, body: bytes | str = b"", **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and body of one HTTP request."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()

    def sign_in(self, username: str, password: str) -> str:
        """Sign in as the page does: form, ticket, cookie. Returns the Cookie header; raises AssertionError with the page's words."""
        with Tab(self) as tab:
            tab.run()
            tab.submit(username, password)
            ticket = tab.ticket
            assert ticket, tab.text
        status, headers, _ = self.ask("POST", "/session/start", ticket, Origin=self.origin)
        assert status == 204
        return headers["set-cookie"].split(";")[0]


class Tab:
    """One browser tab of a server."""

    def __init__(self, server: Server, page: str = "", cookie: str = "", origin: str | None = None, resume: str = "") -> None:
        self.server, self.page = server, page
        self.url = f"{server.origin}/{page}"
        self.page_hash = self.session = self.query = ""
        self.hashes: dict[str, str] = {}
        self.elements: list[Element] = []
        self.ticking: list[str] = []
        protocols = ["streamlit", "x", resume] if resume else ["streamlit"]
        self._connection = connect(
            f"ws://127.0.0.1:{server.port}/_stcore/stream",
            origin=Origin(origin or server.origin),
            subprotocols=[Subprotocol(name) for name in protocols],
            additional_headers={"Cookie": cookie} if cookie else {},
            compression=None,
            max_size=None,
            open_timeout=60,
        )

    def __enter__(self) -> Self:
        self.stream = self._connection.__enter__()
        return self

    def __exit__(self, *problem: Any) -> None:
        self._connection.__exit__(*problem)

    def send(self, *widgets: tuple[str, str, object], page_hash: str | None = None, fragment: str = "", tick: bool = False) -> None:
        """Ask for a rerun with these (widget, kind of value, value); tick: as a fragment does that runs by itself."""
        message = BackMsg()
        rerun = message.rerun_script
        rerun.page_script_hash = self.page_hash if page_hash is None else page_hash
        rerun.page_name = "" if self.page_hash or page_hash else self.page
        rerun.fragment_id = fragment
        rerun.is_auto_rerun = tick
        rerun.query_string = self.query
        rerun.context_info.locale = "zh-CN"
        rerun.context_info.timezone = "Asia/Shanghai"
        rerun.context_info.url = self.url
        for name, kind, value in widgets:
            state = rerun.widget_states.widgets.add()
            state.id = name
            if isinstance(value, list):
                getattr(state, kind).data.extend(value)
            else:
                setattr(state, kind, value)
        self.stream.send(message.SerializeToString())

    def run(self, *widgets: tuple[str, str, object], page_hash: str | None = None) -> str:
        """Rerun, and return the text of all that was drawn until the script ended."""
        self.send(*widgets, page_hash=page_hash)
        self.elements = []
        while True:
            answer = ForwardMsg.FromString(self.stream.recv(60))
            kind = answer.WhichOneof("type")
            if kind == "new_session":
                self.session = answer.new_session.initialize.session_id
                self.page_hash = answer.new_session.page_script_hash or self.page_hash
            elif kind == "navigation":
                self.page_hash = answer.navigation.page_script_hash
                self.hashes = {page.url_pathname: page.page_script_hash for page in answer.navigation.app_pages}
            elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
                self.elements.append(answer.delta.new_element)
            elif kind == "auto_rerun":
                self.ticking.append(answer.auto_rerun.fragment_id)
            elif kind == "script_finished" and answer.script_finished != _AGAIN:
                return self.text

    @property
    def text(self) -> str:
        """Every word that was drawn."""
        return "\n".join(str(element) for element in self.elements)

    @property
    def offers_sign_in(self) -> bool:
        return any(element.WhichOneof("type") == "text_input" and element.text_input.type == 1 for element in self.elements)

    @property
    def ticket(self) -> str:
        """What the page is told to post, if anything."""
        drawn = [element.bidi_component for element in self.elements if element.WhichOneof("type") == "bidi_component"]
        return json.loads(drawn[0].json)["body"] if drawn else ""

    def submit(self, username: str, password: str) -> str:
        """Fill in the form with a password and press its button."""
        inputs = [element.text_input for element in self.elements if element.WhichOneof("type") == "text_input"]
        secret = next(field for field in inputs if field.type == 1)
        name = next(field for field in inputs if field.type == 0)
        buttons = [element.button for element in self.elements if element.WhichOneof("type") == "button"]
        button = next(button for button in buttons if button.form_id == secret.form_id)
        return self.run((name.id, "string_value", username), (secret.id, "string_value", password), (button.id, "trigger_value", True))

    def press(self, label: str) -> str:
        """Press the button with this label."""
        buttons = [element.button for element in self.elements if element.WhichOneof("type") == "button"]
        return self.run((next(button.id for button in buttons if label in button.label), "trigger_value", True))
