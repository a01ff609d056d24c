"""Promises: each kind's clock to the minute, and the due moments against a slow calculation of their own."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.promise_sources import TABLES as MADE_OF
from core.promises import PROMISE_COLUMNS, clocks, promises, states
from core.rules import Rules, epochs
from core.schema.columns import schema
from core.schema.tables import TABLES

SHANGHAI = ZoneInfo("Asia/Shanghai")
FINANCE, LEGAL, SALES = 11, 12, 13


def at(text: str) -> datetime:
    """A moment by the Shanghai clock in the year 2026: "10-09 10:30"."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=SHANGHAI)


def frame(table: str, *rows: Mapping[str, Any]) -> pl.DataFrame:
    ledger = {"version": 1, "saved_at": at("01-01 00:00"), "removed": False}
    return pl.DataFrame([{"id": number, **ledger, **row} for number, row in enumerate(rows, 1)], schema=schema(TABLES[table]))


def frames(**rows: Sequence[Mapping[str, Any]]) -> dict[str, pl.DataFrame]:
    return {table: frame(table, *rows.get(table, ())) for table in MADE_OF}


def histories(**rows: Sequence[Mapping[str, Any]]) -> dict[str, pl.DataFrame]:
    return {table: frame(table, *rows.get(table, ())) for table in ("policy", "calendar_day", "setting")}


DEFAULTS = epochs(histories())


def request(submitted: str, urgency: str = "normal", **other: Any) -> dict[str, Any]:
    return {
        "urgency": urgency,
        "status": "submitted",
        "applicant_department": SALES,
        "departments": [FINANCE],
        "submitted_at": at(submitted),
        **other,
    }


def response(decision: str, responded: str, clarified: str | None = None, **other: Any) -> dict[str, Any]:
    return {
        "request": 1,
        "department": FINANCE,
        "decision": decision,
        "responded_at": at(responded),
        "clarified_at": at(clarified) if clarified else None,
        "responder": 5,
        **other,
    }


def issue(**other: Any) -> dict[str, Any]:
    return {
        "level": "normal",
        "status": "open",
        "departments": [LEGAL, FINANCE],
        "found_at": at("03-02 08:00"),
        "reported_at": at("03-02 10:00"),
        "reporter": 7,
        "owner": 8,
        **other,
    }


def task(**other: Any) -> dict[str, Any]:
    return {
        "kind": "task",
        "status": "doing",
        "project": 3,
        "department": LEGAL,
        "owner": 8,
        "starts_on": date(2026, 3, 2),
        "due_on": date(2026, 3, 5),
        **other,
    }


def one(kind: str, now: str, rules: Any = DEFAULTS, **rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    (row,) = promises(frames(**rows), rules, at(now)).filter(pl.col("kind") == kind).to_dicts()
    return row


def minutes_early(early: str) -> str:
    return (at(early) - timedelta(minutes=1)).strftime("%m-%d %H:%M")


# The response to a request ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "state"),
    [
        ("03-02 09:00", "running"),
        ("03-03 02:59", "running"),
        ("03-03 03:00", "at_risk"),
        ("03-03 09:00", "at_risk"),
        ("03-03 09:01", "broken"),
    ],
)
def test_an_urgent_request_must_be_answered_within_24_hours_and_warns_after_18(now: str, state: str) -> None:
    row = one("request_response", now, request=[request("03-02 09:00", "urgent")])
    assert (row["state"], row["due_at"], row["kept_at"], row["elapsed_minutes"]) == (state, at("03-03 09:00"), None, None)


@pytest.mark.parametrize(("answered", "state", "minutes"), [("03-03 09:00", "kept", 1440), ("03-03 09:01", "broken", 1441)])
def test_an_answer_on_the_minute_is_kept_and_a_minute_later_is_broken(answered: str, state: str, minutes: int) -> None:
    rows = {"request": [request("03-02 09:00", "urgent")], "response": [response("decline", answered)]}
    row = one("request_response", "03-09 09:00", **rows)
    assert (row["state"], row["elapsed_minutes"], row["person"], row["kept_at"]) == (state, minutes, 5, at(answered))


def test_every_department_asked_has_a_promise_of_its_own_and_the_first_answer_counts() -> None:
    asked = request("03-02 09:00", "urgent", departments=[FINANCE, LEGAL, FINANCE], project=3)
    answers = [
        response("accept", "03-03 12:00"),
        response("decline", "03-02 10:00", responder=6),
        response("accept", "03-02 09:30", department=SALES),
        response("accept", "03-02 09:30", request=2),
    ]
    found = promises(frames(request=[asked], response=answers), DEFAULTS, at("03-03 08:00"))
    rows = found.filter(pl.col("kind") == "request_response").select("table", "record", "project", "department", "person", "state")
    assert rows.rows() == [("request", 1, 3, FINANCE, 6, "kept"), ("request", 1, 3, LEGAL, None, "at_risk")]


