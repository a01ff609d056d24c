"""The trend line and the ranking: numbers in, numbers out."""

from itertools import pairwise
from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics import chance, ranking, trendline

numbers = st.floats(-100, 100).map(lambda value: round(value, 3))
gaps = st.one_of(numbers, st.none())


def test_a_straight_line_goes_on_ever_more_slowly():
    line = trendline.ahead([*map(float, range(12))], 3)
    assert line is not None
    assert line.moving
    assert line.ahead == pytest.approx((11.8, 12.44, 12.952))
    assert line.points == 12


def test_without_a_trend_the_forecast_is_flat_at_the_newest_level():
    line = trendline.ahead([4.0, 6.0, 5.0, 4.0, 6.0, 5.0, 4.0, 6.0, 5.0], 4)
    assert line is not None
    assert not line.moving
    assert line.ahead == (5.0,) * 4
    assert (line.low[0], line.high[0], line.points) == (4.0, 6.0, 3)


def test_a_year_that_bends_is_not_drawn_on_in_a_straight_line():
    bent = [0.0, 4.0, 8.0, 12.0, 16.0, 20.0, 22.0, 23.0, 23.0, 23.0, 23.0, 23.0]
    line = trendline.ahead(bent, 4)
    assert line is not None
    assert line.ahead[-1] <= 24


def test_one_odd_period_moves_neither_the_slope_nor_the_level():
    line = trendline.ahead([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0, 90.0, 11.0], 1)
    assert line is not None
    assert line.ahead[0] < 13


@pytest.mark.parametrize("values", [[], [1.0] * 7, [*[1.0, None] * 3, 2.0, 3.0, 4.0, None], [*[1.0] * 8, *[None] * 30]])
def test_where_too_little_is_known_there_is_no_forecast(values):
    assert trendline.ahead(values, 3) is None


@given(st.lists(gaps, min_size=8, max_size=40), st.integers(1, 5))
def test_a_band_holds_its_forecast_and_never_narrows(values, steps):
    line = trendline.ahead(values, steps)
    assert (line is None) >= (sum(value is not None for value in values) < trendline.FEWEST)
    if line is not None:
        widths = [high - low for low, high in zip(line.low, line.high, strict=True)]
        assert all(low <= value <= high for low, value, high in zip(line.low, line.ahead, line.high, strict=True))
        assert all(after >= before - 1e-9 for before, after in pairwise(widths))
        assert len(line.ahead) == steps


@given(st.lists(st.integers(0, 20).map(lambda part: part / 20), min_size=8, max_size=40))
def test_a_share_stays_a_share(values):
    line = trendline.ahead(values, 4, 0.0, 1.0)
    assert line is not None
    assert all(0 <= value <= 1 for value in (*line.ahead, *line.low, *line.high))


@given(st.lists(numbers, min_size=8, max_size=30), numbers, st.floats(0.1, 10))
def test_a_series_moved_and_stretched_has_its_forecast_moved_and_stretched(values, by, scale):
    first, second = trendline.ahead(values, 2), trendline.ahead([value * scale + by for value in values], 2)
    assert first is not None
    assert second is not None
    # Where both methods are as good as each other, rounding may choose.
    if first.moving == second.moving:
        for one, other in ((first.ahead, second.ahead), (first.low, second.low), (first.high, second.high)):
            assert other == pytest.approx([value * scale + by for value in one], abs=1e-6)


@pytest.mark.parametrize("method", [trendline.flat, trendline.trend])
@given(st.lists(numbers, min_size=8, max_size=30), numbers)
def test_in_the_back_test_nothing_of_a_period_is_used_to_tell_it(method, values, last):
    found = [trendline.errors([*values, value], method, 1)[0] for value in (last, last + 50)]
    before, after = (errors[:-1] for errors in found)
    assert before == after


@pytest.mark.parametrize("slope", [0.0, 0.5])
def test_the_band_holds_about_its_share_of_what_comes(slope):
    # Random walks, and noise around a line.
    random = Random(7)
    held = total = 0
    for _ in range(40):
        walk, at = [], 0.0
        for period in range(24):
            at += random.gauss(0, 1)
            walk.append(slope * period + (at if slope == 0 else random.gauss(0, 2)))
        line = trendline.ahead(walk[:20], 4)
        assert line is not None
        held += sum(low <= value <= high for low, value, high in zip(line.low, walk[20:], line.high, strict=True))
        total += 4
    assert 0.7 <= held / total <= 0.95


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


def apart(was, n_was, now, n_now):
    frame = pl.DataFrame(
        {"was": [was], "n_was": [n_was], "now": [now], "n_now": [n_now]}, schema_overrides={"was": pl.Float64, "now": pl.Float64}
    )
    columns = [pl.col(name) for name in frame.columns]
    low, high = chance.difference(*columns)
    return frame.select(low=low, high=high, apart=chance.apart(*columns)).row(0)


def test_the_interval_of_a_difference_is_newcombes():
    """His own example, method 10: 56/70 against 48/80."""
    low, high, found = apart(48 / 80, 80, 56 / 70, 70)
    assert (low, high) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    assert found is True


def test_few_cases_differ_by_chance_and_many_do_not():
    assert apart(0.5, 8, 0.6, 10)[2] is False
    assert apart(0.5, 800, 0.6, 1000)[2] is True
    assert apart(None, 0, 0.6, 1000)[2] is None


@given(st.integers(0, 30), st.integers(0, 30), st.integers(1, 30), st.integers(1, 30))
def test_the_order_of_two_moments_does_not_matter_to_whether_they_are_apart(one, other, n_one, n_other):
    was, now = min(one, n_one) / n_one, min(other, n_other) / n_other
    assert apart(was, n_one, now, n_other)[2] == apart(now, n_other, was, n_one)[2]
    low, high, _ = apart(was, n_one, now, n_other)
    assert low - 1e-9 <= now - was <= high + 1e-9


def net_apart(was, now):
    """Whether the NPS of two lists of promoters, passives and detractors differ by more than chance."""
    columns = {}
    for when, (promoters, passives, detractors) in (("was", was), ("now", now)):
        n = promoters + passives + detractors
        score = (promoters - detractors) / n if n else None
        spread = (promoters + detractors) / n - score**2 if n else None
        columns |= {f"score_{when}": score, f"spread_{when}": spread, f"n_{when}": n}
    floats = {name: pl.Float64 for name in columns if not name.startswith("n_")}
    return pl.DataFrame({name: [value] for name, value in columns.items()}, schema_overrides=floats).select(
        chance.net_apart(*map(pl.col, columns))
    )[0, 0]


answered = st.tuples(*[st.integers(0, 40)] * 3).filter(any)


def test_an_nps_of_some_seventy_answers_moves_ten_points_by_chance_and_one_of_thousands_does_not():
    assert net_apart((30, 22, 20), (42, 25, 20)) is False
    assert net_apart((3000, 2200, 2000), (4200, 2500, 2000)) is True
    assert net_apart((0, 0, 0), (42, 25, 20)) is None


def test_an_answer_or_two_are_never_sure_of_an_nps():
    assert net_apart((0, 0, 1), (1, 0, 0)) is False
    assert net_apart((0, 0, 50), (50, 0, 0)) is True


@given(answered, answered, st.integers(2, 20))
def test_two_nps_are_apart_either_way_round_and_more_so_with_more_answers_alike(was, now, times):
    found = net_apart(was, now)
    assert found == net_apart(now, was) == net_apart(was[::-1], now[::-1])
    assert net_apart(was, was) is False
    if found:
        more = [tuple(times * count for count in answers) for answers in (was, now)]
        assert net_apart(*more)
