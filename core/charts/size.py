"""A chart at the meeting's size: every measure in pixels grown by one factor, as if the page's root font had grown."""

import re
from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

Measure: TypeAlias = Literal["length", "area", "font"] | None

# The meeting's root font on a screen 1920 pixels wide, over the one everywhere else; and what can be read from six metres.
FACTOR = 26 / 15
SMALLEST = 24

_MEASURES: Mapping[str, Measure] = {
    **dict.fromkeys(("fontSize", "labelFontSize", "titleFontSize", "subtitleFontSize"), "font"),
    **dict.fromkeys(("size", "symbolSize"), "area"),
    **dict.fromkeys(
        (
            *("width", "height", "step", "x", "y", "x2", "y2", "dx", "dy", "xOffset", "yOffset", "x2Offset", "y2Offset", "offset"),
            *("padding", "labelPadding", "titlePadding", "rowPadding", "columnPadding", "labelOffset", "labelBound", "labelFlushOffset"),
            *("labelLimit", "titleLimit", "limit", "lineHeight", "labelLineHeight", "labelSeparation", "minExtent", "maxExtent"),
            *("strokeWidth", "symbolStrokeWidth", "gridWidth", "domainWidth", "tickWidth", "tickSize", "thickness", "bandSize"),
            *("strokeDash", "symbolDash", "gridDash", "cornerRadius", "cornerRadiusEnd", "radius", "binSpacing", "minBandSize"),
            *("spacing", "continuousHeight", "continuousWidth"),
        ),
        "length",
    ),
}
# What stands below a measure and still says it.
_SAID_BELOW = frozenset({"value", "expr", "condition", "scale", "range", "left", "right", "top", "bottom"})
# Their numbers are data.
_DATA = frozenset({"data", "datasets", "values", "domain"})
_LONG = frozenset({"bar", "tick", "rule", "line", "area", "text"})  # a size of theirs is a length
# A number of an expression, with the width it is compared with or that it divides; not an index, nor a factor.
_NUMBER = re.compile(r"((?:\bwidth|containerSize\(\)\[0\]) (?:[<>]=?|/) )?(?<![\w.\[])(\d+(?:\.\d+)?)(?![\w.\]])")


def larger(body: Mapping[str, Any]) -> dict[str, Any]:
    """The Vega-Lite specification with every measure in pixels, and every width a measure is chosen by, grown; no text below SMALLEST."""
    grown: dict[str, Any] = _grown(body, None, "")
    return grown


def grow(pixels: float, measure: Measure = "length") -> float:
    """A length, an area or a font size, in the meeting."""
    if measure == "font":
        return max(SMALLEST, round(pixels * FACTOR))
    return round(pixels * (FACTOR**2 if measure == "area" else FACTOR), 1)


def _grown(part: Any, measure: Measure, mark: str) -> Any:
    if isinstance(part, Mapping):
        own = part.get("mark")
        mark = own["type"] if isinstance(own, Mapping) else own or part.get("type", mark)
        return {
            name: value if name in _DATA else _grown(value, _measure(name, measure, mark), _mark(name, mark))
            for name, value in part.items()
        }
    if isinstance(part, list):
        return [_grown(one, measure, mark) for one in part]
    if isinstance(part, str):
        return _NUMBER.sub(lambda found: _said(found, measure), part)
    # Below one it is a share of a band, not a length.
    if measure is None or isinstance(part, bool) or not isinstance(part, int | float) or (measure == "length" and 0 < part < 1):
        return part
    return grow(part, measure)


def _measure(name: str, outer: Measure, mark: str) -> Measure:
    measure = _MEASURES.get(name, outer if name in _SAID_BELOW else None)
    return "length" if measure == "area" and name == "size" and mark in _LONG else measure


def _mark(name: str, mark: str) -> str:
    return "point" if name == "point" else mark


def _said(found: re.Match[str], measure: Measure) -> str:
    compared, digits = found.groups()
    if compared is None and (measure is None or found.string[: found.start()].endswith("* ")):
        return found.group()
    return f"{compared or ''}{grow(float(digits), 'length' if compared else measure):g}"