@pytest.mark.parametrize(
    ("status", "decided", "answered", "state"),
    [
        ("withdrawn", None, None, "void"),
        ("withdrawn", None, "03-02 10:00", "void"),
        ("returned", None, None, "void"),
        ("rejected", "03-02 11:00", None, "void"),
        ("rejected", "03-02 11:00", "03-02 12:00", "void"),
        ("rejected", "03-02 11:00", "03-02 10:00", "kept"),
        ("returned", None, "03-02 10:00", "kept"),
        ("approved", "03-02 11:00", None, "broken"),
    ],
)
def test_a_request_that_goes_away_before_the_answer_asks_for_none(
    status: str, decided: str | None, answered: str | None, state: str
) -> None:
    asked = request("03-02 09:00", "urgent", status=status, decided_at=at(decided) if decided else None)
    answers = [response("accept", answered)] if answered else []
    assert one("request_response", "03-09 09:00", request=[asked], response=answers)["state"] == state


def test_a_draft_promises_nothing() -> None:
    drafts = [request("03-02 09:00", status="draft"), request("03-02 09:00", submitted_at=None)]
    assert promises(frames(request=drafts), DEFAULTS, at("03-09 09:00")).is_empty()


def test_a_request_submitted_again_after_the_answer_is_answered_at_once() -> None:
    rows = {"request": [request("03-02 09:00", "urgent")], "response": [response("accept", "03-01 09:00")]}
    row = one("request_response", "03-09 10:00", **rows)
    assert (row["state"], row["elapsed_minutes"]) == ("kept", 0)


# Pauses -------------------------------------------------------------------------------------------------------------------


def test_a_clarification_moves_the_due_moment_by_the_time_it_took() -> None:
    pause = response("clarify", "03-02 10:00", "03-02 12:30")
    row = one("request_response", "03-03 09:01", request=[request("03-02 09:00", "urgent")], response=[pause])
    assert (row["state"], row["due_at"], row["paused_minutes"]) == ("at_risk", at("03-03 11:30"), 150)
    before = one("request_response", "03-03 05:29", request=[request("03-02 09:00", "urgent")], response=[pause])
    on = one("request_response", "03-03 05:30", request=[request("03-02 09:00", "urgent")], response=[pause])
    assert (before["state"], on["state"]) == ("running", "at_risk")


def test_a_clarification_still_waited_for_stops_the_clock_where_it_stood() -> None:
    rows = {"request": [request("03-02 09:00", "urgent")], "response": [response("clarify", "03-02 10:00")]}
    row = one("request_response", "03-05 10:00", **rows)
    assert (row["state"], row["due_at"], row["paused_minutes"]) == ("running", at("03-06 09:00"), 3 * 1440)
    late = one("request_response", "03-05 10:00", request=rows["request"], response=[response("clarify", "03-03 09:01")])
    assert late["state"] == "broken"


def test_overlapping_clarifications_pause_the_clock_once() -> None:
    pauses = [
        response("clarify", "03-02 10:00", "03-02 12:00"),
        response("clarify", "03-02 11:00", "03-02 13:00"),
        response("clarify", "03-02 11:10", "03-02 11:20"),
        response("clarify", "03-02 10:00", "03-02 20:00", department=LEGAL),
    ]
    asked = [request("03-02 09:00", "urgent")]
    assert one("request_response", "03-02 20:00", request=asked, response=pauses)["paused_minutes"] == 180
    open_too = [*pauses, response("clarify", "03-02 12:30")]
    assert one("request_response", "03-02 20:00", request=asked, response=open_too)["paused_minutes"] == 600


def test_a_pause_ends_with_the_answer_and_none_begins_after_it() -> None:
    answers = [response("clarify", "03-02 10:00"), response("accept", "03-02 11:00"), response("clarify", "03-02 12:00")]
    row = one("request_response", "03-05 09:00", request=[request("03-02 09:00", "urgent")], response=answers)
    assert (row["state"], row["paused_minutes"], row["elapsed_minutes"], row["due_at"]) == ("kept", 60, 60, at("03-03 10:00"))


def test_a_pause_of_working_days_is_counted_in_working_minutes() -> None:
    # Friday 17:00 to Monday 10:00 is two working hours: due on Wednesday evening moves to Thursday 11:00.
    asked = [request("03-06 10:00", "important")]
    closed = response("clarify", "03-06 17:00", "03-09 10:00")
    row = one("request_response", "03-09 12:00", request=asked, response=[closed])
    assert (row["paused_minutes"], row["due_at"]) == (120, at("03-12 11:00"))
    still = one("request_response", "03-09 10:00", request=asked, response=[response("clarify", "03-06 17:00")])
    assert (still["paused_minutes"], still["due_at"], still["state"]) == (120, at("03-12 11:00"), "running")


