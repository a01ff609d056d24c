"""Every table at one position of the ledger: the current rows, or the rows as they stood at a past moment."""

from collections.abc import Callable, Iterator, Mapping

import polars as pl

from core.schema.field import Table


class Snapshot(Mapping[str, pl.DataFrame]):
    """Table name → its standing rows, one row per record. Never changes; a save makes a new one."""

    def __init__(self, position: int, everything: Mapping[str, pl.DataFrame]) -> None:
        self.position = position
        self.everything = everything
        self._standing: dict[str, pl.DataFrame] = {}

    def __getitem__(self, table: str) -> pl.DataFrame:
        if table not in self._standing:
            frame = self.everything[table]
            self._standing[table] = frame.filter(~pl.col("removed")) if frame["removed"].any() else frame
        return self._standing[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self.everything)

    def __len__(self) -> int:
        return len(self.everything)

    def merged(self, position: int, newer: Mapping[str, pl.DataFrame]) -> "Snapshot":
        """The snapshot after newer versions came, one row per record in each frame."""
        everything = dict(self.everything)
        for table, rows in newer.items():
            older = everything[table]
            everything[table] = pl.concat([older.join(rows, on="id", how="anti"), rows]) if older.height else rows
        return Snapshot(position, everything)


class Past(Mapping[str, pl.DataFrame]):
    """Table name → its rows as they stood at a past moment, read from the ledger when first asked for."""

    def __init__(self, position: int, tables: Mapping[str, Table], versions: Callable[[str], pl.DataFrame]) -> None:
        self.position = position
        self._tables = tables
        self._versions = versions
        self._frames: dict[str, pl.DataFrame] = {}

    def __getitem__(self, table: str) -> pl.DataFrame:
        if table not in self._frames:
            standing = self._versions(table).unique("id", keep="last", maintain_order=True)
            self._frames[table] = standing.filter(~pl.col("removed"))
        return self._frames[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self._tables)

    def __len__(self) -> int:
        return len(self._tables)
