"""The weekly meeting's material over a built week: every number counted by hand."""

from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
import pytest

from core import figures
from core.actions import goal, meeting, task
from core.figures import Choice
from core.weekly import changes, kpis, lists, matters, troubles
from core.weekly import sitting as sittings
from tests import builders as b
from tests import weeks


@pytest.fixture(scope="module")
def week():
    return weeks.week()


def seen(week, who="lead", project=True, **over):
    visit = week.company.visit(who, **over)
    choice = Choice(week.company.projects["launch"] if project else None, days=7)
    return visit, sittings.sitting(visit, choice, None)


def rows(frame, *columns, **equals):
    return frame.filter(**equals).select(columns).rows()


def test_a_projects_meeting_looks_back_to_the_start_of_its_last_one(week):
    _, sitting = seen(week)
    assert (sitting.since, sitting.last, sitting.meeting) == (weeks.HELD, week.meeting, None)


def test_without_a_weekly_meeting_before_it_looks_back_a_week_from_midnight(week):
    _, sitting = seen(week, project=False)
    assert (sitting.since, sitting.last) == (datetime(2026, 11, 12, 16, tzinfo=UTC), None)


def test_the_meeting_being_run_looks_back_to_the_one_before_it(week):
    visit = week.company.visit("lead")
    row = week.company.row("meeting", week.meeting)
    sitting = sittings.sitting(visit, Choice(week.company.projects["launch"]), row | {"id": 99, "starts_at": b.NOW})
    assert (sitting.last, sitting.meeting) == (week.meeting, 99)


@pytest.mark.parametrize(("ago", "last"), [(b.HOUR, False), (3 * b.DAY, False), (3 * b.DAY + b.HOUR, True)])
def test_an_early_or_extra_meeting_does_not_cut_the_review_short(ago, last):
    c = b.company()
    held = [b.NOW - 7 * b.DAY, b.NOW - ago]
    ids = []
    for at in held:
        ids.append(meeting.plan(c.visit("lead", at - b.HOUR), b.meeting(c, starts_at=at, ends_at=at + b.HOUR)))
        meeting.hold(c.visit("lead", at + b.HOUR / 2), ids[-1], 1, {"discussion": "进度"}, [])
    sitting = sittings.sitting(c.visit("lead"), Choice(c.projects["launch"]), None)
    assert (sitting.last, sitting.since) == (ids[last], held[last])


def test_what_the_meeting_itself_agreed_is_no_change(week):
    visit, sitting = seen(week)
    own = {("task", week.late_action), ("task", week.done_action)}
    found = rows(changes.changes(visit, replace(sitting, meeting=week.meeting)), "table", "record")
    assert own <= set(rows(changes.changes(visit, sitting), "table", "record"))
    assert not own & set(found)
    assert found


def test_the_days_of_the_choice_do_not_count(week):
    _, sitting = seen(week)
    assert sitting.choice.days == sittings.DAYS


def test_what_changed_since_the_meeting_is_what_was_done_since(week):
    found = changes.changes(*seen(week))
    tasks = {("task", record) for record in (week.late_action, week.done_action, week.coming)}
    assert set(rows(found, "table", "record", what="new")) == tasks | {("request", week.request), ("issue", week.issue)}
    assert rows(found, "record", "before", "after", "days", what="slipped") == [(week.put_off, "2026-11-27", "2026-12-04", 5)]
    assert set(rows(found, "table", "record", what="overdue")) == {("task", week.late), ("task", week.late_action)}
    assert set(rows(found, "table", "record", what="closed")) == {("task", week.done), ("risk", week.closes)}
    assert rows(found, "before", "after", what="worse", table="risk") == [("medium", "high")]


def test_what_is_broken_since_is_told_once_a_promise_and_overdue_tasks_not_again(week):
    found = rows(changes.changes(*seen(week)), "table", "record", "promise", what="broken")
    assert ("task", week.late, "task_due") not in found
    assert found.count(("request", week.request, "request_response")) == 2


def test_the_changes_of_a_department_are_its_own(week):
    visit = week.company.visit("lead")
    choice = Choice(week.company.projects["launch"], week.company.departments["legal"])
    assert set(changes.changes(visit, sittings.sitting(visit, choice, None))["department"]) <= {week.company.departments["legal"]}


