"""From need to agreement: requests, the departments' responses, projects and who takes part."""

from core.schema.field import Field, Kind, Table
from core.text import Text

REQUEST = Table(
    "request",
    Text("协作需求", "Request"),
    (
        Field("number", Kind.TEXT, Text("编号", "Number"), typed=False),
        Field("title", Kind.TEXT, Text("需求名称", "Title"), required=True, high=100, aliases=("协作事项", "协作主题", "需求标题")),
        Field(
            "applicant_department",
            Kind.LINK,
            Text("申请部门", "Applying department"),
            required=True,
            to="department",
            aliases=("需求部门", "提出部门"),
        ),
        Field("applicant", Kind.LINK, Text("申请人", "Applicant"), to="person", typed=False),
        Field("applied_on", Kind.DATE, Text("申请日期", "Applied on"), typed=False),
        Field(
            "departments",
            Kind.LINKS,
            Text("需协作部门", "Departments asked"),
            required=True,
            to="department",
            aliases=("协作部门", "配合部门", "支持部门", "协助部门", "涉及部门"),
        ),
        Field(
            "urgency",
            Kind.CHOICE,
            Text("紧急程度", "Urgency"),
            required=True,
            choices="urgency",
            default="normal",
            aliases=("紧急性", "优先级"),
        ),
        Field("needed_by", Kind.DATE, Text("期望完成日期", "Needed by"), aliases=("期望完成时间", "需求完成时间", "截止时间")),
        Field("background", Kind.LONG_TEXT, Text("协作背景", "Background"), required=True, aliases=("需求背景", "申请原因")),
        Field(
            "goal",
            Kind.LONG_TEXT,
            Text("核心目标", "Goal"),
            required=True,
            aliases=("期望目标",),
            help=Text("请写可量化的目标", "State it so that it can be measured"),
        ),
        Field("outcome", Kind.LONG_TEXT, Text("预期成果", "Expected outcome"), aliases=("预期交付物", "预期效果")),
        Field("scope_in", Kind.LONG_TEXT, Text("协作范围（包含）", "In scope"), aliases=("协作范围", "协作内容")),
        Field("scope_out", Kind.LONG_TEXT, Text("协作范围（不包含）", "Out of scope")),
        Field(
            "support",
            Kind.LONG_TEXT,
            Text("所需支持", "Support needed"),
            help=Text("人员、资源、权限", "People, resources, permissions"),
            aliases=("资源需求", "支持事项"),
        ),
        Field("project", Kind.LINK, Text("所属项目", "Project"), to="project"),
        Field("status", Kind.CHOICE, Text("状态", "Status"), choices="request_status", typed=False, default="draft"),
        Field("submitted_at", Kind.MOMENT, Text("提交时间", "Submitted at"), typed=False),
        Field("decided_at", Kind.MOMENT, Text("审批时间", "Decided at"), typed=False),
        Field("decided_by", Kind.LINK, Text("审批人", "Decided by"), to="person", typed=False),
        Field("decision_comment", Kind.LONG_TEXT, Text("审批意见", "Decision comment"), typed=False),
    ),
    title="title",
    prefix="XQ",
)

RESPONSE = Table(
    "response",
    Text("需求响应", "Response"),
    (
        Field("request", Kind.LINK, Text("协作需求", "Request"), required=True, to="request"),
        Field("department", Kind.LINK, Text("响应部门", "Department"), required=True, to="department"),
        Field("decision", Kind.CHOICE, Text("响应结果", "Decision"), required=True, choices="response_decision"),
        Field("contact", Kind.LINK, Text("对接人", "Contact"), to="person"),
        Field("reply", Kind.LONG_TEXT, Text("回复说明", "Reply")),
        Field("responder", Kind.LINK, Text("响应人", "Responder"), to="person", typed=False),
        Field("responded_at", Kind.MOMENT, Text("响应时间", "Responded at"), typed=False),
        Field("clarified_at", Kind.MOMENT, Text("补充时间", "Clarified at"), typed=False),
        Field("clarification", Kind.LONG_TEXT, Text("补充说明", "Clarification"), typed=False),
    ),
    title="decision",
)

