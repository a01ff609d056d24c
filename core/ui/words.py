"""Text other people typed, made safe to stand in a Streamlit label or in markdown."""

import re

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~:$@&^=])")

# Streamlit looks for these after the marks are read, where no backslash helps: links, mail addresses, icons, arrows.
_JOINS = re.compile(r"(?<=:)(?=[A-Za-z_/+-])|(?<=@)|(?<=www)(?=\.)|(?<=[-<>~])(?=[->=])", re.IGNORECASE)

# Takes no room, breaks no line, and is never in a record: core.schema.check takes it out.
_JOINER = "\u2060"


def plain(text: object) -> str:
    """The text with every mark of markdown escaped: it shows exactly as typed, and loads and links nothing."""
    return _MARKS.sub(r"\\\1", _JOINS.sub(_JOINER, str(text))).replace("\n", " ")


def segment(words: object) -> str:
    """A label of a segmented control, from safe markdown: in the theme's grey, as Streamlit's colour for the chosen one is faint on dark.

    The frame and the tint still tell the chosen one apart.
    """
    return f":gray[{words}]"
