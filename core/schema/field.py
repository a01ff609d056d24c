"""How a record type is declared: its table, its fields and their kinds. Plain data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from core.text import Text


class Kind(StrEnum):
    """What a field holds. A link holds the id of a record, links a list of ids, tags a list of words."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    NUMBER = "number"
    PERCENT = "percent"
    SCALE = "scale"
    YES_NO = "yes_no"
    DATE = "date"
    MOMENT = "moment"
    CHOICE = "choice"
    LINK = "link"
    LINKS = "links"


@dataclass(frozen=True)
class Field:
    """One field of a record.

    low and high bound a number, or the length of a text in characters.
    choices names the dictionary of a choice, to the table of a link.
    typed is False for what only actions write (clocks, states, numbers): such a field is shown, never typed in.
    aliases are other labels under which an import may find the field.
    """

    name: str
    kind: Kind
    label: Text
    required: bool = False
    low: float | None = None
    high: float | None = None
    choices: str = ""
    to: str = ""
    typed: bool = True
    default: object = None
    help: Text | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One record type.

    title names the field that names a record to a person; prefix starts its numbers (XQ-2026-0001).
    unique lists groups of fields in which no two standing records may agree.
    """

    name: str
    label: Text
    fields: tuple[Field, ...]
    title: str
    prefix: str = ""
    unique: tuple[tuple[str, ...], ...] = field(default=())

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by their name."""
        return {field.name: field for field in self.fields}

    @property
    def typed(self) -> tuple[Field, ...]:
        """The fields a person fills in, in the order of the form."""
        return tuple(field for field in self.fields if field.typed)
