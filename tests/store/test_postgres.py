"""PostgreSQL: several processes lose no save, a connection that died is replaced, and no more are opened than allowed."""

import os
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from core.schema.tables import TABLES
from core.store.engine import StoreUnavailable
from core.store.ledger import Ledger
from core.store.migrate import migrate
from core.store.place import open_engine
from core.store.postgres import PostgresEngine
from core.store.sessions import Attempt, Sessions
from core.store.verify import broken_at
from tests import engines

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
# The full gate is 1,000: TONGPIN_SAVES=1000 pytest tests/store/test_postgres.py
PROCESSES, SAVES, RECORDS = 4, int(os.environ.get("TONGPIN_SAVES", "250")), 5


@pytest.fixture
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    """An empty database of its own."""
    name = f"own_{request.node.name.split('[')[0][-40:]}"
    yield engines.cluster().database(name)
    engines.cluster().sql(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def engine(address: str) -> Iterator[PostgresEngine]:
    made = PostgresEngine(address)
    migrate(made, NOW)
    yield made
    made.close()


def hang_up(address: str) -> None:
    """End every connection to a database but this one, as an administrator or a restart would."""
    name = address.rsplit("/", 1)[1]
    engines.cluster().sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


@pytest.mark.slow
def test_four_processes_saving_the_same_records_lose_nothing_and_report_every_conflict(address: str) -> None:
    engine = PostgresEngine(address)
    migrate(engine, NOW)
    ledger = Ledger(engine, TABLES)
    with ledger.writing(1, NOW, "add") as work:
        for record in range(RECORDS):
            work.add("department", {"code": str(record), "name": f"部门 {record}"})
    command = [sys.executable, "-m", "tests.store.writer", "contending", address]
    processes = [
        subprocess.Popen([*command, str(number), str(SAVES), str(RECORDS)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for number in range(PROCESSES)
    ]
    said = [process.communicate(timeout=240)[0].splitlines() for process in processes]
    assert [process.returncode for process in processes] == [0] * PROCESSES
    lines = [line.split() for lines in said for line in lines]
    told = Counter(word for word, _ in lines)
    versions = ledger.history("department")
    assert told["saved"] + told["conflict"] == PROCESSES * SAVES
    assert told["conflict"] > 0
    # Every save that was acknowledged is there, once, under the text it carried; and nothing else is.
    assert sorted(name for word, name in lines if word == "saved") == sorted(versions.filter(pl.col("version") > 1)["name"])
    assert versions.group_by("id").agg(whole=pl.col("version").sort() == pl.int_range(1, pl.len() + 1))["whole"].explode().all()
    assert ledger.saves()["seq"].to_list() == list(range(1, 2 + told["saved"]))
    assert broken_at(engine, TABLES) is None
    engine.close()


def test_connections_that_died_are_replaced_without_anybody_noticing(engine: PostgresEngine, address: str) -> None:
    ledger = Ledger(engine, TABLES)
    for code in "ABC":
        with ledger.writing(1, NOW, "add") as work:
            work.add("department", {"code": code, "name": code})
        hang_up(address)
        assert ledger.snapshot()["department"].height == ledger.history("department").height == len(ledger.saves())
    assert ledger.reachable


def test_a_save_whose_connection_dies_in_the_middle_keeps_nothing_and_says_so(engine: PostgresEngine, address: str) -> None:
    ledger = Ledger(engine, TABLES)

    def cut_short() -> None:
        with ledger.writing(1, NOW, "add") as work:
            work.add("department", {"code": "A", "name": "A"})
            hang_up(address)

    with pytest.raises(StoreUnavailable):
        cut_short()
    assert ledger.snapshot()["department"].is_empty()
    with ledger.writing(1, NOW, "add") as work:
        assert work.add("department", {"code": "B", "name": "B"}) == 1


def test_forty_threads_share_a_handful_of_connections(engine: PostgresEngine, address: str) -> None:
    ledger = Ledger(engine, TABLES)
    most: list[object] = []

    def busy(turn: int) -> None:
        with ledger.writing(1, NOW, "add") as work:
            work.add("department", {"code": str(turn), "name": str(turn)})
        ledger.snapshot()
        ledger.history("department", turn)
        most.append(engine.rows("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")[0][0])

    with ThreadPoolExecutor(40) as pool:
        list(pool.map(busy, range(200)))
    assert ledger.snapshot()["department"].height == 200
    assert max(int(str(count)) for count in most) <= 9


def test_a_database_that_is_not_there_is_told_within_seconds_and_then_at_once(address: str) -> None:
    engine = PostgresEngine(address.replace(str(engines.cluster().port), str(engines.free_port())))
    for within in (4.0, 0.1, 0.1):
        began = time.monotonic()
        with pytest.raises(StoreUnavailable):
            engine.rows("SELECT 1")
        assert time.monotonic() - began < within
    with pytest.raises(StoreUnavailable):
        engine.frame("SELECT 1")
    engine.close()


def test_a_wrong_query_is_a_mistake_and_not_an_outage(engine: PostgresEngine) -> None:
    for ask in (engine.rows, engine.frame):
        with pytest.raises(Exception, match="nowhere") as mistake:
            ask("SELECT * FROM nowhere")
        assert not isinstance(mistake.value, StoreUnavailable)
    assert engine.rows("SELECT 1") == [(1,)]


def test_what_is_put_in_comes_out_the_same_through_either_way(engine: PostgresEngine) -> None:
    values = {
        "title": "需求 \t\\N 'x' \"y\" \n 换行 𠮷 😀",
        "departments": [1, 2, 9_007_199_254_740_993],
        "needed_by": date(2099, 12, 31),
        "submitted_at": datetime(2026, 2, 3, 4, 5, 6, 789_012, tzinfo=UTC),
    }
    ledger = Ledger(engine, TABLES)
    with ledger.writing(1, NOW, "add") as work:
        work.add("request", values)
        work.add("goal", {"name": "目标", "baseline_value": 0.1 + 0.2, "target_value": -1e-300})
    again = Ledger(engine, TABLES).snapshot()
    assert again["request"].equals(ledger.snapshot()["request"])
    assert again["goal"].equals(ledger.snapshot()["goal"])
    assert {name: again["request"][name].to_list()[0] for name in values} == values
    names = ", ".join(f'"{name}"' for name in values)
    assert engine.rows(f"SELECT {names} FROM request") == [tuple(values.values())]
    assert broken_at(engine, TABLES) is None


def test_servers_that_start_at_once_on_an_empty_database_migrate_it_once(address: str) -> None:
    def start(_: int) -> list[int]:
        engine = PostgresEngine(address)
        applied = migrate(engine, NOW)
        engine.close()
        return applied

    with ThreadPoolExecutor(6) as pool:
        applied = [numbers for numbers in pool.map(start, range(6)) if numbers]
    assert len(applied) == 1


def test_thirty_guesses_on_three_servers_at_once_get_five_checked(address: str) -> None:
    servers = [PostgresEngine(address) for _ in range(3)]
    migrate(servers[0], NOW)
    with ThreadPoolExecutor(30) as pool:
        answers = list(pool.map(lambda guess: Sessions(servers[guess % 3]).may_try("li", f"10.0.0.{guess}", NOW), range(30)))
    assert sum(isinstance(answer, Attempt) for answer in answers) == 5
    for server in servers:
        server.close()


def test_a_session_note_does_not_wait_for_a_long_save_elsewhere(engine: PostgresEngine) -> None:
    began, done = threading.Event(), threading.Event()

    def importing() -> None:
        with engine.write("records"):
            began.set()
            assert done.wait(10)

    thread = threading.Thread(target=importing)
    thread.start()
    assert began.wait(10)
    Sessions(engine).issue_ticket(1, NOW)
    done.set()
    thread.join()


@pytest.mark.parametrize("wrong", ["mysql://127.0.0.1/tongpin", "postgress://127.0.0.1/tongpin"])
def test_an_address_of_no_known_database_is_refused_by_name(wrong: str) -> None:
    with pytest.raises(StoreUnavailable, match=wrong.split(":", maxsplit=1)[0]):
        open_engine(wrong)
