"""The warning list: each week's as it was kept, those of one task, and the plans that answer them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import polars as pl
import streamlit as st

from core.actions import warning
from core.text import Text
from core.ui import as_of, clocks, records, shown, where
from core.ui.button import act_button
from core.ui.clicks import CLICKABLE, clicked
from core.ui.form import Filled, form
from core.ui.states import badge
from core.ui.words import plain
from core.visit import Visit

TITLE, WEEK = Text("进度风险预警", "Warnings"), Text("周次", "Week")
SPAN = Text("{first} 至 {last}（{count} 项）", "{first} to {last} ({count})")
HINT = Text(
    "每周三 09:00 自动列出进度偏差超过 10 个百分点的任务：超 10 为低，超 20 为中，超 40 为高，已逾期的升一级；"
    "高风险须在 24 小时内提交应对方案。",
    "Made each Wednesday at 09:00: tasks more than 10 points behind their plan; low above 10, medium above 20, high above 40, one up"
    " when overdue. A high one is answered with a plan within 24 hours.",
)
EMPTY = Text("还没有预警清单：每周三 09:00 自动生成。", "No warning list yet: it is made each Wednesday at 09:00.")
NONE_HERE = Text("这一周没有符合筛选条件的预警。", "No warning of this week matches the filters.")
MAKE, MADE = Text("立即生成本周清单", "Make this week's list now"), Text("本周清单已更新", "This week's list is up to date")
TO_ANSWER = Text("待提交应对方案（{count}）", "Waiting for a response plan ({count})")
MEASURED = Text(
    "计划 {planned}% · 实际 {percent}% · 偏差 {deviation} 个百分点", "Planned {planned}% · actual {percent}% · {deviation} points behind"
)
ANSWER = {"answer": Text("提交应对方案", "Submit the plan")}
LIST = (
    "task",
    "band",
    "planned_percent",
    "percent",
    "deviation",
    "clock",
    "clock_due",
    "owner",
    "department",
    "plan_submitted_at",
    "response",
)
OF_TASK = ("listed_on", "band", "planned_percent", "percent", "deviation", "response", "plan_submitted_at")
_WEEK = "week"
# Rows shown before a list scrolls.
_TALL = 30


def weekly(visit: Visit, tasks: pl.DataFrame) -> None:
    """The list of one week, of the tasks given, and what waits for a plan; whoever plans every project makes this week's."""
    st.caption(visit.say(HINT))
    with st.container(horizontal=True, vertical_alignment="bottom"):
        monday = _choose(visit)
        # The action asks the same: a record of no project.
        if visit.may("task.plan", {}):
            act_button(visit, "warnings", MAKE, warning.list_week, MADE)
    if monday is None:
        st.info(as_of.nothing(visit, EMPTY), icon=":material/inbox:")
        return
    rows = _of_week(visit.frames["warning"], monday).filter(pl.col("task").is_in(tasks["id"].implode()))
    if rows.is_empty():
        st.info(visit.say(NONE_HERE), icon=":material/inbox:")
        return
    rows = rows.sort("deviation", "id", descending=[True, False])
    waiting = rows.filter(pl.col("band") == "high", pl.col("plan_submitted_at").is_null())
    _table(visit, rows)
    if not waiting.is_empty():
        st.markdown(f"**{visit.say(TO_ANSWER, count=waiting.height)}**")
    for row in waiting.iter_rows(named=True):
        word, colour = badge(visit, "warning_band", row["band"])
        label = f":{colour}-badge[{plain(word)}] {plain(visit.name('task', row['task']))}"
        with st.expander(label, expanded=row["owner"] == visit.person.id):
            _plan(visit, row)


def of(visit: Visit, task: Mapping[str, Any]) -> None:
    """The warnings of a task, the newest first; the newest with its plan to submit, while it has none."""
    rows = visit.frames["warning"].filter(pl.col("task") == task["id"]).sort("listed_on", "id", descending=True)
    if rows.is_empty():
        return
    st.markdown(f"**{visit.say(TITLE)}**")
    newest = rows.row(0, named=True)
    if newest["plan_submitted_at"] is None and task["status"] not in {"done", "cancelled"}:
        with st.container(border=True):
            word, colour = badge(visit, "warning_band", newest["band"])
            st.badge(plain(word), color=colour)
            _plan(visit, newest)
    records.table(visit, "warning", rows, OF_TASK)


