"""An approved request on its page: made a project of, and the way to its project."""

from datetime import date
from unittest.mock import patch

import pytest

from core.actions import project, request
from tests.pages.app import ADMIN, CHEN, LEGAL, LI, MARKETING, RESEARCH, SCREEN, WANG, app, company, english, visit

LAUNCH = "form:launch.1.0.button.launch"


@pytest.fixture
def ledger():
    return company()


def approved(ledger, **values):
    """A request of Li's to marketing and legal; marketing accepts, legal has not answered."""
    own = {"title": "联合推广", "applicant_department": RESEARCH, "departments": [MARKETING, LEGAL], "urgency": "urgent"}
    asked = own | {"background": "新品上市", "goal": "首月销量 10000 台", "needed_by": date(2027, 1, 15)} | values
    made = request.apply(visit(ledger, LI), asked)
    request.decide(visit(ledger, CHEN), made, None, "approved")
    answer(ledger, WANG, MARKETING, "accept", contact=WANG)
    return made


def answer(ledger, who, department, decision, **values):
    given = {"request": 1, "department": department, "decision": decision, "reply": "原因"}
    request.answer(visit(ledger, who), given | values)


def field(screen, kind, name):
    return screen.field(kind, f"form:launch.1.0.{name}")


def labels(screen):
    return [one.label for one in screen.expander]


def test_an_approved_request_is_made_a_project_in_one_step(ledger):
    approved(ledger)
    screen = app(ledger, WANG, "requests", id=1)
    assert "立项" in labels(screen)
    shown = screen.dataframe[0].value
    assert shown.to_numpy().tolist() == [["市场营销部", "接受", "王伟"], ["法务合规部", "尚未响应", "—"]]
    assert "法务合规部 尚未响应" in screen.words
    assert (field(screen, "text_input", "name").value, field(screen, "selectbox", "manager").value) == ("联合推广", WANG)
    assert field(screen, "selectbox", "lead_department").value == RESEARCH
    assert (field(screen, "date_input", "starts_on").value, field(screen, "date_input", "ends_on").value) == (
        date(2026, 11, 20),
        date(2027, 1, 15),
    )
    screen.press(LAUNCH)
    made = ledger.snapshot()["project"].row(0, named=True)
    assert (made["name"], made["goal"], made["manager"], made["number"]) == ("联合推广", "首月销量 10000 台", WANG, "XM-2026-0001")
    taking = ledger.snapshot()["participation"].select("department", "part", "contact").rows()
    assert taking == [(RESEARCH, "lead", None), (MARKETING, "support", WANG), (LEGAL, "support", None)]
    assert ledger.snapshot()["request"]["project"].to_list() == [1]
    assert "打开项目：XM-2026-0001 联合推广" in screen.words
    assert "立项" not in labels(screen)


def test_the_way_to_the_project_is_open_to_everybody(ledger):
    approved(ledger)
    given = {"manager": WANG, "starts_on": date(2026, 11, 20), "ends_on": date(2027, 1, 15)}
    project.launch(visit(ledger, CHEN), 1, None, given)
    screen = app(ledger, SCREEN, "requests", id=1)
    with patch("core.ui.where.open_record") as opened:
        screen.press("open.project")
    opened.assert_called_once_with("project", 1)


def test_a_department_that_declined_is_told_of_and_left_out(ledger):
    approved(ledger)
    answer(ledger, ADMIN, LEGAL, "decline")
    screen = app(ledger, CHEN, "requests", id=1)
    assert "法务合规部 不接受，不参与项目" in screen.words
    assert field(screen, "selectbox", "manager").value is None


def test_what_is_missing_is_said_beside_its_field_and_the_rest_stays(ledger):
    approved(ledger)
    screen = app(ledger, CHEN, "requests", id=1)
    field(screen, "text_input", "name").set_value("联合推广一期")
    field(screen, "date_input", "ends_on").set_value(date(2026, 1, 1))
    screen.press(LAUNCH)
    assert "结束日期早于开始日期" in screen.words
    field(screen, "date_input", "ends_on").set_value(date(2027, 1, 1))
    screen.press(LAUNCH)
    assert "请填写项目负责人" in screen.words
    assert field(screen, "text_input", "name").value == "联合推广一期"
    assert ledger.snapshot()["project"].is_empty()


def test_a_lead_does_not_launch_what_another_is_to_lead(ledger):
    approved(ledger)
    screen = app(ledger, WANG, "requests", id=1)
    field(screen, "selectbox", "manager").set_value(CHEN)
    screen.press(LAUNCH)
    assert "您没有权限：维护项目与参与部门" in screen.words
    assert ledger.snapshot()["project"].is_empty()


def test_the_second_of_two_is_told_that_it_is_launched_already(ledger):
    approved(ledger)
    screen = app(ledger, WANG, "requests", id=1)
    given = {"name": "先立的项目", "manager": WANG, "starts_on": date(2026, 11, 20), "ends_on": date(2027, 1, 15)}
    project.launch(visit(ledger, CHEN), 1, None, given)
    screen.press(LAUNCH)
    assert ledger.snapshot()["project"].height == 1
    assert "打开项目：XM-2026-0001 先立的项目" in screen.words


@pytest.mark.parametrize("who", [LI, SCREEN])
def test_who_plans_no_projects_is_not_offered_to_launch_one(ledger, who):
    approved(ledger)
    screen = app(ledger, who, "requests", id=1)
    assert "立项" not in labels(screen)
    assert not screen.has(LAUNCH)


def test_what_is_not_approved_is_not_launched(ledger):
    own = {"title": "联合推广", "applicant_department": RESEARCH, "departments": [MARKETING], "urgency": "urgent"}
    request.apply(visit(ledger, LI), own | {"background": "新品上市", "goal": "一万台"})
    assert "立项" not in labels(app(ledger, CHEN, "requests", id=1))


def test_launching_reads_in_english_too(ledger):
    approved(ledger)
    english(ledger, WANG)
    screen = app(ledger, WANG, "requests", id=1)
    assert not screen.exception
    assert "Launch the project" in labels(screen)
    assert "Not answered yet, supporting for now" in screen.words
    screen.press(LAUNCH)
    assert "Open the project: XM-2026-0001 联合推广" in screen.words
