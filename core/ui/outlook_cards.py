"""The figures of a project's outlook: when it will be finished, when it should be, and how much of its buffer that uses."""

from collections.abc import Callable
from datetime import date

import polars as pl
import streamlit as st

from core import outlook
from core.charts.fever import SIGNALS, ZONES
from core.metrics import forecast
from core.metrics.buffer import Position
from core.metrics.forecast import Forecast
from core.plan import Plan
from core.text import Text
from core.ui import outlook_rows
from core.ui.number import number
from core.visit import Visit

P50, P80 = Text("预计完成 P50", "Forecast finish P50"), Text("预计完成 P80", "Forecast finish P80")
P50_RULE = Text(
    "1,000 次模拟中，一半在这一天或之前完成。每次模拟：剩余 % × 计划工作日 × 部门工期比，按依赖顺推；未开始的不早于今天和计划开始。"
    "差多少以工作日计。",
    "Half of 1,000 runs finish on or before this day. Each run: remaining % × planned working days × the department's duration ratio, "
    "pushed through the dependencies; what has not started starts neither before today nor before its planned start. "
    "Differences are in working days.",
)
P80_RULE = Text(
    "1,000 次模拟中，八成在这一天或之前完成。差多少以工作日计。",
    "Four fifths of 1,000 runs finish on or before this day. Differences are in working days.",
)
PLAN, PLAN_RULE = (
    Text("计划完成", "Planned finish"),
    Text("当前计划中末级任务最晚的完成日期。", "The latest due date among the leaf tasks of the plan as it stands."),
)
BASELINE, BASELINE_RULE = (
    Text("基线完成", "Baseline finish"),
    Text("最新基线中末级任务最晚的完成日期。", "The latest due date among the leaf tasks of the newest baseline."),
)
BUFFER, BUFFER_RULE = (
    Text("缓冲消耗", "Buffer used"),
    Text(
        "（P50 − 基线完成，没有基线则为计划完成）÷ 缓冲，以工作日计，提前为 0。缓冲 = 缓冲比例 × 关键路径。",
        "(P50 − baseline finish, else planned finish) ÷ buffer, in working days; 0 when earlier. Buffer = buffer % × critical path.",
    ),
)
SUM = Text(
    "关键路径 {path} 个工作日，已完成 {done:.0%}；缓冲 {percent:g}% = {days:.1f} 个工作日；预计延迟 {late} 个工作日。",
    "Critical path: {path} working days, {done:.0%} completed. Buffer: {percent:g}% = {days:.1f} working days. "
    "Forecast delay: {late} working days.",
)
LATE = Text("{days:+d} 个工作日", "{days:+d} days")
SAME = Text("没有偏差", "No difference")
AGAINST_BASELINE, AGAINST_PLAN = Text("较基线", "on baseline"), Text("较计划", "on plan")


def row(visit: Visit, plan: Plan, found: Forecast, position: Position) -> None:
    """The cards, as many in a row as the screen is wide enough for."""
    baseline = outlook.held_against(visit, plan)
    held = baseline or outlook.finish(plan)
    since = visit.say(AGAINST_BASELINE if baseline else AGAINST_PLAN)

    def dated(name: str, label: Text, day: date | None, rule: Text, *, late: bool = False) -> None:
        moved = apart(visit, plan, held, day) if late and day else None
        number(
            visit,
            f"outlook.{name}",
            label,
            None if day is None else str(day),
            rule,
            lambda: outlook_rows.behind(visit, plan, found, name),
            delta=moved,
            since=since,
            note=visit.say(SAME) if late else None,
            better="down",
        )

    with st.grid(5, gap="small", min_column_width=180):
        dated("p50", P50, found.p50, P50_RULE, late=True)
        dated("p80", P80, found.p80, P80_RULE, late=True)
        dated("plan", PLAN, outlook.finish(plan), PLAN_RULE)
        dated("baseline", BASELINE, baseline, BASELINE_RULE)
        _buffer(visit, plan, position)


def apart(visit: Visit, plan: Plan, first: date, last: date) -> str | None:
    """How much later one day is than another, in words; None where it is the same working day."""
    days = forecast.apart(plan.calendar, pl.Series([first]), pl.Series([last]))[0]
    return visit.say(LATE, days=days) if days else None


def _buffer(visit: Visit, plan: Plan, position: Position) -> None:
    words = {
        "path": position.path,
        "done": position.done,
        "percent": plan.project["buffer_percent"] or 0.0,
        "days": position.days,
        "late": position.late,
    }
    rows: Callable[[], None] = lambda: _sum(visit, plan, words)  # noqa: E731
    value = None if position.used is None else f"{position.used:.0%}"
    zone = None if position.zone is None else SIGNALS[position.zone].say(visit.say(ZONES[position.zone]))
    number(visit, "outlook.buffer", BUFFER, value, BUFFER_RULE, rows, note=zone)


def _sum(visit: Visit, plan: Plan, words: dict[str, object]) -> None:
    st.caption(visit.say(SUM, **words))
    outlook_rows.path(visit, plan)
