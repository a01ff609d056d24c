"""Bring a database to the newest schema: numbered SQL files, each applied once and frozen once released."""

from datetime import datetime
from pathlib import Path

from core.store.engine import Engine, StoreUnavailable

FOLDER = Path(__file__).parent / "migrations"


def migrations() -> list[tuple[int, Path]]:
    """Every migration as (number, file), in order."""
    return sorted((int(file.name[:4]), file) for file in FOLDER.glob("[0-9]*.sql"))


def migrate(engine: Engine, at: datetime) -> None:
    """Apply what is missing, all in one transaction; refuse a database written by a newer release.

    Raises StoreUnavailable when the database knows a migration that this release does not.
    """
    with engine.write() as transaction:
        transaction.run("CREATE TABLE IF NOT EXISTS migration (number BIGINT NOT NULL PRIMARY KEY, applied_at TIMESTAMPTZ NOT NULL)")
        applied = {number for (number,) in transaction.rows("SELECT number FROM migration")}
        known = dict(migrations())
        if applied - known.keys():
            raise StoreUnavailable(f"the database is at schema {max(map(str, applied))}, newer than this release of Tongpin")
        for number, file in known.items():
            if number not in applied:
                for statement in file.read_text(encoding="utf-8").split(";\n"):
                    if statement.strip():
                        transaction.run(statement)
                transaction.run("INSERT INTO migration VALUES ($1, $2)", [number, at])
