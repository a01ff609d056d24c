"""Baselines: what has changed from one standing of a plan to another, and how far the plan had come at each.

Source: docs/metrics.md, Baseline.
"""

from datetime import date, datetime, timedelta

import polars as pl

from core.metrics import progress
from core.workdays import WorkCalendar, working_days_between_series

_DAY = timedelta(days=1)
FIELDS = ("title", "department", "owner", "weight", "starts_on", "due_on")


def compare(before: pl.DataFrame, after: pl.DataFrame, calendar: WorkCalendar) -> pl.DataFrame:
    """One row per task that is a leaf in either of two standings of a project's plan, by id.

    Columns: id, code, what (slipped, earlier, added, dropped, changed or same), start_days and due_days (working days later, negative
    for earlier, null where it is in one only), changed (which of FIELDS differ), and each of FIELDS as before_… and after_…. What
    finishes later has slipped, or what starts later and finishes as before. What is cancelled or an action item is in no plan. A task
    broken down since is compared by its own dates.
    """
    was, now = _planned(before), _planned(after)
    leaves = pl.concat([_leaves(was), _leaves(now)]).unique().sort("id")
    rows = leaves.join(_side(was, "before"), on="id", how="left", maintain_order="left").join(
        _side(now, "after"), on="id", how="left", maintain_order="left"
    )
    rows = rows.with_columns(
        start_days=_moved(rows, "starts_on", calendar, -_DAY),
        due_days=_moved(rows, "due_on", calendar, timedelta()),
        changed=pl.concat_list(
            [pl.when(pl.col(f"before_{name}").ne_missing(pl.col(f"after_{name}"))).then(pl.lit(name)) for name in FIELDS]
        ).list.drop_nulls(),
    )
    days = pl.when(pl.col("due_days") != 0).then("due_days").otherwise("start_days")
    what = (
        pl.when(~pl.col("_before").fill_null(value=False))
        .then(pl.lit("added"))
        .when(~pl.col("_after").fill_null(value=False))
        .then(pl.lit("dropped"))
        .when(days > 0)
        .then(pl.lit("slipped"))
        .when(days < 0)
        .then(pl.lit("earlier"))
        .when(pl.col("changed").list.len() > 0)
        .then(pl.lit("changed"))
    )
    both = pl.col("_before") & pl.col("_after")
    return rows.with_columns(
        what=what.otherwise(pl.lit("same")),
        code=pl.coalesce("after_code", "before_code"),
        changed=pl.when(both).then("changed").otherwise(pl.lit([], pl.List(pl.String))),
    ).select(
        "id",
        "code",
        "what",
        "start_days",
        "due_days",
        "changed",
        *(f"{side}_{name}" for name in FIELDS for side in ("before", "after")),
    )


def standing(tasks: pl.DataFrame, calendar: WorkCalendar, moment: datetime) -> pl.DataFrame:
    """How a project's plan stood at a moment, one row: tasks, due_on (its last day), planned and actual % by weight, null without a plan.

    tasks: its tasks as they stood then; what had been reported of each is in percent.
    """
    leaves = leaves_of(tasks)
    measured = progress.roll_up(measured_leaves(tasks, calendar, moment), [])
    shares = measured.select("planned", "actual") if measured.height else pl.DataFrame({"planned": [None], "actual": [None]})
    return leaves.select(tasks=pl.len().cast(pl.Int64), due_on=pl.col("due_on").max()).hstack(shares.cast(pl.Float64))


def measured_leaves(tasks: pl.DataFrame, calendar: WorkCalendar, moment: datetime) -> pl.DataFrame:
    """One row per leaf that standing() adds up: what metrics.progress.leaves gives."""
    reported = tasks.select("percent", task="id", reported_on=pl.lit(moment.astimezone(calendar.zone).date()))
    return progress.leaves(leaves_of(tasks), reported, calendar, moment)


def leaves_of(tasks: pl.DataFrame) -> pl.DataFrame:
    """The planned tasks below which there is no other."""
    return _planned(tasks).join(_leaves(_planned(tasks)), on="id", how="semi")


def later(before: date | None, after: date | None, calendar: WorkCalendar) -> int:
    """Working days from one day to another, negative where it came earlier; 0 where either is missing."""
    if before is None or after is None:
        return 0
    first, last = min(before, after), max(before, after)
    return calendar.working_days_between(first + _DAY, last) * (1 if last == after else -1)


def _planned(tasks: pl.DataFrame) -> pl.DataFrame:
    return tasks.filter(pl.col("kind") != "action", pl.col("status") != "cancelled")


def _leaves(planned: pl.DataFrame) -> pl.DataFrame:
    return planned.select("id").join(planned.select("parent").drop_nulls(), left_on="id", right_on="parent", how="anti")


def _side(planned: pl.DataFrame, side: str) -> pl.DataFrame:
    named = planned.select("id", pl.col("code", *FIELDS).name.prefix(f"{side}_"))
    return named.with_columns(pl.lit(value=True).alias(f"_{side}"))


def _moved(rows: pl.DataFrame, field: str, calendar: WorkCalendar, less: timedelta) -> pl.Series:
    """Working days from the date before to the date after; negative where it came earlier. A start counts from the evening before."""
    dates = rows.select(pl.col(f"before_{field}", f"after_{field}") + less)
    first = dates.select(pl.min_horizontal(pl.all().min())).item()
    if first is None:
        return pl.Series(field, [None] * rows.height, dtype=pl.Int64)
    origins = pl.repeat(first, rows.height, dtype=pl.Date, eager=True)
    was, now = (working_days_between_series(calendar, origins, dates[name]).cast(pl.Int64) for name in dates.columns)
    return now - was
