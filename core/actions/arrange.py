"""Arranging a plan: its whole outline, typed and moved about in one grid, saved in one go."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from core.actions.act import Act, Refused, acting
from core.actions.outline import CIRCLE, Line, Outline, other, walk
from core.metrics.schedule import Cycle
from core.store.work import Row
from core.visit import Visit

# Where something was recorded on a task: like one that has begun, it is cancelled, not removed, when it is taken out of the plan.
_RECORDED = ("progress", "replan", "warning", "deliverable", "issue", "risk")


def arrange(visit: Visit, project: int, lines: Sequence[Line], seen: Collection[int], key: str = "") -> int:
    """Make a project's plan what the lines say, in their order; only what the visitor changed is changed.

    seen are the tasks he saw: one that is no longer among the lines is taken out, what others have added since stays behind its siblings.

    Returns the number of tasks added, changed or taken out. Raises RefusedRows with the problems of each line, Refused when it all
    would wait in a circle with what others have added, Conflict where somebody else changed the same field, Forbidden, Missing.
    """
    with acting(visit, "arrange", key) as act:
        act.allow("task.plan", {"project": act.work.row("project", project)["id"]})
        plan = Outline(act, project, lines)
        plan.check()
        count = _save(plan, seen)
        _no_circle(act, project)
        return count


def check(visit: Visit, project: int, lines: Sequence[Line]) -> None:
    """Raise what arrange() would refuse these lines for, and save nothing."""
    with acting(visit, "arrange") as act:
        act.allow("task.plan", {"project": act.work.row("project", project)["id"]})
        Outline(act, project, lines).check()


def _save(plan: Outline, seen: Collection[int]) -> int:
    """Append what the lines change. Returns the number of tasks touched."""
    work, made, touched = plan.act.work, list[int](), set[object]()
    spans = _spans(plan)
    for place, line in enumerate(plan.lines):
        parent = plan.parents[place]
        own: dict[str, Any] = {"parent": None if parent is None else made[parent], "code": plan.codes[place]} | spans.get(place, {})
        changed = {**plan.changed(place), **own}
        if line.record is None:
            made.append(plan.act.add("task", {**changed, "project": plan.project}))
        else:
            made.append(line.record)
            _put(plan.act, work.row("task", line.record), changed)
        if line.record is None or work.row("task", line.record) != plan.standing[line.record]:
            touched.add(made[-1])
    _link(plan, made)
    touched |= _take_out(plan, [record for record in seen if record in plan.standing and record not in made])
    _behind(plan, made)
    return len(touched)


def _spans(plan: Outline) -> dict[int, dict[str, Any]]:
    """The dates of each line that has others below it."""
    found: dict[int, dict[str, Any]] = {}
    for place, line in enumerate(plan.lines):
        if place in plan.above:
            continue
        row = {**(plan.standing.get(line.record or 0) or {}), **plan.changed(place)}
        above = plan.parents[place]
        while above is not None:
            span = found.setdefault(above, {"starts_on": row["starts_on"], "due_on": row["due_on"]})
            span |= {"starts_on": min(span["starts_on"], row["starts_on"]), "due_on": max(span["due_on"], row["due_on"])}
            above = plan.parents[above]
    return found


def _link(plan: Outline, made: Sequence[int]) -> None:
    """Make the dependencies of each line whose waits were changed what they say."""
    for place, line in enumerate(plan.lines):
        asked = {(made[before], kind, lag) for before, kind, lag in plan.waits[place]}
        if asked == line.waited:
            continue
        standing = {row["predecessor"]: row for row in plan.act.work.find("dependency", successor=made[place])}
        for before, kind, lag in sorted(asked - line.waited):
            values = {"predecessor": before, "successor": made[place], "type": kind, "lag_days": lag, "project": plan.project}
            if before in standing:
                plan.act.change("dependency", standing[before]["id"], None, values)
            else:
                plan.act.add("dependency", values)
        for before in {before for before, *_ in line.waited} - {before for before, *_ in asked}:
            if before in standing:
                plan.act.work.remove("dependency", standing[before]["id"], None)


def _take_out(plan: Outline, records: Sequence[int]) -> set[object]:
    work = plan.act.work
    for record in records:
        for row in [*work.find("dependency", successor=record), *work.find("dependency", predecessor=record)]:
            work.remove("dependency", row["id"], None)
        if work.row("task", record)["status"] != "not_started" or any(work.find(table, task=record) for table in _RECORDED):
            work.change("task", record, None, {"status": "cancelled"})
            plan.cancelled.append(work.row("task", record))
            continue
        for row in work.find("raci", task=record):
            work.remove("raci", row["id"], None)
        work.remove("task", record, None)
    return set(records)


def _behind(plan: Outline, made: Sequence[int]) -> None:
    """Give what is not among the lines its place behind its siblings: what others have added since, then what is cancelled."""
    work = plan.act.work
    counts: dict[object, int] = {}
    for parent in plan.parents:
        above = None if parent is None else made[parent]
        counts[above] = counts.get(above, 0) + 1
    codes: dict[object, str] = dict(zip(made, plan.codes, strict=True))
    added = [row for record, row in plan.standing.items() if record not in codes and work.stands("task", record)]
    added = [row for row in added if work.row("task", row["id"])["status"] != "cancelled"]
    waiting = [*added, *plan.cancelled]
    while waiting:
        row = waiting.pop(0)
        if row["parent"] in {other["id"] for other in waiting}:
            # Behind its parent, which waits as well.
            waiting.append(row)
            continue
        over = row["parent"] if row["parent"] in codes else None
        counts[over] = counts.get(over, 0) + 1
        codes[row["id"]] = str(counts[over]) if over is None else f"{codes[over]}.{counts[over]}"
        _put(plan.act, work.row("task", row["id"]), {"code": codes[row["id"]], "parent": over})


def _put(act: Act, row: Row, values: Mapping[str, Any]) -> None:
    """Append a version where the values differ; a new code or parent alone needs no check."""
    changed = {name: value for name, value in values.items() if other(row[name], value)}
    if not changed:
        return
    if changed.keys() <= {"code", "parent", "starts_on", "due_on"}:
        act.work.change("task", row["id"], None, changed)
    else:
        act.change("task", row["id"], None, changed)


def _no_circle(act: Act, project: int) -> None:
    links = [
        (cast(int, row["predecessor"]), cast(int, row["successor"]), str(row["type"]), cast(int, row["lag_days"]))
        for row in act.work.find("dependency", project=project)
    ]
    tasks = {task for before, after, *_ in links for task in (before, after)}
    try:
        walk(tasks, links)
    except Cycle as cycle:
        codes = " → ".join(str(act.work.row("task", task)["code"]) for task in cycle.tasks)
        raise Refused({"": CIRCLE.filled(codes=codes)}) from cycle
