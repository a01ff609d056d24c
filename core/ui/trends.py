"""One measure over time: the chart with its target, forecast and what happened, and period against period."""

from dataclasses import dataclass
from datetime import date

import polars as pl
import streamlit as st

from core import trends
from core.charts import amounts
from core.charts import trends as charts
from core.charts.style import Drawing
from core.metrics.trendline import FEWEST, SHARE
from core.text import Language, Text
from core.ui import chosen, trends_choice, trends_rows
from core.ui.number import number
from core.ui.trends_choice import Asked
from core.ui.words import plain
from core.visit import Visit

HINT = Text("点图上的点，看那一期的明细", "Choose a point to see the rows of that period")
RESTS_ON = Text(
    "橙色虚线是预测：最近 {points} 个已结束的时期的 Theil–Sen 趋势，色带含其中 {share:.0%} 的偏差；空心点的时期还没有结束。",
    "The dashed orange line is a forecast: the Theil–Sen trend of the last {points} periods that are over, the band holding {share:.0%} of "
    "their deviations; a hollow point is a period not over yet.",
)
OUTSIDE = Text(
    "这一期至今是 {value}，在预测带之外：走势可能已经变了。",
    "This period so far, {value}, lies outside the band: the trend may have turned.",
)
TOO_FEW = Text("已结束且有数据的时期少于 {fewest} 个，不作预测。", "Fewer than {fewest} periods are over and have data: no forecast.")
AIM_GOAL, AIM_RULE = (
    Text("目标线来自目标“{goal}”。", "The target line is that of the goal “{goal}”."),
    Text("目标线来自规则。", "The target line is that of the rules."),
)
FIRST = Text("对象太多，图中只画样本最多的 {most} 个。", "Of many, only the {most} with the most cases are drawn.")
HAPPENED, BETWEEN = Text("这段时间发生了：{what}", "What happened: {what}"), Text("　", " · ")
WHAT = {
    "launch": Text("{project} 启动", "{project} begins"),
    "end": Text("{project} 结束", "{project} ends"),
    "baseline": Text("{project}：基线“{name}”", "{project}: baseline “{name}”"),
    "policy": Text("承诺时限规则调整", "The limits of promises change"),
    "national": Text("国庆假期", "National Day holiday"),
    "labour": Text("劳动节假期", "Labour Day holiday"),
    "spring": Text("春节假期", "Spring Festival holiday"),
}
COMPARED = Text("期与期比较", "Period against period")
NOW = {
    "week": Text("本周（未结束）", "This week (not over)"),
    "month": Text("本月（未结束）", "This month (not over)"),
    "quarter": Text("本季（未结束）", "This quarter (not over)"),
    "year": Text("今年（未结束）", "This year (not over)"),
}
ON_BEFORE, ON_YEAR, THEN_NOW = (
    Text("较前一期", "on the period before"),
    Text("较去年同期", "on a year before"),
    Text("本期较它", "this period against it"),
)
SAMPLE, CHOSEN = Text("n = {n}", "n = {n}"), Text("{when} · {group}", "{when} · {group}")
NO_YEAR = Text("还没有去年同期的数据", "No data of a year before yet")
SAME_PERIOD = Text("去年同期：{when}", "A year before: {when}")
_MOST_EVENTS = 8
# Cases below which a difference gets no colour.
_ENOUGH = 10


def page(visit: Visit) -> None:
    """The choice, the chart, the rows of the point chosen, what happened, and period against period."""
    asked = trends_choice.draw(visit, "measure", "project", "department", "span", "grain", "split")
    if asked.by:
        _split(visit, asked)
    else:
        _whole(visit, asked)
    st.subheader(visit.say(COMPARED), anchor=False)
    _compared(visit, asked)


def _shown(visit: Visit, asked: Asked, by: str = "") -> pl.DataFrame:
    """The series within the span."""
    return trends.series(visit, asked.choice, asked.key, asked.grain, by).filter(pl.col("last") >= trends_choice.begins(visit, asked))


def _whole(visit: Visit, asked: Asked) -> None:
    series = trends.series(visit, asked.choice, asked.key, asked.grain)
    line, aim = trends.heading(series), trends.aim(visit, asked.choice, asked.key)
    shown = _shown(visit, asked)
    first = shown["period"].min()
    happened = trends.happened(visit, asked.choice, first if isinstance(first, date) else visit.today, visit.today, _MOST_EVENTS)
    name, unit = visit.say(asked.measure.label), asked.measure.unit

    def make() -> Drawing:
        marks = happened.with_columns(period=pl.col("day").dt.truncate(charts.EVERY[asked.grain]))["period"].to_list()
        named = [(period, str(place)) for place, period in enumerate(marks, start=1)]
        return charts.trend(shown, name, unit, asked.grain, visit.language, aim and aim[0], line, named)

    chosen.draw(visit, "at", make, asked, parameter="spot", fields=("period",))
    notes = [visit.say(RESTS_ON, points=line.points, share=SHARE) if line else visit.say(TOO_FEW, fewest=FEWEST)]
    newest = series.row(-1, named=True)
    if line and newest["value"] is not None and abs(newest["value"] - line.ahead[0]) > line.spread and not newest["over"]:
        notes.append(visit.say(OUTSIDE, value=amounts.told(newest["value"], unit, visit.language)))
    if aim:
        notes.append(visit.say(AIM_RULE) if aim[1] is None else visit.say(AIM_GOAL, goal=aim[1]))
    st.caption(plain(" ".join([*notes, visit.say(HINT)])))
    if found := chosen.parts("at", 1):
        _rows(visit, asked, found[0], None)
    _happened(visit, happened)


