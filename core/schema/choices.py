"""The dictionaries a choice is made from, as they come built in. A record in table choice overrides an entry by its key."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from core.text import Text


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a dictionary. aliases are the words an import may find in its place."""

    key: str
    label: Text
    aliases: tuple[str, ...] = ()


def _entries(*rows: tuple[str, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(key, Text(zh, en), tuple(aliases)) for key, zh, en, *aliases in rows)


# Life cycles and other words that actions and metrics rely on: their labels may be changed, their keys may not.
FIXED: Mapping[str, tuple[Choice, ...]] = MappingProxyType(
    {
        "role": _entries(
            ("admin", "管理员", "Administrator"),
            ("coordinator", "协作协调人", "Coordinator (PMO)"),
            ("lead", "项目负责人", "Project lead"),
            ("contact", "部门对接人", "Department contact"),
            ("leader", "领导", "Leader"),
            ("viewer", "会议屏", "Meeting screen"),
        ),
        "language": _entries(("zh", "中文", "中文"), ("en", "English", "English")),
        "request_status": _entries(
            ("draft", "草稿", "Draft"),
            ("submitted", "待审批", "Awaiting approval"),
            ("approved", "已批准", "Approved"),
            ("returned", "退回修改", "Returned"),
            ("rejected", "已驳回", "Rejected"),
            ("withdrawn", "已撤回", "Withdrawn"),
        ),
        "response_decision": _entries(
            ("accept", "接受", "Accept", "同意"),
            ("decline", "不接受", "Decline", "拒绝", "不同意"),
            ("clarify", "需补充", "Needs clarification", "待补充", "需澄清"),
        ),
        "signoff_part": _entries(
            ("head", "部门负责人", "Department head"), ("manager", "项目负责人", "Project manager"), ("leader", "分管领导", "Leader")
        ),
        "signoff_decision": _entries(("approve", "同意", "Approve"), ("return", "退回修改", "Return"), ("reject", "不同意", "Reject")),
        # What an organisation may add fields of its own to: tables, by their labels.
        "field_of": _entries(
            ("request", "协作需求", "Request"),
            ("project", "项目", "Project"),
            ("task", "任务", "Task"),
            ("issue", "问题", "Issue"),
            ("risk", "风险", "Risk"),
            ("meeting", "会议", "Meeting"),
            ("deliverable", "交付物", "Deliverable"),
            ("resource_request", "资源支持申请", "Resource request"),
            ("goal", "目标", "Goal"),
        ),
        "field_kind": _entries(
            ("text", "单行文字", "Short text"),
            ("long_text", "多行文字", "Long text"),
            ("number", "数字", "Number"),
            ("date", "日期", "Date"),
            ("yes_no", "是/否", "Yes or no"),
            ("choice", "单选", "Choice"),
            ("person", "人员", "Person"),
            ("department", "部门", "Department"),
        ),
        "part": _entries(
            ("lead", "主导", "Lead", "牵头", "主责", "主办"),
            ("support", "支持", "Support", "协作", "配合", "协助", "协办", "参与"),
            ("oversee", "监督", "Oversee", "督办", "监管"),
        ),
        "project_status": _entries(
            ("planning", "筹备中", "Planning"),
            ("active", "进行中", "Active"),
            ("paused", "暂停", "Paused"),
            ("done", "已完成", "Done"),
            ("cancelled", "已取消", "Cancelled"),
        ),
        "task_kind": _entries(
            ("phase", "阶段", "Phase"), ("task", "任务", "Task"), ("milestone", "里程碑", "Milestone"), ("action", "行动项", "Action item")
        ),
        "task_status": _entries(
            ("not_started", "未开始", "Not started", "待启动", "未启动"),
            ("doing", "进行中", "In progress", "执行中", "推进中"),
            ("review", "待评审", "In review", "待验收"),
            ("done", "已完成", "Done", "完成", "已办结"),
            ("cancelled", "已取消", "Cancelled", "终止", "作废"),
        ),
        "dependency_type": _entries(
            ("FS", "完成-开始（FS）", "Finish to start (FS)"),
            ("SS", "开始-开始（SS）", "Start to start (SS)"),
            ("FF", "完成-完成（FF）", "Finish to finish (FF)"),
            ("SF", "开始-完成（SF）", "Start to finish (SF)"),
        ),
        "raci_letter": _entries(
            ("R", "R 负责", "R responsible"),
            ("A", "A 审批", "A accountable"),
            ("C", "C 咨询", "C consulted"),
            ("I", "I 知情", "I informed"),
        ),
        "task_health": _entries(
            ("normal", "正常", "Normal", "正常推进"),
            ("lagging", "滞后", "Lagging", "延期", "延误", "落后"),
            ("blocked", "阻塞", "Blocked", "受阻", "停滞", "卡点"),
        ),
        "issue_kind": _entries(
            ("problem", "问题", "Problem"),
            ("blocker", "阻塞", "Blocker", "卡点"),
            ("lag", "滞后", "Lag"),
            ("dispute", "争议", "Dispute", "分歧", "冲突"),
        ),
        "issue_status": _entries(
            ("open", "待响应", "Open"),
            ("responded", "处理中", "Responded"),
            ("resolved", "已解决", "Resolved"),
            ("withdrawn", "已撤销", "Withdrawn"),
        ),
        "meeting_kind": _entries(
            ("kickoff", "启动会", "Kick-off"),
            ("weekly", "周例会", "Weekly meeting"),
            ("review", "评审会", "Review"),
            ("risk", "风险排查会", "Risk check"),
            ("special", "专项会议", "Special meeting"),
            ("coordination", "协调会", "Coordination meeting"),
            ("retrospective", "复盘会", "Retrospective"),
        ),
        "meeting_status": _entries(
            ("planned", "待召开", "Planned"),
            ("held", "已召开", "Held"),
            ("closed", "纪要已分发", "Minutes distributed"),
            ("cancelled", "已取消", "Cancelled"),
        ),
        "frequency": _entries(
            ("daily", "每工作日", "Every working day"),
            ("weekly", "每周", "Weekly"),
            ("biweekly", "每两周", "Every two weeks"),
            ("monthly", "每月", "Monthly"),
            ("once", "一次", "Once"),
        ),
        "weekday": _entries(
            ("1", "周一", "Monday"),
            ("2", "周二", "Tuesday"),
            ("3", "周三", "Wednesday"),
            ("4", "周四", "Thursday"),
            ("5", "周五", "Friday"),
            ("6", "周六", "Saturday"),
            ("7", "周日", "Sunday"),
        ),
        "resource_status": _entries(
            ("requested", "待审批", "Awaiting decision"),
            ("approved", "已批准", "Approved"),
            ("rejected", "未批准", "Rejected"),
            ("withdrawn", "已撤回", "Withdrawn"),
        ),
        "deliverable_status": _entries(
            ("submitted", "待验收", "Awaiting acceptance"),
            ("accepted", "验收通过", "Accepted"),
            ("failed", "整改中", "To be rectified"),
            ("withdrawn", "已撤回", "Withdrawn"),
        ),
        "acceptance_result": _entries(("pass", "通过", "Pass", "合格"), ("fail", "不通过", "Fail", "不合格")),
        "risk_strategy": _entries(
            ("avoid", "规避", "Avoid", "回避"),
            ("transfer", "转移", "Transfer", "转嫁"),
            ("mitigate", "减轻", "Mitigate", "缓解", "降低"),
            ("accept", "接受", "Accept", "自留"),
        ),
        "risk_status": _entries(
            ("open", "待应对", "Open"),
            ("watching", "监控中", "Watching"),
            ("closed", "已关闭", "Closed"),
            ("occurred", "已发生", "Occurred"),
        ),
        "risk_band": _entries(("high", "高", "High"), ("medium", "中", "Medium"), ("low", "低", "Low")),
        "warning_band": _entries(("none", "正常", "None"), ("low", "低", "Low"), ("medium", "中", "Medium"), ("high", "高", "High")),
        "direction": _entries(("up", "越高越好", "Higher is better"), ("down", "越低越好", "Lower is better")),
        "goal_source": _entries(
            ("readings", "手工填报", "Readings"),
            ("survey", "满意度调查", "Survey"),
            ("compliance", "承诺兑现率（自动）", "Compliance (measured)"),
            ("on_time", "任务按时完成率（自动）", "Tasks on time (measured)"),
            ("first_pass", "一次验收通过率（自动）", "First-pass acceptance (measured)"),
        ),
        "survey_kind": _entries(("csat", "满意度 CSAT（1–5 分）", "CSAT (1–5)"), ("nps", "净推荐值 NPS（0–10 分）", "NPS (0–10)")),
        "time_unit": _entries(
            ("hours", "自然小时", "Hours"),
            ("working_hours", "工作小时", "Working hours"),
            ("working_days", "工作日", "Working days"),
            ("days", "自然日", "Days"),
        ),
        "promise_family": _entries(
            ("request", "协作需求", "Requests"),
            ("task", "任务与行动项", "Tasks/actions"),
            ("meeting", "会议", "Meetings"),
            ("issue", "问题与争议", "Issues"),
            ("risk", "风险与预警", "Risks"),
            ("delivery", "资源与交付", "Delivery"),
        ),
        "promise": _entries(
            ("request_response", "需求响应", "Request response"),
            ("request_decision", "需求审批", "Request decision"),
            ("issue_report", "问题上报", "Issue report"),
            ("issue_response", "问题响应", "Issue response"),
            ("issue_meeting", "专项会议", "Special meeting"),
            ("dispute_meeting", "争议协调会", "Coordination meeting"),
            ("issue_closure", "问题闭环", "Issue closure"),
            ("risk_plan", "高风险方案", "High-risk plan"),
            ("warning_plan", "预警应对方案", "Warning response plan"),
            ("meeting_notice", "会议通知", "Meeting notice"),
            ("minutes", "会议纪要", "Minutes"),
            ("action_item", "行动项完成", "Action item"),
            ("task_due", "任务完成", "Task due"),
            ("delay_notice", "延期申报", "Delay notice"),
            ("rectification", "整改完成", "Rectification"),
            ("resource_decision", "资源审批", "Resource decision"),
        ),
        "promise_state": _entries(
            ("kept", "兑现", "Kept"),
            ("broken", "违约", "Broken"),
            ("at_risk", "临期", "At risk"),
            ("running", "进行中", "Running"),
            ("void", "作废", "Void"),
        ),
        "goal_state": _entries(
            ("met", "已达成", "Met"),
            ("ahead", "领先", "Ahead"),
            ("on_track", "正常", "On track"),
            ("behind", "落后", "Behind"),
            ("missed", "未达成", "Missed"),
            ("unread", "暂无数据", "No reading yet"),
        ),
    }
)

# Words a PMO may add to or rename: a level of its own takes its clocks from the policies.
OPEN: Mapping[str, tuple[Choice, ...]] = MappingProxyType(
    {
        "urgency": _entries(
            ("urgent", "紧急", "Urgent", "加急", "特急"),
            ("important", "重要", "Important", "较急"),
            ("normal", "常规", "Normal", "一般", "普通"),
        ),
        "issue_level": _entries(
            ("major", "重大", "Major", "critical", "1 - Critical", "严重"),
            ("urgent", "紧急", "Urgent", "high", "2 - High"),
            ("normal", "一般", "Normal", "moderate", "low", "3 - Moderate", "4 - Low"),
        ),
        "risk_category": _entries(
            ("schedule", "进度", "Schedule"),
            ("resource", "资源", "Resource"),
            ("requirement", "需求", "Requirement"),
            ("technical", "技术", "Technical"),
            ("supplier", "供应商", "Supplier"),
            ("compliance", "合规", "Compliance"),
            ("other", "其他", "Other"),
        ),
        "replan_cause": _entries(
            ("resource", "资源不足", "Lack of resources", "人手不足"),
            ("change", "需求变更", "Changed requirement", "需求调整"),
            ("external", "外部依赖", "External dependency", "外部原因"),
            ("other", "其他", "Other"),
        ),
        "resource_type": _entries(
            ("people", "人员", "People", "人力"),
            ("budget", "预算", "Budget", "资金", "经费"),
            ("equipment", "设备", "Equipment", "物资"),
            ("permission", "权限", "Permission", "授权"),
        ),
        "channel": _entries(
            ("room", "现场会议", "In a room"),
            ("video", "视频会议", "Video call"),
            ("phone", "电话会议", "Phone call"),
            ("mail", "邮件", "E-mail"),
            ("chat", "即时通讯群", "Group chat"),
        ),
        "article_kind": _entries(("case", "案例", "Case"), ("template", "模板", "Template"), ("lesson", "经验", "Lesson")),
        "document_category": _entries(
            ("agreement", "立项与章程", "Agreement and charter"),
            ("plan", "计划", "Plan"),
            ("minutes", "会议纪要", "Minutes"),
            ("design", "方案设计", "Design"),
            ("delivery", "交付与验收", "Delivery and acceptance"),
            ("other", "其他", "Other"),
        ),
        "goal_category": _entries(
            ("satisfaction", "满意度", "Satisfaction"),
            ("response", "响应", "Response"),
            ("delivery", "交付", "Delivery"),
            ("business", "业务", "Business"),
        ),
    }
)

BUILT_IN: Mapping[str, tuple[Choice, ...]] = MappingProxyType({**FIXED, **OPEN})
