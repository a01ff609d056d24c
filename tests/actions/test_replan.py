"""Replans: another date for a task, declared in time or not."""

from datetime import date, timedelta

import polars as pl
import pytest

from core.actions import replan, task
from core.actions.act import Forbidden, Refused
from core.metrics.compliance import compliance
from tests import builders as b

NEW = date(2026, 12, 11)


@pytest.fixture
def c() -> b.Company:
    return b.company()


@pytest.fixture
def late(c: b.Company) -> int:
    """Due at the end of 27 November."""
    return task.plan(c.visit("lead"), b.task(c))


def notices(c: b.Company, now: object = b.NOW) -> list[str]:
    found = c.visit("lead", now).promises.filter(pl.col("kind") == "delay_notice")
    return found.sort("opened_at")["state"].to_list()


def test_a_replan_moves_the_date_and_tells_what_it_was(c: b.Company, late: int) -> None:
    made = replan.declare(c.visit("contact"), b.replan(late))
    assert c.row("task", late)["due_on"] == NEW
    row = c.row("replan", made)
    assert (row["old_due_on"], row["declared_by"], row["declared_at"]) == (date(2026, 11, 27), c.people["contact"], b.NOW)
    assert c.saved() == ("replan", c.people["contact"])


def test_a_notice_before_the_date_is_kept_one_after_it_is_broken_and_none_at_all_is_broken_too(c: b.Company, late: int) -> None:
    after = b.NOW + 10 * b.DAY
    assert notices(c) == []
    assert notices(c, after) == ["broken"]
    replan.declare(c.visit("contact"), b.replan(late))
    assert notices(c, after) == ["kept"]
    replan.declare(c.visit("contact", b.NOW + 30 * b.DAY), b.replan(late, new_due_on=date(2027, 1, 8)))
    assert notices(c, b.NOW + 31 * b.DAY) == ["kept", "broken"]
    rates = compliance(c.visit("lead", b.NOW + 31 * b.DAY).promises.filter(pl.col("kind") == "delay_notice"), [])
    assert rates.select("kept", "broken").row(0) == (1, 1)


def test_the_notice_is_due_when_the_day_it_moves_is_over_and_the_new_day_then_counts(c: b.Company, late: int) -> None:
    replan.declare(c.visit("contact"), b.replan(late))
    asked = c.visit("lead").promises.filter(pl.col("kind") == "delay_notice")
    midnight = b.NOW.replace(day=27, hour=16)
    assert asked.select("due_at", "kept_at", "state").rows() == [(midnight, b.NOW, "kept")]
    due = c.visit("lead").promises.filter(pl.col("kind") == "task_due", pl.col("record") == late)
    assert due["due_at"].to_list() == [midnight + 14 * b.DAY]


def test_the_end_of_the_due_date_is_the_last_moment_for_a_notice(c: b.Company, late: int) -> None:
    midnight = b.NOW.replace(day=27, hour=16, minute=0)
    replan.declare(c.visit("contact", midnight), b.replan(late))
    assert notices(c, midnight + b.DAY) == ["kept"]
    other = b.company()
    again = task.plan(other.visit("lead"), b.task(other))
    replan.declare(other.visit("contact", midnight + timedelta(minutes=1)), b.replan(again))
    assert notices(other, midnight + b.DAY) == ["broken"]


@pytest.mark.parametrize(
    ("new", "problem"),
    [
        (date(2026, 11, 27), replan.SAME_DATE),
        (date(2026, 11, 19), replan.IN_THE_PAST),
        (None, None),
    ],
)
def test_a_date_that_is_none_is_refused_beside_its_field(c: b.Company, late: int, new: date | None, problem: object) -> None:
    with c.unchanged():
        found = b.refusal(lambda: replan.declare(c.visit("contact"), b.replan(late, new_due_on=new)))
    assert found.keys() == {"new_due_on"}
    assert problem is None or found["new_due_on"] == problem


def test_a_date_before_the_start_is_refused(c: b.Company) -> None:
    later = task.plan(c.visit("lead"), b.task(c, starts_on=date(2026, 12, 1), due_on=date(2026, 12, 18)))
    found = b.refusal(lambda: replan.declare(c.visit("contact"), b.replan(later, new_due_on=date(2026, 11, 25))))
    assert found == {"new_due_on": replan.BEFORE_START}


def test_reason_and_measures_are_asked_for(c: b.Company, late: int) -> None:
    found = b.refusal(lambda: replan.declare(c.visit("contact"), b.replan(late, reason="", measures=None)))
    assert found.keys() == {"reason", "measures"}


def test_a_closed_task_has_no_other_date(c: b.Company, late: int) -> None:
    task.finish(c.visit("contact"), late, None, b.TODAY)
    with pytest.raises(Refused):
        replan.declare(c.visit("contact"), b.replan(late))


@pytest.mark.parametrize("person", ["outsider", "leader", "viewer"])
def test_nobody_else_moves_the_date(c: b.Company, late: int, person: str) -> None:
    with c.unchanged(), pytest.raises(Forbidden):
        replan.declare(c.visit(person), b.replan(late))
