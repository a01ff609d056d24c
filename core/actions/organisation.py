"""Departments and people: who there is, in which role."""

from collections.abc import Mapping
from datetime import datetime

from core.access import NOBODY, Person
from core.actions.act import Act, Refused, acting
from core.store.ledger import Ledger
from core.text import Language, Text
from core.visit import Visit

HAS_ADMINISTRATOR = Text("已有管理员，请直接登录", "There is an administrator already: please sign in")
LAST_ADMINISTRATOR = Text("至少要保留一名启用的管理员", "One active administrator must remain")
CIRCLE = Text("部门不能放在自己的下级之中", "A department cannot stand below itself")
CANNOT_DECIDE = Text("{name} 不能代表部门决策，建议换一位对接人", "{name} cannot decide for the department: consider another contact")


def first_administrator(ledger: Ledger, now: datetime, username: str, name: str, language: Language) -> int:
    """Record the first person of an empty organisation, as its administrator. Returns the person's id. Raises Refused."""
    nobody = Person(NOBODY, "", "admin", None, False, frozenset())
    visit = Visit(ledger, nobody, language, now)
    with acting(visit, "begin") as act:
        if act.work.find("person"):
            raise Refused({"": HAS_ADMINISTRATOR})
        return act.add("person", {"username": username, "name": name, "role": "admin", "can_decide": True, "language": language.value})


def save_department(visit: Visit, values: Mapping[str, object], record: int | None = None, base: int | None = None, key: str = "") -> int:
    """Add a department, or change one. Returns its id."""
    with acting(visit, "change" if record else "add", key) as act:
        act.allow("people.edit")
        if record is None:
            return act.add("department", values)
        _no_circle(act, record, values)
        act.change("department", record, base, values)
        return record


def save_person(visit: Visit, values: Mapping[str, object], record: int | None = None, base: int | None = None, key: str = "") -> int:
    """Add a person, or change one; one active administrator always remains. Returns the id."""
    with acting(visit, "change" if record else "add", key) as act:
        act.allow("people.edit")
        if record is None:
            return act.add("person", values)
        act.change("person", record, base, values)
        _keep_an_administrator(act)
        return record


def choose_language(visit: Visit, language: Language) -> None:
    """Remember the language a person reads in."""
    with acting(visit, "language") as act:
        act.allow("dashboard.read")
        act.change("person", visit.person.id, None, {"language": language.value})


def _keep_an_administrator(act: Act) -> None:
    if not act.work.find("person", role="admin", active=True):
        raise Refused({"role": LAST_ADMINISTRATOR})


def _no_circle(act: Act, record: int, values: Mapping[str, object]) -> None:
    above = values.get("parent")
    while above is not None and act.work.stands("department", above):
        if above == record:
            raise Refused({"parent": CIRCLE})
        above = act.work.row("department", above)["parent"]
