"""Permissions: every cell of the matrix, and that the check stands in every action, inside its transaction."""

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import pytest

from core import actions as verbs
from core.access import RULES, allowed
from core.actions import (
    arrange,
    article,
    assignment,
    attachment,
    baseline,
    cadence,
    closing,
    delivery,
    dependency,
    document,
    field,
    goal,
    invitation,
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
    rules,
    signoff,
    sitting,
    task,
    warning,
)
from core.actions.act import Forbidden, Refused
from core.actions.attachment import Upload
from core.store.files import Files
from core.store.invitations import Invitations
from core.text import Language
from core.visit import Visit
from tests import builders as b

# The matrix of core/access.py, written down a second time.
# Letters: o his own record, d of his department, p of a project of his, x of neither.
ALL, NONE = "odpx", ""
EVERYONE = {"admin": ALL, "coordinator": ALL, "lead": ALL, "contact": ALL, "leader": ALL, "viewer": NONE}
PLAN = {"admin": ALL, "coordinator": ALL, "lead": "p", "contact": NONE, "leader": NONE, "viewer": NONE}
WORK = {"admin": ALL, "coordinator": ALL, "lead": "op", "contact": "od", "leader": NONE, "viewer": NONE}
HANDLE = {"admin": ALL, "coordinator": ALL, "lead": "odp", "contact": "od", "leader": "od", "viewer": NONE}
OFFICE = {"admin": ALL, "coordinator": ALL, "lead": NONE, "contact": NONE, "leader": NONE, "viewer": NONE}
ADMIN = OFFICE | {"coordinator": NONE}
MATRIX: dict[str, dict[str, str]] = {
    "dashboard.read": EVERYONE | {"viewer": ALL},
    "request.apply": {"admin": ALL, "coordinator": ALL, "lead": "d", "contact": "d", "leader": NONE, "viewer": NONE},
    "request.answer": {"admin": ALL, "coordinator": ALL, "lead": "d", "contact": "d", "leader": "d", "viewer": NONE},
    "request.decide": {"admin": NONE, "coordinator": ALL, "lead": "p", "contact": "d", "leader": "d", "viewer": NONE},
    "project.plan": PLAN,
    "project.sign": {"admin": "o", "coordinator": "o", "lead": "od", "contact": "od", "leader": "od", "viewer": NONE},
    "project.endorse": {"admin": "p", "coordinator": "p", "lead": "p", "contact": "p", "leader": ALL, "viewer": NONE},
    "task.plan": PLAN,
    "task.progress": WORK,
    "task.replan": WORK,
    "warning.answer": WORK,
    "cadence.plan": PLAN,
    "meeting.plan": {"admin": ALL, "coordinator": ALL, "lead": "op", "contact": "o", "leader": "o", "viewer": NONE},
    "resource.ask": {"admin": ALL, "coordinator": ALL, "lead": "dp", "contact": "d", "leader": NONE, "viewer": NONE},
    "resource.decide": {"admin": NONE, "coordinator": ALL, "lead": "o", "contact": "o", "leader": "o", "viewer": NONE},
    "delivery.submit": WORK,
    "delivery.accept": PLAN,
    "retrospective.write": PLAN,
    "article.write": {"admin": ALL, "coordinator": ALL, "lead": "o", "contact": "o", "leader": "o", "viewer": NONE},
    "document.keep": PLAN,
    "issue.report": EVERYONE,
    "issue.handle": HANDLE,
    "risk.report": EVERYONE,
    "risk.handle": HANDLE,
    "goal.plan": PLAN,
    "goal.read_value": {"admin": ALL, "coordinator": ALL, "lead": "op", "contact": "o", "leader": NONE, "viewer": NONE},
    "survey.plan": PLAN,
    "survey.answer": EVERYONE,
    "rules.edit": OFFICE,
    "import.run": OFFICE,
    "people.edit": ADMIN,
    "demo.load": ADMIN,
}
ROLES = ("admin", "coordinator", "lead", "contact", "leader", "viewer")

