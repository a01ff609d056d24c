"""Signing a task assignment sheet: each department's head, the sheet of his department as he saw it."""

from core.actions.act import Act, Refused, acting
from core.actions.signoff import SAY_WHY, THE_HEAD, VERBS, head, named
from core.metrics.assignment import OF, edition
from core.metrics.signoff import signs
from core.metrics.todo_matter import LIVE
from core.schema.check import clean
from core.store.work import Conflict, Row
from core.text import Text
from core.visit import Visit

CLOSED = Text("项目已结束，不再签字", "The project is over: its sheets are no longer signed")
NOTHING = Text("这个部门在计划中没有任务", "The plan has no task of this department")


def sign(visit: Visit, project: int, department: int, base: int, decision: str, comment: str = "", key: str = "") -> int:
    """Approve, return or reject a department's sheet in a project's plan. Returns the id of the signature.

    base is the edition seen (core.metrics.assignment): a signature is for what the signer read, or it is not given. The department's head
    alone signs; where it has none who can, whoever may sign for the department. Raises Conflict when the sheet says something else by
    now, Refused, Forbidden, Missing, AlreadySaved.
    """
    with acting(visit, VERBS[decision], key) as act:
        row = act.work.row("project", project)
        _may(act, department)
        if row["status"] not in LIVE:
            raise Refused({"": CLOSED})
        if decision != "approve" and not clean(comment):
            raise Refused({"comment": SAY_WHY})
        rows = sheet(act, project, department)
        if not rows:
            raise Refused({"": NOTHING})
        now = edition(rows)
        if now != base:
            raise Conflict("project", row)
        signed = {"of": OF, "record": project, "record_version": now, "project": project, "part": "head", "department": department}
        given = {"person": visit.person.id, "decision": decision, "comment": comment, "decided_at": visit.now}
        return act.add("signoff", signed | given)


def _may(act: Act, department: int) -> None:
    """Raises Refused where another heads the department, Forbidden where the visitor may not sign for it."""
    seat = head(act, department)
    if not signs(act.person(), department, seat.get("id")):
        act.allow("project.sign", {"department": department})
        raise Refused({"": named(THE_HEAD, seat)})


def sheet(act: Act, project: int, department: int) -> list[Row]:
    """The tasks on a department's sheet as it stands inside this transaction."""
    tasks = [row for row in act.work.find("task", project=project) if row["kind"] != "action" and row["status"] != "cancelled"]
    above = {row["parent"] for row in tasks}
    return [row for row in tasks if row["department"] == department and row["id"] not in above]
