"""Period against period: this one, the last that is over, and the same one a year before."""

from dataclasses import dataclass
from datetime import date

import streamlit as st

from core import trends
from core.charts import amounts, periods
from core.text import Language, Text
from core.ui import trends_rows
from core.ui.number import number
from core.ui.trends_choice import Asked
from core.visit import Visit

COMPARED = Text("期与期比较", "Period against period")
NOW = {
    "week": Text("本周（未结束）", "This week (not over)"),
    "month": Text("本月（未结束）", "This month (not over)"),
    "quarter": Text("本季（未结束）", "This quarter (not over)"),
    "year": Text("今年（未结束）", "This year (not over)"),
}
ON_BEFORE, THEN_NOW = Text("较前一期", "on the period before"), Text("本期较它", "this period against it")
SAMPLE = Text("n = {n}", "n = {n}")
NO_YEAR = Text("还没有去年同期的数据", "No data of a year before yet")
SAME_PERIOD = Text("去年同期：{when}", "A year before: {when}")
# Cases below which a difference gets no colour.
_ENOUGH = 10


@dataclass(frozen=True)
class _Period:
    first: date
    last: date
    over: bool
    value: float | None
    n: int


def compared(visit: Visit, asked: Asked) -> None:
    """Each of them with its value, difference and n; each opens its rows."""
    st.subheader(visit.say(COMPARED), anchor=False)
    series = trends.series(visit, asked.choice, asked.key, asked.grain).reverse()
    rows = [_Period(*row) for row in series.select("period", "last", "over", "value", "n").iter_rows()]
    back = trends.A_YEAR[asked.grain]
    now, before, earlier, year = (rows[place] if place < len(rows) else None for place in (0, 1, 2, back))
    with st.grid(3, gap="small", min_column_width=280):
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
    english = periods.when(period.first, grain, Language.EN)
    return Text(periods.when(period.first, grain, Language.ZH), english[0].upper() + english[1:])


def _moved(asked: Asked, period: _Period, before: _Period | None) -> tuple[float | None, bool]:
    """The difference of both values as they are written, and whether both rest on enough for a verdict."""
    if before is None or period.value is None or before.value is None:
        return None, False
    return amounts.step(period.value, before.value, asked.measure.unit), min(period.n, before.n) >= _ENOUGH


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
