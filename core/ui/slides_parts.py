"""What slides are put together from: short tables with the rest a click away, states as badges, and records in few words."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

import polars as pl
import streamlit as st

from core.charts.parts import columns
from core.text import Text
from core.ui import tables
from core.ui.clocks import span
from core.ui.states import Colour, badge
from core.ui.words import plain
from core.visit import Visit
from core.weekly import Sitting

# Rows that a screen has room for: below a title, and below figures too.
LINES, FEWER = 12, 8
# Findings that a slide puts into the minutes at most.
MINUTED = 7
# Rows that are opened at most.
_MOST = 100
_DASH = "—"
_JOINER = "\u2060"
_REST = Text("其余 {count} 条", "{count} more")
_ALL = Text("共 {count} 条", "{count} rows")
_COMMA = Text("、", ", ")
_AND_MORE = Text("{names}等 {count} 项", "{names} and {more} more")
_LAST, _A_WEEK = Text("上次周会（{day}）", "the meeting of {day}"), Text("{day}（7 天前）", "{day} (7 days ago)")
_LATE, _LATE_DAYS = Text("超期 {time}", "{time} overdue"), Text("超期 {days} 天", "{days} d overdue")
_FIRST = Text("共 {count} 条，显示前 {most} 条", "{count} rows, the first {most} shown")


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


def table(visit: Visit, key: str, rows: pl.DataFrame, cells: Cells, most: int = LINES) -> None:
    """The first of the rows; the others in a popover. cells gives each column's markdown by its heading: names in it are plain()."""
    # What opens the others takes the place of one.
    most = most + 1 if rows.height == most + 1 else most
    st.table(_shown(cells(rows.head(most))), border="horizontal")
    if rows.height <= most:
        return
    rest = visit.say(_REST, count=rows.height - most)
    opened = st.popover(rest, type="tertiary", icon=":material/unfold_more:", key=f"slide.{key}", on_change="rerun")
    if opened.open:
        with opened:
            said = _ALL if rows.height <= _MOST else _FIRST
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
    return plain(clip(called(visit, table_name, row), most))


def called(visit: Visit, table_name: str, row: int) -> str:
    """What a record is called when people talk: without its number; a warning by the task it warns of."""
    if table_name == "warning":
        warned = visit.rows("slides.warned", lambda: dict(visit.frames["warning"].select("id", "task").iter_rows()), of=("warning",))
        return visit.name("task", warned.get(row))
    return tables.called(visit, table_name, row) if table_name == "acceptance" else visit.name(table_name, row)


def name(visit: Visit, table_name: str, row: int | None, most: int = 24) -> str:
    """The name of who or what a record is about, in few words, as markdown; a dash for none."""
    return plain(clip(visit.name(table_name, row), most))


def clip(text: str, most: int) -> str:
    """The text, cut off with an ellipsis where it is wider than that many columns; a Chinese character takes two."""
    if columns(text) <= most:
        return text
    wide, kept = 0, ""
    for letter in text:
        wide += columns(letter)
        if wide > most - 1:
            break
        kept += letter
    return f"{kept.rstrip()}…"


def day(on: date | None) -> str:
    """A day of this year or near it, as month and day; a dash for none."""
    return _DASH if on is None else f"{on:%m-%d}"


def late(visit: Visit, due_at: datetime, until: datetime | None = None) -> str:
    """For how long something has been overdue, or was until it was done, in words: whole days, below one the hours."""
    past = (until or visit.moment) - due_at
    return visit.say(_LATE_DAYS, days=past.days) if past.days else visit.say(_LATE, time=span(visit, past))


def fixed(text: object) -> str:
    """A short text that stays on one line, as markdown: a date, a score, a column's heading."""
    # A table's columns take their width from where their texts may break; nothing else tells Streamlit's that one may not.
    return plain(_JOINER.join(str(text).replace(" ", "\u00a0")))


def listed(visit: Visit, names: Sequence[str], most: int = 3) -> str:
    """The first names in a row of words, and how many more there are."""
    said = visit.say(_COMMA).join(names[:most])
    return said if len(names) <= most else visit.say(_AND_MORE, names=said, count=len(names), more=len(names) - most)


def since(visit: Visit, sitting: Sitting) -> str:
    """Since when the meeting looks back, in words."""
    on = day(visit.local(sitting.since).date())
    return visit.say(_A_WEEK if sitting.last is None else _LAST, day=on)


def bullets(lines: Sequence[str]) -> str:
    """A part of the minutes: what the slide's title rests on, one a line, the most important first."""
    return "\n".join(f"- {line}" for line in lines[:MINUTED])
