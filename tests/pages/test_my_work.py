"""My work as a contact meets it: one list, and ten tasks updated in one save."""

from datetime import date, timedelta
from unittest.mock import patch

import pytest

from core.actions import issue, organisation, project, request, resource, task
from core.ui.words import segment
from tests.pages.app import ADMIN, LI, MARKETING, NOW, RESEARCH, SCREEN, WANG, app, company, english, visit
from tests.pages.editing import cells, type_into

SAVE = "grid:my_tasks.{turn}.save"


@pytest.fixture
def ledger():
    return company()


def planned(ledger, count=10, **values):
    """A project of Wang's with tasks that Li owns."""
    wang = visit(ledger, ADMIN)
    own = {"name": "新品上市", "lead_department": MARKETING, "manager": WANG, "status": "active"}
    made = project.save(wang, own | {"starts_on": date(2026, 10, 1), "ends_on": date(2027, 3, 1)})
    spans = {"starts_on": date(2026, 11, 2), "due_on": date(2026, 11, 27)}
    common = {"project": made, "kind": "task", "department": RESEARCH, "owner": LI} | spans | values
    return [task.plan(visit(ledger, ADMIN), common | {"title": f"任务 {n}"}) for n in range(1, count + 1)]


def percents(ledger):
    return ledger.snapshot()["task"].sort("id")["percent"].to_list()


def test_with_nothing_to_do_the_page_says_so(ledger):
    screen = app(ledger, LI, "my_work")
    assert "都处理完了" in screen.words
    assert not screen.data_editor


def test_a_viewer_has_nothing_to_do_whatever_there_is(ledger):
    planned(ledger, owner=None)
    screen = app(ledger, SCREEN, "my_work")
    assert "都处理完了" in screen.words
    assert not screen.data_editor


def test_everything_that_waits_stands_in_one_list_soonest_due_first(ledger):
    planned(ledger, 1)
    issue.report(
        visit(ledger, WANG),
        {"title": "接口超时", "kind": "problem", "level": "urgent", "departments": [RESEARCH], "found_at": NOW - timedelta(hours=1)},
    )
    asked = {"applicant_department": MARKETING, "departments": [RESEARCH], "urgency": "urgent", "background": "上市", "goal": "一万台"}
    request.apply(visit(ledger, WANG), asked | {"title": "联合推广"})
    screen = app(ledger, LI, "my_work")
    shown = screen.dataframe[0].value
    assert shown["事项"].tolist() == ["WT-2026-0001 接口超时", "XQ-2026-0001 联合推广", "任务 1"]
    assert shown["时限"].tolist() == ["还剩 2 小时", "还剩 1 天", "还剩 7 天"]
    assert screen.segmented_control[0].options == list(map(segment, ("全部 3", "已超期 0", "今天到期 1", "本周到期 2")))


def test_a_count_shows_the_matters_it_counts(ledger):
    planned(ledger, 2, due_on=date(2026, 11, 19))
    screen = app(ledger, LI, "my_work")
    screen.segmented_control[0].set_value("today").run()
    assert "这一栏没有事项" in screen.words
    screen.segmented_control[0].set_value("overdue").run()
    assert screen.dataframe[0].value["应于"].tolist() == ["2026-11-19", "2026-11-19"]


def test_the_chosen_view_stays_while_its_counts_change_and_stands_in_the_url(ledger):
    planned(ledger, 2, due_on=date(2026, 11, 19))
    screen = app(ledger, LI, "my_work")
    screen.segmented_control[0].set_value("overdue").run()
    type_into(screen, {0: {"percent": 100}})
    screen.press(SAVE.format(turn=0))
    assert screen.segmented_control[0].options[1] == segment(":red[已超期 1]")
    assert screen.segmented_control[0].value == "overdue"
    assert app(ledger, LI, "my_work", due="overdue").segmented_control[0].value == "overdue"


def test_ten_tasks_are_updated_in_one_save(ledger):
    planned(ledger)
    before = ledger.saves().height
    screen = app(ledger, LI, "my_work")
    type_into(screen, {row: {"percent": 10 * (row + 1), "done": f"第 {row + 1} 步"} for row in range(10)})
    screen.press(SAVE.format(turn=0))
    assert ledger.saves().height == before + 1
    assert percents(ledger) == [10.0 * n for n in range(1, 11)]
    reports = ledger.snapshot()["progress"]
    assert reports["reporter"].to_list() == [LI] * 10
    assert reports["reported_on"].unique().to_list() == [date(2026, 11, 20)]
    assert len(cells(screen, "title")) == 9


def test_only_the_tasks_that_were_changed_are_reported(ledger):
    planned(ledger, 3)
    screen = app(ledger, LI, "my_work")
    type_into(screen, {1: {"percent": 30}})
    screen.press(SAVE.format(turn=0))
    assert ledger.snapshot()["progress"].select("task", "percent").rows() == [(2, 30.0)]


