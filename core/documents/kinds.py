"""Which files may be attached to records: those whose ending is known and whose content is what the ending says."""

import codecs
import io
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.text import Text

EMPTY = Text("“{name}”是空文件", '"{name}" is empty')
NOT_ALLOWED = Text("“{name}”的格式不能上传；可以上传：{endings}", '"{name}" is not of a kind that can be attached: {endings}')
DIFFERENT = Text(
    "“{name}”的内容与扩展名 .{ending} 不符（带宏或打开密码的 Office 文件也不能上传）",
    'The content of "{name}" does not match its ending .{ending} (Office files with macros or a password are refused too)',
)

# The list of parts in an office document; an honest one has a few kilobytes.
_MOST_TYPES = 1 << 20


@dataclass(frozen=True)
class Kind:
    """What a file is called on the way to a browser, and whether its content is of this kind."""

    media_type: str
    fits: Callable[[bytes], bool]


def ending(name: str) -> str:
    """The ending of a file's name, in small letters and without the dot."""
    return name.rpartition(".")[2].lower() if "." in name else ""


def problem(name: str, data: bytes) -> Text | None:
    """Why a file of that name may not be attached, or None."""
    kind = KINDS.get(ending(name))
    if kind is None:
        return _about(NOT_ALLOWED, name)
    if not data:
        return _about(EMPTY, name)
    return None if kind.fits(data) else _about(DIFFERENT, name)


def _about(text: Text, name: str) -> Text:
    values = {"name": name, "ending": ending(name)}
    return Text(text.zh.format(**values, endings="、".join(KINDS)), text.en.format(**values, endings=", ".join(KINDS)))


def _begins(*marks: bytes) -> Callable[[bytes], bool]:
    return lambda data: data.startswith(marks)


def _webp(data: bytes) -> bool:
    return data.startswith(b"RIFF") and data[8:12] == b"WEBP"


def _text(data: bytes) -> bool:
    """Whether the bytes are text: UTF-8, UTF-16 with its mark, or GB18030, without NUL."""
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if marked else ("utf-8", "gb18030"):
        try:
            return "\x00" not in data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return False


def _office(folder: str) -> Callable[[bytes], bool]:
    """Whether the bytes are a document of Office Open XML whose main part lies in that folder, without macros."""

    def fits(data: bytes) -> bool:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as parcel:
                names = [name.lower() for name in parcel.namelist()]
                with parcel.open("[Content_Types].xml") as part:
                    types = part.read(_MOST_TYPES + 1)
        except (zipfile.BadZipFile, zlib.error, KeyError, RuntimeError, OSError, EOFError, ValueError):
            return False
        # Without the NULs of UTF-16, in which the list may be written too.
        words = types.replace(b"\x00", b"").lower()
        macros = b"macroenabled" in words or b"vbaproject" in words or any("vbaproject" in name for name in names)
        return (
            data.startswith(b"PK\x03\x04") and len(types) <= _MOST_TYPES and not macros and any(name.startswith(folder) for name in names)
        )

    return fits


_OFFICE = "application/vnd.openxmlformats-officedocument"

# Nothing a browser or an office program would run, and no archives: what is in them could be anything.
KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "pdf": Kind("application/pdf", _begins(b"%PDF-")),
        "docx": Kind(f"{_OFFICE}.wordprocessingml.document", _office("word/")),
        "xlsx": Kind(f"{_OFFICE}.spreadsheetml.sheet", _office("xl/")),
        "pptx": Kind(f"{_OFFICE}.presentationml.presentation", _office("ppt/")),
        "csv": Kind("text/csv", _text),
        "txt": Kind("text/plain", _text),
        "md": Kind("text/markdown", _text),
        "png": Kind("image/png", _begins(b"\x89PNG\r\n\x1a\n")),
        "jpg": Kind("image/jpeg", _begins(b"\xff\xd8\xff")),
        "jpeg": Kind("image/jpeg", _begins(b"\xff\xd8\xff")),
        "gif": Kind("image/gif", _begins(b"GIF87a", b"GIF89a")),
        "webp": Kind("image/webp", _webp),
    }
)
