"""The one look of our charts: colours and marks of a state, the shape a chart is handed over in, and its Vega-Lite form."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any, TypeAlias

import altair as alt
import polars as pl
import pyarrow as pa

from core.charts.size import grow, larger
from core.schema.choices import BUILT_IN
from core.text import Language

Chart: TypeAlias = alt.Chart | alt.LayerChart

ROWS = alt.NamedData(name="rows")
_READ = re.compile(r"\bdatum\.(\w+)")


class Layout:
    """A chart without its rows (they are the dataset "rows"): built once per language and rule, since building costs 50 to 100 ms."""

    def __init__(self, chart: Chart, pixels: Collection[str] = ()) -> None:
        """pixels: the names of the variable parameters that are measures in pixels."""
        self.chart = chart
        self.pixels = frozenset(pixels)

    @cached_property
    def body(self) -> dict[str, Any]:
        """The Vega-Lite specification without rows. Text colours are left to Streamlit's theme, the width to the container."""
        body: dict[str, Any] = _spoken(self.chart.to_dict(validate=False))
        fit = {"type": "fit-x", "contains": "padding"}
        return {**body, "config": {**CONFIG, "autosize": fit}, "background": "transparent", "autosize": fit}

    @cached_property
    def large(self) -> dict[str, Any]:
        """The body at the meeting's size."""
        return larger(self.body)

    @cached_property
    def named(self) -> frozenset[str]:
        """Every word by which the body could ask for a column."""
        return frozenset(_words(self.body))


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart and its rows, the sentence a screen reader says for it, and the title that states its finding (plain text, not Markdown).

    more: its further datasets by name; values: those of the layout's variable parameters by name.
    """

    layout: Layout
    rows: pl.DataFrame
    alt: str
    title: str
    more: Mapping[str, pl.DataFrame] = field(default_factory=dict)
    values: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Signal:
    """How a state looks: never by colour alone, so the glyph stands in words and cells, the shape on points."""

    colour: str
    glyph: str
    shape: str

    def say(self, words: str) -> str:
        """The words with the glyph before them."""
        return f"{self.glyph} {words}"


# Okabe–Ito's blue, orange and vermillion, darkened until each has 3:1 on our light and dark backgrounds;
# orange and vermillion also differ twofold in lightness, which is what a red-green colour-blind reader sees.
GOOD = Signal("#2F6FB7", "●", "circle")
SLIGHT = Signal("#94865A", "◆", "diamond")
WATCH = Signal("#C68400", "▲", "triangle-up")
BAD = Signal("#BE4015", "■", "square")
QUIET = Signal("#6F7C8E", "○", "circle")

SIGNALS: Mapping[str, Mapping[str, Signal]] = MappingProxyType(
    {
        "promise_state": {"kept": GOOD, "broken": BAD, "at_risk": WATCH, "running": QUIET, "void": QUIET},
        "task_health": {"normal": GOOD, "lagging": WATCH, "blocked": BAD},
        "risk_band": {"low": GOOD, "medium": WATCH, "high": BAD},
        "warning_band": {"none": GOOD, "low": SLIGHT, "medium": WATCH, "high": BAD},
        "goal_state": {"met": GOOD, "ahead": GOOD, "on_track": GOOD, "behind": WATCH, "missed": BAD, "unread": QUIET},
    }
)

CATEGORICAL = ("#2F6FB7", "#C68400", "#00856A", "#A2559B", "#BE4015", "#3A93B5", "#94865A", "#6F7C8E")
SEQUENTIAL = ("#EAF2FB", "#D3E3F5", "#B4CFEC", "#92B8E1", "#6F9FD4", "#4F87C6", "#2F6FB7", "#235A99", "#19467A", "#10335B")
DIVERGING = ("#8F2C0C", "#BE4015", "#D4704B", "#E5A187", "#F2D2C5", "#D3E3F5", "#92B8E1", "#4F87C6", "#2F6FB7", "#19467A")

FONT = "'Noto Sans CJK SC', 'Microsoft YaHei', 'PingFang SC', sans-serif"
# Told in full, so that the meeting's size follows from them: what Streamlit's theme says grows with nothing.
CONFIG: Mapping[str, Any] = MappingProxyType(
    {
        "font": FONT,
        "axis": {"labelFontSize": 12, "titleFontSize": 13, "labelPadding": 10, "titlePadding": 12, "labelLimit": 100, "gridWidth": 1},
        "legend": {"labelFontSize": 13, "titleFontSize": 13, "columnPadding": 10, "rowPadding": 4, "padding": 6, "symbolSize": 90},
        "header": {"labelFontSize": 13, "titleFontSize": 13},
        "title": {"fontSize": 15, "subtitleFontSize": 13},
        "text": {"fontSize": 12},
        "line": {"strokeWidth": 2},
        "rule": {"strokeWidth": 1},
        "point": {"size": 30},
    }
)
# Colours that Streamlit puts in from its theme, so text beside a mark reads on light and on dark; on paper they are these.
# It finds them in the value and the scale's range of an encoded colour, and nowhere else.
TEXT, ALARM = "gray", "red"
ON_PAPER: Mapping[str, str] = MappingProxyType({TEXT: "#566273", ALARM: "#BE4015"})


def word(dictionary: str, key: str, language: Language) -> str:
    """The built-in word of a dictionary's entry; the key itself where there is none."""
    return next((choice.label.say(language) for choice in BUILT_IN[dictionary] if choice.key == key), key)


