"""The slide of risks: the heatmap now against the meeting before, and which ones moved."""

from collections.abc import Mapping, Sequence
from functools import partial

import polars as pl
import streamlit as st

from core.charts.movement import GLYPHS, MOVES, movement
from core.metrics import risk
from core.text import Text
from core.ui import slides_parts as parts
from core.ui import slides_words as words
from core.ui.page import chart
from core.ui.slide import Slide
from core.ui.slides_parts import Told
from core.ui.states import Colour
from core.ui.words import plain
from core.visit import Visit
from core.weekly.lists import risks
from core.weekly.sitting import Sitting

_COLOURS: Mapping[str, Colour] = {"rose": "red", "new": "orange", "moved": "gray", "fell": "blue", "gone": "blue", "same": "gray"}
_FOUND = {
    "rose": Text("{n} 个风险升高", "{n} risk(s) rose"),
    "new": Text("{n} 个新风险", "{n} new"),
    "fell": Text("{n} 个降低", "{n} fell"),
    "gone": Text("{n} 个关闭", "{n} closed"),
}
SAME = Text("不变", "Same")
STILL = Text("{n} 个开放风险，没有变化", "{n} open risk(s), none moved")
HIGH = Text("，现有 {n} 个高风险", "; {n} high ones now")
COMMA = Text("，", ", ")
MOVE, ABOUT, FROM, WHO = Text("变化", "Movement"), Text("风险", "Risk"), Text("风险值", "Score"), Text("责任人", "Owner")
LEGEND = Text("格内：现有数量；下方为自{since}以来的变化：{signs}", "In a cell: how many now; below, the movement since {since}: {signs}")
ASK = Text("问{who}：“{about}”为什么{move}，应对措施做到哪一步。", "Ask {who} about {about} ({move}): how far is the response?")
NO_PLAN = Text("{n} 个高风险还没有应对方案。", "{n} high risk(s) without a response plan.")


def slide(visit: Visit, sitting: Sitting) -> Slide | None:
    """The heatmap with its movement; None where no risk is open, nor was at the meeting before."""
    told = visit.once("slide.risk", lambda: _told(visit, sitting), sitting, visit.today, visit.language, of=("risk", "person"))
    return told and Slide("risks", told.title, partial(_draw, visit, sitting), told.notes, told.minutes)


def _rows(visit: Visit, sitting: Sitting) -> pl.DataFrame:
    """The movements, with owner and title's record; those that stay where they were last, the highest first."""
    known = visit.frames["risk"].select("id", "owner", "department", "plan_submitted_at")
    return risks(visit, sitting).join(known, on="id", how="left", maintain_order="left")


def _told(visit: Visit, sitting: Sitting) -> Told | None:
    rows = _rows(visit, sitting)
    if rows.is_empty():
        return None
    counts = dict(rows.group_by("move").len().iter_rows())
    found = [visit.say(_FOUND[move], n=counts[move]) for move in _FOUND if counts.get(move)]
    now = rows.drop_nulls("probability")
    high = now.filter(risk.band(risk.score()) == "high")
    title = visit.say(COMMA).join(found) or visit.say(STILL, n=now.height)
    title += visit.say(HIGH, n=high.height) if high.height else ""
    notes = []
    for row in rows.filter(pl.col("move").is_in(["rose", "new"])).head(2).iter_rows(named=True):
        about, move = words.called(visit, "risk", row["id"]), visit.say(MOVES[row["move"]])
        notes.append(visit.say(ASK, who=visit.name("person", row["owner"]), about=about, move=move))
    unplanned = high.filter(pl.col("plan_submitted_at").is_null()).height
    notes += [visit.say(NO_PLAN, n=unplanned)] if unplanned else []
    lines = [
        f"{visit.say(MOVES[row['move']])}: {words.called(visit, 'risk', row['id'])} {_scores(row)}"
        for row in rows.filter(pl.col("move") != "same").head(words.MINUTED).iter_rows(named=True)
    ]
    return Told(title, tuple(notes), words.bullets(lines))


def _scores(row: Mapping[str, object]) -> str:
    """Its score before and now."""
    said = [_score(row["was_probability"], row["was_impact"]), _score(row["probability"], row["impact"])]
    return said[1] if row["move"] == "same" else " → ".join(said)


def _score(probability: object, impact: object) -> str:
    return f"{probability * impact}" if isinstance(probability, int) and isinstance(impact, int) else "—"


def _draw(visit: Visit, sitting: Sitting) -> None:
    left, right = st.columns([6, 6], gap="medium")
    rows = _rows(visit, sitting)
    with left:
        chart(visit, "slide.movement", lambda: movement(risks(visit, sitting), visit.language), sitting, height=455, large=True)
        signs = "  ".join(f"{GLYPHS[move]}\u00a0{visit.say(MOVES[move])}" for move in GLYPHS)
        st.caption(plain(visit.say(LEGEND, since=words.since(visit, sitting), signs=signs)))
    with right:
        parts.table(visit, "risks", rows, partial(_cells, visit))


def _cells(visit: Visit, rows: pl.DataFrame) -> Mapping[str, Sequence[str]]:
    told = rows.to_dicts()
    return {
        visit.say(MOVE): [parts.tag(_move(visit, row["move"]), _COLOURS[row["move"]]) for row in told],
        visit.say(ABOUT): [parts.record(visit, "risk", row["id"], 32) for row in told],
        visit.say(FROM): [parts.fixed(_scores(row)) for row in told],
        visit.say(WHO): [parts.fixed(words.clip(visit.name("person", row["owner"]), 16)) for row in told],
    }


def _move(visit: Visit, move: str) -> str:
    return visit.say(SAME) if move == "same" else f"{GLYPHS[move]} {visit.say(MOVES[move])}"
