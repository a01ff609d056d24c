"""A record's values as people read them: links by name, choices in words, moments in the organisation's time."""

from datetime import datetime
from typing import Any

import polars as pl
import streamlit as st

from core.schema.field import Field, Kind, Table
from core.text import Text
from core.visit import Visit

DASH = "—"
AND = Text("、", ", ")
YES, NO = Text("是", "Yes"), Text("否", "No")


def value(visit: Visit, field: Field, given: Any) -> str:
    """One value in words; a dash for nothing."""
    if given is None or given in ("", []):
        return DASH
    if field.kind is Kind.CHOICE:
        return visit.word(field.choices, given)
    if field.kind is Kind.LINK:
        return visit.name(field.to, given)
    if field.kind is Kind.LINKS:
        return visit.say(AND).join(visit.name(field.to, record) for record in given)
    if field.kind is Kind.YES_NO:
        return visit.say(YES if given else NO)
    if isinstance(given, datetime):
        return visit.local(given).strftime("%Y-%m-%d %H:%M")
    return f"{given:g}" if isinstance(given, float) else str(given)


def frame(visit: Visit, table: Table, rows: pl.DataFrame, names: list[str]) -> pl.DataFrame:
    """The named columns of a table's rows as people read them, headed by their labels; one row per record."""
    return rows.select(_column(visit, table.by_name[name]) for name in names)


def _column(visit: Visit, field: Field) -> pl.Expr:
    column, label = pl.col(field.name), visit.say(field.label)
    if field.kind is Kind.CHOICE:
        words = {key: visit.say(entry.label) for key, entry in visit.vocabulary[field.choices].items()}
        column = column.replace(words)
    elif field.kind is Kind.LINK:
        column = column.replace_strict(visit.names(field.to), default=None, return_dtype=pl.String)
    elif field.kind is Kind.LINKS:
        column = column.list.eval(pl.element().replace_strict(visit.names(field.to), default=None, return_dtype=pl.String)).list.join(
            visit.say(AND)
        )
    elif field.kind is Kind.MOMENT:
        column = column.dt.convert_time_zone(str(visit.zone)).dt.replace_time_zone(None)
    return column.alias(label)


def column_config(visit: Visit, table: Table, names: list[str]) -> dict[str, Any]:
    """How Streamlit's tables show those columns."""
    config: dict[str, Any] = {}
    for field in (table.by_name[name] for name in names):
        label = visit.say(field.label)
        if field.choices == "promise_state":
            # Streamlit measures the first rows alone, and most have no clock.
            config[label] = st.column_config.Column(label, width=86)
        elif field.kind is Kind.MOMENT:
            config[label] = st.column_config.DatetimeColumn(label, format="YYYY-MM-DD HH:mm", width=140)
        elif field.kind is Kind.DATE:
            config[label] = st.column_config.DateColumn(label, format="YYYY-MM-DD")
        elif field.kind is Kind.PERCENT:
            config[label] = st.column_config.ProgressColumn(label, format="%.0f%%", min_value=0, max_value=100)
    return config
