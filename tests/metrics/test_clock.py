"""A promise's clock told stretch by stretch: what counts adds up to the limit, whatever the calendar and the pauses."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.clock import COUNTED, Counting, counted_days, off_runs, segments
from core.workdays import DEFAULT_WEEK, WorkCalendar, china

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar(DEFAULT_WEEK, china([2026, 2027]), ZONE)
# From before National Day 2026, with its make-up Saturday, to after New Year.
MOMENTS = st.integers(0, 97 * 24 * 3600).map(lambda seconds: datetime(2026, 9, 14, tzinfo=UTC) + timedelta(seconds=seconds))
MINUTE = timedelta(minutes=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZONE)


def counted(rows: pl.DataFrame, due: datetime) -> float:
    return rows.filter(pl.col("state").is_in(COUNTED), pl.col("end") <= due)["minutes"].sum()


def told(rows: pl.DataFrame) -> list[tuple[str, str, str, float]]:
    local = pl.col("start", "end").dt.convert_time_zone(ZONE.key).dt.strftime("%m-%d %H:%M")
    return rows.with_columns(local).select("start", "end", "state", "minutes").rows()


def test_national_day_does_not_count_and_its_make_up_saturday_does() -> None:
    opened = at("09-30 17:20")
    due = CALENDAR.add_working_days(opened, 3)
    rows = segments(Counting(CALENDAR, "working_days", opened, due), due)
    assert due == at("10-10 18:00")
    assert told(rows)[:3] == [
        ("09-30 17:20", "09-30 18:00", "start_day", 40.0),
        ("09-30 18:00", "10-01 00:00", "outside", 0.0),
        ("10-01 00:00", "10-02 00:00", "holiday", 0.0),
    ]
    assert off_runs(rows, "holiday") == [(date(2026, 10, 1), date(2026, 10, 7))]
    assert counted_days(rows) == [date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 10)]
    assert told(rows)[-1] == ("10-10 13:00", "10-10 18:00", "make_up", 300.0)


def test_a_pause_is_told_apart_and_what_comes_after_the_due_moment_is_late() -> None:
    opened, pause = at("11-02 09:00"), (at("11-02 10:00"), at("11-02 11:00"))
    rows = segments(Counting(CALENDAR, "working_hours", opened, at("11-02 14:00"), (pause,)), at("11-02 15:30"))
    assert told(rows) == [
        ("11-02 09:00", "11-02 10:00", "counted", 60.0),
        ("11-02 10:00", "11-02 11:00", "paused", 0.0),
        ("11-02 11:00", "11-02 12:00", "counted", 60.0),
        ("11-02 12:00", "11-02 13:00", "outside", 0.0),
        ("11-02 13:00", "11-02 14:00", "counted", 60.0),
        ("11-02 14:00", "11-02 15:30", "late", 0.0),
    ]


def test_a_notice_is_counted_back_from_its_meeting() -> None:
    opened, event = at("09-25 10:00"), at("10-12 09:00")
    due = CALENDAR.add_working_days(event, -2)
    rows = segments(Counting(CALENDAR, "working_days", opened, due, (), event), due)
    assert due == at("10-09 18:00")
    assert counted_days(rows) == [date(2026, 10, 10)]
    assert rows.filter(pl.col("end") <= due)["state"].unique().to_list() == ["free"]
    assert told(rows)[-1][2] == "outside"


def test_natural_time_counts_by_night_and_on_holidays() -> None:
    opened, due = at("09-30 17:20"), at("10-02 17:20")
    rows = segments(Counting(CALENDAR, "hours", opened, due), due)
    assert rows["state"].unique().to_list() == ["counted"]
    assert rows["minutes"].sum() == 2 * 24 * 60


@given(MOMENTS, st.integers(1, 60 * 60), st.integers(0, 5000), st.integers(0, 3000))
def test_the_minutes_counted_up_to_the_due_moment_are_those_of_a_limit_in_hours(opened: datetime, limit: int, lag: int, lasts: int) -> None:
    since = CALENDAR.add_working_minutes(opened, min(lag, limit - 1))
    until = since + lasts * MINUTE
    paused = CALENDAR.working_minutes_between(since, until)
    due = CALENDAR.add_working_minutes(CALENDAR.add_working_minutes(opened, limit), paused)
    clock = Counting(CALENDAR, "working_hours", opened, due, ((since, until),) if lasts else ())
    assert abs(counted(segments(clock, due), due) - limit) < 1e-6


@given(MOMENTS, st.integers(1, 30), st.integers(0, 600))
def test_a_limit_in_working_days_counts_so_many_days_and_nothing_is_left_out(opened: datetime, limit: int, after: int) -> None:
    due = CALENDAR.add_working_days(opened, limit)
    until = due + after * MINUTE
    rows = segments(Counting(CALENDAR, "working_days", opened, due), until)
    assert len(counted_days(rows)) == limit
    assert abs(counted(rows, due) - CALENDAR.working_minutes_between(opened, due)) < 1e-6
    assert (rows["start"][0], rows["end"][-1]) == (opened, until)
    assert rows["start"].to_list()[1:] == rows["end"].to_list()[:-1]


def test_a_day_that_works_until_midnight_is_counted_to_its_end() -> None:
    calendar = WorkCalendar({0: [(time(20), time())]}, {}, ZONE)
    rows = segments(Counting(calendar, "working_hours", at("11-02 21:00"), at("11-03 00:00")), at("11-03 00:00"))
    assert told(rows) == [("11-02 21:00", "11-03 00:00", "counted", 180.0)]
