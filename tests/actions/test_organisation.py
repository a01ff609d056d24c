"""Departments and people: the first administrator, the last one, and what must be the only one of its kind."""

import pytest

from core.access import NOBODY
from core.actions import organisation as verbs
from core.actions.act import Refused
from core.store.work import Conflict, Missing
from core.text import Language
from tests import builders as b


@pytest.fixture(scope="module")
def c() -> b.Company:
    return b.company()


def test_the_first_person_of_an_empty_organisation_is_its_administrator() -> None:
    ledger = b.empty_ledger()
    first = verbs.first_administrator(ledger, b.NOW, " li ", "李娜", Language.EN)
    row = ledger.snapshot()["person"].row(0, named=True)
    assert {name: row[name] for name in ("id", "username", "role", "language", "active", "version", "verb", "saved_by")} == {
        **{"id": first, "username": "li", "role": "admin", "language": "en", "active": True},
        **{"version": 1, "verb": "begin", "saved_by": NOBODY},
    }


def test_there_is_a_first_administrator_only_once(c: b.Company) -> None:
    with c.unchanged(), pytest.raises(Refused) as refused:
        verbs.first_administrator(c.ledger, b.NOW, "second", "第二", Language.ZH)
    assert refused.value.problems == {"": verbs.HAS_ADMINISTRATOR}


def test_a_department_is_added_and_changed_version_by_version(c: b.Company) -> None:
    record = verbs.save_department(c.visit("admin"), b.department(code="FIN", name="财务部"))
    assert c.saved() == ("add", c.people["admin"])
    verbs.save_department(c.visit("admin"), {"name": "财务管理部"}, record, 1)
    row = c.row("department", record)
    assert (row["code"], row["name"], row["active"], row["version"], row["verb"]) == ("FIN", "财务管理部", True, 2, "change")
    assert c.ledger.history("department", record)["name"].to_list() == ["财务部", "财务管理部"]


@pytest.mark.parametrize(("field", "value"), [("code", "research"), ("name", "产品研发部")])
def test_no_two_departments_share_a_code_or_a_name(c: b.Company, field: str, value: str) -> None:
    with c.unchanged(), pytest.raises(Refused) as refused:
        verbs.save_department(c.visit("admin"), b.department(code="X", name="新部门") | {field: value})
    assert refused.value.problems.keys() == {field}


def test_a_department_may_keep_its_own_code(c: b.Company) -> None:
    with c.undone():
        verbs.save_department(c.visit("admin"), b.department(code="research", name="研发部"), c.departments["research"])


def test_a_department_never_stands_below_itself(c: b.Company) -> None:
    admin, upper = c.visit("admin"), c.departments["research"]
    with c.undone():
        lower = verbs.save_department(admin, b.department(code="LAB", name="实验室", parent=upper))
        for parent in (upper, lower):
            with pytest.raises(Refused) as refused:
                verbs.save_department(admin, {"parent": parent}, upper)
            assert refused.value.problems == {"parent": verbs.CIRCLE}


def test_every_missing_field_of_a_person_is_named_at_once(c: b.Company) -> None:
    with c.unchanged(), pytest.raises(Refused) as refused:
        verbs.save_person(c.visit("admin"), {"username": " ", "role": "boss", "department": 999})
    assert refused.value.problems.keys() == {"username", "name", "role", "department"}


def test_a_user_name_belongs_to_one_person(c: b.Company) -> None:
    with c.unchanged(), pytest.raises(Refused) as refused:
        verbs.save_person(c.visit("admin"), b.person(username="contact"))
    assert refused.value.problems.keys() == {"username"}


@pytest.mark.parametrize("change", [{"active": False}, {"role": "viewer"}])
def test_the_last_administrator_stays(c: b.Company, change: dict[str, object]) -> None:
    with c.unchanged(), pytest.raises(Refused) as refused:
        verbs.save_person(c.visit("admin"), change, c.people["admin"])
    assert refused.value.problems == {"role": verbs.LAST_ADMINISTRATOR}


def test_an_administrator_may_go_when_another_active_one_remains(c: b.Company) -> None:
    with c.undone():
        second = verbs.save_person(c.visit("admin"), b.person(username="second", role="admin"))
        verbs.save_person(c.visit("admin"), {"active": False}, second)
        verbs.save_person(c.visit("admin"), {"active": True}, second)
        verbs.save_person(c.visit("admin"), {"role": "viewer"}, c.people["admin"])


def test_of_two_people_saving_the_same_version_the_second_is_shown_the_first(c: b.Company) -> None:
    record = verbs.save_person(c.visit("admin"), b.person(username="wang", name="王伟"))
    verbs.save_person(c.visit("admin"), {"phone": "010-1"}, record, 1)
    with c.unchanged(), pytest.raises(Conflict) as conflict:
        verbs.save_person(c.visit("admin"), {"phone": "010-2"}, record, 1)
    assert (conflict.value.table, conflict.value.theirs["phone"], conflict.value.theirs["version"]) == ("person", "010-1", 2)


def test_what_does_not_exist_cannot_be_changed(c: b.Company) -> None:
    with c.unchanged(), pytest.raises(Missing):
        verbs.save_person(c.visit("admin"), {"phone": "1"}, 999)


def test_everybody_chooses_the_language_to_read_in(c: b.Company) -> None:
    verbs.choose_language(c.visit("viewer"), Language.EN)
    assert c.row("person", c.people["viewer"])["language"] == "en"
    assert c.saved() == ("language", c.people["viewer"])
