"""How a field is kept: its column type in the database and its dtype in a frame."""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from core.schema.field import Kind, Table

MOMENT = pl.Datetime("us", "UTC")

_COLUMNS: Mapping[Kind, tuple[str, pl.DataType | type[pl.DataType]]] = MappingProxyType(
    {
        Kind.TEXT: ("TEXT", pl.String),
        Kind.LONG_TEXT: ("TEXT", pl.String),
        Kind.CHOICE: ("TEXT", pl.String),
        Kind.INTEGER: ("BIGINT", pl.Int64),
        Kind.SCALE: ("BIGINT", pl.Int64),
        Kind.LINK: ("BIGINT", pl.Int64),
        Kind.LINKS: ("BIGINT[]", pl.List(pl.Int64)),
        Kind.NUMBER: ("DOUBLE PRECISION", pl.Float64),
        Kind.PERCENT: ("DOUBLE PRECISION", pl.Float64),
        Kind.YES_NO: ("BOOLEAN", pl.Boolean),
        Kind.DATE: ("DATE", pl.Date),
        Kind.MOMENT: ("TIMESTAMPTZ", MOMENT),
    }
)

LEDGER: Mapping[str, tuple[str, pl.DataType | type[pl.DataType]]] = MappingProxyType(
    {
        "seq": ("BIGINT", pl.Int64),
        "id": ("BIGINT", pl.Int64),
        "version": ("BIGINT", pl.Int64),
        "saved_at": ("TIMESTAMPTZ", MOMENT),
        "saved_by": ("BIGINT", pl.Int64),
        "verb": ("TEXT", pl.String),
        "removed": ("BOOLEAN", pl.Boolean),
        "extra": ("TEXT", pl.String),
    }
)


def schema(table: Table) -> dict[str, pl.DataType | type[pl.DataType]]:
    """The dtypes of a table's frame: the ledger's columns, then its own."""
    return {name: dtype for name, (_, dtype) in LEDGER.items()} | {field.name: _COLUMNS[field.kind][1] for field in table.fields}


def sql_types(table: Table) -> dict[str, str]:
    """The database types of a table's columns, in the same order."""
    return {name: sql for name, (sql, _) in LEDGER.items()} | {field.name: _COLUMNS[field.kind][0] for field in table.fields}


def ddl(table: Table) -> str:
    """The statement that creates a table: where a new migration starts from."""
    columns = ",\n".join(
        f'    "{name}" {sql}{" NOT NULL" if name in LEDGER and name != "extra" else ""}' for name, sql in sql_types(table).items()
    )
    return f'CREATE TABLE "{table.name}" (\n{columns},\n    PRIMARY KEY (id, version)\n);\n'