# Working days ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("submitted", "due"),
    [
        ("09-29 10:00", "10-09 18:00"),  # 30 September, 8 and 9 October: the holiday of 1–7 October is off
        ("09-19 10:00", "09-23 18:00"),  # a Saturday off counts as Sunday the 20th, a make-up workday; 21, 22 and 23 September
        ("10-09 20:00", "10-14 18:00"),  # after hours on Friday: counts as Saturday the 10th, a make-up workday; 12, 13 and 14 October
        ("10-09 10:00", "10-13 18:00"),  # Saturday the 10th is a make-up workday
    ],
)
def test_three_working_days_pass_over_the_national_day_holiday_and_count_its_make_up_days(submitted: str, due: str) -> None:
    assert one("request_response", submitted, request=[request(submitted, "important")])["due_at"] == at(due)


def test_a_working_clock_warns_by_working_minutes() -> None:
    # Monday 10:00 to Thursday 18:00 is 31 working hours; three quarters of them, 23 h 15 min, are used on Thursday at 09:15.
    asked = [request("03-02 10:00", "important")]
    before = one("request_response", "03-05 09:14", request=asked)
    assert (before["state"], before["due_at"]) == ("running", at("03-05 18:00"))
    assert one("request_response", "03-05 09:15", request=asked)["state"] == "at_risk"


def test_working_hours_are_counted_over_the_night() -> None:
    policy = {"promise": "issue_closure", "level": "", "limit": 4, "unit": "working_hours", "warn_at": 0.5, "active": True}
    rules = epochs(histories(policy=[policy]))
    report = issue(reported_at=at("03-02 17:00"), resolved_at=at("03-03 13:30"))
    row = one("issue_closure", "03-09 09:00", rules, issue=[report])
    assert (row["due_at"], row["elapsed_minutes"], row["state"]) == (at("03-03 12:00"), 270, "broken")
    assert (row["limit"], row["unit"], row["warn_at"]) == (4, "working_hours", 0.5)


# The decision on a request --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "decided", "state"),
    [
        ("submitted", None, "broken"),
        ("approved", "03-05 18:00", "kept"),
        ("rejected", "03-05 18:01", "broken"),
        ("returned", "03-03 10:00", "void"),
        ("withdrawn", None, "void"),
    ],
)
def test_an_urgent_request_must_be_decided_in_three_working_days(status: str, decided: str | None, state: str) -> None:
    asked = request("03-02 10:00", "urgent", status=status, decided_at=at(decided) if decided else None, decided_by=9)
    row = one("request_decision", "03-06 09:00", request=[asked])
    assert (row["state"], row["due_at"], row["department"], row["person"]) == (state, at("03-05 18:00"), SALES, 9)


# Issues, risks, tasks -------------------------------------------------------------------------------------------------------


def test_an_issue_promises_its_report_its_response_and_its_closure() -> None:
    reported = issue(level="major", project=3, responded_at=at("03-02 12:01"), resolved_at=at("03-04 10:00"))
    found = promises(frames(issue=[reported]), DEFAULTS, at("03-09 09:00"))
    assert found.select("kind", "level", "department", "person", "due_at", "elapsed_minutes", "state").rows() == [
        ("issue_report", "major", LEGAL, 7, at("03-03 08:00"), 120, "kept"),
        ("issue_response", "major", LEGAL, 8, at("03-02 12:00"), 121, "broken"),
        ("issue_closure", "major", LEGAL, 8, at("03-04 10:00"), 2880, "kept"),
    ]


def test_an_issue_with_its_own_time_to_resolve_is_due_then() -> None:
    own = issue(resolve_by=at("03-06 10:00"))
    at_75 = "03-05 10:00"
    row = one("issue_closure", at_75, issue=[own])
    assert (row["due_at"], row["limit"], row["unit"], row["state"]) == (at("03-06 10:00"), None, "hours", "at_risk")
    assert one("issue_closure", minutes_early(at_75), issue=[own])["state"] == "running"


def test_a_withdrawn_issue_asks_for_nothing_more() -> None:
    found = promises(frames(issue=[issue(status="withdrawn")]), DEFAULTS, at("03-09 09:00"))
    assert found["state"].to_list() == ["kept", "void", "void"]


@pytest.mark.parametrize(
    ("status", "planned", "state"),
    [
        ("open", None, "broken"),
        ("open", "03-03 10:00", "kept"),
        ("watching", "03-03 10:01", "broken"),
        ("closed", None, "void"),
        ("occurred", None, "void"),
        ("closed", "03-02 12:00", "kept"),
        ("open", "03-01 10:00", "kept"),
    ],
)
def test_a_risk_that_became_high_needs_a_plan_in_24_hours(status: str, planned: str | None, state: str) -> None:
    risk = {
        "status": status,
        "department": LEGAL,
        "owner": 8,
        "became_high_at": at("03-02 10:00"),
        "plan_submitted_at": at(planned) if planned else None,
    }
    low = {"status": "open", "department": LEGAL}
    row = one("risk_plan", "03-09 09:00", risk=[risk, low])
    assert (row["state"], row["department"], row["person"], row["level"]) == (state, LEGAL, 8, "")
    assert row["elapsed_minutes"] is None or row["elapsed_minutes"] >= 0


