"""The past moments a visitor can choose from, by key."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from core import moments
from core.actions import baseline, meeting, task
from tests import builders as b

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST, SECOND = b.NOW - 14 * b.DAY, b.NOW - 7 * b.DAY


@pytest.fixture(scope="module")
def c() -> b.Company:
    """Two weekly meetings of the company and one of a project, held; a plan with a baseline."""
    made = b.company()
    for project, starts in ((None, FIRST), (None, SECOND), (made.projects["launch"], SECOND - b.DAY)):
        values = b.meeting(made, project=project, host=made.people["coordinator"], starts_at=starts, ends_at=starts + b.HOUR)
        record = meeting.plan(made.visit("admin", starts - b.DAY), values)
        meeting.hold(made.visit("admin", starts + b.HOUR), record, 1, {"discussion": "进度"})
    task.plan(made.visit("lead", b.NOW - 10 * b.DAY), b.task(made))
    taken = baseline.freeze(made.visit("lead", b.NOW - 9 * b.DAY), b.baseline(made))
    baseline.rename(made.visit("lead", b.NOW - b.DAY), taken, 1, {"name": "开工基线"})
    return made


def keys(c: b.Company, project: int | None = None) -> list[str]:
    return [one.key for one in moments.named(c.visit("viewer"), project)]


def test_the_moments_of_the_company_are_offered_newest_first(c: b.Company) -> None:
    # The records begin on 21 October.
    assert keys(c) == ["weekly", "baseline-1", "meeting-1", "2026-10-31"]


def test_now_can_be_compared_with_from_a_past_moment_alone(c: b.Company) -> None:
    present, past = c.visit("viewer"), c.visit("viewer", past=SECOND)
    assert [one.key for one in moments.comparable(present)] == keys(c)
    assert [one.key for one in moments.comparable(past)] == ["now", *keys(c)]
    compared = moments.compared(past, "now")
    assert compared is not None
    assert (compared.past, compared.moment) == (None, present.moment)
    assert moments.compared(past, "tomorrow") is None


@pytest.mark.parametrize("key", ["2026-10-20", "1949-12-31", "0001-01-01"])
def test_nothing_is_compared_with_before_the_first_record(c: b.Company, key: str) -> None:
    assert moments.compared(c.visit("viewer"), "2026-10-21") is not None
    assert moments.compared(c.visit("viewer"), key) is None


def test_a_project_has_its_own_meetings_too(c: b.Company) -> None:
    assert keys(c, c.projects["launch"]) == ["weekly", "meeting-3", "baseline-1", "meeting-1", "2026-10-31"]


def test_every_moment_offered_is_found_again_by_its_key(c: b.Company) -> None:
    visit = c.visit("viewer")
    offered = moments.named(visit, c.projects["launch"])
    assert [moments.moment(visit, one.key) for one in offered] == [one.moment for one in offered]
    assert [one.moment for one in offered] == sorted((one.moment for one in offered), reverse=True)


def test_a_baseline_is_when_it_was_taken_however_it_is_called_later(c: b.Company) -> None:
    assert moments.moment(c.visit("viewer"), "baseline-1") == b.NOW - 9 * b.DAY
    found = next(one for one in moments.named(c.visit("viewer")) if one.key == "baseline-1")
    assert (found.label.zh, found.label.en) == (
        "基线“开工基线” 2026-11-11 10:00 launch",
        'Baseline "开工基线", 2026-11-11 10:00, launch',
    )


def test_the_end_of_a_quarter_is_called_so(c: b.Company) -> None:
    later = c.visit("viewer", datetime(2027, 1, 20, tzinfo=UTC))
    labels = [(one.key, one.label.zh, one.label.en) for one in moments.named(later)[:2]]
    assert labels == [("2026-12-31", "2026 年第 4 季度末", "End of Q4 2026"), ("2026-11-30", "2026 年 11 月末", "End of November 2026")]


def test_a_day_means_its_end_and_a_minute_itself_where_the_organisation_is(c: b.Company) -> None:
    visit = c.visit("viewer")
    end = moments.moment(visit, "2026-10-31")
    assert end == datetime(2026, 11, 1, tzinfo=SHANGHAI) - timedelta(microseconds=1)
    assert visit.as_of(end).today == date(2026, 10, 31)
    assert moments.told(visit, end) == "2026-10-31 24:00"
    minute = moments.moment(visit, "2026-10-31T15:00")
    assert minute == datetime(2026, 10, 31, 7, tzinfo=UTC)
    assert moments.told(visit, minute) == "2026-10-31 15:00"


def test_a_day_ends_after_an_hour_more_or_less_where_the_clocks_are_changed() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    spring, autumn = (moments.end_of(day, berlin) - moments.end_of(day - b.DAY, berlin) for day in (date(2026, 3, 29), date(2026, 10, 25)))
    assert (spring, autumn) == (23 * b.HOUR, 25 * b.HOUR)


@pytest.mark.parametrize(
    "key",
    [
        *("2026-11-20", "2026-11-21", "9999-12-31", "2026-11-20T10:00", "2026-13-01", "2026-02-30", "2026-10-31T24:00", "20261031"),
        *(
            "meeting-99",
            "meeting-",
            "meeting-0",
            "baseline-99999999999999999999",
            "department-1",
            "now",
            "x" * 9999,
            "２０２６-10-31",
            "-1",
        ),
    ],
)
def test_today_what_is_to_come_and_what_names_nothing_are_now(c: b.Company, key: str) -> None:
    assert moments.moment(c.visit("viewer"), key) is None


def test_without_a_weekly_meeting_of_the_company_there_is_no_last_one() -> None:
    assert moments.moment(b.company().visit("viewer"), "weekly") is None


def test_which_moments_there_are_does_not_depend_on_the_one_looked_at(c: b.Company) -> None:
    past = c.visit("viewer", past=b.NOW - 13 * b.DAY)
    assert moments.named(past) == moments.named(c.visit("viewer"))
    assert moments.moment(past, "weekly") == SECOND
