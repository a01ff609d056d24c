"""Signing a task assignment sheet: by whom, and only as it was seen."""

from collections.abc import Callable
from datetime import date

import pytest

from core.actions import assignment as verbs
from core.actions import organisation, project, signoff, task
from core.actions.act import Forbidden
from core.actions.signoff import SAY_WHY
from core.metrics.assignment import signed, standing
from core.store.work import AlreadySaved, Conflict
from tests import builders as b


@pytest.fixture
def c() -> b.Company:
    """Research, headed by the leader, and marketing, headed by nobody, each with a task in the lead's project."""
    made = b.company()
    organisation.save_department(made.visit("admin"), {"head": made.people["leader"]}, made.departments["research"])
    lead = made.visit("lead")
    task.plan(lead, b.task(made))
    task.plan(lead, b.task(made, title="物料", department=made.departments["marketing"], owner=made.people["lead"]))
    return made


def sign(c: b.Company, person: str, department: str = "research", decision: str = "approve", comment: str = "", key: str = "") -> int:
    seen = b.sheet(c, department)
    return verbs.sign(c.visit(person), c.projects["launch"], c.departments[department], seen, decision, comment, key)


def states(c: b.Company) -> list[str]:
    """The state of research and marketing."""
    return standing(c.ledger.snapshot(), c.projects["launch"])["state"].to_list()


def test_a_head_signs_the_sheet_of_his_department(c: b.Company) -> None:
    row = c.row("signoff", sign(c, "leader", comment="同意"))
    assert c.saved() == ("sign", c.people["leader"])
    assert (row["of"], row["record"], row["project"], row["record_version"]) == (
        "assignment",
        c.projects["launch"],
        c.projects["launch"],
        b.sheet(c),
    )
    assert (row["part"], row["department"], row["person"], row["decided_at"]) == (
        "head",
        c.departments["research"],
        c.people["leader"],
        b.NOW,
    )
    assert states(c) == ["signed", "waiting"]


def test_a_sheet_and_the_charter_are_signed_apart(c: b.Company) -> None:
    project.take_part(c.visit("lead"), b.participation(c))
    sign(c, "leader")
    assert signoff.sign(c.visit("leader"), c.projects["launch"], b.charter(c), "approve")
    assert states(c) == ["signed", "waiting"]


def test_once_every_department_has_signed_so_has_the_plan(c: b.Company) -> None:
    sign(c, "leader")
    assert not signed(standing(c.ledger.snapshot(), c.projects["launch"]))
    sign(c, "lead", "marketing")
    assert signed(standing(c.ledger.snapshot(), c.projects["launch"]))


@pytest.mark.parametrize(("decision", "state"), [("return", "returned"), ("reject", "rejected")])
def test_a_sheet_returned_or_rejected_says_why(c: b.Company, decision: str, state: str) -> None:
    with c.unchanged():
        assert b.refusal(lambda: sign(c, "leader", decision=decision, comment=" ")) == {"comment": SAY_WHY}
    sign(c, "leader", decision=decision, comment="日期来不及")
    assert (c.saved()[0], states(c)[0]) == (decision, state)
    sign(c, "leader")
    assert states(c)[0] == "signed"


CHANGES: dict[str, Callable[[b.Company], object]] = {
    "the due date": lambda c: task.plan(c.visit("lead"), {"due_on": date(2026, 12, 4)}, 1),
    "the owner": lambda c: task.plan(c.visit("lead"), {"owner": c.people["clerk"]}, 1),
    "the supporters": lambda c: task.plan(c.visit("lead"), {"supporters": [c.departments["legal"]]}, 1),
    "a task that comes": lambda c: task.plan(c.visit("lead"), b.task(c)),
    "a task that goes": lambda c: task.plan(c.visit("lead"), {"department": c.departments["research"]}, 2),
    "a task broken down": lambda c: task.plan(c.visit("lead"), b.task(c, parent=1, title="接口")),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_the_sheet_ends_its_signature_and_what_was_seen_before_is_not_signed(c: b.Company, name: str) -> None:
    seen = b.sheet(c)
    sign(c, "leader")
    CHANGES[name](c)
    assert states(c)[0] == "invalid"
    with c.unchanged(), pytest.raises(Conflict):
        verbs.sign(c.visit("leader"), c.projects["launch"], c.departments["research"], seen, "approve")
    sign(c, "leader")
    assert states(c)[0] == "signed"


def test_progress_and_what_happens_on_other_sheets_end_no_signature(c: b.Company) -> None:
    sign(c, "leader")
    task.report(c.visit("contact"), [b.update(1)])
    task.plan(c.visit("lead"), {"title": "物料与展台"}, 2)
    task.finish(c.visit("contact"), 1, None, b.TODAY)
    assert states(c) == ["signed", "waiting"]


def test_the_head_alone_signs_and_nobody_for_another_department(c: b.Company) -> None:
    with c.unchanged():
        assert b.refusal(lambda: sign(c, "contact"))[""].zh.endswith("leader")
        for person in ("coordinator", "outsider", "viewer", "admin", "lead"):
            with pytest.raises(Forbidden):
                sign(c, person)
        with pytest.raises(Forbidden):
            sign(c, "leader", "marketing")


@pytest.mark.parametrize("gone", [{"active": False}, {"role": "viewer"}])
def test_where_the_head_cannot_sign_whoever_may_signs(c: b.Company, gone: dict[str, object]) -> None:
    organisation.save_person(c.visit("admin"), gone, c.people["leader"])
    sign(c, "contact")
    assert states(c)[0] == "signed"


def test_a_sheet_of_nothing_and_those_of_a_project_that_is_over_are_not_signed(c: b.Company) -> None:
    with c.unchanged():
        launch, legal = c.projects["launch"], c.departments["legal"]
        assert b.refusal(lambda: verbs.sign(c.visit("outsider"), launch, legal, 1, "approve")) == {"": verbs.NOTHING}
    project.save(c.visit("lead"), {"status": "done"}, c.projects["launch"])
    with c.unchanged():
        assert b.refusal(lambda: sign(c, "leader")) == {"": verbs.CLOSED}


def test_the_same_click_signs_once(c: b.Company) -> None:
    sign(c, "leader", key="click")
    with c.unchanged(), pytest.raises(AlreadySaved):
        sign(c, "leader", key="click")


def test_a_sheet_is_signed_in_the_transaction_that_has_just_changed_it(c: b.Company) -> None:
    with c.ledger.batch():
        task.plan(c.visit("lead"), {"due_on": date(2026, 12, 4)}, 1)
        with pytest.raises(Conflict):
            sign(c, "leader")
