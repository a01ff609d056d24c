"""Small honest builders: an organisation in memory, its people in every role, and the values of one record of each type."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import polars as pl
import pytest

from core.access import Person, person_of
from core.actions import organisation, project
from core.actions.act import Refused
from core.actions.outline import Line
from core.metrics import assignment, edition
from core.schema.tables import TABLES
from core.store.ledger import Ledger
from core.text import Language, Text
from core.visit import Visit
from core.visit import person as person_by_records
from tests import engines

# A Friday, ten in the morning in Shanghai.
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

Values = dict[str, Any]


def empty_ledger() -> Ledger:
    """A database without a single record."""
    return Ledger(engines.fresh(), TABLES)


def visit(ledger: Ledger, person: int, now: datetime = NOW, past: datetime | None = None) -> Visit:
    """The visit of an active person, as the door makes it."""
    found = person_by_records(ledger.snapshot(), person)
    assert found is not None, f"person {person} is not active"
    return Visit(ledger, found, Language.ZH, now, past)


def nobody(role: str = "admin", **over: Any) -> Person:
    """A person who stands in no ledger, for pure questions."""
    row: Values = {"id": 1, "name": "某人", "role": role, "department": None, "can_decide": False}
    return person_of(row | {name: value for name, value in over.items() if name != "projects"}, over.get("projects", ()))


@dataclass
class Company:
    """Three departments, a person in every role, a project of the lead's and one of the coordinator's.

    contact, clerk (may not decide), leader and coordinator are of research; lead is of marketing; outsider, a contact, of legal.
    """

    ledger: Ledger
    departments: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    projects: dict[str, int] = field(default_factory=dict)

    def visit(self, person: str, now: datetime = NOW, past: datetime | None = None) -> Visit:
        """The visit of a person, by the name he has here."""
        return visit(self.ledger, self.people[person], now, past)

    def row(self, table: str, record: int) -> Values:
        """A standing record."""
        return self.ledger.snapshot()[table].row(by_predicate=pl.col("id") == record, named=True)

    def saved(self) -> tuple[str, int]:
        """The verb and the author of the newest save."""
        return self.ledger.saves().select("verb", "saved_by").row(-1)

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """Fail when the block saves anything."""
        before = self._position()
        yield
        assert self._position() == before

    def _position(self) -> tuple[object, ...]:
        return self.ledger.snapshot().position, *self.ledger.engine.rows('SELECT count(*), max(seq) FROM "save"')

    @contextmanager
    def undone(self) -> Iterator[None]:
        """Let the block save in one transaction, then take it all back."""
        with suppress(_Undone), self.ledger.batch():
            yield
            raise _Undone


class _Undone(Exception):
    pass


def company() -> Company:
    """A company as a month ago's administrator set it up."""
    began = NOW - 30 * DAY
    ledger = empty_ledger()
    made = Company(ledger)
    made.people["admin"] = organisation.first_administrator(ledger, began, "admin", "管理员", Language.ZH)
    admin = made.visit("admin", began)
    with ledger.batch():
        for code, name in (("research", "产品研发部"), ("marketing", "市场营销部"), ("legal", "法务合规部")):
            made.departments[code] = organisation.save_department(admin, department(code=code, name=name, name_en=code.title()))
        for username, role, where, decides in (
            ("coordinator", "coordinator", "research", True),
            ("lead", "lead", "marketing", True),
            ("contact", "contact", "research", True),
            ("clerk", "contact", "research", False),
            ("leader", "leader", "research", True),
            ("viewer", "viewer", None, False),
            ("outsider", "contact", "legal", True),
        ):
            values = person(username=username, role=role, department=where and made.departments[where], can_decide=decides)
            made.people[username] = organisation.save_person(admin, values)
        for name, manager in (("launch", "lead"), ("audit", "coordinator")):
            values = project_values(made, name=name, manager=made.people[manager])
            made.projects[name] = project.save(admin, values)
    return made


def refusal(call: Callable[[], object]) -> dict[str, Text]:
    """The problems by field that a call is refused for; fail when it is not refused."""
    with pytest.raises(Refused) as refused:
        call()
    return dict(refused.value.problems)


def department(**over: Any) -> Values:
    return {"code": "D", "name": "某部门", "active": True} | over


def person(**over: Any) -> Values:
    return {"username": "someone", "name": over.get("username", "某人"), "role": "contact", "can_decide": False, "active": True} | over


