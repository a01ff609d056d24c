"""Progress: rows in, rows out."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.metrics import progress as p
from core.workdays import WorkCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = ((time(9), time(12)), (time(13), time(18)))
NATIONAL_DAY = {date(2025, 10, day): () for day in range(1, 9)} | {date(2025, 9, 28): HOURS}
CALENDAR = WorkCalendar(dict.fromkeys(range(5), HOURS), NATIONAL_DAY, SHANGHAI)
MONDAY, TUESDAY, WEDNESDAY, FRIDAY = date(2025, 6, 2), date(2025, 6, 3), date(2025, 6, 4), date(2025, 6, 6)
EVENING = time(18)
TASK = {
    "id": pl.Int64,
    "project": pl.Int64,
    "department": pl.Int64,
    "parent": pl.Int64,
    "kind": pl.String,
    "starts_on": pl.Date,
    "due_on": pl.Date,
    "weight": pl.Float64,
    "status": pl.String,
    "finished_on": pl.Date,
}
UPDATE = {"task": pl.Int64, "reported_on": pl.Date, "percent": pl.Float64, "seq": pl.Int64}


def at(day, clock=EVENING):
    return datetime.combine(day, clock, SHANGHAI)


def task(id=1, starts_on=MONDAY, due_on=FRIDAY, **values):
    row = dict.fromkeys(TASK) | {"project": 1, "department": 1, "kind": "task", "status": "doing"}
    return row | {"id": id, "starts_on": starts_on, "due_on": due_on} | values


def tasks(*rows):
    return pl.DataFrame(rows, schema=TASK, orient="row")


def updates(*rows):
    return pl.DataFrame([(*row, seq) for seq, row in enumerate(rows)], schema=UPDATE, orient="row")


def leaf(*rows, reports=(), now=None):
    return p.leaves(tasks(*rows), updates(*reports), CALENDAR, now or at(FRIDAY))


def planned(now, *rows):
    return leaf(*rows or (task(),), now=now)["planned"].to_list()


def total(*rows, reports=(), now=None, by=()):
    return p.progress(tasks(*rows), updates(*reports), CALENDAR, now or at(FRIDAY), list(by))


def test_on_the_evening_of_the_last_day_everything_is_planned():
    assert planned(at(FRIDAY, time(18))) == [100.0]


def test_a_day_counts_once_its_last_working_minute_has_passed():
    assert planned(at(FRIDAY, time(17, 30))) == [80.0]
    assert planned(at(MONDAY, time(9))) == [0.0]
    assert planned(at(TUESDAY, time(8))) == [20.0]


def test_nothing_is_planned_before_the_start_and_no_more_than_everything_after_the_end():
    assert planned(at(date(2025, 5, 1))) == [0.0]
    assert planned(at(date(2025, 8, 1))) == [100.0]


def test_planned_counts_working_days_with_holidays_off_and_make_up_days_on():
    golden_week = task(starts_on=date(2025, 9, 28), due_on=date(2025, 10, 9))  # works 28, 29, 30 September and 9 October
    assert planned(at(date(2025, 9, 28)), golden_week) == [25.0]
    assert planned(at(date(2025, 10, 8)), golden_week) == [75.0]
    assert leaf(golden_week)["weight"].to_list() == [4.0]


def test_today_is_the_organisations_date():
    assert planned(datetime(2025, 6, 2, 23, 0, tzinfo=ZoneInfo("UTC"))) == [20.0]  # already Tuesday morning in Shanghai
    assert planned(datetime(2025, 6, 3, 10, 0, tzinfo=ZoneInfo("UTC"))) == [40.0]  # Tuesday 18:00 there


def test_a_milestone_jumps_on_its_date_and_weighs_nothing():
    milestone = task(kind="milestone", starts_on=FRIDAY, due_on=FRIDAY)
    assert planned(at(date(2025, 6, 5), time(23)), milestone) == [0.0]
    assert planned(at(FRIDAY, time(8)), milestone) == [100.0]
    assert leaf(milestone)["weight"].to_list() == [0.0]


def test_a_task_without_a_working_day_jumps_on_its_due_date():
    weekend = task(starts_on=date(2025, 6, 7), due_on=date(2025, 6, 8))
    assert planned(at(date(2025, 6, 7)), weekend) == [0.0]
    assert planned(at(date(2025, 6, 8), time(8)), weekend) == [100.0]


def test_actual_is_the_newest_report_up_to_today():
    reports = [(1, TUESDAY, 30.0), (1, MONDAY, 10.0), (1, FRIDAY, 90.0)]
    assert leaf(task(), reports=reports, now=at(WEDNESDAY))["actual"].to_list() == [30.0]
    assert leaf(task(), reports=reports)["actual"].to_list() == [90.0]


def test_of_two_reports_on_one_day_the_one_saved_last_counts():
    reports = updates((1, MONDAY, 50.0), (1, MONDAY, 40.0))
    for mixed in (reports, reports[::-1]):
        assert p.leaves(tasks(task()), mixed, CALENDAR, at(FRIDAY))["actual"].to_list() == [40.0]


def test_done_is_one_hundred_whatever_was_reported_and_no_report_is_zero():
    rows = leaf(task(1, status="done"), task(2), reports=[(1, MONDAY, 40.0)])
    assert rows["actual"].to_list() == [100.0, 0.0]


def test_only_leaves_count_and_a_phase_not_broken_down_is_one():
    phase, below, empty = task(1, kind="phase"), task(2, parent=1), task(3, kind="phase")
    assert leaf(phase, below, empty)["id"].to_list() == [2, 3]


def test_a_cancelled_leaf_leaves_the_sums():
    rows = total(task(1), task(2, status="cancelled", weight=100.0), reports=[(1, MONDAY, 50.0)])
    assert rows.rows() == [(100.0, 50.0, 50.0, 5.0)]


def test_a_task_whose_children_are_all_cancelled_does_not_become_a_leaf():
    assert leaf(task(1), task(2, parent=1, status="cancelled")).is_empty()


def test_a_removed_child_makes_its_parent_a_leaf_again():
    frame = tasks(task(1), task(2, parent=1)).with_columns(removed=pl.Series([False, True]))
    assert p.leaves(frame, updates(), CALENDAR, at(FRIDAY))["id"].to_list() == [1]


def test_a_roll_up_is_weighted_by_working_days_unless_a_weight_is_given():
    rows = [task(1, due_on=MONDAY), task(2), task(3, weight=4.0)]  # weights 1, 5, 4
    assert total(*rows, reports=[(1, MONDAY, 100.0), (3, MONDAY, 50.0)]).rows() == [(100.0, 30.0, 70.0, 10.0)]


def test_a_department_sums_its_own_leaves():
    rows = total(task(1, department=7), task(2, department=8), reports=[(2, MONDAY, 60.0)], by=["department"])
    assert rows.columns == ["department", "planned", "actual", "deviation", "weight"]
    assert rows.rows() == [(7, 100.0, 0.0, 100.0, 5.0), (8, 100.0, 60.0, 40.0, 5.0)]


def test_progress_groups_by_any_column_of_the_tasks():
    assert total(task(1), task(2, kind="milestone"), by=["kind", "project"])["kind"].to_list() == ["milestone", "task"]


def test_an_action_item_counts_in_no_progress():
    assert leaf(task(1), task(2, kind="action"))["id"].to_list() == [1]


def test_where_the_weights_sum_to_nothing_the_percentages_are_empty():
    assert total(task(kind="milestone")).rows() == [(None, None, None, 0.0)]


def test_empty_frames_give_empty_rows_with_their_types():
    dtypes = [pl.Float64] * 4
    assert total().rows() == [(None, None, None, 0.0)]
    assert total().dtypes == dtypes
    by_project = total(by=["project"])
    assert (by_project.height, by_project.dtypes) == (0, [pl.Int64, *dtypes])
    rows = leaf()
    assert rows.dtypes == [*[pl.Int64] * 4, *[pl.Float64] * 4, pl.Boolean, pl.String]
    assert p.spi(rows, []).rows() == [(None,)]
    assert p.on_time(tasks(), FRIDAY, []).rows() == [(0, 0, None)]
    assert p.weekly(tasks(), updates(), CALENDAR, at(FRIDAY), ["project"], 3).is_empty()


def test_optional_columns_may_be_missing():
    frame = tasks(task()).drop("weight", "status", "finished_on")
    assert p.progress(frame, updates().drop("seq"), CALENDAR, at(FRIDAY), []).rows() == [(100.0, 0.0, 100.0, 5.0)]


@pytest.mark.parametrize(
    ("deviation", "band", "raised"),
    [
        (-5.0, "none", "none"),
        (10.0, "none", "none"),
        (66.4 - 56.4, "none", "none"),
        (10.5, "low", "medium"),
        (20.0, "low", "medium"),
        (20.5, "medium", "high"),
        (40.0, "medium", "high"),
        (40.5, "high", "high"),
    ],
)
def test_a_warning_starts_strictly_above_each_threshold_and_rises_one_band(deviation, band, raised):
    row = pl.DataFrame({"deviation": [deviation]})
    bands = [row.select(p.band(pl.col("deviation"), pl.lit(up), p.Thresholds())).item() for up in (False, True)]
    assert bands == [band, raised]


def test_an_overdue_or_a_critical_leaf_rises_one_band():
    behind = [(1, MONDAY, 85.0), (2, MONDAY, 85.0)]
    frame = tasks(task(1), task(2)).with_columns(critical=pl.Series([True, False]))
    rows = p.leaves(frame, updates(*behind), CALENDAR, at(FRIDAY))
    assert rows.select("overdue", "band").rows() == [(False, "medium"), (False, "low")]
    later = leaf(task(2), reports=behind, now=at(date(2025, 6, 7)))
    assert later.select("overdue", "band").rows() == [(True, "medium")]


def test_a_task_is_overdue_from_the_day_after_it_was_due_unless_done():
    assert leaf(task(1), task(2, status="done"), now=at(date(2025, 6, 7), time(1)))["overdue"].to_list() == [True, False]
    assert leaf(task(), now=at(FRIDAY, time(23)))["overdue"].to_list() == [False]


def test_deviation_is_measured_against_the_baseline_and_overdue_against_the_plan():
    slipped = tasks(task(1, due_on=date(2025, 6, 13)), task(2))
    frame = p.baselined(slipped, tasks(task(1)))
    rows = p.leaves(frame, updates(), CALENDAR, at(date(2025, 6, 9)))
    assert rows.select("planned", "weight", "overdue").rows() == [(100.0, 5.0, False), (100.0, 5.0, True)]


def test_spi_is_earned_over_planned_and_empty_while_nothing_is_planned():
    rows = [task(1), task(2, weight=15.0)]
    assert p.spi(leaf(*rows, reports=[(2, MONDAY, 60.0)]), []).rows() == [(0.45,)]
    assert p.spi(leaf(*rows, now=at(MONDAY, time(8))), ["project"]).rows() == [(1, None)]


def test_on_time_counts_late_and_unfinished_against_and_leaves_out_what_is_not_due():
    rows = tasks(
        task(1, finished_on=FRIDAY),
        task(2, finished_on=date(2025, 6, 9)),
        task(3),
        task(4, due_on=date(2025, 6, 20), finished_on=MONDAY),
        task(5, status="cancelled"),
    )
    assert p.on_time(rows, date(2025, 6, 10), ["project"]).rows() == [(1, 1, 3, 1 / 3)]
    assert p.on_time(rows, MONDAY, []).rows() == [(0, 0, None)]


def test_nodes_roll_leaves_up_to_every_task_above_them():
    rows = tasks(task(1, kind="phase"), task(2, parent=1), task(3, parent=2), task(4, parent=2), task(5, parent=1))
    below = p.leaves(rows, updates((3, MONDAY, 60.0), (5, MONDAY, 30.0)), CALENDAR, at(FRIDAY))
    assert p.nodes(rows, below).select("id", "actual", "weight").rows() == [
        (1, 30.0, 15.0),
        (2, 30.0, 10.0),
        (3, 60.0, 5.0),
        (4, 0.0, 5.0),
        (5, 30.0, 5.0),
    ]


def test_the_weekly_curve_reads_each_week_at_its_end_and_leaves_the_future_open():
    fortnight = task(due_on=date(2025, 6, 13))
    reports = updates((1, TUESDAY, 10.0), (1, FRIDAY, 40.0), (1, date(2025, 6, 10), 55.0))
    rows = p.weekly(tasks(fortnight), reports, CALENDAR, at(date(2025, 6, 10)), ["project"], 3, 1)
    assert rows.columns == ["project", "week", "planned", "actual", "deviation", "weight"]
    assert rows.drop("project", "weight").rows() == [
        (date(2025, 5, 26), 0.0, 0.0, 0.0),
        (date(2025, 6, 2), 50.0, 40.0, 10.0),
        (date(2025, 6, 9), 70.0, 55.0, 15.0),
        (date(2025, 6, 16), 100.0, None, None),
    ]


def test_in_the_weekly_curve_a_done_task_counts_from_the_day_it_was_finished():
    done = task(status="done", finished_on=date(2025, 6, 9))
    rows = p.weekly(tasks(done), updates((1, FRIDAY, 80.0), (1, date(2025, 6, 10), 90.0)), CALENDAR, at(date(2025, 6, 12)), [], 2)
    assert rows["actual"].to_list() == [80.0, 100.0]


days = st.dates(date(2025, 9, 1), date(2025, 10, 31))
some_tasks = st.lists(
    st.tuples(days, days, st.sampled_from(["task", "milestone"]), st.sampled_from(["doing", "done", "cancelled"]), st.integers(1, 3)),
    max_size=12,
).map(
    lambda rows: [
        task(n, min(a, b), max(a, b), kind=kind, status=status, department=department, finished_on=max(a, b) if status == "done" else None)
        for n, (a, b, kind, status, department) in enumerate(rows)
    ]
)
some_reports = st.lists(st.tuples(st.integers(0, 11), days, st.integers(0, 100).map(float)), max_size=30)
moments = st.builds(at, days, st.sampled_from([time(8), time(12), time(18)]))


@settings(max_examples=50, deadline=None)
@given(some_tasks, some_reports, moments, st.randoms(use_true_random=False))
def test_the_order_of_rows_never_matters_and_departments_sum_to_the_total(rows, reports, now, random):
    frame, reported = tasks(*rows), updates(*reports)
    shuffled = pl.DataFrame(random.sample(rows, len(rows)), schema=TASK, orient="row")
    mixed = reported.sample(fraction=1, shuffle=True, seed=1) if reports else reported
    total, again = (p.progress(*pair, CALENDAR, now, []).row(0) for pair in ((frame, reported), (shuffled, mixed)))
    assert again == pytest.approx(total, nan_ok=False) if total[0] is not None else again == total
    parts = p.progress(frame, reported, CALENDAR, now, ["department"])
    if total[0] is not None:
        for share, name in zip(total, ("planned", "actual", "deviation"), strict=False):
            assert parts.select((pl.col(name) * pl.col("weight")).sum()).item() == pytest.approx(share * total[3])


@settings(max_examples=50, deadline=None)
@given(some_tasks, some_reports, moments)
def test_the_last_week_of_the_curve_is_the_progress_now(rows, reports, now):
    arguments = tasks(*rows), updates(*reports), CALENDAR, now
    last = p.weekly(*arguments, [], 3).drop("week").row(-1)
    expected = p.progress(*arguments, []).row(0)
    assert last == pytest.approx(expected) if expected[0] is not None else last == expected


@settings(max_examples=50, deadline=None)
@given(days, days, moments)
def test_planned_equals_counting_the_days_one_by_one(a, b, now):
    first, last = min(a, b), max(a, b)
    worked = [day for day in pl.date_range(first, last, eager=True) if CALENDAR.is_working_day(day)]
    over = [day for day in worked if datetime.combine(day, EVENING, SHANGHAI) <= now]
    expected = 100 * len(over) / len(worked) if worked else 100.0 * (last <= now.date())
    assert planned(now, task(starts_on=first, due_on=last)) == [pytest.approx(expected)]


def test_tasks_without_a_tree_are_all_leaves():
    bare = tasks(task(1), task(2)).select("id", "project", "starts_on", "due_on")
    row = p.progress(bare, updates((1, MONDAY, 50.0)), CALENDAR, at(FRIDAY), []).row(0, named=True)
    assert (row["planned"], row["actual"], row["weight"]) == (100.0, 25.0, 10.0)
