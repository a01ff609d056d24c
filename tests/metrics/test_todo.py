"""What waits on one person: rows in, rows out, for each kind of matter and each role."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from core.access import Person
from core.metrics import todo as t
from core.promises import PROMISE_COLUMNS
from core.schema.columns import schema
from core.schema.tables import TABLES

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 20)  # a Friday
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
ME, OTHER, MINE, THEIRS, PROJECT = 7, 8, 1, 2, 5


def me(role="contact", department=MINE, can_decide=True, projects=()):
    return Person(ME, "李娜", role, department, can_decide, frozenset(projects))


def frames(**rows):
    live = [{"id": PROJECT, "status": "active"}]
    given = {"project": live} | rows
    names = ("request", "response", "issue", "risk", "task", "project", "survey", "answer", "goal", "reading")
    return {name: pl.DataFrame(given.get(name, []), schema=schema(TABLES[name])) for name in names}


def promises(*rows):
    return pl.DataFrame(rows, schema=PROMISE_COLUMNS)


def promise(kind, record=1, state="running", due_at=NOW + timedelta(hours=5), **values):
    return {"kind": kind, "record": record, "state": state, "due_at": due_at} | values


def todo(person=None, clocks=None, **rows):
    return t.todo(frames(**rows), promises() if clocks is None else clocks, person or me(), TODAY, ZONE)


def kinds(*args, **rows):
    return todo(*args, **rows).select("kind", "record").rows()


def request(**values):
    row = {"id": 1, "title": "联合推广", "status": "submitted", "applicant": OTHER, "applicant_department": THEIRS}
    return row | {"departments": [MINE], "project": PROJECT} | values


def response(**values):
    return {"id": 1, "request": 1, "department": MINE, "decision": "accept", "responded_at": NOW} | values


def issue(**values):
    row = {"id": 1, "title": "接口超时", "status": "open", "departments": [MINE, THEIRS], "owner": None, "project": PROJECT}
    return row | values


def risk(**values):
    row = {"id": 1, "title": "供应商延期", "status": "open", "department": MINE, "owner": None, "became_high_at": NOW}
    return row | values


def task(**values):
    row = {"id": 1, "project": PROJECT, "kind": "task", "title": "联调", "department": MINE, "status": "doing"}
    return row | {"due_on": TODAY} | values


def survey(**values):
    row = {"id": 1, "title": "满意度", "kind": "csat", "about": [MINE, THEIRS], "opens_on": TODAY, "closes_on": TODAY}
    return row | values


def goal(**values):
    row = {"id": 1, "name": "响应时间", "source": "readings", "owner": ME, "starts_on": date(2026, 1, 1)}
    return row | {"due_on": date(2026, 12, 31)} | values


def test_a_matter_says_what_to_open_when_it_is_due_and_how_it_stands():
    clock = promise("request_response", department=MINE, state="at_risk")
    assert todo(clocks=promises(clock), request=[request()]).to_dicts() == [
        {
            "kind": "answer",
            "table": "request",
            "record": 1,
            "due_at": NOW + timedelta(hours=5),
            "state": "at_risk",
            "department": MINE,
            "about": "联合推广",
        }
    ]


def test_a_request_waits_for_the_answer_of_each_department_it_names_until_it_is_given():
    assert ("answer", 1) in kinds(request=[request()])
    assert ("answer", 1) in kinds(request=[request(status="approved")])
    assert kinds(request=[request(departments=[THEIRS])]) == []
    assert kinds(request=[request(status="withdrawn")]) == []
    assert kinds(request=[request()], response=[response()]) == []


def test_a_request_one_asked_to_clarify_waits_again_once_it_is_clarified():
    asked = response(decision="clarify")
    assert kinds(request=[request()], response=[asked]) == []
    assert kinds(request=[request()], response=[asked | {"clarified_at": NOW}]) == [("answer", 1)]


def test_another_departments_answer_does_not_settle_mine():
    assert kinds(request=[request(departments=[MINE, THEIRS])], response=[response(department=THEIRS)]) == [("answer", 1)]


@pytest.mark.parametrize(
    ("person", "waits"),
    [
        (me("coordinator", department=None), True),
        (me("lead", projects=[PROJECT]), True),
        (me("lead"), False),
        (me("contact", department=THEIRS), True),
        (me("contact", department=THEIRS, can_decide=False), False),
        (me("leader", department=THEIRS), True),
        (me("leader"), False),
        (me("admin", department=None), False),
        (me("viewer", department=None), False),
    ],
)
def test_a_decision_waits_on_those_who_may_take_it(person, waits):
    asked = request(departments=[99])
    assert (("decide", 1) in kinds(person, request=[asked])) is waits


def test_nobody_decides_on_his_own_request():
    assert kinds(me("coordinator"), request=[request(applicant=ME, departments=[99])]) == []


def test_my_drafts_and_returned_requests_wait_without_a_due_moment_and_last():
    mine = {"applicant": ME, "applicant_department": MINE, "departments": [THEIRS]}
    rows = todo(request=[request(**mine, status="draft"), request(**mine, id=2, status="returned"), request(id=3, departments=[MINE])])
    assert rows.select("kind", "record").rows() == [("answer", 3), ("revise", 2), ("submit", 1)]
    found = todo(request=[request(**mine, status="draft")], task=[task()])
    assert found.select("kind", "due_at", "state").row(1) == ("submit", None, None)


def test_what_a_department_asked_of_my_request_waits_on_me_with_that_departments_clock():
    mine = request(applicant=ME, applicant_department=MINE, departments=[THEIRS, 3])
    asked = response(department=3, decision="clarify")
    clocks = promises(
        promise("request_response", department=THEIRS, due_at=NOW),
        promise("request_response", department=3, due_at=NOW + timedelta(days=1)),
    )
    rows = todo(clocks=clocks, request=[mine], response=[asked])
    assert rows.select("kind", "department", "due_at").rows() == [("clarify", 3, NOW + timedelta(days=1))]
    assert kinds(request=[mine], response=[asked | {"clarified_at": NOW}]) == []


def test_an_issue_waits_to_be_responded_to_and_then_to_be_resolved():
    clocks = promises(promise("issue_response", due_at=NOW), promise("issue_closure", due_at=NOW + timedelta(days=1)))
    assert todo(clocks=clocks, issue=[issue()]).select("kind", "due_at").rows() == [("respond", NOW)]
    responded = issue(status="responded", owner=ME)
    assert todo(clocks=clocks, issue=[responded]).select("kind", "due_at").rows() == [("resolve", NOW + timedelta(days=1))]
    assert kinds(issue=[issue(status="resolved")]) == []


def test_an_issue_with_an_owner_waits_on_him_alone():
    assert kinds(issue=[issue(owner=OTHER)]) == []
    assert kinds(issue=[issue(owner=ME, departments=[THEIRS])]) == [("respond", 1)]
    assert kinds(issue=[issue(departments=[THEIRS])]) == []


def test_a_high_risk_waits_for_its_plan():
    assert kinds(risk=[risk()]) == [("plan", 1)]
    assert kinds(risk=[risk(owner=OTHER)]) == []
    assert kinds(risk=[risk(became_high_at=None)]) == []
    assert kinds(risk=[risk(plan_submitted_at=NOW)]) == []
    assert kinds(risk=[risk(status="closed")]) == []


def test_an_open_task_waits_on_its_owner_or_on_its_department_when_it_has_none():
    assert kinds(task=[task()]) == [("task", 1)]
    assert kinds(task=[task(owner=OTHER)]) == []
    assert kinds(task=[task(department=THEIRS, owner=ME)]) == [("task", 1)]
    assert kinds(task=[task(department=THEIRS)]) == []
    assert kinds(task=[task(status="done"), task(id=2, status="cancelled")]) == []


def test_only_leaves_of_projects_that_go_on_are_to_be_worked_on():
    assert kinds(task=[task(), task(id=2, parent=1)]) == [("task", 2)]
    assert kinds(task=[task(kind="phase")]) == []
    assert kinds(project=[{"id": PROJECT, "status": "done"}], task=[task()]) == []


def test_a_task_without_an_active_promise_is_due_when_its_day_ends():
    midnight = datetime(2026, 11, 20, 16, tzinfo=UTC)
    assert todo(task=[task()]).select("due_at", "state").row(0) == (midnight, "running")
    assert todo(task=[task(due_on=TODAY - timedelta(days=1))])["state"].to_list() == ["broken"]


def test_a_survey_waits_while_it_is_open_and_a_department_other_than_mine_is_not_rated():
    assert kinds(survey=[survey()]) == [("rate", 1)]
    assert kinds(survey=[survey(about=[MINE])]) == []
    assert kinds(survey=[survey(closes_on=TODAY - timedelta(days=1))]) == []
    assert kinds(survey=[survey(opens_on=TODAY + timedelta(days=1), closes_on=TODAY + timedelta(days=2))]) == []
    mine = {"id": 1, "survey": 1, "department": THEIRS, "rater": ME}
    assert kinds(survey=[survey()], answer=[mine]) == []
    assert kinds(survey=[survey()], answer=[mine | {"rater": OTHER}]) == [("rate", 1)]


def test_a_goal_of_mine_waits_for_this_months_value():
    last_month = {"id": 1, "goal": 1, "read_on": date(2026, 10, 31), "value": 1.0}
    found = todo(goal=[goal()], reading=[last_month])
    assert found.select("kind", "table", "due_at").row(0) == ("read", "goal", datetime(2026, 11, 30, 16, tzinfo=UTC))
    assert kinds(goal=[goal()], reading=[last_month | {"read_on": TODAY}]) == []
    assert kinds(goal=[goal(owner=OTHER)]) == []
    assert kinds(goal=[goal(source="survey")]) == []


EVERYTHING = {
    "request": [request(id=1), request(id=2, applicant=ME, applicant_department=MINE, status="draft", departments=[THEIRS])],
    "issue": [issue(owner=ME)],
    "risk": [risk(owner=ME)],
    "task": [task(owner=ME)],
    "survey": [survey()],
    "goal": [goal(project=PROJECT)],
}


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (me("admin"), {"answer", "submit", "respond", "plan", "task", "rate", "read"}),
        (me("coordinator"), {"answer", "decide", "submit", "respond", "plan", "task", "rate", "read"}),
        (me("lead", projects=[PROJECT]), {"answer", "decide", "submit", "respond", "plan", "task", "rate", "read"}),
        (me("contact"), {"answer", "submit", "respond", "plan", "task", "rate", "read"}),
        (me("leader"), {"answer", "respond", "plan", "rate"}),
        (me("viewer"), set()),
    ],
)
def test_each_role_sees_what_it_may_do(person, expected):
    assert set(todo(person, **EVERYTHING)["kind"]) == expected


def test_what_is_due_first_comes_first():
    clocks = promises(promise("task_due", 1, due_at=NOW + timedelta(days=2)), promise("issue_response", 1, due_at=NOW))
    assert kinds(clocks=clocks, task=[task()], issue=[issue()]) == [("respond", 1), ("task", 1)]


def test_a_promise_that_is_kept_or_void_is_no_clock_of_an_open_matter():
    clocks = promises(promise("task_due", kept_at=NOW), promise("task_due", state="void"))
    assert todo(clocks=clocks, task=[task()])["due_at"].to_list() == [datetime(2026, 11, 20, 16, tzinfo=UTC)]


def test_the_horizons_are_overdue_today_this_week_and_later():
    midnight = datetime(2026, 11, 20, 16, tzinfo=UTC)
    moments = [NOW - timedelta(minutes=1), NOW, midnight, midnight + timedelta(minutes=1), midnight + timedelta(days=2), None]
    moments.append(midnight + timedelta(days=2, minutes=1))
    matters = pl.DataFrame({"due_at": moments}, schema={"due_at": t.COLUMNS["due_at"]})
    assert t.horizon(matters, NOW, ZONE)["horizon"].to_list() == ["overdue", "today", "today", "week", "week", "later", "later"]
