"""The pages there are, in the order of the sidebar."""

from collections.abc import Mapping
from types import MappingProxyType

from core.text import Text

# Group → pages as (file in pages/, title, icon). A page with an action is offered only to those who may do it.
PAGES: Mapping[Text, tuple[tuple[str, Text, str, str], ...]] = MappingProxyType(
    {
        Text("看板", "Dashboards"): (
            ("overview", Text("总览", "Overview"), "dashboard", ""),
            ("weekly", Text("周会", "Weekly meeting"), "slideshow", ""),
            ("trends", Text("趋势", "Trends"), "trending_up", ""),
        ),
        Text("填报", "Entry"): (
            ("my_work", Text("我的待办", "My work"), "checklist", ""),
            ("requests", Text("协作需求", "Requests"), "handshake", ""),
            ("issues", Text("问题与协调", "Issues"), "report", ""),
            ("risks", Text("风险", "Risks"), "warning", ""),
            ("resources", Text("资源支持", "Resources"), "inventory_2", ""),
        ),
        Text("项目", "Projects"): (
            ("projects", Text("项目", "Projects"), "folder_open", ""),
            ("plan", Text("计划", "Plan"), "view_timeline", ""),
            ("tasks", Text("任务与进度", "Tasks"), "task_alt", ""),
            ("meetings", Text("会议", "Meetings"), "groups", ""),
            ("delivery", Text("交付与验收", "Delivery"), "package_2", ""),
            ("goals", Text("目标与满意度", "Goals"), "flag", ""),
            ("reviews", Text("复盘与知识库", "Lessons"), "menu_book", ""),
        ),
        Text("管理", "Administration"): (
            ("exchange", Text("导入", "Import"), "upload_file", "import.run"),
            ("settings", Text("设置", "Settings"), "settings", ""),
        ),
    }
)


def first(role: str) -> str:
    """The page that the root leads to: a contact's work, the overview for everybody else."""
    return "my_work" if role == "contact" else "overview"


# The page that a survey's link leads to.
LINK = "survey"
