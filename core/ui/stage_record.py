"""What a meeting decides and who follows it up: typed while it goes on, and shown to everybody."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from core.actions import sitting
from core.schema.field import Kind, Table
from core.schema.talk import MEETING
from core.text import Text
from core.ui import meeting_texts, minutes, shown
from core.ui.form import Filled, form
from core.ui.slide import Slide
from core.ui.visitor import must
from core.ui.words import plain
from core.visit import Visit

KEY = "decided"
TITLE = Text("本次决定与行动", "Decided today")
DECISIONS, ACTIONS = Text("决定", "Decisions"), Text("行动项", "Actions")
DECISION, ACTION = Text("一条决定", "A decision"), Text("行动", "What is to be done")
SAVE_DECISION = {"save": Text("记下决定（回车）", "Keep the decision (Enter)")}
SAVE_ACTION = {"save": Text("记下行动项", "Keep the action")}
NONE_YET = Text("还没有记录：随时按 D 记下决定，按 A 记下行动项。", "Nothing yet: press D at any time for a decision, A for an action.")
NOTHING = Text("还没有记录。", "Nothing yet.")
CLOSE = Text("关闭（Esc）", "Close (Esc)")
COUNTED = Text("{what}（{count}）", "{what} ({count})")
_SHOWN = ("title", "owner", "due_on", "department", "status")

# One line of what the meeting keeps as its consensus.
LINE: Table = replace(
    MEETING, fields=(replace(MEETING.by_name["consensus"], kind=Kind.TEXT, label=DECISION, required=True),), title="topic"
)


def slide(visit: Visit, meeting: Mapping[str, Any]) -> Slide:
    """The slide that shows them, behind all others."""
    return Slide(KEY, visit.say(TITLE), lambda: show(visit, meeting))


def decisions(meeting: Mapping[str, Any]) -> list[str]:
    """What was decided so far, a line each."""
    return [line.strip() for line in str(meeting["consensus"] or "").splitlines() if line.strip()]


def show(visit: Visit, meeting: Mapping[str, Any]) -> None:
    """The decisions, and the actions with whose they are and by when."""
    told, tasks = decisions(meeting), meeting_texts.tasks(visit, meeting["id"])
    if not told and tasks.is_empty():
        st.info(visit.say(NONE_YET if visit.may("meeting.plan", meeting) else NOTHING), icon=":material/edit_note:")
        return
    if told:
        st.subheader(visit.say(DECISIONS), anchor=False)
        st.markdown("\n".join(f"{place}. {plain(line)}" for place, line in enumerate(told, 1)))
    if not tasks.is_empty():
        st.subheader(visit.say(ACTIONS), anchor=False)
        actions(visit, meeting, tasks)


def actions(visit: Visit, meeting: Mapping[str, Any], tasks: pl.DataFrame) -> None:
    """A table of these actions of a meeting."""
    names = _SHOWN if meeting["project"] is not None else (*_SHOWN, "project")
    fields = [visit.ledger.tables["task"].by_name[name] for name in names]
    lines = [[plain(shown.value(visit, field, row[field.name])) for field in fields] for row in tasks.iter_rows(named=True)]
    heads = {plain(visit.say(ACTION if field.name == "title" else field.label)): pl.String for field in fields}
    st.table(pl.DataFrame(lines, schema=heads, orient="row"), hide_index=True, border="horizontal")


@st.fragment
def card(record: int) -> None:
    """Where a decision and an action are typed, each saved at once; what is refused stays. The frame shows one of the two, or neither.

    Both stay in the page while the slides change: what is half typed in one is there when it is opened again.
    """
    visit = must()
    found = visit.frames["meeting"].filter(id=record)
    if found.is_empty():
        # Removed a moment ago: the screen says so.
        st.rerun()
    meeting = found.row(0, named=True)
    counts = {"decision": len(decisions(meeting)), "action": meeting_texts.tasks(visit, record).height}
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        for name, what in (("decision", DECISIONS), ("action", ACTIONS)):
            st.button(visit.say(COUNTED, what=visit.say(what), count=counts[name]), type="tertiary", key=f"stage_to_{name}")
        st.space("stretch")
        st.button("", icon=":material/close:", type="tertiary", key="stage_close", help=visit.say(CLOSE))
    with st.container(key="stage_decision"):
        _decision(visit, record)
    with st.container(key="stage_action"):
        _follow_up(visit, meeting)


def _decision(visit: Visit, record: int) -> None:
    def save(now: Visit, filled: Filled) -> None:
        sitting.decide(now, record, filled.values["consensus"], filled.key)

    name = f"stage.{record}.decision"
    form(visit, "meeting", name, save, _stay, buttons=SAVE_DECISION, declared=LINE, fields=["consensus"])


def _follow_up(visit: Visit, meeting: Mapping[str, Any]) -> None:
    record, asked = int(meeting["id"]), minutes.actions_of(dict(meeting))

    def save(now: Visit, filled: Filled) -> None:
        sitting.follow_up(now, record, filled.values, filled.key)

    names = ["title", *(["project"] if "project" in asked.by_name else []), "owner", "due_on", "department"]
    form(visit, "task", f"stage.{record}.action", save, _stay, buttons=SAVE_ACTION, declared=_action(asked), fields=names)


def _stay(_: Visit, __: Any) -> None:
    """The meeting goes on where it is."""


def _action(asked: Table) -> Table:
    """An action says what, who and by when; the department follows from the owner."""
    fields = tuple(
        replace(field, label=ACTION if field.name == "title" else field.label, required=field.name != "department")
        for field in asked.fields
    )
    return replace(asked, fields=fields)
