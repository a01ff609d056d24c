"""How the risks moved: where they stand now, and what came to and left each cell since the meeting before."""

from functools import lru_cache
from typing import Any

import altair as alt
import polars as pl

from core.charts import parts
from core.charts.style import ROWS, SIGNALS, Drawing, Layout, ink, word
from core.text import Language, Text

MOVES = {
    "rose": Text("升高", "Rose"),
    "fell": Text("降低", "Fell"),
    "moved": Text("移动", "Moved"),
    "new": Text("新增", "New"),
    "gone": Text("关闭", "Closed"),
}
# None of them marks a band.
GLYPHS = {"rose": "↑", "fell": "↓", "moved": "↔", "new": "＋", "gone": "✕"}
_TIPS = {
    "probability": Text("可能性", "Probability"),
    "impact": Text("影响程度", "Impact"),
    "state": Text("等级", "Band"),
    "count": Text("现有风险", "Risks now"),
    "before": Text("上次", "Last time"),
    "told": Text("变化", "Movement"),
}
_BANDS = ("low", "medium", "high")
_TITLE = Text("现有 {n} 项开放风险，其中高风险 {high} 项（上次 {was} 项）", "{n} open risk(s), {high} of them high ({was} last time)")
_NONE = Text("目前没有未关闭的风险", "No open risk")
_ALT = Text("{title}；{moved}", "{title}; {moved}")
_LIST = Text("，", ", ")
_TOLD = Text("{move} {n}", "{move} {n}")
_STILL = Text("没有变化", "No movement")
_SCHEMA = (
    dict.fromkeys(("left", "right", "low", "high"), pl.Float64)
    | dict.fromkeys(("probability", "impact", "count", "before"), pl.Int64)
    | dict.fromkeys(("state", "told", "text", "moves", "ink"), pl.String)
    | {"strength": pl.Float64}
)


def movement(frame: pl.DataFrame, language: Language, medium_from: int = 5, high_from: int = 15) -> Drawing:
    """Probability up, impact right; a cell shows its count now, and below it with GLYPHS what came to it or left the register from it.

    frame: one row per risk open now or before: was_probability, was_impact, probability, impact (null where it was not open), move.
    """
    names = {band: word("risk_band", band, language) for band in _BANDS}
    now = _counts(frame, "probability", "impact")
    was = _counts(frame, "was_probability", "was_impact")
    moved = {(*cell, move): n for *cell, move, n in _moves(frame).iter_rows()}
    rows, totals = [], dict.fromkeys(_BANDS, 0)
    high_before = 0
    for probability in range(1, 6):
        for impact in range(1, 6):
            score, cell = probability * impact, (probability, impact)
            band = "high" if score >= high_from else "medium" if score >= medium_from else "low"
            signal, count = SIGNALS["risk_band"][band], now.get(cell, 0)
            totals[band] += count
            high_before += was.get(cell, 0) if band == "high" else 0
            here = {move: moved[(*cell, move)] for move in MOVES if (*cell, move) in moved}
            told = _LIST.say(language).join(_TOLD.say(language, move=MOVES[move].say(language), n=n) for move, n in here.items())
            rows.append(
                {"left": impact - 0.48, "right": impact + 0.48, "low": probability - 0.48, "high": probability + 0.48}
                | {"probability": probability, "impact": impact, "count": count, "before": was.get(cell, 0), "state": names[band]}
                | {"told": told or parts.NOTHING, "text": signal.say(str(count)) if count else ""}
                | {"moves": " ".join(f"{GLYPHS[move]}{n}" for move, n in here.items())}
                | {"ink": ink(signal.colour) if count else signal.colour, "strength": 1.0 if count else 0.16}
            )
    total = sum(totals.values())
    title = _TITLE.say(language, n=total, high=totals["high"], was=high_before) if total else _NONE.say(language)
    sums = frame.group_by("move").len().rows()
    spoken = [_TOLD.say(language, move=MOVES[move].say(language), n=n) for move, n in sorted(sums) if move in MOVES]
    alt_text = _ALT.say(language, title=title, moved=_LIST.say(language).join(spoken) or _STILL.say(language))
    return Drawing(_layout(language), pl.DataFrame(rows, schema=_SCHEMA), alt_text, title)


def _counts(frame: pl.DataFrame, probability: str, impact: str) -> dict[tuple[int, int], int]:
    counted = frame.drop_nulls([probability, impact]).group_by(probability, impact).len()
    return {(p, i): n for p, i, n in counted.iter_rows()}


def _moves(frame: pl.DataFrame) -> pl.DataFrame:
    """How many came to a cell, or left the register from it: probability, impact, move, n."""
    gone = pl.col("move") == "gone"
    cell = [pl.when(gone).then(f"was_{name}").otherwise(name).alias(name) for name in ("probability", "impact")]
    return frame.filter(pl.col("move").is_in(list(MOVES))).with_columns(cell).group_by("probability", "impact", "move").len()


@lru_cache(maxsize=2)
def _layout(language: Language) -> Layout:
    ranges: dict[str, Any] = {"domain": [0.5, 5.5], "nice": False}
    axis: dict[str, Any] = {"values": [1, 2, 3, 4, 5], "format": "d", "grid": False, "domain": False, "ticks": False}
    states = [(SIGNALS["risk_band"][band], word("risk_band", band, language)) for band in _BANDS]
    across = alt.Scale(**ranges)
    x = alt.X("impact:Q", title=_TIPS["impact"].say(language), scale=across, axis=alt.Axis(**axis))
    y = alt.Y("probability:Q", title=_TIPS["probability"].say(language), scale=across, axis=alt.Axis(**axis))
    base = alt.Chart(ROWS).encode(x=x, y=y, tooltip=parts.tips(_TIPS, language))
    cells = base.mark_rect(cornerRadius=4).encode(
        x=alt.X("left:Q", scale=across, title=_TIPS["impact"].say(language), axis=alt.Axis(**axis)),
        x2="right:Q",
        y=alt.Y("low:Q", scale=across, title=_TIPS["probability"].say(language), axis=alt.Axis(**axis)),
        y2="high:Q",
        color=parts.colour(states).legend(None),
        opacity=alt.Opacity("strength:Q", scale=None),
    )
    inked = alt.Color("ink:N", scale=None)
    count = base.mark_text(fontSize=14, fontWeight="bold", dy=-7).encode(text="text:N", color=inked)
    moves = base.mark_text(fontSize=14, fontWeight="bold", dy=10).encode(text="moves:N", color=inked)
    chart = alt.layer(cells, count, moves, parts.key(states)).resolve_scale(color="independent", shape="independent")
    return Layout(chart.properties(height=300))
