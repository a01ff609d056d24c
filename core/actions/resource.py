"""Resources: asked for by a department, decided on by the approver it names."""

from collections.abc import Mapping
from datetime import date
from typing import cast

from core.actions.act import Act, Refused, acting
from core.schema.check import clean
from core.store.work import Row
from core.text import Text
from core.visit import Visit

DECIDED = Text("申请已审批或已撤回", "It has been decided on or withdrawn")
OWN = Text("不能审批自己的申请，请由审批人或协调人处理", "You may not decide on your own request: the approver or a coordinator does")
OWN_APPROVER = Text("审批人不能是申请人自己", "You cannot be the approver of your own request")
SAY_WHY = Text("不批准请写明意见", "Say why it is rejected")
PAST = Text("需求时间不能早于今天", "It is needed in the past")


def ask(visit: Visit, values: Mapping[str, object], key: str = "") -> int:
    """Ask for people, money, equipment or a permission: the approver's clock starts. Returns the request's id."""
    with acting(visit, "ask", key) as act:
        act.allow("resource.ask", values)
        _fits(act, values)
        return act.add("resource_request", {**values, "requester": visit.person.id, "requested_at": visit.now, "status": "requested"})


def change(visit: Visit, record: int, base: int | None, values: Mapping[str, object], key: str = "") -> None:
    """Change what is asked for while nobody has decided."""
    with acting(visit, "change", key) as act:
        row = _waiting(act, record)
        act.allow("resource.ask", row)
        act.allow("resource.ask", {**row, **values})
        _fits(act, values)
        act.change("resource_request", record, base, values)


def withdraw(visit: Visit, record: int, base: int | None, key: str = "") -> None:
    """Take a request back: its clock no longer counts."""
    with acting(visit, "withdraw", key) as act:
        act.allow("resource.ask", _waiting(act, record))
        act.change("resource_request", record, base, {"status": "withdrawn"})


def decide(visit: Visit, record: int, base: int | None, approve: bool, comment: str = "", key: str = "") -> None:
    """Approve or reject; a rejection says why."""
    with acting(visit, "approve" if approve else "reject", key) as act:
        row = _waiting(act, record)
        act.allow("resource.decide", row)
        if row["requester"] == visit.person.id:
            raise Refused({"": OWN})
        if not approve and not clean(comment):
            raise Refused({"decision_comment": SAY_WHY})
        own = {"decided_by": visit.person.id, "decided_at": visit.now, "decision_comment": comment}
        act.change("resource_request", record, base, {"status": "approved" if approve else "rejected", **own})


def _waiting(act: Act, record: int) -> Row:
    row = act.work.row("resource_request", record)
    if row["status"] != "requested":
        raise Refused({"": DECIDED})
    return row


def _fits(act: Act, values: Mapping[str, object]) -> None:
    problems: dict[str, Text] = {}
    if values.get("approver") == act.visit.person.id:
        problems["approver"] = OWN_APPROVER
    needed = cast(date | None, values.get("needed_by"))
    if needed is not None and needed < act.visit.local(act.visit.now).date():
        problems["needed_by"] = PAST
    if problems:
        raise Refused(problems)
