"""The task assignment sheet of each department in a plan, whether its head has signed it as it stands, and what the plan takes."""

from typing import Any

import polars as pl
import streamlit as st

from core.actions import assignment as signing
from core.metrics import assignment
from core.metrics.signoff import signs
from core.metrics.todo_matter import LIVE
from core.plan import Plan
from core.store.engine import StoreUnavailable
from core.text import Text
from core.ui import as_of, away, demands, sheets, signed, signoffs, where
from core.ui.words import plain
from core.visit import Visit

EMPTY = Text(
    "计划里还没有任务：先在“任务分解”中编排，再请各部门负责人签署任务分配表。",
    "The plan has no tasks yet: break the work down first; then each department's head signs what it is to do.",
)
ALL_SIGNED = Text("{count} 个部门都已签署当前的任务分配表", "Every department ({count}) has signed its sheet as it stands")
NOT_YET = Text(
    "{count} 个部门中 {signed} 个已签署当前的任务分配表", "Signed as they stand: the sheets of {signed} of {count} department(s)"
)
DEPARTMENT, TASKS, STATE = Text("部门", "Department"), Text("任务", "Tasks"), Text("状态", "State")
OUTSIDE = Text(
    "这个部门有任务，但还不是项目的参与部门：在项目页登记后，签字会出现在负责人的待办中。",
    "This department has tasks but takes no part in the project: add it there, and signing appears in its head's work.",
)
SHEET, ALL = Text("任务分配表", "Sheet of"), Text("全部部门（打印）", "All departments (to print)")
SIGN_AS = Text("请您代表 {department} 签署任务分配表", "Please sign this sheet for {department}")
MOVED = Text("任务分配表刚有变更，请看过最新内容再签字", "The sheet has just changed: please read it as it stands before you sign")
_ALL = "all"


def page(visit: Visit, plan: Plan) -> None:
    """How the sheets stand, the one that is chosen with its signature, and the resource list."""
    rows = standing(visit, plan)
    if rows.is_empty():
        st.info(as_of.nothing(visit, EMPTY), icon=":material/assignment:")
        return
    _summary(visit, rows)
    _states(visit, rows)
    chosen = _choose(visit, plan, rows)
    for row in rows.iter_rows(named=True):
        if chosen in {_ALL, str(row["department"])}:
            sheets.draw(visit, plan, row["department"])
        if chosen == str(row["department"]):
            _signature(visit, plan, row)
    signed.every(visit, plan.project["id"], of=assignment.OF)
    demands.draw(visit, plan)


def standing(visit: Visit, plan: Plan) -> pl.DataFrame:
    """What metrics.assignment.standing says of a plan."""
    project = plan.project["id"]
    of = ("task", "participation", "signoff", "department", "person")
    return visit.rows("assignment.standing", lambda: assignment.standing(visit.frames, project), project, of=of)


def _summary(visit: Visit, rows: pl.DataFrame) -> None:
    if assignment.signed(rows):
        st.success(visit.say(ALL_SIGNED, count=rows.height), icon=":material/verified:")
        return
    done = rows.filter(pl.col("state") == "signed").height
    st.info(visit.say(NOT_YET, count=rows.height, signed=done), icon=":material/pending_actions:")


def _states(visit: Visit, rows: pl.DataFrame) -> None:
    given = rows.to_dicts()
    st.dataframe(
        {
            visit.say(DEPARTMENT): [visit.name("department", one["department"]) for one in given],
            visit.say(STATE): [visit.say(signed.STATES[one["state"]]) for one in given],
            visit.say(TASKS): rows["tasks"].to_list(),
            visit.say(signed.BY): [signed.by(visit, one) for one in given],
            visit.say(signed.WHEN): [signed.when(visit, one) for one in given],
            visit.say(signed.COMMENT): rows["comment"].to_list(),
        },
        column_config={visit.say(STATE): st.column_config.Column(width=165)},
        hide_index=True,
        height="content",
        placeholder="—",
    )


def _choose(visit: Visit, plan: Plan, rows: pl.DataFrame) -> str:
    """The department whose sheet is shown, which the URL names; the visitor's own where it has one, or all of them."""
    names = {str(record): visit.name("department", record) for record in rows["department"]} | {_ALL: visit.say(ALL)}
    keys, named, own = list(names), st.query_params.get("department"), str(visit.person.department)
    chosen: str = st.selectbox(
        visit.say(SHEET),
        keys,
        index=keys.index(named if named in names else own if own in names else keys[0]),
        format_func=lambda key: names.get(key, key),
        key=f"sheet.{plan.project['id']}.{visit.language}",
        width=420,
    )
    st.query_params["department"] = chosen
    return chosen


def _signature(visit: Visit, plan: Plan, row: dict[str, Any]) -> None:
    """What has changed since the department signed, and the form for whoever signs for it."""
    if not row["takes_part"]:
        st.caption(visit.say(OUTSIDE))
    if row["seq"] is not None and row["record_version"] != row["edition"]:
        try:
            sheets.since(visit, plan, row)
        except StoreUnavailable:
            away.instead(visit.language)
    if visit.past is None and plan.project["status"] in LIVE and signs(visit.person, row["department"], row["head"]):
        _form(visit, plan.project["id"], row)


def _form(visit: Visit, project: int, row: dict[str, Any]) -> None:
    department, now = row["department"], row["edition"]
    again = row["record_version"] == now

    def sign(then: Visit, decision: str, comment: str, key: str) -> None:
        signing.sign(then, project, department, now, decision, comment, key)

    def done(then: Visit, _: int | None) -> None:
        where.tell(then, where.SAVED)

    title = visit.say(SIGN_AS, department=plain(visit.name("department", department)))
    with st.expander(title, icon=":material/draw:", expanded=not again):
        if again:
            st.caption(visit.say(signoffs.AGAIN))
        signoffs.ask(visit, project, f"sheet.{project}.{department}", now, sign, done, MOVED)
