"""Where this server keeps its records."""

import os
from pathlib import Path

from core.store.engine import Engine, StoreUnavailable

EMBEDDED = "tongpin.duckdb"
_FILES = "files"


def folder() -> Path:
    """The data folder: TONGPIN_DATA, or data/ in the checkout."""
    return Path(os.environ.get("TONGPIN_DATA") or Path(__file__).parents[2] / "data")


def address() -> str:
    """The database: TONGPIN_DATABASE, or the file of the embedded one in the data folder."""
    return os.environ.get("TONGPIN_DATABASE") or str(folder() / EMBEDDED)


def files() -> str:
    """Where attached files lie: TONGPIN_FILES (a folder, or s3://bucket/prefix), or a folder in the data folder."""
    return os.environ.get("TONGPIN_FILES") or str(folder() / _FILES)


def open_engine(where: str | None = None) -> Engine:
    """The engine over a database: a postgresql:// address, or a file of the embedded one. Raises StoreUnavailable."""
    where = where or address()
    if where.startswith(("postgresql://", "postgres://")):
        # Loaded by those who need it: the embedded database does without these libraries.
        from core.store.postgres import PostgresEngine

        return PostgresEngine(where)
    if "://" in where:
        raise StoreUnavailable(f"{where.split(':', 1)[0]} is no database Tongpin knows: it should be postgresql://…")
    from core.store.duck import DuckEngine

    if where != ":memory:":
        Path(where).parent.mkdir(parents=True, exist_ok=True)
    return DuckEngine(where)
