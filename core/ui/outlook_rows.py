"""The rows behind a project's outlook: its tasks with their forecasts, its milestones, its critical path and the pace of departments."""

from typing import Any

import polars as pl
import streamlit as st

from core import outlook
from core.metrics import buffer, forecast, pace
from core.metrics.forecast import Forecast
from core.plan import Plan
from core.text import Text
from core.ui import where
from core.ui.clicks import CLICKABLE, clicked
from core.ui.tables import MORE, MOST
from core.visit import Visit

CODE, TASK, DEPARTMENT = Text("编码", "Code"), Text("任务", "Task"), Text("部门", "Department")
DUE, BASELINE, ACTUAL = Text("计划完成", "Planned finish"), Text("基线完成", "Baseline finish"), Text("实际 %", "Actual %")
LATE = Text("P50 延迟（工作日）", "P50 late (working days)")
CRITICAL = Text("关键", "Critical")
DURATION = Text("工期（工作日）", "Working days")
N, MEDIAN = Text("已完成任务", "Finished tasks"), Text("工期比中位数", "Median ratio")
SPREAD, USED = Text("八成任务在此范围", "Four fifths lie in"), Text("预测采用", "Used in the forecast")
WEEK, PLANNED, ON = Text("周（周一）", "Week (Monday)"), Text("计划 %", "Planned %"), Text("日期", "Day")
PATH, BUFFER = Text("关键路径完成 %", "Critical path done %"), Text("缓冲消耗 %", "Buffer used %")
DAY, RUNS, BY_THEN = Text("完成日期", "Finish"), Text("模拟次数", "Runs"), Text("到那天为止", "By then")
EVERYBODY = Text("全公司", "Everybody")
BORROWED = Text("{department}（用全公司的）", "{department} (everybody's)")
NO_MILESTONE = Text("计划里还没有里程碑。", "The plan has no milestones yet.")
NOT_YET = Text("还没有完成过的任务。", "Nothing finished yet.")


def behind(visit: Visit, plan: Plan, found: Forecast, name: str) -> None:
    """What a finish rests on: for one that is forecast, the finishes of the runs, else the leaf tasks of the plan."""
    if name[-3:] in {"p50", "p80"}:
        finishes(visit, found)
    leaves(visit, plan, found, name)


def finishes(visit: Visit, found: Forecast) -> None:
    """Each day on which a run finishes, how many do, and the share that has finished by then."""
    counted = found.finishes.alias("day").to_frame().group_by("day").agg(runs=pl.len().cast(pl.Int64)).sort("day")
    share = (100 * counted["runs"].cum_sum() / found.finishes.len()).to_list()
    st.dataframe(
        {visit.say(DAY): counted["day"], visit.say(RUNS): counted["runs"], visit.say(BY_THEN): share},
        column_config={
            visit.say(DAY): st.column_config.DateColumn(format="YYYY-MM-DD"),
            visit.say(BY_THEN): st.column_config.ProgressColumn(format="%.1f%%", min_value=0, max_value=100),
        },
        hide_index=True,
    )


def leaves(visit: Visit, plan: Plan, found: Forecast, name: str) -> None:
    """The leaf tasks with their forecasts, the last to finish first."""
    by = {"plan": "due_on", "baseline": "baseline_due_on"}.get(name, name[-3:])
    rows = _forecast(plan, found).sort(by, "id", descending=[True, False], nulls_last=True)
    if rows.height > MOST:
        st.caption(visit.say(MORE, count=f"{rows.height:,}", most=f"{MOST:,}"))
    _table(visit, rows.head(MOST), f"outlook.rows.{name}", late=False)


def milestones(visit: Visit, plan: Plan, found: Forecast) -> None:
    """The milestones with their forecasts and how late they will be, in the order of the plan."""
    rows = _forecast(plan, found).filter(pl.col("kind") == "milestone")
    if rows.is_empty():
        st.caption(visit.say(NO_MILESTONE))
    else:
        _table(visit, rows, "outlook.milestones", late=True)


def weeks(visit: Visit, rows: pl.DataFrame) -> None:
    """Planned and actual % at the end of each week."""
    one = st.column_config.NumberColumn(format="%.1f")
    columns = {visit.say(WEEK): rows["week"], visit.say(PLANNED): rows["planned"], visit.say(ACTUAL): rows["actual"]}
    st.dataframe(columns, column_config={visit.say(PLANNED): one, visit.say(ACTUAL): one}, hide_index=True, placeholder="—")


