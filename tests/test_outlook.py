"""A project's outlook over a ledger: what it is held against, what is kept of the past, and what a save changes."""

from datetime import date, timedelta

import pytest

from core import outlook
from core.actions import dependency, task
from core.actions.act import acting
from core.metrics.what_if import Change
from core.plan import plan
from tests import builders as b


@pytest.fixture
def c():
    return b.company()


def planned(c, now=b.NOW, **values):
    return task.plan(c.visit("lead", now), b.task(c, **values))


def seen(c, now=b.NOW, past=None):
    visit = c.visit("lead", now, past)
    return visit, plan(visit, c.projects["launch"])


def freeze(c, now=b.NOW):
    with acting(c.visit("lead", now), "freeze") as act:
        act.work.add("baseline", {"project": c.projects["launch"], "name": f"{now:%m-%d}", "position": act.work.position})


def test_without_tasks_there_is_no_outlook(c):
    assert outlook.expected(*seen(c)) is None


def test_the_forecast_is_that_of_the_plan_and_moves_with_it(c):
    record = planned(c, starts_on=date(2026, 11, 23), due_on=date(2026, 11, 27))
    assert outlook.expected(*seen(c)).p50 == date(2026, 11, 27)
    visit, found = seen(c)
    assert outlook.what_if(visit, found, Change(longer=((record, 2),))).p50 == date(2026, 12, 1)
    assert outlook.what_if(visit, found, Change(dropped=(record,))) is None
    planned(c, title="收尾", starts_on=date(2026, 11, 30), due_on=date(2026, 12, 2))
    assert outlook.expected(*seen(c)).p50 == date(2026, 12, 2)


def test_the_buffer_is_held_against_the_newest_baseline_and_before_there_is_one_against_the_plan(c):
    record = planned(c, starts_on=date(2026, 11, 23), due_on=date(2026, 12, 4))
    visit, found = seen(c)
    assert outlook.held_against(visit, found) is None
    assert outlook.position(visit, found, outlook.expected(visit, found)).used == 0
    freeze(c)
    later = b.task(c, starts_on=date(2026, 11, 23), due_on=date(2026, 12, 8))
    task.plan(c.visit("lead"), later, record, c.row("task", record)["version"])
    visit, found = seen(c)
    stands = outlook.position(visit, found, outlook.expected(visit, found))
    assert outlook.held_against(visit, found) == date(2026, 12, 4)
    # Twelve working days of plan, 10 %: 1.2 days. Two late.
    assert (stands.path, stands.late, stands.used) == (12, 2, pytest.approx(2 / 1.2))
    assert outlook.held_against(visit, found, b.NOW - b.DAY) is None


def test_the_history_is_the_plan_as_it_stood_at_each_weeks_end_and_later_saves_leave_it(c):
    early = b.NOW - timedelta(days=15)  # a Thursday
    first = planned(c, early, starts_on=date(2026, 11, 9), due_on=date(2026, 11, 20))
    freeze(c, early)
    second = planned(c, early, title="收尾", starts_on=date(2026, 11, 23), due_on=date(2026, 11, 24))
    dependency.link(c.visit("lead", early), b.dependency(first, second))
    before = outlook.history(*seen(c))
    # Ten days and two that the baseline did not know, 10 % of twelve: two working days late are 167 %. A week on, nothing is done.
    assert before["day"].to_list() == [date(2026, 11, 8), date(2026, 11, 15)]
    assert before["used"].to_list() == pytest.approx([2 / 1.2, 7 / 1.2])
    assert before["zone"].to_list() == ["red", "red"]
    task.report(c.visit("contact"), [b.update(first, percent=90.0)])
    with acting(c.visit("lead"), "freeze") as act:
        act.work.change("baseline", 1, 1, {"note": "启动会确认"})
    visit, found = seen(c)
    assert outlook.history(visit, found).equals(before)
    assert outlook.position(visit, found, outlook.expected(visit, found)).done == pytest.approx(0.75)


def test_a_past_moment_has_the_forecast_of_that_moment(c):
    early = b.NOW - timedelta(days=8)
    planned(c, early, starts_on=date(2026, 11, 16), due_on=date(2026, 11, 20))
    planned(c, title="收尾", starts_on=date(2026, 11, 23), due_on=date(2026, 12, 4))
    assert outlook.expected(*seen(c)).p50 == date(2026, 12, 4)
    assert outlook.expected(*seen(c, past=early + b.DAY)).p50 == date(2026, 11, 20)


def test_the_curve_runs_from_the_first_week_of_the_plan_to_the_day_asked_for(c):
    planned(c, starts_on=date(2026, 11, 9), due_on=date(2026, 11, 27))
    visit, found = seen(c)
    rows = outlook.curve(visit, found, date(2026, 12, 9))
    assert rows["week"].to_list()[0] == date(2026, 11, 2)
    assert rows["week"].to_list()[-1] >= date(2026, 12, 7)
    assert rows.drop_nulls("actual")["week"].max() == date(2026, 11, 16)