@pytest.mark.parametrize(
    ("changes", "now", "state"),
    [
        ({}, "03-04 23:59", "running"),
        ({}, "03-05 00:00", "at_risk"),
        ({}, "03-06 00:00", "at_risk"),
        ({}, "03-06 00:01", "broken"),
        ({"finished_on": date(2026, 3, 5)}, "03-09 09:00", "kept"),
        ({"finished_on": date(2026, 3, 6)}, "03-09 09:00", "broken"),
        ({"status": "cancelled"}, "03-09 09:00", "void"),
    ],
)
def test_a_task_is_due_at_the_midnight_that_ends_its_due_date(changes: dict[str, Any], now: str, state: str) -> None:
    row = one("task_due", now, task=[task(**changes)])
    assert (row["state"], row["opened_at"], row["due_at"]) == (state, at("03-02 00:00"), at("03-06 00:00"))
    assert (row["project"], row["department"], row["person"], row["level"]) == (3, LEGAL, 8, "")


def test_only_leaves_that_are_not_phases_promise_a_date() -> None:
    tree = [task(kind="phase"), task(parent=1), task(parent=2), task(kind="milestone"), task(kind="action", parent=2)]
    found = promises(frames(task=tree), DEFAULTS, at("03-03 09:00"))
    assert sorted(found["record"]) == [3, 4, 5]


# Meetings about trouble, warnings and resources ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["blocker", "lag"])
@pytest.mark.parametrize(
    ("changes", "now", "state"),
    [
        ({}, "03-03 21:59", "running"),
        ({}, "03-03 22:00", "at_risk"),
        ({}, "03-04 10:00", "at_risk"),
        ({}, "03-04 10:01", "broken"),
        ({"convened_at": at("03-04 10:00")}, "03-09 09:00", "kept"),
        ({"convened_at": at("03-04 10:01")}, "03-09 09:00", "broken"),
        ({"resolved_at": at("03-04 09:00"), "convened_at": at("03-05 09:00")}, "03-09 09:00", "kept"),
        ({"status": "withdrawn"}, "03-09 09:00", "void"),
        ({"status": "withdrawn", "convened_at": at("03-03 09:00")}, "03-09 09:00", "kept"),
    ],
)
def test_a_block_or_a_lag_needs_its_special_meeting_in_48_hours_unless_it_is_solved_before(
    kind: str, changes: dict[str, Any], now: str, state: str
) -> None:
    row = one("issue_meeting", now, issue=[issue(kind=kind, **changes)])
    assert (row["state"], row["due_at"], row["department"], row["person"]) == (state, at("03-04 10:00"), LEGAL, 8)


@pytest.mark.parametrize(
    ("convened", "now", "state"),
    [
        (None, "03-03 03:59", "running"),
        (None, "03-03 04:00", "at_risk"),
        (None, "03-03 10:01", "broken"),
        ("03-03 10:00", "03-09 09:00", "kept"),
        ("03-03 10:01", "03-09 09:00", "broken"),
    ],
)
def test_a_dispute_needs_its_coordination_meeting_in_24_hours(convened: str | None, now: str, state: str) -> None:
    row = one("dispute_meeting", now, issue=[issue(kind="dispute", convened_at=at(convened) if convened else None)])
    assert (row["state"], row["due_at"]) == (state, at("03-03 10:00"))


def test_an_ordinary_problem_needs_no_meeting() -> None:
    found = promises(frames(issue=[issue(kind="problem")]), DEFAULTS, at("03-03 09:00"))
    assert not found["kind"].str.contains("meeting").any()


def warning(**other: Any) -> dict[str, Any]:
    return {"task": 1, "project": 3, "department": LEGAL, "owner": 8, "band": "high", "raised_at": at("03-04 09:00"), **other}


@pytest.mark.parametrize(
    ("submitted", "status", "now", "state"),
    [
        (None, "doing", "03-05 02:59", "running"),
        (None, "doing", "03-05 03:00", "at_risk"),
        (None, "doing", "03-05 09:00", "at_risk"),
        (None, "doing", "03-05 09:01", "broken"),
        ("03-05 09:00", "doing", "03-09 09:00", "kept"),
        ("03-05 09:01", "doing", "03-09 09:00", "broken"),
        (None, "cancelled", "03-09 09:00", "void"),
        ("03-05 09:00", "cancelled", "03-09 09:00", "kept"),
    ],
)
def test_a_high_warning_needs_its_plan_in_24_hours_and_none_when_its_task_is_given_up(
    submitted: str | None, status: str, now: str, state: str
) -> None:
    rows = {"warning": [warning(plan_submitted_at=at(submitted) if submitted else None)], "task": [task(status=status)]}
    row = one("warning_plan", now, **rows)
    assert (row["state"], row["due_at"], row["project"], row["department"], row["person"]) == (state, at("03-05 09:00"), 3, LEGAL, 8)


def test_a_lesser_warning_asks_for_no_plan() -> None:
    found = promises(frames(warning=[warning(band="medium"), warning(band="low")], task=[task()]), DEFAULTS, at("03-05 09:00"))
    assert "warning_plan" not in found["kind"]


