"""The communication plan: kept, its meetings scheduled on working days and never twice, changed with them, and stopped."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.actions import cadence, meeting, organisation, project, rules
from core.actions.act import Forbidden
from core.agendas import AGENDAS
from core.schema.check import REQUIRED, filled
from core.schema.talk import CADENCE
from core.store.work import AlreadySaved, Conflict, Missing
from tests import builders as b

# Monday 21 September 2026, nine in the morning in Shanghai.
SEPTEMBER = datetime(2026, 9, 21, 1, tzinfo=UTC)


@pytest.fixture
def c() -> b.Company:
    made = b.company()
    project.take_part(made.visit("lead"), b.participation(made, contact=made.people["contact"]))
    return made


@pytest.fixture
def record(c: b.Company) -> int:
    return cadence.save(c.visit("lead"), b.cadence(c))


def meetings(c: b.Company, status: str = "planned") -> list[dict[str, Any]]:
    return c.ledger.snapshot()["meeting"].filter(status=status).sort("starts_at", "id").to_dicts()


def starts(c: b.Company, status: str = "planned") -> list[str]:
    """The local times of the meetings of that status."""
    return [f"{c.visit('lead').local(row['starts_at']):%Y-%m-%d %H:%M}" for row in meetings(c, status)]


def test_a_lead_plans_the_communication_of_his_project(c: b.Company, record: int) -> None:
    row = c.row("cadence", record)
    assert (row["project"], row["frequency"], row["weekday"], row["time"]) == (c.projects["launch"], "weekly", "1", "10:00")
    assert c.saved() == ("plan", c.people["lead"])


@pytest.mark.parametrize(("given", "kept"), [("9:05", "09:05"), ("23：59", "23:59"), (" 10:00 ", "10:00")])
def test_a_time_is_kept_in_one_form(c: b.Company, given: str, kept: str) -> None:
    assert c.row("cadence", cadence.save(c.visit("lead"), b.cadence(c, time=given)))["time"] == kept


@pytest.mark.parametrize("given", ["24:00", "10", "10:60", "ten", "10:0", "1000"])
def test_what_is_no_time_is_refused_beside_it(c: b.Company, given: str) -> None:
    with c.unchanged():
        assert b.refusal(lambda: cadence.save(c.visit("lead"), b.cadence(c, time=given))) == {"time": cadence.BAD_TIME}


def test_everything_that_does_not_fit_is_told_at_once(c: b.Company) -> None:
    wrong = b.cadence(c, time="noon", weekday=None, ends_on=date(2026, 9, 30))
    with c.unchanged():
        assert b.refusal(lambda: cadence.save(c.visit("lead"), wrong)) == {
            "time": cadence.BAD_TIME,
            "weekday": filled(REQUIRED, CADENCE.by_name["weekday"]),
            "ends_on": cadence.ENDS_FIRST,
        }
        assert b.refusal(lambda: cadence.save(c.visit("lead"), b.cadence(c, time=None))).keys() == {"time"}


@pytest.mark.parametrize("frequency", ["daily", "monthly", "once"])
def test_only_what_recurs_by_the_week_has_a_weekday(c: b.Company, frequency: str) -> None:
    assert cadence.save(c.visit("lead"), b.cadence(c, frequency=frequency, weekday=None))
    assert c.row("cadence", cadence.save(c.visit("lead"), b.cadence(c, frequency=frequency)))["weekday"] is None


def test_over_the_national_day_meetings_move_to_working_days(c: b.Company, record: int) -> None:
    made = cadence.schedule(c.visit("lead", SEPTEMBER), record, date(2026, 10, 19))
    # Monday 5 October 2026 is off: the first working day is Thursday the 8th.
    assert starts(c) == ["2026-10-08 10:00", "2026-10-12 10:00", "2026-10-19 10:00"]
    assert [row["id"] for row in meetings(c)] == made
    assert [row["occurs_on"] for row in meetings(c)] == [date(2026, 10, 5), date(2026, 10, 12), date(2026, 10, 19)]
    assert c.saved() == ("schedule", c.people["lead"])


def test_a_daily_meeting_is_held_on_the_make_up_saturday_and_on_no_holiday(c: b.Company) -> None:
    daily = cadence.save(c.visit("lead"), b.cadence(c, frequency="daily", time="17:00", minutes=15))
    cadence.schedule(c.visit("lead", SEPTEMBER), daily, date(2026, 10, 12))
    assert starts(c) == ["2026-10-08 17:00", "2026-10-09 17:00", "2026-10-10 17:00", "2026-10-12 17:00"]


def test_a_day_the_administrator_takes_off_is_off_here_too(c: b.Company, record: int) -> None:
    rules.save(c.visit("admin"), "calendar_day", {"day": date(2026, 11, 23), "working": False, "name": "厂休"})
    cadence.schedule(c.visit("lead", b.NOW + b.HOUR), record, date(2026, 11, 30))
    assert starts(c) == ["2026-11-24 10:00", "2026-11-30 10:00"]


def test_a_meeting_takes_over_what_its_plan_says(c: b.Company) -> None:
    made = cadence.save(c.visit("lead"), b.cadence(c, kind="risk", minutes=45, channel="video", place="腾讯会议", content="看缓冲"))
    (first,) = cadence.schedule(c.visit("lead"), made, date(2026, 11, 23))
    row = c.row("meeting", first)
    assert [row[name] for name in ("project", "cadence", "kind", "topic", "host", "channel", "place", "background", "status")] == [
        *(c.projects["launch"], made, "risk", "上市周例会", c.people["lead"], "video", "腾讯会议", "看缓冲", "planned"),
    ]
    assert (row["ends_at"] - row["starts_at"], row["planned_at"], row["agenda"]) == (timedelta(minutes=45), b.NOW, AGENDAS["risk"].zh)


def test_the_contacts_of_the_departments_are_invited_and_a_head_where_there_is_none(c: b.Company, record: int) -> None:
    organisation.save_department(c.visit("admin"), {"head": c.people["lead"]}, c.departments["marketing"])
    (first,) = cadence.schedule(c.visit("lead"), record, date(2026, 11, 23))
    assert c.row("meeting", first)["attendees"] == [c.people["contact"], c.people["lead"]]


def test_a_plan_that_names_no_department_invites_all_that_take_part(c: b.Company) -> None:
    made = cadence.save(c.visit("lead"), b.cadence(c, departments=None))
    (first,) = cadence.schedule(c.visit("lead"), made, date(2026, 11, 23))
    assert c.row("meeting", first)["attendees"] == [c.people["contact"]]


def test_scheduling_twice_makes_no_doubles_even_where_a_meeting_was_moved_or_cancelled(c: b.Company, record: int) -> None:
    first, second = cadence.schedule(c.visit("lead"), record, date(2026, 11, 30))
    row = c.row("meeting", first)
    meeting.plan(c.visit("lead"), {name: row[name] + b.DAY for name in ("starts_at", "ends_at")}, first, 1)
    meeting.cancel(c.visit("lead"), second, 1)
    with c.unchanged():
        assert cadence.schedule(c.visit("lead"), record, date(2026, 11, 30)) == []
    assert len(cadence.schedule(c.visit("lead"), record, date(2026, 12, 7))) == 1


def test_nothing_is_scheduled_past_the_end_of_the_plan_or_of_the_project(c: b.Company, record: int) -> None:
    project.save(c.visit("lead"), {"ends_on": date(2026, 12, 7)}, c.projects["launch"])
    cadence.schedule(c.visit("lead"), record, date(2027, 6, 30))
    assert starts(c) == ["2026-11-23 10:00", "2026-11-30 10:00", "2026-12-07 10:00"]
    short = cadence.save(c.visit("lead"), b.cadence(c, ends_on=date(2026, 11, 29)))
    assert len(cadence.schedule(c.visit("lead"), short, date(2027, 6, 30))) == 1


def test_what_is_over_today_is_not_scheduled_any_more(c: b.Company) -> None:
    made = cadence.save(c.visit("lead"), b.cadence(c, frequency="daily", time="10:00"))
    assert cadence.schedule(c.visit("lead", b.NOW), made, b.TODAY) == []
    assert len(cadence.schedule(c.visit("lead", b.NOW - b.HOUR), made, b.TODAY)) == 1


def test_the_day_to_schedule_until_is_within_a_year(c: b.Company, record: int) -> None:
    with c.unchanged():
        for day, problem in ((b.TODAY - b.DAY, cadence.BEFORE_TODAY), (b.TODAY + 367 * b.DAY, cadence.TOO_FAR)):
            assert b.refusal(lambda day=day: cadence.schedule(c.visit("lead"), record, day)) == {"until": problem}


def test_the_same_click_schedules_once(c: b.Company, record: int) -> None:
    cadence.schedule(c.visit("lead"), record, date(2026, 11, 30), "click")
    with c.unchanged(), pytest.raises(AlreadySaved):
        cadence.schedule(c.visit("lead"), record, date(2026, 11, 30), "click")


def test_meetings_ahead_that_nobody_has_been_told_of_follow_a_change(c: b.Company, record: int) -> None:
    first, *_ = cadence.schedule(c.visit("lead"), record, date(2026, 12, 7))
    meeting.notify(c.visit("lead"), first, 1)
    cadence.save(c.visit("lead"), {"time": "14:30", "minutes": 30, "place": "A 栋 301"}, record, 1)
    assert starts(c) == ["2026-11-23 10:00", "2026-11-30 14:30", "2026-12-07 14:30"]
    assert [(row["place"], row["ends_at"] - row["starts_at"]) for row in meetings(c)] == [
        *((None, timedelta(hours=1)), ("A 栋 301", timedelta(minutes=30)), ("A 栋 301", timedelta(minutes=30))),
    ]


def test_other_departments_bring_their_own_people(c: b.Company, record: int) -> None:
    (first,) = cadence.schedule(c.visit("lead"), record, date(2026, 11, 23))
    organisation.save_department(c.visit("admin"), {"head": c.people["outsider"]}, c.departments["legal"])
    cadence.save(c.visit("lead"), {"departments": [c.departments["legal"]]}, record, 1)
    assert c.row("meeting", first)["attendees"] == [c.people["outsider"]]


def test_another_weekday_replaces_them_and_going_back_brings_them_back(c: b.Company, record: int) -> None:
    cadence.schedule(c.visit("lead"), record, date(2026, 12, 7))
    cadence.save(c.visit("lead"), {"weekday": "3"}, record, 1)
    assert starts(c) == ["2026-11-25 10:00", "2026-12-02 10:00"]
    assert starts(c, "cancelled") == ["2026-11-23 10:00", "2026-11-30 10:00", "2026-12-07 10:00"]
    cadence.save(c.visit("lead"), {"weekday": "1"}, record, 2)
    assert starts(c) == ["2026-11-23 10:00", "2026-11-30 10:00"]


def test_a_meeting_moved_by_hand_stays_there_when_only_words_change(c: b.Company, record: int) -> None:
    (first,) = cadence.schedule(c.visit("lead"), record, date(2026, 11, 23))
    row = c.row("meeting", first)
    meeting.plan(c.visit("lead"), {name: row[name] + b.DAY for name in ("starts_at", "ends_at")}, first, 1)
    cadence.save(c.visit("lead"), {"topic": "上市双周会"}, record, 1)
    assert (starts(c), c.row("meeting", first)["topic"]) == (["2026-11-24 10:00"], "上市双周会")


def test_a_stopped_plan_cancels_what_nobody_has_been_told_of(c: b.Company, record: int) -> None:
    first, second, third = cadence.schedule(c.visit("lead"), record, date(2026, 12, 7))
    meeting.notify(c.visit("lead"), second, 1)
    cadence.stop(c.visit("lead"), record, 1)
    assert [c.row("meeting", one)["status"] for one in (first, second, third)] == ["cancelled", "planned", "cancelled"]
    assert c.ledger.snapshot()["cadence"].is_empty()
    # What people were told of is still held, and its minutes distributed.
    later = c.visit("lead", b.NOW + 11 * b.DAY)
    meeting.hold(later, second, None, {"consensus": "按期上线"})
    meeting.distribute(later, second, None)
    assert c.row("meeting", second)["status"] == "closed"
    with pytest.raises(Missing):
        cadence.schedule(c.visit("lead"), record, date(2026, 12, 31))


def test_a_version_that_is_no_longer_the_newest_is_neither_changed_nor_stopped(c: b.Company, record: int) -> None:
    cadence.save(c.visit("coordinator"), {"place": "A 栋"}, record, 1)
    with c.unchanged():
        with pytest.raises(Conflict):
            cadence.save(c.visit("lead"), {"place": "B 栋"}, record, 1)
        with pytest.raises(Conflict):
            cadence.stop(c.visit("lead"), record, 1)


def test_a_lead_reaches_no_other_project(c: b.Company, record: int) -> None:
    audit = {"project": c.projects["audit"]}
    theirs = cadence.save(c.visit("coordinator"), b.cadence(c, **audit))
    with c.unchanged():
        for reach in (
            lambda: cadence.save(c.visit("lead"), b.cadence(c, **audit)),
            lambda: cadence.save(c.visit("lead"), audit, record),
            lambda: cadence.save(c.visit("lead"), {"project": c.projects["launch"]}, theirs),
            lambda: cadence.schedule(c.visit("lead"), theirs, b.TODAY),
            lambda: cadence.stop(c.visit("lead"), theirs, None),
        ):
            with pytest.raises(Forbidden):
                reach()
