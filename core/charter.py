"""What a project's charter still lacks, each with what to do about it. Nothing here stands in anybody's way: it is advice."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.text import Text

Row = Mapping[str, Any]

# The share of a plan that the method keeps as a buffer, in percent.
BUFFER = (10, 15)
FEWEST = 2

NO_GOAL = Text("还没有项目目标：写明到什么时候、把什么做到多少。", "There is no goal: write what is to reach which value by when.")
NO_NUMBER = Text("目标里没有可量化的数字：写明要达到多少。", "The goal has no number: say how much is to be reached.")
NO_UNIT = Text(
    "目标里的数字没有单位：写明是 %、台、天还是万元。", "The number in the goal has no unit: say whether it is %, pieces or days."
)
NO_DAY = Text("目标没有期限：在目标里写明日期，或填写结束日期。", "The goal has no date: name one in it, or fill in the end date.")
NO_SCOPE_IN = Text("没有写范围包含什么：列出要做的工作。", "What is in scope is not written: list the work to be done.")
NO_SCOPE_OUT = Text(
    "没有写范围不包含什么：列出明确不做的，免得以后争议。", "What is out of scope is not written: list what will not be done."
)
NO_MECHANISM = Text(
    "没有约定沟通机制：写明例会、周报和升级方式。", "How people talk is not agreed: name the meetings, reports and escalation."
)
NO_MANAGER = Text("没有项目负责人：指定一人。", "There is no manager: name one.")
TOO_FEW = Text("参与部门不足两个：添加要协作的部门。", "Fewer than two departments take part: add those that work together.")
NO_LEAD = Text("没有主导部门：把牵头部门的角色定位设为“主导”。", "No department has the lead: set the part of the one that leads.")
TWO_LEADS = Text("主导部门有 {count} 个：只留一个。", "{count} department(s) have the lead: leave it to one.")
OTHER_LEAD = Text(
    "主导的是{department}，与牵头部门不一致：改成一致。", "{department} has the lead, which is not the lead department: make them agree."
)
NO_CONTACT = Text("{department}还没有对接人：请该部门指定一人。", "{department} has no contact: ask it to name one.")
CANNOT_DECIDE = Text(
    "{department}的对接人{person}不能代表部门决策：换人，或请管理员授权。",
    "{person}, the contact of {department}, cannot decide for it: name another, or have it granted.",
)
BUFFER_OUTSIDE = Text(
    f"缓冲比例不在 {BUFFER[0]}%–{BUFFER[1]}% 之间：调整，或确认确有理由。",
    f"The buffer is not between {BUFFER[0]}% and {BUFFER[1]}%: adjust it, or be sure of the reason.",
)

_DAY = re.compile(
    r"\d{4}\s*[-/.年]\s*\d{1,2}(\s*[-/.月]\s*\d{1,2}\s*[日号]?|\s*月)?|\d{1,2}\s*月(\s*\d{1,2}\s*[日号])?|\d{4}\s*年|[Qq][1-4]"
)
# The number of a point in a list is no measure.
_POINT = re.compile(r"(?m)(?:^|(?<=[；;。\n]))\s*[(（]?\d{1,2}[)）.、](?!\d)")
_CHINESE = "一二两三四五六七八九十百千万亿"
_NUMBER = re.compile(rf"\d|百分之[{_CHINESE}]|[{_CHINESE}]{{2,}}|[二两三四五六七八九十](?=[个台家人次件天周月年万元倍成项份套])")
_MEASURED = re.compile(rf"[¥￥$€]\s*\d|\d\s*[^\W\d_年月日]|\d\s*[%％‰°]|百分之[{_CHINESE}]|[{_CHINESE}]{{2,}}\w|[二两三四五六七八九十]\w")


@dataclass(frozen=True)
class Gap:
    """One thing a charter lacks: the field it concerns and its text, to be said with the department, the person and the count named."""

    field: str
    text: Text
    department: int | None = None
    person: int | None = None
    count: int = 0


def gaps(project: Row, participations: Iterable[Row], people: Mapping[int, Row]) -> list[Gap]:
    """What the charter of a project with these participations lacks, in the order of the form. people are records by id."""
    parts = sorted(participations, key=lambda part: int(part["id"]))
    written = (("scope_in", NO_SCOPE_IN), ("scope_out", NO_SCOPE_OUT), ("mechanism", NO_MECHANISM), ("manager", NO_MANAGER))
    found = [*_goal(project), *(Gap(field, text) for field, text in written if not project[field])]
    buffer = project["buffer_percent"]
    if buffer is None or not BUFFER[0] <= buffer <= BUFFER[1]:
        found.append(Gap("buffer_percent", BUFFER_OUTSIDE))
    if len({part["department"] for part in parts}) < FEWEST:
        found.append(Gap("department", TOO_FEW))
    return found + _leads(project, parts) + [gap for part in parts for gap in _contact(part, people)]


def _goal(project: Row) -> list[Gap]:
    goal = project["goal"]
    if not goal:
        return [Gap("goal", NO_GOAL)]
    measured = _POINT.sub(" ", _DAY.sub(" ", goal))
    found = []
    if not _NUMBER.search(measured):
        found.append(Gap("goal", NO_NUMBER))
    elif not _MEASURED.search(measured):
        found.append(Gap("goal", NO_UNIT))
    if project["ends_on"] is None and not _DAY.search(goal):
        found.append(Gap("goal", NO_DAY))
    return found


def _leads(project: Row, parts: Sequence[Row]) -> list[Gap]:
    leads = [part["department"] for part in parts if part["part"] == "lead"]
    if len(leads) > 1:
        return [Gap("part", TWO_LEADS, count=len(leads))]
    if not leads:
        return [Gap("part", NO_LEAD)]
    return [] if leads[0] == project["lead_department"] else [Gap("part", OTHER_LEAD, department=leads[0])]


def _contact(part: Row, people: Mapping[int, Row]) -> list[Gap]:
    contact = people.get(part["contact"])
    if contact is None:
        return [Gap("contact", NO_CONTACT, department=part["department"])]
    if not (contact["can_decide"] and contact["active"]):
        return [Gap("contact", CANNOT_DECIDE, department=part["department"], person=part["contact"])]
    return []
