"""The organisation: departments and the people in them."""

from core.schema.field import Field, Kind, Table
from core.text import Text

DEPARTMENT = Table(
    "department",
    Text("部门", "Department"),
    (
        Field("code", Kind.TEXT, Text("部门编码", "Code"), required=True, high=20),
        Field("name", Kind.TEXT, Text("部门名称", "Name"), required=True, high=60, aliases=("部门", "department", "dept")),
        Field("name_en", Kind.TEXT, Text("英文名称", "Name in English"), high=60),
        Field("head", Kind.LINK, Text("部门负责人", "Head"), to="person"),
        Field("parent", Kind.LINK, Text("上级部门", "Parent department"), to="department"),
        Field("active", Kind.YES_NO, Text("启用", "Active"), default=True),
    ),
    title="name",
    unique=(("code",), ("name",)),
)

PERSON = Table(
    "person",
    Text("人员", "Person"),
    (
        Field("username", Kind.TEXT, Text("登录名", "User name"), required=True, high=40),
        Field("name", Kind.TEXT, Text("姓名", "Name"), required=True, high=60),
        Field("department", Kind.LINK, Text("所属部门", "Department"), to="department"),
        Field("title", Kind.TEXT, Text("职务", "Job title"), high=60),
        Field("phone", Kind.TEXT, Text("电话", "Phone"), high=30),
        Field("email", Kind.TEXT, Text("邮箱", "Email"), high=120),
        Field("role", Kind.CHOICE, Text("角色", "Role"), required=True, choices="role", default="contact"),
        Field(
            "can_decide",
            Kind.YES_NO,
            Text("可代表部门决策", "Can decide for the department"),
            default=False,
            help=Text("对接人应能当场拍板", "A contact should be able to decide on the spot"),
        ),
        Field("language", Kind.CHOICE, Text("界面语言", "Language"), choices="language", default="zh"),
        Field("active", Kind.YES_NO, Text("启用", "Active"), default=True),
    ),
    title="name",
    unique=(("username",),),
)

TABLES = (DEPARTMENT, PERSON)
