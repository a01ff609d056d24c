"""The measures over time, for a visit and a choice of project and department: their series, totals and rankings, and the rows behind."""

from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import polars as pl

from core import figures
from core.figures import Choice
from core.measures import MEASURES
from core.metrics import progress, ranking, trendline, trends
from core.trend_events import PLANS, events
from core.visit import Visit

# Periods in a year, for the comparison with the same one a year before.
A_YEAR = MappingProxyType({"week": 52, "month": 12, "quarter": 4, "year": 1})
AHEAD = 3
# Periods that are counted at most: of most measures, and of progress.
_MOST = (120, 60)


def cube(visit: Visit, ends: tuple[date, ...]) -> pl.DataFrame:
    """One row per project, department and end: metrics.progress.sums of the projects that ran then.

    A project runs from its start, or from the day it was put down, to its end; one that is not over still runs, whatever its dates say.
    """

    def make() -> pl.DataFrame:
        tasks = progress.baselined(visit.frames["task"], figures.frozen(visit))
        by = ["project", "department"]
        found = progress.sums(tasks, visit.frames["progress"], visit.rules.calendar, visit.moment, by, ends)
        live = pl.col("status").is_in(["planning", "active", "paused"])
        spans = visit.frames["project"].select(live=live, finish="ends_on", project="id").join(figures.begun(visit), on="project")
        running = (pl.col("begin") <= pl.col("end")) & (pl.col("live") | (pl.col("end") <= pl.col("finish")))
        return found.join(spans, on="project").filter(running).drop("live", "begin", "finish")

    return visit.rows("trends.cube", make, ends, figures.day(visit), of=PLANS)


def periods(visit: Visit, key: str, grain: str) -> pl.DataFrame:
    """The periods there is anything in: what metrics.trends.periods gives."""

    def make() -> pl.DataFrame:
        shape = MEASURES[key].shape
        begun = (
            visit.frames["project"]["starts_on"] if shape == "progress" else events(visit, key)["since" if shape == "standing" else "day"]
        )
        first = begun.min()
        # Progress is counted anew at the end of each period.
        most = _MOST[shape == "progress"]
        evening = figures.unfinished(visit) > visit.today
        return trends.periods(first if isinstance(first, date) else visit.today, visit.today, grain, most, evening=evening)

    return visit.once("trends.periods", make, key, grain, visit.moment)


def series(visit: Visit, choice: Choice, key: str, grain: str, by: str = "") -> pl.DataFrame:
    """One row per period and, where by names what to split by, group: period, last, over, [by], value, n."""

    def make() -> pl.DataFrame:
        every = periods(visit, key, grain)
        return every.join(_counted(visit, choice, key, grain, every, [by] if by else []), on="period", maintain_order="left")

    return visit.once("trends.series", make, choice, key, grain, by, visit.moment)


def _counted(visit: Visit, choice: Choice, key: str, grain: str, every: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    measure = MEASURES[key]
    if measure.shape == "progress":
        ends = tuple(min(last, visit.today) for last in every["last"])
        at = every.with_columns(last=pl.min_horizontal("last", pl.lit(visit.today)))
        found = trends.measured(choice.of(cube(visit, ends)), at, key, by)
        return found.with_columns(pl.col("value") / 100) if measure.unit == "%" else found
    rows = choice.of(events(visit, key))
    if by:
        rows = rows.drop_nulls(by)
    if measure.shape == "standing":
        return trends.standing(rows, every, by)
    if measure.shape == "median":
        return trends.medians(rows, every, grain, by)
    return trends.shares(rows, every, grain, by, 100.0 if measure.unit == "nps" else 1.0)


def behind(visit: Visit, choice: Choice, key: str, span: tuple[date, date], by: str = "", group: Any = None) -> pl.DataFrame:
    """The rows a value rests on: the events from the first day to the last, or what stood at the end of the last."""
    rows = choice.of(events(visit, key))
    if by:
        rows = rows.filter(pl.col(by).eq_missing(pl.lit(group)))
    first, last = span
    if MEASURES[key].shape == "standing":
        return rows.filter(pl.col("since") <= last, pl.col("until").is_null() | (pl.col("until") > last))
    inside = rows.filter(pl.col("day").is_between(first, last))
    return inside.drop_nulls("amount") if MEASURES[key].shape == "median" else inside


@dataclass(frozen=True)
class Standing:
    """The groups of a measure over a span, worst first, and the company's own value and n."""

    groups: pl.DataFrame
    value: float | None
    n: int


def ranked(visit: Visit, choice: Choice, key: str, by: str, span: tuple[date, date]) -> Standing:
    """The groups by what happened in the span, or stood at its end: by, value, n, low, high, apart (metrics.ranking.ranked).

    low and high are null for what is no share.
    """
    measure = MEASURES[key]

    def make() -> Standing:
        one = pl.DataFrame({"period": [span[0]], "last": [span[1]]})
        groups, whole = (_over(visit, choice, key, one, names) for names in ([by], []))
        company = whole["value"][0]
        known = groups.filter(pl.col("n") > 0, pl.col("value").is_not_null())
        if measure.unit == "%" and measure.shape == "share":
            found = ranking.ranked(known, company)
        else:
            none = dict.fromkeys(("low", "high"), pl.lit(None, pl.Float64))
            found = known.with_columns(**none, apart=pl.lit(value=True)).sort("value", "n", descending=[measure.down, True])
        return Standing(found, company, whole["n"][0])

    return visit.once("trends.ranked", make, choice, key, by, span, visit.moment)


def total(visit: Visit, choice: Choice, key: str, span: tuple[date, date]) -> tuple[float | None, int]:
    """A measure over all of a span, or at its end, and what it rests on."""

    def make() -> tuple[float | None, int]:
        found = _over(visit, choice, key, pl.DataFrame({"period": [span[0]], "last": [span[1]]}), [])
        return found["value"][0], found["n"][0]

    return visit.once("trends.total", make, choice, key, span, visit.moment)


def _over(visit: Visit, choice: Choice, key: str, one: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """A measure over a single span."""
    first, last = one.row(0)
    if MEASURES[key].shape in ("progress", "standing"):
        return _counted(visit, choice, key, "week", one, by)
    # Whatever the grain, everything in the span is one period.
    inside = choice.of(events(visit, key)).filter(pl.col("day").is_between(first, last)).with_columns(day=pl.lit(first))
    rows = inside.drop_nulls(by) if by else inside
    at = one.with_columns(period=pl.lit(first).dt.truncate("1w"))
    if MEASURES[key].shape == "median":
        return trends.medians(rows, at, "week", by)
    return trends.shares(rows, at, "week", by, 100.0 if MEASURES[key].unit == "nps" else 1.0)


def heading(visit: Visit, choice: Choice, key: str, grain: str) -> trendline.Line | None:
    """Where a measure is heading, from its periods that are over; None where they are too few."""

    def make() -> trendline.Line | None:
        over = series(visit, choice, key, grain).filter("over")
        return trendline.ahead(over["value"].to_list(), AHEAD + 1, *MEASURES[key].bounds)

    return visit.once("trends.heading", make, choice, key, grain, visit.moment)


def since(visit: Visit, days: int | None) -> date:
    """The first day of a span of so many days; long ago where it is all time."""
    return date(1970, 1, 1) if days is None else visit.today - timedelta(days=days - 1)
