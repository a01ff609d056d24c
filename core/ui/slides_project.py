"""A slide for each running project in trouble, the worst first, and one for those that go as planned."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import polars as pl
import streamlit as st

from core.metrics import changed
from core.text import Text
from core.ui import slides_parts as parts
from core.ui import slides_quiet, slides_standing
from core.ui import slides_words as words
from core.ui.slide import Slide
from core.ui.slides_parts import Told
from core.ui.states import Colour
from core.ui.words import plain
from core.visit import Visit
from core.weekly.matters import KINDS, matters
from core.weekly.sitting import Sitting
from core.weekly.troubles import troubles

WORDS: Mapping[str, tuple[Text, Colour]] = {
    "decision": (Text("待拍板", "Decide"), "red"),
    "blocked": (Text("阻塞", "Blocked"), "red"),
    "issue": (Text("未解决问题", "Open issue"), "orange"),
    "broken": (Text("已超期", "Overdue"), "red"),
    "ask": (Text("等待回复", "Waiting"), "orange"),
    "at_risk": (Text("临期", "At risk"), "orange"),
    "due": (Text("本周到期", "Due this week"), "gray"),
}
TITLE = Text("{project}：{found}", "{project}: {found}")
BEHIND = Text("落后计划 {points} 点", "{points} points behind")
BROKEN = Text("{n} 项承诺超期", "{n} promise(s) overdue")
SMALL = {
    "decision": Text("{n} 项待拍板", "{n} to decide"),
    "blocked": Text("{n} 项阻塞", "{n} blocked"),
    "issue": Text("{n} 个问题未解决", "{n} open issue(s)"),
    "ask": Text("{n} 项等待回复", "{n} waiting for an answer"),
    "at_risk": Text("{n} 项临期", "{n} at risk"),
    "due": Text("{n} 项本周到期", "{n} due this week"),
}
WHAT, ABOUT, WHO, DUE = Text("类别", "What"), Text("事项", "About"), Text("责任人 · 部门", "Owner · department"), Text("期限", "Due")
NOTHING = Text("没有需要处理的事项。", "Nothing waits to be acted on.")
MERGED = Text(
    "{n} 项超期承诺按记录合并：一条记录一行，列最要紧的一面。", "{n} overdue promise(s), a row per record: its most pressing side."
)
PROMISED = Text("{about}（{promise}）", "{about} ({promise})")
OVERDUE = Text("{day} {late}", "{day}, {late}")
COMMA = Text("，", ", ")
FIRST = Text("请{manager}先讲：实际 {actual}，计划 {planned}。", "{manager} begins: {actual} done, {planned} planned.")
ASK = Text("问{who}：{about}（{what}{due}）。", "Ask {who} about {about} ({what}{due}).")
BY = Text("，期限 {day}", ", due {day}")
# What the title names is seen: the rows of each kind that come before all others.
_LED = {"decision": 2, "broken": 4}


def slides(visit: Visit, sitting: Sitting) -> list[Slide]:
    """One for each running project that has something to say, in order of trouble, then one for the others; none without projects."""
    rows = troubles(visit, sitting)
    talked = rows.filter((pl.col("band") != "none") | pl.any_horizontal(pl.col(KINDS) > 0))
    found = [_slide(visit, sitting, row) for row in talked.iter_rows(named=True)]
    quiet = rows.join(talked.select("project"), on="project", how="anti", maintain_order="left")
    if quiet.is_empty():
        return found
    return [*found, slides_quiet.slide(visit, quiet, alone=talked.is_empty())]


def _slide(visit: Visit, sitting: Sitting, row: dict[str, Any]) -> Slide:
    project = row["project"]
    told = visit.once("slide.project", lambda: _told(visit, sitting, row), sitting, project, visit.moment, visit.language)
    return Slide(f"project-{project}", told.title, partial(_draw, visit, sitting, row), told.notes, told.minutes)


def _mine(visit: Visit, sitting: Sitting, project: int) -> pl.DataFrame:
    return parts.led(matters(visit, sitting).filter(pl.col("project") == project), "kind", _LED)


def _told(visit: Visit, sitting: Sitting, row: dict[str, Any]) -> Told:
    found = [visit.say(BEHIND, points=f"{row['deviation']:.1f}")] if row["band"] != "none" else []
    found += [visit.say(BROKEN, n=row["broken"])] if row["broken"] else []
    found += [visit.say(SMALL[kind], n=row[kind]) for kind in KINDS if kind in SMALL and row[kind]]
    title = visit.say(TITLE, project=visit.name("project", row["project"]), found=visit.say(COMMA).join(found[:3]))
    mine = _mine(visit, sitting, row["project"])
    notes = [] if row["planned"] is None else [_opener(visit, row)]
    for matter in mine.head(3).iter_rows(named=True):
        due = "" if matter["due_on"] is None else visit.say(BY, day=_due(visit, matter))
        about, what = words.called(visit, matter["table"], matter["record"]), visit.say(WORDS[matter["kind"]][0])
        notes.append(visit.say(ASK, who=_who(visit, matter), about=about, what=what, due=due))
    lines = [_line(visit, matter) for matter in mine.head(words.MINUTED).iter_rows(named=True)]
    return Told(title, tuple(notes), words.bullets(lines))


def _opener(visit: Visit, row: dict[str, Any]) -> str:
    managers = visit.frames["project"].filter(pl.col("id") == row["project"])["manager"]
    said = {name: f"{row[name]:.0f}%" for name in ("actual", "planned")}
    return visit.say(FIRST, manager=visit.name("person", managers[0]), **said)


def _who(visit: Visit, matter: Mapping[str, Any]) -> str:
    names = [(table, matter[column]) for table, column in (("person", "person"), ("department", "department"))]
    return " ".join(visit.name(table, record) for table, record in names if record is not None) or "—"


def _line(visit: Visit, matter: dict[str, Any]) -> str:
    said = [visit.say(WORDS[matter["kind"]][0]), _about(visit, matter), _who(visit, matter)]
    return " · ".join([*said, *([] if matter["due_on"] is None else [_due(visit, matter)])])


def _about(visit: Visit, matter: Mapping[str, Any]) -> str:
    """What a matter is about; of a promise past due that is no task's own date, which one."""
    called = words.called(visit, matter["table"], matter["record"])
    if matter["kind"] != "broken" or matter["promise"] in changed.OWN_DATE:
        return called
    return visit.say(PROMISED, promise=visit.word("promise", matter["promise"]), about=called)