def to_task(visit: Visit) -> None:
    """Where the URL names a warning, name its task instead: that is where it is shown."""
    found = visit.frames["warning"].filter(pl.col("id") == (where.at("warning") or 0))
    if not found.is_empty():
        where.go(id=found["task"][0])


def _choose(visit: Visit) -> date | None:
    """Let the visitor choose one of the weeks that have a list, the newest first; the Monday of the chosen one."""
    week = pl.col("listed_on").dt.truncate("1w").alias(_WEEK)
    counts = dict(visit.frames["warning"].group_by(week).len().sort(_WEEK, descending=True).iter_rows())
    if not counts:
        return None
    keys = [monday.isoformat() for monday in counts]
    labels = {monday.isoformat(): _span(visit, monday, count) for monday, count in counts.items()}
    named = st.query_params.get(_WEEK)
    chosen = st.selectbox(
        visit.say(WEEK),
        keys,
        index=keys.index(named) if named in labels else 0,
        format_func=lambda key: labels.get(key, key),
        key=f"{_WEEK}.{visit.language}",
        width=300,
    )
    if chosen != keys[0]:
        st.query_params[_WEEK] = chosen
    else:
        st.query_params.pop(_WEEK, None)
    return date.fromisoformat(chosen)


def _span(visit: Visit, monday: date, count: int) -> str:
    return visit.say(SPAN, first=monday, last=monday + timedelta(days=6), count=count)


def _of_week(rows: pl.DataFrame, monday: date) -> pl.DataFrame:
    return rows.filter(pl.col("listed_on").is_between(monday, monday + timedelta(days=6)))


def _table(visit: Visit, rows: pl.DataFrame) -> None:
    """The warnings with their bands as badges and their clocks; a click opens the task."""
    recorded = visit.ledger.tables["warning"]
    declared = replace(recorded, fields=(*recorded.fields, *clocks.SOONEST))
    columns = shown.frame(visit, declared, clocks.soonest(visit, "warning", rows), list(LIST))
    band = visit.say(recorded.by_name["band"].label)
    bands = dict(badge(visit, "warning_band", key) for key in ("high", "medium", "low"))
    chips = st.column_config.MultiselectColumn(band, options=list(bands), color=list(bands.values()), width=80)
    event = st.dataframe(
        columns.with_columns(pl.concat_list(band).alias(band)),
        column_config=shown.column_config(visit, declared, list(LIST)) | {band: chips},
        hide_index=True,
        placeholder="—",
        height="content" if rows.height <= _TALL else 35 * (_TALL + 1),
        key=f"warnings.{where.turn()}",
        **CLICKABLE,
    )
    row = clicked(event)
    if row is not None:
        where.open_record("task", rows["task"][row])


def _plan(visit: Visit, row: dict[str, Any]) -> None:
    """How far behind a warning found its task, its clock, and the form of its plan for whoever may answer it."""
    st.caption(plain(_measured(visit, row)))
    clocks.of(visit, "warning", row["id"])
    if visit.may("warning.answer", row):
        name = f"warning.{row['id']}.answer"
        form(visit, "warning", name, _save(row), _told, fields=("response",), base=row["version"], buttons=ANSWER)


def _measured(visit: Visit, row: dict[str, Any]) -> str:
    figures = {"planned": row["planned_percent"], "percent": row["percent"], "deviation": row["deviation"]}
    return visit.say(MEASURED, **{name: f"{figure:g}" for name, figure in figures.items()})


def _save(row: dict[str, Any]) -> Any:
    def save(now: Visit, filled: Filled) -> None:
        warning.answer(now, row["id"], filled.base, filled.values["response"] or "", filled.key)

    return save


def _told(visit: Visit, _: object) -> None:
    where.tell(visit, where.SAVED)
