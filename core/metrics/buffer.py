"""The project buffer: how long it is, how much of it the forecast uses, and whether that is much for what is done.

Source: docs/metrics.md, Buffer.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

import polars as pl

from core.metrics.schedule import critical_path
from core.workdays import WorkCalendar, working_days_between_series

Zone = Literal["green", "amber", "red"]

# The share of the buffer from which a project is in the amber or the red zone, before anything is done and when all is: sloped,
# since what is used up early is missed longer.
AMBER = (0.15, 0.75)
RED = (0.30, 0.90)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Position:
    """Where a project stands with its buffer.

    path: the length of its critical path, and days: of its buffer, both in working days. done: the share of the critical path that is
    completed. late: working days from the finish it is held against to the forecast one, 0 when earlier. used: late ÷ days; None, as
    zone is, without a buffer.
    """

    path: int
    days: float
    done: float
    late: int
    used: float | None
    zone: Zone | None


def position(
    leaves: pl.DataFrame, links: pl.DataFrame, percent: float, held_against: date, forecast: date, calendar: WorkCalendar
) -> Position:
    """Where a project stands. leaves: id, kind, starts_on, due_on, actual (%); links: predecessor, successor, type, lag_days.

    percent: the buffer in per cent of the critical path; held_against and forecast: finishes.
    """
    path, done = chain(leaves, links, calendar)
    days = path * percent / 100
    late = calendar.working_days_between(held_against + _DAY, forecast) if forecast > held_against else 0
    used = late / days if days else None
    return Position(path, days, done, late, used, None if used is None else zone(done, used))


def zone(done: float, used: float) -> Zone:
    """The zone of the fever chart: both are shares."""
    if used >= _at(RED, done):
        return "red"
    return "amber" if used >= _at(AMBER, done) else "green"


def _at(line: tuple[float, float], done: float) -> float:
    return line[0] + (line[1] - line[0]) * done


def chain(leaves: pl.DataFrame, links: pl.DataFrame, calendar: WorkCalendar) -> tuple[int, float]:
    """The length of the critical path in working days, and the share of it that is completed; without links, of the whole plan."""
    path, tasks = on_path(leaves, links, calendar)
    whole, completed = tasks.select(pl.col("duration").sum(), completed=(pl.col("duration") * pl.col("actual").fill_null(0)).sum()).row(0)
    return path, completed / whole / 100 if whole else 0.0


def on_path(leaves: pl.DataFrame, links: pl.DataFrame, calendar: WorkCalendar) -> tuple[int, pl.DataFrame]:
    """The length of the critical path in working days, and its tasks: id, actual, duration; without links, of the whole plan."""
    length = pl.lit(working_days_between_series(calendar, leaves["starts_on"], leaves["due_on"]))
    tasks = leaves.select("id", "actual", duration=pl.when(pl.col("kind") == "milestone").then(0).otherwise(length))
    known = links.filter(pl.col("predecessor").is_in(tasks["id"].implode()), pl.col("successor").is_in(tasks["id"].implode()))
    if known.is_empty():
        first, last = leaves.select(pl.col("starts_on").min(), pl.col("due_on").max()).row(0)
        path = calendar.working_days_between(first, last)
    else:
        found = critical_path(tasks, known.select("predecessor", "successor", "type", lag="lag_days"))
        path = found.select(pl.col("early_finish").max()).item()
        tasks = tasks.filter(found["critical"])
    return path, tasks
