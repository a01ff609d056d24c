"""A meeting's life: planned, noticed, held with its action items and what it agrees on an issue, minuted, cancelled."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from core.actions import issue, meeting
from core.actions.act import Forbidden, RefusedRows
from core.agendas import AGENDAS
from core.schema.check import REQUIRED, filled
from core.schema.work import TASK
from core.store.work import AlreadySaved, Conflict
from tests import builders as b

# When the meeting of these tests has just begun.
THEN = b.NOW + 6 * b.DAY


@pytest.fixture
def c() -> b.Company:
    return b.company()


@pytest.fixture
def record(c: b.Company) -> int:
    return meeting.plan(c.visit("lead"), b.meeting(c))


def promise(c: b.Company, kind: str, now: datetime = b.NOW) -> dict[str, Any]:
    """The only promise of that kind."""
    (found,) = c.visit("lead", now).promises.filter(kind=kind).to_dicts()
    return found


def dispute(c: b.Company, **over: Any) -> int:
    return issue.report(c.visit("contact"), b.issue(c, kind="blocker", project=c.projects["launch"], **over))


def called(c: b.Company, about: int, **over: Any) -> int:
    """A special meeting of the coordinator's about an issue."""
    own = {"kind": "special", "issue": about, "project": None, "host": c.people["coordinator"], "starts_at": b.NOW}
    return meeting.plan(c.visit("coordinator"), b.meeting(c, **own | over))


def test_a_meeting_is_planned_at_once_with_the_agenda_of_its_kind(c: b.Company, record: int) -> None:
    row = c.row("meeting", record)
    assert (row["planned_at"], row["status"], row["noticed_at"], row["agenda"]) == (b.NOW, "planned", None, AGENDAS["weekly"].zh)
    assert c.saved() == ("schedule", c.people["lead"])
    own = meeting.plan(c.visit("lead"), b.meeting(c, agenda="只谈预算"))
    assert c.row("meeting", own)["agenda"] == "只谈预算"


@pytest.mark.parametrize("length", [timedelta(0), -b.HOUR])
def test_it_ends_after_it_starts(c: b.Company, record: int, length: timedelta) -> None:
    with c.unchanged():
        wrong = b.meeting(c, ends_at=THEN + length)
        assert b.refusal(lambda: meeting.plan(c.visit("lead"), wrong)) == {"ends_at": meeting.ENDS_FIRST}
        assert b.refusal(lambda: meeting.plan(c.visit("lead"), {"starts_at": THEN + b.HOUR}, record, 1)) == {"ends_at": meeting.ENDS_FIRST}
        assert b.refusal(lambda: meeting.plan(c.visit("lead"), b.meeting(c, starts_at=None))).keys() == {"starts_at"}


def test_a_contact_runs_a_meeting_he_hosts_and_no_other(c: b.Company, record: int) -> None:
    own = meeting.plan(c.visit("contact"), b.meeting(c, project=None, host=c.people["contact"]))
    meeting.notify(c.visit("contact"), own, 1)
    with c.unchanged():
        for reach in (
            lambda: meeting.plan(c.visit("contact"), b.meeting(c)),
            lambda: meeting.plan(c.visit("contact"), {"host": c.people["contact"]}, record, 1),
            lambda: meeting.plan(c.visit("lead"), {"project": c.projects["launch"], "host": c.people["lead"]}, own, 2),
            lambda: meeting.hold(c.visit("outsider"), record, 1, {"discussion": "x"}),
        ):
            with pytest.raises(Forbidden):
                reach()


def test_the_recorder_takes_the_minutes_too(c: b.Company) -> None:
    made = meeting.plan(c.visit("lead"), b.meeting(c, recorder=c.people["contact"]))
    meeting.hold(c.visit("contact", THEN), made, 1, {"discussion": "进度"}, [b.action(c)])
    meeting.distribute(c.visit("contact", THEN), made, 2)


def test_notice_is_given_two_working_days_ahead(c: b.Company, record: int) -> None:
    # Thursday 26 November 2026: two working days before it is Tuesday the 24th, by its end.
    found = promise(c, "meeting_notice")
    assert (found["due_at"], found["state"]) == (datetime(2026, 11, 24, 10, tzinfo=UTC), "running")
    meeting.notify(c.visit("lead"), record, 1)
    assert (c.row("meeting", record)["noticed_at"], promise(c, "meeting_notice")["state"]) == (b.NOW, "kept")
    assert c.saved() == ("notify", c.people["lead"])


