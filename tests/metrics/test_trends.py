"""Figures over time: rows in, rows out."""

from datetime import date, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from core.metrics import trends

TODAY = date(2026, 11, 20)
FIRST = date(2025, 11, 1)
EVENT = {"day": pl.Date, "good": pl.Boolean, "amount": pl.Float64, "department": pl.Int64}
SPELL = {"since": pl.Date, "until": pl.Date, "weight": pl.Float64, "department": pl.Int64}
CUBE = {"end": pl.Date, "planned": pl.Float64, "actual": pl.Float64, "weight": pl.Float64, "leaves": pl.Int64, "department": pl.Int64}

days = st.dates(FIRST, TODAY)
events = st.lists(st.tuples(days, st.booleans(), st.none() | st.floats(0, 100), st.integers(1, 3))).map(
    lambda rows: pl.DataFrame(rows, schema=EVENT, orient="row")
)
spells = st.lists(st.tuples(days, st.none() | st.integers(0, 200), st.just(1.0), st.integers(1, 3))).map(
    lambda rows: pl.DataFrame(
        [(since, None if long is None else since + timedelta(long), *rest) for since, long, *rest in rows], schema=SPELL, orient="row"
    )
)


def of(rows, schema):
    return pl.DataFrame(rows, schema=schema, orient="row")


def test_periods_are_whole_and_only_the_newest_is_not_over():
    found = trends.periods(date(2026, 9, 15), TODAY, "month")
    assert found.rows() == [
        (date(2026, 9, 1), date(2026, 9, 30), True),
        (date(2026, 10, 1), date(2026, 10, 31), True),
        (date(2026, 11, 1), date(2026, 11, 30), False),
    ]
    assert trends.periods(TODAY, TODAY, "week").rows() == [(date(2026, 11, 16), date(2026, 11, 22), False)]
    assert trends.periods(date(2024, 12, 31), TODAY, "quarter")["period"].to_list()[0] == date(2024, 10, 1)
    assert trends.periods(date(2000, 1, 1), TODAY, "week").height == 120


def test_a_share_is_a_sum_over_a_sum_and_empty_where_nothing_happened():
    rows = of([(date(2026, 9, 1), True, None, 1), (date(2026, 9, 30), False, None, 2), (date(2026, 11, 2), True, None, 1)], EVENT)
    every = trends.periods(date(2026, 9, 1), TODAY, "month")
    assert trends.shares(rows, every, "month", []).select("value", "n").rows() == [(0.5, 2), (None, 0), (1.0, 1)]
    split = trends.shares(rows, every, "month", ["department"], scale=100)
    assert split.filter(department=2).select("value", "n").rows() == [(0.0, 1), (None, 0), (None, 0)]
    assert split.filter(department=1)["value"].to_list() == [100.0, None, 100.0]


def test_a_median_counts_only_what_has_an_amount():
    rows = of([(TODAY, True, 2.0, 1), (TODAY, True, 10.0, 1), (TODAY, True, None, 2)], EVENT)
    every = trends.periods(TODAY, TODAY, "year")
    assert trends.medians(rows, every, "year", []).select("value", "n").rows() == [(6.0, 2)]
    assert trends.medians(rows, every, "year", ["department"]).select("value", "n").rows() == [(6.0, 2), (None, 0)]


def test_what_stands_at_the_end_of_a_period_had_begun_and_not_ended_by_its_last_day():
    month = date(2026, 10, 31)
    rows = of(
        [
            (month, None, 4.0, 1),
            (date(2026, 10, 1), month, 8.0, 1),
            (date(2026, 9, 30), month + timedelta(1), 1.0, 2),
            (month + timedelta(1), None, 16.0, 2),
            (date(2026, 10, 5), date(2026, 10, 5), 32.0, 1),
        ],
        SPELL,
    )
    every = trends.periods(date(2026, 9, 1), TODAY, "month")
    assert trends.standing(rows, every, []).select("value", "n").rows() == [(1.0, 1), (5.0, 2), (20.0, 2)]
    assert trends.standing(rows, every, ["department"]).filter(department=1)["value"].to_list() == [0.0, 4.0, 4.0]


def test_progress_is_summed_before_it_is_divided():
    end = date(2026, 10, 31)
    cube = of([(end, 300.0, 100.0, 3.0, 2, 1), (end, 0.0, 100.0, 1.0, 1, 2)], CUBE)
    every = trends.periods(date(2026, 10, 1), end, "month")
    values = {name: trends.measured(cube, every, name, []).row(0)[1] for name in ("planned", "actual", "deviation", "spi")}
    assert values == {"planned": 75.0, "actual": 50.0, "deviation": 25.0, "spi": 200 / 300}
    assert trends.measured(cube, every, "spi", ["department"]).select("department", "value", "n").rows() == [(1, 1 / 3, 2), (2, None, 1)]


def test_a_company_without_a_record_has_its_periods_and_nothing_in_them():
    every = trends.periods(TODAY, TODAY, "month")
    assert trends.shares(of([], EVENT), every, "month", []).row(0) == (date(2026, 11, 1), None, 0)
    assert trends.medians(of([], EVENT), every, "month", []).row(0) == (date(2026, 11, 1), None, 0)
    assert trends.standing(of([], SPELL), every, []).row(0) == (date(2026, 11, 1), 0.0, 0)
    assert trends.measured(of([], CUBE), every, "spi", []).row(0) == (date(2026, 11, 1), None, 0)
    assert trends.shares(of([], EVENT), every, "month", ["department"]).is_empty()


@given(events)
def test_months_sum_to_quarters_and_quarters_to_years(rows):
    counted = {}
    for grain in ("month", "quarter", "year"):
        found = trends.shares(rows, trends.periods(FIRST.replace(month=1, day=1), TODAY, grain), grain, [])
        good = found.with_columns(good=(pl.col("value") * pl.col("n")).round().fill_null(0).cast(pl.Int64))
        counted[grain] = good
    for inner, outer in (("month", "quarter"), ("quarter", "year")):
        inside = counted[inner].with_columns(trends.starting(pl.col("period"), outer)).group_by("period").agg(pl.col("n", "good").sum())
        assert inside.sort("period").rows() == counted[outer].select("period", "n", "good").rows()


@given(events, spells)
def test_a_single_group_equals_the_total_and_groups_add_up_to_it(rows, stood):
    every = trends.periods(FIRST, TODAY, "month")
    alone = rows.with_columns(department=pl.lit(1, pl.Int64))
    for count in (trends.shares, trends.medians):
        split = count(alone, every, "month", ["department"])
        total = count(rows, every, "month", [])
        assert split.is_empty() or split.select("period", "value", "n").rows() == total.rows()
    parts = trends.standing(stood, every, ["department"]).group_by("period").agg(pl.col("value", "n").sum()).sort("period")
    assert parts.is_empty() or parts.rows() == trends.standing(stood, every, []).rows()


@given(spells)
def test_what_stands_is_what_a_plain_count_finds(stood):
    every = trends.periods(FIRST, TODAY, "week")
    found = trends.standing(stood, every, [])
    for last, n in zip(every["last"], found["n"], strict=True):
        assert n == sum(since <= last and (until is None or until > last) for since, until, *_ in stood.iter_rows())
