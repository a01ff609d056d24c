"""What waits on one person: rows in, rows out, for each kind of matter and each role."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from core.access import Person
from core.metrics import todo as t
from core.metrics.assignment import states
from core.metrics.edition import standing
from core.promises import PROMISE_COLUMNS
from core.schema.columns import schema
from core.schema.tables import TABLES

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 20)  # a Friday
YESTERDAY = date(2026, 11, 19)
NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
ME, OTHER, MINE, THEIRS, PROJECT = 7, 8, 1, 2, 5


def me(role="contact", department=MINE, can_decide=True, projects=()):
    return Person(ME, "李娜", role, department, can_decide, frozenset(projects))


def frames(**rows):
    live = [{"id": PROJECT, "status": "active"}]
    given = {"project": live} | rows
    return {name: pl.DataFrame(given.get(name, []), schema=schema(table)) for name, table in TABLES.items()}


def promises(*rows):
    return pl.DataFrame(rows, schema=PROMISE_COLUMNS)


def promise(kind, record=1, state="running", due_at=NOW + timedelta(hours=5), **values):
    return {"kind": kind, "record": record, "state": state, "due_at": due_at} | values


def todo(person=None, clocks=None, people=(), **rows):
    return t.todo(frames(person=people, **rows), promises() if clocks is None else clocks, person or me(), NOW, ZONE)


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


def meeting(**values):
    times = {"starts_at": NOW + timedelta(days=4), "ends_at": NOW + timedelta(days=4, hours=1)}
    return {"id": 1, "kind": "weekly", "topic": "周例会", "status": "planned", "host": ME, "project": PROJECT} | times | values


def over(**values):
    return meeting(starts_at=NOW - timedelta(hours=2), ends_at=NOW - timedelta(hours=1), **values)


def warning(**values):
    row = {"id": 4, "task": 1, "project": PROJECT, "department": MINE, "owner": None, "band": "high", "raised_at": NOW}
    return row | values


def resource(**values):
    return {"id": 1, "project": PROJECT, "department": THEIRS, "detail": "测试机两台", "approver": ME, "status": "requested"} | values


def deliverable(**values):
    row = {"id": 3, "project": PROJECT, "task": 1, "department": MINE, "name": "接口文档", "submitter": OTHER}
    return row | {"status": "submitted"} | values


def participation(**values):
    return {"id": 1, "project": PROJECT, "department": MINE, "part": "support"} | values


HEADED = [{"id": MINE, "head": ME}, {"id": THEIRS, "head": OTHER}]


def test_a_matter_says_what_to_open_when_it_is_due_and_how_it_stands():
    clock = promise("request_response", department=MINE, state="at_risk")
    assert todo(clocks=promises(clock), request=[request()]).to_dicts() == [
        {
            "kind": "answer",
            "table": "request",
            "record": 1,
            "promise": "request_response",
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
    assert todo(task=[task(due_on=YESTERDAY)]).select("kind", "state").rows() == [("replan", "broken")]


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


def test_a_task_over_its_date_needs_a_new_one_declared_with_the_clock_of_that_notice():
    clocks = promises(promise("delay_notice", state="broken", due_at=NOW - timedelta(hours=10)), promise("task_due"))
    found = todo(clocks=clocks, task=[task(due_on=YESTERDAY)])
    assert found.select("kind", "promise", "due_at").rows() == [("replan", "delay_notice", NOW - timedelta(hours=10))]
    assert kinds(task=[task(due_on=TODAY)]) == [("task", 1)]


def test_an_action_item_waits_with_its_own_clock_and_needs_no_new_date():
    clocks = promises(promise("action_item", due_at=NOW))
    found = todo(clocks=clocks, task=[task(kind="action", due_on=YESTERDAY)])
    assert found.select("kind", "table", "due_at").rows() == [("action", "task", NOW)]


@pytest.mark.parametrize(("status", "waits"), [("active", ["action", "task"]), ("done", ["action"]), ("cancelled", [])])
def test_an_action_item_outlives_its_project_and_a_planned_task_does_not(status, waits):
    found = kinds(project=[{"id": PROJECT, "status": status}], task=[task(), task(id=2, kind="action")])
    assert sorted(kind for kind, _ in found) == waits


def test_the_newest_high_warning_of_an_open_task_waits_for_its_plan_where_the_task_is():
    clocks = promises(promise("warning_plan", record=4, due_at=NOW))
    rows = {"task": [task(owner=OTHER, kind="task")]}
    found = todo(clocks=clocks, warning=[warning(), warning(id=2, raised_at=NOW - timedelta(days=7))], **rows)
    assert found.select("kind", "table", "record", "due_at", "about").rows() == [("warning", "task", 1, NOW, "联调")]
    assert kinds(warning=[warning(plan_submitted_at=NOW)], **rows) == []
    assert kinds(warning=[warning(band="medium")], **rows) == []
    assert kinds(warning=[warning(owner=OTHER)], **rows) == []
    assert kinds(warning=[warning()], task=[task(owner=OTHER, status="done")]) == []
    assert kinds(me("leader"), warning=[warning()], **rows) == []


def test_a_meeting_waits_for_its_hosts_notice_until_it_begins():
    clocks = promises(promise("meeting_notice", due_at=NOW + timedelta(days=1)))
    people = [{"id": ME, "department": MINE}]
    found = todo(clocks=clocks, people=people, meeting=[meeting()])
    assert found.select("kind", "due_at", "about", "department").rows() == [("notify", NOW + timedelta(days=1), "周例会", MINE)]
    assert kinds(meeting=[meeting(noticed_at=NOW)]) == []
    assert kinds(meeting=[meeting(host=OTHER, recorder=ME)]) == []
    assert kinds(meeting=[meeting(status="cancelled")]) == []
    assert kinds(meeting=[meeting(kind="special"), meeting(id=2, kind="coordination")]) == []
    assert kinds(meeting=[meeting(starts_at=NOW)]) == []


def test_minutes_wait_on_the_recorder_or_else_on_the_host_once_the_meeting_is_over():
    assert kinds(meeting=[over()]) == [("minutes", 1)]
    assert kinds(meeting=[over(recorder=OTHER)]) == []
    assert kinds(meeting=[over(host=OTHER, recorder=ME, status="held", kind="special")]) == [("minutes", 1)]
    assert kinds(meeting=[over(held_until=NOW + timedelta(minutes=1))]) == []
    assert kinds(meeting=[over(minutes_sent_at=NOW), over(id=2, status="cancelled"), over(id=3, status="closed")]) == []


@pytest.mark.parametrize(
    ("kind", "promised"), [("blocker", "issue_meeting"), ("lag", "issue_meeting"), ("dispute", "dispute_meeting"), ("problem", None)]
)
def test_some_issues_wait_for_their_meeting_besides_their_response(kind, promised):
    found = todo(issue=[issue(kind=kind, owner=ME)]).filter(kind="convene")["promise"].to_list()
    assert found == ([promised] if promised else [])
    assert "convene" not in todo(issue=[issue(kind=kind, owner=ME, convened_at=NOW)])["kind"]
    assert "convene" not in todo(issue=[issue(kind=kind, owner=OTHER)])["kind"]
    assert (("convene", 1) in kinds(me("lead", projects=[PROJECT]), issue=[issue(kind=kind, owner=OTHER)])) == (promised is not None)
    assert "convene" not in todo(issue=[issue(kind=kind, owner=ME, status="resolved")])["kind"]


def test_a_resource_request_waits_on_the_approver_it_names():
    clocks = promises(promise("resource_decision", due_at=NOW))
    assert todo(clocks=clocks, resource_request=[resource()]).select("kind", "about", "due_at").rows() == [("grant", "测试机两台", NOW)]
    assert kinds(me("coordinator"), resource_request=[resource(approver=OTHER)]) == []
    assert kinds(resource_request=[resource(status="approved"), resource(id=2, status="withdrawn")]) == []
    assert kinds(me("viewer"), resource_request=[resource()]) == []


@pytest.mark.parametrize(
    ("person", "waits"),
    [
        (me("lead", projects=[PROJECT]), True),
        (me("coordinator", projects=[PROJECT]), True),
        (me("coordinator"), False),
        (me("lead"), False),
        (me("contact", projects=[PROJECT]), False),
    ],
)
def test_a_deliverable_waits_for_acceptance_by_those_who_run_its_project(person, waits):
    assert kinds(person, deliverable=[deliverable()]) == ([("accept", 3)] if waits else [])
    assert kinds(person, deliverable=[deliverable(status="accepted")]) == []


def test_a_deliverable_that_failed_waits_on_those_who_delivered_it_by_the_date_of_its_newest_failure():
    failed = {"id": 9, "deliverable": 3, "result": "fail", "accepted_at": NOW, "rectify_by": TODAY}
    older = failed | {"id": 8, "accepted_at": NOW - timedelta(days=3), "rectify_by": YESTERDAY}
    clocks = promises(promise("rectification", record=9, due_at=NOW), promise("rectification", record=8, due_at=NOW - timedelta(days=1)))
    rows = {"deliverable": [deliverable(status="failed")], "acceptance": [failed, older], "task": [task(owner=OTHER)]}
    found = todo(clocks=clocks, **rows)
    assert found.select("kind", "table", "record", "due_at").rows() == [("rectify", "deliverable", 3, NOW)]
    assert todo(**rows)["due_at"].to_list() == [datetime(2026, 11, 20, 16, tzinfo=UTC)]
    assert kinds(me(department=THEIRS), **rows) == []
    assert kinds(me("leader"), **rows) == []


CHARTER = {
    "project": [{"id": PROJECT, "name": "新品上市", "status": "planning", "goal": "首月 10000 台"}],
    "participation": [participation()],
    "department": HEADED,
}


def signed(rows, **values):
    """A signature of my department's under the charter that these rows make."""
    own = {"id": 1, "of": "project", "record": PROJECT, "project": PROJECT, "part": "head", "department": MINE, "decision": "approve"}
    return own | {"record_version": standing(frames(**rows), [PROJECT])[PROJECT]} | values


