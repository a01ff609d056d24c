"""Task assignment sheets: what they say, which signature counts, what has changed since, and what the plan takes."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.metrics import assignment as m
from core.schema.columns import schema
from core.schema.tables import TABLES
from tests.metrics.test_baseline import CALENDAR

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
PROJECT, RESEARCH, MARKETING, HEAD = 5, 10, 20, 7
MONDAY, FRIDAY = date(2026, 11, 2), date(2026, 11, 6)
# What this sheet was named when it was first signed: a release that names it otherwise would end every signature.
KNOWN = 8990032546849529509


def frame(table: str, *rows: dict[str, Any]) -> pl.DataFrame:
    columns = schema(TABLES[table])
    return pl.DataFrame([{name: row.get(name) for name in columns} for row in rows], schema=columns)


def task(record: int = 1, department: int = RESEARCH, **values: Any) -> dict[str, Any]:
    own = {"id": record, "project": PROJECT, "kind": "task", "status": "doing", "title": f"任务 {record}", "department": department}
    return dict.fromkeys(m.SAID) | own | {"code": str(record), "owner": HEAD, "starts_on": MONDAY, "due_on": FRIDAY} | values


def named(*rows: dict[str, Any], department: int = RESEARCH) -> int:
    (found,) = m.sheets(m.assigned(frame("task", *rows))).filter(department=department)["edition"]
    return int(found)


def signature(number: int, department: int, version: int, **values: Any) -> dict[str, Any]:
    own = {"id": number, "seq": number, "of": "assignment", "record": PROJECT, "project": PROJECT, "part": "head", "department": department}
    return own | {"record_version": version, "decision": "approve", "person": HEAD, "decided_at": NOW + timedelta(hours=number)} | values


def states(tasks: list[dict[str, Any]], *given: dict[str, Any]) -> dict[int, str]:
    found = m.states(frame("task", *tasks), frame("signoff", *given))
    return dict(found.select("department", "state").iter_rows())


def test_a_sheet_lists_the_planned_leaves_of_its_department() -> None:
    rows = [task(1, kind="phase"), task(2, parent=1), task(3, MARKETING, parent=1), task(4, kind="action"), task(5, status="cancelled")]
    assert m.assigned(frame("task", *rows))["id"].to_list() == [2, 3]
    assert m.sheets(m.assigned(frame("task", *rows))).select("project", "department", "tasks").rows() == [
        (PROJECT, RESEARCH, 1),
        (PROJECT, MARKETING, 1),
    ]


def test_an_edition_is_what_the_sheet_says_and_nothing_else() -> None:
    now = named(task(1), task(2))
    assert named(task(2), task(1)) == now
    assert named(task(1, percent=50.0, status="review", code="9", weight=3.0, description="另", id=8), task(2)) == now
    assert named(task(1), task(2), task(3, MARKETING)) == now
    others = {"owner": 99, "supporters": [99], "starts_on": date(2026, 11, 3), "due_on": date(2026, 11, 9)}
    for name in m.SAID:
        assert named(task(1, **{name: others.get(name, "另")}), task(2)) != now, name
    assert named(task(1)) != now


def test_supporters_are_a_set_and_none_is_as_good_as_no_list() -> None:
    assert named(task(supporters=[2, 3])) == named(task(supporters=[3, 2]))
    assert named(task(supporters=[])) == named(task())


def test_a_sheet_is_named_alike_wherever_and_whenever_it_is_computed() -> None:
    rows = [task(1, supporters=[MARKETING], standard="评审通过", deliverable="报告"), task(2)]
    assert named(*rows) == m.edition(rows) == KNOWN


def test_each_signature_counts_for_its_department_as_long_as_its_sheet_stands() -> None:
    rows = [task(1), task(2, MARKETING)]
    signed = [signature(1, RESEARCH, named(task(1))), signature(2, MARKETING, named(task(2, MARKETING), department=MARKETING))]
    assert states(rows) == {RESEARCH: "waiting", MARKETING: "waiting"}
    assert states(rows, *signed) == {RESEARCH: "signed", MARKETING: "signed"}
    assert states([task(1, due_on=date(2026, 11, 9)), rows[1]], *signed) == {RESEARCH: "invalid", MARKETING: "signed"}
    assert states([*rows, task(3)], *signed)[RESEARCH] == "invalid"
    assert states(rows, signed[0] | {"decision": "return"})[RESEARCH] == "returned"
    assert states(rows, signed[0] | {"of": "project"})[RESEARCH] == "waiting"


def test_a_plan_is_signed_once_every_department_with_tasks_has() -> None:
    rows = [task(1), task(2, MARKETING)]
    first = signature(1, RESEARCH, named(task(1)))
    second = signature(2, MARKETING, named(task(2, MARKETING), department=MARKETING))

    def signed(tasks: list[dict[str, Any]], *given: dict[str, Any]) -> bool:
        return m.signed(m.states(frame("task", *tasks), frame("signoff", *given)))

    assert not signed(rows, first)
    assert signed(rows, first, second)
    assert not signed([])


def test_standing_tells_who_signs_and_whether_the_department_takes_part() -> None:
    frames = {name: frame(name) for name in TABLES} | {
        "task": frame("task", task(1), task(2, MARKETING), task(3, project=6)),
        "participation": frame("participation", {"id": 1, "project": PROJECT, "department": RESEARCH}),
        "department": frame("department", {"id": RESEARCH, "head": HEAD}, {"id": MARKETING}),
    }
    found = m.standing(frames, PROJECT).select("department", "tasks", "head", "takes_part", "state")
    assert found.rows() == [(RESEARCH, 1, HEAD, True, "waiting"), (MARKETING, 1, None, False, "waiting")]


def test_what_changed_since_is_told_by_task_and_field() -> None:
    before = frame("task", task(1), task(2), task(3, supporters=[2, 1]))
    after = frame("task", task(1, due_on=date(2026, 11, 9), owner=None), task(3, supporters=[1, 2], percent=9.0), task(4))
    assert m.changes(before, after) == [
        m.Change(2, "id", "任务 2", None),
        m.Change(4, "id", None, "任务 4"),
        m.Change(1, "owner", HEAD, None),
        m.Change(1, "due_on", FRIDAY, date(2026, 11, 9)),
    ]
    assert m.changes(after, after) == []


TEXTS = st.sampled_from([None, "甲", "乙"])
SHEETS = st.lists(st.tuples(TEXTS, TEXTS, st.integers(0, 2)), max_size=4)


@settings(max_examples=200, deadline=None)
@given(SHEETS, SHEETS)
def test_two_sheets_are_named_alike_exactly_when_they_say_the_same(one: list[Any], other: list[Any]) -> None:
    def edition(sheet: list[Any]) -> int:
        return m.edition(
            [
                task(place, title="同", standard=a, deliverable=b, starts_on=MONDAY + timedelta(days=c))
                for place, (a, b, c) in enumerate(sheet)
            ]
        )

    assert (edition(one) == edition(other)) == (sorted(map(repr, one)) == sorted(map(repr, other)))


def test_the_busiest_week_of_a_person_counts_every_task_against_the_days_of_that_week() -> None:
    long = task(1, due_on=date(2026, 11, 13))
    rows = [long, task(2, starts_on=date(2026, 11, 9), due_on=date(2026, 11, 10)), task(3, kind="milestone", starts_on=FRIDAY)]
    # Five days of the first week; of the second, whose Wednesday is off, four and two.
    assert m.carried(m.assigned(frame("task", *rows)), CALENDAR).rows() == [(RESEARCH, HEAD, 3, 11, 6, date(2026, 11, 9), 4)]


def test_people_are_told_by_department_the_busiest_first_and_a_milestone_takes_no_day() -> None:
    rows = [task(1), task(2, owner=8, due_on=date(2026, 11, 10)), task(3, MARKETING, owner=None, kind="milestone")]
    found = m.carried(m.assigned(frame("task", *rows)), CALENDAR).select("department", "owner", "tasks", "days", "peak")
    assert found.rows() == [(RESEARCH, 8, 1, 7, 5), (RESEARCH, HEAD, 1, 5, 5), (MARKETING, None, 1, 0, None)]
    assert m.carried(frame("task"), CALENDAR).is_empty()


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 20), st.sampled_from([HEAD, 8])), max_size=8))
def test_the_days_of_a_person_are_those_of_his_tasks_and_no_week_has_more(spans: list[tuple[int, int, int]]) -> None:
    rows = [
        task(n, owner=owner, starts_on=MONDAY + timedelta(days=start), due_on=MONDAY + timedelta(days=start + length))
        for n, (start, length, owner) in enumerate(spans, 1)
    ]
    found = {row["owner"]: row for row in m.carried(frame("task", *rows), CALENDAR).iter_rows(named=True)}
    for owner in {row["owner"] for row in rows}:
        mine = [row for row in rows if row["owner"] == owner]
        days = sum(CALENDAR.working_days_between(row["starts_on"], row["due_on"]) for row in mine)
        assert (found[owner]["tasks"], found[owner]["days"]) == (len(mine), days)
        monday = found[owner]["peak_week"]
        weeks = [
            sum(
                max(CALENDAR.working_days_between(max(row["starts_on"], week), min(row["due_on"], week + timedelta(days=6))), 0)
                for row in mine
                if row["starts_on"] <= week + timedelta(days=6) and row["due_on"] >= week
            )
            for week in (MONDAY + timedelta(weeks=n) for n in range(8))
        ]
        assert found[owner]["peak"] == max(weeks)
        assert weeks[(monday - MONDAY).days // 7] == max(weeks)


def test_requests_add_up_by_department_type_unit_and_state() -> None:
    own = {"project": PROJECT, "department": RESEARCH, "type": "people", "unit": "人", "status": "approved", "quantity": 2.0}
    rows = [own | {"id": 1}, own | {"id": 2, "quantity": None}, own | {"id": 3, "status": "requested"}, own | {"id": 4, "unit": None}]
    assert m.requested(frame("resource_request", *rows)).rows() == [
        (RESEARCH, "people", None, "approved", 2.0, 1),
        (RESEARCH, "people", "人", "approved", 3.0, 2),
        (RESEARCH, "people", "人", "requested", 2.0, 1),
    ]
    assert m.requested(frame("resource_request")).is_empty()


@pytest.mark.parametrize("field", m.SAID)
def test_every_field_a_sheet_says_is_one_of_a_task(field: str) -> None:
    assert field in TABLES["task"].by_name
