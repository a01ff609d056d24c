"""Projects as people meet them: set up, their departments and contacts, and how they stand."""

from datetime import date
from unittest.mock import patch

import pytest

from core.actions import document, issue, organisation, project, risk, task
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
    screen = app(ledger, WANG, "projects", id=record, view="charter")
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
    assert "周洋 不能代表部门决策" in app(ledger, LI, "projects", id=record, view="charter").words
    project.take_part(visit(ledger, WANG), {**part, "contact": LI}, made)
    assert "不能代表部门决策" not in app(ledger, LI, "projects", id=record, view="charter").words


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
    issues, risks = (screen.dataframe[n].value for n in range(2))
    assert issues["问题名称"].tolist() == ["接口超时"]
    assert risks["风险名称"].tolist() == ["产能不足"]
    assert app(ledger, SCREEN, "projects", id=record, view="plan").dataframe[0].value["任务"].tolist() == ["联调"]


def test_a_project_without_tasks_shows_dashes(ledger):
    record = begun(ledger)
    assert [metric.value for metric in app(ledger, LI, "projects", id=record).metric] == ["—"] * 4
    assert "这个项目还没有任务" in app(ledger, LI, "projects", id=record, view="plan").words


def test_the_list_shows_where_each_project_stands(ledger):
    begun(ledger)
    begun(ledger, name="旧项目", status="done")
    shown = app(ledger, LI, "projects").dataframe[0].value
    assert shown["项目名称"].tolist() == ["旧项目", "新品上市"]


VIEWS = [{"id": 1, "view": view} for view in ("overview", "charter", "plan", "documents")]


@pytest.mark.parametrize("query", [{}, *VIEWS, {"new": 1}])
def test_every_view_reads_in_english_too(ledger, query):
    begun(ledger)
    english(ledger, WANG)
    screen = app(ledger, WANG, "projects", **query)
    assert not screen.exception
    told = ("Projects", "Open issues", "Departments taking part", "no tasks yet", "No documents yet", "New project")
    assert any(word in screen.words for word in told)


def taking_part(ledger, record, **marketing):
    """Research, with Li as its contact, and marketing in the lead; research is headed by Li."""
    organisation.save_department(visit(ledger, ADMIN), {"head": LI}, RESEARCH)
    wang = visit(ledger, WANG)
    project.take_part(wang, {"project": record, "department": MARKETING, "part": "lead", "contact": WANG} | marketing)
    project.take_part(wang, {"project": record, "department": RESEARCH, "part": "support", "contact": LI})


def charter(ledger, who, record=1):
    return app(ledger, who, "projects", id=record, view="charter")


def signatures(screen):
    """The table of signatures: who signs → its state."""
    found = next(one.value for one in screen.dataframe if "签字方" in one.value and "状态" in one.value)
    return dict(zip(found["签字方"], found["状态"], strict=True))


def test_the_charter_says_what_it_still_lacks_and_what_to_do_about_it(ledger):
    record = begun(ledger, goal="提升满意度", buffer_percent=30.0)
    words = charter(ledger, SCREEN).words
    assert "章程检查：7 项待完善" in words
    for said in ("目标里没有可量化的数字", "没有写范围包含什么", "缓冲比例不在 10%–15% 之间", "参与部门不足两个", "没有主导部门"):
        assert said in words
    whole = {"goal": "销量 10000 台", "scope_in": "华东", "scope_out": "海外", "mechanism": "周会", "buffer_percent": 10.0}
    project.save(visit(ledger, WANG), whole, record)
    taking_part(ledger, record, contact=None)
    assert "章程检查：1 项待完善" in charter(ledger, SCREEN).words
    assert "市场营销部还没有对接人" in charter(ledger, SCREEN).words
    project.take_part(visit(ledger, WANG), {"contact": WANG}, 1)
    assert "章程内容完整" in charter(ledger, SCREEN).words


def test_without_departments_there_is_nothing_to_sign(ledger):
    begun(ledger)
    assert "先登记参与部门，才能签字" in charter(ledger, LI).words
    assert not charter(ledger, LI).app.get("text_area")


