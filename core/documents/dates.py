"""Dates and moments as people and other systems write them, and the order of day and month in them."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone
from enum import StrEnum


class DateOrder(StrEnum):
    """Which part of a date such as 03-04-2016 comes first. A year of four digits always tells by itself where it stands."""

    YEAR_FIRST = "year_first"
    DAY_FIRST = "day_first"
    MONTH_FIRST = "month_first"


class Ambiguous(ValueError):
    """A date that is one day or another, depending on an order that nobody has chosen."""


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORD = rf"(?P<word>{'|'.join(_MONTHS)})[a-z]*\.?"
_CLOCK = r"(?P<hour>\d{1,2})(?:[:时点](?P<minute>\d{1,2})(?:分|[:分](?P<second>\d{1,2})(?:[.,]\d+)?秒?)?|[时点]整?)"
_OFFSET = r"(?P<offset>z|utc|[+-]\d{2}(?::?\d{2})?)"
_TIME = rf"(?:(?:[ T]+|(?<=日))(?P<half>上午|下午|晚上)? ?{_CLOCK} ?(?P<meridiem>[ap]\.?m\.?)? ?{_OFFSET}?)?"
_NUMERIC = re.compile(rf"(?P<a>\d{{1,4}})(?:(?P<mark>[-/.])|年)(?P<b>\d{{1,2}})(?:(?P=mark)|月)(?P<c>\d{{1,4}})日?{_TIME}", re.IGNORECASE)
_FORMS = (
    _NUMERIC,
    re.compile(rf"(?P<a>\d{{4}})(?P<b>\d{{2}})(?P<c>\d{{2}}){_TIME}", re.IGNORECASE),
    re.compile(rf"(?P<day>\d{{1,2}})[- /.]{_WORD}[- /.,]+(?P<year>\d{{4}}){_TIME}", re.IGNORECASE),
    re.compile(rf"{_WORD}[- ](?P<day>\d{{1,2}}),? +(?P<year>\d{{4}}){_TIME}", re.IGNORECASE),
)


def guess_order(texts: Iterable[str]) -> DateOrder | None:
    """The order the texts themselves decide, as a part above 12 is no month. None when nothing decides or they disagree."""
    seen: set[DateOrder] = set()
    for text in texts:
        found = _NUMERIC.fullmatch(_plain(text))
        if found is not None and (order := _evident(found["a"], found["b"])) is not None:
            seen.add(order)
    decided = seen - {DateOrder.YEAR_FIRST} or seen
    return decided.pop() if len(decided) == 1 else None


def parse(text: str, order: DateOrder | None) -> datetime:
    """The date, at midnight, or moment; aware only when the text has an offset.

    Raises Ambiguous when only an order could tell, ValueError when it is no date or no such day exists.
    """
    plain = _plain(text)
    found = next((match for form in _FORMS if (match := form.fullmatch(plain))), None) if len(plain) <= 60 else None
    if found is None:
        raise ValueError(text)
    parts = found.groupdict()
    year, month, day = _named(parts) if parts.get("word") else _numbered(parts["a"], parts["b"], parts["c"], order)
    hour = int(parts["hour"] or 0)
    half = (parts["meridiem"] or "").lower()[:1] or {"上午": "a", "下午": "p", "晚上": "p"}.get(parts["half"] or "", "")
    if half:
        if hour > 12 and half == "a":
            raise ValueError(text)
        hour = hour if hour > 12 else hour % 12 + (12 if half == "p" else 0)
    return datetime(year, month, day, hour, int(parts["minute"] or 0), int(parts["second"] or 0), tzinfo=_offset(parts["offset"]))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _evident(a: str, b: str) -> DateOrder | None:
    if len(a) == 4:
        return DateOrder.YEAR_FIRST
    if int(a) > 12:
        return DateOrder.DAY_FIRST
    return DateOrder.MONTH_FIRST if int(b) > 12 else None


def _named(parts: dict[str, str]) -> tuple[int, int, int]:
    return int(parts["year"]), _MONTHS.index(parts["word"].lower()) + 1, int(parts["day"])


def _numbered(a: str, b: str, c: str, order: DateOrder | None) -> tuple[int, int, int]:
    """Year, month and day of a date in figures."""
    if len(a) == 4 or (order is DateOrder.YEAR_FIRST and len(c) <= 2):
        return _year(a), int(b), int(c)
    if order is None or order is DateOrder.YEAR_FIRST:
        order = _evident(a, b) or (DateOrder.DAY_FIRST if int(a) == int(b) else None)
    if order is None:
        raise Ambiguous(f"{a} {b} {c}")
    return (_year(c), int(b), int(a)) if order is DateOrder.DAY_FIRST else (_year(c), int(a), int(b))


def _year(text: str) -> int:
    """A year of four digits, or of two: 69 to 99 are of the last century, as in POSIX."""
    if len(text) not in {2, 4}:
        raise ValueError(text)
    year = int(text)
    return year if len(text) == 4 else year + (1900 if year > 68 else 2000)


def _offset(text: str | None) -> timezone | None:
    if not text:
        return None
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))