def test_a_lagging_row_without_its_problem_is_refused_and_nothing_is_saved_or_lost(ledger):
    planned(ledger, 3)
    screen = app(ledger, LI, "my_work")
    type_into(screen, {0: {"percent": 40, "next_step": "联调"}, 2: {"health": "lagging"}})
    screen.press(SAVE.format(turn=0))
    assert "第 3 行 · 任务 3 · 存在问题：滞后或阻塞时请写明存在的问题" in screen.words
    assert percents(ledger) == [0.0, 0.0, 0.0]
    assert (cells(screen, "percent")[0], cells(screen, "next_step")[0], cells(screen, "health")[2]) == (40.0, "联调", "lagging")
    type_into(screen, {2: {"problem": "供应商延期"}})
    screen.press(SAVE.format(turn=1))
    assert percents(ledger) == [40.0, 0.0, 0.0]
    assert ledger.snapshot()["task"].sort("id")["health"].to_list() == ["normal", "normal", "lagging"]


def test_the_grid_starts_from_what_was_reported_last(ledger):
    [first] = planned(ledger, 1)
    said = {"percent": 30.0, "health": "blocked", "done": "评审", "problem": "缺设备", "next_step": "借设备"}
    task.report(visit(ledger, LI), [{"task": first, "reported_on": date(2026, 11, 19), **said}])
    screen = app(ledger, LI, "my_work")
    names = ("percent", "current", "health", "problem", "next_step")
    assert [cells(screen, name)[0] for name in names] == [30.0, 30.0, "blocked", "缺设备", "借设备"]
    assert cells(screen, "done") != ["评审"]


def test_a_task_that_somebody_else_reported_meanwhile_is_named_and_can_be_saved_over(ledger):
    _, second = planned(ledger, 2)
    screen = app(ledger, LI, "my_work")
    task.report(
        visit(ledger, WANG), [{"task": second, "reported_on": date(2026, 11, 20), "percent": 70.0, "health": "normal", "base": None}]
    )
    type_into(screen, {0: {"percent": 20}, 1: {"percent": 50}})
    screen.press(SAVE.format(turn=0))
    assert "第 2 行“任务 2”：王伟" in screen.words
    assert percents(ledger) == [0.0, 70.0]
    screen.press("grid:my_tasks.1.keep")
    assert percents(ledger) == [20.0, 50.0]


def test_a_resource_request_waits_on_the_approver_it_names_and_is_gone_once_decided(ledger):
    planned(ledger, 0)
    made = ledger.snapshot()["project"]["id"][0]
    asked = {"project": made, "department": MARKETING, "type": "people", "detail": "测试工程师", "purpose": "联调", "urgency": "normal"}
    record = resource.ask(visit(ledger, WANG), asked | {"approver": LI})
    shown = app(ledger, LI, "my_work").dataframe[0].value
    assert (shown["待办"].tolist(), shown["事项"].tolist(), shown["应于"].tolist()) == (["审批资源"], ["测试工程师"], ["2026-11-25 18:00"])
    assert "都处理完了" in app(ledger, WANG, "my_work").words
    resource.decide(visit(ledger, LI), record, None, True)
    assert "都处理完了" in app(ledger, LI, "my_work").words


def test_a_charter_waits_for_the_head_and_what_is_broken_is_escalated_to_him(ledger):
    planned(ledger, 1, due_on=date(2026, 11, 19))
    made = ledger.snapshot()["project"]["id"][0]
    values = {"username": "zhao", "name": "赵敏", "department": RESEARCH, "role": "leader", "can_decide": True}
    head = organisation.save_person(visit(ledger, ADMIN), values)
    organisation.save_department(visit(ledger, ADMIN), {"head": head}, RESEARCH, None)
    project.take_part(visit(ledger, ADMIN), {"project": made, "department": RESEARCH, "part": "support"})
    rows = app(ledger, head, "my_work").dataframe[0].value
    assert rows["待办"].tolist() == ["升级：延期申报", "签署项目章程", "签署任务分配表"]
    assert rows["事项"].tolist() == ["任务 1", "XM-2026-0001 新品上市", "XM-2026-0001 新品上市"]
    assert app(ledger, LI, "my_work").dataframe[0].value["待办"].tolist() == ["完成或申报延期"]
    english(ledger, head)
    assert app(ledger, head, "my_work").dataframe[0].value["To do"].tolist() == [
        "Escalated: Delay notice",
        "Sign a charter",
        "Sign a task sheet",
    ]
    with patch("core.ui.matters.clicked", lambda _: 2), patch("core.ui.plans.show") as opened:
        app(ledger, head, "my_work")
    opened.assert_called_once_with(made, "assignments", department=RESEARCH)


def test_the_page_reads_in_english_too(ledger):
    planned(ledger, 1)
    english(ledger, LI)
    screen = app(ledger, LI, "my_work")
    assert "Update my tasks" in screen.words
    assert screen.segmented_control[0].options[0] == segment("All 1")
    assert screen.dataframe[0].value["To do"].tolist() == ["Work on a task"]


def test_a_charter_to_sign_opens_where_it_is_signed(ledger):
    own = {"name": "新品上市", "lead_department": MARKETING, "manager": WANG, "status": "planning"}
    made = project.save(visit(ledger, ADMIN), own | {"starts_on": date(2026, 10, 1), "ends_on": date(2027, 3, 1)})
    project.take_part(visit(ledger, ADMIN), {"project": made, "department": RESEARCH, "part": "support"})
    screen = app(ledger, LI, "my_work")
    assert screen.dataframe[0].value[["事项", "待办"]].to_numpy().tolist() == [["XM-2026-0001 新品上市", "签署项目章程"]]
    with patch("core.ui.matters.clicked", lambda _: 0), patch("core.ui.where.open_record") as opened:
        screen.run()
    opened.assert_called_once_with("project", made, "charter")