def resource(**other: Any) -> dict[str, Any]:
    asked = {"project": 3, "department": SALES, "approver": 2, "urgency": "normal", "status": "requested"}
    return asked | {"requested_at": at("09-29 10:00")} | other


@pytest.mark.parametrize(
    ("changes", "now", "state"),
    [
        ({}, "10-09 18:00", "at_risk"),
        ({}, "10-09 18:01", "broken"),
        ({"status": "approved", "decided_at": at("10-09 18:00")}, "10-12 09:00", "kept"),
        ({"status": "rejected", "decided_at": at("10-10 09:00")}, "10-12 09:00", "broken"),
        ({"status": "withdrawn"}, "10-12 09:00", "void"),
    ],
)
def test_a_resource_request_is_decided_in_three_working_days_by_the_approvers_department(
    changes: dict[str, Any], now: str, state: str
) -> None:
    rows = {"resource_request": [resource(**changes)], "person": [{"department": SALES}, {"department": FINANCE}]}
    row = one("resource_decision", now, **rows)
    assert (row["state"], row["due_at"], row["department"], row["person"]) == (state, at("10-09 18:00"), FINANCE, 2)


# Meetings ---------------------------------------------------------------------------------------------------------------------


def meeting(starts: str, ends: str, planned: str = "01-05 09:00", **other: Any) -> dict[str, Any]:
    when = {"planned_at": at(planned), "starts_at": at(starts), "ends_at": at(ends)}
    return {"kind": "weekly", "status": "planned", "project": 3, "host": 1, **when, **other}


HOSTS = [{"department": FINANCE}, {"department": LEGAL}]


@pytest.mark.parametrize(
    ("starts", "due"),
    [
        ("03-12 10:00", "03-10 18:00"),  # Thursday: Tuesday evening
        ("03-09 10:00", "03-05 18:00"),  # Monday: over the weekend to Thursday
        ("10-09 10:00", "09-30 18:00"),  # Friday: 8 October, and before the holiday of 1–7 October Wednesday 30 September
        ("10-12 10:00", "10-09 18:00"),  # Monday: Saturday the 10th is a make-up workday, Friday the 9th the second day
        ("09-21 10:00", "09-18 18:00"),  # Monday: Sunday the 20th is a make-up workday
    ],
)
def test_notice_is_given_two_working_days_before_a_meeting_over_the_national_day_holiday_and_its_make_up_days(
    starts: str, due: str
) -> None:
    held = meeting(starts, starts[:6] + "11:00")
    row = one("meeting_notice", "01-06 09:00", meeting=[held], person=HOSTS)
    assert (row["due_at"], row["state"], row["department"], row["person"]) == (at(due), "running", FINANCE, 1)
    assert one("meeting_notice", due, meeting=[held], person=HOSTS)["state"] == "at_risk"
    late = (at(due) + timedelta(minutes=1)).strftime("%m-%d %H:%M")
    assert one("meeting_notice", late, meeting=[held], person=HOSTS)["state"] == "broken"
    in_time, too_late = held | {"noticed_at": at(due)}, held | {"noticed_at": at(late)}
    assert one("meeting_notice", "12-01 09:00", meeting=[in_time], person=HOSTS)["state"] == "kept"
    assert one("meeting_notice", "12-01 09:00", meeting=[too_late], person=HOSTS)["state"] == "broken"


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"status": "cancelled"}, "void"),
        ({"status": "cancelled", "noticed_at": at("03-10 18:00")}, "kept"),
        ({"planned_at": at("03-11 09:00"), "noticed_at": at("03-11 09:00")}, "broken"),
    ],
)
def test_a_cancelled_meeting_asks_for_no_notice_and_one_called_at_short_notice_cannot_keep_it(changes: dict[str, Any], state: str) -> None:
    row = one("meeting_notice", "04-01 09:00", meeting=[meeting("03-12 10:00", "03-12 11:00", **changes)], person=HOSTS)
    assert row["state"] == state
    assert row["elapsed_minutes"] is None or row["elapsed_minutes"] >= 0


@pytest.mark.parametrize("kind", ["special", "coordination"])
def test_a_meeting_about_trouble_is_called_without_notice_but_not_without_minutes(kind: str) -> None:
    found = promises(frames(meeting=[meeting("03-12 10:00", "03-12 11:00", kind=kind)], person=HOSTS), DEFAULTS, at("03-12 12:00"))
    assert found["kind"].to_list() == ["minutes"]


@pytest.mark.parametrize(
    ("changes", "now", "due", "state"),
    [
        ({}, "03-12 11:00", "03-13 18:00", "running"),
        ({}, "03-13 18:00", "03-13 18:00", "at_risk"),
        ({}, "03-13 18:01", "03-13 18:00", "broken"),
        ({"minutes_sent_at": at("03-13 18:00")}, "03-20 09:00", "03-13 18:00", "kept"),
        ({"minutes_sent_at": at("03-13 18:01")}, "03-20 09:00", "03-13 18:00", "broken"),
        ({"held_until": at("03-13 11:30")}, "03-16 18:01", "03-16 18:00", "broken"),
        ({"status": "cancelled"}, "03-20 09:00", "03-13 18:00", "void"),
    ],
)
def test_minutes_are_sent_within_a_working_day_of_the_meetings_end(changes: dict[str, Any], now: str, due: str, state: str) -> None:
    row = one("minutes", now, meeting=[meeting("03-12 10:00", "03-12 11:00", **changes)], person=HOSTS)
    assert (row["state"], row["due_at"], row["department"], row["person"]) == (state, at(due), FINANCE, 1)


