"""Two moments side by side: every figure then, now and the difference; departments, projects and risks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import streamlit as st

from core import figures, headline, moments
from core.charts import risk as risk_charts
from core.figures import Choice
from core.text import Text
from core.ui import as_of, kpis
from core.ui.as_of import COMPARED
from core.ui.number import percent
from core.ui.page import chart
from core.ui.words import plain
from core.visit import Visit

TITLE = Text("对比：{then} 与 {now}", "Compare {then} with {now}")
NOW, WITH, STOP = Text("现在", "now"), Text("对比的时点", "Compared moment"), Text("结束对比", "End the comparison")
SAME = Text("两个时点相同：请选择另一个时点来对比。", "Both moments are the same: choose another one to compare with.")
FIGURE, DIFFERENCE = Text("指标", "Figure"), Text("变化", "Change")
BETTER, WORSE = Text("好转", "better"), Text("变差", "worse")
COMPLIANCE = Text("各部门承诺兑现率（括号内：到期的承诺数）", "Promises kept by department (in brackets: those that came due)")
PROGRESS = Text("各项目实际进度（括号内：落后计划的百分点）", "Progress by project (in brackets: points behind plan)")
DEPARTMENT, PROJECT = Text("部门", "Department"), Text("项目", "Project")
NOTHING = Text("两个时点都没有数据", "Nothing at either moment")
BRACKETS = Text("{value}（{more}）", "{value} ({more})")
RISKS = Text("风险热力图", "Risk heatmap")
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


def view(visit: Visit, choice: Choice) -> bool:
    """Draw the comparison that the URL asks for; whether it did."""
    key = st.query_params.get(COMPARED, "")
    at = moments.moment(visit, key) if key else None
    if at is None:
        st.query_params.pop(COMPARED, None)
        return False
    other = visit.as_of(at)
    then, now = sorted((visit, other), key=lambda one: one.moment)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.subheader(plain(visit.say(TITLE, then=_at(then), now=_at(now))), anchor=False, width="content")
        with st.container(horizontal=True, vertical_alignment="bottom", width="content"):
            _choose(visit, key)
            st.button(visit.say(STOP), icon=":material/close:", on_click=_stop, key="compare.stop")
    if then.moment == now.moment:
        st.info(visit.say(SAME), icon=":material/compare_arrows:")
        return True
    _figures(then, now, choice)
    left, right = st.columns(2)
    with left, st.container(border=True, height="stretch"):
        _departments(then, now, choice)
    with right, st.container(border=True, height="stretch"):
        _projects(then, now, choice)
    _heat(then, now, choice)
    return True


def _at(visit: Visit) -> str:
    return visit.say(NOW) if visit.past is None else moments.told(visit, visit.past)


def _choose(visit: Visit, key: str) -> None:
    with st.container(width=260):
        as_of.picked(visit, f"compare.{key}", WITH, moments.named(visit), key, _chosen)


def _chosen(key: str) -> None:
    if st.session_state.get(key):
        st.query_params[COMPARED] = st.session_state[key]
    else:
        _stop()


def _stop() -> None:
    st.query_params.pop(COMPARED, None)


def _figures(then: Visit, now: Visit, choice: Choice) -> None:
    """Every figure of the overview, at both moments, and whether it is better now."""
    before, after = headline.values(then, choice), headline.values(now, choice)
    rows = []
    for name in headline.NAMES:
        style = _WRITTEN.get(name, _SHARE)
        values = (NONE if value is None else plain(style.value.format(value)) for value in (before[name], after[name]))
        words = (now.say(BETTER), now.say(WORSE))
        moved = _moved(before[name], after[name], style, falling=name in headline.FALLING, words=words)
        rows.append((plain(now.say(_LABELS[name])), *values, moved))
    _table(then, now, FIGURE, rows)


def _departments(then: Visit, now: Visit, choice: Choice) -> None:
    st.markdown(f"**{now.say(COMPLIANCE)}**")
    names = {**then.names("department"), **now.names("department")}
    rows = [
        (
            plain(names.get(row["department"], NONE)),
            _due(now, row["rate_then"], row["n_then"]),
            _due(now, row["rate_now"], row["n_now"]),
            _moved(row["rate_then"], row["rate_now"], _SHARE),
        )
        for row in headline.departments(then, now, choice).iter_rows(named=True)
    ]
    _table(then, now, DEPARTMENT, rows)


def _due(visit: Visit, rate: float | None, n: int | None) -> str:
    return NONE if rate is None else plain(visit.say(BRACKETS, value=percent(rate), more=n))


def _projects(then: Visit, now: Visit, choice: Choice) -> None:
    st.markdown(f"**{now.say(PROGRESS)}**")
    names = {**then.names("project"), **now.names("project")}
    rows = [
        (
            plain(names.get(row["project"], NONE)),
            _progress(now, row["actual_then"], row["deviation_then"]),
            _progress(now, row["actual_now"], row["deviation_now"]),
            _moved(row["actual_then"], row["actual_now"], _COUNT),
        )
        for row in headline.projects(then, now, choice).iter_rows(named=True)
    ]
    _table(then, now, PROJECT, rows)


def _progress(visit: Visit, actual: float | None, behind: float | None) -> str:
    return NONE if actual is None else plain(visit.say(BRACKETS, value=f"{actual:.0f}%", more=f"{behind:+.1f}"))


def _heat(then: Visit, now: Visit, choice: Choice) -> None:
    """The open risks of both moments, each heatmap under its moment."""
    for visit, column in zip((then, now), st.columns(2), strict=True):
        with column, st.container(border=True, height="stretch"):
            st.caption(plain(f"{visit.say(RISKS)} · {_at(visit)}"))
            make = partial(risk_charts.heatmap, figures.heat(visit, choice), visit.language)
            chart(visit, "compare.heatmap", make, choice)


def _moved(was: float | None, is_now: float | None, style: _Style, *, falling: bool = False, words: tuple[str, str] = ("", "")) -> str:
    """The difference of two values as they are written: its direction as an arrow, in words better or worse, coloured by that."""
    if was is None or is_now is None:
        return NONE
    change = (round(is_now, style.decimals) - round(was, style.decimals)) * style.scale
    # What is left of a subtraction of decimals is no difference.
    if abs(change) < 1e-9:
        return plain("=")
    good = (change > 0) != falling
    # The arrow and its number stay on one line.
    moved = f"{'▲' if change > 0 else '▼'}\u00a0{plain(style.difference.format(change))} {words[0] if good else words[1]}"
    return f":{'green' if good else 'red'}[{moved.rstrip()}]"


def _table(then: Visit, now: Visit, first: Text, rows: Sequence[tuple[str, ...]]) -> None:
    if not rows:
        st.caption(now.say(NOTHING))
        return
    heads = (now.say(first), _at(then), _at(now), now.say(DIFFERENCE))
    st.table(dict(zip(map(plain, heads), map(list, zip(*rows, strict=True)), strict=True)), border="horizontal", hide_index=True)
