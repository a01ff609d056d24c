"""The check: every problem at once, each beside its field; text is clean before it is kept."""

import unicodedata
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.schema.check import LENGTHS, NOT_WHOLE, OUT_OF_RANGE, REQUIRED, TOO_FAR, TOO_LONG, WRONG_KIND, check, clean, filled
from core.schema.field import Field, Kind, Table
from core.schema.tables import TABLES
from core.text import Text

LABEL = Text("项", "Item")
DICTIONARIES = {"colour": ("red", "blue")}
UNSEEN = [*map(chr, [*range(9), 11, 12, *range(14, 32), *range(127, 160)]), *"\u061c\u200b\u200e\u200f\u2060\ufeff"]
UNSEEN += [*map(chr, range(0x202A, 0x202F)), *map(chr, range(0x2066, 0x206A))]


def one(kind: Kind, value: object, **more: Any) -> Text | None:
    """The problem of a value in a table of one field of that kind."""
    field = Field("item", kind, LABEL, **({"choices": "colour"} if kind is Kind.CHOICE else {}) | more)
    return check(Table("t", LABEL, (field,), "item"), {"item": value}, DICTIONARIES).get("item")


def say(problem: Text, **values: object) -> Text:
    return filled(problem, Field("item", Kind.TEXT, LABEL), **values)


def test_every_problem_of_a_row_is_found_at_once() -> None:
    fields = (
        Field("a", Kind.TEXT, LABEL, required=True),
        Field("b", Kind.TEXT, LABEL, high=3),
        Field("c", Kind.SCALE, LABEL, low=1, high=5),
        Field("d", Kind.CHOICE, LABEL, choices="colour"),
        Field("e", Kind.DATE, LABEL),
        Field("f", Kind.NUMBER, LABEL),
    )
    row = {"b": "abcd", "c": 6, "d": "green", "e": "tomorrow", "f": 1.0}
    assert check(Table("t", LABEL, fields, "a"), row, DICTIONARIES).keys() == {"a", "b", "c", "d", "e"}


@pytest.mark.parametrize("kind", Kind)
def test_nothing_is_a_problem_only_where_something_is_required(kind: Kind) -> None:
    assert one(kind, None) is None
    assert one(kind, None, required=True) == say(REQUIRED)


@pytest.mark.parametrize("kind", LENGTHS)
def test_a_text_is_as_long_as_its_kind_or_its_field_allows(kind: Kind) -> None:
    longest = LENGTHS[kind]
    assert one(kind, "字" * longest) is None
    assert one(kind, "字" * (longest + 1)) == say(TOO_LONG, high=longest, length=longest + 1)
    assert one(kind, "abc", high=3) is None
    assert one(kind, "abcd", high=3) == say(TOO_LONG, high=3, length=4)


@pytest.mark.parametrize("kind", [Kind.INTEGER, Kind.NUMBER, Kind.PERCENT, Kind.SCALE])
def test_a_number_lies_in_its_range_ends_included(kind: Kind) -> None:
    assert [one(kind, value, low=1, high=5) for value in (1, 5)] == [None, None]
    assert [one(kind, value, low=1, high=5) for value in (0, 6)] == [say(OUT_OF_RANGE, low=1, high=5)] * 2


@pytest.mark.parametrize("kind", [Kind.INTEGER, Kind.NUMBER, Kind.PERCENT, Kind.SCALE])
@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), True, "1", [1]])
def test_what_is_no_finite_number_is_refused(kind: Kind, value: object) -> None:
    assert one(kind, value) == say(WRONG_KIND)


@pytest.mark.parametrize("kind", [Kind.INTEGER, Kind.NUMBER])
@pytest.mark.parametrize("value", [10**16, -(10**16), 10**400])
def test_a_number_no_column_can_hold_is_refused(kind: Kind, value: int) -> None:
    assert one(kind, value) is not None


