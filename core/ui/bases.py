"""What a figure rests on, in one line: its rule with the numbers put in, how many rows and which records they are."""

from collections.abc import Callable, Sequence

import polars as pl

from core import figures
from core.figures import Choice
from core.metrics import compliance as metric
from core.metrics import satisfaction
from core.text import Text
from core.visit import Visit

Basis = Callable[[Visit, Choice], str]

COMPLIANCE = Text(
    "{kept} ÷（{kept} + {broken}）= {rate:.1%}；来自 {n} 项承诺", "{kept} ÷ ({kept} + {broken}) = {rate:.1%}; from {n} promise(s)"
)
OVERDUE = Text("{n} 项承诺已过时限、还没有完成", "{n} promise(s) past due and still open")
DEVIATION = Text(
    "{planned:.1f} − {actual:.1f} = {deviation:+.1f}；来自 {n} 个末级任务，权重合计 {weight:,.0f}",
    "{planned:.1f} − {actual:.1f} = {deviation:+.1f}; from {n} leaf task(s) of weight {weight:,.0f}",
)
SPI = Text(
    "{earned:,.0f} ÷ {planned:,.0f} = {spi:.2f}；来自 {n} 个末级任务", "{earned:,.0f} ÷ {planned:,.0f} = {spi:.2f}; from {n} leaf task(s)"
)
SHARE = Text("{part} ÷ {n} = {rate:.1%}", "{part} ÷ {n} = {rate:.1%}")
ON_TIME = Text("{part} ÷ {n} = {rate:.1%}；来自 {n} 个到期的末级任务", "{part} ÷ {n} = {rate:.1%}; from {n} leaf task(s) that were due")
HIGH = Text("{n} 项开放的高风险", "{n} open risk(s) of the high band")
CSAT = Text("{good} ÷ {n} = {share:.1%}；来自 {n} 份评价", "{good} ÷ {n} = {share:.1%}; from {n} answer(s)")
NPS = Text(
    "(推荐者 {good} − 贬损者 {bad}) ÷ {n} = {score:+.0f}；来自 {n} 份评价",
    "({good} promoters − {bad} detractors) ÷ {n} = {score:+.0f}; from {n} answer(s)",
)


def of_promises(visit: Visit, rows: pl.DataFrame) -> str:
    """The compliance of some promises, with its numbers; empty where nothing is decided."""
    found = metric.compliance(rows, []).row(0, named=True)
    n = found["kept"] + found["broken"]
    return visit.say(COMPLIANCE, kept=found["kept"], broken=found["broken"], rate=found["rate"], n=n) if n else ""


def compliance(visit: Visit, choice: Choice) -> str:
    """Kept by decided."""
    return of_promises(visit, figures.promises(visit, choice))


def overdue(visit: Visit, choice: Choice) -> str:
    """How many are late."""
    return visit.say(OVERDUE, n=figures.late(figures.promises(visit, choice)).height)


def of_leaves(visit: Visit, rows: pl.DataFrame) -> str:
    """Planned, actual and deviation of some leaf tasks, with their weight."""
    weight, planned, actual = _weighed(rows)
    if not weight:
        return ""
    planned, actual = planned / weight, actual / weight
    return visit.say(DEVIATION, planned=planned, actual=actual, deviation=planned - actual, n=rows.height, weight=weight)


def deviation(visit: Visit, choice: Choice) -> str:
    """Planned less actual."""
    return of_leaves(visit, figures.leaves(visit, choice))


def spi_of(visit: Visit, rows: pl.DataFrame) -> str:
    """The SPI of some leaf tasks, with both sums."""
    _, planned, earned = _weighed(rows)
    return visit.say(SPI, earned=earned / 100, planned=planned / 100, spi=earned / planned, n=rows.height) if planned else ""


def spi(visit: Visit, choice: Choice) -> str:
    """Earned by planned."""
    return spi_of(visit, figures.leaves(visit, choice))


def share(visit: Visit, part: int, n: int) -> str:
    """A part of a whole; empty where there is no whole."""
    return visit.say(SHARE, part=part, n=n, rate=part / n) if n else ""


def on_time(visit: Visit, choice: Choice) -> str:
    """Those in time by those due."""
    row = figures.on_time(visit, choice).row(0, named=True)
    return visit.say(ON_TIME, part=row["on_time"], n=row["due"], rate=row["rate"]) if row["due"] else ""


def high(visit: Visit, choice: Choice) -> str:
    """How many are high."""
    return visit.say(HIGH, n=figures.high_risks(visit, choice).height)


def csat(visit: Visit, choice: Choice) -> str:
    """Those who gave 4 or 5 by all."""
    rows = figures.answers(visit, choice, "csat")
    found, good = satisfaction.csat(rows, []).row(0, named=True), _between(rows, (4, 5))
    return visit.say(CSAT, good=good, n=found["n"], share=found["csat"]) if found["n"] else ""


def nps(visit: Visit, choice: Choice) -> str:
    """Promoters less detractors by all."""
    rows = figures.answers(visit, choice, "nps")
    found = satisfaction.nps(rows, []).row(0, named=True)
    return visit.say(NPS, good=_between(rows, (9, 10)), bad=_between(rows, (0, 6)), n=found["n"], score=found["nps"]) if found["n"] else ""


def _weighed(rows: pl.DataFrame) -> Sequence[float]:
    """The weights, and planned and actual % times weight, each added up."""
    sums = rows.select(pl.col("weight").sum(), *((pl.col(name) * pl.col("weight")).sum() for name in ("planned", "actual")))
    return sums.row(0)


def _between(rows: pl.DataFrame, ends: tuple[int, int]) -> int:
    return rows.filter(pl.col("score").is_between(*ends)).height
