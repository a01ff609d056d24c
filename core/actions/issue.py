"""An issue's life: reported, or raised by a task that lags, responded to, a meeting convened, resolved."""

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
NEEDS_TWO = Text("争议至少涉及两个部门", "A dispute is between at least two departments")
MEASURES = Text("请填写解决措施", "Please give the measures")
NEEDS_OWNER = Text("请确定责任人", "Please name the owner")
NEW_DATE = Text("请给出新的解决时限，且晚于现在", "Please give the new date, later than now")
OUTCOME = Text("请填写处理结果", "Please give the outcome")
BEHIND = {"lagging": Text("进度滞后：{title}", "Lagging: {title}"), "blocked": Text("任务阻塞：{title}", "Blocked: {title}")}
_TITLE = 100


def report(visit: Visit, values: Mapping[str, object], key: str = "") -> int:
    """Report an issue: its response and closure clocks start. Returns its id."""
    with acting(visit, "report", key) as act:
        act.allow("issue.report", values)
        _fits(visit, values)
        return begin(act, values)


def begin(act: Act, values: Mapping[str, object]) -> int:
    """Put an issue on the register in the save of another action: numbered, and reported now by the visitor. Returns its id."""
    own = {"number": next_number(act, "issue"), "reporter": act.visit.person.id, "reported_at": act.visit.now, "status": "open"}
    return act.add("issue", {**values, **own})


def raise_for(act: Act, task: Row, health: str, problem: object) -> int | None:
    """Raise the issue of a task reported as lagging or blocked: its special meeting is due. None where one is open already."""
    known = act.work.find("issue", task=task["id"])
    if any(row["status"] in {"open", "responded"} and row["kind"] in {"lag", "blocker"} for row in known):
        return None
    blocked = health == "blocked"
    supporters = cast(list[int], task["supporters"] or [])
    return begin(
        act,
        {
            "title": act.visit.say(BEHIND[health], title=task["title"])[:_TITLE],
            "kind": "blocker" if blocked else "lag",
            "level": "urgent" if blocked else "normal",
            "project": task["project"],
            "task": task["id"],
            "departments": [cast(int, task["department"]), *supporters],
            "owner": task["owner"],
            "found_at": act.visit.now,
            "description": problem,
        },
    )


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


def convene(visit: Visit, record: int, base: int | None, values: Mapping[str, object], key: str = "") -> None:
    """Record that the special or coordination meeting was held: measures, owner and resolve_by, the new date it agreed.

    What values leaves out stays as it stands; all three must be there then, the date ahead. The first meeting keeps the promise.
    """
    with acting(visit, "convene", key) as act:
        meet(act, record, base, values)


def meet(act: Act, record: int, base: int | None, values: Mapping[str, object]) -> None:
    """The same in the save of another action: in the minutes of the meeting that agreed it. Raises Forbidden, Refused, Conflict."""
    row = _open(act, record)
    agreed = {name: values.get(name, row[name]) for name in ("measures", "owner", "resolve_by")}
    problems = {}
    if not clean(agreed["measures"]):
        problems["measures"] = MEASURES
    if not agreed["owner"]:
        problems["owner"] = NEEDS_OWNER
    if not agreed["resolve_by"] or cast(datetime, agreed["resolve_by"]) <= act.visit.now:
        problems["resolve_by"] = NEW_DATE
    if problems:
        raise Refused(problems)
    met = {name: row[name] or act.visit.now for name in ("convened_at", "responded_at")}
    act.change("issue", record, base, {**agreed, **met, "status": "responded"})


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
    if values.get("kind") == "dispute":
        if not clean(values.get("focus")):
            problems["focus"] = NEEDS_FOCUS
        if len(set(cast(list[int], values.get("departments") or []))) < 2:
            problems["departments"] = NEEDS_TWO
    if problems:
        raise Refused(problems)
