"""The running projects as the weekly meeting goes through them, in order of trouble."""

import polars as pl

from core import figures
from core.figures import Choice
from core.metrics import progress
from core.metrics.todo_matter import LIVE
from core.visit import Visit
from core.weekly.matters import KINDS, every, promised, standings
from core.weekly.sitting import Sitting, then

_BANDS = {"none": 0, "low": 1, "medium": 2, "high": 3}


def troubles(visit: Visit, sitting: Sitting) -> pl.DataFrame:
    """One row per running project of the choice, the most troubled first.

    project, planned, actual, deviation, spi, band, was_band; broken, at_risk, due: how many of its promises are;
    decision, blocked, issue, ask: how many are that, overdue or
    not. Order: the highest warning band, then promises broken, then deviation, then name.
    The measures are null, and the band none, where nothing is planned.
    """
    return visit.once("weekly.troubles", lambda: _troubles(visit, sitting), sitting, visit.moment)


def _troubles(visit: Visit, sitting: Sitting) -> pl.DataFrame:
    whole = Choice(sitting.choice.project)
    live = visit.frames["project"].filter(pl.col("status").is_in(LIVE)).select("name", project="id")
    measured = figures.projects(visit, whole).drop("weight")
    ratios = progress.spi(figures.leaves(visit, whole), ["project"])
    bands = then(visit, "bands", lambda was: figures.projects(was, whole).select("project", was_band="band"), sitting)
    of_promises = {name: which.sum().cast(pl.Int64) for name, which in standings(visit).items()}
    of_matters = {name: (pl.col("kind") == name).sum().cast(pl.Int64) for name in KINDS if name not in of_promises}
    promises = promised(visit, sitting).group_by("project").agg(**of_promises)
    others = every(visit, sitting).group_by("project").agg(**of_matters)
    rows = whole.of(live)
    if sitting.choice.department is not None:
        mine = visit.frames["task"].filter(pl.col("department") == sitting.choice.department)["project"]
        rows = rows.filter(pl.col("project").is_in(mine.unique().implode()))
    for told in (measured, ratios, bands, promises, others):
        rows = rows.join(told, on="project", how="left", maintain_order="left")
    rows = rows.with_columns(pl.col("band", "was_band").fill_null("none"), pl.col(KINDS).fill_null(0))
    worst = pl.col("band").replace_strict(_BANDS, return_dtype=pl.Int64)
    return rows.sort(worst, "broken", "deviation", "name", descending=[True, True, True, False], nulls_last=True).drop("name")
