"""Projects as people meet them: set up, their departments and contacts, and how they stand."""

from datetime import date

import pytest

from core.actions import issue, organisation, project, risk, task
from tests.pages.app import ADMIN, LEGAL, LI, MARKETING, NOW, RESEARCH, SCREEN, WANG, app, company, english, visit

SPAN = {"starts_on": date(2026, 10, 1), "ends_on": date(2027, 3, 1)}


@pytest.fixture
def ledger():
    return company()


def begun(ledger, **values):
    own = {"name": "新品上市", "lead_department": MARKETING, "manager": WANG, "status": "active"}
    return project.save(visit(ledger, ADMIN), own | SPAN | values)


def row(ledger, table, record=1):
    return ledger.snapshot()[table].filter(id=record).row(0, named=True)


def field(screen, kind, name, form):
    return screen.field(kind, f"form:{form}.0.{name}")


def test_without_projects_the_page_says_how_to_begin(ledger):
    assert "还没有项目" in app(ledger, WANG, "projects").words


def test_a_lead_sets_up_a_project_of_his_own(ledger):
    screen = app(ledger, WANG, "projects", new=1)
    field(screen, "text_input", "name", "project.new").set_value("新品上市")
    field(screen, "date_input", "ends_on", "project.new").set_value(date(2027, 3, 1))
    screen.press("form:project.new.0.button.save")
    made = row(ledger, "project")
    assert (made["name"], made["manager"], made["lead_department"], made["number"]) == ("新品上市", WANG, MARKETING, "XM-2026-0001")
    assert "XM-2026-0001  新品上市" in screen.words


def test_a_project_that_ends_before_it_starts_is_refused_beside_the_field(ledger):
    screen = app(ledger, WANG, "projects", new=1)
    field(screen, "text_input", "name", "project.new").set_value("新品上市")
    field(screen, "date_input", "ends_on", "project.new").set_value(date(2026, 1, 1))
    screen.press("form:project.new.0.button.save")
    assert "结束日期早于开始日期" in screen.words
    assert field(screen, "text_input", "name", "project.new").value == "新品上市"
    assert ledger.snapshot()["project"].is_empty()


def test_a_project_can_be_changed_by_its_manager_only(ledger):
    record = begun(ledger)
    screen = app(ledger, WANG, "projects", id=record)
    screen.press("edit")
    field(screen, "text_input", "name", f"project.{record}.edit.1").set_value("新品上市一期")
    screen.press(f"form:project.{record}.edit.1.0.button.save")
    assert row(ledger, "project")["name"] == "新品上市一期"
    assert not app(ledger, LI, "projects", id=record).has("edit")


def test_a_department_joins_changes_and_leaves(ledger):
    record = begun(ledger)
    screen = app(ledger, WANG, "projects", id=record)
    name = f"participation.new.{record}"
    field(screen, "selectbox", "department", name).set_value(RESEARCH)
    field(screen, "selectbox", "contact", name).set_value(LI)
    field(screen, "text_area", "duties", name).set_value("接口")
    screen.press(f"form:{name}.0.button.save")
    assert (row(ledger, "participation")["department"], row(ledger, "participation")["contact"]) == (RESEARCH, LI)
    field(screen, "text_area", "duties", "participation.1.1").set_value("接口与测试")
    screen.press("form:participation.1.1.0.button.save")
    assert row(ledger, "participation")["duties"] == "接口与测试"
    screen.press("act.leave.1.yes")
    assert ledger.snapshot()["participation"].is_empty()
    assert "还没有登记参与部门" in screen.words


def test_a_contact_who_cannot_decide_brings_a_warning(ledger):
    record = begun(ledger)
    zhou = organisation.save_person(visit(ledger, ADMIN), {"username": "zhou", "name": "周洋", "department": LEGAL, "role": "contact"})
    part = {"project": record, "department": LEGAL, "part": "support", "contact": zhou}
    made = project.take_part(visit(ledger, WANG), part)
    assert "周洋 不能代表部门决策" in app(ledger, LI, "projects", id=record).words
    project.take_part(visit(ledger, WANG), {**part, "contact": LI}, made)
    assert "不能代表部门决策" not in app(ledger, LI, "projects", id=record).words


def test_a_project_shows_its_figures_its_plan_and_what_is_open(ledger):
    record = begun(ledger)
    spans = {"starts_on": date(2026, 11, 9), "due_on": date(2026, 11, 13)}
    own = {"project": record, "kind": "task", "title": "联调", "department": RESEARCH, "owner": LI}
    made = task.plan(visit(ledger, WANG), own | spans)
    task.report(visit(ledger, LI), [{"task": made, "reported_on": date(2026, 11, 19), "percent": 40.0, "health": "normal"}])
    found = {"title": "接口超时", "kind": "problem", "level": "normal", "departments": [RESEARCH], "found_at": NOW, "project": record}
    issue.report(visit(ledger, LI), found)
    issue.resolve(visit(ledger, LI), issue.report(visit(ledger, LI), {**found, "title": "旧问题"}), None, "已解决")
    risk.report(visit(ledger, LI), {"title": "产能不足", "department": RESEARCH, "probability": 3, "impact": 3, "project": record})
    screen = app(ledger, SCREEN, "projects", id=record)
    assert [metric.value for metric in screen.metric] == ["100.0%", "40.0%", "+60.0", "0.40"]
    plan, issues, risks = (screen.dataframe[n].value for n in range(3))
    assert plan["任务"].tolist() == ["联调"]
    assert issues["问题名称"].tolist() == ["接口超时"]
    assert risks["风险名称"].tolist() == ["产能不足"]


def test_a_project_without_tasks_shows_dashes(ledger):
    screen = app(ledger, LI, "projects", id=begun(ledger))
    assert [metric.value for metric in screen.metric] == ["—"] * 4
    assert "这个项目还没有任务" in screen.words


def test_the_list_shows_where_each_project_stands(ledger):
    begun(ledger)
    begun(ledger, name="旧项目", status="done")
    shown = app(ledger, LI, "projects").dataframe[0].value
    assert shown["项目名称"].tolist() == ["旧项目", "新品上市"]


@pytest.mark.parametrize("query", [{}, {"id": 1}, {"new": 1}])
def test_every_view_reads_in_english_too(ledger, query):
    begun(ledger)
    english(ledger, WANG)
    screen = app(ledger, WANG, "projects", **query)
    assert not screen.exception
    assert any(word in screen.words for word in ("Projects", "Departments taking part", "New project"))
