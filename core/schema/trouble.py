"""Trouble: issues to solve and risks to see early."""

from core.schema.field import Field, Kind, Table
from core.text import Text

ISSUE = Table(
    "issue",
    Text("问题", "Issue"),
    (
        Field("number", Kind.TEXT, Text("编号", "Number"), typed=False),
        Field("title", Kind.TEXT, Text("问题名称", "Title"), required=True, high=100, aliases=("问题标题", "事项")),
        Field("kind", Kind.CHOICE, Text("类型", "Kind"), required=True, choices="issue_kind", default="problem"),
        Field(
            "level",
            Kind.CHOICE,
            Text("级别", "Level"),
            required=True,
            choices="issue_level",
            default="normal",
            aliases=("priority", "优先级"),
        ),
        Field("project", Kind.LINK, Text("项目", "Project"), to="project"),
        Field("task", Kind.LINK, Text("关联任务", "Task"), to="task"),
        Field("departments", Kind.LINKS, Text("涉及部门", "Departments"), required=True, to="department", aliases=("责任部门", "协调部门")),
        Field("found_at", Kind.MOMENT, Text("发现时间", "Found at"), required=True, aliases=("opened_at",)),
        Field("description", Kind.LONG_TEXT, Text("问题描述", "Description"), aliases=("问题说明",)),
        Field("impact", Kind.LONG_TEXT, Text("影响范围", "Impact")),
        Field("focus", Kind.LONG_TEXT, Text("争议焦点", "Point in dispute"), aliases=("分歧点",)),
        Field("proposal", Kind.LONG_TEXT, Text("建议方案", "Proposal"), aliases=("建议", "解决建议")),
        Field("owner", Kind.LINK, Text("责任人", "Owner"), to="person", aliases=("负责人", "主责人")),
        Field("resolve_by", Kind.MOMENT, Text("解决时限", "Resolve by"), aliases=("要求解决时间", "完成时限")),
        Field("reporter", Kind.LINK, Text("提报人", "Reporter"), to="person", typed=False),
        Field("reported_at", Kind.MOMENT, Text("提报时间", "Reported at"), typed=False, aliases=("sys_created_at",)),
        Field("responded_at", Kind.MOMENT, Text("响应时间", "Responded at"), typed=False),
        Field("convened_at", Kind.MOMENT, Text("专项会议时间", "Meeting convened at"), typed=False),
        Field("measures", Kind.LONG_TEXT, Text("解决措施", "Measures"), typed=False),
        Field("resolved_at", Kind.MOMENT, Text("解决时间", "Resolved at"), typed=False),
        Field("outcome", Kind.LONG_TEXT, Text("处理结果", "Outcome"), typed=False),
        Field("status", Kind.CHOICE, Text("状态", "Status"), choices="issue_status", typed=False, default="open"),
    ),
    title="title",
    prefix="WT",
)

RISK = Table(
    "risk",
    Text("风险", "Risk"),
    (
        Field("number", Kind.TEXT, Text("编号", "Number"), typed=False),
        Field("title", Kind.TEXT, Text("风险名称", "Title"), required=True, high=100, aliases=("风险事项",)),
        Field("category", Kind.CHOICE, Text("类别", "Category"), choices="risk_category", aliases=("风险类别", "风险类型")),
        Field("project", Kind.LINK, Text("项目", "Project"), to="project"),
        Field("task", Kind.LINK, Text("关联任务", "Task"), to="task"),
        Field("department", Kind.LINK, Text("责任部门", "Department"), required=True, to="department"),
        Field("owner", Kind.LINK, Text("责任人", "Owner"), to="person", aliases=("负责人", "风险责任人")),
        Field("probability", Kind.SCALE, Text("可能性", "Probability"), required=True, low=1, high=5, aliases=("发生概率", "概率")),
        Field("impact", Kind.SCALE, Text("影响程度", "Impact"), required=True, low=1, high=5, aliases=("影响", "影响等级")),
        Field("description", Kind.LONG_TEXT, Text("风险描述", "Description")),
        Field("trigger", Kind.LONG_TEXT, Text("触发条件", "Trigger")),
        Field("strategy", Kind.CHOICE, Text("应对策略", "Strategy"), choices="risk_strategy", typed=False),
        Field("response", Kind.LONG_TEXT, Text("应对措施", "Response"), typed=False, aliases=("应对方案",)),
        Field("residual_probability", Kind.SCALE, Text("残余可能性", "Residual probability"), low=1, high=5, typed=False),
        Field("residual_impact", Kind.SCALE, Text("残余影响", "Residual impact"), low=1, high=5, typed=False),
        Field("reporter", Kind.LINK, Text("提报人", "Reporter"), to="person", typed=False),
        Field("identified_at", Kind.MOMENT, Text("识别时间", "Identified at"), typed=False),
        Field("became_high_at", Kind.MOMENT, Text("升为高风险时间", "Became high at"), typed=False),
        Field("plan_submitted_at", Kind.MOMENT, Text("方案提交时间", "Plan submitted at"), typed=False),
        Field("closed_at", Kind.MOMENT, Text("关闭时间", "Closed at"), typed=False),
        Field("status", Kind.CHOICE, Text("状态", "Status"), choices="risk_status", typed=False, default="open"),
    ),
    title="title",
    prefix="FX",
)

TABLES = (ISSUE, RISK)
