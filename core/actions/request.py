"""A request's life: applied, submitted, decided, answered by each department, clarified."""

from collections.abc import Mapping
from typing import cast

from core.actions.act import Refused, acting
from core.actions.numbering import next_number
from core.schema.check import clean
from core.store.work import Row
from core.text import Text
from core.visit import Visit

NOT_NOW = Text("当前状态是“{status}”，不能这样操作", 'The request is "{status}": this cannot be done now')
NOT_YOUR_OWN = Text("申请人不能审批自己的需求", "An applicant does not decide on the own request")
NOT_ASKED = Text("该需求没有邀请这个部门", "The request does not ask this department")
SAME_DEPARTMENT = Text("需协作部门不能只有申请部门自己", "Ask a department other than your own")
WHY = Text("请写明原因", "Please say why")
NOT_WAITING = Text("该部门没有在等补充说明", "The department is not waiting for a clarification")
CLARIFICATION = Text("请填写补充说明", "Please give the clarification")
ANSWERED = Text("该部门已响应", "The department has answered already")


def save(visit: Visit, values: Mapping[str, object], record: int | None = None, base: int | None = None, key: str = "") -> int:
    """Keep a request as a draft, or change one that is not being decided. Returns its id."""
    with acting(visit, "change" if record else "draft", key) as act:
        after = act.after("request", record, values)
        act.allow("request.apply", after)
        _not_only_itself(after)
        if record is None:
            own = {"applicant": visit.person.id, "applied_on": visit.local(visit.now).date(), "number": next_number(act, "request")}
            return act.add("request", {**values, **own, "status": "draft"})
        row = act.work.row("request", record)
        act.allow("request.apply", row)
        _in(visit, row, "draft", "returned")
        act.change("request", record, base, values)
        return record


def submit(visit: Visit, record: int, base: int | None, key: str = "") -> None:
    """Hand a draft in: its clocks start."""
    with acting(visit, "submit", key) as act:
        row = act.work.row("request", record)
        act.allow("request.apply", row)
        _in(visit, row, "draft", "returned")
        act.change("request", record, base, {"status": "submitted", "submitted_at": visit.now, "decided_at": None, "decided_by": None})


def apply(visit: Visit, values: Mapping[str, object], key: str = "") -> int:
    """Fill in a request and hand it in at once. Returns its id."""
    with visit.ledger.batch():
        record = save(visit, values, key=key)
        submit(visit, record, None)
    return record


def withdraw(visit: Visit, record: int, base: int | None, key: str = "") -> None:
    """Take a request back: its clocks no longer count."""
    with acting(visit, "withdraw", key) as act:
        row = act.work.row("request", record)
        act.allow("request.apply", row)
        _in(visit, row, "draft", "submitted", "returned")
        act.change("request", record, base, {"status": "withdrawn"})


def decide(visit: Visit, record: int, base: int | None, decision: str, comment: str = "", key: str = "") -> None:
    """Decide on a submitted request: approved, returned or rejected; the last two say why."""
    with acting(visit, {"approved": "approve", "returned": "return", "rejected": "reject"}[decision], key) as act:
        row = act.work.row("request", record)
        act.allow("request.decide", row)
        _in(visit, row, "submitted")
        if row["applicant"] == visit.person.id:
            raise Refused({"": NOT_YOUR_OWN})
        if decision != "approved" and not clean(comment):
            raise Refused({"decision_comment": WHY})
        decided = {"status": decision, "decided_at": visit.now, "decided_by": visit.person.id, "decision_comment": comment}
        act.change("request", record, base, decided)


def answer(visit: Visit, values: Mapping[str, object], key: str = "") -> int:
    """Answer a request for a department: accept, decline or ask for more. Returns the response's id."""
    with acting(visit, "answer", key) as act:
        act.allow("request.answer", values)
        row = act.work.row("request", values.get("request"))
        _in(visit, row, "submitted", "approved")
        department = values.get("department")
        if department not in cast(list[int], row["departments"] or []):
            raise Refused({"department": NOT_ASKED})
        given = act.work.find("response", request=row["id"], department=department)
        if any(response["decision"] in {"accept", "decline"} for response in given):
            raise Refused({"department": ANSWERED})
        if values.get("decision") in {"decline", "clarify"} and not clean(values.get("reply")):
            raise Refused({"reply": WHY})
        for asked in given:
            if asked["clarified_at"] is None:
                act.change("response", asked["id"], None, {"clarified_at": visit.now})
        return act.add("response", {**values, "responder": visit.person.id, "responded_at": visit.now})


def clarify(visit: Visit, response: int, base: int | None, clarification: str, key: str = "") -> None:
    """Give a department what it asked for: its clock runs on."""
    with acting(visit, "clarify", key) as act:
        row = act.work.row("response", response)
        act.allow("request.apply", act.work.row("request", row["request"]))
        if row["decision"] != "clarify" or row["clarified_at"] is not None:
            raise Refused({"": NOT_WAITING})
        if not clean(clarification):
            raise Refused({"clarification": CLARIFICATION})
        act.change("response", response, base, {"clarified_at": visit.now, "clarification": clarification})


def _in(visit: Visit, row: Row, *states: str) -> None:
    if row["status"] not in states:
        label = visit.vocabulary["request_status"][str(row["status"])].label
        raise Refused({"": NOT_NOW.filled(status=label)})


def _not_only_itself(values: Mapping[str, object]) -> None:
    if values.get("departments") and values["departments"] == [values.get("applicant_department")]:
        raise Refused({"departments": SAME_DEPARTMENT})
