"""The course of a figure as a small area without axes: an SVG image, since Vega takes ten times as long for it in every card."""

from collections.abc import Sequence
from urllib.parse import quote

from core.charts.style import QUIET

START = "data:image/svg+xml,"
_HEIGHT = 40


def area(values: Sequence[float]) -> str:
    """The address of an image of two values or more from left to right, to be stretched; zero is its base where they pass it."""
    low, high = min(values), max(values)
    # A figure that has not moved lies in the middle.
    span, last = high - low, len(values) - 1
    points = [f"{100 * place / last:.1f},{_HEIGHT * ((high - value) / span if span else 0.5):.1f}" for place, value in enumerate(values)]
    line, base = " ".join(points), f"{_HEIGHT * high / span:.1f}" if low < 0 < high else f"{_HEIGHT}"
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 -2 100 {_HEIGHT + 4}" preserveAspectRatio="none" fill="{QUIET.colour}">'
        f'<polygon points="0,{base} {line} 100,{base}" fill-opacity="0.2"/>'
        f'<polyline points="{line}" fill="none" stroke="{QUIET.colour}" stroke-width="2" vector-effect="non-scaling-stroke"/></svg>'
    )
    return START + quote(drawn)
