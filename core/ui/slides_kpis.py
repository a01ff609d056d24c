"""The slide of the figures: each now, at the meeting before, and against its target."""

from functools import partial
from typing import Any

import streamlit as st

from core.text import Text
from core.ui import kpis
from core.ui import slides_figure as figure
from core.ui import slides_words as words
from core.ui.number import NONE, number
from core.ui.slide import Slide
from core.ui.slides_parts import Told
from core.ui.words import plain
from core.visit import Visit
from core.weekly.kpis import LESS, elsewhere
from core.weekly.kpis import kpis as measured
from core.weekly.sitting import DAYS, Sitting

SOME = Text("{total} 项指标中 {met} 项达标", "{met} of {total} targets met")
FURTHEST = Text("，“{missed}”离目标最远", "; {missed} is furthest off")
FINE = Text("有目标的 {total} 项指标全部达标", "All {total} figures with a target meet it")
NO_TARGET = Text("本周关键指标", "The figures of this week")
TARGET, LIMIT = Text("目标 {value}", "Target {value}"), Text("上限 {value}", "At most {value}")
MET, MISSED = Text("● 达标：", "● Met: "), Text("■ 未达标：", "■ Missed: ")
NO_GOAL = Text("没有设目标", "No target set")
SINCE = Text("箭头：较{since}。", "Arrows: since {since}.")
SAME = Text("与上次相同", "As last time")
RECENT = Text("{label}（近 {days} 天）", "{label} ({days} days)")
LATE_PROMISES = Text("当前超期承诺", "Promises overdue now")
BASIS = Text(
    "近 {days} 天内到期、填答的，加上仍未完成的；各目标自己的读数见目标页。",
    "The last {days} days, and what is still open; goals have readings of their own.",
)
ELSEWHERE = Text("{n} 项超期承诺不属于进行中的项目。", "{n} overdue promise(s) of no running project.")
# Counted over a period; the others are of now.
_OF_DAYS = ("compliance", "on_time", "csat", "nps")
LINE = Text("{label} {now}（上次 {before}，目标 {target}）", "{label} {now} (last time {before}, target {target})")
ASK = Text("请说明“{label}”为什么是 {now}，目标是 {target}。", "Ask why {label} is {now} against {target}.")
MOVED = Text("变化最大的是“{label}”：从 {before} 到 {now}。", "{label} moved most: from {before} to {now}.")


def slide(visit: Visit, sitting: Sitting) -> Slide:
    """The figures against their targets; never missing."""
    told = visit.once("slide.kpis", lambda: _told(visit, sitting), sitting, visit.moment, visit.language)
    return Slide("kpis", told.title, partial(_draw, visit, sitting), told.notes, told.minutes)


def _told(visit: Visit, sitting: Sitting) -> Told:
    rows = measured(visit, sitting).to_dicts()
    aimed = [row for row in rows if row["met"] is not None]
    short = [row for row in aimed if not row["met"]]
    missed = sorted(short, key=figure.gap, reverse=True)
    title = visit.say(FINE if aimed else NO_TARGET, total=len(aimed))
    if short:
        title = visit.say(SOME, total=len(aimed), met=len(aimed) - len(short))
    if missed:
        title += visit.say(FURTHEST, missed=_label(visit, missed[0]))
    notes = [_line(visit, ASK, row) for row in missed[:2]]
    moved = [row for row in rows if figure.moved(row)]
    if moved:
        notes.append(_line(visit, MOVED, max(moved, key=lambda row: abs(row["now"] - row["before"]) / (abs(row["before"]) or 1))))
    lines = [_line(visit, LINE, row) for row in rows if row["now"] is not None]
    return Told(title, tuple(notes), words.bullets(lines))


def _label(visit: Visit, row: dict[str, Any]) -> str:
    return visit.say(_named(row["name"]))


def _named(name: str) -> Text:
    """What a figure is called here: with what it counts, where another slide counts something of the same name."""
    return LATE_PROMISES if name == "overdue" else kpis.label(name)


def _headed(name: str) -> Text:
    """That with the days it is counted over."""
    label = _named(name)
    return RECENT.filled(label=label, days=DAYS) if name in _OF_DAYS else label


def _line(visit: Visit, text: Text, row: dict[str, Any]) -> str:
    said = {name: figure.written(row["name"], row[name]) or NONE for name in ("now", "before")}
    return visit.say(text, label=_label(visit, row), target=figure.aim(row) or NONE, **said)


def _draw(visit: Visit, sitting: Sitting) -> None:
    since = visit.say(SINCE, since=words.since(visit, sitting))
    with st.grid(4, gap="small", min_column_width=240):
        for row in measured(visit, sitting).iter_rows(named=True):
            with st.container(gap="xsmall"):
                _card(visit, sitting, row)
    apart = elsewhere(visit, sitting)
    said = [visit.say(BASIS, days=DAYS), *([visit.say(ELSEWHERE, n=apart)] if apart else []), plain(since)]
    st.caption(" ".join(said))


def _card(visit: Visit, sitting: Sitting, row: dict[str, Any]) -> None:
    name = row["name"]
    number(
        visit,
        f"slide.{name}",
        _headed(name),
        figure.written(name, row["now"]),
        kpis.rule(name),
        lambda: kpis.rows(visit, sitting.choice, name),
        delta=figure.moved(row),
        note=None if row["now"] is None else visit.say(SAME),
        better="down" if name in LESS else "up",
    )
    target = figure.aim(row)
    if target is None or row["met"] is None:
        st.badge(visit.say(NO_GOAL), color="gray")
    else:
        words = visit.say(MET if row["met"] else MISSED) + visit.say(LIMIT if name in LESS else TARGET, value=target)
        st.badge(plain(words), color="blue" if row["met"] else "red")
