"""Whatever stands in a URL, a page shows something and never an error, and no more than the visitor's role allows."""

import os
from collections.abc import Iterator, Mapping
from datetime import timedelta
from unittest.mock import patch

import pytest

from core.actions import (
    article,
    baseline,
    cadence,
    delivery,
    document,
    field,
    goal,
    issue,
    meeting,
    project,
    request,
    retrospective,
    risk,
    task,
)
from core.store.ledger import Ledger
from core.store.sessions import Sessions
from core.ui.navigation import PAGES
from tests.pages.app import ADMIN, CHEN, LEGAL, LI, MARKETING, NOW, SCREEN, WANG, Screen, app, company, visit

SHOWN = tuple(name for pages in PAGES.values() for name, *_ in pages)
ROLES = {"admin": ADMIN, "contact": LI, "lead": WANG, "coordinator": CHEN, "viewer": SCREEN}
NAMES = (
    *("id", "edit", "new", "view", "survey", "warning", "article", "acceptance", "cadence", "document", "task", "issue"),
    *("meeting", "slide", "present", "play", "every", "notes", "end"),
    *("changes", "cell", "project", "period", "department", "dictionary", "table", "search", "status", "due", "span", "clock", "open"),
    *("measure", "grain", "by", "at", "of", "way", "pair", "carried", "look", "load"),
)
GARBAGE = (
    *("", "0", "-1", "1", "2", "٣", "²", "9" * 18, "9" * 400, "1 OR 1=1", "../../etc/passwd", "{0}", "{x.__class__}", "%s%n", "\x00"),
    *("<script>alert(1)</script>", "![x](http://evil.example)", "\u202e1", "55", "1.5", "all", "person", "null", "=1+1", "a" * 20_000),
)
# Every pair of a name and a piece of garbage on every page for every role: TONGPIN_TRUST=full pytest tests/trust
EVERY = 1 if os.environ.get("TONGPIN_TRUST") == "full" else 24


@pytest.fixture(scope="module")
def ledger() -> Iterator[Ledger]:
    """Records of marketing and legal, none of them Li's; one of each kind, and a request of Wang's still a draft."""
    made = company()
    kept = Sessions(made.engine)
    day, admin = NOW.date(), visit(made, ADMIN)
    span = {"starts_on": day, "ends_on": day}
    project.save(admin, {"name": "甲", "lead_department": MARKETING, "manager": WANG, "status": "active"} | span)
    for of, kind in (("request", "yes_no"), ("issue", "choice")):
        words = {"choices": "甲,A"} if kind == "choice" else {}
        field.save(admin, {"of": of, "kind": kind, "label_zh": "自有", "label_en": "Own"} | words)
    wang = visit(made, WANG)
    project.take_part(wang, {"project": 1, "department": MARKETING, "part": "lead"})
    document.keep(wang, {"project": 1, "category": "plan", "title": "癸", "link": "https://files.example"})
    planned = {"kind": "task", "title": "乙", "department": MARKETING, "owner": WANG, "starts_on": day, "due_on": day}
    task.plan(wang, {"project": 1} | planned)
    baseline.freeze(wang, {"project": 1, "name": "甲"})
    delivery.submit(wang, {"task": 1, "name": "癸", "edition": "V1.0", "self_check": "癸"})
    ask = {"title": "丙", "applicant_department": MARKETING, "departments": [LEGAL], "urgency": "urgent"}
    request.save(wang, ask | {"background": "背景", "goal": "目标"})
    issue.report(wang, {"title": "丁", "kind": "problem", "level": "urgent", "departments": [LEGAL], "found_at": NOW})
    risk.report(wang, {"title": "戊", "department": LEGAL, "owner": WANG, "probability": 5, "impact": 5})
    measure = {"name": "己", "project": 1, "category": "satisfaction", "source": "readings", "direction": "up", "owner": WANG}
    goal.save(wang, measure | {"baseline_value": 1.0, "target_value": 9.0, "starts_on": day, "due_on": day})
    goal.open_survey(admin, {"title": "庚", "kind": "csat", "about": [MARKETING], "opens_on": day, "closes_on": day})
    regular = {"project": 1, "topic": "癸", "kind": "weekly", "frequency": "weekly", "weekday": "1", "time": "10:00", "minutes": 60}
    cadence.save(wang, regular | {"starts_on": day, "host": WANG})
    called = {"project": 1, "kind": "weekly", "topic": "子", "host": WANG, "attendees": [CHEN]}
    meeting.plan(wang, called | {"starts_at": NOW, "ends_at": NOW + timedelta(hours=1)})
    told = {"attainment": "辛", "went_well": "辛", "to_improve": "辛"}
    retrospective.write(wang, {"project": 1, "held_on": day} | told)
    article.save(wang, {"title": "壬", "kind": "case", "body": "壬"})
    with patch("core.ui.session.sessions", lambda: kept):
        yield made


