"""A process that saves and says what was acknowledged: killed, starved of disk, or set against others, by the tests."""

import random
import resource
import signal
import sys
from datetime import UTC, datetime

import polars as pl

from core.schema.tables import TABLES
from core.store.engine import StoreUnavailable
from core.store.ledger import Ledger
from core.store.migrate import migrate
from core.store.place import open_engine
from core.store.work import Conflict

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


def save(ledger: Ledger, text: str) -> int:
    with ledger.writing(1, NOW, "add") as work:
        work.add("issue", {"title": text, "departments": [1, 2], "description": text * 50})
        return work.add("risk", {"title": text, "probability": 3, "impact": 4})


def endless(ledger: Ledger) -> None:
    count = ledger.snapshot()["risk"].height
    while True:
        count += 1
        record = save(ledger, f"第 {count} 条")
        sys.stdout.write(f"{record}\n")
        sys.stdout.flush()


def starved(ledger: Ledger) -> None:
    """Save until the disk is full, give it room again, and save once more."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, resource.RLIM_INFINITY))
    saved = 0
    try:
        while saved < 20_000:
            save(ledger, "满" * 100)
            saved += 1
    except StoreUnavailable:
        resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        save(ledger, "又有空间")
        sys.stdout.write(f"{saved}\n")


def contending(ledger: Ledger) -> None:
    """Change the same few records as others do, each time on the version last seen, and tell what became of it."""
    name, times, records = sys.argv[3], int(sys.argv[4]), int(sys.argv[5])
    chance = random.Random(name)
    for turn in range(times):
        record = chance.randint(1, records)
        version = ledger.snapshot()["department"].row(by_predicate=pl.col("id") == record, named=True)["version"]
        text = f"{name}-{turn}"
        try:
            with ledger.writing(1, NOW, "change") as work:
                work.change("department", record, version, {"name": text})
        except Conflict:
            sys.stdout.write(f"conflict {text}\n")
        else:
            sys.stdout.write(f"saved {text}\n")


if __name__ == "__main__":
    engine = open_engine(sys.argv[2])
    migrate(engine, NOW)
    {"endless": endless, "starved": starved, "contending": contending}[sys.argv[1]](Ledger(engine, TABLES))
    engine.close()
