"""The weekly warning list: the tasks behind their plan, kept as they stood, and the plans that answer them."""

from datetime import date, timedelta
from typing import cast

import polars as pl

from core import frozen
from core.actions.act import Act, Refused, acting
from core.metrics.progress import baselined, leaves
from core.metrics.schedule import scheduled
from core.metrics.todo_matter import LIVE
from core.schema.check import clean
from core.store.work import Row
from core.text import Text
from core.visit import Visit

NEEDS_RESPONSE = Text("请填写应对方案", "Please give the response plan")


def list_week(visit: Visit, key: str = "") -> list[int]:
    """Put every open leaf whose deviation is in a warning band on the list of this week, once. Returns the new warnings' ids.

    A task that stands on the week's list already stays as it was listed. Only who may plan every project makes the list.
    """
    with acting(visit, "warn", key) as act:
        # A record of no project: reached by those whose permission reaches all of them.
        act.allow("task.plan", {})
        today = visit.local(visit.now).date()
        listed = _listed(act, today)
        return [act.add("warning", row) for row in _behind(act) if row["task"] not in listed]


def answer(visit: Visit, record: int, base: int | None, response: str, key: str = "") -> None:
    """Submit the response plan of a warning; it keeps the moment it was first submitted."""
    with acting(visit, "respond", key) as act:
        row = act.work.row("warning", record)
        act.allow("warning.answer", row)
        if not clean(response):
            raise Refused({"response": NEEDS_RESPONSE})
        act.change("warning", record, base, {"response": response, "plan_submitted_at": row["plan_submitted_at"] or visit.now})


def _listed(act: Act, today: date) -> set[object]:
    """The tasks on the list of the week of a day."""
    monday = today - timedelta(days=today.weekday())
    return {row["task"] for day in range(7) for row in act.work.find("warning", listed_on=monday + timedelta(days=day))}


def _behind(act: Act) -> list[Row]:
    """The warnings there would be at this moment, the furthest behind first."""
    visit = act.visit
    projects = act.work.frame("project").filter(pl.col("status").is_in(LIVE))["id"]
    tasks = act.work.frame("task").filter(pl.col("project").is_in(projects.implode()))
    links = act.work.frame("dependency").filter(pl.col("project").is_in(projects.implode()))
    critical = scheduled(tasks, links, visit.rules.calendar, visit.today).select("id", "critical")
    planned = baselined(tasks.join(critical, on="id", how="left", maintain_order="left"), _frozen(act, set(projects)))
    measured = leaves(planned, act.work.frame("progress"), visit.rules.calendar, visit.moment)
    behind = measured.filter(pl.col("band") != "none").sort("deviation", "id", descending=[True, False])
    own = {"listed_on": visit.local(visit.now).date(), "raised_at": visit.now}
    return [
        {name: cast(object, row[name]) for name in ("project", "department", "owner", "band")}
        | {"task": row["id"], "planned_percent": row["planned"], "percent": row["actual"], "deviation": row["deviation"]}
        | own
        for row in behind.with_columns(pl.col("planned", "actual", "deviation").round(1)).iter_rows(named=True)
    ]


def _frozen(act: Act, projects: set[object]) -> pl.DataFrame:
    """The dates of their tasks in the newest baseline of each project."""
    # What this very transaction has saved cannot be read at a position yet.
    until = act.visit.ledger.snapshot().position
    newest = {
        cast(int, row["project"]): cast(int, row["position"])
        for row in sorted(act.work.find("baseline"), key=lambda row: cast(int, row["id"]))
        if row["project"] in projects and cast(int, row["position"]) <= until
    }
    return frozen.dates(act.visit, newest.items())