# Me: 1, of department 10, with project 100. A record of each scope; 2, 20 and 200 are somebody else's.
FOREIGN = {"owner": 2, "reporter": 2, "applicant": 2, "manager": 2, "coordinator": 2, "project": 200, "id": 200}
FOREIGN |= {"head": 2, "host": 2, "recorder": 2, "approver": 2, "author": 2}
FOREIGN |= {"department": 20, "applicant_department": 20, "lead_department": 20, "departments": [20, 30]}
OWN = {"head": 1, "owner": 1, "reporter": 1, "applicant": 1, "host": 1, "approver": 1, "author": 1}
DEPARTMENT = {"department": 10, "applicant_department": 10, "lead_department": 10, "departments": [20, 10]}
SCOPES = {"o": FOREIGN | OWN, "d": FOREIGN | DEPARTMENT, "p": FOREIGN | {"project": 100, "manager": 1}, "x": FOREIGN}


def test_the_matrix_names_every_action_and_every_role() -> None:
    assert MATRIX.keys() == RULES.keys()
    assert all(cells.keys() == set(ROLES) for cells in MATRIX.values())


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", MATRIX)
def test_each_cell_of_the_matrix_is_as_agreed(action: str, role: str) -> None:
    me = b.nobody(role, department=10, can_decide=True, projects=[100])
    assert "".join(scope for scope, record in SCOPES.items() if allowed(me, action, record)) == MATRIX[action][role]
    assert allowed(me, action) == bool(MATRIX[action][role])


@pytest.mark.parametrize("action", MATRIX)
def test_a_role_nobody_has_declared_may_do_nothing(action: str) -> None:
    me = b.nobody("owner", department=10, can_decide=True, projects=[100])
    assert not any(allowed(me, action, record) for record in (None, *SCOPES.values()))


def test_an_action_nobody_has_declared_is_an_error_not_a_permission() -> None:
    with pytest.raises(KeyError):
        allowed(b.nobody("admin"), "everything")


def test_a_contact_who_may_not_decide_approves_nothing() -> None:
    me = b.nobody("contact", department=10, can_decide=False, projects=[100])
    assert not any(allowed(me, "request.decide", record) for record in (None, *SCOPES.values()))


def test_nobody_without_a_department_shares_it_with_a_record_without_one() -> None:
    me = b.nobody("contact", department=None)
    assert not allowed(me, "request.apply", {"applicant_department": None})
    assert not allowed(me, "issue.handle", {"departments": None, "owner": None, "reporter": None, "project": None})


def test_a_company_goal_is_no_project_of_a_lead() -> None:
    assert not allowed(b.nobody("lead", projects=[100]), "goal.plan", {"project": None})


@pytest.mark.parametrize("field", ["manager", "coordinator"])
def test_a_project_is_a_leads_own_when_he_manages_or_coordinates_it(field: str) -> None:
    assert allowed(b.nobody("lead"), "project.plan", FOREIGN | {field: 1})


@pytest.mark.parametrize("action", ["issue.handle", "risk.handle"])
@pytest.mark.parametrize("field", ["owner", "reporter"])
def test_trouble_is_ones_own_as_its_owner_and_as_its_reporter(action: str, field: str) -> None:
    assert allowed(b.nobody("contact", department=10), action, FOREIGN | {field: 1})


def test_a_deliverable_is_ones_own_when_one_has_handed_it_over() -> None:
    assert allowed(b.nobody("contact", department=10), "delivery.submit", FOREIGN | {"submitter": 1})


@dataclass
class Scene:
    """A company with one record of each type in it."""

    c: b.Company
    ids: dict[str, int]
    files: Files


