"""A replan: a task gets another date, declared with its reason, its measures and what it means for others."""

from collections.abc import Mapping
from datetime import date
from typing import cast

from core.actions.act import Refused, acting
from core.actions.task import open_leaf
from core.text import Text
from core.visit import Visit

SAME_DATE = Text("调整后的日期与原计划相同", "The new date is the one the task has already")
IN_THE_PAST = Text("调整后的日期不能早于今天", "The new date is in the past")
BEFORE_START = Text("调整后的日期早于计划开始", "The new date is before the task starts")


def declare(visit: Visit, values: Mapping[str, object], key: str = "") -> int:
    """Move a task's due date. Declared before the date it moves it keeps the promise of notice. Returns the replan's id."""
    with acting(visit, "replan", key) as act:
        task = act.linked("task", values.get("task"))
        act.allow("task.replan", task)
        today, new = visit.local(visit.now).date(), cast(date | None, values.get("new_due_on"))
        if task:
            open_leaf(act, task)
        if new is not None and task:
            problem = (
                SAME_DATE
                if new == task["due_on"]
                else IN_THE_PAST
                if new < today
                else BEFORE_START
                if new < cast(date, task["starts_on"])
                else None
            )
            if problem:
                raise Refused({"new_due_on": problem})
        own = {"old_due_on": task.get("due_on"), "declared_by": visit.person.id, "declared_at": visit.now}
        record = act.add("replan", {**values, **own})
        moved = {"due_on": new} | ({"starts_on": new} if task["kind"] == "milestone" else {})
        act.change("task", task["id"], None, moved)
        return record
