"""Bring a database to the newest schema: numbered SQL files, each applied once and frozen once released.

0003_name.postgres.sql is for PostgreSQL alone. `python -m core.store.migrate` does nothing but this: for whoever lets the
servers themselves connect under a role that may not create tables.
"""

import sys
from datetime import datetime
from pathlib import Path

from core import clock
from core.store.engine import Engine, StoreUnavailable, Transaction
from core.store.place import open_engine

FOLDER = Path(__file__).parent / "migrations"


def migrations(dialect: str) -> list[tuple[int, Path]]:
    """Every migration for a kind of database as (number, file), in order."""
    files = ((file, file.name.split(".")[1:-1]) for file in FOLDER.glob("[0-9]*.sql"))
    return sorted((int(file.name[:4]), file) for file, only in files if not only or only == [dialect])


def migrate(engine: Engine, at: datetime) -> list[int]:
    """Apply what is missing, all in one transaction while every other server waits. Returns the numbers applied.

    Raises StoreUnavailable when the database cannot be reached, or a newer release has migrated it.
    """
    known = dict(migrations(engine.dialect))
    with engine.write("records") as transaction:
        applied = _applied(transaction)
        if applied - known.keys():
            raise StoreUnavailable(
                f"the database is at schema {max(applied)}, this release of Tongpin knows {max(known)}: please update it"
            )
        missing = [number for number in known if number not in applied]
        for number in missing:
            for statement in known[number].read_text(encoding="utf-8").split(";\n"):
                if statement.strip():
                    transaction.run(statement)
            transaction.run("INSERT INTO migration VALUES ($1, $2)", [number, at])
    return missing


def _applied(transaction: Transaction) -> set[int]:
    # Asked first, not CREATE … IF NOT EXISTS: a role that may not create tables may still find everything in place.
    if not transaction.rows("SELECT 1 FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = 'migration'"):
        transaction.run("CREATE TABLE migration (number BIGINT NOT NULL PRIMARY KEY, applied_at TIMESTAMPTZ NOT NULL)")
    return {int(str(number)) for (number,) in transaction.rows("SELECT number FROM migration")}


def main() -> int:
    """Migrate the database of this machine's settings; the exit status is 1 when that is not possible."""
    try:
        engine = open_engine()
        applied = migrate(engine, clock.now())
    except StoreUnavailable as problem:
        print(problem)  # noqa: T201 - a command
        return 1
    engine.close()
    print("applied " + ", ".join(map(str, applied)) if applied else "nothing to apply")  # noqa: T201 - a command
    return 0


if __name__ == "__main__":
    sys.exit(main())
