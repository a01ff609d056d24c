"""One visit: who is looking, in which language, at which moment, and the records as they stand for him."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import TypeVar, cast
from zoneinfo import ZoneInfo

import polars as pl

from core import rules
from core.access import Person, allowed, person_of
from core.custom import Customs, customs
from core.memo import Memo
from core.promise_sources import TABLES
from core.promises import clocks, states
from core.rules import Rules
from core.schema.field import Table
from core.store.ledger import Ledger
from core.store.snapshot import Past, Snapshot
from core.text import Language, Text
from core.vocabulary import Vocabulary, vocabulary

T = TypeVar("T")

_MEMO = Memo(1024)

# Of what has a row for every record only the newest few are kept: each is large.
_ROWS: defaultdict[str, Memo] = defaultdict(lambda: Memo(4))

_RULES = ("policy", "calendar_day", "setting")
_PROMISED = (*TABLES, *_RULES)


@dataclass(frozen=True)
class Visit:
    """What a page is told. past is the moment looked at, or None for the present; nothing can be saved into the past."""

    ledger: Ledger
    person: Person
    language: Language
    now: datetime
    past: datetime | None = None

    @cached_property
    def frames(self) -> Snapshot | Past:
        """Table name → its rows: the current ones, or those of the past moment."""
        return self.ledger.as_of(self.past) if self.past else self.ledger.snapshot()

    @property
    def moment(self) -> datetime:
        """The moment every figure is counted at: the past moment, or this minute."""
        return self.past or self.now.replace(second=0, microsecond=0)

    @property
    def today(self) -> date:
        """The organisation's date at that moment."""
        return self.local(self.moment).date()

    def say(self, text: Text, **values: object) -> str:
        """A text in the visitor's language."""
        return text.say(self.language, **values)

    def may(self, action: str, record: Mapping[str, object] | None = None) -> bool:
        """Whether to offer an action; the action itself checks again."""
        return self.past is None and allowed(self.person, action, record)

    def local(self, moment: datetime) -> datetime:
        """A moment in the organisation's zone."""
        return moment.astimezone(self.zone)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The organisation's time zone."""
        return self.rules.calendar.zone

    def once(self, name: str, make: Callable[[], T], *on: Hashable, of: Sequence[str] = ()) -> T:
        """The result of make, kept while neither the records nor what it rests on change.

        of names the tables it is made of, where saves to others leave it as it is.
        """
        return _MEMO.get(self._key(name, on, of), make)

    def rows(self, name: str, make: Callable[[], T], *on: Hashable, of: Sequence[str] = ()) -> T:
        """The same for what has a row for every record."""
        return _ROWS[name].get(self._key(name, on, of), make)

    def _key(self, name: str, on: tuple[Hashable, ...], of: Sequence[str]) -> Hashable:
        frames = self.frames
        era, version = frames.era, frames.position
        if of and isinstance(frames, Snapshot):
            version = _MEMO.get((era, "newest", version, *of), lambda: _newest(frames, of))
        return (era, name, version, self.past, *on)

    @property
    def epochs(self) -> list[tuple[datetime, Rules]]:
        """The rules through time, oldest first, up to the moment looked at."""
        known = self.once("epochs", lambda: rules.epochs({table: self.ledger.history(table) for table in _RULES}), of=_RULES)
        return [epoch for epoch in known if epoch[0] <= self.past] if self.past else known

    @cached_property
    def rules(self) -> Rules:
        """The rules in force at the moment looked at."""
        return next(rules for start, rules in reversed(self.epochs) if start <= (self.past or self.now))

    @property
    def promises(self) -> pl.DataFrame:
        """One row per promise, with its state at this moment."""
        kept = self.rows("clocks", lambda: clocks(self.frames, self.epochs), of=_PROMISED)
        return self.rows("promises", lambda: states(kept, self.moment), self.moment, of=_PROMISED)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The dictionaries in force, those of the organisation's own fields among them."""
        return self.once("vocabulary", lambda: {**vocabulary(self.frames["choice"]), **self.custom.dictionaries}, of=("choice", "field"))

    @cached_property
    def custom(self) -> Customs:
        """The fields that the organisation has added to its records."""
        return self.once("custom", lambda: customs(self.ledger.tables, self.frames["field"]), of=("field",))

    @property
    def tables(self) -> Mapping[str, Table]:
        """Every record type, with the organisation's own fields in use behind its declared ones."""
        return self.custom.tables

    def word(self, dictionary: str, key: object) -> str:
        """The label of a dictionary's entry; the key itself where the entry is gone."""
        entry = self.vocabulary[dictionary].get(str(key))
        return self.say(entry.label) if entry else str(key or "—")

    def names(self, table: str) -> Mapping[int, str]:
        """The id of each record of a table → what it is called, in the visitor's language."""
        return self.rows(f"names.{table}", lambda: _names(self, table), self.language, of=(table,))

    def name(self, table: str, record: object) -> str:
        """What one record is called, or a dash."""
        return self.names(table).get(record, "—") if isinstance(record, int) else "—"

    def history(self, table: str, record: int, link: str = "id") -> pl.DataFrame:
        """Every version, up to the moment looked at, of one record or of those that name it in a link. Raises StoreUnavailable."""
        versions = self.ledger.history(table, record, link)
        return versions.filter(pl.col("saved_at") <= self.past) if self.past else versions

    def as_of(self, past: datetime | None) -> "Visit":
        """The same visit, looking at a past moment."""
        return replace(self, past=past)


