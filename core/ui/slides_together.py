"""The slide of departments: how each keeps its promises, and who waits on whom."""

from collections.abc import Mapping, Sequence
from functools import partial

import polars as pl
import streamlit as st

from core import figures
from core.charts import compliance as charts
from core.text import Language, Text
from core.ui import slides_parts as parts
from core.ui import slides_words as words
from core.ui import tables
from core.ui.page import chart
from core.ui.slide import Slide
from core.ui.slides_parts import Told
from core.ui.words import plain
from core.visit import Visit
from core.weekly.lists import handoffs
from core.weekly.sitting import Sitting

KEPT = Text("承诺兑现率 {rate:.0%}", "{rate:.0%} of promises kept")
LOWEST = Text("{department}兑现率最低（{rate:.0%}）", "{department} has the lowest compliance ({rate:.0%})")
# Pairs that there is room for: English names take two lines.
_ROWS = {Language.ZH: parts.HEADED, Language.EN: 7}
# What a title has room for.
_FINDINGS = 2
WAITING = Text("{n} 项需求在等部门回复", "{n} request(s) unanswered")
COMMA = Text("，", ", ")
WAITS = Text("谁在等谁", "Who waits on whom")
PAIR, NOW = Text("谁 → 等谁", "Who → whom"), Text("等待中", "Waiting")
MEDIAN, ON_TIME = Text("中位用时", "Median time"), Text("按时率（n）", "In time (n)")
ASK = Text("请{to}回答：{who}有 {n} 项需求在等，按时率 {rate}。", "{to} answers: {who} waits for {n}, {rate} answered in time.")
LINE = Text("{who} → {to}：等待 {n} 项，按时率 {rate}", "{who} → {to}: {n} waiting, {rate} in time")
WORST = Text(
    "先问{department}：{broken} 项违约，{kept} 项兑现，差在哪一类？",
    "Begin with {department}: {broken} broken, {kept} kept. Which kind is it?",
)


def slide(visit: Visit, sitting: Sitting) -> Slide | None:
    """Departments against promises, and the pairs that wait; None where nothing has come due and nobody has asked."""
    told = visit.once("slide.together", lambda: _told(visit, sitting), sitting, visit.moment, visit.language)
    return told and Slide("together", told.title, partial(_draw, visit, sitting), told.notes, told.minutes)


def _told(visit: Visit, sitting: Sitting) -> Told | None:
    rates = figures.matrix(visit, sitting.choice).filter(pl.col("family").is_null(), pl.col("rate").is_not_null())
    pairs = handoffs(visit, sitting)
    if rates.is_empty() and pairs.is_empty():
        return None
    whole = rates.filter(pl.col("department").is_null())["rate"].to_list()
    each = rates.filter(pl.col("department").is_not_null()).sort("rate", "department")
    said, notes = [], []
    if each.height > 1:
        worst = each.row(0, named=True)
        name = visit.name("department", worst["department"])
        said.append(visit.say(LOWEST, department=name, rate=worst["rate"]))
        notes.append(visit.say(WORST, department=name, kept=worst["kept"], broken=worst["broken"]))
    waiting = pairs.filter(pl.col("waiting") > 0)
    if waiting.height:
        said.append(visit.say(WAITING, n=waiting["waiting"].sum()))
    notes += [_pair(visit, ASK, row) for row in waiting.head(2).iter_rows(named=True)]
    if len(said) < _FINDINGS and whole:
        said.insert(0, visit.say(KEPT, rate=whole[0]))
    title = visit.say(COMMA).join(said) or visit.say(WAITS)
    lines = [_pair(visit, LINE, row) for row in waiting.head(words.MINUTED).iter_rows(named=True)]
    return Told(title, tuple(notes), words.bullets(lines))


def _pair(visit: Visit, text: Text, row: Mapping[str, object]) -> str:
    names = {"who": visit.name("department", row["from"]), "to": visit.name("department", row["to"])}
    return visit.say(text, **names, n=row["waiting"], rate=_rate(row["rate"]))


def _rate(rate: object) -> str:
    return f"{rate:.0%}" if isinstance(rate, float) else "—"


def _draw(visit: Visit, sitting: Sitting) -> None:
    pairs = handoffs(visit, sitting)
    left, right = st.columns([6, 5], gap="medium") if pairs.height else (st.container(), None)
    families = {family: visit.word("promise_family", family) for family in visit.vocabulary["promise_family"]}
    with left:
        chart(
            visit,
            "slide.matrix",
            lambda: charts.matrix(figures.matrix(visit, sitting.choice), visit.language, visit.names("department"), families, brief=True),
            sitting.choice,
            large=True,
        )
    if right is not None:
        with right:
            st.markdown(f"**{visit.say(WAITS)}**")
            parts.table(visit, "handoffs", pairs, partial(_cells, visit), _ROWS[visit.language])


def _cells(visit: Visit, rows: pl.DataFrame) -> Mapping[str, Sequence[str]]:
    told = rows.to_dicts()
    return {
        visit.say(PAIR): [_route(visit, row) for row in told],
        visit.say(NOW): [parts.tag(f"{row['waiting']}", "orange") if row["waiting"] else "0" for row in told],
        visit.say(MEDIAN): [parts.fixed(tables.time(visit, row["median_minutes"]) or "—") for row in told],
        visit.say(ON_TIME): [parts.fixed(f"{_rate(row['rate'])} ({row['kept'] + row['broken']})") for row in told],
    }


def _route(visit: Visit, row: Mapping[str, object]) -> str:
    """Who asks and who is asked."""
    names = [visit.name("department", row[end]) for end in ("from", "to")]
    return plain(" → ".join(words.clip(name, 22) for name in names))