TEXT_FILE = Upload("纪要.txt", "同意".encode())


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    c = b.company()
    ids: dict[str, int] = {}
    files = Files(str(tmp_path_factory.mktemp("files")))
    coordinator = c.visit("coordinator")
    with c.ledger.batch():
        c.people["keeper"] = organisation.save_person(c.visit("admin"), b.person(username="keeper", role="admin"))
        ids["draft"] = request.save(c.visit("contact"), b.request(c))
        ids["request"] = request.apply(c.visit("contact"), b.request(c))
        ids["response"] = request.answer(c.visit("lead"), b.response(c, ids["request"], decision="clarify", reply="?"))
        ids["approved"] = request.apply(c.visit("contact"), b.request(c))
        request.decide(coordinator, ids["approved"], None, "approved")
        ids["document"] = document.keep(coordinator, b.document(c))
        ids["participation"] = project.take_part(coordinator, b.participation(c))
        ids["task"], ids["second"], third = (task.plan(coordinator, b.task(c)) for _ in range(3))
        ids["dependency"] = dependency.link(coordinator, b.dependency(ids["second"], third))
        ids["done"] = task.plan(coordinator, b.task(c))
        ids["baseline"] = baseline.freeze(coordinator, b.baseline(c))
        ids["resource"] = resource.ask(c.visit("contact"), b.resource(c))
        ids["deliverable"] = delivery.submit(c.visit("contact"), b.deliverable(ids["task"]))
        task.finish(coordinator, ids["done"], None, b.TODAY)
        ids["issue"] = issue.report(c.visit("contact"), b.issue(c))
        ids["closed"] = issue.report(c.visit("contact"), b.issue(c))
        issue.resolve(c.visit("contact"), ids["closed"], None, "已解决")
        ids["risk"] = risk.report(c.visit("contact"), b.risk(c))
        ids["past"] = risk.report(c.visit("contact"), b.risk(c))
        risk.close(c.visit("contact"), ids["past"], None)
        (ids["warning"], *_) = warning.list_week(coordinator)
        ids["goal"] = goal.save(coordinator, b.goal(c))
        ids["reading"] = goal.record_reading(coordinator, b.reading(ids["goal"], read_on=date(2026, 11, 1)))
        ids["survey"] = goal.open_survey(coordinator, b.survey(c))
        ids["policy"] = rules.save(coordinator, "policy", b.policy())
        ids["retrospective"] = retrospective.write(coordinator, b.retrospective(c))
        ids["cadence"] = cadence.save(coordinator, b.cadence(c))
        ids["meeting"] = meeting.plan(coordinator, b.meeting(c))
        ids["minuted"] = meeting.plan(coordinator, b.meeting(c))
        meeting.hold(coordinator, ids["minuted"], None, {"consensus": "按期上线"})
        ids["today"] = meeting.plan(coordinator, b.meeting(c, starts_at=b.NOW - b.HOUR, ends_at=b.NOW))
        ids["article"] = article.save(c.visit("contact"), b.article())
        (ids["attachment"],) = attachment.attach(c.visit("contact"), files, "request", ids["request"], [TEXT_FILE])
    return Scene(c, ids, files)


