"""Results: goals, their readings, satisfaction surveys and the answers to them."""

from core.schema.field import Field, Kind, Table
from core.text import Text

GOAL = Table(
    "goal",
    Text("目标", "Goal"),
    (
        Field("name", Kind.TEXT, Text("目标名称", "Name"), required=True, high=100),
        Field("project", Kind.LINK, Text("项目", "Project"), to="project", help=Text("不填表示公司级", "Empty: the whole company")),
        Field("category", Kind.CHOICE, Text("类别", "Category"), required=True, choices="goal_category", default="satisfaction"),
        Field("source", Kind.CHOICE, Text("数据来源", "Source"), required=True, choices="goal_source", default="readings"),
        Field("unit", Kind.TEXT, Text("单位", "Unit"), high=20),
        Field("direction", Kind.CHOICE, Text("方向", "Direction"), required=True, choices="direction", default="up"),
        Field("baseline_value", Kind.NUMBER, Text("基准值", "Baseline"), required=True),
        Field("target_value", Kind.NUMBER, Text("目标值", "Target"), required=True),
        Field("starts_on", Kind.DATE, Text("开始日期", "Starts on"), required=True),
        Field("due_on", Kind.DATE, Text("达成期限", "Due on"), required=True),
        Field("owner", Kind.LINK, Text("责任人", "Owner"), to="person"),
    ),
    title="name",
)

READING = Table(
    "reading",
    Text("指标值", "Reading"),
    (
        Field("goal", Kind.LINK, Text("目标", "Goal"), required=True, to="goal"),
        Field("read_on", Kind.DATE, Text("日期", "Date"), required=True),
        Field("value", Kind.NUMBER, Text("数值", "Value"), required=True),
        Field("note", Kind.TEXT, Text("备注", "Note")),
    ),
    title="note",
    unique=(("goal", "read_on"),),
)

SURVEY = Table(
    "survey",
    Text("满意度调查", "Survey"),
    (
        Field("title", Kind.TEXT, Text("调查名称", "Title"), required=True, high=100),
        Field("kind", Kind.CHOICE, Text("类型", "Kind"), required=True, choices="survey_kind", default="csat"),
        Field("project", Kind.LINK, Text("项目", "Project"), to="project"),
        Field("about", Kind.LINKS, Text("被评部门", "Departments rated"), required=True, to="department"),
        Field("goal", Kind.LINK, Text("对应目标", "Goal"), to="goal"),
        Field("opens_on", Kind.DATE, Text("开始日期", "Opens on"), required=True),
        Field("closes_on", Kind.DATE, Text("截止日期", "Closes on"), required=True),
    ),
    title="title",
)

ANSWER = Table(
    "answer",
    Text("满意度评分", "Survey answer"),
    (
        Field("survey", Kind.LINK, Text("满意度调查", "Survey"), required=True, to="survey"),
        Field("department", Kind.LINK, Text("被评部门", "Department rated"), required=True, to="department"),
        Field("score", Kind.INTEGER, Text("评分", "Score"), required=True, low=0, high=10),
        Field("comment", Kind.LONG_TEXT, Text("意见", "Comment"), high=1000),
        Field("rater", Kind.LINK, Text("评分人", "Rater"), to="person", typed=False),
        Field("rater_department", Kind.LINK, Text("评分部门", "Rater's department"), to="department", typed=False),
        Field("answered_at", Kind.MOMENT, Text("评分时间", "Answered at"), typed=False),
    ),
    title="comment",
    unique=(("survey", "department", "rater"),),
)

TABLES = (GOAL, READING, SURVEY, ANSWER)
