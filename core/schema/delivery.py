"""Delivering: resources asked for, what is handed over, and whether it is accepted."""

from core.schema.field import Field, Kind, Table
from core.text import Text

RESOURCE_REQUEST = Table(
    "resource_request",
    Text("资源支持申请", "Resource request"),
    (
        Field("project", Kind.LINK, Text("项目", "Project"), required=True, to="project"),
        Field("department", Kind.LINK, Text("申请部门", "Department"), required=True, to="department"),
        Field("type", Kind.CHOICE, Text("资源类型", "Type"), required=True, choices="resource_type", default="people"),
        Field("detail", Kind.LONG_TEXT, Text("需求明细", "What is needed"), required=True, high=1000),
        Field("quantity", Kind.NUMBER, Text("数量", "Quantity"), low=0, high=1_000_000_000),
        Field("unit", Kind.TEXT, Text("单位", "Unit"), high=20),
        Field("purpose", Kind.LONG_TEXT, Text("用途说明", "Purpose"), required=True, high=1000),
        Field("urgency", Kind.CHOICE, Text("紧急程度", "Urgency"), required=True, choices="urgency", default="normal"),
        Field("needed_by", Kind.DATE, Text("需求时间", "Needed by")),
        Field("approver", Kind.LINK, Text("审批人", "Approver"), required=True, to="person"),
        Field("requester", Kind.LINK, Text("申请人", "Requested by"), to="person", typed=False),
        Field("requested_at", Kind.MOMENT, Text("申请时间", "Requested at"), typed=False),
        Field("decided_by", Kind.LINK, Text("实际审批人", "Decided by"), to="person", typed=False),
        Field("decided_at", Kind.MOMENT, Text("审批时间", "Decided at"), typed=False),
        Field("decision_comment", Kind.LONG_TEXT, Text("审批意见", "Decision comment"), typed=False),
        Field("status", Kind.CHOICE, Text("状态", "Status"), choices="resource_status", typed=False, default="requested"),
    ),
    title="detail",
)

DELIVERABLE = Table(
    "deliverable",
    Text("交付物", "Deliverable"),
    (
        Field("project", Kind.LINK, Text("项目", "Project"), to="project", typed=False),
        Field("task", Kind.LINK, Text("关联任务", "Task"), required=True, to="task"),
        Field("department", Kind.LINK, Text("交付部门", "Department"), to="department", typed=False),
        Field("name", Kind.TEXT, Text("交付物名称", "Name"), required=True, high=100),
        Field("edition", Kind.TEXT, Text("版本", "Version"), required=True, high=20, default="V1.0", help=Text("如 V1.2", "Such as V1.2")),
        Field("link", Kind.TEXT, Text("存放位置", "Where it is")),
        Field("self_check", Kind.LONG_TEXT, Text("自检情况", "Self-check"), required=True, high=1000),
        Field("submitter", Kind.LINK, Text("提交人", "Submitted by"), to="person", typed=False),
        Field("submitted_at", Kind.MOMENT, Text("提交时间", "Submitted at"), typed=False),
        Field("status", Kind.CHOICE, Text("状态", "Status"), choices="deliverable_status", typed=False, default="submitted"),
    ),
    title="name",
)

ACCEPTANCE = Table(
    "acceptance",
    Text("验收结果", "Acceptance"),
    (
        Field("deliverable", Kind.LINK, Text("交付物", "Deliverable"), required=True, to="deliverable"),
        Field("project", Kind.LINK, Text("项目", "Project"), to="project", typed=False),
        Field("department", Kind.LINK, Text("交付部门", "Department"), to="department", typed=False),
        Field("edition", Kind.TEXT, Text("验收版本", "Version"), typed=False),
        Field("result", Kind.CHOICE, Text("验收结果", "Result"), required=True, choices="acceptance_result", default="pass"),
        Field("reviewers", Kind.LINKS, Text("验收人", "Reviewers"), required=True, to="person"),
        Field("rectification", Kind.LONG_TEXT, Text("整改意见", "Rectification"), high=1000),
        Field("rectify_by", Kind.DATE, Text("整改期限", "Rectify by")),
        Field("accepted_at", Kind.MOMENT, Text("验收时间", "Accepted at"), typed=False),
        Field("rectified_at", Kind.MOMENT, Text("整改通过时间", "Rectified at"), typed=False),
    ),
    title="edition",
)

TABLES = (RESOURCE_REQUEST, DELIVERABLE, ACCEPTANCE)
