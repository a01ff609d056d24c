"""How a promise's clock was counted, in words: where it began, what its limit is, what did not count, and the sum."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from math import ceil
from typing import Any

import polars as pl

from core.metrics.clock import COUNTED, WORKING, Counting, counted_days, off_runs, segments
from core.metrics.compliance import BEFOREHAND
from core.promises import Terms
from core.text import Text
from core.ui import times
from core.visit import Visit

# What opens and what keeps each kind of promise.
OPENED: Mapping[str, Text] = {
    "request_response": Text("提交", "submitted"),
    "request_decision": Text("提交", "submitted"),
    "issue_report": Text("发现", "found"),
    "issue_response": Text("上报", "reported"),
    "issue_meeting": Text("上报", "reported"),
    "dispute_meeting": Text("上报", "reported"),
    "issue_closure": Text("上报", "reported"),
    "risk_plan": Text("成为高风险", "became a high risk"),
    "warning_plan": Text("列入预警", "put on the warning list"),
    "meeting_notice": Text("排定会议", "meeting planned"),
    "minutes": Text("会议结束", "meeting ended"),
    "task_due": Text("计划开始", "planned start"),
    "action_item": Text("计划开始", "planned start"),
    "delay_notice": Text("原定完成", "due at first"),
    "rectification": Text("验收未通过", "acceptance failed"),
    "resource_decision": Text("申请", "requested"),
}
KEPT: Mapping[str, Text] = {
    "request_response": Text("响应", "answered"),
    "request_decision": Text("审批", "decided"),
    "issue_report": Text("上报", "reported"),
    "issue_response": Text("响应", "responded"),
    "issue_meeting": Text("召开会议", "meeting convened"),
    "dispute_meeting": Text("召开会议", "meeting convened"),
    "issue_closure": Text("解决", "resolved"),
    "risk_plan": Text("提交方案", "plan submitted"),
    "warning_plan": Text("提交方案", "plan submitted"),
    "meeting_notice": Text("发出通知", "notice sent"),
    "minutes": Text("分发纪要", "minutes distributed"),
    "delay_notice": Text("申报延期", "replan declared"),
    "rectification": Text("整改通过", "put right"),
    "resource_decision": Text("审批", "decided"),
}
DONE, EVENT = Text("完成", "finished"), Text("会议开始", "meeting starts")
BEGAN = Text("{at} {what}", "{what} {at}")
LIMITS = {
    "hours": Text("时限 {limit} 小时，昼夜连续计", "limit {limit} h, counted day and night"),
    "days": Text("时限 {limit} 天，昼夜连续计", "limit {limit} days, counted day and night"),
    "working_hours": Text("时限 {limit} 个工作小时", "limit {limit} working hours"),
    "working_days": Text(
        "时限 {limit} 个工作日，当天不计，到最后一个工作日下班为止",
        "limit {limit} working days: that very day does not count, and it ends when work ends on the last of them",
    ),
}
NEXT_DAY = Text(
    "时限 1 个工作日，当天不计，到下一个工作日下班为止",
    "limit 1 working day: that very day does not count, and it ends when work ends on the next",
)
BACK = Text("会前 {limit} 个工作日，开会当天不计", "{limit} working days before the meeting, whose own day does not count")
AGREED = Text("按约定的日期，不另加时限", "a date of its own, with no limit added")
BEFORE = Text("改期要在原定日期结束前申报", "a later date is to be declared before the end of that day")
HOLIDAY = Text("{days}放假，不计", "{days} public holiday, not counted")
WEEKEND, WEEKENDS = (
    Text("{days}周末，不计", "{days} weekend, not counted"),
    Text("{n} 个周末共 {d} 天不计", "{n} weekends, {d} days, not counted"),
)
MAKE_UP = Text("{days}调休上班，计入", "{days} make-up workday, counted")
PAUSED = Text("{since} 至 {until} 等待补充说明，暂停{time}", "{since} to {until} waiting for a clarification, paused {time}")
STILL = Text("{since} 起等待补充说明，仍在暂停，已停{time}", "since {since} waiting for a clarification: still paused, {time} so far")
COUNTS, COUNTS_ONE = Text("计入 {sum} = {total}", "counted: {sum} = {total}"), Text("计入 {total}", "counted: {total}")
COUNTS_DAYS = Text("计入 {sum}，共 {n} 个工作日", "counted: {sum}, {n} working day(s)")
COUNTS_DAY = Text("计入 {sum}，1 个工作日", "counted: {sum}, one working day")
MOVED = Text("暂停顺延 {time}", "moved on by the pause of {time}")
DUE = Text("应于 {at} 前", "due by {at}")
NEVER = Text("没有按时作出", "not given in time")
NOT_KEPT = Text("到现在还没有完成，已超 {time}", "not done yet, {time} late")
LEFT = Text("到现在还没有完成，还剩 {time}", "not done yet, {time} left")
ON_TIME, TOO_LATE = (
    Text("{at} {what}，按时", "{what} {at}, in time"),
    Text("{at} {what}，按自然时间超 {time}", "{what} {at}, {time} late by the clock"),
)
USED = Text("，用时 {time}", ", after {time}")
WHERE = {True: Text("{time}（工作时间）", "{time} of working time"), False: Text("{time}", "{time}")}
_JOIN, _END, _AND, _LIST = Text("；", "; "), Text("。", "."), Text(" + ", " + "), Text("、", ", ")
_MOST = 6
_MINUTE = timedelta(minutes=1)


def lines(visit: Visit, promise: Mapping[str, Any], clock: Counting, terms: Terms, rows: pl.DataFrame) -> list[str]:
    """The arithmetic as sentences: where it began and its limit, what did not count, the sum and the due moment, and what came of it."""
    within = rows.filter(pl.col("end") <= clock.due) if clock.event is None else rows.filter(pl.col("start") >= clock.due)
    said = [
        _began(visit, promise, clock),
        *_left_out(visit, clock, terms, within),
        _sum(visit, promise, clock, within),
        _came(visit, promise, clock),
    ]
    end = visit.say(_END)
    return [line[0].upper() + line[1:] + end for line in said if line]


def _began(visit: Visit, promise: Mapping[str, Any], clock: Counting) -> str:
    local = visit.local(clock.opened)
    delay = promise["kind"] == "delay_notice"
    at = times.on(visit, clock.due if delay else clock.opened)
    if not delay and (local.hour, local.minute) == (0, 0):
        at = times.beside(visit, local.date(), "00:00")
    began = visit.say(BEGAN, at=at, what=visit.say(OPENED[promise["kind"]]))
    limit = promise["limit"] or 0
    if clock.event is not None:
        event = visit.say(BEGAN, at=times.on(visit, clock.event), what=visit.say(EVENT))
        return visit.say(_JOIN).join(
            (began, event, visit.say(BACK if clock.unit == "working_days" else LIMITS[clock.unit], limit=f"{limit:g}"))
        )
    known = NEXT_DAY if limit == 1 and clock.unit == "working_days" else LIMITS[clock.unit]
    words = visit.say(known, limit=f"{limit:g}") if limit else visit.say(BEFORE if delay else AGREED)
    return visit.say(_JOIN).join((began, words))


def _left_out(visit: Visit, clock: Counting, terms: Terms, rows: pl.DataFrame) -> list[str]:
    """What did not count, and what counted although it would not have: holidays, weekends, make-up days, pauses."""
    said = []
    if clock.unit in WORKING:
        said += [visit.say(HOLIDAY, days=times.days(visit, *run)) for run in off_runs(rows, "holiday")]
        weekends = off_runs(rows, "weekend")
        if len(weekends) > 2:
            said.append(visit.say(WEEKENDS, n=len(weekends), d=sum((last - first).days + 1 for first, last in weekends)))
        else:
            said += [visit.say(WEEKEND, days=times.days(visit, *run)) for run in weekends]
        made_up = rows.filter(pl.col("state") == "make_up")["day"].unique(maintain_order=True).to_list()
        if made_up:
            said.append(visit.say(MAKE_UP, days=visit.say(_LIST).join(times.dated(visit, day) for day in made_up)))
    working = clock.unit in WORKING
    for (since, until), (_, closed) in zip(clock.pauses, terms.pauses, strict=True):
        minutes = clock.calendar.working_minutes_between(since, until) if working else (until - since) / _MINUTE
        time = visit.say(WHERE[working], time=times.length(visit, minutes))
        spaced = visit.say(Text(f" {time}", time))
        known = {"since": times.on(visit, since), "until": times.on(visit, until), "time": spaced}
        said.append(visit.say(STILL if closed is None else PAUSED, **known))
    return [visit.say(_JOIN).join(said)] if said else []


def _sum(visit: Visit, promise: Mapping[str, Any], clock: Counting, rows: pl.DataFrame) -> str:
    said = []
    # A date of its own is no sum of anything.
    if promise["limit"]:
        said.append(_days_counted(visit, promise, clock, rows) if clock.unit == "working_days" else _time_counted(visit, clock, rows))
    if promise["paused_minutes"] and clock.unit == "working_days":
        said.append(visit.say(MOVED, time=times.length(visit, promise["paused_minutes"])))
    return visit.say(_JOIN).join([*filter(None, said), visit.say(DUE, at=times.on(visit, clock.due))])


def _days_counted(visit: Visit, promise: Mapping[str, Any], clock: Counting, rows: pl.DataFrame) -> str:
    """The working days of the limit, by name; a pause moves the due moment on from the last of them."""
    days = counted_days(rows)
    if clock.event is not None:
        # What is done by the end of its due day leaves that day too.
        days = sorted({visit.local(clock.due).date(), *days})
    elif clock.pauses:
        days = counted_days(segments(replace(clock, pauses=()), clock.due))[: ceil(promise["limit"])]
    if len(days) == 1:
        return visit.say(COUNTS_DAY, sum=times.dated(visit, days[0]))
    told = (
        visit.say(_LIST).join(times.dated(visit, day) for day in days)
        if len(days) <= _MOST
        else times.days(visit, days[0], days[-1]).strip()
        if days
        else ""
    )
    return visit.say(COUNTS_DAYS, sum=told, n=len(days)) if days else ""


def _time_counted(visit: Visit, clock: Counting, rows: pl.DataFrame) -> str:
    """The time counted day by day, and its sum."""
    parts = rows.filter(pl.col("state").is_in(COUNTED)).group_by("day", maintain_order=True).agg(pl.col("minutes").sum()).rows()
    total = times.length(visit, sum(minutes for _, minutes in parts), natural=clock.unit == "days")
    if len(parts) < 2 or len(parts) > _MOST:
        return visit.say(COUNTS_ONE, total=total) if parts else ""
    told = visit.say(_AND).join(f"{day:%m-%d} {times.length(visit, minutes)}" for day, minutes in parts)
    return visit.say(COUNTS, sum=told, total=total)


def _came(visit: Visit, promise: Mapping[str, Any], clock: Counting) -> str:
    kept, due = promise["kept_at"], promise["due_at"]
    if kept is None:
        late = visit.moment > due
        if late and promise["kind"] in BEFOREHAND:
            return visit.say(NEVER)
        return visit.say(NOT_KEPT if late else LEFT, time=times.span(visit, abs(visit.moment - due)))
    what, at = visit.say(KEPT.get(promise["kind"], DONE)), times.on(visit, kept)
    used = promise["elapsed_minutes"]
    took = (
        visit.say(USED, time=visit.say(WHERE[clock.unit in WORKING], time=times.length(visit, used, natural=clock.unit not in WORKING)))
        if used
        else ""
    )
    if kept <= due:
        return visit.say(ON_TIME, at=at, what=what) + took
    return visit.say(TOO_LATE, at=at, what=what, time=times.span(visit, kept - due)) + took