def test_a_meeting_of_nobody_one_begun_and_one_told_of_are_not_noticed(c: b.Company, record: int) -> None:
    alone = meeting.plan(c.visit("lead"), b.meeting(c, attendees=None))
    with c.unchanged():
        assert b.refusal(lambda: meeting.notify(c.visit("lead"), alone, 1)) == {"": meeting.NOBODY}
        assert b.refusal(lambda: meeting.notify(c.visit("lead", THEN), record, 1)) == {"": meeting.BEGUN}
    meeting.notify(c.visit("lead"), record, 1)
    with c.unchanged():
        assert b.refusal(lambda: meeting.notify(c.visit("lead"), record, 2)) == {"": meeting.NOTICED}


def test_another_time_takes_the_notice_back_and_other_changes_do_not(c: b.Company, record: int) -> None:
    meeting.notify(c.visit("lead"), record, 1)
    meeting.plan(c.visit("lead"), {"place": "A 栋 301", "starts_at": THEN}, record, 2)
    assert c.row("meeting", record)["noticed_at"] == b.NOW
    meeting.plan(c.visit("lead"), {"starts_at": THEN + b.DAY, "ends_at": THEN + b.DAY + b.HOUR}, record, 3)
    assert c.row("meeting", record)["noticed_at"] is None
    assert promise(c, "meeting_notice")["state"] == "running"


def test_minutes_after_the_last_day_before_the_holiday_are_due_on_the_first_day_after_it(c: b.Company) -> None:
    # Wednesday 30 September 2026, 16:00 to 17:00; off from 1 to 7 October: one working day later is the end of Thursday the 8th.
    ends = datetime(2026, 9, 30, 9, tzinfo=UTC)
    made = meeting.plan(c.visit("lead", ends - 3 * b.DAY), b.meeting(c, starts_at=ends - b.HOUR, ends_at=ends))
    assert promise(c, "minutes", ends + b.HOUR)["due_at"] == datetime(2026, 10, 8, 10, tzinfo=UTC)
    on_time = c.visit("lead", datetime(2026, 10, 8, 9, 59, tzinfo=UTC))
    meeting.hold(on_time, made, 1, {"consensus": "节后上线"})
    meeting.distribute(on_time, made, 2)
    assert promise(c, "minutes", datetime(2026, 10, 9, tzinfo=UTC))["state"] == "kept"


def test_the_hours_of_a_meeting_are_those_planned_unless_told_otherwise(c: b.Company, record: int) -> None:
    meeting.hold(c.visit("lead", THEN + b.HOUR), record, 1, {"discussion": "进度"})
    row = c.row("meeting", record)
    assert (row["status"], row["held_from"], row["held_until"]) == ("held", THEN, THEN + b.HOUR)
    meeting.hold(c.visit("lead", THEN + b.HOUR), record, 2, {"held_until": THEN + 2 * b.HOUR})
    row = c.row("meeting", record)
    assert (row["held_from"], row["held_until"], row["discussion"]) == (THEN, THEN + 2 * b.HOUR, "进度")


def test_one_that_begins_early_began_when_its_minutes_did(c: b.Company, record: int) -> None:
    early = THEN - timedelta(minutes=10)
    meeting.hold(c.visit("lead", early), record, 1, {"discussion": "进度"})
    assert c.row("meeting", record)["held_from"] == early


def test_hours_that_cannot_be_are_refused(c: b.Company, record: int) -> None:
    with c.unchanged():
        for hours, problem in (
            ({"held_from": THEN + b.DAY}, {"held_from": meeting.IN_THE_FUTURE}),
            ({"held_until": THEN - b.HOUR}, {"held_until": meeting.ENDS_FIRST}),
        ):
            assert b.refusal(lambda hours=hours: meeting.hold(c.visit("lead", THEN), record, 1, hours)) == problem


