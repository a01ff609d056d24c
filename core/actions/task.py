"""Tasks: planned, reported on, finished, cancelled."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from core.actions import issue
from core.actions.act import Act, Refused, acting, plural
from core.schema.check import REQUIRED, clean, filled
from core.store.work import Row
from core.text import Text
from core.visit import Visit

DUE_BEFORE_START = Text("计划完成早于计划开始", "It is due before it starts")
OTHER_PROJECT = Text("上级任务属于另一个项目", "The parent task belongs to another project")
CIRCLE = Text("任务不能放在自己的下级之中", "A task cannot stand below itself")
NOT_A_LEAF = Text("只有末级任务填报进度", "Only tasks without subtasks carry progress")
CLOSED = Text("任务已完成或已取消，请先重新打开", "The task is done or cancelled: reopen it first")
NOT_CLOSED = Text("任务尚未完成或取消", "The task is neither done nor cancelled")
SAY_THE_PROBLEM = Text("滞后或阻塞时请写明存在的问题", "Say what the problem is when a task lags or is blocked")
IN_THE_FUTURE = Text("填报日期不能晚于今天", "The day reported on is in the future")
MILESTONE_SPAN = Text("里程碑只有一天：计划开始应等于计划完成", "A milestone is one day: it starts on the day it is due")


def plan(visit: Visit, values: Mapping[str, object], record: int | None = None, base: int | None = None, key: str = "") -> int:
    """Add a task to a project's plan, or change one. Returns its id."""
    with acting(visit, "change" if record else "plan", key) as act:
        after = act.after("task", record, values)
        act.allow("task.plan", after)
        if record is None:
            return begin(act, values)
        _fits(act, after, record)
        before = act.work.row("task", record)
        act.allow("task.plan", before)
        moved = (after["project"], after["parent"]) != (before["project"], before["parent"])
        act.change("task", record, base, {**values, "code": _code(act, after)} if moved else values)
        if moved:
            _bring_along(act, record)
        return record


def begin(act: Act, values: Mapping[str, object]) -> int:
    """Put a task into a project's plan in the save of another action, with the next WBS code. Returns its id. Raises Refused."""
    after = act.after("task", None, values)
    _fits(act, after, None)
    return act.add("task", {**values, "code": _code(act, after)})


def report(visit: Visit, rows: Sequence[Mapping[str, object]], key: str = "") -> list[int]:
    """Report progress on many tasks in one save. Each row is a progress record; base in it is the version of the task it was seen at.

    100 percent finishes the task, anything above 0 starts it; one that lags or is blocked raises its issue. Returns the progress
    records' ids.
    Raises RefusedRows with the problems of each row; then nothing is saved.
    """
    with acting(visit, "report", key) as act:
        problems = {index: found for index, row in enumerate(rows) if (found := _report_problems(act, row))}
        plural(problems)
        return [_report(act, row) for row in rows]


def finish(visit: Visit, record: int, base: int | None, finished_on: date, key: str = "") -> None:
    """Close a task as done on a day not after today."""
    with acting(visit, "finish", key) as act:
        row = act.work.row("task", record)
        act.allow("task.progress", row)
        open_leaf(act, row)
        if finished_on > visit.local(visit.now).date():
            raise Refused({"finished_on": IN_THE_FUTURE})
        values = {"task": record, "reported_on": finished_on, "percent": 100.0, "health": "normal"}
        _report(act, {**values, "base": base})


def cancel(visit: Visit, record: int, base: int | None, key: str = "") -> None:
    """Take a task out of the plan's sums; its record stays."""
    with acting(visit, "cancel", key) as act:
        row = act.work.row("task", record)
        act.allow("task.plan", row)
        act.change("task", record, base, {"status": "cancelled"})


def reopen(visit: Visit, record: int, base: int | None, key: str = "") -> None:
    """Put a done or cancelled task back to work; what was 100 percent is reported at 99 again."""
    with acting(visit, "reopen", key) as act:
        row = act.work.row("task", record)
        act.allow("task.progress", row)
        if row["status"] not in {"done", "cancelled"}:
            raise Refused({"": NOT_CLOSED})
        percent, status = min(cast(float, row["percent"] or 0.0), 99.0), "doing" if row["started_on"] else "not_started"
        act.change("task", record, base, {"status": status, "finished_on": None, "percent": percent})
        if percent != row["percent"]:
            today = {"reported_on": visit.local(visit.now).date(), "reporter": visit.person.id}
            act.add("progress", {"task": record, "percent": percent, **today})


