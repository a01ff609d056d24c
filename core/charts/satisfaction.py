"""Goal charts: how far each goal has come, and one goal's readings on their way to the target."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from core.charts import parts
from core.charts.bullets import ROW_SCHEMA, layout
from core.charts.style import GOOD, QUIET, ROWS, SIGNALS, WATCH, Drawing, Layout, word
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
COUNT = Text("{n} 个目标中 {good} 个正常或已达成", "{good} of {n} goal(s) met or on track")
_WORST = Text("；{name}最需关注", "; {name} needs attention most")
_SERIES = {"reading": Text("实际读数", "Readings"), "line": Text("应达线", "On-track line"), "forecast": Text("趋势预测", "Forecast")}
_READING = {"series": Text("数据", "Series"), "day": Text("日期", "Date"), "value_text": Text("数值", "Value")}
_TARGET = Text("目标 {target}", "Target {target}")
_NO_READING = Text("{name}：暂无数据", "{name}: no reading yet")
_REACHES = Text("{name} {value}，按当前趋势预计 {day} 达到目标 {target}", "{name} {value}: at this pace it reaches {target} on {day}")
_MISSES = Text("{name} {value}，按当前趋势无法达到目标 {target}", "{name} {value}: not reaching {target} at this pace")
_MET = Text("{name} {value}，已达到目标 {target}", "{name} {value}: the target of {target} is reached")
_LIST = Text("，", ", ")
_SPOKEN = Text("{title}：{spoken}", "{title}: {spoken}")
_LOOK = {"reading": (GOOD.colour, [1, 0]), "line": (QUIET.colour, [6, 4]), "forecast": (WATCH.colour, [2, 3])}
# Where the lines themselves do not run: they come from the lower left, or from the upper.
_PLACE = {"up": {"reading": "left", "line": "left", "forecast": "under"}, "down": dict.fromkeys(_SERIES, "right")}
# The forecast ends at the target, whose own name stands above it.
_BRIEF = {"up": {"reading": "under", "forecast": "under"}, "down": {"reading": "right", "forecast": "under"}}
# Of the days shown, so many more are left free, as a share.
_ROOM = 0.25
URGENCY = ("missed", "behind", "unread", "on_track", "ahead", "met")


def goals(frame: pl.DataFrame, language: Language) -> Drawing:
    """A bullet per goal on a common scale, baseline 0 % and target 100 %, the most urgent first.

    frame: one row per goal (goal, name, baseline_value, target_value, value, expected, attainment, state, unit). value and expected are
    in the goal's unit, or null.
    """
    signals = SIGNALS["goal_state"]
    states = {key: word("goal_state", key, language) for key in signals}
    ordered = sorted(frame.to_dicts(), key=lambda row: (URGENCY.index(row["state"]), row["attainment"] or 0))
    rows = []
    for row in ordered:
        value, target, baseline, due = (
            parts.number(row[name], row["unit"]) for name in ("value", "target_value", "baseline_value", "expected")
        )
        note = _NOTE.say(language, value=value, target=target)
        rows.append(
            {"at": parts.place(row["goal"], signals[row["state"]].say(row["name"]), note), "state": states[row["state"]]}
            | {"actual": row["attainment"], "expected": _way(row), "goal": row["name"], "value": value, "target": target}
            | {"baseline": baseline, "due": due, "reached": parts.percent(row["attainment"])}
        )
    table = pl.DataFrame(rows, schema=ROW_SCHEMA | dict.fromkeys(_TIPS, pl.String))
    words = tuple((signals[key], states[key]) for key in signals)
    shape = layout(words, _AXIS.say(language), tuple(_TIPS.items()), language, high=1.25)
    if not ordered:
        return Drawing(shape, table, _NO_GOAL.say(language), _NO_GOAL.say(language))
    title = COUNT.say(language, n=len(ordered), good=sum(signals[row["state"]] is GOOD for row in ordered))
    if signals[ordered[0]["state"]] is not GOOD:
        title += _WORST.say(language, name=ordered[0]["name"])
    spoken = _LIST.say(language).join(f"{row['name']} {parts.percent(row['attainment'])}" for row in ordered)
    return Drawing(shape, table, _SPOKEN.say(language, title=title, spoken=spoken), title)


def goal_trend(
    readings: pl.DataFrame, goal: Mapping[str, Any], language: Language, forecast: date | None = None, *, brief: bool = False
) -> Drawing:
    """One goal's readings, the straight line they should keep to, the target, and the way to it at the present pace.

    readings: one row per day read (read_on, value); goal: a row of the table goal; forecast: the day the target is reached at this
    pace, or None. brief: for large letters, names fewer lines, and leaves room for their names at the right.
    """
    target, unit = goal["target_value"], goal["unit"]
    read = readings.sort("read_on").select("read_on", "value").rows()
    points = [("line", goal["starts_on"], goal["baseline_value"]), ("line", goal["due_on"], target)]
    points += [("reading", day, value) for day, value in read]
    if read and forecast is not None and forecast > read[-1][0]:
        points += [("forecast", *read[-1]), ("forecast", forecast, target)]
    places = _BRIEF[goal["direction"]] if brief else _PLACE[goal["direction"]]
    if not brief and goal["direction"] == "up" and read and read[-1][1] >= target:
        # The readings end where the line's name would stand.
        places = places | {"line": "under"}
    rows = [
        {"time": parts.millis(day), "day": day.isoformat(), "value": value, "value_text": parts.number(value, unit)}
        | {"series": _SERIES[series].say(language)}
        | ({places[series]: _SERIES[series].say(language)} if last and series in places else {})
        for (series, day, value), last in zip(points, _lasts(points), strict=True)
    ]
    table = pl.DataFrame(
        rows,
        schema={"time": pl.Int64, "value": pl.Float64} | dict.fromkeys(("day", "value_text", "series", *parts.PLACES), pl.String),
    )
    if brief:
        first, last = (bound(day for _, day, _ in points) for bound in (min, max))
        table = pl.concat([table, pl.DataFrame({"room": [parts.millis(last + (last - first) * _ROOM)]})], how="diagonal")
    drawn = tuple(key for key in _SERIES if any(key == series for series, _, _ in points))
    shown = parts.number(target, unit)
    if not read:
        words = _NO_READING.say(language, name=goal["name"])
    else:
        value = read[-1][1]
        met = value >= target if goal["direction"] == "up" else value <= target
        fit = _MET if met else _MISSES if forecast is None else _REACHES
        words = fit.say(language, name=goal["name"], value=parts.number(read[-1][1], unit), target=shown, day=forecast)
    return Drawing(_trend_layout(language, drawn, target, shown, unit or "", brief), table, words, words)


@lru_cache(maxsize=64)
def _trend_layout(language: Language, drawn: tuple[str, ...], target: float, shown: str, unit: str, brief: bool) -> Layout:
    domain = [_SERIES[key].say(language) for key in drawn]
    # The names stand above and below the outermost lines.
    scale = alt.Scale(zero=False, padding=36) if brief else alt.Scale(zero=False)
    base = (
        alt.Chart(ROWS)
        .transform_filter("isValid(datum.time)")
        .encode(
            x=_days("time"),
            color=alt.Color("series:N", legend=None).scale(domain=domain, range=[_LOOK[key][0] for key in drawn]),
        )
    )
    lines = base.mark_line(strokeWidth=2).encode(
        y=alt.Y("value:Q", title=unit or None, scale=scale).axis(tickCount=5),
        strokeDash=alt.StrokeDash("series:N", legend=None).scale(domain=domain, range=[_LOOK[key][1] for key in drawn]),
    )
    dots = base.mark_point(filled=True, size=55, opacity=1).encode(
        y=alt.Y("value:Q", scale=scale, axis=None),
        color=alt.Color("series:N", legend=None).scale(domain=domain, range=[_LOOK[key][0] for key in drawn]),
        tooltip=parts.tips(_READING, language),
    )
    place = {"x": _days("time"), "y": alt.Y("value:Q", scale=scale, axis=None)}
    words = _TARGET.say(language, target=shown)
    across = [parts.line(target, words, scale), _room()] if brief else [parts.rule(target, words, scale)]
    chart = alt.layer(*across, lines, dots, *parts.named(**place))
    return Layout(chart.resolve_axis(y="independent").resolve_scale(color="independent", strokeDash="independent").properties(height=240))


def _room() -> alt.Chart:
    """Nothing to be seen, for which the days go on as far as the names at the right need."""
    unseen: alt.Chart = alt.Chart(ROWS).transform_filter("isValid(datum.room)").mark_point(opacity=0, size=0, tooltip=None)
    return unseen.encode(x=_days("room"))


def _days(field: str) -> alt.X:
    """The days of a trend; a label with no room at the end is left out, not cut."""
    return parts.days(field).axis(labelExpr=parts.DAYS, grid=False, tickCount=8, labelBound=True)


def _lasts(points: Sequence[tuple[str, date, float]]) -> list[bool]:
    """Whether each point is the last of its series."""
    return [all(series != later for later, _, _ in points[place + 1 :]) for place, (series, _, _) in enumerate(points)]


def _way(row: Mapping[str, Any]) -> float | None:
    """Where the goal should stand by now, as a share of the way from baseline to target."""
    way = row["target_value"] - row["baseline_value"]
    if row["expected"] is None:
        return None
    return (row["expected"] - row["baseline_value"]) / way if way else 1.0
