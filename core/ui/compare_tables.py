"""What two moments are compared in: tables of figures, departments and projects, then, now and how they differ."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import polars as pl
import streamlit as st

from core import headline, moments
from core.figures import Choice
from core.text import Text
from core.ui import kpis
from core.ui.number import percent
from core.ui.words import plain
from core.visit import Visit

NOW = Text("现在", "now")
FIGURE, DIFFERENCE = Text("指标", "Figure"), Text("变化", "Change")
BETTER, WORSE = Text("好转", "better"), Text("变差", "worse")
COMPLIANCE = Text("各部门承诺兑现率（括号内：到期的承诺数）", "Promises kept by department (in brackets: those that came due)")
PROGRESS = Text("各项目实际进度（括号内：落后计划的百分点）", "Progress by project (in brackets: points behind plan)")
DEPARTMENT, PROJECT = Text("部门", "Department"), Text("项目", "Project")
NOTHING = Text("两个时点都没有数据", "Nothing at either moment")
BRACKETS = Text("{value}（{more}）", "{value} ({more})")
CHANCE = Text("不显著", "chance")
CHANCE_NOTE = Text("“不显著”：差异在偶然波动之内", '"chance": no more than chance would make it')
CHANCE_RULE = Text(
    "差异的 95% 置信区间包含 0：比例用 Newcombe 法（基于 Wilson 区间），NPS 用修正的正态区间（Rocks）；括号内 n 是各自的样本数。"
    "两个时段有重叠时，这一判断偏保守。",
    "The 95 % interval of the difference holds 0: of two shares Newcombe's, on Wilson's intervals, of two NPS Rocks' adjusted normal one; "
    "n in brackets is the sample of each. "
    "Where both periods overlap, this errs on the side of chance.",
)
SAMPLED = Text("{value}（n = {n}）", "{value} (n = {n})")
NONE = "—"

_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        "compliance": kpis.COMPLIANCE,
        "overdue": kpis.OVERDUE,
        "deviation": kpis.DEVIATION,
        "spi": kpis.SPI,
        "on_time": kpis.ON_TIME,
        "high": kpis.HIGH,
        "csat": kpis.CSAT,
        "nps": kpis.NPS,
    }
)


@dataclass(frozen=True)
class _Style:
    """How a value is written, to so many decimals of the value itself, and how the difference of two that are written so."""

    value: str
    difference: str
    decimals: int
    scale: int = 1


_SHARE, _POINTS = _Style("{:.1%}", "{:+.1f}", 3, 100), _Style("{:+.1f}", "{:+.1f}", 1)
_COUNT, _RATIO = _Style("{:,.0f}", "{:+,.0f}", 0), _Style("{:.2f}", "{:+.2f}", 2)
_WRITTEN = {"overdue": _COUNT, "high": _COUNT, "deviation": _POINTS, "spi": _RATIO, "nps": _POINTS}


def called(visit: Visit) -> str:
    """What a moment is called."""
    return visit.say(NOW) if visit.past is None else moments.told(visit, visit.past)


def figures(then: Visit, now: Visit, choice: Choice) -> None:
    """Every figure of the overview, at both moments, and whether it is better now."""
    found = headline.compared(then, now, choice)
    words = (now.say(BETTER), now.say(WORSE))
    rows = []
    for row in found.iter_rows(named=True):
        style, falling = _WRITTEN.get(row["name"], _SHARE), row["name"] in headline.FALLING
        was, is_now = row["value_then"], row["value_now"]
        moved = _moved(now, was, is_now, style, falling=falling, words=words, apart=row["apart"])
        rows.append(
            (
                plain(now.say(_LABELS[row["name"]])),
                _sampled(now, was, row["n_then"], style),
                _sampled(now, is_now, row["n_now"], style),
                moved,
            )
        )
    _table(then, now, FIGURE, rows)
    _noted(now, found["apart"])


def _sampled(visit: Visit, value: float | None, n: int | None, style: _Style) -> str:
    if value is None:
        return NONE
    written = style.value.format(value)
    return plain(written if n is None else visit.say(SAMPLED, value=written, n=f"{n:,}"))


def departments(then: Visit, now: Visit, choice: Choice) -> None:
    """Compliance by department, with how many promises it is made of."""
    st.markdown(f"**{now.say(COMPLIANCE)}**")
    names = {**then.names("department"), **now.names("department")}
    found = headline.departments(then, now, choice)
    rows = [
        (
            plain(names.get(row["department"], NONE)),
            _due(now, row["rate_then"], row["n_then"]),
            _due(now, row["rate_now"], row["n_now"]),
            _moved(now, row["rate_then"], row["rate_now"], _SHARE, apart=row["apart"]),
        )
        for row in found.iter_rows(named=True)
    ]
    _table(then, now, DEPARTMENT, rows)
    _noted(now, found["apart"])


def _noted(visit: Visit, apart: pl.Series) -> None:
    """What the word for chance means, where it stands in a table."""
    if (~apart).any():
        st.caption(visit.say(CHANCE_NOTE), help=visit.say(CHANCE_RULE))


def _due(visit: Visit, rate: float | None, n: int | None) -> str:
    return NONE if rate is None else plain(visit.say(BRACKETS, value=percent(rate), more=n))


def projects(then: Visit, now: Visit, choice: Choice) -> None:
    """Progress by project, with how far behind plan."""
    st.markdown(f"**{now.say(PROGRESS)}**")
    names = {**then.names("project"), **now.names("project")}
    rows = [
        (
            plain(names.get(row["project"], NONE)),
            _progress(now, row["actual_then"], row["deviation_then"]),
            _progress(now, row["actual_now"], row["deviation_now"]),
            _moved(now, row["actual_then"], row["actual_now"], _COUNT),
        )
        for row in headline.projects(then, now, choice).iter_rows(named=True)
    ]
    _table(then, now, PROJECT, rows)


def _progress(visit: Visit, actual: float | None, behind: float | None) -> str:
    return NONE if actual is None else plain(visit.say(BRACKETS, value=f"{actual:.0f}%", more=f"{behind:+.1f}"))


def _moved(
    visit: Visit,
    was: float | None,
    is_now: float | None,
    style: _Style,
    *,
    falling: bool = False,
    words: tuple[str, str] = ("", ""),
    apart: bool | None = None,
) -> str:
    """The difference of two values as they are written: its direction as an arrow, in words better or worse, coloured by that.

    apart: whether it is more than chance would make it, where that can be told; where it is not, the word says so and no colour does.
    """
    if was is None or is_now is None:
        return NONE
    change = (round(is_now, style.decimals) - round(was, style.decimals)) * style.scale
    # What is left of a subtraction of decimals is no difference.
    if abs(change) < 1e-9:
        return plain("=")
    good = (change > 0) != falling
    word = visit.say(CHANCE) if apart is False else words[0] if good else words[1]
    # The arrow and its number stay on one line.
    moved = f"{'▲' if change > 0 else '▼'}\u00a0{plain(style.difference.format(change))} {word}".rstrip()
    return f":{'gray' if apart is False else 'green' if good else 'red'}[{moved}]"


def _table(then: Visit, now: Visit, first: Text, rows: Sequence[tuple[str, ...]]) -> None:
    if not rows:
        st.caption(now.say(NOTHING))
        return
    heads = (now.say(first), called(then), called(now), now.say(DIFFERENCE))
    st.table(dict(zip(map(plain, heads), map(list, zip(*rows, strict=True)), strict=True)), border="horizontal", hide_index=True)
