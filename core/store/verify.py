"""Check the ledger's chain of digests: `python -m core.store.verify` tells the first save that was tampered with."""

import sys
from collections.abc import Iterator, Mapping

import polars as pl

from core.schema.columns import MOMENT, schema
from core.schema.field import Table
from core.schema.tables import TABLES
from core.store import digest
from core.store.engine import Engine, StoreUnavailable
from core.store.place import open_engine

# So many saves are held in memory at a time.
SLICE = 2_000

SAVE: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "seq": pl.Int64,
    "saved_at": MOMENT,
    "saved_by": pl.Int64,
    "verb": pl.String,
    "key": pl.String,
    "tables": pl.String,
    "digest": pl.String,
}


def slices(engine: Engine, tables: Mapping[str, Table], after: int, until: int) -> Iterator[dict[str, pl.DataFrame]]:
    """The ledger after a position and until another, some saves at a time: "save" and each table → its rows with those seq."""
    kinds = {"save": dict(SAVE)} | {name: schema(table) for name, table in tables.items()}
    for start in range(after, until, SLICE):
        span = [start, min(start + SLICE, until)]
        yield {
            name: engine.frame(f'SELECT * FROM "{name}" WHERE seq > $1 AND seq <= $2 ORDER BY seq', span).select(  # noqa: S608
                pl.col(column).cast(dtype) for column, dtype in columns.items()
            )
            for name, columns in kinds.items()
        }


def position(engine: Engine) -> int:
    """The seq of the newest save; 0 for an empty ledger."""
    return int(str(engine.rows('SELECT coalesce(max(seq), 0) FROM "save"')[0][0]))


def broken_at(engine: Engine, tables: Mapping[str, Table]) -> int | None:
    """The position of the first save whose rows or digest are not what was saved; None when the whole chain holds."""
    previous, expected, last = digest.START, 0, position(engine)
    for part in slices(engine, tables, 0, last):
        rows: dict[int, list[tuple[str, dict[str, object]]]] = {}
        for name in tables:
            for row in part[name].iter_rows(named=True):
                rows.setdefault(row["seq"], []).append((name, row))
        for save in part["save"].iter_rows(named=True):
            expected += 1
            sealed = digest.seal(previous, {name: value for name, value in save.items() if name != "digest"}, rows.pop(save["seq"], []))
            if save["seq"] != expected or sealed != save["digest"]:
                return expected
            previous = sealed
        if rows:
            return min(rows)
    return _stray(engine, tables, last)


def _stray(engine: Engine, tables: Mapping[str, Table], last: int) -> int | None:
    """The lowest seq of the rows that come after the last save, if there are any."""
    found = [engine.rows(f'SELECT min(seq) FROM "{name}" WHERE seq > $1', [last])[0][0] for name in tables]  # noqa: S608
    return min((int(str(seq)) for seq in found if seq is not None), default=None)


def main() -> int:
    """Check the ledger of this machine's settings; the exit status is 1 when it does not hold. No server may have an embedded one open."""
    try:
        engine = open_engine()
    except StoreUnavailable as unavailable:
        print(f"cannot open the database; is a server running on it? {unavailable}")  # noqa: T201 - a command
        return 2
    saves = engine.rows('SELECT count(*) FROM "save"')[0][0]
    found = broken_at(engine, TABLES)
    engine.close()
    print(f"{saves} saves: all intact" if found is None else f"save {found} of {saves} is not what was saved")  # noqa: T201 - a command
    return 0 if found is None else 1


if __name__ == "__main__":
    sys.exit(main())
