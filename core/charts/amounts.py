"""How a measure's values are written: shares in per cent, hours, points, ratios and counts."""

from typing import Any

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
_DAYS, _TIME, _MINUTES = Text("{n} 天 {m} 小时", "{n} d {m} h"), Text("{n} 小时 {m} 分", "{n} h {m} min"), Text("{n} 分钟", "{n} min")
# Decimals of a value as it is written, a share being 0 to 1.
DIGITS = {"%": 3, "nps": 0, "ratio": 2, "count": 0, "hours": 1, "points": 1}
# Vega's format of an axis.
_FORMATS = {"%": ".0%", "nps": "+d", "hours": "~s", "points": "~r", "ratio": ".2f", "count": "~s"}


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


def took(minutes: float | None, language: Language) -> str:
    """A length of time as people read it: days and hours, hours and minutes, or minutes; a dash for none."""
    if minutes is None:
        return parts.NOTHING
    hours, rest = divmod(max(int(minutes), 0), 60)
    if hours >= 24:
        return _DAYS.say(language, n=hours // 24, m=hours % 24)
    return _TIME.say(language, n=hours, m=rest) if hours else _MINUTES.say(language, n=rest)


def step(value: float, before: float, unit: str) -> float:
    """The difference of two values as they are written."""
    return round(value, DIGITS[unit]) - round(before, DIGITS[unit])


def axis(unit: str, language: Language) -> str | None:
    """What stands beside an axis of that unit; nothing where its labels say it."""
    return _UNITS[unit].say(language) if unit in _UNITS else None


def ticks(unit: str) -> dict[str, Any]:
    """How the labels of an axis of that unit are written."""
    return {"format": _FORMATS[unit]} | ({} if unit in _UNITS else {"labelExpr": "datum.label"})
