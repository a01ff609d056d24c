"""Which database the tests keep their records in: DuckDB, or PostgreSQL with TONGPIN_TEST_ENGINE=postgres.

A cluster of PostgreSQL is made for this run alone, on a free port of this machine, from what Debian installs.
"""

import gc
import hashlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest

from core import clock
from core.home import Home
from core.store.engine import Engine, StoreUnavailable, Transaction
from core.store.migrate import migrate, migrations
from core.store.place import EMBEDDED, open_engine

POSTGRES = os.environ.get("TONGPIN_TEST_ENGINE") == "postgres"
# What is true of the embedded database alone: one process, one file.
embedded = pytest.mark.skipif(POSTGRES, reason="of the embedded database")


class Cluster:
    """A PostgreSQL server of our own; it can be stopped and started again."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="tongpin-postgres-"))
        self.port = free_port()
        # PostgreSQL refuses to run as root.
        self._as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as:
            user = pwd.getpwnam("postgres")
            os.chown(self._folder, user.pw_uid, user.pw_gid)
        self._do("initdb", "-D", "data", "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        settings = f"port={self.port}\nlisten_addresses='127.0.0.1'\nunix_socket_directories='{self._folder}'\nmax_connections=400\n"
        configuration = self._folder / "data" / "postgresql.conf"
        configuration.write_text(configuration.read_text() + settings)
        self.start()

    def start(self) -> None:
        self._do("pg_ctl", "-D", "data", "-l", "log", "-w", "start")

    def stop(self) -> None:
        self._do("pg_ctl", "-D", "data", "-m", "immediate", "-w", "stop")

    def remove(self) -> None:
        if (self._folder / "data" / "postmaster.pid").exists():
            self.stop()
        shutil.rmtree(self._folder)

    def address(self, database: str, user: str = "postgres") -> str:
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def sql(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        with psycopg.connect(self.address(database), autocommit=True) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def database(self, name: str) -> str:
        """The address of an empty database of this name, made when it is not there."""
        if not self.sql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
            self.sql(f"CREATE DATABASE {name}")
        return self.address(name)

    def _do(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [*self._as, self._programs / program, *arguments], cwd=self._folder, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode == 0, done.stdout + done.stderr


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@cache
def cluster() -> Cluster:
    """The cluster of this run."""
    return Cluster(programs())


def programs() -> Path:
    """Where PostgreSQL is installed; skips the test where it is not, unless TONGPIN_POSTGRES=required."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    elsewhere = shutil.which("initdb")
    if not found and not elsewhere:
        if os.environ.get("TONGPIN_POSTGRES") == "required":
            pytest.fail("no PostgreSQL was found, and TONGPIN_POSTGRES=required")
        pytest.skip("no PostgreSQL was found")
    return (found[-1] if found else Path(str(elsewhere))).parent


def stop() -> None:
    """Close what was opened and remove the cluster, if there was one."""
    _idle.clear()
    while _made:
        _made.pop().close()
    if cluster.cache_info().currsize:
        cluster().remove()
        cluster.cache_clear()


def address(folder: Path) -> str:
    """The database of a data folder, the same each time it is asked for."""
    if not POSTGRES:
        return str(folder / EMBEDDED)
    return cluster().database("d" + hashlib.sha256(str(folder).encode()).hexdigest()[:16])


def opened(folder: Path) -> Home:
    """A data folder's database, opened as a server opens it."""
    return Home(open_engine(address(folder)))


def fresh() -> Engine:
    """An empty database at the newest schema."""
    if not POSTGRES:
        engine = open_engine(":memory:")
        migrate(engine, clock.now())
        return engine
    if not _idle:
        gc.collect()
    engine = _idle.pop() if _idle else _another()
    with engine.write("records") as transaction:
        for (table,) in transaction.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'migration'"):
            transaction.run(f'DELETE FROM "{table}"')
        # A test may have made it the database of a newer release.
        transaction.run("DELETE FROM migration WHERE number > $1", [max(number for number, _ in migrations(engine.dialect))])
    return _Lent(engine)


_idle: list[Engine] = []
_made: list[Engine] = []


def _another() -> Engine:
    engine = open_engine(cluster().database(f"t{len(_made)}"))
    _made.append(engine)
    migrate(engine, clock.now())
    return engine


class _Lent:
    """An engine in use by one test; when the test has let go of it, the next test may have its database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.alone = engine.alone
        self.dialect = engine.dialect
        self.write, self.rows, self.frame = engine.write, engine.rows, engine.frame
        weakref.finalize(self, _idle.append, engine).atexit = False

    def close(self) -> None:
        pass


class Counted:
    """An engine that counts what it is asked, and can run out of room."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.alone = engine.alone
        self.dialect = engine.dialect
        self.frame = engine.frame
        self.reads = self.writes = 0
        self.full = self.away = False

    def rows(self, sql: str, parameters: Any = ()) -> list[tuple[object, ...]]:
        self.reads += 1
        if self.away:
            raise StoreUnavailable("away")
        return self._engine.rows(sql, parameters)

    @contextmanager
    def write(self, turn: str) -> Iterator[Transaction]:
        self.writes += 1
        if self.full or self.away:
            raise StoreUnavailable("no room")
        with self._engine.write(turn) as transaction:
            yield transaction

    def close(self) -> None:
        self._engine.close()