def test_actions_become_tasks_of_the_project_that_name_the_meeting(c: b.Company, record: int) -> None:
    rows = [b.action(c), b.action(c, title="确认预算", department=None, owner=c.people["outsider"])]
    made = meeting.hold(c.visit("lead", THEN), record, 1, {"consensus": "按期上线"}, rows)
    tasks = [c.row("task", one) for one in made]
    assert [(row["kind"], row["project"], row["meeting"], row["issue"], row["starts_on"], row["status"]) for row in tasks] == [
        ("action", c.projects["launch"], record, None, date(2026, 11, 26), "not_started")
    ] * 2
    assert [(row["title"], row["department"], row["code"]) for row in tasks] == [
        *(("建立供货商名录", c.departments["research"], None), ("确认预算", c.departments["legal"], None)),
    ]
    assert c.saved() == ("record", c.people["lead"])


def test_minutes_are_saved_bit_by_bit_and_what_is_there_stays(c: b.Company, record: int) -> None:
    host = c.visit("lead", THEN)
    (first,) = meeting.hold(host, record, 1, {"discussion": "进度"}, [b.action(c)])
    (second,) = meeting.hold(host, record, 2, {"consensus": "按期上线"}, [b.action(c, title="确认预算")])
    row = c.row("meeting", record)
    assert (row["discussion"], row["consensus"], first != second) == ("进度", "按期上线", True)
    assert c.row("task", first)["version"] == 1
    with c.unchanged(), pytest.raises(Conflict):
        meeting.hold(host, record, 2, {"consensus": "改"}, [b.action(c)])


def test_one_bad_action_holds_back_the_minutes(c: b.Company, record: int) -> None:
    rows = [b.action(c), b.action(c, title=None, department=None, owner=None), b.action(c, due_on=b.TODAY)]
    with c.unchanged(), pytest.raises(RefusedRows) as refused:
        meeting.hold(c.visit("lead", THEN), record, 1, {"discussion": "进度"}, rows)
    assert refused.value.rows == {
        1: {name: filled(REQUIRED, TASK.by_name[name]) for name in ("title", "owner")},
        2: {"due_on": meeting.OVER_ALREADY},
    }


def test_the_actions_of_a_meeting_without_a_project_name_theirs(c: b.Company) -> None:
    made = meeting.plan(c.visit("coordinator"), b.meeting(c, project=None))
    with c.unchanged(), pytest.raises(RefusedRows) as refused:
        meeting.hold(c.visit("coordinator", THEN), made, 1, {"discussion": "进度"}, [b.action(c)])
    assert refused.value.rows.keys() == {0}
    assert refused.value.rows[0].keys() == {"project"}
    rows = [b.action(c, project=c.projects[name]) for name in ("launch", "audit")]
    tasks = meeting.hold(c.visit("coordinator", THEN), made, 1, {"discussion": "进度"}, rows)
    assert [c.row("task", task)["project"] for task in tasks] == [c.projects["launch"], c.projects["audit"]]


def test_an_action_cannot_leave_the_project_of_its_meeting(c: b.Company, record: int) -> None:
    (task,) = meeting.hold(c.visit("lead", THEN), record, 1, {"discussion": "进度"}, [b.action(c, project=c.projects["audit"])])
    assert c.row("task", task)["project"] == c.projects["launch"]


def test_the_same_click_takes_the_minutes_once(c: b.Company, record: int) -> None:
    meeting.hold(c.visit("lead", THEN), record, 1, {"discussion": "进度"}, [b.action(c)], "click")
    with c.unchanged(), pytest.raises(AlreadySaved):
        meeting.hold(c.visit("lead", THEN), record, 1, {"discussion": "进度"}, [b.action(c)], "click")


def test_minutes_go_out_once_there_are_any(c: b.Company, record: int) -> None:
    host = c.visit("lead", THEN)
    with c.unchanged():
        assert b.refusal(lambda: meeting.distribute(host, record, 1)) == {"": meeting.NO_MINUTES}
    meeting.hold(host, record, 1, {"consensus": "按期上线"})
    meeting.distribute(host, record, 2)
    row = c.row("meeting", record)
    assert (row["minutes_sent_at"], row["status"]) == (THEN, "closed")
    assert promise(c, "minutes", THEN + b.HOUR)["state"] == "kept"
    with c.unchanged():
        for late in (
            lambda: meeting.distribute(host, record, 3),
            lambda: meeting.hold(host, record, 3, {"consensus": "改"}),
            lambda: meeting.plan(host, {"place": "A 栋"}, record, 3),
            lambda: meeting.cancel(host, record, 3),
        ):
            assert b.refusal(late) == {"": meeting.OVER}


