"""Signing a charter: by whom, for which department, and only as it was seen."""

from collections.abc import Callable

import pytest

from core.actions import organisation, project
from core.actions import signoff as verbs
from core.actions.act import Forbidden
from core.metrics.signoff import in_force, standing
from core.store.work import AlreadySaved, Conflict
from tests import builders as b


@pytest.fixture
def c() -> b.Company:
    """Research, headed by the leader, and marketing, headed by nobody, take part in the lead's project."""
    made = b.company()
    lead = made.visit("lead")
    organisation.save_department(made.visit("admin"), {"head": made.people["leader"]}, made.departments["research"])
    project.take_part(lead, b.participation(made, contact=made.people["contact"]))
    project.take_part(lead, b.participation(made, department=made.departments["marketing"], part="lead"))
    return made


def sign(c: b.Company, person: str, decision: str = "approve", comment: str = "", part: str = "head", key: str = "") -> int:
    return verbs.sign(c.visit(person), c.projects["launch"], b.charter(c), decision, comment, part, key)


def states(c: b.Company) -> list[str]:
    """The state of research, marketing, the manager and the leader."""
    return standing(c.ledger.snapshot(), c.projects["launch"])["state"].to_list()


def test_a_head_signs_for_his_department(c: b.Company) -> None:
    row = c.row("signoff", sign(c, "leader", comment="同意"))
    assert c.saved() == ("sign", c.people["leader"])
    assert (row["of"], row["record"], row["project"], row["record_version"]) == (
        "project",
        c.projects["launch"],
        c.projects["launch"],
        b.charter(c),
    )
    assert (row["part"], row["department"], row["person"]) == ("head", c.departments["research"], c.people["leader"])
    assert (row["decision"], row["comment"], row["decided_at"]) == ("approve", "同意", b.NOW)
    assert states(c) == ["signed", "waiting", "waiting", "waiting"]


def test_once_every_department_has_signed_the_charter_is_in_force(c: b.Company) -> None:
    sign(c, "leader")
    assert in_force(standing(c.ledger.snapshot(), c.projects["launch"])) is None
    verbs.sign(c.visit("lead", b.NOW + b.HOUR), c.projects["launch"], b.charter(c), "approve")
    assert in_force(standing(c.ledger.snapshot(), c.projects["launch"])) == b.NOW + b.HOUR
    assert states(c)[:2] == ["signed", "signed"]


def test_the_manager_and_a_leader_sign_too(c: b.Company) -> None:
    sign(c, "lead", part="manager")
    row = c.row("signoff", sign(c, "leader", part="leader"))
    assert (row["department"], states(c)) == (None, ["waiting", "waiting", "signed", "signed"])


@pytest.mark.parametrize(("decision", "state"), [("return", "returned"), ("reject", "rejected")])
def test_a_charter_returned_or_rejected_says_why(c: b.Company, decision: str, state: str) -> None:
    with c.unchanged():
        assert b.refusal(lambda: sign(c, "leader", decision, " ")) == {"comment": verbs.SAY_WHY}
    sign(c, "leader", decision, "范围太大")
    assert (c.saved()[0], states(c)[0]) == (decision, state)
    sign(c, "leader")
    assert states(c)[0] == "signed"


