"""One measure over time: its line, its target, where it is heading, and the numbers of what happened on the way."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from core.charts import amounts, parts, periods, trend_layout
from core.charts.periods import when
from core.charts.style import Drawing
from core.metrics.trendline import Line
from core.text import Language, Text

_FORECAST, _ALL = Text("预测（{low} 至 {high}）", "Forecast ({low} to {high})"), Text("全部", "All")
_NONE = Text("{name}：这段时间没有数据", "{name}: nothing in this span")
_LAST = Text("{when} {name} {value}（n = {n}）", "{name} in {when}: {value} (n = {n})")
_HEADING = Text("；{when} {value}，{note}", "; {when}: {value}, {note}")
_STEP, _AGAINST = Text("，较 {before} {step}", ", {step} on {before}"), Text("，目标 {aim}", ", target {aim}")
# How wide a plot is at least, on a phone and elsewhere, and a letter of a label, in pixels.
_WIDTHS = {"narrow_level": 240, "level": parts.NARROW}
_LETTER = 8


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
    shown = [trend_layout.point(place, row, unit, grain, language, _ALL.say(language), 0) for place, row in enumerate(rows)]
    table = [dict(row, kind="line") for row, own in zip(shown, rows, strict=True) if own["over"]]
    over = [row for row, own in zip(shown, rows, strict=True) if own["over"] and row["value"] is not None]
    running = [row for row, own in zip(shown, rows, strict=True) if not own["over"] and row["value"] is not None]
    if over and running:
        table += [dict(row, kind="now") for row in (over[-1], running[-1])]
    table += [dict(row, kind="spot" if own["over"] else "open") for row, own in zip(shown, rows, strict=True)]
    ahead = _ahead(rows, line, unit, grain, language) if line and rows else []
    table += ahead
    table += _events(rows, happenings, len(rows) + max(len(ahead) - 1, 0), grain)
    title = _title(rows, name, unit, grain, language, aim)
    heading = _HEADING.say(language, when=ahead[-1]["when"], value=ahead[-1]["value_text"], note=ahead[-1]["note"]) if ahead else ""
    drawn = pl.DataFrame(table, schema=trend_layout.SCHEMA)
    return Drawing(trend_layout.layout(language, unit, aim, split=False), drawn, title + heading, title)


def _events(rows: Sequence[Mapping[str, Any]], happenings: Sequence[tuple[date, str]], across: int, grain: str) -> list[dict[str, Any]]:
    """The labels of what happened in each period; one that has no room beside another stands below it, on a phone sooner."""
    labels: dict[date, list[str]] = {}
    for day, label in happenings:
        labels.setdefault(day, []).append(label)
    places = {row["period"]: place for place, row in enumerate(rows)}
    found: list[dict[str, Any]] = [
        {"kind": "event", "x": periods.at(places[day], day, grain), "place": places[day], "label": "·".join(told)}
        for day, told in sorted(labels.items())
        if day in places
    ]
    for name, width in _WIDTHS.items():
        ends: list[float] = []
        for row in found:
            begin = row["place"] * width / max(across, 1)
            level = next((level for level, end in enumerate(ends) if end <= begin), len(ends))
            ends[level : level + 1] = [begin + _LETTER * (parts.columns(row["label"]) + 1)]
            row[name] = level
    return found


def _ahead(rows: Sequence[Mapping[str, Any]], line: Line, unit: str, grain: str, language: Language) -> list[dict[str, Any]]:
    """The forecast from the running period on."""
    last: date = rows[-1]["period"]
    # Which periods follow: those that begin where the one before ends.
    following = pl.select(pl.date_range(pl.lit(last), pl.lit(last).dt.offset_by("4y"), periods.EVERY[grain])).to_series().to_list()
    found = []
    for step, (middle, low, high) in enumerate(zip(line.ahead, line.low, line.high, strict=True)):
        told = _FORECAST.say(language, low=amounts.told(low, unit, language), high=amounts.told(high, unit, language))
        found.append(
            {"kind": "ahead", "x": periods.at(len(rows) - 1 + step, following[step], grain), "value": middle, "low": low, "high": high}
            | {"when": when(following[step], grain, language), "value_text": amounts.told(middle, unit, language), "note": told}
            | {"group_text": _ALL.say(language), "n_text": parts.NOTHING}
        )
    return found


def _title(rows: Sequence[Mapping[str, Any]], name: str, unit: str, grain: str, language: Language, aim: float | None) -> str:
    over = [row for row in rows if row["over"] and row["value"] is not None] or [row for row in rows if row["value"] is not None]
    if not over:
        return _NONE.say(language, name=name)
    last = over[-1]
    value = amounts.told(last["value"], unit, language)
    title = _LAST.say(language, when=when(last["period"], grain, language), name=name, value=value, n=f"{last['n']:,}")
    if len(over) > 1:
        before = over[-2]
        step = amounts.moved(amounts.step(last["value"], before["value"], unit), unit, language)
        title += _STEP.say(language, before=when(before["period"], grain, language), step=step)
    return title if aim is None else title + _AGAINST.say(language, aim=amounts.told(aim, unit, language))
