"""Resource requests: asked, changed, withdrawn, decided on, and the approver's clock."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from core.actions import resource as verbs
from core.actions.act import Forbidden
from core.store.work import Conflict
from tests import builders as b


@pytest.fixture
def c() -> b.Company:
    return b.company()


@pytest.fixture
def asked(c: b.Company) -> int:
    return verbs.ask(c.visit("contact"), b.resource(c))


def test_a_request_waits_for_its_approver_from_the_moment_it_is_made(c: b.Company, asked: int) -> None:
    row = c.row("resource_request", asked)
    assert [row[name] for name in ("status", "requester", "requested_at", "decided_at")] == ["requested", c.people["contact"], b.NOW, None]
    (promise,) = c.visit("lead").promises.filter(kind="resource_decision").to_dicts()
    # Three working days after Friday 20 November 2026: the end of Wednesday.
    assert (promise["due_at"], promise["person"]) == (datetime(2026, 11, 25, 10, tzinfo=UTC), c.people["lead"])
    assert (promise["department"], promise["state"]) == (c.departments["marketing"], "running")


def test_the_clock_passes_over_the_national_day_holiday_and_its_make_up_workday(c: b.Company) -> None:
    # Wednesday 30 September 2026; off from 1 to 7 October: the 8th, the 9th and the make-up Saturday, the 10th, are worked.
    verbs.ask(c.visit("contact", datetime(2026, 9, 30, 2, tzinfo=UTC)), b.resource(c))
    (promise,) = c.visit("lead").promises.filter(kind="resource_decision").to_dicts()
    assert promise["due_at"] == datetime(2026, 10, 10, 10, tzinfo=UTC)


@pytest.mark.parametrize(("approve", "status", "verb"), [(True, "approved", "approve"), (False, "rejected", "reject")])
def test_the_approver_decides_and_the_promise_is_kept(c: b.Company, asked: int, approve: bool, status: str, verb: str) -> None:
    verbs.decide(c.visit("lead"), asked, 1, approve, "按月结算")
    row = c.row("resource_request", asked)
    assert (row["status"], row["decided_by"], row["decided_at"], row["decision_comment"]) == (status, c.people["lead"], b.NOW, "按月结算")
    assert c.saved() == (verb, c.people["lead"])
    assert c.visit("lead").promises.filter(kind="resource_decision")["state"].to_list() == ["kept"]


def test_a_rejection_says_why(c: b.Company, asked: int) -> None:
    with c.unchanged():
        assert b.refusal(lambda: verbs.decide(c.visit("lead"), asked, 1, approve=False)) == {"decision_comment": verbs.SAY_WHY}


def test_nobody_decides_on_what_he_asked_for_himself(c: b.Company) -> None:
    own = verbs.ask(c.visit("coordinator"), b.resource(c))
    with c.unchanged():
        assert b.refusal(lambda: verbs.decide(c.visit("coordinator"), own, 1, approve=True)) == {"": verbs.OWN}
        assert b.refusal(lambda: verbs.ask(c.visit("lead"), b.resource(c))) == {"approver": verbs.OWN_APPROVER}


def test_what_is_needed_yesterday_is_refused(c: b.Company) -> None:
    late = b.resource(c, needed_by=date(2026, 11, 19))
    assert b.refusal(lambda: verbs.ask(c.visit("contact"), late)) == {"needed_by": verbs.PAST}


def test_a_request_is_changed_or_withdrawn_only_while_it_waits(c: b.Company, asked: int) -> None:
    verbs.change(c.visit("contact"), asked, 1, {"quantity": 3.0})
    with pytest.raises(Conflict):
        verbs.change(c.visit("contact"), asked, 1, {"quantity": 4.0})
    verbs.withdraw(c.visit("contact"), asked, 2)
    assert c.visit("lead").promises.filter(kind="resource_decision")["state"].to_list() == ["void"]
    for call in (
        lambda: verbs.decide(c.visit("lead"), asked, 3, approve=True),
        lambda: verbs.change(c.visit("contact"), asked, 3, {"quantity": 1.0}),
        lambda: verbs.withdraw(c.visit("contact"), asked, 3),
    ):
        assert b.refusal(call) == {"": verbs.DECIDED}


@pytest.mark.parametrize("person", ["contact", "outsider", "leader", "viewer"])
def test_only_the_approver_or_a_coordinator_decides(c: b.Company, asked: int, person: str) -> None:
    with c.unchanged(), pytest.raises(Forbidden):
        verbs.decide(c.visit(person), asked, 1, approve=True)
    verbs.decide(c.visit("coordinator"), asked, 1, approve=True)


def test_one_department_does_not_ask_for_another(c: b.Company) -> None:
    with pytest.raises(Forbidden):
        verbs.ask(c.visit("outsider"), b.resource(c))


def test_a_promise_of_each_request(c: b.Company, asked: int) -> None:
    verbs.ask(c.visit("contact"), b.resource(c, type="budget", unit="万元", quantity=None))
    assert c.visit("lead").promises.filter(pl.col("kind") == "resource_decision").height == 2
