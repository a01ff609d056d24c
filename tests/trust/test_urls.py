"""Whatever stands in a URL, a page shows something and never an error."""

import pytest

from core.actions import issue, project, request, task
from tests.pages.app import ADMIN, LEGAL, LI, MARKETING, NOW, RESEARCH, SCREEN, WANG, app, company, visit

PAGES = ("overview", "my_work", "requests", "issues", "risks", "projects", "tasks", "goals", "settings", "exchange")
NAMES = ("id", "edit", "new", "view", "survey", "cell", "project", "period", "department", "dictionary", "table")
GARBAGE = ("", "0", "-1", "٣", "²", "9" * 18, "9" * 400, "1 OR 1=1", "../../etc/passwd", "{0}", "\x00", "<script>alert(1)</script>", "55", "1.5")


@pytest.fixture(scope="module")
def ledger():
    made = company()
    span = {"starts_on": NOW.date(), "ends_on": NOW.date()}
    project.save(visit(made, ADMIN), {"name": "甲", "lead_department": MARKETING, "manager": WANG, "status": "active"} | span)
    own = {"project": 1, "kind": "task", "title": "乙", "department": RESEARCH, "owner": LI, "starts_on": NOW.date(), "due_on": NOW.date()}
    task.plan(visit(made, ADMIN), own)
    request.save(visit(made, LI), {"title": "丙", "applicant_department": RESEARCH, "departments": [LEGAL], "urgency": "urgent"})
    issue.report(visit(made, LI), {"title": "丁", "kind": "problem", "level": "urgent", "departments": [RESEARCH], "found_at": NOW})
    return made


@pytest.mark.parametrize("who", [ADMIN, LI, SCREEN])
@pytest.mark.parametrize("page", PAGES)
def test_garbage_in_every_place_of_a_url_raises_nothing(ledger, page, who):
    for value in GARBAGE:
        assert not app(ledger, who, page, **dict.fromkeys(NAMES, value)).exception, value


@pytest.mark.parametrize("page", PAGES)
def test_garbage_beside_an_existing_record_raises_nothing(ledger, page):
    for name in NAMES[1:]:
        for value in ("0", "9" * 18, "<b>"):
            assert not app(ledger, ADMIN, page, **{"id": 1, name: value}).exception, (name, value)