def _newest(frames: Snapshot, tables: Sequence[str]) -> int:
    """The position of the newest save that touched one of the tables."""
    return max(cast(int, frames.everything[table]["seq"].max() or 0) for table in tables)


# What tells records of the same name apart, where they have it.
_APART = ("number", "username", "code")
# Or, of those that come again and again, the day.
_DAYS = {"task": "due_on", "meeting": "starts_at"}


def _names(visit: Visit, table: str) -> dict[int, str]:
    frame = visit.frames[table]
    title = pl.col(visit.ledger.tables[table].title)
    if table == "department" and visit.language is Language.EN:
        title = pl.coalesce("name_en", "name")
    apart = [pl.col(name) for name in _APART if name in frame.columns]
    if table in _DAYS:
        apart.append(_day(visit, _DAYS[table], frame))
    named = frame.select("id", name=title.fill_null("—"), apart=pl.coalesce(*apart, pl.lit("")))
    twice = pl.col("name").is_duplicated()
    named = named.with_columns(name=pl.when(twice).then(pl.format("{} {}", "name", "apart").str.strip_chars_end()).otherwise("name"))
    # The id, where that does not do: nobody may be offered two choices that read the same.
    named = named.with_columns(name=pl.when(twice).then(pl.format("{} #{}", "name", "id")).otherwise("name"))
    return dict(zip(named["id"].to_list(), named["name"].to_list(), strict=True))


def _day(visit: Visit, field: str, frame: pl.DataFrame) -> pl.Expr:
    moment = isinstance(frame.schema[field], pl.Datetime)
    return (pl.col(field).dt.convert_time_zone(visit.zone.key) if moment else pl.col(field)).dt.strftime("%m-%d")


def person(frames: Mapping[str, pl.DataFrame], record: int) -> Person | None:
    """Who a person is and which projects are his, from the records; None when there is no such active person."""
    people, project = frames["person"], frames["project"]
    # Asked in every run: plain lists answer sooner than a query over so few rows.
    known = people["id"].to_list()
    if record not in known:
        return None
    row = people.row(known.index(record), named=True)
    if not row["active"]:
        return None
    own = zip(*(project[name].to_list() for name in ("id", "manager", "coordinator")), strict=True)
    return person_of(row, [number for number, *led_by in own if record in led_by])
