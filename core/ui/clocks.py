"""The promises of one record, each with its running clock in words."""

from typing import Any

import polars as pl
import streamlit as st

from core.metrics.compliance import BEFOREHAND, still_open
from core.metrics.todo_escalation import unmet
from core.schema.field import Field, Kind
from core.text import Text
from core.ui import clock, where
from core.ui.states import badge
from core.ui.times import at, span
from core.ui.words import plain
from core.visit import Visit

CLOCKS = Text("时钟", "Clocks")
DUE = Text("应于 {due} 前", "due {due}")
LEFT = Text("还剩 {time}", "{time} left")
LATE = Text("已超 {time}", "{time} late")
MISSED = Text("没有按时作出", "not given in time")
KEPT = Text("{at} 完成", "kept {at}")
KEPT_LATE = Text("{at} 完成，超 {time}", "done {at}, {time} late")
HOW, HIDE = Text("怎么算的", "How it is counted"), Text("收起", "Hide")
ESCALATED = Text("已超时，升级至{department}负责人：{head}", "Broken: escalated to the head of {department}, {head}")
NO_HEAD = Text("已超时，应升级至{department}负责人（尚未指定）", "Broken: it goes to the head of {department}, who is not named yet")
# The promise whose clock is told, by its place among the record's.
_CLOCK = "clock"


def of(visit: Visit, table: str, record: int) -> None:
    """Every promise of a record that is not void, soonest due first; those broken and still open with whom they are escalated to."""
    rows = visit.promises.filter((pl.col("table") == table) & (pl.col("record") == record) & (pl.col("state") != "void")).sort("due_at")
    if rows.is_empty():
        return
    with st.container(border=True, gap="small"):
        st.caption(visit.say(CLOCKS))
        for place, promise in enumerate(rows.iter_rows(named=True), 1):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                word, colour = badge(visit, "promise_state", promise["state"])
                st.badge(plain(word), color=colour)
                who = visit.name("department", promise["department"])
                st.text(f"{visit.word('promise', promise['kind'])} · {who}")
                st.caption(plain(line(visit, promise)), width="content")
                told = where.at(_CLOCK) == place
                st.button(
                    visit.say(HIDE if told else HOW),
                    key=f"clock.{table}.{record}.{place}",
                    type="tertiary",
                    icon=":material/timer:",
                    on_click=_tell,
                    args=(None if told else place,),
                )
            if told:
                clock.draw(visit, promise)
        for department in unmet(visit.frames, rows)["department"].drop_nulls().unique(maintain_order=True):
            st.caption(f":material/arrow_upward: {plain(_escalated(visit, department))}")


def _tell(place: int | None) -> None:
    if place is None:
        st.query_params.pop(_CLOCK, None)
    else:
        st.query_params[_CLOCK] = str(place)


def _escalated(visit: Visit, department: int) -> str:
    """To whom the broken promises of a department go: its head."""
    heads = visit.frames["department"].filter(pl.col("id") == department)["head"].drop_nulls()
    name = visit.name("department", department)
    return (
        visit.say(NO_HEAD, department=name)
        if heads.is_empty()
        else visit.say(ESCALATED, department=name, head=visit.name("person", heads[0]))
    )


# What soonest() adds to a list's rows.
SOONEST = (
    Field("clock", Kind.CHOICE, Text("时钟", "Clock"), choices="promise_state"),
    Field("clock_due", Kind.MOMENT, Text("应于", "Due")),
)


def soonest(visit: Visit, table: str, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with clock and clock_due: the state and the due moment of each record's open promise that is due first."""
    running = visit.promises.filter(pl.col("table") == table, still_open())
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
    if visit.moment > due and promise["kind"] in BEFOREHAND:
        return f"{due_words} · {visit.say(MISSED)}"
    if visit.moment > due:
        return f"{due_words} · {visit.say(LATE, time=span(visit, visit.moment - due))}"
    return f"{due_words} · {visit.say(LEFT, time=span(visit, due - visit.moment))}"
