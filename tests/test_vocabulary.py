"""The dictionaries in force: built in, renamed, added to, and what may not be lost."""

from typing import Any

import polars as pl

from core.schema.choices import BUILT_IN
from core.text import Text
from core.vocabulary import vocabulary
from tests import builders as b

SCHEMA = {"dictionary": pl.String, "key": pl.String, "zh": pl.String, "en": pl.String, "position": pl.Int64, "active": pl.Boolean}


def words(*rows: dict[str, Any]) -> Any:
    return vocabulary(pl.DataFrame(list(rows), schema=SCHEMA))


def test_without_records_the_dictionaries_are_as_built_in() -> None:
    assert {name: list(entries.values()) for name, entries in words().items()} == {
        name: list(entries) for name, entries in BUILT_IN.items()
    }


def test_a_renamed_entry_keeps_its_place_and_the_words_an_import_knows() -> None:
    entries = words(b.choice(key="normal", zh="普通", en="Ordinary"))["urgency"]
    assert list(entries) == ["urgent", "important", "normal"]
    assert (entries["normal"].label, entries["normal"].aliases) == (Text("普通", "Ordinary"), ("一般", "普通"))


def test_new_entries_of_an_open_dictionary_follow_in_their_order() -> None:
    entries = words(b.choice(key="later", position=2), b.choice(key="sooner", position=1))["urgency"]
    assert list(entries) == ["urgent", "important", "normal", "sooner", "later"]


def test_an_open_dictionary_loses_what_is_switched_off() -> None:
    assert "important" not in words(b.choice(key="important", active=False))["urgency"]
    assert "unknown" not in words(b.choice(key="unknown", active=False))["urgency"]


def test_a_fixed_dictionary_takes_new_labels_but_neither_new_keys_nor_losses() -> None:
    entries = words(
        b.choice(dictionary="role", key="lead", zh="项目经理", en="Project manager", active=False),
        b.choice(dictionary="role", key="boss"),
    )["role"]
    assert list(entries) == [entry.key for entry in BUILT_IN["role"]]
    assert entries["lead"].label.zh == "项目经理"


def test_the_built_in_dictionaries_are_never_touched() -> None:
    words(b.choice(key="normal", zh="普通"))
    assert words()["urgency"]["normal"].label.zh == "常规"
