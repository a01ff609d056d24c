"""Satisfaction and goals: CSAT, NPS, and how far each goal has come. Source: docs/metrics.md, Satisfaction and goals."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import combinations
from math import ceil
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from core.metrics.standing import live

_SCORE = pl.col("score")
# What an answer counts in the NPS: a promoter 1, a detractor −1.
_NET = (_SCORE >= 9).cast(pl.Int64) - (_SCORE <= 6).cast(pl.Int64)
_RECENT = 12
_FARTHEST = 36_500
_TOLERANCE = 0.05
_MOST = 1.5
_ROUNDING = 1e-9
_ORDER_SAVED = ("seq", "saved_at", "id")
_ATTAINMENT = {
    "goal": pl.Int64,
    "value": pl.Float64,
    "read_on": pl.Date,
    "attainment": pl.Float64,
    "expected": pl.Float64,
    "state": pl.String,
    "forecast_on": pl.Date,
    "n": pl.Int64,
}


def csat(answers: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """One row per group of answers on a 1-5 scale: *by, n, mean, csat (share of scores 4 and 5, 0-1; null where n is 0)."""
    return _scored(answers, by, csat=(_SCORE >= 4).mean())


def nps(answers: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """One row per group of answers on a 0-10 scale: *by, n, mean, nps (% of 9-10 less % of 0-6, -100 to 100; null where n is 0)."""
    return _scored(answers, by, nps=100 * _NET.mean())


def nps_spread(answers: pl.DataFrame) -> float | None:
    """The variance of one answer's part in the NPS, on the scale from -1 to 1; null without answers."""
    found: float | None = live(answers).select(_NET.var(ddof=0)).item()
    return found


def survey_readings(surveys: pl.DataFrame, answers: pl.DataFrame, zone: ZoneInfo) -> pl.DataFrame:
    """One row per goal, survey kind and day: goal, read_on, value (CSAT in % or NPS), for goals measured by a survey.

    A survey is read on the day of its newest answer in that zone, and no later than the day it closes. Surveys of one goal read on
    the same day are pooled.
    """
    linked = live(surveys).drop_nulls("goal").select("goal", "kind", "closes_on", survey="id")
    answered_on = pl.col("answered_at").dt.convert_time_zone(zone.key).dt.date().max().over("survey")
    rows = live(answers).select("survey", "score", "answered_at").join(linked, on="survey").drop_nulls("score")
    dated = rows.with_columns(read_on=pl.min_horizontal(answered_on, "closes_on"))
    keys = ["goal", "read_on"]
    shares = csat(dated.filter(pl.col("kind") == "csat"), keys).select(*keys, value=100 * pl.col("csat"))
    scores = nps(dated.filter(pl.col("kind") == "nps"), keys).select(*keys, value="nps")
    return pl.concat([shares, scores]).sort(keys)


def attainment(goals: pl.DataFrame, readings: pl.DataFrame, today: date) -> pl.DataFrame:
    """One row per goal: goal, value, read_on, attainment, expected, state, forecast_on, n.

    value: the newest reading up to today, read_on its day, n the days read. attainment: the share of the way from baseline to
    target, 0-1.5; where there is no way to go (the baseline is the target or already beyond it) 1 if met, else 0. expected: the
    on-track line today. state: met · missed (past due_on) · ahead, on_track or behind (more or less than 5 % of the span off the
    line) · unread. forecast_on: see forecast; null also once the target is met.
    """
    ties = [name for name in _ORDER_SAVED if name in readings.columns][:1]
    known = live(readings).filter(pl.col("read_on") <= today).drop_nulls("value").sort("read_on", *ties)
    days: dict[Any, dict[date, float]] = {}
    for goal, read_on, value in known.select("goal", "read_on", pl.col("value").cast(pl.Float64)).iter_rows():
        days.setdefault(goal, {})[read_on] = value
    rows = [_assessed(goal, list(days.get(goal["id"], {}).items()), today) for goal in live(goals).iter_rows(named=True)]
    return pl.DataFrame(rows, schema=_ATTAINMENT, orient="row")


def forecast(readings: Sequence[tuple[date, float]], target: float, today: date) -> date | None:
    """The day the trend of the last 12 readings (one per day, oldest first) reaches the target, not before today.

    The trend is Theil-Sen: the median of the slopes between all pairs, through the median of the intercepts. None is "not at this
    pace": fewer than two readings, a trend that is level or leads away, or more than 36,500 days to go.
    """
    points = [((read_on - today).days, value) for read_on, value in readings[-_RECENT:]]
    if len(points) < 2:
        return None
    slope = median((later - value) / (day - earlier) for (earlier, value), (day, later) in combinations(points, 2))
    if slope * (target - points[-1][1]) <= 0:
        return None
    reached = (target - median(value - slope * day for day, value in points)) / slope
    return today + timedelta(days=max(ceil(reached - _ROUNDING), 0)) if reached <= _FARTHEST else None


def _scored(answers: pl.DataFrame, by: Sequence[str], **share: pl.Expr) -> pl.DataFrame:
    return live(answers).group_by(by).agg(n=_SCORE.count().cast(pl.Int64), mean=_SCORE.mean(), **share).sort(by)


def _assessed(goal: dict[str, Any], readings: list[tuple[date, float]], today: date) -> tuple[Any, ...]:
    sign = -1.0 if goal["direction"] == "down" else 1.0
    baseline, target = float(goal["baseline_value"]), float(goal["target_value"])
    span = sign * (target - baseline)
    expected = baseline + (target - baseline) * _elapsed(goal["starts_on"], goal["due_on"], today) if span > 0 else target
    if not readings:
        return goal["id"], None, None, None, expected, "unread", None, 0
    read_on, value = readings[-1]
    met = sign * (value - target) >= 0
    share = min(max(sign * (value - baseline) / span, 0.0), _MOST) if span > 0 else float(met)
    lead, margin = sign * (value - expected), _TOLERANCE * max(span, 0.0) + _ROUNDING
    if met:
        state = "met"
    elif today > goal["due_on"]:
        state = "missed"
    else:
        state = "ahead" if lead > margin else "behind" if lead < -margin else "on_track"
    return goal["id"], value, read_on, share, expected, state, None if met else forecast(readings, target, today), len(readings)


def _elapsed(starts_on: date, due_on: date, today: date) -> float:
    if due_on <= starts_on:
        return float(today >= due_on)
    return min(max((today - starts_on) / (due_on - starts_on), 0.0), 1.0)
