"""What of a plan its Gantt chart shows: level, phase, filters, the part of the rows and of the time axis; all of it in the URL."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl
import streamlit as st

from core.charts.gantt import span
from core.charts.gantt_axes import ZOOMS
from core.metrics.excerpt import excerpt
from core.plan import Plan
from core.text import Text
from core.ui.filters import DEPARTMENT, pick
from core.ui.switch import switch
from core.visit import Visit

ZOOM, COLOUR, LEVEL = Text("缩放", "Zoom"), Text("颜色", "Colour"), Text("层级", "Level")
ZOOM_WORDS = {
    "whole": Text("全程", "Whole"),
    "quarter": Text("季", "Quarter"),
    "month": Text("月", "Month"),
    "week": Text("周", "Week"),
}
COLOURS = {"state": Text("按状态", "By state"), "department": Text("按部门", "By department")}
LEVELS = {"all": Text("全部任务", "All tasks"), "2": Text("两级", "2 levels"), "1": Text("仅阶段", "Phases")}
PHASE, OWNER, ROWS = Text("阶段", "Phase"), Text("主责人", "Owner"), Text("显示行", "Rows")
CRITICAL = Text("只看关键任务", "Critical only")
EARLIER, TODAY, LATER = Text("更早", "Earlier"), Text("今天", "Today"), Text("更晚", "Later")
# As many rows as a browser draws without being felt.
MOST = 200
_FROM, _ONE = "from", timedelta(days=1)
# Days before this week's Monday where the axis begins by itself, so that today is seen on a phone too.
_BEFORE = {"week": 0, "month": 9, "quarter": 42}


@dataclass(frozen=True)
class Shown:
    """The leaves that fit the filters, the rows drawn for them, how many rows there are before and in all, and what was chosen."""

    leaves: pl.DataFrame
    rows: pl.DataFrame
    before: int
    all: int
    filtered: bool
    chosen: tuple[object, ...]


def looks(visit: Visit, plan: Plan) -> tuple[str, str, str]:
    """Let the visitor choose zoom, level and what the colours mean."""
    with st.container(horizontal=True, vertical_alignment="center"):
        zoom = switch(visit, "zoom", ZOOM, _said(visit, ZOOM_WORDS))
        level = switch(visit, "level", LEVEL, _said(visit, LEVELS), "all" if plan.tasks.height <= MOST else "1")
        return zoom, level, switch(visit, "colour", COLOUR, _said(visit, COLOURS))


def shown(visit: Visit, plan: Plan, level: str) -> Shown:
    """Let the visitor choose a phase, a department, an owner, the critical path alone, and which rows of many."""
    tops = plan.tasks.filter(pl.col("depth") == 0, ~pl.col("leaf"))
    phase = pick(visit, "phase", visit.say(PHASE), {str(record): visit.name("task", record) for record in tops["id"]})
    department = pick(visit, "department", visit.say(DEPARTMENT), _named(visit, plan, "department"))
    owner = pick(visit, "owner", visit.say(OWNER), _named(visit, plan, "owner", "person"))
    critical = st.toggle(visit.say(CRITICAL), key="critical", bind="query-params")
    inside = excerpt(plan.tasks, phase=None if phase is None else int(phase))
    leaves = inside.filter("leaf")
    for name, key in (("department", department), ("owner", owner)):
        leaves = leaves if key is None else leaves.filter(pl.col(name) == int(key))
    leaves = leaves.filter(pl.col("critical").fill_null(value=False)) if critical else leaves
    filtered = department is not None or owner is not None or critical
    rows = excerpt(inside, levels=None if level == "all" else int(level), wanted=set(leaves["id"]) if filtered else None)
    before = _before(visit, rows.height)
    chosen = (phase, department, owner, critical, level, before)
    return Shown(leaves, rows.slice(before, MOST), before, rows.height, filtered or phase is not None, chosen)


def begins_on(visit: Visit, rows: pl.DataFrame, zoom: str) -> date | None:
    """Where the time axis begins, which the URL names and the visitor moves; None for the whole."""
    step = timedelta(weeks=ZOOMS[zoom].step)
    if not step:
        return None
    first, last = span(rows, visit.today)
    own = visit.today - _ONE * (visit.today.weekday() + _BEFORE[zoom])
    own = max(first, own) if first <= visit.today <= last else first
    begin = _named_day() or own
    with st.container(horizontal=True, width="content"):
        for name, words, icon, day in (
            ("earlier", EARLIER, ":material/chevron_left:", begin - step),
            ("today", TODAY, ":material/today:", None),
            ("later", LATER, ":material/chevron_right:", begin + step),
        ):
            st.button(visit.say(words), icon=icon, key=f"gantt.{name}", on_click=_move, args=(day,))
    return begin


def _move(day: date | None) -> None:
    if day is None:
        st.query_params.pop(_FROM, None)
    else:
        st.query_params[_FROM] = day.isoformat()


def _named_day() -> date | None:
    try:
        day = date.fromisoformat(st.query_params.get(_FROM, ""))
    except ValueError:
        return None
    return day if 1950 < day.year < 2199 else None


def _before(visit: Visit, rows: int) -> int:
    """How many rows stand before those drawn."""
    if rows <= MOST:
        return 0
    parts = {str(start + 1): f"{start + 1}–{min(start + MOST, rows)}" for start in range(0, rows, MOST)}
    chosen = pick(visit, "rows", visit.say(ROWS), parts, "1")
    return int(chosen) - 1 if chosen in parts else 0


def _named(visit: Visit, plan: Plan, field: str, table: str | None = None) -> dict[str, str]:
    """Those who have tasks in the plan, by name."""
    found = {str(record): visit.name(table or field, record) for record in plan.leaves[field].drop_nulls().unique().sort()}
    return dict(sorted(found.items(), key=lambda one: one[1]))


def _said(visit: Visit, texts: dict[str, Text]) -> dict[str, str]:
    return {key: visit.say(text) for key, text in texts.items()}
