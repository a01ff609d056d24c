"""The promises of one record, each with its running clock in words."""

from datetime import datetime, timedelta
from typing import Any

import polars as pl
import streamlit as st

from core.schema.field import Field, Kind
from core.text import Text
from core.ui.states import badge
from core.ui.words import plain
from core.visit import Visit

CLOCKS = Text("时钟", "Clocks")
DUE = Text("应于 {due} 前", "due {due}")
LEFT = Text("还剩 {time}", "{time} left")
LATE = Text("已超 {time}", "{time} late")
KEPT = Text("{at} 完成", "kept {at}")
KEPT_LATE = Text("{at} 完成，超 {time}", "kept {at}, {time} late")
DAYS, HOURS, MINUTES = Text("{n} 天 {m} 小时", "{n} d {m} h"), Text("{n} 小时 {m} 分", "{n} h {m} min"), Text("{n} 分钟", "{n} min")


def of(visit: Visit, table: str, record: int) -> None:
    """Every promise of a record that is not void, soonest due first."""
    rows = visit.promises.filter((pl.col("table") == table) & (pl.col("record") == record) & (pl.col("state") != "void")).sort("due_at")
    if rows.is_empty():
        return
    with st.container(border=True, gap="small"):
        st.caption(visit.say(CLOCKS))
        for promise in rows.iter_rows(named=True):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                word, colour = badge(visit, "promise_state", promise["state"])
                st.badge(plain(word), color=colour)
                who = visit.name("department", promise["department"])
                st.text(f"{visit.word('promise', promise['kind'])} · {who}")
                st.caption(plain(line(visit, promise)))


# What soonest() adds to a list's rows.
SOONEST = (
    Field("clock", Kind.CHOICE, Text("时钟", "Clock"), choices="promise_state"),
    Field("clock_due", Kind.MOMENT, Text("应于", "Due")),
)


def soonest(visit: Visit, table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with clock and clock_due: the state and the due moment of each record's open promise that is due first."""
    running = visit.promises.filter((pl.col("table") == table) & pl.col("kept_at").is_null() & (pl.col("state") != "void"))
    first = running.sort("due_at").unique("record", keep="first").select("record", clock="state", clock_due="due_at")
    return rows.join(first, left_on="id", right_on="record", how="left", maintain_order="left")


def line(visit: Visit, promise: dict[str, Any]) -> str:
    """When a promise is due, and how it stands at this moment."""
    due, kept = promise["due_at"], promise["kept_at"]
    due_words = visit.say(DUE, due=at(visit, due))
    if kept is not None and kept <= due:
        return f"{due_words} · {visit.say(KEPT, at=at(visit, kept))}"
    if kept is not None:
        return f"{due_words} · {visit.say(KEPT_LATE, at=at(visit, kept), time=span(visit, kept - due))}"
    if visit.moment > due:
        return f"{due_words} · {visit.say(LATE, time=span(visit, visit.moment - due))}"
    return f"{due_words} · {visit.say(LEFT, time=span(visit, due - visit.moment))}"


def span(visit: Visit, time: timedelta) -> str:
    """A length of natural time in words."""
    minutes = max(int(time.total_seconds() // 60), 0)
    if minutes >= 24 * 60:
        return visit.say(DAYS, n=minutes // (24 * 60), m=minutes % (24 * 60) // 60)
    return visit.say(HOURS, n=minutes // 60, m=minutes % 60) if minutes >= 60 else visit.say(MINUTES, n=minutes)


def at(visit: Visit, moment: datetime) -> str:
    """A moment in the organisation's time, with its year where that is another."""
    return visit.local(moment).strftime("%m-%d %H:%M" if moment.year == visit.moment.year else "%Y-%m-%d %H:%M")
