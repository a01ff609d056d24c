"""What a meeting begins from: the agenda of its kind, who is invited, and the days that a communication plan meets on."""

from calendar import monthrange
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, pairwise, takewhile
from types import MappingProxyType
from typing import Any

from core.text import Text
from core.workdays import WorkCalendar

AGENDAS: Mapping[str, Text] = MappingProxyType(
    {
        "kickoff": Text(
            "1. 项目背景与目标（SMART）\n2. 范围：包含与不包含\n3. 参与部门、对接人与职责\n4. 里程碑与进度计划\n"
            "5. 沟通机制：例会、填报与升级路径\n6. 已知风险与所需支持\n7. 各部门确认与下一步",
            "1. Background and goal (SMART)\n2. Scope: what is in and what is out\n3. Departments, contacts and duties\n"
            "4. Milestones and schedule\n5. How we talk: meetings, reporting, escalation\n6. Known risks and support needed\n"
            "7. Confirmation by each department and next steps",
        ),
        "weekly": Text(
            "1. 上次行动项完成情况\n2. 各部门本周进展与计划偏差\n3. 滞后与阻塞任务：原因、措施、新时限\n4. 问题与风险变化\n"
            "5. 需要协调或决策的事项\n6. 下周计划与行动项",
            "1. Actions of the last meeting\n2. Progress of each department against the plan\n"
            "3. Tasks lagging or blocked: reason, measures, new date\n4. Changes in issues and risks\n"
            "5. What needs coordination or a decision\n6. Next week's plan and actions",
        ),
        "review": Text(
            "1. 评审对象与验收标准\n2. 交付物介绍与自检情况\n3. 评审人提问与意见\n4. 评审结论：通过、有条件通过或不通过\n"
            "5. 整改项、责任人与期限",
            "1. What is reviewed, and against which standard\n2. The deliverable and its self-check\n3. Questions and comments\n"
            "4. Conclusion: pass, pass with conditions, or fail\n5. What to rectify, by whom and by when",
        ),
        "risk": Text(
            "1. 高风险应对方案进展\n2. 新识别的风险：可能性与影响\n3. 已有风险的变化与触发条件\n4. 预警任务与缓冲消耗\n"
            "5. 应对措施、责任人与完成时间",
            "1. Response plans of the high risks\n2. New risks: probability and impact\n3. How known risks and their triggers moved\n"
            "4. Warnings, and how much of the buffer is used\n5. Measures, owners and dates",
        ),
        "special": Text(
            "1. 问题现状与影响范围\n2. 原因分析\n3. 备选方案与所需资源\n4. 决定：措施、唯一责任人、新的完成时限\n5. 跟踪方式与升级条件",
            "1. Where the issue stands and what it affects\n2. Causes\n3. Options and the resources they need\n"
            "4. Decision: measures, one owner, the new date\n5. How it is followed up, and when it is escalated",
        ),
        "coordination": Text(
            "1. 争议焦点与各方立场\n2. 事实与依据：章程、职责与计划\n3. 备选方案及其影响\n4. 达成的共识或裁决\n5. 措施、责任人与时限",
            "1. The point in dispute and where each side stands\n2. Facts: charter, duties and plan\n3. Options and their effects\n"
            "4. What is agreed or ruled\n5. Measures, owner and date",
        ),
        "retrospective": Text(
            "1. 目标达成情况\n2. 做得好的：保持什么\n3. 待改进的：原因分析\n4. 可复用的经验与模板\n5. 改进行动、责任人与期限",
            "1. What was attained\n2. What went well: keep it\n3. What to improve, and why\n4. Lessons and templates to reuse\n"
            "5. Actions, owners and dates",
        ),
    }
)

Days = Iterator[date]
_DAY = timedelta(days=1)
_HALF_A_WEEK = 4 * _DAY
_YEAR = timedelta(days=366)
# What a meeting hands on to the next of its kind.
_COPIED = ("project", "kind", "topic", "channel", "place", "host", "recorder", "attendees", "preparation")


def invited(departments: Iterable[int], contacts: Mapping[int, int | None], heads: Mapping[int, int | None]) -> list[int]:
    """The people who speak for those departments: each one's contact in the project, or else its head; nobody twice."""
    people = (contacts.get(department) or heads.get(department) for department in departments)
    return list(dict.fromkeys(person for person in people if person is not None))


def occurrences(frequency: str, weekday: int, starts_on: date, last: date, working: Callable[[date], bool]) -> list[tuple[date, date]]:
    """The days a plan meets on, up to last: (the day by the plan, the working day it is held on), oldest first.

    weekday (1 is Monday) counts weekly and biweekly. A day off moves to the next working day, but not as far as the next meeting:
    then that one falls out. Each month meets on the day starts_on has, or on the month's last. Every working day (daily) moves never.
    """
    if frequency == "daily":
        return [(day, day) for day in _until(_days(starts_on, 1), last) if working(day)]
    if frequency == "once":
        held = _next(starts_on, last, working)
        return [] if held is None else [(starts_on, held)]
    if frequency == "monthly":
        planned = _months(starts_on)
    else:
        planned = _days(starts_on + _DAY * ((weekday - 1 - starts_on.weekday()) % 7), 14 if frequency == "biweekly" else 7)
    found = []
    for day, following in pairwise(planned):
        if day > last:
            break
        held = _next(day, min(last, following - _DAY), working)
        if held is not None:
            found.append((day, held))
    return found


