"""Goals as a list and as one: where each stands, and its readings."""

from typing import Any

import polars as pl
import streamlit as st

from core import figures
from core.charts import satisfaction as charts
from core.figures import Choice
from core.schema.field import Field, Kind
from core.text import Text
from core.ui import records
from core.ui.page import chart
from core.visit import Visit

# What standing() adds to a list's rows.
COMPUTED = (
    Field("state", Kind.CHOICE, Text("状态", "State"), choices="goal_state"),
    Field("value", Kind.NUMBER, Text("当前值", "Now")),
    Field("attainment", Kind.PERCENT, Text("达成度", "Attainment")),
    Field("forecast_on", Kind.DATE, Text("预计达成", "Reached on (forecast)")),
)
NO_READING = Text("还没有指标值", "No reading yet")


def standing(visit: Visit) -> pl.DataFrame:
    """The goals as they are, each with its state, newest value, attainment in % and forecast."""
    return figures.goals(visit, Choice()).with_columns(attainment=(100 * pl.col("attainment")).round())


def one(visit: Visit, record: int) -> dict[str, Any]:
    """One goal's row of standing()."""
    return standing(visit).row(by_predicate=pl.col("id") == record, named=True)


def bullets(visit: Visit, rows: pl.DataFrame) -> None:
    """A bullet per goal; rows are some of standing()."""
    shown = rows.with_columns(attainment=pl.col("attainment") / 100)
    chart(visit, "goals.page", lambda: charts.goals(shown, visit.language), tuple(rows["id"]), visit.today)


def trend(visit: Visit, goal: dict[str, Any]) -> None:
    """One goal's readings on their way to the target; goal is a row of standing()."""
    record = goal["id"]
    rows = figures.goal_readings(visit).filter(pl.col("goal") == record)
    chart(visit, "goal", lambda: charts.goal_trend(rows, goal, visit.language, goal["forecast_on"]), record)


def readings(visit: Visit, goal: dict[str, Any]) -> None:
    """One goal's readings, newest first, with their notes where people typed them."""
    if goal["source"] != "readings":
        rows, names = figures.goal_readings(visit).filter(pl.col("goal") == goal["id"]), ["read_on", "value"]
        rows = rows.with_columns(pl.col("value").round(1))
    else:
        rows, names = visit.frames["reading"].filter(pl.col("goal") == goal["id"]), ["read_on", "value", "note"]
    if rows.is_empty():
        st.caption(visit.say(NO_READING))
    else:
        records.table(visit, "reading", rows.sort("read_on", descending=True), names)


def reading_of(visit: Visit, goal: int, values: dict[str, Any]) -> int | None:
    """The reading of a goal on the day that was typed, which a second one corrects; None when there is none."""
    on_day = (pl.col("read_on") == values["read_on"]) if values["read_on"] else pl.lit(value=False)
    read = visit.frames["reading"].filter((pl.col("goal") == goal) & on_day)["id"]
    return None if read.is_empty() else int(read[0])
