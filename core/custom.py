"""Fields an organisation adds to its records: declared by the field records, their values one JSON object in a record's extra."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import cast

import polars as pl

from core.schema.choices import Choice
from core.schema.field import Field, Kind, Table
from core.text import Text

# What the name of every such field begins with, and that of no declared or computed one.
PREFIX = "x_"

# The kind a field record names → how its values are kept, and what a link names.
KINDS: Mapping[str, tuple[Kind, str]] = MappingProxyType(
    {
        "text": (Kind.TEXT, ""),
        "long_text": (Kind.LONG_TEXT, ""),
        "number": (Kind.NUMBER, ""),
        "date": (Kind.DATE, ""),
        "yes_no": (Kind.YES_NO, ""),
        "choice": (Kind.CHOICE, ""),
        "person": (Kind.LINK, "person"),
        "department": (Kind.LINK, "department"),
    }
)

_JSON: Mapping[Kind, type[pl.DataType]] = MappingProxyType({Kind.NUMBER: pl.Float64, Kind.YES_NO: pl.Boolean, Kind.LINK: pl.Int64})
_COMMA = re.compile(r"\s*[,，]\s*")


@dataclass(frozen=True)
class Customs:
    """What the field records make of the declared tables.

    tables: every record type, the fields in use behind its declared ones. used, every: table → its own fields in their order, in use or
    all ever made; a table without any is in neither. dictionaries: the choices of each choice field, by the dictionary it names.
    """

    tables: Mapping[str, Table]
    used: Mapping[str, tuple[Field, ...]]
    every: Mapping[str, tuple[Field, ...]]
    dictionaries: Mapping[str, Mapping[str, Choice]]


def customs(declared: Mapping[str, Table], rows: pl.DataFrame) -> Customs:
    """The customs of the field records; without any, the declared tables as they are."""
    if rows.is_empty():
        return Customs(declared, {}, {}, {})
    names = rows["of"].unique(maintain_order=True)
    every = {name: fields(rows, name) for name in names}
    used = {name: own for name in names if (own := fields(rows.filter(pl.col("active")), name))}
    tables = {**declared, **{name: with_custom(declared[name], own) for name, own in used.items()}}
    words = {
        f"{row['of']}.{row['name']}": {one.key: one for one in choices(row["choices"])}
        for row in rows.filter(pl.col("kind") == "choice").iter_rows(named=True)
    }
    return Customs(tables, used, every, words)


def fields(rows: pl.DataFrame, table: str) -> tuple[Field, ...]:
    """The fields of one table that these field records declare, in their order."""
    return tuple(map(field, rows.filter(pl.col("of") == table).sort("position", "id").iter_rows(named=True)))


def field(row: Mapping[str, object]) -> Field:
    """The field that a field record declares."""
    kind, to = KINDS[str(row["kind"])]
    told = [str(row[name]) for name in ("help_zh", "help_en") if row[name]]
    return Field(
        str(row["name"]),
        kind,
        Text(str(row["label_zh"]), str(row["label_en"])),
        required=bool(row["required"]) and kind is not Kind.YES_NO,
        choices=f"{row['of']}.{row['name']}" if kind is Kind.CHOICE else "",
        to=to,
        help=Text(told[0], told[-1]) if told else None,
    )


def choices(lines: str | None) -> tuple[Choice, ...]:
    """The entries that lines of “key,Chinese,English” name, or of “Chinese,English”, whose key is made of the English word.

    Commas may be full-width. Raises ValueError with the number of the first line that is neither, counted from 1.
    """
    found: list[Choice] = []
    for number, line in enumerate((lines or "").split("\n"), start=1):
        words = _COMMA.split(line.strip())
        if words == [""]:
            continue
        if len(words) not in {2, 3} or not all(words):
            raise ValueError(number)
        key = words[0] if len(words) == 3 else re.sub(r"[^a-z0-9]+", "_", words[1].lower()).strip("_") or words[1]
        found.append(Choice(key, Text(words[-2], words[-1])))
    return tuple(found)


def with_custom(declared: Table, own: Sequence[Field]) -> Table:
    """A table with an organisation's own fields behind its declared ones; the table itself where there are none."""
    return replace(declared, fields=(*declared.fields, *own)) if own else declared


def packed(extra: str | None, values: Mapping[str, object], own: Sequence[Field]) -> str | None:
    """A record's extra after a change: what values names of those fields put over what it holds. None when nothing is left."""
    held = json.loads(extra) if extra else {}
    held |= {field.name: _told(field, values[field.name]) for field in own if field.name in values}
    left = {name: value for name, value in held.items() if value is not None}
    return json.dumps(left, ensure_ascii=False, sort_keys=True, allow_nan=False) if left else None


def unpacked(extra: object, own: Sequence[Field]) -> dict[str, object]:
    """The value of each of those fields in a record's extra; None where it has none."""
    held = json.loads(str(extra)) if extra else {}
    return {field.name: _read(field, held.get(field.name)) for field in own}


def with_values(row: Mapping[str, object], own: Sequence[Field]) -> Mapping[str, object]:
    """A row with the values of those fields beside its own; the row itself where there are no such fields."""
    return {**row, **unpacked(row.get("extra"), own)} if own else row


def columns(frame: pl.DataFrame, own: Sequence[Field]) -> pl.DataFrame:
    """A table's rows with a column of its own type for each of those fields; the frame itself where there are no such fields."""
    if not own:
        return frame
    held = pl.Struct({field.name: _JSON.get(field.kind, pl.String) for field in own})
    dates = [pl.col(field.name).str.to_date("%Y-%m-%d") for field in own if field.kind is Kind.DATE]
    return frame.with_columns(pl.col("extra").str.json_decode(held).struct.unnest()).with_columns(dates)


def _told(field: Field, value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return float(cast(float, value)) if field.kind is Kind.NUMBER and value is not None else value


def _read(field: Field, value: object) -> object:
    return date.fromisoformat(str(value)) if field.kind is Kind.DATE and value is not None else value
