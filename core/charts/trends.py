"""Measures over time: one line with its forecast and what happened, or a line for each of a few groups."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from core.charts import amounts, parts
from core.charts.style import CATEGORICAL, GOOD, QUIET, ROWS, WATCH, Drawing, Layout
from core.metrics.trendline import Line
from core.text import Language, Text

# Lines that can be told apart in one chart.
MOST = len(CATEGORICAL)
_SHAPES = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down", "triangle-right", "triangle-left")
_TIPS = {
    "when": Text("时期", "Period"),
    "group_text": Text("对象", "Of"),
    "value_text": Text("数值", "Value"),
    "n_text": Text("样本 n", "n"),
    "note": Text("说明", "Note"),
}
_RUNNING, _FORECAST = Text("本期未结束", "Period not over"), Text("预测（{low} 至 {high}）", "Forecast ({low} to {high})")
_ALL, _AIM = Text("全部", "All"), Text("目标 {aim}", "Target {aim}")
_NONE = Text("{name}：这段时间没有数据", "{name}: nothing in this span")
_LAST = Text("{when} {name} {value}（n = {n}）", "{name} in {when}: {value} (n = {n})")
_STEP, _AGAINST = Text("，较 {before} {step}", ", {step} on {before}"), Text("，目标 {aim}", ", target {aim}")
_ENDS = Text("{name}：{when} {worst}最差（{low}），{best}最好（{high}）", "{name} in {when}: {worst} worst ({low}), {best} best ({high})")
_QUARTER = Text("{year} 年 {quarter} 季度", "{year} Q{quarter}")
_WEEK = Text("{day} 起一周", "week of {day}")
_SCHEMA: dict[str, type[pl.DataType]] = dict.fromkeys(
    ("kind", "x", "when", "group_text", "value_text", "n_text", "note", "label", "period", "slot"), pl.String
) | dict.fromkeys(("value", "low", "high", "label_at"), pl.Float64)


def when(period: date, grain: str, language: Language) -> str:
    """A period in words."""
    if grain == "quarter":
        return _QUARTER.say(language, year=period.year, quarter=(period.month + 2) // 3)
    if grain == "week":
        return _WEEK.say(language, day=period.isoformat())
    return f"{period:%Y-%m}" if grain == "month" else f"{period:%Y}"


def trend(
    frame: pl.DataFrame,
    name: str,
    unit: str,
    grain: str,
    language: Language,
    aim: float | None = None,
    line: Line | None = None,
    happenings: Sequence[tuple[date, str]] = (),
) -> Drawing:
    """One measure over time, its target, where it is heading, and the numbers of what happened on the way.

    frame: one row per period, in order (period, over, value, n), the last one running; line: the forecast, its first value that of the
    running period; happenings: (first day of the period, label). The selection parameter "spot" gives back period.
    """
    rows = frame.to_dicts()
    shown = [_point(place, row, unit, grain, language, _ALL.say(language), 0) for place, row in enumerate(rows)]
    table = [dict(row, kind="line") for row, own in zip(shown, rows, strict=True) if own["over"]]
    over = [row for row, own in zip(shown, rows, strict=True) if own["over"] and row["value"] is not None]
    running = [row for row, own in zip(shown, rows, strict=True) if not own["over"] and row["value"] is not None]
    if over and running:
        table += [dict(row, kind="now") for row in (over[-1], running[-1])]
    table += [dict(row, kind="spot" if own["over"] else "open") for row, own in zip(shown, rows, strict=True)]
    if line and rows:
        table += _ahead(rows, line, unit, grain, language)
    places = {row["period"]: place for place, row in enumerate(rows)}
    by_period: dict[date, str] = {}
    for day, label in happenings:
        if day in places:
            by_period[day] = f"{by_period[day]}·{label}" if day in by_period else label
    table += [{"kind": "event", "x": _x(places[day], day, grain), "label": label} for day, label in by_period.items()]
    title = _title(rows, name, unit, grain, language, aim)
    return Drawing(_layout(language, unit, aim, split=False), pl.DataFrame(table, schema=_SCHEMA), title, title)


def lines(
    frame: pl.DataFrame, names: Mapping[Any, str], name: str, unit: str, grain: str, language: Language, aim: float | None = None
) -> Drawing:
    """A line for each group, named at its end.

    frame: one row per period and group (period, over, group, value, n), periods in order; names: what the groups are called, at most
    MOST of them, in the order of their colours. The selection parameter "spot" gives back period and slot, the group's place in names.
    """
    periods = frame["period"].unique().sort().to_list()
    places = {period: place for place, period in enumerate(periods)}
    table, ends = [], {}
    for slot, group in enumerate(names):
        for row in frame.filter(pl.col("group") == group).iter_rows(named=True):
            point = _point(places[row["period"]], row, unit, grain, language, names[group], slot)
            table += [dict(point, kind="line"), dict(point, kind="spot")]
            if row["value"] is not None:
                ends[slot] = point
    room = max(1, round(len(periods) * 0.22))
    table += [{"kind": "room", "x": f"{len(periods) + step:04d}\x1f", "slot": None} for step in range(room)] if periods else []
    table += _named(ends, [row["value"] for row in table if row.get("value") is not None], names)
    title = _spread(frame, names, name, unit, grain, language)
    return Drawing(_layout(language, unit, aim, split=True), pl.DataFrame(table, schema=_SCHEMA), title, title)


def short(period: date, grain: str) -> str:
    """A period as an axis names it."""
    if grain == "quarter":
        return f"{period:%Y} Q{(period.month + 2) // 3}"
    return period.strftime({"week": "%m-%d", "month": "%Y-%m", "year": "%Y"}[grain])


def _x(place: int, period: date, grain: str) -> str:
    """Where a period stands: its place keeps it in order, its short name shows."""
    return parts.place(f"{place:04d}", short(period, grain))


def _point(place: int, row: Mapping[str, Any], unit: str, grain: str, language: Language, group: str, slot: int) -> dict[str, Any]:
    running = "" if row["over"] else _RUNNING.say(language)
    said = {"when": when(row["period"], grain, language), "value_text": amounts.told(row["value"], unit, language)}
    place_of = {"x": _x(place, row["period"], grain), "period": row["period"].isoformat(), "value": row["value"]}
    return place_of | said | {"n_text": f"{row['n']:,}", "note": running, "group_text": group, "slot": str(slot)}


def _ahead(rows: Sequence[Mapping[str, Any]], line: Line, unit: str, grain: str, language: Language) -> list[dict[str, Any]]:
    """The forecast from the running period on, kept to what the unit can be."""
    top = 1.0 if unit == "%" else 100.0 if unit == "nps" else None
    floor = -100.0 if unit == "nps" else 0.0 if unit in ("%", "hours", "ratio", "count") else None

    def kept(value: float) -> float:
        value = value if floor is None else max(value, floor)
        return value if top is None else min(value, top)

    last: date = rows[-1]["period"]
    # Which periods follow: those that begin where the one before ends.
    following = pl.select(pl.date_range(pl.lit(last), pl.lit(last).dt.offset_by("4y"), EVERY[grain])).to_series().to_list()
    found = []
    for step, value in enumerate(line.ahead):
        low, high, middle = kept(value - line.spread), kept(value + line.spread), kept(value)
        told = _FORECAST.say(language, low=amounts.told(low, unit, language), high=amounts.told(high, unit, language))
        found.append(
            {"kind": "ahead", "x": _x(len(rows) - 1 + step, following[step], grain), "value": middle, "low": low, "high": high}
            | {"when": when(following[step], grain, language), "value_text": amounts.told(middle, unit, language), "note": told}
            | {"group_text": _ALL.say(language), "n_text": parts.NOTHING}
        )
    return found


def _named(ends: Mapping[int, dict[str, Any]], values: Sequence[float], names: Mapping[Any, str]) -> list[dict[str, Any]]:
    """The names at the ends of the lines, pushed apart until none covers another."""
    if not ends:
        return []
    gap = (max(values) - min(values) or 1.0) * 0.055
    ordered = sorted(ends.items(), key=lambda end: end[1]["value"])
    at: list[float] = []
    for _, end in ordered:
        at.append(max(end["value"], at[-1] + gap) if at else end["value"])
    # Half of what they were pushed up by is given back, so that they stand around their lines.
    back = (at[-1] - ordered[-1][1]["value"]) / 2
    called = list(names.values())
    return [
        dict(end, kind="name", label=f"{called[slot]} {end['value_text']}", label_at=height - back)
        for (slot, end), height in zip(ordered, at, strict=True)
    ]


def _title(rows: Sequence[Mapping[str, Any]], name: str, unit: str, grain: str, language: Language, aim: float | None) -> str:
    over = [row for row in rows if row["over"] and row["value"] is not None] or [row for row in rows if row["value"] is not None]
    if not over:
        return _NONE.say(language, name=name)
    last = over[-1]
    value = amounts.told(last["value"], unit, language)
    title = _LAST.say(language, when=when(last["period"], grain, language), name=name, value=value, n=f"{last['n']:,}")
    if len(over) > 1:
        before = over[-2]
        step = amounts.moved(last["value"] - before["value"], unit, language)
        title += _STEP.say(language, before=when(before["period"], grain, language), step=step)
    return title if aim is None else title + _AGAINST.say(language, aim=amounts.told(aim, unit, language))


def _spread(frame: pl.DataFrame, names: Mapping[Any, str], name: str, unit: str, grain: str, language: Language) -> str:
    known = frame.filter(pl.col("over") & pl.col("value").is_not_null() & pl.col("group").is_in(list(names)))
    if known.is_empty():
        return _NONE.say(language, name=name)
    newest = known.filter(pl.col("period") == known["period"].max()).sort("value")
    low, high = newest.row(0, named=True), newest.row(-1, named=True)
    if unit in ("hours", "count", "points"):
        low, high = high, low
    said = {"name": name, "when": when(low["period"], grain, language), "worst": names[low["group"]], "best": names[high["group"]]}
    return _ENDS.say(language, **said, low=amounts.told(low["value"], unit, language), high=amounts.told(high["value"], unit, language))


EVERY = {"week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}


@lru_cache(maxsize=64)
def _layout(language: Language, unit: str, aim: float | None, *, split: bool) -> Layout:
    scale = alt.Scale(zero=unit in ("count", "points", "hours"), nice=True, padding=6)
    x = alt.X("x:O", title=None).axis(labelExpr=parts.label(), labelAngle=0, labelOverlap=True, grid=False).scale(paddingOuter=0.1)
    axis = alt.Y("value:Q", title=amounts.axis(unit, language), scale=scale).axis(format=amounts.FORMATS[unit], tickCount=5)
    y = alt.Y("value:Q", scale=scale, axis=None)
    spot = alt.selection_point(name="spot", fields=["period", "slot"], on="click", clear="dblclick")

    def of(*kinds: str) -> alt.Chart:
        chosen = " || ".join(f"datum.kind === '{kind}'" for kind in kinds)
        return alt.Chart(ROWS).transform_filter(chosen).encode(x=x)

    slots = [str(slot) for slot in range(MOST)]
    colour: Any = alt.Color("slot:N", legend=None).scale(domain=slots, range=list(CATEGORICAL)) if split else alt.value(GOOD.colour)
    shape: Any = alt.Shape("slot:N", legend=None).scale(domain=slots, range=list(_SHAPES)) if split else alt.value("circle")
    room = of("room").mark_point(opacity=0, tooltip=None)
    layers: list[alt.Chart] = [room]
    if aim is not None:
        layers.append(parts.rule(aim, _AIM.say(language, aim=amounts.told(aim, unit, language)), scale))
    if not split:
        band = of("ahead").mark_area(color=WATCH.colour, opacity=0.16, tooltip=None)
        event = of("event")
        layers += [
            event.mark_rule(strokeDash=[2, 3], color=QUIET.colour, strokeWidth=1, tooltip=None),
            event.mark_text(baseline="top", color=QUIET.colour, fontWeight="bold", dx=3, align="left", tooltip=None).encode(
                y=alt.value(0), text="label:N"
            ),
            band.encode(y=alt.Y("low:Q", scale=scale, axis=None), y2="high:Q"),
            of("ahead").mark_line(color=WATCH.colour, strokeDash=[3, 3], strokeWidth=2, tooltip=None).encode(y=y),
            of("ahead").mark_point(color=WATCH.colour, size=140, opacity=0, filled=True).encode(y=y, tooltip=parts.tips(_TIPS, language)),
            of("now").mark_line(color=GOOD.colour, strokeDash=[4, 4], strokeWidth=2, tooltip=None).encode(y=y),
        ]
    layers += [
        of("line").mark_line(strokeWidth=2.5 if not split else 2, tooltip=None).encode(y=axis, color=colour),
        of("spot").mark_point(filled=True, size=60 if not split else 40, opacity=1, tooltip=None).encode(y=y, color=colour, shape=shape),
        of("open").mark_point(filled=False, size=70, opacity=1, strokeWidth=2, tooltip=None).encode(y=y, color=colour),
    ]
    touched = of("spot", "open").mark_point(filled=True, size=500, opacity=0, cursor="pointer")
    layers.append(touched.encode(y=y, tooltip=parts.tips(_TIPS, language)).add_params(spot))
    if split:
        names = of("name").mark_text(align="left", dx=9, fontSize=12, tooltip=None)
        layers.append(names.encode(y=alt.Y("label_at:Q", scale=scale, axis=None), text="label:N", color=colour))
    chart = alt.layer(*layers).resolve_axis(y="independent").resolve_scale(color="independent", shape="independent")
    return Layout(chart.properties(height=340))