def test_the_kpis_then_are_those_of_a_visit_at_that_moment(week):
    visit, sitting = seen(week)
    found = {row["name"]: row for row in kpis.kpis(visit, sitting).iter_rows(named=True)}
    then = visit.as_of(weeks.HELD)
    assert found["overdue"]["now"] == figures.late(figures.promises(visit, sitting.choice)).height
    assert found["overdue"]["before"] == figures.late(figures.promises(then, sitting.choice)).height
    assert (found["high"]["before"], found["high"]["now"]) == (0, 1)
    assert (found["spi"]["target"], found["overdue"]["target"], found["compliance"]["target"]) == (1.0, 0.0, 0.9)
    assert (found["overdue"]["met"], found["csat"]["met"], found["csat"]["now"]) == (False, None, None)


def test_a_goal_that_measures_a_figure_sets_its_target():
    c = b.company()
    goal.save(c.visit("lead"), b.goal(c, name="兑现率", source="compliance", unit="%", target_value=95.0))
    visit = c.visit("lead")
    own = sittings.sitting(visit, Choice(c.projects["launch"]), None)
    whole = sittings.sitting(visit, Choice(), None)
    targets = [kpis.kpis(visit, sitting).filter(name="compliance")["target"].item() for sitting in (own, whole)]
    assert targets == [0.95, 0.9]


def test_a_projects_troubles_count_its_promises_and_matters(week):
    visit, sitting = seen(week)
    row = troubles.troubles(visit, sitting).row(0, named=True)
    late = figures.late(figures.promises(visit, Choice(week.company.projects["launch"])))
    assert (row["project"], row["broken"]) == (week.company.projects["launch"], late.height)
    assert row["issue"] == 1
    assert row["ask"] == 2


def test_a_matter_is_told_once_as_the_most_pressing_it_is(week):
    found = matters.matters(*seen(week))
    assert found.select("table", "record").is_duplicated().sum() == 0
    assert found.filter(kind="broken")["late_from"].is_sorted()
    assert (found.filter(pl.col("late_from").is_not_null())["late_from"] < b.NOW).all()
    assert rows(found, "kind", table="issue", record=week.issue) == [("broken",)]
    places = found["kind"].replace_strict({kind: place for place, kind in enumerate(matters.KINDS)}, return_dtype=pl.Int64)
    assert places.is_sorted()


def test_projects_come_in_order_of_trouble(week):
    found = troubles.troubles(*seen(week, project=False))
    assert found["project"].to_list() == [week.company.projects["launch"], week.company.projects["audit"]]
    assert found["band"].to_list()[1] == "none"


def test_the_projects_of_a_department_are_those_it_has_tasks_in(week):
    visit = week.company.visit("lead")
    legal = sittings.sitting(visit, Choice(department=week.company.departments["legal"]), None)
    assert troubles.troubles(visit, legal).is_empty()


def test_who_waits_on_whom_counts_requests_by_the_pair(week):
    c = week.company
    found = lists.handoffs(*seen(week))
    research, marketing, legal = (c.departments[name] for name in ("research", "marketing", "legal"))
    assert rows(found, "from", "to", "n", "waiting", "kept", "broken", "rate", "median_minutes") == [
        (research, marketing, 1, 1, 0, 1, 0.0, None),
        (research, legal, 1, 1, 0, 1, 0.0, None),
    ]


def test_risks_move_up_down_and_away(week):
    found = lists.risks(*seen(week))
    assert rows(found, "id", "move", "change") == [(week.rises, "rose", 4), (week.closes, "gone", None)]


def test_the_actions_of_last_time_are_late_ones_first(week):
    found = lists.actions(*seen(week))
    assert rows(found, "id", "state") == [(week.late_action, "late"), (week.done_action, "done")]


def test_what_comes_in_the_next_seven_days(week):
    visit, sitting = seen(week)
    assert lists.ahead(visit.today) == (date(2026, 11, 21), date(2026, 11, 27))
    found = rows(lists.coming(visit, sitting), "what", "on", "record")
    assert found == [("start", date(2026, 11, 23), week.coming), ("due", date(2026, 11, 24), week.coming)]


def test_what_stood_then_is_read_once_however_often_is_saved(week):
    c = week.company
    asked = []
    with c.undone():
        for hours in (1, 2):
            visit, sitting = seen(week, now=b.NOW + hours * b.HOUR)
            assert sittings.then(visit, "counted", lambda was: asked.append(was.past) or 1, sitting) == 1
            task.plan(visit, b.task(c))
    assert asked == [weeks.HELD]


def test_a_past_moment_has_the_material_of_that_moment(week):
    visit, sitting = seen(week, past=weeks.HELD)
    assert sitting.last is None
    assert lists.actions(visit, replace(sitting, last=week.meeting)).is_empty()
    assert not rows(changes.changes(visit, sitting), "record", what="slipped")
