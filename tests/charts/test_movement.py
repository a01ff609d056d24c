"""The heatmap with its movement: what stands in a cell, and what is said of it."""

import polars as pl
import pytest

from core.charts.movement import GLYPHS, movement
from core.charts.style import SIGNALS, spec
from core.text import Language

MOVES = pl.DataFrame(
    [
        (1, 3, 4, 4, 4, "rose"),
        (2, 4, 4, 3, 3, "fell"),
        (3, None, None, 4, 4, "new"),
        (4, 3, 4, None, None, "gone"),
        (5, 2, 2, 2, 2, "same"),
    ],
    schema={"id": pl.Int64} | dict.fromkeys(("was_probability", "was_impact", "probability", "impact"), pl.Int64) | {"move": pl.String},
    orient="row",
)


def cells(drawing):
    return {(row["probability"], row["impact"]): row for row in drawing.rows.iter_rows(named=True)}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("rows", [0, 1, 5])
def test_it_is_valid_with_any_number_of_risks(language, rows):
    drawing = movement(MOVES.head(rows), language)
    drawing.layout.chart.to_dict()  # validates against the Vega-Lite schema
    assert spec(drawing)["datasets"]["rows"].num_rows == 25


def test_a_cell_counts_those_now_and_those_before():
    found = cells(movement(MOVES, Language.ZH))
    assert {cell: (row["before"], row["count"]) for cell, row in found.items() if row["before"] or row["count"]} == {
        (4, 4): (1, 2),
        (3, 4): (2, 0),
        (3, 3): (0, 1),
        (2, 2): (1, 1),
    }


def test_a_risk_moves_in_the_cell_it_came_to_or_left_the_register_from():
    found = cells(movement(MOVES, Language.ZH))
    assert {cell: row["moves"] for cell, row in found.items() if row["moves"]} == {(4, 4): "↑1 ＋1", (3, 3): "↓1", (3, 4): "✕1"}
    assert found[3, 4]["told"] == "关闭 1"


def test_title_and_description_state_the_finding():
    assert movement(MOVES, Language.ZH).title == "现有 4 项开放风险，其中高风险 2 项（上次 1 项）"
    assert movement(MOVES, Language.EN).alt == "4 open risks, 2 of them high (1 last time); Fell 1, Closed 1, New 1, Rose 1"
    assert movement(MOVES.clear(), Language.ZH).title == "目前没有未关闭的风险"


def test_no_sign_of_movement_is_that_of_a_band():
    assert not set(GLYPHS.values()) & {signal.glyph for signal in SIGNALS["risk_band"].values()}