def _due(visit: Visit, matter: Mapping[str, Any]) -> str:
    """When a matter is due, and for how long it has been overdue."""
    day = words.day(matter["due_on"])
    return day if matter["late_from"] is None else visit.say(OVERDUE, day=day, late=words.late(visit, matter["late_from"]))


def _draw(visit: Visit, sitting: Sitting, row: dict[str, Any]) -> None:
    with st.container(gap="small"):
        slides_standing.figures(visit, row)
        left, right = st.columns([7, 17], gap="medium")
        with left:
            slides_standing.curve(visit, row["project"])
        with right:
            mine = _mine(visit, sitting, row["project"])
            if mine.is_empty():
                st.success(visit.say(NOTHING), icon=":material/check_circle:")
            else:
                late = mine["late_from"].drop_nulls().len()
                note = visit.say(MERGED, n=row["broken"]) if row["broken"] > late else ""
                parts.table(visit, f"project.{row['project']}", mine, partial(_cells, visit), parts.FEWER, note)


def _cells(visit: Visit, rows: pl.DataFrame) -> Mapping[str, Sequence[str]]:
    told = rows.to_dicts()
    return {
        visit.say(WHAT): [parts.tag(visit.say(WORDS[row["kind"]][0]), WORDS[row["kind"]][1]) for row in told],
        visit.say(ABOUT): [plain(words.clip(_about(visit, row), 38)) for row in told],
        visit.say(WHO): [parts.fixed(words.clip(_who(visit, row), 34)) for row in told],
        visit.say(DUE): [parts.fixed(_due(visit, row)) for row in told],
    }
