"""Taking a baseline, giving it another name, taking it away; and what is measured against it."""

from datetime import date

import polars as pl
import pytest

from core import figures
from core.actions import baseline, replan, task, warning
from core.actions.act import Forbidden
from core.figures import Choice
from core.store.work import AlreadySaved, Conflict
from core.visit import Visit
from tests import builders as b

LATER = date(2026, 12, 11)
EVERYTHING = Choice()


@pytest.fixture
def c() -> b.Company:
    """A task of research from the second to the nineteenth of November, a day overdue, forty per cent done."""
    made = b.company()
    record = task.plan(made.visit("lead"), b.task(made, due_on=date(2026, 11, 19)))
    task.report(made.visit("contact"), [b.update(record)])
    return made


def taken(c: b.Company, **over: object) -> int:
    return baseline.freeze(c.visit("lead"), b.baseline(c, **over))


def put_off(c: b.Company) -> None:
    replan.declare(c.visit("contact"), b.replan(1, new_due_on=LATER))


def measured(c: b.Company) -> tuple[float, str, bool]:
    found: tuple[float, str, bool] = figures.every_leaf(c.visit("lead")).select("planned", "band", "overdue").row(0)
    return found


def test_a_baseline_names_the_place_in_the_ledger_where_the_plan_stands(c: b.Company) -> None:
    before = c.ledger.snapshot().position
    row = c.row("baseline", taken(c))
    assert (row["project"], row["name"], row["note"], row["position"]) == (c.projects["launch"], "签字基线", "各部门签字后", before)
    assert c.saved() == ("freeze", c.people["lead"])


def test_what_was_frozen_stays_as_it_was_whatever_becomes_of_the_plan(c: b.Company) -> None:
    row = c.row("baseline", taken(c))
    put_off(c)
    task.plan(c.visit("lead"), b.task(c))
    frozen = c.ledger.at(row["position"], "task", "project", row["project"])
    assert frozen.select("id", "due_on").rows() == [(1, date(2026, 11, 19))]


def test_a_baseline_taken_in_the_transaction_that_plans_freezes_what_was_planned_in_it(c: b.Company) -> None:
    with c.ledger.batch():
        task.plan(c.visit("lead"), b.task(c))
        record = taken(c)
        task.plan(c.visit("lead"), b.task(c))
    assert c.ledger.at(c.row("baseline", record)["position"], "task", "project", c.projects["launch"])["id"].to_list() == [1, 2]


def test_a_plan_without_tasks_is_no_baseline_and_two_of_a_project_have_two_names(c: b.Company) -> None:
    taken(c)
    with c.unchanged():
        audit = b.baseline(c, project=c.projects["audit"])
        assert b.refusal(lambda: baseline.freeze(c.visit("coordinator"), audit)) == {"": baseline.NO_PLAN}
        assert set(b.refusal(lambda: taken(c))) == {"name"}
        assert set(b.refusal(lambda: taken(c, name=" "))) == {"name"}
        assert set(b.refusal(lambda: baseline.freeze(c.visit("coordinator"), b.baseline(c, project=99)))) == {"project"}


def test_another_name_and_note_and_nothing_else_may_be_given(c: b.Company) -> None:
    record = taken(c)
    before = c.row("baseline", record)
    baseline.rename(c.visit("lead"), record, 1, {"name": "首版", "note": None, "position": 1, "project": c.projects["audit"]})
    after = c.row("baseline", record)
    assert (after["name"], after["note"]) == ("首版", None)
    assert (after["position"], after["project"]) == (before["position"], before["project"])
    with c.unchanged(), pytest.raises(Conflict):
        baseline.rename(c.visit("coordinator"), record, 1, {"name": "另"})


def test_a_baseline_taken_away_leaves_the_plan_and_its_name_is_free_again(c: b.Company) -> None:
    record = taken(c)
    with c.unchanged(), pytest.raises(Conflict):
        baseline.remove(c.visit("lead"), record, 2)
    baseline.remove(c.visit("lead"), record, 1)
    assert c.ledger.snapshot()["baseline"].is_empty()
    assert c.ledger.snapshot()["task"].height == 1
    assert taken(c) != record


def test_a_lead_freezes_no_other_project(c: b.Company) -> None:
    task.plan(c.visit("coordinator"), b.task(c, project=c.projects["audit"]))
    with c.unchanged(), pytest.raises(Forbidden):
        taken(c, project=c.projects["audit"])


def test_the_same_click_freezes_once(c: b.Company) -> None:
    baseline.freeze(c.visit("lead"), b.baseline(c), key="click")
    with c.unchanged(), pytest.raises(AlreadySaved):
        baseline.freeze(c.visit("lead"), b.baseline(c), key="click")


def test_without_a_baseline_a_replan_hides_a_slip_and_with_one_it_does_not(c: b.Company) -> None:
    assert measured(c) == (100.0, "high", True)
    record = taken(c)
    put_off(c)
    # No longer overdue by the plan in force, as far behind as before by the baseline.
    assert measured(c) == (100.0, "high", False)
    baseline.remove(c.visit("lead"), record, None)
    planned, band, _ = measured(c)
    assert planned < 50
    assert band == "none"


def test_tasks_on_time_and_the_weeks_are_counted_by_baseline_dates(c: b.Company) -> None:
    def due(visit: Visit) -> tuple[int, int, float | None]:
        (row,) = figures.on_time(visit, EVERYTHING).select("due", "on_time").rows()
        return (*row, figures.weekly_progress(visit, EVERYTHING)["planned"][-1])

    taken(c)
    put_off(c)
    assert due(c.visit("lead")) == (1, 0, 100.0)
    assert figures.due_tasks(c.visit("lead"), EVERYTHING)["counted_on"].to_list() == [date(2026, 11, 19)]
    baseline.freeze(c.visit("lead"), b.baseline(c, name="重排基线"))
    assert due(c.visit("lead"))[:2] == (0, 0)


def test_what_the_baseline_does_not_know_is_measured_against_its_plan(c: b.Company) -> None:
    taken(c)
    record = task.plan(c.visit("lead"), b.task(c, starts_on=b.TODAY, due_on=LATER))
    rows = figures.every_leaf(c.visit("lead")).filter(id=record)
    assert rows["planned"].to_list() == [0.0]


def test_the_warning_list_holds_a_task_to_its_baseline(c: b.Company) -> None:
    with c.undone():
        put_off(c)
        assert warning.list_week(c.visit("coordinator")) == []
    taken(c)
    put_off(c)
    (record,) = warning.list_week(c.visit("coordinator"))
    row = c.row("warning", record)
    assert (row["planned_percent"], row["deviation"], row["band"]) == (100.0, 60.0, "high")


def test_a_save_of_a_task_asks_the_database_nothing_about_baselines(c: b.Company, monkeypatch: pytest.MonkeyPatch) -> None:
    taken(c)
    assert figures.frozen(c.visit("lead")).height == 1
    asked: list[object] = []
    monkeypatch.setattr(c.ledger, "at", lambda *args: asked.append(args) or pl.DataFrame())
    put_off(c)
    assert figures.every_leaf(c.visit("lead")).height == 1
    assert asked == []


def test_at_a_past_moment_the_baseline_of_that_time_counts(c: b.Company) -> None:
    baseline.freeze(c.visit("lead", b.NOW + b.HOUR), b.baseline(c))
    before, after = (c.visit("lead", b.NOW + 3 * b.HOUR, past=b.NOW + hours * b.HOUR) for hours in (0.5, 2))
    assert figures.frozen(before).is_empty()
    assert figures.frozen(after)["due_on"].to_list() == [date(2026, 11, 19)]
