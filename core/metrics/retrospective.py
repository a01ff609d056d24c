"""What a project has attained, counted from its records, for the retrospective to begin from."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from core.metrics import compliance


@dataclass(frozen=True, slots=True)
class GoalReached:
    """One goal: its newest value (None when it was never read), its target, and the state metrics.satisfaction gives."""

    name: str
    unit: str
    value: float | None
    target: float
    state: str


@dataclass(frozen=True, slots=True)
class Attainment:
    """Counts of one project.

    tasks are those that count (not cancelled); on_time of those done; overdue of those open. kept and decided are promises: decided is
    kept or broken. occurred are the titles of the risks that happened.
    """

    goals: tuple[GoalReached, ...]
    tasks: int
    done: int
    on_time: int
    overdue: int
    kept: int
    decided: int
    issues: int
    resolved: int
    risks: int
    occurred: tuple[str, ...]


def attainment(
    goals: pl.DataFrame, leaves: pl.DataFrame, promises: pl.DataFrame, issues: pl.DataFrame, risks: pl.DataFrame, today: date
) -> Attainment:
    """The counts over the rows of one project: goals (name, unit, value, target_value, state), leaf tasks, promises, issues and risks.

    Withdrawn issues count nowhere. An action decided in a retrospective is a task like any other.
    """
    tasks = leaves.filter(pl.col("status") != "cancelled")
    done = tasks.filter(pl.col("status") == "done")
    late = tasks.filter(pl.col("status") != "done", pl.col("due_on") < today)
    counted = compliance.compliance(promises, [])
    kept, broken = counted.select("kept", "broken").row(0) if counted.height else (0, 0)
    real = issues.filter(pl.col("status") != "withdrawn")
    named = goals.sort("id").select("name", pl.col("unit").fill_null(""), "value", "target_value", "state")
    return Attainment(
        goals=tuple(GoalReached(*row) for row in named.iter_rows()),
        tasks=tasks.height,
        done=done.height,
        on_time=done.filter(pl.col("finished_on") <= pl.col("due_on")).height,
        overdue=late.height,
        kept=kept,
        decided=kept + broken,
        issues=real.height,
        resolved=real.filter(pl.col("status") == "resolved").height,
        risks=risks.height,
        occurred=tuple(risks.filter(pl.col("status") == "occurred").sort("id")["title"]),
    )
