"""Attachments: which file belongs to which record; the bytes lie in core/store/files.py under their hash."""

from core.schema.field import Field, Kind, Table
from core.text import Text

ATTACHMENT = Table(
    "attachment",
    Text("附件", "Attachment"),
    (
        Field("of", Kind.TEXT, Text("所属类型", "Record type"), required=True, typed=False),
        Field("record", Kind.INTEGER, Text("所属记录", "Record"), required=True, low=1, typed=False),
        Field("name", Kind.TEXT, Text("文件名", "File name"), required=True, typed=False),
        Field("media_type", Kind.TEXT, Text("格式", "Format"), required=True, typed=False),
        Field("size", Kind.INTEGER, Text("大小（字节）", "Size in bytes"), required=True, low=1, typed=False),
        Field("hash", Kind.TEXT, Text("校验值 SHA-256", "SHA-256"), required=True, high=64, typed=False),
    ),
    title="name",
)

TABLES = (ATTACHMENT,)
