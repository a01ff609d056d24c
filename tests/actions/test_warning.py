"""The weekly warning list: who stands on it and in which band, once a week, and the plans that answer it."""

from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from core.actions import dependency, project, task, warning
from core.actions.act import Forbidden
from core.store.work import AlreadySaved, Conflict
from core.visit import Visit
from tests import builders as b

# Friday the twentieth: of the month's 21 working days 14 are over.
MONTH = {"starts_on": date(2026, 11, 2), "due_on": date(2026, 11, 30)}
WEEK = timedelta(days=7)


@pytest.fixture
def c() -> b.Company:
    return b.company()


def planned(c: b.Company, percent: float, **over: Any) -> int:
    record = task.plan(c.visit("coordinator"), b.task(c, **MONTH) | over)
    if percent:
        task.report(c.visit("coordinator"), [b.update(record, percent=percent)])
    return record


def made(c: b.Company, now: datetime = b.NOW) -> list[b.Values]:
    return [c.row("warning", record) for record in warning.list_week(c.visit("coordinator", now))]


def test_a_task_ten_points_behind_is_not_listed_and_further_behind_it_is_low_medium_or_high(c: b.Company) -> None:
    # 14 of 21 days are 66.7 %.
    percents = {56.7: None, 56.6: "low", 46.6: "medium", 26.6: "high", 0.0: "high"}
    tasks = {planned(c, percent): band for percent, band in percents.items()}
    rows = {row["task"]: row for row in made(c)}
    assert {record: rows[record]["band"] if record in rows else None for record in tasks} == tasks
    listed = rows[list(tasks)[1]]
    assert [listed[name] for name in ("planned_percent", "percent", "deviation")] == [66.7, 56.6, 10.1]


def test_a_warning_says_whose_it_is_and_when_it_was_raised(c: b.Company) -> None:
    record = planned(c, 40.0)
    (row,) = made(c)
    assert [row[name] for name in ("task", "project", "department", "owner", "listed_on", "raised_at", "response", "verb")] == [
        *(record, c.projects["launch"], c.departments["research"], c.people["contact"], b.TODAY, b.NOW, None, "warn")
    ]
    assert c.saved() == ("warn", c.people["coordinator"])


def test_what_is_overdue_is_listed_one_band_up(c: b.Company) -> None:
    planned(c, 85.0, due_on=date(2026, 11, 19))
    (row,) = made(c)
    assert (row["deviation"], row["band"]) == (15.0, "medium")


def test_what_is_critical_is_listed_one_band_up(c: b.Company) -> None:
    record = planned(c, 40.0)
    plain = made(c)[0]["band"]
    second = planned(c, 100.0)
    dependency.link(c.visit("lead"), b.dependency(record, second))
    later = b.visit(c.ledger, c.people["coordinator"], b.NOW + 7 * b.DAY)
    warning.list_week(later)
    bands = [row["band"] for row in c.ledger.snapshot()["warning"].filter(task=record).sort("id").iter_rows(named=True)]
    assert (plain, bands[0], bands[-1]) == ("medium", "medium", "high")


def test_what_is_done_cancelled_not_a_leaf_or_of_a_project_that_is_over_is_not_listed(c: b.Company) -> None:
    above = planned(c, 0.0)
    leaf = planned(c, 0.0, parent=above)
    planned(c, 100.0)
    task.cancel(c.visit("coordinator"), planned(c, 0.0), None)
    planned(c, 0.0, project=c.projects["audit"])
    project.save(c.visit("coordinator"), {"status": "done"}, c.projects["audit"])
    assert [row["task"] for row in made(c)] == [leaf]


def test_in_one_week_a_task_is_listed_once_as_it_stood_first(c: b.Company) -> None:
    first = planned(c, 40.0)
    made(c)
    task.report(c.visit("contact"), [b.update(first, percent=50.0)])
    second = planned(c, 0.0)
    saturday = b.NOW + b.DAY
    assert [row["task"] for row in made(c, saturday)] == [second]
    with c.unchanged():
        assert made(c, saturday) == []
    assert c.ledger.snapshot()["warning"].filter(task=first)["percent"].to_list() == [40.0]


