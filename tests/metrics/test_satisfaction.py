"""Satisfaction and goals: rows in, rows out."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.metrics.satisfaction import attainment, csat, forecast, nps, survey_readings

SHANGHAI = ZoneInfo("Asia/Shanghai")
START, DUE = date(2025, 1, 1), date(2025, 4, 11)  # 100 days
HALFWAY = date(2025, 2, 20)
ANSWER = {"survey": pl.Int64, "department": pl.Int64, "score": pl.Int64, "answered_at": pl.Datetime("us", "UTC")}
SURVEY = {"id": pl.Int64, "kind": pl.String, "goal": pl.Int64, "closes_on": pl.Date}
READING = {"goal": pl.Int64, "read_on": pl.Date, "value": pl.Float64, "seq": pl.Int64}
GOAL = {
    "id": pl.Int64,
    "direction": pl.String,
    "baseline_value": pl.Float64,
    "target_value": pl.Float64,
    "starts_on": pl.Date,
    "due_on": pl.Date,
}


def answers(*scores, department=1):
    return pl.DataFrame([(1, department, score, None) for score in scores], schema=ANSWER, orient="row")


def goals(*rows):
    return pl.DataFrame(rows, schema=GOAL, orient="row")


def readings(*rows):
    return pl.DataFrame([(1, *row, seq) for seq, row in enumerate(rows)], schema=READING, orient="row")


def assess(baseline, target, *values, today=HALFWAY, direction="up"):
    """The attainment of one goal whose values were read on the days up to today, the last one today."""
    rows = [(today - timedelta(days=len(values) - 1 - n), value) for n, value in enumerate(values)]
    return attainment(goals((1, direction, baseline, target, START, DUE)), readings(*rows), today).row(0, named=True)


def test_csat_is_the_share_of_fours_and_fives_with_the_mean_and_n():
    assert csat(answers(5, 4, 4, 3, 1), []).rows() == [(5, 3.4, 0.6)]


def test_nps_is_promoters_less_detractors_in_percent():
    assert nps(answers(10, 9, 9, 8, 7, 6, 0, 10), []).rows() == [(8, 7.375, 25.0)]


def test_one_row_per_department():
    rows = pl.concat([answers(5, 1), answers(4, department=2)])
    assert csat(rows, ["department"]).rows() == [(1, 2, 3.0, 0.5), (2, 1, 4.0, 1.0)]


def test_without_an_answer_the_figures_are_empty_and_n_is_zero():
    assert csat(answers(), []).rows() == [(0, None, None)]
    assert nps(answers(None), []).rows() == [(0, None, None)]
    assert nps(answers(), ["department"]).dtypes == [pl.Int64, pl.Int64, pl.Float64, pl.Float64]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 3), st.integers(0, 10)), min_size=1, max_size=30))
def test_departments_weigh_as_much_as_their_answers_in_any_order(rows):
    frame = pl.DataFrame(rows, schema={"department": pl.Int64, "score": pl.Int64}, orient="row")
    for metric in (csat, nps):
        (total,) = metric(frame, []).rows()
        assert metric(frame[::-1], []).row(0) == pytest.approx(total)
        parts = metric(frame, ["department"])
        assert parts.select(pl.col("n").sum(), sums=(pl.col("n") * pl.nth(-1)).sum()).row(0) == pytest.approx(
            (total[0], total[0] * total[2])
        )


def test_attainment_is_the_share_of_the_way_from_baseline_to_target():
    assert assess(60.0, 80.0, 75.0)["attainment"] == 0.75
    assert assess(48.0, 24.0, 30.0, direction="down")["attainment"] == 0.75


def test_attainment_stays_between_zero_and_one_and_a_half():
    assert assess(60.0, 80.0, 50.0)["attainment"] == 0.0
    assert assess(60.0, 80.0, 100.0)["attainment"] == 1.5
    assert assess(48.0, 24.0, 0.0, direction="down")["attainment"] == 1.5


@pytest.mark.parametrize("baseline", [90.0, 95.0])
def test_a_level_to_be_held_is_met_or_not(baseline):
    row = assess(baseline, 90.0, 91.0)
    assert (row["attainment"], row["state"], row["expected"]) == (1.0, "met", 90.0)
    row = assess(baseline, 90.0, 89.0)
    assert (row["attainment"], row["state"]) == (0.0, "behind")


@pytest.mark.parametrize(
    ("value", "state"),
    [(80.0, "met"), (71.1, "ahead"), (71.0, "on_track"), (70.0, "on_track"), (69.0, "on_track"), (68.9, "behind"), (50.0, "behind")],
)
def test_the_state_allows_five_percent_of_the_span_around_the_line(value, state):
    row = assess(60.0, 80.0, value)
    assert (row["expected"], row["state"]) == (70.0, state)
    assert assess(-60.0, -80.0, -value, direction="down")["state"] == state


def test_a_goal_not_reached_by_its_due_date_is_missed_the_day_after():
    assert assess(60.0, 80.0, 79.9, today=DUE)["state"] == "on_track"
    assert assess(60.0, 80.0, 79.9, today=DUE + timedelta(days=1))["state"] == "missed"
    assert assess(60.0, 80.0, 80.0, today=DUE + timedelta(days=1))["state"] == "met"


def test_the_line_is_level_outside_the_period():
    assert assess(60.0, 80.0, today=START - timedelta(days=9))["expected"] == 60.0
    assert assess(60.0, 80.0, today=DUE + timedelta(days=9))["expected"] == 80.0


def test_a_goal_without_a_reading_is_unread():
    row = assess(60.0, 80.0)
    assert (row["value"], row["read_on"], row["attainment"], row["state"], row["forecast_on"], row["n"]) == (*[None] * 3, "unread", None, 0)


def test_the_newest_reading_up_to_today_counts_and_the_last_saved_of_a_day():
    rows = readings((HALFWAY, 70.0), (HALFWAY, 65.0), (START, 61.0), (DUE, 90.0))
    row = attainment(goals((1, "up", 60.0, 80.0, START, DUE)), rows, HALFWAY).row(0, named=True)
    assert (row["value"], row["read_on"], row["n"]) == (65.0, HALFWAY, 2)


def test_empty_frames_keep_their_columns_and_types():
    rows = attainment(goals(), readings(), HALFWAY)
    assert rows.is_empty()
    assert rows.columns == ["goal", "value", "read_on", "attainment", "expected", "state", "forecast_on", "n"]
    pulse = survey_readings(pl.DataFrame(schema=SURVEY), answers(), SHANGHAI)
    assert pulse.schema == {"goal": pl.Int64, "read_on": pl.Date, "value": pl.Float64}


def test_a_steady_climb_is_forecast_on_the_day_it_arrives():
    assert assess(60.0, 80.0, 68.0, 69.0, 70.0)["forecast_on"] == HALFWAY + timedelta(days=10)
    assert assess(80.0, 60.0, 72.0, 71.0, 70.0, direction="down")["forecast_on"] == HALFWAY + timedelta(days=10)


def test_one_wild_reading_does_not_bend_the_forecast():
    assert assess(60.0, 80.0, 66.0, 67.0, 20.0, 69.0, 70.0)["forecast_on"] == HALFWAY + timedelta(days=10)


def test_a_goal_that_is_met_needs_no_forecast():
    assert assess(60.0, 80.0, 79.0, 81.0)["forecast_on"] is None


@pytest.mark.parametrize("values", [(70.0,), (70.0, 70.0), (71.0, 70.0), (70.0, 70.0002)])
def test_too_few_level_falling_or_too_slow_readings_are_not_at_this_pace(values):
    assert assess(60.0, 80.0, *values)["forecast_on"] is None


def test_a_forecast_rests_on_the_last_twelve_readings():
    twelve = [60.0, 66.0, 61.0, 64.0, 69.0, 63.0, 68.0, 62.0, 70.0, 66.0, 71.0, 69.0]
    forecasts = [assess(60.0, 80.0, *older, *twelve)["forecast_on"] for older in ([], [20.0], [20.0, 20.0])]
    assert forecasts[0] is not None
    assert forecasts == [forecasts[0]] * 3


def test_a_target_reached_during_a_day_is_forecast_on_the_day_after_it_began():
    assert assess(60.0, 80.5, 68.0, 69.0, 70.0)["forecast_on"] == HALFWAY + timedelta(days=11)


def test_a_trend_that_has_crossed_the_target_while_the_last_reading_has_not_is_forecast_today():
    climbing = [(HALFWAY - timedelta(days=4 - n), value) for n, value in enumerate((77.0, 79.0, 81.0, 83.0, 79.9))]
    assert forecast(climbing, 80.0, HALFWAY) == HALFWAY


def survey_answer(score, day, survey=1):
    return {"survey": survey, "department": 1, "score": score, "answered_at": datetime(2025, 6, day, 17, 0, tzinfo=UTC)}


def test_a_survey_is_read_on_the_day_of_its_newest_answer_in_the_organisations_zone():
    surveys = pl.DataFrame(
        [(1, "csat", 7, date(2025, 6, 20)), (2, "nps", 8, date(2025, 6, 5)), (3, "csat", None, DUE)], SURVEY, orient="row"
    )
    rows = pl.DataFrame(
        [survey_answer(5, 3), survey_answer(2, 9), survey_answer(10, 4, 2), survey_answer(9, 9, 2), survey_answer(1, 1, 3)], ANSWER
    )
    assert survey_readings(surveys, rows, SHANGHAI).rows() == [(7, date(2025, 6, 10), 50.0), (8, date(2025, 6, 5), 100.0)]


def test_surveys_of_one_goal_read_on_the_same_day_are_pooled():
    surveys = pl.DataFrame([(1, "csat", 7, DUE), (2, "csat", 7, DUE), (3, "nps", 7, START)], SURVEY, orient="row")
    rows = pl.DataFrame([(1, 1, 5, None), (2, 1, 1, None), (2, 1, 2, None), (2, 1, 3, None)], ANSWER, orient="row")
    assert survey_readings(surveys, rows, SHANGHAI).rows() == [(7, DUE, 25.0)]
