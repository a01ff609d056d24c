"""The overview's figures: eight cards, each with its movement, its trend, its rule and its rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import polars as pl
import streamlit as st

from core import figures
from core.figures import Choice
from core.metrics import compliance, progress, risk, satisfaction
from core.schema.field import Field, Kind
from core.text import Text
from core.ui import bases, filters, records, tables
from core.ui.number import number, percent, points
from core.visit import Visit

COMPLIANCE = Text("承诺兑现率", "Promises kept")
COMPLIANCE_RULE = Text(
    "兑现 ÷（兑现 + 违约）。已过时限还没完成的算违约；进行中和临期的不计。",
    "Kept ÷ (kept + broken). What is past due and still open counts as broken; what is running or at risk does not count.",
)
OVERDUE = Text("当前超期", "Overdue now")
OVERDUE_RULE = Text("已过时限、现在还没有完成的承诺。", "Promises past due and still open.")
DEVIATION = Text("落后计划（百分点）", "Behind plan (points)")
DEVIATION_RULE = Text(
    "计划 % − 实际 %，按权重汇总在建项目的末级任务，有基线的按最新基线；正数表示落后于计划。",
    "Planned % − actual %, weighted over the leaf tasks of running projects, by the newest baseline, else the plan; above zero is behind.",
)
SPI = Text("进度绩效 SPI", "SPI")
SPI_RULE = Text("Σ(权重 × 实际) ÷ Σ(权重 × 计划)，1 表示按计划。", "Σ(weight × actual) ÷ Σ(weight × planned); 1 is on plan.")
ON_TIME = Text("任务按时完成率", "Tasks on time")
ON_TIME_RULE = Text(
    "按期完成的任务 ÷ 到期的任务；有基线的按基线日期，晚完成和未完成都算不按时。承诺“任务完成”按现行计划的日期计，所以两个比率不同。",
    "Tasks finished by their baseline date, else their due date ÷ tasks due; late and unfinished both count against. "
    'The promise "Task due" goes by the current date instead, hence two rates.',
)
COUNTED = (Field("counted_on", Kind.DATE, Text("应完成", "Due")),)
HIGH = Text("高风险", "High risks")
HIGH_RULE = Text("开放风险中得分（可能性 × 影响）不低于 15 的。", "Open risks whose score, probability × impact, is 15 or more.")
CSAT = Text("满意度 CSAT", "CSAT")
CSAT_RULE = Text("打 4–5 分的占比；样本少于 5 份时仅供参考。", "The share of scores 4 and 5; under 5 answers it is a hint only.")
NPS = Text("净推荐值 NPS", "NPS")
NPS_RULE = Text("9–10 分占比 − 0–6 分占比。", "% of 9–10 less % of 0–6.")
SPAN, EVER = Text("统计{span}", "count the {span}"), Text("统计全部时间", "count all time")
COUNTS = Text(
    "承诺兑现率、任务按时完成率、CSAT 和 NPS {span}，其余是当前值；目标的读数按各自的起止日期。",
    "Promises kept, tasks on time, CSAT and NPS {span}; the others are as things stand. A goal's reading has dates of its own.",
)
LONGEST = Text("最长 {time}", "longest {time}")
EXPOSURE = Text("全部开放风险敞口 {exposure}", "exposure of all open {exposure}")
PREVIOUS = Text("较上期", "on the period before")
A_MONTH = Text("较 4 周前", "on 4 weeks ago")
SAMPLE = Text("n = {n}", "n = {n}")


@dataclass(frozen=True)
class Card:
    """What a card says: arguments of core.ui.number.number."""

    value: str | None
    delta: str | None = None
    since: str | None = None
    note: str | None = None
    trend: Sequence[float] = field(default=())


def row(visit: Visit, choice: Choice) -> None:
    """The cards, as many in a row as the screen is wide enough for."""
    with st.grid(4, gap="small", min_column_width=210):
        for name in _CARDS:
            _draw(visit, choice, name)
    words = filters.PERIODS.get(str(choice.days))
    span = visit.say(EVER) if words is None else visit.say(SPAN, span=visit.say(words).lower())
    st.caption(visit.say(COUNTS, span=span))


def prepare(visit: Visit, choice: Choice) -> None:
    """Work out what the cards say, and draw nothing."""
    for name in _CARDS:
        _card(visit, choice, name)


def _card(visit: Visit, choice: Choice, name: str) -> Card:
    make = _CARDS[name][2]
    return visit.once(f"card.{name}", lambda: make(visit, choice), choice, visit.moment, visit.language)


def _draw(visit: Visit, choice: Choice, name: str) -> None:
    label, rule, _, rows, basis = _CARDS[name]
    card = _card(visit, choice, name)
    number(
        visit,
        name,
        label,
        card.value,
        rule,
        lambda: rows(visit, choice),
        delta=card.delta,
        since=card.since,
        note=card.note,
        better="down" if name in ("overdue", "deviation") else "up",
        trend=card.trend,
        basis=lambda: basis(visit, choice),
    )


def _compliance(visit: Visit, choice: Choice) -> Card:
    rate = compliance.compliance(figures.promises(visit, choice), [])["rate"][0]
    before = compliance.compliance(figures.promises_before(visit, choice), [])["rate"][0]
    change = None if rate is None or before is None else (rate - before) * 100
    weeks = figures.sparkline(figures.weekly_compliance(visit, choice)["rate"].to_list())
    return Card(percent(rate), _step(change, "+.1f"), visit.say(PREVIOUS), trend=weeks)


def _compliance_rows(visit: Visit, choice: Choice) -> None:
    tables.promises(visit, choice, figures.decided(figures.promises(visit, choice)), "rows.compliance")


def _overdue(visit: Visit, choice: Choice) -> Card:
    late = compliance.overdue(figures.promises(visit, choice), visit.moment, [])
    longest = late["longest_minutes"][0]
    note = None if longest is None else visit.say(LONGEST, time=tables.time(visit, longest))
    weeks = figures.sparkline([float(count) for count in figures.weekly_overdue(visit, choice)])
    change = _moved(weeks)
    return Card(f"{late['overdue'][0]:,}", f"{change:+,.0f}" if change else None, visit.say(A_MONTH), note, weeks)


def _overdue_rows(visit: Visit, choice: Choice) -> None:
    tables.promises(visit, choice, figures.late(figures.promises(visit, choice)), "rows.overdue")


def _deviation(visit: Visit, choice: Choice) -> Card:
    now = progress.roll_up(figures.leaves(visit, choice), [])["deviation"][0]
    weeks = figures.sparkline(figures.weekly_progress(visit, choice)["deviation"].to_list())
    return Card(points(now), _step(_moved(weeks), "+.1f"), visit.say(A_MONTH), trend=weeks)


def _spi(visit: Visit, choice: Choice) -> Card:
    ratio = progress.spi(figures.leaves(visit, choice), [])["spi"][0]
    weeks = figures.sparkline(figures.weekly_spi(visit, choice))
    return Card(None if ratio is None else f"{ratio:.2f}", _step(_moved(weeks), "+.2f"), visit.say(A_MONTH), trend=weeks)


def _moved(weeks: Sequence[float]) -> float | None:
    """The last value less that of four weeks before."""
    return weeks[-1] - weeks[-5] if len(weeks) >= 5 else None


def _step(change: float | None, form: str) -> str | None:
    """A movement as people read it, signed; None where there is none to be seen."""
    written = f"{change or 0:{form}}"
    return written if float(written) else None


def _leaf_rows(visit: Visit, choice: Choice) -> None:
    tables.leaves(visit, figures.leaves(visit, choice))


def _on_time(visit: Visit, choice: Choice) -> Card:
    row = figures.on_time(visit, choice).row(0, named=True)
    weeks = figures.sparkline(figures.weekly_on_time(visit, choice))
    return Card(percent(row["rate"]), note=visit.say(SAMPLE, n=row["due"]), trend=weeks)


def _on_time_rows(visit: Visit, choice: Choice) -> None:
    records.table(visit, "task", figures.due_tasks(visit, choice), ("title", "department", "counted_on", "finished_on"), COUNTED)


def _high(visit: Visit, choice: Choice) -> Card:
    weeks = [float(count) for count in figures.weekly_high_risks(visit, choice)]
    exposure = risk.exposure(choice.of(visit.frames["risk"]), [])["exposure"][0] or 0
    note = visit.say(EXPOSURE, exposure=exposure)
    return Card(f"{figures.high_risks(visit, choice).height}", note=note, trend=figures.sparkline(weeks))


def _high_rows(visit: Visit, choice: Choice) -> None:
    rows = figures.high_risks(visit, choice)
    records.table(visit, "risk", rows, ("number", "title", "department", "probability", "impact", "status"))


def _csat(visit: Visit, choice: Choice) -> Card:
    share = _satisfaction(visit, choice, "csat", satisfaction.csat)
    return Card(percent(share.value), note=visit.say(SAMPLE, n=share.n), trend=share.months)


def _csat_rows(visit: Visit, choice: Choice) -> None:
    tables.satisfaction(visit, satisfaction.csat(figures.answers(visit, choice, "csat"), ["department"]), "csat")


def _nps(visit: Visit, choice: Choice) -> Card:
    score = _satisfaction(visit, choice, "nps", satisfaction.nps)
    return Card(None if score.value is None else f"{score.value:+.0f}", note=visit.say(SAMPLE, n=score.n), trend=score.months)


def _nps_rows(visit: Visit, choice: Choice) -> None:
    tables.satisfaction(visit, satisfaction.nps(figures.answers(visit, choice, "nps"), ["department"]), "nps")


@dataclass(frozen=True)
class _Score:
    value: float | None
    n: int
    months: Sequence[float]


def _satisfaction(visit: Visit, choice: Choice, kind: str, metric: Callable[[pl.DataFrame, Sequence[str]], pl.DataFrame]) -> _Score:
    found = metric(figures.answers(visit, choice, kind), []).row(0, named=True)
    ever = figures.answers(visit, Choice(choice.project, choice.department), kind)
    return _Score(found[kind], found["n"], figures.sparkline(metric(ever, ["month"])[kind].to_list()))


_CARDS: Mapping[str, tuple[Text, Text, Callable[[Visit, Choice], Card], Callable[[Visit, Choice], None], bases.Basis]] = MappingProxyType(
    {
        "compliance": (COMPLIANCE, COMPLIANCE_RULE, _compliance, _compliance_rows, bases.compliance),
        "overdue": (OVERDUE, OVERDUE_RULE, _overdue, _overdue_rows, bases.overdue),
        "deviation": (DEVIATION, DEVIATION_RULE, _deviation, _leaf_rows, bases.deviation),
        "spi": (SPI, SPI_RULE, _spi, _leaf_rows, bases.spi),
        "on_time": (ON_TIME, ON_TIME_RULE, _on_time, _on_time_rows, bases.on_time),
        "high": (HIGH, HIGH_RULE, _high, _high_rows, bases.high),
        "csat": (CSAT, CSAT_RULE, _csat, _csat_rows, bases.csat),
        "nps": (NPS, NPS_RULE, _nps, _nps_rows, bases.nps),
    }
)


def label(name: str) -> Text:
    """What a card is called."""
    return _CARDS[name][0]


def rule(name: str) -> Text:
    """How a card's figure is counted."""
    return _CARDS[name][1]


def rows(visit: Visit, choice: Choice, name: str) -> None:
    """Draw the rows that a card's figure rests on."""
    _CARDS[name][3](visit, choice)
