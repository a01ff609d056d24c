"""The dictionaries in force: what comes built in, overridden and added to by the choice records."""

from collections.abc import Mapping

import polars as pl

from core.schema.choices import BUILT_IN, OPEN, Choice
from core.text import Text

Vocabulary = Mapping[str, Mapping[str, Choice]]


def vocabulary(choices: pl.DataFrame) -> Vocabulary:
    """Dictionary → key → entry, in the order to be shown. Fixed dictionaries take new labels, but neither new keys nor losses."""
    words = {name: {entry.key: entry for entry in entries} for name, entries in BUILT_IN.items()}
    for row in choices.sort("position").iter_rows(named=True):
        entries = words.setdefault(row["dictionary"], {})
        key, standing = row["key"], entries.get(row["key"])
        if row["dictionary"] in OPEN and not row["active"]:
            entries.pop(key, None)
        elif standing or row["dictionary"] in OPEN:
            entries[key] = Choice(key, Text(row["zh"], row["en"]), standing.aliases if standing else ())
    return words
