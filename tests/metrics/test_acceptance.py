"""Delivering: rows in, rows out."""

from datetime import UTC, date, datetime, timedelta
from statistics import median

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.delivery import expected, first_pass, firsts, rectification

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
MOMENT = pl.Datetime("us", "UTC")
ACCEPTANCE = {
    "id": pl.Int64,
    "deliverable": pl.Int64,
    "project": pl.Int64,
    "department": pl.Int64,
    "edition": pl.String,
    "result": pl.String,
    "accepted_at": MOMENT,
    "rectified_at": MOMENT,
}
TASK = {"id": pl.Int64, "status": pl.String, "due_on": pl.Date, "deliverable": pl.String}


def acceptance(record, deliverable, result, days=0, rectified=None, department=1, project=1):
    """Judged so many days after NOW, put right so many days after NOW."""
    own = {"id": record, "deliverable": deliverable, "project": project, "department": department, "edition": f"V1.{record}"}
    put_right = None if rectified is None else NOW + timedelta(days=rectified)
    return own | {"result": result, "accepted_at": NOW + timedelta(days=days), "rectified_at": put_right}


def acceptances(*rows):
    return pl.DataFrame(rows, schema=ACCEPTANCE)


# Two pass at once, one fails twice and passes then, one has failed and waits.
SIX = acceptances(
    acceptance(1, 10, "pass"),
    acceptance(2, 11, "fail", 1, rectified=9),
    acceptance(3, 12, "fail", 2, department=2),
    acceptance(4, 13, "pass", 3, department=2),
    acceptance(5, 11, "fail", 5, rectified=9),
    acceptance(6, 11, "pass", 9),
)


def test_two_of_four_pass_at_their_first_acceptance_whatever_comes_after():
    assert first_pass(firsts(SIX), []).rows() == [(2, 4, 0.5)]
    assert first_pass(firsts(SIX), ["department"]).rows() == [(1, 1, 2, 0.5), (2, 1, 2, 0.5)]


def test_each_deliverable_is_dated_by_its_first_acceptance():
    assert firsts(SIX).select("deliverable", "edition", "accepted_at", "passed").rows() == [
        (10, "V1.1", NOW, True),
        (11, "V1.2", NOW + timedelta(days=1), False),
        (12, "V1.3", NOW + timedelta(days=2), False),
        (13, "V1.4", NOW + timedelta(days=3), True),
    ]


def test_with_nothing_judged_there_is_no_rate():
    assert first_pass(firsts(acceptances()), []).rows() == [(0, 0, None)]
    assert first_pass(firsts(acceptances()), ["department"]).rows() == []


def test_putting_right_takes_from_each_failure_to_the_edition_that_passed():
    assert rectification(SIX, []).rows() == [(1, 2, 6.0, 8.0)]
    assert rectification(SIX, ["department"]).rows() == [(1, 0, 2, 6.0, 8.0), (2, 1, 0, None, None)]
    assert rectification(acceptances(), []).rows() == [(0, 0, None, None)]


@given(
    st.lists(
        st.tuples(
            st.integers(1, 5), st.booleans(), st.integers(0, 30), st.none() | st.integers(31, 60), st.integers(1, 3), st.integers(1, 2)
        ),
        max_size=25,
    ),
    st.sampled_from([[], ["department"], ["department", "project"]]),
)
def test_it_equals_a_slow_count(given_rows, by):
    rows = [
        acceptance(place, deliverable, "pass" if passed else "fail", days, None if passed else rectified, department, project)
        for place, (deliverable, passed, days, rectified, department, project) in enumerate(given_rows, 1)
    ]
    first = {}
    for row in sorted(rows, key=lambda row: (row["accepted_at"], row["id"])):
        first.setdefault(row["deliverable"], row)
    groups = {}
    for row in first.values():
        groups.setdefault(tuple(row[name] for name in by), []).append(row["result"] == "pass")
    counted = [(*key, sum(results), len(results), sum(results) / len(results)) for key, results in sorted(groups.items())]
    assert first_pass(firsts(acceptances(*rows)), by).rows() == (counted or ([] if by else [(0, 0, None)]))

    failures = {}
    for row in rows:
        group = failures.setdefault(tuple(row[name] for name in by), [])
        if row["result"] == "fail":
            group.append(row)
    slow = []
    for key, group in sorted(failures.items()):
        took = [(row["rectified_at"] - row["accepted_at"]) / timedelta(days=1) for row in group if row["rectified_at"]]
        slow.append((*key, len(group) - len(took), len(took), median(took) if took else None, max(took, default=None)))
    assert rectification(acceptances(*rows), by).rows() == (slow or ([] if by else [(0, 0, None, None)]))


def tasks(*rows):
    return pl.DataFrame([{"id": place} | row for place, row in enumerate(rows, 1)], schema=TASK)


YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.mark.parametrize(
    ("over", "owes"),
    [
        ({}, True),
        ({"due_on": TODAY}, True),
        ({"due_on": TOMORROW}, False),
        ({"due_on": TOMORROW, "status": "done"}, True),
        ({"due_on": None}, False),
        ({"deliverable": None}, False),
        ({"status": "cancelled"}, False),
    ],
)
def test_a_task_owes_the_deliverable_it_names_once_it_is_finished_or_due(over, owes):
    leaves = tasks({"status": "doing", "due_on": YESTERDAY, "deliverable": "联调报告"} | over)
    nothing = pl.DataFrame(schema={"task": pl.Int64, "status": pl.String})
    assert expected(leaves, nothing, TODAY).height == owes


def test_what_was_handed_over_is_not_owed_unless_it_was_withdrawn():
    owing = {"status": "done", "due_on": YESTERDAY, "deliverable": "联调报告"}
    leaves = tasks(owing, owing, owing | {"due_on": YESTERDAY - timedelta(days=1)})
    given_in = pl.DataFrame({"task": [1, 2], "status": ["withdrawn", "failed"]})
    assert expected(leaves, given_in, TODAY)["id"].to_list() == [3, 1]
