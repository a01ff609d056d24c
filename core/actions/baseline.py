"""Baselines: the plan of a project frozen under a name, as it stands at that moment."""

from collections.abc import Mapping

from core.actions.act import Act, Refused, acting
from core.store.work import Row
from core.text import Text
from core.visit import Visit

NO_PLAN = Text("项目还没有计划任务，先编排计划再建立基线", "There is no plan yet: plan its tasks first")
_TYPED = ("name", "note")


def freeze(visit: Visit, values: Mapping[str, object], key: str = "") -> int:
    """Take a baseline of a project's plan as the ledger stands. values: project, name, note. Returns its id.

    Raises Forbidden, Refused, AlreadySaved.
    """
    with acting(visit, "freeze", key) as act:
        row = act.after("baseline", None, values)
        act.allow("task.plan", row)
        if act.linked("project", row["project"]) and not _planned(act, row):
            raise Refused({"": NO_PLAN})
        return act.add("baseline", {**row, "position": act.work.position})


def rename(visit: Visit, record: int, base: int | None, values: Mapping[str, object], key: str = "") -> int:
    """Give a baseline another name or note; what it froze stays. Returns its id.

    Raises Forbidden, Refused, Conflict, Missing, AlreadySaved.
    """
    with acting(visit, "change", key) as act:
        act.allow("task.plan", act.work.row("baseline", record))
        act.change("baseline", record, base, {name: values[name] for name in _TYPED if name in values})
        return record


def remove(visit: Visit, record: int, base: int | None, key: str = "") -> None:
    """Take a baseline away; the plan and its history stay. Raises Forbidden, Conflict, Missing, AlreadySaved."""
    with acting(visit, "remove", key) as act:
        act.allow("task.plan", act.work.row("baseline", record))
        act.work.remove("baseline", record, base)


def _planned(act: Act, row: Row) -> bool:
    tasks = act.work.find("task", project=row["project"])
    return any(task["kind"] != "action" and task["status"] != "cancelled" for task in tasks)
