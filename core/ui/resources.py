"""Resources asked for, added up: how much of each type was approved and how much still waits."""

import polars as pl
import streamlit as st

from core.text import Text
from core.visit import Visit

TOTAL = Text("{approved} 已批准 · {waiting} 待审批", "{approved} approved · {waiting} waiting")


def totals(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per type and unit: type, unit, approved, waiting. Amounts of one unit alone add up; a request without one counts as 1."""
    amount = pl.col("quantity").fill_null(1.0)
    return (
        rows.filter(pl.col("status").is_in(["requested", "approved"]))
        .with_columns(unit=pl.col("unit").fill_null(""))
        .group_by("type", "unit", maintain_order=True)
        .agg(
            approved=amount.filter(pl.col("status") == "approved").sum(),
            waiting=amount.filter(pl.col("status") == "requested").sum(),
        )
        .sort("type", "unit")
    )


def summary(visit: Visit, rows: pl.DataFrame) -> None:
    """A card per type and unit; nothing where nothing is asked for."""
    added = totals(rows)
    if added.is_empty():
        return
    with st.grid(4, gap="small", min_column_width=150):
        for row in added.iter_rows(named=True):
            label = " · ".join(word for word in (visit.word("resource_type", row["type"]), row["unit"]) if word)
            amounts = {name: f"{row[name]:,g}" for name in ("approved", "waiting")}
            st.metric(label, f"{row['approved'] + row['waiting']:,g}", help=visit.say(TOTAL, **amounts), border=True)
