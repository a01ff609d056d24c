"""A text in both of our languages, and the choice between them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The languages Tongpin speaks; Chinese comes first."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """One text, written in Chinese and in English. "{n} open issue(s)" loses or keeps its s by the number."""

    zh: str
    en: str

    def say(self, language: Language, **values: object) -> str:
        """The text in that language, its {placeholders} filled from values."""
        words = self.zh if language is Language.ZH else _counted(self.en, values)
        return words.format(**values) if values else words

    def filled(self, **values: object) -> "Text":
        """The text with its {placeholders} filled in both languages; a text among the values stands in the language of each."""
        zh = {name: value.zh if isinstance(value, Text) else value for name, value in values.items()}
        en = {name: value.en if isinstance(value, Text) else value for name, value in values.items()}
        return Text(self.zh.format(**zh), _counted(self.en, en).format(**en))


_COUNTED = re.compile(r"(\{(\w+)\}(?: [\w-]+)*? [\w-]+)\(s\)")


def _counted(words: str, values: Mapping[str, object]) -> str:
    """What is counted, in the singular where there is one."""
    return _COUNTED.sub(lambda found: found[1] + ("" if str(values.get(found[2])) == "1" else "s"), words) if "(s)" in words else words