def _split(visit: Visit, asked: Asked) -> None:
    shown = _shown(visit, asked, asked.by)
    groups = shown.group_by(asked.by).agg(pl.col("n").sum()).filter(pl.col("n") > 0).sort("n", asked.by, descending=[True, False])
    names = {group: trends_choice.called(visit, asked, group) for group in groups[asked.by].head(charts.MOST)}
    aim = trends.aim(visit, asked.choice, asked.key)
    name, unit = visit.say(asked.measure.label), asked.measure.unit

    def make() -> Drawing:
        frame = shown.rename({asked.by: "group"})
        return charts.lines(frame, names, name, unit, asked.grain, visit.language, aim and aim[0])

    chosen.draw(visit, "at", make, asked, parameter="spot", fields=("period", "slot"), height=400)
    few = visit.say(FIRST, most=charts.MOST) if groups.height > charts.MOST else ""
    st.caption(plain(f"{few} {visit.say(HINT)}"))
    found = chosen.parts("at", 2)
    slot = chosen.number(found[1]) if found else None
    if found and slot is not None and slot < len(names):
        _rows(visit, asked, found[0], list(names)[slot])


def _rows(visit: Visit, asked: Asked, period: str, group: object) -> None:
    """The rule and the rows of the period that the URL names."""
    found = trends.periods(visit, asked.key, asked.grain).filter(pl.col("period").cast(pl.String) == period)
    if found.is_empty():
        return
    row = found.row(0, named=True)
    when = charts.when(row["period"], asked.grain, visit.language)
    called = trends_choice.called(visit, asked, group) if asked.by else visit.say(asked.measure.label)
    with st.container(border=True):
        chosen.let_go("at", visit.say(CHOSEN, when=when, group=called))
        st.caption(visit.say(asked.measure.rule))
        trends_rows.draw(visit, asked.choice, asked.key, (row["period"], row["last"]), asked.by, group)


def _happened(visit: Visit, happened: pl.DataFrame) -> None:
    if happened.is_empty():
        return
    lines = []
    for place, row in enumerate(happened.iter_rows(named=True), start=1):
        kind = row["name"] if row["kind"] == "holiday" else row["kind"]
        what = visit.say(WHAT[kind], project=visit.name("project", row["project"]), name=row["name"])
        # The number stays with the first word of what it names.
        lines.append(f"**{place}**\u00a0{row['day']:%Y\\-%m\\-%d}\u00a0{plain(what)}")
    st.caption(visit.say(HAPPENED, what=visit.say(BETWEEN).join(lines)))


@dataclass(frozen=True)
class _Period:
    first: date
    last: date
    over: bool
    value: float | None
    n: int


def _compared(visit: Visit, asked: Asked) -> None:
    """This period, the last that is over, and the same one a year before: value, difference and n; each opens its rows."""
    series = trends.series(visit, asked.choice, asked.key, asked.grain).reverse()
    rows = [_Period(*row) for row in series.select("period", "last", "over", "value", "n").iter_rows()]
    back = trends.A_YEAR[asked.grain]
    now, before, earlier, year = (rows[place] if place < len(rows) else None for place in (0, 1, 2, back))
    with st.grid(3, gap="small", min_column_width=230):
        if now:
            label = _called(now, asked.grain) if now.over else NOW[asked.grain]
            _card(visit, asked, label, now, *_moved(asked, now, before), ON_BEFORE)
        if before:
            _card(visit, asked, _called(before, asked.grain), before, *_moved(asked, before, earlier), ON_BEFORE)
        if now and year and back > 1:
            when = _called(year, asked.grain)
            label = SAME_PERIOD.filled(when=when)
            _card(visit, asked, label, year, *_moved(asked, now, year), THEN_NOW)
    if not year and back > 1:
        st.caption(visit.say(NO_YEAR))


def _called(period: _Period, grain: str) -> Text:
    english = charts.when(period.first, grain, Language.EN)
    return Text(charts.when(period.first, grain, Language.ZH), english[0].upper() + english[1:])


def _moved(asked: Asked, period: _Period, before: _Period | None) -> tuple[float | None, bool]:
    """The difference of both values as they are written, and whether both rest on enough for a verdict."""
    if before is None or period.value is None or before.value is None:
        return None, False
    digits = amounts.DIGITS[asked.measure.unit]
    return round(period.value, digits) - round(before.value, digits), min(period.n, before.n) >= _ENOUGH


def _card(visit: Visit, asked: Asked, label: Text, period: _Period, step: float | None, sure: bool, since: Text) -> None:
    unit = asked.measure.unit
    n, moved = visit.say(SAMPLE, n=f"{period.n:,}"), amounts.moved(step, unit, visit.language)
    number(
        visit,
        f"trends.{period.first:%Y%m%d}.{asked.key}",
        label,
        None if period.value is None else amounts.told(period.value, unit, visit.language),
        asked.measure.rule,
        lambda: trends_rows.draw(visit, asked.choice, asked.key, (period.first, period.last)),
        delta=moved if sure else None,
        since=f"{visit.say(since)} · {n}",
        note=" · ".join(filter(None, [moved and f"{moved} {visit.say(since)}", n])),
        better="down" if asked.measure.down else "up",
    )
