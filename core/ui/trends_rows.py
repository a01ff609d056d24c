"""The rows a measure's value rests on, with its rule."""

from datetime import date

import polars as pl
import streamlit as st

from core import trends
from core.figures import Choice
from core.measures import MEASURES
from core.metrics import satisfaction
from core.text import Text
from core.ui import records, tables
from core.ui.kpis import COUNTED
from core.visit import Visit

PROJECT, PLANNED, ACTUAL, TASKS = Text("项目", "Project"), Text("计划 %", "Planned %"), Text("实际 %", "Actual %"), Text("任务数", "Tasks")
PERIOD, IN_TIME, DELIVERABLE = Text("填报周期", "Period"), Text("按时", "In time"), Text("交付物", "Deliverable")
ACCEPTED, PASSED = Text("首次验收", "First accepted"), Text("一次通过", "Passed at once")
_LISTS = {
    "on_time": ("task", ("title", "department", "counted_on", "finished_on"), COUNTED),
    "risks": ("risk", ("number", "title", "department", "probability", "impact", "status"), ()),
    "issues": ("issue", ("number", "title", "level", "departments", "reported_at", "resolved_at"), ()),
}
_LISTS |= {"high": _LISTS["risks"], "exposure": _LISTS["risks"]}
_PROMISES = ("compliance", "overdue", "response", "closing", "notice", "minutes", "actions")


def draw(visit: Visit, choice: Choice, key: str, span: tuple[date, date], by: str = "", group: object = None) -> None:
    """The rows of the span, or of its end, that make a value: of one group of a split, or of all."""
    if MEASURES[key].shape == "progress":
        _progress(visit, choice, span[1], by, group)
        return
    rows = trends.behind(visit, choice, key, span, by, group)
    name = f"trends.{key}.{choice.department}.{span[0]}.{span[1]}.{by}.{group}"
    if rows.is_empty():
        st.info(visit.say(records.NOTHING), icon=":material/inbox:")
    elif key in _PROMISES:
        tables.promises(visit, choice, rows.sort("state", "due_at", descending=[False, True]), name)
    elif key in ("csat", "nps"):
        counted = satisfaction.csat if key == "csat" else satisfaction.nps
        tables.satisfaction(visit, counted(rows, ["department"]), key)
    elif key == "updates":
        _updates(visit, rows)
    elif key == "first_pass":
        _firsts(visit, rows)
    else:
        table, columns, computed = _LISTS[key]
        records.listing(visit, table, rows, columns, name, computed=computed, brief=True)


def _more(visit: Visit, rows: pl.DataFrame) -> None:
    if rows.height > tables.MOST:
        st.caption(visit.say(tables.MORE, count=rows.height, most=tables.MOST))


def _progress(visit: Visit, choice: Choice, day: date, by: str, group: object) -> None:
    """The projects and departments that ran then, each with its share."""
    rows = choice.of(trends.cube(visit, (min(day, visit.today),)))
    if by:
        rows = rows.filter(pl.col(by).eq_missing(pl.lit(group)))
    rows = rows.with_columns(pl.col("planned", "actual") / pl.when(pl.col("weight") > 0).then(pl.col("weight")))
    rows = rows.sort(pl.col("planned") - pl.col("actual"), descending=True, nulls_last=True)
    _more(visit, rows)
    shown = rows.head(tables.MOST)
    st.dataframe(
        {
            visit.say(PROJECT): [visit.name("project", project) for project in shown["project"]],
            visit.say(tables.DEPARTMENT): [visit.name("department", department) for department in shown["department"]],
            visit.say(PLANNED): shown["planned"].to_list(),
            visit.say(ACTUAL): shown["actual"].to_list(),
            visit.say(tables.WEIGHT): shown["weight"].to_list(),
            visit.say(TASKS): shown["leaves"].to_list(),
        },
        column_config={visit.say(text): st.column_config.NumberColumn(format="%.1f") for text in (PLANNED, ACTUAL)},
        hide_index=True,
        placeholder="—",
    )


def _updates(visit: Visit, rows: pl.DataFrame) -> None:
    shown = rows.sort("in_time", "period", descending=[False, True]).head(tables.MOST)
    _more(visit, rows)
    st.dataframe(
        {
            visit.say(tables.TASK): [visit.name("task", task) for task in shown["task"]],
            visit.say(tables.DEPARTMENT): [visit.name("department", department) for department in shown["department"]],
            visit.say(PERIOD): shown["period"].to_list(),
            visit.say(IN_TIME): shown["in_time"].to_list(),
        },
        hide_index=True,
        placeholder="—",
    )


def _firsts(visit: Visit, rows: pl.DataFrame) -> None:
    shown = rows.sort("passed", "day", descending=[False, True]).head(tables.MOST)
    _more(visit, rows)
    st.dataframe(
        {
            visit.say(DELIVERABLE): [visit.name("deliverable", deliverable) for deliverable in shown["deliverable"]],
            visit.say(tables.DEPARTMENT): [visit.name("department", department) for department in shown["department"]],
            visit.say(ACCEPTED): shown["day"].to_list(),
            visit.say(PASSED): shown["passed"].to_list(),
        },
        hide_index=True,
        placeholder="—",
    )
