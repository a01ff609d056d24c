"""One promise's clock: its timeline and the arithmetic in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import streamlit as st

from core.charts import clock as charts
from core.charts.style import Drawing
from core.metrics.clock import Counting, segments
from core.metrics.compliance import BEFOREHAND
from core.promises import NAMED, terms
from core.text import Text
from core.ui import clock_words, times
from core.ui.page import chart
from core.ui.words import plain
from core.visit import Visit

GONE = Text("这项承诺的记录已经变了，无法再说明它的时钟。", "The records of this promise have changed: its clock cannot be told any more.")
DUE = Text("{promise}：应于 {at} 前，{state}", "{promise}: due by {at}, {state}")


def draw(visit: Visit, promise: Mapping[str, Any]) -> None:
    """Draw the clock of a promise, a row of visit.promises."""
    on = tuple(promise[name] for name in NAMED)
    told = visit.once("clock", lambda: _told(visit, promise), *on, visit.moment, visit.language)
    if told is None:
        st.info(visit.say(GONE), icon=":material/timer_off:")
        return
    drawing, words = told
    if drawing.rows["counts"].count():
        chart(visit, "clock", lambda: drawing, *on)
    else:
        # Opened at its due moment: there is no time to draw.
        st.markdown(f"**{plain(drawing.title)}**")
    for line in words:
        st.markdown(plain(line))


def _told(visit: Visit, promise: Mapping[str, Any]) -> tuple[Drawing, list[str]] | None:
    """The timeline and its words; None where the records do not make the promise any more."""
    known = terms(visit.frames, visit.epochs, promise)
    if known is None:
        return None
    until = visit.moment
    pauses = tuple((since, closed or max(until, since)) for since, closed in known.pauses)
    event = known.due_from if known.backwards else None
    clock = Counting(known.calendar, promise["unit"], promise["opened_at"], promise["due_at"], pauses, event)
    rows = segments(clock, _end(visit, promise))
    words = clock_words.lines(visit, promise, clock, known, rows)
    state = visit.word("promise_state", promise["state"])
    at = times.on(visit, promise["due_at"])
    title = visit.say(DUE, promise=visit.word("promise", promise["kind"]), at=at, state=state)
    return charts.timeline(
        rows, _marks(visit, promise, clock, known.warn_from), visit.zone, visit.language, title, " ".join([title, *words])
    ), words


def _end(visit: Visit, promise: Mapping[str, Any]) -> datetime:
    """Until when the clock is told: what kept the promise, else now, where anything still waits for it."""
    opened: datetime = promise["opened_at"]
    ended: datetime | None = promise["due_at"] if promise["kept_at"] is None and promise["kind"] in BEFOREHAND else promise["kept_at"]
    return max(ended or visit.moment, opened)


def _marks(visit: Visit, promise: Mapping[str, Any], clock: Counting, warn: datetime) -> list[tuple[str, datetime, str]]:
    """The moments on the timeline: a key of charts.MARKS, when, and what it is called."""
    kind, kept = promise["kind"], promise["kept_at"]
    found = [("due", clock.due, visit.say(charts.MARKS["due"][1]))]
    # What is to be declared before a date has that date alone: it opens with its declaration.
    if kind != "delay_notice":
        found.append(("opened", clock.opened, visit.say(clock_words.OPENED[kind])))
    if clock.event is not None:
        found.append(("event", clock.event, visit.say(clock_words.EVENT)))
    if kept is not None:
        found.append(("kept", kept, visit.say(clock_words.KEPT.get(kind, clock_words.DONE))))
    elif _end(visit, promise) == visit.moment and clock.event is None:
        found.append(("now", visit.moment, visit.say(charts.MARKS["now"][1])))
    if clock.opened < warn < clock.due:
        found.append(("warn", warn, visit.say(charts.MARKS["warn"][1])))
    return sorted(((key, at, name[0].upper() + name[1:]) for key, at, name in found), key=lambda mark: mark[1])
