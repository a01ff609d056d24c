"""Goals that the records measure by themselves: shares of promises, tasks and deliverables, month by month."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

import polars as pl

# Sources of a goal whose value nobody types: kept promises, tasks finished in time, deliverables accepted at first.
SOURCES = ("compliance", "on_time", "first_pass")
WINDOW = timedelta(days=90)
_READINGS = {"goal": pl.Int64, "read_on": pl.Date, "value": pl.Float64}


def readings(goals: pl.DataFrame, outcomes: Mapping[str, pl.DataFrame], today: date) -> pl.DataFrame:
    """One row per goal of such a source and day it is read on, the first of each month since it began and today: goal, read_on, value.

    value: the good ones in % of what was decided in the WINDOW up to that day; a day on which nothing had been has no row. outcomes has
    for each source project, day and good, one row per what was decided. A goal of no project counts those of all.
    """
    rows = []
    for goal in goals.filter(pl.col("source").is_in(SOURCES)).iter_rows(named=True):
        counted = outcomes[goal["source"]]
        if goal["project"] is not None:
            counted = counted.filter(pl.col("project") == goal["project"])
        for day in _days(goal["starts_on"], min(goal["due_on"], today)):
            good = counted.filter((pl.col("day") <= day) & (pl.col("day") > day - WINDOW))["good"]
            if len(good):
                rows.append((goal["id"], day, 100 * float(good.sum()) / len(good)))
    return pl.DataFrame(rows, schema=_READINGS, orient="row")


def _days(first: date, last: date) -> Iterator[date]:
    """The first of each month after the first day, and the last day."""
    day = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    while day < last:
        yield day
        day = (day + timedelta(days=32)).replace(day=1)
    if first <= last:
        yield last
