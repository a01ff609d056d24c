"""The ledger: records are never overwritten; a save appends the next version of each record it touches."""

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import cast

import polars as pl

from core.schema.columns import MOMENT, schema
from core.schema.field import Table
from core.store import digest
from core.store.engine import Engine, StoreUnavailable, Transaction
from core.store.snapshot import Past, Snapshot
from core.store.work import AlreadySaved, Work

LOG = logging.getLogger("tongpin.store")

# How long the same key means the same click: long enough for a restart, short enough that a person may repeat himself.
_SAME_CLICK = timedelta(hours=1)
# So many past moments are kept.
_MOMENTS = 8


class Ledger:
    """All records of one organisation over one engine, and their current rows as frames that follow every save.

    reachable tells whether the database answered when it was last asked.
    """

    def __init__(self, engine: Engine, tables: Mapping[str, Table]) -> None:
        self.engine = engine
        self.tables = tables
        self.reachable = True
        self._saving = threading.RLock()
        self._merging = threading.Lock()
        self._outer: _Batch | None = None
        self._past: dict[datetime, Past] = {}
        self._newest, self._seal = self._nothing(), digest.START
        self._follow()

    def snapshot(self) -> Snapshot:
        """The current rows of every table at one position; the same object until something is saved, here or by another server.

        While the database is away it is what was last seen, and reachable is False.
        """
        if not self.engine.alone or self._newest.position == 0:
            try:
                self._follow()
            except StoreUnavailable as unavailable:
                if self.reachable:
                    LOG.warning("the database is away: %s", unavailable)
                self.reachable = False
            else:
                self.reachable = True
        return self._newest

    def as_of(self, moment: datetime) -> Past:
        """Every table as it stood at that moment; the same object for the last few moments asked for, whatever is saved later."""
        past, newest = self._past.pop(moment, None), self._newest
        if past is None or past.era is not newest.era or past.seen != newest.position:
            until = self.engine.rows('SELECT max(seq) FROM "save" WHERE saved_at <= $1', [moment])[0][0]
            position = int(str(until or 0))
            if past is None or past.era is not newest.era or past.position != position:
                again = 'saved_at <= $1 AND id IN (SELECT id FROM "{}" WHERE saved_at > $1)'
                past = Past(newest, moment, position, lambda table: self._versions(table, again.format(table), [moment]))
            past.seen = newest.position
        self._past = dict(list(self._past.items())[1 - _MOMENTS :]) | {moment: past}
        return past

    def began(self) -> datetime | None:
        """When the first save was made; None in an empty ledger."""
        first = self.engine.frame('SELECT min(saved_at) AS first FROM "save"')["first"][0]
        return cast("datetime | None", first)

    def history(self, table: str, record: int | None = None, link: str = "id") -> pl.DataFrame:
        """Every version of one record, of those that name it in a link, or of all of a table: one row per record and version, in order."""
        if record is None:
            return self._versions(table, "TRUE", [])
        return self._versions(table, f'"{link}" = $1', [record])

    def at(self, position: int, table: str, link: str, record: int) -> pl.DataFrame:
        """The records that named another in a link, as they stood at a position of the ledger: one row per record."""
        named = f'seq <= $1 AND id IN (SELECT id FROM "{table}" WHERE "{link}" = $2)'  # noqa: S608
        standing = self._versions(table, named, [position, record]).unique("id", keep="last", maintain_order=True)
        return standing.filter(~pl.col("removed"), pl.col(link) == record)

    def saves(self) -> pl.DataFrame:
        """One row per save: seq, saved_at, saved_by, verb, key, tables, digest."""
        return self.engine.frame('SELECT * FROM "save" ORDER BY seq')

    @contextmanager
    def writing(self, by: int, at: datetime, verb: str, key: str = "") -> Iterator[Work]:
        """Open one save: what is put into the Work in this block is kept together, or not at all.

        Writers take turns. Inside batch() the block joins the batch's transaction.
        Raises AlreadySaved when the same key was saved within the last hour, Conflict from Work when a record has moved on.
        """
        with self._saving:
            if self._outer is not None:
                yield from self._one(self._outer, by, at, verb, key)
                return
            with self.batch(), self.writing(by, at, verb, key) as work:
                yield work

    @contextmanager
    def batch(self) -> Iterator[None]:
        """Let every save opened in this block share one transaction: all of them are kept, or none."""
        with self._saving:
            if self._outer is not None:
                yield
                return
            with self.engine.write("records") as transaction:
                # From here on nobody else saves, so that what has been read stands until the commit.
                self._follow()
                self._outer = _Batch(transaction, self._newest, self._seal, self._next_ids())
                try:
                    yield
                    after, seal = self._outer.flush(self.tables)
                finally:
                    self._outer = None
            # What was committed is known here: reading it back would cost more than the commit.
            with self._merging:
                if after.position > self._newest.position:
                    self._newest, self._seal = after, seal

    def _one(self, batch: "_Batch", by: int, at: datetime, verb: str, key: str) -> Iterator[Work]:
        if key:
            since = at - _SAME_CLICK
            for seq, tables in batch.transaction.rows('SELECT seq, tables FROM "save" WHERE key = $1 AND saved_at >= $2', [key, since]):
                table = str(tables).split(",", maxsplit=1)[0]
                first = batch.transaction.rows(f'SELECT min(id) FROM "{table}" WHERE seq = $1', [seq])[0][0]  # noqa: S608
                raise AlreadySaved(table, int(str(first)))
        work = Work(
            self.tables,
            batch.base,
            pending=batch.pending,
            known=batch.known,
            ids=batch.ids,
            position=batch.position,
            by=by,
            at=at,
            verb=verb,
        )
        yield work
        batch.add(work, key)

    def forget_after(self, position: int) -> None:
        """Take away every save after a position, as if it had never been: only for removing the demo company."""
        with self._saving:
            with self.engine.write("records") as transaction:
                for name in (*self.tables, "save"):
                    transaction.run(f'DELETE FROM "{name}" WHERE seq > $1', [position])  # noqa: S608
            self._follow()

    def _versions(self, table: str, where: str, parameters: Sequence[object]) -> pl.DataFrame:
        found = self.engine.frame(f'SELECT * FROM "{table}" WHERE {where} ORDER BY id, version', parameters)  # noqa: S608
        return self._typed(table, found)

    def _typed(self, table: str, found: pl.DataFrame) -> pl.DataFrame:
        return found.select(pl.col(name).cast(dtype) for name, dtype in schema(self.tables[table]).items())

    def _since(self, table: str, position: int, until: int) -> pl.DataFrame:
        """The newest version of each record saved after a position and until another, by id."""
        # What was only ever appended lies in order: to sort it in the database would hold all of it twice.
        found = self.engine.frame(f'SELECT * FROM "{table}" WHERE seq > $1 AND seq <= $2', [position, until])  # noqa: S608
        found = self._typed(table, found)
        last = (pl.col("id") != pl.col("id").shift(-1)).fill_null(value=True)
        return found if (found["id"].diff() > 0).all() else found.sort("id", "version").filter(last)

    def _next_ids(self) -> dict[str, int]:
        return {name: int(str(frame["id"].max() or 0)) + 1 for name, frame in self._newest.everything.items()}

    def _nothing(self) -> Snapshot:
        return Snapshot(object(), 0, {name: pl.DataFrame(schema=schema(table)) for name, table in self.tables.items()})

    def _saves(self, position: int) -> list[tuple[int, str, str]]:
        found = self.engine.rows('SELECT seq, tables, digest FROM "save" WHERE seq >= $1 ORDER BY seq', [position])
        return cast("list[tuple[int, str, str]]", found)

    def _follow(self) -> None:
        """Merge every version newer than the last position into the frames; begin anew where the past is no longer what it was."""
        seen = [self._seal] if self._newest.position else []
        if [sealed for *_, sealed in self._saves(self._newest.position)] == seen:
            return
        with self._merging:
            base, saves = self._newest, self._saves(self._newest.position)
            forgotten = base.position > 0 and (not saves or saves[0][2] != self._seal)
            if forgotten:
                base, saves = self._nothing(), self._saves(0)
            until, _, sealed = saves[-1] if saves else (0, "", digest.START)
            touched = {name for seq, tables, _ in saves if seq > base.position for name in tables.split(",") if name}
            newer = {name: self._since(name, base.position, until) for name in sorted(touched)}
            if touched or forgotten:
                self._newest, self._seal = base.merged(until, newer), sealed


