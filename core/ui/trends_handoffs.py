"""Who waits on whom: the matrix of requests between departments, the longest waits, and the requests of a cell."""

import polars as pl
import streamlit as st

from core import working
from core.charts import handoffs as charts
from core.text import Text
from core.ui import as_of, chosen, tables, trends_choice
from core.ui.switch import switch
from core.visit import Visit

LOOK = Text("格子显示", "Cells show")
EMPTY = Text("这段时间没有跨部门需求：在“协作需求”里提出第一个。", "No requests in this span: make the first on the Requests page.")
RULE = Text(
    "一格是一对部门之间提出的需求：左边提出，上边响应。兑现率 = 按时响应 ÷（按时 + 违约）；用时按各需求自己的时钟。点一格看需求。",
    "A cell holds the requests from the department at the left to the one above. Compliance = answered in time ÷ (in time + broken); times "
    "are in each request's own clock. Choose a cell to see its requests.",
)
LONGEST = Text("等得最久（至少 {few} 次）", "Longest waits (at least {few} requests)")
FROM, TO, PAIR = Text("提出部门", "Asked by"), Text("响应部门", "Answered by"), Text("{asker} → {answerer}", "{asker} → {answerer}")
COUNT, DECIDED = Text("需求数", "Requests"), Text("已到期", "Decided")
RATE, MEDIAN = Text("兑现率", "Compliance"), Text("中位用时", "Median time")
_TOP = 8


def page(visit: Visit) -> None:
    """The matrix, the requests of the cell chosen, and the pairs that wait longest."""
    asked = trends_choice.draw(visit, "project", "department", "span")
    since = trends_choice.begins(visit, asked)
    pairs = working.handoffs(visit, asked.choice, since)
    if pairs.is_empty():
        st.info(as_of.nothing(visit, EMPTY), icon=":material/inbox:")
        return
    look = switch(visit, "look", LOOK, {key: visit.say(text) for key, text in charts.LOOKS.items()})
    names = visit.names("department")
    chosen.draw(
        visit, "pair", lambda: charts.matrix(pairs, visit.language, names, look), asked, look, parameter="cell", fields=("from", "to")
    )
    st.caption(visit.say(RULE))
    found = chosen.parts("pair", 2)
    sides = [chosen.number(part) for part in found] if found else []
    if sides and None not in sides:
        rows = working.asked(visit, asked.choice, since).filter(pl.col("from") == sides[0], pl.col("to") == sides[1])
        with st.container(border=True):
            asker, answerer = (visit.name("department", side) for side in sides)
            chosen.let_go("pair", visit.say(PAIR, asker=asker, answerer=answerer))
            tables.promises(visit, asked.choice, rows.sort("due_at", descending=True), f"trends.pair.{asked.days}.{sides[0]}.{sides[1]}")
    _longest(visit, pairs)


def _longest(visit: Visit, pairs: pl.DataFrame) -> None:
    slow = pairs.filter(pl.col("n") >= charts.FEW, pl.col("from") != pl.col("to")).drop_nulls("median_minutes")
    slow = slow.sort("median_minutes", descending=True).head(_TOP)
    if slow.is_empty():
        return
    st.subheader(visit.say(LONGEST, few=charts.FEW), anchor=False)
    st.dataframe(
        {
            visit.say(FROM): [visit.name("department", side) for side in slow["from"]],
            visit.say(TO): [visit.name("department", side) for side in slow["to"]],
            visit.say(MEDIAN): [tables.time(visit, minutes) for minutes in slow["median_minutes"]],
            visit.say(COUNT): slow["n"].to_list(),
            visit.say(DECIDED): (slow["kept"] + slow["broken"]).to_list(),
            visit.say(RATE): (slow["rate"] * 100).to_list(),
        },
        column_config={visit.say(RATE): st.column_config.ProgressColumn(format="%.1f%%", min_value=0, max_value=100)},
        hide_index=True,
        placeholder="—",
    )
