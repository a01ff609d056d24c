"""From plan to done: the tasks of the work breakdown, the progress reported on them, and what is done when they lag."""

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
        Field(
            "department",
            Kind.LINK,
            Text("责任部门", "Department"),
            required=True,
            to="department",
            aliases=("主责部门", "牵头部门", "主办部门"),
        ),
        Field("owner", Kind.LINK, Text("主责人", "Owner"), to="person", aliases=("责任人", "负责人")),
        Field(
            "supporters",
            Kind.LINKS,
            Text("配合部门", "Supporting departments"),
            to="department",
            aliases=("协作部门", "支持部门", "协办部门"),
        ),
        Field("starts_on", Kind.DATE, Text("计划开始", "Starts on"), required=True, aliases=("开始时间", "计划开始时间", "开始日期")),
        Field("due_on", Kind.DATE, Text("计划完成", "Due on"), required=True, aliases=("截止日期",)),
        Field("weight", Kind.NUMBER, Text("权重", "Weight"), low=0, high=10_000, help=Text("不填则按工作日数", "Empty: its working days")),
        Field("standard", Kind.LONG_TEXT, Text("交付标准", "Standard"), aliases=("验收标准", "质量要求")),
        Field("deliverable", Kind.TEXT, Text("产出物", "Deliverable"), aliases=("交付物", "输出物")),
        Field("description", Kind.LONG_TEXT, Text("任务说明", "Description"), aliases=("任务内容", "工作内容")),
        Field("status", Kind.CHOICE, Text("状态", "Status"), choices="task_status", typed=False, default="not_started"),
        Field("health", Kind.CHOICE, Text("健康度", "Health"), choices="task_health", typed=False, default="normal"),
        Field("percent", Kind.PERCENT, Text("当前进度 %", "Progress %"), low=0, high=100, typed=False, default=0.0),
        Field("started_on", Kind.DATE, Text("实际开始", "Started on"), typed=False),
        Field("finished_on", Kind.DATE, Text("实际完成", "Finished on"), typed=False),
        Field("meeting", Kind.LINK, Text("来源会议", "From the meeting"), to="meeting", typed=False),
        Field("issue", Kind.LINK, Text("来源问题", "From the issue"), to="issue", typed=False),
        Field("retrospective", Kind.LINK, Text("来源复盘", "From the retrospective"), to="retrospective", typed=False),
        Field(
            "pinned",
            Kind.YES_NO,
            Text("日期固定", "Fixed dates"),
            default=False,
            help=Text("自动排期不移动它", "Automatic scheduling leaves its dates alone"),
        ),
    ),
    title="title",
)

DEPENDENCY = Table(
    "dependency",
    Text("任务依赖", "Dependency"),
    (
        Field("predecessor", Kind.LINK, Text("前置任务", "Predecessor"), required=True, to="task", aliases=("紧前任务", "依赖任务")),
        Field("successor", Kind.LINK, Text("后续任务", "Successor"), required=True, to="task", aliases=("紧后任务",)),
        Field("type", Kind.CHOICE, Text("依赖类型", "Type"), required=True, choices="dependency_type", default="FS"),
        Field(
            "lag_days",
            Kind.INTEGER,
            Text("间隔（工作日）", "Lag (working days)"),
            required=True,
            low=-500,
            high=500,
            default=0,
            help=Text("负数表示提前", "Negative: a lead"),
        ),
        Field("project", Kind.LINK, Text("项目", "Project"), to="project", typed=False),
    ),
    title="type",
    unique=(("predecessor", "successor"),),
)

RACI = Table(
    "raci",
    Text("职责矩阵", "RACI"),
    (
        Field("task", Kind.LINK, Text("任务", "Task"), required=True, to="task"),
        Field("person", Kind.LINK, Text("人员", "Person"), to="person"),
        Field("department", Kind.LINK, Text("部门", "Department"), to="department"),
        Field("letter", Kind.CHOICE, Text("职责", "Letter"), required=True, choices="raci_letter"),
        Field("project", Kind.LINK, Text("项目", "Project"), to="project", typed=False),
    ),
    title="letter",
)

