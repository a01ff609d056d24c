"""Projects and the departments that take part in them."""

from datetime import date

import pytest

from core.actions import project as verbs
from core.actions.act import Refused
from core.store.work import Conflict, Missing
from tests import builders as b


@pytest.fixture(scope="module")
def c() -> b.Company:
    return b.company()


def test_a_lead_plans_a_project_of_his_own(c: b.Company) -> None:
    row = c.row("project", verbs.save(c.visit("lead"), b.project_values(c)))
    assert (row["manager"], row["status"], row["buffer_percent"], row["version"], row["verb"]) == (
        c.people["lead"],
        "active",
        10.0,
        1,
        "add",
    )
    assert row["number"].startswith("XM-2026-")


def test_a_change_keeps_the_number_and_what_it_does_not_name(c: b.Company) -> None:
    before = c.row("project", c.projects["launch"])
    verbs.save(c.visit("lead"), {"status": "paused"}, c.projects["launch"], before["version"])
    after = c.row("project", c.projects["launch"])
    assert (after["number"], after["name"], after["status"]) == (before["number"], before["name"], "paused")


@pytest.mark.parametrize("change", [{"ends_on": date(2026, 9, 30)}, {"starts_on": date(2027, 3, 2)}])
def test_a_project_never_ends_before_it_starts(c: b.Company, change: dict[str, date]) -> None:
    with c.unchanged():
        for record in (None, c.projects["launch"]):
            with pytest.raises(Refused) as refused:
                verbs.save(c.visit("coordinator"), b.project_values(c) | change if record is None else change, record)
            assert refused.value.problems == {"ends_on": verbs.ENDS_BEFORE_START}


def test_a_project_may_last_a_day(c: b.Company) -> None:
    with c.undone():
        verbs.save(c.visit("lead"), b.project_values(c, starts_on=b.TODAY, ends_on=b.TODAY))


def test_every_problem_of_a_project_stands_beside_its_field(c: b.Company) -> None:
    with c.unchanged(), pytest.raises(Refused) as refused:
        verbs.save(c.visit("admin"), b.project_values(c, name=None, manager=999, status="lost", buffer_percent=51.0))
    assert refused.value.problems.keys() == {"name", "manager", "status", "buffer_percent"}


def test_a_department_takes_part_once_in_a_project(c: b.Company) -> None:
    record = verbs.take_part(c.visit("lead"), b.participation(c, contact=c.people["contact"]))
    assert c.saved() == ("join", c.people["lead"])
    with c.unchanged(), pytest.raises(Refused) as refused:
        verbs.take_part(c.visit("lead"), b.participation(c, part="oversee"))
    assert refused.value.problems.keys() == {"department"}
    verbs.take_part(c.visit("lead"), {"part": "oversee"}, record, 1)
    assert (c.row("participation", record)["part"], c.saved()[0]) == ("oversee", "change")


def test_a_department_that_left_may_join_again_and_its_old_record_stays_in_the_history(c: b.Company) -> None:
    legal = {"department": c.departments["legal"]}
    record = verbs.take_part(c.visit("lead"), b.participation(c, **legal))
    verbs.leave(c.visit("lead"), record, 1)
    assert c.saved() == ("leave", c.people["lead"])
    assert c.ledger.history("participation", record)["removed"].to_list() == [False, True]
    with pytest.raises(Missing):
        verbs.leave(c.visit("lead"), record, None)
    assert verbs.take_part(c.visit("lead"), b.participation(c, **legal)) != record


def test_leaving_on_an_old_version_is_a_conflict(c: b.Company) -> None:
    record = verbs.take_part(c.visit("lead"), b.participation(c, department=c.departments["marketing"]))
    verbs.take_part(c.visit("lead"), {"duties": "推广"}, record, 1)
    with c.unchanged(), pytest.raises(Conflict):
        verbs.leave(c.visit("lead"), record, 1)


def test_a_part_in_no_project_is_refused_beside_the_field(c: b.Company) -> None:
    for nothing in (None, 999):
        with c.unchanged(), pytest.raises(Refused) as refused:
            verbs.take_part(c.visit("admin"), b.participation(c, project=nothing))
        assert refused.value.problems.keys() == {"project"}
