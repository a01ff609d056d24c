"""The declarations: whatever a field names exists, names are unique, and everything is said in both languages."""

import re
from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest

from core.schema.check import check, clean
from core.schema.choices import BUILT_IN, FIXED, OPEN, Choice
from core.schema.columns import LEDGER, schema, sql_types
from core.schema.field import Kind, Table
from core.schema.tables import TABLES
from core.text import Text

CHINESE = re.compile(r"[\u4e00-\u9fff]")
NUMBERS = {Kind.INTEGER, Kind.NUMBER, Kind.PERCENT, Kind.SCALE}
BY_TABLE = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())


def texts() -> Iterator[tuple[str, Text]]:
    for table in TABLES.values():
        yield table.name, table.label
        for field in table.fields:
            yield f"{table.name}.{field.name}", field.label
            if field.help is not None:
                yield f"{table.name}.{field.name}.help", field.help
    for name, entries in BUILT_IN.items():
        yield from ((f"{name}.{entry.key}", entry.label) for entry in entries)


def test_everything_is_said_in_both_languages() -> None:
    said = dict(texts())
    assert [
        where for where, text in said.items() if not (text.zh and text.zh == text.zh.strip() and text.en and text.en == text.en.strip())
    ] == []
    assert [where for where, text in said.items() if not CHINESE.search(text.zh)] == ["language.en"]
    assert [where for where, text in said.items() if CHINESE.search(text.en)] == ["language.zh"]


@BY_TABLE
def test_a_choice_names_a_dictionary_a_link_a_table_and_no_other_field_either(table: Table) -> None:
    assert [f.name for f in table.fields if (f.choices in BUILT_IN) != (f.kind is Kind.CHOICE)] == []
    assert [f.name for f in table.fields if f.choices and f.kind is not Kind.CHOICE] == []
    assert [f.name for f in table.fields if (f.to in TABLES) != (f.kind in {Kind.LINK, Kind.LINKS})] == []


@BY_TABLE
def test_the_bounds_of_a_field_can_be_met(table: Table) -> None:
    assert [f.name for f in table.fields if f.low is not None and f.kind not in NUMBERS] == []
    assert [f.name for f in table.fields if f.high is not None and f.kind not in NUMBERS | {Kind.TEXT, Kind.LONG_TEXT}] == []
    assert [f.name for f in table.fields if f.low is not None and f.high is not None and f.low >= f.high] == []


@BY_TABLE
def test_a_default_passes_its_own_check(table: Table) -> None:
    alone = Table("t", table.label, tuple(f for f in table.fields if f.default is not None), table.title)
    dictionaries = {name: [entry.key for entry in entries] for name, entries in BUILT_IN.items()}
    assert check(alone, {f.name: clean(f.default) for f in alone.fields}, dictionaries) == {}


@BY_TABLE
def test_names_are_unique_and_none_is_the_ledgers(table: Table) -> None:
    names = [field.name for field in table.fields]
    assert len(names) == len(set(names)) == len(table.by_name)
    assert not LEDGER.keys() & set(names)
    assert all(re.fullmatch(r"[a-z][a-z_]*", name) for name in (table.name, *names))


@BY_TABLE
def test_no_two_fields_of_a_form_carry_the_same_label(table: Table) -> None:
    for labels in ([field.label.zh for field in table.fields], [field.label.en for field in table.fields]):
        assert len(labels) == len(set(labels))


@BY_TABLE
def test_titles_unique_groups_and_numbers_rest_on_fields(table: Table) -> None:
    assert table.title in table.by_name
    assert {name for names in table.unique for name in names} <= table.by_name.keys()
    assert bool(table.prefix) == ("number" in table.by_name)


def test_no_two_tables_share_a_label_or_a_prefix() -> None:
    for marks in (
        [t.label.zh for t in TABLES.values()],
        [t.label.en for t in TABLES.values()],
        [t.prefix for t in TABLES.values() if t.prefix],
    ):
        assert len(marks) == len(set(marks))


@BY_TABLE
def test_a_frame_has_the_ledgers_columns_and_then_the_tables_own(table: Table) -> None:
    columns = [*LEDGER, *table.by_name]
    assert list(schema(table)) == list(sql_types(table)) == columns
    assert pl.DataFrame(schema=schema(table)).columns == columns


@BY_TABLE
def test_what_only_actions_write_is_not_typed_in(table: Table) -> None:
    assert [field.name for field in table.typed] == [field.name for field in table.fields if field.typed]
    assert "number" not in [field.name for field in table.typed]


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_words_of_a_dictionary_tell_its_entries_apart(name: str) -> None:
    entries: tuple[Choice, ...] = BUILT_IN[name]
    marks: list[Any] = [entry.key for entry in entries], [entry.label.zh for entry in entries], [entry.label.en for entry in entries]
    assert entries
    assert all(len(found) == len(set(found)) for found in marks)
    aliases = [alias for entry in entries for alias in entry.aliases]
    assert len(aliases) == len(set(aliases))


def test_a_dictionary_is_fixed_or_open() -> None:
    assert not FIXED.keys() & OPEN.keys()
    assert BUILT_IN.keys() == FIXED.keys() | OPEN.keys()


@BY_TABLE
def test_no_word_of_a_table_names_two_of_its_fields(table: Table) -> None:
    words = [word for field in table.fields for word in {field.name, field.label.zh, field.label.en, *field.aliases}]
    assert sorted(words) == sorted(set(words))


@pytest.mark.parametrize("dictionary", BUILT_IN)
def test_no_word_of_a_dictionary_means_two_of_its_entries(dictionary: str) -> None:
    words = [word for choice in BUILT_IN[dictionary] for word in {choice.key, choice.label.zh, choice.label.en, *choice.aliases}]
    assert sorted(words) == sorted(set(words))
