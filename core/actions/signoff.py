"""Signing a project's charter: each department's head, the manager and a leader, each the charter as he saw it."""

from collections.abc import Mapping

from core.actions.act import Act, Forbidden, Refused, acting
from core.metrics.edition import edition
from core.metrics.signoff import able, endorses, signs
from core.metrics.todo_matter import LIVE
from core.schema.check import clean
from core.store.work import Conflict, Row
from core.text import Text
from core.visit import Visit

VERBS = {"approve": "sign", "return": "return", "reject": "reject"}
CLOSED = Text("项目已结束，不再签字", "The project is over: its charter is no longer signed")
SAY_WHY = Text("退回或不同意请写明意见", "Say why it is returned or rejected")
THE_HEAD = Text("您的部门由负责人签字：{name}", "{name}, the head of your department, signs for it")
NO_PART = Text("您的部门没有参与这个项目", "Your department takes no part in this project")
NOT_MANAGER = Text("只有项目负责人能以项目负责人签字", "Only the project's manager signs as its manager")
NOT_LEADER = Text("只有领导能以分管领导签字", "Only a leader signs as a leader")


def sign(visit: Visit, project: int, base: int, decision: str, comment: str = "", part: str = "head", key: str = "") -> int:
    """Approve, return or reject a project's charter for the visitor's department, or as its manager or a leader.

    base is the edition seen (core.metrics.edition): a signature is for what the signer read, or it is not given. A department's head
    signs for every department he heads; where there is no head, whoever may sign for the department. Returns the id of the signature,
    of the first one where he signs for several. Raises Conflict when the project or a participation says something else by now,
    Refused, Forbidden, Missing, AlreadySaved.
    """
    with acting(visit, VERBS[decision], key) as act:
        row, parts = act.work.row("project", project), act.work.find("participation", project=project)
        departments = _of_heads(act, parts) if part == "head" else _of_others(act, row, part)
        if row["status"] not in LIVE:
            raise Refused({"": CLOSED})
        if decision != "approve" and not clean(comment):
            raise Refused({"comment": SAY_WHY})
        now = edition(row, parts)
        if now != base:
            raise Conflict("project", row)
        own = {"of": "project", "record": project, "record_version": now, "project": project, "part": part}
        given = {**own, "person": visit.person.id, "decision": decision, "comment": comment, "decided_at": visit.now}
        first, *_ = [act.add("signoff", {**given, "department": department}) for department in departments]
        return first


def _of_heads(act: Act, parts: list[Row]) -> list[object]:
    """The departments of the project that the visitor signs for. Raises Refused where another heads his, Forbidden."""
    person = act.person()
    seats = {part["department"]: head(act, part["department"]) for part in parts}
    mine: list[object] = [department for department, head in sorted(seats.items(), key=str) if signs(person, department, head.get("id"))]
    if mine:
        return mine
    act.allow("project.sign", {"department": person.department})
    if own := seats.get(person.department):
        raise Refused({"": named(THE_HEAD, own)})
    raise Forbidden(NO_PART)


def head(act: Act, department: object) -> Mapping[str, object]:
    """The head who alone signs for a department; nothing where it has none who can."""
    found = act.linked("person", act.linked("department", department).get("head"))
    return found if able(found) else {}


def named(text: Text, person: Mapping[str, object]) -> Text:
    """A text with a person's name put in."""
    return text.filled(name=person["name"])


def _of_others(act: Act, project: Row, part: str) -> list[object]:
    act.allow("project.endorse", project)
    if not endorses(act.person(), project, part):
        raise Forbidden(NOT_MANAGER if part == "manager" else NOT_LEADER)
    return [None]
