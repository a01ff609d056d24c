"""Tables of computed rows: names and words in place of ids and keys, and a way to each record behind them."""

from datetime import timedelta
from typing import Any

import polars as pl
import streamlit as st

from core import figures
from core.figures import Choice
from core.text import Text
from core.ui import where
from core.ui.clicks import CLICKABLE, clicked
from core.ui.clocks import at, span
from core.ui.records import NOTHING
from core.visit import Visit

PROMISE, STATE, DEPARTMENT = Text("承诺", "Promise"), Text("状态", "State"), Text("部门", "Department")
DUE, ABOUT = Text("应于", "Due"), Text("事项", "About")
RATE, N = Text("兑现率", "Compliance"), Text("已到期", "Decided")
MEDIAN, P90 = Text("中位用时", "Median time"), Text("九成用时", "90th percentile")
OVERDUE, LONGEST = Text("当前超期", "Overdue now"), Text("最长超期", "Longest overdue")
TASK, PLANNED, ACTUAL = Text("任务", "Task"), Text("计划 %", "Planned %"), Text("实际 %", "Actual %")
BEHIND, WEIGHT, MEAN = Text("偏差", "Deviation"), Text("权重", "Weight"), Text("均分", "Mean")

# What a table shows at most; what is more is said.
MOST = 200
MORE = Text("共 {count} 条，显示前 {most} 条", "{count} rows, the first {most} shown")


def promises(visit: Visit, choice: Choice, rows: pl.DataFrame, key: str) -> None:
    """A table of promises of a choice; a click opens the record behind one. key names which of them rows are."""
    if rows.is_empty():
        st.info(visit.say(NOTHING), icon=":material/inbox:")
        return
    if rows.height > MOST:
        st.caption(visit.say(MORE, count=rows.height, most=MOST))
    table = visit.once(f"table.{key}", lambda: _promises(visit, rows.head(MOST)), choice, visit.moment, visit.language)
    # Narrow enough that what was promised, and by when, stands beside it on half a page.
    narrow = {visit.say(ABOUT): st.column_config.Column(width=190)}
    chosen = clicked(st.dataframe(table, hide_index=True, column_config=narrow, **CLICKABLE, key=f"{key}.{where.turn()}"))
    if chosen is not None:
        where.open_record(rows["table"][chosen], rows["record"][chosen])


def _promises(visit: Visit, shown: pl.DataFrame) -> Any:
    return _table(
        {
            visit.say(ABOUT): [called(visit, table, record) for table, record in shown.select("table", "record").iter_rows()],
            visit.say(PROMISE): [visit.word("promise", kind) for kind in shown["kind"]],
            visit.say(STATE): [visit.word("promise_state", state) for state in shown["state"]],
            visit.say(DUE): [at(visit, due) for due in shown["due_at"]],
            visit.say(DEPARTMENT): [visit.name("department", department) for department in shown["department"]],
        }
    )


def kinds(visit: Visit, choice: Choice) -> None:
    """Each kind of promise with its compliance, its times in its own clock and what is overdue now."""
    st.dataframe(
        visit.once("table.kinds", lambda: _kinds(visit, figures.kinds(visit, choice)), choice, visit.moment, visit.language),
        column_config={visit.say(RATE): st.column_config.ProgressColumn(format="%.1f%%", min_value=0, max_value=100)},
        hide_index=True,
        placeholder="—",
    )


def _kinds(visit: Visit, rows: pl.DataFrame) -> Any:
    return _table(
        {
            visit.say(PROMISE): [visit.word("promise", kind) for kind in rows["kind"]],
            visit.say(RATE): (rows["rate"] * 100).to_list(),
            visit.say(N): (rows["kept"] + rows["broken"]).to_list(),
            visit.say(MEDIAN): [time(visit, minutes) for minutes in rows["median_minutes"]],
            visit.say(P90): [time(visit, minutes) for minutes in rows["p90_minutes"]],
            visit.say(OVERDUE): rows["overdue"].fill_null(0).to_list(),
            visit.say(LONGEST): [time(visit, minutes) for minutes in rows["longest_minutes"]],
        }
    )


def _table(columns: dict[str, list[Any]]) -> Any:
    """As Streamlit passes it on soonest: an Arrow table, which it neither converts nor copies."""
    return pl.DataFrame(columns, strict=False).to_arrow(compat_level=pl.CompatLevel.oldest())


def called(visit: Visit, table: str, record: int) -> str:
    """A record's number and name; what is judged stands for its acceptance."""
    if table == "acceptance":
        return visit.rows("called.acceptance", lambda: _judged(visit), visit.language, of=("acceptance", "deliverable")).get(record, "—")
    numbers = visit.rows(f"numbers.{table}", lambda: _numbers(visit, table), of=(table,))
    return f"{numbers.get(record, '')} {visit.name(table, record)}".strip()


def _judged(visit: Visit) -> dict[int, str]:
    rows = visit.frames["acceptance"].select("id", "deliverable", "edition")
    return {record: f"{visit.name('deliverable', judged)} {edition or ''}".strip() for record, judged, edition in rows.iter_rows()}


def _numbers(visit: Visit, table: str) -> dict[int, str]:
    frame = visit.frames[table]
    return dict(frame.select("id", pl.col("number").fill_null("")).iter_rows()) if "number" in frame.columns else {}


def leaves(visit: Visit, rows: pl.DataFrame) -> None:
    """Leaf tasks with their planned and actual share, the furthest behind first."""
    shown = rows.sort("deviation", descending=True, nulls_last=True).head(MOST)
    if rows.height > MOST:
        st.caption(visit.say(MORE, count=rows.height, most=MOST))
    st.dataframe(
        {
            visit.say(TASK): [visit.name("task", task) for task in shown["id"]],
            visit.say(DEPARTMENT): [visit.name("department", department) for department in shown["department"]],
            visit.say(PLANNED): shown["planned"].round(1).to_list(),
            visit.say(ACTUAL): shown["actual"].round(1).to_list(),
            visit.say(BEHIND): shown["deviation"].round(1).to_list(),
            visit.say(WEIGHT): shown["weight"].to_list(),
        },
        hide_index=True,
        placeholder="—",
    )


def satisfaction(visit: Visit, rows: pl.DataFrame, name: str) -> None:
    """CSAT or NPS by department, each with its n and mean."""
    scale = 100 if name == "csat" else 1
    st.dataframe(
        {
            visit.say(DEPARTMENT): [visit.name("department", department) for department in rows["department"]],
            name.upper(): [None if value is None else round(value * scale, 1) for value in rows[name]],
            visit.say(MEAN): rows["mean"].round(2).to_list(),
            "n": rows["n"].to_list(),
        },
        hide_index=True,
        placeholder="—",
    )


def time(visit: Visit, minutes: float | None) -> str | None:
    """A length of time in words, from minutes."""
    return None if minutes is None else span(visit, timedelta(minutes=minutes))
