"""A promise's clock drawn: a row per day, or per week where there are many, with what counts, what does not, and its moments."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import altair as alt
import polars as pl

from core.charts import bullets, parts
from core.charts.style import BAD, GOOD, QUIET, ROWS, WATCH, Drawing, Layout, Signal
from core.text import Language, Text

_BAR = "M-1,-0.15L1,-0.15L1,0.15L-1,0.15Z"
# What counts is thick, what does not is thin, a pause is hollow: the states are told apart without their colours.
_LOOKS: Mapping[str, tuple[Signal, str, Text]] = {
    "counted": (Signal(GOOD.colour, "■", "square"), "thick", Text("计入", "Counted")),
    "make_up": (Signal("#00856A", "✚", "cross"), "thick", Text("调休上班，计入", "Make-up workday, counted")),
    "start_day": (Signal("#A2559B", "◆", "diamond"), "half", Text("当天，不算一天", "That very day, not one of the days")),
    "paused": (Signal(WATCH.colour, "▲", "triangle-up"), "hollow", Text("暂停", "Paused")),
    "late": (Signal(BAD.colour, "▼", "triangle-down"), "half", Text("超时", "Late")),
    "off": (Signal(QUIET.colour, "–", _BAR), "thin", Text("不计", "Not counted")),
}
_SHAPES: Mapping[str, Mapping[str, float]] = {
    "thick": {"height": 12, "edge": 0, "filled": 1},
    "half": {"height": 6, "edge": 0, "filled": 1},
    "thin": {"height": 2, "edge": 0, "filled": 0.6},
    "hollow": {"height": 12, "edge": 2, "filled": 0.1},
}
_DOT = 130
MARKS: Mapping[str, tuple[Signal, Text]] = {
    "opened": (Signal(GOOD.colour, "▶", "triangle-right"), Text("开始", "Start")),
    "warn": (Signal(WATCH.colour, "◆", "diamond"), Text("预警", "Warning")),
    "due": (Signal(BAD.colour, "■", "square"), Text("截止", "Due")),
    "kept": (Signal(GOOD.colour, "●", "circle"), Text("完成", "Done")),
    "event": (Signal(QUIET.colour, "✚", "cross"), Text("活动", "Event")),
    "now": (Signal(QUIET.colour, "▼", "triangle-down"), Text("现在", "Now")),
}
_WEEKDAYS = (Text("周一", "Mon"), Text("周二", "Tue"), Text("周三", "Wed"), Text("周四", "Thu"), Text("周五", "Fri"), Text("周六", "Sat"))
_SUNDAY = Text("周日", "Sun")
_KINDS = {"holiday": Text("放假", "holiday"), "weekend": Text("周末", "weekend"), "make_up": Text("调休上班", "make-up workday")}
_TIPS = {"from_to": Text("时间", "Time"), "state": Text("状态", "State"), "counts": Text("计入", "Counted")}
_HOURS, _DAYS = Text("时（{zone}）", "Hour ({zone})"), Text("天", "Day")
_MOST = 16  # rows of one day; beyond, a row is a week, and beyond that again four
_SCHEMA: dict[str, type[pl.DataType]] = {"at": pl.String, "from": pl.Float64, "to": pl.Float64, "state": pl.String}
_SCHEMA |= dict.fromkeys(("from_to", "counts", "mark"), pl.String) | dict.fromkeys(("height", "edge", "filled", "dot"), pl.Float64)
_DAY = timedelta(days=1)


def timeline(
    segments: pl.DataFrame, marks: Sequence[tuple[str, datetime, str]], zone: ZoneInfo, language: Language, title: str, told: str
) -> Drawing:
    """The stretches in rows of one day; whole days off in a run share a row, and long clocks have rows of one or four weeks.

    segments: what core.metrics.clock.segments gives; marks: a key of MARKS, its moment and what it is called, in order of time.
    told: the arithmetic in words, said by a screen reader.
    """
    stretches = [(row["day"], row["start"].astimezone(zone), row["end"].astimezone(zone), row) for row in segments.iter_rows(named=True)]
    marked = [(_local_day(key, at.astimezone(zone)), at.astimezone(zone), key, name) for key, at, name in marks]
    days: dict[date, list[str]] = {}
    for day, *_, row in stretches:
        days.setdefault(day, []).append(row["state"])
    first, last = min([*days, *(day for day, *_ in marked)]), max([*days, *(day for day, *_ in marked)])
    rows = _rows(first, last, days, {day for day, *_ in marked})
    wide = (rows[0][1] - rows[0][0]).days + 1 if len({(end - start).days for start, end in rows}) == 1 else 1
    place_of = {start + n * _DAY: place for place, (start, end) in enumerate(rows) for n in range((end - start).days + 1)}
    notes: dict[int, list[str]] = {}
    for day, at, key, name in marked:
        # In a row of a week the day matters, and several moments have room; the hour is in the tooltip and in the words.
        said = _clock(day, at) if wide == 1 else f"{day:%m-%d}"
        notes.setdefault(place_of[day], []).append(f"{MARKS[key][0].glyph} {name} {said}")
    labels = [
        parts.place(place, _label(start, end, days, wide, language), "  ".join(notes.get(place, [])))
        for place, row in enumerate(rows)
        for start, end in [row]
    ]
    known = {name: words.say(language) for name, (_, _, words) in _LOOKS.items()}
    table: list[dict[str, Any]] = []
    for day, start, end, row in stretches:
        look = row["state"] if row["state"] in _LOOKS else "off"
        begin, place = rows[place_of[day]][0], place_of[day]
        merged = wide == 1 and rows[place][0] != rows[place][1]
        if merged and day != begin:
            continue
        table.append(
            {"at": labels[place], "from": _hours(begin, start), "to": 24.0 if merged else _hours(begin, end)}
            | {**_SHAPES[_LOOKS[look][1]], "dot": 0.0, "state": known[look], "from_to": f"{start:%m-%d %H:%M} – {_clock(day, end)}"}
            | {"counts": _length(row["minutes"], language)}
        )
    for day, at, key, name in marked:
        begin = rows[place_of[day]][0]
        stands = {"at": labels[place_of[day]], "from": _hours(begin, at), "to": _hours(begin, at), "mark": key, "state": name}
        table.append(stands | {**_SHAPES["thin"], "edge": 0.0, "dot": float(_DOT), "from_to": f"{day:%m-%d} {_clock(day, at)}"})
    drawn = tuple(name for name in _LOOKS if any(row["state"] == known[name] for row in table))
    # Rows come in the order of their places, whatever stands in them first.
    frame = pl.DataFrame(sorted(table, key=lambda row: int(row["at"].split("\x1f")[0])), schema=_SCHEMA)
    return Drawing(_layout(language, drawn, wide, zone.key), frame, told, title)


_ROW = 42


@lru_cache(maxsize=64)
def _layout(language: Language, drawn: tuple[str, ...], wide: int, zone: str) -> Layout:
    states = [(_LOOKS[name][0], _LOOKS[name][2].say(language)) for name in drawn]
    hours = wide * 24
    ticks = list(range(0, 25, 3)) if wide == 1 else [24 * day for day in range(0, wide + 1, 1 if wide == 7 else 7)]
    written = "datum.value" if wide == 1 else "datum.value / 24"
    title = (_HOURS if wide == 1 else _DAYS).say(language, **({"zone": zone} if wide == 1 else {}))
    across = alt.X("from:Q", title=title, scale=alt.Scale(domain=[0, hours], nice=False)).axis(
        values=ticks, labelExpr=written, grid=True, gridOpacity=0.35, tickCount=len(ticks)
    )
    base = alt.Chart(ROWS).encode(x=across, tooltip=parts.tips(_TIPS, language))
    scale = alt.Scale(domain=[words for _, words in states], range=[signal.colour for signal, _ in states])
    bars = base.mark_bar(yOffset=bullets.BELOW, strokeDash=[4, 2]).encode(
        x2="to:Q",
        y=bullets.names("left", 1),
        size=alt.Size("height:Q", scale=None),
        color=alt.Color("state:N", scale=scale, legend=None),
        stroke=alt.Stroke("state:N", scale=scale, legend=None),
        strokeWidth=alt.StrokeWidth("edge:Q", scale=None),
        fillOpacity=alt.FillOpacity("filled:Q", scale=None),
    )
    signs = [signal for signal, _ in MARKS.values()]
    points = base.mark_point(filled=True, opacity=1, yOffset=bullets.BELOW, stroke="white", strokeWidth=1.5).encode(
        y=bullets.names("right", 2),
        size=alt.Size("dot:Q", scale=None),
        shape=alt.Shape("mark:N", legend=None, scale=alt.Scale(domain=list(MARKS), range=[signal.shape for signal in signs])),
        color=alt.Color("mark:N", legend=None, scale=alt.Scale(domain=list(MARKS), range=[signal.colour for signal in signs])),
    )
    chart = alt.layer(bars, points, parts.key(states)).resolve_axis(y="independent")
    chart = chart.resolve_scale(color="independent", shape="independent", stroke="independent", size="independent")
    return Layout(chart.properties(height=alt.Step(_ROW)))


def _rows(first: date, last: date, days: Mapping[date, Sequence[str]], marked: set[date]) -> list[tuple[date, date]]:
    """The first and last day of each row."""
    every = [first + n * _DAY for n in range((last - first).days + 1)]
    runs: list[tuple[date, date]] = []
    kind = None
    for day in every:
        states = set(days.get(day, ()))
        off = next(iter(states)) if len(states) == 1 and states <= {"holiday", "weekend"} and day not in marked else None
        if runs and off and off == kind:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
        kind = off
    if len(runs) <= _MOST:
        return runs
    wide = 7 if len(every) <= 7 * 2 * _MOST else 28
    monday = first - first.weekday() * _DAY
    return [
        (start, start + (wide - 1) * _DAY) for n in range(-(-((last - monday).days + 1) // wide)) for start in [monday + n * wide * _DAY]
    ]


def _label(start: date, end: date, days: Mapping[date, Sequence[str]], wide: int, language: Language) -> str:
    if wide > 1:
        return f"{start:%m-%d} – {end:%m-%d}"
    states = set(days.get(start, ()))
    kind = next((words.say(language) for name, words in _KINDS.items() if name in states), "")
    if start != end:
        return f"{start:%m-%d} – {end:%m-%d} · {kind}"
    weekday = weekday_of(start, language)
    return f"{start:%m-%d} {weekday} · {kind}" if kind else f"{start:%m-%d} {weekday}"


def weekday_of(day: date, language: Language) -> str:
    """The day of the week in that language."""
    return (*_WEEKDAYS, _SUNDAY)[day.weekday()].say(language)


def _local_day(key: str, at: datetime) -> date:
    # Midnight is the end of the day before, as it is written; what begins then begins the day.
    return at.date() - _DAY if at.time() == time() and key != "opened" else at.date()


def _hours(begin: date, at: datetime) -> float:
    return (at.replace(tzinfo=None) - datetime.combine(begin, time())) / timedelta(hours=1)


def _clock(day: date, at: datetime) -> str:
    return "24:00" if at.time() == time() and at.date() > day else f"{at:%H:%M}"


def _length(minutes: float, language: Language) -> str:
    hours, rest = divmod(round(minutes), 60)
    if not minutes:
        return parts.NOTHING
    words = Text(f"{hours} 小时 {rest} 分", f"{hours} h {rest} min") if hours else Text(f"{rest} 分", f"{rest} min")
    return words.say(language)
