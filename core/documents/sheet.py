"""A sheet of text cells, as it came out of an uploaded file: its limits, and why a file is refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from core.text import Text

MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELL = 10_000  # characters


class Refused(Exception):
    """A file that is not read at all. reason says why, and what to do, in both languages."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True)
class Sheet:
    """One row per row of the file that is not blank.

    header holds the column names, each once; rows has a String column for each, cells as they stand in the file, empty as "".
    numbers holds each row's place in the file, from 1, headings included: the number a person sees in Excel.
    encoding is how the text was read ("" for a workbook); sheets lists a workbook's sheets and sheet is the one read.
    notes are worth a look before importing, but no reason to refuse.
    """

    header: tuple[str, ...]
    rows: pl.DataFrame
    numbers: tuple[int, ...]
    encoding: str = ""
    sheets: tuple[str, ...] = ()
    sheet: str = ""
    notes: tuple[Text, ...] = ()


def lay_out(lines: Iterable[Sequence[str]], *, even: bool) -> Sheet:
    """Lines of cells as a sheet: the first line that is not blank is the header, blank lines are left out.

    With even, a line with more or fewer cells than the header is refused: in a text file that is how a cut or damaged row shows.
    """
    header: list[str] | None = None
    numbers: list[int] = []
    rows: list[Sequence[str]] = []
    for number, line in enumerate(lines, start=1):
        _check_line(number, line)
        if not any(map(str.strip, line)):
            continue
        if header is None:
            header = list(line)
            continue
        if even and len(line) != len(header):
            raise Refused(_uneven(number, len(line), len(header)))
        if len(rows) == MAX_ROWS:
            raise Refused(too_many_rows())
        numbers.append(number)
        rows.append(line)
    if header is None or not rows:
        raise Refused(Text("文件里没有数据行。", "The file has no rows of data."))
    width = max(len(header), *(len(row) for row in rows))
    columns = list(zip(*(tuple(row) + ("",) * (width - len(row)) for row in rows), strict=True))
    names = _names(header + [""] * (width - len(header)), columns)
    used = [place for place, name in enumerate(names) if name]
    frame = pl.DataFrame([pl.Series(names[place], columns[place], dtype=pl.String) for place in used])
    return Sheet(tuple(names[place] for place in used), frame, tuple(numbers))


def too_many_rows() -> Text:
    """The refusal of a file with more rows than may be imported at once."""
    return Text(f"文件超过 {MAX_ROWS:,} 行，请拆分后再导入。", f"The file has more than {MAX_ROWS:,} rows: split it and import the parts.")


def _check_line(number: int, line: Sequence[str]) -> None:
    if len(line) > MAX_COLUMNS:
        raise Refused(Text(f"第 {number} 行超过 {MAX_COLUMNS} 列。", f"Row {number} has more than {MAX_COLUMNS} columns."))
    if max(map(len, line), default=0) > MAX_CELL:
        raise Refused(
            Text(f"第 {number} 行有单元格超过 {MAX_CELL:,} 个字符。", f"A cell in row {number} is longer than {MAX_CELL:,} characters.")
        )


def _uneven(number: int, found: int, expected: int) -> Text:
    return Text(
        f"第 {number} 行有 {found} 列，而表头有 {expected} 列：文件可能被截断或损坏，请重新导出。",
        f"Row {number} has {found} cells, but the header has {expected}: the file may be cut short or damaged. Export it again.",
    )


def _names(header: Sequence[str], columns: Sequence[Sequence[str]]) -> list[str]:
    """A name for each column: its heading, made unique; its letter where the heading is blank; none where it is all blank."""
    names: list[str] = []
    for place, heading in enumerate(header):
        name = " ".join(heading.split())
        if not name and any(cell.strip() for cell in columns[place]):
            name = f"({_letter(place)})"
        base, times = name, 1
        while name and name in names:
            times += 1
            name = f"{base} ({times})"
        names.append(name)
    return names


def _letter(place: int) -> str:
    return (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)
