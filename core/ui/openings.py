"""What the overview's charts open: the promises of a cell or week, the tasks of a project, the risks of a cell."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from core import figures
from core.charts import parts
from core.figures import Choice
from core.metrics import risk
from core.text import Text
from core.ui import bases, records, tables
from core.ui.kpis import COMPLIANCE_RULE, DEVIATION_RULE
from core.ui.opening import Opening
from core.visit import Visit

TOTAL = Text("合计", "Total")
CELL = Text("{department} · {family}：{rate}（n = {n}）", "{department} · {family}: {rate} (n = {n})")
WEEK = Text("{week} 起的一周：{rate}（n = {n}）", "Week of {week}: {rate} (n = {n})")
PROJECT = Text("{name}：计划 {planned}，实际 {actual}", "{name}: {planned} planned, {actual} actual")
HEAT = Text("可能性 {probability} × 影响 {impact}：{count} 项", "Probability {probability} × impact {impact}: {count}")
HEAT_RULE = Text("每格是开放风险的数量；风险值 = 可能性 × 影响。", "A cell counts the open risks; score = probability × impact.")
_ALL = "all"
_RISKS = ("number", "title", "department", "probability", "impact", "status")


def matrix(visit: Visit, choice: Choice) -> Opening:
    """A department's promises of a family; the totals open too."""

    def entries() -> dict[str, str]:
        found = {}
        for row in figures.matrix(visit, choice).iter_rows(named=True):
            department, family, n = row["department"], row["family"], row["kept"] + row["broken"]
            words = {
                "department": visit.say(TOTAL) if department is None else visit.name("department", department),
                "family": visit.say(TOTAL) if family is None else visit.word("promise_family", family),
            }
            key = f"{_ALL if department is None else department}.{_ALL if family is None else family}"
            if n + row["running"]:
                found[key] = visit.say(CELL, **words, rate=parts.percent(row["rate"]), n=n)
        return found

    def key(cell: Mapping[str, Any]) -> str:
        return ".".join(_ALL if part == "None" else part for part in (parts.keyed(str(cell.get(name))) for name in ("row", "column")))

    def rows(key: str) -> None:
        department, _, family = key.partition(".")
        found = figures.of_cell(visit, choice, None if department == _ALL else int(department), None if family == _ALL else family)
        _promises(visit, choice, found, f"rows.matrix.{key}")

    return Opening(COMPLIANCE_RULE, entries, key, rows)


def trend(visit: Visit, choice: Choice) -> Opening:
    """The promises that came due in a week."""

    def entries() -> dict[str, str]:
        weeks = figures.weekly_compliance(visit, choice).filter(pl.col("kept") + pl.col("broken") > 0).reverse()
        return {
            str(row["week"]): visit.say(WEEK, week=row["week"], rate=parts.percent(row["rate"]), n=row["kept"] + row["broken"])
            for row in weeks.iter_rows(named=True)
        }

    def rows(key: str) -> None:
        _promises(visit, choice, figures.of_week(visit, choice, date.fromisoformat(key)), f"rows.week.{key}")

    return Opening(COMPLIANCE_RULE, entries, lambda point: str(point.get("week_text")), rows)


def projects(visit: Visit, choice: Choice) -> Opening:
    """A project's leaf tasks."""

    def entries() -> dict[str, str]:
        found = figures.projects(visit, choice).sort("deviation", descending=True)
        return {
            str(project): visit.say(
                PROJECT, name=visit.name("project", project), planned=parts.percent(planned / 100), actual=parts.percent(actual / 100)
            )
            for project, planned, actual in found.select("project", "planned", "actual").iter_rows()
        }

    def rows(key: str) -> None:
        leaves = figures.leaves(visit, choice).filter(pl.col("project") == int(key))
        st.text(bases.of_leaves(visit, leaves))
        tables.leaves(visit, leaves)

    return Opening(DEVIATION_RULE, entries, lambda bar: parts.keyed(str(bar.get("at"))), rows)


def heat(visit: Visit, choice: Choice) -> Opening:
    """The open risks of a cell."""

    def entries() -> dict[str, str]:
        cells = figures.heat(visit, choice).filter(pl.col("count") > 0).sort(risk.score(), descending=True)
        return {f"{row['probability']}{row['impact']}": visit.say(HEAT, **row) for row in cells.iter_rows(named=True)}

    def rows(key: str) -> None:
        probability, impact = divmod(int(key), 10)
        found = figures.open_risks(visit, choice).filter(pl.col("probability") == probability, pl.col("impact") == impact)
        records.listing(visit, "risk", found, _RISKS, f"rows.heat.{key}", brief=True)

    return Opening(HEAT_RULE, entries, lambda cell: f"{cell.get('probability')}{cell.get('impact')}", rows)


def _promises(visit: Visit, choice: Choice, found: pl.DataFrame, key: str) -> None:
    st.text(bases.of_promises(visit, found))
    tables.promises(visit, choice, found, key)
