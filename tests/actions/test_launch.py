"""An approved request becomes a project in one save: what it takes over, who takes part, and that it happens once."""

from datetime import date

import pytest

from core.actions import organisation, project, request
from core.actions.act import Forbidden
from core.store.work import AlreadySaved, Conflict, Missing
from tests import builders as b


@pytest.fixture
def c() -> b.Company:
    return b.company()


def approved(c: b.Company, **values: object) -> int:
    record = request.apply(c.visit("contact"), b.request(c, **values))
    request.decide(c.visit("coordinator"), record, None, "approved")
    return record


def answered(c: b.Company, asked: int, person: str, department: str, decision: str, **values: object) -> None:
    given = {"department": c.departments[department], "decision": decision, "reply": "原因"} | values
    request.answer(c.visit(person), b.response(c, asked, **given))


def parts(c: b.Company, made: int) -> dict[str, tuple[str, int | None]]:
    """Each department that takes part, by its code → its part and its contact."""
    names = {record: code for code, record in c.departments.items()}
    rows = c.ledger.snapshot()["participation"].filter(project=made).iter_rows(named=True)
    return {names[row["department"]]: (row["part"], row["contact"]) for row in rows}


def test_an_approved_request_becomes_a_project_in_one_save(c: b.Company) -> None:
    asked = approved(c, scope_in="华东", scope_out="海外")
    before = c.ledger.saves().height
    made = project.launch(c.visit("lead"), asked, None, b.launching(c))
    row, told = c.row("project", made), c.row("request", asked)
    assert (c.ledger.saves().height, c.saved()) == (before + 1, ("launch", c.people["lead"]))
    assert [row[name] for name in ("name", "background", "goal", "scope_in", "scope_out")] == [
        *("联合推广", "新品上市", "首月销量 10000 台", "华东", "海外")
    ]
    assert (row["initiator_department"], row["lead_department"]) == (c.departments["research"], c.departments["research"])
    assert (row["manager"], row["starts_on"], row["ends_on"], row["status"]) == (c.people["lead"], b.TODAY, date(2027, 3, 1), "planning")
    assert row["number"] == "XM-2026-0003"
    assert (told["project"], told["status"]) == (made, "approved")


def test_what_is_given_goes_before_what_the_request_says(c: b.Company) -> None:
    given = b.launching(c, name="上市一期", goal=None, lead_department=c.departments["marketing"])
    row = c.row("project", project.launch(c.visit("lead"), approved(c), None, given))
    assert (row["name"], row["goal"], row["lead_department"]) == ("上市一期", None, c.departments["marketing"])
    assert row["initiator_department"] == c.departments["research"]


def test_departments_take_part_as_they_have_answered(c: b.Company) -> None:
    asked = approved(c)
    answered(c, asked, "lead", "marketing", "decline")
    answered(c, asked, "outsider", "legal", "accept", contact=c.people["outsider"])
    made = project.launch(c.visit("lead"), asked, None, b.launching(c))
    # The manager is of marketing, not of the department that leads: nobody is its contact yet.
    assert parts(c, made) == {"research": ("lead", None), "legal": ("support", c.people["outsider"])}


def test_a_department_that_has_not_answered_takes_part_without_a_contact(c: b.Company) -> None:
    asked = approved(c)
    answered(c, asked, "lead", "marketing", "clarify")
    assert parts(c, project.launch(c.visit("lead"), asked, None, b.launching(c))) == {
        "research": ("lead", None),
        "marketing": ("support", None),
        "legal": ("support", None),
    }


def test_the_newest_answer_of_a_department_counts(c: b.Company) -> None:
    asked = approved(c)
    answered(c, asked, "lead", "marketing", "clarify")
    request.clarify(c.visit("contact"), c.ledger.snapshot()["response"]["id"][0], None, "见附件")
    answered(c, asked, "lead", "marketing", "accept", contact=c.people["lead"])
    assert parts(c, project.launch(c.visit("lead"), asked, None, b.launching(c)))["marketing"] == ("support", c.people["lead"])


