"""A text in both of our languages, and the choice between them."""

from dataclasses import dataclass
from enum import StrEnum


class Language(StrEnum):
    """The languages Tongpin speaks; Chinese comes first."""

    ZH = "zh"
    EN = "en"


@dataclass(frozen=True, slots=True)
class Text:
    """One text, written in Chinese and in English."""

    zh: str
    en: str

    def say(self, language: Language, **values: object) -> str:
        """The text in that language, its {placeholders} filled from values."""
        words = self.zh if language is Language.ZH else self.en
        return words.format(**values) if values else words

    def filled(self, **values: object) -> "Text":
        """The text with its {placeholders} filled in both languages; a text among the values stands in the language of each."""
        zh = {name: value.zh if isinstance(value, Text) else value for name, value in values.items()}
        en = {name: value.en if isinstance(value, Text) else value for name, value in values.items()}
        return Text(self.zh.format(**zh), self.en.format(**en))
