"""One department's task assignment sheet as a table that can be printed, and what has changed on it since it was signed."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from core.metrics import assignment
from core.plan import Plan
from core.schema.field import Field
from core.text import Text
from core.ui import shown, signed
from core.ui.words import plain
from core.visit import Visit

TITLE = Text("任务分配表 · {department}（{count} 项）", "Assignment sheet · {department} ({count})")
SINCE = Text("{when} 签字以来的变更（{count} 处）", "Changed since it was signed at {when} ({count})")
CAME, LEFT = Text("列入", "On the sheet"), Text("未列入", "Not on the sheet")
# What is read at a glance stands in one line, however narrow its column.
_SHORT = {"code", "owner", "starts_on", "due_on"}
_JOINER, _SPACE = "\u2060", "\u00a0"
_COLUMNS = ("code", *assignment.SAID)


def draw(visit: Visit, plan: Plan, department: int) -> None:
    """The sheet as it stands, in the order of the outline."""
    rows = plan.leaves.filter(pl.col("department") == department)
    title = visit.say(TITLE, department=visit.name("department", department), count=rows.height)
    st.markdown(f"**{plain(title)}**")
    fields = [visit.ledger.tables["task"].by_name[name] for name in _COLUMNS]
    values = rows.select(_COLUMNS).iter_rows(named=True)
    # A static table, unlike a grid, wraps long texts and is printed whole; its cells are read as markdown.
    lines = [[_cell(visit, field, row[field.name]) for field in fields] for row in values]
    heads = {_whole(visit.say(field.label).replace(" ", _SPACE)): pl.String for field in fields}
    st.table(pl.DataFrame(lines, schema=heads, orient="row"), hide_index=True, border="horizontal")


def _cell(visit: Visit, field: Field, value: Any) -> str:
    text = shown.value(visit, field, value)
    return plain(_whole(text) if field.name in _SHORT else text)


def _whole(text: str) -> str:
    """The text, not to be broken into lines between its letters."""
    return _JOINER.join(text)


def since(visit: Visit, plan: Plan, row: Mapping[str, Any]) -> None:
    """What has changed on a department's sheet since its newest signature was given. Raises StoreUnavailable."""
    project, department = plan.project["id"], row["department"]

    def make() -> list[assignment.Change]:
        then = visit.ledger.at(row["seq"], "task", "project", project)
        before, after = (
            assignment.assigned(tasks).filter(pl.col("department") == department)
            for tasks in (then, visit.frames["task"].filter(pl.col("project") == project))
        )
        return assignment.changes(before, after)

    found = visit.once("sheet.since", make, project, department, row["seq"], of=("task",))
    with st.expander(visit.say(SINCE, when=signed.when(visit, dict(row)), count=len(found)), icon=":material/difference:"):
        for one in found:
            signed.change(visit, _field(visit, one), _value(visit, one, one.before), _value(visit, one, one.after))


def _field(visit: Visit, one: assignment.Change) -> str:
    if one.field == "id":
        return str(one.before or one.after)
    label = visit.say(visit.ledger.tables["task"].by_name[one.field].label)
    return f"{visit.name('task', one.task)} · {label}"


def _value(visit: Visit, one: assignment.Change, value: Any) -> str:
    if one.field == "id":
        return visit.say(LEFT if value is None else CAME)
    return shown.value(visit, visit.ledger.tables["task"].by_name[one.field], value)
