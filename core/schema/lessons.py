"""Lessons: what a project has taught, and where a project keeps its papers."""

from core.schema.field import Field, Kind, Table
from core.text import Text

RETROSPECTIVE = Table(
    "retrospective",
    Text("复盘报告", "Retrospective"),
    (
        Field("project", Kind.LINK, Text("项目", "Project"), required=True, to="project"),
        Field("held_on", Kind.DATE, Text("复盘日期", "Held on"), required=True),
        Field("attainment", Kind.LONG_TEXT, Text("目标达成情况", "Attainment"), required=True),
        Field("causes", Kind.LONG_TEXT, Text("问题分析", "Causes")),
        Field("went_well", Kind.LONG_TEXT, Text("做得好的", "Went well"), required=True),
        Field("to_improve", Kind.LONG_TEXT, Text("待改进", "To improve"), required=True),
        Field("lessons", Kind.LONG_TEXT, Text("可复用经验", "Lessons")),
        Field("author", Kind.LINK, Text("填写人", "Author"), to="person", typed=False),
    ),
    title="attainment",
    unique=(("project", "held_on"),),
)

ARTICLE = Table(
    "article",
    Text("知识库文章", "Article"),
    (
        Field("title", Kind.TEXT, Text("标题", "Title"), required=True, high=100),
        Field("kind", Kind.CHOICE, Text("类型", "Kind"), required=True, choices="article_kind", default="lesson"),
        Field("tags", Kind.TEXT, Text("标签", "Tags"), help=Text("用逗号分开，如 供应商,验收", "Separated by commas")),
        Field("body", Kind.LONG_TEXT, Text("正文", "Body"), required=True, high=20_000),
        Field("link", Kind.TEXT, Text("链接", "Link")),
        Field("project", Kind.LINK, Text("来源项目", "Project"), to="project"),
        Field("author", Kind.LINK, Text("作者", "Author"), to="person", typed=False),
    ),
    title="title",
)

DOCUMENT = Table(
    "document",
    Text("项目资料", "Document"),
    (
        Field("project", Kind.LINK, Text("项目", "Project"), required=True, to="project"),
        Field("category", Kind.CHOICE, Text("资料类别", "Category"), required=True, choices="document_category", default="other"),
        Field("title", Kind.TEXT, Text("资料名称", "Title"), required=True, high=100),
        Field("edition", Kind.TEXT, Text("版本", "Version"), high=20),
        Field("link", Kind.TEXT, Text("存放位置", "Where it is")),
    ),
    title="title",
)

TABLES = (RETROSPECTIVE, ARTICLE, DOCUMENT)
