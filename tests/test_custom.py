"""Custom fields as plain data: what a field record declares, and its values in a record's extra and out of it again."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.custom import KINDS, PREFIX, choices, columns, customs, field, fields, packed, unpacked, with_custom, with_values
from core.schema.check import check, clean
from core.schema.choices import BUILT_IN, Choice
from core.schema.columns import LEDGER, schema
from core.schema.field import Kind
from core.schema.tables import TABLES
from core.text import Text

EMPTY = dict.fromkeys(TABLES["field"].by_name)
OWN = tuple(field(EMPTY | {"of": "request", "name": f"x_{kind}", "kind": kind, "label_zh": kind, "label_en": kind}) for kind in KINDS)
WORDS = st.text(max_size=20).map(clean)
VALUES: Mapping[Kind, st.SearchStrategy[Any]] = {
    Kind.TEXT: WORDS,
    Kind.LONG_TEXT: WORDS,
    Kind.NUMBER: st.floats(-1e15, 1e15) | st.integers(-(10**15), 10**15),
    Kind.DATE: st.dates(date(1970, 1, 1), date(2099, 12, 31)),
    Kind.YES_NO: st.booleans(),
    Kind.CHOICE: WORDS,
    Kind.LINK: st.integers(1, 2**63 - 1),
}
ROWS = st.fixed_dictionaries({own.name: st.none() | VALUES[own.kind] for own in OWN})


def records(*over: dict[str, Any]) -> pl.DataFrame:
    ledger = dict.fromkeys(LEDGER)
    rows = [ledger | EMPTY | {"id": number, "required": False, "active": True} | row for number, row in enumerate(over, 1)]
    return pl.DataFrame(rows, schema=schema(TABLES["field"]))


def vendor(**over: Any) -> dict[str, Any]:
    return {"of": "request", "name": "x_vendor", "kind": "text", "label_zh": "供应商", "label_en": "Vendor", "position": 1} | over


@given(ROWS)
def test_values_of_every_kind_come_back_as_they_were(row: dict[str, Any]) -> None:
    extra = packed(None, row, OWN)
    assert unpacked(extra, OWN) == row
    assert (extra is None) == all(value is None for value in row.values())


@given(st.lists(ROWS, max_size=5))
def test_the_columns_of_a_frame_hold_what_each_row_holds(rows: list[dict[str, Any]]) -> None:
    frame = pl.DataFrame(
        {"id": range(len(rows)), "extra": [packed(None, row, OWN) for row in rows]}, schema={"id": pl.Int64, "extra": pl.String}
    )
    read = columns(frame, OWN)
    assert read.drop("id", "extra").to_dicts() == [unpacked(extra, OWN) for extra in frame["extra"]]
    assert [read.schema[own.name] for own in OWN if own.kind is Kind.DATE] == [pl.Date]


@given(ROWS, ROWS)
def test_a_change_keeps_what_it_does_not_name_and_drops_what_it_empties(before: dict[str, Any], change: dict[str, Any]) -> None:
    named = dict(list(change.items())[:4])
    assert unpacked(packed(packed(None, before, OWN), named, OWN), OWN) == before | named


def test_the_same_values_are_the_same_text_whatever_their_order_and_a_whole_number_is_a_decimal() -> None:
    one, other = packed(None, {"x_text": "甲", "x_number": 3}, OWN), packed('{"x_text": "甲"}', {"x_number": 3.0}, OWN)
    assert one == other == '{"x_number": 3.0, "x_text": "甲"}'


def test_what_a_field_out_of_use_holds_stays_in_the_record() -> None:
    assert json.loads(str(packed('{"x_old": "旧"}', {"x_text": "新"}, OWN))) == {"x_old": "旧", "x_text": "新"}


def test_without_fields_of_ones_own_nothing_is_made_anew() -> None:
    declared, frame, row = TABLES["request"], pl.DataFrame({"extra": ['{"x_gone": 1}']}), {"extra": "not read"}
    assert with_custom(declared, ()) is declared
    assert columns(frame, ()) is frame
    assert with_values(row, ()) is row
    assert customs(TABLES, records()).tables is TABLES


def test_a_field_record_becomes_a_field_behind_the_declared_ones_in_its_order() -> None:
    rows = records(
        vendor(position=2, required=True, help_zh="全称"),
        vendor(name="x_class", kind="choice", label_zh="类别", label_en="Class", choices="a,甲,A\nb,乙,B"),
        vendor(name="x_old", label_zh="旧", label_en="Old", active=False),
        vendor(of="risk"),
    )
    found = customs(TABLES, rows)
    assert [one.name for one in found.tables["request"].fields][-2:] == ["x_class", "x_vendor"]
    assert found.tables["issue"] is TABLES["issue"]
    assert {name: [one.name for one in own] for name, own in found.used.items()} == {
        "request": ["x_class", "x_vendor"],
        "risk": ["x_vendor"],
    }
    assert [one.name for one in found.every["request"]] == ["x_class", "x_old", "x_vendor"]
    assert found.dictionaries == {"request.x_class": {"a": Choice("a", Text("甲", "A")), "b": Choice("b", Text("乙", "B"))}}
    made = fields(rows, "request")[-1]
    assert (made.label, made.required, made.help) == (Text("供应商", "Vendor"), True, Text("全称", "全称"))
    assert fields(rows, "task") == ()


def test_a_field_is_checked_like_any_other() -> None:
    own = fields(records(vendor(required=True), vendor(name="x_audited", kind="date", label_zh="审计日", label_en="Audited")), "request")
    alone = with_custom(TABLES["setting"], own)
    found = check(alone, {"name": "a", "x_vendor": None, "x_audited": "2026-11-20"}, {})
    assert {name: text.zh for name, text in found.items()} == {"x_vendor": "请填写供应商", "x_audited": "审计日的格式不对"}


def test_whether_it_is_so_is_never_required_of_anybody() -> None:
    assert not field(vendor(kind="yes_no", required=True) | {"help_zh": None, "help_en": None}).required


def test_choices_are_read_line_by_line_with_either_comma_and_a_key_where_none_is_given() -> None:
    assert choices("a,甲,A\n\n 乙 ， Two words \n丙,丙") == (
        *(Choice("a", Text("甲", "A")), Choice("two_words", Text("乙", "Two words")), Choice("丙", Text("丙", "丙"))),
    )
    assert choices(None) == ()


@pytest.mark.parametrize("line", ["甲", "a,甲,A,更多", "a,,A", ","])
def test_a_line_that_is_no_choice_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="2"):
        choices(f"甲,A\n{line}")


def test_every_kind_has_words_and_so_has_every_table_by_its_own_label() -> None:
    assert {one.key for one in BUILT_IN["field_kind"]} == KINDS.keys()
    assert {one.key: one.label for one in BUILT_IN["field_of"]} == {one.key: TABLES[one.key].label for one in BUILT_IN["field_of"]}


def test_no_declared_field_begins_like_one_of_an_organisations_own() -> None:
    assert [name for table in TABLES.values() for name in table.by_name if name.startswith(PREFIX)] == []
