"""python -m tests.bench.load [--people 5,15,30]: how long a page takes while so many people work, on one server and on two.

Each has the overview of the demo company open, looks at it anew every three seconds or so, and saves every tenth time.
"""

# ruff: noqa: T201 - a command

import argparse
import random
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import median, quantiles

import psutil

from core import clock
from core.actions import demo, organisation
from core.home import Home
from core.store.place import open_engine
from core.text import Language
from core.visit import Visit, person
from tests import engines
from tests.servers.fleet import Proxy
from tests.trust.client import Server, Tab

THINKING = 3.0
LASTING = 40.0


def main() -> int:
    """Print one line per number of people and kind of deployment."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", default="5,15,30", help="numbers of people, comma-separated")
    sizes = [int(number) for number in parser.parse_args().people.split(",")]
    print(f"{'':24}{'people':>8}{'runs/s':>8}{'median ms':>11}{'95 % ms':>9}{'99 % ms':>9}{'CPU %':>7}{'MB each':>9}")
    with tempfile.TemporaryDirectory(prefix="tongpin-load-") as folder:
        one = Path(folder) / "one"
        tokens = company(str(one / "tongpin.duckdb"))
        for people in sizes:
            with Server(one, TONGPIN_DATABASE=str(one / "tongpin.duckdb")) as server:
                report("1 server, DuckDB", people, tokens, server, [server])
        address = engines.cluster().database("load")
        tokens = company(address)
        for people in sizes:
            with ExitStack() as stack:
                two = [stack.enter_context(Server(Path(folder) / name, TONGPIN_DATABASE=address)) for name in ("two", "three")]
                report("2 servers, PostgreSQL", people, tokens, stack.enter_context(Proxy(Path(folder) / "two", *two)), two)
    engines.stop()
    return 0


def company(address: str) -> list[str]:
    """The demo company in a database; a session for each of its people."""
    now = clock.now()
    home = Home(open_engine(address))
    administrator = organisation.first_administrator(home.ledger, now, "admin", "管理员", Language.ZH)
    found = person(home.ledger.snapshot(), administrator)
    assert found is not None
    home.sessions.set_password(administrator, "none", None, now)
    demo.load(Visit(home.ledger, found, Language.ZH, now), lambda _: None)
    people = home.ledger.snapshot()["person"].filter(active=True)["id"]
    tokens = [home.sessions.redeem(home.sessions.issue_ticket(who, now), now) for who in people]
    home.close()
    return [f"tongpin_session={token}" for token in tokens]


def report(name: str, people: int, tokens: list[str], front: Server, servers: list[Server]) -> None:
    """Let so many people work and print what they waited."""
    watched = [psutil.Process(server._process.pid) for server in servers]
    time.sleep(3)
    with ThreadPoolExecutor(people) as pool:
        before, began = sum(sum(process.cpu_times()[:2]) for process in watched), time.monotonic()
        waited = pool.map(lambda number: work(front, tokens[number % len(tokens)], number), range(people))
        laps = [lap for one in waited for lap in one]
        used = sum(sum(process.cpu_times()[:2]) for process in watched) - before
        took = time.monotonic() - began
    cut = quantiles(laps, n=100)
    memory = max(process.memory_info().rss for process in watched) / 1e6
    figures = (f"{median(laps):>11.0f}", f"{cut[94]:>9.0f}", f"{cut[98]:>9.0f}", f"{100 * used / took:>7.0f}", f"{memory:>9.0f}")
    print(f"{name:24}{people:>8}{len(laps) / took:>8.1f}", *figures, sep="", flush=True)


def work(front: Server, cookie: str, number: int) -> list[float]:
    """One person: what each look at the page took, in milliseconds."""
    chance = random.Random(number)
    _, headers, _ = front.ask("GET", "/ready")
    if "set-cookie" in headers:
        cookie = f"{cookie}; {headers['set-cookie'].split(';')[0]}"
    laps: list[float] = []
    until = time.monotonic() + LASTING
    time.sleep(chance.random() * THINKING)
    with Tab(front, cookie=cookie) as tab:
        tab.run()
        while time.monotonic() < until:
            time.sleep(THINKING * (0.5 + chance.random()))
            began = time.monotonic()
            if len(laps) % 10 == 9:
                tab.press("English" if "退出登录" in tab.text else "中文")
            else:
                tab.run()
            laps.append((time.monotonic() - began) * 1000)
    return laps


if __name__ == "__main__":
    sys.exit(main())
