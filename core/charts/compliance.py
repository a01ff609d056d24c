"""Compliance charts: departments against kinds of promise, and the rate week by week."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import altair as alt
import polars as pl

from core.charts import parts
from core.charts.style import BAD, GOOD, QUIET, WATCH, Drawing, Signal, ink
from core.text import Language, Text

_TOTAL = Text("合计", "Total")
_LEVELS = (
    (GOOD, Text("达标（≥{target}）", "On target (≥{target})")),
    (WATCH, Text("接近（≥{near}）", "Near (≥{near})")),
    (BAD, Text("未达标（<{near}）", "Off target (<{near})")),
    (QUIET, Text("暂无到期", "Nothing due yet")),
)
_COUNTS = {
    "state": Text("状态", "State"),
    "rate_text": Text("兑现率", "Compliance"),
    "kept": Text("兑现", "Kept"),
    "broken": Text("违约", "Broken"),
}
_CELL = {
    "department_name": Text("部门", "Department"),
    "kind_name": Text("承诺", "Promise"),
    **_COUNTS,
    "running": Text("未到期", "Not due yet"),
}
_WEEK = {"week_text": Text("周（周一）", "Week (Monday)"), **_COUNTS}

_AIM = Text("目标 {target}", "Target {target}")
_NO_RATE = Text("还没有到期的承诺，暂无兑现率", "No promise has come due yet")
_MATRIX = Text("承诺兑现率 {rate}，目标 {target}", "{rate} of promises kept, target {target}")
_LOWEST = Text("；{name}最低，{rate}（{n} 项）", "; {name} lowest at {rate} (n = {n})")
_TREND = Text("最近一周（{week} 起）兑现率 {rate}，目标 {target}", "{rate} kept in the week of {week}, target {target}")
_SPREAD = Text("。{down} 个部门，{across} 类承诺", ". {down} departments, {across} kinds of promise")
_WEEKS = Text("。共 {n} 周，最低 {low}，最高 {high}", ". {n} weeks, lowest {low}, highest {high}")
_STEP = Text("，较前一周 {step:+.0f} 个百分点", ", {step:+.0f} points on the week before")


def matrix(
    frame: pl.DataFrame,
    language: Language,
    departments: Mapping[int, str],
    kinds: Mapping[str, str],
    target: float = 0.9,
    near: float = 0.75,
) -> Drawing:
    """Departments down, kinds of promise across, in the frame's order; each cell its rate, its mark and how many promises that rests on.

    frame: one row per department and kind (department, kind, kept, broken, running, rate). A null department or kind is a total.
    """
    levels = _levels(language, target, near)
    total = _TOTAL.say(language)
    names = {str(key): name for key, name in departments.items()} | {"": total}
    heads = {**kinds, "": total}
    rows = []
    for row in frame.to_dicts():
        signal, words = levels[_level(row["rate"], target, near)]
        down, across = "" if row["department"] is None else str(row["department"]), row["kind"] or ""
        known = row["rate"] is not None
        rows.append(
            {"department": down, "department_name": names.get(down, f"#{down}"), "kind": across, "kind_name": heads.get(across, across)}
            | {"kept": row["kept"], "broken": row["broken"], "running": row["running"], "rate_text": parts.percent(row["rate"])}
            | {"note": f"{signal.glyph} {row['kept'] + row['broken']}" if known else "", "state": words, "strength": 1 if known else 0.15}
            | {"ink": ink(signal.colour) if known else signal.colour, "weight": "" in {down, across}}
        )
    across = _totals_last([row["kind"] for row in rows])
    down = _totals_last([row["department"] for row in rows])
    slanted = language is Language.EN
    base = alt.Chart(parts.data(rows)).encode(
        x=alt.X("kind:N", sort=across, title=None, scale=alt.Scale(paddingInner=0.06, paddingOuter=0)).axis(
            orient="top",
            labelExpr=parts.lookup({key: parts.wrap(heads.get(key, key), 10 if slanted else 6) for key in across}),
            labelAngle=parts.if_narrow(-70, 0) if slanted else 0,
            labelAlign=parts.if_narrow("'left'", "'center'") if slanted else "center",
            labelBaseline=parts.if_narrow("'middle'", "'bottom'") if slanted else "bottom",
            labelOverlap=False,
            labelLimit=160,
            labelPadding=6,
        ),
        y=alt.Y("department:N", sort=down, title=None, scale=alt.Scale(paddingInner=0.08, paddingOuter=0)).axis(
            labelExpr=parts.lookup({key: names.get(key, f"#{key}") for key in down}),
            labelLimit=parts.if_narrow(76, 200),
            labelOverlap=False,
            labelPadding=8,
        ),
        tooltip=parts.tips(_CELL, language),
    )
    cells = base.mark_rect(cornerRadius=3).encode(
        color=alt.Color("state:N", scale=parts.colours(levels), legend=parts.legend()), opacity=alt.Opacity("strength:Q", scale=None)
    )
    colour = alt.Color("ink:N", scale=None)
    rate = base.mark_text(dy=-6, fontSize=parts.if_narrow(10, 13), fontWeight="bold").encode(text="rate_text:N", color=colour)
    note = base.mark_text(dy=10, fontSize=parts.if_narrow(9, 11)).encode(text="note:N", color=colour)
    chart = alt.layer(cells, rate, note).properties(height=alt.Step(38))
    return Drawing(chart, *_matrix_words(frame, language, names, target))


def trend(frame: pl.DataFrame, language: Language, target: float = 0.9, near: float = 0.75) -> Drawing:
    """The rate week by week against its target; a week with nothing decided is a gap.

    frame: one row per week (week Date, kept, broken, rate).
    """
    levels = _levels(language, target, near)
    weeks = frame.sort("week").to_dicts()
    rows = [
        {
            "week": parts.millis(row["week"]),
            "week_text": row["week"].isoformat(),
            "rate": row["rate"],
            "rate_text": parts.percent(row["rate"]),
        }
        | {"kept": row["kept"], "broken": row["broken"], "state": levels[_level(row["rate"], target, near)][1]}
        for row in weeks
    ]
    decided = [row for row in weeks if row["rate"] is not None]
    floor = max(0.0, int(min([target, 0.8, *(row["rate"] for row in decided)]) * 10 - 0.5) / 10)
    high = alt.Scale(domain=[floor, 1])
    ends = [parts.millis(weeks[0]["week"] - timedelta(3)), parts.millis(weeks[-1]["week"] + timedelta(3))] if weeks else [0, 1]
    base = alt.Chart(parts.data(rows)).encode(
        x=alt.X("week:T", title=None, scale=alt.Scale(type="utc", domain=ends)).axis(labelExpr=parts.DAYS, grid=False, tickCount=8),
        y=alt.Y("rate:Q", title=_COUNTS["rate_text"].say(language), scale=high).axis(format=".0%", tickCount=5),
    )
    line = base.mark_line(strokeWidth=2, color=GOOD.colour)
    points = base.mark_point(filled=True, size=70, opacity=1).encode(
        y=alt.Y("rate:Q", scale=high, axis=None),
        color=alt.Color("state:N", scale=parts.colours(levels[:3]), legend=parts.legend()),
        shape=alt.Shape("state:N", scale=parts.shapes(levels[:3])),
        tooltip=parts.tips(_WEEK, language),
    )
    aim = _AIM.say(language, target=parts.percent(target))
    chart = alt.layer(parts.rule(target, aim, high), line, points).resolve_axis(y="independent").properties(height=240)
    return Drawing(chart, *_trend_words(decided, language, target))


def _level(rate: float | None, target: float, near: float) -> int:
    """The place in _LEVELS of a rate."""
    if rate is None:
        return 3
    return 0 if rate >= target else 1 if rate >= near else 2


def _levels(language: Language, target: float, near: float) -> list[tuple[Signal, str]]:
    limits = {"target": parts.percent(target), "near": parts.percent(near)}
    return [(signal, signal.say(words.say(language, **limits))) for signal, words in _LEVELS]


def _totals_last(keys: Sequence[str]) -> list[str]:
    return sorted(dict.fromkeys(keys), key=lambda key: key == "")


def _matrix_words(frame: pl.DataFrame, language: Language, names: Mapping[str, str], target: float) -> tuple[str, str]:
    """Alt text and title: the whole's rate, and the department furthest below the target."""
    whole = frame.filter(pl.col("department").is_null() & pl.col("kind").is_null())
    rate: float | None = whole["rate"][0] if whole.height else None
    if rate is None:
        return _NO_RATE.say(language), _NO_RATE.say(language)
    title = _MATRIX.say(language, rate=parts.percent(rate), target=parts.percent(target))
    behind = frame.filter(pl.col("department").is_not_null() & pl.col("kind").is_null() & (pl.col("rate") < target)).sort("rate")
    if behind.height:
        row: dict[str, Any] = behind.row(0, named=True)
        name = names.get(str(row["department"]), f"#{row['department']}")
        title += _LOWEST.say(language, name=name, rate=parts.percent(row["rate"]), n=row["kept"] + row["broken"])
    down, across = (frame[column].drop_nulls().n_unique() for column in ("department", "kind"))
    return title + _SPREAD.say(language, down=down, across=across), title


def _trend_words(decided: Sequence[Mapping[str, Any]], language: Language, target: float) -> tuple[str, str]:
    if not decided:
        return _NO_RATE.say(language), _NO_RATE.say(language)
    last = decided[-1]
    title = _TREND.say(language, week=f"{last['week']:%m-%d}", rate=parts.percent(last["rate"]), target=parts.percent(target))
    if len(decided) > 1:
        title += _STEP.say(language, step=100 * (last["rate"] - decided[-2]["rate"]))
    rates = [row["rate"] for row in decided]
    spread = _WEEKS.say(language, n=len(rates), low=parts.percent(min(rates)), high=parts.percent(max(rates)))
    return title + spread, title
