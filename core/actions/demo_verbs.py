"""What the demo company's story can do: a name for each action, and for what the story can only tell by its circumstances."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import cast

from core.actions import (
    article,
    assignment,
    baseline,
    cadence,
    delivery,
    dependency,
    document,
    goal,
    issue,
    meeting,
    organisation,
    project,
    raci,
    replan,
    request,
    resource,
    retrospective,
    risk,
    signoff,
    task,
    warning,
)
from core.actions.act import acting
from core.metrics.assignment import OF
from core.metrics.assignment import edition as sheet_edition
from core.metrics.edition import edition
from core.visit import Visit


def _newest(verb: Callable[..., object]) -> Callable[..., object]:
    """A verb acting on whatever version stands: nobody else saves a record of the demo while it loads."""
    return partial(verb, base=None)


def _of_lag(verb: Callable[..., object]) -> Callable[..., object]:
    """A verb acting on the open issue that a task has raised by lagging; it does nothing where there is none."""

    def act_on(visit: Visit, task: int, **rest: object) -> object:
        with acting(visit, "demo") as act:
            known = act.work.find("issue", task=task)
        # What somebody has reported himself was found before.
        mine = [row["id"] for row in known if row["status"] in {"open", "responded"} and row["found_at"] == row["reported_at"]]
        return verb(visit, mine[-1], base=None, **rest) if mine else 0

    return act_on


def _of_cadence(verb: Callable[..., object]) -> Callable[..., object]:
    """A verb acting on the meeting that a communication plan has for a day; it does nothing where a holiday has left none."""

    def act_on(visit: Visit, cadence: int, day: date, **rest: object) -> object:
        with acting(visit, "demo") as act:
            known = act.work.find("meeting", cadence=cadence, occurs_on=day)
        return verb(visit, known[0]["id"], base=None, **rest) if known else None

    return act_on


def _finish(visit: Visit, record: int, base: int | None, number: int, finished_on: date) -> None:
    """Finish one of a meeting's action items, counted from 0, where it is there and open."""
    with acting(visit, "demo") as act:
        actions = sorted(act.work.find("task", meeting=record), key=lambda row: cast(int, row["id"]))
    if number < len(actions) and actions[number]["status"] not in {"done", "cancelled"}:
        task.finish(visit, cast(int, actions[number]["id"]), base, finished_on)


def _sign(visit: Visit, project: int, decision: str, comment: str) -> int:
    """Sign a charter as it stands."""
    with acting(visit, "demo") as act:
        seen = edition(act.work.row("project", project), act.work.find("participation", project=project))
    return signoff.sign(visit, project, seen, decision, comment)


def _sign_sheet(visit: Visit, project: int, department: int, comment: str) -> None:
    """Sign a department's sheet as it stands, where it has one that is not signed yet."""
    with acting(visit, "demo") as act:
        rows = assignment.sheet(act, project, department)
        given = act.work.find("signoff", of=OF, record=project, department=department)
    now = sheet_edition(rows)
    if rows and (not given or max(given, key=lambda row: cast(int, row["id"]))["record_version"] != now):
        assignment.sign(visit, project, department, now, "approve", comment)


def _answer_high(visit: Visit, project: int, response: str) -> None:
    """Answer every high warning of a project that has no plan yet."""
    with acting(visit, "demo") as act:
        waiting = [row for row in act.work.find("warning", project=project, band="high") if row["plan_submitted_at"] is None]
    for row in waiting:
        warning.answer(visit, cast(int, row["id"]), None, response)


VERBS: Mapping[str, Callable[..., object]] = MappingProxyType(
    {
        "department.save": organisation.save_department,
        "person.save": organisation.save_person,
        "project.save": project.save,
        "project.take_part": project.take_part,
        "task.plan": task.plan,
        "task.link": dependency.link,
        "raci.assign": raci.assign,
        "task.report": task.report,
        "task.replan": replan.declare,
        "task.finish": _newest(task.finish),
        "task.cancel": _newest(task.cancel),
        "request.save": request.save,
        "request.apply": request.apply,
        "request.submit": _newest(request.submit),
        "request.withdraw": _newest(request.withdraw),
        "request.decide": _newest(request.decide),
        "request.answer": request.answer,
        "request.clarify": _newest(request.clarify),
        "issue.report": issue.report,
        "issue.respond": _newest(issue.respond),
        "issue.convene": _newest(issue.convene),
        "issue.resolve": _newest(issue.resolve),
        "issue.withdraw": _newest(issue.withdraw),
        "issue.reopen": _newest(issue.reopen),
        "issue.respond_to_lag": _of_lag(issue.respond),
        "issue.meet_on_lag": _of_lag(issue.convene),
        "issue.resolve_lag": _of_lag(issue.resolve),
        "risk.report": risk.report,
        "risk.change": _newest(risk.change),
        "risk.respond": _newest(risk.respond),
        "risk.close": _newest(risk.close),
        "risk.occur": _newest(risk.occur),
        "resource.ask": resource.ask,
        "resource.decide": _newest(resource.decide),
        "resource.withdraw": _newest(resource.withdraw),
        "warning.list_week": warning.list_week,
        "warning.answer_high": _answer_high,
        "cadence.save": cadence.save,
        "cadence.schedule": cadence.schedule,
        "cadence.notify": _of_cadence(meeting.notify),
        "cadence.hold": _of_cadence(meeting.hold),
        "cadence.distribute": _of_cadence(meeting.distribute),
        "cadence.finish": _of_cadence(_finish),
        "meeting.plan": meeting.plan,
        "meeting.notify": _newest(meeting.notify),
        "meeting.hold": _newest(meeting.hold),
        "meeting.distribute": _newest(meeting.distribute),
        "meeting.finish": _newest(_finish),
        "delivery.submit": delivery.submit,
        "delivery.accept": _newest(delivery.accept),
        "document.keep": document.keep,
        "project.launch": _newest(project.launch),
        "project.sign": _sign,
        "project.sign_sheet": _sign_sheet,
        "baseline.freeze": baseline.freeze,
        "retrospective.write": retrospective.write,
        "retrospective.plan": retrospective.plan,
        "retrospective.publish": retrospective.publish,
        "article.save": article.save,
        "goal.save": goal.save,
        "goal.read": goal.record_reading,
        "survey.open": goal.open_survey,
        "survey.answer": goal.answer,
    }
)