def test_minutes_are_the_recorders_and_are_owed_only_once_the_meeting_has_ended() -> None:
    held = meeting("09-30 16:00", "09-30 17:00", recorder=2)
    assert one("minutes", "09-30 17:00", meeting=[held], person=HOSTS)["person"] == 2
    assert one("minutes", "10-08 18:00", meeting=[held], person=HOSTS)["state"] == "at_risk"
    assert one("minutes", "10-08 18:01", meeting=[held], person=HOSTS)["state"] == "broken"
    before = promises(frames(meeting=[held], person=HOSTS), DEFAULTS, at("09-30 16:59"))
    assert "minutes" not in before["kind"]


# Dates moved, and deliverables sent back ---------------------------------------------------------------------------------------


def replan(declared: str, old: date = date(2026, 3, 5), new: date = date(2026, 3, 12), **other: Any) -> dict[str, Any]:
    return {"task": 1, "old_due_on": old, "new_due_on": new, "declared_by": 8, "declared_at": at(declared), **other}


def notices(now: str, **rows: Sequence[Mapping[str, Any]]) -> list[Any]:
    found = promises(frames(**rows), DEFAULTS, at(now)).filter(pl.col("kind") == "delay_notice")
    return found.sort("due_at").select("record", "due_at", "state").rows()


@pytest.mark.parametrize(("declared", "state"), [("03-03 09:00", "kept"), ("03-06 00:00", "kept"), ("03-06 00:01", "broken")])
def test_a_delay_is_declared_before_the_day_it_moves_has_ended(declared: str, state: str) -> None:
    rows = {"task": [task(due_on=date(2026, 3, 12))], "replan": [replan(declared)]}
    assert notices("03-09 09:00", **rows) == [(1, at("03-06 00:00"), state)]


@pytest.mark.parametrize(
    ("changes", "now", "expected"),
    [
        ({}, "03-05 23:58", []),
        ({}, "03-06 00:01", ["broken"]),
        ({"status": "done", "finished_on": date(2026, 3, 5)}, "03-09 09:00", []),
        ({"status": "done", "finished_on": date(2026, 3, 6)}, "03-09 09:00", ["broken"]),
        ({"status": "cancelled"}, "03-09 09:00", []),
        ({"kind": "action"}, "03-09 09:00", []),
        ({"kind": "phase"}, "03-09 09:00", []),
    ],
)
def test_a_task_that_runs_over_its_date_without_a_word_has_broken_its_notice(
    changes: dict[str, Any], now: str, expected: list[str]
) -> None:
    assert [state for *_, state in notices(now, task=[task(**changes)])] == expected


def test_every_date_that_is_missed_asks_for_a_notice_of_its_own() -> None:
    rows = {"task": [task(due_on=date(2026, 3, 12))], "replan": [replan("03-04 09:00")]}
    assert notices("03-13 09:00", **rows) == [(1, at("03-06 00:00"), "kept"), (1, at("03-13 00:00"), "broken")]


def test_moving_a_date_forward_or_that_of_an_action_item_is_no_delay() -> None:
    earlier = replan("03-03 09:00", new=date(2026, 3, 4))
    assert notices("03-03 10:00", task=[task(due_on=date(2026, 3, 4))], replan=[earlier]) == []
    assert notices("03-03 10:00", task=[task(kind="action", due_on=date(2026, 3, 12))], replan=[replan("03-03 09:00")]) == []


@pytest.mark.parametrize(
    ("changes", "now", "state"),
    [
        ({}, "03-05 23:59", "at_risk"),
        ({}, "03-06 00:01", "broken"),
        ({"finished_on": date(2026, 3, 5)}, "03-09 09:00", "kept"),
        ({"finished_on": date(2026, 3, 6)}, "03-09 09:00", "broken"),
        ({"status": "cancelled"}, "03-09 09:00", "void"),
    ],
)
def test_an_action_item_is_due_at_the_midnight_that_ends_its_due_date(changes: dict[str, Any], now: str, state: str) -> None:
    row = one("action_item", now, task=[task(kind="action", **changes)])
    assert (row["state"], row["due_at"], row["person"]) == (state, at("03-06 00:00"), 8)


