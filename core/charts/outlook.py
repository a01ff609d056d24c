"""Outlook charts: when a project will probably be finished, and its progress by week on the way there."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from core.charts import parts
from core.charts.style import BAD, GOOD, QUIET, ROWS, TEXT, WATCH, Drawing, Layout
from core.text import Language, Text

MARKS = {
    "today": Text("今天", "Today"),
    "baseline": Text("基线", "Baseline"),
    "plan": Text("计划", "Plan"),
    "p50": Text("P50", "P50"),
    "p80": Text("P80", "P80"),
}
_LINES = {"today": QUIET.colour, "baseline": QUIET.colour, "plan": GOOD.colour, "p50": WATCH.colour, "p80": BAD.colour}
_DASHES = {"today": [1, 3], "baseline": [6, 4], "plan": [1, 0], "p50": [8, 3], "p80": [3, 3]}
_LABEL = Text("{mark} {day}", "{mark} {day}")
_FINISH_TIPS = {
    "day": Text("完成日期", "Finish"),
    "share_text": Text("模拟占比", "Share of runs"),
    "by_text": Text("到那天为止", "By then"),
}
_CURVE_TIPS = {"series": Text("数据", "Series"), "day": Text("周末", "Week ending"), "share_text": Text("完成比例", "Complete")}
_SHARE = Text("模拟占比", "Share of runs")
_COMPLETE = Text("加权完成比例", "Weighted share complete")
_SERIES = {"planned": Text("计划", "Planned"), "actual": Text("实际", "Actual")}
# Where along a line its name stands: the plan ends among the names of the days.
_NAMED = {"planned": ("left", 0.75), "actual": ("under", 1.0)}
_NO_FINISH = Text("没有未来完成日期可以模拟", "No finish to forecast")
_FINISH = Text("一半的模拟不晚于 {p50} 完成，八成不晚于 {p80}", "Half of the runs finish by {p50}, four fifths by {p80}")
_NO_CURVE = Text("计划还没有开始", "The plan has not begun yet")
_BEHIND = Text("截至今天完成 {actual}，计划应完成 {planned}", "{actual} complete today, {planned} planned")
# Beyond so many days with a finish, a bar is a week.
_MANY = 45
_DAY = timedelta(days=1)
_MARGIN = timedelta(days=4)

_SCHEMA: dict[str, type[pl.DataType]] = {
    "kind": pl.String,
    "time": pl.Int64,
    "until": pl.Int64,
    "share": pl.Float64,
    "day": pl.String,
    "share_text": pl.String,
    "label": pl.String,
    "mark": pl.String,
}


def finish(finishes: pl.Series, marks: Mapping[str, date | None], language: Language) -> Drawing:
    """How often each day is the finish of a run, with the days that matter named over it.

    finishes: the finish of each run; marks: the day of each of MARKS that is known.
    """
    shape = _finish_layout(language)
    if finishes.is_empty():
        return Drawing(shape, pl.DataFrame(schema=_SCHEMA | {"by_text": pl.String}), _NO_FINISH.say(language), _NO_FINISH.say(language))
    weekly = finishes.n_unique() > _MANY
    runs = pl.DataFrame({"on": finishes}).with_columns(pl.col("on").dt.truncate("1w") if weekly else pl.col("on"))
    counted = runs.group_by("on").len().sort("on").with_columns(by=pl.col("len").cum_sum())
    wide = timedelta(days=7) if weekly else _DAY
    bars = []
    for day, count, by in counted.iter_rows():
        told = f"{day} – {day + wide - _DAY}" if weekly else str(day)
        share, up_to = count / len(finishes), by / len(finishes)
        bars.append(
            {"kind": "bar", "time": parts.millis(day), "until": parts.millis(day + wide), "share": share, "day": told}
            | {"share_text": parts.percent(share), "by_text": parts.percent(up_to)}
        )
    first, last = counted["on"][0] - _MARGIN, counted["on"][-1] + _MARGIN
    # Nothing happens on these days: they keep a few runs' days from filling the whole width.
    bars += [{"kind": "bar", "time": parts.millis(day), "until": parts.millis(day + _DAY), "share": 0.0} for day in (first, last)]
    named = _named(marks, first, last, max(bar["share"] for bar in bars), language)
    table = pl.DataFrame(bars + named, schema=_SCHEMA | {"by_text": pl.String})
    title = _FINISH.say(language, p50=marks["p50"], p80=marks["p80"])
    return Drawing(shape, table, title, title)


def curve(weeks: pl.DataFrame, marks: Mapping[str, date | None], language: Language) -> Drawing:
    """Planned and actual progress at the end of each week, with the days that matter named over it.

    weeks: week (its Monday), planned, actual (%; null ahead), in order; marks: the day of each of MARKS that is known, today among them.
    """
    today = marks["today"]
    points = []
    for series, words in _SERIES.items():
        for week, share in weeks.select("week", series).drop_nulls().iter_rows():
            day = min(week + 6 * _DAY, today) if today and week <= today else week + 6 * _DAY
            points.append(
                {"kind": series, "time": parts.millis(day), "share": share / 100, "day": str(day)}
                | {"share_text": parts.percent(share / 100), "series": words.say(language)}
            )
    for series, (place, along) in _NAMED.items():
        if own := [point for point in points if point["kind"] == series]:
            own[int(along * (len(own) - 1))][place] = _SERIES[series].say(language)
    shape = _curve_layout(language)
    schema = _SCHEMA | {"series": pl.String, **dict.fromkeys(parts.PLACES, pl.String)}
    title = _NO_CURVE.say(language)
    for planned, actual in weeks.select("planned", "actual").drop_nulls().tail(1).iter_rows():
        title = _BEHIND.say(language, actual=parts.percent(actual / 100), planned=parts.percent(planned / 100))
    if weeks.is_empty():
        return Drawing(shape, pl.DataFrame(schema=schema), title, title)
    named = _named(marks, weeks["week"][0], weeks["week"][-1], 1.0, language)
    return Drawing(shape, pl.DataFrame(points + named, schema=schema), title, title)


def _named(marks: Mapping[str, date | None], first: date, last: date, top: float, language: Language) -> list[dict[str, Any]]:
    """The days that matter, named to the right where there is room, else to the left.

    The names to the right stand one below the other and those to the left one above, so that no line runs through the name of another
    on its own side.
    """
    known = sorted((day, mark) for mark, day in marks.items() if day is not None)
    ends = [first, last, *(day for day, _ in known)]
    room = min(ends) + (max(ends) - min(ends)) * 0.45
    early = sum(day <= room for day, _ in known)
    steps = [*range(len(known) - 1, len(known) - 1 - early, -1), *range(len(known) - early)]
    return [
        {"kind": "left" if day > room else "right", "mark": mark, "time": parts.millis(day), "share": top * (1.1 + 0.14 * step)}
        | {"label": _LABEL.say(language, mark=MARKS[mark].say(language), day=day)}
        for step, (day, mark) in zip(steps, known, strict=True)
    ]


def _rules(y: alt.Y) -> list[alt.Chart]:
    """A line for each of the days that matter, up to its name."""
    colours = alt.Color("mark:N", legend=None).scale(domain=list(_LINES), range=list(_LINES.values()))
    dashes = alt.StrokeDash("mark:N", legend=None).scale(domain=list(_DASHES), range=list(_DASHES.values()))
    base = alt.Chart(ROWS).transform_filter("isValid(datum.mark)").encode(x=_time(), y=y, color=colours)
    layers = [base.mark_rule(strokeWidth=2, tooltip=None).encode(y2=alt.datum(0), strokeDash=dashes)]
    for side, away in (("left", -5), ("right", 5)):
        text = base.transform_filter(f"datum.kind === '{side}'")
        named = text.mark_text(align="right" if side == "left" else "left", dx=away, tooltip=None)
        layers.append(named.encode(text="label:N", color=alt.value(TEXT)))
    return layers


def _time() -> alt.X:
    return alt.X("time:T", title=None, scale=alt.Scale(type="utc", padding=14)).axis(labelExpr=parts.DAYS, grid=False, tickCount=6)


def _together(drawn: alt.Chart, y: alt.Y, height: int, *above: alt.Chart) -> alt.LayerChart:
    chart: alt.LayerChart = alt.layer(drawn, *_rules(y), *above).resolve_scale(color="independent", strokeDash="independent")
    return chart.properties(height=height)


@lru_cache(maxsize=2)
def _finish_layout(language: Language) -> Layout:
    height = alt.Y("share:Q", title=_SHARE.say(language)).axis(format=".0%", tickCount=4, grid=False)
    bars = alt.Chart(ROWS).transform_filter("datum.kind === 'bar'").mark_bar(color=GOOD.colour, binSpacing=1)
    drawn = bars.encode(x=_time(), x2="until:T", y=height, y2=alt.datum(0), tooltip=parts.tips(_FINISH_TIPS, language))
    return Layout(_together(drawn, height, 260))


@lru_cache(maxsize=2)
def _curve_layout(language: Language) -> Layout:
    words = {series: text.say(language) for series, text in _SERIES.items()}
    height = alt.Y("share:Q", title=_COMPLETE.say(language)).axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1], grid=False)
    colours = alt.Scale(domain=list(words.values()), range=[QUIET.colour, GOOD.colour])
    dashes = alt.Scale(domain=list(words.values()), range=[[6, 4], [1, 0]])
    lines = alt.Chart(ROWS).transform_filter("isValid(datum.series)").mark_line(strokeWidth=2.5, point={"size": 14})
    drawn = lines.encode(
        x=_time(),
        y=height,
        color=alt.Color("series:N", scale=colours, legend=None),
        strokeDash=alt.StrokeDash("series:N", scale=dashes, legend=None),
        tooltip=parts.tips(_CURVE_TIPS, language),
    )
    return Layout(_together(drawn, height, 280, *parts.named(x=_time(), y=height)))
