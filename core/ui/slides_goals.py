"""The slide of satisfaction and the other goals: where each stands, and when it will be reached."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from core import figures
from core.charts import satisfaction as charts
from core.charts.parts import number
from core.charts.style import Drawing
from core.metrics.todo_matter import LIVE
from core.text import Text
from core.ui import slides_parts as parts
from core.ui import slides_words as words
from core.ui.page import chart
from core.ui.slide import Slide
from core.ui.slides_parts import Told
from core.ui.words import plain
from core.visit import Visit
from core.weekly.sitting import Sitting

WORST = Text("，{name}{state}", "; {name}: {state}")
GOAL, STATE, VALUE = Text("目标", "Goal"), Text("状态", "State"), Text("最近读数 / 目标", "Newest reading / target")
REACHED, PACE = Text("预计达到", "Reached by"), Text("按现速达不到", "Not at this pace")
ASK = Text("请{owner}说明：{name} {value}，目标 {target}，{when}。", "{owner} explains {name}: {value} against {target}; {when}.")
BY = Text("预计 {day} 达到", "reached by {day}")
NOTE = Text(
    "读数按各目标自己的口径，取最近一次，不是近 90 天的合计；预测按最近 12 个读数的趋势，灰色虚线是应达线。",
    "Each goal's newest reading on its own basis, not of 90 days; the forecast follows its last 12; dashed grey: where to be by now.",
)
ENDED = Text("另有 {n} 个目标属于已结束的项目，没有列出。", " {n} more goals are of projects that have ended; they are not listed.")


def slide(visit: Visit, sitting: Sitting) -> Slide | None:
    """Satisfaction against its goal with its forecast, and the goals most urgent; None without goals."""
    told = visit.once("slide.goals", lambda: _told(visit, sitting), sitting, visit.moment, visit.language)
    return told and Slide("goals", told.title, partial(_draw, visit, sitting), told.notes, told.minutes)


def _rows(visit: Visit, sitting: Sitting) -> pl.DataFrame:
    """The goals of what still runs, the most urgent first; of those alike, satisfaction."""
    rows = figures.goals(visit, sitting.choice).filter(~_ended(visit))
    urgency = pl.col("state").replace_strict({state: place for place, state in enumerate(charts.URGENCY)}, return_dtype=pl.Int64)
    return rows.sort(urgency, pl.col("category") != "satisfaction", "attainment", "id", nulls_last=True)


def _ended(visit: Visit) -> pl.Expr:
    """Whether a goal is of a project that has ended."""
    over = visit.frames["project"].filter(~pl.col("status").is_in(LIVE))["id"].implode()
    return pl.col("project").is_in(over).fill_null(value=False)


def _told(visit: Visit, sitting: Sitting) -> Told | None:
    rows = _rows(visit, sitting)
    if rows.is_empty():
        return None
    good = rows.filter(pl.col("state").is_in(["met", "ahead", "on_track"])).height
    title = visit.say(charts.COUNT, n=rows.height, good=good)
    troubled = [row for row in rows.iter_rows(named=True) if row["state"] in {"missed", "behind"}]
    if troubled:
        title += visit.say(WORST, name=troubled[0]["name"], state=visit.word("goal_state", troubled[0]["state"]))
    notes = [_ask(visit, row) for row in (troubled or rows.head(1).to_dicts())[:3]]
    lines = [f"{row['name']}: {_value(row)} · {visit.word('goal_state', row['state'])}" for row in rows.head(words.MINUTED).to_dicts()]
    return Told(title, tuple(notes), words.bullets(lines))


def _ask(visit: Visit, row: Mapping[str, Any]) -> str:
    when = visit.say(BY, day=row["forecast_on"]) if row["forecast_on"] else visit.word("goal_state", row["state"])
    said = {name: number(row[column], row["unit"]) for name, column in (("value", "value"), ("target", "target_value"))}
    return visit.say(ASK, owner=visit.name("person", row["owner"]), name=row["name"], when=when, **said)


def _value(row: Mapping[str, Any]) -> str:
    return f"{number(row['value'], row['unit'])} / {number(row['target_value'], row['unit'])}"


def _draw(visit: Visit, sitting: Sitting) -> None:
    rows = _rows(visit, sitting)
    # Without a reading there is nothing to draw.
    read = rows.filter(pl.col("state") != "unread")
    shown = (rows if read.is_empty() else read).row(0, named=True)
    ended = figures.goals(visit, sitting.choice).filter(_ended(visit)).height
    left, right = st.columns([5, 7], gap="medium")
    with left:
        chart(visit, "slide.goal", lambda: _trend(visit, shown), shown["id"], height=460, large=True)
        st.caption(visit.say(NOTE) + (visit.say(ENDED, n=ended) if ended else ""))
    with right:
        parts.table(visit, "goals", rows, partial(_cells, visit))


def _trend(visit: Visit, goal: Mapping[str, Any]) -> Drawing:
    readings = figures.goal_readings(visit).filter(pl.col("goal") == goal["id"], pl.col("read_on") <= visit.today)
    return charts.goal_trend(readings, goal, visit.language, goal["forecast_on"], brief=True)


def _cells(visit: Visit, rows: pl.DataFrame) -> Mapping[str, Sequence[str]]:
    told = rows.to_dicts()
    return {
        visit.say(GOAL): [plain(words.clip(row["name"], 26)) for row in told],
        visit.say(STATE): [parts.state(visit, "goal_state", row["state"]) for row in told],
        visit.say(VALUE): [parts.fixed(_value(row)) for row in told],
        visit.say(REACHED): [_reached(visit, row) for row in told],
    }


def _reached(visit: Visit, row: Mapping[str, Any]) -> str:
    if row["state"] in {"met", "unread"}:
        return "—"
    return parts.fixed(row["forecast_on"]) if row["forecast_on"] else parts.fixed(visit.say(PACE))