def project_values(c: Company, **over: Any) -> Values:
    own = {"name": "新品上市", "lead_department": c.departments["marketing"], "manager": c.people["lead"], "status": "active"}
    return own | {"starts_on": date(2026, 10, 1), "ends_on": date(2027, 3, 1)} | over


def participation(c: Company, **over: Any) -> Values:
    return {"project": c.projects["launch"], "department": c.departments["research"], "part": "support", "duties": "测试"} | over


def request(c: Company, **over: Any) -> Values:
    """From research to marketing and legal."""
    asked = [c.departments["marketing"], c.departments["legal"]]
    own = {"title": "联合推广", "applicant_department": c.departments["research"], "departments": asked, "urgency": "urgent"}
    return own | {"background": "新品上市", "goal": "首月销量 10000 台"} | over


def response(c: Company, asked: int, **over: Any) -> Values:
    """Marketing accepts."""
    return {"request": asked, "department": c.departments["marketing"], "decision": "accept"} | over


def task(c: Company, **over: Any) -> Values:
    """A task of research in the lead's project, due in a week."""
    own = {"project": c.projects["launch"], "parent": None, "kind": "task", "title": "接口联调", "department": c.departments["research"]}
    return own | {"owner": c.people["contact"], "starts_on": date(2026, 11, 2), "due_on": date(2026, 11, 27)} | over


def line(c: Company, title: str = "接口联调", level: int = 0, waits: str = "", **over: Any) -> Line:
    """A new task of research for a week, as a row of the plan's grid."""
    week = {"starts_on": date(2026, 11, 23), "due_on": date(2026, 11, 27)}
    return Line(None, level, {"title": title, "kind": "task", "department": c.departments["research"], **week} | over, waits)


def dependency(before: int, after: int, **over: Any) -> Values:
    """One starts when the other has finished."""
    return {"predecessor": before, "successor": after, "type": "FS", "lag_days": 0} | over


def letters(c: Company, carried: int, **over: Any) -> Values:
    """A cell of a RACI matrix: the contact does it."""
    return {"task": carried, "person": c.people["contact"], "letters": "R"} | over


def update(done: int, **over: Any) -> Values:
    """A report of 40 percent, today."""
    return {"task": done, "reported_on": TODAY, "percent": 40.0, "health": "normal", "done": "推进中"} | over


def replan(task: int, **over: Any) -> Values:
    """To the eleventh of December."""
    own = {"task": task, "reason": "供应商交货推迟", "cause": "external", "measures": "改用备选供应商"}
    return own | {"new_due_on": date(2026, 12, 11), "impact": "整体推迟两周"} | over


def agreed(c: Company, **over: Any) -> Values:
    """What a special meeting agrees on: the contact has three days."""
    return {"measures": "扩容两台", "owner": c.people["contact"], "resolve_by": NOW + 3 * DAY} | over


def issue(c: Company, **over: Any) -> Values:
    own = {"title": "接口超时", "kind": "problem", "level": "urgent", "departments": [c.departments["research"]]}
    return own | {"found_at": NOW - 2 * HOUR} | over


def risk(c: Company, **over: Any) -> Values:
    """A medium one: 3 × 4."""
    return {"title": "供应商延期", "department": c.departments["research"], "probability": 3, "impact": 4} | over


def goal(c: Company, **over: Any) -> Values:
    """From 60 up to 90, in the lead's project, owned by the contact."""
    own = {"name": "协作满意度", "project": c.projects["launch"], "category": "satisfaction", "source": "readings", "direction": "up"}
    span = {"starts_on": date(2026, 10, 1), "due_on": date(2026, 12, 31)}
    return own | span | {"baseline_value": 60.0, "target_value": 90.0, "owner": c.people["contact"]} | over


def reading(read: int, **over: Any) -> Values:
    return {"goal": read, "read_on": TODAY, "value": 72.0} | over


def survey(c: Company, **over: Any) -> Values:
    """About marketing, open for a fortnight around today."""
    own = {"title": "季度满意度", "kind": "csat", "project": c.projects["launch"], "about": [c.departments["marketing"]]}
    return own | {"opens_on": date(2026, 11, 15), "closes_on": date(2026, 11, 29)} | over


def answer(c: Company, asked: int, **over: Any) -> Values:
    return {"survey": asked, "department": c.departments["marketing"], "score": 4} | over


