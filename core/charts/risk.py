"""Risk charts: how many open risks stand where, by probability and impact."""

import altair as alt
import polars as pl

from core.charts import parts
from core.charts.style import SIGNALS, Drawing, ink, word
from core.text import Language, Text

_TIPS = {
    "probability_text": Text("可能性", "Probability"),
    "impact_text": Text("影响程度", "Impact"),
    "score": Text("风险值", "Score"),
    "state": Text("等级", "Band"),
    "count": Text("风险数", "Risks"),
}
_RANGE = Text("{band}（{low}–{high} 分）", "{band} ({low}–{high})")
_NONE = Text("目前没有未关闭的风险", "No open risk")
_SOME = Text("未关闭风险 {n} 项，其中高风险 {high} 项", "{n} open risks, {high} of them high")
_SPREAD = Text("，中风险 {medium} 项，低风险 {low} 项", ", {medium} medium, {low} low")


def heatmap(frame: pl.DataFrame, language: Language, medium_from: int = 5, high_from: int = 15) -> Drawing:
    """Probability up, impact right; a cell shows its count, its band by colour and mark, and can be chosen.

    frame: one row per cell (probability, impact 1–5, count). The selection parameter "cell" gives back probability and impact.
    """
    signals = SIGNALS["risk_band"]
    limits = {"low": (1, medium_from - 1), "medium": (medium_from, high_from - 1), "high": (high_from, 25)}
    states = {
        band: signals[band].say(_RANGE.say(language, band=word("risk_band", band, language), low=low, high=high))
        for band, (low, high) in limits.items()
    }
    counts = dict.fromkeys(limits, 0)
    rows = []
    for probability, impact, count in frame.select("probability", "impact", "count").iter_rows():
        score = probability * impact
        band = "high" if score >= high_from else "medium" if score >= medium_from else "low"
        counts[band] += count
        rows.append(
            {"probability": probability, "impact": impact, "probability_text": str(probability), "impact_text": str(impact)}
            | {"score": score, "state": states[band], "count": count, "text": signals[band].say(str(count)) if count else ""}
            | {"strength": 1.0 if count else 0.16, "ink": ink(signals[band].colour)}
        )
    cell = alt.selection_point(name="cell", fields=["probability", "impact"], on="click", clear="dblclick")
    steps = {"paddingInner": 0.05, "paddingOuter": 0.0, "domain": [1, 2, 3, 4, 5]}
    base = alt.Chart(parts.data(rows)).encode(
        x=alt.X("impact:O", title=_TIPS["impact_text"].say(language), scale=alt.Scale(**steps)).axis(labelAngle=0, labelPadding=6),
        y=alt.Y("probability:O", title=_TIPS["probability_text"].say(language), sort="descending", scale=alt.Scale(**steps)).axis(
            labelPadding=6
        ),
        tooltip=parts.tips(_TIPS, language),
    )
    cells = base.mark_rect(cornerRadius=3, cursor="pointer").encode(
        color=alt.Color(
            "state:N",
            scale=parts.colours([(signals[band], words) for band, words in states.items()]),
            legend=parts.legend(),
        ),
        opacity=alt.when(cell).then(alt.Opacity("strength:Q", scale=None)).otherwise(alt.value(0.12)),
    )
    text = base.mark_text(fontSize=15, fontWeight="bold").encode(text="text:N", color=alt.Color("ink:N", scale=None))
    chart = alt.layer(cells.add_params(cell), text).properties(height=alt.Step(52))
    total = sum(counts.values())
    if not total:
        return Drawing(chart, _NONE.say(language), _NONE.say(language))
    title = _SOME.say(language, n=total, high=counts["high"])
    return Drawing(chart, title + _SPREAD.say(language, medium=counts["medium"], low=counts["low"]), title)
