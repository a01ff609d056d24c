"""Compliance charts: departments against families of promises, and the rate week by week."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from core.charts import parts
from core.charts.style import BAD, GOOD, QUIET, ROWS, TEXT, WATCH, Drawing, Layout, Signal, ink
from core.text import Language, Text

_TOTAL = Text("合计", "Total")
_LEVELS = (
    (GOOD, Text("达标（≥{target}）", "On target (≥{target})")),
    (WATCH, Text("接近（≥{near}）", "Near (≥{near})")),
    (BAD, Text("未达标（<{near}）", "Off target (<{near})")),
    (QUIET, Text("暂无到期", "None due")),
)
_RATE = Text("兑现率", "Compliance")
_COUNTS = {"state": Text("状态", "State"), "rate_text": _RATE, "kept": Text("兑现", "Kept"), "broken": Text("违约", "Broken")}
_CELL = {"department": Text("部门", "Department"), "family": Text("承诺", "Promises"), **_COUNTS, "running": Text("未到期", "Not due yet")}
_WEEK = {"week_text": Text("周（周一）", "Week (Monday)"), **_COUNTS}

_AIM = Text("目标 {target}", "Target {target}")
_NO_RATE = Text("还没有到期的承诺，暂无兑现率", "No promise has come due yet")
_MATRIX = Text("承诺兑现率 {rate}，目标 {target}", "{rate} of promises kept, target {target}")
_LOWEST = Text("；{name}最低，{rate}（{n} 项）", "; {name} lowest at {rate} (n = {n})")
_SPREAD = Text("。{down} 个部门，{across} 类承诺", ". {down} departments, {across} kinds of promise")
_TREND = Text("最近一周（{week} 起）兑现率 {rate}，目标 {target}", "{rate} kept in the week of {week}, target {target}")
_SO_FAR = Text("本周至今（{week} 起）兑现率 {rate}，目标 {target}", "{rate} kept so far this week (from {week}), target {target}")
_WHOLE_WEEK = Text("；上一整周 {rate}", "; {rate} in the last whole week")
_STEP = Text("，较前一周 {step:+.0f} 个百分点", ", {step:+.0f} points on the week before")
_WEEKS = Text("。共 {n} 周，最低 {low}，最高 {high}", ". {n} week(s), lowest {low}, highest {high}")
# Columns of a name that stays on one line, as high as its row.
_ONE_LINE = 40


def matrix(
    frame: pl.DataFrame,
    language: Language,
    departments: Mapping[int, str],
    families: Mapping[str, str],
    target: float = 0.9,
    near: float = 0.75,
    *,
    brief: bool = False,
) -> Drawing:
    """Departments down, families of promises across, in the frame's order; each cell its rate, its mark and what it rests on.

    brief: one line a cell, without what it rests on, so that all departments fit on a slide.
    frame: one row per department and family (department, family, kept, broken, running, rate). A null department or family is a total.
    """
    levels = _levels(language, target, near)
    total = _TOTAL.say(language)
    down, across = _totals_last(frame["department"]), _totals_last(frame["family"])
    names = {key: total if key is None else departments.get(key, f"#{key}") for key in down}
    heads = {key: total if key is None else families.get(key, key) for key in across}
    lines = {key: parts.place(key, parts.wrap(name, _ONE_LINE if brief else 12)) for key, name in names.items()}
    columns = {key: parts.place(key, _two_lines(head, language)) for key, head in heads.items()}
    rows = []
    for row in frame.to_dicts():
        department, family, rate = row["department"], row["family"], row["rate"]
        signal, words = levels[_level(rate, target, near)]
        rows.append(
            {"department": names[department], "down": down[department], "row": lines[department]}
            | {"family": heads[family], "across": across[family], "column": columns[family], "rate_text": parts.percent(rate)}
            | ({"brief": signal.say(parts.percent(rate)) if rate is not None else ""} if brief else {})
            | {"kept": row["kept"], "broken": row["broken"], "running": row["running"], "state": words}
            | {"note": "" if rate is None or brief else f"{signal.glyph} {row['kept'] + row['broken']}"}
            | {"strength": 0.15 if rate is None else 1.0, "ink": TEXT if rate is None else ink(signal.colour)}
        )
    table = pl.DataFrame(rows, schema=_MATRIX_ROWS | ({"brief": pl.String} if brief else {}))
    return Drawing(_matrix_layout(language, target, near, brief), table, *_matrix_words(frame, language, departments, target))


def trend(frame: pl.DataFrame, language: Language, today: date, target: float = 0.9, near: float = 0.75) -> Drawing:
    """The rate week by week against its target; a week with nothing decided is a gap, and that of today is not over.

    frame: one row per week (week Date, kept, broken, rate).
    """
    levels = _levels(language, target, near)
    weeks = frame.sort("week").to_dicts()
    rows = [
        {
            "week_text": row["week"].isoformat(),
            "rate": row["rate"],
            "rate_text": parts.percent(row["rate"]),
        }
        | {"kept": row["kept"], "broken": row["broken"], "state": levels[_level(row["rate"], target, near)][1]}
        for row in weeks
    ]
    decided = [row for row in weeks if row["rate"] is not None]
    return Drawing(
        _trend_layout(language, target, near), pl.DataFrame(rows, schema=_TREND_ROWS), *_trend_words(decided, language, today, target)
    )


_MATRIX_ROWS = (
    dict.fromkeys(("department", "row", "family", "column", "rate_text", "note", "state", "ink"), pl.String)
    | dict.fromkeys(("down", "across", "kept", "broken", "running"), pl.Int64)
    | {"strength": pl.Float64}
)
_TREND_ROWS = (
    dict.fromkeys(("kept", "broken"), pl.Int64) | dict.fromkeys(("week_text", "rate_text", "state"), pl.String) | {"rate": pl.Float64}
)


@lru_cache(maxsize=16)
def _matrix_layout(language: Language, target: float, near: float, brief: bool) -> Layout:
    levels = _levels(language, target, near)
    slanted = language is Language.EN
    # Beside a table there is the same room everywhere: what hung on the width would be laid out twice, and cut the second time.
    angle: Any = (-70 if brief else parts.if_narrow(-70, 0)) if slanted else 0
    align: Any = ("left" if brief else parts.if_narrow("'left'", "'center'")) if slanted else "center"
    baseline: Any = ("middle" if brief else parts.if_narrow("'middle'", "'bottom'")) if slanted else "bottom"
    base = alt.Chart(ROWS).encode(
        x=alt.X("column:N", sort=alt.EncodingSortField("across", op="min"), title=None)
        .scale(paddingInner=0.06, paddingOuter=0)
        .axis(
            orient="top",
            labelExpr=parts.label(),
            labelAngle=angle,
            labelAlign=align,
            labelBaseline=baseline,
            labelOverlap=False,
            labelFlush=False,
            labelLimit=160,
            labelPadding=22,
            labelFontSize=parts.if_narrow(10, 12),
        ),
        y=alt.Y("row:N", sort=alt.EncodingSortField("down", op="min"), title=None)
        .scale(paddingInner=0.08, paddingOuter=0)
        # A limit that hung on the width would chase it: the labels take from the width they are measured by.
        .axis(labelExpr=parts.label(), labelLimit=100, labelOverlap=False, labelFlush=False, labelPadding=8),
        tooltip=parts.tips(_CELL, language),
    )
    cell = parts.chosen("row", "column")
    cells = base.mark_rect(cornerRadius=3, cursor="pointer", stroke=QUIET.colour).encode(
        color=parts.colour(levels).legend(None),
        opacity=alt.Opacity("strength:Q", scale=None),
        strokeWidth=alt.condition(cell, alt.value(3), alt.value(0), empty=False),
    )
    inked = parts.inked()
    if brief:
        words = [base.mark_text(fontSize=14, fontWeight="bold").encode(text="brief:N", color=inked)]
    else:
        rate = base.mark_text(dy=-6, fontSize=parts.if_narrow(10, 13), fontWeight="bold").encode(text="rate_text:N", color=inked)
        words = [rate, base.mark_text(dy=10, fontSize=parts.if_narrow(9, 11)).encode(text="note:N", color=inked)]
    legend: dict[str, Any] = {"columns": 2 if slanted else len(levels)} if brief else {}
    chart = alt.layer(cells.add_params(cell), *words, parts.key(levels, **legend))
    # Slanted heads take from the height of a slide.
    step = alt.Step(38 if not brief else 20 if slanted else 24)
    return Layout(chart.resolve_scale(color="independent", shape="independent").properties(height=step))


@lru_cache(maxsize=16)
def _trend_layout(language: Language, target: float, near: float) -> Layout:
    levels = _levels(language, target, near)[:3]
    high = alt.Scale(zero=False, domainMax=1)
    # A place for each week, not a time axis: its ticks would fall on Sundays.
    weeks = alt.X("week_text:O", title=None).axis(labelExpr="slice(datum.label, 5)", labelAngle=0, labelOverlap=True)
    base = alt.Chart(ROWS).encode(x=weeks, tooltip=parts.tips(_WEEK, language))
    line = base.mark_line(strokeWidth=2, color=GOOD.colour).encode(
        y=alt.Y("rate:Q", title=_RATE.say(language), scale=high).axis(format=".0%", tickCount=5)
    )
    points = base.mark_point(filled=True, size=70, opacity=1, cursor="pointer").encode(
        y=alt.Y("rate:Q", scale=high, axis=None), color=parts.colour(levels).legend(None), shape=parts.shape(levels).legend(None)
    )
    aim = parts.rule(target, _AIM.say(language, target=parts.percent(target)), high)
    chart = (
        alt.layer(aim, line, points.add_params(parts.chosen("week_text")), parts.key(levels))
        .resolve_axis(y="independent")
        .resolve_scale(color="independent", shape="independent")
    )
    return Layout(chart.properties(height=240))


def _level(rate: float | None, target: float, near: float) -> int:
    """The place in _LEVELS of a rate."""
    if rate is None:
        return 3
    return 0 if rate >= target else 1 if rate >= near else 2


def _levels(language: Language, target: float, near: float) -> list[tuple[Signal, str]]:
    limits = {"target": parts.percent(target), "near": parts.percent(near)}
    return [(signal, words.say(language, **limits)) for signal, words in _LEVELS]


def _two_lines(head: str, language: Language) -> list[str]:
    """A column's heading; a short one stands on the lower line."""
    lines = parts.wrap(head, 6 if language is Language.ZH else 9)
    return [*[""] * (2 - len(lines)), *lines]