def test_a_head_signs_and_the_last_signature_brings_the_charter_into_force(ledger):
    record = begun(ledger)
    taking_part(ledger, record)
    screen = charter(ledger, LI)
    assert "2 个部门中 0 个已签署当前第 3 版" in screen.words
    screen.press("form:signoff.1.head.0.button.approve")
    assert "2 个部门中 1 个已签署当前第 3 版" in screen.words
    assert signatures(screen) == {"市场营销部": "待签", "产品研发部": "已签"}
    assert "您已就当前版本签字，可以改签" in screen.words
    other = charter(ledger, WANG)
    other.press("form:signoff.1.manager.0.button.approve")
    other.press("form:signoff.1.head.0.button.approve")
    assert "章程自 2026-11-20 10:00 起生效：2 个部门都已签署当前第 3 版" in other.words
    assert signatures(other) == {"市场营销部": "已签", "产品研发部": "已签", "项目负责人": "已签"}


def test_a_return_says_why_and_keeps_what_was_typed(ledger):
    record = begun(ledger)
    taking_part(ledger, record)
    screen = charter(ledger, LI)
    screen.press("form:signoff.1.head.0.button.return")
    assert "退回或不同意请写明意见" in screen.words
    assert ledger.snapshot()["signoff"].is_empty()
    field(screen, "text_area", "comment", "signoff.1.head").set_value("范围太大")
    screen.press("form:signoff.1.head.0.button.return")
    assert signatures(screen)["产品研发部"] == "退回修改"
    assert row(ledger, "signoff")["comment"] == "范围太大"


def test_who_changes_his_mind_twice_has_signed_three_times(ledger):
    taking_part(ledger, begun(ledger))
    charter(ledger, LI).press("form:signoff.1.head.0.button.approve")
    screen = charter(ledger, LI)
    field(screen, "text_area", "comment", "signoff.1.head").set_value("范围太大")
    screen.press("form:signoff.1.head.0.button.return")
    screen = charter(ledger, LI)
    screen.press("form:signoff.1.head.0.button.approve")
    assert ledger.snapshot()["signoff"]["decision"].to_list() == ["approve", "return", "approve"]
    assert signatures(screen)["产品研发部"] == "已签"


def test_nobody_signs_what_another_server_has_changed_since_the_page_was_drawn(ledger):
    taking_part(ledger, begun(ledger))
    kept, shown, drawn = ledger.history, ledger.snapshot(), []

    def later(table, *args):
        if not drawn:
            drawn.append(project.save(visit(ledger, WANG), {"goal": "首月 9000 台"}, 1))
        return kept(table, *args)

    with patch.object(ledger, "history", later), patch.object(ledger, "snapshot", lambda: shown):
        screen = charter(ledger, LI)
    assert "首月 9000 台" not in screen.words
    screen.press("form:signoff.1.head.0.button.approve")
    assert "章程刚有变更，请看过最新内容再签字" in screen.words
    assert ledger.snapshot()["signoff"].is_empty()


def test_a_charter_that_changes_while_it_is_read_is_read_again_before_it_is_signed(ledger):
    record = begun(ledger)
    taking_part(ledger, record)
    screen = charter(ledger, LI)
    project.save(visit(ledger, WANG), {"goal": "首月 9000 台"}, record)
    field(screen, "text_area", "comment", "signoff.1.head").set_value("同意")
    screen.press("form:signoff.1.head.0.button.approve")
    assert "章程刚有变更，请看过最新内容再签字" in screen.words
    assert "首月 9000 台" in screen.words
    assert ledger.snapshot()["signoff"].is_empty()
    assert field(screen, "text_area", "comment", "signoff.1.head").value == "同意"
    screen.press("form:signoff.1.head.0.button.approve")
    assert signatures(screen)["产品研发部"] == "已签"


def test_after_a_change_a_signature_lapses_and_what_changed_is_told(ledger):
    record = begun(ledger)
    taking_part(ledger, record)
    charter(ledger, LI).press("form:signoff.1.head.0.button.approve")
    project.save(visit(ledger, WANG), {"goal": "首月 9000 台"}, record)
    project.take_part(visit(ledger, WANG), {"project": record, "department": LEGAL, "part": "oversee"})
    screen = charter(ledger, LI)
    assert signatures(screen) == {"市场营销部": "待签", "产品研发部": "已失效：签后有变更", "法务合规部": "待签"}
    shown = [one.value for one in next(one for one in screen.expander if one.label == "第 3 版以来的变更（2 处）").text]
    assert shown == ["项目目标（SMART）", "—", "首月 9000 台", "法务合规部", "未参与", "参与"]
    assert "全部签字记录（1）" in {one.label for one in screen.expander}
    screen.press("form:signoff.1.head.0.button.approve")
    assert signatures(screen)["产品研发部"] == "已签"


