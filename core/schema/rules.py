"""Rules as data: limits, vocabularies, calendar overrides and settings. A record here overrides a built-in default."""

from core.schema.field import Field, Kind, Table
from core.text import Text

POLICY = Table(
    "policy",
    Text("时限规则", "Policy"),
    (
        Field("promise", Kind.CHOICE, Text("承诺", "Promise"), required=True, choices="promise"),
        Field("level", Kind.TEXT, Text("级别", "Level"), high=40, help=Text("不填适用于所有级别", "Empty: every level")),
        Field("limit", Kind.NUMBER, Text("时限", "Limit"), required=True, low=0, high=10_000),
        Field("unit", Kind.CHOICE, Text("单位", "Unit"), required=True, choices="time_unit"),
        Field("warn_at", Kind.NUMBER, Text("预警比例", "Warn at"), required=True, low=0, high=1, default=0.75),
        Field("active", Kind.YES_NO, Text("启用", "Active"), default=True),
    ),
    title="promise",
    unique=(("promise", "level"),),
)

CHOICE = Table(
    "choice",
    Text("字典项", "Choice"),
    (
        Field("dictionary", Kind.TEXT, Text("字典", "Dictionary"), required=True, high=40),
        Field("key", Kind.TEXT, Text("键", "Key"), required=True, high=40),
        Field("zh", Kind.TEXT, Text("中文", "Chinese"), required=True, high=60),
        Field("en", Kind.TEXT, Text("英文", "English"), required=True, high=60),
        Field("position", Kind.INTEGER, Text("顺序", "Order"), low=0, high=1000, default=0),
        Field("means", Kind.TEXT, Text("固定含义", "Fixed meaning"), high=40),
        Field("active", Kind.YES_NO, Text("启用", "Active"), default=True),
    ),
    title="zh",
    unique=(("dictionary", "key"),),
)

CALENDAR_DAY = Table(
    "calendar_day",
    Text("日历例外", "Calendar day"),
    (
        Field("day", Kind.DATE, Text("日期", "Day"), required=True),
        Field("working", Kind.YES_NO, Text("上班", "Working"), default=False),
        Field("name", Kind.TEXT, Text("名称", "Name"), high=60),
    ),
    title="name",
    unique=(("day",),),
)

SETTING = Table(
    "setting",
    Text("设置", "Setting"),
    (
        Field("name", Kind.TEXT, Text("名称", "Name"), required=True, high=60),
        Field("value", Kind.TEXT, Text("值", "Value"), high=400),
    ),
    title="name",
    unique=(("name",),),
)

TABLES = (POLICY, CHOICE, CALENDAR_DAY, SETTING)
