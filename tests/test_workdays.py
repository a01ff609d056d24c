"""Working days and working minutes: worked examples, a minute-by-minute oracle, and one moment against a Series of them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
import holidays
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.workdays import (
    DEFAULT_WEEK,
    STANDARD_DAY,
    WorkCalendar,
    add_working_days_series,
    add_working_minutes_series,
    china,
    is_working_day_series,
    provisional,
    working_days_between_series,
    working_minutes_between_series,
)

NAIVE = datetime.fromisoformat
SHANGHAI = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
SPRING_FORWARD, FALL_BACK = date(2026, 3, 8), date(2026, 11, 1)  # in New York, both Sundays, at 02:00
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
NIGHT = ((time(0), time(6)), (time(22), time(0)))

calendar = WorkCalendar(DEFAULT_WEEK, china(range(2016, 2027)), "Asia/Shanghai")
plain = WorkCalendar(DEFAULT_WEEK, {}, SHANGHAI)
nights = WorkCalendar(dict.fromkeys(range(7), NIGHT), {}, NEW_YORK)
uneven = WorkCalendar(
    {0: ((time(8, 30), time(11, 47)),), 2: ((time(7), time(7, 1)), (time(7, 1), time(12)), (time(23), time(0))), 5: STANDARD_DAY},
    {date(2026, 10, 1): (), date(2026, 10, 2): ((time(10), time(10, 1)),)},
    NEW_YORK,
)
fine = WorkCalendar(uneven.week, {date(2026, 10, 2): ((time(10, 0, 0, 5), time(10, 0, 30)),)}, NEW_YORK)
to_the_minute = st.sampled_from([calendar, nights, uneven])
calendars = st.sampled_from([calendar, nights, uneven, fine])

quick = settings(max_examples=40, deadline=None, database=None, derandomize=True)
moments = st.datetimes(NAIVE("2015-01-01"), NAIVE("2036-01-01"), timezones=st.just(UTC))
days = st.dates(date(2015, 1, 1), date(2036, 1, 1))
whole_minutes = st.integers(0, 3 * 366 * 1440).map(lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + minutes * MINUTE)


def at(text: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """A reading of the zone's wall clock."""
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def moment_series(values: Sequence[datetime | None]) -> pl.Series:
    return pl.Series("moment", values, dtype=pl.Datetime("us", "UTC"))


def working(calendar: WorkCalendar, moment: datetime) -> bool:
    """The oracle's only knowledge: is the minute that begins now a working one?"""
    local = moment.astimezone(calendar.zone)
    spans = calendar.exceptions.get(local.date(), calendar.week.get(local.weekday(), ()))
    reading = local.time()
    return any(opens <= reading and (reading < closes or closes == time(0)) for opens, closes in spans)


def walk_days(calendar: WorkCalendar, start: datetime, count: int) -> datetime:
    """Add working days the slow way."""
    moment = start
    if count >= 0:
        while not working(calendar, moment):
            moment += MINUTE
    day, step = moment.astimezone(calendar.zone).date(), 1 if count >= 0 else -1
    for _ in range(abs(count)):
        day += step * DAY
        while not (calendar.exceptions.get(day, calendar.week.get(day.weekday(), ()))):
            day += step * DAY
    moment = datetime.combine(day + DAY, time(0), calendar.zone).astimezone(UTC)
    while not working(calendar, moment - MINUTE):
        moment -= MINUTE
    return moment


# ---- the national calendar


def test_national_day_2026_is_seven_days_off_and_two_make_up_days() -> None:
    days = china([2026])
    assert [day for day in days if day.month == 10 and not days[day]] == [date(2026, 10, d) for d in range(1, 8)]
    assert not any(calendar.is_working_day(date(2026, 10, d)) for d in range(1, 8))
    assert {day: spans for day, spans in days.items() if spans and day.month >= 9} == {
        date(2026, 9, 20): STANDARD_DAY,
        date(2026, 10, 10): STANDARD_DAY,
    }