def test_a_charter_waits_for_the_head_of_each_department_that_takes_part():
    assert todo(me("leader"), **CHARTER).select("kind", "table", "record", "about").rows() == [("sign", "project", PROJECT, "新品上市")]
    assert kinds(**CHARTER | {"participation": [participation(department=THEIRS)]}) == []
    assert kinds(**CHARTER | {"project": [CHARTER["project"][0] | {"status": "done"}]}) == []
    assert kinds(me("viewer"), **CHARTER) == []


def test_the_head_alone_signs_in_whatever_department_and_role_he_is_himself():
    assert kinds(me("admin", department=THEIRS), **CHARTER) == [("sign", PROJECT)]
    assert kinds(me("contact", department=MINE), **CHARTER | {"department": [{"id": MINE, "head": OTHER}]}) == []


@pytest.mark.parametrize("head", [None, OTHER])
def test_without_a_head_who_can_sign_whoever_may_signs_for_the_department(head):
    rows = CHARTER | {"department": [{"id": MINE, "head": head}], "people": [{"id": OTHER, "active": False, "role": "leader"}]}
    assert kinds(me("contact"), **rows) == [("sign", PROJECT)]
    assert kinds(me("contact", department=THEIRS), **rows) == []
    assert kinds(me("coordinator"), **rows) == []


