"""Rules as data: limits, vocabularies, calendar overrides, settings and custom fields. A record here overrides a built-in default."""

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

FIELD = Table(
    "field",
    Text("自定义字段", "Custom field"),
    (
        Field("of", Kind.CHOICE, Text("用于", "Used in"), required=True, choices="field_of"),
        Field("name", Kind.TEXT, Text("内部名", "Internal name"), required=True, high=31, typed=False),
        Field("kind", Kind.CHOICE, Text("类型", "Kind"), required=True, choices="field_kind", default="text"),
        Field("label_zh", Kind.TEXT, Text("中文名称", "Chinese name"), required=True, high=30),
        Field("label_en", Kind.TEXT, Text("英文名称", "English name"), required=True, high=40),
        Field(
            "choices",
            Kind.LONG_TEXT,
            Text("选项", "Choices"),
            help=Text(
                "只用于“单选”：每行一个，写“中文,英文”；要自定键时写“键,中文,英文”",
                'For a choice only, one per line: "Chinese,English", or "key,Chinese,English" to give it a key of your own',
            ),
        ),
        Field("help_zh", Kind.TEXT, Text("中文填写说明", "Chinese help"), high=200),
        Field("help_en", Kind.TEXT, Text("英文填写说明", "English help"), high=200),
        Field("position", Kind.INTEGER, Text("顺序", "Order"), low=0, high=1000, default=0),
        Field(
            "required",
            Kind.YES_NO,
            Text("必填", "Required"),
            default=False,
            help=Text("填写表单和导入时必须填；以前的记录不受影响", "Forms and imports ask for it; older records stay as they are"),
        ),
        Field("active", Kind.YES_NO, Text("启用", "Active"), default=True),
    ),
    title="label_zh",
    unique=(("of", "name"),),
)

TABLES = (POLICY, CHOICE, CALENDAR_DAY, SETTING, FIELD)
