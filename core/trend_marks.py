"""What stands beside a measure over time: the target it should come to, and what happened on the way."""

from datetime import date

import polars as pl

from core.figures import Choice
from core.measures import MEASURES
from core.metrics import happenings
from core.visit import Visit


def aim(visit: Visit, choice: Choice, key: str) -> tuple[float, str | None] | None:
    """What a measure should come to, in its own unit, and the name of the goal that says so; None for the name where it is the rules."""
    measure = MEASURES[key]
    if measure.source and choice.department is None:
        project = pl.col("project").eq_missing(pl.lit(choice.project, pl.Int64))
        running = (pl.col("starts_on") <= visit.today) & (pl.col("due_on") >= visit.today)
        goals = visit.frames["goal"].filter(project, running)
        if measure.source in ("csat", "nps"):
            linked = visit.frames["survey"].filter(pl.col("kind") == measure.source)["goal"].drop_nulls()
            goals = goals.filter(pl.col("source") == "survey", pl.col("id").is_in(linked.implode()))
        else:
            goals = goals.filter(pl.col("source") == measure.source)
        for name, target in goals.sort("id").select("name", "target_value").head(1).iter_rows():
            return (target / 100 if measure.unit == "%" else target), name
    return None if measure.aim is None else (measure.aim, None)


def happened(visit: Visit, choice: Choice, first: date, last: date, most: int) -> pl.DataFrame:
    """The most important things that happened between two days, to the chosen project or to any: metrics.happenings.COLUMNS."""

    def make() -> pl.DataFrame:
        frames = visit.frames
        policies = visit.ledger.history("policy").filter(pl.col("saved_at") <= visit.moment)
        own = happenings.happenings(frames["project"], frames["baseline"], policies, visit.zone)
        own = own.filter(pl.col("project").is_null() | (pl.col("project") == choice.project)) if choice.project else own
        found = pl.concat([own, happenings.holidays(visit.rules.calendar, first, last)])
        return happenings.foremost(found.filter(pl.col("day").is_between(first, last)), most)

    return visit.once("trends.happened", make, choice, first, last, most, of=("project", "baseline", "policy", "calendar_day", "setting"))
