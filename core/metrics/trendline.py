"""Where a series is heading: a robust line through its newest values, and how far they lie around it.

Theil-Sen: the median of the slopes between all pairs of points, through the median of the intercepts: a single odd period moves
neither. Source: docs/trends.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

# Points that a forecast rests on at most and at least.
MOST, FEWEST = 12, 5
# The share of the residuals that lie within the band.
SHARE = 0.8


@dataclass(frozen=True, slots=True)
class Line:
    """A trend: its slope per period, how far around it SHARE of the points lie, the points it rests on, and the values ahead."""

    slope: float
    spread: float
    points: int
    ahead: tuple[float, ...]


def ahead(values: Sequence[float | None], steps: int) -> Line | None:
    """The line through the newest MOST values (gaps keep their places), and its next steps values; None with fewer than FEWEST."""
    recent = values[-MOST:]
    points = [(place, value) for place, value in enumerate(recent) if value is not None]
    if len(points) < FEWEST:
        return None
    slope = median((later - value) / (after - place) for (place, value), (after, later) in combinations(points, 2))
    level = median(value - slope * place for place, value in points)
    residuals = sorted(abs(value - level - slope * place) for place, value in points)
    rank = SHARE * (len(residuals) - 1)
    below, part = int(rank), rank - int(rank)
    spread = residuals[below] + part * (residuals[min(below + 1, len(residuals) - 1)] - residuals[below])
    next_ones = tuple(level + slope * (len(recent) - 1 + step) for step in range(1, steps + 1))
    return Line(slope, spread, len(points), next_ones)
