"""What would be if: a plan's work as a few changes would leave it, for another forecast. Nothing is saved."""

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True)
class Change:
    """What is changed: tasks dropped; speeds by department, 1.25 a quarter faster; tasks moved and made longer by so many working days."""

    dropped: tuple[int, ...] = ()
    speeds: tuple[tuple[int, float], ...] = ()
    moved: tuple[tuple[int, int], ...] = ()
    longer: tuple[tuple[int, int], ...] = ()


def changed(work: pl.DataFrame, change: Change) -> pl.DataFrame:
    """The work (core.metrics.remaining.work) after the change.

    A dropped task takes no time, yet what it waited for still holds what waits for it. What has begun and is moved goes on that much
    later; nothing is moved before today, and no task made shorter than nothing.
    """
    dropped, still = pl.col("id").is_in(list(change.dropped)), pl.lit(0.0)
    by, more = (pl.col("id").replace_strict(dict(some), default=0, return_dtype=pl.Float64) for some in (change.moved, change.longer))
    return work.with_columns(
        days=pl.when(dropped).then(still).otherwise((pl.col("days") + more).clip(0)),
        floor=pl.when(dropped).then(still).otherwise((pl.col("floor") + by).clip(0)),
        shown=pl.when(~dropped).then(pl.col("shown") + by),
        speed=pl.col("department").replace_strict(dict(change.speeds), default=1.0, return_dtype=pl.Float64),
        counts=pl.col("counts") & ~dropped,
    )
