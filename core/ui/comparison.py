"""Two standings of a plan against each other: a baseline with a later one, or with the plan as it is."""

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
import streamlit as st

from core import figures, frozen
from core.charts.slips import slips
from core.metrics import baseline as measured
from core.metrics import progress
from core.plan import Plan
from core.text import Text
from core.ui import moved, shown
from core.ui.number import percent, points
from core.ui.page import chart
from core.visit import Visit

TITLE = Text("对比", "Comparison")
FROM, TO, NOW = Text("从", "From"), Text("到", "To"), Text("现在的计划", "The plan now")
FINISH, PROGRESS = Text("计划完成", "Planned finish"), Text("加权进度", "Weighted progress")
LATE, SCOPE = Text("推迟 / 提前", "Later / earlier"), Text("新增 / 取消", "Added / dropped")
DAYS = Text("{days:+d} 个工作日", "{days:+d} working days")
POINTS = Text("{points} 个百分点", "{points} points")
SAME = Text("没有变化：两者的任务、日期、责任和权重都相同。", "Nothing has changed: the same tasks, dates, owners and weights.")
UNMOVED = Text("不变", "Unchanged")
_NOW = 0

Row = Mapping[str, Any]


def draw(visit: Visit, plan: Plan, known: Sequence[Row]) -> None:
    """The choice of both sides, what changed between them in numbers, the slips, and one row per task that changed.

    known: the baselines, oldest first, each with tasks, due_on, planned and actual as they stood there.
    """
    st.subheader(visit.say(TITLE), anchor=False)
    before, after = _choose(visit, plan, known)
    rows = _compared(visit, plan, before, after)
    _numbers(visit, plan, before, after or _now(visit, plan), rows)
    changed = rows.filter(pl.col("what") != "same")
    if changed.is_empty():
        st.success(visit.say(SAME), icon=":material/check_circle:")
        return
    if (changed["due_days"].fill_null(0) != 0).any():
        chart(visit, "slips", lambda: slips(rows, visit.language, moved.names(rows)), plan.project["id"], _key(before), _key(after))
    moved.table(visit, changed)


def _choose(visit: Visit, plan: Plan, known: Sequence[Row]) -> tuple[Row, Row | None]:
    """Both sides: a baseline, and a baseline or None for the plan as it is. The newest against now, to begin with."""
    rows = {row["id"]: row for row in reversed(known)}
    names = {_NOW: visit.say(NOW)} | {record: row["name"] for record, row in rows.items()}

    def one(label: Text, records: list[int], side: str) -> int:
        # Streamlit remembers a choice by its label: other names have a box of their own.
        key = "|".join([f"compare.{side}.{plan.project['id']}", *(names[record] for record in records)])
        chosen: int = st.selectbox(visit.say(label), records, format_func=lambda record: names.get(record, ""), key=key, width=300)
        return chosen

    with st.container(horizontal=True, vertical_alignment="bottom"):
        before = one(FROM, list(rows), "from")
        after = one(TO, [_NOW, *(record for record in rows if record != before)], "to")
    return rows[before], rows.get(after)


def _key(side: Row | None) -> tuple[int, int] | None:
    return None if side is None else (side["id"], side["position"])


def _tasks(visit: Visit, plan: Plan, side: Row | None) -> pl.DataFrame:
    project = plan.project["id"]
    if side is None:
        return visit.frames["task"].filter(pl.col("project") == project)
    return frozen.plan(visit, project, side["position"])


def _now(visit: Visit, plan: Plan) -> Row:
    # Weighed and measured as everywhere else: by the newest baseline.
    tasks, project = progress.baselined(_tasks(visit, plan, None), figures.frozen(visit)), plan.project["id"]
    return visit.once("baseline.now", lambda: _standing(visit, plan, tasks), project, visit.moment)


def _standing(visit: Visit, plan: Plan, tasks: pl.DataFrame) -> Row:
    return measured.standing(tasks, plan.calendar, visit.moment).row(0, named=True)


def _compared(visit: Visit, plan: Plan, before: Row | None, after: Row | None) -> pl.DataFrame:
    def make() -> pl.DataFrame:
        return measured.compare(_tasks(visit, plan, before), _tasks(visit, plan, after), plan.calendar)

    return visit.rows("baseline.compare", make, plan.project["id"], _key(before), _key(after))


def _numbers(visit: Visit, plan: Plan, before: Row, after: Row, rows: pl.DataFrame) -> None:
    count = dict(rows["what"].value_counts().iter_rows())
    later = measured.later(before["due_on"], after["due_on"], plan.calendar)
    gained = None if None in (before["actual"], after["actual"]) else after["actual"] - before["actual"]
    with st.grid(4, gap="small", min_column_width=190):
        st.metric(
            visit.say(FINISH),
            shown.DASH if after["due_on"] is None else str(after["due_on"]),
            visit.say(DAYS, days=later) if later else visit.say(UNMOVED),
            delta_color="inverse" if later else "off",
            delta_arrow="auto" if later else "off",
            border=True,
            height="stretch",
        )
        st.metric(
            visit.say(PROGRESS),
            shown.DASH if after["actual"] is None else percent(after["actual"] / 100),
            visit.say(POINTS, points=points(gained)) if gained else visit.say(UNMOVED),
            delta_color="normal" if gained else "off",
            delta_arrow="auto" if gained else "off",
            border=True,
            height="stretch",
        )
        for label, names in ((LATE, ("slipped", "earlier")), (SCOPE, ("added", "dropped"))):
            st.metric(visit.say(label), " / ".join(str(count.get(name, 0)) for name in names), border=True, height="stretch")
