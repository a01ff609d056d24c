"""An issue's life: reported, responded to, a meeting convened, resolved."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from core.actions.act import Act, Refused, acting
from core.actions.numbering import next_number
from core.schema.check import clean
from core.store.work import Row
from core.text import Text
from core.visit import Visit

FOUND_LATER = Text("发现时间不能晚于现在", "It cannot have been found in the future")
CLOSED = Text("问题已关闭", "The issue is closed")
NOT_CLOSED = Text("问题尚未关闭", "The issue is not closed")
NEEDS_FOCUS = Text("争议请写明争议焦点", "A dispute needs its point in dispute")
MEASURES = Text("请填写解决措施", "Please give the measures")
OUTCOME = Text("请填写处理结果", "Please give the outcome")


def report(visit: Visit, values: Mapping[str, object], key: str = "") -> int:
    """Report an issue: its response and closure clocks start. Returns its id."""
    with acting(visit, "report", key) as act:
        act.allow("issue.report", values)
        _fits(visit, values)
        own = {"number": next_number(act, "issue"), "reporter": visit.person.id, "reported_at": visit.now, "status": "open"}
        return act.add("issue", {**values, **own})


def change(visit: Visit, record: int, base: int | None, values: Mapping[str, object], key: str = "") -> None:
    """Change what an open issue says."""
    with acting(visit, "change", key) as act:
        row = _open(act, record)
        _fits(visit, {**row, **values})
        act.change("issue", record, base, values)


def respond(visit: Visit, record: int, base: int | None, values: Mapping[str, object], key: str = "") -> None:
    """Take an issue on: who owns it and by when it will be resolved."""
    with acting(visit, "respond", key) as act:
        row = _open(act, record)
        owner = values.get("owner") or visit.person.id
        answered = row["responded_at"] or visit.now
        act.change("issue", record, base, {**values, "owner": owner, "responded_at": answered, "status": "responded"})


def convene(visit: Visit, record: int, base: int | None, measures: str, key: str = "") -> None:
    """Record that the special meeting was held, with the measures it agreed."""
    with acting(visit, "convene", key) as act:
        row = _open(act, record)
        if not clean(measures):
            raise Refused({"measures": MEASURES})
        met = {"convened_at": visit.now, "measures": measures, "responded_at": row["responded_at"] or visit.now, "status": "responded"}
        act.change("issue", record, base, met)


def resolve(visit: Visit, record: int, base: int | None, outcome: str, key: str = "") -> None:
    """Close an issue with its outcome."""
    with acting(visit, "resolve", key) as act:
        row = _open(act, record)
        if not clean(outcome):
            raise Refused({"outcome": OUTCOME})
        closed = {"resolved_at": visit.now, "outcome": outcome, "responded_at": row["responded_at"] or visit.now, "status": "resolved"}
        act.change("issue", record, base, closed)


def withdraw(visit: Visit, record: int, base: int | None, key: str = "") -> None:
    """Take an issue back: its clocks no longer count."""
    with acting(visit, "withdraw", key) as act:
        _open(act, record)
        act.change("issue", record, base, {"status": "withdrawn"})


def reopen(visit: Visit, record: int, base: int | None, key: str = "") -> None:
    """Open a closed issue again: its closure clock runs on from when it was reported."""
    with acting(visit, "reopen", key) as act:
        row = act.work.row("issue", record)
        act.allow("issue.handle", row)
        if row["status"] not in {"resolved", "withdrawn"}:
            raise Refused({"": NOT_CLOSED})
        status = "responded" if row["responded_at"] else "open"
        act.change("issue", record, base, {"status": status, "resolved_at": None, "outcome": None})


def _open(act: Act, record: int) -> Row:
    row = act.work.row("issue", record)
    act.allow("issue.handle", row)
    if row["status"] in {"resolved", "withdrawn"}:
        raise Refused({"": CLOSED})
    return row


def _fits(visit: Visit, values: Mapping[str, object]) -> None:
    problems: dict[str, Text] = {}
    if values.get("found_at") and cast(datetime, values["found_at"]) > visit.now:
        problems["found_at"] = FOUND_LATER
    if values.get("kind") == "dispute" and not clean(values.get("focus")):
        problems["focus"] = NEEDS_FOCUS
    if problems:
        raise Refused(problems)
