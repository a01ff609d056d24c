"""From plan to done: the tasks of the work breakdown and the progress reported on them."""

from core.schema.field import Field, Kind, Table
from core.text import Text

TASK = Table(
    "task",
    Text("任务", "Task"),
    (
        Field("project", Kind.LINK, Text("项目", "Project"), required=True, to="project"),
        Field("parent", Kind.LINK, Text("上级任务", "Parent task"), to="task"),
        Field("code", Kind.TEXT, Text("WBS 编码", "WBS code"), typed=False),
        Field("kind", Kind.CHOICE, Text("类型", "Kind"), required=True, choices="task_kind", default="task"),
        Field("title", Kind.TEXT, Text("任务名称", "Title"), required=True, high=100, aliases=("任务", "task")),
        Field("department", Kind.LINK, Text("责任部门", "Department"), required=True, to="department"),
        Field("owner", Kind.LINK, Text("主责人", "Owner"), to="person", aliases=("责任人", "负责人")),
        Field("supporters", Kind.LINKS, Text("配合部门", "Supporting departments"), to="department"),
        Field("starts_on", Kind.DATE, Text("计划开始", "Starts on"), required=True),
        Field("due_on", Kind.DATE, Text("计划完成", "Due on"), required=True, aliases=("截止日期",)),
        Field("weight", Kind.NUMBER, Text("权重", "Weight"), low=0, high=10_000, help=Text("不填则按工作日数", "Empty: its working days")),
        Field("standard", Kind.LONG_TEXT, Text("交付标准", "Standard")),
        Field("deliverable", Kind.TEXT, Text("产出物", "Deliverable")),
        Field("description", Kind.LONG_TEXT, Text("任务说明", "Description")),
        Field("status", Kind.CHOICE, Text("状态", "Status"), choices="task_status", typed=False, default="not_started"),
        Field("health", Kind.CHOICE, Text("健康度", "Health"), choices="task_health", typed=False, default="normal"),
        Field("percent", Kind.PERCENT, Text("当前进度 %", "Progress %"), low=0, high=100, typed=False, default=0.0),
        Field("started_on", Kind.DATE, Text("实际开始", "Started on"), typed=False),
        Field("finished_on", Kind.DATE, Text("实际完成", "Finished on"), typed=False),
    ),
    title="title",
)

PROGRESS = Table(
    "progress",
    Text("进度跟踪", "Progress"),
    (
        Field("task", Kind.LINK, Text("任务", "Task"), required=True, to="task"),
        Field("reported_on", Kind.DATE, Text("填报日期", "Reported on"), required=True),
        Field("percent", Kind.PERCENT, Text("当前进度 %", "Progress %"), required=True, low=0, high=100),
        Field("health", Kind.CHOICE, Text("健康度", "Health"), required=True, choices="task_health", default="normal"),
        Field("done", Kind.LONG_TEXT, Text("已完成内容", "Done"), high=1000),
        Field("problem", Kind.LONG_TEXT, Text("存在问题", "Problem"), high=1000),
        Field("next_step", Kind.LONG_TEXT, Text("下一步计划", "Next step"), high=1000),
        Field("reporter", Kind.LINK, Text("填报人", "Reporter"), to="person", typed=False),
    ),
    title="done",
)

TABLES = (TASK, PROGRESS)
