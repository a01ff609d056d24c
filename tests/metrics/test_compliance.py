"""Compliance: rows in, rows out."""

from datetime import UTC, date, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.metrics.compliance import FAMILIES, compliance, family, overdue, times, weekly
from core.schema.choices import BUILT_IN

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2025, 6, 6, 4, 0, tzinfo=UTC)
MOMENT = pl.Datetime("us", "UTC")
PROMISE = {
    "kind": pl.String,
    "department": pl.Int64,
    "opened_at": MOMENT,
    "due_at": MOMENT,
    "kept_at": MOMENT,
    "elapsed_minutes": pl.Float64,
    "state": pl.String,
}


def promise(state, minutes=None, due_at=NOW, kind="issue_response", department=1):
    kept_at = None if minutes is None else NOW
    return {"kind": kind, "department": department, "due_at": due_at, "kept_at": kept_at, "elapsed_minutes": minutes, "state": state}


def promises(*rows):
    return pl.DataFrame(rows, schema=PROMISE, orient="row")


EIGHT = [*[promise("kept", 30.0)] * 5, promise("broken", 90.0), promise("broken", due_at=NOW - timedelta(hours=1)), promise("running")]


def test_eight_promises_five_kept_two_broken_one_running_are_71_4_percent():
    (row,) = compliance(promises(*EIGHT), []).rows(named=True)
    assert row == {"kept": 5, "broken": 2, "running": 1, "rate": 5 / 7}
    assert round(100 * row["rate"], 1) == 71.4


def test_promises_at_risk_run_and_void_ones_count_nowhere():
    assert compliance(promises(promise("at_risk"), promise("running"), promise("void")), []).rows() == [(0, 0, 2, None)]


def test_with_nothing_decided_the_rate_is_empty():
    assert compliance(promises(), []).rows() == [(0, 0, 0, None)]
    assert compliance(promises(promise("running")), ["kind"]).rows() == [("issue_response", 0, 0, 1, None)]


def test_one_row_per_department_and_kind():
    rows = compliance(promises(promise("kept", department=2), promise("kept", kind="task_due"), promise("broken")), ["department", "kind"])
    assert rows.columns == ["department", "kind", "kept", "broken", "running", "rate"]
    assert rows.rows() == [(1, "issue_response", 0, 1, 0, 0.0), (1, "task_due", 1, 0, 0, 1.0), (2, "issue_response", 1, 0, 0, 1.0)]


def test_empty_frames_keep_their_columns_and_types():
    counts = [pl.Int64] * 3
    assert compliance(promises(), ["kind"]).dtypes == [pl.String, *counts, pl.Float64]
    assert weekly(promises(), SHANGHAI, ["kind"]).dtypes == [pl.String, pl.Date, *counts, pl.Float64]
    assert times(promises(), ["kind"]).dtypes == [pl.String, pl.Int64, pl.Float64, pl.Float64]
    assert overdue(promises(), NOW, ["kind"]).dtypes == [pl.String, pl.Int64, pl.Float64]
    assert times(promises(), []).rows() == [(0, None, None)]
    assert overdue(promises(), NOW, []).rows() == [(0, None)]


def test_times_take_promises_kept_in_time_or_late_in_their_own_clock():
    rows = promises(*[promise("kept", float(n)) for n in range(10)], promise("broken", 100.0), promise("broken"), promise("void", 500.0))
    assert times(rows, []).rows() == [(11, 5.0, 9.0)]


def test_percentiles_interpolate_between_neighbours():
    ((n, middle, p90),) = times(promises(promise("kept", 10.0), promise("kept", 20.0)), []).rows()
    assert (n, middle, p90) == (2, 15.0, pytest.approx(19.0))


def test_overdue_is_open_and_past_due_and_its_age_is_natural_time():
    rows = promises(
        promise("broken", due_at=NOW - timedelta(minutes=90)),
        promise("broken", due_at=NOW - timedelta(minutes=30)),
        promise("broken", 90.0, due_at=NOW - timedelta(days=9)),
        promise("void", due_at=NOW - timedelta(days=9)),
        promise("running", due_at=NOW),
        # Broken, then paused: its due moment moves on with now, and its state is that of the moment the pause began.
        promise("broken", department=3, due_at=NOW),
        promise("running", department=2, due_at=NOW + timedelta(days=1)),
    )
    assert overdue(rows, NOW, ["department"]).rows() == [(1, 2, 90.0), (2, 0, None), (3, 1, 0.0)]


def test_a_week_is_the_iso_week_in_which_the_promise_came_due_in_the_organisations_zone():
    monday = datetime(2025, 6, 8, 16, 0, tzinfo=UTC)  # Sunday afternoon in UTC, midnight in Shanghai
    rows = promises(promise("kept", 1.0, monday + timedelta(minutes=1)), promise("broken", 1.0, monday))
    # What is due by the end of Sunday came due in the week that ends there.
    assert weekly(rows, SHANGHAI, []).rows() == [(date(2025, 6, 2), 0, 1, 0, 0.0), (date(2025, 6, 9), 1, 0, 0, 1.0)]


states = st.sampled_from(["kept", "broken", "at_risk", "running", "void"])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.builds(promise, states, st.none() | st.floats(0, 1e6), department=st.integers(1, 3)), min_size=1, max_size=30))
def test_groups_sum_to_the_total_in_any_order(rows):
    total = compliance(promises(*rows), []).row(0, named=True)
    assert compliance(promises(*rows[::-1]), []).row(0, named=True) == total
    groups = compliance(promises(*rows), ["department"])
    for name in ("kept", "broken", "running"):
        assert groups[name].sum() == total[name]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=30))
def test_the_median_is_that_of_the_statistics_module(minutes):
    assert times(promises(*[promise("kept", m) for m in minutes]), [])["median_minutes"].item() == pytest.approx(median(minutes))


def test_every_kind_of_promise_belongs_to_one_family_of_the_dictionary():
    assert sorted(kind for kinds in FAMILIES.values() for kind in kinds) == sorted(entry.key for entry in BUILT_IN["promise"])
    assert list(FAMILIES) == [entry.key for entry in BUILT_IN["promise_family"]]


def test_a_kind_is_counted_in_its_family():
    kinds = pl.DataFrame({"kind": ["minutes", "issue_report", "action_item"]})
    assert kinds.select(family(pl.col("kind")))["kind"].to_list() == ["meeting", "issue", "task"]
