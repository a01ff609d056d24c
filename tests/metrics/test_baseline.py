"""Two standings of a plan against each other: what moved, came, went and changed, and how far the plan had come."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.metrics import baseline as m
from core.schema.columns import schema
from core.schema.tables import TABLES
from core.workdays import WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = ((time(9), time(18)),)
# The Wednesday of the second week is off.
CALENDAR = WorkCalendar(dict.fromkeys(range(5), HOURS), {date(2026, 11, 11): ()}, SHANGHAI)
MONDAY, FRIDAY = date(2026, 11, 2), date(2026, 11, 6)
SCHEMA = schema(TABLES["task"])


def task(record: int = 1, **values: Any) -> dict[str, Any]:
    own = {
        "id": record,
        "removed": False,
        "title": f"任务 {record}",
        "kind": "task",
        "status": "doing",
        "department": 1,
        "owner": 7,
        "weight": None,
    }
    return own | {"project": 1, "code": str(record), "starts_on": MONDAY, "due_on": FRIDAY, "percent": 0.0} | values


def plan(*rows: dict[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([{name: row.get(name) for name in SCHEMA} for row in rows], schema=SCHEMA)


def compared(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> pl.DataFrame:
    return m.compare(plan(*before), plan(*after), CALENDAR)


def what(before: list[dict[str, Any]], after: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return compared(before, after).select("id", "what", "start_days", "due_days").rows()


def test_a_task_slips_by_the_working_days_its_finish_moved_over_a_weekend_and_a_day_off() -> None:
    assert what([task()], [task(due_on=date(2026, 11, 12))]) == [(1, "slipped", 0, 3)]
    assert what([task(due_on=date(2026, 11, 12))], [task()]) == [(1, "earlier", 0, -3)]


def test_a_task_that_starts_later_and_finishes_as_before_has_slipped_at_its_start() -> None:
    assert what([task()], [task(starts_on=date(2026, 11, 4))]) == [(1, "slipped", 2, 0)]


def test_a_move_over_days_off_alone_is_a_change_and_no_slip() -> None:
    assert what([task(due_on=date(2026, 11, 7))], [task(due_on=date(2026, 11, 8))]) == [(1, "changed", 0, 0)]


def test_what_came_and_what_went_are_told_without_days() -> None:
    assert what([task(1)], [task(2)]) == [(1, "dropped", None, None), (2, "added", None, None)]
    assert what([task(1)], [task(1, status="cancelled")]) == [(1, "dropped", None, None)]
    assert what([task(1, status="cancelled")], [task(1)]) == [(1, "added", None, None)]
    assert what([task(1), task(2, kind="action")], [task(1)]) == [(1, "same", 0, 0)]


@pytest.mark.parametrize(("field", "value"), [("title", "改名"), ("owner", 8), ("department", 2), ("weight", 3.0), ("owner", None)])
def test_another_name_owner_department_or_weight_is_a_change(field: str, value: object) -> None:
    (row,) = compared([task()], [task(**{field: value})]).iter_rows(named=True)
    assert (row["what"], row["changed"], row[f"after_{field}"]) == ("changed", [field], value)
    (row,) = compared([task()], [task(due_on=date(2026, 11, 9), **{field: value})]).iter_rows(named=True)
    assert (row["what"], row["changed"]) == ("slipped", [field, "due_on"])


def test_progress_status_and_place_are_no_change() -> None:
    assert what([task()], [task(percent=60.0, status="review", code="9.9", parent=5)]) == [(1, "same", 0, 0)]


def test_a_task_broken_down_stays_in_the_comparison_beside_its_parts_and_a_phase_is_in_none() -> None:
    assert what([task(1)], [task(1), task(2, parent=1)]) == [(1, "same", 0, 0), (2, "added", None, None)]
    assert what([task(1), task(2, parent=1)], [task(1), task(2, parent=1)]) == [(2, "same", 0, 0)]


def test_a_plan_of_nothing_compares_with_anything() -> None:
    assert what([], []) == []
    assert what([], [task()]) == [(1, "added", None, None)]
    assert what([task()], []) == [(1, "dropped", None, None)]


DAYS = st.integers(0, 40).map(lambda day: MONDAY + timedelta(days=day))
ROW = st.fixed_dictionaries(
    {
        "dates": st.tuples(DAYS, DAYS).map(sorted),
        "owner": st.sampled_from([None, 7, 8]),
        "weight": st.sampled_from([None, 2.0]),
        "status": st.sampled_from(["doing", "doing", "cancelled"]),
        "parent": st.sampled_from([None, None, 1]),
    }
)
PLANS = st.dictionaries(st.integers(1, 6), ROW, max_size=6).map(
    lambda rows: [
        task(record, starts_on=row["dates"][0], due_on=row["dates"][1], **{name: row[name] for name in ("owner", "weight", "status")})
        | {"parent": row["parent"] if record != 1 else None}
        for record, row in rows.items()
    ]
)
MIRROR = {"slipped": "earlier", "earlier": "slipped", "added": "dropped", "dropped": "added"}


@settings(max_examples=150, deadline=None)
@given(PLANS)
def test_a_plan_compared_with_itself_shows_nothing(rows: list[dict[str, Any]]) -> None:
    found = compared(rows, rows)
    assert set(found["what"]) <= {"same"}
    assert found.filter((pl.col("due_days") != 0) | (pl.col("start_days") != 0) | (pl.col("changed").list.len() > 0)).is_empty()


@settings(max_examples=200, deadline=None)
@given(PLANS, PLANS, st.randoms())
def test_the_comparison_read_backwards_is_its_mirror_whatever_the_order_of_the_rows(
    before: list[dict[str, Any]], after: list[dict[str, Any]], dice: Any
) -> None:
    forth = compared(before, after)
    dice.shuffle(before)
    dice.shuffle(after)
    back = compared(after, before)
    assert back["id"].to_list() == forth["id"].to_list()
    assert [MIRROR.get(one, one) for one in back["what"]] == forth["what"].to_list()
    for name in ("start_days", "due_days"):
        assert [None if days is None else -days for days in back[name]] == forth[name].to_list()
    assert back["changed"].to_list() == forth["changed"].to_list()


@settings(max_examples=100, deadline=None)
@given(DAYS, DAYS)
def test_days_later_are_those_of_the_slip(one: date, other: date) -> None:
    (row,) = compared([task(due_on=one)], [task(due_on=other)]).iter_rows(named=True)
    assert m.later(one, other, CALENDAR) == row["due_days"] == -m.later(other, one, CALENDAR)
    assert m.later(None, one, CALENDAR) == 0


def test_how_a_plan_stood_is_told_by_its_leaves_and_what_was_reported_of_them() -> None:
    evening = datetime.combine(date(2026, 11, 4), time(18), SHANGHAI)
    rows = plan(task(1, kind="phase"), task(2, parent=1, percent=40.0), task(3, parent=1, due_on=date(2026, 11, 16), status="done"))
    # Three of five days, and three of ten; ten weigh twice as much as five.
    assert m.standing(rows, CALENDAR, evening).rows() == [(2, date(2026, 11, 16), pytest.approx(40.0), pytest.approx(80.0))]
    assert m.standing(plan(), CALENDAR, evening).rows() == [(0, None, None, None)]