# Every action on a visit: a person who may do it, one who may not, and the call.
Call = Callable[[Visit, Scene], Any]
CASES: dict[str, tuple[str, str, Call]] = {
    "arrange.arrange": ("lead", "contact", lambda v, s: arrange.arrange(v, s.c.projects["launch"], [b.line(s.c)], ())),
    "arrange.check": ("lead", "contact", lambda v, s: arrange.check(v, s.c.projects["launch"], [b.line(s.c)])),
    "article.remove": ("contact", "lead", lambda v, s: article.remove(v, s.ids["article"], None)),
    "article.save": ("leader", "viewer", lambda v, s: article.save(v, b.article())),
    "assignment.sign": (
        "contact",
        "outsider",
        lambda v, s: assignment.sign(v, s.c.projects["launch"], s.c.departments["research"], b.sheet(s.c), "approve"),
    ),
    "attachment.attach": (
        "clerk",
        "leader",
        lambda v, s: attachment.attach(v, s.files, "request", s.ids["request"], [TEXT_FILE]),
    ),
    "attachment.remove": ("clerk", "leader", lambda v, s: attachment.remove(v, s.ids["attachment"])),
    "baseline.freeze": ("lead", "contact", lambda v, s: baseline.freeze(v, b.baseline(s.c, name="重排基线"))),
    "baseline.remove": ("lead", "contact", lambda v, s: baseline.remove(v, s.ids["baseline"], None)),
    "baseline.rename": ("lead", "leader", lambda v, s: baseline.rename(v, s.ids["baseline"], None, {"name": "首版"})),
    "closing.close": ("lead", "leader", lambda v, s: closing.close(v, s.ids["today"], None, {"consensus": "按期上线"})),
    "delivery.accept": ("lead", "contact", lambda v, s: delivery.accept(v, s.ids["deliverable"], None, b.acceptance(s.c))),
    "delivery.submit": ("clerk", "outsider", lambda v, s: delivery.submit(v, b.deliverable(s.ids["task"], name="接口文档"))),
    "delivery.withdraw": ("contact", "leader", lambda v, s: delivery.withdraw(v, s.ids["deliverable"], None)),
    "cadence.save": ("lead", "contact", lambda v, s: cadence.save(v, b.cadence(s.c))),
    "cadence.schedule": ("lead", "leader", lambda v, s: cadence.schedule(v, s.ids["cadence"], date(2026, 12, 31))),
    "cadence.stop": ("lead", "contact", lambda v, s: cadence.stop(v, s.ids["cadence"], None)),
    "document.drop": ("lead", "contact", lambda v, s: document.drop(v, s.ids["document"], None)),
    "dependency.link": ("lead", "contact", lambda v, s: dependency.link(v, b.dependency(s.ids["task"], s.ids["second"]))),
    "dependency.unlink": ("lead", "contact", lambda v, s: dependency.unlink(v, s.ids["dependency"], None)),
    "raci.assign": ("lead", "contact", lambda v, s: raci.assign(v, s.c.projects["launch"], [b.letters(s.c, s.ids["task"])])),
    "document.keep": ("lead", "leader", lambda v, s: document.keep(v, b.document(s.c))),
    "goal.answer": ("contact", "viewer", lambda v, s: goal.answer(v, b.answer(s.c, s.ids["survey"]))),
    "goal.open_survey": ("lead", "contact", lambda v, s: goal.open_survey(v, b.survey(s.c))),
    "goal.record_reading": ("contact", "outsider", lambda v, s: goal.record_reading(v, b.reading(s.ids["goal"]))),
    "goal.save": ("lead", "leader", lambda v, s: goal.save(v, b.goal(s.c))),
    "invitation.invite": ("lead", "contact", lambda v, s: invitation.invite(v, Invitations(s.c.ledger.engine), s.ids["survey"], 1)),
    "issue.change": ("contact", "outsider", lambda v, s: issue.change(v, s.ids["issue"], None, {"title": "其他"})),
    "issue.convene": ("leader", "outsider", lambda v, s: issue.convene(v, s.ids["issue"], None, b.agreed(s.c))),
    "issue.reopen": ("contact", "outsider", lambda v, s: issue.reopen(v, s.ids["closed"], None)),
    "issue.report": ("leader", "viewer", lambda v, s: issue.report(v, b.issue(s.c))),
    "issue.resolve": ("contact", "outsider", lambda v, s: issue.resolve(v, s.ids["issue"], None, "已解决")),
    "issue.respond": ("contact", "lead", lambda v, s: issue.respond(v, s.ids["issue"], None, {})),
    "issue.withdraw": ("contact", "viewer", lambda v, s: issue.withdraw(v, s.ids["issue"], None)),
    "meeting.cancel": ("lead", "contact", lambda v, s: meeting.cancel(v, s.ids["meeting"], None)),
    "meeting.distribute": ("lead", "leader", lambda v, s: meeting.distribute(v, s.ids["minuted"], None)),
    "meeting.hold": ("lead", "contact", lambda v, s: meeting.hold(v, s.ids["meeting"], None, {"discussion": "进度"}, [b.action(s.c)])),
    "meeting.notify": ("lead", "contact", lambda v, s: meeting.notify(v, s.ids["meeting"], None)),
    "meeting.plan": ("lead", "contact", lambda v, s: meeting.plan(v, b.meeting(s.c))),
    "organisation.save_department": (
        "admin",
        "coordinator",
        lambda v, s: organisation.save_department(v, b.department(code="N", name="新")),
    ),
    "organisation.save_person": ("admin", "coordinator", lambda v, s: organisation.save_person(v, b.person())),
    "project.launch": ("lead", "contact", lambda v, s: project.launch(v, s.ids["approved"], None, b.launching(s.c))),
    "project.leave": ("lead", "contact", lambda v, s: project.leave(v, s.ids["participation"], None)),
    "project.save": ("lead", "contact", lambda v, s: project.save(v, b.project_values(s.c))),
    "project.take_part": (
        "lead",
        "contact",
        lambda v, s: project.take_part(v, b.participation(s.c, department=s.c.departments["legal"])),
    ),
    "request.answer": (
        "outsider",
        "lead",
        lambda v, s: request.answer(v, b.response(s.c, s.ids["request"], department=s.c.departments["legal"])),
    ),
    "request.apply": ("contact", "outsider", lambda v, s: request.apply(v, b.request(s.c))),
    "request.clarify": ("clerk", "lead", lambda v, s: request.clarify(v, s.ids["response"], None, "范围见附件")),
    "request.decide": ("leader", "clerk", lambda v, s: request.decide(v, s.ids["request"], None, "approved")),
    "request.save": ("contact", "leader", lambda v, s: request.save(v, b.request(s.c))),
    "request.submit": ("clerk", "outsider", lambda v, s: request.submit(v, s.ids["draft"], None)),
    "request.withdraw": ("contact", "outsider", lambda v, s: request.withdraw(v, s.ids["request"], None)),
    "retrospective.plan": ("lead", "contact", lambda v, s: retrospective.plan(v, s.ids["retrospective"], [b.action(s.c)])),
    "retrospective.publish": ("lead", "leader", lambda v, s: retrospective.publish(v, s.ids["retrospective"])),
    "retrospective.write": ("lead", "contact", lambda v, s: retrospective.write(v, b.retrospective(s.c, held_on=b.TODAY - b.DAY))),
    "risk.change": ("contact", "outsider", lambda v, s: risk.change(v, s.ids["risk"], None, {"impact": 5})),
    "risk.close": ("leader", "lead", lambda v, s: risk.close(v, s.ids["risk"], None)),
    "risk.occur": ("leader", "lead", lambda v, s: risk.occur(v, s.ids["risk"], None)),
    "risk.reopen": ("contact", "outsider", lambda v, s: risk.reopen(v, s.ids["past"], None)),
    "risk.report": ("outsider", "viewer", lambda v, s: risk.report(v, b.risk(s.c))),
    "risk.respond": ("contact", "outsider", lambda v, s: risk.respond(v, s.ids["risk"], None, {"strategy": "avoid", "response": "换"})),
    "field.save": ("coordinator", "lead", lambda v, s: field.save(v, b.field())),
    "rules.change_setting": ("coordinator", "lead", lambda v, s: rules.change_setting(v, "idle_minutes", "45")),
    "rules.remove": ("coordinator", "contact", lambda v, s: rules.remove(v, "policy", s.ids["policy"], None)),
    "rules.save": ("coordinator", "lead", lambda v, s: rules.save(v, "choice", b.choice())),
    "replan.declare": ("contact", "outsider", lambda v, s: replan.declare(v, b.replan(s.ids["task"]))),
    "resource.ask": ("contact", "outsider", lambda v, s: resource.ask(v, b.resource(s.c))),
    "resource.change": ("contact", "outsider", lambda v, s: resource.change(v, s.ids["resource"], None, {"quantity": 3.0})),
    "resource.decide": ("lead", "outsider", lambda v, s: resource.decide(v, s.ids["resource"], None, approve=True)),
    "resource.withdraw": ("contact", "outsider", lambda v, s: resource.withdraw(v, s.ids["resource"], None)),
    "signoff.sign": ("contact", "outsider", lambda v, s: signoff.sign(v, s.c.projects["launch"], b.charter(s.c), "approve")),
    "sitting.begin": ("lead", "contact", lambda v, s: sitting.begin(v, s.ids["today"])),
    "sitting.call": ("lead", "contact", lambda v, s: sitting.call(v, b.meeting(s.c, ends_at=b.NOW + b.HOUR))),
    "sitting.decide": ("lead", "contact", lambda v, s: sitting.decide(v, s.ids["today"], "按期上线")),
    "sitting.follow_up": ("lead", "leader", lambda v, s: sitting.follow_up(v, s.ids["today"], b.action(s.c))),
    "task.cancel": ("lead", "contact", lambda v, s: task.cancel(v, s.ids["task"], None)),
    "task.finish": ("contact", "outsider", lambda v, s: task.finish(v, s.ids["task"], None, b.TODAY)),
    "task.plan": ("lead", "contact", lambda v, s: task.plan(v, b.task(s.c))),
    "task.reopen": ("contact", "leader", lambda v, s: task.reopen(v, s.ids["done"], None)),
    "task.report": ("contact", "outsider", lambda v, s: task.report(v, [b.update(s.ids["task"])])),
    "warning.answer": ("contact", "outsider", lambda v, s: warning.answer(v, s.ids["warning"], None, "增加人手")),
    "warning.list_week": ("coordinator", "lead", lambda v, _: warning.list_week(v)),
}
# Everybody may read, so everybody may choose the language to read in: only the disabled and the past are refused.
LANGUAGE: Call = lambda v, _: organisation.choose_language(v, Language.EN)  # noqa: E731
ANYBODY = CASES | {"organisation.choose_language": ("viewer", "", LANGUAGE)}
# What every action rests on, what loads and imports whole files, and what keeps passwords is tested beside it.
ELSEWHERE = {"act", "demo", "password", "sign_in"}


