"""The figures that say in one line how things stand, as plain numbers: for setting two moments beside each other."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import polars as pl

from core import figures
from core.figures import Choice
from core.metrics import compliance, progress, satisfaction
from core.visit import Visit

Measure = Callable[[Visit, Choice], float | None]


def values(visit: Visit, choice: Choice) -> dict[str, float | None]:
    """Each of NAMES with its value, shares from 0 to 1; None where there is nothing to count."""
    return visit.once("headline", lambda: {name: measure(visit, choice) for name, measure in _MEASURES.items()}, choice, visit.moment)


def departments(then: Visit, now: Visit, choice: Choice) -> pl.DataFrame:
    """One row per department with promises at either moment: department, rate_then, n_then, rate_now, n_now."""
    return _beside(_departments(then, choice), _departments(now, choice), "department")


def projects(then: Visit, now: Visit, choice: Choice) -> pl.DataFrame:
    """One row per project that runs at either moment: project, actual and deviation (in points), then and now."""
    return _beside(_projects(then, choice), _projects(now, choice), "project")


def _departments(visit: Visit, choice: Choice) -> pl.DataFrame:
    rows = figures.matrix(visit, choice).filter(pl.col("department").is_not_null(), pl.col("family").is_null())
    return rows.select("department", "rate", n=pl.col("kept") + pl.col("broken"))


def _projects(visit: Visit, choice: Choice) -> pl.DataFrame:
    return figures.projects(visit, choice).select("project", "actual", "deviation")


def _beside(then: pl.DataFrame, now: pl.DataFrame, by: str) -> pl.DataFrame:
    def named(frame: pl.DataFrame, when: str) -> pl.DataFrame:
        return frame.rename({name: f"{name}_{when}" for name in frame.columns if name != by})

    return named(then, "then").join(named(now, "now"), on=by, how="full", coalesce=True).sort(by)


def _compliance(visit: Visit, choice: Choice) -> float | None:
    return _first(compliance.compliance(figures.promises(visit, choice), [])["rate"])


def _overdue(visit: Visit, choice: Choice) -> float | None:
    return float(figures.late(figures.promises(visit, choice)).height)


def _deviation(visit: Visit, choice: Choice) -> float | None:
    return _first(progress.roll_up(figures.leaves(visit, choice), [])["deviation"])


def _spi(visit: Visit, choice: Choice) -> float | None:
    return _first(progress.spi(figures.leaves(visit, choice), [])["spi"])


def _on_time(visit: Visit, choice: Choice) -> float | None:
    return _first(figures.on_time(visit, choice)["rate"])


def _high(visit: Visit, choice: Choice) -> float | None:
    return float(figures.high_risks(visit, choice).height)


def _satisfaction(kind: str, metric: Callable[[pl.DataFrame, Sequence[str]], pl.DataFrame]) -> Measure:
    return lambda visit, choice: _first(metric(figures.answers(visit, choice, kind), [])[kind])


def _first(column: pl.Series) -> float | None:
    found: float | None = column[0] if column.len() else None
    return found


_MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "compliance": _compliance,
        "overdue": _overdue,
        "deviation": _deviation,
        "spi": _spi,
        "on_time": _on_time,
        "high": _high,
        "csat": _satisfaction("csat", satisfaction.csat),
        "nps": _satisfaction("nps", satisfaction.nps),
    }
)
NAMES = tuple(_MEASURES)
# Those of which less is better.
FALLING = frozenset({"overdue", "deviation", "high"})
