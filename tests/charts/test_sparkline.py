"""Sparklines: where the points of a course lie."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.charts.sparkline import START, area

FIGURE = st.floats(min_value=-1e6, max_value=1e6, allow_nan=False)


def shape(name, values):
    """The points of the line, or of the area under it."""
    drawn = area(values)
    assert drawn.startswith(START)
    points = re.search(rf'<{name} points="([^"]+)"', unquote(drawn))[1]
    return [tuple(map(float, point.split(","))) for point in points.split()]


def test_the_highest_value_lies_at_the_top_and_the_lowest_at_the_bottom():
    assert shape("polyline", [1, 3, 2]) == [(0, 40), (50, 0), (100, 20)]
    assert shape("polygon", [1, 3, 2]) == [(0, 40), (0, 40), (50, 0), (100, 20), (100, 40)]


def test_a_figure_that_has_not_moved_lies_in_the_middle():
    assert shape("polyline", [7, 7]) == [(0, 20), (100, 20)]


def test_what_passes_zero_is_filled_to_zero():
    assert shape("polygon", [-1, 3]) == [(0, 30), (0, 40), (100, 0), (100, 30)]


@given(st.lists(FIGURE, min_size=2, max_size=60))
def test_every_value_lies_inside_from_left_to_right(values):
    points = shape("polyline", values)
    assert [x for x, _ in points] == pytest.approx([100 * place / (len(values) - 1) for place in range(len(values))], abs=0.06)
    assert all(0 <= y <= 40 for _, y in points)


def test_it_can_stand_in_a_markdown_image():
    assert not set(" ()<>\"'") & set(area([1, 2.5, -3]))
