"""The engine of several app servers: PostgreSQL, through psycopg for writes and single rows, through ADBC for frames."""

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress

import adbc_driver_manager
import polars as pl
import psycopg
from adbc_driver_manager.dbapi import Connection
from adbc_driver_postgresql import dbapi
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg_pool import ConnectionPool, PoolTimeout

from core.store.engine import StoreUnavailable

# A database that is gone is noticed within seconds, also when its machine vanished without a word; the address may say otherwise.
_PATIENCE = {
    "connect_timeout": "3",
    "keepalives_idle": "5",
    "keepalives_interval": "2",
    "keepalives_count": "3",
    "tcp_user_timeout": "10000",
    "application_name": "tongpin",
}
# A server that stops in the middle of a save, without dying, holds up the others for at most a minute.
_SETTINGS = b"SET TIME ZONE 'UTC'; SET lock_timeout = '30s'; SET idle_in_transaction_session_timeout = '60s'"
_CONNECTIONS = 8
_WAIT = 2.0
# After a vain try nobody waits for the next one before this many seconds have passed.
_REST = 1.0
# Read-only is what a standby is, after the address has led to the wrong one of two.
_AWAY = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.errors.ReadOnlySqlTransaction,
    psycopg.errors.IdleInTransactionSessionTimeout,
)

_Connection = psycopg.Connection[tuple[object, ...]]


class PostgresTransaction:
    """One open write transaction."""

    def __init__(self, connection: _Connection) -> None:
        self._connection = connection

    def run(self, sql: str, parameters: Sequence[object] = ()) -> None:
        """Execute one statement with $1, $2 … placeholders."""
        self._connection.execute(sql.encode(), parameters or None)

    def insert(self, table: str, frame: pl.DataFrame) -> None:
        """Append the rows of a frame whose columns are columns of the table."""
        names = ", ".join(f'"{name}"' for name in frame.columns)
        with self._connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({names}) FROM STDIN'.encode()) as copy:
            for row in frame.iter_rows():
                copy.write_row(row)

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """All rows of a query, seeing what this transaction wrote."""
        return self._connection.execute(sql.encode(), parameters or None).fetchall()


class PostgresEngine:
    """A PostgreSQL database that other servers may write to as well."""

    alone = False
    dialect = "postgres"

    def __init__(self, address: str) -> None:
        self._address = make_conninfo("", **(_PATIENCE | conninfo_to_dict(address)))
        self._turns: dict[str, threading.Lock] = {}
        self._reading = threading.Lock()
        self._reader: Connection | None = None
        self._rest_until = 0.0
        self._pool: ConnectionPool[_Connection] = ConnectionPool(
            self._address,
            kwargs={"autocommit": True, "cursor_factory": psycopg.RawCursor},
            configure=_set_up,
            check=ConnectionPool.check_connection,
            name="tongpin",
            min_size=1,
            max_size=_CONNECTIONS,
            timeout=_WAIT,
            reconnect_timeout=_WAIT,
            open=True,
        )

    @contextmanager
    def write(self, turn: str) -> Iterator[PostgresTransaction]:
        """Open a write transaction; commit at the end of the block, roll back when it raises.

        Whoever writes in the same turn, on any server, waits for the others: what one writes the next one sees.
        Raises StoreUnavailable when the database is away; nothing is kept then, unless it went while it acknowledged.
        """
        with self._turns.setdefault(turn, threading.Lock()), self._connection() as connection, connection.transaction():
            connection.execute(b"SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", [f"tongpin.{turn}"])
            yield PostgresTransaction(connection)

    def rows(self, sql: str, parameters: Sequence[object] = ()) -> list[tuple[object, ...]]:
        """All rows of a query over what is committed."""
        with self._connection() as connection:
            return connection.execute(sql.encode(), parameters or None).fetchall()

    def frame(self, sql: str, parameters: Sequence[object] = ()) -> pl.DataFrame:
        """The same as a Polars frame; moments are timezone-aware UTC with microseconds."""
        with self._reading:
            if self._reader is not None:
                # It may have died since it was last used: then a new one has to say whether the database is away.
                with suppress(adbc_driver_manager.Error):
                    return _read(self._reader, sql, parameters)
                self._close_reader()
            self._reader = self._open_reader()
            try:
                return _read(self._reader, sql, parameters)
            except adbc_driver_manager.OperationalError as error:
                self._close_reader()
                raise StoreUnavailable(str(error)) from error

    @contextmanager
    def _connection(self) -> Iterator[_Connection]:
        if time.monotonic() < self._rest_until:
            raise StoreUnavailable("the database was not there a moment ago")
        try:
            with self._pool.connection() as connection:
                yield connection
        except PoolTimeout as error:
            self._rest_until = time.monotonic() + _REST
            raise StoreUnavailable(str(error)) from error
        except psycopg.errors.InsufficientPrivilege as error:
            hint = "has python -m core.store.migrate been run by the owner of the database?"
            raise StoreUnavailable(f"{error.diag.message_primary}: {hint}") from error
        except _AWAY as error:
            raise StoreUnavailable(str(error)) from error

    def _open_reader(self) -> Connection:
        if time.monotonic() < self._rest_until:
            raise StoreUnavailable("the database was not there a moment ago")
        try:
            reader: Connection = dbapi.connect(self._address, autocommit=True)
        except adbc_driver_manager.Error as error:
            self._rest_until = time.monotonic() + _REST
            raise StoreUnavailable(str(error)) from error
        return reader

    def _close_reader(self) -> None:
        if self._reader is not None:
            with suppress(adbc_driver_manager.Error):
                self._reader.close()
            self._reader = None

    def close(self) -> None:
        """Let go of the database."""
        self._pool.close()
        with self._reading:
            self._close_reader()


def _set_up(connection: _Connection) -> None:
    connection.execute(_SETTINGS)


def _read(reader: Connection, sql: str, parameters: Sequence[object]) -> pl.DataFrame:
    with closing(reader.cursor()) as cursor:
        cursor.execute(sql, list(parameters) or None)
        return pl.DataFrame(cursor.fetch_arrow_table())
