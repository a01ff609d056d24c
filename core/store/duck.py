"""The embedded engine: DuckDB in one file, one process, one connection, a fresh cursor for each operation."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import duckdb
import polars as pl

from core.store.engine import StoreUnavailable

# DuckDB refuses further work on a connection after these: it has to be opened again.
_BROKEN = (duckdb.FatalException, duckdb.IOException, duckdb.InternalException, duckdb.OutOfMemoryException, duckdb.ConnectionException)

# Up to this many rows one INSERT each is faster (0.7 ms) than handing over a frame (6 ms).
_FEW = 8


class DuckTransaction:
    """One open write transaction on a cursor of its own."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection) -> None:
        self._cursor = cursor

    def run(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Execute one statement with $1, $2 … placeholders."""
        self._cursor.execute(sql, list(parameters))

    def insert(self, table: str, frame: pl.DataFrame) -> None:
        """Append the rows of a frame whose columns are columns of the table."""
        names = ", ".join(f'"{name}"' for name in frame.columns)
        if frame.height <= _FEW:
            marks = ", ".join(f"${position}" for position in range(1, frame.width + 1))
            for row in frame.iter_rows():
                self._cursor.execute(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', list(row))  # noqa: S608
            return
        self._cursor.register("incoming", frame.to_arrow())
        try:
            self._cursor.execute(f'INSERT INTO "{table}" ({names}) SELECT {names} FROM incoming')  # noqa: S608
        finally:
            self._cursor.unregister("incoming")

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """All rows of a query, seeing what this transaction wrote."""
        return self._cursor.execute(sql, list(parameters)).fetchall()


class DuckEngine:
    """A DuckDB file, or a database in memory for the path ":memory:"."""

    alone = True
    dialect = "duckdb"

    def __init__(self, path: Path | str) -> None:
        self._path = str(path)
        self._turns: dict[str, threading.Lock] = {}
        self._connection = self._open()

    def _open(self) -> duckdb.DuckDBPyConnection:
        try:
            connection = duckdb.connect(self._path)
        except duckdb.Error as error:
            raise StoreUnavailable(str(error)) from error
        connection.execute("SET GLOBAL TimeZone = 'UTC'")
        return connection

    @contextmanager
    def write(self, turn: str) -> Iterator[DuckTransaction]:
        """Open a write transaction; commit at the end of the block, roll back when it raises.

        Writers of the same turn wait for each other; those of another turn write to other tables.
        Raises StoreUnavailable when the file cannot be written; nothing is kept then.
        """
        with self._turns.setdefault(turn, threading.Lock()), self._cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                yield DuckTransaction(cursor)
            except BaseException:
                with suppress(duckdb.Error):
                    cursor.execute("ROLLBACK")
                raise
            try:
                cursor.execute("COMMIT")
            except duckdb.Error as error:
                # Whatever a commit fails of, a full disk above all, the connection is not to be trusted after it.
                raise duckdb.IOException(str(error)) from error

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """All rows of a query over what is committed."""
        with self._cursor() as cursor:
            return cursor.execute(sql, list(parameters)).fetchall()

    def frame(self, sql: str, parameters: Sequence[object] = ()) -> pl.DataFrame:
        """The same as a Polars frame; moments are timezone-aware UTC with microseconds."""
        with self._cursor() as cursor:
            found: pl.DataFrame = cursor.sql(sql, params=list(parameters)).pl()
        return found

    @contextmanager
    def _cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        try:
            with closing(self._connection.cursor()) as cursor:
                yield cursor
        except _BROKEN as error:
            with suppress(duckdb.Error):
                self._connection.close()
            with suppress(StoreUnavailable):
                self._connection = self._open()
            raise StoreUnavailable(str(error)) from error

    def close(self) -> None:
        """Let go of the file, after folding its log into it."""
        self._connection.close()
