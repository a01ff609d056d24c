"""An issue's life: reported, responded to, a meeting convened, resolved, withdrawn, reopened."""

from datetime import datetime, timedelta

import polars as pl
import pytest

from core.actions import issue as verbs
from core.actions.act import Refused
from core.store.work import AlreadySaved, Conflict
from tests import builders as b

LATER = b.NOW + b.HOUR


@pytest.fixture(scope="module")
def c() -> b.Company:
    return b.company()


@pytest.fixture
def reported(c: b.Company) -> int:
    return verbs.report(c.visit("contact"), b.issue(c))


def both(c: b.Company) -> list[int]:
    """The two departments of a dispute."""
    return [c.departments["research"], c.departments["legal"]]


def clock(c: b.Company, kind: str, record: int, now: datetime = b.NOW) -> tuple[datetime, str]:
    """When a promise of an issue is due, and how it stands at a moment."""
    asked = c.visit("admin", now).promises.filter(pl.col("kind") == kind, pl.col("table") == "issue", pl.col("record") == record)
    due, state = asked.select("due_at", "state").row(0)
    return due, state


def test_a_report_starts_its_clocks_and_says_who_made_it(c: b.Company, reported: int) -> None:
    row = c.row("issue", reported)
    assert [row[name] for name in ("status", "reporter", "reported_at", "found_at", "responded_at", "version", "verb")] == [
        *("open", c.people["contact"], b.NOW, b.NOW - 2 * b.HOUR, None, 1, "report")
    ]
    assert row["number"].startswith("WT-2026-")


def test_nothing_was_found_in_the_future(c: b.Company, reported: int) -> None:
    later = {"found_at": LATER}
    with c.unchanged():
        assert b.refusal(lambda: verbs.report(c.visit("contact"), b.issue(c, **later))) == {"found_at": verbs.FOUND_LATER}
        assert b.refusal(lambda: verbs.change(c.visit("contact"), reported, None, later)) == {"found_at": verbs.FOUND_LATER}


@pytest.mark.parametrize("focus", [None, " ", "\u200b"])
def test_a_dispute_names_its_point(c: b.Company, reported: int, focus: str | None) -> None:
    dispute = {"kind": "dispute", "focus": focus, "departments": both(c)}
    with c.unchanged():
        assert b.refusal(lambda: verbs.report(c.visit("contact"), b.issue(c, **dispute))) == {"focus": verbs.NEEDS_FOCUS}
        assert b.refusal(lambda: verbs.change(c.visit("contact"), reported, None, dispute)) == {"focus": verbs.NEEDS_FOCUS}


def test_a_dispute_is_between_two_departments(c: b.Company, reported: int) -> None:
    one = {"kind": "dispute", "focus": "谁来验收"}
    twice = one | {"departments": [c.departments["legal"]] * 2}
    with c.unchanged():
        assert b.refusal(lambda: verbs.report(c.visit("contact"), b.issue(c, **one))) == {"departments": verbs.NEEDS_TWO}
        assert b.refusal(lambda: verbs.report(c.visit("contact"), b.issue(c, **twice))) == {"departments": verbs.NEEDS_TWO}
        assert b.refusal(lambda: verbs.change(c.visit("contact"), reported, None, one)) == {"departments": verbs.NEEDS_TWO}


def test_a_dispute_keeps_its_point_through_a_change_that_does_not_name_it(c: b.Company) -> None:
    record = verbs.report(c.visit("contact"), b.issue(c, kind="dispute", focus="谁来验收", departments=both(c)))
    verbs.change(c.visit("contact"), record, 1, {"title": "验收争议"})
    assert (c.row("issue", record)["focus"], c.row("issue", record)["title"]) == ("谁来验收", "验收争议")
    with c.unchanged(), pytest.raises(Refused):
        verbs.change(c.visit("contact"), record, 2, {"focus": None})


def test_every_missing_field_of_an_issue_is_named_at_once(c: b.Company) -> None:
    with c.unchanged():
        problems = b.refusal(lambda: verbs.report(c.visit("contact"), {"departments": [], "level": "huge"}))
    assert problems.keys() == {"title", "departments", "level", "found_at"}


