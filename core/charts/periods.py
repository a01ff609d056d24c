"""Periods as charts name them: weeks, months, quarters and years, in full, in short, and as a place on an axis."""

from datetime import date

from core.charts import parts
from core.text import Language, Text

EVERY = {"week": "1w", "month": "1mo", "quarter": "1q", "year": "1y"}
_QUARTER = Text("{year} 年 {quarter} 季度", "{year} Q{quarter}")
_WEEK = Text("{day} 起一周", "week of {day}")


def when(period: date, grain: str, language: Language) -> str:
    """A period in words."""
    if grain == "quarter":
        return _QUARTER.say(language, year=period.year, quarter=(period.month + 2) // 3)
    if grain == "week":
        return _WEEK.say(language, day=period.isoformat())
    return f"{period:%Y-%m}" if grain == "month" else f"{period:%Y}"


def short(period: date, grain: str) -> str:
    """A period as an axis names it."""
    if grain == "quarter":
        return f"{period:%Y} Q{(period.month + 2) // 3}"
    return period.strftime({"week": "%m-%d", "month": "%Y-%m", "year": "%Y"}[grain])


def at(place: int, period: date, grain: str) -> str:
    """Where a period stands: its place keeps it in order, its short name shows."""
    return parts.place(f"{place:04d}", short(period, grain))