@pytest.mark.parametrize("decision", ["approve", "return", "reject"])
def test_a_charter_signed_as_it_stands_waits_no_longer_and_asks_again_once_it_changes(decision):
    given = {"signoff": [signed(CHARTER, decision=decision)]}
    assert kinds(**CHARTER | given) == []
    assert kinds(**CHARTER | given | {"project": [CHARTER["project"][0] | {"goal": "首月 9000 台"}]}) == [("sign", PROJECT)]
    assert kinds(**CHARTER | given | {"participation": [participation(duties="测试")]}) == [("sign", PROJECT)]
    assert kinds(**CHARTER | given | {"participation": [participation(), participation(id=9, department=THEIRS)]}) == [("sign", PROJECT)]
    assert kinds(**CHARTER | given | {"project": [CHARTER["project"][0] | {"status": "active"}]}) == []


def test_a_signature_of_another_department_or_part_does_not_sign_for_mine():
    for other in ({"department": THEIRS}, {"part": "manager", "department": None}, {"of": "task"}, {"record": 6, "project": 6}):
        assert kinds(**CHARTER | {"signoff": [signed(CHARTER, **other)]}) == [("sign", PROJECT)]


SHEET = CHARTER | {"signoff": [signed(CHARTER)], "task": [task(owner=OTHER)]}


