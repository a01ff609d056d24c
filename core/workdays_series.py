"""The timeline under core.workdays: a calendar laid out over a range of days, looked up by one moment or a Series of them.

All integers here are microseconds (moments since 1970-01-01 UTC, working time since the timeline began) or days since
1970-01-01. It is exact integer arithmetic, so one moment and a million of them give the same answer.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import cast
from zoneinfo import ZoneInfo

import polars as pl

MINUTE = 60_000_000
DAY = 1_440 * MINUTE
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
MOST_MINUTES = 250 * 366 * 1_440  # all of 1950-2199
UTC_MOMENT = pl.Datetime("us", "UTC")
_WALL_EPOCH = EPOCH.replace(tzinfo=None)
_ONE_DAY = timedelta(days=1)
_NEVER = 2**63 - 1


class Ladder:
    """Integers in ascending order, and how many of them are at or below x.

    One x is found by bisection. For a Series, a grid of equal cells tells how many lie before the cell and a fixed number
    of comparisons settles the rest: 1,000,000 in about 15 ms, where a binary search takes 85 ms.
    """

    def __init__(self, steps: list[int]) -> None:
        self.steps = steps

    def rank(self, x: int) -> int:
        """How many steps are at or below x."""
        return bisect_right(self.steps, x)

    def ranks(self, xs: pl.Series) -> pl.Series:
        """How many steps are at or below each x (UInt32); null where x is null."""
        origin, width, before, comparisons = self._grid
        ranks = before.gather(((xs - origin) // width).clip(0, len(before) - 1))
        for _ in range(comparisons):
            ranks = ranks + (self.values.gather(ranks) <= xs).cast(pl.UInt32)
        return ranks

    @cached_property
    def values(self) -> pl.Series:
        """The steps as a Series, closed by one that is never reached."""
        return integers([*self.steps, _NEVER])

    @cached_property
    def _grid(self) -> tuple[int, int, pl.Series, int]:
        """Where the cells begin, their width, the steps below each cell, and the most steps found in one cell."""
        if not self.steps:
            return 0, 1, pl.Series([0], dtype=pl.UInt32), 0
        origin, length = self.steps[0], self.steps[-1] - self.steps[0]
        gaps = integers(self.steps).diff()
        narrowest = cast("int | None", gaps.filter(gaps > 0).min()) or 1
        width = max(narrowest, length // (16 * len(self.steps)))
        starts = pl.int_range(length // width + 1, eager=True) * width + origin
        before = self.values.search_sorted(starts, side="left").cast(pl.Int64)
        in_cells = pl.concat([before, integers([len(self.steps)])]).diff()
        return origin, width, before.cast(pl.UInt32), cast("int", in_cells.max())


class Timeline:
    """The working time of the days first … last (both included), laid end to end."""

    def __init__(self, zone: ZoneInfo, spans_of: Callable[[int], Sequence[tuple[int, int]]], first: int, last: int) -> None:
        """Lay out the days; spans_of gives a day's spans on its wall clock, in microseconds after midnight."""
        self.first, self.last, self.total = first, last, 0
        bounds, done, closes, midnights = list[int](), list[int](), list[int](), list[int]()
        self._worked, self._base, self._shift = [0], [0], list[int]()
        clock = (_WALL_EPOCH + timedelta(days=first)).replace(tzinfo=zone)
        next_offset = _length(clock.utcoffset())
        for day in range(first, last + 1):
            midnight = day * DAY
            clock += _ONE_DAY  # the next midnight; making each afresh would take six times as long
            offset, next_offset = next_offset, _length(clock.utcoffset())
            spans = spans_of(day)
            for opens, ends in spans:
                if offset == next_offset:
                    start, end = midnight + opens - offset, midnight + ends - offset
                else:  # the clock changes on that day
                    start, end = _instant(zone, midnight + opens), _instant(zone, midnight + ends)
                self._base.append(self.total - start)
                self.total += end - start
                self._base.append(self.total)
                self._shift.append(end - self.total)
                bounds += (start, end)
                done.append(self.total)
            if spans:
                closes.append(bounds[-1])
                midnights.append(midnight + DAY - offset if offset == next_offset else _instant(zone, midnight + DAY))
            self._worked.append(len(closes))
        self._bounds, self._done, self._closes, self._midnights = Ladder(bounds), Ladder(done), Ladder(closes), Ladder(midnights)

    def elapsed(self, moment: int) -> int:
        """Working time from the beginning to that moment."""
        rank = self._bounds.rank(moment)  # odd while at work: one span more has opened than closed
        return self._base[rank] + rank % 2 * moment

    def elapsed_each(self, moments: pl.Series) -> pl.Series:
        """Working time from the beginning to each moment (Int64)."""
        ranks = self._bounds.ranks(moments)
        return self._bases.gather(ranks) + (ranks % 2) * moments

    def moment(self, elapsed: int, *, ending: bool) -> int:
        """When that much working time has passed: at the end of a span if `ending`, else at the start of the next one."""
        return elapsed + self._shift[self._done.rank(elapsed - ending)]

    def moment_each(self, elapsed: pl.Series, *, ending: pl.Series) -> pl.Series:
        """The same for each (Int64)."""
        return elapsed + self._shifts.gather(self._done.ranks(elapsed - ending.cast(pl.Int64)))

    def worked(self, day: int) -> int:
        """Working days from the beginning to the start of that day."""
        return self._worked[day - self.first]

    def worked_each(self, days: pl.Series) -> pl.Series:
        """Working days from the beginning to the start of each day (Int64)."""
        return self._worked_days.gather(days - self.first)

    def holds_time(self, low: int, high: int, least: int, most: int) -> bool:
        """Whether that much working time can be counted back from low (least, if negative) and on from high (most)."""
        return self.elapsed(low) + min(least, 0) >= 0 and self.elapsed(high) + max(most, 0) < self.total

    def holds_days(self, low: int, high: int, least: int, most: int) -> bool:
        """The same for working days."""
        return self._midnights.rank(low) + min(least, 0) >= 0 and self._closes.rank(high) + max(most, 0) < len(self._closes.steps)

    def close_after(self, moment: int, days: int) -> int:
        """The end of the working day that many after the day of the next working minute, or before the moment's own day."""
        return self._closes.steps[(self._closes if days >= 0 else self._midnights).rank(moment) + days]

    def close_after_each(self, moments: pl.Series, days: pl.Series) -> pl.Series:
        """The same for each (Int64)."""
        ahead, back = (ladder.ranks(moments).cast(pl.Int64) + days for ladder in (self._closes, self._midnights))
        return self._closes.values.gather(ahead.zip_with(days >= 0, back))

    @cached_property
    def _bases(self) -> pl.Series:
        return integers(self._base)

    @cached_property
    def _shifts(self) -> pl.Series:
        return integers(self._shift)

    @cached_property
    def _worked_days(self) -> pl.Series:
        return integers(self._worked)


