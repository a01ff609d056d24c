"""Risk charts: how many open risks stand where, by probability and impact."""

from functools import lru_cache

import altair as alt
import polars as pl

from core.charts import parts
from core.charts.style import QUIET, ROWS, SIGNALS, Drawing, Layout, ink, word
from core.text import Language, Text

_TIPS = {
    "probability": Text("可能性", "Probability"),
    "impact": Text("影响程度", "Impact"),
    "score": Text("风险值", "Score"),
    "state": Text("等级", "Band"),
    "count": Text("风险数", "Risks"),
}
_BANDS = ("low", "medium", "high")
_RANGE = Text("{band}（{low}–{high} 分）", "{band} ({low}–{high})")
_NONE = Text("目前没有未关闭的风险", "No open risk")
_SOME = Text("未关闭风险 {n} 项，其中高风险 {high} 项", "{n} open risk(s), {high} of them high")
_SPREAD = Text("，中风险 {medium} 项，低风险 {low} 项", ", {medium} medium, {low} low")
_SCHEMA = dict.fromkeys(("probability", "impact", "score", "count"), pl.Int64) | dict.fromkeys(("state", "text", "ink"), pl.String)


def heatmap(frame: pl.DataFrame, language: Language, medium_from: int = 5, high_from: int = 15) -> Drawing:
    """Probability up, impact right; a cell shows its count, its band by colour and mark, and can be chosen.

    frame: one row per cell (probability, impact 1–5, count). The selection parameter "cell" gives back probability and impact.
    """
    states = _states(language, medium_from, high_from)
    counts = dict.fromkeys(_BANDS, 0)
    rows = []
    for probability, impact, count in frame.select("probability", "impact", "count").iter_rows():
        score = probability * impact
        band = "high" if score >= high_from else "medium" if score >= medium_from else "low"
        signal = SIGNALS["risk_band"][band]
        counts[band] += count
        rows.append(
            {"probability": probability, "impact": impact, "score": score, "state": states[band], "count": count}
            | {"text": signal.say(str(count)) if count else "", "ink": ink(signal.colour), "strength": 1.0 if count else 0.16}
        )
    table = pl.DataFrame(rows, schema=_SCHEMA | {"strength": pl.Float64})
    layout = _layout(language, medium_from, high_from)
    total = sum(counts.values())
    if not total:
        return Drawing(layout, table, _NONE.say(language), _NONE.say(language))
    title = _SOME.say(language, n=total, high=counts["high"])
    return Drawing(layout, table, title + _SPREAD.say(language, medium=counts["medium"], low=counts["low"]), title)


@lru_cache(maxsize=16)
def _layout(language: Language, medium_from: int, high_from: int) -> Layout:
    states = [(SIGNALS["risk_band"][band], words) for band, words in _states(language, medium_from, high_from).items()]
    cell = alt.selection_point(name="cell", fields=["probability", "impact"], on="click", clear="dblclick")
    base = alt.Chart(ROWS).encode(
        x=alt.X("impact:O", title=_TIPS["impact"].say(language))
        .scale(domain=[1, 2, 3, 4, 5], paddingInner=0.05, paddingOuter=0)
        .axis(labelAngle=0, labelPadding=6, labelFlush=False),
        y=alt.Y("probability:O", title=_TIPS["probability"].say(language))
        .scale(domain=[5, 4, 3, 2, 1], paddingInner=0.05, paddingOuter=0)
        .axis(labelPadding=6, labelFlush=False),
        tooltip=parts.tips(_TIPS, language),
    )
    cells = base.mark_rect(cornerRadius=3, cursor="pointer", stroke=QUIET.colour).encode(
        color=parts.colour(states).legend(None),
        opacity=alt.Opacity("strength:Q", scale=None),
        strokeWidth=parts.framed(cell),
    )
    text = base.mark_text(fontSize=15, fontWeight="bold").encode(text="text:N", color=parts.inked())
    chart = alt.layer(cells.add_params(cell), text, parts.key(states)).resolve_scale(color="independent", shape="independent")
    return Layout(chart.properties(height=alt.Step(52)))


def _states(language: Language, medium_from: int, high_from: int) -> dict[str, str]:
    """The words of each band, with its scores."""
    limits = {"low": (1, medium_from - 1), "medium": (medium_from, high_from - 1), "high": (high_from, 25)}
    return {band: _RANGE.say(language, band=word("risk_band", band, language), low=low, high=high) for band, (low, high) in limits.items()}
