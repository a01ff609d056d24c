"""What the results wait for: surveys to answer and this month's values."""

from datetime import timedelta

import polars as pl

from core.access import Person, allowed
from core.metrics.todo_matter import FOUND, Frames, Moment, department, found, may


def surveys(frames: Frames, person: Person, moment: Moment) -> pl.DataFrame:
    """Open surveys about a department he has not rated yet and may rate: any but his own."""
    if not allowed(person, "survey.answer"):
        return pl.DataFrame(schema=FOUND)
    running = frames["survey"].filter(pl.col("opens_on") <= moment.today, pl.col("closes_on") >= moment.today)
    rated = frames["answer"].filter(pl.col("rater") == person.id).select("department", id="survey")
    asked = running.explode("about").rename({"about": "department"}).filter(pl.col("department").ne_missing(department(person)))
    left = asked.join(rated, on=["id", "department"], how="anti").unique("id", maintain_order=True)
    return found(left, "rate", "survey", None, department=pl.lit(None, pl.Int64), by="closes_on")


def readings(frames: Frames, person: Person, moment: Moment) -> pl.DataFrame:
    """Goals of his whose value has not been read this month."""
    first = moment.today.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    read = frames["reading"].filter(pl.col("read_on") >= first).select(id="goal")
    mine = frames["goal"].filter(pl.col("owner") == person.id, pl.col("source") == "readings")
    due = mine.filter(pl.col("starts_on") <= moment.today, pl.col("due_on") >= first).join(read, on="id", how="anti")
    rows = may(person, "goal.read_value", due)
    return found(rows, "read", "goal", None, about="name", department=pl.lit(None, pl.Int64), by=pl.lit(last))