@pytest.mark.parametrize(
    ("rectified", "status", "now", "state"),
    [
        (None, "failed", "03-09 11:59", "running"),
        (None, "failed", "03-10 12:00", "at_risk"),
        (None, "failed", "03-11 00:00", "at_risk"),
        (None, "failed", "03-11 00:01", "broken"),
        ("03-11 00:00", "accepted", "03-20 09:00", "kept"),
        ("03-11 00:01", "accepted", "03-20 09:00", "broken"),
        (None, "withdrawn", "03-20 09:00", "void"),
    ],
)
def test_what_failed_is_put_right_by_the_end_of_its_day(rectified: str | None, status: str, now: str, state: str) -> None:
    failed = {"deliverable": 1, "department": LEGAL, "project": 3, "result": "fail", "accepted_at": at("03-06 00:00")}
    failed |= {"rectify_by": date(2026, 3, 10), "rectified_at": at(rectified) if rectified else None}
    rows = {"acceptance": [failed, failed | {"result": "pass"}], "deliverable": [{"status": status, "submitter": 8}]}
    row = one("rectification", now, **rows)
    assert (row["state"], row["due_at"], row["department"], row["person"]) == (state, at("03-11 00:00"), LEGAL, 8)
    assert (row["table"], row["record"], row["limit"]) == ("acceptance", 1, None)


# Policies -------------------------------------------------------------------------------------------------------------------

TIGHTER = {"promise": "request_response", "level": "urgent", "limit": 1, "unit": "hours", "warn_at": 0.75, "active": True}


def test_a_policy_edited_later_leaves_closed_promises_alone_and_rules_the_open_ones() -> None:
    rules = epochs(histories(policy=[TIGHTER | {"saved_at": at("03-10 00:00")}]))
    asked = [request("03-02 09:00", "urgent"), request("03-09 09:00", "urgent"), request("03-09 10:00", "urgent")]
    answers = [response("accept", "03-03 09:00"), response("accept", "03-10 00:00", request=2)]
    rows = frames(request=asked, response=answers)
    shown = ("record", "limit", "due_at", "state")
    found = promises(rows, rules, at("03-10 00:00")).filter(pl.col("kind") == "request_response").select(shown)
    assert found.rows() == [
        (1, 24, at("03-03 09:00"), "kept"),
        (2, 1, at("03-09 10:00"), "broken"),
        (3, 1, at("03-09 11:00"), "broken"),
    ]
    earlier = promises(rows, rules, at("03-09 23:59")).filter(pl.col("kind") == "request_response").select(shown)
    assert earlier.rows()[2] == (3, 24, at("03-10 10:00"), "running")


@pytest.mark.parametrize("kind", ["meeting_notice", "minutes", "resource_decision", "warning_plan", "issue_meeting"])
def test_a_policy_edited_later_leaves_what_is_closed_alone_whatever_the_kind(kind: str) -> None:
    stricter = {"promise": kind, "level": "", "limit": 10, "unit": "days", "warn_at": 0.75, "active": True}
    rules = epochs(histories(policy=[stricter | {"saved_at": at("03-20 00:00")}]))
    closed = at("03-06 09:00")
    rows = {
        "meeting": [
            meeting("03-12 10:00", "03-12 11:00", noticed_at=closed, minutes_sent_at=closed),
            meeting("03-12 10:00", "03-12 11:00"),
        ],
        "resource_request": [
            resource(requested_at=at("03-05 09:00"), decided_at=closed, status="approved"),
            resource(requested_at=at("03-05 09:00")),
        ],
        "warning": [warning(plan_submitted_at=closed), warning()],
        "issue": [issue(kind="lag", convened_at=closed), issue(kind="lag")],
        "task": [task()],
        "person": HOSTS,
    }
    found = promises(frames(**rows), rules, at("03-21 09:00")).filter(pl.col("kind") == kind).sort("record")
    default = promises(frames(**rows), DEFAULTS, at("03-21 09:00")).filter(pl.col("kind") == kind).sort("record")
    assert found["due_at"][0] == default["due_at"][0]
    assert (found["limit"][0], found["limit"][1]) == (default["limit"][0], 10)


def test_a_calendar_edited_later_leaves_closed_promises_alone() -> None:
    off = {"day": date(2026, 3, 4), "working": False, "saved_at": at("03-10 00:00")}
    rules = epochs(histories(calendar_day=[off]))
    asked = [request("03-02 10:00", "important"), request("03-02 10:00", "important")]
    found = promises(frames(request=asked, response=[response("accept", "03-03 09:00")]), rules, at("03-10 09:00"))
    due = found.filter(pl.col("kind") == "request_response").sort("record")["due_at"]
    assert due.to_list() == [at("03-05 18:00"), at("03-06 18:00")]


def test_an_inactive_policy_makes_no_promise() -> None:
    rules = epochs(histories(policy=[TIGHTER | {"active": False}]))
    asked = [request("03-02 09:00", "urgent"), request("03-02 09:00", "normal")]
    found = promises(frames(request=asked), rules, at("03-03 09:00")).filter(pl.col("kind") == "request_response")
    assert found["level"].to_list() == ["normal"]


