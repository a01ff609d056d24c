"""The project buffer: rows in, a position out."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.buffer import position, zone
from core.workdays import DEFAULT_WEEK, WorkCalendar, china

CALENDAR = WorkCalendar(DEFAULT_WEEK, china([2026]), "Asia/Shanghai")
MONDAY, FRIDAY = date(2026, 11, 16), date(2026, 11, 20)
_LEAF = {"id": pl.Int64, "kind": pl.String, "starts_on": pl.Date, "due_on": pl.Date, "actual": pl.Float64}
_LINK = {"predecessor": pl.Int64, "successor": pl.Int64, "type": pl.String, "lag_days": pl.Int64}
# Ten working days, then five; and beside them three that have time.
PATH = [
    (1, "task", date(2026, 11, 2), date(2026, 11, 13), 100.0),
    (2, "task", MONDAY, FRIDAY, 40.0),
    (3, "task", date(2026, 11, 2), date(2026, 11, 4), 0.0),
    (4, "milestone", FRIDAY, FRIDAY, 0.0),
]
WAITS = [(1, 2, "FS", 0), (2, 4, "FS", 0)]


def at(forecast, rows=tuple(PATH), links=tuple(WAITS), percent=10.0):
    leaves, waits = pl.DataFrame(rows, schema=_LEAF, orient="row"), pl.DataFrame(links, schema=_LINK, orient="row")
    return position(leaves, waits, percent, FRIDAY, forecast, CALENDAR)


def test_the_example_of_the_documentation():
    """Fifteen days of critical path, 10 %: 1.5 days. A day late uses two thirds; 10 of 15 days and 40 % of the other 5 are done: 80 %."""
    found = at(date(2026, 11, 23))
    assert (found.path, found.days, found.done, found.late) == (15, 1.5, 0.8, 1)
    assert found.used == pytest.approx(2 / 3)
    assert found.zone == "amber"


@pytest.mark.parametrize("forecast", [FRIDAY, date(2026, 11, 12), date(2026, 11, 22)])
def test_a_finish_in_time_uses_nothing(forecast):
    """A weekend is no working day late."""
    assert (at(forecast).late, at(forecast).used, at(forecast).zone) == (0, 0.0, "green")


def test_without_links_the_path_is_the_whole_plan():
    found = at(date(2026, 11, 23), links=())
    assert (found.path, found.days) == (15, 1.5)
    assert found.done == pytest.approx((10 + 0.4 * 5) / 18)


def test_a_link_to_a_task_elsewhere_makes_no_path():
    assert at(FRIDAY, links=((1, 9, "FS", 0),)) == at(FRIDAY, links=())


def test_without_a_buffer_nothing_is_said_to_be_used():
    found = at(date(2026, 12, 1), percent=0.0)
    assert (found.days, found.late, found.used, found.zone) == (0.0, 7, None, None)


@pytest.mark.parametrize(
    ("done", "used", "told"),
    [
        (0.0, 0.14, "green"),
        (0.0, 0.15, "amber"),
        (0.0, 0.29, "amber"),
        (0.0, 0.30, "red"),
        (0.5, 0.44, "green"),
        (0.5, 0.46, "amber"),
        (0.5, 0.61, "red"),
        (1.0, 0.74, "green"),
        (1.0, 0.76, "amber"),
        (1.0, 0.91, "red"),
    ],
)
def test_the_zones_slope_from_15_to_75_and_from_30_to_90_per_cent(done, used, told):
    assert zone(done, used) == told


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 2), st.floats(0, 2))
def test_more_done_or_less_used_is_never_a_worse_zone(one, other, little, much):
    order = ["green", "amber", "red"]
    done, less = sorted((one, other)), sorted((little, much))
    assert order.index(zone(done[1], less[0])) <= order.index(zone(done[0], less[1]))
