"""A meeting while it sits: begun, called on the spot, its decisions and actions kept as they are said."""

from datetime import timedelta

import polars as pl
import pytest

from core.actions import meeting, sitting
from core.actions.act import Forbidden
from core.store.work import AlreadySaved
from tests import builders as b

MINUTE = timedelta(minutes=1)
# Ten past ten: the meeting of ten o'clock begins late.
LATE = b.NOW + 10 * MINUTE


@pytest.fixture
def c() -> b.Company:
    return b.company()


@pytest.fixture
def record(c: b.Company) -> int:
    return meeting.plan(c.visit("lead"), b.meeting(c, starts_at=b.NOW, ends_at=b.NOW + b.HOUR))


def test_a_meeting_begins_when_it_does_and_only_once(c: b.Company, record: int) -> None:
    sitting.begin(c.visit("lead", LATE), record)
    row = c.row("meeting", record)
    assert (row["status"], row["held_from"], row["held_until"]) == ("held", LATE, b.NOW + b.HOUR)
    with c.unchanged():
        sitting.begin(c.visit("lead", LATE + MINUTE), record)


def test_one_that_begins_after_its_hour_lasts_as_long_as_planned(c: b.Company, record: int) -> None:
    sitting.begin(c.visit("lead", b.NOW + 2 * b.HOUR), record)
    assert c.row("meeting", record)["held_until"] == b.NOW + 3 * b.HOUR


def test_a_meeting_of_another_day_is_moved_to_the_hour_it_is_held_and_its_notice_came_too_late(c: b.Company) -> None:
    other = meeting.plan(c.visit("lead"), b.meeting(c))
    meeting.notify(c.visit("lead"), other, None)
    sitting.begin(c.visit("lead", LATE), other)
    row = c.row("meeting", other)
    assert [row[name] for name in ("starts_at", "ends_at", "held_from", "held_until")] == [LATE, LATE + b.HOUR, LATE, LATE + b.HOUR]
    told = c.visit("lead", LATE).promises.filter(pl.col("kind") == "meeting_notice", pl.col("record") == other)
    assert told["state"].to_list() == ["broken"]


def test_a_meeting_called_on_the_spot_owes_minutes_and_no_notice(c: b.Company) -> None:
    made = sitting.call(c.visit("lead"), b.meeting(c, ends_at=b.NOW + b.HOUR), "click")
    row = c.row("meeting", made)
    assert (row["status"], row["starts_at"], row["held_from"], row["planned_at"]) == ("held", b.NOW, b.NOW, b.NOW)
    kinds = c.visit("lead", b.NOW + 2 * b.HOUR).promises.filter(pl.col("table") == "meeting", pl.col("record") == made)["kind"].to_list()
    assert kinds == ["minutes"]
    with c.unchanged(), pytest.raises(AlreadySaved):
        sitting.call(c.visit("lead"), b.meeting(c, ends_at=b.NOW + b.HOUR), "click")


def test_a_refused_call_leaves_no_meeting_behind(c: b.Company) -> None:
    with c.unchanged():
        assert b.refusal(lambda: sitting.call(c.visit("lead"), b.meeting(c, topic="", ends_at=b.NOW + b.HOUR))).keys() == {"topic"}


def test_decisions_of_two_people_stand_one_below_the_other(c: b.Company, record: int) -> None:
    sitting.begin(c.visit("lead"), record)
    sitting.decide(c.visit("lead"), record, "十二月上线")
    sitting.decide(c.visit("coordinator"), record, " 范围不变 ")
    assert c.row("meeting", record)["consensus"] == "十二月上线\n范围不变"
    with c.unchanged():
        assert b.refusal(lambda: sitting.decide(c.visit("lead"), record, "  ")).keys() == {"consensus"}


def test_a_decision_begins_the_minutes_of_a_meeting_nobody_has_started(c: b.Company, record: int) -> None:
    sitting.decide(c.visit("lead", LATE), record, "十二月上线")
    row = c.row("meeting", record)
    assert (row["status"], row["held_from"]) == ("held", b.NOW)


def test_an_action_is_a_task_of_its_owner_at_once(c: b.Company, record: int) -> None:
    sitting.begin(c.visit("lead"), record)
    task = c.row("task", sitting.follow_up(c.visit("lead"), record, b.action(c, department=None), "click"))
    assert (task["meeting"], task["owner"], task["department"]) == (record, c.people["contact"], c.departments["research"])
    with c.unchanged(), pytest.raises(AlreadySaved):
        sitting.follow_up(c.visit("lead"), record, b.action(c, department=None), "click")


def test_an_action_without_owner_or_for_yesterday_is_refused_field_by_field(c: b.Company, record: int) -> None:
    action = b.action(c, owner=None, due_on=b.TODAY - b.DAY)
    with c.unchanged():
        assert b.refusal(lambda: sitting.follow_up(c.visit("lead"), record, action)).keys() == {"owner", "due_on"}


def test_nothing_is_taken_down_by_strangers_in_the_past_or_after_the_end(c: b.Company, record: int) -> None:
    with c.unchanged(), pytest.raises(Forbidden):
        sitting.decide(c.visit("outsider"), record, "十二月上线")
    with c.unchanged(), pytest.raises(Forbidden):
        sitting.begin(c.visit("lead", past=b.NOW - b.DAY), record)
    meeting.hold(c.visit("lead", LATE), record, None, {"consensus": "按期上线"})
    meeting.distribute(c.visit("lead", LATE), record, None)
    with c.unchanged():
        assert b.refusal(lambda: sitting.decide(c.visit("lead", LATE), record, "十二月上线")) == {"": meeting.OVER}