def test_the_next_week_has_a_list_of_its_own(c: b.Company) -> None:
    planned(c, 40.0)
    made(c)
    monday = b.NOW + 3 * b.DAY
    assert [row["listed_on"] for row in made(c, monday)] == [date(2026, 11, 23)]


def test_the_week_ends_by_the_organisations_clock(c: b.Company) -> None:
    planned(c, 40.0)
    made(c)
    assert made(c, datetime(2026, 11, 22, 15, 59, tzinfo=b.NOW.tzinfo)) == []
    assert len(made(c, datetime(2026, 11, 22, 16, 1, tzinfo=b.NOW.tzinfo))) == 1


def test_the_same_click_twice_makes_one_list(c: b.Company) -> None:
    planned(c, 40.0)
    warning.list_week(c.visit("coordinator"), "click")
    with c.unchanged(), pytest.raises(AlreadySaved):
        warning.list_week(c.visit("coordinator"), "click")


@pytest.mark.parametrize("person", ["lead", "contact", "leader", "viewer"])
def test_only_who_plans_every_project_makes_the_list(c: b.Company, person: str) -> None:
    planned(c, 0.0)
    with c.unchanged(), pytest.raises(Forbidden):
        warning.list_week(c.visit(person))


def plan(visit: Visit, record: int) -> list[tuple[object, ...]]:
    return visit.promises.filter(pl.col("kind") == "warning_plan", pl.col("record") == record).select("due_at", "state").rows()


@pytest.mark.parametrize(("late", "state"), [(timedelta(), "kept"), (timedelta(minutes=1), "broken")])
def test_a_high_warning_is_answered_within_24_hours(c: b.Company, late: timedelta, state: str) -> None:
    planned(c, 0.0)
    (row,) = made(c)
    due = b.NOW + b.DAY
    assert plan(c.visit("lead"), row["id"]) == [(due, "running")]
    assert plan(c.visit("lead", due + timedelta(minutes=1)), row["id"]) == [(due, "broken")]
    warning.answer(c.visit("contact", due + late), row["id"], 1, "增加两名测试")
    assert plan(c.visit("lead", due + late), row["id"]) == [(due, state)]
    answered = c.row("warning", row["id"])
    assert (answered["response"], answered["plan_submitted_at"], answered["verb"]) == ("增加两名测试", due + late, "respond")


def test_a_medium_warning_has_no_clock_and_may_be_answered_all_the_same(c: b.Company) -> None:
    planned(c, 46.0)
    (row,) = made(c)
    assert plan(c.visit("lead"), row["id"]) == []
    warning.answer(c.visit("clerk"), row["id"], 1, "周末加班")
    assert c.row("warning", row["id"])["plan_submitted_at"] == b.NOW


def test_a_better_plan_keeps_the_moment_of_the_first(c: b.Company) -> None:
    planned(c, 0.0)
    (row,) = made(c)
    warning.answer(c.visit("contact"), row["id"], 1, "加人")
    warning.answer(c.visit("contact", b.NOW + WEEK), row["id"], 2, "再加人")
    assert [c.row("warning", row["id"])[name] for name in ("response", "plan_submitted_at")] == ["再加人", b.NOW]


@pytest.mark.parametrize("words", ["", " ", "\u200b"])
def test_a_plan_can_be_read(c: b.Company, words: str) -> None:
    planned(c, 0.0)
    (row,) = made(c)
    with c.unchanged():
        assert b.refusal(lambda: warning.answer(c.visit("contact"), row["id"], 1, words)) == {"response": warning.NEEDS_RESPONSE}


def test_of_two_plans_on_the_same_version_the_second_is_shown_the_first(c: b.Company) -> None:
    planned(c, 0.0)
    (row,) = made(c)
    warning.answer(c.visit("contact"), row["id"], 1, "甲")
    with c.unchanged(), pytest.raises(Conflict) as conflict:
        warning.answer(c.visit("clerk"), row["id"], 1, "乙")
    assert conflict.value.theirs["response"] == "甲"


@pytest.mark.parametrize("person", ["outsider", "leader", "viewer"])
def test_nobody_else_answers_for_the_department(c: b.Company, person: str) -> None:
    planned(c, 0.0)
    (row,) = made(c)
    with c.unchanged(), pytest.raises(Forbidden):
        warning.answer(c.visit(person), row["id"], 1, "加人")
