"""The trend line and the ranking: numbers in, numbers out."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics import ranking, trendline

numbers = st.floats(-100, 100).map(lambda value: round(value, 3))


def test_a_straight_line_goes_on_straight_with_nothing_around_it():
    line = trendline.ahead([1.0, 2.0, None, 4.0, 5.0, 6.0], 3)
    assert line is not None
    assert (line.slope, line.spread, line.points) == (1.0, 0.0, 5)
    assert line.ahead == (7.0, 8.0, 9.0)


def test_one_odd_period_moves_neither_the_slope_nor_the_level():
    line = trendline.ahead([1.0, 2.0, 3.0, 90.0, 5.0, 6.0, 7.0], 1)
    assert line is not None
    assert line.ahead == (8.0,)
    assert line.spread < 20


@pytest.mark.parametrize("values", [[], [1.0], [1.0, None, 2.0, None, 3.0, 4.0]])
def test_fewer_than_five_points_are_too_few(values):
    assert trendline.ahead(values, 3) is None


def test_only_the_newest_twelve_periods_count():
    assert trendline.ahead([50.0, -9.0, 7.0, *range(12)], 1) == trendline.ahead([*map(float, range(12))], 1)


@given(st.lists(numbers, min_size=5, max_size=12), numbers)
def test_a_series_moved_up_has_its_line_moved_up(values, by):
    first, second = trendline.ahead(values, 2), trendline.ahead([value + by for value in values], 2)
    assert first is not None
    assert second is not None
    assert second.ahead == pytest.approx([value + by for value in first.ahead], abs=1e-6)
    assert second.spread == pytest.approx(first.spread, abs=1e-6)


def rank(rows, company, lowest_first=True):
    frame = pl.DataFrame(rows, schema={"department": pl.Int64, "value": pl.Float64, "n": pl.Int64}, orient="row")
    return ranking.ranked(frame, company, lowest_first)


def test_the_interval_is_wilsons():
    row = rank([(1, 0.8, 10)], 0.5).row(0, named=True)
    assert (row["low"], row["high"]) == pytest.approx((0.4901625, 0.9433178), abs=1e-6)


def test_few_cases_cannot_be_told_from_the_company_and_many_can():
    found = rank([(1, 0.6, 5), (2, 0.7, 400), (3, 0.9, 400), (4, None, 0)], 0.8)
    assert found["department"].to_list() == [1, 2, 3, 4]
    assert found["apart"].to_list() == [False, True, True, False]
    assert rank([(1, 0.6, 5), (2, 0.7, 400)], 0.8, lowest_first=False)["department"].to_list() == [2, 1]


@given(st.integers(1, 500), st.data())
def test_an_interval_holds_its_share_and_narrows_with_more_cases(n, data):
    share = data.draw(st.integers(0, n)) / n
    few, many = rank([(1, share, n)], 0.5).row(0, named=True), rank([(1, share, 4 * n)], 0.5).row(0, named=True)
    assert 0 <= few["low"] <= share + 1e-9
    assert share - 1e-9 <= few["high"] <= 1
    assert many["high"] - many["low"] < few["high"] - few["low"]