def typed_into(screen: Screen) -> list[str]:
    """The labels of the buttons that would send a form."""
    return [button.label for button in screen.app.button if button.proto.is_form_submitter]


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("page", SHOWN)
def test_garbage_in_a_url_raises_nothing_and_saves_nothing(ledger: Ledger, page: str, role: str) -> None:
    before, who = ledger.snapshot().position, ROLES[role]
    for turn in range((SHOWN.index(page) + 5 * who) % EVERY, len(GARBAGE), EVERY):
        query = {name: GARBAGE[(turn + place) % len(GARBAGE)] for place, name in enumerate(NAMES)}
        if (turn + who) % 2:
            query |= {"id": "1"}
        assert not app(ledger, who, page, **query).exception, query
    assert ledger.snapshot().position == before


FORMS: Mapping[str, tuple[dict[str, str], ...]] = {
    page: ({"new": "1"}, {"id": "1", "edit": "1"}, {"id": "1"}) for page in ("requests", "issues", "risks", "projects", "tasks")
} | {
    "delivery": ({"new": "1"}, {"new": "1", "task": "1"}, {"id": "1"}),
    "meetings": ({"new": "1"}, {"cadence": "0"}, {"id": "1", "edit": "1"}, {"id": "1"}, {"cadence": "1", "edit": "1"}, {"cadence": "1"}),
    "goals": ({"new": "1"}, {"survey": "0"}, {"id": "1", "edit": "1"}, {"survey": "1", "edit": "1"}, {"survey": "1"}),
    "exchange": ({},),
    "plan": ({"project": "1", "view": "baselines"}, {"project": "1", "view": "assignments"}),
    "projects": ({"new": "1"}, {"id": "1", "edit": "1"}, *({"id": "1", "view": view} for view in ("", "charter", "documents"))),
}
SETTINGS = ("department", "person", "policy", "choice", "field", "calendar", "setting", "demo", "saves")


@pytest.mark.parametrize("page", FORMS)
def test_a_viewer_finds_no_form_behind_any_url(ledger: Ledger, page: str) -> None:
    for query in FORMS[page]:
        screen = app(ledger, SCREEN, page, **query)
        assert typed_into(screen) == [], query
        assert not screen.app.get("file_uploader"), query


@pytest.mark.parametrize("page", ["requests", "issues", "risks", "projects", "tasks", "meetings", "goals"])
def test_a_contact_finds_no_form_for_a_record_of_other_departments(ledger: Ledger, page: str) -> None:
    for view in ("", "charter", "documents"):
        assert typed_into(app(ledger, LI, page, id=1, edit=1, view=view)) == []


@pytest.mark.parametrize("view", ["baselines", "assignments"])
def test_whoever_does_not_plan_a_project_nor_signs_for_its_departments_finds_no_form_in_its_plan(ledger: Ledger, view: str) -> None:
    assert typed_into(app(ledger, LI, "plan", project=1, view=view)) == []


@pytest.mark.parametrize(("page", "who"), [("projects", LI), ("goals", LI), ("tasks", LI), ("requests", SCREEN), ("issues", SCREEN)])
def test_the_form_of_a_new_record_is_for_those_who_may_add_one(ledger: Ledger, page: str, who: int) -> None:
    assert typed_into(app(ledger, who, page, new=1)) == []


@pytest.mark.parametrize("view", SETTINGS)
def test_the_settings_of_others_stay_closed_whatever_view_is_named(ledger: Ledger, view: str) -> None:
    for who, place in ((LI, {"new": 1}), (WANG, {"id": 1}), (SCREEN, {"id": 5})):
        shown = app(ledger, who, "settings", view=view, **place)
        assert (typed_into(shown), list(shown.app.dataframe)) == ([], [])
        assert "会议屏" not in shown.words
