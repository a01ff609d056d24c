"""One save in the making: the rows an action reads and the versions it appends."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import cast

import polars as pl

from core.schema.field import Field, Kind, Table
from core.store.snapshot import Snapshot

Row = dict[str, object]


def _kept(field: Field, value: object) -> object:
    decimal = field.kind in {Kind.NUMBER, Kind.PERCENT} and isinstance(value, int)
    return float(cast(int, value)) if decimal else value


class Conflict(Exception):
    """Somebody else saved the record first: theirs is the version that stands."""

    def __init__(self, table: str, theirs: Row) -> None:
        super().__init__(f"{table} {theirs['id']} is at version {theirs['version']}")
        self.table = table
        self.theirs = theirs


class AlreadySaved(Exception):
    """The same click was saved before; record is what it made."""

    def __init__(self, table: str, record: int) -> None:
        super().__init__(f"already saved as {table} {record}")
        self.table = table
        self.record = record


class Missing(Exception):
    """No such record stands."""


class Work:
    """Reads see the committed rows, what the same transaction saved before, and what this save has put."""

    def __init__(
        self,
        tables: Mapping[str, Table],
        base: Snapshot,
        *,
        pending: Mapping[str, Mapping[int, Row]],
        known: dict[tuple[str, object], list[Row]],
        ids: dict[str, int],
        position: int,
        by: int,
        at: datetime,
        verb: str,
    ) -> None:
        self.by = by
        self.at = at
        self.verb = verb
        # Where the ledger stands before this save.
        self.position = position
        self.rows: list[tuple[str, Row]] = []
        self._tables = tables
        self._base = base
        self._pending = pending
        self._known = known
        self._ids = ids
        self._put: dict[tuple[str, int], Row] = {}

    def row(self, table: str, record: object) -> Row:
        """The record as it stands. Raises Missing."""
        found = self._newest(table, cast(int, record))
        if found is None or found["removed"]:
            raise Missing(f"{table} {record}")
        return found

    def stands(self, table: str, record: object) -> bool:
        """Whether such a record stands."""
        found = self._newest(table, cast(int, record))
        return found is not None and not found["removed"]

    def find(self, table: str, **equals: object) -> list[Row]:
        """Every standing record whose fields equal those values."""
        newer = dict(self._unsaved(table))
        found = [row for row in self._committed(table, equals) if not row["removed"] and row["id"] not in newer]
        return found + [row for row in newer.values() if not row["removed"] and all(row[name] == value for name, value in equals.items())]

    def frame(self, table: str) -> pl.DataFrame:
        """Every standing record, for what looks at all of them."""
        standing = self._base[table]
        newer = pl.DataFrame(list(dict(self._unsaved(table)).values()), schema=standing.schema)
        return pl.concat([standing.join(newer, on="id", how="anti", maintain_order="left"), newer.filter(~pl.col("removed"))])

    def highest(self, table: str, field: str, start: str) -> int:
        """The highest count behind a field's values that begin with start, removed records included; 0 when there is none."""
        values = self._base.everything[table][field].drop_nulls()
        counts = values.filter(values.str.starts_with(start)).str.strip_prefix(start).cast(pl.Int64, strict=False)
        unsaved = [str(row[field]).removeprefix(start) for _, row in self._unsaved(table) if str(row[field]).startswith(start)]
        return max([cast(int, counts.max() or 0), *(int(count) for count in unsaved if count.isdecimal())])

    def add(self, table: str, values: Mapping[str, object]) -> int:
        """Append the first version of a new record; fields not given take their default. Returns its id."""
        record = self._ids[table]
        self._ids[table] += 1
        self._append(table, record, 1, {field.name: field.default for field in self._tables[table].fields} | dict(values))
        return record

    def change(self, table: str, record: object, base: int | None, values: Mapping[str, object]) -> int:
        """Append the next version of a record, changing those fields. base is the version the change was made on.

        None stands for whatever version is newest: for what a rule changes and no person looked at. Returns the new version.
        Raises Missing, and Conflict when the record has moved on since base.
        """
        row = self.row(table, record)
        if base is not None and row["version"] != base:
            raise Conflict(table, row)
        version = cast(int, row["version"]) + 1
        self._append(table, cast(int, record), version, row | dict(values))
        return version

    def remove(self, table: str, record: object, base: int | None) -> None:
        """Append a version that says the record is removed. Raises Missing, Conflict."""
        self.change(table, record, base, {})
        self.rows[-1][1]["removed"] = True

    def _append(self, table: str, record: int, version: int, values: Row) -> None:
        ledger = {
            "seq": 0,
            "id": record,
            "version": version,
            "saved_at": self.at,
            "saved_by": self.by,
            "verb": self.verb,
            "removed": False,
            "extra": values.get("extra"),
        }
        # What is sealed must be what is read back: the declared fields and no others, a whole number in a decimal field as a decimal.
        own = {field.name: _kept(field, values[field.name]) for field in self._tables[table].fields}
        self._put[table, record] = ledger | own
        self.rows.append((table, self._put[table, record]))

    def _unsaved(self, table: str) -> Iterator[tuple[int, Row]]:
        yield from self._pending.get(table, {}).items()
        yield from ((cast(int, row["id"]), row) for name, row in self.rows if name == table)

    def _newest(self, table: str, record: int) -> Row | None:
        if (table, record) in self._put:
            return self._put[table, record]
        if record in self._pending.get(table, {}):
            return self._pending[table][record]
        rows = self._committed(table, {"id": record})
        return rows[0] if rows else None

    def _committed(self, table: str, equals: Row) -> list[Row]:
        """The committed rows, removed ones too, whose fields equal those values; read once in a transaction, whoever asks."""
        key = (table, tuple(equals.items()))
        if key not in self._known and equals.keys() == {"id"}:
            frame = self._base.everything[table]
            place = frame["id"].index_of(cast(int, equals["id"]))
            self._known[key] = [] if place is None else [frame.row(place, named=True)]
        elif key not in self._known:
            frame = self._base.everything[table]
            # Series, not expressions: a query plan for each of the ten look-ups of a save would cost more than its commit.
            for name, value in equals.items():
                column = frame[name]
                frame = frame[(column.is_null() if value is None else column == value).arg_true()]
            self._known[key] = list(frame.iter_rows(named=True))
        return self._known[key]