CHANGES: dict[str, Callable[[b.Company], object]] = {
    "the goal": lambda c: project.save(c.visit("lead"), {"goal": "首月 9000 台"}, c.projects["launch"]),
    "the end": lambda c: project.save(c.visit("lead"), {"ends_on": b.TODAY}, c.projects["launch"]),
    "a contact": lambda c: project.take_part(c.visit("lead"), {"contact": c.people["clerk"]}, 1),
    "a duty": lambda c: project.take_part(c.visit("lead"), {"duties": "接口与测试"}, 2),
    "one who joins": lambda c: project.take_part(c.visit("lead"), b.participation(c, department=c.departments["legal"])),
    "one who leaves": lambda c: project.leave(c.visit("lead"), 2, None),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_charter_that_has_changed_since_it_was_read_is_not_signed(c: b.Company, name: str) -> None:
    seen = b.charter(c)
    CHANGES[name](c)
    with c.unchanged(), pytest.raises(Conflict):
        verbs.sign(c.visit("leader"), c.projects["launch"], seen, "approve")


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_the_charter_ends_every_signature(c: b.Company, name: str) -> None:
    for person, part in (("leader", "head"), ("lead", "head"), ("lead", "manager")):
        sign(c, person, part=part)
    CHANGES[name](c)
    rows = standing(c.ledger.snapshot(), c.projects["launch"])
    assert set(rows.drop_nulls("decision")["state"]) == {"invalid"}
    assert in_force(rows) is None
    sign(c, "leader")
    assert states(c)[0] == "signed"


def test_what_is_no_part_of_the_charter_ends_no_signature(c: b.Company) -> None:
    sign(c, "leader")
    project.save(c.visit("lead"), {"status": "active"}, c.projects["launch"])
    organisation.save_person(c.visit("admin"), {"phone": "1"}, c.people["contact"])
    assert states(c)[0] == "signed"


def test_a_charter_changed_back_is_the_one_that_was_signed(c: b.Company) -> None:
    sign(c, "leader")
    project.save(c.visit("lead"), {"goal": "首月 9000 台"}, c.projects["launch"])
    project.save(c.visit("lead"), {"goal": None}, c.projects["launch"])
    assert states(c)[0] == "signed"


def test_another_of_the_department_does_not_sign_where_it_has_a_head(c: b.Company) -> None:
    with c.unchanged():
        assert b.refusal(lambda: sign(c, "contact"))[""].zh.endswith("leader")
        for person in ("coordinator", "outsider", "viewer", "admin"):
            with pytest.raises(Forbidden):
                sign(c, person)


def test_a_head_signs_for_every_department_he_heads_in_whatever_role(c: b.Company) -> None:
    for department in ("research", "marketing"):
        organisation.save_department(c.visit("admin"), {"head": c.people["coordinator"]}, c.departments[department])
    sign(c, "coordinator")
    assert states(c)[:2] == ["signed", "signed"]
    with c.unchanged():
        assert b.refusal(lambda: sign(c, "lead"))[""].zh.endswith("coordinator")


@pytest.mark.parametrize("gone", [{"active": False}, {"role": "viewer"}])
def test_where_the_head_cannot_sign_whoever_may_signs(c: b.Company, gone: dict[str, object]) -> None:
    organisation.save_person(c.visit("admin"), gone, c.people["leader"])
    sign(c, "contact")
    assert states(c)[0] == "signed"


def test_nobody_else_signs_as_the_manager_or_as_a_leader(c: b.Company) -> None:
    with c.unchanged():
        for person, part in (("leader", "manager"), ("contact", "manager"), ("lead", "leader"), ("admin", "manager"), ("viewer", "leader")):
            with pytest.raises(Forbidden):
                sign(c, person, part=part)


@pytest.mark.parametrize("status", ["done", "cancelled"])
def test_the_charter_of_a_project_that_is_over_is_not_signed(c: b.Company, status: str) -> None:
    project.save(c.visit("lead"), {"status": status}, c.projects["launch"])
    with c.unchanged():
        assert b.refusal(lambda: sign(c, "leader")) == {"": verbs.CLOSED}


def test_the_same_click_signs_once(c: b.Company) -> None:
    sign(c, "leader", key="click")
    with c.unchanged(), pytest.raises(AlreadySaved):
        sign(c, "leader", key="click")


def test_a_charter_is_signed_in_the_transaction_that_has_just_changed_it(c: b.Company) -> None:
    with c.ledger.batch():
        project.save(c.visit("lead"), {"goal": "首月 9000 台"}, c.projects["launch"])
        with pytest.raises(Conflict):
            verbs.sign(c.visit("leader"), c.projects["launch"], b.charter(c), "approve")
