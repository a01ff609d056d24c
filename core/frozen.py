"""What baselines froze: plans as the ledger stood at a position. No copy is kept, and what was frozen does not change."""

from collections.abc import Iterable

import polars as pl

from core.visit import Visit


def dates(visit: Visit, baselines: Iterable[tuple[int, int]]) -> pl.DataFrame:
    """One row per task of those baselines (project, position): id, starts_on, due_on, as they stood there."""
    asked = tuple(baselines)

    def make() -> pl.DataFrame:
        plans = [visit.ledger.at(position, "task", "project", project) for project, position in asked]
        return pl.concat([visit.frames["task"].clear(), *plans]).select("id", "starts_on", "due_on")

    return visit.rows("frozen.dates", make, asked, of=("baseline",))


def plan(visit: Visit, project: int, position: int) -> pl.DataFrame:
    """The tasks of a project as they stood there."""
    return visit.rows("frozen.plan", lambda: visit.ledger.at(position, "task", "project", project), project, position, of=("baseline",))
