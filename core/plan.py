"""One project's plan as its pages need it: its tasks in the order of the outline, what the network says of them, and its baseline."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from core import figures
from core.metrics import progress
from core.metrics.wbs import outline
from core.visit import Visit
from core.workdays import WorkCalendar


@dataclass(frozen=True)
class Plan:
    """A project and its plan.

    tasks: one row per planned task, in the order of the outline, cancelled ones and action items left out: the fields of a task, depth
    (0 at the top), leaf; starts_on and due_on of what has tasks below it span those; planned, actual and deviation in per cent and
    points, weight; of leaves band and overdue, and where the project has dependencies float in working days and critical;
    baseline_starts_on and baseline_due_on, null where the newest baseline does not know the task.
    links: the dependencies between its leaves, as recorded.
    """

    project: Mapping[str, Any]
    tasks: pl.DataFrame
    links: pl.DataFrame
    calendar: WorkCalendar

    @property
    def leaves(self) -> pl.DataFrame:
        """The rows of tasks that have none below them."""
        return self.tasks.filter("leaf")


def plan(visit: Visit, project: int) -> Plan:
    """The plan of a project that stands, kept while its records and the day stay as they are."""

    def make() -> Plan:
        row = visit.frames["project"].row(by_predicate=pl.col("id") == project, named=True)
        links = visit.frames["dependency"].filter(pl.col("project") == project)
        return Plan(row, _tasks(visit, project), links, visit.rules.calendar)

    return visit.rows("plan", make, project, figures.day(visit), of=figures.PLANS)


def _tasks(visit: Visit, project: int) -> pl.DataFrame:
    mine = visit.frames["task"].filter(pl.col("project") == project, pl.col("kind") != "action", pl.col("status") != "cancelled")
    ordered = outline(mine)
    measured = figures.every_leaf(visit).select("id", "band", "overdue")
    network = figures.network(visit).select("id", "float", "critical")
    frozen = figures.frozen(visit).select("id", baseline_starts_on="starts_on", baseline_due_on="due_on")
    shares = progress.nodes(mine, figures.every_leaf(visit).filter(pl.col("project") == project)).drop("weight")
    tasks = ordered.with_columns(leaf=~pl.col("id").is_in(ordered["parent"].drop_nulls().implode()))
    for told in (shares, measured, network, frozen):
        tasks = tasks.join(told, on="id", how="left", maintain_order="left")
    return _spanned(tasks)


def _spanned(tasks: pl.DataFrame) -> pl.DataFrame:
    """The tasks, what has others below it spanning their dates."""
    parents = dict(tasks.select("id", "parent").iter_rows())
    spans: dict[int, tuple[Any, Any]] = {}
    for record, leaf, starts_on, due_on in tasks.select("id", "leaf", "starts_on", "due_on").iter_rows():
        above = parents[record] if leaf else None
        while above is not None:
            first, last = spans.get(above, (starts_on, due_on))
            spans[above] = min(first, starts_on), max(last, due_on)
            above = parents.get(above)
    found = pl.DataFrame(
        [(record, *span) for record, span in spans.items()],
        schema={"id": pl.Int64, "_starts_on": pl.Date, "_due_on": pl.Date},
        orient="row",
    )
    return (
        tasks.join(found, on="id", how="left", maintain_order="left")
        .with_columns(starts_on=pl.coalesce("_starts_on", "starts_on"), due_on=pl.coalesce("_due_on", "due_on"))
        .drop("_starts_on", "_due_on")
    )
