"""The Gantt chart of a plan."""

from collections.abc import Callable
from datetime import date
from typing import cast

import streamlit as st

from core.charts import gantt as charts
from core.charts import gantt_links
from core.charts.gantt_axes import SHADED, ZOOMS
from core.charts.gantt_rows import Words
from core.charts.style import Drawing
from core.metrics import buffer
from core.plan import Plan
from core.text import Text
from core.ui import as_of, gantt_choice, gantt_print, where
from core.ui.gantt_choice import Shown
from core.ui.page import chart
from core.visit import Visit

EMPTY = Text("还没有任务：先在“任务分解”里添加，甘特图随之生成。", "No tasks yet: add them under WBS, and they are drawn here.")
NONE = Text("没有符合筛选条件的任务。", "No task fits these filters.")
SHOWN = Text("第 {first}–{last} 行，共 {n} 行。", "Rows {first}–{last} of {n}.")
KEY = Text(
    "实色：已完成部分 · 红色外框：关键任务 · ◆ 里程碑 · 灰色细条：基线 · 红色虚线：超期至今",
    "Solid: done · outlined red: critical · ◆ milestone · thin grey bar: baseline · red dashes: overdue so far",
)
CLICK = Text("点任务条可打开任务；横向拖动可移动时间轴", "A click on a bar opens its task; drag sideways to move along")
SHADES = Text("灰底：周末 · 黄底“休”：公众假期 · “班”：调休上班", 'Grey: weekend · amber "H": public holiday · "W": make-up workday')
LINKS = {
    "critical": Text("依赖超过 {most} 条，只画关键任务之间的", "Over {most} dependencies: only those between critical tasks are drawn"),
    "none": Text("依赖超过 {most} 条，筛选后再画", "Over {most} dependencies: filter to see them"),
}

# Pixels that a printed time axis has: for a whole plan, at least, at most.
SHEET, NARROWEST, WIDEST = 1200, 700, 6000


def page(visit: Visit, plan: Plan) -> None:
    """Draw it."""
    if plan.tasks.is_empty():
        st.info(as_of.nothing(visit, EMPTY), icon=":material/view_timeline:")
        return
    zoom, level, by = gantt_choice.looks(visit, plan)
    row = st.container(horizontal=True, vertical_alignment="bottom")
    with row:
        shown = gantt_choice.shown(visit, plan, level)
    if shown.leaves.is_empty():
        st.info(visit.say(NONE), icon=":material/filter_alt_off:")
        return
    with row:
        view = charts.View(zoom, by, gantt_choice.begins_on(visit, shown.rows, zoom))
    _draw(visit, plan, shown, view)
    notes = _notes(visit, plan, shown, zoom)
    st.caption("  \n".join([*notes, visit.say(CLICK)]))
    whole = charts.View(zoom, by)
    gantt_print.forms(visit, plan.project["name"], notes, lambda: _paper(visit, plan, shown, whole))


def _draw(visit: Visit, plan: Plan, shown: Shown, view: charts.View) -> None:
    make = _maker(visit, plan, shown, view)
    on = (plan.project["id"], view, *shown.chosen)
    picked = chart(visit, f"gantt.{where.turn()}", make, *on, on_select="rerun", selection_mode="task")
    for clicked in picked.selection.get("task") or []:
        where.open_record("task", int(clicked["task"]))


def _maker(visit: Visit, plan: Plan, shown: Shown, view: charts.View) -> Callable[[], Drawing]:
    def make() -> Drawing:
        words = Words(visit.language, visit.names("department"), visit.names("person"))
        ends = shown.before + shown.rows.height == shown.all and not shown.filtered
        reserved = _buffer(plan) if ends else None
        return charts.gantt(plan, shown.rows, shown.leaves, words, view, visit.today, reserved)

    return make


def _buffer(plan: Plan) -> tuple[date, date] | None:
    """The project's buffer behind its last planned day, where it has a critical path to take a share of."""
    if plan.links.is_empty():
        return None
    length, _ = buffer.chain(plan.leaves, plan.links, plan.calendar)
    return charts.reserve(cast(date, plan.leaves["due_on"].max()), length, plan.project["buffer_percent"] or 0.0, plan.calendar)


def _notes(visit: Visit, plan: Plan, shown: Shown, zoom: str) -> list[str]:
    """What the marks mean, and what is left out."""
    which = gantt_links.drawn(shown.rows, plan.links)[1]
    told = [visit.say(LINKS[which], most=gantt_links.MOST)] if which in LINKS else []
    if shown.all > shown.rows.height:
        told.insert(0, visit.say(SHOWN, first=shown.before + 1, last=shown.before + shown.rows.height, n=shown.all))
    shades = [visit.say(SHADES)] if zoom in SHADED else []
    return [part for part in (" · ".join(told), visit.say(KEY), *shades) if part]


def _paper(visit: Visit, plan: Plan, shown: Shown, view: charts.View) -> tuple[Drawing, int]:
    """The whole time of the rows shown, and the width of its plot: at the zoom chosen, or at the next one that fits on a sheet."""
    first, last = charts.span(shown.rows, visit.today)
    order = list(ZOOMS)
    for zoom in reversed(order[: order.index(view.zoom) + 1]):
        pixels = ZOOMS[zoom].pixels
        width = SHEET if pixels is None else round(pixels * (last - first).days)
        if width <= WIDEST:
            break
    return _maker(visit, plan, shown, charts.View(zoom, view.by))(), max(width, NARROWEST)
