"""Working time: which days and which minutes count, with Chinese public holidays off and make-up workdays (调休补班) on.

The definitions are those of docs/metrics.md, "Time". A span is half open: at 12:00 sharp the morning is over. Spans are readings
of the wall clock in the calendar's zone, and working time is the time that really passes within them: on a day whose clock
repeats an hour inside a span that span is an hour longer, on a day that skips one an hour shorter. A bound in a repeated
hour is its first passing, a bound in a skipped hour the moment of the skip. Days and moments lie between 1950 and 2199;
the week applies wherever there is no exception. Arithmetic is exact to the microsecond, for one moment and for a Series.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time
from itertools import chain, pairwise
from math import isfinite
from types import MappingProxyType
from zoneinfo import ZoneInfo

import chinese_calendar
import polars as pl

from core.workdays_series import DAY, EPOCH, MINUTE, MOST_MINUTES, TICK, UTC_MOMENT, Timeline, amounts, day_numbers, extent, matching, ticks

Spans = tuple[tuple[time, time], ...]

STANDARD_DAY: Spans = ((time(9), time(12)), (time(13), time(18)))
DEFAULT_WEEK: Mapping[int, Spans] = MappingProxyType(dict.fromkeys(range(5), STANDARD_DAY))

_EPOCH_DAY = EPOCH.toordinal()
_FIRST, _LAST = (day.toordinal() - _EPOCH_DAY for day in (date(1950, 1, 1), date(2199, 12, 31)))
_NOTICED_YEARS = frozenset[int](day.year for day in chinese_calendar.holidays)
_MARGIN = 400  # days laid out beyond those asked for, so that most questions find the timeline ready


class WorkCalendar:
    """A working week, the days that depart from it, and the zone its hours are read in. Immutable; equal only to itself."""

    __slots__ = ("_days", "_exceptions", "_line", "_week", "_weekdays", "_zone")

    def __init__(
        self,
        week: Mapping[int, Sequence[tuple[time, time]]],
        exceptions: Mapping[date, Sequence[tuple[time, time]]],
        zone: str | ZoneInfo,
    ) -> None:
        """Spans by weekday (0 = Monday; one left out is off) and by date (empty = day off, spans = make-up day).

        Spans of a day are in order and do not overlap; one that closes at 00:00 lasts until midnight. Raises ValueError
        for a weekday outside 0-6, a date that is a datetime, spans out of order or with a zone, or an unknown zone.
        """
        if wrong := set(week) - set(range(7)):
            raise ValueError(f"not a weekday 0-6: {wrong}")
        try:
            self._zone = ZoneInfo(zone) if isinstance(zone, str) else zone
        except (KeyError, OSError, ValueError) as error:
            raise ValueError(f"unknown time zone: {zone}") from error
        self._week: Mapping[int, Spans] = MappingProxyType({weekday: tuple(spans) for weekday, spans in week.items()})
        self._exceptions: Mapping[date, Spans] = MappingProxyType({day: tuple(spans) for day, spans in exceptions.items()})
        self._weekdays = [_measured(self._week.get(weekday, ())) for weekday in range(7)]
        self._days = {_day(day): _measured(spans) for day, spans in self._exceptions.items()}
        self._line: Timeline | None = None

    @property
    def week(self) -> Mapping[int, Spans]:
        """Spans by weekday, 0 = Monday."""
        return self._week

    @property
    def exceptions(self) -> Mapping[date, Spans]:
        """Spans by date, for the days that depart from the week; empty = day off."""
        return self._exceptions

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose wall clock the spans are read on."""
        return self._zone

    def is_working_day(self, day: date) -> bool:
        """Whether that day has working hours. Raises ValueError for a datetime and outside 1950-2199."""
        return self.working_days_between(day, day) == 1

    def working_days_between(self, first: date, last: date) -> int:
        """Working days from first to last, both counted; 0 if last is before first. Raises ValueError as is_working_day."""
        start, end = _day(first), _day(last)
        line = self.timeline(min(start, end), max(start, end))
        return max(0, line.worked(end + 1) - line.worked(start))

    def working_minutes_between(self, start: datetime, end: datetime) -> float:
        """Working minutes (with their fraction) from start to end; 0 if end is at or before start.

        Raises ValueError for a naive datetime and outside 1950-2199.
        """
        begin, finish = _ticks(start), _ticks(end)
        line = self.timeline(min(begin, finish) // DAY, max(begin, finish) // DAY)
        return max(0, line.elapsed(finish) - line.elapsed(begin)) / MINUTE

    def add_working_minutes(self, start: datetime, minutes: float) -> datetime:
        """The moment, in UTC, when that many working minutes have passed since start.

        A start outside working hours counts as the next working minute, so 0 minutes from 22:00 is 09:00, and a full day
        from 09:00 ends at 18:00, not at 09:00 of the next day. Negative minutes count back, in the mirror: a full day
        back from 18:00 is 09:00. Rounded to the microsecond. Raises ValueError for a naive datetime, for minutes that are
        not finite, and where the answer is not reached between 1950 and 2199.
        """
        begin, amount = _ticks(start), _amount(minutes)
        day = begin // DAY
        line = self.timeline(day, day, lambda line: line.holds_time(begin, begin, amount, amount))
        return EPOCH + line.moment(line.elapsed(begin) + amount, ending=amount > 0) * TICK

    def add_working_days(self, start: datetime, days: int) -> datetime:
        """The moment, in UTC, when that many working days after start are over: the end of the last span of the Nth one.

        The start day does not count, and a start outside working hours counts as the next working minute: from Monday 22:00
        Tuesday is the start day and 1 day is due at the end of Wednesday. 0 days is the end of the start day itself.

        Negative days look back from an event: the end of the last span of the Nth working day before it, so that what is
        done by then leaves N working days, that one counted and the day of the event not. The mirror is one of days: the
        event's own day in the calendar's zone is what does not count, whatever its hour. Two working days before a Monday,
        be it 08:30, 14:00 or 22:00, is the end of Thursday; one before a Sunday is the end of Friday.

        Raises ValueError for a naive datetime and where the answer is not reached between 1950 and 2199.
        """
        begin = _ticks(start)
        line = self.timeline(begin // DAY, begin // DAY, lambda line: line.holds_days(begin, begin, days, days))
        return EPOCH + line.close_after(begin, days) * TICK

    def timeline(self, low: int, high: int, enough: Callable[[Timeline], bool] = lambda _: True) -> Timeline:
        """The timeline over those days (since 1970-01-01, in UTC) and as far beyond them as it takes to be enough.

        Laid out on first use and kept; about 3 ms per year of days. Raises ValueError outside 1950-2199.
        """
        if low < _FIRST or high > _LAST:
            raise ValueError(f"outside 1950-2199: {low if low < _FIRST else high} days from 1970-01-01")
        line, margin = self._line, _MARGIN
        while line is None or low - 2 < line.first or line.last < high + 2 or not enough(line):
            if line is not None:
                if line.first < _FIRST and line.last > _LAST:
                    raise ValueError("not reached between 1950 and 2199: too little working time in the calendar, or too much asked for")
                low, high = min(low, line.first + 2), max(high, line.last - 2)
            self._line = line = Timeline(self._zone, self._spans_of, max(low - margin, _FIRST - 2), min(high + margin, _LAST + 2))
            margin *= 4
        return line

    def _spans_of(self, day: int) -> Sequence[tuple[int, int]]:
        spans = self._days.get(day)
        return self._weekdays[(day + 3) % 7] if spans is None else spans  # 1970-01-01 was a Thursday


def is_working_day_series(calendar: WorkCalendar, days: pl.Series) -> pl.Series:
    """Whether each Date has working hours: Boolean, null where the day is null. Raises ValueError as the method does."""
    return (working_days_between_series(calendar, days, days) == 1).rename(days.name)


def working_days_between_series(calendar: WorkCalendar, first: pl.Series, last: pl.Series | date) -> pl.Series:
    """Working days from each first to its last Date, both counted, never negative: Int64, named as first, null where either is.

    Raises ValueError as the method does, and for Series of other types or lengths.
    """
    starts = day_numbers(first)
    ends = day_numbers(last) if isinstance(last, pl.Series) else pl.repeat(_day(last), len(first), dtype=pl.Int64, eager=True)
    line = calendar.timeline(*extent(starts, ends))
    return (line.worked_each(matching(ends, starts) + 1) - line.worked_each(starts)).clip(lower_bound=0).rename(first.name)


def working_minutes_between_series(calendar: WorkCalendar, start: pl.Series, end: pl.Series | datetime) -> pl.Series:
    """Working minutes from each start to its end, never negative: Float64, named as start, null where either is.

    Raises ValueError as the method does, and for Series of other types or lengths.
    """
    begins = ticks(start)
    ends = ticks(end) if isinstance(end, pl.Series) else pl.repeat(_ticks(end), len(start), dtype=pl.Int64, eager=True)
    low, high = extent(begins, matching(ends, begins))
    line = calendar.timeline(low // DAY, high // DAY)
    worked = (line.elapsed_each(ends) - line.elapsed_each(begins)).clip(lower_bound=0)
    # Divided by a column: by a single number Polars multiplies with its reciprocal, and the last digit would not be the scalar's.
    return (worked / pl.repeat(MINUTE, len(worked), dtype=pl.Int64, eager=True)).rename(start.name)


def add_working_minutes_series(calendar: WorkCalendar, start: pl.Series, minutes: pl.Series | float) -> pl.Series:
    """Each start plus its working minutes: Datetime in UTC, named as start, null where either is null.

    Raises ValueError as the method does, and for Series of other types or lengths.
    """
    begins = ticks(start)
    added = amounts(minutes) if isinstance(minutes, pl.Series) else pl.repeat(_amount(minutes), len(start), dtype=pl.Int64, eager=True)
    (low, high), (least, most) = extent(begins), extent(matching(added, begins))
    line = calendar.timeline(low // DAY, high // DAY, lambda line: line.holds_time(low, high, least, most))
    return line.moment_each(line.elapsed_each(begins) + added, ending=added > 0).cast(UTC_MOMENT).rename(start.name)


def add_working_days_series(calendar: WorkCalendar, start: pl.Series, days: pl.Series | int) -> pl.Series:
    """Each start plus its working days (before it, if negative): Datetime in UTC, named as start, null where either is null.

    Raises ValueError as the method does, and for Series of other types or lengths.
    """
    begins = ticks(start)
    if isinstance(days, pl.Series) and not days.dtype.is_integer():
        raise ValueError(f"working days must be whole numbers, not {days.dtype}")
    counts = days.cast(pl.Int64) if isinstance(days, pl.Series) else pl.repeat(days, len(start), dtype=pl.Int64, eager=True)
    (low, high), (least, most) = extent(begins), extent(matching(counts, begins))
    line = calendar.timeline(low // DAY, high // DAY, lambda line: line.holds_days(low, high, least, most))
    return line.close_after_each(begins, counts).cast(UTC_MOMENT).rename(start.name)


def china(years: Iterable[int], make_up: Sequence[tuple[time, time]] = STANDARD_DAY) -> dict[date, Spans]:
    """China's public holidays of those years, off, weekends among them included, and its make-up workdays, with these spans.

    From the State Council's notices as kept by `chinesecalendar` (2004-2026 in 1.11.0); a year without one there is taken
    from `holidays`, which for a year to come estimates from the law, with no make-up days: see `provisional`. A notice may
    still move a few days of the December before. Years outside 1950-2100 have none.
    """
    wanted = set(years)
    estimated = {year for year in wanted if provisional(year)}
    found = [(wanted - estimated, chinese_calendar.holidays, chinese_calendar.workdays), (estimated, *_estimate(estimated))]
    days: dict[date, Spans] = {}
    for those, off, working in found:
        days |= {day: () for day in off if day.year in those}
        days |= {day: tuple(make_up) for day in working if day.year in those and day.weekday() >= 5}
    return dict(sorted(days.items()))


def provisional(year: int) -> bool:
    """Whether there is no official notice for that year, so that its days in `china` are not the last word."""
    return year not in _NOTICED_YEARS


def _estimate(years: Collection[int]) -> tuple[set[date], set[date]]:
    """Days off and make-up workdays of years `chinesecalendar` does not know."""
    if not years:
        return set(), set()
    from holidays import country_holidays  # 0.2 s to import, and rarely needed

    found = country_holidays("CN", years=years)
    return set(found), found.weekend_workdays


def _measured(spans: Spans) -> list[tuple[int, int]]:
    """A day's spans as microseconds after midnight. Raises ValueError unless they follow one another."""
    if wrong := [bound for bound in chain.from_iterable(spans) if bound.tzinfo is not None]:
        raise ValueError(f"a span is read on the calendar's own wall clock, so it carries no zone: {wrong[0]!r}")
    measured = [(_since_midnight(opens), _since_midnight(closes) or DAY) for opens, closes in spans]
    bounds = list(chain.from_iterable(measured))
    if any(a > b for a, b in pairwise(bounds)) or any(opens == closes for opens, closes in measured):
        raise ValueError(f"spans must be in order and not overlap: {spans}")
    return measured


def _since_midnight(reading: time) -> int:
    return ((reading.hour * 60 + reading.minute) * 60 + reading.second) * 1_000_000 + reading.microsecond


def _day(day: date) -> int:
    """Days since 1970-01-01."""
    if isinstance(day, datetime):
        raise ValueError(f"a day is needed, not a moment: {day}")
    return day.toordinal() - _EPOCH_DAY


def _ticks(moment: datetime) -> int:
    """Microseconds since 1970-01-01 UTC."""
    if moment.utcoffset() is None:
        raise ValueError(f"a moment needs a time zone: {moment}")
    return (moment - EPOCH) // TICK


def _amount(minutes: float) -> int:
    """Minutes as microseconds, rounded half to even."""
    if not isfinite(minutes) or abs(minutes) > MOST_MINUTES:
        raise ValueError(f"not an amount of working minutes: {minutes}")
    return round(minutes * MINUTE)