def sheeted(rows, **values):
    """A signature of my department's under the sheet that these rows make."""
    now = states(frames(**rows)["task"], frames()["signoff"]).filter(department=MINE)["edition"][0]
    return signed(rows, of="assignment", id=2) | {"record_version": now} | values


def test_a_task_sheet_waits_for_the_head_of_each_department_that_takes_part_and_has_tasks():
    assert todo(me("leader"), **SHEET).select("kind", "table", "record", "about").rows() == [("sign_sheet", "project", PROJECT, "新品上市")]
    assert kinds(me("leader"), **SHEET | {"task": [task(owner=OTHER, department=THEIRS)]}) == []
    assert kinds(me("leader"), **SHEET | {"task": [task(owner=OTHER, kind="action")]}) == []
    assert kinds(me("contact"), **SHEET | {"department": [{"id": MINE, "head": OTHER}]}) == []
    assert kinds(me("viewer"), **SHEET) == []
    project = CHARTER["project"][0] | {"status": "done"}
    assert kinds(me("leader"), **SHEET | {"project": [project]}) == []


@pytest.mark.parametrize("decision", ["approve", "return", "reject"])
def test_a_task_sheet_signed_as_it_stands_waits_no_longer_and_asks_again_once_it_changes(decision):
    given = {"signoff": [*SHEET["signoff"], sheeted(SHEET, decision=decision)]}
    leader = me("leader")
    assert kinds(leader, **SHEET | given) == []
    assert kinds(leader, **SHEET | given | {"task": [task(owner=OTHER, percent=50.0, status="review")]}) == []
    assert kinds(leader, **SHEET | given | {"task": [task(owner=OTHER, due_on=YESTERDAY)]}) == [("sign_sheet", PROJECT)]


def late(kind="task_due", table="task", **values):
    hours = {"state": "broken", "due_at": NOW - timedelta(hours=10), "department": MINE, "table": table}
    return promise(kind, **hours | values)


def test_what_is_broken_in_a_department_is_escalated_to_its_head():
    found = todo(me("leader"), promises(late("task_due"), late("delay_notice")), department=HEADED, task=[task(owner=OTHER)])
    assert found.select("kind", "table", "record", "promise", "state", "department", "due_at").rows() == [
        ("escalated", "task", 1, "delay_notice", "broken", MINE, NOW - timedelta(hours=10))
    ]


def test_a_delay_that_nobody_declared_is_nobodys_matter_any_more_once_the_task_is_done():
    found = todo(me("leader"), promises(late("delay_notice")), department=HEADED, task=[task(owner=OTHER, status="done")])
    assert found.is_empty()


