"""Delimited text (CSV, TSV) as lines of cells, read strictly."""

import csv
import io
from collections.abc import Iterator

from core.documents.sheet import Refused
from core.text import Text

_DELIMITERS = ",;\t|"


def lines(text: str) -> Iterator[list[str]]:
    """The lines of cells, blank ones included. The delimiter is the one that parts the first line into most cells. Raises Refused."""
    number = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        for number, line in enumerate(reader, start=1):  # noqa: B007 the error below needs it
            yield line
    except csv.Error as error:
        raise Refused(_reason(number + 1, str(error))) from None


def ends_mid_line(text: str) -> bool:
    """Whether the last line has no line end though others have: the sign, often harmless, of a file cut in its last cell."""
    return "\n" in text and not text.endswith(("\n", "\r"))


def _delimiter(text: str) -> str:
    start = text.lstrip()
    return max(_DELIMITERS, key=lambda delimiter: _width(start, delimiter))


def _width(text: str, delimiter: str) -> int:
    try:
        return len(next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), []))
    except csv.Error:
        return 0


def _reason(number: int, error: str) -> Text:
    if "unexpected end" in error:
        return Text(
            f"第 {number} 行的引号没有结束：文件可能被截断，请重新导出。",
            f"In row {number} a quote is opened and never closed: the file may be cut short. Export it again.",
        )
    if "field larger" in error:
        return Text(f"第 {number} 行有单元格过长，可能是引号没有配对。", f"A cell in row {number} is too long: a quote may be missing.")
    return Text(
        f"第 {number} 行的引号或换行不合规范，请重新导出。", f"In row {number} quotes or line ends are wrong: export the file again."
    )