@pytest.mark.parametrize("decision", [None, "accept", "decline"])
def test_a_department_asked_leads_when_it_is_chosen_to_and_the_applicants_supports(c: b.Company, decision: str | None) -> None:
    asked, given = approved(c), b.launching(c, lead_department=c.departments["marketing"])
    if decision is not None:
        answered(c, asked, "lead", "marketing", decision)
    assert parts(c, project.launch(c.visit("lead"), asked, None, given)) == {
        "research": ("support", c.people["contact"]),
        "marketing": ("lead", c.people["lead"]),
        "legal": ("support", None),
    }


def test_a_contact_who_has_left_meanwhile_is_nobodys_contact(c: b.Company) -> None:
    asked = approved(c)
    answered(c, asked, "outsider", "legal", "accept", contact=c.people["outsider"])
    organisation.save_person(c.visit("admin"), {"active": False}, c.people["outsider"])
    assert parts(c, project.launch(c.visit("lead"), asked, None, b.launching(c)))["legal"] == ("support", None)


def test_a_request_becomes_one_project_only(c: b.Company) -> None:
    asked = approved(c)
    project.launch(c.visit("lead"), asked, None, b.launching(c))
    with c.unchanged():
        assert b.refusal(lambda: project.launch(c.visit("coordinator"), asked, None, b.launching(c)))[""].zh.endswith("联合推广")


def test_the_same_click_launches_once(c: b.Company) -> None:
    asked = approved(c)
    made = project.launch(c.visit("lead"), asked, None, b.launching(c), "click")
    with c.unchanged(), pytest.raises(AlreadySaved) as already:
        project.launch(c.visit("lead"), asked, None, b.launching(c), "click")
    assert (already.value.table, already.value.record) == ("project", made)


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "rejected", "withdrawn"])
def test_only_an_approved_request_is_launched(c: b.Company, status: str) -> None:
    record = request.save(c.visit("contact"), b.request(c))
    if status != "draft":
        request.submit(c.visit("contact"), record, None)
    if status in {"returned", "rejected"}:
        request.decide(c.visit("coordinator"), record, None, status, "请补充")
    if status == "withdrawn":
        request.withdraw(c.visit("contact"), record, None)
    with c.unchanged():
        assert b.refusal(lambda: project.launch(c.visit("lead"), record, None, b.launching(c))) == {"": project.NOT_APPROVED}


def test_a_request_that_names_a_project_from_the_start_is_not_launched(c: b.Company) -> None:
    asked = approved(c, project=c.projects["launch"])
    with c.unchanged():
        assert b.refusal(lambda: project.launch(c.visit("lead"), asked, None, b.launching(c)))[""].zh.endswith("launch")


def test_a_request_changed_meanwhile_is_a_conflict(c: b.Company) -> None:
    asked = approved(c)
    with c.unchanged(), pytest.raises(Conflict):
        project.launch(c.visit("lead"), asked, 1, b.launching(c))
    with pytest.raises(Missing):
        project.launch(c.visit("lead"), 999, None, b.launching(c))


def test_every_problem_stands_beside_its_field_and_nothing_is_saved(c: b.Company) -> None:
    asked = approved(c)
    with c.unchanged():
        wrong = b.launching(c, name=None, starts_on=None, manager=c.people["coordinator"])
        assert b.refusal(lambda: project.launch(c.visit("coordinator"), asked, None, wrong)).keys() == {"name", "starts_on"}
        early = b.launching(c, ends_on=date(2026, 11, 19))
        assert b.refusal(lambda: project.launch(c.visit("lead"), asked, None, early)) == {"ends_on": project.ENDS_BEFORE_START}


def test_a_lead_launches_only_what_he_is_to_lead(c: b.Company) -> None:
    asked = approved(c)
    with c.unchanged():
        for person, manager in (("lead", "coordinator"), ("contact", "contact"), ("leader", "leader"), ("viewer", "lead")):
            with pytest.raises(Forbidden):
                project.launch(c.visit(person), asked, None, b.launching(c, manager=c.people[manager]))


def test_a_part_stays_in_its_project(c: b.Company) -> None:
    made = project.take_part(c.visit("coordinator"), b.participation(c))
    with c.unchanged():
        moved = {"project": c.projects["audit"]}
        assert b.refusal(lambda: project.take_part(c.visit("coordinator"), moved, made)) == {"project": project.STAYS}
