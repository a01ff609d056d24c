"""One look: what is true of every chart there is, at the page's size and at the meeting's."""

import re
from datetime import date

import pytest

from core.charts import size, style
from core.charts.style import spec
from core.text import Language
from tests.charts import test_drawings, test_gantt_chart, test_outlook_drawings, test_trend_drawings

LIGHT, DARK = "#FFFFFF", "#10161F"
# What text stands on; a tint of a state lies between the page and it.
PALETTE = {
    *style.CATEGORICAL,
    *style.SEQUENTIAL,
    *style.DIVERGING,
    *(signal.colour for states in style.SIGNALS.values() for signal in states.values()),
}
TONES = {"#000000", "#FFFFFF", style.TEXT, style.ALARM}
HEX = re.compile(r"#[0-9A-Fa-f]{6}\b")
READ = re.compile(r"\bdatum\.(\w+)")
NUMBER = re.compile(r"\? (\d+) : (\d+)")


def gantt(language):
    words = test_gantt_chart.ZH if language is Language.ZH else test_gantt_chart.EN
    links = test_gantt_chart.links((2, 3, "FS"))
    buffer = (date(2026, 11, 30), date(2026, 12, 1))
    return test_gantt_chart.drawn(test_gantt_chart.PLANNED, "week", words=words, between=links, buffer=buffer)


CHARTS = {
    **{name: lambda language, name=name: test_drawings.draw(name, language) for name in test_drawings.CHARTS},
    **{name: lambda language, name=name: test_outlook_drawings.draw(name, language) for name in test_outlook_drawings.CHARTS},
    **{name: lambda language, name=name: test_trend_drawings.CHARTS[name](3, language) for name in test_trend_drawings.CHARTS},
    "gantt": gantt,
}
every_chart = pytest.mark.parametrize("name", CHARTS)


def parts(body, name=""):
    """Every part of a specification with the name it stands under; the rows are none of it."""
    yield name, body
    if isinstance(body, dict):
        for key, value in body.items():
            if key not in {"datasets", "values", "domain"}:
                yield from parts(value, key)
    elif isinstance(body, list):
        for value in body:
            yield from parts(value, name)


def units(body):
    """Every view of one mark: its mark and its encoding."""
    return [part for _, part in parts(body) if isinstance(part, dict) and "mark" in part and "encoding" in part]


def asked(body):
    """The columns that a specification reads."""
    for name, part in parts(body):
        if name == "field" and isinstance(part, str):
            yield part
        if name == "fields" and isinstance(part, str):
            yield part
        if isinstance(part, str):
            yield from READ.findall(part)


@every_chart
@pytest.mark.parametrize("language", Language)
def test_a_chart_says_its_finding_and_describes_itself(name, language):
    drawing = CHARTS[name](language)
    assert drawing.title.strip()
    assert drawing.alt.startswith(drawing.title)
    assert "\n" not in drawing.title


@every_chart
def test_a_screen_reader_meets_what_tells_about_itself_and_nothing_that_is_merely_drawn(name):
    marks = [unit["mark"] for unit in units(spec(CHARTS[name](Language.ZH))) if isinstance(unit["mark"], dict)]
    assert all(mark.get("aria") is False for mark in marks if mark.get("tooltip", "") is None)
    assert any(mark.get("aria", True) for mark in marks)


@every_chart
def test_every_axis_of_numbers_says_its_unit_or_is_told_by_its_labels(name):
    for unit in units(spec(CHARTS[name](Language.EN))):
        for channel in ("x", "y"):
            encoded = unit["encoding"].get(channel, {})
            if encoded.get("type") != "quantitative" or encoded.get("axis", {}) is None:
                continue
            axis = encoded.get("axis") or {}
            assert encoded.get("title") or "labelExpr" in axis, (name, channel)


@every_chart
def test_a_chart_carries_no_column_that_it_does_not_show(name):
    body = spec(CHARTS[name](Language.ZH))
    shown = set(asked(body))
    for table in body["datasets"].values():
        assert set(table.column_names) <= shown


@every_chart
def test_fonts_are_those_of_the_style_and_every_size_is_told(name):
    body = spec(CHARTS[name](Language.ZH))
    assert body["config"]["font"] == style.FONT
    assert body["config"]["axis"]["labelFontSize"] >= 12
    assert body["config"]["text"]["fontSize"] >= 12
    assert not [part for key, part in parts(body) if key in {"font", "labelFont", "titleFont"} and part != style.FONT]


@every_chart
def test_colours_come_from_the_palette_alone(name):
    drawing = CHARTS[name](Language.ZH)
    found = {colour for key, part in parts(spec(drawing)) if isinstance(part, str) for colour in HEX.findall(part)}
    sent = {
        colour
        for frame in (drawing.rows, *drawing.more.values())
        for column in ("colour", "ink")
        if column in frame
        for colour in frame[column]
    }
    assert (found | sent - {None}) <= PALETTE | TONES


@every_chart
def test_bars_with_round_ends_are_not_stacked(name):
    """Vega-Lite would draw each of them in two groups with a clip of its own: three times as long in the browser."""
    for unit in units(spec(CHARTS[name](Language.ZH))):
        if "cornerRadiusEnd" in unit["mark"]:
            assert unit["encoding"]["x"].get("stack", True) is None


