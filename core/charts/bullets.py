"""Bullet rows: a name over a bar for what is, and a tick for what should be by now. Used for projects and for goals."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import altair as alt

from core.charts import parts
from core.charts.style import QUIET, Signal
from core.text import Language, Text

_BELOW = 9  # the bar stands this far under the middle of its row, its name this far above
_ROW = 46


@dataclass(frozen=True, slots=True)
class Bullet:
    """One row. key is unique; name stands at the left over the bar and note at the right; actual and expected are shares of the axis."""

    key: str
    name: str
    note: str
    actual: float | None
    expected: float | None
    state: str
    tips: Mapping[str, str]


def bullets(
    rows: Sequence[Bullet],
    states: Sequence[tuple[Signal, str]],
    axis: str,
    labels: Mapping[str, Text],
    language: Language,
    high: float = 1.0,
) -> alt.LayerChart:
    """The rows in their order. states: the words a row's state may have; axis: the axis's title; labels: the names of the rows' tips."""
    body = [{name: value for name, value in asdict(row).items() if name not in {"tips", "name", "note"}} | dict(row.tips) for row in rows]
    order = [row.key for row in rows]
    scale = alt.Scale(domain=[0, high], nice=False, clamp=True)

    def y(labels: Mapping[str, str] | None, orient: str) -> alt.Y:
        channel = alt.Y("key:N", sort=order, title=None)
        if labels is None:
            return channel.axis(None)
        # Aligned into the plot, over the bar: a long name has the whole width, and the theme colours it.
        return channel.axis(
            orient=orient,
            labelExpr=parts.lookup(labels),
            labelAlign=orient,
            labelPadding=0,
            labelOffset=-_BELOW,
            labelLimit={"expr": "width * 0.66"} if orient == "left" else 200,
            labelOverlap=False,
            grid=False,
            zindex=1,
        )

    x = alt.X("actual:Q", scale=scale, title=axis).axis(format=".0%", tickCount=5)
    base = alt.Chart(parts.data(body)).encode(tooltip=parts.tips(labels, language))
    track = base.mark_bar(height=12, yOffset=_BELOW, color=QUIET.colour, opacity=0.22, cornerRadiusEnd=2).encode(
        x=alt.X("expected:Q", scale=scale, title=axis), y=y({row.key: row.name for row in rows}, "left")
    )
    bar = base.mark_bar(height=8, yOffset=_BELOW, cornerRadiusEnd=2).encode(
        x=x,
        y=y({row.key: row.note for row in rows}, "right"),
        color=alt.Color("state:N", scale=parts.colours(states), legend=parts.legend()),
    )
    tick = base.mark_tick(height=18, thickness=3, yOffset=_BELOW, color=QUIET.colour).encode(
        x=alt.X("expected:Q", scale=scale, title=axis), y=y(None, "left")
    )
    chart: Any = alt.layer(track, bar, tick).resolve_axis(y="independent").properties(height=alt.Step(_ROW))
    return chart  # type: ignore[no-any-return]