def policy(**over: Any) -> Values:
    return {"promise": "issue_report", "level": None, "limit": 8.0, "unit": "working_hours", "warn_at": 0.5, "active": True} | over


def choice(**over: Any) -> Values:
    return {"dictionary": "urgency", "key": "critical", "zh": "特急", "en": "Critical", "position": 9, "active": True} | over


def field(**over: Any) -> Values:
    """A text that requests have; its name is x_vendor."""
    return {"of": "request", "kind": "text", "label_zh": "供应商", "label_en": "Vendor"} | over


def resource(c: Company, **over: Any) -> Values:
    """Two testers for a month, asked for by research from the lead."""
    own = {"project": c.projects["launch"], "department": c.departments["research"], "type": "people", "detail": "测试工程师一个月"}
    return own | {"quantity": 2.0, "unit": "人", "purpose": "回归测试", "urgency": "normal", "approver": c.people["lead"]} | over


def deliverable(task: int, **over: Any) -> Values:
    """The first edition of what a task of research delivers."""
    return {"task": task, "name": "联调报告", "edition": "V1.0", "self_check": "用例全部通过"} | over


def acceptance(c: Company, **over: Any) -> Values:
    """Passed, by the lead and the leader of research."""
    return {"result": "pass", "reviewers": [c.people["lead"], c.people["leader"]]} | over


def failure(c: Company, **over: Any) -> Values:
    """To be put right within three days."""
    return acceptance(c, result="fail", rectification="补充压力测试", rectify_by=TODAY + 3 * DAY) | over


def retrospective(c: Company, **over: Any) -> Values:
    """Of the lead's project, held today."""
    own = {"project": c.projects["launch"], "held_on": TODAY, "attainment": "目标达成 2 个", "went_well": "验收一次通过"}
    return own | {"to_improve": "供货商验证太晚", "lessons": "供货商要提前六周验证"} | over


def action(c: Company, **over: Any) -> Values:
    """What research is to do within a week."""
    own = {"title": "建立供货商名录", "department": c.departments["research"], "owner": c.people["contact"]}
    return own | {"due_on": TODAY + 7 * DAY} | over


def article(**over: Any) -> Values:
    return {"title": "供货商验证清单", "kind": "lesson", "tags": "供应链，验收", "body": "先看资质，再做小批量试产。"} | over


def cadence(c: Company, **over: Any) -> Values:
    """Research and marketing, every Monday at ten, from the first of October to the end of the lead's project."""
    own = {"project": c.projects["launch"], "topic": "上市周例会", "kind": "weekly", "frequency": "weekly", "weekday": "1"}
    own |= {"time": "10:00", "minutes": 60, "starts_on": date(2026, 10, 1), "host": c.people["lead"]}
    return own | {"departments": [c.departments["research"], c.departments["marketing"]]} | over


def meeting(c: Company, **over: Any) -> Values:
    """The lead's, in six days, for an hour, with the contact."""
    own = {"project": c.projects["launch"], "kind": "weekly", "topic": "上市周例会", "host": c.people["lead"]}
    return own | {"starts_at": NOW + 6 * DAY, "ends_at": NOW + 6 * DAY + HOUR, "attendees": [c.people["contact"]]} | over


def launching(c: Company, **over: Any) -> Values:
    """What the lead adds to a request that becomes his project: research leads."""
    return {"manager": c.people["lead"], "starts_on": TODAY, "ends_on": date(2027, 3, 1)} | over


def charter(c: Company, name: str = "launch") -> int:
    """The edition of a project's charter as it stands."""
    record = c.projects[name]
    return edition.standing(c.ledger.snapshot(), [record])[record]


def sheet(c: Company, department: str = "research", name: str = "launch") -> int:
    """The edition of a department's task assignment sheet as it stands."""
    rows = assignment.standing(c.ledger.snapshot(), c.projects[name])
    return int(rows.filter(department=c.departments[department])["edition"][0])


def baseline(c: Company, **over: Any) -> Values:
    """Of the lead's project."""
    return {"project": c.projects["launch"], "name": "签字基线", "note": "各部门签字后"} | over


def document(c: Company, **over: Any) -> Values:
    """The plan of the lead's project, somewhere on the web."""
    own = {"project": c.projects["launch"], "category": "plan", "title": "上市排期", "edition": "V1.2"}
    return own | {"link": "https://files.example/plan"} | over
