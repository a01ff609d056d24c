"""What happened along the way: launches and ends of projects, baselines, changed rules, long holidays. They explain a bend, no more."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from core.workdays import WorkCalendar

COLUMNS = {"day": pl.Date, "kind": pl.String, "project": pl.Int64, "name": pl.String}
# The most important first: of those a chart has room for only a few.
KINDS = ("launch", "end", "policy", "baseline", "holiday")
_DAY = timedelta(days=1)
# Chinese public holidays of five days and more, by the day that is always in them.
_LONG = (((10, 1), "national"), ((5, 1), "labour"))


def happenings(projects: pl.DataFrame, baselines: pl.DataFrame, policies: pl.DataFrame, zone: ZoneInfo) -> pl.DataFrame:
    """COLUMNS, one row per launch and end of a project, baseline, and day on which limits of promises changed.

    projects: id, status, starts_on, ends_on; baselines: project, name, saved_at; policies: every version of the rules, with saved_at.
    name: that of a baseline, else null. What never began, or is not over, has no row.
    """
    begun = projects.filter(pl.col("status").is_in(["active", "paused", "done"]))
    over = projects.filter(pl.col("status") == "done")
    saved = pl.col("saved_at").dt.convert_time_zone(zone.key).dt.date()
    none = {"project": pl.lit(None, pl.Int64), "name": pl.lit(None, pl.String)}
    found = [
        begun.select(day="starts_on", kind=pl.lit("launch"), project="id", name=none["name"]),
        over.select(day="ends_on", kind=pl.lit("end"), project="id", name=none["name"]),
        policies.select(day=saved, kind=pl.lit("policy"), **none).unique("day"),
        baselines.select("project", "name", day=saved, kind=pl.lit("baseline")).select(*COLUMNS),
    ]
    return pl.concat(found).drop_nulls("day")


def holidays(calendar: WorkCalendar, first: date, last: date) -> pl.DataFrame:
    """COLUMNS of the long holidays that begin between two days: name is national, labour or spring."""
    rows = []
    for year in range(first.year, last.year + 1):
        for (month, number), name in _LONG:
            day = date(year, month, number)
            if _long(calendar, day):
                rows.append((day, "holiday", None, name))
        spring = next((day for n in range(60) if _long(calendar, day := date(year, 1, 20) + n * _DAY)), None)
        if spring is not None and (spring.month, spring.day) < (3, 1):
            rows.append((spring, "holiday", None, "spring"))
    kept = [row for row in rows if first <= row[0] <= last]
    return pl.DataFrame(kept, schema=COLUMNS, orient="row")


def _long(calendar: WorkCalendar, day: date) -> bool:
    """Whether five days from that one on are all off."""
    return calendar.working_days_between(day, day + 4 * _DAY) == 0


def foremost(happenings: pl.DataFrame, most: int) -> pl.DataFrame:
    """The most important of them, at most so many, by day: the two newest of each of KINDS, in its order, then the next two of each."""
    order = pl.col("kind").replace_strict({kind: place for place, kind in enumerate(KINDS)}, return_dtype=pl.Int64)
    turn = pl.col("day").rank("ordinal", descending=True).over("kind").cast(pl.Int64) - 1
    ranked = happenings.sort("day", "kind", "project", "name").with_columns(_turn=turn // 2, _order=order)
    return ranked.sort("_turn", "_order", maintain_order=True).head(most).drop("_turn", "_order").sort("day", "kind", "project")
