"""How a measure's values are written: shares in per cent, hours, points, ratios and counts."""

from core.charts import parts
from core.text import Language, Text

_HOURS, _POINTS = Text("{value} 小时", "{value} h"), Text("{value} 点", "{value} pts")
_MORE = {"%": Text("{value:+.1f} 个百分点", "{value:+.1f} points"), "hours": Text("{value:+.1f} 小时", "{value:+.1f} h")}
_UNITS = {
    "nps": Text("分", "Points"),
    "hours": Text("小时", "Hours"),
    "points": Text("分值 / 百分点", "Points"),
    "ratio": Text("比值", "Ratio"),
    "count": Text("数量", "Count"),
}
# Decimals of a value as it is written, a share being 0 to 1.
DIGITS = {"%": 3, "nps": 0, "ratio": 2, "count": 0, "hours": 1, "points": 1}
# Vega's format of an axis.
FORMATS = {"%": ".0%", "nps": "+d", "hours": "~s", "points": "~r", "ratio": ".2f", "count": "~s"}


def told(value: float | None, unit: str, language: Language) -> str:
    """A value as people read it, a dash for none."""
    if value is None:
        return parts.NOTHING
    if unit == "%":
        return f"{value:.1%}"
    if unit == "nps":
        return f"{value:+.0f}"
    if unit == "ratio":
        return f"{value:.2f}"
    if unit == "count":
        return f"{value:,.0f}"
    return (_HOURS if unit == "hours" else _POINTS).say(language, value=f"{value:,.1f}".removesuffix(".0"))


def moved(difference: float | None, unit: str, language: Language) -> str | None:
    """A difference of two values, signed; None for none."""
    if difference is None:
        return None
    if unit in _MORE:
        return _MORE[unit].say(language, value=difference * 100 if unit == "%" else difference)
    return f"{difference:+.2f}" if unit == "ratio" else f"{difference:+,.0f}" if unit in ("count", "nps") else f"{difference:+.1f}"


def axis(unit: str, language: Language) -> str | None:
    """What stands beside an axis of that unit; nothing where its numbers say it."""
    return _UNITS[unit].say(language) if unit in _UNITS else None