def test_every_public_action_on_a_visit_is_tried_here() -> None:
    found = set()
    for module in pkgutil.iter_modules(verbs.__path__):
        if module.name in ELSEWHERE or module.name.startswith("import"):
            continue
        functions = inspect.getmembers(importlib.import_module(f"core.actions.{module.name}"), inspect.isfunction)
        found |= {
            f"{module.name}.{name}"
            for name, function in functions
            if function.__module__ == f"core.actions.{module.name}"
            and not name.startswith("_")
            and next(iter(inspect.signature(function).parameters), "") == "visit"
        }
    assert found - ANYBODY.keys() == set()
    assert ANYBODY.keys() <= found


@pytest.mark.parametrize("name", CASES)
def test_whoever_lacks_the_permission_saves_nothing(scene: Scene, name: str) -> None:
    _, other, call = CASES[name]
    with scene.c.unchanged(), pytest.raises(Forbidden):
        call(scene.c.visit(other), scene)


@pytest.mark.parametrize("name", ANYBODY)
def test_whoever_has_the_permission_is_let_through(scene: Scene, name: str) -> None:
    may, _, call = ANYBODY[name]
    with scene.c.unchanged(), scene.c.undone():
        call(scene.c.visit(may), scene)


@pytest.mark.parametrize("name", ANYBODY)
def test_nothing_is_saved_into_the_past(scene: Scene, name: str) -> None:
    may, _, call = ANYBODY[name]
    with scene.c.unchanged(), pytest.raises(Forbidden, match="past moment"):
        call(scene.c.visit(may, past=b.NOW - b.HOUR), scene)


