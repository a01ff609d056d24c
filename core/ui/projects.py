"""Projects as a list and as one: how each stands against its plan, who takes part, and what is open."""

from typing import Any

import polars as pl
import streamlit as st

from core import figures
from core.actions import project
from core.actions.organisation import CANNOT_DECIDE
from core.figures import Choice
from core.metrics import progress
from core.schema.field import Field, Kind
from core.text import Text
from core.ui import bases, records, tables, where
from core.ui.button import act_button
from core.ui.form import Filled, form
from core.ui.kpis import DEVIATION, DEVIATION_RULE, SPI, SPI_RULE
from core.ui.number import number, percent, points
from core.ui.words import plain
from core.visit import Visit

# What standing() adds to a list's rows.
COMPUTED = (
    Field("planned", Kind.PERCENT, Text("计划进度", "Planned")),
    Field("actual", Kind.PERCENT, Text("实际进度", "Actual")),
)
PLANNED, ACTUAL = Text("计划进度", "Planned"), Text("实际进度", "Actual")
PLANNED_RULE = Text(
    "末级任务按工作日应完成的比例，按权重汇总。", "What its leaf tasks should have reached by now, in working days, weighted."
)
ACTUAL_RULE = Text("末级任务最近一次填报的进度，按权重汇总。", "What was last reported on its leaf tasks, weighted.")
TAKING_PART = Text("参与部门与对接人", "Departments taking part")
NOBODY = Text("还没有登记参与部门。", "No department takes part yet.")
ADD = Text("添加参与部门", "Add a department")
CHANGE = Text("修改 {department}", "Change {department}")
LEAVE, SURE = Text("退出项目", "Take out"), Text("把 {department} 移出这个项目？", "Take {department} out of this project?")
SAVED = Text("已保存", "Saved")
_FIELDS = ("department", "part", "contact", "duties", "deliverables")


def standing(visit: Visit, rows: pl.DataFrame) -> pl.DataFrame:
    """The projects as they are, each with planned and actual %."""
    shares = progress.roll_up(figures.every_leaf(visit), ["project"]).select(pl.col("planned", "actual").round(1), id="project")
    return rows.join(shares, on="id", how="left", maintain_order="left")


def cards(visit: Visit, record: int) -> None:
    """Planned, actual, deviation and SPI of one project, each opening into its leaf tasks."""
    leaves = figures.leaves(visit, Choice(project=record))
    row = progress.roll_up(leaves, []).row(0, named=True)
    ratio = progress.spi(leaves, [])["spi"][0]
    shown = (
        ("planned", PLANNED, percent(_share(row["planned"])), PLANNED_RULE),
        ("actual", ACTUAL, percent(_share(row["actual"])), ACTUAL_RULE),
        ("deviation", DEVIATION, points(row["deviation"]), DEVIATION_RULE),
        ("spi", SPI, None if ratio is None else f"{ratio:.2f}", SPI_RULE),
    )
    with st.grid(4, gap="small", min_column_width=160):
        for name, label, value, rule in shown:
            basis = bases.spi_of if name == "spi" else bases.of_leaves
            number(
                visit,
                f"project.{name}",
                label,
                value,
                rule,
                lambda: tables.leaves(visit, leaves),
                basis=lambda basis=basis: basis(visit, leaves),  # type: ignore[misc]
            )


def _share(per_cent: float | None) -> float | None:
    return None if per_cent is None else per_cent / 100


def open_issues(visit: Visit, record: int) -> pl.DataFrame:
    """The issues of one project that are not resolved, newest first."""
    rows = visit.frames["issue"].filter(pl.col("project") == record, pl.col("status").is_in(["open", "responded"]))
    return rows.sort("id", descending=True)


def taking_part(visit: Visit, row: dict[str, Any]) -> None:
    """The departments of a project with their contacts; whoever plans it adds, changes and takes out."""
    st.markdown(f"**{visit.say(TAKING_PART)}**")
    given, may = records.linked(visit, "participation", "project", row["id"]), visit.may("project.plan", row)
    if not given:
        st.caption(visit.say(NOBODY))
    with st.grid(2, gap="small", min_column_width=320):
        for part in given:
            _part(visit, part, may)
    if may:
        with st.expander(visit.say(ADD), icon=":material/group_add:"):
            _form(visit, row["id"], f"participation.new.{row['id']}", {}, None)


def _part(visit: Visit, part: dict[str, Any], may: bool) -> None:
    record, version = part["id"], part["version"]
    department = plain(visit.name("department", part["department"]))
    with st.container(border=True, gap="small", height="stretch"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.badge(plain(visit.word("part", part["part"])), color="blue" if part["part"] == "lead" else "gray")
            st.text(visit.name("department", part["department"]))
            if may:
                with st.popover(visit.say(LEAVE), type="tertiary", key=f"leave.{record}"):
                    st.markdown(visit.say(SURE, department=department))
                    act_button(visit, f"leave.{record}.yes", LEAVE, lambda now: project.leave(now, record, version), SAVED)
        records.facts(visit, "participation", part, ("contact", "duties", "deliverables"))
        if part["contact"] is not None and not _decides(visit, part["contact"]):
            name = visit.name("person", part["contact"])
            st.warning(plain(visit.say(CANNOT_DECIDE, name=name)), icon=":material/gavel:")
        if may:
            with st.expander(visit.say(CHANGE, department=department), icon=":material/edit:"):
                _form(visit, part["project"], f"participation.{record}.{version}", part, version)


def _form(visit: Visit, owner: int, name: str, start: dict[str, Any], base: int | None) -> None:
    def save(now: Visit, filled: Filled) -> int:
        project.take_part(now, {**filled.values, "project": owner}, start.get("id"), filled.base, filled.key)
        return owner

    form(visit, "participation", name, save, where.show, fields=_FIELDS, start=start, base=base)


def _decides(visit: Visit, person: int) -> bool:
    return not visit.frames["person"].filter(pl.col("id") == person, pl.col("can_decide")).is_empty()
