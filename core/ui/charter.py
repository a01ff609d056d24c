"""A project's charter on its page: what it says, and what it still lacks with what to do about it."""

from typing import Any

import polars as pl
import streamlit as st

from core.charter import Gap, gaps
from core.text import Text
from core.ui import records
from core.ui.words import plain
from core.visit import Visit

TO_DO = Text("章程检查：{count} 项待完善", "Charter check: {count} to complete")
COMPLETE = Text("章程内容完整", "The charter is complete")
FACTS = (
    *("initiator_department", "lead_department", "manager", "coordinator", "starts_on", "ends_on", "buffer_percent"),
    *("goal", "background", "scope_in", "scope_out", "mechanism"),
)


def of(visit: Visit, row: dict[str, Any]) -> None:
    """What a project's charter says, and its checklist."""
    checklist(visit, row)
    records.facts(visit, "project", row, FACTS)


def checklist(visit: Visit, row: dict[str, Any]) -> None:
    """What the charter lacks, a line each; it warns and stops nobody."""
    people = {person["id"]: person for person in visit.frames["person"].select("id", "can_decide", "active").iter_rows(named=True)}
    parts = visit.frames["participation"].filter(pl.col("project") == row["id"]).iter_rows(named=True)
    found = gaps(row, parts, people)
    if not found:
        st.success(visit.say(COMPLETE), icon=":material/task_alt:")
        return
    with st.container(border=True, gap="xsmall"):
        st.markdown(f"**{visit.say(TO_DO, count=len(found))}**")
        for gap in found:
            st.markdown(f":orange[:material/warning:] {plain(_said(visit, gap))}")


def _said(visit: Visit, gap: Gap) -> str:
    named = {"department": visit.name("department", gap.department), "person": visit.name("person", gap.person)}
    return visit.say(gap.text, **named, count=gap.count)