def test_whoever_responds_owns_it_unless_he_names_another(c: b.Company, reported: int) -> None:
    verbs.respond(c.visit("clerk", LATER), reported, 1, {})
    row = c.row("issue", reported)
    assert [row[name] for name in ("status", "owner", "responded_at", "verb")] == ["responded", c.people["clerk"], LATER, "respond"]
    verbs.respond(c.visit("clerk", LATER + b.HOUR), reported, 2, {"owner": c.people["lead"], "resolve_by": LATER + b.DAY})
    row = c.row("issue", reported)
    assert [row[name] for name in ("owner", "responded_at", "resolve_by")] == [c.people["lead"], LATER, LATER + b.DAY]


def test_a_meeting_answers_the_issue_and_records_what_it_agreed(c: b.Company, reported: int) -> None:
    verbs.convene(c.visit("leader", LATER), reported, 1, b.agreed(c))
    row = c.row("issue", reported)
    assert [row[name] for name in ("status", "convened_at", "responded_at")] == ["responded", LATER, LATER]
    assert {name: row[name] for name in b.agreed(c)} == b.agreed(c)
    assert c.saved() == ("convene", c.people["leader"])


def test_a_meeting_agrees_measures_an_owner_and_a_date_ahead(c: b.Company, reported: int) -> None:
    def met(**values: object) -> dict[str, object]:
        return b.refusal(lambda: verbs.convene(c.visit("contact", LATER), reported, None, values))

    with c.unchanged():
        assert met() == {"measures": verbs.MEASURES, "owner": verbs.NEEDS_OWNER, "resolve_by": verbs.NEW_DATE}
        assert met(**b.agreed(c, resolve_by=LATER)) == {"resolve_by": verbs.NEW_DATE}
        assert met(**b.agreed(c, owner=None)) == {"owner": verbs.NEEDS_OWNER}


def test_a_meeting_keeps_the_owner_and_the_date_that_stand_already(c: b.Company, reported: int) -> None:
    verbs.respond(c.visit("clerk", LATER), reported, 1, {"resolve_by": LATER + b.DAY})
    verbs.convene(c.visit("clerk", LATER), reported, 2, {"measures": "扩容"})
    row = c.row("issue", reported)
    assert (row["owner"], row["resolve_by"], row["measures"]) == (c.people["clerk"], LATER + b.DAY, "扩容")


def test_a_second_meeting_leaves_the_moment_of_the_first(c: b.Company, reported: int) -> None:
    verbs.convene(c.visit("contact", LATER), reported, 1, b.agreed(c))
    verbs.convene(c.visit("contact", LATER + b.DAY), reported, 2, b.agreed(c, measures="再扩容"))
    assert (c.row("issue", reported)["convened_at"], c.row("issue", reported)["measures"]) == (LATER, "再扩容")


def test_an_issue_is_reported_within_24_hours_of_being_found(c: b.Company) -> None:
    for late, state in ((timedelta(), "kept"), (timedelta(minutes=1), "broken")):
        found = b.NOW - b.DAY - late
        record = verbs.report(c.visit("contact"), b.issue(c, found_at=found))
        assert clock(c, "issue_report", record) == (found + b.DAY, state)


@pytest.mark.parametrize(("level", "hours"), [("urgent", 2), ("major", 2), ("normal", 24)])
def test_an_urgent_issue_is_answered_within_two_hours(c: b.Company, level: str, hours: int) -> None:
    due = b.NOW + hours * b.HOUR
    for late, state in ((timedelta(), "kept"), (timedelta(minutes=1), "broken")):
        record = verbs.report(c.visit("contact"), b.issue(c, level=level))
        verbs.respond(c.visit("contact", due + late), record, None, {})
        assert clock(c, "issue_response", record, due + late) == (due, state)


@pytest.mark.parametrize(
    ("kind", "promise", "hours"),
    [("lag", "issue_meeting", 48), ("blocker", "issue_meeting", 48), ("dispute", "dispute_meeting", 24)],
)
def test_a_meeting_is_due_48_hours_after_a_blocker_and_24_after_a_dispute(c: b.Company, kind: str, promise: str, hours: int) -> None:
    due = b.NOW + hours * b.HOUR
    for late, state in ((timedelta(), "kept"), (timedelta(minutes=1), "broken")):
        record = verbs.report(c.visit("contact"), b.issue(c, kind=kind, focus="谁来验收", departments=both(c)))
        assert clock(c, promise, record, due) == (due, "at_risk")
        assert clock(c, promise, record, due + timedelta(minutes=1)) == (due, "broken")
        verbs.convene(c.visit("contact", due + late), record, None, b.agreed(c))
        assert clock(c, promise, record, due + late) == (due, state)