def behind_his_back(c: b.Company, name: str, **values: Any) -> None:
    """Change a person while his page is open."""
    organisation.save_person(c.visit("keeper"), values, c.people[name])


@pytest.mark.parametrize("name", ANYBODY)
def test_whoever_was_disabled_after_the_page_was_drawn_is_refused(scene: Scene, name: str) -> None:
    may, _, call = ANYBODY[name]
    visit = scene.c.visit(may)
    with scene.c.undone():
        behind_his_back(scene.c, may, active=False)
        with pytest.raises(Forbidden, match="not active"):
            call(visit, scene)


@pytest.mark.parametrize("name", CASES)
def test_a_role_taken_away_after_the_page_was_drawn_is_gone_at_the_click(scene: Scene, name: str) -> None:
    may, _, call = CASES[name]
    visit = scene.c.visit(may)
    with scene.c.undone():
        behind_his_back(scene.c, may, role="viewer")
        with pytest.raises(Forbidden, match="You may not"):
            call(visit, scene)


def test_a_role_given_after_the_page_was_drawn_holds_at_the_click(scene: Scene) -> None:
    visit = scene.c.visit("viewer")
    with scene.c.undone():
        behind_his_back(scene.c, "viewer", role="coordinator")
        assert rules.save(visit, "choice", b.choice())


