"""The chart of a measure over time, without its rows: one line with its forecast and what happened, or a line for each of a few groups."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from core.charts import amounts, parts, periods
from core.charts.style import CATEGORICAL, GOOD, QUIET, ROWS, TEXT, WATCH, Layout
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
_RUNNING, _AIM = Text("本期未结束", "Period not over"), Text("目标 {aim}", "Target {aim}")
# Each level of the numbers of what happened stands a line lower than the one before.
_BELOW = parts.if_narrow("13 * datum.narrow_level", "13 * datum.level")
# Of the names at the ends of lines, on a phone.
NARROW_FONT = 10
SCHEMA: dict[str, type[pl.DataType]] = (
    dict.fromkeys(("kind", "x", "when", "value_text", "n_text", "note", "label", "narrow_label", "period", "slot"), pl.String)
    | dict.fromkeys(("group", "group_text"), pl.String)
    | dict.fromkeys(("value", "low", "high", "label_at"), pl.Float64)
    | dict.fromkeys(("level", "narrow_level"), pl.Int64)
)


def point(place: int, row: Mapping[str, Any], unit: str, grain: str, language: Language, group: str, slot: int) -> dict[str, Any]:
    """The columns of a period's point, of a row with period, over, value and n."""
    running = "" if row["over"] else _RUNNING.say(language)
    said = {"when": periods.when(row["period"], grain, language), "value_text": amounts.told(row["value"], unit, language)}
    place_of = {"x": periods.at(place, row["period"], grain), "period": row["period"].isoformat(), "value": row["value"]}
    return place_of | said | {"n_text": f"{row['n']:,}", "note": running, "group_text": group, "slot": str(slot)}


def target(aim: float, unit: str, language: Language) -> str:
    """What the line of a target is called."""
    return _AIM.say(language, aim=amounts.told(aim, unit, language))


@lru_cache(maxsize=64)
def layout(language: Language, unit: str, aim: float | None, *, split: bool) -> Layout:
    """The chart of a unit, with the line of its target; split: of several groups, among whose rows is the target.

    Its parameter "spot" gives back period and group.
    """
    scale = alt.Scale(zero=unit in ("count", "points", "hours"), nice=True, padding=6)
    x = alt.X("x:O", title=None).axis(labelExpr=parts.label(), labelAngle=0, labelOverlap=True, grid=False).scale(paddingOuter=0.1)
    axis = alt.Y("value:Q", title=amounts.axis(unit, language), scale=scale).axis(**amounts.ticks(unit), tickCount=5)
    y = alt.Y("value:Q", scale=scale, axis=None)
    spot = alt.selection_point(name="spot", fields=["period", "group"], on="click", clear="dblclick")

    def of(*kinds: str) -> alt.Chart:
        chosen = " || ".join(f"datum.kind === '{kind}'" for kind in kinds)
        return alt.Chart(ROWS).transform_filter(chosen).encode(x=x)

    slots = [str(slot) for slot in range(MOST)]
    colour: Any = alt.Color("slot:N", legend=None).scale(domain=slots, range=list(CATEGORICAL)) if split else alt.value(GOOD.colour)
    shape: Any = alt.Shape("slot:N", legend=None).scale(domain=slots, range=list(_SHAPES)) if split else alt.value("circle")
    room = of("room").mark_point(opacity=0, tooltip=None)
    layers: list[alt.Chart] = [room]
    if aim is not None:
        layers.append(parts.rule(aim, target(aim, unit, language), scale))
    if not split:
        band = of("ahead").mark_area(color=WATCH.colour, opacity=0.16, tooltip=None)
        event = of("event")
        layers += [
            event.mark_rule(strokeDash=[2, 3], color=QUIET.colour, strokeWidth=1, tooltip=None),
            event.mark_text(baseline="top", fontWeight="bold", dx=3, dy=_BELOW, align="left", tooltip=None).encode(
                y=alt.value(0), text="label:N", color=alt.value(TEXT)
            ),
            band.encode(y=alt.Y("low:Q", scale=scale, axis=None), y2="high:Q"),
            of("ahead").mark_line(color=WATCH.colour, strokeDash=[3, 3], strokeWidth=2, tooltip=None).encode(y=y),
            # Silent, since a short line has none ahead: the sentence of the chart tells where it is heading.
            of("ahead").mark_point(size=140, opacity=0, filled=True, aria=False).encode(y=y, tooltip=parts.tips(_TIPS, language)),
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
        # As far as the lines: behind it stand their names, its own among them.
        layers.append(of("aim").mark_line(strokeDash=[5, 4], color=QUIET.colour, strokeWidth=1.5, tooltip=None).encode(y=y))
        said = parts.if_narrow("datum.narrow_label", "datum.label")
        beside = alt.Y("label_at:Q", scale=scale, axis=None)
        # The mark of its line before each name: a name may stand apart from the end of its line.
        mark = of("name").transform_filter("isValid(datum.slot)").mark_point(filled=True, size=40, opacity=1, xOffset=11, tooltip=None)
        name = of("name").mark_text(
            align="left", dx=18, fontSize=parts.if_narrow(NARROW_FONT, 12), text=said, limit=parts.if_narrow(80, 0), tooltip=None
        )
        layers += [mark.encode(y=beside, color=colour, shape=shape), name.encode(y=beside, color=alt.value(TEXT))]
    chart = alt.layer(*layers).resolve_axis(y="independent").resolve_scale(color="independent", shape="independent")
    return Layout(chart.properties(height=340))
