"""What slides are put together from: figures, short tables with the rest a click away, and cells as markdown."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import polars as pl
import streamlit as st

from core.text import Text
from core.ui import slides_words as words
from core.ui import tables
from core.ui.states import Colour, badge
from core.ui.words import plain
from core.visit import Visit

# Rows that a screen has room for: below a title, below a heading of their own too, and below figures.
LINES, HEADED, FEWER = 12, 11, 8
# Rows that are opened at most.
_MOST = 100
_JOINER = "\u2060"
_REST = Text("其余 {count} 条", "{count} more")
_ALL = Text("共 {count} 条", "{count} row(s)")


class Told(NamedTuple):
    """What a slide says of itself: its title, the presenter's notes, and what it puts into the minutes."""

    title: str
    notes: tuple[str, ...] = ()
    minutes: str = ""


Cells = Callable[[pl.DataFrame], Mapping[str, Sequence[str]]]


def led(rows: pl.DataFrame, column: str, heads: Mapping[str, int]) -> pl.DataFrame:
    """Rows in order of their kind, the first few of every kind before the others: so many as heads says, else one."""
    rank = pl.int_range(pl.len()).over(column)
    return rows.sort(rank >= pl.col(column).replace_strict(heads, default=1, return_dtype=pl.Int64), maintain_order=True)


def table(visit: Visit, key: str, rows: pl.DataFrame, cells: Cells, most: int = LINES, note: str = "") -> None:
    """The first of the rows; the others in a popover, with a note beside it.

    cells gives each column's markdown by its heading: names in it are plain().
    """
    # What opens the others takes the place of one.
    most = most + 1 if rows.height == most + 1 else most
    st.table(_shown(cells(rows.head(most))), border="horizontal")
    if rows.height <= most:
        if note:
            st.caption(note)
        return
    rest = visit.say(_REST, count=rows.height - most)
    with st.container(horizontal=True, vertical_alignment="center"):
        opened = st.popover(rest, type="tertiary", icon=":material/unfold_more:", key=f"slide.{key}", on_change="rerun")
        if note:
            st.caption(note, width="content")
    if opened.open:
        with opened:
            said = _ALL if rows.height <= _MOST else tables.MORE
            st.caption(visit.say(said, count=rows.height, most=_MOST))
            with st.container(height=560, border=False):
                st.table(_shown(cells(rows.head(_MOST))), border="horizontal")


def _shown(cells: Mapping[str, Sequence[str]]) -> Any:
    return pl.DataFrame({fixed(heading): list(column) for heading, column in cells.items()}).to_arrow(compat_level=pl.CompatLevel.oldest())


def metrics(visit: Visit, values: Sequence[tuple[Text, str, str | None]], wide: Mapping[int, float] = MappingProxyType({})) -> None:
    """Figures in a row, each with its name and, where there is one, a note under it; wide: those with a long one, and by how much wider."""
    columns = st.columns([wide.get(at, 1) for at in range(len(values))], gap="small")
    for place, (label, value, note) in zip(columns, values, strict=True):
        place.metric(visit.say(label), value, note, delta_color="off", delta_arrow="off", border=True, height="stretch")


def state(visit: Visit, dictionary: str, key: object) -> str:
    """A state's badge, as markdown."""
    word, colour = badge(visit, dictionary, key)
    return tag(word, colour)


def tag(word: str, colour: Colour) -> str:
    """A word as a badge of that colour, as markdown."""
    return f":{colour}-badge[{plain(word)}]"


def record(visit: Visit, table_name: str, row: int, most: int = 34) -> str:
    """What a record is called, in few words, as markdown."""
    return plain(words.clip(words.called(visit, table_name, row), most))


def name(visit: Visit, table_name: str, row: int | None, most: int = 24) -> str:
    """The name of who or what a record is about, in few words, as markdown; a dash for none."""
    return plain(words.clip(visit.name(table_name, row), most))


def fixed(text: object) -> str:
    """A short text that stays on one line, as markdown: a date, a score, a column's heading."""
    # A table's columns take their width from where their texts may break; nothing else tells Streamlit's that one may not.
    return plain(_JOINER.join(str(text).replace(" ", "\u00a0")))