def points(visit: Visit, rows: pl.DataFrame) -> None:
    """The share of the critical path completed and of the buffer used, by day, newest first."""
    shares = rows.reverse().select("day", pl.col("done", "used") * 100)
    one = st.column_config.NumberColumn(format="%.1f")
    columns = {visit.say(ON): shares["day"], visit.say(PATH): shares["done"], visit.say(BUFFER): shares["used"]}
    st.dataframe(columns, column_config={visit.say(PATH): one, visit.say(BUFFER): one}, hide_index=True, placeholder="—")


def path(visit: Visit, plan: Plan) -> None:
    """The tasks of the plan's critical path; of a plan without dependencies, all."""
    _, tasks = buffer.on_path(plan.leaves, plan.links, plan.calendar)
    rows = plan.leaves.join(tasks.select("id", days="duration"), on="id", maintain_order="left")
    shown = rows.head(MOST)
    if rows.height > MOST:
        st.caption(visit.say(MORE, count=f"{rows.height:,}", most=f"{MOST:,}"))
    columns = {
        visit.say(CODE): shown["code"],
        visit.say(TASK): shown["title"],
        visit.say(DURATION): shown["days"].cast(pl.Int64),
        visit.say(ACTUAL): shown["actual"].round(),
    }
    _open(shown, st.dataframe(columns, hide_index=True, placeholder="—", **CLICKABLE, key=f"outlook.path.{where.turn()}"))


def evidence(visit: Visit, plan: Plan) -> None:
    """The pace of each department with open work in the plan, and of all."""
    rows = pace.paces(outlook.evidence(visit))
    if rows.is_empty():
        st.caption(visit.say(NOT_YET))
        return
    whole = rows.filter(pl.col("department").is_null())
    told = []
    for department in plan.leaves.filter(pl.col("status") != "done")["department"].unique(maintain_order=True):
        own, name = rows.filter(pl.col("department") == department), visit.name("department", department)
        told.append((name, own) if own.height else (visit.say(BORROWED, department=name), whole))
    columns: dict[str, list[Any]] = {visit.say(text): [] for text in (DEPARTMENT, N, MEDIAN, SPREAD, USED)}
    for name, one in [*told, (visit.say(EVERYBODY), whole)]:
        row = one.row(0, named=True)
        values = (name, row["n"], f"{row['median']:.2f}", f"{row['low']:.2f} – {row['high']:.2f}", f"{row['expected']:.2f}")
        for column, value in zip(columns.values(), values, strict=True):
            column.append(value)
    st.dataframe(columns, hide_index=True)


def _forecast(plan: Plan, found: Forecast) -> pl.DataFrame:
    rows = plan.leaves.join(found.leaves.select("id", "p50", "p80", moving="critical"), on="id", maintain_order="left")
    held = rows.select(pl.coalesce("baseline_due_on", "due_on")).to_series()
    return rows.with_columns(late=forecast.apart(plan.calendar, held, rows["p50"]))


def _table(visit: Visit, rows: pl.DataFrame, key: str, *, late: bool) -> None:
    columns: dict[str, Any] = {visit.say(CODE): rows["code"], visit.say(TASK): rows["title"]}
    columns |= {visit.say(DEPARTMENT): [visit.name("department", department) for department in rows["department"]]} if not late else {}
    columns |= {visit.say(DUE): rows["due_on"]}
    if rows["baseline_due_on"].count():
        columns |= {visit.say(BASELINE): rows["baseline_due_on"]}
    columns |= {"P50": rows["p50"], "P80": rows["p80"]}
    columns |= {visit.say(LATE): rows["late"]} if late else {visit.say(CRITICAL): rows["moving"]}
    days = {visit.say(text): st.column_config.DateColumn(format="YYYY-MM-DD") for text in (DUE, BASELINE)}
    days |= {name: st.column_config.DateColumn(format="YYYY-MM-DD") for name in ("P50", "P80")}
    _open(rows, st.dataframe(columns, column_config=days, hide_index=True, placeholder="—", **CLICKABLE, key=f"{key}.{where.turn()}"))


def _open(rows: pl.DataFrame, event: Any) -> None:
    chosen = clicked(event)
    if chosen is not None:
        where.open_record("task", rows["id"][chosen])
