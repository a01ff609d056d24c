"""An uploaded file as a sheet of text cells, or a clear refusal. Nothing in the file is trusted, its name least of all."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath
from types import MappingProxyType

from core.documents import delimited, encoding, workbook
from core.documents.sheet import MAX_CELL, MAX_COLUMNS, MAX_ROWS, Refused, Sheet, lay_out
from core.text import Text

__all__ = ["MAX_BYTES", "MAX_CELL", "MAX_COLUMNS", "MAX_ROWS", "Refused", "Sheet", "read"]

MAX_BYTES = 10 * 1024 * 1024

_TEXT_ENDINGS = frozenset({".csv", ".tsv", ".txt"})
_ZIP = b"PK\x03\x04"

# What a file is by its first bytes, whatever its name says.
_FOREIGN: Mapping[bytes, Text] = MappingProxyType(
    {
        b"\x7fELF": Text("程序", "a program"),
        b"\xd0\xcf\x11\xe0": Text("旧版 .xls 或有密码的工作簿", "an old .xls or a workbook with a password"),
        b"%PDF": Text(" PDF", "a PDF"),
        b"\x89PNG": Text("图片", "a picture"),
        b"\xff\xd8\xff": Text("图片", "a picture"),
        b"GIF8": Text("图片", "a picture"),
        b"\x1f\x8b": Text("压缩包", "an archive"),
        b"7z\xbc\xaf": Text("压缩包", "an archive"),
        b"Rar!": Text("压缩包", "an archive"),
        b"PK\x05\x06": Text("空的压缩包", "an empty archive"),
        b"{\\rtf": Text(" RTF 文档", "an RTF document"),
        b"<html": Text("网页", "a web page"),
        b"<!doc": Text("网页", "a web page"),
        b"<?xml": Text(" XML 文档", "an XML document"),
    }
)

_CUT = Text(
    "文件末尾没有换行：最后一行可能不完整，请核对。", "The file does not end with a line end: look whether its last row is complete."
)
_CHECK_CHINESE = Text("按 GB18030 读取：请在预览中核对文字。", "Read as GB18030: look at the preview to see that its words are right.")


def read(data: bytes, name: str, sheet: str | None = None) -> Sheet:
    """The cells of a CSV, TSV or XLSX file of that name; sheet chooses among a workbook's sheets, the first by default. Raises Refused."""
    if not data:
        raise Refused(Text("文件是空的。", "The file is empty."))
    if len(data) > MAX_BYTES:
        raise Refused(
            Text(
                f"文件超过 {MAX_BYTES >> 20} MB，请拆分后再导入。",
                f"The file is larger than {MAX_BYTES >> 20} MB: split it and import the parts.",
            )
        )
    ending = PurePath(name).suffix.lower()
    if ending != ".xlsx" and ending not in _TEXT_ENDINGS:
        raise Refused(Text("只能导入 .csv、.tsv、.txt 或 .xlsx 文件。", "Only .csv, .tsv, .txt and .xlsx files can be imported."))
    found = _foreign(data)
    if found is not None:
        raise Refused(
            Text(
                f"文件名以 {ending} 结尾，内容却是{found.zh}。请导出为 CSV 或 XLSX。",
                f"The name ends in {ending}, but this is {found.en}. Export it as CSV or XLSX.",
            )
        )
    if data.startswith(_ZIP) != (ending == ".xlsx"):
        raise Refused(Text(f"文件内容与扩展名 {ending} 不符。", f"The content of the file does not match its ending {ending}."))
    return workbook.read(data, sheet) if ending == ".xlsx" else _read_text(data)


def _read_text(data: bytes) -> Sheet:
    text, used = encoding.decode(data)
    laid = lay_out(delimited.lines(text), even=True)
    notes = (*([_CUT] if delimited.ends_mid_line(text) else []), *([_CHECK_CHINESE] if used == "gb18030" else []))
    return replace(laid, encoding=used, notes=notes)


def _foreign(data: bytes) -> Text | None:
    if data.startswith(b"MZ") and b"\x00" in data[:1024]:
        return Text("程序", "a program")
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return next((what for magic, what in _FOREIGN.items() if data.startswith(magic) or start.startswith(magic)), None)
