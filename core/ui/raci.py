"""Who carries what in a plan: the RACI matrix, what is wrong with it, and the work it means."""

from typing import Any

import polars as pl
import streamlit as st

from core.metrics import raci
from core.plan import Plan
from core.raci import matrix
from core.text import Text
from core.ui import as_of, raci_checks, raci_grid, raci_load
from core.ui.switch import switch
from core.ui.words import plain
from core.visit import Visit

BY, SHOW = Text("按谁", "By"), Text("看什么", "Show")
BYS = {"department": Text("按部门", "By department"), "person": Text("按人员", "By person")}
SHOWS = {"matrix": Text("矩阵", "Matrix"), "load": Text("谁承担多少", "Who carries what")}
RULE = Text(
    "R 负责执行 · A 审批担责（每项任务恰好一个）· C 事前咨询 · I 事后知会",
    "R does it · A answers for it (exactly one per task) · C is asked before · I is told after",
)
NO_TASKS = Text(
    "计划里还没有任务：先在“任务分解”里拆解计划，再分配职责。",
    "The plan has no tasks yet: break it down under WBS, then say who carries what.",
)
LINE = Text("职责（RACI）：{letters}", "RACI: {letters}")
SPACE = Text("、", ", ")


def page(visit: Visit, plan: Plan) -> None:
    """The matrix of a plan, or who carries how much, by department or by person as the URL says."""
    if plan.leaves.is_empty():
        st.info(as_of.nothing(visit, NO_TASKS), icon=":material/inbox:")
        return
    with st.container(horizontal=True):
        by = switch(visit, "by", BY, {key: visit.say(text) for key, text in BYS.items()})
        show = switch(visit, "show", SHOW, {key: visit.say(text) for key, text in SHOWS.items()})
    found = matrix(visit, plan, by)
    if show == "load":
        raci_load.page(visit, found)
        return
    st.caption(visit.say(RULE))
    raci_checks.listing(visit, plan, found)
    raci_grid.page(visit, plan, found)


def of(visit: Visit, row: dict[str, Any]) -> None:
    """The letters of one task in a line; nothing where it has none."""
    given = visit.frames["raci"].filter(pl.col("task") == row["id"], pl.col("project") == row["project"])
    letters = []
    for letter in raci.LETTERS:
        some = given.filter(pl.col("letter") == letter).select("person", "department").sort("department", "person").iter_rows()
        names = [visit.name("person", person) if person else visit.name("department", department) for person, department in some]
        letters += [f"{letter} {visit.say(SPACE).join(names)}"] if names else []
    if letters:
        st.caption(plain(visit.say(LINE, letters=" · ".join(letters))))
