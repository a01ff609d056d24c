"""The figures that every weekly meeting looks at: now, at the meeting before, and what they should be."""

from collections.abc import Mapping
from types import MappingProxyType

import polars as pl

from core import figures
from core.figures import Choice
from core.metrics import compliance, progress, satisfaction
from core.metrics.todo_matter import LIVE
from core.visit import Visit
from core.weekly.sitting import Sitting, then

# In the order they are shown. Shares are 0-1, deviation is in points, NPS -100 to 100.
NAMES = ("compliance", "overdue", "on_time", "deviation", "spi", "high", "csat", "nps")
# Of these, less is better.
LESS = ("overdue", "deviation", "high")
# What holds where no goal says otherwise: on plan, nothing overdue, behind by no more than draws a warning.
_USUAL: Mapping[str, float] = MappingProxyType({"compliance": 0.9, "overdue": 0.0, "deviation": progress.Thresholds().low, "spi": 1.0})
# A goal in per cent is about a share.
_SHARES = ("compliance", "on_time", "csat")
_SCHEMA = {"name": pl.String, "now": pl.Float64, "before": pl.Float64, "target": pl.Float64, "met": pl.Boolean}


def kpis(visit: Visit, sitting: Sitting) -> pl.DataFrame:
    """One row per figure of NAMES: name, now, before, target, met.

    now and before are null where nothing is decided, target and met where there is none.
    """

    def make() -> pl.DataFrame:
        now, before = _values(visit, sitting.choice), then(visit, "kpis", lambda was: _values(was, sitting.choice), sitting)
        set_by = _goals(visit, sitting.choice)
        rows = []
        for name in NAMES:
            target = set_by.get(name, _USUAL.get(name))
            value = now[name]
            met = None if value is None or target is None else value <= target if name in LESS else value >= target
            rows.append((name, value, before[name], target, met))
        return pl.DataFrame(rows, schema=_SCHEMA, orient="row")

    return visit.once("weekly.kpis", make, sitting, visit.moment)


def elsewhere(visit: Visit, sitting: Sitting) -> int:
    """How many of the promises overdue belong to no running project, and so stand on no project's slide."""
    live = visit.frames["project"].filter(pl.col("status").is_in(LIVE))["id"].implode()
    late = figures.late(figures.promises(visit, sitting.choice))
    return late.filter(~pl.col("project").is_in(live).fill_null(value=False)).height


def _values(visit: Visit, choice: Choice) -> dict[str, float | None]:
    promised, leaves = figures.promises(visit, choice), figures.leaves(visit, choice)
    found: dict[str, float | None] = {
        "compliance": compliance.compliance(promised, [])["rate"][0],
        "overdue": float(figures.late(promised).height),
        "on_time": figures.on_time(visit, choice)["rate"][0],
        "deviation": progress.roll_up(leaves, [])["deviation"][0],
        "spi": progress.spi(leaves, [])["spi"][0],
        "high": float(figures.high_risks(visit, choice).height),
    }
    for kind, metric in (("csat", satisfaction.csat), ("nps", satisfaction.nps)):
        found[kind] = metric(figures.answers(visit, choice, kind), [])[kind][0]
    return found


def _goals(visit: Visit, choice: Choice) -> dict[str, float]:
    """The target of the newest goal still due that each figure is measured by: of the chosen project, else of the whole company."""
    due = visit.frames["goal"].filter(pl.col("due_on") >= visit.today).sort("id")
    surveyed = visit.frames["survey"].drop_nulls("goal").sort("id").unique("goal", keep="last").select("goal", measure="kind")
    named = due.join(surveyed, left_on="id", right_on="goal", how="left", maintain_order="left").with_columns(
        measure=pl.when(pl.col("source") == "survey").then("measure").otherwise("source")
    )
    found: dict[str, float] = {}
    for project in dict.fromkeys((None, choice.project)):
        rows = named.filter(pl.col("project").eq_missing(pl.lit(project, pl.Int64)), pl.col("measure").is_in(NAMES))
        for name, target in rows.select("measure", "target_value").iter_rows():
            found[name] = target / 100 if name in _SHARES else target
    return found
