"""Projects and the departments that take part in them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from core.actions.act import Act, Refused, acting
from core.actions.numbering import next_number
from core.store.work import Row
from core.text import Text
from core.visit import Visit

ENDS_BEFORE_START = Text("结束日期早于开始日期", "It ends before it starts")
STAYS = Text("参与记录不能换到另一个项目", "A part in one project cannot be moved to another")
NOT_APPROVED = Text("需求批准后才能立项", "Only an approved request becomes a project")
LAUNCHED = Text("已立项或已归入项目：{name}", "It belongs to a project already: {name}")

# What a project takes over from the request it began as: its field → the request's.
TAKEN_OVER: Mapping[str, str] = {
    "name": "title",
    "background": "background",
    "goal": "goal",
    "scope_in": "scope_in",
    "scope_out": "scope_out",
    "initiator_department": "applicant_department",
    "lead_department": "applicant_department",
}


@dataclass(frozen=True)
class Invited:
    """A department that a request asks: its newest decision and the contact it named, null while it has not answered."""

    department: int
    decision: str | None
    contact: int | None


def save(visit: Visit, values: Mapping[str, object], record: int | None = None, base: int | None = None, key: str = "") -> int:
    """Add a project, or change one. Returns its id."""
    with acting(visit, "change" if record else "add", key) as act:
        after = act.after("project", record, values)
        act.allow("project.plan", after)
        _in_order(after)
        if record is None:
            return act.add("project", {**values, "number": next_number(act, "project")})
        act.allow("project.plan", act.work.row("project", record))
        act.change("project", record, base, values)
        return record


def launch(visit: Visit, request: int, base: int | None, values: Mapping[str, object], key: str = "") -> int:
    """Make an approved request a project, in one save: its charter, the departments that take part, and the request's link to it.

    values go before what the request says. The lead department leads; the applicant's supports, through him, and so does every other
    department asked, with the contact its answer named, unless it declined. Returns the project's id. Raises Forbidden, Conflict,
    Missing, AlreadySaved, and Refused when the request is not approved or belongs to a project already.
    """
    with acting(visit, "launch", key) as act:
        asked = act.work.row("request", request)
        act.allow("dashboard.read", asked)
        own = act.after("project", None, {**{name: asked[field] for name, field in TAKEN_OVER.items()}, **values})
        act.allow("project.plan", own)
        if asked["project"] is not None:
            name = str(act.linked("project", asked["project"]).get("name", "—"))
            raise Refused({"": LAUNCHED.filled(name=name)})
        if asked["status"] != "approved":
            raise Refused({"": NOT_APPROVED})
        _in_order(own)
        made = act.add("project", {**own, "number": next_number(act, "project")})
        for department, (part, contact) in _parts(act, asked, own, invited(asked, act.work.find("response", request=request))).items():
            act.add("participation", {"project": made, "department": department, "part": part, "contact": contact})
        act.change("request", request, base, {"project": made})
        return made


def take_part(visit: Visit, values: Mapping[str, object], record: int | None = None, base: int | None = None, key: str = "") -> int:
    """Name a department's part in a project and its contact. Returns the participation's id."""
    with acting(visit, "change" if record else "join", key) as act:
        after = act.after("participation", record, values)
        act.allow("project.plan", act.linked("project", after["project"]))
        if record is None:
            return act.add("participation", values)
        row = act.work.row("participation", record)
        act.allow("project.plan", act.work.row("project", row["project"]))
        if after["project"] != row["project"]:
            raise Refused({"project": STAYS})
        act.change("participation", record, base, values)
        return record


def leave(visit: Visit, record: int, base: int | None, key: str = "") -> None:
    """Take a department out of a project."""
    with acting(visit, "leave", key) as act:
        act.allow("project.plan", act.work.row("project", act.work.row("participation", record)["project"]))
        act.work.remove("participation", record, base)


def invited(request: Mapping[str, Any], responses: Iterable[Mapping[str, Any]]) -> list[Invited]:
    """The departments that a request asks, in its order, each with its newest answer."""
    newest = {row["department"]: row for row in sorted(responses, key=lambda row: int(row["id"]))}
    found = ((department, newest.get(department, {})) for department in request["departments"] or [])
    return [Invited(department, row.get("decision"), row.get("contact")) for department, row in found]


def _parts(act: Act, request: Row, project: Row, asked: Iterable[Invited]) -> dict[object, tuple[str, object]]:
    """Each department that takes part → its part and its contact. Who is no longer active is nobody's contact."""
    manager = act.linked("person", project["manager"])
    at_home = project["manager"] if manager.get("department") == project["lead_department"] else None
    parts: dict[object, tuple[str, object]] = {request["applicant_department"]: ("support", _active(act, request["applicant"]))}
    parts[project["lead_department"]] = ("lead", at_home)
    for one in asked:
        contact = _active(act, one.contact)
        if one.department == project["lead_department"]:
            parts[one.department] = ("lead", contact or at_home)
        elif one.decision != "decline":
            parts[one.department] = ("support", contact)
    return parts


def _active(act: Act, person: object) -> object:
    return person if act.linked("person", person).get("active") else None


def _in_order(values: Mapping[str, object]) -> None:
    starts_on, ends_on = cast(date | None, values.get("starts_on")), cast(date | None, values.get("ends_on"))
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused({"ends_on": ENDS_BEFORE_START})
