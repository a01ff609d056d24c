"""Two standings of a plan against each other: a baseline with a later one, or with the plan as it is."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from core import figures, frozen
from core.charts.slips import slips
from core.metrics import baseline as measured
from core.metrics import progress
from core.plan import Plan
from core.text import Text
from core.ui import bases, moved, opening, records, shown, tables
from core.ui.number import number, percent, points
from core.ui.page import chart
from core.visit import Visit

TITLE = Text("对比", "Comparison")
FROM, TO, NOW = Text("从", "From"), Text("到", "To"), Text("现在的计划", "The plan now")
FINISH, PROGRESS = Text("计划完成", "Planned finish"), Text("加权进度", "Weighted progress")
LATE, SCOPE = Text("推迟 / 提前", "Later / earlier"), Text("新增 / 取消", "Added / dropped")
DAYS = Text("{days:+d} 个工作日", "{days:+d} working days")
POINTS = Text("{points} 个百分点", "{points} points")
FINISH_RULE = Text(
    "末级任务最晚的完成日期；差多少以工作日计。", "The latest due date among the leaf tasks; the difference is in working days."
)
PROGRESS_RULE = Text("末级任务的实际 %，按权重汇总。", "Actual % of the leaf tasks, weighted.")
LATE_RULE = Text("完成日期推迟和提前的任务数。", "Tasks due later, and tasks due earlier.")
SCOPE_RULE = Text("新增和取消的任务数。", "Tasks added, and tasks dropped.")
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
    _numbers(visit, plan, before, after, rows)
    changed = rows.filter(pl.col("what") != "same")
    if changed.is_empty():
        st.success(visit.say(SAME), icon=":material/check_circle:")
        return
    if (changed["due_days"].fill_null(0) != 0).any():
        chart(visit, "slips", lambda: slips(rows, visit.language, moved.names(rows)), plan.project["id"], _key(before), _key(after))
        opening.values(visit, "slips", LATE_RULE, lambda: moved.listed(visit, changed, "slips.rows"))
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
    tasks, project = _measured(visit, plan, None), plan.project["id"]
    return visit.once("baseline.now", lambda: _standing(visit, plan, tasks), project, visit.moment)


def _standing(visit: Visit, plan: Plan, tasks: pl.DataFrame) -> Row:
    return measured.standing(tasks, plan.calendar, visit.moment).row(0, named=True)


def _compared(visit: Visit, plan: Plan, before: Row | None, after: Row | None) -> pl.DataFrame:
    def make() -> pl.DataFrame:
        return measured.compare(_tasks(visit, plan, before), _tasks(visit, plan, after), plan.calendar)

    return visit.rows("baseline.compare", make, plan.project["id"], _key(before), _key(after))


def _numbers(visit: Visit, plan: Plan, before: Row, chosen: Row | None, rows: pl.DataFrame) -> None:
    after = chosen or _now(visit, plan)
    count = dict(rows["what"].value_counts().iter_rows())
    later = measured.later(before["due_on"], after["due_on"], plan.calendar)
    gained = None if None in (before["actual"], after["actual"]) else after["actual"] - before["actual"]
    due = shown.DASH if after["due_on"] is None else str(after["due_on"])
    done = None if after["actual"] is None else percent(after["actual"] / 100)
    with st.grid(4, gap="small", min_column_width=190):
        number(
            visit,
            "compare.finish",
            FINISH,
            due,
            FINISH_RULE,
            lambda: _dates(visit, plan, chosen),
            delta=visit.say(DAYS, days=later) if later else None,
            note=visit.say(UNMOVED),
            better="down",
        )
        number(
            visit,
            "compare.progress",
            PROGRESS,
            done,
            PROGRESS_RULE,
            lambda: _leaves(visit, plan, chosen),
            delta=visit.say(POINTS, points=points(gained)) if gained else None,
            note=visit.say(UNMOVED),
        )
        for name, label, rule, kinds in (
            ("moved", LATE, LATE_RULE, ("slipped", "earlier")),
            ("scope", SCOPE, SCOPE_RULE, ("added", "dropped")),
        ):
            counts = " / ".join(str(count.get(kind, 0)) for kind in kinds)
            some = rows.filter(pl.col("what").is_in(kinds))
            number(visit, f"compare.{name}", label, counts, rule, partial(moved.listed, visit, some, f"compare.{name}"))


def _measured(visit: Visit, plan: Plan, side: Row | None) -> pl.DataFrame:
    tasks = _tasks(visit, plan, side)
    return tasks if side is not None else progress.baselined(tasks, figures.frozen(visit))


def _dates(visit: Visit, plan: Plan, side: Row | None) -> None:
    tasks = measured.leaves_of(_measured(visit, plan, side)).sort("due_on", descending=True, nulls_last=True)
    records.table(visit, "task", tasks, ("code", "title", "department", "due_on"))


def _leaves(visit: Visit, plan: Plan, side: Row | None) -> None:
    moment = visit.moment if side is None else side["taken_at"]
    leaves = measured.measured_leaves(_measured(visit, plan, side), plan.calendar, moment)
    st.text(bases.of_leaves(visit, leaves))
    tables.leaves(visit, leaves)