def contrast(one: str, other: str) -> float:
    """The WCAG 2 contrast ratio of two #RRGGBB colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@cache
def ink(colour: str) -> str:
    """The text colour, black or white, that reads better on that colour: any colour has 4.5:1 with one of them."""
    return max("#000000", "#FFFFFF", key=lambda text: contrast(text, colour))


def spec(drawing: Drawing, height: int | None = None, *, large: bool = False) -> dict[str, Any]:
    """What st.vega_lite_chart(…, theme="streamlit", alt=drawing.alt) draws, its datasets Arrow tables of what the layout shows.

    height is the plot's as it is drawn, in pixels; without it the chart is as high as its rows need. large is the meeting's size.
    """
    named = drawing.layout.named
    tables = {
        name: frame.select(column for column in frame.columns if column in named).to_arrow(compat_level=pl.CompatLevel.oldest())
        for name, frame in {"rows": drawing.rows, **drawing.more}.items()
    }
    body = {**filled(drawing, large=large), "datasets": tables}
    return body if height is None else {**body, "height": height}


def ready(body: Mapping[str, Any]) -> dict[str, Any]:
    """A specification of spec() with its tables written as Arrow streams: Streamlit passes them on as they are, rerun after rerun."""
    return {**body, "datasets": {name: _stream(table) for name, table in body["datasets"].items()}}


def on_light(body: Mapping[str, Any]) -> dict[str, Any]:
    """A specification for a light page: Streamlit's grey for axes and legends has 3.7:1 there, on a dark one it reads well."""
    grey = dict.fromkeys(("labelColor", "titleColor"), ON_PAPER[TEXT])
    config = body["config"]
    return {**body, "config": {**config, **{name: {**config[name], **grey} for name in ("axis", "legend", "header")}}}


def filled(drawing: Drawing, *, large: bool = False) -> dict[str, Any]:
    """The layout's specification with the drawing's values in its variable parameters, without rows."""
    layout = drawing.layout
    body = layout.large if large else layout.body
    if not drawing.values:
        return body
    values = {name: grow(value) if large and name in layout.pixels else value for name, value in drawing.values.items()}
    params = [{**one, "value": values[one["name"]]} if one["name"] in values else one for one in body["params"]]
    return {**body, "params": params}


def _stream(table: pa.Table) -> bytes:
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    written: bytes = sink.getvalue().to_pybytes()
    return written


def _spoken(part: Any) -> Any:
    """A specification in which a screen reader meets each thing once: at the mark that tells about itself when one points at it.

    What is merely drawn is silent; a layer of it that has no rows would even be an image without a name.
    """
    if isinstance(part, list):
        return [_spoken(one) for one in part]
    if not isinstance(part, Mapping):
        return part
    silent = {"aria": False} if "type" in part and part.get("tooltip", "") is None else {}
    return {**{name: _spoken(one) for name, one in part.items()}, **silent}


def _words(part: Any) -> Iterator[str]:
    """The strings of a specification, and the names that its expressions read from a row."""
    if isinstance(part, str):
        yield part.partition(":")[0]
        yield from _READ.findall(part)
    for one in part.values() if isinstance(part, Mapping) else part if isinstance(part, list) else ():
        yield from _words(one)


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
