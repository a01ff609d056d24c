"""The Gantt chart of a plan: its rows, its finding, and how it is drawn."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from math import ceil

import polars as pl

from core.charts import gantt_days, gantt_links, gantt_rows, parts
from core.charts.gantt_axes import SHADED, ZOOMS
from core.charts.gantt_layout import layout
from core.charts.gantt_rows import DAY, Words
from core.charts.style import Drawing
from core.plan import Plan
from core.text import Language, Text
from core.workdays import WorkCalendar

_FOUND = Text("{n} 项任务，计划 {finish} 完成", "{n} task(s), planned to finish on {finish}")
_FOUND_ONE = Text("1 项任务，计划 {finish} 完成", "1 task, planned to finish on {finish}")
_CRITICAL = Text("，关键任务 {critical} 项", ", {critical} critical")
_LATE = Text("，{late} 项超期", ", {late} overdue")
_PART = Text("。图中 {rows} 行，{first} 至 {last}", ". {rows} rows, {first} to {last}")
_ABOUT = 760  # pixels for a whole plan, to measure the corners of its links by
_ONE = timedelta(days=1)
# So much of the calendar after a plan can still be moved to.
_BEYOND = timedelta(days=120)


@dataclass(frozen=True)
class View:
    """What of a plan is drawn and how: the zoom, what the colour means (state or department), and where the time axis begins."""

    zoom: str
    by: str
    begins_on: date | None = None


def gantt(
    plan: Plan,
    tasks: pl.DataFrame,
    leaves: pl.DataFrame,
    words: Words,
    view: View,
    today: date,
    buffer: tuple[date, date] | None = None,
) -> Drawing:
    """The chart of some of a plan's tasks.

    tasks: the rows drawn; leaves: the tasks that the finding counts; buffer: its first and last day, where it is drawn.
    """
    looks = gantt_rows.colours(plan.tasks, words, view.by)
    first, last = span(tasks, today, buffer)
    beyond = last + _BEYOND
    behind = gantt_days.behind(first, beyond, today, words.language, plan.calendar if view.zoom in SHADED else None)
    top = [] if behind.is_empty() else [gantt_rows.besides("calendar", "", first, last)]
    end = []
    if buffer:
        note = gantt_rows.days(*buffer, today)
        end = [gantt_rows.besides("buffer", gantt_rows.BUFFER.say(words.language), *buffer, note)]
    bars = gantt_rows.bars(tasks, looks, view.by, words, today)
    rows = pl.concat([pl.DataFrame(top, schema=bars.schema), bars, pl.DataFrame(end, schema=bars.schema)])
    lines = gantt_links.elbows(rows, gantt_links.drawn(tasks, plan.links)[0], _stub(view.zoom, first, last))
    title = finding(leaves, words)
    alt = title + _PART.say(words.language, rows=tasks.height, first=tasks["starts_on"].min(), last=tasks["due_on"].max())
    monday = first - _ONE * first.weekday()
    days = {"low": view.begins_on or first, "high": last + _ONE, "beyond": beyond, "monday": monday}
    return Drawing(
        layout(words.language, view.zoom, tuple(dict.fromkeys(looks.values()))),
        rows,
        alt,
        title,
        {"days": behind, "links": lines},
        {"panel": gantt_rows.panel(rows), **{name: parts.millis(day) for name, day in days.items()}},
    )


def prepare(language: Language) -> None:
    """Build what every chart by state is drawn with, in each zoom, before it is asked for."""
    words = Words(language, {}, {})
    states = tuple(gantt_rows.colours(pl.DataFrame(), words, "state").values())
    for zoom in ZOOMS:
        _ = layout(language, zoom, states).body


def span(tasks: pl.DataFrame, today: date, buffer: tuple[date, date] | None = None) -> tuple[date, date]:
    """The first and last day that the chart has to show, with some room: planned, frozen, buffer, or today for what is late."""
    firsts = [*tasks["starts_on"], *tasks["baseline_starts_on"].drop_nulls()]
    lasts = [*tasks["due_on"], *tasks["baseline_due_on"].drop_nulls(), *([buffer[1]] if buffer else [])]
    lasts += [today] if tasks["overdue"].any() else []
    first, last = min(firsts), max(lasts)
    # Room for what stands beside the last bars.
    return first - max(_ONE * 2, (last - first) / 60), last + max(timedelta(days=7), (last - first) / 4)


def finding(leaves: pl.DataFrame, words: Words) -> str:
    """How many tasks, how many of them critical and overdue, and when the last is planned to be done."""
    critical, late = int(leaves["critical"].sum()), int(leaves["overdue"].sum())
    found = (_FOUND if leaves.height > 1 else _FOUND_ONE).say(words.language, n=leaves.height, finish=leaves["due_on"].max())
    found += _CRITICAL.say(words.language, critical=critical) if critical else ""
    return found + (_LATE.say(words.language, late=late) if late else "")


def reserve(finish: date, length: int, percent: float, calendar: WorkCalendar) -> tuple[date, date] | None:
    """The first and last day of a buffer after the finish: that many per cent of a critical path of length working days, rounded up."""
    days = ceil(length * percent / 100 - 1e-9)
    if days <= 0:
        return None
    first = finish + _ONE
    while not calendar.is_working_day(first):
        first += _ONE
    # The first is the day that add_working_days does not count.
    return first, calendar.add_working_days(datetime.combine(first, time(), calendar.zone), days - 1).astimezone(calendar.zone).date()


def _stub(zoom: str, first: date, last: date) -> int:
    """Some four pixels, in milliseconds."""
    pixels = ZOOMS[zoom].pixels or _ABOUT / max(1, (last - first).days)
    return round(4 * DAY / pixels)
