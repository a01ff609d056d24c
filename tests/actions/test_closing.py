"""The end of a meeting: everything in one transaction, or nothing."""

from datetime import timedelta

import polars as pl
import pytest

from core import agendas
from core.actions import cadence, closing, meeting, sitting
from core.actions.act import Forbidden, RefusedRows
from core.store.work import AlreadySaved, Conflict
from tests import builders as b

# The meeting of ten o'clock ends a quarter of an hour early.
END = b.NOW + timedelta(minutes=45)
MINUTES = {"discussion": "逐项核对", "consensus": "按期上线"}


@pytest.fixture
def c() -> b.Company:
    return b.company()


@pytest.fixture
def record(c: b.Company) -> int:
    made = meeting.plan(c.visit("lead"), b.meeting(c, starts_at=b.NOW, ends_at=b.NOW + b.HOUR))
    sitting.begin(c.visit("lead"), made)
    return made


def following(c: b.Company, record: int) -> dict[str, object]:
    return agendas.following(c.row("meeting", record), END, c.visit("lead").rules.calendar)


def test_minutes_actions_and_the_next_meeting_are_kept_in_one_go(c: b.Company, record: int) -> None:
    made = closing.close(c.visit("lead", END), record, 2, MINUTES, [b.action(c)], following(c, record))
    row = c.row("meeting", record)
    assert [row[name] for name in ("status", "discussion", "consensus", "held_until", "minutes_sent_at")] == [
        *("closed", "逐项核对", "按期上线", END, END)
    ]
    task = c.ledger.snapshot()["task"].filter(meeting=record).row(0, named=True)
    assert (task["title"], task["starts_on"]) == ("建立供货商名录", b.TODAY)
    assert made is not None
    after = c.row("meeting", made)
    assert (after["starts_at"], after["status"], after["attendees"]) == (b.NOW + 7 * b.DAY, "planned", [c.people["contact"]])
    clocks = c.visit("lead", END).promises.filter(pl.col("kind").is_in(["minutes", "action_item"]))
    assert dict(clocks.filter(pl.col("record").is_in([record, task["id"]])).select("kind", "state").iter_rows()) == {
        "minutes": "kept",
        "action_item": "running",
    }


def test_a_next_meeting_that_is_refused_takes_everything_back(c: b.Company, record: int) -> None:
    ended = c.visit("lead", END)
    with c.unchanged():
        assert b.refusal(lambda: closing.close(ended, record, 2, MINUTES, [b.action(c)], following(c, record) | {"topic": ""})).keys() == {
            "topic"
        }
        past = following(c, record) | {"starts_at": b.NOW}
        assert b.refusal(lambda: closing.close(ended, record, 2, MINUTES, [], past)) == {"starts_at": closing.NOT_AHEAD}


def test_refused_rows_empty_minutes_and_a_version_that_has_moved_on_save_nothing(c: b.Company, record: int) -> None:
    ended = c.visit("lead", END)
    with c.unchanged(), pytest.raises(RefusedRows) as refused:
        closing.close(ended, record, 2, MINUTES, [b.action(c), b.action(c, owner=None)], following(c, record))
    assert refused.value.rows.keys() == {1}
    with c.unchanged():
        assert b.refusal(lambda: closing.close(ended, record, 2, {"discussion": "", "consensus": None})) == {"": meeting.NO_MINUTES}
    with c.unchanged(), pytest.raises(Conflict):
        closing.close(ended, record, 1, MINUTES)


def test_a_day_of_the_plan_that_somebody_scheduled_meanwhile_is_not_planned_twice(c: b.Company) -> None:
    own = {"project": c.projects["launch"], "topic": "例会", "kind": "weekly", "frequency": "daily", "time": "10:00", "minutes": 60}
    plan = cadence.save(c.visit("lead"), own | {"starts_on": b.TODAY, "host": c.people["lead"]})
    (record,) = cadence.schedule(c.visit("lead", b.NOW - b.HOUR), plan, b.TODAY)
    sitting.begin(c.visit("lead"), record)
    row = c.ledger.snapshot()["cadence"].filter(id=plan).row(0, named=True)
    proposed = agendas.following(c.row("meeting", record), END, c.visit("lead").rules.calendar, plan=row)
    (made,) = cadence.schedule(c.visit("lead", END), plan, proposed["occurs_on"])
    assert closing.close(c.visit("lead", END), record, None, MINUTES, [], proposed) is None
    assert c.row("meeting", record)["status"] == "closed"
    assert c.row("meeting", made)["occurs_on"] == proposed["occurs_on"]
    assert c.ledger.snapshot()["meeting"].filter(cadence=plan).height == 2


def test_the_same_click_closes_and_plans_once(c: b.Company, record: int) -> None:
    closing.close(c.visit("lead", END), record, 2, MINUTES, [], following(c, record), "click")
    with c.unchanged(), pytest.raises(AlreadySaved):
        closing.close(c.visit("lead", END), record, 2, MINUTES, [], following(c, record), "click")


@pytest.mark.parametrize("who", ["outsider", "viewer", "leader"])
def test_a_meeting_is_closed_by_those_who_run_it(c: b.Company, record: int, who: str) -> None:
    with c.unchanged(), pytest.raises(Forbidden):
        closing.close(c.visit(who, END), record, None, MINUTES, [], following(c, record))


def test_nothing_is_closed_in_the_past(c: b.Company, record: int) -> None:
    with c.unchanged(), pytest.raises(Forbidden):
        closing.close(c.visit("lead", END, past=b.NOW - b.DAY), record, None, MINUTES)
