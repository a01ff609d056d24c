"""What the ledger asks of a database: DuckDB answers it in duck.py, PostgreSQL in postgres.py."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

import polars as pl


class StoreUnavailable(Exception):
    """The database cannot be reached or has no room; nothing was written."""


class Transaction(Protocol):
    """One open write: everything in it is kept, or nothing."""

    def run(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Execute one statement with $1, $2 … placeholders."""

    def insert(self, table: str, frame: pl.DataFrame) -> None:
        """Append the rows of a frame whose columns are columns of the table."""

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """All rows of a query, seeing what this transaction wrote."""


class Engine(Protocol):
    """A database in which writers take turns and any number of readers read."""

    @property
    def dialect(self) -> str:
        """Which migrations written for one kind of database are for this one."""

    @property
    def alone(self) -> bool:
        """Whether no other process can write to it, so that nothing new appears but what we wrote."""

    def write(self, turn: str) -> AbstractContextManager[Transaction]:
        """Open a write transaction; commit at the end of the block, roll back when it raises.

        Writers of the same turn, in whichever process, wait for each other: what one writes the next one sees.
        """

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """All rows of a query over what is committed."""

    def frame(self, sql: str, parameters: Sequence[object] = ()) -> pl.DataFrame:
        """The same as a Polars frame; moments are timezone-aware UTC with microseconds."""

    def close(self) -> None:
        """Let go of the database."""
