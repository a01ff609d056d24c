"""Whether progress is reported in time: the rate with its rows, by department and by project, and who owes the newest entry."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import polars as pl
import streamlit as st

from core import figures
from core.figures import Choice
from core.metrics import updates
from core.rules import setting
from core.text import Text
from core.ui import bases, where
from core.ui.clicks import CLICKABLE, clicked
from core.ui.number import number, percent
from core.ui.tables import DEPARTMENT, MORE, MOST
from core.ui.words import plain
from core.visit import Visit

RATE = Text("填报及时率", "Updates in time")
RULES: Mapping[str, Text] = MappingProxyType(
    {
        "weekly": Text(
            "按时填报的次数 ÷ 应填报的次数，近 12 周：进行中的末级任务每周应在最后一个工作日 {by} 前填报一次，以实际填报的时刻为准。",
            "Entries made in time ÷ entries owed, last 12 weeks: each open leaf task owes one a week, by {by} on its last working day; what"
            " counts is when it was made.",
        ),
        "daily": Text(
            "按时填报的次数 ÷ 应填报的次数，近 12 周：进行中的末级任务每个工作日应在 {by} 前填报一次，以实际填报的时刻为准。",
            "Entries made in time ÷ entries owed, last 12 weeks: each open leaf task owes one every working day, by {by}; what counts is"
            " when it was made.",
        ),
    }
)
SAMPLE = Text("n = {n}", "n = {n}")
NOTHING_OWED = Text("近 12 周没有应填报的任务。", "In the last 12 weeks no task owed an entry.")
BY = {"department": Text("部门", "Department"), "project": Text("项目", "Project")}
IN_TIME, OWED = Text("按时", "In time"), Text("应填报", "Owed")
MISSED = Text("最近一期未按时填报（{period} 起）", "Without an entry in the newest period (from {period})")
NONE_MISSED = Text("最近一期都按时填报了（{period} 起）", "Every entry of the newest period was made (from {period})")
TASK, OWNER, PERIOD = Text("任务", "Task"), Text("主责人", "Owner"), Text("期间", "From")


def page(visit: Visit, tasks: pl.DataFrame) -> None:
    """The update discipline of those tasks, whose rows are told by their ids."""
    rows = figures.updates_owed(visit, Choice()).join(tasks.select(task="id"), on="task", how="semi", maintain_order="left")
    _card(visit, rows)
    if rows.is_empty():
        st.info(visit.say(NOTHING_OWED), icon=":material/event_available:")
        return
    with st.grid(2, gap="small", min_column_width=300):
        for table, title in BY.items():
            _by(visit, rows, table, title)
    _newest(visit, rows)


def _card(visit: Visit, rows: pl.DataFrame) -> None:
    whole = updates.discipline(rows, []).row(0, named=True)
    rhythm, by = (setting(visit.frames["setting"], name) for name in ("update_rhythm", "update_by"))
    rule = Text(*(words.format(by=f"{by:%H:%M}") for words in (RULES[rhythm].zh, RULES[rhythm].en)))
    trend = figures.sparkline(updates.discipline(rows, ["period"])["rate"].to_list())
    ordered = rows.sort("in_time", "period", descending=[False, True], maintain_order=True)
    with st.container(width=320):
        number(
            visit,
            "updates",
            RATE,
            percent(whole["rate"]),
            rule,
            lambda: _tasks(visit, ordered, "updates.rows"),
            note=visit.say(SAMPLE, n=whole["n"]),
            trend=trend,
            basis=lambda: bases.share(visit, whole["in_time"], whole["n"]),
        )


def _by(visit: Visit, rows: pl.DataFrame, table: str, title: Text) -> None:
    found = updates.discipline(rows, [table]).sort("rate", "n", descending=[False, True])
    st.dataframe(
        {
            visit.say(title): [visit.name(table, record) for record in found[table]],
            visit.say(RATE): (100 * found["rate"]).to_list(),
            visit.say(IN_TIME): found["in_time"].to_list(),
            visit.say(OWED): found["n"].to_list(),
        },
        column_config={visit.say(RATE): st.column_config.ProgressColumn(format="%.1f%%", min_value=0, max_value=100)},
        hide_index=True,
        placeholder="—",
    )


def _newest(visit: Visit, rows: pl.DataFrame) -> None:
    """The tasks that were not reported on in the newest period."""
    period: Any = rows["period"].max()
    missed = rows.filter(pl.col("period") == period, ~pl.col("in_time"))
    if missed.is_empty():
        st.success(visit.say(NONE_MISSED, period=period), icon=":material/check_circle:")
        return
    st.markdown(f"**{plain(visit.say(MISSED, period=period))}**")
    _tasks(visit, missed, "updates.newest")


def _tasks(visit: Visit, rows: pl.DataFrame, key: str) -> None:
    """Rows of what was owed; a click opens the task."""
    if rows.height > MOST:
        st.caption(visit.say(MORE, count=f"{rows.height:,}", most=f"{MOST:,}"))
    rows = rows.head(MOST)
    event = st.dataframe(
        {
            visit.say(TASK): [visit.name("task", task) for task in rows["task"]],
            visit.say(PERIOD): rows["period"].to_list(),
            visit.say(IN_TIME): rows["in_time"].to_list(),
            visit.say(OWNER): [visit.name("person", owner) for owner in rows["owner"]],
            visit.say(DEPARTMENT): [visit.name("department", department) for department in rows["department"]],
        },
        column_config={visit.say(PERIOD): st.column_config.DateColumn(format="YYYY-MM-DD", width=100)},
        hide_index=True,
        placeholder="—",
        key=f"{key}.{where.turn()}",
        **CLICKABLE,
    )
    row = clicked(event)
    if row is not None:
        where.open_record("task", rows["task"][row])
