"""Tasks as people meet them: planned, shown as a list and as a tree, reported on, finished, cancelled."""

from datetime import date, timedelta

import pytest

from core.actions import project, task
from tests.pages.app import ADMIN, LI, MARKETING, NOW, RESEARCH, SCREEN, WANG, app, company, english, visit

SPAN = {"starts_on": date(2026, 11, 2), "due_on": date(2026, 11, 27)}


@pytest.fixture
def ledger():
    made = company()
    own = {"name": "新品上市", "lead_department": MARKETING, "manager": WANG, "status": "active"}
    project.save(visit(made, ADMIN), own | {"starts_on": date(2026, 10, 1), "ends_on": date(2027, 3, 1)})
    return made


def planned(ledger, title="联调", **values):
    own = {"project": 1, "kind": "task", "title": title, "department": RESEARCH, "owner": LI}
    return task.plan(visit(ledger, WANG), own | SPAN | values)


def row(ledger, record):
    return ledger.snapshot()["task"].filter(id=record).row(0, named=True)


def field(screen, kind, name, form):
    return screen.field(kind, f"form:{form}.0.{name}")


def listed(screen, column="任务名称"):
    return screen.dataframe[0].value[column].tolist()


def test_without_tasks_the_page_says_how_to_begin(ledger):
    assert "还没有任务" in app(ledger, LI, "tasks").words


def test_a_lead_plans_a_task_under_another_of_his_project(ledger):
    phase = planned(ledger, "准备", kind="phase", owner=None)
    screen = app(ledger, WANG, "tasks", new=1)
    field(screen, "text_input", "title", "task.new.1").set_value("确认物料")
    parents = field(screen, "selectbox", "parent", "task.new.1")
    assert parents.options == ["1 准备"]
    parents.set_value(phase)
    field(screen, "date_input", "due_on", "task.new.1").set_value(date(2026, 12, 4))
    screen.press("form:task.new.1.0.button.plan")
    made = row(ledger, 2)
    assert (made["project"], made["parent"], made["code"], made["department"]) == (1, phase, "1.1", MARKETING)
    assert "1.1  确认物料" in screen.words


def test_a_task_due_before_it_starts_is_refused_beside_its_field_and_keeps_the_input(ledger):
    screen = app(ledger, WANG, "tasks", new=1)
    field(screen, "text_input", "title", "task.new.1").set_value("确认物料")
    field(screen, "date_input", "due_on", "task.new.1").set_value(date(2026, 11, 1))
    screen.press("form:task.new.1.0.button.plan")
    assert "计划完成早于计划开始" in screen.words
    assert field(screen, "text_input", "title", "task.new.1").value == "确认物料"
    assert ledger.snapshot()["task"].is_empty()


def test_whoever_may_not_plan_is_not_offered_a_new_task(ledger):
    assert app(ledger, WANG, "tasks").has("new")
    assert not app(ledger, LI, "tasks").has("new")
    assert not app(ledger, LI, "tasks", new=1).app.get("form")


def test_the_list_shows_planned_and_actual_progress_and_filters(ledger):
    late = planned(ledger, "逾期的", due_on=date(2026, 11, 19))
    planned(ledger, "市场的", department=MARKETING, owner=WANG)
    task.report(visit(ledger, LI), [{"task": late, "reported_on": date(2026, 11, 19), "percent": 40.0, "health": "normal"}])
    screen = app(ledger, LI, "tasks")
    assert screen.dataframe[0].value[["任务名称", "计划进度", "实际进度", "按期情况"]].iloc[1].tolist() == ["逾期的", 100.0, 40.0, "已逾期"]
    screen.field("selectbox", "owner").set_value(str(WANG)).run()
    assert listed(screen) == ["市场的"]


def test_the_tree_shows_the_plan_of_one_project_in_its_order(ledger):
    phase = planned(ledger, "准备", kind="phase", owner=None)
    planned(ledger, "收尾")
    leaf = planned(ledger, "物料", parent=phase)
    task.report(visit(ledger, LI), [{"task": leaf, "reported_on": date(2026, 11, 19), "percent": 40.0, "health": "normal"}])
    screen = app(ledger, WANG, "tasks")
    screen.segmented_control[0].set_value("tree").run()
    assert listed(screen, "任务") == ["准备", "\u3000物料", "收尾"]
    assert listed(screen, "实际") == [40.0, 40.0, 0.0]
    assert listed(screen, "状态") == ["进行中", "进行中", "未开始"]


def test_the_tree_asks_for_a_project_when_there_are_several(ledger):
    own = {"name": "二期", "lead_department": MARKETING, "manager": WANG, "status": "active"}
    project.save(visit(ledger, ADMIN), own | {"starts_on": date(2026, 10, 1), "ends_on": date(2027, 3, 1)})
    planned(ledger)
    planned(ledger, project=2)
    screen = app(ledger, WANG, "tasks")
    screen.segmented_control[0].set_value("tree").run()
    assert "请先在上面选择一个项目" in screen.words


