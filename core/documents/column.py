"""One column of a sheet, read as one field: its choices by their words, its links by their names."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo

from core.documents.plan import Plan
from core.documents.values import Unreadable, by_word, reader, word, yes_no
from core.schema.check import LENGTHS, NOT_A_CHOICE, clean, filled
from core.schema.choices import Choice
from core.schema.field import Field, Kind
from core.schema.tables import TABLES
from core.text import Text

UNKNOWN = Text("没有名为“{name}”的{table}", 'There is no {table} called "{name}"')
SEVERAL = Text("有几个{table}都叫“{name}”", 'More than one {table} is called "{name}"')
LONG_NAME = Text("{table}名称“{name}”超过 {high} 个字符", 'The {table} name "{name}" is longer than {high} characters')

_BETWEEN = re.compile(r"[、，,;；/|\n]+")


class Column:
    """Reads each distinct text only once. spellings: table of unknown names that may be created → word → the spelling first met."""

    def __init__(
        self,
        texts: list[str],
        one: Field,
        plan: Plan,
        known: Mapping[str, Mapping[str, int]],
        dictionaries: Mapping[str, Sequence[Choice]],
        spellings: Mapping[str, dict[str, str]],
        zone: tzinfo,
    ) -> None:
        self.texts = texts
        self.field = one
        chosen = {word(text): key for text, key in plan.values.get(one.name, {}).items()}
        self._missing = frozenset(
            mark for mark in plan.missing if word(mark) not in chosen and not (one.kind is Kind.YES_NO and yes_no(mark) is not None)
        )
        self._seen: dict[str, tuple[object, Text | None]] = {}
        if one.kind is Kind.CHOICE:
            self._value = _choice_reader(one, by_word(dictionaries[one.choices]) | chosen)
        elif one.kind in {Kind.LINK, Kind.LINKS}:
            self._value = _link_reader(one, known.get(one.to, {}), spellings.get(one.to))
        else:
            self._value = reader(one.kind, plan.date_order, zone)

    def read(self, place: int) -> tuple[object, Text | None]:
        """The value at that place, None when missing, and its problem."""
        text = self.texts[place]
        if text not in self._seen:
            self._seen[text] = self._read(text)
        return self._seen[text]

    def _read(self, text: str) -> tuple[object, Text | None]:
        plain = clean(text)
        if not isinstance(plain, str) or plain in self._missing:
            return None, None
        try:
            return clean(self._value(plain)), None
        except Unreadable as error:
            return None, error.text


def _choice_reader(one: Field, words: Mapping[str, str]) -> Callable[[str], object]:
    def read(text: str) -> str:
        key = words.get(word(text)) or words.get(word(text, bare=True))
        if key is None:
            raise Unreadable(filled(NOT_A_CHOICE, one, value=text))
        return key

    return read


def _link_reader(one: Field, known: Mapping[str, int], spellings: dict[str, str] | None) -> Callable[[str], object]:
    """Reads the id of the record of that name; with spellings, the name itself of one that does not exist yet."""
    records: dict[str, set[int]] = {}
    for label, record in known.items():
        records.setdefault(word(label), set()).add(record)
    target = TABLES[one.to]
    title = target.by_name[target.title]
    high = int(title.high or LENGTHS.get(title.kind, 200))

    def refuse(text: Text, name: str) -> Unreadable:
        zh = text.zh.format(name=name, table=target.label.zh, high=high)
        return Unreadable(Text(zh, text.en.format(name=name, table=target.label.en.lower(), high=high)))

    def read_one(name: str) -> int | str:
        found = records.get(word(name), set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise refuse(SEVERAL, name)
        if spellings is None:
            raise refuse(UNKNOWN, name)
        if len(name) > high:
            raise refuse(LONG_NAME, name)
        return spellings.setdefault(word(name), name)

    def read_many(text: str) -> list[int | str]:
        names = [text] if word(text) in records else [name.strip() for name in _BETWEEN.split(text) if name.strip()]
        return [read_one(name) for name in names]

    return read_many if one.kind is Kind.LINKS else read_one
