"""Bullet rows: a name over a bar for what is, and a tick for what should be by now. Used for projects and for goals."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from core.charts import parts
from core.charts.style import QUIET, ROWS, Layout, Signal
from core.text import Language, Text

BELOW = 9  # the bar stands this far under the middle of its row, its name this far above
ROW = 46
ROW_SCHEMA: dict[str, type[pl.DataType]] = {"at": pl.String, "state": pl.String, "actual": pl.Float64, "expected": pl.Float64}


@lru_cache(maxsize=16)
def layout(
    states: tuple[tuple[Signal, str], ...], axis: str, tips: tuple[tuple[str, Text], ...], language: Language, high: float = 1.0
) -> Layout:
    """The rows in their order, of ROW_SCHEMA and the tips' fields: at is parts.place with a name and a note, actual and expected shares.

    states: the words a row's state may have; axis: the axis's title; high: where the axis ends.
    """
    share: dict[str, Any] = {
        "scale": alt.Scale(domain=[0, high], nice=False, clamp=True),
        "title": axis,
        "axis": alt.Axis(format=".0%", tickCount=5, grid=False),
        "stack": None,
    }
    base = alt.Chart(ROWS).encode(tooltip=parts.tips(dict(tips), language))
    # A row without a value keeps its place: its bar is drawn, with no length.
    track = base.mark_bar(invalid=None, height=12, yOffset=BELOW, color=QUIET.colour, opacity=0.22, cornerRadiusEnd=2, cursor="pointer")
    bar = base.mark_bar(invalid=None, height=8, yOffset=BELOW, cornerRadiusEnd=2, cursor="pointer")
    tick = base.mark_tick(height=18, thickness=3, yOffset=BELOW, color=QUIET.colour)
    chart = alt.layer(
        track.encode(x=alt.X("expected:Q", **share), y=names("left", 1)).add_params(parts.chosen("at")),
        bar.encode(x=alt.X("actual:Q", **share), y=names("right", 2), color=parts.colour(states).legend(None)),
        tick.encode(x=alt.X("expected:Q", **share), y=alt.Y("at:N", sort=None, axis=None)),
        parts.key(states),
    )
    return Layout(
        chart.resolve_axis(y="independent").resolve_scale(color="independent", shape="independent").properties(height=alt.Step(ROW))
    )


def names(orient: str, which: int) -> alt.Y:
    """An axis inside the plot, over the bars: a long name has the whole width, and the theme colours it."""
    axis: dict[str, Any] = {"orient": orient, "labelAlign": orient, "labelLimit": {"expr": "width * 0.64"} if which == 1 else 200}
    return alt.Y("at:N", sort=None, title=None).axis(
        labelExpr=parts.label(which),
        labelPadding=0,
        labelOffset=-BELOW,
        labelOverlap=False,
        labelFlush=False,
        grid=False,
        zindex=1,
        **axis,
    )
