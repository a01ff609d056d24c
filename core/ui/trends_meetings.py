"""How meetings are kept: notice, minutes and action items in time, and how long they last against the plan."""

from datetime import date, timedelta

import polars as pl
import streamlit as st

from core import trends, working
from core.charts import trend_lines
from core.charts.periods import when
from core.charts.style import Drawing
from core.measures import MEASURES
from core.metrics import teamwork
from core.text import Text
from core.ui import as_of, chosen, tables, trends_choice, trends_rows
from core.ui.number import number, percent, points
from core.ui.trends import HINT
from core.ui.trends_choice import Asked
from core.visit import Visit

KEPT = Text("会议承诺兑现率", "Promises of meetings kept")
EMPTY = Text("这段时间没有会议：先在“会议”页安排。", "No meetings in this span: plan one on the Meetings page.")
LENGTH = Text("平均时长", "Average length")
LENGTH_RULE = Text(
    "有实际起止时间的会议：Σ 实际分钟 ÷ Σ 计划分钟；100% 表示按计划时长。",
    "Meetings with a recorded beginning and end: Σ minutes taken ÷ Σ minutes planned; 100 % is as long as planned.",
)
MINUTES, OF_PLAN = Text("{minutes} 分钟", "{minutes} min"), Text("为计划的 {ratio}，n = {n}", "{ratio} of the plan, n = {n}")
BEFORE, SAMPLE, WHEN = (
    Text("较上一段 · n = {n}", "on the span before · n = {n}"),
    Text("n = {n}", "n = {n}"),
    Text("{when} · {what}", "{when} · {what}"),
)
BY_KIND = Text("各类会议的时长", "Length by kind of meeting")
KIND, HELD = Text("会议类型", "Kind"), Text("已召开", "Held")
PLANNED, TAKEN, RATIO = Text("计划分钟", "Planned min"), Text("实际分钟", "Actual min"), Text("实际 ÷ 计划", "Actual ÷ planned")
TOPIC, DAY = Text("会议", "Meeting"), Text("日期", "Day")


def page(visit: Visit) -> None:
    """Four figures, the three rates over time with the rows of the point chosen, and lengths by kind."""
    asked = trends_choice.draw(visit, "project", "department", "span", "grain")
    span = (trends_choice.begins(visit, asked), visit.today)
    held = working.meetings(visit, asked.choice, span[0])
    totals = {key: trends.total(visit, asked.choice, key, span) for key in working.PROMISED}
    if held.is_empty() and not any(n for _, n in totals.values()):
        st.info(as_of.nothing(visit, EMPTY), icon=":material/inbox:")
        return
    with st.grid(4, gap="small", min_column_width=210):
        for key, (value, n) in totals.items():
            _rate(visit, asked, key, value, n, span)
        _length(visit, held)
    _chart(visit, asked, span)
    if not held.is_empty():
        st.subheader(visit.say(BY_KIND), anchor=False)
        _kinds(visit, held)


def _rate(visit: Visit, asked: Asked, key: str, value: float | None, n: int, span: tuple[date, date]) -> None:
    before = None
    if asked.days is not None:
        length = timedelta(days=asked.days)
        before, _ = trends.total(visit, asked.choice, key, (span[0] - length, span[0] - timedelta(days=1)))
    measure = MEASURES[key]
    number(
        visit,
        f"trends.{key}",
        measure.label,
        percent(value),
        measure.rule,
        lambda: trends_rows.draw(visit, asked.choice, key, span),
        delta=points(None if value is None or before is None else (value - before) * 100),
        since=visit.say(BEFORE, n=f"{n:,}"),
        note=visit.say(SAMPLE, n=f"{n:,}"),
    )


def _length(visit: Visit, held: pl.DataFrame) -> None:
    row = teamwork.average_length(held, []).to_dicts()
    found = row[0] if row and row[0]["n"] else None
    number(
        visit,
        "trends.length",
        LENGTH,
        None if found is None else visit.say(MINUTES, minutes=f"{found['minutes']:.0f}"),
        LENGTH_RULE,
        lambda: _held(visit, held),
        note=visit.say(SAMPLE, n=0) if found is None else visit.say(OF_PLAN, ratio=f"{found['ratio']:.0%}", n=f"{found['n']:,}"),
    )


def _held(visit: Visit, held: pl.DataFrame) -> None:
    shown = held.head(tables.MOST)
    if held.height > tables.MOST:
        st.caption(visit.say(tables.MORE, count=held.height, most=tables.MOST))
    st.dataframe(
        {
            visit.say(TOPIC): shown["topic"].to_list(),
            visit.say(DAY): shown["day"].to_list(),
            visit.say(PLANNED): shown["planned_minutes"].round(0).to_list(),
            visit.say(TAKEN): shown["minutes"].round(1).to_list(),
        },
        hide_index=True,
        placeholder="—",
    )


def _chart(visit: Visit, asked: Asked, span: tuple[date, date]) -> None:
    names = {key: visit.say(MEASURES[key].label) for key in working.PROMISED}

    def make() -> Drawing:
        every = [trends.series(visit, asked.choice, key, asked.grain).with_columns(group=pl.lit(key)) for key in names]
        frame = pl.concat(every).filter(pl.col("last") >= span[0]).sort("period")
        return trend_lines.lines(frame, names, visit.say(KEPT), "%", asked.grain, visit.language)

    chosen.draw(visit, "at", make, "meetings", asked, parameter="spot", fields=("period", "group"))
    st.caption(visit.say(HINT))
    found = chosen.parts("at", 2)
    if not found or found[1] not in names:
        return
    key = found[1]
    period = trends.periods(visit, key, asked.grain).filter(pl.col("period").cast(pl.String) == found[0])
    for first, last in period.select("period", "last").iter_rows():
        with st.container(border=True):
            chosen.let_go("at", visit.say(WHEN, when=when(first, asked.grain, visit.language), what=names[key]))
            st.caption(visit.say(MEASURES[key].rule))
            trends_rows.draw(visit, asked.choice, key, (first, last))


def _kinds(visit: Visit, held: pl.DataFrame) -> None:
    rows = teamwork.average_length(held, ["kind"]).sort("n", descending=True)
    st.dataframe(
        {
            visit.say(KIND): [visit.word("meeting_kind", kind) for kind in rows["kind"]],
            visit.say(HELD): rows["n"].to_list(),
            visit.say(PLANNED): rows["planned_minutes"].round(0).to_list(),
            visit.say(TAKEN): rows["minutes"].round(0).to_list(),
            visit.say(RATIO): (rows["ratio"] * 100).to_list(),
        },
        column_config={visit.say(RATIO): st.column_config.NumberColumn(format="%.0f%%")},
        hide_index=True,
        placeholder="—",
    )
