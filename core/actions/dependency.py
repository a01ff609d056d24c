"""Dependencies: which task of a plan waits for which."""

from collections.abc import Mapping

import polars as pl

from core.actions.act import Act, Refused, acting
from core.metrics.schedule import Cycle, critical_path
from core.store.work import Row
from core.text import Text
from core.visit import Visit

ITSELF = Text("任务不能依赖自己", "A task cannot wait for itself")
ELSEWHERE = Text("两个任务应属于同一个项目", "Both tasks must be of one project")
NOT_PLANNED = Text("只有计划中的末级任务可以设置依赖", "Only planned tasks without subtasks depend on each other")
CIRCLE = Text("依赖成环：{tasks}", "They would wait for each other: {tasks}")
_ARROW = " → "


def link(visit: Visit, values: Mapping[str, object], record: int | None = None, base: int | None = None, key: str = "") -> int:
    """Let a task wait for another of its project, or change how. Returns the dependency's id.

    Raises Forbidden, Conflict, Missing, AlreadySaved, and Refused, beside the successor when tasks would wait for each other in a circle.
    """
    with acting(visit, "change" if record else "link", key) as act:
        after = act.after("dependency", record, values)
        before, waiting = act.linked("task", after["predecessor"]), act.linked("task", after["successor"])
        # Where one is not named there is no plan to ask about: the check says so beside the field.
        act.allow("task.plan", waiting or before or None)
        if before and waiting:
            _fits(act, before, waiting)
            after["project"] = waiting["project"]
            _no_circle(act, after, record)
        given = {**values, "project": after["project"]}
        if record is None:
            return act.add("dependency", given)
        act.allow("task.plan", act.work.row("dependency", record))
        act.change("dependency", record, base, given)
        return record


def unlink(visit: Visit, record: int, base: int | None, key: str = "") -> None:
    """Let a task wait no more. Raises Forbidden, Conflict, Missing, AlreadySaved."""
    with acting(visit, "unlink", key) as act:
        act.allow("task.plan", act.work.row("dependency", record))
        act.work.remove("dependency", record, base)


def _fits(act: Act, before: Row, waiting: Row) -> None:
    if before["id"] == waiting["id"]:
        raise Refused({"successor": ITSELF})
    if before["project"] != waiting["project"]:
        raise Refused({"successor": ELSEWHERE})
    for name, row in (("predecessor", before), ("successor", waiting)):
        if row["kind"] == "action" or act.work.find("task", parent=row["id"]):
            raise Refused({name: NOT_PLANNED})


def _no_circle(act: Act, after: Row, record: int | None) -> None:
    rows = [row for row in act.work.find("dependency", project=after["project"]) if row["id"] != record]
    links = [(row["predecessor"], row["successor"], "FS", 0) for row in [*rows, after]]
    titles = {row["id"]: str(row["title"]) for row in act.work.find("task", project=after["project"])}
    try:
        critical_path(
            pl.DataFrame({"id": list(titles), "duration": [1] * len(titles)}, schema={"id": pl.Int64, "duration": pl.Int64}),
            pl.DataFrame(links, schema=["predecessor", "successor", "type", "lag"], orient="row"),
        )
    except Cycle as cycle:
        named = _ARROW.join(titles[task] for task in cycle.tasks)
        raise Refused({"successor": CIRCLE.filled(tasks=named)}) from cycle
