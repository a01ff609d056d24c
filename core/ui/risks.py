"""The risk register's way in: a heatmap whose cells choose what the list shows."""

import polars as pl
import streamlit as st

from core.charts import risk as charts
from core.metrics import risk
from core.schema.field import Field, Kind
from core.text import Text
from core.ui import opening, where
from core.ui.clicks import let_go
from core.ui.openings import HEAT, HEAT_RULE
from core.ui.page import chart
from core.ui.states import Colour, badge
from core.ui.switch import switch
from core.visit import Visit

# What register() adds to a list's rows.
COMPUTED = (
    Field("band", Kind.CHOICE, Text("等级", "Band"), choices="risk_band"),
    Field("score", Kind.INTEGER, Text("风险值", "Score")),
)
CHOSEN = Text("可能性 {probability} × 影响 {impact}", "Probability {probability} × impact {impact}")
HINT = Text("点一个格子，只看其中的风险", "Choose a cell to see its risks alone")
MAP, NOW = Text("热力图", "Heatmap"), Text("当前", "Now")
RESIDUAL = Text("应对后（残余）", "After the response (residual)")
POINTS = Text("{band} · {score} 分", "{band} · {score}")

# The cell chosen stands in the URL, as ten times the probability plus the impact.
_CELL, _TURN, _MAP = "cell", "risk_map.turn", "map"


def register(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with score and band, the highest score first among the open ones, those no longer open last."""
    ranked = risk.register(rows).with_columns(standing=pl.col("status").is_in(["open", "watching"]))
    return ranked.sort("standing", "score", "id", descending=True).drop("standing")


def band(visit: Visit, row: dict[str, object]) -> tuple[str, Colour]:
    """A risk's band and score as a badge."""
    rated = risk.register(pl.DataFrame([row]).select("probability", "impact")).row(0, named=True)
    word, colour = badge(visit, "risk_band", rated["band"])
    return visit.say(POINTS, band=word, score=rated["score"]), colour


def heatmap(visit: Visit, rows: pl.DataFrame) -> None:
    """Draw the open risks among the rows, as they are or as their responses leave them; choosing a cell puts it into the URL."""
    residual = switch(visit, _MAP, MAP, {"now": visit.say(NOW), "residual": visit.say(RESIDUAL)}) == "residual"
    heat = risk.residual_heatmap(rows) if residual else risk.heatmap(rows)
    name = f"risk_map.{'residual.' if residual else ''}{st.session_state.get(_TURN, 0)}"

    def choose() -> None:
        cells = st.session_state[f"chart.{name}"]["selection"].get("cell") or []
        if cells:
            st.query_params[_CELL] = str(int(cells[0]["probability"]) * 10 + int(cells[0]["impact"]))
        else:
            st.query_params.pop(_CELL, None)

    def named() -> dict[str, str]:
        cells = heat.filter(pl.col("count") > 0).sort(risk.score(), descending=True)
        return {f"{row['probability']}{row['impact']}": visit.say(HEAT, **row) for row in cells.iter_rows(named=True)}

    def pick(cell: str) -> None:
        st.query_params[_CELL] = cell

    counts = tuple(heat["count"])
    chart(visit, name, lambda: charts.heatmap(heat, visit.language), counts, on_select=choose, selection_mode="cell")
    opening.values(visit, "risk_map", HEAT_RULE, lambda: opening.pick(visit, "risk_map", named(), st.query_params.get(_CELL), pick))


def chosen(visit: Visit, rows: pl.DataFrame) -> pl.DataFrame:
    """The open risks in the cell that the URL names, under a button that lets go of it; every row when it names none."""
    cell = where.at(_CELL)
    if cell is None:
        st.caption(visit.say(HINT))
        return rows
    probability, impact = divmod(cell, 10)
    words = visit.say(CHOSEN, probability=probability, impact=impact)
    with st.container(key="drawer.risk_map"):
        st.button(words, icon=":material/close:", key="cell.let_go", on_click=let_go, args=(_CELL, _TURN))
    before = "residual_" if st.query_params.get(_MAP) == "residual" else ""
    return risk.open_risks(rows).filter((pl.col(f"{before}probability") == probability) & (pl.col(f"{before}impact") == impact))