@every_chart
def test_marks_have_three_to_one_on_light_and_dark(name):
    """Tints behind the marks, below half their strength, are no marks; nor are cells, whose text and glyph say what they are."""
    for unit in units(spec(CHARTS[name](Language.ZH))):
        mark = unit["mark"]
        if mark["type"] in {"text", "rect", "area"} or mark.get("opacity", 1) < 0.5:
            continue
        colours = [mark.get("color"), mark.get("stroke"), *(unit["encoding"].get("color", {}).get("scale") or {}).get("range", [])]
        for colour in filter(None, colours):
            assert min(style.contrast(colour, LIGHT), style.contrast(colour, DARK)) >= 3, (name, colour)


@every_chart
def test_text_is_black_or_white_in_a_mark_and_of_the_theme_beside_one(name):
    drawing = CHARTS[name](Language.ZH)
    for unit in units(spec(drawing)):
        if unit["mark"]["type"] != "text":
            continue
        colour = unit["encoding"]["color"]
        assert {colour.get("value"), *(colour.get("scale") or {}).get("range", [])} - {None} <= TONES, name
    for frame in drawing.rows, *drawing.more.values():
        if {"ink", "colour"} <= set(frame.columns) and "text" in frame.columns:
            told = frame.filter(frame["text"] != "")
            assert all(style.contrast(ink, under) >= 4.5 for ink, under in told.select("ink", "colour").iter_rows())


@every_chart
def test_nothing_in_a_meeting_is_written_smaller_than_can_be_read_from_the_back(name):
    for key, part in parts(spec(CHARTS[name](Language.ZH), large=True)):
        if not key.lower().endswith("fontsize"):
            continue
        told = [int(number) for pair in NUMBER.findall(part["expr"]) for number in pair] if isinstance(part, dict) else [part]
        assert all(number >= size.SMALLEST for number in told if not isinstance(number, str)), (name, key, part)


@every_chart
def test_a_meetings_chart_differs_in_nothing_but_its_measures(name):
    drawing = CHARTS[name](Language.ZH)
    small, large = spec(drawing), spec(drawing, large=True)
    assert large["datasets"] == small["datasets"]
    assert [key for key, _ in parts(small)] == [key for key, _ in parts(large)]
    assert drawing.layout.large is drawing.layout.large
    for (key, before), (_, after) in zip(parts(small), parts(large), strict=True):
        if isinstance(before, int | float) and not isinstance(before, bool) and key != "value":
            assert abs(after) >= abs(before), key


@pytest.mark.parametrize("colour", sorted(PALETTE))
def test_any_colour_of_ours_can_be_written_on(colour):
    assert style.contrast(style.ink(colour), colour) >= 4.5


def test_lengths_grow_by_the_factor_areas_by_its_square_and_shares_not_at_all():
    mark = {"type": "point", "size": 100, "dx": -15}
    body = {"mark": mark, "encoding": {"x": {"field": "a", "scale": {"padding": 15, "domain": [0, 15]}}, "size": {"value": 9}}}
    grown = size.larger(body)
    assert grown["mark"] == {"type": "point", "size": 300.4, "dx": -26.0}
    assert grown["encoding"]["x"]["scale"] == {"padding": 26.0, "domain": [0, 15]}
    assert grown["encoding"]["size"] == {"value": 27.0}
    assert size.larger({"mark": {"type": "bar", "size": 15}})["mark"]["size"] == 26.0
    assert size.larger({"padding": 0.2, "opacity": 15, "strokeDash": [15, 3]}) == {"padding": 0.2, "opacity": 15, "strokeDash": [26.0, 5.2]}
    assert size.larger({"data": {"values": [{"height": 15}]}, "height": {"step": 15}})["data"] == {"values": [{"height": 15}]}


@pytest.mark.parametrize(
    ("key", "small", "large"),
    [
        ("labelFontSize", "width < 450 ? 9 : 15", "width < 780 ? 24 : 26"),
        ("labelAngle", "width < 450 ? -70 : 0", "width < 780 ? -70 : 0"),
        ("labelLimit", "width * 0.64", "width * 0.64"),
        ("labelLimit", "containerSize()[0] < 600 ? 120 : panel - 75", "containerSize()[0] < 1040 ? 208 : panel - 130"),
        ("domainMax", "low + width / 24 * 86400000 * (1 + width * 1e-8)", "low + width / 41.6 * 86400000 * (1 + width * 1e-8)"),
    ],
)
def test_expressions_grow_where_they_speak_of_pixels(key, small, large):
    assert size.larger({key: {"expr": small}}) == {key: {"expr": large}}


def test_a_ready_specification_holds_the_same_rows():
    import pyarrow as pa

    body = spec(test_drawings.draw("matrix"))
    written = style.ready(body)["datasets"]["rows"]
    assert isinstance(written, bytes)
    assert pa.ipc.open_stream(written).read_all().equals(body["datasets"]["rows"])


def test_axes_and_legends_on_a_light_page_are_dark_enough_and_nothing_else_differs():
    body = spec(test_drawings.draw("trend"), large=True)
    light = style.on_light(body)
    for part in ("axis", "legend", "header"):
        assert style.contrast(light["config"][part]["labelColor"], LIGHT) >= 4.5
        assert light["config"][part].items() >= body["config"][part].items()
    assert {**light, "config": None} == {**body, "config": None}
