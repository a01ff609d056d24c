"""Progress charts: each project's plan against what is done."""

from collections.abc import Mapping

import polars as pl

from core.charts import parts
from core.charts.bullets import ROW_SCHEMA, layout
from core.charts.style import SIGNALS, Drawing
from core.text import Language, Text

_BANDS = {
    "none": Text("正常", "On plan"),
    "low": Text("低度偏差", "Slightly behind"),
    "medium": Text("中度偏差", "Behind"),
    "high": Text("高度偏差", "Far behind"),
}
_TIPS = {
    "project": Text("项目", "Project"),
    "planned": Text("计划进度", "Planned"),
    "done": Text("实际进度", "Actual"),
    "gap": Text("进度偏差", "Deviation"),
    "state": Text("预警", "Warning"),
}
_AXIS = Text("完成比例（彩条为实际，竖线为计划）", "Share complete (bar: actual, line: planned)")
_BEHIND = Text("落后 {points} 点", "{points} pt behind")
_AHEAD = Text("领先 {points} 点", "{points} pt ahead")
_EVEN = Text("与计划一致", "As planned")
_NONE = Text("没有进行中的项目", "No project under way")
_FINE = Text("{n} 个项目进度均在正常范围", "Within their plan: all {n} project(s)")
_LATE = Text(
    "{n} 个项目中 {late} 个进度预警，{name}落后最多（{points} 点）", "Behind: {late} of {n} project(s); {name} most, by {points} points"
)
_FAR = Text("。其中高度偏差 {high} 个", ". {high} far behind")


def projects(frame: pl.DataFrame, language: Language, names: Mapping[int, str]) -> Drawing:
    """A bullet per project, the furthest behind its plan first.

    frame: one row per project (project, planned, actual and deviation in per cent 0–100, band of the dictionary warning_band).
    """
    signals = SIGNALS["warning_band"]
    states = {band: words.say(language) for band, words in _BANDS.items()}
    ordered = frame.sort("deviation", descending=True, nulls_last=True).to_dicts()
    rows = []
    for row in ordered:
        name, note = names.get(row["project"], f"#{row['project']}"), gap(row["deviation"], language)
        rows.append(
            {"at": parts.place(row["project"], signals[row["band"]].say(name), note), "state": states[row["band"]]}
            | {"actual": _share(row["actual"]), "expected": _share(row["planned"]), "project": name, "gap": note}
            | {"planned": parts.percent(_share(row["planned"])), "done": parts.percent(_share(row["actual"]))}
        )
    table = pl.DataFrame(rows, schema=ROW_SCHEMA | dict.fromkeys(_TIPS, pl.String))
    shape = layout(tuple((signals[band], words) for band, words in states.items()), _AXIS.say(language), tuple(_TIPS.items()), language)
    late = [row for row in ordered if row["band"] != "none"]
    if not ordered:
        title = _NONE.say(language)
    elif not late:
        title = _FINE.say(language, n=len(ordered))
    else:
        worst = ordered[0]
        points = parts.number(round(worst["deviation"], 1))
        title = _LATE.say(language, n=len(ordered), late=len(late), name=names.get(worst["project"], f"#{worst['project']}"), points=points)
    far = sum(row["band"] == "high" for row in ordered)
    return Drawing(shape, table, title + (_FAR.say(language, high=far) if far else ""), title)


def gap(deviation: float | None, language: Language) -> str:
    """A deviation in words: behind, ahead or as planned; a dash where it is not known."""
    if deviation is None:
        return parts.NOTHING
    points = round(abs(deviation), 1)
    if not points:
        return _EVEN.say(language)
    return (_BEHIND if deviation > 0 else _AHEAD).say(language, points=parts.number(points))


def _share(per_cent: float | None) -> float | None:
    return None if per_cent is None else per_cent / 100
