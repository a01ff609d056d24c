"""Who waits on whom: departments that ask down, departments that answer across."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from core.charts import amounts, parts
from core.charts.style import BAD, GOOD, QUIET, ROWS, SEQUENTIAL, WATCH, Drawing, Layout, Signal, ink
from core.text import Language, Text

# What a cell can show.
LOOKS: Mapping[str, Text] = {
    "rate": Text("兑现率", "Compliance"),
    "median": Text("中位用时", "Median time"),
    "n": Text("需求数", "Requests"),
}
_LEVELS = (
    (GOOD, Text("达标（≥{target}）", "On target (≥{target})")),
    (WATCH, Text("接近（≥{near}）", "Near (≥{near})")),
    (BAD, Text("未达标（<{near}）", "Off target (<{near})")),
    (QUIET, Text("到期少于 {few} 项", "Fewer than {few} due")),
)
_TARGET, _NEAR = 0.9, 0.75
_TIPS = {
    "from_text": Text("提出部门", "Asked by"),
    "to_text": Text("响应部门", "Answered by"),
    "n_text": Text("需求数", "Requests"),
    "kept": Text("兑现", "Kept"),
    "broken": Text("违约", "Broken"),
    "running": Text("未到期", "Not due yet"),
    "rate_text": Text("兑现率", "Compliance"),
    "median_text": Text("中位用时", "Median time"),
}
_NONE = Text("这段时间没有跨部门需求", "No requests between departments in this span")
_WAITS = Text(
    "{asker}等{answerer}最久：中位 {time}（n = {n}）；共 {all} 次交接",
    "{asker} waits longest for {answerer}: median {time} (n = {n}); {all} hand-offs in all",
)
_COUNT = Text("共 {all} 次交接", "{all} hand-offs in all")
_ASKED, _ANSWERS = Text("提出部门", "Asked by"), Text("响应部门", "Answered by")
# A median of fewer says little.
FEW = 3
_SCHEMA: dict[str, type[pl.DataType]] = dict.fromkeys(
    ("row", "column", "from_text", "to_text", "n_text", "rate_text", "median_text", "text", "note", "colour", "ink"), pl.String
) | dict.fromkeys(("down", "across", "from", "to", "kept", "broken", "running"), pl.Int64)


def matrix(frame: pl.DataFrame, language: Language, names: Mapping[int, str], look: str = "rate") -> Drawing:
    """One cell for each pair that has requests, in the colours of look (of LOOKS).

    frame: from, to, n, kept, broken, running, rate, median_minutes. The selection parameter "cell" gives back from and to.
    """
    places = [group for group in names if group in set(frame["from"]) | set(frame["to"])]
    most = max((row[_FIELD[look]] or 0 for row in frame.iter_rows(named=True)), default=0)
    down = {group: place for place, group in enumerate(places)}
    rows = [
        _cell(row, down, names, language, look, most) for row in frame.iter_rows(named=True) if row["from"] in down and row["to"] in down
    ]
    table = pl.DataFrame(rows, schema=_SCHEMA)
    title = _title(frame, names, language)
    return Drawing(_layout(language, look), table, title, title)


_FIELD = {"rate": "n", "median": "median_minutes", "n": "n"}


def _cell(
    row: Mapping[str, Any], down: Mapping[int, int], names: Mapping[int, str], language: Language, look: str, most: float
) -> dict[str, Any]:
    rate, minutes, n = row["rate"], row["median_minutes"], row["n"]
    if look == "rate":
        signal = QUIET if rate is None else GOOD if rate >= _TARGET else WATCH if rate >= _NEAR else BAD
        decided = row["kept"] + row["broken"]
        # Of a few a rate says little: its glyph stays, its colour does not.
        colour = signal.colour if decided >= FEW else QUIET.colour
        text, note = parts.percent(rate), f"{signal.glyph} {decided}"
    else:
        amount = n if look == "n" else minutes or 0
        colour = SEQUENTIAL[min(len(SEQUENTIAL) - 1, 1 + int(amount * 7 / (most or 1)))]
        text = f"{n}" if look == "n" else _brief(minutes)
        note = "" if look == "n" else f"n {n}"
    return {
        "row": parts.place(row["from"], parts.wrap(names[row["from"]], 14)),
        "column": parts.place(row["to"], parts.wrap(names[row["to"]], 6 if language is Language.ZH else 40), names[row["to"]]),
        "down": down[row["from"]],
        "across": down[row["to"]],
        "from": row["from"],
        "to": row["to"],
        "from_text": names[row["from"]],
        "to_text": names[row["to"]],
        "n_text": f"{n:,}",
        "kept": row["kept"],
        "broken": row["broken"],
        "running": row["running"],
        "rate_text": parts.percent(rate),
        "median_text": amounts.took(minutes, language),
        "text": text,
        "note": note,
        "colour": colour,
        "ink": ink(colour),
    }


def _brief(minutes: float | None) -> str:
    """A length of time in the width of a cell."""
    if minutes is None:
        return parts.NOTHING
    hours = minutes / 60
    return f"{hours / 24:.0f}d" if hours >= 240 else f"{hours / 24:.1f}d" if hours >= 24 else f"{hours:.0f}h"


def _title(frame: pl.DataFrame, names: Mapping[int, str], language: Language) -> str:
    if frame.is_empty():
        return _NONE.say(language)
    everything = f"{frame['n'].sum():,}"
    apart = (
        frame.filter(pl.col("from") != pl.col("to"), pl.col("n") >= FEW)
        .drop_nulls("median_minutes")
        .sort("median_minutes", descending=True)
    )
    if apart.is_empty():
        return _COUNT.say(language, all=everything)
    row = apart.row(0, named=True)
    time = amounts.took(row["median_minutes"], language)
    asker, answerer = (names.get(row[side], f"#{row[side]}") for side in ("from", "to"))
    return _WAITS.say(language, asker=asker, answerer=answerer, time=time, n=row["n"], all=everything)


@lru_cache(maxsize=8)
def _layout(language: Language, look: str) -> Layout:
    slanted = language is Language.EN
    cell = alt.selection_point(name="cell", fields=["from", "to"], on="click", clear="dblclick")
    base = alt.Chart(ROWS).encode(
        x=alt.X("column:N", sort=alt.EncodingSortField("across", op="min"), title=_ANSWERS.say(language))
        .scale(paddingInner=0.06, paddingOuter=0)
        .axis(
            orient="top",
            # On a phone a cell is as wide as one character: the names stand on end, in one line.
            labelExpr=f"width < {parts.NARROW} ? {parts.label(2)} : {parts.label()}",
            labelAngle=parts.if_narrow(-70, -35 if slanted else 0),
            labelAlign=parts.if_narrow("'left'", "'left'" if slanted else "'center'"),
            labelBaseline=parts.if_narrow("'middle'", "'middle'" if slanted else "'bottom'"),
            labelOverlap=False,
            labelFlush=False,
            labelLimit=180,
            labelPadding=parts.if_narrow(6, 8 if slanted else 26),
            labelFontSize=parts.if_narrow(9, 11),
            titlePadding=8,
        ),
        y=alt.Y("row:N", sort=alt.EncodingSortField("down", op="min"), title=_ASKED.say(language))
        .scale(paddingInner=0.08, paddingOuter=0)
        .axis(labelExpr=parts.label(), labelLimit=120, labelOverlap=False, labelFlush=False, labelPadding=6),
        tooltip=parts.tips(_TIPS, language),
    )
    cells = base.mark_rect(cornerRadius=3, cursor="pointer").encode(
        color=alt.Color("colour:N", scale=None), opacity=alt.when(cell).then(alt.value(1)).otherwise(alt.value(0.35))
    )
    inked = alt.Color("ink:N", scale=None)
    said = parts.if_narrow("replace(datum.text, '%', '')", "datum.text")
    value = base.mark_text(dy=-6, fontSize=parts.if_narrow(9, 12), fontWeight="bold", text=said).encode(color=inked)
    note = base.mark_text(dy=9, fontSize=parts.if_narrow(8, 10)).encode(text="note:N", color=inked)
    layers: list[alt.Chart] = [cells.add_params(cell), value, note]
    if look == "rate":
        limits = {"target": parts.percent(_TARGET), "near": parts.percent(_NEAR), "few": FEW}
        states: list[tuple[Signal, str]] = [(signal, words.say(language, **limits)) for signal, words in _LEVELS]
        layers.append(parts.key(states))
    chart = alt.layer(*layers).resolve_scale(color="independent", shape="independent")
    return Layout(chart.properties(height=alt.Step(36)))