def _totals_last(keys: pl.Series) -> dict[Any, int]:
    """The place of each key: as they first appear, the total (null) after them."""
    order = sorted(dict.fromkeys(keys.to_list()), key=lambda key: key is None)
    return {key: place for place, key in enumerate(order)}


def _matrix_words(frame: pl.DataFrame, language: Language, departments: Mapping[int, str], target: float) -> tuple[str, str]:
    """Alt text and title: the whole's rate, and the department furthest below the target."""
    cells = frame.filter(pl.col("department").is_not_null() & pl.col("family").is_not_null())
    kept, broken = int(cells["kept"].sum()), int(cells["broken"].sum())
    if not kept + broken:
        return _NO_RATE.say(language), _NO_RATE.say(language)
    title = _MATRIX.say(language, rate=parts.percent(kept / (kept + broken)), target=parts.percent(target))
    behind = frame.filter(pl.col("department").is_not_null() & pl.col("family").is_null() & (pl.col("rate") < target)).sort("rate")
    if behind.height:
        row: dict[str, Any] = behind.row(0, named=True)
        name = departments.get(row["department"], f"#{row['department']}")
        title += _LOWEST.say(language, name=name, rate=parts.percent(row["rate"]), n=row["kept"] + row["broken"])
    down, across = (frame[column].drop_nulls().n_unique() for column in ("department", "family"))
    return title + _SPREAD.say(language, down=down, across=across), title


def _trend_words(decided: Sequence[Mapping[str, Any]], language: Language, today: date, target: float) -> tuple[str, str]:
    """Alt text and title: the newest week's rate, against the target and the week before."""
    if not decided:
        return _NO_RATE.say(language), _NO_RATE.say(language)
    last = decided[-1]
    running = last["week"] + timedelta(days=6) >= today
    words = {"week": f"{last['week']:%m-%d}", "rate": parts.percent(last["rate"]), "target": parts.percent(target)}
    title = (_SO_FAR if running else _TREND).say(language, **words)
    if running and len(decided) > 1:
        # A week that still runs is not compared with a whole one.
        title += _WHOLE_WEEK.say(language, rate=parts.percent(decided[-2]["rate"]))
    elif len(decided) > 1:
        title += _STEP.say(language, step=100 * (last["rate"] - decided[-2]["rate"]))
    rates = [row["rate"] for row in decided]
    spread = _WEEKS.say(language, n=len(rates), low=parts.percent(min(rates)), high=parts.percent(max(rates)))
    return title + spread, title
