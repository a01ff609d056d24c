"""The cells of a grid: what each kind of field looks like in Streamlit's editor, and how its edits are read back."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, cast

import polars as pl
import streamlit as st

from core.schema.check import LENGTHS
from core.schema.columns import schema
from core.schema.field import Field, Kind, Table
from core.ui import shown
from core.visit import Visit

# The column before the first: which rows have problems.
MARK = "mark"

# What the cells of a column may hold: the records a link may name, or the words a text is chosen from.
Options = Mapping[str, Mapping[int, str] | Sequence[str]]


@dataclass(frozen=True)
class Line:
    """One row of a grid: the record it is about and the version that was seen (None: a new record), and its values by field."""

    record: int | None
    base: int | None
    values: dict[str, Any]


# How the editor holds what a frame would hold otherwise: a moment in the organisation's time, links as texts.
_HELD: Mapping[Kind, pl.DataType] = MappingProxyType({Kind.MOMENT: pl.Datetime("us"), Kind.LINKS: pl.List(pl.String)})
_WORDS = (Kind.CHOICE, Kind.LINK, Kind.LINKS, Kind.MOMENT)


def frame(visit: Visit, table: Table, fixed: Sequence[str], lines: Sequence[Line], marks: Mapping[int, object]) -> pl.DataFrame:
    """The lines as the editor takes them, one column per field under its name; after a refusal the rows with problems are marked."""
    types = schema(table)
    columns: list[pl.Series] = []
    if marks:
        columns.append(pl.Series(MARK, [f"✘ {row + 1}" if row in marks else f"{row + 1}" for row in range(len(lines))]))
    for field in table.fields:
        given = [line.values.get(field.name) for line in lines]
        if field.name in fixed and field.kind in _WORDS:
            columns.append(pl.Series(field.name, [shown.value(visit, field, value) for value in given], pl.String))
        else:
            held = [_held(visit, field, value) for value in given]
            columns.append(pl.Series(field.name, held, _HELD.get(field.kind, types[field.name])))
    return pl.DataFrame(columns)


def merged(visit: Visit, table: Table, lines: Sequence[Line], edits: Mapping[str, Any]) -> list[Line]:
    """The lines with what was typed over them, then those that were added."""
    typed = [replace(line, values=line.values | _read(visit, table, edits, row)) for row, line in enumerate(lines)]
    empty = {field.name: None for field in table.fields}
    added = ({name: _value(visit, table.by_name[name], raw) for name, raw in row.items()} for row in edits.get("added_rows", ()))
    return typed + [Line(None, None, empty | values) for values in added if any(value is not None for value in values.values())]


def config(
    visit: Visit,
    table: Table,
    fixed: Sequence[str],
    options: Options,
    widths: Mapping[str, int],
    lines: Sequence[Line],
    pinned: Sequence[str] = (),
) -> dict[str, Any]:
    """The editor's columns: labels in the visitor's language, choices in words, links by name, the ranges of numbers.

    pinned names those that stay in sight when the others are scrolled.
    """
    columns: dict[str, Any] = {MARK: st.column_config.TextColumn("", width=52, pinned=True)}
    for field in table.fields:
        common: dict[str, Any] = {"width": widths.get(field.name), "help": visit.say(field.help) if field.help else None}
        common |= {"pinned": True} if field.name in pinned else {}
        label = visit.say(field.label)
        if field.name in fixed:
            columns[field.name] = _read_only(field, label, common)
        else:
            chosen = [line.values.get(field.name) for line in lines]
            common |= {"required": field.required, "default": field.default}
            columns[field.name] = _editable(visit, field, label, common, options.get(field.name), chosen)
    return columns


def _read_only(field: Field, label: str, common: dict[str, Any]) -> Any:
    if field.kind is Kind.PERCENT:
        return st.column_config.ProgressColumn(label, format="%.0f%%", min_value=0, max_value=100, **common)
    if field.kind is Kind.DATE:
        return st.column_config.DateColumn(label, format="YYYY-MM-DD", **common)
    return st.column_config.Column(label, **common)


def _editable(
    visit: Visit,
    field: Field,
    label: str,
    common: dict[str, Any],
    offered: Mapping[int, str] | Sequence[str] | None,
    chosen: Sequence[Any],
) -> Any:
    kind, columns = field.kind, st.column_config
    links = offered if isinstance(offered, Mapping) else None
    if offered is not None and links is None:
        return columns.SelectboxColumn(label, options=list(offered), **common)
    if kind in {Kind.INTEGER, Kind.SCALE, Kind.NUMBER, Kind.PERCENT}:
        whole = kind in {Kind.INTEGER, Kind.SCALE}
        shape = "%g%%" if kind is Kind.PERCENT else "%d" if whole else "%g"
        # Without its range, to which the browser would cut what is typed: the save says what is wrong.
        return columns.NumberColumn(label, step=1 if whole else None, format=shape, **common)
    if kind is Kind.YES_NO:
        return columns.CheckboxColumn(label, **common)
    if kind is Kind.DATE:
        return columns.DateColumn(label, format="YYYY-MM-DD", min_value=date(1970, 1, 1), max_value=date(2099, 12, 31), **common)
    if kind is Kind.MOMENT:
        return columns.DatetimeColumn(label, format="YYYY-MM-DD HH:mm", step=300, **common)
    if kind is Kind.CHOICE:
        entries = visit.vocabulary[field.choices]
        return columns.SelectboxColumn(label, options=list(entries), format_func=lambda key: visit.word(field.choices, key), **common)
    if kind is Kind.LINK:
        names = _names(visit, field, links, chosen)
        return columns.SelectboxColumn(
            label, options=list(names), format_func=lambda record: names.get(cast(int, record), shown.DASH), **common
        )
    if kind is Kind.LINKS:
        several = {
            str(record): name for record, name in _names(visit, field, links, [one for some in chosen for one in some or ()]).items()
        }
        return columns.MultiselectColumn(label, options=list(several), format_func=lambda record: several.get(record, shown.DASH), **common)
    return columns.TextColumn(label, max_chars=int(field.high or LENGTHS[kind]), **common)


def _names(visit: Visit, field: Field, links: Mapping[int, str] | None, chosen: Sequence[Any]) -> Mapping[int, str]:
    """What a link may name: those given, or all that are active; and what is named already."""
    every, known = visit.names(field.to), visit.frames[field.to]
    if links is None:
        active = set(known.filter(known["active"])["id"]) if "active" in known.columns else set(every)
        links = {record: name for record, name in every.items() if record in active}
    return {**links, **{record: every[record] for record in chosen if record in every}}


def _held(visit: Visit, field: Field, value: Any) -> Any:
    if field.kind is Kind.LINKS:
        return [str(record) for record in value or ()]
    return visit.local(value).replace(tzinfo=None) if isinstance(value, datetime) else value


def _read(visit: Visit, table: Table, edits: Mapping[str, Any], row: int) -> dict[str, Any]:
    edited = edits.get("edited_rows", {}).get(row, {})
    return {name: _value(visit, table.by_name[name], raw) for name, raw in edited.items() if name in table.by_name}


def _value(visit: Visit, field: Field, raw: Any) -> Any:
    """What the editor sent, as the record keeps it; what is not in its form stays as it is, for the check to refuse."""
    if raw is None or raw == "":
        return None
    with suppress(ValueError, TypeError):
        if field.kind is Kind.DATE:
            return date.fromisoformat(str(raw)[:10])
        if field.kind is Kind.MOMENT:
            moment = datetime.fromisoformat(str(raw))
            return (moment if moment.tzinfo else moment.replace(tzinfo=visit.zone)).astimezone(UTC)
        if field.kind in {Kind.INTEGER, Kind.SCALE, Kind.LINK}:
            return int(raw) if float(raw) == int(raw) else raw
        if field.kind in {Kind.NUMBER, Kind.PERCENT}:
            return float(raw)
        if field.kind is Kind.LINKS:
            return [int(record) for record in raw]
    return raw
