"""What slides say in few words: records, days, delays, and what goes into the minutes."""

from collections.abc import Sequence
from datetime import date, datetime

from core.charts.parts import columns
from core.text import Text
from core.ui import tables
from core.ui.times import span
from core.visit import Visit
from core.weekly.sitting import Sitting

# Findings that a slide puts into the minutes at most.
MINUTED = 7
_DASH = "—"
_COMMA = Text("、", ", ")
_AND_MORE = Text("{names}等 {count} 项", "{names} and {more} more")
_LAST, _A_WEEK = Text("上次周会（{day}）", "the meeting of {day}"), Text("{day}（7 天前）", "{day} (7 days ago)")
_LATE, _LATE_DAYS = Text("超期 {time}", "{time} late"), Text("超期 {days} 天", "{days} d late")


def called(visit: Visit, table_name: str, row: int) -> str:
    """What a record is called when people talk: without its number; a warning by the task it warns of."""
    if table_name == "warning":
        warned = visit.rows("slides.warned", lambda: dict(visit.frames["warning"].select("id", "task").iter_rows()), of=("warning",))
        return visit.name("task", warned.get(row))
    return tables.called(visit, table_name, row) if table_name == "acceptance" else visit.name(table_name, row)


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