@pytest.mark.parametrize("kind", [Kind.INTEGER, Kind.SCALE])
@pytest.mark.parametrize("value", [2.5, 2.0])
def test_a_count_is_no_fraction(kind: Kind, value: float) -> None:
    assert one(kind, value) == say(NOT_WHOLE)


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Kind.TEXT, ["字"], [1, ["a"], b"a"]),
        (Kind.YES_NO, [True, False], [1, 0, "yes"]),
        (Kind.DATE, [date(2026, 11, 20)], [datetime(2026, 11, 20, tzinfo=UTC), "2026-11-20", 20261120]),
        (Kind.MOMENT, [datetime(2026, 11, 20, tzinfo=UTC)], [datetime(2026, 11, 20), date(2026, 11, 20), "now"]),  # noqa: DTZ001
        (Kind.CHOICE, ["red"], ["green", "Red", 1, ["red"], {"red"}]),
        (Kind.LINK, [1], ["1", True, 1.0, [1], 0, -1, 2**63]),
        (Kind.LINKS, [[1, 2]], [1, [True], ["1"], [1, None], (1,)]),
    ],
)
def test_a_value_is_of_its_kind(kind: Kind, good: list[object], bad: list[object]) -> None:
    assert [one(kind, value) for value in good] == [None] * len(good)
    assert [value for value in bad if one(kind, value) is None] == []


@pytest.mark.parametrize(("year", "right"), [(1969, False), (1970, True), (2099, True), (2100, False)])
def test_a_year_is_one_that_somebody_may_have_meant(year: int, right: bool) -> None:
    problem = None if right else say(TOO_FAR)
    assert one(Kind.DATE, date(year, 6, 1)) == problem
    assert one(Kind.MOMENT, datetime(year, 6, 1, tzinfo=UTC)) == problem


def test_a_value_with_braces_is_quoted_as_it_is() -> None:
    problem = one(Kind.CHOICE, "{label}{0}")
    assert problem is not None
    assert "{label}{0}" in problem.zh


def test_empty_text_and_lists_are_nothing_and_other_values_stay() -> None:
    assert [clean(value) for value in ("", "  ", "\u200b\n", [], 0, False, None)] == [None, None, None, None, 0, False, None]


def test_a_list_names_each_record_once_in_its_order() -> None:
    assert clean([3, 1, 3, 2, 1]) == [3, 1, 2]


def test_lines_and_tabs_are_kept_and_every_line_ends_the_same_way() -> None:
    assert clean("一\r\n二\r三\n\t四") == "一\n二\n三\n\t四"


def test_marks_nobody_sees_are_taken_out() -> None:
    assert [f"U+{ord(mark):04X}" for mark in UNSEEN if clean(f"甲{mark}乙") != "甲乙"] == []


WORDS = st.text(st.one_of(st.characters(), st.sampled_from([*UNSEEN, "e", "\u0301", "\r", "\n", " ", "\u3000", "\ud800"])))


@given(WORDS)
@example("e\u200b\u0301")
@example("\r\x00\n")
@example(" \u200b \u0301")
def test_clean_text_is_normal_visible_storable_and_cleaning_again_changes_nothing(words: str) -> None:
    cleaned = clean(words)
    if cleaned is None:
        return
    assert isinstance(cleaned, str)
    assert cleaned == unicodedata.normalize("NFC", cleaned) == cleaned.strip() == clean(cleaned)
    assert not set(cleaned) & {*UNSEEN, "\r"}
    assert cleaned.encode()


ANYTHING = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.dates(), st.datetimes(), st.lists(st.integers()))


@given(st.sampled_from([field for table in TABLES.values() for field in table.fields]), ANYTHING)
def test_no_value_makes_the_check_fail(field: Field, value: object) -> None:
    found = check(Table("t", LABEL, (field,), field.name), {field.name: clean(value)}, {field.choices: ("a",)})
    assert found.keys() <= {field.name}
