"""Goal charts: how far each goal has come, and one goal's readings on their way to the target."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import altair as alt
import polars as pl

from core.charts import parts
from core.charts.bullets import Bullet, bullets
from core.charts.style import GOOD, QUIET, SIGNALS, WATCH, Drawing, word
from core.text import Language, Text

_TIPS = {
    "goal": Text("目标", "Goal"),
    "baseline": Text("基准值", "Baseline"),
    "value": Text("当前值", "Now"),
    "due": Text("当前应达", "Expected by now"),
    "target": Text("目标值", "Target"),
    "reached": Text("达成度", "Attainment"),
    "state": Text("状态", "State"),
}
_AXIS = Text("从基准到目标的达成度（竖线为当前应达）", "Way from baseline to target (line: expected by now)")
_NOTE = Text("{value} / 目标 {target}", "{value} / target {target}")
_NO_GOAL = Text("还没有设定目标", "No goal has been set")
_COUNT = Text("{n} 个目标中 {good} 个正常或已达成", "{good} of {n} goals met or on track")
_WORST = Text("；{name}最需关注", "; {name} needs attention most")
_SERIES = {"reading": Text("实际读数", "Readings"), "line": Text("应达线", "On-track line"), "forecast": Text("趋势预测", "Forecast")}
_READING = {"series_text": Text("数据", "Series"), "day": Text("日期", "Date"), "value_text": Text("数值", "Value")}
_TARGET = Text("目标 {target}", "Target {target}")
_NO_READING = Text("{name}：暂无数据", "{name}: no reading yet")
_REACHES = Text("{name} {value}，按当前趋势预计 {day} 达到目标 {target}", "{name} {value}: at this pace it reaches {target} on {day}")
_MISSES = Text("{name} {value}，按当前趋势无法达到目标 {target}", "{name} {value}: not reaching {target} at this pace")
_URGENCY = ("missed", "behind", "unread", "on_track", "ahead", "met")


def goals(frame: pl.DataFrame, language: Language) -> Drawing:
    """A bullet per goal on a common scale, baseline 0 % and target 100 %, the most urgent first.

    frame: one row per goal (goal, name, baseline_value, target_value, value, expected, attainment, state, unit); value, expected in the goal's unit.
    """
    signals = SIGNALS["goal_state"]
    states = {key: signal.say(word("goal_state", key, language)) for key, signal in signals.items()}
    ordered = sorted(frame.to_dicts(), key=lambda row: (_URGENCY.index(row["state"]), row["attainment"] or 0))
    rows = []
    for row in ordered:
        unit = row["unit"]
        value, target = parts.number(row["value"], unit), parts.number(row["target_value"], unit)
        tips = {"goal": row["name"], "baseline": parts.number(row["baseline_value"], unit), "value": value, "target": target}
        tips |= {"due": parts.number(row["expected"], unit), "reached": parts.percent(row["attainment"])}
        rows.append(
            Bullet(
                key=str(row["goal"]),
                name=signals[row["state"]].say(row["name"]),
                note=_NOTE.say(language, value=value, target=target),
                actual=row["attainment"],
                expected=_way(row),
                state=states[row["state"]],
                tips=tips,
            )
        )
    shown = [key for key in signals if any(row["state"] == key for row in ordered)]
    high = max([1.1, *(row["attainment"] + 0.05 for row in ordered if row["attainment"] is not None)])
    chart = bullets(rows, [(signals[key], states[key]) for key in shown], _AXIS.say(language), _TIPS, language, high=high)
    if not ordered:
        return Drawing(chart, _NO_GOAL.say(language), _NO_GOAL.say(language))
    title = _COUNT.say(language, n=len(ordered), good=sum(signals[row["state"]] is GOOD for row in ordered))
    if signals[ordered[0]["state"]] is not GOOD:
        title += _WORST.say(language, name=ordered[0]["name"])
    spoken = "; ".join(f"{row['name']} {parts.percent(row['attainment'])}" for row in ordered)
    return Drawing(chart, f"{title} ({spoken})" if language is Language.EN else f"{title}（{spoken}）", title)


def goal_trend(readings: pl.DataFrame, goal: Mapping[str, Any], language: Language, forecast: date | None = None) -> Drawing:
    """One goal's readings, the straight line they should keep to, the target, and the way to it at the present pace.

    readings: one row per day read (read_on, value); goal: a row of the table goal; forecast: the day the target is reached at this pace, or None.
    """
    target, unit = goal["target_value"], goal["unit"]
    read = readings.sort("read_on").select("read_on", "value").rows()
    points = [("line", goal["starts_on"], goal["baseline_value"]), ("line", goal["due_on"], target)]
    points += [("reading", day, value) for day, value in read]
    if read and forecast is not None and forecast > read[-1][0]:
        points += [("forecast", *read[-1]), ("forecast", forecast, target)]
    names = {key: words.say(language) for key, words in _SERIES.items() if any(key == series for series, _, _ in points)}
    rows = [
        {"day_ms": parts.millis(day), "day": day.isoformat(), "value": value, "value_text": parts.number(value, unit)}
        | {"series": series, "series_text": names[series]}
        for series, day, value in points
    ]
    low, high = min(value for _, _, value in points), max(value for _, _, value in points)
    room = (high - low) * 0.08 or 1.0
    scale = alt.Scale(domain=[low - room, high + room], nice=False)
    last = max(day for _, day, _ in points) + timedelta(3)
    drawn = list(names)
    look = {"reading": (GOOD.colour, [1, 0]), "line": (QUIET.colour, [6, 4]), "forecast": (WATCH.colour, [2, 3])}
    domain = [names[key] for key in drawn]
    base = alt.Chart(parts.data(rows)).encode(
        x=alt.X(
            "day_ms:T", title=None, scale=alt.Scale(type="utc", domain=[parts.millis(min(d for _, d, _ in points)), parts.millis(last)])
        ).axis(labelExpr=parts.DAYS, grid=False, tickCount=8),
        y=alt.Y("value:Q", title=unit or None, scale=scale).axis(tickCount=5),
        color=alt.Color("series_text:N", scale=alt.Scale(domain=domain, range=[look[key][0] for key in drawn]), legend=parts.legend()),
    )
    lines = base.mark_line(strokeWidth=2).encode(
        strokeDash=alt.StrokeDash("series_text:N", scale=alt.Scale(domain=domain, range=[look[key][1] for key in drawn]))
    )
    dots = base.mark_point(filled=True, size=55, opacity=1).encode(
        y=alt.Y("value:Q", scale=scale, axis=None), tooltip=parts.tips(_READING, language)
    )
    aim = _TARGET.say(language, target=parts.number(target, unit))
    chart = alt.layer(parts.rule(target, aim, scale), lines, dots).resolve_axis(y="independent").properties(height=240)
    if not read:
        words = _NO_READING.say(language, name=goal["name"])
    else:
        fit = _MISSES if forecast is None else _REACHES
        words = fit.say(language, name=goal["name"], value=parts.number(read[-1][1], unit), target=parts.number(target, unit), day=forecast)
    return Drawing(chart, words, words)


def _way(row: Mapping[str, Any]) -> float | None:
    """Where the goal should stand by now, as a share of the way from baseline to target."""
    way = row["target_value"] - row["baseline_value"]
    if row["expected"] is None:
        return None
    return (row["expected"] - row["baseline_value"]) / way if way else 1.0
