"""Where the stage stands, as the URL says: which meeting, about what, whether it is on the screen, and at which slide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import polars as pl
import streamlit as st

from core.figures import Choice
from core.store.snapshot import Snapshot
from core.ui import stage_order, where
from core.ui.slide import Slide
from core.visit import Visit

# Seconds between slides that change by themselves: the usual, the least and the most.
EVERY, FASTEST, SLOWEST = 20, 10, 120
_PAGE = "weekly"
# What changes while the slides are on the screen.
_MOVING = ("slide", "play", "every", "end")
_MOVED, _ORDER = "stage.moved", "stage.order"
_LONG = 5


@dataclass(frozen=True)
class Place:
    """What is shown: of which meeting (None: of none), about which project and department."""

    meeting: Mapping[str, Any] | None
    choice: Choice

    @property
    def over(self) -> bool:
        """Whether the meeting has ended, was cancelled or was removed."""
        row = self.meeting
        return row is not None and (row["removed"] or row["status"] in {"closed", "cancelled"})

    def runs(self, visit: Visit) -> bool:
        """Whether the visitor takes the minutes of a meeting that is not over."""
        row = self.meeting
        return row is not None and not self.over and visit.may("meeting.plan", row)


def of(visit: Visit) -> Place:
    """The place that the URL names; what it names wrongly is left out."""
    row = _meeting(visit)
    project = row["project"] if row is not None and row["project"] is not None else _known(visit, "project")
    return Place(row, Choice(project=project, department=_known(visit, "department")))


def _meeting(visit: Visit) -> dict[str, Any] | None:
    """The row of the meeting that the URL names; of one that was removed, its last."""
    frames = visit.frames
    meetings = frames.everything["meeting"] if isinstance(frames, Snapshot) else frames["meeting"]
    found = meetings.filter(pl.col("id") == (where.at("meeting") or 0), pl.col("kind") == "weekly")
    return None if found.is_empty() else found.row(0, named=True)


def _known(visit: Visit, table: str) -> int | None:
    record = where.at(table)
    return record if record in visit.names(table) else None


def quiet() -> bool:
    """Whether slides fill the screen: nothing else of the page is to be drawn."""
    return says("present") and urlsplit(st.context.url or "").path.rstrip("/").endswith(f"/{_PAGE}")


def says(name: str) -> bool:
    """Whether it is so: on the screen (present), playing (play), at its end (end), or the window with the notes (notes)."""
    return now(name) == "1"


def now(name: str) -> str | None:
    """What stands under a name, in the URL or as this session has moved on since."""
    moved: dict[str, str | None] = st.session_state.get(_MOVED, {})
    return moved[name] if name in moved else st.query_params.get(name)


def go(**places: str | int | None) -> None:
    """Put these into the URL; what is None is taken out."""
    for name, value in places.items():
        if name in _MOVING:
            # What draws the screen anew every second may still bring the URL of before: here is what holds.
            st.session_state.setdefault(_MOVED, {})[name] = None if value is None else str(value)
        if value is not None:
            st.query_params[name] = str(value)
        elif name in st.query_params:
            del st.query_params[name]


def leave() -> None:
    """Take all of it out of the URL."""
    go(meeting=None, present=None, notes=None, **dict.fromkeys(_MOVING))
    rest()


def settled(place: Place, slides: Sequence[Slide]) -> list[Slide]:
    """The slides in the order this session has shown them in since it came to that place."""
    about = (place.meeting and place.meeting["id"], place.choice)
    known, keys = st.session_state.get(_ORDER, (about, ()))
    found = stage_order.settled(keys if known == about else (), slides)
    st.session_state[_ORDER] = about, [slide.key for slide in found]
    return found


def rest() -> None:
    """Begin from the URL again."""
    for name in (_MOVED, _ORDER):
        st.session_state.pop(name, None)


def every() -> int:
    """Seconds between slides, when they change by themselves."""
    given = now("every") or ""
    return min(max(int(given) if given.isdecimal() and len(given) < _LONG else EVERY, FASTEST), SLOWEST)
