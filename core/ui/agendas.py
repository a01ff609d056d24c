"""What a meeting has before it, from the records: a table to work through, and lines for the notice."""

from typing import Any

import polars as pl
import streamlit as st

from core.metrics.agenda import agenda_matters, last_meeting
from core.metrics.todo_matter import Moment
from core.text import Text
from core.ui import shown, tables, where
from core.ui.clicks import CLICKABLE, clicked
from core.visit import Visit

TITLE = Text("待议事项（{count}）", "Open matters ({count})")
HINT = Text(
    "按记录自动汇总：上次会议的行动项、逾期任务、未解决的问题、高风险。",
    "From the records: actions of the last meeting, overdue tasks, open issues, high risks.",
)
WORDS = {
    "action": Text("上次行动", "Last action"),
    "overdue": Text("逾期任务", "Overdue"),
    "issue": Text("未决问题", "Open issue"),
    "risk": Text("高风险", "High risk"),
}
ABOUT, WHAT, OWNER = Text("事项", "About"), Text("类别", "What"), Text("责任人", "Owner")
DEPARTMENT, DUE = Text("部门", "Department"), Text("期限", "Due")
MORE = Text("……另有 {count} 项", "… and {count} more")
# Matters that a notice names.
_MOST = 12
# Rows shown before the table scrolls.
_TALL = 10


def matters(visit: Visit, row: dict[str, Any]) -> pl.DataFrame:
    """One row per matter before a meeting: of its project, or where it is about an issue that one alone; see core.metrics.agenda."""

    def make() -> pl.DataFrame:
        last = last_meeting(visit.frames["meeting"], row)
        found = agenda_matters(visit.frames, row["project"], Moment(visit.moment, visit.zone), last)
        return found if row["issue"] is None else found.filter(pl.col("table") == "issue", pl.col("record") == row["issue"])

    return visit.once("agenda", make, row["id"], visit.moment)


def table(visit: Visit, row: dict[str, Any]) -> None:
    """The matters before a meeting; a click opens one. Nothing where there are none."""
    rows = matters(visit, row)
    if rows.is_empty():
        return
    st.markdown(f"**{visit.say(TITLE, count=rows.height)}**")
    st.caption(visit.say(HINT))
    event = st.dataframe(
        {
            visit.say(WHAT): [visit.say(WORDS[kind]) for kind in rows["kind"]],
            visit.say(ABOUT): [tables.called(visit, table, record) for table, record in rows.select("table", "record").iter_rows()],
            visit.say(OWNER): [visit.name("person", owner) for owner in rows["owner"]],
            visit.say(DUE): rows["due_on"].to_list(),
            visit.say(DEPARTMENT): [visit.name("department", department) for department in rows["department"]],
        },
        column_config={
            visit.say(WHAT): st.column_config.Column(width=84),
            visit.say(DUE): st.column_config.DateColumn(format="YYYY-MM-DD", width=100),
        },
        hide_index=True,
        placeholder=shown.DASH,
        height="content" if rows.height <= _TALL else 35 * (_TALL + 1),
        key=f"agenda.{row['id']}.{where.turn()}",
        **CLICKABLE,
    )
    chosen = clicked(event)
    if chosen is not None:
        where.open_record(rows["table"][chosen], rows["record"][chosen])


def lines(visit: Visit, row: dict[str, Any]) -> list[str]:
    """The first of the matters in words, one a line."""
    rows = matters(visit, row)
    said = [_line(visit, matter) for matter in rows.head(_MOST).iter_rows(named=True)]
    return [*said, visit.say(MORE, count=rows.height - _MOST)] if rows.height > _MOST else said


def _line(visit: Visit, matter: dict[str, Any]) -> str:
    about = [visit.say(WORDS[matter["kind"]]), tables.called(visit, matter["table"], matter["record"])]
    if matter["owner"] is not None:
        about.append(visit.name("person", matter["owner"]))
    if matter["due_on"] is not None:
        about.append(str(matter["due_on"]))
    return "- " + " · ".join(about)