def integers(values: Sequence[int]) -> pl.Series:
    """A Series of Int64."""
    return pl.Series(values, dtype=pl.Int64)


def day_numbers(days: pl.Series) -> pl.Series:
    """Days since 1970-01-01 (Int64)."""
    if days.dtype != pl.Date:
        raise ValueError(f"days must be a Series of Date, not {days.dtype}")
    return days.to_physical().cast(pl.Int64)


def ticks(moments: pl.Series) -> pl.Series:
    """Microseconds since 1970-01-01 UTC (Int64)."""
    if not isinstance(moments.dtype, pl.Datetime) or moments.dtype.time_zone is None:
        raise ValueError(f"moments must be a Series of Datetime with a time zone, not {moments.dtype}")
    return moments.dt.cast_time_unit("us").to_physical()


def amounts(minutes: pl.Series) -> pl.Series:
    """Minutes as microseconds (Int64), rounded half to even."""
    if not minutes.dtype.is_numeric():
        raise ValueError(f"working minutes must be numbers, not {minutes.dtype}")
    exact = minutes.cast(pl.Float64)
    if (~(exact.abs() <= MOST_MINUTES)).any():  # NaN too
        raise ValueError("not an amount of working minutes: NaN, infinite or too large")
    return (exact * MINUTE).round(mode="half_to_even").cast(pl.Int64)


def matching(values: pl.Series, others: pl.Series) -> pl.Series:
    """The values, once they are known to be as many as the others."""
    if len(values) != len(others):
        raise ValueError(f"Series of different lengths: {len(others)} and {len(values)}")
    return values


def extent(*columns: pl.Series) -> tuple[int, int]:
    """The least and the greatest value among columns; 0 and 0 where all is null."""
    found = [cast("int", bound) for column in columns for bound in (column.min(), column.max()) if bound is not None]
    return min(found, default=0), max(found, default=0)


def _offset(zone: ZoneInfo, wall: int, fold: int) -> int:
    """How far the zone's wall clock is ahead of UTC when it shows that reading for the first (0) or the last time (1)."""
    return _length((_WALL_EPOCH + timedelta(microseconds=wall)).replace(tzinfo=zone, fold=fold).utcoffset())


def _instant(zone: ZoneInfo, wall: int) -> int:
    """The moment a wall clock shows that reading: the first of two, and where the clock jumps over it, the moment of the jump."""
    before, after = (_offset(zone, wall, fold) for fold in (0, 1))
    if after <= before:
        return wall - before
    around = range(wall - after, wall - before)
    return around[0] + bisect_left(around, after, key=lambda moment: _length((EPOCH + moment * TICK).astimezone(zone).utcoffset()))


def _length(offset: timedelta | None) -> int:
    """A zone's offset in microseconds; a ZoneInfo always has one."""
    return cast("timedelta", offset) // TICK