def test_an_issue_is_closed_within_48_hours_or_by_the_date_its_meeting_agreed(c: b.Company, reported: int) -> None:
    assert clock(c, "issue_closure", reported) == (b.NOW + 48 * b.HOUR, "running")
    verbs.convene(c.visit("contact", LATER), reported, None, b.agreed(c))
    assert clock(c, "issue_closure", reported, b.NOW + 2 * b.DAY)[0] == b.NOW + 3 * b.DAY
    verbs.resolve(c.visit("contact", b.NOW + 3 * b.DAY), reported, None, "已扩容")
    assert clock(c, "issue_closure", reported, b.NOW + 3 * b.DAY) == (b.NOW + 3 * b.DAY, "kept")


def test_resolving_ends_the_clocks_with_an_outcome(c: b.Company, reported: int) -> None:
    verbs.resolve(c.visit("contact", LATER), reported, 1, "已扩容")
    row = c.row("issue", reported)
    assert [row[name] for name in ("status", "resolved_at", "responded_at", "outcome", "verb")] == [
        *("resolved", LATER, LATER, "已扩容", "resolve")
    ]


@pytest.mark.parametrize("words", ["", " ", "\u200b\n"])
def test_measures_and_outcomes_can_be_read(c: b.Company, reported: int, words: str) -> None:
    with c.unchanged():
        assert b.refusal(lambda: verbs.convene(c.visit("contact"), reported, None, b.agreed(c, measures=words))) == {
            "measures": verbs.MEASURES
        }
        assert b.refusal(lambda: verbs.resolve(c.visit("contact"), reported, None, words)) == {"outcome": verbs.OUTCOME}


@pytest.mark.parametrize("closing", ["resolve", "withdraw"])
def test_a_closed_issue_is_left_alone_until_it_is_reopened(c: b.Company, reported: int, closing: str) -> None:
    contact = c.visit("contact")
    if closing == "resolve":
        verbs.resolve(contact, reported, 1, "已解决")
    else:
        verbs.withdraw(contact, reported, 1)
    with c.unchanged():
        for call in (
            lambda: verbs.change(contact, reported, None, {"title": "改"}),
            lambda: verbs.respond(contact, reported, None, {}),
            lambda: verbs.convene(contact, reported, None, b.agreed(c)),
            lambda: verbs.resolve(contact, reported, None, "结果"),
            lambda: verbs.withdraw(contact, reported, None),
        ):
            assert b.refusal(call) == {"": verbs.CLOSED}
    verbs.reopen(contact, reported, 2)
    row = c.row("issue", reported)
    assert [row[name] for name in ("status", "resolved_at", "outcome", "reported_at")] == [
        *("responded" if closing == "resolve" else "open", None, None, b.NOW)
    ]


def test_an_open_issue_is_not_reopened(c: b.Company, reported: int) -> None:
    with c.unchanged():
        assert b.refusal(lambda: verbs.reopen(c.visit("contact"), reported, None)) == {"": verbs.NOT_CLOSED}


def test_of_two_people_responding_to_the_same_version_the_second_is_shown_the_first(c: b.Company, reported: int) -> None:
    verbs.respond(c.visit("contact"), reported, 1, {})
    with c.unchanged(), pytest.raises(Conflict) as conflict:
        verbs.respond(c.visit("clerk"), reported, 1, {})
    assert conflict.value.theirs["owner"] == c.people["contact"]


def test_the_same_report_twice_is_one_issue(c: b.Company) -> None:
    record = verbs.report(c.visit("contact"), b.issue(c), "issue")
    with c.unchanged(), pytest.raises(AlreadySaved) as already:
        verbs.report(c.visit("contact", LATER), b.issue(c), "issue")
    assert (already.value.table, already.value.record) == ("issue", record)
