"""The layers of a Gantt chart, from the days behind it to what is clicked."""

from functools import lru_cache
from json import dumps
from typing import Any, cast

import altair as alt

from core.charts import gantt_axes, gantt_days, parts
from core.charts.gantt_rows import TIPS
from core.charts.style import ALARM, BAD, QUIET, ROWS, TEXT, WATCH, Layout, Signal
from core.text import Language

DAYS, LINKS = alt.NamedData(name="days"), alt.NamedData(name="links")
ROW = 24
_BAR, _BRACKET, _GHOST = 12, 6, 3

# What is opened by a click shows a pointer; everywhere else the chart is dragged along its time axis.
_OPENS = "event.item && event.item.cursor === 'pointer'"
_DRAG = f"[pointerdown[!({_OPENS})], window:pointerup] > window:pointermove!"

PARAMETERS = ("low", "high", "beyond", "monday", "panel")
States = tuple[tuple[Signal, str], ...]


@lru_cache(maxsize=64)
def layout(language: Language, zoom: str, states: States) -> Layout:
    """The rows of gantt_rows.SCHEMA before the datasets "days" and "links"; a first row may be the calendar's.

    Parameters in milliseconds: low, where the axis begins; high, where the plan ends; beyond, where its weeks are
    no longer counted; monday, the first one before it. And panel, the pixels of the names. The selection
    "task" gives back the task whose bar is clicked.
    """
    # Told at once: every method of a chart copies all its layers.
    apart = {"x": "independent", "y": "independent"}
    chart = alt.layer(
        *_axes(language, zoom),
        *_shades(language, zoom),
        _whole_rows(language),
        *_bars(states),
        *_links(),
        *_milestones(states),
        *_today(),
        _notes(),
        _clicked(language),
        parts.key(states, columns=alt.expr(f"{gantt_axes.PHONE} ? 2 : 5"), labelLimit=120),
        height=alt.Step(ROW),
        padding={"left": 5, "right": 16, "top": 5, "bottom": 5},
        resolve=alt.Resolve(axis=apart, scale={"color": "independent", "shape": "independent"}),
    )
    return Layout(cast(alt.LayerChart, chart), pixels=("panel",))


def _x(field: str) -> alt.X:
    return alt.X(f"{field}:T", axis=None)


def _y() -> alt.Y:
    return alt.Y("at:N", sort=None, axis=None)


def _rows(test: str) -> alt.Chart:
    chart: alt.Chart = alt.Chart(ROWS).transform_filter(test)
    return chart


def _axes(language: Language, zoom: str) -> list[alt.Chart]:
    """Marks nobody sees: each carries an axis, the first also the drag along it."""
    # Clipped like all marks: what stands outside the window would otherwise narrow the plot.
    bare = alt.Chart(ROWS).mark_point(opacity=0, size=0, clip=True, tooltip=None)
    above, below = (gantt_axes.ticks(language, zoom, top=top) for top in (True, False))
    drag = alt.selection_interval(name="drag", bind="scales", encodings=["x"], zoom=False, translate=_DRAG)
    top = bare.encode(x=gantt_axes.time(zoom, orient="top", grid=True, **above), y=gantt_axes.names()).add_params(
        drag, *(alt.param(name=name, value=0) for name in PARAMETERS)
    )
    bottom = bare.encode(x=gantt_axes.time(zoom, orient="bottom", grid=False, **below), y=gantt_axes.shares())
    return [top, bottom]


def _shades(language: Language, zoom: str) -> list[alt.Chart]:
    if zoom not in gantt_axes.SHADED:
        return []
    tips = parts.tips(gantt_days.TIPS, language)
    shades = []
    for kind, colour, opacity in (("weekend", QUIET, 0.13), ("holiday", WATCH, 0.2)):
        days = alt.Chart(DAYS).transform_filter(f"datum.kind === {dumps(kind)}")
        shades.append(
            days.mark_rect(color=colour.colour, opacity=opacity, clip=True, aria=False).encode(x=_x("start"), x2="end:T", tooltip=tips)
        )
    marks = (
        alt.Chart(DAYS).transform_filter("datum.mark != null && datum.kind !== 'today'").mark_text(fontWeight="bold", clip=True, aria=False)
    )
    return [*shades, marks.encode(x=_x("middle"), y=alt.value(ROW / 2), text="mark:N", color=alt.value(TEXT), tooltip=tips)]


def _whole_rows(language: Language) -> alt.Chart:
    """The row under the pointer lights up and tells about its task; to a screen reader a row is its title."""
    hover = alt.selection_point(name="row", on="pointerover", clear="pointerout", fields=["at"], empty=False)
    lit = alt.when(hover).then(alt.value(0.14)).otherwise(alt.value(0))
    rows = _rows("datum.task != null").mark_rect(color=QUIET.colour)
    told = {"tooltip": parts.tips(TIPS, language), "description": alt.Description("title:N")}
    chart: alt.Chart = rows.encode(y=_y(), opacity=lit, **told).add_params(hover)
    return chart


