"""The figures that say in one line how things stand, as plain numbers: for setting two moments beside each other."""

from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass
from types import MappingProxyType

import polars as pl

from core import figures
from core.figures import Choice
from core.metrics import chance, compliance, progress, satisfaction
from core.visit import Visit

_COMPARED = {"name": pl.String} | {
    f"{column}_{when}": dtype
    for when in ("then", "now")
    for column, dtype in {"value": pl.Float64, "n": pl.Int64, "spread": pl.Float64}.items()
}


@dataclass(frozen=True)
class Figure:
    """A value, a share being from 0 to 1, None where there is nothing to count; n where it is that of a sample: how many cases.

    spread: of a net score, the variance of one answer on the scale from -1 to 1.
    """

    value: float | None
    n: int | None = None
    spread: float | None = None


Measure = Callable[[Visit, Choice], Figure]


def values(visit: Visit, choice: Choice) -> dict[str, Figure]:
    """Each of NAMES with its figure."""
    return visit.once("headline", lambda: {name: measure(visit, choice) for name, measure in _MEASURES.items()}, choice, visit.moment)


def compared(then: Visit, now: Visit, choice: Choice) -> pl.DataFrame:
    """One row per figure of NAMES: name, value and n, then and now; apart: whether what is sampled moved by more than chance, else null."""
    before, after = values(then, choice), values(now, choice)
    rows = [(name, *astuple(before[name]), *astuple(after[name])) for name in NAMES]
    frame = pl.DataFrame(rows, schema=_COMPARED, orient="row")
    name = pl.col("name")
    apart = pl.when(name.is_in(SHARES)).then(_apart("value")).when(name == "nps").then(_net_apart())
    return frame.with_columns(apart=apart).drop("spread_then", "spread_now")


def departments(then: Visit, now: Visit, choice: Choice) -> pl.DataFrame:
    """One row per department with promises at either moment: department, rate and n, then and now; apart: by more than chance."""
    return _beside(_departments(then, choice), _departments(now, choice), "department").with_columns(apart=_apart("rate"))


def projects(then: Visit, now: Visit, choice: Choice) -> pl.DataFrame:
    """One row per project that runs at either moment: project, actual and deviation (in points), then and now."""
    return _beside(_projects(then, choice), _projects(now, choice), "project")


def _apart(value: str) -> pl.Expr:
    return chance.apart(*(pl.col(f"{name}_{when}") for when in ("then", "now") for name in (value, "n")))


def _net_apart() -> pl.Expr:
    sides = ((pl.col(f"value_{when}") / 100, pl.col(f"spread_{when}"), pl.col(f"n_{when}")) for when in ("then", "now"))
    return chance.net_apart(*next(sides), *next(sides))


def _departments(visit: Visit, choice: Choice) -> pl.DataFrame:
    rows = figures.matrix(visit, choice).filter(pl.col("department").is_not_null(), pl.col("family").is_null())
    return rows.select("department", "rate", n=pl.col("kept") + pl.col("broken"))


def _projects(visit: Visit, choice: Choice) -> pl.DataFrame:
    return figures.projects(visit, choice).select("project", "actual", "deviation")


def _beside(then: pl.DataFrame, now: pl.DataFrame, by: str) -> pl.DataFrame:
    def named(frame: pl.DataFrame, when: str) -> pl.DataFrame:
        return frame.rename({name: f"{name}_{when}" for name in frame.columns if name != by})

    return named(then, "then").join(named(now, "now"), on=by, how="full", coalesce=True).sort(by)


def _compliance(visit: Visit, choice: Choice) -> Figure:
    row = compliance.compliance(figures.promises(visit, choice), []).row(0, named=True)
    return Figure(row["rate"], row["kept"] + row["broken"])


def _overdue(visit: Visit, choice: Choice) -> Figure:
    return Figure(float(figures.late(figures.promises(visit, choice)).height))


def _deviation(visit: Visit, choice: Choice) -> Figure:
    return Figure(_first(progress.roll_up(figures.leaves(visit, choice), [])["deviation"]))


def _spi(visit: Visit, choice: Choice) -> Figure:
    return Figure(_first(progress.spi(figures.leaves(visit, choice), [])["spi"]))


def _on_time(visit: Visit, choice: Choice) -> Figure:
    row = figures.on_time(visit, choice).row(0, named=True)
    return Figure(row["rate"], row["due"])


def _high(visit: Visit, choice: Choice) -> Figure:
    return Figure(float(figures.high_risks(visit, choice).height))


def _csat(visit: Visit, choice: Choice) -> Figure:
    row = satisfaction.csat(figures.answers(visit, choice, "csat"), []).row(0, named=True)
    return Figure(row["csat"], row["n"])


def _nps(visit: Visit, choice: Choice) -> Figure:
    answers = figures.answers(visit, choice, "nps")
    row = satisfaction.nps(answers, []).row(0, named=True)
    return Figure(row["nps"], row["n"], satisfaction.nps_spread(answers))


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
        "csat": _csat,
        "nps": _nps,
    }
)
NAMES = tuple(_MEASURES)
# Those that are the share of a sample.
SHARES = ("compliance", "on_time", "csat")
# Those of which less is better.
FALLING = frozenset({"overdue", "deviation", "high"})
