"""Replans of a task: those declared, and the form that declares another."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from core.actions import replan
from core.text import Text
from core.ui import records, where
from core.ui.form import Filled, form
from core.visit import Visit

TITLE = Text("延期与调整方案", "Replans")
DECLARE = Text("申报延期或调整", "Declare a new date")
HINT = Text(
    "在原定完成日结束之前申报算按时告知；之后申报计为迟报。",
    "Declared before the end of the day it was due, the notice is in time; afterwards it is late.",
)
SEND = {"replan": Text("提交调整方案", "Declare it")}
LIST = ("declared_at", "old_due_on", "new_due_on", "cause", "reason", "measures", "impact", "declared_by")
FORM = ("new_due_on", "cause", "reason", "measures", "impact")


def of(visit: Visit, task: Mapping[str, Any], may: bool) -> None:
    """The replans of a task; whoever may declares another while it is open."""
    known = visit.frames["replan"].filter(pl.col("task") == task["id"]).sort("id", descending=True)
    if not known.is_empty():
        st.markdown(f"**{visit.say(TITLE)}**")
        records.table(visit, "replan", known, LIST)
    if not may:
        return

    def save(now: Visit, filled: Filled) -> int:
        replan.declare(now, {**filled.values, "task": task["id"]}, filled.key)
        return int(task["id"])

    with st.expander(visit.say(DECLARE), icon=":material/event_repeat:"):
        st.caption(visit.say(HINT))
        form(visit, "replan", f"task.{task['id']}.replan", save, where.show, fields=FORM, buttons=SEND)
