"""The plan as a network: the earliest and latest days of each task, its float, and the critical path.

Everything is in working days from 0, the morning of the first: a task of two days that starts at 0 finishes at 2, and what follows it
without a lag starts at 2. Source: docs/metrics.md, Schedule.
"""

from collections.abc import Mapping
from datetime import timedelta
from graphlib import CycleError, TopologicalSorter

import polars as pl

from core.workdays import WorkCalendar, working_days_between_series

_DAY = timedelta(days=1)
COLUMNS: Mapping[str, type[pl.DataType]] = {
    "id": pl.Int64,
    **dict.fromkeys(("early_start", "early_finish", "late_start", "late_finish", "float"), pl.Int64),
    "critical": pl.Boolean,
}


class Cycle(Exception):
    """Tasks that wait for each other in a circle: their ids in order, the first one also last."""

    def __init__(self, tasks: tuple[int, ...]) -> None:
        super().__init__(" → ".join(map(str, tasks)))
        self.tasks = tasks


def critical_path(tasks: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """One row per task, in the order of tasks: COLUMNS.

    tasks: id, duration in working days, 0 for a milestone. links: predecessor, successor, type (FS, SS, FF or SF) and lag in working
    days, negative for a lead; one that names a task not among tasks is left out. float is late_start − early_start; critical is
    where it is 0. The last finish is the earliest there can be. Raises Cycle.
    """
    durations = dict(tasks.select("id", "duration").iter_rows())
    after: dict[int, list[tuple[int, int]]] = {task: [] for task in durations}
    order: TopologicalSorter[int] = TopologicalSorter(dict.fromkeys(durations, ()))
    for predecessor, successor, days in _waits(tasks, links):
        order.add(successor, predecessor)
        after[predecessor].append((successor, days))
    try:
        sequence = list(order.static_order())
    except CycleError as error:
        raise Cycle(tuple(error.args[1])) from error
    early = dict.fromkeys(durations, 0)
    for task in sequence:
        for successor, days in after[task]:
            early[successor] = max(early[successor], early[task] + days)
    end = max((early[task] + duration for task, duration in durations.items()), default=0)
    late = {task: end - duration for task, duration in durations.items()}
    for task in reversed(sequence):
        for successor, days in after[task]:
            late[task] = min(late[task], late[successor] - days)
    found = {"id": list(durations), "early_start": [early[task] for task in durations], "late_start": [late[task] for task in durations]}
    duration = pl.Series(durations.values(), dtype=pl.Int64)
    return (
        pl.DataFrame(found, schema_overrides=dict.fromkeys(found, pl.Int64))
        .with_columns(early_finish=pl.col("early_start") + duration, late_finish=pl.col("late_start") + duration)
        .with_columns(float=pl.col("late_start") - pl.col("early_start"))
        .with_columns(critical=pl.col("float") == 0)
        .select(*COLUMNS)
    )


def scheduled(tasks: pl.DataFrame, dependencies: pl.DataFrame, calendar: WorkCalendar) -> pl.DataFrame:
    """One row per planned leaf of the projects that have dependencies: project and COLUMNS, each project a network of its own.

    tasks and dependencies are the records; what is cancelled has left the plan. Raises Cycle.
    """
    found = [pl.DataFrame(schema={"project": pl.Int64, **COLUMNS})]
    for (project,), links in dependencies.group_by("project", maintain_order=True):
        own = tasks.filter(pl.col("project") == project, pl.col("status") != "cancelled", pl.col("kind") != "action")
        leaves = own.join(own.select(parent="parent").drop_nulls(), left_on="id", right_on="parent", how="anti", maintain_order="left")
        length = working_days_between_series(calendar, leaves["starts_on"] - _DAY, leaves["due_on"])
        duration = pl.when(pl.col("kind") == "milestone").then(0).otherwise(pl.lit(length).cast(pl.Int64))
        network = critical_path(leaves.select("id", duration=duration), links.rename({"lag_days": "lag"}))
        found.append(network.select(pl.lit(project, pl.Int64).alias("project"), pl.all()))
    return pl.concat(found)


def _waits(tasks: pl.DataFrame, links: pl.DataFrame) -> list[tuple[int, int, int]]:
    """Every link as what all four types come down to: predecessor, successor, and the days between their starts at least."""
    length = tasks.select("id", pl.col("duration").cast(pl.Int64))
    whole = links.join(length.rename({"id": "predecessor", "duration": "_before"}), on="predecessor").join(
        length.rename({"id": "successor", "duration": "_after"}), on="successor"
    )
    from_finish = pl.col("type").is_in(["FS", "FF"]).cast(pl.Int64) * pl.col("_before")
    to_finish = pl.col("type").is_in(["FF", "SF"]).cast(pl.Int64) * pl.col("_after")
    return whole.select("predecessor", "successor", pl.col("lag").cast(pl.Int64) + from_finish - to_finish).rows()