def _fits(act: Act, values: Mapping[str, object], record: int | None) -> None:
    problems: dict[str, Text] = {}
    starts_on, due_on = cast(date | None, values.get("starts_on")), cast(date | None, values.get("due_on"))
    if starts_on and due_on and due_on < starts_on:
        problems["due_on"] = DUE_BEFORE_START
    elif values.get("kind") == "milestone" and starts_on != due_on:
        problems["starts_on"] = MILESTONE_SPAN
    above = values.get("parent")
    while above is not None and act.work.stands("task", above):
        if above == record:
            problems["parent"] = CIRCLE
            break
        parent = act.work.row("task", above)
        if parent["project"] != values["project"]:
            problems["parent"] = OTHER_PROJECT
        above = parent["parent"]
    if problems:
        raise Refused(problems)


def _code(act: Act, values: Mapping[str, object]) -> str | None:
    """The next WBS code under the task's parent, or at the top of its project; an action item stands in no plan."""
    if values["kind"] == "action":
        return None
    above = act.linked("task", values["parent"])
    siblings = act.work.find("task", project=values["project"], parent=values["parent"])
    ends = [str(row["code"]).rsplit(".", 1)[-1] for row in siblings if row["id"] != values.get("id")]
    last = max((int(end) for end in ends if end.isdecimal()), default=0)
    return f"{above['code']}.{last + 1}" if above else str(last + 1)


def _bring_along(act: Act, record: object) -> None:
    """Take the tasks below a moved one to its project, and give them the codes of their new place."""
    above = act.work.row("task", record)
    for child in act.work.find("task", parent=record):
        code = f"{above['code']}.{str(child['code']).rsplit('.', 1)[-1]}"
        act.change("task", child["id"], None, {"project": above["project"], "code": code})
        _bring_along(act, child["id"])


def open_leaf(act: Act, row: Row) -> None:
    """Go on only with a task that carries progress and is not closed. Raises Refused."""
    if act.work.find("task", parent=row["id"]):
        raise Refused({"task": NOT_A_LEAF})
    if row["status"] in {"done", "cancelled"}:
        raise Refused({"task": CLOSED})


def _report_problems(act: Act, row: Mapping[str, object]) -> dict[str, Text]:
    declared = act.visit.ledger.tables["progress"].by_name
    task = act.linked("task", row.get("task"))
    act.allow("task.progress", task)
    if not task:
        return {"task": filled(REQUIRED, declared["task"])}
    values = {field: clean(row.get(field, declared[field].default)) for field in declared}
    found = act.problems("progress", None, values)
    try:
        open_leaf(act, task)
    except Refused as refused:
        found.update(refused.problems)
    if values["health"] in {"lagging", "blocked"} and not values["problem"]:
        found["problem"] = SAY_THE_PROBLEM
    if "reported_on" not in found and cast(date, values["reported_on"]) > act.visit.local(act.visit.now).date():
        found["reported_on"] = IN_THE_FUTURE
    return found


def _report(act: Act, row: Mapping[str, object]) -> int:
    task = act.work.row("task", row["task"])
    percent, day = cast(float, row["percent"]), row["reported_on"]
    values = {name: value for name, value in row.items() if name != "base"}
    change: dict[str, object] = {"percent": percent, "health": row.get("health", "normal")}
    if percent >= 100:
        change |= {"status": "done", "finished_on": day, "health": "normal"}
    elif percent > 0:
        change["status"] = "doing"
    if percent > 0 and task["started_on"] is None:
        change["started_on"] = day
    act.change("task", row["task"], cast(int | None, row.get("base")), change)
    record = act.add("progress", {**values, "reporter": act.visit.person.id})
    if change["health"] in {"lagging", "blocked"}:
        issue.raise_for(act, task, str(change["health"]), row.get("problem"))
    return record
