"""What the R of a RACI matrix means in work: the tasks each holder has open, week by week.

A task is open until it is done, from its start, or from today where that is past, to its due day, or to today where that is past.
A milestone is no work. Source: docs/metrics.md, RACI.
"""

from datetime import date, timedelta

import polars as pl

from core.workdays import WorkCalendar, working_days_between_series

# A holder with more open R tasks than this in a week is overloaded.
LIMIT = 5
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


def opened(held: pl.DataFrame, tasks: pl.DataFrame, today: date) -> pl.DataFrame:
    """One row per open task and holder of its R: task, holder, first, last (the days it is open from today on).

    held: task, holder, letter. tasks: id, kind, status, starts_on, due_on; those not among them are left out.
    """
    work = tasks.filter(~pl.col("status").is_in(["done", "cancelled"]), pl.col("kind") != "milestone")
    days = work.select(task="id", first=pl.max_horizontal("starts_on", pl.lit(today)), last=pl.max_horizontal("due_on", pl.lit(today)))
    return held.filter(pl.col("letter") == "R").join(days, on="task").select("task", "holder", "first", "last")


def workload(opened: pl.DataFrame, calendar: WorkCalendar, today: date, weeks: int) -> pl.DataFrame:
    """One row per holder and week from this one on: holder, week (its Monday), tasks open in it, days (their working days in it).

    A holder without a task in any of those weeks has no row; zeros in some of them are there.
    """
    monday = today - today.weekday() * _DAY
    every = pl.DataFrame({"week": [monday + place * _WEEK for place in range(weeks)]})
    shared = opened.join(every, how="cross").filter(pl.col("first") < pl.col("week") + _WEEK, pl.col("last") >= pl.col("week"))
    spans = shared.with_columns(start=pl.max_horizontal("first", "week"), end=pl.min_horizontal("last", pl.col("week") + 6 * _DAY))
    days = working_days_between_series(calendar, spans["start"], spans["end"])
    sums = spans.with_columns(days=pl.lit(days).cast(pl.Int64)).group_by("holder", "week").agg(tasks=pl.len(), days=pl.col("days").sum())
    every_holder = shared.select("holder").unique(maintain_order=True).join(every, how="cross")
    return every_holder.join(sums, on=["holder", "week"], how="left", maintain_order="left").with_columns(
        pl.col("tasks", "days").cast(pl.Int64).fill_null(0)
    )


def crowded(opened: pl.DataFrame, limit: int = LIMIT) -> pl.DataFrame:
    """The tasks that are one too many: task, holder, count of his tasks open in that task's first week, where more than the limit.

    Whoever has more than the limit in any week has such a task: the last of them to begin.
    """
    weeks = opened.with_columns(week=pl.col("first").dt.truncate("1w"))
    asked = weeks.select("holder", "week").unique()
    together = asked.join(opened.select("holder", "first", "last"), on="holder").filter(
        pl.col("first") < pl.col("week") + _WEEK, pl.col("last") >= pl.col("week")
    )
    counts = together.group_by("holder", "week").agg(count=pl.len().cast(pl.Int64)).filter(pl.col("count") > limit)
    return weeks.join(counts, on=["holder", "week"]).select("task", "holder", "count")
