"""The screen of a meeting: one slide with its bar, the window with its notes, or its end."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import streamlit as st

from core.text import Text
from core.ui import stage_bar, stage_end, stage_frame, stage_over, stage_place, stage_record
from core.ui.deck import deck
from core.ui.slide import Slide
from core.ui.stage_place import Place
from core.ui.visitor import must
from core.ui.words import plain
from core.visit import Visit

EMPTY = Text("没有可放映的内容。", "There is nothing to show.")
COMING = Text("下一页：{title}", "Next: {title}")
_SEEN, _TURN = "stage.seen", "stage.turn"


def draw() -> None:
    """The screen, and what keeps it up to date."""
    stage_frame.sheet()
    _screen()
    visit = must()
    if visit.past is None and not stage_place.of(visit).over:
        _follow()


@st.fragment(key="stage.screen")
def _screen() -> None:
    visit = must()
    if not stage_place.says("present"):
        st.rerun()
    st.session_state[_SEEN] = visit.frames.position
    stage_end.tell_when_done(visit)
    place = stage_place.of(visit)
    if place.over:
        _over(visit, place)
        return
    slides = _slides(visit, place)
    if stage_place.says("end") and place.runs(visit):
        # The card stays at its place in the page, so that what is half typed is still there on the way back.
        with _sheet("end"):
            _end(visit, place, slides)
        _card(visit, place)
        return
    if not slides:
        st.info(visit.say(EMPTY), icon=":material/slideshow:")
        return
    at = next((at for at, slide in enumerate(slides) if slide.key == stage_place.now("slide")), 0)
    if stage_place.says("notes"):
        _notes(visit, place, slides, at)
        return
    with _sheet(slides[at].key):
        st.title(plain(slides[at].title), anchor=False)
        slides[at].draw()
    _card(visit, place)
    stage_bar.draw(visit, place, slides, at)


@contextmanager
def _sheet(name: str) -> Iterator[None]:
    """Where a slide is drawn: two sheets take turns, so that of the slide before nothing is left on this one.

    What stands below both is not made anew when a slide has more to show than the one before.
    """
    known, turn = st.session_state.get(_TURN, ("", 0))
    turn = turn if known == name else 1 - turn
    st.session_state[_TURN] = name, turn
    with st.container(key="stage_slide", gap=None):
        sheets = st.container(), st.container()
        sheets[1 - turn].empty()
        with sheets[turn].container():
            yield


def _card(visit: Visit, place: Place) -> None:
    if place.meeting is not None and place.runs(visit):
        with st.container(border=True, key="stage_card", gap="small"):
            stage_record.card(int(place.meeting["id"]))


@st.fragment(run_every=1)
def _follow() -> None:
    """Draw anew when anything was saved, here or by another server."""
    visit = must()
    if st.session_state.get(_SEEN) != visit.frames.position:
        st.rerun()


def _slides(visit: Visit, place: Place) -> list[Slide]:
    found = deck(visit, place.choice, place.meeting)
    found = found if place.meeting is None else [*found, stage_record.slide(visit, place.meeting)]
    return stage_place.settled(place, found)


def _notes(visit: Visit, place: Place, slides: Sequence[Slide], at: int) -> None:
    """The window of whoever presents: it moves with the slides, and moves them."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="stage_bar"):
        stage_bar.move(visit, slides, at)
        stage_bar.frame(visit, "notes", place, slides, at)
    st.title(plain(slides[at].title), anchor=False)
    stage_bar.notes(visit, slides[at])
    if at + 1 < len(slides):
        st.caption(plain(visit.say(COMING, title=slides[at + 1].title)))


def _end(visit: Visit, place: Place, slides: Sequence[Slide]) -> None:
    row: Mapping[str, Any] = place.meeting or {}
    _end_title(visit, row)
    stage_end.draw(visit, row, slides)
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", key="stage_bar"):
        stage_bar.frame(visit, "end", place, slides, 0)


def _end_title(visit: Visit, row: Mapping[str, Any]) -> None:
    st.title(f"{visit.say(stage_end.TITLE)} · {plain(row['topic'])}", anchor=False)


def _over(visit: Visit, place: Place) -> None:
    row = place.meeting or {}
    if stage_end.unsent(row):
        # Where the draft was typed, so that it stays as it is.
        with _sheet("end"):
            _end_title(visit, row)
            stage_end.draw_unsent(visit, row)
    else:
        with _sheet("over"):
            stage_over.draw(visit, place)
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", key="stage_bar"):
        st.button(visit.say(stage_bar.LEAVE), icon=":material/logout:", key="stage_leave", on_click=stage_place.leave)
        stage_bar.frame(visit, "end", place, (), 0)