PROJECT = Table(
    "project",
    Text("项目", "Project"),
    (
        Field("number", Kind.TEXT, Text("编号", "Number"), typed=False),
        Field("name", Kind.TEXT, Text("项目名称", "Name"), required=True, high=100, aliases=("项目", "project")),
        Field("initiator_department", Kind.LINK, Text("发起部门", "Initiating department"), to="department", aliases=("提出部门",)),
        Field("lead_department", Kind.LINK, Text("牵头部门", "Lead department"), required=True, to="department", aliases=("主导部门",)),
        Field("manager", Kind.LINK, Text("项目负责人", "Manager"), required=True, to="person", aliases=("项目经理", "负责人")),
        Field("coordinator", Kind.LINK, Text("协作协调人", "Coordinator"), to="person", aliases=("协调人", "PMO")),
        Field("starts_on", Kind.DATE, Text("开始日期", "Starts on"), required=True, aliases=("启动日期", "开始时间")),
        Field("ends_on", Kind.DATE, Text("结束日期", "Ends on"), required=True, aliases=("完成日期", "结束时间")),
        Field("status", Kind.CHOICE, Text("状态", "Status"), choices="project_status", default="planning"),
        Field("background", Kind.LONG_TEXT, Text("项目背景", "Background")),
        Field("goal", Kind.LONG_TEXT, Text("项目目标（SMART）", "Goal (SMART)")),
        Field("scope_in", Kind.LONG_TEXT, Text("范围（包含）", "In scope")),
        Field("scope_out", Kind.LONG_TEXT, Text("范围（不包含）", "Out of scope")),
        Field("mechanism", Kind.LONG_TEXT, Text("沟通机制", "How we talk")),
        Field("buffer_percent", Kind.PERCENT, Text("缓冲比例 %", "Buffer %"), low=0, high=50, default=10.0),
    ),
    title="name",
    prefix="XM",
)

PARTICIPATION = Table(
    "participation",
    Text("参与部门与对接人", "Participation"),
    (
        Field("project", Kind.LINK, Text("项目", "Project"), required=True, to="project"),
        Field("department", Kind.LINK, Text("部门", "Department"), required=True, to="department", aliases=("参与部门", "协作部门")),
        Field(
            "part",
            Kind.CHOICE,
            Text("角色定位", "Part"),
            required=True,
            choices="part",
            default="support",
            aliases=("角色", "部门定位", "参与角色"),
        ),
        Field("contact", Kind.LINK, Text("对接人", "Contact"), to="person", aliases=("部门对接人", "联系人")),
        Field("duties", Kind.LONG_TEXT, Text("职责", "Duties"), aliases=("职责分工", "工作职责")),
        Field("deliverables", Kind.LONG_TEXT, Text("交付物清单", "Deliverables"), aliases=("交付物", "输出物")),
    ),
    title="duties",
    unique=(("project", "department"),),
)

SIGNOFF = Table(
    "signoff",
    Text("签字确认", "Sign-off"),
    (
        Field("of", Kind.TEXT, Text("签字对象", "Record type"), required=True, typed=False),
        Field("record", Kind.INTEGER, Text("签字记录", "Record"), required=True, low=1, typed=False),
        Field("record_version", Kind.INTEGER, Text("签字版本", "Version signed"), required=True, low=1, high=2**63 - 1, typed=False),
        Field("project", Kind.LINK, Text("项目", "Project"), to="project", typed=False),
        Field("part", Kind.CHOICE, Text("签字角色", "Signed as"), required=True, choices="signoff_part", default="head"),
        Field("department", Kind.LINK, Text("部门", "Department"), to="department", typed=False),
        Field("person", Kind.LINK, Text("签字人", "Signed by"), to="person", typed=False),
        Field("decision", Kind.CHOICE, Text("签字结果", "Decision"), required=True, choices="signoff_decision", default="approve"),
        Field("comment", Kind.LONG_TEXT, Text("签字意见", "Comment"), high=1000),
        Field("decided_at", Kind.MOMENT, Text("签字时间", "Signed at"), typed=False),
    ),
    title="comment",
)

TABLES = (REQUEST, RESPONSE, PROJECT, PARTICIPATION, SIGNOFF)
