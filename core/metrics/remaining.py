"""What remains of a plan's work, and where it stands in time: what a forecast starts from.

Places in time are working days from the morning of the first day that is not over: 0 is that morning, 1.5 the middle of the second
working day, −1 a working day ago. Source: docs/metrics.md, Forecast.
"""

from datetime import date, datetime, timedelta

import polars as pl

from core.metrics.progress import days as days_of
from core.workdays import WorkCalendar, working_days_between_series

_DAY = timedelta(days=1)


def work(leaves: pl.DataFrame, calendar: WorkCalendar, now: datetime) -> pl.DataFrame:
    """One row per leaf, by id: what a forecast starts from, in working days.

    leaves: id, department, kind, status, starts_on, due_on, started_on, finished_on, actual (%). Out: id, department; days, the planned
    ones (of a milestone 0); remaining, the share still to do; floor, before which it does not begin; began, where it has; ended and
    ended_on, where it is finished; shown, before which a milestone is not reached; speed, how many times as fast as its department;
    counts, whether the whole waits for it.
    """
    today, over = days_of(calendar, now)
    milestone, done = pl.col("kind") == "milestone", pl.col("status") == "done"
    began = (pl.col("actual") > 0) | pl.col("started_on").is_not_null() | pl.col("status").is_in(["doing", "review"])
    leaf = leaves.sort("id").with_columns(
        ended_on=pl.when(done).then(pl.min_horizontal(pl.coalesce("finished_on", "due_on"), pl.lit(today))),
        _from=pl.when(milestone).then("due_on").otherwise("starts_on"),
        _began_on=pl.when(began | done).then(pl.coalesce("started_on", "starts_on")),
    )
    length = working_days_between_series(calendar, leaf["starts_on"], leaf["due_on"])
    return leaf.select(
        "id",
        "department",
        days=pl.when(milestone).then(0.0).otherwise(pl.lit(length).cast(pl.Float64)),
        remaining=pl.when(done).then(0.0).otherwise((1 - pl.col("actual").fill_null(0.0) / 100).clip(0, 1)),
        floor=pl.when(began).then(0.0).otherwise(_before(calendar, over, leaf["_from"]).clip(0)),
        began=_before(calendar, over, leaf["_began_on"]),
        ended=_before(calendar, over, leaf["ended_on"] + _DAY),
        shown=pl.when(milestone & ~done).then(_before(calendar, over, leaf["due_on"] + _DAY)),
        ended_on="ended_on",
        speed=pl.lit(1.0),
        counts=pl.lit(value=True),
    )


def _before(calendar: WorkCalendar, over: date, days: pl.Series) -> pl.Series:
    """Where the morning of each day lies; null where it is."""
    behind = working_days_between_series(calendar, days, over)
    first = pl.repeat(over + _DAY, len(days), dtype=pl.Date, eager=True)
    return (working_days_between_series(calendar, first, days - _DAY) - behind).cast(pl.Float64)
