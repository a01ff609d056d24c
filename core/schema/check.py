"""Check a row of typed-in values against its declaration: all problems at once, each beside its field."""

import math
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from types import MappingProxyType

from core.schema.field import Field, Kind, Table
from core.text import Text

# The longest text where a field does not say otherwise, in characters.
LENGTHS: Mapping[Kind, int] = MappingProxyType({Kind.TEXT: 200, Kind.LONG_TEXT: 4000})

# Control characters but tab and line ends, and the marks that turn the direction of text around.
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")

REQUIRED = Text("请填写{label}", "{label} is required")
TOO_LONG = Text("{label}最多 {high} 个字符，现有 {length} 个", "{label} may have {high} characters; there are {length}")
OUT_OF_RANGE = Text("{label}应在 {low} 到 {high} 之间", "{label} must be between {low} and {high}")
NOT_WHOLE = Text("{label}应为整数", "{label} must be a whole number")
NOT_A_CHOICE = Text("{label}没有“{value}”这个选项", "{value} is not one of the choices for {label}")
WRONG_KIND = Text("{label}的格式不对", "{label} is not in the right form")
TOO_FAR = Text("{label}的年份应在 1970 到 2099 之间", "The year of {label} must be between 1970 and 2099")


def clean(value: object) -> object:
    """A value as it is kept: text in NFC without unseen characters and outer blanks, empty text and lists as nothing."""
    if isinstance(value, str):
        seen = _UNSEEN.sub("", value).replace("\r\n", "\n").replace("\r", "\n")
        return unicodedata.normalize("NFC", seen).strip() or None
    if isinstance(value, list):
        return list(dict.fromkeys(value)) or None
    return value


def check(table: Table, values: Mapping[str, object], dictionaries: Mapping[str, Collection[str]]) -> dict[str, Text]:
    """The problem of each field that has one, in both languages; empty when the row may be saved. Values must be cleaned."""
    found = {field.name: _problem(field, values.get(field.name), dictionaries) for field in table.fields}
    return {name: problem for name, problem in found.items() if problem is not None}


def filled(text: Text, field: Field, **values: object) -> Text:
    """A problem's text with the field's label and those values filled in."""
    return text.filled(label=field.label, **values)


def _problem(field: Field, value: object, dictionaries: Mapping[str, Collection[str]]) -> Text | None:
    if value is None:
        return filled(REQUIRED, field) if field.required else None
    return _CHECKS[field.kind](field, value, dictionaries)


def _text(field: Field, value: object, _: Mapping[str, Collection[str]]) -> Text | None:
    if not isinstance(value, str):
        return filled(WRONG_KIND, field)
    high = int(field.high or LENGTHS[field.kind])
    return filled(TOO_LONG, field, high=high, length=len(value)) if len(value) > high else None


def _number(field: Field, value: object, _: Mapping[str, Collection[str]]) -> Text | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or (isinstance(value, float) and not math.isfinite(value)):
        return filled(WRONG_KIND, field)
    if field.kind in {Kind.INTEGER, Kind.SCALE} and not isinstance(value, int):
        return filled(NOT_WHOLE, field)
    low, high = (-1e15 if field.low is None else field.low), (1e15 if field.high is None else field.high)
    return None if low <= value <= high else filled(OUT_OF_RANGE, field, low=f"{low:g}", high=f"{high:g}")


def _choice(field: Field, value: object, dictionaries: Mapping[str, Collection[str]]) -> Text | None:
    return None if isinstance(value, str) and value in dictionaries[field.choices] else filled(NOT_A_CHOICE, field, value=value)


def _yes_no(field: Field, value: object, _: Mapping[str, Collection[str]]) -> Text | None:
    return None if isinstance(value, bool) else filled(WRONG_KIND, field)


def _date(field: Field, value: object, _: Mapping[str, Collection[str]]) -> Text | None:
    if not isinstance(value, date) or isinstance(value, datetime):
        return filled(WRONG_KIND, field)
    return None if 1970 <= value.year <= 2099 else filled(TOO_FAR, field)


def _moment(field: Field, value: object, _: Mapping[str, Collection[str]]) -> Text | None:
    if not isinstance(value, datetime) or value.tzinfo is None:
        return filled(WRONG_KIND, field)
    return None if 1970 <= value.year <= 2099 else filled(TOO_FAR, field)


def _link(field: Field, value: object, _: Mapping[str, Collection[str]]) -> Text | None:
    return None if _is_id(value) else filled(WRONG_KIND, field)


def _links(field: Field, value: object, _: Mapping[str, Collection[str]]) -> Text | None:
    return None if isinstance(value, list) and all(map(_is_id, value)) else filled(WRONG_KIND, field)


def _is_id(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**63


_CHECKS: Mapping[Kind, Callable[[Field, object, Mapping[str, Collection[str]]], Text | None]] = MappingProxyType(
    {
        Kind.TEXT: _text,
        Kind.LONG_TEXT: _text,
        Kind.INTEGER: _number,
        Kind.NUMBER: _number,
        Kind.PERCENT: _number,
        Kind.SCALE: _number,
        Kind.YES_NO: _yes_no,
        Kind.DATE: _date,
        Kind.MOMENT: _moment,
        Kind.CHOICE: _choice,
        Kind.LINK: _link,
        Kind.LINKS: _links,
    }
)
