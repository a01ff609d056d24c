"""What changed between two readings: rows in, rows out, by rules told here again."""

from datetime import date, time, timedelta
from typing import Any

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from core.metrics import changed
from core.metrics.changed import COLUMNS, TABLES, Reading
from core.schema.columns import schema
from core.schema.tables import TABLES as DECLARED
from core.workdays import WorkCalendar

# A Friday. The calendar knows no holiday: five days a week.
TODAY = date(2026, 11, 20)
DAY = timedelta(days=1)
CALENDAR = WorkCalendar({day: ((time(9), time(18)),) if day < 5 else () for day in range(7)}, {}, "Asia/Shanghai")
BAND = {"table": pl.String, "record": pl.Int64, "band": pl.String}


def frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    columns = {"id": pl.Int64, **schema(DECLARED[table])}
    return pl.DataFrame([dict.fromkeys(columns) | row for row in rows], schema=columns, orient="row")


def reading(today: date = TODAY, bands: list[tuple[str, int, str]] | None = None, **rows: list[dict[str, Any]]) -> Reading:
    frames = {table: frame(table, rows.get(table, [])) for table in TABLES}
    return Reading(today, frames, pl.DataFrame(bands or [], schema=BAND, orient="row"), CALENDAR)


def task(**values: Any) -> dict[str, Any]:
    """Open, of department 10 in project 1, due in a week."""
    own = {"id": 1, "project": 1, "kind": "task", "department": 10, "status": "doing"}
    return own | {"starts_on": TODAY - 14 * DAY, "due_on": TODAY + 7 * DAY} | values


def told(was: Reading, now: Reading, *columns: str) -> list[tuple[Any, ...]]:
    return changed.records(was, now).select(columns or ("what", "table", "record")).rows()


def test_what_came_and_what_went_are_new_and_gone():
    was, now = reading(task=[task()]), reading(task=[task(id=2)])
    assert told(was, now) == [("new", "task", 2), ("gone", "task", 1)]


def test_a_draft_is_not_there_until_it_is_submitted():
    asked = {"id": 5, "status": "draft", "applicant_department": 10}
    was, now = reading(request=[asked]), reading(request=[asked | {"status": "submitted"}])
    assert told(was, was) == []
    assert told(was, now, "what", "department", "before", "after") == [("new", 10, None, "submitted")]


def test_done_is_closed_and_opened_again_is_reopened():
    was, now = reading(task=[task()]), reading(task=[task(status="done")])
    assert told(was, now, "what", "before", "after") == [("closed", "doing", "done")]
    assert told(now, was, "what", "before", "after") == [("reopened", "done", "doing")]


def test_a_date_put_off_tells_the_working_days_between():
    was, now = reading(task=[task(due_on=TODAY + 3 * DAY)]), reading(task=[task(due_on=TODAY + 10 * DAY)])
    assert told(was, now, "what", "before", "after", "days") == [("slipped", "2026-11-23", "2026-11-30", 5)]
    assert told(now, was, "what", "days") == [("earlier", -5)]


def test_what_is_done_has_not_slipped():
    was, now = reading(task=[task()]), reading(task=[task(due_on=TODAY + 14 * DAY, status="done")])
    assert told(was, now) == [("closed", "task", 1)]


def test_a_task_is_newly_overdue_the_day_after_its_date():
    rows = [task(due_on=TODAY - DAY)]
    assert told(reading(TODAY - DAY, task=rows), reading(task=rows), "what", "after") == [("overdue", "2026-11-19")]
    assert told(reading(task=rows), reading(TODAY + DAY, task=rows)) == []
    assert told(reading(TODAY - 2 * DAY, task=rows), reading(TODAY - DAY, task=rows)) == []


def test_what_has_tasks_below_it_is_neither_overdue_nor_put_off():
    above, below = task(due_on=TODAY - DAY), task(id=2, parent=1)
    was, now = reading(TODAY - DAY, task=[above, below]), reading(task=[above | {"due_on": TODAY - 2 * DAY}, below])
    assert told(was, now) == []


def test_phases_are_not_counted():
    assert told(reading(), reading(task=[task(kind="phase")])) == []