class _Batch:
    """The saves gathered in one transaction, written table by table at its end."""

    def __init__(self, transaction: Transaction, base: Snapshot, sealed: str, ids: dict[str, int]) -> None:
        self.transaction = transaction
        self.base = base
        self.ids = ids
        self.pending: dict[str, dict[int, dict[str, object]]] = {}
        self.known: dict[tuple[str, object], list[dict[str, object]]] = {}
        self._rows: dict[str, list[dict[str, object]]] = {}
        self._saves: list[dict[str, object]] = []
        self.position = base.position
        self._seal = sealed

    def add(self, work: Work, key: str) -> None:
        if not work.rows:
            return
        self.position += 1
        rows = [(table, row | {"seq": self.position}) for table, row in work.rows]
        tables = list(dict.fromkeys(table for table, _ in rows))
        save: dict[str, object] = {
            "seq": self.position,
            "saved_at": work.at,
            "saved_by": work.by,
            "verb": work.verb,
            "key": key,
            "tables": ",".join(tables),
        }
        self._seal = digest.seal(self._seal, save, rows)
        self._saves.append(save | {"digest": self._seal})
        for table, row in rows:
            self._rows.setdefault(table, []).append(row)
            self.pending.setdefault(table, {})[int(str(row["id"]))] = row

    def flush(self, tables: Mapping[str, Table]) -> tuple[Snapshot, str]:
        newer = {}
        for table, rows in self._rows.items():
            versions = pl.DataFrame(rows, schema=schema(tables[table]))
            self.transaction.insert(table, versions)
            newer[table] = versions.unique("id", keep="last", maintain_order=True)
        if not self._saves:
            return self.base, self._seal
        self.transaction.insert("save", pl.DataFrame(self._saves, schema_overrides={"saved_at": MOMENT}))
        return self.base.merged(self.position, newer), self._seal
