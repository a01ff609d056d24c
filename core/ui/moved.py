"""The tasks of a plan that changed between two standings of it, as a table with its filters."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from core.text import Text
from core.ui import filters, shown, where
from core.ui.clicks import CLICKABLE, clicked
from core.ui.switch import switch
from core.ui.tables import MORE, MOST
from core.visit import Visit

SHOW = Text("变化", "Change")
DEPARTMENT = Text("部门", "Department")
WORDS = {
    "all": Text("全部变化 {count}", "All changes {count}"),
    "slipped": Text("推迟 {count}", "Slipped {count}"),
    "earlier": Text("提前 {count}", "Earlier {count}"),
    "added": Text("新增 {count}", "Added {count}"),
    "dropped": Text("取消 {count}", "Dropped {count}"),
    "changed": Text("其他调整 {count}", "Changed {count}"),
}
WHAT = {
    "slipped": Text("▲ 推迟", "▲ Slipped"),
    "earlier": Text("● 提前", "● Earlier"),
    "added": Text("＋ 新增", "+ Added"),
    "dropped": Text("－ 取消", "− Dropped"),
    "changed": Text("◆ 调整", "◆ Changed"),
}
NONE_HERE = Text("这一栏没有任务", "Nothing here")
TASK = Text("任务", "Task")
START, DUE = Text("开始 ± 天", "Start ± days"), Text("完成 ± 天", "Finish ± days")
BEFORE, AFTER = Text("原定完成", "Due before"), Text("现定完成", "Due after")
OTHER = Text("其他变化", "Other changes")
INTO = Text("{field}：{before} → {after}", "{field}: {before} → {after}")
THEN = Text("；", "; ")
_DATES = {"starts_on", "due_on"}
_ALL = "all"


def names(rows: pl.DataFrame) -> dict[int, str]:
    """What each task of a comparison is called, now or before."""
    return dict(rows.select("id", pl.coalesce("after_title", "before_title")).iter_rows())


def table(visit: Visit, changed: pl.DataFrame) -> None:
    """The tasks that changed, what has moved furthest first; a click opens the task where it still stands."""
    departments = {str(record): name for record, name in visit.names("department").items()}
    chosen = filters.pick(visit, "department", visit.say(DEPARTMENT), departments)
    if chosen is not None:
        changed = changed.filter((pl.col("before_department") == int(chosen)) | (pl.col("after_department") == int(chosen)))
    count = dict(changed["what"].value_counts().iter_rows())
    count[_ALL] = changed.height
    labels = {key: visit.say(text, count=count[key]) for key, text in WORDS.items() if key in count}
    what = switch(visit, "changes", SHOW, labels)
    rows = changed if what == _ALL else changed.filter(pl.col("what") == what)
    listed(visit, rows, f"baseline.changes.{what}")


def listed(visit: Visit, rows: pl.DataFrame, key: str) -> None:
    """Tasks of a comparison, what has moved furthest first; a click opens the task where it still stands."""
    if rows.is_empty():
        st.info(visit.say(NONE_HERE), icon=":material/inbox:")
        return
    rows = rows.sort(pl.col("due_days").abs(), "id", descending=[True, False], nulls_last=True)
    if rows.height > MOST:
        st.caption(visit.say(MORE, count=f"{rows.height:,}", most=f"{MOST:,}"))
        rows = rows.head(MOST)
    dates = {visit.say(label): st.column_config.DateColumn(format="YYYY-MM-DD", width=100) for label in (BEFORE, AFTER)}
    signed = {visit.say(label): st.column_config.NumberColumn(format="%+d", width=80) for label in (DUE, START)}
    event = st.dataframe(
        {
            visit.say(TASK): [" ".join(filter(None, pair)) for pair in zip(rows["code"], names(rows).values(), strict=True)],
            visit.say(SHOW): [visit.say(WHAT[one]) for one in rows["what"]],
            visit.say(DUE): [days or None for days in rows["due_days"]],
            visit.say(BEFORE): rows["before_due_on"].to_list(),
            visit.say(AFTER): rows["after_due_on"].to_list(),
            visit.say(START): [days or None for days in rows["start_days"]],
            visit.say(OTHER): [_other(visit, row) for row in rows.iter_rows(named=True)],
        },
        column_config=dates | signed,
        hide_index=True,
        placeholder="—",
        key=f"{key}.{where.turn()}",
        **CLICKABLE,
    )
    row = clicked(event)
    if row is not None and rows["what"][row] != "dropped":
        where.open_record("task", rows["id"][row])


def _other(visit: Visit, row: Mapping[str, Any]) -> str | None:
    """What besides the dates has changed, in words."""
    declared = visit.ledger.tables["task"].by_name
    said = [
        visit.say(
            INTO,
            field=visit.say(declared[name].label),
            before=shown.value(visit, declared[name], row[f"before_{name}"]),
            after=shown.value(visit, declared[name], row[f"after_{name}"]),
        )
        for name in row["changed"]
        if name not in _DATES
    ]
    return visit.say(THEN).join(said) or None
