"""Which tasks and which people a RACI matrix shows."""

import polars as pl
import streamlit as st

from core.plan import Plan
from core.raci import Matrix
from core.text import Text
from core.ui.inputs import CHOOSE
from core.visit import Visit

PHASE, DEPARTMENT, WRONG = Text("阶段", "Phase"), Text("责任部门", "Department"), Text("只看有提示的", "With warnings only")
ALL = Text("全部", "All")
MORE_PEOPLE, MORE_DEPARTMENTS = Text("增加人员", "More people"), Text("增加部门", "More departments")
NOTHING = Text("没有符合条件的任务", "No task matches")
# A grid draws no more than this; the filters find the rest.
MOST = 300
CUT = Text(
    "共 {count} 项任务，显示前 {most} 项：请按阶段或部门筛选后分批填写",
    "{count} task(s), the first {most} shown: filter by phase or department",
)


def choose(visit: Visit, plan: Plan, matrix: Matrix, *, may: bool) -> tuple[pl.DataFrame, list[int], str]:
    """Draw the filters: the leaves they leave, the holders in the columns, and a name for what was chosen.

    Whoever may plan can add columns for others.
    """
    leaves = plan.leaves
    phases, tops = _phases(plan)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        phase = _pick(visit, f"phase.{matrix.project}", "phase", PHASE, phases)
        own = {record: visit.name("department", record) for record in leaves["department"].unique(maintain_order=True)}
        department = _pick(visit, f"raci.department.{matrix.project}", "department", DEPARTMENT, own)
        wrong = st.toggle(visit.say(WRONG), key="wrong", disabled=matrix.problems.is_empty(), bind="query-params")
        further = _further(visit, matrix) if may else []
    rows = leaves
    if phase is not None:
        rows = rows.filter(pl.col("id").is_in([record for record, top in tops.items() if top == phase]))
    if department is not None:
        rows = rows.filter(pl.col("department") == department)
    if wrong and not matrix.problems.is_empty():
        rows = rows.filter(pl.col("id").is_in(matrix.problems["task"].implode()))
    if rows.height > MOST:
        st.caption(visit.say(CUT, count=f"{rows.height:,}", most=MOST))
    return rows.head(MOST), [*matrix.holders, *further], f"{phase}.{department}.{wrong}"


def _further(visit: Visit, matrix: Matrix) -> list[int]:
    """The holders chosen beyond those of the matrix."""
    frame = visit.frames[matrix.by]
    others = [record for record in frame.filter("active")["id"] if record not in matrix.holders]
    names = {record: visit.name(matrix.by, record) for record in others}
    if not names:
        return []
    label = visit.say(MORE_PEOPLE if matrix.by == "person" else MORE_DEPARTMENTS)
    key = f"raci.more.{matrix.by}.{matrix.project}.{visit.language}"
    return st.multiselect(
        label, others, format_func=lambda record: names.get(record, "—"), key=key, placeholder=visit.say(CHOOSE), width=230
    )


def _phases(plan: Plan) -> tuple[dict[int, str], dict[int, int]]:
    """The tasks at the top that have others below them, by name, and the top each task stands under."""
    tops: dict[int, int] = {}
    top = 0
    for record, depth in plan.tasks.select("id", "depth").iter_rows():
        top = top if depth else record
        tops[record] = top
    named = plan.tasks.filter(pl.col("depth") == 0, ~pl.col("leaf")).select("id", "code", "title").iter_rows()
    return {record: f"{code or ''} {title}".strip() for record, code, title in named}, tops


def _pick(visit: Visit, key: str, name: str, label: Text, names: dict[int, str]) -> int | None:
    """The record chosen in a box of names, or nothing for all; the URL names it."""
    ids = list(names)
    named = st.query_params.get(name, "")
    first = next((place for place, record in enumerate(ids) if str(record) == named), None)
    chosen: int | None = st.selectbox(
        visit.say(label),
        ids,
        index=first,
        format_func=lambda record: names.get(record, "—"),
        placeholder=visit.say(ALL),
        key=f"{key}.{visit.language}",
        width=165,
    )
    if chosen is not None:
        st.query_params[name] = str(chosen)
    elif name in st.query_params:
        del st.query_params[name]
    return chosen
