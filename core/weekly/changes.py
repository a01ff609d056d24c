"""What has changed in the records since the weekly meeting before."""

from datetime import datetime

import polars as pl

from core import figures
from core.figures import Choice
from core.metrics import changed, progress
from core.visit import Visit
from core.weekly.sitting import Sitting, then


def changes(visit: Visit, sitting: Sitting) -> pl.DataFrame:
    """One row per change since the meeting before, of the choice: what metrics.changed gives. What the meeting itself agreed is none."""
    found = sitting.choice.of(_changes(visit, sitting.since))
    if sitting.meeting is None:
        return found
    agreed = visit.frames["task"].filter(pl.col("meeting") == sitting.meeting).select(table=pl.lit("task"), record="id")
    return found.join(agreed, on=["table", "record"], how="anti", maintain_order="left")


def _changes(visit: Visit, since: datetime) -> pl.DataFrame:
    whole = Sitting(Choice(), since)

    def records() -> pl.DataFrame:
        return changed.records(then(visit, "reading", reading, whole), reading(visit))

    def make() -> pl.DataFrame:
        moved = visit.rows("weekly.records", records, since, progress.days(visit.rules.calendar, visit.moment))
        promises = then(visit, "promises", lambda was: was.promises, whole)
        return changed.changes(moved, changed.broken(promises, visit.promises))

    return visit.rows("weekly.changes", make, since, visit.moment)


def reading(visit: Visit) -> changed.Reading:
    """The records as they stand for a visit, with their bands."""
    goals = figures.goals(visit, Choice()).select("goal", "state")
    found = changed.bands(figures.every_leaf(visit), figures.projects(visit, Choice()), visit.frames["risk"], goals)
    return changed.Reading(visit.today, {table: visit.frames[table] for table in changed.TABLES}, found, visit.rules.calendar)