def test_spring_festival_2025_is_eight_days_off_and_two_make_up_days() -> None:
    off = [date(2025, 1, 28) + n * DAY for n in range(8)]
    assert not any(calendar.is_working_day(day) for day in off)
    assert all(calendar.is_working_day(day) for day in (date(2025, 1, 26), date(2025, 1, 27), date(2025, 2, 5), date(2025, 2, 8)))
    assert calendar.working_days_between(date(2025, 1, 26), date(2025, 2, 8)) == 6


def test_make_up_days_of_china_are_all_weekends_and_some_holidays_are_too() -> None:
    days = china(range(2004, 2031))
    assert all(day.weekday() >= 5 for day, spans in days.items() if spans)
    assert any(day.weekday() >= 5 for day, spans in days.items() if not spans)


def test_both_packages_and_ours_agree_on_every_day_of_2018_to_2026() -> None:
    known = holidays.country_holidays("CN", years=range(2018, 2027))
    day = date(2018, 1, 1)
    while day.year < 2027:
        assert calendar.is_working_day(day) == chinese_calendar.is_workday(day) == known.is_working_day(day), day
        day += DAY


def test_a_year_without_a_notice_is_provisional_and_estimated_with_no_make_up_days() -> None:
    assert [year for year in range(2016, 2031) if provisional(year)] == [2027, 2028, 2029, 2030]
    estimated = china([2027])
    assert date(2027, 2, 8) in estimated
    assert date(2027, 10, 1) in estimated
    assert not any(china(range(2027, 2036)).values())


def test_make_up_days_take_the_spans_given() -> None:
    mornings = ((time(8), time(12)),)
    assert china([2026], make_up=mornings)[date(2026, 10, 10)] == mornings


def test_china_before_the_packages_begin_is_empty() -> None:
    assert china([1949, 2101]) == {}


# ---- worked examples


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2026-09-30T17:00", 60, "2026-09-30T18:00"),
        ("2026-09-30T17:00", 61, "2026-10-08T09:01"),
        ("2026-10-03T11:00", 0, "2026-10-08T09:00"),
        ("2026-10-09T17:30", 480, "2026-10-10T17:30"),
        ("2026-10-12T09:00", 180, "2026-10-12T12:00"),
        ("2026-10-12T12:00", 0, "2026-10-12T13:00"),
        ("2026-10-12T10:00", 0, "2026-10-12T10:00"),
        ("2026-10-12T11:59:30", 1.25, "2026-10-12T13:00:45"),
        ("2026-10-12T18:00", -480, "2026-10-12T09:00"),
        ("2026-10-12T09:00", -1, "2026-10-10T17:59"),
    ],
)
def test_working_minutes_are_added_across_lunch_nights_and_holidays(start: str, minutes: float, due: str) -> None:
    assert calendar.add_working_minutes(at(start), minutes) == at(due)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-09-30T10:00", 1, "2026-10-08T18:00"),
        ("2026-09-30T10:00", 3, "2026-10-10T18:00"),
        ("2026-10-03T10:00", 1, "2026-10-09T18:00"),
        ("2026-10-12T08:00", 1, "2026-10-13T18:00"),
        ("2026-10-12T12:30", 1, "2026-10-13T18:00"),
        ("2026-10-12T17:59", 1, "2026-10-13T18:00"),
        ("2026-10-12T18:00", 1, "2026-10-14T18:00"),
        ("2026-10-12T22:00", 1, "2026-10-14T18:00"),
        ("2026-10-12T22:00", 0, "2026-10-13T18:00"),
        ("2025-01-27T10:00", 3, "2025-02-07T18:00"),
    ],
)
def test_the_start_day_does_not_count_and_the_nth_day_is_due_at_its_end(start: str, days: int, due: str) -> None:
    assert calendar.add_working_days(at(start), days) == at(due)