def test_a_page_that_claims_another_role_is_not_believed(scene: Scene) -> None:
    visit = scene.c.visit("viewer")
    forged = replace(visit, person=replace(visit.person, role="admin"))
    with scene.c.unchanged(), pytest.raises(Forbidden):
        rules.save(forged, "choice", b.choice())


def test_a_project_that_went_to_another_manager_is_no_longer_the_leads(scene: Scene) -> None:
    c = scene.c
    visit = c.visit("lead")
    with c.undone():
        project.save(c.visit("coordinator"), {"manager": c.people["coordinator"]}, c.projects["launch"])
        with pytest.raises(Forbidden):
            task.plan(visit, b.task(c))


def test_a_lead_cannot_reach_another_project_by_moving_a_record_into_it_or_out_of_it(scene: Scene) -> None:
    c, audit = scene.c, {"project": scene.c.projects["audit"]}
    lead, coordinator = c.visit("lead"), c.visit("coordinator")
    with c.undone():
        theirs = task.plan(coordinator, b.task(c, **audit))
        goal_of_theirs = goal.save(coordinator, b.goal(c, **audit))
        survey_of_theirs = goal.open_survey(coordinator, b.survey(c, **audit))
        part_of_theirs = project.take_part(coordinator, b.participation(c, **audit))
        into = {"project": c.projects["launch"]}
        for reach in (
            lambda: task.plan(lead, b.task(c), theirs),
            lambda: task.plan(lead, {"title": "改名"}, theirs),
            lambda: task.plan(lead, audit, scene.ids["task"]),
            lambda: goal.save(lead, into, goal_of_theirs),
            lambda: goal.save(lead, audit, scene.ids["goal"]),
            lambda: goal.open_survey(lead, into, survey_of_theirs),
            lambda: goal.open_survey(lead, audit, scene.ids["survey"]),
            lambda: project.take_part(lead, into, part_of_theirs),
            lambda: project.take_part(lead, audit, scene.ids["participation"]),
            lambda: project.save(lead, {"manager": c.people["lead"]}, c.projects["audit"]),
        ):
            with pytest.raises(Forbidden):
                reach()


def test_a_reading_of_somebody_elses_goal_cannot_be_taken_over_into_ones_own(scene: Scene) -> None:
    c = scene.c
    with c.undone():
        other = goal.save(c.visit("coordinator"), b.goal(c, name="他人目标", owner=c.people["outsider"]))
        theirs = goal.record_reading(c.visit("outsider"), b.reading(other))
        with pytest.raises(Forbidden):
            goal.record_reading(c.visit("contact"), b.reading(scene.ids["goal"]), theirs)


@pytest.mark.parametrize("table", ["person", "project", "request", "setting", "save"])
def test_rules_are_no_way_to_other_records(scene: Scene, table: str) -> None:
    with scene.c.unchanged():
        with pytest.raises(Refused):
            rules.save(scene.c.visit("coordinator"), table, {"role": "admin"}, 1)
        with pytest.raises(Refused):
            rules.remove(scene.c.visit("coordinator"), table, 1, None)