def test_one_whose_minutes_go_out_early_ended_then(c: b.Company, record: int) -> None:
    early = c.visit("lead", THEN + timedelta(minutes=30))
    meeting.hold(early, record, 1, {"consensus": "按期上线"})
    meeting.distribute(early, record, 2)
    assert c.row("meeting", record)["held_until"] == early.now


def test_a_cancelled_meeting_promises_nothing(c: b.Company, record: int) -> None:
    meeting.cancel(c.visit("lead"), record, 1)
    after = c.visit("lead", THEN + 9 * b.DAY).promises.filter(table="meeting")
    assert set(zip(after["kind"], after["state"], strict=True)) == {("meeting_notice", "void"), ("minutes", "void")}
    with c.unchanged():
        assert b.refusal(lambda: meeting.notify(c.visit("lead"), record, 2)) == {"": meeting.OVER}
        assert b.refusal(lambda: meeting.hold(c.visit("lead", THEN), record, 2, {"discussion": "x"})) == {"": meeting.OVER}


def test_a_meeting_that_was_held_cannot_be_called_off(c: b.Company, record: int) -> None:
    meeting.hold(c.visit("lead", THEN), record, 1, {"discussion": "进度"})
    with c.unchanged():
        assert b.refusal(lambda: meeting.cancel(c.visit("lead", THEN), record, 2)) == {"": meeting.HELD}
        assert b.refusal(lambda: meeting.notify(c.visit("lead", THEN), record, 2)) == {"": meeting.HELD}


def test_a_meeting_about_an_issue_is_of_its_project_and_of_a_kind_for_trouble(c: b.Company) -> None:
    about = dispute(c)
    assert c.row("meeting", called(c, about))["project"] == c.projects["launch"]
    with c.unchanged():
        assert b.refusal(lambda: called(c, about, kind="weekly")) == {"kind": meeting.WRONG_KIND}
        assert b.refusal(lambda: called(c, 99)).keys() == {"issue"}
        own = b.meeting(c, kind="special", issue=about, host=c.people["outsider"])
        with pytest.raises(Forbidden):
            meeting.plan(c.visit("outsider"), own)


def test_what_a_meeting_agrees_on_its_issue_is_saved_with_the_minutes(c: b.Company) -> None:
    about = dispute(c)
    made = called(c, about)
    after = c.visit("coordinator", b.NOW + b.HOUR)
    (action,) = meeting.hold(after, made, 1, {"discussion": "扩容"} | b.agreed(c), [b.action(c)])
    row = c.row("issue", about)
    assert [row[name] for name in ("measures", "owner", "status", "convened_at")] == [
        *("扩容两台", c.people["contact"], "responded", after.now),
    ]
    assert (c.row("task", action)["issue"], c.saved()[0]) == (about, "convene")
    assert promise(c, "issue_meeting", after.now)["state"] == "kept"


def test_minutes_without_an_agreement_leave_the_issue_as_it_is(c: b.Company) -> None:
    about = dispute(c)
    made = called(c, about)
    meeting.hold(c.visit("coordinator"), made, 1, {"discussion": "扩容", "owner": c.people["lead"], "measures": None})
    assert c.row("issue", about)["version"] == 1


def test_an_agreement_that_lacks_something_holds_back_the_minutes(c: b.Company) -> None:
    made = called(c, dispute(c))
    with c.unchanged():
        half = {"discussion": "扩容", "measures": "扩容两台"}
        assert b.refusal(lambda: meeting.hold(c.visit("coordinator"), made, 1, half)) == {
            "owner": issue.NEEDS_OWNER,
            "resolve_by": issue.NEW_DATE,
        }


def test_whoever_may_not_handle_the_issue_agrees_nothing_on_it(c: b.Company) -> None:
    made = called(c, dispute(c), recorder=c.people["outsider"])
    with c.unchanged(), pytest.raises(Forbidden):
        meeting.hold(c.visit("outsider"), made, 1, {"discussion": "扩容"} | b.agreed(c))
    meeting.plan(c.visit("outsider"), {"place": "A 栋"}, made, 1)
    meeting.hold(c.visit("outsider"), made, 2, {"discussion": "扩容"})
