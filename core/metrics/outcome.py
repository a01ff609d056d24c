"""How a task's dates turned out: derived, never typed in."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

import polars as pl

from core.text import Text

OUTCOMES: Mapping[str, Text] = MappingProxyType(
    {
        "early": Text("提前完成", "Done early"),
        "on_time": Text("按时完成", "Done on time"),
        "late": Text("延期完成", "Done late"),
        "overdue": Text("已逾期", "Overdue"),
    }
)


def outcome(today: date) -> pl.Expr:
    """Over task rows: early, on_time or late for what is done, overdue for what is open past its due date; else null."""
    finished, due = pl.col("finished_on"), pl.col("due_on")
    done = pl.col("status") == "done"
    return (
        pl.when(done & (finished < due))
        .then(pl.lit("early"))
        .when(done & (finished == due))
        .then(pl.lit("on_time"))
        .when(done & (finished > due))
        .then(pl.lit("late"))
        .when(~pl.col("status").is_in(["done", "cancelled"]) & (due < today))
        .then(pl.lit("overdue"))
    )
