"""When the open work of a project will be finished: what remains of each task at its department's pace, through the dependencies.

Places in time are those of core.metrics.remaining; work ends on the day it ends in. Source: docs/metrics.md, Forecast.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil

import numpy as np
import polars as pl

from core.metrics import pace
from core.metrics.progress import days as days_of
from core.metrics.pushing import Array, Network
from core.workdays import WorkCalendar, add_working_days_series, working_days_between_series

RUNS = 1000
LEAVES: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "id": pl.Int64,
    **dict.fromkeys(("expected", "p50", "p80"), pl.Date),
    "critical": pl.Boolean,
}
_DAY = timedelta(days=1)
_SEED = 5
# Some forty years: what takes longer is not forecast to the day, and no calendar reaches much further.
_FARTHEST = 10_000
_CLOSE = 1e-6


@dataclass(frozen=True)
class Forecast:
    """leaves: one row per leaf: LEAVES; what is finished stands at its finish, critical is what moves the expected finish day by day.

    finishes: the project's finish in each run, in order. expected: with every department at its expected ratio; None without a leaf.
    """

    leaves: pl.DataFrame
    finishes: pl.Series
    expected: date | None

    @property
    def p50(self) -> date | None:
        """The day by which half of the runs are finished."""
        return by(self.finishes, 0.5)

    @property
    def p80(self) -> date | None:
        """The day by which four fifths of the runs are finished."""
        return by(self.finishes, 0.8)


def forecast(
    work: pl.DataFrame, links: pl.DataFrame, ratios: pace.Ratios, calendar: WorkCalendar, now: datetime, runs: int = RUNS
) -> Forecast:
    """Push the work through the links: once with the expected ratios, and in so many runs with ratios drawn anew.

    links: predecessor, successor, type, lag_days. In each run a department's ratios are resampled, and each of its tasks takes one of
    them: the same work gives the same forecast, and a task that changes leaves the draws of the others. Raises Cycle.
    """
    work = work.sort("id")
    counted = work["counts"]
    if not counted.any():
        return Forecast(pl.DataFrame(schema=LEAVES), pl.Series([], dtype=pl.Date), None)
    network, to_date = Network(work, links), _Dates(calendar, now)
    each = {department: pace.expected(ratios, department) for department in work["department"].unique()}
    likely = np.array([[each[department]] for department in work["department"]])
    _, end = network.push(likely)
    _, drawn = network.push(_draws(work["department"], ratios, runs))
    half, most = _rank(0.5, runs), _rank(0.8, runs)
    ranked = np.partition(network.reached(drawn), [half, most], axis=1)
    places = {"expected": network.reached(end)[:, 0], "p50": ranked[:, half], "p80": ranked[:, most]}
    leaves = work.select(
        "id",
        *(pl.coalesce("ended_on", to_date.each(found)).alias(name) for name, found in places.items()),
        critical=pl.Series(network.critical(likely), dtype=pl.Boolean),
    ).filter(counted)
    finishes = _finishes(work, network, drawn, to_date)
    if work.filter("counts")["ended"].null_count():
        return Forecast(leaves, finishes, to_date.each(network.finishes(end))[0])
    return Forecast(leaves, finishes, finishes[0])


def finishes(
    work: pl.DataFrame, links: pl.DataFrame, ratios: pace.Ratios, calendar: WorkCalendar, now: datetime, runs: int = RUNS
) -> pl.Series:
    """The finishes of that forecast alone, in a third of the time; none where there is no work. Raises Cycle."""
    work = work.sort("id")
    if not work["counts"].any():
        return pl.Series([], dtype=pl.Date)
    network = Network(work, links)
    return _finishes(work, network, network.push(_draws(work["department"], ratios, runs))[1], _Dates(calendar, now))


def by(finishes: pl.Series, share: float) -> date | None:
    """The day by which that share of the runs is finished; None without a run."""
    return finishes[_rank(share, len(finishes))] if len(finishes) else None


def _finishes(work: pl.DataFrame, network: Network, end: Array, to_date: "_Dates") -> pl.Series:
    counted = work.filter("counts")
    if counted["ended"].null_count():
        return to_date.each(np.sort(network.finishes(end)))
    return counted.select(pl.col("ended_on").max()).to_series()


def apart(calendar: WorkCalendar, first: pl.Series, last: pl.Series) -> pl.Series:
    """Working days from each day to the other, negative where that is earlier: Int64, null where either is."""
    ahead = working_days_between_series(calendar, first + _DAY, last)
    return ahead - working_days_between_series(calendar, last + _DAY, first)


def _draws(departments: pl.Series, ratios: pace.Ratios, runs: int) -> Array:
    """A ratio for each task and run: those of a department come from its ratios as resampled for the run."""
    chance = np.random.default_rng(_SEED).random((len(departments), runs))
    found = np.empty_like(chance)
    for department in departments.unique().sort():
        own = pace.of(ratios, department)
        mine = (departments == department).to_numpy()
        resampled = own[np.random.default_rng([_SEED, department]).integers(len(own), size=(runs, len(own)))]
        found[mine] = resampled[np.arange(runs), (chance[mine] * len(own)).astype(np.int64)]
    return found


def _rank(share: float, runs: int) -> int:
    return ceil(share * runs) - 1


class _Dates:
    """The days of a calendar by place in time."""

    def __init__(self, calendar: WorkCalendar, now: datetime) -> None:
        _, over = days_of(calendar, now)
        self._calendar = calendar
        self._first = datetime.combine(over + _DAY, time(), calendar.zone)

    def each(self, places: Array) -> pl.Series:
        """The day in which each place ends; what is open now ends no earlier than the first day that is not over."""
        nth = pl.Series(np.ceil(places - _CLOSE).clip(1, _FARTHEST).astype(np.int64))
        starts = pl.repeat(self._first, len(nth), dtype=pl.Datetime("us", self._calendar.zone.key), eager=True)
        return add_working_days_series(self._calendar, starts, nth - 1).dt.convert_time_zone(self._calendar.zone.key).dt.date()
