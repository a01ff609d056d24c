"""The axes of a Gantt chart: time in the zoom that is chosen, and the names and progress of the tasks in a panel at the left."""

from dataclasses import dataclass
from typing import Any

import altair as alt

from core.charts import parts
from core.charts.gantt_rows import DAY, SHARE
from core.text import Language, Text


@dataclass(frozen=True)
class Zoom:
    """Pixels for a day (None fits the plan to the page), and how many weeks a step along the axis is."""

    pixels: float | None
    step: int


ZOOMS = {"whole": Zoom(None, 0), "quarter": Zoom(2.4, 39), "month": Zoom(7, 13), "week": Zoom(24, 4)}
SHADED = ("month", "week")

# The panel of names is as wide as the parameter says; on a phone it has this many pixels, and no shares.
_PHONE_PANEL = 132
# Measured at the page, not at the plot: a plot whose legend or ticks follow its own width changes that width again.
PHONE = "containerSize()[0] < 620"

_WEEK = Text("utcFormat(datum.value, '%-V') + '周'", "'W' + utcFormat(datum.value, '%V')")
_MONTH = Text("utcFormat(datum.value, '%-m') + '月'", "utcFormat(datum.value, '%b')")


def time(zoom: str, **axis: Any) -> alt.X:
    """The time axis over "start", from the parameter low; without options it is not drawn."""
    pixels = ZOOMS[zoom].pixels
    # A day is a trifle narrower the wider the plot: marks that keep their very places keep bounds of another width as well, and the
    # plot is then laid out around those.
    high = "high" if pixels is None else f"low + width / {pixels} * {DAY} * (1 + width * 1e-8)"
    scale = alt.Scale(type="utc", nice=False, domainMin=alt.expr("low"), domainMax=alt.expr(high))
    return alt.X("start:T", scale=scale, title=None, axis=alt.Axis(labelFlush=False, **axis) if axis else None)


def ticks(language: Language, zoom: str, *, top: bool) -> dict[str, Any]:
    """The ticks and their labels: weeks from Monday, or months; the year under the first and where one begins."""
    two: dict[str, Any] = {"labelPadding": 20 if top else 6, "labelBound": 16}
    if zoom in SHADED:
        new = "datum.index === 0 || utcmonth(datum.value) === 0 && utcdate(datum.value) < 8"
        words = f"[utcFormat(datum.value, '%m-%d'), {new} ? utcFormat(datum.value, '%Y') : {_WEEK.say(language)}]"
        return {"values": alt.expr(_every(7 * DAY)), "labelExpr": words, **two}
    if zoom == "quarter":
        words = f"[{_MONTH.say(language)}, utcmonth(datum.value) % 3 === 0 ? utcFormat(datum.value, '%Y Q%q') : '']"
        return {"tickCount": {"interval": "month", "step": 1}, "labelExpr": words, **two}
    # Mondays here too, as few as there is room for.
    step = f"({7 * DAY} * ceil((high - low) / {7 * DAY} / ({PHONE} ? 4 : 14)))"
    new = f"datum.index === 0 || utcyear(datum.value) !== utcyear(datum.value - {step})"
    words = f"[utcFormat(datum.value, '%m-%d'), {new} ? utcFormat(datum.value, '%Y') : '']"
    return {"values": alt.expr(_every(step)), "labelExpr": words, **two}


def names() -> alt.Y:
    """The tasks' titles, those of phases bold, cut where the panel ends."""
    heavy = {"condition": {"test": "split(datum.value, '\\u001f')[3] === 'b'", "value": "bold"}, "value": "normal"}
    limit = alt.expr(f"{PHONE} ? {_PHONE_PANEL - 8} : panel - {SHARE + 12}")
    place = alt.expr(f"{PHONE} ? {_PHONE_PANEL} : panel")
    return _labels(1, labelAlign="left", labelPadding=place, labelLimit=limit, labelFontWeight=heavy)


def shares() -> alt.Y:
    """How far each task is; on a phone there is no room for it."""
    return _labels(2, labelAlign="right", labelPadding=10, labelLimit=SHARE, labelOpacity=alt.expr(f"{PHONE} ? 0 : 1"))


def _labels(which: int, **axis: Any) -> alt.Y:
    return alt.Y(
        "at:N",
        sort=None,
        title=None,
        axis=alt.Axis(orient="left", labelExpr=parts.label(which), labelOverlap=False, labelFlush=False, grid=False, aria=False, **axis),
    )


def _every(step: int | str) -> str:
    """The ticks from the first Monday on."""
    return f"sequence(monday, beyond, {step})"
