"""Cells that a spreadsheet shows as text and never runs."""

# What Excel, WPS or LibreOffice may take for the start of a formula, full-width forms too.
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\x00", "＝", "＋", "－", "＠")


def safe_cell(text: str) -> str:
    """The text with a leading ' if a spreadsheet could take it for a formula. For text only: numbers are written as numbers."""
    return f"'{text}" if text.startswith(_STARTS) else text
