"""What the sources of matters share: whose a record is, what he may do to it, and the columns of a matter."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import polars as pl

from core.access import RULES, Person, allowed

Frames = Mapping[str, pl.DataFrame]

# Before its due moment is known, a matter names the promise it has to keep (whose record may be another than the one it opens), or the
# day by whose end it should be done.
FOUND: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "kind": pl.String,
    "table": pl.String,
    "record": pl.Int64,
    "department": pl.Int64,
    "about": pl.String,
    "promise": pl.String,
    "clock": pl.Int64,
    "by": pl.Date,
}
LIVE = ("planning", "active", "paused")
OPEN = ("not_started", "doing", "review")


@dataclass(frozen=True)
class Moment:
    """When the list is drawn up, by the organisation's clock."""

    now: datetime
    zone: ZoneInfo

    @property
    def today(self) -> date:
        """The organisation's date at that moment."""
        return self.now.astimezone(self.zone).date()


def department(person: Person) -> pl.Expr:
    """His department, as a value to compare with."""
    return pl.lit(person.department, pl.Int64)


def ours(person: Person, his: pl.Expr | None = None) -> pl.Expr:
    """Owned by him, or by nobody and of his department."""
    named = (pl.col("department") == department(person)) if his is None else his
    return (pl.col("owner") == person.id) | (pl.col("owner").is_null() & named)


def may(person: Person, action: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows to which he may do the action."""
    rule = RULES[action]
    tied = {*rule.own, *rule.department, rule.project, "manager", "coordinator"}
    # Few columns decide: building the whole record of every row would take most of the time.
    asked = rows.select(name for name in rows.columns if name in tied)
    if not asked.columns:
        return rows if allowed(person, action, {}) else rows.clear()
    return rows.filter(pl.Series([allowed(person, action, row) for row in asked.iter_rows(named=True)], dtype=pl.Boolean))


def found(rows: pl.DataFrame, kind: pl.Expr | str, table: str, promise: pl.Expr | str | None, **columns: pl.Expr | str) -> pl.DataFrame:
    """The rows as matters of a kind, with the promise each has to keep: FOUND. columns name where the rest is to be found."""
    said = {"kind": kind, "promise": promise}
    words = {name: pl.lit(word, pl.String) if word is None or isinstance(word, str) else word for name, word in said.items()}
    common: dict[str, pl.Expr | str] = {
        "record": "id",
        "clock": columns.get("record", "id"),
        "about": "title",
        "department": "department",
        "by": pl.lit(None, pl.Date),
        "table": pl.lit(table),
    }
    return rows.select(**(common | words | columns)).select(pl.col(name).cast(dtype) for name, dtype in FOUND.items())