def test_only_those_who_may_sign_are_asked_to(ledger):
    record = begun(ledger)
    taking_part(ledger, record)
    organisation.save_person(visit(ledger, ADMIN), {"username": "zhou", "name": "周洋", "department": RESEARCH, "role": "contact"})
    for who in (SCREEN, ADMIN, 6):
        assert not [button.key for button in charter(ledger, who).button if "signoff" in str(button.key)]
    project.save(visit(ledger, WANG), {"status": "done"}, record)
    assert not [button.key for button in charter(ledger, LI).button if "signoff" in str(button.key)]


def test_the_sign_off_reads_in_english_too(ledger):
    record = begun(ledger, goal="Better")
    taking_part(ledger, record)
    english(ledger, LI)
    screen = charter(ledger, LI)
    screen.press("form:signoff.1.head.0.button.approve")
    project.save(visit(ledger, WANG), {"goal": "10000 units"}, record)
    words = charter(ledger, LI).words
    assert not charter(ledger, LI).exception
    assert "Not in force yet: edition 4 signed by 0 of 2 departments" in words
    assert "What is in scope is not written" in words


def test_a_document_is_listed_found_opened_changed_and_taken_out(ledger):
    record = begun(ledger)
    screen = app(ledger, WANG, "projects", id=record, view="documents")
    assert "还没有登记资料" in screen.words
    name = f"document.new.{record}"
    field(screen, "text_input", "title", name).set_value("上市排期")
    field(screen, "text_input", "link", name).set_value("wiki/plan")
    screen.press(f"form:{name}.0.button.save")
    assert "请填写以 http 或 https 开头的完整网址" in screen.words
    assert field(screen, "text_input", "title", name).value == "上市排期"
    assert ledger.snapshot()["document"].is_empty()
    field(screen, "text_input", "link", name).set_value("https://wiki.example/plan")
    screen.press(f"form:{name}.0.button.save")
    assert (row(ledger, "document")["title"], row(ledger, "document")["project"]) == ("上市排期", record)
    assert screen.query_params["document"] == "1"
    field(screen, "text_input", "edition", "document.1.1").set_value("V1.1")
    screen.press("form:document.1.1.0.button.save")
    assert row(ledger, "document")["edition"] == "V1.1"
    screen.press("back.documents")
    assert screen.has("document.1")
    assert [one.proto.url for one in screen.get("link_button")] == ["https://wiki.example/plan"]
    screen.text_input(key="search").set_value("没有").run()
    assert not screen.has("document.1")
    screen.text_input(key="search").set_value("WIKI v1.1").run()
    screen.press("document.1")
    screen.press("act.drop.1")
    assert ledger.snapshot()["document"].is_empty()


def test_documents_are_read_by_all_and_kept_by_those_who_plan(ledger):
    record = begun(ledger)
    document.keep(visit(ledger, WANG), {"project": record, "category": "plan", "title": "上市排期", "link": "https://wiki.example"})
    for who in (LI, SCREEN):
        screen = app(ledger, who, "projects", id=record, view="documents")
        assert screen.has("document.1")
        assert not screen.has(f"form:document.new.{record}.0.button.save")
        opened = app(ledger, who, "projects", id=record, view="documents", document=1)
        assert "上市排期" in opened.words
        assert not opened.has("act.drop.1")
        assert not opened.has("form:document.1.1.0.button.save")


def test_a_document_of_another_project_is_not_shown_under_this_one(ledger):
    record, other = begun(ledger), begun(ledger, name="另一个")
    document.keep(visit(ledger, WANG), {"project": other, "category": "plan", "title": "别处的资料"})
    assert "别处的资料" not in app(ledger, LI, "projects", id=record, view="documents", document=1).words


def test_an_address_that_came_another_way_is_no_link(ledger):
    record = begun(ledger)
    with ledger.writing(ADMIN, NOW, "add") as work:
        work.add("document", {"project": record, "category": "plan", "title": "资料", "link": "javascript:alert(1)"})
    for query in ({}, {"document": 1}):
        screen = app(ledger, LI, "projects", id=record, view="documents", **query)
        assert not screen.exception
        assert not screen.get("link_button")


def test_a_history_of_one_version_is_said_in_good_english(ledger):
    record = begun(ledger)
    english(ledger, LI)
    assert "History (1 version)" in {one.label for one in app(ledger, LI, "projects", id=record).expander}
    project.save(visit(ledger, WANG), {"status": "paused"}, record)
    assert "History (2 versions)" in {one.label for one in app(ledger, LI, "projects", id=record).expander}
