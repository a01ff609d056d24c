"""Update discipline: rows in, rows out."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.updates import discipline, owed
from core.workdays import WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = ((time(9), time(18)),)
# Monday 5 to Friday 9 October 2026 are off, and so is Friday 23 October.
OFF = {date(2026, 10, day): () for day in (5, 6, 7, 8, 9, 23)}
CALENDAR = WorkCalendar({day: HOURS if day < 5 else () for day in range(7)}, OFF, "Asia/Shanghai")
MOMENT = pl.Datetime("us", "UTC")
TASK = {
    **dict.fromkeys(("id", "project", "department", "owner"), pl.Int64),
    "status": pl.String,
    **dict.fromkeys(("starts_on", "started_on", "due_on", "finished_on"), pl.Date),
    "planned_at": MOMENT,
}
MONDAY = date(2026, 10, 12)
SINCE = date(2026, 9, 28)
FIVE = time(17)


def local(day, hour=10, minute=0, month=10):
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


NOW = local(19, 12)


def task(**over):
    """Open since 28 September, planned long before."""
    own = {"id": 1, "project": 1, "department": 1, "owner": 7, "status": "doing", "starts_on": SINCE, "started_on": None}
    return own | {"due_on": date(2026, 12, 1), "finished_on": None, "planned_at": local(1, month=9)} | over


def asked(tasks, entries=(), now=NOW, since=SINCE, rhythm="weekly", calendar=CALENDAR):
    """(task, period, in time) of what those tasks owe; entries are (task, moment)."""
    frame = pl.DataFrame(entries, schema={"task": pl.Int64, "saved_at": MOMENT}, orient="row")
    rows = owed(pl.DataFrame(tasks, schema=TASK), frame, calendar, now, since, rhythm, FIVE)
    return rows.select("task", "period", "in_time").rows()


def test_each_week_with_a_working_day_that_is_over_asks_for_one_entry():
    # Not the week of the holiday, nor the one that now is in.
    assert asked([task()]) == [(1, SINCE, False), (1, MONDAY, False)]
    assert asked([task()], since=date(2026, 10, 14)) == [(1, MONDAY, False)]


@pytest.mark.parametrize(
    ("made", "in_time"),
    [
        (local(11, 23, 59), False),
        (local(12, 0), True),
        (local(14, 9), True),
        (local(16, 17), True),
        (local(16, 17, 1), False),
        (local(17, 9), False),
    ],
)
def test_an_entry_is_in_time_from_monday_to_friday_five_o_clock(made, in_time):
    assert asked([task()], [(1, made)], since=MONDAY) == [(1, MONDAY, in_time)]


def test_two_entries_are_one_and_another_tasks_is_none():
    entries = [(1, local(12)), (1, local(13)), (3, local(13))]
    assert asked([task(), task(id=2)], entries, since=MONDAY) == [(1, MONDAY, True), (2, MONDAY, False)]


def test_a_short_week_is_due_on_its_last_working_day():
    week = date(2026, 10, 19)
    assert asked([task()], now=local(22, 16, 59), since=week) == []
    assert asked([task()], [(1, local(22, 18))], now=local(22, 19), since=week) == [(1, week, False)]


@pytest.mark.parametrize(
    ("over", "owes"),
    [
        ({"starts_on": date(2026, 10, 16)}, True),
        ({"starts_on": date(2026, 10, 17)}, False),
        ({"starts_on": date(2026, 11, 1), "started_on": date(2026, 10, 13)}, True),
        ({"starts_on": None}, False),
        ({"status": "done", "finished_on": date(2026, 10, 12)}, True),
        ({"status": "done", "finished_on": date(2026, 10, 11)}, False),
        ({"status": "done", "due_on": date(2026, 10, 9)}, False),
        ({"status": "doing", "due_on": date(2026, 10, 9)}, True),
        ({"status": "not_started"}, True),
        ({"status": "cancelled"}, False),
        ({"planned_at": local(16, 16)}, True),
        ({"planned_at": local(16, 17)}, False),
        ({"planned_at": None}, True),
    ],
)
def test_a_task_owes_while_it_is_open_and_only_once_it_is_planned(over, owes):
    assert asked([task(**over)], since=MONDAY) == ([(1, MONDAY, False)] if owes else [])


def test_daily_each_working_day_asks_for_an_entry_of_its_own():
    entries = [(1, local(12, 9)), (1, local(13, 17, 30))]
    rows = asked([task()], entries, now=local(14, 18), since=date(2026, 10, 9), rhythm="daily")
    assert rows == [(1, MONDAY, True), (1, date(2026, 10, 13), False), (1, date(2026, 10, 14), False)]


def test_rates_are_sums_over_sums_and_nothing_without_anything_owed():
    rows = pl.DataFrame({"department": [1, 1, 1, 2], "in_time": [True, False, True, True]})
    assert discipline(rows, ["department"]).rows() == [(1, 2, 3, 2 / 3), (2, 1, 1, 1.0)]
    assert discipline(rows, []).rows() == [(3, 4, 0.75)]
    assert discipline(rows.clear(), []).rows() == [(0, 0, None)]
    assert asked([]) == []


DAYS = st.dates(date(2026, 9, 21), date(2026, 10, 25))


@given(
    st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=4),
    st.lists(st.tuples(st.integers(1, 4), DAYS, st.integers(0, 23)), max_size=15),
    st.sampled_from(["weekly", "daily"]),
)
def test_it_equals_a_slow_count(spans, made, rhythm):
    tasks = [
        task(id=record, starts_on=starts, status="done" if ends else "doing", finished_on=ends)
        for record, (starts, ends) in enumerate(spans, 1)
    ]
    entries = [(record, datetime.combine(day, time(hour), SHANGHAI).astimezone(UTC)) for record, day, hour in made]
    now = local(23, 12)
    slow = []
    for record, (starts, ends) in enumerate(spans, 1):
        for first in [SINCE + timedelta(days=n) for n in range(0, 28, 7 if rhythm == "weekly" else 1)]:
            days = [first + timedelta(days=n) for n in range(7 if rhythm == "weekly" else 1)]
            working = [day for day in days if day.weekday() < 5 and day not in OFF]
            if not working or starts > working[-1] or (ends and ends < first):
                continue
            due = datetime.combine(working[-1], FIVE, SHANGHAI)
            begins = datetime.combine(first, time(), SHANGHAI)
            if due <= now:
                slow.append((record, first, any(of == record and begins <= moment <= due for of, moment in entries)))
    assert sorted(asked(tasks, entries, now, rhythm=rhythm)) == sorted(slow)