def test_bands_and_goal_states_move_up_and_down_while_open():
    rows = {"task": [task()], "risk": [{"id": 3, "status": "open", "department": 10}], "goal": [{"id": 4, "due_on": TODAY}]}
    was = reading(bands=[("task", 1, "low"), ("risk", 3, "high"), ("goal", 4, "on_track")], **rows)
    now = reading(bands=[("task", 1, "high"), ("risk", 3, "medium"), ("goal", 4, "behind")], **rows)
    assert set(told(was, now, "what", "table", "before", "after")) == {
        ("worse", "task", "low", "high"),
        ("worse", "goal", "on_track", "behind"),
        ("better", "risk", "high", "medium"),
    }


def test_a_band_that_is_no_longer_there_has_not_moved():
    rows = [task()]
    assert told(reading(task=rows, bands=[("task", 1, "high")]), reading(task=rows)) == []
    assert told(reading(task=rows, bands=[("task", 1, "unread")]), reading(task=rows, bands=[("task", 1, "high")])) == []


PROMISE = {"kind": "risk_plan", "table": "risk", "record": 3, "project": 1, "department": 10, "state": "running"}
PROMISES = dict.fromkeys(("kind", "table", "state"), pl.String) | dict.fromkeys(("record", "project", "department"), pl.Int64)


def promises(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([PROMISE | row for row in rows], schema=PROMISES)


def test_a_promise_is_newly_broken_once():
    was, now = promises({}), promises({"state": "broken"}, {"state": "broken", "department": None})
    found = changed.broken(was, now).select("what", "record", "department", "before", "promise").rows()
    assert found == [("broken", 3, 10, "running", "risk_plan"), ("broken", 3, None, None, "risk_plan")]
    assert changed.broken(now, now).is_empty()


def test_an_overdue_task_is_not_told_again_by_its_promise():
    rows = [task(due_on=TODAY - DAY)]
    records = changed.records(reading(TODAY - DAY, task=rows), reading(task=rows))
    own = {"table": "task", "record": 1, "state": "broken"}
    broken = changed.broken(
        promises(), promises(own | {"kind": "task_due"}, own | {"kind": "delay_notice"}, own | {"kind": "task_due", "record": 2})
    )
    found = changed.changes(records, broken).select("what", "record", "promise").rows()
    assert sorted(found, key=str) == [("broken", 1, "delay_notice"), ("broken", 2, "task_due"), ("overdue", 1, None)]


DAYS = st.integers(-20, 20).map(lambda days: TODAY + days * DAY)
STATES = st.sampled_from(["not_started", "doing", "review", "done", "cancelled"])
TASKS = st.dictionaries(st.integers(1, 6), st.tuples(STATES, DAYS, st.sampled_from(["none", "low", "medium", "high", None])))


def made(drawn: dict[int, tuple[str, date, str | None]]) -> Reading:
    rows = [task(id=record, status=status, due_on=due) for record, (status, due, _) in drawn.items()]
    return reading(bands=[("task", record, band) for record, (_, _, band) in drawn.items() if band], task=rows)


@given(TASKS)
@settings(max_examples=25)
def test_the_same_reading_twice_has_no_change(drawn):
    found = changed.records(made(drawn), made(drawn))
    assert found.is_empty()
    assert found.schema == pl.Schema(COLUMNS)


# What happens to a record; each is followed by what it is when time runs backwards.
BACKWARDS = {
    "new": "gone",
    "gone": "new",
    "closed": "reopened",
    "reopened": "closed",
    "slipped": "earlier",
    "earlier": "slipped",
    "worse": "better",
    "better": "worse",
}


@given(TASKS, TASKS)
@settings(max_examples=30)
def test_time_run_backwards_turns_every_change_round(first, second):
    ahead = [(what, record) for what, record in told(made(first), made(second), "what", "record") if what in BACKWARDS]
    back = [(what, record) for what, record in told(made(second), made(first), "what", "record") if what in BACKWARDS]
    assert sorted((BACKWARDS[what], record) for what, record in ahead) == sorted(back)


@given(TASKS, TASKS)
@settings(max_examples=30)
def test_a_record_is_told_of_in_ways_that_go_together(first, second):
    found: dict[int, list[str]] = {}
    for what, record in told(made(first), made(second), "what", "record"):
        found.setdefault(record, []).append(what)
    for whats in found.values():
        assert len(whats) == len(set(whats))
        assert len({"new", "gone", "closed", "reopened"} & set(whats)) <= 1
        if {"new", "gone", "closed"} & set(whats):
            assert not {"slipped", "earlier", "worse", "better"} & set(whats)
