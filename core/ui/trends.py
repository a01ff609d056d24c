"""One measure over time: the chart with its target, forecast and what happened, and period against period."""

from datetime import date

import polars as pl
import streamlit as st

from core import trend_marks, trends
from core.charts import amounts, periods, trend_layout, trend_lines
from core.charts import trends as charts
from core.charts.style import Drawing
from core.metrics import trendline
from core.text import Text
from core.ui import chosen, trends_choice, trends_periods, trends_rows
from core.ui.trends_choice import Asked
from core.ui.words import plain
from core.visit import Visit

HINT = Text("点图上的点，看那一期的明细", "Choose a point to see the rows of that period")
AHEAD = Text(
    "橙色虚线是预测：{how}；色带含回测误差的 {share:.0%}（{tested} 期，每期只用此前的数据重新预测）；空心点的时期还没有结束。",
    "The dashed orange line is a forecast: {how}. The band holds {share:.0%} of the errors of a back-test: {tested} periods told again "
    "from those before them alone. A hollow point is a period not over yet.",
)
FLAT = Text(
    "最近 {points} 期的中位数持平，回测中比趋势更可靠",
    "flat at the median of the last {points} periods, which the back-test trusts more than a trend",
)
MOVING = Text(
    "最近 {points} 期的 Theil–Sen 趋势，逐期减弱，回测中比持平更准",
    "the Theil–Sen trend of the last {points} periods, fading, which the back-test found better than a flat line",
)
OUTSIDE = Text(
    "这一期至今是 {value}，在预测带之外：走势可能已经变了。",
    "This period so far, {value}, lies outside the band: the trend may have turned.",
)
TOO_FEW = Text(
    "已结束且有数据的时期太少（至少 {fewest} 个），不作预测。", "Too few periods are over and have data (at least {fewest}): no forecast."
)
AIM_GOAL, AIM_RULE = (
    Text("目标线来自目标“{goal}”。", 'The target line is that of the goal "{goal}".'),
    Text("目标线来自规则。", "The target line is that of the rules."),
)
FIRST = Text("对象太多，图中只画样本最多的 {most} 个。", "Of many, only the {most} with the most cases are drawn.")
HAPPENED, BETWEEN = Text("这段时间发生了：{what}", "What happened: {what}"), Text("　", " · ")
WHAT = {
    "launch": Text("{project} 启动", "{project} begins"),
    "end": Text("{project} 结束", "{project} ends"),
    "baseline": Text("{project}：基线“{name}”", '{project}: baseline "{name}"'),
    "policy": Text("承诺时限规则调整", "The limits of promises change"),
    "national": Text("国庆假期", "National Day holiday"),
    "labour": Text("劳动节假期", "Labour Day holiday"),
    "spring": Text("春节假期", "Spring Festival holiday"),
}
CHOSEN = Text("{when} · {group}", "{when} · {group}")
_MOST_EVENTS = 8


def page(visit: Visit) -> None:
    """The choice, the chart, the rows of the point chosen, what happened, and period against period."""
    asked = trends_choice.draw(visit, "measure", "project", "department", "span", "grain", "split")
    if asked.by:
        _split(visit, asked)
    else:
        _whole(visit, asked)
    trends_periods.compared(visit, asked)


def _shown(visit: Visit, asked: Asked, by: str = "") -> pl.DataFrame:
    """The series within the span."""
    return trends.series(visit, asked.choice, asked.key, asked.grain, by).filter(pl.col("last") >= trends_choice.begins(visit, asked))


def _whole(visit: Visit, asked: Asked) -> None:
    series = trends.series(visit, asked.choice, asked.key, asked.grain)
    line, aim = trends.heading(visit, asked.choice, asked.key, asked.grain), trend_marks.aim(visit, asked.choice, asked.key)
    shown = _shown(visit, asked)
    first = shown["period"].min()
    happened = trend_marks.happened(visit, asked.choice, first if isinstance(first, date) else visit.today, visit.today, _MOST_EVENTS)
    name, unit = visit.say(asked.measure.label), asked.measure.unit

    def make() -> Drawing:
        marks = happened.with_columns(period=pl.col("day").dt.truncate(periods.EVERY[asked.grain]))["period"].to_list()
        named = [(period, str(place)) for place, period in enumerate(marks, start=1)]
        return charts.trend(shown, name, unit, asked.grain, visit.language, aim and aim[0], line, named)

    chosen.draw(visit, "at", make, asked, parameter="spot", fields=("period",))
    notes = [_forecast(visit, line)]
    newest = series.row(-1, named=True)
    if line and newest["value"] is not None and not newest["over"] and not line.low[0] <= newest["value"] <= line.high[0]:
        notes.append(visit.say(OUTSIDE, value=amounts.told(newest["value"], unit, visit.language)))
    if aim:
        notes.append(visit.say(AIM_RULE) if aim[1] is None else visit.say(AIM_GOAL, goal=aim[1]))
    st.caption(plain(" ".join([*notes, visit.say(HINT)])))
    if found := chosen.parts("at", 1):
        _rows(visit, asked, found[0], None)
    _happened(visit, happened)


def _forecast(visit: Visit, line: trendline.Line | None) -> str:
    """What the forecast is made from."""
    if line is None:
        return visit.say(TOO_FEW, fewest=trendline.FEWEST)
    how = visit.say(MOVING if line.moving else FLAT, points=line.points)
    return visit.say(AHEAD, how=how, share=trendline.SHARE, tested=line.tested)


def _split(visit: Visit, asked: Asked) -> None:
    shown = _shown(visit, asked, asked.by)
    groups = shown.group_by(asked.by).agg(pl.col("n").sum()).filter(pl.col("n") > 0).sort("n", asked.by, descending=[True, False])
    # A link names the group, and what it is a group of: another split has none of that name.
    keys = {f"{asked.by}-{group}": group for group in groups[asked.by]}
    names = {key: trends_choice.called(visit, asked, group) for key, group in keys.items()}
    aim = trend_marks.aim(visit, asked.choice, asked.key)
    name, unit = visit.say(asked.measure.label), asked.measure.unit

    def make() -> Drawing:
        frame = shown.with_columns(group=pl.format("{}-{}", pl.lit(asked.by), pl.col(asked.by).cast(pl.String).fill_null("None")))
        return trend_lines.lines(frame, names, name, unit, asked.grain, visit.language, aim and aim[0])

    chosen.draw(visit, "at", make, asked, parameter="spot", fields=("period", "group"), height=400)
    few = visit.say(FIRST, most=trend_layout.MOST) if groups.height > trend_layout.MOST else ""
    st.caption(plain(f"{few} {visit.say(HINT)}"))
    found = chosen.parts("at", 2)
    if found and found[1] in keys:
        _rows(visit, asked, found[0], keys[found[1]])


def _rows(visit: Visit, asked: Asked, period: str, group: object) -> None:
    """The rule and the rows of the period that the URL names."""
    found = trends.periods(visit, asked.key, asked.grain).filter(pl.col("period").cast(pl.String) == period)
    if found.is_empty():
        return
    row = found.row(0, named=True)
    when = periods.when(row["period"], asked.grain, visit.language)
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