def _bars(states: States) -> list[alt.Chart]:
    """The baseline's ghosts, the way from the end to today, bars and brackets with what is done darker, outlines, the buffer."""
    colour = parts.colour(states).legend(None)
    plain: dict[str, Any] = {"clip": True, "tooltip": None}
    ghost = _rows("datum.ghost_start != null").mark_bar(height=_GHOST, yOffset=_BAR / 2 + 3, color=QUIET.colour, **plain)
    late = _rows("datum.late != null").mark_rule(strokeDash=[3, 2], strokeWidth=1.5, color=BAD.colour, **plain)
    layers = [
        ghost.encode(x=_x("ghost_start"), x2="ghost_end:T", y=_y()),
        late.encode(x=_x("end"), x2="late:T", y=_y()),
    ]
    for kind, height in (("bar", _BAR), ("phase", _BRACKET)):
        own = _rows(f"datum.kind === {dumps(kind)}").encode(x=_x("start"), y=_y(), color=colour)
        layers.append(own.mark_bar(height=height, opacity=0.5, **plain).encode(x2="end:T"))
        layers.append(own.mark_bar(height=height, **plain).encode(x2="done:T"))
        if kind == "phase":
            tips = own.mark_point(shape="triangle-down", filled=True, size=70, opacity=1, yOffset=3, **plain)
            layers += [tips, tips.encode(x=_x("end"))]
    line: dict[str, Any] = {"height": _BAR, "strokeWidth": 2, **plain}
    critical = _rows("datum.critical && datum.kind === 'bar'").mark_bar(fillOpacity=0, stroke=BAD.colour, **line)
    buffer = _rows("datum.kind === 'buffer'").mark_bar(color=QUIET.colour, fillOpacity=0.15, stroke=QUIET.colour, strokeDash=[4, 3], **line)
    return [*layers, *(one.encode(x=_x("start"), x2="end:T", y=_y()) for one in (critical, buffer))]


def _links() -> list[alt.Chart]:
    base = alt.Chart(LINKS).encode(x=_x("time"), y=_y(), color=alt.Color("ink:N", scale=None))
    # Rules, not lines: Vega draws lines in groups of their own, whose width lags behind when the page changes its own.
    way = base.transform_filter("datum.to != null").mark_rule(strokeWidth=1.2, strokeCap="square", clip=True, tooltip=None)
    lines = way.encode(x2="then:T", y2="to:N")
    edge = _BAR / 2 + 2
    heads = (("triangle-down", 0, -edge), ("triangle-up", 0, edge), ("triangle-right", -3, 0), ("triangle-left", 3, 0))
    return [
        lines,
        *(
            base.transform_filter(f"datum.head === {dumps(head)}").mark_point(
                shape=head, filled=True, size=34, opacity=1, xOffset=along, yOffset=across, clip=True, tooltip=None
            )
            for head, along, across in heads
        ),
    ]


def _milestones(states: States) -> list[alt.Chart]:
    base = _rows("datum.middle != null").encode(x=_x("middle"), y=_y())
    diamond = base.mark_point(shape="diamond", filled=True, size=150, opacity=1, clip=True, tooltip=None)
    outline = base.transform_filter("datum.critical").mark_point(
        shape="diamond", filled=False, size=190, strokeWidth=2, opacity=1, color=BAD.colour, clip=True, tooltip=None
    )
    return [diamond.encode(color=parts.colour(states).legend(None)), outline]


def _today() -> list[alt.Chart]:
    day = alt.Chart(DAYS).transform_filter("datum.kind === 'today'").encode(x=_x("middle"))
    line = day.mark_rule(color=BAD.colour, strokeWidth=1.5, clip=True, tooltip=None)
    words = day.mark_text(align="left", dx=5, fontWeight="bold", clip=True, tooltip=None)
    return [line, words.encode(y=alt.value(ROW / 2), text="mark:N", color=alt.value(ALARM))]


def _notes() -> alt.Chart:
    """What stands beside a bar."""
    rows = _rows("datum.note").transform_calculate(after="datum.late || datum.middle || datum.end", tone="datum.late != null")
    tone = alt.Color("tone:N", scale=alt.Scale(domain=[True, False], range=[ALARM, TEXT]), legend=None)
    text = rows.mark_text(align="left", dx=10, fontSize=11, clip=True, tooltip=None)
    chart: alt.Chart = text.encode(x=_x("after"), y=_y(), text="note:N", color=tone)
    return chart


def _clicked(language: Language) -> alt.Chart:
    """What is clicked stands above all, and is as wide as a finger however short the bar."""
    task = alt.selection_point(name="task", fields=["task"], on=f"click[{_OPENS}]", toggle="false", clear=False)
    hit = _rows("datum.task != null").mark_rule(
        strokeWidth=ROW - 6, strokeCap="square", opacity=0.004, cursor="pointer", clip=True, aria=False
    )
    chart: alt.Chart = hit.encode(x=_x("start"), x2="end:T", y=_y(), tooltip=parts.tips(TIPS, language)).add_params(task)
    return chart
