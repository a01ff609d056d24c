"""What a project has attained: counts over rows given here, by rules told here again."""

from datetime import date
from typing import Any

import polars as pl

from core.metrics.retrospective import Attainment, GoalReached, attainment

TODAY = date(2026, 11, 20)
GOAL = {"id": pl.Int64, "name": pl.String, "unit": pl.String, "value": pl.Float64, "target_value": pl.Float64, "state": pl.String}
TASK = {"status": pl.String, "due_on": pl.Date, "finished_on": pl.Date}
RISK = {"id": pl.Int64, "status": pl.String, "title": pl.String}
STATE = {"state": pl.String}
STATUS = {"status": pl.String}


def counted(**rows: list[tuple[Any, ...]]) -> Attainment:
    schemas = {"goals": GOAL, "leaves": TASK, "promises": STATE, "issues": STATUS, "risks": RISK}
    frames = {name: pl.DataFrame(rows.get(name, []), schema=schema, orient="row") for name, schema in schemas.items()}
    return attainment(*(frames[name] for name in schemas), TODAY)


def test_of_nothing_there_is_nothing() -> None:
    assert counted() == Attainment((), 0, 0, 0, 0, 0, 0, 0, 0, 0, ())


def test_goals_stand_in_the_order_they_were_set_with_their_newest_value() -> None:
    goals = [(2, "缺陷率", None, None, 1.0, "unread"), (1, "满意度", "%", 92.5, 90.0, "met")]
    assert counted(goals=goals).goals == (GoalReached("满意度", "%", 92.5, 90.0, "met"), GoalReached("缺陷率", "", None, 1.0, "unread"))


def test_tasks_are_done_on_time_up_to_the_day_they_were_due_and_overdue_after_it() -> None:
    due = date(2026, 11, 10)
    leaves = [
        ("done", due, date(2026, 11, 9)),
        ("done", due, due),
        ("done", due, date(2026, 11, 11)),
        ("doing", due, None),
        ("doing", TODAY, None),
        ("not_started", date(2026, 12, 1), None),
        ("cancelled", due, None),
    ]
    found = counted(leaves=leaves)
    assert (found.tasks, found.done, found.on_time, found.overdue) == (6, 3, 2, 1)


def test_promises_count_once_they_are_decided() -> None:
    found = counted(promises=[(state,) for state in ("kept", "kept", "broken", "running", "at_risk", "void")])
    assert (found.kept, found.decided) == (2, 3)


def test_withdrawn_issues_count_nowhere() -> None:
    found = counted(issues=[(status,) for status in ("open", "responded", "resolved", "resolved", "withdrawn")])
    assert (found.issues, found.resolved) == (4, 2)


def test_risks_that_happened_are_named() -> None:
    found = counted(risks=[(3, "occurred", "丙"), (1, "occurred", "甲"), (2, "closed", "乙")])
    assert (found.risks, found.occurred) == (3, ("甲", "丙"))
