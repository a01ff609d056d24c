"""The pieces our charts are put together from: numbers as text, labels, dates, tooltips and legends."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from json import dumps
from types import MappingProxyType
from typing import Any

import altair as alt

from core.charts.style import QUIET, ROWS, TEXT, Signal
from core.text import Language, Text

NOTHING = "—"
NARROW = 460  # a chart's inner width on a phone is below this
_EPOCH = date(1970, 1, 1)
_BETWEEN = "\x1f"  # stripped from everything people type, so it separates an axis value's parts
_LINE = "\n"

# The day under each tick, and the year under the first one and under the first of each year.
DAYS = (
    "datum.index === 0 || utcmonth(datum.value) === 0 && utcdate(datum.value) < 8"
    " ? [utcFormat(datum.value, '%m-%d'), utcFormat(datum.value, '%Y')] : utcFormat(datum.value, '%m-%d')"
)


def percent(share: float | None) -> str:
    """A share as whole per cent; a dash for none; never 100% or 0% when it is not quite."""
    if share is None:
        return NOTHING
    if 0.995 <= share < 1:
        return ">99%"
    return "<1%" if 0 < share < 0.005 else f"{share:.0%}"


def number(value: float | None, unit: str | None = None) -> str:
    """A number with at most two decimals and its unit, a space before a Latin one; a dash for none."""
    if value is None:
        return NOTHING
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{text} {unit}" if unit and unit[0].isascii() and unit[0].isalpha() else f"{text}{unit or ''}"


def wrap(text: str, most: int) -> list[str]:
    """The text in lines of about equal length, at most that many columns where it can be broken; a Chinese character takes two."""
    goal = columns(text) / max(1, -(-columns(text) // most))
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and columns(lines[-1] + piece.rstrip()) > max(goal, 2) + 1:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def place(key: object, *labels: str | Sequence[str]) -> str:
    """An axis value: a key that keeps it apart from others, and the labels to show for it, each one line or several."""
    return _BETWEEN.join([str(key), *(label if isinstance(label, str) else _LINE.join(label) for label in labels)])


def label(which: int = 1) -> str:
    """The Vega expression that shows one of a place's labels."""
    return rf"split(split(datum.value, '\u001f')[{which}], '\n')"


def keyed(value: str) -> str:
    """The key of an axis value that place() made."""
    return value.split(_BETWEEN, 1)[0]


def chosen(*fields: str) -> alt.Parameter:
    """The parameter "cell": which mark was clicked on, told by these fields."""
    return alt.selection_point(name="cell", fields=list(fields), on="click", clear="dblclick")


def millis(day: date) -> int:
    """The day as Vega counts time: milliseconds since 1970, to be drawn on a UTC scale so no browser shifts it."""
    return (day - _EPOCH).days * 86_400_000


def if_narrow(narrow: str | int, wide: str | int) -> Any:
    """A value that depends on the chart's width in the browser. Text goes in as a quoted Vega string."""
    return {"expr": f"width < {NARROW} ? {narrow} : {wide}"}


def tips(fields: Mapping[str, Text], language: Language) -> list[alt.Tooltip]:
    """A tooltip line for each field, named in the visitor's language. The fields hold text ready to be read."""
    return [alt.Tooltip(f"{field}:N", title=words.say(language)) for field, words in fields.items()]


def colour(states: Sequence[tuple[Signal, str]]) -> alt.Color:
    """The field "state" in its colours; the legend is drawn by key()."""
    return alt.Color("state:N", scale=alt.Scale(domain=[words for _, words in states], range=[signal.colour for signal, _ in states]))


def shape(states: Sequence[tuple[Signal, str]]) -> alt.Shape:
    """The field "state" in its shapes."""
    return alt.Shape("state:N", scale=alt.Scale(domain=[words for _, words in states], range=[signal.shape for signal, _ in states]))


def inked() -> alt.Color:
    """The colour of text by the field "ink": black or white in a cell, or the theme's own."""
    inks = ["#000000", "#FFFFFF", TEXT]
    return alt.Color("ink:N", scale=alt.Scale(domain=inks, range=inks), legend=None)


