"""Risk: rows in, rows out."""

from datetime import UTC, datetime, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.metrics import risk as r

RISK = {
    "id": pl.Int64,
    "version": pl.Int64,
    "saved_at": pl.Datetime("us", "UTC"),
    "removed": pl.Boolean,
    "department": pl.Int64,
    "probability": pl.Int64,
    "impact": pl.Int64,
    "residual_probability": pl.Int64,
    "residual_impact": pl.Int64,
    "status": pl.String,
}
START = datetime(2025, 6, 2, tzinfo=UTC)
WEEK = timedelta(days=7)


def risk(probability, impact, id=1, **values):
    row = {"version": 1, "saved_at": START, "removed": False, "department": 1, "status": "open"}
    return row | {"id": id, "probability": probability, "impact": impact} | values


def risks(*rows):
    return pl.DataFrame(rows, schema=RISK, orient="row")


def cells(heatmap):
    return {(p, i): n for p, i, n in heatmap.rows() if n}


def test_the_heatmap_has_all_25_cells_even_without_a_risk():
    empty = r.heatmap(risks())
    assert empty.schema == {"probability": pl.Int64, "impact": pl.Int64, "count": pl.Int64}
    assert empty.select("probability", "impact").rows() == [(p, i) for p in range(1, 6) for i in range(1, 6)]
    assert empty["count"].sum() == 0


def test_the_heatmap_counts_open_and_watched_risks_only():
    rows = risks(
        risk(4, 5),
        risk(4, 5, status="watching"),
        risk(4, 5, status="closed"),
        risk(4, 5, status="occurred"),
        risk(4, 5, removed=True),
        risk(1, 2, status=None),
    )
    assert cells(r.heatmap(rows)) == {(4, 5): 2, (1, 2): 1}


def test_without_a_status_every_row_counts():
    assert cells(r.heatmap(pl.DataFrame({"probability": [3, 3], "impact": [2, 2]}))) == {(3, 2): 2}


def test_the_residual_heatmap_takes_risks_with_both_residuals():
    residual = {"residual_probability": 2, "residual_impact": 1}
    rows = risks(risk(5, 5, **residual), risk(5, 5), risk(5, 5, residual_probability=2), risk(5, 5, status="closed", **residual))
    assert cells(r.residual_heatmap(rows)) == {(2, 1): 1}


@pytest.mark.parametrize(
    ("probability", "impact", "score", "band"),
    [(1, 1, 1, "low"), (2, 2, 4, "low"), (1, 5, 5, "medium"), (3, 4, 12, "medium"), (3, 5, 15, "high"), (5, 5, 25, "high")],
)
def test_the_register_scores_and_bands_each_risk(probability, impact, score, band):
    assert r.register(risks(risk(probability, impact))).select("score", "band").row(0) == (score, band)


def test_the_bands_can_be_moved():
    rows = risks(risk(2, 2), risk(3, 3), risk(None, 3))
    assert r.register(rows, r.Bands(4, 9))["band"].to_list() == ["medium", "high", None]


def test_exposure_is_the_sum_of_open_scores():
    rows = risks(risk(2, 3), risk(1, 4), risk(5, 5, department=2), risk(5, 5, status="closed"))
    assert r.exposure(rows, ["department"]).rows() == [(1, 2, 10), (2, 1, 25)]
    assert r.exposure(risks(), []).rows() == [(0, 0)]


def test_movement_shows_risks_that_moved_came_and_went():
    before = risks(risk(2, 2, 1), risk(3, 3, 2), risk(1, 1, 4, status="closed"))
    after = risks(risk(4, 2, 1), risk(3, 3, 2, status="closed"), risk(5, 1, 3))
    assert r.movement(before, after).select("id", "was_probability", "was_impact", "probability", "impact", "change").rows() == [
        (1, 2, 2, 4, 2, 4),
        (2, 3, 3, None, None, None),
        (3, None, None, 5, 1, None),
    ]


def test_each_week_counts_the_versions_that_stood_at_its_end():
    versions = risks(
        risk(1, 1, 1),
        risk(5, 5, 1, version=2, saved_at=START + WEEK),
        risk(5, 5, 1, version=3, saved_at=START + 2 * WEEK, status="closed"),
        risk(2, 3, 2, saved_at=START + WEEK),
        risk(2, 3, 2, version=2, saved_at=START + 2 * WEEK, removed=True),
    )
    trend = r.weekly(versions, [START - WEEK, START, START + WEEK, START + 2 * WEEK])
    assert trend["band"].to_list() == ["low", "medium", "high"] * 4
    assert trend["count"].to_list() == [0, 0, 0, 1, 0, 0, 0, 1, 1, 0, 0, 0]


def test_a_risk_saved_twice_in_one_moment_counts_once():
    assert r.weekly(risks(risk(1, 1), risk(5, 5, version=2)), [START])["count"].to_list() == [0, 0, 1]


def test_empty_frames_keep_their_columns_and_types():
    trend = r.weekly(risks(), [START])
    assert trend["count"].to_list() == [0, 0, 0]
    assert trend.schema == {"end": RISK["saved_at"], "band": pl.String, "count": pl.Int64}
    assert r.weekly(risks(), []).is_empty()
    assert r.register(risks()).schema == RISK | {"score": pl.Int64, "band": pl.String}
    assert r.exposure(risks(), ["department"]).schema == {"department": pl.Int64, "count": pl.Int64, "exposure": pl.Int64}
    assert r.movement(risks(), risks()).is_empty()


scale = st.integers(1, 5)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.builds(risk, scale, scale, status=st.sampled_from(["open", "watching", "closed", "occurred"])), max_size=30))
def test_the_heatmap_and_the_exposure_agree_in_any_order(rows):
    heat = r.heatmap(risks(*rows))
    assert heat.equals(r.heatmap(risks(*rows[::-1])))
    count, exposure = r.exposure(risks(*rows), []).row(0)
    assert heat["count"].sum() == count
    assert heat.select((pl.col("probability") * pl.col("impact") * pl.col("count")).sum()).item() == exposure
