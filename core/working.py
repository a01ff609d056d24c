"""Working together, for a visit and a choice: who waits on whom, how meetings are kept, and how much work lies where."""

from datetime import date

import polars as pl

from core import figures
from core.figures import Choice
from core.metrics import teamwork
from core.trend_events import on
from core.visit import Visit

# Of a meeting, what is promised.
PROMISED = ("notice", "minutes", "actions")


def asked(visit: Visit, choice: Choice, since: date) -> pl.DataFrame:
    """The promises to answer the requests made since a day, of the chosen project, from or to the chosen department."""

    def make() -> pl.DataFrame:
        found = teamwork.asked(visit.promises, visit.frames["request"])
        return found.with_columns(asked_on=on(visit, "opened_at"))

    rows = visit.rows("working.asked", make, visit.moment).filter(pl.col("asked_on") >= since)
    rows = Choice(project=choice.project).of(rows)
    one = choice.department
    return rows if one is None else rows.filter((pl.col("from") == one) | (pl.col("to") == one))


def handoffs(visit: Visit, choice: Choice, since: date) -> pl.DataFrame:
    """One row per ordered pair of departments: what metrics.teamwork.handoffs gives, of the requests made since a day."""
    return visit.once("working.handoffs", lambda: teamwork.handoffs(asked(visit, choice, since)), choice, since, visit.moment)


def meetings(visit: Visit, choice: Choice, since: date) -> pl.DataFrame:
    """The meetings held since a day, with planned_minutes and minutes, newest first."""

    def make() -> pl.DataFrame:
        hosts = visit.frames["person"].select(host="id", department="department")
        known = teamwork.lengths(visit.frames["meeting"]).join(hosts, on="host", how="left", maintain_order="left")
        return known.with_columns(day=on(visit, "starts_at")).sort("starts_at", descending=True)

    rows = visit.rows("working.meetings", make, of=("meeting", "person", "setting"))
    return choice.of(rows).filter(pl.col("day").is_between(since, visit.today))


def open_leaves(visit: Visit, choice: Choice) -> pl.DataFrame:
    """The leaf tasks that are neither done nor cancelled, with weight and actual (metrics.progress.leaves): those that are work to do."""

    def make() -> pl.DataFrame:
        more = visit.frames["task"].select("id", "status", "due_on")
        found = figures.leaves(visit, Choice(choice.project)).join(more, on="id", maintain_order="left")
        return found.filter(~pl.col("status").is_in(["done", "cancelled"]))

    of = ("project", "task", "dependency", "baseline", "progress", "policy", "calendar_day", "setting")
    return choice.of(visit.rows("working.leaves", make, choice.project, visit.today, of=of))


def load(visit: Visit, choice: Choice, by: str) -> pl.DataFrame:
    """One row per department or owner: what metrics.teamwork.load gives of the running projects' tasks."""
    rows = open_leaves(visit, choice)
    return visit.once("working.load", lambda: teamwork.load(rows.drop_nulls(by), visit.today, [by]), choice, by, visit.moment)