@pytest.mark.parametrize(
    ("person", "clock"),
    [
        (me("contact", department=THEIRS), late(department=THEIRS)),
        (me("viewer"), late()),
        (me("leader"), late(kept_at=NOW)),
        (me("leader"), late(state="running")),
        (me("leader"), late(department=THEIRS)),
        (me("leader"), late(project=99)),
    ],
)
def test_nothing_else_is_escalated(person, clock):
    assert kinds(person, promises(clock), department=HEADED, task=[task(owner=OTHER)]) == []


def test_what_waits_on_the_head_himself_is_not_escalated_to_him_too():
    clocks = promises(late("issue_response", "issue"))
    assert kinds(me("leader"), clocks, department=HEADED, issue=[issue(owner=ME)]) == [("respond", 1)]
    assert kinds(me("leader"), clocks, department=HEADED, issue=[issue(owner=OTHER)]) == [("escalated", 1)]


def test_the_notice_of_a_meeting_that_was_held_is_escalated_no_longer():
    clocks = promises(late("meeting_notice", "meeting"))
    for status, expected in (("planned", [("escalated", 1)]), ("held", []), ("closed", [])):
        assert kinds(me("leader"), clocks, department=HEADED, meeting=[over(host=OTHER, status=status)]) == expected
    minutes = promises(late("minutes", "meeting"))
    assert kinds(me("leader"), minutes, department=HEADED, meeting=[over(host=OTHER, status="held")]) == [("escalated", 1)]


def test_an_escalation_opens_the_record_that_has_a_page():
    clocks = promises(late("warning_plan", "warning", record=4), late("rectification", "acceptance", record=9))
    failed = [{"id": 9, "deliverable": 3}]
    rows = {"warning": [warning(owner=OTHER)], "acceptance": failed, "department": HEADED}
    found = todo(me("leader"), clocks, **rows)
    assert sorted(found.select("table", "record", "promise", "state").rows()) == [
        ("deliverable", 3, "rectification", "broken"),
        ("task", 1, "warning_plan", "broken"),
    ]


EVERYTHING = {
    "request": [request(id=1), request(id=2, applicant=ME, applicant_department=MINE, status="draft", departments=[THEIRS])],
    "issue": [issue(owner=ME, kind="lag")],
    "risk": [risk(owner=ME)],
    "task": [task(owner=ME), task(id=2, owner=ME, due_on=YESTERDAY), task(id=3, owner=ME, kind="action")],
    "survey": [survey()],
    "goal": [goal(project=PROJECT)],
    "meeting": [meeting(), over(id=2)],
    "warning": [warning(owner=ME)],
    "resource_request": [resource()],
    "deliverable": [deliverable(), deliverable(id=4, status="failed", submitter=ME)],
    "participation": [participation()],
    "department": HEADED,
}


WORK = {"task", "replan", "action", "warning", "rectify"}
MEET = {"notify", "minutes", "convene"}
COMMON = {"answer", "submit", "respond", "plan", "rate", "read"}


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (me("admin"), COMMON | WORK | MEET | {"sign", "sign_sheet"}),
        (me("coordinator", projects=[PROJECT]), COMMON | WORK | MEET | {"decide", "grant", "accept", "sign", "sign_sheet"}),
        (me("lead", projects=[PROJECT]), COMMON | WORK | MEET | {"decide", "grant", "accept", "sign", "sign_sheet"}),
        (me("contact"), COMMON | WORK | MEET | {"grant", "sign", "sign_sheet"}),
        (me("leader"), {"answer", "respond", "plan", "rate", "grant", "sign", "sign_sheet"} | MEET),
        (me("viewer"), set()),
    ],
)
def test_each_role_sees_what_it_may_do(person, expected):
    assert set(todo(person, **EVERYTHING)["kind"]) == expected


def test_every_kind_is_known():
    seen = {kind for role in ("coordinator", "lead") for kind in todo(me(role, projects=[PROJECT]), **EVERYTHING)["kind"]}
    assert seen | {"clarify", "resolve", "revise", "escalated"} == set(t.KINDS)


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
