"""The pieces our charts are put together from: numbers as text, labels, dates, tooltips and legends."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from json import dumps
from typing import Any

import altair as alt

from core.charts.style import QUIET, Signal
from core.text import Language, Text

NOTHING = "—"
NARROW = 460  # a chart's inner width on a phone is below this
_EPOCH = date(1970, 1, 1)

# The day under each tick, and the year under the first tick and under the first of each January.
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
    """A number with at most two decimals and its unit; a dash for none."""
    if value is None:
        return NOTHING
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return f"{text}{unit}" if unit in {"%", "分", "天", "次", "小时"} else f"{text} {unit or ''}".rstrip()


def wrap(text: str, columns: int) -> list[str]:
    """The text in lines of about equal length, at most that many columns where it can be broken; a Chinese character takes two."""
    goal = _columns(text) / max(1, -(-_columns(text) // columns))
    lines = [""]
    for piece in _pieces(text):
        if lines[-1] and _columns(lines[-1] + piece.rstrip()) > max(goal, 2) + 1:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines]


def lookup(labels: Mapping[str, str | list[str]]) -> str:
    """A Vega expression that labels an axis value by its key. The text is quoted as JSON, so it cannot become code."""
    return f"({dumps(dict(labels))})[datum.value]"


def quote(text: str) -> str:
    """A Vega expression that is that text."""
    return dumps(text)


def millis(day: date) -> int:
    """The day as Vega counts time: milliseconds since 1970, to be drawn on a UTC scale so no browser shifts it."""
    return (day - _EPOCH).days * 86_400_000


def if_narrow(narrow: str | int, wide: str | int) -> Any:
    """A value that depends on the chart's width in the browser. Text goes in as a quoted Vega string."""
    return {"expr": f"width < {NARROW} ? {narrow} : {wide}"}


def tips(fields: Mapping[str, Text], language: Language) -> list[alt.Tooltip]:
    """A tooltip line for each field, named in the visitor's language. The fields hold text ready to be read."""
    return [alt.Tooltip(f"{field}:N", title=label.say(language)) for field, label in fields.items()]


def colours(entries: Sequence[tuple[Signal, str]]) -> alt.Scale:
    """The colour of each state by its words."""
    return alt.Scale(domain=[words for _, words in entries], range=[signal.colour for signal, _ in entries])


def shapes(entries: Sequence[tuple[Signal, str]]) -> alt.Scale:
    """The shape of each state by its words, in step with colours."""
    return alt.Scale(domain=[words for _, words in entries], range=[signal.shape for signal, _ in entries])


def legend(orient: str = "bottom") -> Any:
    """A legend without a title, its entries side by side and in two columns on a phone."""
    return alt.Legend(orient=orient, title=None, columns=if_narrow(2, 5), labelLimit=260)  # type: ignore[arg-type]


def rule(height: float, words: str, scale: alt.Scale) -> alt.Chart:
    """A dashed line across the chart, named on an axis of its own at the right (resolve the y axes as independent)."""
    at = alt.Y("height:Q", scale=scale, title=None).axis(
        orient="right", values=[height], labelExpr=quote(words), grid=False, labelPadding=4
    )
    return alt.Chart(data([{"height": height}])).mark_rule(strokeDash=[5, 4], color=QUIET.colour, strokeWidth=1.5).encode(y=at)


def data(rows: list[dict[str, Any]]) -> alt.Data:
    """Rows written into the specification, as they are."""
    return alt.Data(values=rows)


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _pieces(text: str) -> list[str]:
    """Where a line may break: around each wide character and after a space."""
    pieces: list[str] = []
    for letter in text:
        joins = pieces and not pieces[-1].endswith(" ") and _columns(letter) == 1 and _columns(pieces[-1][-1]) == 1
        if joins:
            pieces[-1] += letter
        else:
            pieces.append(letter)
    return pieces