def test_progress_is_reported_on_one_task(ledger):
    record = planned(ledger)
    screen = app(ledger, LI, "tasks", id=record)
    name = f"task.{record}.report"
    field(screen, "number_input", "percent", name).set_value(45.0)
    field(screen, "text_area", "done", name).set_value("接口已通")
    screen.press(f"form:{name}.0.button.report")
    assert (row(ledger, record)["percent"], row(ledger, record)["status"]) == (45.0, "doing")
    assert "进度记录" in screen.words


def test_a_lagging_report_without_its_problem_is_refused_beside_the_field(ledger):
    record = planned(ledger)
    screen = app(ledger, LI, "tasks", id=record)
    name = f"task.{record}.report"
    field(screen, "segmented_control", "health", name).set_value("lagging")
    screen.press(f"form:{name}.0.button.report")
    assert "滞后或阻塞时请写明存在的问题" in screen.words
    assert ledger.snapshot()["progress"].is_empty()
    field(screen, "text_area", "problem", name).set_value("人手不足")
    screen.press(f"form:{name}.0.button.report")
    assert row(ledger, record)["health"] == "lagging"


def test_after_a_report_the_task_can_be_finished_and_its_word_is_derived(ledger):
    record = planned(ledger)
    screen = app(ledger, LI, "tasks", id=record)
    field(screen, "number_input", "percent", f"task.{record}.report").set_value(45.0)
    screen.press(f"form:task.{record}.report.0.button.report")
    screen.press(f"form:task.{record}.finish.0.button.finish")
    assert (row(ledger, record)["status"], row(ledger, record)["finished_on"]) == ("done", date(2026, 11, 20))
    assert "提前完成" in screen.words
    screen.press("act.reopen")
    assert row(ledger, record)["status"] == "doing"


def test_a_task_can_be_changed_and_cancelled_by_whoever_plans_it(ledger):
    record = planned(ledger)
    screen = app(ledger, WANG, "tasks", id=record)
    screen.press("edit")
    field(screen, "text_input", "title", f"task.{record}.edit.1").set_value("联合调试")
    screen.press(f"form:task.{record}.edit.1.0.button.save")
    assert row(ledger, record)["title"] == "联合调试"
    screen.press("act.cancel")
    assert row(ledger, record)["status"] == "cancelled"
    assert not app(ledger, LI, "tasks", id=planned(ledger)).has("edit")


def test_a_task_with_subtasks_shows_them_and_takes_no_report(ledger):
    above = planned(ledger, "准备")
    planned(ledger, "物料", parent=above)
    screen = app(ledger, LI, "tasks", id=above)
    assert "进度由下级任务按权重汇总" in screen.words
    assert not screen.has(f"form:task.{above}.report.0.button.report")


def test_a_viewer_sees_a_task_and_may_do_nothing(ledger):
    record = planned(ledger, due_on=date(2026, 11, 19))
    screen = app(ledger, SCREEN, "tasks", id=record, now=NOW + timedelta(days=1))
    assert "已逾期" in screen.words
    assert not any(screen.has(key) for key in ("edit", "act.cancel", f"form:task.{record}.report.0.button.report"))


@pytest.mark.parametrize("query", [{}, {"id": 1}, {"new": 1}])
def test_every_view_reads_in_english_too(ledger, query):
    planned(ledger)
    english(ledger, WANG)
    screen = app(ledger, WANG, "tasks", **query)
    assert not screen.exception
    assert any(word in screen.words for word in ("Tasks", "Report progress", "New task"))


def test_a_contact_declares_another_date_and_a_date_in_the_past_is_refused_with_the_rest_kept(ledger):
    record = planned(ledger)
    screen = app(ledger, LI, "tasks", id=record)
    name = f"task.{record}.replan"
    field(screen, "date_input", "new_due_on", name).set_value(date(2026, 11, 3))
    field(screen, "text_area", "reason", name).set_value("供应商交货推迟")
    field(screen, "text_area", "measures", name).set_value("改用备选供应商")
    screen.press(f"form:{name}.0.button.replan")
    assert "调整后的日期不能早于今天" in screen.words
    assert field(screen, "text_area", "reason", name).value == "供应商交货推迟"
    field(screen, "date_input", "new_due_on", name).set_value(date(2026, 12, 11))
    screen.press(f"form:{name}.0.button.replan")
    assert row(ledger, record)["due_on"] == date(2026, 12, 11)
    assert "延期与调整方案" in screen.words


def test_who_may_not_move_a_date_is_not_offered_it(ledger):
    record = planned(ledger)
    assert "申报延期或调整" not in app(ledger, SCREEN, "tasks", id=record).words
