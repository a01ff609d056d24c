"""What a meeting has before it: rows in, matters out, by rules told here again."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from core.metrics.agenda import COLUMNS, agenda_matters, last_meeting, next_meeting, usual_start
from core.metrics.todo_matter import Moment
from core.schema.columns import schema
from core.schema.tables import TABLES

# A Friday, ten in the morning in Shanghai.
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
YESTERDAY, TODAY = date(2026, 11, 19), date(2026, 11, 20)
MOMENT = Moment(NOW, ZoneInfo("Asia/Shanghai"))
PROJECT, OTHER, LAST = 1, 2, 7


def frame(table: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    columns = {"id": pl.Int64, **schema(TABLES[table])}
    return pl.DataFrame([dict.fromkeys(columns) | {"removed": False} | row for row in rows], schema=columns, orient="row")


def frames(**rows: list[dict[str, Any]]) -> dict[str, pl.DataFrame]:
    return {table: frame(table, rows.get(table, [])) for table in ("task", "issue", "risk", "meeting")}


def task(**values: Any) -> dict[str, Any]:
    """Of the project, due yesterday and not done."""
    return {"id": 1, "project": PROJECT, "kind": "task", "department": 10, "owner": 3, "status": "doing", "due_on": YESTERDAY} | values


def issue(**values: Any) -> dict[str, Any]:
    return {"id": 1, "project": PROJECT, "status": "open", "departments": [10, 20]} | values


def risk(**values: Any) -> dict[str, Any]:
    """High: 3 × 5."""
    return {"id": 1, "project": PROJECT, "status": "open", "department": 10, "probability": 3, "impact": 5} | values


def matters(last: int | None = LAST, project: int | None = PROJECT, **rows: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return agenda_matters(frames(**rows), project, MOMENT, last).select("kind", "record").rows()


def test_without_records_there_is_nothing_to_talk_about() -> None:
    found = agenda_matters(frames(), PROJECT, MOMENT)
    assert (found.rows(), dict(found.schema)) == ([], dict(COLUMNS))


def test_the_actions_of_the_last_meeting_come_first_and_each_kind_in_order() -> None:
    assert matters(
        task=[task(id=1), task(id=2, kind="action", meeting=LAST, due_on=date(2026, 12, 1))], issue=[issue(id=3)], risk=[risk(id=4)]
    ) == [("action", 2), ("overdue", 1), ("issue", 3), ("risk", 4)]


def test_a_matter_tells_whose_it_is_and_by_when() -> None:
    # 17:00 in London is the day after in Shanghai.
    resolve = datetime(2026, 11, 21, 17, tzinfo=UTC)
    found = agenda_matters(frames(issue=[issue(owner=3, resolve_by=resolve)], risk=[risk(owner=4)]), PROJECT, MOMENT)
    assert found.rows() == [("issue", "issue", 1, 10, 3, date(2026, 11, 22)), ("risk", "risk", 1, 10, 4, None)]


def test_an_open_action_of_the_last_meeting_is_there_whatever_its_date_and_told_once() -> None:
    assert matters(task=[task(kind="action", meeting=LAST, due_on=TODAY + timedelta(days=9))]) == [("action", 1)]
    assert matters(task=[task(kind="action", meeting=LAST)]) == [("action", 1)]
    assert matters(task=[task(kind="action", meeting=LAST - 1, due_on=TODAY)]) == []
    assert matters(last=None, task=[task(kind="action", meeting=None, due_on=TODAY)]) == []


def test_only_open_leaves_that_were_due_before_today_are_overdue() -> None:
    assert matters(task=[task(due_on=TODAY)]) == []
    assert matters(task=[task(status="done"), task(id=2, status="cancelled"), task(id=3, kind="phase")]) == []
    assert matters(task=[task(id=1), task(id=2, parent=1)]) == [("overdue", 2)]
    assert matters(task=[task(status=status, id=place) for place, status in enumerate(("not_started", "doing", "review"))]) == [
        *(("overdue", 0), ("overdue", 1), ("overdue", 2)),
    ]


def test_solved_issues_and_risks_that_are_not_high_or_not_open_are_left_out() -> None:
    assert matters(issue=[issue(status="resolved"), issue(id=2, status="withdrawn"), issue(id=3, status="responded")]) == [("issue", 3)]
    assert matters(risk=[risk(impact=4), risk(id=2, status="closed"), risk(id=3, status="watching")]) == [("risk", 3)]


def test_the_soonest_due_of_each_kind_comes_first_and_what_has_no_date_last() -> None:
    days = [None, datetime(2026, 11, 25, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC)]
    assert matters(issue=[issue(id=place, resolve_by=day) for place, day in enumerate(days)]) == [("issue", 2), ("issue", 1), ("issue", 0)]


def test_what_is_of_another_project_is_theirs_and_a_meeting_of_none_has_only_actions() -> None:
    rows = {"task": [task(project=OTHER), task(id=2, project=OTHER, kind="action", meeting=LAST)], "issue": [issue(project=OTHER)]}
    assert matters(**rows, risk=[risk(project=OTHER)]) == [("action", 2)]
    assert matters(project=None, **rows, risk=[risk(project=None)]) == [("action", 2)]


def meeting(**values: Any) -> dict[str, Any]:
    """A week ago, of the project and of a plan."""
    return {"id": 1, "project": PROJECT, "cadence": 5, "starts_at": NOW - timedelta(days=7), "status": "closed"} | values


def test_the_last_meeting_is_the_newest_held_one_of_the_same_plan() -> None:
    rows = [
        meeting(),
        meeting(id=2, starts_at=NOW - timedelta(days=14)),
        meeting(id=3, starts_at=NOW - timedelta(days=1), cadence=6),
        meeting(id=4, starts_at=NOW - timedelta(days=2), status="cancelled"),
        meeting(id=5, starts_at=NOW + timedelta(days=7), status="held"),
    ]
    this = meeting(id=9, starts_at=NOW, status="planned")
    assert last_meeting(frame("meeting", [*rows, this]), this) == 1
    assert last_meeting(frame("meeting", [this]), this) is None


def test_a_meeting_of_no_plan_follows_the_last_of_its_project_and_one_of_no_project_none() -> None:
    rows = [meeting(), meeting(id=2, project=OTHER, starts_at=NOW - timedelta(days=1)), meeting(id=3, project=None, cadence=None)]
    assert last_meeting(frame("meeting", rows), meeting(id=9, cadence=None, starts_at=NOW)) == 1
    assert last_meeting(frame("meeting", rows), meeting(id=9, cadence=None, project=None, starts_at=NOW)) is None


def test_the_next_meeting_is_the_soonest_planned_of_the_same_plan_or_else_of_the_same_project_and_kind() -> None:
    ahead = {"starts_at": NOW + timedelta(days=7), "status": "planned"}
    rows = [meeting(id=2, **ahead), meeting(id=3, cadence=6, **ahead), meeting(id=4, starts_at=NOW, status="planned")]
    found = next_meeting(frame("meeting", rows), meeting(), NOW)
    assert found is not None
    assert found["id"] == 2
    free = [
        meeting(id=5, project=None, cadence=None, kind="weekly", **ahead),
        meeting(id=6, project=None, cadence=None, kind="review", **ahead),
    ]
    found = next_meeting(frame("meeting", free), meeting(project=None, cadence=None, kind="review"), NOW)
    assert found is not None
    assert found["id"] == 6
    assert next_meeting(frame("meeting", rows), meeting(cadence=7), NOW) is None


def test_what_is_called_on_the_spot_is_followed_by_the_meeting_that_a_plan_has_of_its_project() -> None:
    ahead = {"starts_at": NOW + timedelta(days=7), "status": "planned"}
    planned = [meeting(id=2, cadence=6, kind="weekly", **ahead), meeting(id=3, cadence=7, kind="weekly", project=OTHER, **ahead)]
    found = next_meeting(frame("meeting", planned), meeting(cadence=None, kind="weekly"), NOW)
    assert found is not None
    assert found["id"] == 2


def slot(*others: datetime, planned: datetime | None = NOW) -> datetime:
    rows = [weekly(number, start) for number, start in enumerate(others, 2)]
    begun = weekly(1, NOW + timedelta(days=1, hours=12, minutes=52, seconds=7))
    return usual_start(frame("meeting", [begun, *rows]), begun, planned, MOMENT.zone)


def weekly(record: int, starts_at: datetime) -> dict[str, Any]:
    return {"id": record, "kind": "weekly", "status": "closed", "project": None, "starts_at": starts_at}


def test_the_hour_that_most_meetings_before_had_is_the_usual_one_and_what_was_called_on_the_spot_does_not_count() -> None:
    wednesdays = [NOW - timedelta(days=days) for days in (9, 16)]
    assert slot() == NOW
    assert slot(wednesdays[0]) == NOW
    assert slot(*wednesdays) == wednesdays[0]
    assert slot(*wednesdays, planned=None) == wednesdays[0]
    called = [NOW - timedelta(days=days, minutes=3) for days in (7, 14, 21)]
    assert slot(*called, wednesdays[0], planned=None) == wednesdays[0]


def test_without_meetings_before_the_own_start_counts() -> None:
    assert slot(planned=None) == NOW + timedelta(days=1, hours=12, minutes=52, seconds=7)
