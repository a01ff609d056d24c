"""How long departments take against their plans: the duration ratios of what they have finished.

A ratio is the actual working days of a finished task, from its start to its finish, both counted, ÷ its planned ones: 1.2 is a task
that took a fifth longer. Source: docs/metrics.md, Forecast.
"""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.workdays import WorkCalendar, working_days_between_series

Ratios = Mapping[int | None, NDArray[np.float64]]

# Evidence counts in full once there is much more of it than this: n finished tasks weigh n ÷ (n + PRIOR), the plan the rest.
PRIOR = 5
# How a department works today says more than how it worked years ago.
NEWEST = 200


def finished(tasks: pl.DataFrame, calendar: WorkCalendar) -> pl.DataFrame:
    """One row per finished leaf that has an actual start and finish: id, project, department, finished_on, planned, actual, ratio.

    tasks are records, with baseline_starts_on and baseline_due_on where they have a baseline. planned and actual are working days, at
    least 1 actual; milestones, action items and tasks without a planned working day say nothing about pace. Of each department the
    NEWEST.
    """
    parents = tasks.select(parent=pl.col("parent").drop_nulls().unique())
    done = tasks.join(parents, left_on="id", right_on="parent", how="anti", maintain_order="left").filter(
        pl.col("status") == "done",
        ~pl.col("kind").is_in(["milestone", "action"]),
        pl.col("started_on").is_not_null(),
        pl.col("finished_on") >= pl.col("started_on"),
    )
    if "baseline_due_on" in done.columns:
        done = done.with_columns(starts_on=pl.coalesce("baseline_starts_on", "starts_on"), due_on=pl.coalesce("baseline_due_on", "due_on"))
    planned = working_days_between_series(calendar, done["starts_on"], done["due_on"])
    actual = working_days_between_series(calendar, done["started_on"], done["finished_on"]).clip(1)
    return (
        done.select("id", "project", "department", "finished_on", planned=planned, actual=actual)
        .filter(pl.col("planned") > 0)
        .with_columns(ratio=pl.col("actual") / pl.col("planned"))
        .sort("finished_on", "id")
        .group_by("department", maintain_order=True)
        .tail(NEWEST)
        .sort("department", "finished_on", "id")
    )


def paces(finished: pl.DataFrame) -> pl.DataFrame:
    """One row per department, and one of all of them whose department is null: department, n, median, low, high, expected.

    low and high are the ratios a tenth and nine tenths of the tasks stayed under; expected is the median, shrunk towards 1.
    """
    told = [
        pl.len().cast(pl.Int64).alias("n"),
        pl.col("ratio").median().alias("median"),
        pl.col("ratio").quantile(0.1, "linear").alias("low"),
        pl.col("ratio").quantile(0.9, "linear").alias("high"),
    ]
    whole = finished.select(pl.lit(None, pl.Int64).alias("department"), *told).filter(pl.col("n") > 0)
    each = finished.group_by("department").agg(told).sort("department")
    return pl.concat([each, whole]).with_columns(expected=1 + _weight(pl.col("n")) * (pl.col("median") - 1))


def ratios(finished: pl.DataFrame) -> Ratios:
    """Department → its ratios, shrunk towards 1, in ascending order; under None those of all. Empty where nothing is finished."""
    found = {department: _shrunk(rows["ratio"]) for (department,), rows in finished.group_by("department", maintain_order=True)}
    return found | ({None: _shrunk(finished["ratio"])} if finished.height else {})


def expected(ratios: Ratios, department: int) -> float:
    """The ratio to expect of a department: the median of its own, else of everybody's, else 1."""
    return float(np.median(of(ratios, department)))


def of(ratios: Ratios, department: int) -> NDArray[np.float64]:
    """The ratios that speak for a department: its own, else everybody's, else 1."""
    return ratios.get(department, ratios.get(None, np.ones(1)))


def _shrunk(ratio: pl.Series) -> NDArray[np.float64]:
    known = ratio.sort().to_numpy()
    return 1 + len(known) / (len(known) + PRIOR) * (known - 1)


def _weight(n: pl.Expr) -> pl.Expr:
    return n / (n + PRIOR)
