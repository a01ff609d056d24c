"""Departments against each other: the ranking with its uncertainty, and the way each has come."""

import polars as pl
import streamlit as st

from core import trends
from core.charts import periods
from core.charts import ranking as charts
from core.charts.style import Drawing
from core.figures import Choice
from core.text import Text
from core.ui import chosen, trends_choice, trends_rows
from core.ui.trends_choice import Asked
from core.visit import Visit

EMPTY = Text("这段时间没有数据：换一个指标或更长的时间范围。", "Nothing in this span: choose another measure or a longer span.")
SURE = Text(
    "排名按整段时间的合计，细线是 Wilson 95% 置信区间；区间含全公司的值时，这个部门与全公司不能区分。点一个部门看明细。",
    "Ranked by the whole span; the thin line is the Wilson 95 % interval. Where it holds the company's value, the department cannot be "
    "told from the company. Choose one to see its rows.",
)
PLAIN = Text(
    "排名按整段时间（存量按最近一期末）；点一个部门看明细。",
    "Ranked over the whole span, or as it stands at its end; choose one to see it.",
)


def page(visit: Visit) -> None:
    """The ranking beside the small lines, in the same order, and the rows of the department chosen."""
    asked = trends_choice.draw(visit, "measure", "project", "span", "grain")
    span = (trends_choice.begins(visit, asked), visit.today)
    found = trends.ranked(visit, asked.choice, asked.key, "department", span)
    if found.groups.is_empty():
        st.info(visit.say(EMPTY), icon=":material/inbox:")
        return
    left, right = st.columns([1, 1], gap="medium")
    with left:
        chosen.draw(visit, "of", lambda: drawing(visit, asked, found), asked, parameter="cell", fields=("key",))
    with right:
        chosen.draw(visit, "way", lambda: _strips(visit, asked, found), asked, parameter="cell", fields=("key",))
    sure = found.groups["low"].is_not_null().any()
    st.caption(visit.say(SURE if sure else PLAIN))
    opened = {_department(name): name for name in ("way", "of")}
    for department, name in opened.items():
        if department is not None:
            _rows(visit, asked, name, department)


def drawing(visit: Visit, asked: Asked, found: trends.Standing) -> Drawing:
    """The ranking chart."""
    measure = asked.measure
    groups = found.groups.rename({"department": "group"})
    return charts.ranking(
        groups,
        None if measure.shape == "standing" else found.value,
        visit.say(measure.label),
        measure.unit,
        visit.language,
        visit.names("department"),
        down=measure.down,
    )


def _strips(visit: Visit, asked: Asked, found: trends.Standing) -> Drawing:
    begin = trends_choice.begins(visit, asked)
    whole = trends.series(visit, asked.choice, asked.key, asked.grain).filter(pl.col("last") >= begin)
    labelled = whole["period"]
    if asked.measure.shape == "standing":
        # The company's own count is the sum of theirs: beside it each would be a flat line.
        whole = whole.clear()
    own = trends.series(visit, asked.choice, asked.key, asked.grain, "department").filter(pl.col("last") >= begin)
    labels = {period: (periods.when(period, asked.grain, visit.language), periods.short(period, asked.grain)) for period in labelled}
    order = {group: visit.name("department", group) for group in found.groups["department"]}
    return charts.strips(own.rename({"department": "group"}), whole, order, labels, asked.measure.unit, visit.language)


def _department(name: str) -> int | None:
    """The department chosen in the chart of that name."""
    found = chosen.parts(name, 1)
    return chosen.number(found[0]) if found else None


def _rows(visit: Visit, asked: Asked, name: str, department: int) -> None:
    with st.container(border=True):
        chosen.let_go(name, visit.name("department", department))
        st.caption(visit.say(asked.measure.rule))
        choice = Choice(asked.choice.project, department)
        trends_rows.draw(visit, choice, asked.key, (trends_choice.begins(visit, asked), visit.today))
