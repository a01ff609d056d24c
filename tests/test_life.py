"""One project's whole life, by five people's actions: every promise on the way falls due and is kept or broken to the minute.

The request is handed in on the last working day before National Day 2026: 1 to 7 October are off, Saturday 10 October is worked.
"""

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from core import search
from core.actions import (
    article,
    cadence,
    delivery,
    document,
    goal,
    invitation,
    issue,
    meeting,
    organisation,
    project,
    replan,
    request,
    resource,
    retrospective,
    risk,
    signoff,
    task,
    warning,
)
from core.metrics import signoff as signatures
from core.metrics.delivery import first_pass, firsts
from core.metrics.edition import edition
from core.metrics.todo import todo
from core.rules import DEFAULT_POLICIES
from core.schema.tables import TABLES
from core.store.invitations import Invitations
from core.store.verify import broken_at
from core.text import Language
from core.visit import Visit
from tests import builders as b

SHANGHAI = ZoneInfo("Asia/Shanghai")


def at(told: str) -> datetime:
    """The moment told as "10-12 09:30" in Shanghai, 2026."""
    return datetime.strptime(f"2026-{told}", "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI).astimezone(UTC)


# What goes by which name, by table.
NAMES = {
    "meeting": {"kickoff", "weekly", "weekly 2", "special", "coordination"},
    "task": {"action", "verify", "launch", "improvement"},
    "issue": {"lag", "dispute", "occurred"},
    "acceptance": {"failed", "passed"},
    "resource_request": {"resource"},
    "article": {"lesson"},
    "response": {"clarify"},
    **{name: {name} for name in ("request", "project", "document", "cadence", "warning", "replan", "risk", "deliverable", "survey")},
    "retrospective": {"retrospective"},
}


class Life:
    """The company of five, and the ids of what they make."""

    def __init__(self) -> None:
        self.company = b.Company(b.empty_ledger())
        self.made: dict[str, int] = {}

    def visit(self, who: str, told: str) -> Visit:
        return b.visit(self.company.ledger, self.company.people[who], at(told))

    def state(self, told: str) -> Visit:
        return self.visit("coordinator", told)

    def past(self, told: str) -> Visit:
        """Everything as it stood."""
        return self.state("11-20 18:00").as_of(at(told))

    def table(self, name: str) -> str:
        """The table of what goes by a name."""
        return next(table for table, names in NAMES.items() if name in names)

    def row(self, table: str, name: str) -> b.Values:
        return self.company.row(table, self.made[name])

    def waits(self, who: str, told: str) -> set[tuple[str, str, int]]:
        """What waited for somebody at a moment: kind, table, record."""
        visit = self.visit(who, "11-20 18:00").as_of(at(told))
        found = todo(visit.frames, visit.promises, visit.person, visit.moment, visit.zone)
        return set(found.select("kind", "table", "record").iter_rows())

    def charter(self) -> int:
        frames = self.company.ledger.snapshot()
        parts = frames["participation"].filter(project=self.made["project"])
        return edition(self.row("project", "project"), parts.iter_rows(named=True))


@pytest.fixture(scope="module")
def life() -> Life:
    """All of it, from the need to the lesson; each step is a function named for what it is."""
    told = Life()
    for step in (_company, _need, _agreement, _kick_off, _plan, _lag, _risk, _warning, _dispute, _occurrence, _delivery, _results, _end):
        step(told)
    return told


def _company(life: Life) -> None:
    """Research asks; marketing leads the project; legal supports. The head of each signs for it."""
    c, began = life.company, at("09-01 09:00")
    c.people["admin"] = organisation.first_administrator(c.ledger, began, "admin", "管理员", Language.ZH)
    admin = c.visit("admin", began)
    for code, name in (("research", "产品研发部"), ("marketing", "市场营销部"), ("legal", "法务合规部")):
        c.departments[code] = organisation.save_department(admin, b.department(code=code, name=name))
    for username, role, where in (
        ("contact", "contact", "research"),
        ("leader", "leader", "research"),
        ("lead", "lead", "marketing"),
        ("counsel", "contact", "legal"),
        ("coordinator", "coordinator", "marketing"),
    ):
        values = b.person(username=username, role=role, department=c.departments[where], can_decide=True)
        c.people[username] = organisation.save_person(admin, values)
    for code, head in (("research", "leader"), ("marketing", "lead"), ("legal", "counsel")):
        organisation.save_department(admin, {"head": c.people[head]}, c.departments[code])


def _need(life: Life) -> None:
    c, made = life.company, life.made
    asked = {"departments": [c.departments["marketing"], c.departments["legal"]], "applicant_department": c.departments["research"]}
    texts = {"scope_in": "国内渠道", "scope_out": "海外渠道", "support": "法务 1 人、两周"}
    values = b.request(c, title="新品联合上市", urgency="important", **asked, **texts)
    made["request"] = request.apply(life.visit("contact", "09-30 10:00"), values)
    request.decide(life.visit("leader", "10-08 09:30"), made["request"], None, "approved", "同意")
    answer = b.response(c, made["request"], department=c.departments["legal"], decision="clarify", reply="宣传口径是否含功效宣称？")
    made["clarify"] = request.answer(life.visit("counsel", "10-09 11:00"), answer)
    request.clarify(life.visit("contact", "10-10 10:00"), made["clarify"], None, "不含功效宣称")
    accepts = b.response(c, made["request"], contact=c.people["lead"])
    request.answer(life.visit("lead", "10-10 17:30"), accepts)
    legal = b.response(c, made["request"], department=c.departments["legal"], contact=c.people["counsel"])
    request.answer(life.visit("counsel", "10-12 16:30"), legal)


def _agreement(life: Life) -> None:
    c, made = life.company, life.made
    span = {"starts_on": date(2026, 10, 19), "ends_on": date(2026, 11, 27), "lead_department": c.departments["marketing"]}
    values = {**span, "manager": c.people["lead"], "coordinator": c.people["coordinator"], "status": "planning"}
    made["project"] = project.launch(life.visit("coordinator", "10-13 09:00"), made["request"], None, values)
    c.projects["launch"] = made["project"]
    charter = {"goal": "首月（11 月 27 日前）销量达到 10000 台", "mechanism": "每周一 10:00 例会"}
    project.save(life.visit("lead", "10-13 09:30"), charter, made["project"])
    first = life.charter()
    signoff.sign(life.visit("leader", "10-13 14:00"), made["project"], first, "approve")
    project.save(life.visit("lead", "10-13 15:00"), {"scope_out": "海外渠道、线下快闪"}, made["project"])
    second = life.charter()
    for who, told in (("lead", "10-14 09:00"), ("counsel", "10-14 09:30"), ("leader", "10-14 10:00")):
        signoff.sign(life.visit(who, told), made["project"], second, "approve")
    values = {"project": made["project"], "category": "agreement", "title": "项目章程（签字版）", "edition": "V1.0"}
    made["document"] = document.keep(life.visit("lead", "10-14 11:00"), values)


def _kick_off(life: Life) -> None:
    c, made = life.company, life.made
    everybody = [c.people[who] for who in ("contact", "leader", "lead", "counsel")]
    values = {
        "project": made["project"],
        "kind": "kickoff",
        "topic": "新品联合上市启动会",
        "starts_at": at("10-16 10:00"),
        "ends_at": at("10-16 11:00"),
        "host": c.people["lead"],
        "attendees": everybody,
    }
    made["kickoff"] = meeting.plan(life.visit("lead", "10-14 11:30"), values)
    meeting.notify(life.visit("lead", "10-14 17:59"), made["kickoff"], None)
    follow = {"title": "确认物料清单", "owner": c.people["counsel"], "due_on": date(2026, 10, 20)}
    minutes = {"discussion": "目标与分工", "consensus": "按章程推进"}
    (made["action"],) = meeting.hold(life.visit("lead", "10-16 11:00"), made["kickoff"], None, minutes, [follow])


def _plan(life: Life) -> None:
    c, made = life.company, life.made
    project.save(life.visit("lead", "10-19 09:00"), {"status": "active"}, made["project"])
    plan = {"project": made["project"], "starts_on": date(2026, 10, 19)}
    research = {"department": c.departments["research"], "owner": c.people["contact"], "deliverable": "验证报告"}
    made["verify"] = task.plan(
        life.visit("lead", "10-19 09:10"), b.task(c, title="供货商验证", due_on=date(2026, 11, 6), **plan, **research)
    )
    marketing = {"department": c.departments["marketing"], "owner": c.people["lead"]}
    made["launch"] = task.plan(
        life.visit("lead", "10-19 09:20"), b.task(c, title="上市物料", due_on=date(2026, 11, 13), **plan, **marketing)
    )
    weekly = {"project": made["project"], "topic": "周例会", "kind": "weekly", "frequency": "weekly", "weekday": "1", "time": "10:00"}
    made["cadence"] = cadence.save(
        life.visit("lead", "10-19 09:30"), {**weekly, "minutes": 45, "starts_on": date(2026, 10, 26), "host": c.people["lead"]}
    )
    made["weekly"], made["weekly 2"] = cadence.schedule(life.visit("lead", "10-19 09:40"), made["cadence"], date(2026, 11, 2))


def _weekly(life: Life, name: str, held: str, distributed: str) -> None:
    meeting.hold(life.visit("lead", held), life.made[name], None, {"discussion": "逐项核对"})
    meeting.distribute(life.visit("lead", distributed), life.made[name], None)


def _report(life: Life, who: str, told: str, name: str, percent: float, **over: object) -> None:
    visit = life.visit(who, told)
    values = {"reported_on": visit.today, "percent": percent, **over}
    task.report(visit, [b.update(life.made[name], **values)])


def _lag(life: Life) -> None:
    """Behind on 28 October: a special meeting within 48 hours."""
    c, made = life.company, life.made
    meeting.distribute(life.visit("lead", "10-19 18:30"), made["kickoff"], None)
    task.finish(life.visit("counsel", "10-20 15:00"), made["action"], None, date(2026, 10, 20))
    for name in ("weekly", "weekly 2"):
        meeting.notify(life.visit("lead", "10-22 09:00"), made[name], None)
    _report(life, "contact", "10-23 16:00", "verify", 30.0)
    _report(life, "lead", "10-23 16:10", "launch", 30.0)
    _weekly(life, "weekly", "10-26 10:45", "10-26 17:00")
    _report(life, "contact", "10-28 10:00", "verify", 35.0, health="lagging", problem="样品迟到三天")
    made["lag"] = int(c.ledger.snapshot()["issue"].filter(task=made["verify"])["id"][0])
    issue.respond(life.visit("contact", "10-28 11:00"), made["lag"], None, {})
    special = {
        "kind": "special",
        "issue": made["lag"],
        "topic": "供货商验证滞后专项会",
        "starts_at": at("10-29 14:00"),
        "ends_at": at("10-29 15:00"),
        "host": c.people["lead"],
        "attendees": [c.people["contact"], c.people["lead"]],
    }
    made["special"] = meeting.plan(life.visit("lead", "10-28 15:00"), special)
    agreed = {"measures": "改用备选样品", "owner": c.people["contact"], "resolve_by": at("11-10 18:00")}
    meeting.hold(life.visit("lead", "10-29 15:00"), made["special"], None, {"discussion": "原因与措施", **agreed})
    meeting.distribute(life.visit("lead", "10-29 17:00"), made["special"], None)
    _report(life, "lead", "10-30 16:00", "launch", 60.0)


def _risk(life: Life) -> None:
    c, made = life.company, life.made
    values = b.risk(c, department=c.departments["legal"], project=made["project"], probability=5, owner=c.people["counsel"])
    made["risk"] = risk.report(life.visit("counsel", "11-02 09:00"), values)
    _weekly(life, "weekly 2", "11-02 10:45", "11-02 16:00")
    plan = {"strategy": "mitigate", "response": "准备两版文案", "residual_probability": 2, "residual_impact": 3}
    risk.respond(life.visit("counsel", "11-02 17:00"), made["risk"], None, plan)


def _warning(life: Life) -> None:
    """Far behind on Wednesday: a plan within a day, people asked for, and a replan before the due date."""
    c, made = life.company, life.made
    (made["warning"],) = warning.list_week(life.visit("coordinator", "11-04 09:00"))
    asked = b.resource(c, project=made["project"], approver=c.people["lead"])
    made["resource"] = resource.ask(life.visit("contact", "11-04 10:00"), asked)
    warning.answer(life.visit("contact", "11-04 15:00"), made["warning"], None, "两人加班三天，周五复核")
    later = b.replan(made["verify"], new_due_on=date(2026, 11, 13), impact="验收顺延一周")
    made["replan"] = replan.declare(life.visit("lead", "11-05 10:00"), later)
    resource.decide(life.visit("lead", "11-06 17:00"), made["resource"], None, approve=True)


def _dispute(life: Life) -> None:
    c, made = life.company, life.made
    both = [c.departments["research"], c.departments["legal"]]
    values = b.issue(c, title="验证结论措辞", kind="dispute", departments=both, focus="能否写“优于”", found_at=at("11-09 08:30"))
    made["dispute"] = issue.report(life.visit("counsel", "11-09 09:00"), {**values, "project": made["project"]})
    issue.respond(life.visit("contact", "11-09 11:30"), made["dispute"], None, {})
    coordination = {
        "kind": "coordination",
        "issue": made["dispute"],
        "topic": "验证结论措辞协调会",
        "starts_at": at("11-09 14:00"),
        "ends_at": at("11-09 15:00"),
        "host": c.people["coordinator"],
        "attendees": [c.people["contact"], c.people["counsel"]],
    }
    made["coordination"] = meeting.plan(life.visit("coordinator", "11-09 11:40"), coordination)
    agreed = {"measures": "改为“不低于”", "owner": c.people["counsel"], "resolve_by": at("11-12 18:00")}
    meeting.hold(life.visit("coordinator", "11-09 15:00"), made["coordination"], None, {"consensus": "措辞统一", **agreed})
    meeting.distribute(life.visit("coordinator", "11-09 16:00"), made["coordination"], None)


def _occurrence(life: Life) -> None:
    """The risk comes true as an issue; all three issues are closed."""
    made = life.made
    made["occurred"] = risk.occur(life.visit("counsel", "11-10 10:00"), made["risk"], None)
    issue.respond(life.visit("counsel", "11-10 10:30"), made["occurred"], None, {})
    issue.resolve(life.visit("contact", "11-10 16:00"), made["lag"], None, "样品到齐，验证恢复")
    issue.resolve(life.visit("counsel", "11-11 09:00"), made["occurred"], None, "启用第二版文案")
    issue.resolve(life.visit("counsel", "11-11 10:00"), made["dispute"], None, "已统一为“不低于”")


def _delivery(life: Life) -> None:
    c, made = life.company, life.made
    handed = {"task": made["verify"], "edition": "V1.0", "self_check": "自检 12 项通过"}
    made["deliverable"] = delivery.submit(life.visit("contact", "11-12 16:00"), handed)
    reviewers = [c.people["lead"], c.people["counsel"]]
    failed = {"result": "fail", "reviewers": reviewers, "rectification": "补充样本来源", "rectify_by": date(2026, 11, 17)}
    made["failed"] = delivery.accept(life.visit("lead", "11-13 10:00"), made["deliverable"], None, failed)
    task.finish(life.visit("contact", "11-13 17:00"), made["verify"], None, date(2026, 11, 13))
    again = {"edition": delivery.next_edition("V1.0"), "self_check": "已补来源，复核一致"}
    delivery.submit(life.visit("contact", "11-16 10:00"), again, made["deliverable"])
    task.finish(life.visit("lead", "11-16 17:00"), made["launch"], None, date(2026, 11, 16))
    passed = {"result": "pass", "reviewers": reviewers}
    made["passed"] = delivery.accept(life.visit("lead", "11-17 11:00"), made["deliverable"], None, passed)


def _results(life: Life) -> None:
    c, made = life.company, life.made
    about = {"about": [c.departments["marketing"]], "opens_on": date(2026, 11, 18), "closes_on": date(2026, 11, 25)}
    made["survey"] = goal.open_survey(life.visit("lead", "11-18 09:00"), b.survey(c, project=made["project"], **about))
    links = Invitations(c.ledger.engine)
    (token,) = invitation.invite(life.visit("lead", "11-18 09:10"), links, made["survey"], 1)
    guest = invitation.as_guest(c.ledger, Language.ZH, at("11-18 12:00"))
    invitation.answer(links, guest, token, [{"department": c.departments["marketing"], "score": 5}])
    goal.answer(life.visit("counsel", "11-18 15:00"), b.answer(c, made["survey"]))


def _end(life: Life) -> None:
    c, made = life.company, life.made
    looked_back = b.retrospective(c, project=made["project"], held_on=date(2026, 11, 19))
    made["retrospective"] = retrospective.write(life.visit("lead", "11-19 10:00"), looked_back)
    row = b.action(c, owner=c.people["contact"], due_on=date(2026, 11, 27))
    (made["improvement"],) = retrospective.plan(life.visit("lead", "11-19 10:30"), made["retrospective"], [row])
    made["lesson"] = retrospective.publish(life.visit("lead", "11-19 11:00"), made["retrospective"])
    article.save(life.visit("lead", "11-19 11:10"), {"tags": "供应链,上市"}, made["lesson"])
    project.save(life.visit("lead", "11-20 09:00"), {"status": "done"}, made["project"])


# Promise, whose record → opened, due, kept, state. Worked out by hand from the calendar and the limits that the method sets.
PROMISES = """
request_response   request       09-30 10:00  10-10 18:00  10-10 17:30  kept     8, 9 and 10 October
request_response   request       09-30 10:00  10-12 17:00  10-12 16:30  kept     seven working hours longer: what was asked
request_decision   request       09-30 10:00  10-13 18:00  10-08 09:30  kept
meeting_notice     kickoff       10-14 11:30  10-14 18:00  10-14 17:59  kept     two working days before Friday
action_item        action        10-16 00:00  10-21 00:00  10-21 00:00  kept
minutes            kickoff       10-16 11:00  10-19 18:00  10-19 18:30  broken   over the weekend
task_due           verify        10-19 00:00  11-14 00:00  11-14 00:00  kept     the date that the replan gave
task_due           launch        10-19 00:00  11-14 00:00  11-17 00:00  broken
meeting_notice     weekly        10-19 09:40  10-22 18:00  10-22 09:00  kept
meeting_notice     weekly 2      10-19 09:40  10-29 18:00  10-22 09:00  kept
minutes            weekly        10-26 10:45  10-27 18:00  10-26 17:00  kept
issue_report       lag           10-28 10:00  10-29 10:00  10-28 10:00  kept
issue_response     lag           10-28 10:00  10-29 10:00  10-28 11:00  kept
issue_meeting      lag           10-28 10:00  10-30 10:00  10-29 15:00  kept     48 hours
issue_closure      lag           10-28 10:00  11-10 18:00  11-10 16:00  kept     the date that the meeting agreed
minutes            special       10-29 15:00  10-30 18:00  10-29 17:00  kept
risk_plan          risk          11-02 09:00  11-03 09:00  11-02 17:00  kept
minutes            weekly 2      11-02 10:45  11-03 18:00  11-02 16:00  kept
warning_plan       warning       11-04 09:00  11-05 09:00  11-04 15:00  kept
resource_decision  resource      11-04 10:00  11-09 18:00  11-06 17:00  kept
delay_notice       verify        11-05 10:00  11-07 00:00  11-05 10:00  kept     before the due date that it moved
issue_report       dispute       11-09 08:30  11-10 08:30  11-09 09:00  kept
issue_response     dispute       11-09 09:00  11-09 11:00  11-09 11:30  broken   two hours
dispute_meeting    dispute       11-09 09:00  11-10 09:00  11-09 15:00  kept
issue_closure      dispute       11-09 09:00  11-12 18:00  11-11 10:00  kept
minutes            coordination  11-09 15:00  11-10 18:00  11-09 16:00  kept
issue_report       occurred      11-10 10:00  11-11 10:00  11-10 10:00  kept
issue_response     occurred      11-10 10:00  11-11 10:00  11-10 10:30  kept
issue_closure      occurred      11-10 10:00  11-12 10:00  11-11 09:00  kept
rectification      failed        11-13 10:00  11-18 00:00  11-17 11:00  kept
delay_notice       launch        11-14 00:00  11-14 00:00  -            broken   nobody said that it would be late
action_item        improvement   11-19 00:00  11-28 00:00  -            running
"""


def test_every_promise_falls_due_and_is_kept_or_broken_to_the_minute(life: Life) -> None:
    columns = [pl.col(name).dt.convert_time_zone("Asia/Shanghai").dt.strftime("%m-%d %H:%M") for name in ("opened_at", "due_at", "kept_at")]
    names = {(life.table(name), record): name for name, record in life.made.items()}
    rows = life.state("11-20 18:00").promises.select("kind", "table", "record", *columns, "state").iter_rows()
    found = sorted((kind, names[table, record], opened, due, kept or "-", state) for kind, table, record, opened, due, kept, state in rows)
    expected = [re.split(r"  +", line)[:6] for line in PROMISES.strip().splitlines()]
    assert found == sorted(tuple(row) for row in expected)


def test_every_kind_of_promise_is_among_them(life: Life) -> None:
    assert {line.split()[0] for line in PROMISES.strip().splitlines()} == set(DEFAULT_POLICIES["promise"])


def test_who_was_waited_for_was_told_so_at_the_time(life: Life) -> None:
    made = life.made
    assert life.waits("counsel", "10-08 10:00") == {("answer", "request", made["request"])}
    assert ("clarify", "request", made["request"]) in life.waits("contact", "10-09 12:00")
    assert ("sign", "project", made["project"]) in life.waits("leader", "10-13 16:00")
    assert ("sign", "project", made["project"]) not in life.waits("leader", "10-14 10:01")
    assert ("notify", "meeting", made["kickoff"]) in life.waits("lead", "10-14 12:00")
    assert ("minutes", "meeting", made["kickoff"]) in life.waits("lead", "10-19 09:00")
    assert ("action", "task", made["action"]) in life.waits("counsel", "10-19 09:00")
    assert ("convene", "issue", made["lag"]) in life.waits("lead", "10-28 12:00")
    assert ("plan", "risk", made["risk"]) in life.waits("counsel", "11-02 10:00")
    assert ("warning", "task", made["verify"]) in life.waits("contact", "11-04 10:00")
    assert ("grant", "resource_request", made["resource"]) in life.waits("lead", "11-05 09:00")
    assert ("accept", "deliverable", made["deliverable"]) in life.waits("lead", "11-12 17:00")
    assert ("rectify", "deliverable", made["deliverable"]) in life.waits("contact", "11-13 11:00")
    assert ("action", "task", made["improvement"]) in life.waits("contact", "11-20 18:00")


def test_the_request_became_the_project_with_everybody_who_accepted(life: Life) -> None:
    frames, c = life.state("10-13 09:00").frames, life.company
    own = life.row("project", "project")
    assert (own["number"], own["name"], own["background"]) == ("XM-2026-0001", "新品联合上市", "新品上市")
    parts = frames["participation"].select("department", "part", "contact").sort("department").rows()
    assert parts == [
        (c.departments["research"], "support", c.people["contact"]),
        (c.departments["marketing"], "lead", c.people["lead"]),
        (c.departments["legal"], "support", c.people["counsel"]),
    ]
    assert life.row("request", "request")["project"] == life.made["project"]


def test_a_signature_lapsed_with_the_change_after_it_and_the_charter_came_into_force_with_the_last(life: Life) -> None:
    def heads(told: str) -> list[str]:
        rows = signatures.standing(life.past(told).frames, life.made["project"])
        return [state for part, state in rows.select("part", "state").iter_rows() if part == "head"]

    assert sorted(heads("10-13 14:30")) == ["signed", "waiting", "waiting"]
    assert sorted(heads("10-13 15:30")) == ["invalid", "waiting", "waiting"]
    assert heads("10-14 10:00") == ["signed"] * 3
    now = signatures.standing(life.state("11-20 18:00").frames, life.made["project"])
    assert signatures.in_force(now) == at("10-14 10:00")


def test_the_risk_went_on_as_an_issue_and_the_meetings_as_tasks(life: Life) -> None:
    assert life.row("risk", "risk")["status"] == "occurred"
    assert life.row("issue", "occurred")["number"] == "WT-2026-0003"
    assert (life.row("task", "action")["kind"], life.row("task", "action")["meeting"]) == ("action", life.made["kickoff"])
    assert life.row("task", "verify")["due_on"] == date(2026, 11, 13)


def test_the_deliverable_passed_at_the_second_time(life: Life) -> None:
    assert (life.row("deliverable", "deliverable")["edition"], life.row("deliverable", "deliverable")["status"]) == ("V1.1", "accepted")
    assert first_pass(firsts(life.state("11-20 18:00").frames["acceptance"]), []).rows() == [(0, 1, 0.0)]


def test_the_link_was_used_by_nobody_known(life: Life) -> None:
    answers = life.state("11-20 18:00").frames["answer"].sort("id")
    assert answers.select("rater", "score").rows() == [(None, 5), (life.company.people["counsel"], 4)]


def test_the_lesson_is_found_by_the_initials_of_its_pinyin(life: Life) -> None:
    entries = [search.entry(row) for row in life.state("11-20 18:00").frames["article"].iter_rows(named=True)]
    assert [hit.id for hit in search.search(entries, "gyl")] == [life.made["lesson"]]


def test_it_was_saved_in_the_order_in_which_it_happened(life: Life) -> None:
    assert life.company.ledger.saves()["saved_at"].is_sorted()


def test_the_chain_of_all_of_it_holds(life: Life) -> None:
    assert broken_at(life.company.ledger.engine, TABLES) is None
