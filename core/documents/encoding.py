"""Bytes as text: UTF-8, UTF-16 with its mark, or GB18030, decided by strict decoding. What fits none is refused, never guessed.

charset-normalizer 3.5.2 was tried and not used: it takes English rows with a few GB18030 words in them for Korean (cp949).
"""

import codecs
import re

from core.documents.sheet import Refused
from core.text import Text

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ufffe\uffff]")
_HAN_AND_MARKS = re.compile(rb"(?:[\xb0-\xd7][\xa1-\xfe]|[\xa1-\xa3][\xa1-\xfe])")
_LIKELY = 0.85  # of the characters outside ASCII; Chinese business text has 0.97 or more

_HINT = Text("请在 Excel 中另存为“CSV UTF-8”后重试。", 'Save it from Excel as "CSV UTF-8" and try again.')


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding: utf-8, utf-16-le, utf-16-be or gb18030. Raises Refused."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _sound(_strict(data[len(bom) :], encoding)), encoding
    if b"\x00" in data:
        raise _refused(
            "文件含有空字节：不是文本，或是没有标记的 UTF-16。", "The file has NUL bytes: it is not text, or UTF-16 without its mark."
        )
    try:
        return _sound(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(data, error):
            raise _damaged(data, error) from None
    text = _sound(_strict(data, "gb18030"))
    if not _is_likely_chinese(text):
        raise _refused(
            "文件编码既不是 UTF-8，也不像 GB18030：照此读入会成为乱码。",
            "The file is not UTF-8, and read as GB18030 it makes no sense: the text would be garbled.",
        )
    return text, "gb18030"


def _refused(zh: str, en: str) -> Refused:
    return Refused(Text(f"{zh}{_HINT.zh}", f"{en} {_HINT.en}"))


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise _damaged(data, error) from None


def _damaged(data: bytes, error: UnicodeDecodeError) -> Refused:
    line = data.count(b"\n", 0, error.start) + 1
    return _refused(
        f"第 {line} 行附近的字节不是有效的文字：编码不对，或文件已损坏、被截断。",
        f"Near line {line} the bytes are not valid text: the encoding is wrong, or the file is damaged or cut short.",
    )


def _is_damaged_utf8(data: bytes, error: UnicodeDecodeError) -> bool:
    """Whether the bytes are UTF-8 but for a few, or for a character cut at the end: GB18030 would read them, as nonsense."""
    if error.start >= len(data) - 3 and not data[: error.start].isascii():
        return True
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    return sum(character > "\x7f" for character in text) - broken > broken


def _is_likely_chinese(text: str) -> bool:
    """Whether most characters outside ASCII are the everyday ones of GB 2312 (its first level and its punctuation).

    Western, Cyrillic, Japanese and Traditional Chinese encodings, read as GB18030, land on rare characters. Korean (EUC-KR) does not,
    so the preview still shows the text to a person.
    """
    wide = [character for character in text if character > "\x7f"]
    usual = {character for character in set(wide) if _HAN_AND_MARKS.fullmatch(character.encode("gb18030"))}
    return sum(character in usual for character in wide) >= _LIKELY * len(wide)


def _sound(text: str) -> str:
    """The text, if it has no characters that only wrong decoding leaves. Raises Refused."""
    if "锟斤拷" in text or _is_twice_encoded(text):
        raise _refused("文件内容在导出前已是乱码。", "The text was already garbled when the file was written.")
    bad = _CONTROL.search(text)
    if bad is not None:
        line, code = text.count("\n", 0, bad.start()) + 1, f"U+{ord(bad[0]):04X}"
        raise _refused(f"第 {line} 行含有控制字符或乱码（{code}）。", f"Line {line} has a control or replacement character ({code}).")
    return text


def _is_twice_encoded(text: str) -> bool:
    """Whether UTF-8 was once read as Western text and written as UTF-8 again."""
    if text.isascii():
        return False
    for western in ("latin-1", "cp1252"):
        try:
            text.encode(western).decode("utf-8")
        except UnicodeError:
            continue
        return True
    return False
