"""Jobs: each is done once in its turn, by one server; what failed is done again."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.home import Home
from core.jobs.jobs import JOBS, Job, hourly
from core.jobs.runner import run_due
from core.store.place import open_engine
from tests import engines

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def home() -> Home:
    return Home(engines.fresh())


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[list[Home]]:
    """Three servers over one PostgreSQL."""
    address = engines.cluster().database(f"jobs_{tmp_path.name[-8:]}".lower().replace("-", "_"))
    made = [Home(open_engine(address)) for _ in range(3)]
    yield made
    for one in made:
        one.close()


def counted(name: str = "count") -> tuple[Job, list[datetime]]:
    done: list[datetime] = []
    return Job(name, hourly, lambda _, at: done.append(at)), done


def test_a_job_is_done_once_in_each_hour(home: Home) -> None:
    job, done = counted()
    said = [run_due(home, [job], NOON + step * HOUR / 4) for step in range(8)]
    assert said == [["count"], [], [], [], ["count"], [], [], []]
    assert done == [NOON, NOON + HOUR]


def test_a_job_that_failed_is_done_when_next_looked_and_the_others_are_not_held_up(home: Home, caplog: pytest.LogCaptureFixture) -> None:
    job, done = counted()

    def fails(_: Home, at: datetime) -> None:
        raise ValueError("no")

    failing = Job("failing", hourly, fails)
    assert run_due(home, [failing, job], NOON) == ["count"]
    assert "the job failing failed" in caplog.text
    assert run_due(home, [Job("failing", hourly, job.do), job], NOON) == ["failing"]
    assert len(done) == 2


def test_of_three_servers_one_does_each_job(servers: list[Home]) -> None:
    busy = threading.Barrier(3, timeout=10)
    done: list[datetime] = []
    job = Job("count", hourly, lambda _, at: done.append(at))

    def serve(server: Home) -> int:
        busy.wait()
        return sum(len(run_due(server, [job], NOON + turn * HOUR)) for turn in range(20))

    with ThreadPoolExecutor(3) as pool:
        said = list(pool.map(serve, servers))
    assert sum(said) == 20
    assert sorted(done) == [NOON + turn * HOUR for turn in range(20)]


def test_tidying_deletes_old_sessions_and_forgets_jobs_of_last_season(home: Home) -> None:
    token = home.sessions.redeem(home.sessions.issue_ticket(1, NOON), NOON)
    assert token is not None
    tidying = [job for job in JOBS if job.name == "tidy"]
    assert run_due(home, tidying, NOON) == ["tidy"]
    assert home.engine.rows("SELECT count(*) FROM session") == [(1,)]
    later = NOON + timedelta(days=91)
    assert run_due(home, tidying, later) == ["tidy"]
    assert home.engine.rows("SELECT count(*) FROM session") == [(0,)]
    assert home.engine.rows("SELECT ended_at FROM job_run") == [(later,)]
