"""Talking: the communication plan of a project and the meetings that are held."""

from core.schema.field import Field, Kind, Table
from core.text import Text

CADENCE = Table(
    "cadence",
    Text("沟通计划", "Communication plan"),
    (
        Field("project", Kind.LINK, Text("项目", "Project"), required=True, to="project"),
        Field("topic", Kind.TEXT, Text("沟通主题", "Topic"), required=True, high=100),
        Field("kind", Kind.CHOICE, Text("会议类型", "Kind of meeting"), required=True, choices="meeting_kind", default="weekly"),
        Field("frequency", Kind.CHOICE, Text("沟通频率", "Frequency"), required=True, choices="frequency", default="weekly"),
        Field(
            "weekday",
            Kind.CHOICE,
            Text("星期", "Weekday"),
            choices="weekday",
            default="1",
            help=Text("用于每周和每两周；每月按开始日期的那一天", "For weekly and every two weeks; monthly goes by the day of the start"),
        ),
        Field("time", Kind.TEXT, Text("时间", "Time"), required=True, high=5, default="10:00", help=Text("如 10:00", "Such as 10:00")),
        Field("minutes", Kind.INTEGER, Text("时长（分钟）", "Length in minutes"), required=True, low=5, high=480, default=60),
        Field("starts_on", Kind.DATE, Text("开始日期", "Starts on"), required=True),
        Field("ends_on", Kind.DATE, Text("结束日期", "Ends on"), help=Text("不填则到项目结束", "Empty: until the project ends")),
        Field("channel", Kind.CHOICE, Text("沟通方式", "Channel"), choices="channel", default="room"),
        Field("place", Kind.TEXT, Text("地点 / 会议链接", "Place or link")),
        Field("host", Kind.LINK, Text("主持人", "Host"), required=True, to="person"),
        Field(
            "departments",
            Kind.LINKS,
            Text("参与部门", "Departments"),
            to="department",
            help=Text("不填则为项目的全部参与部门", "Empty: all that take part in the project"),
        ),
        Field("content", Kind.LONG_TEXT, Text("沟通内容", "Content")),
        Field("output", Kind.TEXT, Text("输出物", "Output")),
    ),
    title="topic",
)

MEETING = Table(
    "meeting",
    Text("会议", "Meeting"),
    (
        Field("project", Kind.LINK, Text("项目", "Project"), to="project"),
        Field("cadence", Kind.LINK, Text("沟通计划", "Communication plan"), to="cadence", typed=False),
        Field("kind", Kind.CHOICE, Text("会议类型", "Kind"), required=True, choices="meeting_kind", default="weekly"),
        Field("topic", Kind.TEXT, Text("会议主题", "Topic"), required=True, high=100),
        Field("starts_at", Kind.MOMENT, Text("开始时间", "Starts at"), required=True),
        Field("ends_at", Kind.MOMENT, Text("结束时间", "Ends at"), required=True),
        Field("channel", Kind.CHOICE, Text("沟通方式", "Channel"), choices="channel", default="room"),
        Field("place", Kind.TEXT, Text("地点 / 会议链接", "Place or link")),
        Field("host", Kind.LINK, Text("主持人", "Host"), required=True, to="person"),
        Field("recorder", Kind.LINK, Text("记录人", "Recorder"), to="person"),
        Field("attendees", Kind.LINKS, Text("参会人员", "Attendees"), to="person"),
        Field("issue", Kind.LINK, Text("关联问题", "Issue"), to="issue", typed=False),
        Field("background", Kind.LONG_TEXT, Text("会议背景", "Background")),
        Field("agenda", Kind.LONG_TEXT, Text("会议议题", "Agenda")),
        Field("preparation", Kind.LONG_TEXT, Text("参会要求", "What to prepare")),
        Field("planned_at", Kind.MOMENT, Text("安排时间", "Planned at"), typed=False),
        Field("noticed_at", Kind.MOMENT, Text("通知时间", "Notice sent at"), typed=False),
        Field("discussion", Kind.LONG_TEXT, Text("讨论要点", "Discussion"), typed=False),
        Field("consensus", Kind.LONG_TEXT, Text("达成共识", "Consensus"), typed=False),
        Field("held_from", Kind.MOMENT, Text("实际开始", "Began at"), typed=False),
        Field("held_until", Kind.MOMENT, Text("实际结束", "Ended at"), typed=False),
        Field("minutes_sent_at", Kind.MOMENT, Text("纪要分发时间", "Minutes distributed at"), typed=False),
        Field("status", Kind.CHOICE, Text("状态", "Status"), choices="meeting_status", typed=False, default="planned"),
        # The day of the plan it stands for, holiday or not: moved or cancelled, it is not scheduled a second time.
        Field("occurs_on", Kind.DATE, Text("计划日期", "Day of the plan"), typed=False),
    ),
    title="topic",
)

TABLES = (CADENCE, MEETING)
