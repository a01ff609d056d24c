"""Delivering: handed over with a self-check, accepted or sent back with what to put right, handed over again."""

import re
from collections.abc import Mapping
from datetime import date
from typing import cast

from core.actions.act import Act, Refused, acting
from core.schema.check import clean
from core.schema.delivery import DELIVERABLE
from core.store.work import Row
from core.text import Text
from core.visit import Visit

CANCELLED = Text("任务已取消，无需交付", "The task is cancelled: nothing is to be handed over")
NOT_FAILED = Text("只有整改中的交付物才提交新版本", "Only what is to be rectified is handed over again")
HANDED_OVER = Text("该任务已提交同名交付物，请打开它继续", "The task has handed over a deliverable of this name: please open that one")
JUDGED = Text("版本 {edition} 已验收过，请填写新的版本号", "Version {edition} has been judged already: give a new one")
NOT_WAITING = Text("该交付物不在待验收状态", "The deliverable does not await acceptance")
BEING_RECTIFIED = Text("整改尚未验收通过，不能撤回", "What is being rectified cannot be withdrawn")
ONLY_ITSELF = Text("提交人不能是唯一的验收人", "Whoever handed it over cannot be its only reviewer")
WHAT_TO_RECTIFY = Text("不通过请写明整改意见", "Say what is to be rectified")
RECTIFY_BY = Text("不通过请给出整改期限", "Say by when it is to be rectified")
PAST = Text("整改期限不能早于今天", "The date is in the past")
_LAST_NUMBER = re.compile(r"([0-9]+)([^0-9]*)$")


def submit(visit: Visit, values: Mapping[str, object], record: int | None = None, base: int | None = None, key: str = "") -> int:
    """Hand over what a task delivers, named as the task says where values give no name; or, for a record that failed, its next edition.

    No edition that was accepted or failed is handed over a second time. Returns the deliverable's id.
    """
    with acting(visit, "deliver", key) as act:
        return _first(act, values) if record is None else _next(act, values, record, base)


def accept(visit: Visit, deliverable: int, base: int | None, values: Mapping[str, object], key: str = "") -> int:
    """Accept what was handed over, or send it back with what to rectify by when; base is the version of the deliverable judged.

    Accepting it closes the failures before: their rectification is done. Returns the acceptance's id.
    """
    with acting(visit, "accept", key) as act:
        row = act.work.row("deliverable", deliverable)
        act.allow("delivery.accept", row)
        if row["status"] != "submitted":
            raise Refused({"": NOT_WAITING})
        passed = values.get("result", "pass") == "pass"
        _judged_fairly(act, row, values, passed)
        copied = {name: row[name] for name in ("project", "department", "edition")}
        judged = {**values, **copied, "deliverable": deliverable, "accepted_at": visit.now}
        made = act.add("acceptance", judged | {"rectify_by": None} if passed else judged)
        if passed:
            for failure in _failures(act, deliverable):
                act.change("acceptance", failure["id"], None, {"rectified_at": visit.now})
        act.change("deliverable", deliverable, base, {"status": "accepted" if passed else "failed"})
        return made


def withdraw(visit: Visit, record: int, base: int | None, key: str = "") -> None:
    """Take back what awaits its first acceptance."""
    with acting(visit, "withdraw", key) as act:
        row = act.work.row("deliverable", record)
        act.allow("delivery.submit", act.work.row("task", row["task"]))
        if row["status"] != "submitted":
            raise Refused({"": NOT_WAITING})
        if _failures(act, record):
            raise Refused({"": BEING_RECTIFIED})
        act.change("deliverable", record, base, {"status": "withdrawn"})


def next_edition(edition: str) -> str:
    """What the edition after this one may be called: V1.0 → V1.1. Empty where that would be too long."""
    found = _LAST_NUMBER.search(edition)
    after = f"{edition[: found.start()]}{int(found[1]) + 1}{found[2]}" if found else f"{edition} 2".strip()
    return after if len(after) <= cast(float, DELIVERABLE.by_name["edition"].high) else ""


def _first(act: Act, values: Mapping[str, object]) -> int:
    task = act.linked("task", values.get("task"))
    # Where no task is named there is none to ask about: the check says so beside the field.
    act.allow("delivery.submit", task or None)
    if task and task["status"] == "cancelled":
        raise Refused({"task": CANCELLED})
    name = clean(values.get("name")) or task.get("deliverable")
    same = act.work.find("deliverable", task=values.get("task"), name=name) if task else []
    if any(row["status"] in {"submitted", "failed"} for row in same):
        raise Refused({"name": HANDED_OVER})
    _never_judged(act, [row["id"] for row in same], values.get("edition", DELIVERABLE.by_name["edition"].default))
    where = {"project": task.get("project"), "department": task.get("department")}
    return act.add("deliverable", {**values, **where, "name": name, **_handed_over(act)})


def _next(act: Act, values: Mapping[str, object], record: int, base: int | None) -> int:
    row = act.work.row("deliverable", record)
    act.allow("delivery.submit", act.work.row("task", row["task"]))
    if row["status"] != "failed":
        raise Refused({"": NOT_FAILED})
    # What was checked of the edition before says nothing of this one.
    own = {name: values.get(name) for name in ("edition", "self_check")}
    same = act.work.find("deliverable", task=row["task"], name=row["name"])
    _never_judged(act, [record, *(other["id"] for other in same)], own["edition"])
    act.change("deliverable", record, base, {**values, **own, "task": row["task"], **_handed_over(act)})
    return record


def _handed_over(act: Act) -> Row:
    return {"status": "submitted", "submitter": act.visit.person.id, "submitted_at": act.visit.now}


def _never_judged(act: Act, deliverables: list[object], edition: object) -> None:
    said = str(clean(edition) or "").casefold()
    judged = [row["edition"] for record in deliverables for row in act.work.find("acceptance", deliverable=record)]
    for known in judged:
        if str(known).casefold() == said:
            raise Refused({"edition": JUDGED.filled(edition=known)})


def _failures(act: Act, deliverable: int) -> list[Row]:
    """The failures of a deliverable that no edition has put right yet."""
    failed = act.work.find("acceptance", deliverable=deliverable, result="fail")
    return [row for row in failed if row["rectified_at"] is None]


def _judged_fairly(act: Act, row: Row, values: Mapping[str, object], passed: bool) -> None:
    problems: dict[str, Text] = {}
    reviewers = cast(list[int], values.get("reviewers") or [])
    if reviewers and set(reviewers) == {row["submitter"]}:
        problems["reviewers"] = ONLY_ITSELF
    if not passed:
        if not clean(values.get("rectification")):
            problems["rectification"] = WHAT_TO_RECTIFY
        day = cast(date | None, values.get("rectify_by"))
        if day is None:
            problems["rectify_by"] = RECTIFY_BY
        elif day < act.visit.local(act.visit.now).date():
            problems["rectify_by"] = PAST
    if problems:
        raise Refused(problems)
