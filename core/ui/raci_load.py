"""Who carries what: tasks under each letter and open work week by week; a cell opens its tasks."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import polars as pl
import streamlit as st

from core import raci
from core.charts import raci as charts
from core.charts.style import Drawing
from core.metrics.raci import carried
from core.metrics.raci_load import LIMIT
from core.raci import Matrix
from core.text import Text
from core.ui import as_of, opening, records
from core.ui.clicks import let_go
from core.ui.page import chart
from core.ui.words import plain
from core.visit import Visit

WEEKS = 8
EMPTY = Text("还没有分配职责：先在矩阵里分配，再看谁承担多少。", "No letters yet: give them in the matrix first.")
LETTERS_RULE = Text(
    "本项目各方在每种职责下的任务数；点一个格子看任务。", "Tasks of this project under each letter; choose a cell to see them."
)
WEEKS_RULE = Text(
    "每周有多少项负责（R）的任务未完成，合计所有未结束的项目；里程碑不计，逾期的算在本周。一人一周超过 {limit} 项为超负荷。",
    "Open tasks one is responsible (R) for in each week, over all projects that are not over; milestones do not count, overdue ones"
    " count this week. More than {limit} for one person in a week is an overload.",
)
LETTER_CHOSEN, WEEK_CHOSEN = Text("{name} · {letter}", "{name} · {letter}"), Text("{name} · {week} 起的一周", "{name} · week of {week}")
_LIST = ("code", "title", "status", "starts_on", "due_on", "owner", "project")
_CELL, _TURN = "cell", "raci.turn"


def page(visit: Visit, matrix: Matrix) -> None:
    """Both heat maps, and the tasks of the cell chosen."""
    if matrix.held.is_empty():
        st.info(as_of.nothing(visit, EMPTY), icon=":material/inbox:")
        return
    names, limit = visit.names(matrix.by), LIMIT if matrix.by == "person" else None
    letters, weeks = carried(matrix.held), raci.workload(visit, matrix, WEEKS)
    on = (matrix.project, matrix.by, visit.frames.position)

    def by_letter() -> dict[str, str]:
        words = {key: visit.word("raci_letter", key) for key in letters["letter"].unique()}
        return _named(
            letters, "letter", lambda row: visit.say(LETTER_CHOSEN, name=names.get(row["holder"], "—"), letter=words[row["letter"]])
        )

    def by_week() -> dict[str, str]:
        return _named(weeks, "week", lambda row: visit.say(WEEK_CHOSEN, name=names.get(row["holder"], "—"), week=row["week"]))

    left, right = st.columns([2, 3], gap="medium")
    with left:
        _heat(visit, "raci.letters", lambda: charts.carried(letters, visit.language, names), *on)
        _list(visit, "raci.letters", LETTERS_RULE, by_letter)
        st.caption(visit.say(LETTERS_RULE))
    with right:
        _heat(visit, "raci.weeks", lambda: charts.workload(weeks, visit.language, names, WEEKS, limit), *on)
        _list(visit, "raci.weeks", WEEKS_RULE.filled(limit=LIMIT), by_week)
        st.caption(visit.say(WEEKS_RULE, limit=LIMIT))
    _chosen(visit, matrix)


def _heat(visit: Visit, name: str, make: Callable[[], Drawing], *on: object) -> None:
    turned = f"{name}.{st.session_state.get(_TURN, 0)}"

    def choose() -> None:
        cells = st.session_state[f"chart.{turned}"]["selection"].get("cell") or []
        if cells:
            st.query_params[_CELL] = f"{int(cells[0]['holder'])}.{cells[0].get('letter') or cells[0].get('week')}"
        else:
            st.query_params.pop(_CELL, None)

    chart(visit, turned, make, *on, on_select=choose, selection_mode="cell")


def _named(rows: pl.DataFrame, across: str, words: Callable[[dict[str, Any]], str]) -> dict[str, str]:
    """The cells with tasks: the key each has in the URL → its name with its count."""
    some = rows.filter(pl.col("tasks") > 0).iter_rows(named=True)
    return {f"{row['holder']}.{row[across]}": f"{words(row)}: {row['tasks']}" for row in some}


def _list(visit: Visit, name: str, rule: Text, named: Callable[[], dict[str, str]]) -> None:
    def pick(cell: str) -> None:
        st.query_params[_CELL] = cell

    opening.values(visit, name, rule, lambda: opening.pick(visit, name, named(), st.query_params.get(_CELL), pick))


def _chosen(visit: Visit, matrix: Matrix) -> None:
    """The tasks of the cell that the URL names, under a button that lets go of it."""
    holder, _, across = st.query_params.get(_CELL, "").partition(".")
    if not (holder.isdecimal() and across and len(holder) < 19):
        return
    own = pl.col("holder") == int(holder)
    name = visit.name(matrix.by, int(holder))
    week = _day(across)
    if week is None:
        tasks = matrix.held.filter(own, pl.col("letter") == across)["task"]
        words = visit.say(LETTER_CHOSEN, name=name, letter=visit.word("raci_letter", across))
    else:
        busy = pl.col("first") - timedelta(days=7) < week, pl.col("last") >= week
        tasks = raci.opened(visit, matrix.by).filter(own, *busy)["task"]
        words = visit.say(WEEK_CHOSEN, name=name, week=week.isoformat())
    with st.container(key=f"drawer.raci.{'letters' if week is None else 'weeks'}"):
        st.button(plain(words), icon=":material/close:", key="raci.let_go", on_click=let_go, args=(_CELL, _TURN))
    rows = visit.frames["task"].filter(pl.col("id").is_in(tasks.unique().implode())).sort("due_on", "id")
    records.listing(visit, "task", rows, _LIST, "raci.tasks", brief=True)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
