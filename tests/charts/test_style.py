import itertools
import tomllib
from pathlib import Path

import pytest

from core.charts import style
from core.schema.choices import BUILT_IN

CONFIG = tomllib.loads((Path(__file__).parents[2] / ".streamlit" / "config.toml").read_text())
THEME = CONFIG["theme"]
SIGNALS = (style.GOOD, style.SLIGHT, style.WATCH, style.BAD, style.QUIET)
# Machado, Oliveira and Fernandes (2009), full severity, on linear RGB.
BLINDNESS = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritan": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}


def seen(colour, matrix):
    """The colour as CIE Lab, as that eye sees it."""
    rgb = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    rgb = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in rgb]
    r, g, b = (min(1, max(0, sum(k * c for k, c in zip(row, rgb, strict=True)))) for row in matrix)
    xyz = (
        (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
        0.2126 * r + 0.7152 * g + 0.0722 * b,
        (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
    )
    x, y, z = (t ** (1 / 3) if t > 0.008856 else 7.787 * t + 16 / 116 for t in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def test_the_theme_and_the_charts_share_their_colours():
    assert THEME["chartCategoricalColors"] == list(style.CATEGORICAL)
    assert THEME["chartDivergingColors"] == list(style.DIVERGING)
    assert THEME["light"]["chartSequentialColors"] == list(style.SEQUENTIAL)
    assert THEME["dark"]["chartSequentialColors"] == list(reversed(style.SEQUENTIAL))
    assert THEME["light"]["blueColor"] == style.GOOD.colour
    assert THEME["light"]["orangeColor"] == style.WATCH.colour
    assert THEME["light"]["redColor"] == style.BAD.colour
    assert THEME["font"] == style.FONT


def test_no_font_is_fetched_from_anywhere():
    assert "fontFaces" not in THEME
    assert not [value for value in THEME.values() if isinstance(value, str) and ("://" in value or value.startswith("app/"))]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_mark_has_three_to_one_on_the_page(mode):
    page = THEME[mode]["backgroundColor"]
    for colour in {*style.CATEGORICAL, *(signal.colour for signal in SIGNALS)}:
        assert style.contrast(colour, page) >= 3, colour


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_text_and_buttons_have_the_contrast_of_wcag_aa(mode):
    theme = THEME[mode]
    for surface in (theme["backgroundColor"], theme["secondaryBackgroundColor"], theme["sidebar"]["backgroundColor"]):
        assert style.contrast(theme["textColor"], surface) >= 7
        assert style.contrast(theme["linkColor"], surface) >= 4.5
    assert style.contrast("#FFFFFF", theme["primaryColor"]) >= 4.5


def mixed(colour, under, share):
    """That share of a colour over another."""
    pairs = ((int(colour[at : at + 2], 16), int(under[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(above * share + below * (1 - share)):02X}" for above, below in pairs)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_captions_segments_and_text_beside_marks_can_be_read(mode):
    """Streamlit writes captions and charts' axes in the text colour at 60 %, and tints a chosen segment with a tenth of the primary one."""
    theme = THEME[mode]
    page = theme["backgroundColor"]
    for surface in (page, theme["secondaryBackgroundColor"], theme["sidebar"]["backgroundColor"]):
        assert style.contrast(mixed(theme["textColor"], surface, 0.6), surface) >= 4.5
    assert style.contrast(theme["grayTextColor"], mixed(theme["primaryColor"], page, 0.1)) >= 4.5
    for named in (style.TEXT, style.ALARM):
        assert style.contrast(theme[f"{named}Color"], page) >= 4.5
        assert style.contrast(style.ON_PAPER[named], "#FFFFFF") >= 4.5


def test_text_in_a_cell_can_be_read():
    for signal in (style.GOOD, style.WATCH, style.BAD):
        assert style.contrast(style.ink(signal.colour), signal.colour) >= 4.5


@pytest.mark.parametrize("eye", BLINDNESS)
def test_good_watch_and_bad_differ_to_colour_blind_eyes(eye):
    for one, other in itertools.combinations((style.GOOD, style.WATCH, style.BAD), 2):
        assert difference(one.colour, other.colour, eye) > 15


@pytest.mark.parametrize("eye", BLINDNESS)
def test_states_that_are_close_in_colour_differ_in_glyph_and_shape(eye):
    for states in style.SIGNALS.values():
        for one, other in itertools.combinations(set(states.values()), 2):
            assert one.glyph != other.glyph
            assert one.shape != other.shape or difference(one.colour, other.colour, eye) > 15


def difference(one, other, eye):
    """How far apart two colours are to that eye: ΔE 1976."""
    return sum((a - b) ** 2 for a, b in zip(seen(one, BLINDNESS[eye]), seen(other, BLINDNESS[eye]), strict=True)) ** 0.5


def test_no_two_signals_share_a_glyph_and_every_state_has_one():
    assert len({signal.glyph for signal in SIGNALS}) == len(SIGNALS)
    for dictionary, states in style.SIGNALS.items():
        assert set(states) == {choice.key for choice in BUILT_IN[dictionary]}


def test_every_option_of_the_config_exists():
    from streamlit import config

    known = set(config.get_config_options())

    def walk(section, table):
        for key, value in table.items():
            if isinstance(value, dict):
                yield from walk(f"{section}.{key}", value)
            else:
                yield f"{section}.{key}"

    assert not [option for section, table in CONFIG.items() for option in walk(section, table) if option not in known]