def framed(chosen: alt.Parameter) -> Any:
    """The outline of what is chosen; nothing has one while nothing is."""
    return alt.when(chosen, empty=False).then(alt.value(4)).otherwise(alt.value(0))


def legend(**options: Any) -> alt.Legend:
    """A legend without a title, below, in one or two columns on a phone."""
    usual: dict[str, Any] = {"columns": {"expr": "width < 280 ? 1 : width < 460 ? 2 : 6"}, "labelLimit": 260}
    return alt.Legend(orient="bottom", title=None, offset=10, **usual | options)


def key(states: Sequence[tuple[Signal, str]], **options: Any) -> alt.Chart:
    """An invisible layer whose legend, with these options, shows every state by colour, shape and word."""
    look = legend(symbolOpacity=1, symbolSize=90, **options)
    chart: alt.Chart = _inline([{"state": words} for _, words in states]).mark_point(filled=True, opacity=0, size=0, tooltip=None)
    return chart.encode(color=colour(states).legend(look), shape=shape(states).legend(look))


def rule(height: float, words: str, scale: alt.Scale) -> alt.Chart:
    """A dashed line across the chart, named on an axis of its own at the right (resolve the y axes as independent)."""
    at = alt.Y("height:Q", scale=scale, title=None).axis(
        orient="right", values=[height], labelExpr=dumps(words), grid=False, labelPadding=4
    )
    chart: alt.Chart = _inline([{"height": height}]).mark_rule(strokeDash=[5, 4], color=QUIET.colour, strokeWidth=1.5, tooltip=None)
    return chart.encode(y=at)


def line(height: float, words: str, scale: alt.Scale) -> alt.LayerChart:
    """A dashed line across the chart, named above it at its right end."""
    at = alt.Y("height:Q", scale=scale, axis=None)
    shown = _inline([{"height": height}])
    across = shown.mark_rule(strokeDash=[5, 4], color=QUIET.colour, strokeWidth=1.5, tooltip=None).encode(y=at)
    name = shown.mark_text(align="right", dx=-2, dy=-9, fontWeight="bold", tooltip=None)
    return alt.LayerChart(layer=[across, name.encode(x=alt.value("width"), y=at, text=alt.value(words), color=alt.value(TEXT))])


# Where a line's name stands at its last point, and how far from it. The field that carries it is called as the place.
PLACES: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "left": {"align": "right", "dx": -4, "dy": -11},
        "right": {"align": "left", "dx": 4, "dy": -11},
        "under": {"align": "left", "dx": 4, "dy": 14},
    }
)


def named(**at: Any) -> list[alt.Chart]:
    """The names of lines, in the theme's text colour, instead of a legend; at says where the points are: x and y."""
    base = alt.Chart(ROWS).encode(color=alt.value(TEXT), **at)
    return [
        base.transform_filter(f"isValid(datum.{place})").mark_text(fontWeight="bold", tooltip=None, **away).encode(text=f"{place}:N")
        for place, away in PLACES.items()
    ]


def days(field: str) -> alt.X:
    """A time axis over a field of millis()."""
    return alt.X(f"{field}:T", title=None, scale=alt.Scale(type="utc", padding=14)).axis(labelExpr=DAYS, grid=False, tickCount=8)


def _inline(rows: list[dict[str, Any]]) -> alt.Chart:
    """A chart over a few rows of the layout itself. Data, not InlineData: that one would become a second dataset to convert each rerun."""
    return alt.Chart(alt.Data(values=rows))  # type: ignore[no-untyped-call]


def columns(text: str) -> int:
    """How many columns a text takes: a Chinese character two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _pieces(text: str) -> list[str]:
    """Where a line may break: around each wide character and after a space."""
    pieces: list[str] = []
    for letter in text:
        joins = pieces and not pieces[-1].endswith(" ") and columns(letter) == 1 and columns(pieces[-1][-1]) == 1
        if joins:
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces
