"""The slide of the figures: each now, at the meeting before, and against its target."""

from decimal import Decimal
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from core import figures
from core.figures import Choice
from core.text import Text
from core.ui import kpis
from core.ui import slides_parts as parts
from core.ui.number import NONE, number
from core.ui.slide import Slide
from core.ui.slides_parts import Told
from core.ui.words import plain
from core.visit import Visit
from core.weekly import DAYS, Sitting
from core.weekly_kpis import LESS
from core.weekly_kpis import kpis as measured

SOME = Text("{total} 项指标中 {met} 项达标", "{met} of {total} targets met")
FURTHEST = Text("，“{missed}”离目标最远", "; {missed} is furthest off")
FINE = Text("有目标的 {total} 项指标全部达标", "All {total} figures with a target meet it")
NO_TARGET = Text("本周关键指标", "The figures of this week")
TARGET, LIMIT = Text("目标 {value}", "Target {value}"), Text("上限 {value}", "At most {value}")
MET, MISSED = Text("● 达标：", "● Met: "), Text("■ 未达标：", "■ Missed: ")
ON_COURSE = Text("○ 目标 {value}，进度正常", "○ {value} by its goal, on track")
NO_GOAL = Text("没有设目标", "No target set")
SINCE = Text("箭头：较{since}。", "Arrows: since {since}.")
SAME = Text("与上次相同", "As last time")
RECENT = Text("{label}（近 {days} 天）", "{label} ({days} days)")
LATE_PROMISES = Text("当前超期承诺", "Promises overdue now")
BASIS = Text(
    "近 {days} 天内到期或填答的一并计算；目标页是各目标自己的口径和最近一次读数，两者可以不同。",
    "What came due or was answered in the last {days} days; the goals' slide has each goal's own basis and newest reading.",
)
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
    going = _going(visit)
    missed = sorted((row for row in short if row["goal"] not in going), key=_gap, reverse=True)
    title = visit.say(FINE if aimed else NO_TARGET, total=len(aimed))
    if short:
        title = visit.say(SOME, total=len(aimed), met=len(aimed) - len(short))
    if missed:
        title += visit.say(FURTHEST, missed=_label(visit, missed[0]))
    notes = [_line(visit, ASK, row) for row in missed[:2]]
    moved = [row for row in rows if _moved(row)]
    if moved:
        notes.append(_line(visit, MOVED, max(moved, key=lambda row: abs(row["now"] - row["before"]) / (abs(row["before"]) or 1))))
    lines = [_line(visit, LINE, row) for row in rows if row["now"] is not None]
    return Told(title, tuple(notes), parts.bullets(lines))


def _gap(row: dict[str, Any]) -> float:
    """How far a figure is from its target, as a share of it; what should be none at all comes last, since any share of it is infinite."""
    return float(abs(row["now"] / row["target"] - 1)) if row["target"] else -1


def _label(visit: Visit, row: dict[str, Any]) -> str:
    return visit.say(_named(row["name"]))


def _named(name: str) -> Text:
    """What a figure is called here: with what it counts, where another slide counts something of the same name."""
    return LATE_PROMISES if name == "overdue" else kpis.label(name)


def _headed(name: str) -> Text:
    """That with the days it is counted over."""
    label = _named(name)
    return RECENT.filled(label=label, days=DAYS) if name in _OF_DAYS else label


def _going(visit: Visit) -> set[int]:
    """The goals that are where they should be by now, though not yet at their target."""
    good = figures.goals(visit, Choice()).filter(pl.col("state").is_in(["met", "ahead", "on_track"]))
    return set(good["id"])


def _line(visit: Visit, text: Text, row: dict[str, Any]) -> str:
    said = {name: written(row["name"], row[name]) or NONE for name in ("now", "before")}
    return visit.say(text, label=_label(visit, row), target=_aim(row) or NONE, **said)


def written(name: str, value: float | None) -> str | None:
    """A figure as people read it."""
    if value is None:
        return None
    if name in {"compliance", "on_time", "csat"}:
        return f"{value:.1%}"
    if name == "deviation":
        return f"{value:+.1f}"
    return f"{value:.2f}" if name == "spi" else f"{value:,.0f}"


def _aim(row: dict[str, Any]) -> str | None:
    """The target as people read it."""
    said = written(row["name"], row["target"])
    return None if said is None else said.removeprefix("+")


def _moved(row: dict[str, Any]) -> str | None:
    """How a figure moved as it is written, signed and in its own measure; None where it did not, or nobody knows."""
    if row["now"] is None or row["before"] is None:
        return None
    step = _read(row["name"], row["now"]) - _read(row["name"], row["before"])
    return f"{step:+,}" if step else None


def _read(name: str, value: float) -> Decimal:
    """The number of a figure as it is written: what two that are written so differ by, nobody can see otherwise."""
    return Decimal((written(name, value) or "").replace(",", "").rstrip("%"))


def _draw(visit: Visit, sitting: Sitting) -> None:
    since = visit.say(SINCE, since=parts.since(visit, sitting))
    going = _going(visit)
    with st.grid(4, gap="small", min_column_width=240):
        for row in measured(visit, sitting).iter_rows(named=True):
            with st.container(gap="xsmall"):
                _card(visit, sitting, row, going)
    st.caption(f"{visit.say(BASIS, days=DAYS)} {plain(since)}")


def _card(visit: Visit, sitting: Sitting, row: dict[str, Any], going: set[int]) -> None:
    name = row["name"]
    number(
        visit,
        f"slide.{name}",
        _headed(name),
        written(name, row["now"]),
        kpis.rule(name),
        lambda: kpis.rows(visit, sitting.choice, name),
        delta=_moved(row),
        note=None if row["now"] is None else visit.say(SAME),
        better="down" if name in LESS else "up",
    )
    target = _aim(row)
    if target is None or row["met"] is None:
        st.badge(visit.say(NO_GOAL), color="gray")
    elif not row["met"] and row["goal"] in going:
        st.badge(plain(visit.say(ON_COURSE, value=target)), color="gray")
    else:
        words = visit.say(MET if row["met"] else MISSED) + visit.say(LIMIT if name in LESS else TARGET, value=target)
        st.badge(plain(words), color="blue" if row["met"] else "red")
