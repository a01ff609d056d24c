"""Charts of who carries what: each holder's tasks under each letter, and his open R tasks week by week."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from core.charts import parts
from core.charts.style import BAD, QUIET, ROWS, SEQUENTIAL, Drawing, Layout, Signal, ink, word
from core.text import Language, Text

_LETTER, _WEEK = Text("职责", "Letter"), Text("周（周一）", "Week (Monday)")
_CARRIED_TIPS = {"name": Text("谁", "Who"), "letter_text": _LETTER, "tasks": Text("任务数", "Tasks")}
_LOAD_TIPS = {
    "name": Text("谁", "Who"),
    "week_text": _WEEK,
    "tasks": Text("负责的未完成任务", "Open R tasks"),
    "days": Text("合计工作日", "Working days"),
}
_WITHIN = Text("{limit} 项以内", "{limit} or fewer")
_BEYOND = Text("超过 {limit} 项", "More than {limit}")
_EMPTY = Text("还没有分配职责", "No letters yet")
_IDLE = Text("未来 {weeks} 周没有负责中的任务", "No open R task in the next {weeks} weeks")
_MOST = Text("{name}负责（R）的任务最多：{n} 项，共 {all} 项", "{name} is responsible (R) for most: {n} of {all} tasks")
_FINE = Text(
    "未来 {weeks} 周无人超过 {limit} 项；最多的是{name}，{week} 起一周 {n} 项",
    "Nobody has more than {limit} R tasks in a week for {weeks} weeks; {name} most, {n} in the week of {week}",
)
_OVER = Text(
    "未来 {weeks} 周有 {people} 人超过 {limit} 项；{name}最多，{week} 起一周 {n} 项",
    "More than {limit} R tasks in a week: {people} in the next {weeks} weeks; {name} most, {n} in the week of {week}",
)
_MANY = Text(
    "未来 {weeks} 周{name}负责的任务最多：{week} 起一周 {n} 项",
    "{name} has most R tasks in the next {weeks} weeks: {n} in the week of {week}",
)
_BY_LETTER = Text("；共 {holders} 个，{letters}", "; {holders} in all, {letters}")
_ROW = 30
_CARRIED: dict[str, type[pl.DataType]] = dict.fromkeys(("row", "name", "letter", "letter_text", "text", "colour", "ink"), pl.String)
_LOAD: dict[str, type[pl.DataType]] = dict.fromkeys(("row", "name", "week", "week_text", "text", "colour", "ink"), pl.String)
_NUMBERS: dict[str, type[pl.DataType]] = dict.fromkeys(("holder", "down", "tasks"), pl.Int64) | {"strength": pl.Float64}


def carried(frame: pl.DataFrame, language: Language, names: Mapping[int, str]) -> Drawing:
    """Holders down, R A C I across, each cell its number of tasks; a cell can be chosen.

    frame: one row per holder and letter (holder, letter, tasks), zeros too. Who is responsible for most comes first. The selection
    parameter "cell" gives back holder and letter.
    """
    responsible = frame.filter(pl.col("letter") == "R").sort("tasks", "holder", descending=[True, False])
    down, most = {holder: place for place, holder in enumerate(responsible["holder"])}, max(frame["tasks"], default=1)
    rows = [
        _cell(names, down, holder, tasks, most)
        | {"letter": letter, "letter_text": word("raci_letter", letter, language), "text": str(tasks or ""), "tasks": tasks}
        for holder, letter, tasks in frame.select("holder", "letter", "tasks").iter_rows()
        if holder in down
    ]
    table, layout = pl.DataFrame(rows, schema=_CARRIED | _NUMBERS), _layout(language, "letter", _LETTER, tuple(_CARRIED_TIPS.items()), ())
    if not rows:
        return Drawing(layout, table, _EMPTY.say(language), _EMPTY.say(language))
    first = responsible.row(0, named=True)
    title = _MOST.say(language, name=_name(names, first["holder"]), n=first["tasks"], all=responsible["tasks"].sum())
    sums = dict(frame.group_by("letter").agg(pl.col("tasks").sum()).iter_rows())
    letters = " ".join(f"{letter} {sums[letter]}" for letter in dict.fromkeys(frame["letter"]))
    return Drawing(layout, table, title + _BY_LETTER.say(language, holders=len(down), letters=letters), title)


def workload(frame: pl.DataFrame, language: Language, names: Mapping[int, str], weeks: int, limit: int | None) -> Drawing:
    """Holders down, weeks across, each cell the number of open R tasks; beyond the limit it is marked. A cell can be chosen.

    frame: one row per holder and week (holder, week Date, tasks, days). limit None: nobody can have too many. The selection parameter
    "cell" gives back holder and week (an ISO day).
    """
    sums = (
        frame.group_by("holder")
        .agg(pl.col("tasks").max(), pl.col("days").sum())
        .sort("tasks", "days", "holder", descending=[True, True, False])
    )
    down, most = {holder: place for place, holder in enumerate(sums["holder"])}, max(frame["tasks"], default=1)
    rows = [
        _cell(names, down, holder, tasks, most, over=limit is not None and tasks > limit)
        | {"week": week.isoformat(), "week_text": week.isoformat(), "tasks": tasks, "days": days}
        for holder, week, tasks, days in frame.select("holder", "week", "tasks", "days").iter_rows()
    ]
    table = pl.DataFrame(rows, schema=_LOAD | _NUMBERS | {"days": pl.Int64})
    layout = _layout(language, "week", _WEEK, tuple(_LOAD_TIPS.items()), _states(language, limit))
    if not rows:
        return Drawing(layout, table, _IDLE.say(language, weeks=weeks), _IDLE.say(language, weeks=weeks))
    top = frame.sort("tasks", "week", "holder", descending=[True, False, False]).row(0, named=True)
    over = frame.filter(pl.col("tasks") > limit)["holder"].n_unique() if limit is not None else 0
    week: date = top["week"]
    said = {"weeks": weeks, "limit": limit, "name": _name(names, top["holder"]), "week": f"{week:%m-%d}", "n": top["tasks"], "people": over}
    title = (_OVER if over else _FINE if limit is not None else _MANY).say(language, **said)
    return Drawing(layout, table, title, title)


def _cell(names: Mapping[int, str], down: Mapping[int, int], holder: int, tasks: int, most: int, *, over: bool = False) -> dict[str, Any]:
    """What every cell has: its row, and its number on a shade of how many there are."""
    shade = BAD.colour if over else SEQUENTIAL[min(len(SEQUENTIAL) - 1, 1 + tasks * 7 // max(most, 1))]
    name = _name(names, holder)
    return {
        "row": parts.place(holder, parts.wrap(name, 14)),
        "name": name,
        "holder": holder,
        "down": down[holder],
        "text": BAD.say(str(tasks)) if over else str(tasks or ""),
        "colour": shade,
        "ink": ink(shade),
        "strength": 1.0 if tasks else 0.12,
    }


def _name(names: Mapping[int, str], holder: int) -> str:
    return names.get(holder, f"#{holder}")


def _states(language: Language, limit: int | None) -> tuple[tuple[Signal, str], ...]:
    if limit is None:
        return ()
    shaded = Signal(SEQUENTIAL[5], "●", "circle")
    return (shaded, _WITHIN.say(language, limit=limit)), (BAD, _BEYOND.say(language, limit=limit))


@lru_cache(maxsize=16)
def _layout(
    language: Language, across: str, title: Text, tips: tuple[tuple[str, Text], ...], states: tuple[tuple[Signal, str], ...]
) -> Layout:
    cell = alt.selection_point(name="cell", fields=["holder", across], on="click", clear="dblclick")
    base = alt.Chart(ROWS).encode(
        x=alt.X(f"{across}:O", title=title.say(language), sort=["R", "A", "C", "I"] if across == "letter" else "ascending")
        .scale(paddingInner=0.06, paddingOuter=0)
        .axis(
            orient="top",
            labelAngle=0,
            labelFlush=False,
            labelOverlap=False,
            labelPadding=6,
            labelFontSize=parts.if_narrow(9, 12),
            labelExpr="datum.label" if across == "letter" else "slice(datum.label, 5)",
        ),
        y=alt.Y("row:N", sort=alt.EncodingSortField("down", op="min"), title=None)
        .scale(paddingInner=0.08, paddingOuter=0)
        .axis(labelExpr=parts.label(), labelLimit=110, labelOverlap=False, labelFlush=False, labelPadding=8, labelLineHeight=12),
        tooltip=parts.tips(dict(tips), language),
    )
    cells = base.mark_rect(cornerRadius=3, cursor="pointer", stroke=QUIET.colour).encode(
        color=alt.Color("colour:N", scale=None),
        opacity=alt.Opacity("strength:Q", scale=None),
        strokeWidth=parts.framed(cell),
    )
    text = base.mark_text(fontSize=parts.if_narrow(11, 13), fontWeight="bold").encode(text="text:N", color=parts.inked())
    layers = [cells.add_params(cell), text, *([parts.key(states)] if states else [])]
    return Layout(alt.layer(*layers).resolve_scale(color="independent", shape="independent").properties(height=alt.Step(_ROW)))
