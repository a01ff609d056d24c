"""What R means in work: open tasks by holder and week, and when they are too many."""

from datetime import date, timedelta
from typing import Any

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from core.metrics import raci_load
from core.metrics.raci_load import LIMIT
from core.workdays import DEFAULT_WEEK, WorkCalendar, china

CALENDAR = WorkCalendar(DEFAULT_WEEK, china([2026]), "Asia/Shanghai")
DAY, WEEK = timedelta(days=1), timedelta(days=7)
# A Wednesday.
TODAY = date(2026, 11, 18)
MONDAY = date(2026, 11, 16)
Row = dict[str, Any]


def row(first: int = 0, last: int = 0, holder: int = 1, **over: Any) -> Row:
    """A task of a holder, from so many days after today to so many."""
    return {"holder": holder, "starts_on": TODAY + first * DAY, "due_on": TODAY + last * DAY, "kind": "task", "status": "doing"} | over


def opened(*rows: Row, letter: str = "R") -> pl.DataFrame:
    types = {"kind": pl.String, "status": pl.String, "starts_on": pl.Date, "due_on": pl.Date, "holder": pl.Int64}
    tasks = pl.DataFrame(rows, schema=types).with_row_index("id", 1).cast({"id": pl.Int64})
    held = tasks.select(task="id", holder="holder", letter=pl.lit(letter))
    return raci_load.opened(held, tasks.drop("holder"), TODAY)


def load(*rows: Row, weeks: int = 3) -> list[tuple[int, date, int, int]]:
    return raci_load.workload(opened(*rows), CALENDAR, TODAY, weeks).rows()


def test_only_open_work_with_an_r_counts() -> None:
    assert opened(row(), row(status="done"), row(status="cancelled"), row(kind="milestone")).height == 1
    assert opened(row(), letter="A").is_empty()


def test_an_overdue_task_is_open_today_and_one_begun_counts_from_today() -> None:
    assert opened(row(-30, -20), row(-3, 2)).select("first", "last").rows() == [(TODAY, TODAY), (TODAY, TODAY + 2 * DAY)]


def test_a_task_counts_in_every_week_it_is_open_with_its_working_days() -> None:
    # Wednesday to Tuesday: three working days of this week and two of the next.
    assert load(row(0, 6)) == [(1, MONDAY, 1, 3), (1, MONDAY + WEEK, 1, 2), (1, MONDAY + 2 * WEEK, 0, 0)]


def test_tasks_of_one_week_add_up_and_a_weekend_is_no_work() -> None:
    assert load(row(0, 0), row(1, 1), row(3, 4), weeks=1) == [(1, MONDAY, 3, 2)]


def test_who_has_nothing_in_those_weeks_has_no_row() -> None:
    assert {holder for holder, *_ in load(row(), row(100, 101, holder=2))} == {1}
    assert load() == []


def test_more_than_the_limit_in_a_week_is_one_too_many() -> None:
    assert raci_load.crowded(opened(*[row()] * LIMIT)).is_empty()
    found = raci_load.crowded(opened(*[row()] * LIMIT, row(holder=2), row(1, 30)))
    assert sorted(found.rows()) == [(task, 1, LIMIT + 1) for task in (1, 2, 3, 4, 5, 7)]


def test_it_is_the_task_that_comes_on_top_which_is_too_many() -> None:
    rows = [row(0, 60)] * LIMIT + [row(14, 15), row(70, 71)]
    assert raci_load.crowded(opened(*rows)).rows() == [(6, 1, LIMIT + 1)]


many = st.lists(
    st.builds(
        lambda first, length, holder: row(first, first + length, holder), st.integers(-20, 40), st.integers(0, 25), st.integers(1, 2)
    ),
    max_size=20,
)


@given(many)
def test_whoever_has_more_than_the_limit_in_any_week_is_found_and_nobody_else(rows: list[Row]) -> None:
    weeks = raci_load.workload(opened(*rows), CALENDAR, TODAY, 14)
    assert set(weeks.filter(pl.col("tasks") > LIMIT)["holder"]) == set(raci_load.crowded(opened(*rows))["holder"])


@given(many)
def test_every_week_is_what_a_slow_count_says(rows: list[Row]) -> None:
    expected = {}
    for holder in (1, 2):
        for week in (MONDAY + place * WEEK for place in range(4)):
            spans = [
                [
                    day
                    for day in (week + offset * DAY for offset in range(7))
                    if max(one["starts_on"], TODAY) <= day <= max(one["due_on"], TODAY)
                ]
                for one in rows
                if one["holder"] == holder
            ]
            inside = [span for span in spans if span]
            expected[holder, week] = len(inside), sum(CALENDAR.is_working_day(day) for span in inside for day in span)
    found = {(holder, week): (count, days) for holder, week, count, days in load(*rows, weeks=4)}
    assert all(found.get(place, (0, 0)) == value for place, value in expected.items())


@given(many, st.integers(0, 19))
def test_another_task_never_takes_work_away(rows: list[Row], length: int) -> None:
    before = {(holder, week): tasks for holder, week, tasks, _ in load(*rows)}
    after = {(holder, week): tasks for holder, week, tasks, _ in load(*rows, row(0, length))}
    assert all(after.get(place, 0) >= tasks for place, tasks in before.items())
