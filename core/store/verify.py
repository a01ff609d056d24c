"""Check the ledger's chain of digests: `python -m core.store.verify` tells the first save that was tampered with."""

import sys
from collections.abc import Mapping

from core.schema.field import Table
from core.schema.tables import TABLES
from core.store import digest
from core.store.engine import Engine, StoreUnavailable
from core.store.place import open_engine


def broken_at(engine: Engine, tables: Mapping[str, Table]) -> int | None:
    """The position of the first save whose rows or digest are not what was saved; None when the whole chain holds."""
    rows: dict[int, list[tuple[str, dict[str, object]]]] = {}
    for name in tables:
        for row in engine.frame(f'SELECT * FROM "{name}"').iter_rows(named=True):  # noqa: S608
            rows.setdefault(row["seq"], []).append((name, row))
    previous = digest.START
    for expected, save in enumerate(engine.frame('SELECT * FROM "save" ORDER BY seq').iter_rows(named=True), start=1):
        sealed = digest.seal(previous, {name: value for name, value in save.items() if name != "digest"}, rows.pop(save["seq"], []))
        if save["seq"] != expected or sealed != save["digest"]:
            return expected
        previous = sealed
    return min(rows) if rows else None


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