def following(
    meeting: Mapping[str, Any],
    after: datetime,
    calendar: WorkCalendar,
    usual: datetime | None = None,
    plan: Mapping[str, Any] | None = None,
    taken: Collection[date] = (),
) -> dict[str, Any]:
    """The next meeting after one, ahead of a moment, as core.actions.meeting.plan takes it: the same but for its start and end.

    It is the next of the communication plan (a row of cadence) whose day has no meeting yet (taken: those that have), and stands for
    that day (cadence, occurs_on). Where the plan has none, it is on the weekday and at the hour of usual (or of its own start), on a
    full five minutes: the first that is nearer to a week after this one than to this one. A day off moves to the next working day.
    """
    found = next((own for own in _by_plan(meeting, plan, calendar, taken) if own["starts_at"] > after), None) if plan else None
    if found is None:
        begins = next(_weekly(meeting, usual, after, calendar))
        found = {"starts_at": begins, "ends_at": begins + (meeting["ends_at"] - meeting["starts_at"])}
    return {name: meeting[name] for name in _COPIED} | found


def moved(
    proposed: Mapping[str, Any],
    starts: datetime | None,
    meeting: Mapping[str, Any],
    calendar: WorkCalendar,
    plan: Mapping[str, Any] | None = None,
    taken: Collection[date] = (),
) -> dict[str, Any]:
    """What following() proposed, put to another start; it lasts as long.

    Where it stands for a day of the plan, it stands for the last of them that is held by then, so that this one is not scheduled again.
    """
    own = {**proposed, "starts_at": starts, "ends_at": None if starts is None else starts + (proposed["ends_at"] - proposed["starts_at"])}
    if plan and starts is not None and proposed.get("occurs_on"):
        on = _day_of(starts, calendar)
        by_then = takewhile(lambda one: _day_of(one["starts_at"], calendar) <= on, _by_plan(meeting, plan, calendar, taken))
        return own | {"occurs_on": max((one["occurs_on"] for one in by_then), default=proposed["occurs_on"])}
    return own


def _by_plan(
    meeting: Mapping[str, Any], plan: Mapping[str, Any], calendar: WorkCalendar, taken: Collection[date]
) -> Iterator[dict[str, Any]]:
    """What makes the meetings of the plan after one, soonest first."""
    last = min(_held_on(meeting, calendar) + _YEAR, plan["ends_on"] or date.max)
    since = meeting["occurs_on"] or _held_on(meeting, calendar)
    for day, held in occurrences(plan["frequency"], int(plan["weekday"] or 1), plan["starts_on"], last, calendar.is_working_day):
        if day > since and day not in taken:
            begins = _at(held, time.fromisoformat(plan["time"]), calendar)
            span = {"starts_at": begins, "ends_at": begins + timedelta(minutes=plan["minutes"])}
            yield span | {"cadence": plan["id"], "occurs_on": day, "background": plan["content"]}


def _weekly(meeting: Mapping[str, Any], usual: datetime | None, after: datetime, calendar: WorkCalendar) -> Iterator[datetime]:
    local = (usual or meeting["starts_at"]).astimezone(calendar.zone)
    wall = time(local.hour, local.minute - local.minute % 5)
    first = _held_on(meeting, calendar) + _HALF_A_WEEK
    for day in _days(first + _DAY * ((local.weekday() - first.weekday()) % 7), 7):
        begins = _at(_next(day, day + _YEAR, calendar.is_working_day) or day, wall, calendar)
        if begins > after:
            yield begins


def _held_on(meeting: Mapping[str, Any], calendar: WorkCalendar) -> date:
    return _day_of(meeting["held_from"] or meeting["starts_at"], calendar)


def _day_of(moment: datetime, calendar: WorkCalendar) -> date:
    return moment.astimezone(calendar.zone).date()


def _at(day: date, wall: time, calendar: WorkCalendar) -> datetime:
    return datetime.combine(day, wall, calendar.zone).astimezone(UTC)


def _until(days: Days, last: date) -> Days:
    return takewhile(lambda day: day <= last, days)


def _days(first: date, step: int) -> Days:
    return (first + _DAY * step * turn for turn in count())


def _months(first: date) -> Days:
    for turn in count():
        year, month = divmod(first.year * 12 + first.month - 1 + turn, 12)
        yield date(year, month + 1, min(first.day, monthrange(year, month + 1)[1]))


def _next(day: date, last: date, working: Callable[[date], bool]) -> date | None:
    """The first working day from that day to last."""
    return next((held for held in _until(_days(day, 1), last) if working(held)), None)