BASELINE = Table(
    "baseline",
    Text("基线", "Baseline"),
    (
        Field("project", Kind.LINK, Text("项目", "Project"), required=True, to="project"),
        Field("name", Kind.TEXT, Text("基线名称", "Name"), required=True, high=60),
        Field("note", Kind.LONG_TEXT, Text("说明", "Note"), high=1000),
        # The plan it freezes is the plan as the ledger stood there: no copy is kept.
        Field("position", Kind.INTEGER, Text("账本位置", "Ledger position"), low=0, typed=False),
    ),
    title="name",
    unique=(("project", "name"),),
)

PROGRESS = Table(
    "progress",
    Text("进度跟踪", "Progress"),
    (
        Field("task", Kind.LINK, Text("任务", "Task"), required=True, to="task"),
        Field("reported_on", Kind.DATE, Text("填报日期", "Reported on"), required=True),
        Field(
            "percent",
            Kind.PERCENT,
            Text("当前进度 %", "Progress %"),
            required=True,
            low=0,
            high=100,
            aliases=("完成进度", "完成百分比", "进度"),
        ),
        Field("health", Kind.CHOICE, Text("健康度", "Health"), required=True, choices="task_health", default="normal"),
        Field("done", Kind.LONG_TEXT, Text("已完成内容", "Done"), high=1000, aliases=("本期完成", "完成情况")),
        Field("problem", Kind.LONG_TEXT, Text("存在问题", "Problem"), high=1000, aliases=("问题", "问题与困难")),
        Field("next_step", Kind.LONG_TEXT, Text("下一步计划", "Next step"), high=1000, aliases=("下步计划", "后续计划")),
        Field("reporter", Kind.LINK, Text("填报人", "Reporter"), to="person", typed=False),
    ),
    title="done",
)

REPLAN = Table(
    "replan",
    Text("延期与调整方案", "Replan"),
    (
        Field("task", Kind.LINK, Text("任务", "Task"), required=True, to="task"),
        Field("reason", Kind.LONG_TEXT, Text("延期原因", "Reason"), required=True, high=1000),
        Field("cause", Kind.CHOICE, Text("原因类别", "Cause"), required=True, choices="replan_cause", default="resource"),
        Field("measures", Kind.LONG_TEXT, Text("调整措施", "Measures"), required=True, high=1000),
        Field("new_due_on", Kind.DATE, Text("调整后完成日期", "New due date"), required=True),
        Field("impact", Kind.LONG_TEXT, Text("影响说明", "Impact"), high=1000),
        Field("old_due_on", Kind.DATE, Text("原计划完成", "Due before"), typed=False),
        Field("declared_by", Kind.LINK, Text("申报人", "Declared by"), to="person", typed=False),
        Field("declared_at", Kind.MOMENT, Text("申报时间", "Declared at"), typed=False),
    ),
    title="reason",
)

WARNING = Table(
    "warning",
    Text("进度风险预警", "Warning"),
    (
        Field("listed_on", Kind.DATE, Text("预警日期", "Listed on"), required=True, typed=False),
        Field("project", Kind.LINK, Text("项目", "Project"), required=True, to="project", typed=False),
        Field("task", Kind.LINK, Text("任务", "Task"), required=True, to="task", typed=False),
        Field("department", Kind.LINK, Text("责任部门", "Department"), to="department", typed=False),
        Field("owner", Kind.LINK, Text("主责人", "Owner"), to="person", typed=False),
        Field("planned_percent", Kind.PERCENT, Text("计划进度 %", "Planned %"), low=0, high=100, typed=False),
        Field("percent", Kind.PERCENT, Text("当前进度 %", "Progress %"), low=0, high=100, typed=False),
        Field("deviation", Kind.NUMBER, Text("进度偏差（百分点）", "Deviation in points"), low=0, high=100, typed=False),
        Field("band", Kind.CHOICE, Text("风险等级", "Band"), choices="warning_band", typed=False),
        Field("raised_at", Kind.MOMENT, Text("预警时间", "Raised at"), typed=False),
        Field("response", Kind.LONG_TEXT, Text("应对方案", "Response plan"), high=1000),
        Field("plan_submitted_at", Kind.MOMENT, Text("方案提交时间", "Plan submitted at"), typed=False),
    ),
    title="response",
    unique=(("listed_on", "task"),),
)

TABLES = (TASK, DEPENDENCY, RACI, BASELINE, PROGRESS, REPLAN, WARNING)
