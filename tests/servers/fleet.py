"""Two app servers over one PostgreSQL behind the nginx of docs/deploy, and people who can sign in."""

import os
import re
import shutil
import signal
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core import passwords
from core.actions.organisation import first_administrator
from core.home import Home
from core.store.place import open_engine
from core.text import Language
from tests import engines
from tests.trust.client import ROOT, Server

DEPLOY = ROOT / "docs" / "deploy"
PASSWORD = "three blue herons"
PEOPLE = [f"person{number}" for number in range(8)]


def nginx() -> str:
    """The program; skips the test where it is not installed, unless TONGPIN_NGINX=required."""
    found = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if found is None:
        if os.environ.get("TONGPIN_NGINX") == "required":
            pytest.fail("no nginx was found, and TONGPIN_NGINX=required")
        pytest.skip("no nginx was found")
    return found


class Proxy(Server):
    """nginx as docs/deploy/nginx.conf has it, but for TLS, ports and the servers behind it."""

    def __init__(self, folder: Path, *servers: Server) -> None:
        self.port = engines.free_port()
        self.requests = folder / "requests.log"
        sample = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
        lines = "\n".join(f"    server 127.0.0.1:{server.port} max_fails=1 fail_timeout=5s;" for server in servers)
        sample = re.sub(r"(    server 127\.0\.0\.1:\d+ .*\n?)+", lines + "\n", sample)
        # What is left of the two server blocks is the one with TLS, without TLS.
        sample = re.sub(r"server \{\n    listen 80;.*?\n\}\n", "", sample, flags=re.DOTALL)
        sample = sample.replace("listen 443 ssl http2;", f"listen 127.0.0.1:{self.port};").replace("httponly secure", "httponly")
        sample = re.sub(r"    ssl_.*\n", "", sample)
        seen = f"log_format seen '$cookie_tongpin_server $upstream_addr';\naccess_log {self.requests} seen;\n"
        temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        configuration = folder / "nginx.conf"
        user = "user root;\n" if os.geteuid() == 0 else ""
        head = f"{user}daemon off;\npid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{}}\n"
        configuration.write_text(f"{head}http {{\n{seen}{temporary}{sample}}}\n")
        self._log = (folder / "nginx.log").open("w+")
        command = [nginx(), "-p", str(folder), "-c", str(configuration)]
        self._process = subprocess.Popen(command, stdout=self._log, stderr=self._log)

    @property
    def served(self) -> list[tuple[str, str]]:
        """The cookie that tells the browser apart and the server it was sent to, of every request so far."""
        lines = (line.partition(" ") for line in self.requests.read_text().splitlines())
        return [(cookie, address.split(",")[-1].strip()) for cookie, _, address in lines]

    def browser(self, server: Server) -> str:
        """The cookie of a new browser that is sent to this server."""
        for _ in range(100):
            cookie = self.ask("GET", "/ready")[1]["set-cookie"].split(";")[0]
            self.ask("GET", "/ready", Cookie=cookie)
            if (cookie.partition("=")[2], f"127.0.0.1:{server.port}") in self.served:
                return cookie
        raise AssertionError("no browser was sent to that server")


def kill(server: Server) -> None:
    """End a server as a power cut does."""
    server._process.send_signal(signal.SIGKILL)
    server._process.wait(10)


def furnish(address: str) -> None:
    """Let everybody of PEOPLE sign in; the first is the administrator."""
    now = datetime.now(UTC)
    home = Home(open_engine(address))
    kept = passwords.hashed(PASSWORD)
    first = first_administrator(home.ledger, now, PEOPLE[0], PEOPLE[0], Language.ZH)
    with home.ledger.writing(first, now, "add") as work:
        others = [
            work.add("person", {"username": name, "name": name, "role": "contact", "language": "zh", "active": True, "can_decide": False})
            for name in PEOPLE[1:]
        ]
    for person in (first, *others):
        home.sessions.set_password(person, kept, first, now)
    home.close()
