"""The one look of our charts: colours and marks of a state, the shape a chart is handed over in, and its Vega-Lite form."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any, TypeAlias

import altair as alt
import polars as pl

from core.schema.choices import BUILT_IN
from core.text import Language

Chart: TypeAlias = alt.Chart | alt.LayerChart

ROWS = alt.NamedData(name="rows")


class Layout:
    """A chart without its rows (they are the dataset "rows"): built once per language and rule, since building costs 50 to 100 ms."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart

    @cached_property
    def body(self) -> dict[str, Any]:
        """The Vega-Lite specification without rows. Text colours are left to Streamlit's theme, the width to the container."""
        body: dict[str, Any] = self.chart.to_dict(validate=False)
        fit = {"type": "fit-x", "contains": "padding"}
        return {**body, "config": {"font": FONT, "autosize": fit}, "background": "transparent", "autosize": fit}


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


def word(dictionary: str, key: str, language: Language) -> str:
    """The built-in word of a dictionary's entry; the key itself where there is none."""
    return next((choice.label.say(language) for choice in BUILT_IN[dictionary] if choice.key == key), key)


def contrast(one: str, other: str) -> float:
    """The WCAG 2 contrast ratio of two #RRGGBB colours, 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@cache
def ink(colour: str) -> str:
    """The text colour, near black or white, that reads better on that colour."""
    return max("#111827", "#FFFFFF", key=lambda text: contrast(text, colour))


def spec(drawing: Drawing, height: int | None = None) -> dict[str, Any]:
    """What st.vega_lite_chart(…, theme="streamlit", alt=drawing.alt) draws: 0.7 ms a rerun, as the rows travel as an Arrow table.

    height is the plot's, in pixels; without it the chart is as high as its rows need.
    """
    tables = {name: frame.to_arrow(compat_level=pl.CompatLevel.oldest()) for name, frame in {"rows": drawing.rows, **drawing.more}.items()}
    body = {**filled(drawing), "datasets": tables}
    return body if height is None else {**body, "height": height}


def filled(drawing: Drawing) -> dict[str, Any]:
    """The layout's specification with the drawing's values in its variable parameters, without rows."""
    body = drawing.layout.body
    if not drawing.values:
        return body
    params = [{**one, "value": drawing.values[one["name"]]} if one["name"] in drawing.values else one for one in body["params"]]
    return {**body, "params": params}


def _luminance(colour: str) -> float:
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