@pytest.mark.parametrize(
    ("event", "days", "due"),
    [
        ("2026-10-16T14:00", -2, "2026-10-14T18:00"),
        ("2026-10-16T09:00", -1, "2026-10-15T18:00"),
        ("2026-10-19T08:30", -1, "2026-10-16T18:00"),
        ("2026-10-19T22:00", -1, "2026-10-16T18:00"),
        ("2026-10-18T10:00", -1, "2026-10-16T18:00"),
        ("2026-10-12T10:00", -1, "2026-10-10T18:00"),
        ("2026-10-08T10:00", -2, "2026-09-29T18:00"),
    ],
)
def test_days_before_an_event_leave_out_its_own_day_whatever_the_hour(event: str, days: int, due: str) -> None:
    assert calendar.add_working_days(at(event), days) == at(due)


def test_the_day_of_an_event_is_that_of_the_calendars_zone() -> None:
    late_sunday_in_london = datetime(2026, 10, 18, 23, 0, tzinfo=ZoneInfo("Europe/London"))  # Monday 06:00 in Shanghai
    assert calendar.add_working_days(late_sunday_in_london, -1) == at("2026-10-16T18:00")
    late_friday_in_london = late_sunday_in_london - 2 * DAY
    assert calendar.add_working_days(late_friday_in_london, -1) == at("2026-10-16T18:00")


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-10-12T09:00", "2026-10-12T18:00", 480),
        ("2026-10-12T11:30", "2026-10-12T13:30", 60),
        ("2026-09-30T17:00", "2026-10-08T10:00", 120),
        ("2026-10-12T09:00:00", "2026-10-12T09:00:30", 0.5),
        ("2026-10-12T10:00", "2026-10-12T10:00", 0),
        ("2026-10-12T10:00", "2026-10-12T09:00", 0),
        ("2026-10-03T10:00", "2026-10-04T10:00", 0),
    ],
)
def test_only_working_minutes_are_counted(start: str, end: str, minutes: float) -> None:
    assert calendar.working_minutes_between(at(start), at(end)) == minutes


def test_both_ends_of_working_days_count_and_a_backward_range_is_empty() -> None:
    assert calendar.working_days_between(date(2026, 10, 8), date(2026, 10, 12)) == 4
    assert calendar.working_days_between(date(2026, 10, 12), date(2026, 10, 12)) == 1
    assert calendar.working_days_between(date(2026, 10, 12), date(2026, 10, 8)) == 0


def test_answers_are_in_utc() -> None:
    assert calendar.add_working_days(at("2026-10-12T10:00"), 1).tzinfo is UTC
    assert calendar.add_working_minutes(at("2026-10-12T10:00"), 1).tzinfo is UTC


def test_plain_weeks_apply_where_the_calendar_knows_no_exceptions() -> None:
    assert calendar.working_days_between(date(2035, 10, 1), date(2035, 10, 7)) == 5
    assert calendar.add_working_days(at("2035-09-28T10:00"), 1) == at("2035-10-01T18:00")


# ---- overrides and what is refused


def test_a_calendar_cannot_be_changed_and_equals_only_itself() -> None:
    with pytest.raises(AttributeError):
        calendar.zone = NEW_YORK  # type: ignore[misc]
    with pytest.raises(TypeError):
        calendar.week[0] = ()  # type: ignore[index]
    assert plain != WorkCalendar(DEFAULT_WEEK, {}, SHANGHAI)
    assert len({plain, plain, calendar}) == 2


