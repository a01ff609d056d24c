"""Migrations: an empty database becomes what the declarations say, once, and a newer one is refused."""

from datetime import UTC, datetime

import pytest

from core.schema.columns import sql_types
from core.schema.tables import TABLES
from core.store.duck import DuckEngine
from core.store.engine import StoreUnavailable
from core.store.migrate import migrate, migrations

NOW = datetime(2026, 11, 20, tzinfo=UTC)
SAME_TYPE = {"TEXT": "VARCHAR", "DOUBLE PRECISION": "DOUBLE", "TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE"}


def test_the_migrations_make_exactly_the_declared_tables() -> None:
    engine = DuckEngine(":memory:")
    migrate(engine, NOW)
    for table in TABLES.values():
        kept = engine.rows(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = $1 ORDER BY ordinal_position", [table.name]
        )
        assert kept == [(name, SAME_TYPE.get(sql, sql)) for name, sql in sql_types(table).items()]


def test_migrating_twice_changes_nothing() -> None:
    engine = DuckEngine(":memory:")
    migrate(engine, NOW)
    migrate(engine, NOW)
    assert engine.rows("SELECT number FROM migration ORDER BY number") == [(number,) for number, _ in migrations()]


def test_a_database_of_a_newer_release_is_refused() -> None:
    engine = DuckEngine(":memory:")
    migrate(engine, NOW)
    with engine.write() as transaction:
        transaction.run("INSERT INTO migration VALUES (9999, $1)", [NOW])
    with pytest.raises(StoreUnavailable, match="9999"):
        migrate(engine, NOW)
