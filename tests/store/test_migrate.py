"""Migrations: an empty database becomes what the declarations say, once, and a newer one is refused."""

from datetime import UTC, datetime

import pytest

from core.schema.columns import sql_types
from core.schema.tables import TABLES
from core.store.engine import StoreUnavailable
from core.store.migrate import migrate, migrations
from tests import engines

NOW = datetime(2026, 11, 20, tzinfo=UTC)
# Each database has its own names for the types of the declarations.
TOLD = {
    "duckdb": {"TEXT": "VARCHAR", "DOUBLE PRECISION": "DOUBLE", "TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE"},
    "postgres": {"TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE", "BIGINT[]": "ARRAY"},
}


def test_the_migrations_make_exactly_the_declared_tables() -> None:
    engine = engines.fresh()
    same = TOLD[engine.dialect]
    for table in TABLES.values():
        kept = engine.rows(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = $1 ORDER BY ordinal_position", [table.name]
        )
        assert [(name, str(type_).upper()) for name, type_ in kept] == [
            (name, same.get(sql, sql)) for name, sql in sql_types(table).items()
        ]


def test_migrating_twice_changes_nothing() -> None:
    engine = engines.fresh()
    migrate(engine, NOW)
    assert engine.rows("SELECT number FROM migration ORDER BY number") == [(number,) for number, _ in migrations(engine.dialect)]


def test_a_database_of_a_newer_release_is_refused() -> None:
    engine = engines.fresh()
    with engine.write("records") as transaction:
        transaction.run("INSERT INTO migration VALUES (9999, $1)", [NOW])
    with pytest.raises(StoreUnavailable, match="9999"):
        migrate(engine, NOW)
