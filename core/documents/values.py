"""Text cells as typed values, kind by kind."""

import math
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from types import MappingProxyType

from core.documents.dates import Ambiguous, DateOrder, parse
from core.schema.choices import Choice
from core.schema.field import Kind
from core.text import Text

NUMBERS = frozenset({Kind.INTEGER, Kind.SCALE, Kind.NUMBER, Kind.PERCENT})

NOT_A_NUMBER = Text("不是数字", "Not a number")
NOT_A_DATE = Text("不是日期，或没有这一天", "Not a date, or no such day")
AMBIGUOUS = Text("日、月的先后不明确，请选择日期顺序", "Could be two different days: choose the order of day and month")
NOT_YES_NO = Text("应为“是”或“否”", "Must be yes or no")

_NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[+-]?\d{1,3})?", re.IGNORECASE)
_YES_NO: Mapping[str, bool] = MappingProxyType(
    dict.fromkeys(("是", "有", "对", "yes", "y", "true", "t", "1", "√", "✓", "启用"), True)
    | dict.fromkeys(("否", "无", "不", "no", "n", "false", "f", "0", "×", "✗", "停用"), False)
)


class Unreadable(Exception):
    """A cell that is not a value of its field's kind. text says why, in both languages."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def word(text: str, *, bare: bool = False) -> str:
    """A word for comparing: case, blanks and full-width forms do not matter; bare drops a leading rank, as in '2 - High'."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return re.sub(r"^\d+\s*[-–—.、:)]\s*", "", plain) if bare else plain


def by_word(choices: Sequence[Choice]) -> dict[str, str]:
    """The key of a choice by every word for it; keys and labels win over another choice's aliases."""
    known = {word(alias): choice.key for choice in choices for alias in choice.aliases}
    return known | {word(text): choice.key for choice in choices for text in (choice.label.en, choice.label.zh, choice.key)}


def number(text: str) -> float | None:
    """The number in a text such as 1,234.5, ¥20 or 45% (which is 45); None when it is none."""
    plain = unicodedata.normalize("NFKC", text).strip().lstrip("¥$€").removesuffix("%").strip()
    if not _NUMBER.fullmatch(plain):
        return None
    value = float(plain.replace(",", ""))
    return value if math.isfinite(value) else None


def yes_no(text: str) -> bool | None:
    """Whether a text says yes; None when it says neither."""
    return _YES_NO.get(word(text))


def reader(kind: Kind, order: DateOrder | None, zone: tzinfo) -> Callable[[str], object]:
    """What turns a text that is not missing into a value of that kind; it raises Unreadable. Choices and links are read elsewhere.

    A moment without an offset is in zone; moments come out in UTC. A whole number is an int, any other a float.
    """

    def read_number(text: str) -> object:
        value = number(text)
        if value is None:
            raise Unreadable(NOT_A_NUMBER)
        return int(value) if kind in {Kind.INTEGER, Kind.SCALE} and value.is_integer() else value

    def read_yes_no(text: str) -> bool:
        value = yes_no(text)
        if value is None:
            raise Unreadable(NOT_YES_NO)
        return value

    def local(text: str) -> datetime:
        try:
            moment = parse(text, order)
            return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment.astimezone(zone)
        except Ambiguous:
            raise Unreadable(AMBIGUOUS) from None
        except (ValueError, OverflowError):
            raise Unreadable(NOT_A_DATE) from None

    def read_date(text: str) -> date:
        return local(text).date()

    def read_moment(text: str) -> datetime:
        try:
            return local(text).astimezone(UTC)
        except OverflowError:
            raise Unreadable(NOT_A_DATE) from None

    if kind in NUMBERS:
        return read_number
    return {Kind.YES_NO: read_yes_no, Kind.DATE: read_date, Kind.MOMENT: read_moment}.get(kind, str)
