"""How much open work lies with each department and person; a bar opens its tasks."""

import polars as pl
import streamlit as st

from core import working
from core.charts import load as charts
from core.text import Text
from core.ui import chosen, records, trends_choice
from core.ui.switch import switch
from core.visit import Visit

BY = Text("负荷按", "Load by")
WORDS = {"department": Text("部门", "Departments"), "owner": Text("人员", "People")}
EMPTY = Text("没有未完成的任务。", "No open tasks.")
RULE = Text(
    "在建项目未完成的末级任务；本周到周日。"
    "剩余加权工作日 = Σ 权重 ×（100 − 进度）÷ 100，权重不填按工作日数。剩余最多的在前，点一条看任务。",
    "Open leaf tasks of running projects; this week is up to Sunday. Weighted days left = Σ weight × (100 − progress) ÷ 100, "
    "the weight being working days unless given. The most left first; choose a bar to see its tasks.",
)
FIRST = Text("只画剩余最多的 {most} 个，共 {all} 个。", "Only the {most} with most left are drawn, of {all}.")
_MOST = 25
_LIST = ("title", "status", "starts_on", "due_on", "owner", "department", "project")


def page(visit: Visit) -> None:
    """The bars, and the open tasks of the one chosen."""
    asked = trends_choice.draw(visit, "project", "department")
    by = switch(visit, "load", BY, {key: visit.say(text) for key, text in WORDS.items()})
    found = working.load(visit, asked.choice, by)
    if found.is_empty():
        st.info(visit.say(EMPTY), icon=":material/task_alt:")
        return
    names = visit.names("person" if by == "owner" else by)
    frame = found.head(_MOST).rename({by: "holder"})
    chosen.draw(visit, "carried", lambda: charts.load(frame, visit.language, names), asked, by, parameter="cell", fields=("key",))
    more = visit.say(FIRST, most=_MOST, all=found.height) if found.height > _MOST else ""
    st.caption(f"{visit.say(RULE)} {more}")
    who = chosen.parts("carried", 1)
    holder = chosen.number(who[0]) if who else None
    if holder is None:
        return
    tasks = working.open_leaves(visit, asked.choice).filter(pl.col(by) == holder)["id"]
    with st.container(border=True):
        chosen.let_go("carried", names.get(holder, "—"))
        rows = visit.frames["task"].filter(pl.col("id").is_in(tasks.implode())).sort("due_on", "id")
        records.listing(visit, "task", rows, _LIST, "trends.tasks", brief=True)
