"""A measure over time in a few groups: a line for each, named at its end."""

from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

import polars as pl

from core.charts import amounts, parts, trend_layout
from core.charts.periods import at, when
from core.charts.style import Drawing
from core.text import Language, Text

_NONE = Text("{name}：这段时间没有数据", "{name}: nothing in this span")
_ENDS = Text("{name}：{when} {worst}最差（{low}），{best}最好（{high}）", "{name} in {when}: {worst} worst ({low}), {best} best ({high})")
# How wide a plot is on a phone, in pixels, and the share of it that the names take at most.
_PHONE, _MOST_ROOM = 290, 0.34


def lines(
    frame: pl.DataFrame, names: Mapping[Any, str], name: str, unit: str, grain: str, language: Language, aim: float | None = None
) -> Drawing:
    """A line for each group, named at its end.

    frame: one row per period and group (period, over, group, value, n), periods in order; names: what the groups are called, in the order
    of their colours. The first trend_layout.MOST of them are drawn; the title speaks of all. The selection parameter "spot" gives back
    period and group.
    """
    title = _spread(frame, names, name, unit, grain, language)
    names = dict(list(names.items())[: trend_layout.MOST])
    periods = frame["period"].unique().sort().to_list()
    places = {period: place for place, period in enumerate(periods)}
    table, ends = [], {}
    for slot, group in enumerate(names):
        for row in frame.filter(pl.col("group") == group).iter_rows(named=True):
            point = trend_layout.point(places[row["period"]], row, unit, grain, language, names[group], slot)
            point["group"] = str(group)
            table += [dict(point, kind="line"), dict(point, kind="spot")]
            if row["value"] is not None:
                ends[slot] = point
    room = _room(len(periods), names)
    table += [{"kind": "room", "x": f"{len(periods) + step:04d}\x1f", "slot": None} for step in range(room)] if periods else []
    called = {slot: (f"{names[group]} {ends[slot]['value_text']}", names[group]) for slot, group in enumerate(names) if slot in ends}
    values = [row["value"] for row in table if row.get("value") is not None]
    if aim is not None and ends:
        words = trend_layout.target(aim, unit, language)
        across = [{"kind": "aim", "x": at(places[period], period, grain), "value": aim} for period in (periods[0], periods[-1])]
        table += across
        ends, called, values = ends | {-1: across[-1]}, called | {-1: (words, words)}, [*values, aim]
    table += _named(ends, values, called)
    return Drawing(trend_layout.layout(language, unit, None, split=True), pl.DataFrame(table, schema=trend_layout.SCHEMA), title, title)


def _room(periods: int, names: Mapping[Any, str]) -> int:
    """How many periods at the right are left to the names, so that the longest has room on a phone."""
    longest = max((parts.columns(name) for name in names.values()), default=0)
    share = min(_MOST_ROOM, (longest * trend_layout.NARROW_FONT / 2 + 24) / _PHONE)
    return max(1, ceil(periods * share / (1 - share)))


def _named(ends: Mapping[int, dict[str, Any]], values: Sequence[float], called: Mapping[int, tuple[str, str]]) -> list[dict[str, Any]]:
    """The names at the ends of the lines, in full and for a phone, pushed apart until none covers another."""
    if not ends:
        return []
    gap = (max(values) - min(values) or 1.0) * 0.055
    ordered = sorted(ends.items(), key=lambda end: end[1]["value"])
    heights: list[float] = []
    for _, end in ordered:
        heights.append(max(end["value"], heights[-1] + gap) if heights else end["value"])
    # Half of what they were pushed up by is given back, so that they stand around their lines, but none below all of them.
    back = min((heights[-1] - ordered[-1][1]["value"]) / 2, heights[0] - min(values))
    return [
        dict(end, kind="name", label=called[slot][0], narrow_label=called[slot][1], label_at=height - back)
        for (slot, end), height in zip(ordered, heights, strict=True)
    ]


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
