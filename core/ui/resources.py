"""Resources asked for, added up: how much of each type was approved and how much still waits, in all and by project and department."""

from collections.abc import Sequence
from functools import partial

import polars as pl
import streamlit as st

from core.text import Text
from core.ui import records
from core.ui.number import number
from core.ui.words import plain
from core.visit import Visit

BY = Text("按项目、部门和类型汇总", "By project, department and type")
PROJECT, DEPARTMENT = Text("项目", "Project"), Text("部门", "Department")
TYPE, UNIT = Text("资源类型", "Type"), Text("单位", "Unit")
APPROVED, WAITING = Text("已批准", "Approved"), Text("待审批", "Waiting")
TOTAL = Text("{approved} 已批准 · {waiting} 待审批", "{approved} approved · {waiting} waiting")
TOTAL_RULE = Text(
    "已批准和待审批的数量之和，同一类型、同一单位相加；没有填数量的按 1 计。",
    "Approved and waiting amounts of one type and unit, added up; a request without an amount counts as 1.",
)
_ROWS = ("detail", "project", "department", "quantity", "unit", "status")


def totals(rows: pl.DataFrame, by: Sequence[str] = ()) -> pl.DataFrame:
    """One row per group, type and unit: *by, type, unit, approved, waiting.

    Amounts of one unit alone add up; a request without one counts as 1.
    """
    amount = pl.col("quantity").fill_null(1.0)
    return (
        rows.filter(pl.col("status").is_in(["requested", "approved"]))
        .with_columns(unit=pl.col("unit").fill_null(""))
        .group_by(*by, "type", "unit", maintain_order=True)
        .agg(
            approved=amount.filter(pl.col("status") == "approved").sum(),
            waiting=amount.filter(pl.col("status") == "requested").sum(),
        )
        .sort(*by, "type", "unit")
    )


def summary(visit: Visit, rows: pl.DataFrame) -> None:
    """A card per type and unit; nothing where nothing is asked for."""
    added = totals(rows)
    if added.is_empty():
        return
    with st.grid(4, gap="small", min_column_width=210):
        for row in added.iter_rows(named=True):
            label = " · ".join(word for word in (visit.word("resource_type", row["type"]), row["unit"]) if word)
            amounts = {name: f"{row[name]:,g}" for name in ("approved", "waiting")}
            value, note = f"{row['approved'] + row['waiting']:,g}", visit.say(TOTAL, **amounts)
            name = f"{row['type']}.{row['unit']}.total"
            asked = _of(rows, row["type"], row["unit"])
            number(visit, name, Text(plain(label), plain(label)), value, TOTAL_RULE, partial(_rows, visit, asked), note=note)
    opened = st.expander(visit.say(BY), icon=":material/table_chart:", key="resources.by", on_change="rerun")
    if opened.open:
        with opened:
            _table(visit, totals(rows, ("project", "department")))


def _of(rows: pl.DataFrame, type_: str, unit: str) -> pl.DataFrame:
    """The requests of one type and unit that count."""
    same = (pl.col("type") == type_) & (pl.col("unit").fill_null("") == unit)
    return rows.filter(same & pl.col("status").is_in(["requested", "approved"]))


def _rows(visit: Visit, asked: pl.DataFrame) -> None:
    records.table(visit, "resource_request", asked, _ROWS)


def _table(visit: Visit, added: pl.DataFrame) -> None:
    st.dataframe(
        {
            visit.say(PROJECT): [visit.name("project", project) for project in added["project"]],
            visit.say(DEPARTMENT): [visit.name("department", department) for department in added["department"]],
            visit.say(TYPE): [visit.word("resource_type", type_) for type_ in added["type"]],
            visit.say(APPROVED): added["approved"].to_list(),
            visit.say(WAITING): added["waiting"].to_list(),
            visit.say(UNIT): added["unit"].to_list(),
        },
        hide_index=True,
        placeholder="—",
    )
