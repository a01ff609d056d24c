"""Where a series is heading: the newest level, going on flat or along a fading trend, and how far such forecasts have been off.

The trend is Theil-Sen's (the median slope between all pairs of points, which a single odd period does not move), damped: each step goes
on by FADE of the one before, since few series keep their pace. It is taken only where it would have told the next period clearly better
than the flat line. Both are back-tested: each past period is told from those before it alone, and the band is made of those errors.

Source: Gardner & McKenzie (1985), Forecasting trends in time series; Theil (1950), Sen (1968); Hyndman & Athanasopoulos, Forecasting:
principles and practice, time series cross-validation; docs/trends.md.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import ceil, sqrt
from statistics import fmean, median

# Periods that a forecast is made from at most, and points that there must be at least.
MOST, FEWEST = 12, 8
# Periods that are told again from those before them, at most; each from so many points at least.
TESTED, FROM = 24, 4
# The share of the errors of the back-test that lie within the band; of fewer than ENOUGH errors the largest does not hold that share.
SHARE, ENOUGH = 0.8, 4
# Of a step of the trend, what is left of it in the next.
FADE = 0.8
# The trend has to have this much less error than the flat line.
CLEARLY = 0.9
# Points whose median is the level.
_LEVEL = 3

Values = Sequence[float | None]
Method = Callable[[Values, int], list[float]]


@dataclass(frozen=True, slots=True)
class Line:
    """A forecast: its values, one for each period ahead, the band's ends around each, and the points it is made from.

    moving: whether it follows the trend or is flat; tested: the periods that were told again, whose errors the band is made of.
    """

    ahead: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    moving: bool
    points: int
    tested: int


def ahead(values: Values, steps: int, least: float | None = None, most: float | None = None) -> Line | None:
    """The next steps values of a series, kept between least and most; None with fewer than FEWEST points. Gaps keep their places."""
    known = sum(value is not None for value in values)
    off = {method: errors(values, method, steps) for method in (flat, trend)}
    if known < FEWEST or len(off[flat][0]) < ENOUGH:
        return None
    moving = fmean(off[trend][0]) < CLEARLY * fmean(off[flat][0])
    method = trend if moving else flat
    spreads = _spreads(off[method])
    middle = method(values, steps)

    def kept(value: float) -> float:
        value = value if least is None else max(value, least)
        return value if most is None else min(value, most)

    low, high = (tuple(kept(value + sign * by) for value, by in zip(middle, spreads, strict=True)) for sign in (-1, 1))
    points = len(_points(values)) if moving else _LEVEL
    return Line(tuple(map(kept, middle)), low, high, moving, points, len(off[method][0]))


def _points(values: Values) -> list[tuple[int, float]]:
    """The newest MOST periods' points; the last period's place is 0, those before it have negative ones."""
    recent = values[-MOST:]
    return [(place - len(recent) + 1, value) for place, value in enumerate(recent) if value is not None]


def flat(values: Values, steps: int) -> list[float]:
    """The newest level, going on as it is."""
    newest = [value for value in values if value is not None][-_LEVEL:]
    return [median(newest)] * steps


def trend(values: Values, steps: int) -> list[float]:
    """The newest level, going on along the damped slope; flat where there are too few points for one."""
    points = _points(values)
    if len(points) < FROM:
        return flat(values, steps)
    slope = median((later - value) / (after - place) for (place, value), (after, later) in combinations(points, 2))
    level = median(value - slope * place for place, value in points[-_LEVEL:])
    return [level + slope * sum(FADE**step for step in range(1, ahead + 1)) for ahead in range(1, steps + 1)]


def errors(values: Values, method: Method, steps: int) -> list[list[float]]:
    """How far the method would have been off by each step ahead, told from FROM points and more, all of periods before."""
    found: list[list[float]] = [[] for _ in range(steps)]
    known = 0
    for place, value in enumerate(values):
        if known >= FROM and place >= len(values) - TESTED:
            for step, told in enumerate(method(values[:place], steps)):
                came = values[place + step] if place + step < len(values) else None
                if came is not None:
                    found[step].append(abs(came - told))
        known += value is not None
    return found


def _spreads(off: Sequence[Sequence[float]]) -> list[float]:
    """How far a forecast of each step may be off; no step less than the one before."""
    found: list[float] = []
    for step, of_step in enumerate(off):
        # Where too few are known, they grow as those of a random walk.
        spread = _within(of_step) if len(of_step) >= ENOUGH else found[0] * sqrt(step + 1)
        found.append(max([spread, *found[-1:]]))
    return found


def _within(off: Sequence[float]) -> float:
    """What SHARE of errors still to come should stay within: a rank further up than of those known, as in conformal prediction."""
    return sorted(off)[min(len(off), ceil(SHARE * (len(off) + 1))) - 1]
