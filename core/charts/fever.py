"""The fever chart: how much of its buffer a project uses, against how much of its critical path is completed."""

from functools import lru_cache

import altair as alt
import polars as pl

from core.charts import parts
from core.charts.style import BAD, GOOD, QUIET, ROWS, TEXT, WATCH, Drawing, Layout
from core.metrics.buffer import AMBER, RED
from core.text import Language, Text

SIGNALS = {"green": GOOD, "amber": WATCH, "red": BAD}
ZONES = {"green": Text("正常", "On course"), "amber": Text("关注", "Watch"), "red": Text("需采取措施", "Act")}
_TIPS = {
    "day": Text("截至", "As of"),
    "done_text": Text("关键路径完成", "Critical path completed"),
    "used_text": Text("缓冲消耗", "Buffer used"),
    "state": Text("区域", "Zone"),
}
_DONE, _USED = Text("关键路径完成比例", "Critical path completed"), Text("缓冲消耗比例", "Buffer used")
_TITLE = Text("关键路径完成 {done}，缓冲消耗 {used}：{zone}", "{done} of the critical path done, {used} of the buffer used: {zone}")
_NOTHING = Text("没有缓冲可以比较", "No buffer to compare with")
# What is used beyond this stands at the edge; its own figure is told.
_HIGHEST = 2.0
_SCHEMA = {"order": pl.Int64, "done": pl.Float64, "used": pl.Float64, "last": pl.Boolean, "label": pl.String}


def fever(points: pl.DataFrame, language: Language) -> Drawing:
    """The way of a project through the zones. points: day, done and used (shares), zone of core.metrics.buffer; oldest first, then now."""
    states = {zone: words.say(language) for zone, words in ZONES.items()}
    rows = [
        {"order": place, "done": done, "used": min(used, _HIGHEST), "last": place == points.height - 1, "day": str(day)}
        | {"label": f"{day:%m-%d}", "done_text": parts.percent(done), "used_text": parts.percent(used), "state": states[zone]}
        for place, (day, done, used, zone) in enumerate(points.select("day", "done", "used", "zone").iter_rows())
    ]
    table = pl.DataFrame(rows, schema=_SCHEMA | dict.fromkeys(_TIPS, pl.String))
    if not rows:
        return Drawing(_layout(language), table, _NOTHING.say(language), _NOTHING.say(language))
    now = rows[-1]
    zone = SIGNALS[points["zone"][-1]].say(str(now["state"]))
    title = _TITLE.say(language, done=now["done_text"], used=now["used_text"], zone=zone)
    return Drawing(_layout(language), table, title, title)


@lru_cache(maxsize=2)
def _layout(language: Language) -> Layout:
    across = alt.X("done:Q", title=_DONE.say(language), scale=alt.Scale(domain=[0, 1], nice=False, padding=8)).axis(
        format=".0%", grid=False
    )
    up = alt.Y("used:Q", title=_USED.say(language), scale=alt.Scale(domain=[0, _HIGHEST], nice=False)).axis(
        format=".0%", values=[0, 0.5, 1, 1.5, 2], grid=False
    )
    states = tuple((SIGNALS[zone], words.say(language)) for zone, words in ZONES.items())
    base = alt.Chart(ROWS).encode(x=across, y=up)
    way = base.mark_line(color=QUIET.colour, strokeWidth=1.5, tooltip=None).encode(order="order:Q")
    dots = base.mark_point(filled=True, opacity=1).encode(
        color=parts.colour(states).legend(None),
        shape=parts.shape(states).legend(None),
        size=alt.condition("datum.last", alt.value(190), alt.value(50)),
        tooltip=parts.tips(_TIPS, language),
    )
    named = base.transform_filter("datum.last").mark_text(dy=-16, fontWeight="bold", tooltip=None)
    chart = alt.layer(*_zones(across, up), way, dots, named.encode(text="label:N", color=alt.value(TEXT)), parts.key(states))
    return Layout(chart.resolve_scale(color="independent", shape="independent").properties(height=280))


def _zones(across: alt.X, up: alt.Y) -> list[alt.Chart]:
    """The zones as tinted areas between their lines."""
    lines = {"green": ((0.0, 0.0), AMBER), "amber": (AMBER, RED), "red": (RED, (_HIGHEST, _HIGHEST))}
    layers = []
    for zone, (low, high) in lines.items():
        corners = [{"done": float(end), "used": low[end], "top": high[end]} for end in (0, 1)]
        area: alt.Chart = alt.Chart(alt.Data(values=corners)).mark_area(  # type: ignore[no-untyped-call]
            color=SIGNALS[zone].colour, opacity=0.16, tooltip=None
        )
        layers.append(area.encode(x=across, y=up, y2="top:Q"))
    return layers
