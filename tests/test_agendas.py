"""The days a communication plan meets on, the agendas, and who is invited."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.agendas import AGENDAS, following, invited, moved, occurrences
from core.schema.choices import BUILT_IN
from core.workdays import DEFAULT_WEEK, WorkCalendar, china

CALENDAR = WorkCalendar(DEFAULT_WEEK, china([2024, 2026, 2027]), "Asia/Shanghai")
WORKING = CALENDAR.is_working_day


def held(frequency: str, starts_on: date, last: date, weekday: int = 1) -> list[date]:
    return [day for _, day in occurrences(frequency, weekday, starts_on, last, WORKING)]


def test_a_weekly_meeting_in_the_national_day_holiday_moves_to_the_first_day_of_work() -> None:
    # Off from 1 to 7 October 2026: Monday the 5th is held on Thursday the 8th.
    assert occurrences("weekly", 1, date(2026, 9, 21), date(2026, 10, 19), WORKING) == [
        (date(2026, 9, 21), date(2026, 9, 21)),
        (date(2026, 9, 28), date(2026, 9, 28)),
        (date(2026, 10, 5), date(2026, 10, 8)),
        (date(2026, 10, 12), date(2026, 10, 12)),
        (date(2026, 10, 19), date(2026, 10, 19)),
    ]


def test_a_meeting_on_a_saturday_is_held_on_the_make_up_saturday_itself_and_else_on_the_monday() -> None:
    assert held("weekly", date(2026, 10, 8), date(2026, 10, 24), weekday=6) == [date(2026, 10, 10), date(2026, 10, 19)]


def test_every_working_day_leaves_out_the_holiday_and_takes_in_the_make_up_saturday() -> None:
    assert held("daily", date(2026, 9, 30), date(2026, 10, 12)) == [
        *(date(2026, 9, 30), date(2026, 10, 8), date(2026, 10, 9), date(2026, 10, 10), date(2026, 10, 12)),
    ]


def test_a_meeting_that_would_move_as_far_as_the_next_falls_out() -> None:
    # Off from 15 to 23 February 2026: Monday the 16th finds no day before the next, which is held on Tuesday the 24th.
    assert held("weekly", date(2026, 2, 9), date(2026, 3, 2)) == [date(2026, 2, 9), date(2026, 2, 24), date(2026, 3, 2)]


def test_every_two_weeks_counts_from_the_first_such_weekday_on_or_after_the_start() -> None:
    assert held("biweekly", date(2026, 11, 4), date(2026, 12, 31), weekday=3) == [
        *(date(2026, 11, 4), date(2026, 11, 18), date(2026, 12, 2), date(2026, 12, 16), date(2026, 12, 30)),
    ]
    assert held("biweekly", date(2026, 11, 5), date(2026, 11, 30), weekday=3) == [date(2026, 11, 11), date(2026, 11, 25)]


def test_each_month_on_the_same_day_or_on_its_last() -> None:
    assert [day for day, _ in occurrences("monthly", 1, date(2024, 1, 31), date(2024, 4, 30), WORKING)] == [
        *(date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31), date(2024, 4, 30)),
    ]
    # Saturday 31 October 2026 moves to Monday; 30 November is one.
    assert held("monthly", date(2026, 8, 31), date(2026, 11, 30)) == [
        *(date(2026, 8, 31), date(2026, 9, 30), date(2026, 11, 2), date(2026, 11, 30)),
    ]


def test_a_single_meeting_waits_for_a_working_day_but_not_past_the_end() -> None:
    assert held("once", date(2026, 10, 1), date(2026, 10, 31)) == [date(2026, 10, 8)]
    assert held("once", date(2026, 10, 1), date(2026, 10, 7)) == []


@pytest.mark.parametrize("frequency", [choice.key for choice in BUILT_IN["frequency"]])
def test_nothing_is_held_after_the_last_day_or_before_the_start(frequency: str) -> None:
    assert held(frequency, date(2026, 11, 3), date(2026, 11, 2)) == []
    days = held(frequency, date(2026, 11, 3), date(2027, 11, 3))
    assert days == sorted(set(days))
    assert all(date(2026, 11, 3) <= day <= date(2027, 11, 3) and WORKING(day) for day in days)


def test_every_kind_of_meeting_has_an_agenda_of_its_own_in_both_languages() -> None:
    assert AGENDAS.keys() == {choice.key for choice in BUILT_IN["meeting_kind"]}
    for agenda in AGENDAS.values():
        counts = [len(words.split("\n")) for words in (agenda.zh, agenda.en)]
        assert counts[0] == counts[1]
        assert 4 <= counts[0] <= 7
    assert len({agenda.zh for agenda in AGENDAS.values()}) == len(AGENDAS)


def test_a_department_is_spoken_for_by_its_contact_or_else_its_head_and_nobody_is_asked_twice() -> None:
    assert invited([1, 2, 3, 4], {1: 11, 2: None, 4: 11}, {2: 22, 3: 33}) == [11, 22, 33]
    assert invited([5], {}, {5: None}) == []


NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


def after(starts: datetime, moment: datetime, held: datetime | None = None, **over: Any) -> object:
    return following(meeting_at(starts, held), moment, CALENDAR, **over)["starts_at"]


def meeting_at(starts: datetime, held: datetime | None = None) -> dict[str, Any]:
    own = dict.fromkeys(("project", "kind", "topic", "channel", "place", "host", "recorder", "attendees", "preparation", "occurs_on"))
    return own | {"starts_at": starts, "ends_at": starts + timedelta(hours=1), "held_from": held}


def test_the_next_meeting_moves_over_the_national_day_holiday_and_stays_at_its_hour() -> None:
    # Friday 25 September 2026, 14:07 in Shanghai; the holiday lasts from 1 to 7 October.
    starts = datetime(2026, 9, 25, 6, 7, tzinfo=UTC)
    assert after(starts, starts) == datetime(2026, 10, 8, 6, 5, tzinfo=UTC)


def test_what_is_closed_weeks_later_goes_on_in_the_week_ahead() -> None:
    assert after(NOW, NOW + timedelta(days=17)) == NOW + timedelta(days=21)


@pytest.mark.parametrize(("late", "ahead"), [(3, 7), (-1, 7), (-4, 0), (4, 14)])
def test_a_meeting_held_on_another_day_goes_on_at_its_own_hour_without_leaving_out_a_week(late: int, ahead: int) -> None:
    # Planned for Friday at ten, begun some days late or early in the evening.
    held = NOW + timedelta(days=late, hours=12, minutes=50)
    assert after(held, held, held, usual=NOW) == NOW + timedelta(days=ahead)


PLAN: dict[str, Any] = {"id": 7, "frequency": "biweekly", "weekday": "5", "time": "15:30", "minutes": 30, "content": "进度与风险"}
PLAN |= {"starts_on": date(2026, 11, 20), "ends_on": None}


def test_a_communication_plan_says_when_the_next_is_and_after_its_end_the_week_does() -> None:
    assert after(NOW, NOW, plan=PLAN) == datetime(2026, 12, 4, 7, 30, tzinfo=UTC)
    assert after(NOW, NOW, plan=PLAN | {"ends_on": date(2026, 11, 30)}) == NOW + timedelta(days=7)


def test_the_next_of_a_plan_stands_for_its_day_and_lasts_as_long_as_the_plan_says() -> None:
    found = following(meeting_at(NOW), NOW, CALENDAR, plan=PLAN)
    assert {name: found[name] for name in ("cadence", "occurs_on", "background")} == {
        "cadence": 7,
        "occurs_on": date(2026, 12, 4),
        "background": "进度与风险",
    }
    assert found["ends_at"] - found["starts_at"] == timedelta(minutes=30)
    assert "cadence" not in following(meeting_at(NOW), NOW, CALENDAR, plan=PLAN | {"ends_on": date(2026, 11, 30)})


def test_a_day_of_the_plan_that_has_its_meeting_is_passed_over() -> None:
    assert following(meeting_at(NOW), NOW, CALENDAR, plan=PLAN, taken=[date(2026, 12, 4)])["occurs_on"] == date(2026, 12, 18)


@pytest.mark.parametrize(
    ("starts", "stands_for"),
    [
        (datetime(2026, 12, 2, 1, tzinfo=UTC), date(2026, 12, 4)),
        (datetime(2026, 12, 4, 1, tzinfo=UTC), date(2026, 12, 4)),
        # Half past midnight of the eighteenth in Shanghai.
        (datetime(2026, 12, 17, 15, 59, tzinfo=UTC), date(2026, 12, 4)),
        (datetime(2026, 12, 17, 16, 30, tzinfo=UTC), date(2026, 12, 18)),
    ],
)
def test_put_to_another_day_it_stands_for_the_last_of_the_plan_held_by_then(starts: datetime, stands_for: date) -> None:
    proposed = following(meeting_at(NOW), NOW, CALENDAR, plan=PLAN)
    found = moved(proposed, starts, meeting_at(NOW), CALENDAR, PLAN)
    assert (found["starts_at"], found["ends_at"], found["occurs_on"]) == (starts, starts + timedelta(minutes=30), stands_for)


def test_without_a_start_nothing_ends_and_without_a_plan_there_is_no_day_of_it() -> None:
    found = moved(following(meeting_at(NOW), NOW, CALENDAR), None, meeting_at(NOW), CALENDAR)
    assert (found["starts_at"], found["ends_at"], found.get("occurs_on")) == (None, None, None)