def test_a_level_of_ones_own_takes_the_policy_for_every_level_and_without_one_promises_nothing() -> None:
    asked = frames(request=[request("03-02 09:00", "board")])
    assert promises(asked, DEFAULTS, at("03-03 09:00")).is_empty()
    rules = epochs(histories(policy=[TIGHTER | {"level": "", "limit": 5}]))
    found = promises(asked, rules, at("03-03 09:00"))
    assert found.select("kind", "level", "limit").rows() == [("request_response", "board", 5)]


# All together ---------------------------------------------------------------------------------------------------------------


def test_the_worked_example_counts_five_kept_of_seven_decided() -> None:
    issues = [issue(responded_at=at("03-02 11:00")) for _ in range(5)]
    issues += [issue(responded_at=at("03-04 11:00")), issue(), issue(reported_at=at("03-05 08:00"))]
    found = promises(frames(issue=issues), DEFAULTS, at("03-05 09:00")).filter(pl.col("kind") == "issue_response")
    counts = dict(found["state"].value_counts().rows())
    assert counts == {"kept": 5, "broken": 2, "running": 1}
    assert round(counts["kept"] / (counts["kept"] + counts["broken"]), 3) == 0.714


def test_no_records_give_no_promises_of_the_right_types() -> None:
    assert promises(frames(), DEFAULTS, at("03-02 09:00")).schema == pl.Schema(PROMISE_COLUMNS)
    some = frames(task=[task()], issue=[issue()], request=[request("03-02 09:00", "urgent")], response=[response("clarify", "03-02 10:00")])
    assert promises(some, DEFAULTS, at("03-02 12:00")).schema == pl.Schema(PROMISE_COLUMNS)


def test_the_same_clocks_serve_every_moment() -> None:
    rows = frames(request=[request("03-02 09:00", "urgent")], response=[response("clarify", "03-02 10:00")], task=[task()])
    kept = clocks(rows, DEFAULTS)
    for now in ("03-02 11:00", "03-06 09:00", "03-02 10:30"):
        assert states(kept, at(now)).equals(promises(rows, DEFAULTS, at(now)))


# A calculation of our own, one promise at a time ------------------------------------------------------------------------------

MOMENTS = st.integers(0, 330 * 86_400).map(lambda seconds: at("01-01 00:00") + timedelta(seconds=seconds))
UNITS = [(1, "hours"), (30, "hours"), (2, "days"), (6, "working_hours"), (25, "working_hours"), (1, "working_days"), (4, "working_days")]
EVERY_UNIT = epochs(
    histories(
        policy=[
            {"promise": "request_response", "level": f"{limit} {unit}", "limit": limit, "unit": unit, "warn_at": 0.75, "active": True}
            for limit, unit in UNITS
        ]
    )
)


def slow_due(submitted: datetime, limit: float, unit: str, pause: tuple[datetime, datetime] | None, rules: Rules) -> datetime:
    calendar = rules.calendar
    if unit in ("hours", "days"):
        due = submitted + timedelta(**{unit: limit})
        return due + (pause[1] - pause[0]) if pause else due
    if unit == "working_hours":
        due = calendar.add_working_minutes(submitted, limit * 60)
    else:
        due = calendar.add_working_days(submitted, int(limit))
    paused = calendar.working_minutes_between(*pause) if pause else 0
    return calendar.add_working_minutes(due, paused) if paused else due


@settings(max_examples=50, deadline=None)
@given(
    st.lists(
        st.tuples(MOMENTS, st.sampled_from(UNITS), st.none() | st.tuples(st.integers(0, 20_000), st.integers(1, 20_000))),
        min_size=1,
        max_size=8,
    )
)
def test_due_moments_agree_with_counting_one_promise_at_a_time(
    drawn: list[tuple[datetime, tuple[float, str], tuple[int, int] | None]],
) -> None:
    asked, answers, expected = [], [], []
    for number, (submitted, (limit, unit), pause) in enumerate(drawn, 1):
        asked.append(request("01-01 00:00", f"{limit} {unit}", submitted_at=submitted))
        span = None
        if pause:
            start = submitted + timedelta(minutes=pause[0])
            span = (start, start + timedelta(minutes=pause[1]))
            answers.append(response("clarify", "01-01 00:00", request=number, responded_at=span[0], clarified_at=span[1]))
        expected.append(slow_due(submitted, limit, unit, span, EVERY_UNIT[-1][1]))
    found = promises(frames(request=asked, response=answers), EVERY_UNIT, at("12-31 00:00")).sort("record")
    assert found["due_at"].to_list() == expected


def test_what_was_opened_within_this_minute_is_a_promise_already_and_what_is_still_to_come_is_not() -> None:
    submitted = at("03-02 09:00") + timedelta(seconds=40)
    assert one("request_response", "03-02 09:00", request=[request("03-02 09:00", "urgent", submitted_at=submitted)])["state"] == "running"
    asked = frames(request=[request("03-02 09:01", "urgent")], task=[task(starts_on=date(2026, 4, 1), due_on=date(2026, 4, 2))])
    assert promises(asked, DEFAULTS, at("03-02 09:00"))["kind"].to_list() == ["task_due"]
