"""Departments against each other: where each stands, how sure that is, and the way each has come."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from core.charts import amounts, parts
from core.charts.style import BAD, GOOD, QUIET, ROWS, Drawing, Layout, Signal
from core.text import Language, Text

_STATES: Mapping[str, tuple[Signal, Text]] = {
    "worse": (BAD, Text("差于全公司", "Worse than the company")),
    "same": (QUIET, Text("与全公司不能区分", "Not distinguishable")),
    "better": (GOOD, Text("好于全公司", "Better than the company")),
}
_PLAIN: Mapping[str, tuple[Signal, Text]] = {"value": (GOOD, Text("数值", "Value"))}
_TIPS = {
    "name": Text("部门", "Department"),
    "value_text": Text("数值", "Value"),
    "n_text": Text("样本 n", "n"),
    "between": Text("95% 置信区间", "95 % interval"),
    "state": Text("与全公司相比", "Against the company"),
}
_STRIP_TIPS = {
    "name": Text("部门", "Department"),
    "when": Text("时期", "Period"),
    "value_text": Text("数值", "Value"),
    "n_text": Text("样本 n", "n"),
}
_NOTE = Text("{value} · n = {n}", "{value} · n = {n}")
_NOBODY = Text("{name}：这段时间没有数据", "{name}: nothing in this span")
_RANKED = Text(
    "{measure}：全公司 {company}；{worse} 个部门更差且区间不含全公司，{same} 个不能区分",
    "{measure}: company {company}; {worse} worse with the company outside their interval, {same} not distinguishable",
)
_WORST = Text("{measure}：{name}最需关注，{value}（n = {n}）", "{measure}: {name} needs attention most, {value} (n = {n})")
_WAY = Text("各部门的走势（灰线为全公司，同一刻度，最差在前）", "The way of each (grey: the company; one scale, worst first)")
_ALONE = Text("各部门的走势（同一刻度，最多在前）", "The way of each (one scale, the most first)")
_BETWEEN = Text("{low} – {high}", "{low} – {high}")
_RANKED_ROWS: dict[str, type[pl.DataType]] = dict.fromkeys(("row", "name", "value_text", "n_text", "between", "state"), pl.String) | {
    "key": pl.Int64,
    "value": pl.Float64,
    "low": pl.Float64,
    "high": pl.Float64,
}
_STRIP_ROWS: dict[str, type[pl.DataType]] = dict.fromkeys(("row", "kind", "when", "name", "value_text", "n_text", "x"), pl.String) | {
    "key": pl.Int64,
    "value": pl.Float64,
}
ROW = 46


def ranking(
    frame: pl.DataFrame, company: float | None, measure: str, unit: str, language: Language, names: Mapping[int, str], *, down: bool = False
) -> Drawing:
    """A bar for each group in the frame's order, its interval as a whisker, the company as a line.

    frame: group, value, n, low, high (null for what is no share), apart. The selection parameter "cell" gives back key, the group.
    """
    sure = frame["low"].is_not_null().any()
    states = _words(language, _STATES if sure else _PLAIN)
    rows = []
    for place, row in enumerate(frame.iter_rows(named=True)):
        name, value, state = (
            names.get(row["group"], f"#{row['group']}"),
            amounts.told(row["value"], unit, language),
            _state(row, company, sure, down),
        )
        note = _NOTE.say(language, value=value, n=f"{row['n']:,}")
        between = parts.NOTHING
        if row["low"] is not None:
            between = _BETWEEN.say(language, low=amounts.told(row["low"], unit, language), high=amounts.told(row["high"], unit, language))
        rows.append(
            {"row": _row(place, f"{states[state][0].glyph} {name}" if sure else name, note), "name": name, "key": row["group"]}
            | {"value": row["value"], "low": row["low"], "high": row["high"], "value_text": value, "n_text": f"{row['n']:,}"}
            | {"between": between, "state": states[state][1]}
        )
    table = pl.DataFrame(rows, schema=_RANKED_ROWS)
    layout = _ranking_layout(language, unit, sure=bool(sure))
    more = {"company": pl.DataFrame({"at": [] if company is None else [company]}, schema={"at": pl.Float64})}
    if not rows:
        words = _NOBODY.say(language, name=measure)
        return Drawing(layout, table, words, words, more)
    if sure:
        counts = {state: sum(row["state"] == words for row in rows) for state, (_, words) in states.items()}
        title = _RANKED.say(language, measure=measure, company=amounts.told(company, unit, language), **counts)
    else:
        first = rows[0]
        title = _WORST.say(language, measure=measure, name=first["name"], value=first["value_text"], n=first["n_text"])
    return Drawing(layout, table, title, title, more)


def strips(
    frame: pl.DataFrame, whole: pl.DataFrame, order: Mapping[int, str], labels: Mapping[Any, tuple[str, str]], unit: str, language: Language
) -> Drawing:
    """A small line for each group, one below the other on the same scale, with the company's own line behind each.

    frame: period, group, value, n; whole: period, value, none where groups only add up; order: the groups and their names, in order;
    labels: how each period is called, in full and in short. The selection parameter "cell" gives back key, the group.
    """
    periods = {period: parts.place(f"{place:04d}", short) for place, (period, (_, short)) in enumerate(labels.items())}
    company = whole.select("period", "value").rows()
    rows = []
    for place, (group, name) in enumerate(order.items()):
        row = _row(place, name, "")
        same = {"row": row, "name": name, "key": group}
        rows += [same | {"kind": "company", "x": periods[period], "value": value} for period, value in company]
        for period, value, n in frame.filter(pl.col("group") == group).select("period", "value", "n").iter_rows():
            told = {"when": labels[period][0], "value_text": amounts.told(value, unit, language), "n_text": f"{n:,}"}
            rows.append(same | told | {"kind": "own", "x": periods[period], "value": value})
    table = pl.DataFrame(rows, schema=_STRIP_ROWS)
    title = (_ALONE if whole.is_empty() else _WAY).say(language)
    return Drawing(_strip_layout(language, unit), table, title, title)


def _row(place: int, name: str, note: str) -> str:
    return parts.place(f"{place:04d}", [*parts.wrap(name, 24), *([note] if note else [])])


def _words(language: Language, states: Mapping[str, tuple[Signal, Text]]) -> dict[str, tuple[Signal, str]]:
    return {key: (signal, words.say(language)) for key, (signal, words) in states.items()}


def _state(row: Mapping[str, Any], company: float | None, sure: bool, down: bool) -> str:
    if not sure:
        return "value"
    if not row["apart"] or company is None:
        return "same"
    return "worse" if (row["value"] < company) != down else "better"


@lru_cache(maxsize=32)
def _ranking_layout(language: Language, unit: str, *, sure: bool) -> Layout:
    states = list(_words(language, _STATES if sure else _PLAIN).values())
    cell = alt.selection_point(name="cell", fields=["key"], on="click", clear="dblclick")
    base = alt.Chart(ROWS).encode(y=_down(), tooltip=parts.tips(_TIPS if sure else dict(list(_TIPS.items())[:3]), language))

    def across(field: str) -> alt.X:
        return alt.X(field, title=amounts.axis(unit, language)).stack(None).axis(**amounts.ticks(unit), tickCount=4)

    bars = base.mark_bar(height=14, cornerRadiusEnd=3, cursor="pointer").encode(
        x=across("value:Q"), color=parts.colour(states).legend(None), opacity=alt.when(cell).then(alt.value(0.45)).otherwise(alt.value(0.2))
    )
    layers = [bars.add_params(cell)]
    if sure:
        state = parts.colour(states).legend(None)
        layers.append(base.mark_rule(strokeWidth=2.5).encode(x=across("low:Q"), x2="high:Q", color=state))
        layers += [base.mark_tick(thickness=2.5, size=12).encode(x=across(f"{end}:Q"), color=state) for end in ("low", "high")]
    company = alt.Chart(alt.NamedData(name="company")).mark_rule(strokeDash=[5, 4], strokeWidth=1.5, color=QUIET.colour, tooltip=None)
    layers.append(company.encode(x=across("at:Q")))
    if sure:
        layers.append(parts.key(states))
    chart = alt.layer(*layers).resolve_scale(color="independent", shape="independent")
    return Layout(chart.properties(height=alt.Step(ROW)))


@lru_cache(maxsize=16)
def _strip_layout(language: Language, unit: str) -> Layout:
    cell = alt.selection_point(name="cell", fields=["key"], on="click", clear="dblclick")
    scale = alt.Scale(zero=unit in ("count", "points", "hours"))
    base = alt.Chart(ROWS).encode(
        x=alt.X("x:O", title=None, scale=alt.Scale(paddingOuter=0.3)).axis(
            labelExpr=parts.label(), labelAngle=0, labelOverlap=True, grid=False
        ),
        y=_down(grid=False),
        yOffset=alt.YOffset("value:Q", scale=scale),
        detail="key:N",
    )
    own = base.transform_filter("datum.kind === 'own'")
    layers: list[alt.Chart] = [
        base.transform_filter("datum.kind === 'company'").mark_line(strokeWidth=1.5, color=QUIET.colour, opacity=0.55, tooltip=None),
        own.mark_line(strokeWidth=2.5, color=GOOD.colour, tooltip=None),
        own.mark_point(filled=True, size=26, color=GOOD.colour, opacity=1, tooltip=None),
        own.mark_point(filled=True, size=260, opacity=0, cursor="pointer")
        .encode(tooltip=parts.tips(_STRIP_TIPS, language))
        .add_params(cell),
    ]
    chart = alt.layer(*layers).resolve_scale(color="independent")
    return Layout(chart.properties(height=alt.Step(ROW)))


def _down(*, grid: bool = True) -> alt.Y:
    return alt.Y("row:N", title=None, scale=alt.Scale(paddingInner=0.25, paddingOuter=0.1)).axis(
        labelExpr=parts.label(), labelLimit=150, labelOverlap=False, labelFlush=False, labelPadding=8, grid=grid
    )