@pytest.mark.parametrize(
    ("week", "exceptions", "zone", "problem"),
    [
        ({7: STANDARD_DAY}, {}, "UTC", "weekday"),
        ({0: ((time(9), time(9)),)}, {}, "UTC", "in order"),
        ({0: ((time(12), time(9)),)}, {}, "UTC", "in order"),
        ({0: ((time(0), time(0)), (time(9), time(12)))}, {}, "UTC", "in order"),
        ({0: ((time(9), time(13)), (time(12), time(18)))}, {}, "UTC", "in order"),
        ({0: ((time(9, tzinfo=UTC), time(13)),)}, {}, "UTC", "carries no zone"),
        ({}, {NAIVE("2026-01-01"): ()}, "UTC", "a day is needed"),
        ({}, {}, "Asia/Nowhere", "unknown time zone"),
        ({}, {}, "", "unknown time zone"),
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused(
    week: Mapping[int, Sequence[tuple[time, time]]], exceptions: Mapping[date, Sequence[tuple[time, time]]], zone: str, problem: str
) -> None:
    with pytest.raises(ValueError, match=problem):
        WorkCalendar(week, exceptions, zone)


def test_naive_moments_and_moments_for_days_are_refused() -> None:
    naive, aware = NAIVE("2026-10-12T10:00"), at("2026-10-12T10:00")
    naive_series, aware_series = pl.Series([naive]), moment_series([aware])
    for refused in (
        lambda: calendar.working_minutes_between(naive, aware),
        lambda: calendar.working_minutes_between(aware, naive),
        lambda: calendar.add_working_minutes(naive, 1),
        lambda: calendar.add_working_days(naive, 1),
        lambda: calendar.is_working_day(aware),
        lambda: working_minutes_between_series(calendar, naive_series, aware_series),
        lambda: working_minutes_between_series(calendar, aware_series, naive),
        lambda: add_working_minutes_series(calendar, naive_series, 1),
        lambda: add_working_days_series(calendar, naive_series, 1),
        lambda: is_working_day_series(calendar, aware_series),
    ):
        with pytest.raises(ValueError, match=r"needed|needs|must be"):
            refused()


def test_series_of_other_lengths_and_types_are_refused() -> None:
    two = moment_series([at("2026-10-12T10:00")] * 2)
    with pytest.raises(ValueError, match="different lengths"):
        working_minutes_between_series(calendar, two, two[:1])
    with pytest.raises(ValueError, match="whole numbers"):
        add_working_days_series(calendar, two, pl.Series([1.0, 2.0]))
    with pytest.raises(ValueError, match="must be numbers"):
        add_working_minutes_series(calendar, two, pl.Series(["1", "2"]))


@pytest.mark.parametrize("minutes", [float("nan"), float("inf"), float("-inf"), 1e12])
def test_minutes_that_are_no_amount_are_refused(minutes: float) -> None:
    start = at("2026-10-12T10:00")
    with pytest.raises(ValueError, match="not an amount"):
        calendar.add_working_minutes(start, minutes)
    with pytest.raises(ValueError, match="not an amount"):
        add_working_minutes_series(calendar, moment_series([start]), pl.Series([minutes]))


def test_what_is_never_reached_is_refused_instead_of_searched_for_ever() -> None:
    once = WorkCalendar({}, {date(2026, 10, 12): STANDARD_DAY}, SHANGHAI)
    start = at("2026-10-11T10:00")
    assert once.add_working_minutes(start, 479) == at("2026-10-12T17:59")
    assert once.add_working_days(start, 0) == at("2026-10-12T18:00")
    for refused in (
        lambda: once.add_working_days(start, 1),
        lambda: add_working_days_series(once, moment_series([start]), 1),
        lambda: once.add_working_minutes(start, 481),
        lambda: once.add_working_minutes(start, -1),
        lambda: WorkCalendar({}, {}, SHANGHAI).add_working_minutes(start, 0),
    ):
        with pytest.raises(ValueError, match="not reached"):
            refused()
    with pytest.raises(ValueError, match="outside 1950-2199"):
        once.is_working_day(date(9999, 12, 31))


# ---- clocks that change


def test_a_skipped_hour_is_not_worked_and_a_repeated_one_is_worked_twice() -> None:
    for day, minutes in ((SPRING_FORWARD, 420), (FALL_BACK, 540), (date(2026, 6, 1), 480)):
        start, end = (datetime.combine(d, time(0), NEW_YORK) for d in (day, day + DAY))
        assert nights.working_minutes_between(start, end) == minutes


def test_spans_that_begin_or_end_in_a_changed_hour_keep_to_one_reading() -> None:
    early = WorkCalendar({6: ((time(1, 30), time(2, 30)), (time(2, 30), time(4)))}, {}, NEW_YORK)
    midnight = datetime.combine(SPRING_FORWARD, time(0), NEW_YORK)
    assert early.add_working_minutes(midnight, 30) == at("2026-03-08T03:00", NEW_YORK)  # 02:30 does not exist
    assert early.working_minutes_between(midnight, midnight + DAY) == 90
    midnight = datetime.combine(FALL_BACK, time(0), NEW_YORK)
    assert early.add_working_minutes(midnight, 0) == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # the first 01:30
    assert early.working_minutes_between(midnight, midnight + DAY) == 210


def test_summer_time_in_shanghai_in_1986_is_kept() -> None:
    sunday = WorkCalendar({6: ((time(0), time(0)),)}, {}, SHANGHAI)
    first, last = at("1986-05-04T00:00"), at("1986-09-14T00:00")
    assert sunday.working_minutes_between(first, first + DAY) == 23 * 60
    assert sunday.working_minutes_between(last, last + DAY) == 25 * 60
    assert plain.add_working_days(at("1986-05-02T10:00"), 1) == datetime(1986, 5, 5, 9, 0, tzinfo=UTC)


def test_far_future_summer_time_is_kept() -> None:
    assert nights.add_working_minutes(at("2060-07-01T22:00", NEW_YORK), 0) == datetime(2060, 7, 2, 2, 0, tzinfo=UTC)


# ---- against the oracle


@quick
@given(to_the_minute, whole_minutes, st.integers(0, 4 * 1440))
def test_minutes_between_are_those_a_walk_counts(calendar: WorkCalendar, start: datetime, length: int) -> None:
    walked = sum(working(calendar, start + n * MINUTE) for n in range(length))
    assert calendar.working_minutes_between(start, start + length * MINUTE) == walked


@quick
@given(to_the_minute, whole_minutes, st.integers(1, 700))
def test_minutes_added_end_where_a_walk_ends(calendar: WorkCalendar, start: datetime, minutes: int) -> None:
    moment, left = start, minutes
    while left:
        left -= working(calendar, moment)
        moment += MINUTE
    assert calendar.add_working_minutes(start, minutes) == moment


@quick
@given(to_the_minute, whole_minutes, st.integers(1, 700))
def test_minutes_taken_away_end_where_a_walk_back_ends(calendar: WorkCalendar, start: datetime, minutes: int) -> None:
    moment, left = start, minutes
    while left:
        moment -= MINUTE
        left -= working(calendar, moment)
    assert calendar.add_working_minutes(start, -minutes) == moment


@quick
@given(to_the_minute, whole_minutes, st.integers(-12, 12))
def test_days_added_end_where_a_walk_ends(calendar: WorkCalendar, start: datetime, count: int) -> None:
    assert calendar.add_working_days(start, count) == walk_days(calendar, start, count)


@pytest.mark.parametrize("calendar", [nights, uneven])
@pytest.mark.parametrize("day", [SPRING_FORWARD, FALL_BACK])
def test_a_walk_over_a_changing_clock_agrees_from_every_half_hour(calendar: WorkCalendar, day: date) -> None:
    begin = datetime.combine(day, time(0), NEW_YORK).astimezone(UTC)
    end, walked = begin + 28 * 60 * MINUTE, 0
    for n in range(28 * 60):
        moment = end - n * MINUTE
        if n % 30 == 0:
            assert calendar.working_minutes_between(moment, end) == walked
            assert calendar.add_working_days(moment, 1) == walk_days(calendar, moment, 1)
            assert calendar.add_working_days(moment, -1) == walk_days(calendar, moment, -1)
        walked += working(calendar, moment - MINUTE)


# ---- what holds for every calendar and moment


@quick
@given(calendars, moments, st.integers(-(10**11), 10**11))
def test_what_is_added_is_what_lies_between(calendar: WorkCalendar, start: datetime, microseconds: int) -> None:
    minutes = microseconds / 60_000_000
    reached = calendar.add_working_minutes(start, minutes)
    assert calendar.working_minutes_between(min(start, reached), max(start, reached)) == abs(minutes)
    assert (reached >= start) == (minutes >= 0)


@quick
@given(calendars, moments, st.timedeltas(MINUTE, 90 * DAY))
def test_adding_what_lies_between_leads_to_the_end_or_to_the_last_work_before_it(
    calendar: WorkCalendar, start: datetime, length: timedelta
) -> None:
    end = start + length
    minutes = calendar.working_minutes_between(start, end)
    if minutes > 0:
        reached = calendar.add_working_minutes(start, minutes)
        assert reached <= end
        assert calendar.working_minutes_between(reached, end) == 0
        assert reached == end or calendar.add_working_minutes(end, 0) > end or reached == calendar.add_working_minutes(reached, 0)


@quick
@given(calendars, moments, st.timedeltas(timedelta(0), 9 * DAY), st.timedeltas(timedelta(0), 9 * DAY))
def test_stretches_of_time_add_up(calendar: WorkCalendar, start: datetime, first: timedelta, second: timedelta) -> None:
    middle, end = start + first, start + first + second
    parts = calendar.working_minutes_between(start, middle) + calendar.working_minutes_between(middle, end)
    assert calendar.working_minutes_between(start, end) == pytest.approx(parts, abs=1e-9)


@quick
@given(calendars, moments, st.timedeltas(timedelta(0), 9 * DAY), st.integers(-9000, 9000), st.integers(0, 900))
def test_later_starts_and_longer_limits_are_never_due_earlier(
    calendar: WorkCalendar, start: datetime, later: timedelta, amount: int, more: int
) -> None:
    assert calendar.add_working_minutes(start, amount) <= calendar.add_working_minutes(start + later, amount)
    assert calendar.add_working_minutes(start, amount) <= calendar.add_working_minutes(start, amount + more)
    days, more_days = amount // 300, more // 300
    assert calendar.add_working_days(start, days) <= calendar.add_working_days(start + later, days)
    assert calendar.add_working_days(start, days) <= calendar.add_working_days(start, days + more_days)


@quick
@given(calendars, moments, st.integers(1, 40))
def test_the_days_between_a_moment_and_its_due_day_are_those_added(calendar: WorkCalendar, moment: datetime, count: int) -> None:
    def day_of(instant: datetime) -> date:  # a span may end at midnight
        return (instant - timedelta(microseconds=1)).astimezone(calendar.zone).date()

    started = calendar.add_working_days(moment, 0)
    assert calendar.working_days_between(day_of(started) + DAY, day_of(calendar.add_working_days(moment, count))) == count
    event = moment.astimezone(calendar.zone).date()
    assert calendar.working_days_between(day_of(calendar.add_working_days(moment, -count)), event - DAY) == count


# ---- a Series answers as each of its moments does


@quick
@given(calendars, st.lists(st.tuples(moments | st.none(), moments | st.none()), max_size=20))
def test_minutes_between_are_the_same_in_a_series(calendar: WorkCalendar, rows: list[tuple[datetime | None, datetime | None]]) -> None:
    starts, ends = ([row[n] for row in rows] for n in (0, 1))
    expected = [calendar.working_minutes_between(start, end) if start and end else None for start, end in rows]
    assert working_minutes_between_series(calendar, moment_series(starts), moment_series(ends)).to_list() == expected


@quick
@given(calendars, st.lists(st.tuples(moments | st.none(), st.none() | st.floats(-90_000, 90_000) | st.integers(-9, 9)), max_size=20))
def test_added_minutes_are_the_same_in_a_series(calendar: WorkCalendar, rows: list[tuple[datetime | None, float | None]]) -> None:
    minutes = pl.Series([row[1] for row in rows], dtype=pl.Float64, strict=False)
    expected = [None if start is None or added is None else calendar.add_working_minutes(start, added) for start, added in rows]
    assert add_working_minutes_series(calendar, moment_series([row[0] for row in rows]), minutes).to_list() == expected


@quick
@given(calendars, st.lists(st.tuples(moments | st.none(), st.none() | st.integers(-90, 90)), max_size=20))
def test_added_days_are_the_same_in_a_series(calendar: WorkCalendar, rows: list[tuple[datetime | None, int | None]]) -> None:
    counts = pl.Series([row[1] for row in rows], dtype=pl.Int32)
    expected = [None if start is None or count is None else calendar.add_working_days(start, count) for start, count in rows]
    assert add_working_days_series(calendar, moment_series([row[0] for row in rows]), counts).to_list() == expected


@quick
@given(calendars, st.lists(st.tuples(days | st.none(), days | st.none()), max_size=20))
def test_days_are_the_same_in_a_series(calendar: WorkCalendar, rows: list[tuple[date | None, date | None]]) -> None:
    first, last = (pl.Series("day", [row[n] for row in rows], dtype=pl.Date) for n in (0, 1))
    expected = [calendar.working_days_between(*row) if row[0] and row[1] else None for row in rows]
    assert working_days_between_series(calendar, first, last).to_list() == expected
    assert is_working_day_series(calendar, first).to_list() == [calendar.is_working_day(day) if day else None for day in first]


@pytest.mark.parametrize("calendar", [calendar, nights, uneven, fine])
def test_a_series_agrees_at_and_beside_every_bound_of_a_fortnight(calendar: WorkCalendar) -> None:
    half_hours = [datetime(2026, 9, 25, tzinfo=UTC) + n * 30 * MINUTE for n in range(48 * 14)]
    starts = [moment + timedelta(microseconds=shift) for moment in half_hours for shift in (-1, 0, 1)]
    for minutes in (-480, 0, 180):
        expected = [calendar.add_working_minutes(start, minutes) for start in starts]
        assert add_working_minutes_series(calendar, moment_series(starts), minutes).to_list() == expected
    for count in (-2, 0, 3):
        expected = [calendar.add_working_days(start, count) for start in starts]
        assert add_working_days_series(calendar, moment_series(starts), count).to_list() == expected


def test_one_value_goes_with_a_whole_series() -> None:
    now = at("2026-10-12T18:00")
    starts = moment_series([at("2026-10-12T09:00"), None, at("2026-10-12T17:00")])
    assert working_minutes_between_series(calendar, starts, now).to_list() == [480, None, 60]
    firsts = pl.Series([date(2026, 10, 8), None])
    assert working_days_between_series(calendar, firsts, date(2026, 10, 12)).to_list() == [4, None]


def test_results_keep_the_name_of_the_first_series_and_have_one_type() -> None:
    starts = pl.Series("opened_at", [at("2026-10-12T10:00")], dtype=pl.Datetime("ms", "Asia/Shanghai"))
    for due in (add_working_days_series(calendar, starts, 1), add_working_minutes_series(calendar, starts, 1)):
        assert (due.name, due.dtype) == ("opened_at", pl.Datetime("us", "UTC"))
    minutes = working_minutes_between_series(calendar, starts, starts.rename("other"))
    assert (minutes.name, minutes.dtype) == ("opened_at", pl.Float64)
    firsts = starts.dt.date()
    assert working_days_between_series(calendar, firsts, firsts.rename("other")).dtype == pl.Int64
    assert (is_working_day_series(calendar, firsts).name, is_working_day_series(calendar, firsts).dtype) == ("opened_at", pl.Boolean)


def test_moments_and_days_that_are_all_missing_stay_missing() -> None:
    nothing = moment_series([None, None])
    assert add_working_days_series(calendar, nothing, 3).to_list() == [None, None]
    assert add_working_minutes_series(calendar, nothing, 3).to_list() == [None, None]
    assert working_minutes_between_series(calendar, nothing, nothing).to_list() == [None, None]
    assert is_working_day_series(calendar, pl.Series([None], dtype=pl.Date)).to_list() == [None]


def test_a_series_may_reach_far_beyond_what_was_asked_before() -> None:
    fresh = WorkCalendar(DEFAULT_WEEK, {}, SHANGHAI)
    for year in (2026, 2016, 2035, 1999, 2052):
        start = at(f"{year}-06-15T10:00")
        assert add_working_days_series(fresh, moment_series([start]), 700).to_list() == [plain.add_working_days(start, 700)]
