"""Text other people typed, made safe to stand in a Streamlit label or in markdown."""

import re

_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~:$@&^=])")


def plain(text: object) -> str:
    """The text with every mark of markdown escaped: it shows exactly as typed, and loads nothing."""
    return _MARKS.sub(r"\\\1", str(text)).replace("\n", " ")
