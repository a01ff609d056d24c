"""Projects and the departments that take part in them."""

from collections.abc import Mapping
from datetime import date
from typing import cast

from core.actions.act import Refused, acting
from core.actions.numbering import next_number
from core.text import Text
from core.visit import Visit

ENDS_BEFORE_START = Text("结束日期早于开始日期", "It ends before it starts")


def save(visit: Visit, values: Mapping[str, object], record: int | None = None, base: int | None = None, key: str = "") -> int:
    """Add a project, or change one. Returns its id."""
    with acting(visit, "change" if record else "add", key) as act:
        after = act.after("project", record, values)
        act.allow("project.plan", after)
        _in_order(after)
        if record is None:
            return act.add("project", {**values, "number": next_number(act, "project")})
        act.allow("project.plan", act.work.row("project", record))
        act.change("project", record, base, values)
        return record


def take_part(visit: Visit, values: Mapping[str, object], record: int | None = None, base: int | None = None, key: str = "") -> int:
    """Name a department's part in a project and its contact. Returns the participation's id."""
    with acting(visit, "change" if record else "join", key) as act:
        act.allow("project.plan", act.linked("project", act.after("participation", record, values)["project"]))
        if record is None:
            return act.add("participation", values)
        act.allow("project.plan", act.work.row("project", act.work.row("participation", record)["project"]))
        act.change("participation", record, base, values)
        return record


def leave(visit: Visit, record: int, base: int | None, key: str = "") -> None:
    """Take a department out of a project."""
    with acting(visit, "leave", key) as act:
        act.allow("project.plan", act.work.row("project", act.work.row("participation", record)["project"]))
        act.work.remove("participation", record, base)


def _in_order(values: Mapping[str, object]) -> None:
    starts_on, ends_on = cast(date | None, values.get("starts_on")), cast(date | None, values.get("ends_on"))
    if starts_on and ends_on and ends_on < starts_on:
        raise Refused({"ends_on": ENDS_BEFORE_START})
