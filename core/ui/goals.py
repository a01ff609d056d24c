"""Goals as a list and as one: where each stands, and its readings."""

from collections.abc import Callable
from typing import Any

import polars as pl
import streamlit as st

from core import figures
from core.charts import parts
from core.charts import satisfaction as charts
from core.figures import Choice
from core.schema.field import Field, Kind
from core.text import Text
from core.ui import opening, records
from core.ui.opening import Opening
from core.ui.page import chart
from core.visit import Visit

# What standing() adds to a list's rows.
COMPUTED = (
    Field("state", Kind.CHOICE, Text("状态", "State"), choices="goal_state"),
    Field("value", Kind.NUMBER, Text("当前值", "Now")),
    Field("attainment", Kind.PERCENT, Text("达成度", "Attainment")),
    Field("forecast_on", Kind.DATE, Text("预计达成", "Reached on (forecast)")),
)
GOAL = Text("{name}：达成度 {reached}", "{name}: {reached} of the way")
GOAL_RULE = Text(
    "达成度 =（最新值 − 基准值）÷（目标值 − 基准值），0–150%。",
    "Attainment = (newest value − baseline) ÷ (target − baseline), 0–150%.",
)
GOAL_SUM = Text(
    "（{value} − {baseline}）÷（{target} − {baseline}）= {reached}；来自 {n} 次读数",
    "({value} − {baseline}) ÷ ({target} − {baseline}) = {reached}; from {n} reading(s)",
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
    make, on = (lambda: charts.goals(shown, visit.language)), (tuple(rows["id"]), visit.today)
    opening.chart(visit, "goals.page", make, *on, opening=opens(visit, lambda: shown))


def opens(visit: Visit, found: Callable[[], pl.DataFrame]) -> Opening:
    """A goal's readings; found gives rows of figures.goals."""

    def entries() -> dict[str, str]:
        known = found().filter(pl.col("attainment").is_not_null())
        return {
            str(row["id"]): visit.say(GOAL, name=row["name"], reached=parts.percent(row["attainment"]))
            for row in known.iter_rows(named=True)
        }

    def rows(key: str) -> None:
        goal = found().row(by_predicate=pl.col("id") == int(key), named=True)
        value, baseline, target = (parts.number(goal[name]) for name in ("value", "baseline_value", "target_value"))
        st.text(visit.say(GOAL_SUM, value=value, baseline=baseline, target=target, reached=parts.percent(goal["attainment"]), n=goal["n"]))
        readings(visit, goal)

    return Opening(GOAL_RULE, entries, lambda bar: parts.keyed(str(bar.get("at"))), rows)


def trend(visit: Visit, goal: dict[str, Any]) -> None:
    """One goal's readings on their way to the target; goal is a row of standing()."""
    record = goal["id"]
    rows = figures.goal_readings(visit).filter(pl.col("goal") == record)
    chart(visit, "goal", lambda: charts.goal_trend(rows, goal, visit.language, goal["forecast_on"]), record)
    opening.values(visit, "goal", GOAL_RULE, lambda: readings(visit, goal))


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
