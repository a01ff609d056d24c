"""Every table at one position of the ledger: the current rows, or the rows as they stood at a past moment."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

import polars as pl


class Snapshot(Mapping[str, pl.DataFrame]):
    """Table name → its standing rows, one row per record. Never changes; a save makes a new one.

    era and position together name what it holds: after forgetting, positions are counted anew, in another era.
    """

    def __init__(self, era: object, position: int, everything: Mapping[str, pl.DataFrame]) -> None:
        self.era = era
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
            everything[table] = _merged(everything[table], rows)
        return Snapshot(self.era, position, everything)


# Up to so many newer rows take their places between slices of the older ones, which copies nothing.
_FEW = 8
# In so many pieces a frame may lie before it is put together again.
_PIECES = 64


def _merged(older: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows of both frames, the newer one where a record is in both."""
    if not older.height:
        return rows
    if rows.height > _FEW:
        return pl.concat([older.join(rows, on="id", how="anti"), rows])
    places = [older["id"].index_of(record) for record in rows["id"]]
    pieces, start = [], 0
    for place, row in sorted((place, row) for row, place in enumerate(places) if place is not None):
        pieces += [older[start:place], rows[row : row + 1]]
        start = place + 1
    new = rows.filter(pl.Series(place is None for place in places))
    merged = pl.concat([*pieces, older[start:], new])
    return merged.rechunk() if merged.n_chunks() > _PIECES else merged


class Past(Mapping[str, pl.DataFrame]):
    """Table name → its rows as they stood at a past moment, put together when first asked for.

    position is that of the newest save up to the moment: what is saved later leaves it the same past. older reads the versions,
    up to the moment, of those records of a table that were saved again since: all others are known.
    """

    def __init__(self, newest: Snapshot, moment: datetime, position: int, older: Callable[[str], pl.DataFrame]) -> None:
        self.era, self.position, self.seen = newest.era, position, newest.position
        self._newest = newest
        self._moment = moment
        self._older = older
        self._frames: dict[str, pl.DataFrame] = {}

    def __getitem__(self, table: str) -> pl.DataFrame:
        if table not in self._frames:
            everything = self._newest.everything[table]
            then = pl.col("saved_at") <= self._moment
            standing = everything.filter(then)
            if (everything.filter(~then)["version"] > 1).any():
                older = self._older(table).unique("id", keep="last", maintain_order=True)
                standing = pl.concat([standing, older]).sort("id")
            self._frames[table] = standing.filter(~pl.col("removed"))
        return self._frames[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self._newest)

    def __len__(self) -> int:
        return len(self._newest)
