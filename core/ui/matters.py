"""The list of what waits on the visitor: how much, by when, and a way to each."""

from datetime import datetime, timedelta
from typing import Any

import polars as pl
import streamlit as st

from core.metrics.todo import horizon, todo
from core.text import Text
from core.ui import plans, tables, where
from core.ui.clicks import CLICKABLE, clicked
from core.ui.clocks import LATE, LEFT
from core.ui.switch import switch
from core.ui.times import span
from core.visit import Visit

WORDS = {
    "answer": Text("响应需求", "Answer a request"),
    "decide": Text("审批需求", "Decide on a request"),
    "clarify": Text("补充说明", "Give a clarification"),
    "submit": Text("提交草稿", "Submit a draft"),
    "revise": Text("修改后重新提交", "Revise and resubmit"),
    "respond": Text("响应问题", "Respond to an issue"),
    "resolve": Text("解决问题", "Resolve an issue"),
    "plan": Text("制定应对方案", "Plan for a high risk"),
    "sign": Text("签署项目章程", "Sign a charter"),
    "sign_sheet": Text("签署任务分配表", "Sign a task sheet"),
    "task": Text("推进任务", "Work on a task"),
    "action": Text("完成行动项", "Finish an action item"),
    "replan": Text("完成或申报延期", "Finish or replan"),
    "warning": Text("提交预警方案", "Answer a warning"),
    "notify": Text("发会议通知", "Send a notice"),
    "minutes": Text("分发会议纪要", "Send the minutes"),
    "convene": Text("召集专项会议", "Call a meeting"),
    "grant": Text("审批资源", "Decide on resources"),
    "accept": Text("验收交付物", "Accept a deliverable"),
    "rectify": Text("整改交付物", "Rectify a deliverable"),
    "rate": Text("填写满意度", "Answer a survey"),
    "read": Text("填报本月指标", "Record this month's value"),
    "escalated": Text("升级：{promise}", "Escalated: {promise}"),
}
# The view of a record in which a matter is dealt with, where it is not the first.
VIEWS = {"sign": "charter"}
ALL_DONE = Text("都处理完了，没有等您办的事项。", "All done: nothing is waiting on you.")
NONE_HERE = Text("这一栏没有事项", "Nothing here")
SHOW = Text("按时限查看", "By due time")
_SHOWN = {
    "all": (Text("全部 {count}", "All {count}"), ("overdue", "today", "week", "later")),
    "overdue": (Text("已超期 {count}", "Overdue {count}"), ("overdue",)),
    "today": (Text("今天到期 {count}", "Due today {count}"), ("today",)),
    "week": (Text("本周到期 {count}", "This week {count}"), ("today", "week")),
}
HINT = Text("点一行去处理", "Choose a row to deal with it")
WHAT, ABOUT, CLOCK, DUE = Text("待办", "To do"), Text("事项", "About"), Text("时限", "Time"), Text("应于", "Due")
FROM = Text("部门", "Department")
DAYS, HOURS = Text("{n} 天", "{n} d"), Text("{n} 小时", "{n} h")


def mine(visit: Visit) -> pl.DataFrame:
    """One row per matter that waits on the visitor, with its horizon; see core.metrics.todo."""

    def make() -> pl.DataFrame:
        found = todo(visit.frames, visit.promises, visit.person, visit.moment, visit.zone)
        return horizon(found, visit.moment, visit.zone)

    return visit.once("todo", make, visit.person, visit.moment)


def listing(visit: Visit) -> None:
    """The counts, each showing its rows, and the list; a click opens the record."""
    matters = mine(visit)
    if matters.is_empty():
        st.success(visit.say(ALL_DONE), icon=":material/celebration:")
        return
    count = {name: matters.filter(pl.col("horizon").is_in(horizons)).height for name, (_, horizons) in _SHOWN.items()}
    chosen = switch(visit, "due", SHOW, {name: _label(visit, name, count[name]) for name in _SHOWN})
    rows = matters.filter(pl.col("horizon").is_in(_SHOWN[chosen][1]))
    if rows.is_empty():
        st.info(visit.say(NONE_HERE), icon=":material/inbox:")
        return
    # Also room for the table's own buttons, which would lie over the choice right above it.
    st.caption(visit.say(HINT))
    event = st.dataframe(
        _table(visit, rows),
        column_config={visit.say(CLOCK): st.column_config.Column(width=92), visit.say(WHAT): st.column_config.Column(width=104)},
        hide_index=True,
        placeholder="—",
        key=f"matters.{chosen}.{where.turn()}",
        **CLICKABLE,
    )
    row = clicked(event)
    if row is not None and rows["kind"][row] == "sign_sheet":
        plans.show(rows["record"][row], "assignments", department=rows["department"][row])
    elif row is not None:
        where.open_record(rows["table"][row], rows["record"][row], VIEWS.get(rows["kind"][row]))


def _label(visit: Visit, name: str, count: int) -> str:
    words = visit.say(_SHOWN[name][0], count=count)
    return f":red[{words}]" if name == "overdue" and count else words


def _table(visit: Visit, rows: pl.DataFrame) -> dict[str, list[Any]]:
    return {
        visit.say(ABOUT): [tables.called(visit, table, record) for table, record in rows.select("table", "record").iter_rows()],
        visit.say(CLOCK): [_clock(visit, due) for due in rows["due_at"]],
        visit.say(WHAT): [_what(visit, kind, promise) for kind, promise in rows.select("kind", "promise").iter_rows()],
        visit.say(DUE): [_due(visit, due) for due in rows["due_at"]],
        visit.say(FROM): [visit.name("department", department) for department in rows["department"]],
    }


def _what(visit: Visit, kind: str, promise: str | None) -> str:
    return visit.say(WORDS[kind], promise=visit.word("promise", promise))


def _clock(visit: Visit, due: datetime | None) -> str | None:
    if due is None:
        return None
    late = visit.moment > due
    time = visit.moment - due if late else due - visit.moment
    # The largest unit is enough in a list, and fits a phone.
    words = visit.say(DAYS, n=time.days) if time.days else visit.say(HOURS, n=time.seconds // 3600)
    return visit.say(LATE if late else LEFT, time=words if time >= timedelta(hours=1) else span(visit, time))


def _due(visit: Visit, due: datetime | None) -> str | None:
    """The moment, or only the day for what is due at its end."""
    if due is None:
        return None
    local = visit.local(due)
    if (local.hour, local.minute) == (0, 0):
        return (local - timedelta(days=1)).strftime("%Y-%m-%d")
    return local.strftime("%Y-%m-%d %H:%M")
