"""Figures over time: what happened in each period, or stood at its end, in the organisation's zone.

Every function gives one row per period and group: period (its first day), *by, value, n. Totals are sums over sums. Each takes whole
periods as periods() lists them; n is what the value rests on. Source: docs/trends.md.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType

import polars as pl

# How long a period is; dictionary of the page's choice.
GRAINS: Mapping[str, str] = MappingProxyType({"week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"})
_DAY = timedelta(days=1)
_WEIGHT = pl.col("weight")


def periods(first: date, today: date, grain: str, most: int = 120, *, evening: bool = False) -> pl.DataFrame:
    """One row per week (from its Monday), month, quarter or year from first to today: period, last (its last day), over.

    over: its last day is before today, or today where that is over too (evening); only the newest period may not be. Of very long spans
    the newest most periods.
    """
    every = GRAINS[grain]
    begin = starting(pl.lit(min(first, today)), grain)
    days = pl.select(pl.date_range(begin, pl.lit(today), every, eager=False).alias("period"))
    last = pl.col("period").dt.offset_by(every) - _DAY
    return days.with_columns(last=last, over=(last <= today) if evening else (last < today)).tail(most)


def starting(day: pl.Expr, grain: str) -> pl.Expr:
    """The first day of the period that a day is in."""
    return day.dt.truncate(GRAINS[grain])


def shares(events: pl.DataFrame, periods: pl.DataFrame, grain: str, by: Sequence[str], scale: float = 1.0) -> pl.DataFrame:
    """What share of the events of each period is good: value = scale × Σ good ÷ Σ counted, n = Σ counted; null where n is 0.

    events: one row per event: day, good (a number, or whether), *by. A period in which a group has no event has a row.
    """
    sums = _inside(events, periods, grain).group_by("period", *by).agg(_good=pl.col("good").cast(pl.Float64).sum(), n=pl.len())
    whole = _grid(periods, events, by).join(sums, on=["period", *by], how="left", nulls_equal=True, maintain_order="left")
    n = pl.col("n").fill_null(0).cast(pl.Int64)
    return whole.select("period", *by, value=pl.when(n > 0).then(scale * pl.col("_good") / n), n=n)


def medians(events: pl.DataFrame, periods: pl.DataFrame, grain: str, by: Sequence[str]) -> pl.DataFrame:
    """The median amount of each period's events (day, amount, *by), n how many have one; null where none has."""
    found = _inside(events.drop_nulls("amount"), periods, grain).group_by("period", *by).agg(value=pl.col("amount").median(), n=pl.len())
    whole = _grid(periods, events, by).join(found, on=["period", *by], how="left", nulls_equal=True, maintain_order="left")
    return whole.select("period", *by, pl.col("value").cast(pl.Float64), n=pl.col("n").fill_null(0).cast(pl.Int64))


def standing(spells: pl.DataFrame, periods: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """What stood at the end of each period: value = Σ weight, n = how many, of the spells that had begun and not ended by its last day.

    spells: one row per spell: since, until (the first day it no longer stands; null: it still does), weight, *by.
    """
    ends = periods["last"].to_physical()
    height = periods.height
    begun = ends.search_sorted(spells["since"].to_physical(), side="left")
    over = ends.search_sorted(spells["until"].to_physical(), side="left")
    placed = spells.select(*by, "weight").with_columns(
        pl.Series("begun", begun).cast(pl.Int64), pl.Series("over", over).cast(pl.Int64).fill_null(height).alias("over")
    )
    placed = placed.with_columns(over=pl.when(spells["until"].is_null()).then(height).otherwise("over"))
    placed = placed.filter(pl.col("begun") < pl.col("over"))
    steps = pl.concat(
        [
            placed.select(*by, place="begun", step=_WEIGHT.cast(pl.Float64), one=pl.lit(1, pl.Int64)),
            placed.select(*by, place="over", step=-_WEIGHT.cast(pl.Float64), one=pl.lit(-1, pl.Int64)),
        ]
    )
    summed = steps.group_by("place", *by).agg(pl.col("step", "one").sum())
    numbered = _grid(periods, spells, by).join(periods.select("period").with_row_index("place"), on="period", maintain_order="left")
    whole = numbered.with_columns(pl.col("place").cast(pl.Int64)).join(
        summed, on=["place", *by], how="left", nulls_equal=True, maintain_order="left"
    )
    running = [pl.col(name).fill_null(0).cum_sum() for name in ("step", "one")]
    value, n = (each.over(by) for each in running) if by else running
    return whole.select("period", *by, value=value.round(9), n=n)


def measured(cube: pl.DataFrame, periods: pl.DataFrame, measure: str, by: Sequence[str]) -> pl.DataFrame:
    """Progress at the end of each period: planned, actual (%), deviation (points) or spi (a ratio); n: the leaf tasks counted.

    cube: one row per end and group of leaves: end, planned, actual (Σ weight × %), weight, leaves, *by. Null while the weights sum to
    0 (spi: while nothing is planned).
    """
    sums = cube.group_by("end", *by).agg(pl.col("planned", "actual", "weight").sum(), n=pl.col("leaves").sum().cast(pl.Int64))
    planned, actual = pl.col("planned"), pl.col("actual")
    above, below = {
        "planned": (planned, _WEIGHT),
        "actual": (actual, _WEIGHT),
        "deviation": (planned - actual, _WEIGHT),
        "spi": (actual, planned),
    }[measure]
    valued = sums.select("end", *by, "n", value=pl.when(below > 0).then(above / below))
    whole = _grid(periods.select("period", "last"), cube, by)
    found = whole.join(valued, left_on=["last", *by], right_on=["end", *by], how="left", nulls_equal=True, maintain_order="left")
    return found.select("period", *by, "value", n=pl.col("n").fill_null(0))


def _inside(events: pl.DataFrame, periods: pl.DataFrame, grain: str) -> pl.DataFrame:
    return events.with_columns(period=starting(pl.col("day"), grain)).join(periods.select("period"), on="period", how="semi")


def _grid(periods: pl.DataFrame, rows: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Every period of every group there is, in order."""
    kept = periods.select(name for name in ("period", "last") if name in periods.columns)
    return rows.select(by).unique().sort(by).join(kept, how="cross", maintain_order="left_right") if by else kept
