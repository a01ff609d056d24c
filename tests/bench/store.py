"""python -m tests.bench.store [--tasks 100000]: saves a second and how soon another server follows, on either database."""

# ruff: noqa: T201 - a command

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median, quantiles

from core import clock
from core.schema.tables import TABLES
from core.store.ledger import Ledger
from core.store.migrate import migrate
from core.store.place import open_engine
from tests import engines
from tests.bench import work

TIMES = 300


def main() -> int:
    """Print one table; every figure is measured in this run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", default=100_000, type=int, help="records to begin with")
    asked = parser.parse_args()
    print(f"{asked.tasks:,} tasks, {TIMES} saves; milliseconds: median / 95th percentile\n")
    with tempfile.TemporaryDirectory(prefix="tongpin-bench-") as folder:
        measured("DuckDB", str(Path(folder) / "tongpin.duckdb"), asked.tasks)
    measured("PostgreSQL", engines.cluster().database("bench"), asked.tasks)
    engines.stop()
    return 0


def measured(name: str, address: str, tasks: int) -> None:
    """Fill a database and print what it can do."""
    began = time.perf_counter()
    here = opened(address)
    rows = work.fill(here, tasks, clock.now())
    print(f"{name}: {rows:,} rows saved in {time.perf_counter() - began:.1f} s")
    print(f"  open, everything read          {spread([lap(lambda: Ledger(here.engine, TABLES)) for _ in range(3)])}")
    print(f"  one save                       {spread([lap(lambda: save(here)) for _ in range(TIMES)])}")
    began = time.perf_counter()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: save(here), range(TIMES)))
    print(f"  saves a second, 8 threads      {TIMES / (time.perf_counter() - began):.0f}")
    if not here.engine.alone:
        there = opened(address)
        print(f"  nothing new to follow          {spread([lap(there.snapshot) for _ in range(TIMES)])}")
        follow = []
        for _ in range(TIMES):
            save(here)
            follow.append(lap(there.snapshot))
        print(f"  another server follows a save  {spread(follow)}")
        there.engine.close()
        with multiprocessing.get_context("spawn").Pool(4) as processes:
            spans = processes.map(saving, [address] * 4, chunksize=1)
        took = max(end for _, end in spans) - min(start for start, _ in spans)
        print(f"  saves a second, 4 processes    {4 * TIMES / took:.0f}")
    here.engine.close()
    print()


def opened(address: str) -> Ledger:
    """A ledger of its own over a database."""
    engine = open_engine(address)
    migrate(engine, clock.now())
    return Ledger(engine, TABLES)


def save(ledger: Ledger) -> None:
    """What a contact saves in a daily update: the task's next version and the progress it comes from."""
    with ledger.writing(1, clock.now(), "report", f"{time.perf_counter_ns()}") as job:
        job.change("task", 1, None, {"percent": 40.0})
        job.add("progress", {"task": 1, "percent": 40.0, "done": "完成接口联调", "reporter": 1})


def saving(address: str) -> tuple[float, float]:
    """Another process that saves so many times, having read everything first; from when to when."""
    ledger = opened(address)
    began = time.monotonic()
    for _ in range(TIMES):
        save(ledger)
    ended = time.monotonic()
    ledger.engine.close()
    return began, ended


def lap(do: Callable[[], object]) -> float:
    """How long it takes, in milliseconds."""
    began = time.perf_counter()
    do()
    return (time.perf_counter() - began) * 1000


def spread(laps: list[float]) -> str:
    """The median and the 95th percentile."""
    return f"{median(laps):.1f} / {quantiles(laps, n=20)[-1]:.1f}"


if __name__ == "__main__":
    sys.exit(main())
