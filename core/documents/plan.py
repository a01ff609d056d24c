"""How a sheet is to be imported: which column feeds which field, and how its words are read. Guessed first, corrected by hand."""

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from core.documents.dates import DateOrder, guess_order
from core.documents.sheet import Sheet
from core.documents.values import NUMBERS, by_word, number, word, yes_no
from core.schema.choices import Choice
from core.schema.field import Field, Kind, Table

MISSING_MARKS = ("?", "-", "--", "—", "——", "/", "NA", "N/A", "n/a", "#N/A", "NULL", "null", "None", "NaN", "无", "暂无")
_DATED = frozenset({Kind.DATE, Kind.MOMENT})
_CLOSE = 0.85
_SAMPLE = 200  # distinct values looked at to judge what a column holds


@dataclass(frozen=True)
class Plan:
    """columns: field → column it is read from; a column may feed several fields.

    date_order is None when the data does not decide it: dates that could be two days are then problems.
    missing are the words, besides blank cells, that mean nothing was recorded.
    values: choice field → word in the file → key of the dictionary (lower case and blanks do not matter).
    keys are columns: of rows that agree in all of them, only the last is imported. Empty: every row is.
    constants: field → typed value, wherever the file gives none. create_missing names the tables in which an unknown name becomes a record.
    """

    columns: Mapping[str, str]
    date_order: DateOrder | None = None
    missing: tuple[str, ...] = ()
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    keys: tuple[str, ...] = ()
    constants: Mapping[str, object] = field(default_factory=dict)
    create_missing: frozenset[str] = frozenset()


def guess(sheet: Sheet, table: Table, dictionaries: Mapping[str, Sequence[Choice]]) -> Plan:
    """A first plan from the headings and the data. Keys, constants and new records are a person's decision and stay empty."""
    columns = _columns(sheet, table)
    dated = [columns[name] for name in columns if table.by_name[name].kind in _DATED]
    missing = tuple(mark for mark in MISSING_MARKS if any((sheet.rows[column].str.strip_chars() == mark).any() for column in sheet.header))
    values = {
        name: _known_words(sheet.rows[column], dictionaries[table.by_name[name].choices])
        for name, column in columns.items()
        if table.by_name[name].kind is Kind.CHOICE
    }
    return Plan(columns, guess_order(text for column in dated for text in sheet.rows[column].unique()), missing, values)


def _columns(sheet: Sheet, table: Table) -> dict[str, str]:
    """Field → column: headings that are one of the field's names, then unique close matches whose data fits the field's kind."""
    free = {heading(column): column for column in reversed(sheet.header)}
    found: dict[str, str] = {}
    for one in table.fields:
        name = next((name for name in _names(one) if name in free), None)
        if name is not None:
            found[one.name] = free.pop(name)
    close: dict[str, list[str]] = {}
    for one in table.fields:
        if one.name not in found:
            near = {match for name in _names(one) for match in difflib.get_close_matches(name, free, n=3, cutoff=_CLOSE)}
            fitting = [match for match in near if _fits(one, sheet.rows[free[match]])]
            if len(fitting) == 1:
                close.setdefault(fitting[0], []).append(one.name)
    found |= {fields[0]: free[match] for match, fields in close.items() if len(fields) == 1}
    return {one.name: found[one.name] for one in table.fields if one.name in found}


def heading(text: str) -> str:
    """A heading or label for comparing: case, blanks, punctuation and full-width forms do not matter."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def _names(one: Field) -> list[str]:
    return list(dict.fromkeys(name for text in (one.name, one.label.zh, one.label.en, *one.aliases) if (name := heading(text))))


def _fits(one: Field, column: pl.Series) -> bool:
    """Whether most values could be of the field's kind: tells resolve_by (a time) from resolved_by (a person)."""
    sample = [text for text in column.str.strip_chars().unique(maintain_order=True).head(_SAMPLE) if text and text not in MISSING_MARKS]
    if one.kind in _DATED:
        good = [text for text in sample if re.match(r"\d{1,4}\D", text) or re.search(r"\d{4}", text)]
    elif one.kind in NUMBERS:
        good = [text for text in sample if number(text) is not None]
    elif one.kind is Kind.YES_NO:
        good = [text for text in sample if yes_no(text) is not None]
    else:
        return True
    return 2 * len(good) >= len(sample)


def _known_words(column: pl.Series, choices: Sequence[Choice]) -> dict[str, str]:
    known = by_word(choices)
    texts = [text for text in column.str.strip_chars().unique(maintain_order=True).head(_SAMPLE) if text]
    return {text: key for text in texts if (key := known.get(word(text)) or known.get(word(text, bare=True))) is not None}
