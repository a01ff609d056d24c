"""The days behind a Gantt chart: today, what is not worked, public holidays and make-up workdays."""

from datetime import date
from itertools import groupby
from typing import Any

import polars as pl

from core.charts import parts
from core.charts.gantt_rows import DAY
from core.text import Language, Text
from core.workdays import WorkCalendar, is_working_day_series

SCHEMA: dict[str, type[pl.DataType]] = {
    "kind": pl.String,
    **dict.fromkeys(("start", "middle", "end"), pl.Int64),
    **dict.fromkeys(("mark", "dates", "means"), pl.String),
}
TIPS = {"dates": Text("日期", "Date"), "means": Text("说明", "Meaning")}
_MEANS = {
    "weekend": Text("周末", "Weekend"),
    "holiday": Text("公众假期", "Public holiday"),
    "make_up": Text("调休上班", "Make-up workday"),
}
_MARKS = {"holiday": Text("休", "H"), "make_up": Text("班", "W")}
_TODAY = Text("今天 {day}", "Today {day}")


def behind(first: date, last: date, today: date, language: Language, calendar: WorkCalendar | None) -> pl.DataFrame:
    """One row per run of days of one kind between two dates that are no plain workdays, and one for today: SCHEMA.

    Without a calendar there is today alone.
    """
    rows = [_row("today", [today], _TODAY, _TODAY, language)] if first <= today <= last else []
    if calendar:
        days = pl.date_range(first, last, eager=True)
        kinds = [_kind(day, calendar, worked=worked) for day, worked in zip(days, is_working_day_series(calendar, days), strict=True)]
        runs = [(kind, [day for day, _ in run]) for kind, run in groupby(zip(days, kinds, strict=True), lambda one: one[1])]
        rows += [_row(kind, run, _MARKS.get(kind), _MEANS[kind], language) for kind, run in runs if kind]
    return pl.DataFrame(rows, schema=SCHEMA)


def _kind(day: date, calendar: WorkCalendar, *, worked: bool) -> str | None:
    weekend = not calendar.week.get(day.weekday())
    if worked:
        return "make_up" if weekend else None
    # The weekend inside a holiday belongs to it: the notice names its days one by one.
    return "holiday" if day in calendar.exceptions or not weekend else "weekend"


def _row(kind: str, run: list[date], mark: Text | None, means: Text, language: Language) -> dict[str, Any]:
    start, end = parts.millis(run[0]), parts.millis(run[-1]) + DAY
    dates, day = f"{run[0]}" if len(run) == 1 else f"{run[0]} – {run[-1]}", f"{run[0]:%m-%d}"
    said = {"mark": mark and mark.say(language, day=day), "means": means.say(language, day=day)}
    return {"kind": kind, "start": start, "middle": (start + end) // 2, "end": end, "dates": dates, **said}
