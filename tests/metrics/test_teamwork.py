"""Working together and what happened: rows in, rows out."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from core.metrics import happenings, teamwork
from core.rules import rules_now
from core.workdays import WorkCalendar
from tests import builders as b

AT = datetime(2026, 11, 2, 2, tzinfo=UTC)
TODAY = date(2026, 11, 20)
PROMISE = {
    "kind": pl.String,
    "record": pl.Int64,
    "department": pl.Int64,
    "state": pl.String,
    "kept_at": pl.Datetime("us", "UTC"),
    "elapsed_minutes": pl.Float64,
}


def promise(record, department, state, minutes=None, kind="request_response"):
    return (kind, record, department, state, None if minutes is None else AT, minutes)


def asked(*rows):
    requests = pl.DataFrame({"id": [1, 2], "applicant_department": [10, 20]})
    return teamwork.asked(pl.DataFrame(rows, schema=PROMISE, orient="row"), requests)


def test_a_hand_off_is_counted_from_who_asked_to_who_answers():
    rows = asked(
        promise(1, 20, "kept", 60.0),
        promise(1, 30, "broken"),
        promise(1, 20, "broken", 180.0),
        promise(2, 10, "running"),
        promise(2, 10, "void"),
        promise(2, 10, "kept", 5.0, kind="request_decision"),
    )
    assert teamwork.handoffs(rows).rows() == [
        (10, 20, 2, 1, 1, 0, 0.5, 120.0, 0),
        (10, 30, 1, 0, 1, 0, 0.0, None, 1),
        (20, 10, 1, 0, 0, 1, None, None, 1),
    ]
    assert teamwork.handoffs(rows, ["to"]).select("to", "n").rows() == [(10, 1), (20, 2), (30, 1)]
    assert teamwork.handoffs(rows, []).row(0)[:4] == (4, 1, 2, 1)


def test_nobody_asked_is_an_empty_matrix():
    assert teamwork.handoffs(asked()).is_empty()


def test_meetings_count_by_how_long_they_took_against_the_plan():
    hour = timedelta(hours=1)
    frame = pl.DataFrame(
        {
            "kind": ["weekly", "weekly", "review", "review"],
            "starts_at": [AT] * 4,
            "ends_at": [AT + hour] * 4,
            "held_from": [AT, AT, AT, None],
            "held_until": [AT + hour, AT + 2 * hour, AT, None],
        }
    )
    held = teamwork.lengths(frame)
    assert teamwork.average_length(held, []).rows() == [(2, 60.0, 90.0, 1.5)]
    assert teamwork.average_length(held, ["kind"]).select("kind", "ratio").rows() == [("weekly", 1.5)]


def test_load_is_what_is_open_overdue_due_this_week_and_left_to_do():
    leaves = pl.DataFrame(
        [
            (1, "doing", date(2026, 11, 19), 4.0, 50.0),
            (1, "not_started", TODAY, 2.0, 0.0),
            (1, "doing", date(2026, 11, 22), 1.0, 0.0),
            (1, "done", date(2026, 11, 1), 9.0, 100.0),
            (2, "doing", date(2026, 11, 23), 10.0, 90.0),
            (2, "cancelled", TODAY, 9.0, 0.0),
        ],
        schema=["department", "status", "due_on", "weight", "actual"],
        orient="row",
    )
    assert teamwork.load(leaves, TODAY, ["department"]).rows() == [(1, 3, 1, 2, 5.0), (2, 1, 0, 0, 1.0)]


def frames():
    projects = pl.DataFrame(
        [(1, "done", date(2026, 1, 5), date(2026, 6, 1)), (2, "active", date(2026, 3, 2), date(2027, 1, 1)), (3, "planning", TODAY, TODAY)],
        schema=["id", "status", "starts_on", "ends_on"],
        orient="row",
    )
    baselines = pl.DataFrame({"project": [2], "name": ["B1"], "saved_at": [datetime(2026, 3, 31, 17, tzinfo=UTC)]})
    policies = pl.DataFrame({"saved_at": [AT, AT]})
    return projects, baselines, policies


def test_what_happened_is_told_by_the_organisations_day_and_once():
    found = happenings.happenings(*frames(), ZoneInfo("Asia/Shanghai"))
    assert set(found.rows()) == {
        (date(2026, 1, 5), "launch", 1, None),
        (date(2026, 6, 1), "end", 1, None),
        (date(2026, 3, 2), "launch", 2, None),
        (date(2026, 4, 1), "baseline", 2, "B1"),
        (date(2026, 11, 2), "policy", None, None),
    }


def test_the_long_holidays_come_from_the_calendar():
    calendar = rules_now(b.empty_ledger().snapshot()).calendar
    assert happenings.holidays(calendar, date(2026, 1, 1), TODAY).select("day", "name").rows() == [
        (date(2026, 10, 1), "national"),
        (date(2026, 5, 1), "labour"),
        (date(2026, 2, 15), "spring"),
    ]
    plain = WorkCalendar(calendar.week, {}, calendar.zone)
    assert happenings.holidays(plain, date(2026, 1, 1), TODAY).is_empty()


def test_few_of_many_are_the_newest_of_each_kind_by_day():
    found = happenings.happenings(*frames(), ZoneInfo("Asia/Shanghai"))
    assert happenings.foremost(found, 2)["kind"].to_list() == ["launch", "launch"]
    assert happenings.foremost(found, 3)["kind"].to_list() == ["launch", "launch", "end"]
    assert happenings.foremost(found, 9).height == 5
