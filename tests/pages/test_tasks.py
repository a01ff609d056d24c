"""Tasks as people meet them: planned, shown as a list and as a tree, reported on, finished, cancelled."""

from datetime import date, timedelta

import pytest

from core.actions import dependency, project, rules, task, warning
from tests.pages.app import ADMIN, CHEN, LI, MARKETING, NOW, RESEARCH, SCREEN, WANG, app, company, english, visit

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


def test_a_lagging_report_raises_an_issue_that_the_page_shows_with_its_clock(ledger):
    record = planned(ledger)
    screen = app(ledger, LI, "tasks", id=record)
    assert "48 小时内召开专项会议" in screen.words
    assert "关联问题" not in screen.words
    name = f"task.{record}.report"
    field(screen, "segmented_control", "health", name).set_value("blocked")
    field(screen, "text_area", "problem", name).set_value("等待合同")
    screen.press(f"form:{name}.0.button.report")
    assert "关联问题" in screen.words
    table = screen.dataframe[0].value
    assert table[["编号", "问题名称", "类型", "级别"]].iloc[0].tolist() == ["WT-2026-0001", "任务阻塞：联调", "阻塞", "紧急"]
    assert table["应于"].dt.strftime("%m-%d %H:%M").tolist() == ["11-20 12:00"]
    assert ledger.snapshot()["issue"]["description"].to_list() == ["等待合同"]


def warned(ledger, now=NOW, **values):
    """A task 70 points behind and its warning of that week, which is high."""
    record = planned(ledger, **values)
    (made,) = warning.list_week(visit(ledger, CHEN, now))
    return record, made


def of_week(screen):
    return next(frame.value for frame in screen.dataframe if "进度偏差（百分点）" in frame.value)


def test_before_the_first_list_the_view_says_when_it_is_made(ledger):
    planned(ledger)
    assert "还没有预警清单" in app(ledger, LI, "tasks", view="warnings").words
    assert not app(ledger, LI, "tasks", view="warnings").has("act.warnings")


def test_a_coordinator_makes_the_list_of_the_week(ledger):
    planned(ledger)
    screen = app(ledger, CHEN, "tasks", view="warnings")
    screen.press("act.warnings")
    assert ledger.snapshot()["warning"].height == 1
    assert of_week(screen)[["任务", "当前进度 %", "进度偏差（百分点）"]].iloc[0].tolist() == ["联调", 0.0, 70.0]
    assert list(of_week(screen)["风险等级"].iloc[0]) == ["高"]


def test_a_high_warning_shows_its_clock_and_is_answered_on_the_list(ledger):
    warned(ledger)
    screen = app(ledger, LI, "tasks", view="warnings")
    assert "待提交应对方案（1）" in screen.words
    assert "计划 70% · 实际 0% · 偏差 70 个百分点" in screen.words
    assert "预警应对方案 · 产品研发部" in screen.words
    assert "还剩 1 天 0 小时" in screen.words
    name = "form:warning.1.answer.0"
    screen.press(f"{name}.button.answer")
    assert "请填写应对方案" in screen.words
    screen.field("text_area", f"{name}.response").set_value("增加两名测试")
    screen.press(f"{name}.button.answer")
    assert ledger.snapshot()["warning"]["response"].to_list() == ["增加两名测试"]
    assert "待提交应对方案" not in screen.words
    assert of_week(screen)["应对方案"].tolist() == ["增加两名测试"]


def test_a_plan_on_an_old_version_shows_both(ledger):
    _, made = warned(ledger)
    screen = app(ledger, LI, "tasks", view="warnings")
    warning.answer(visit(ledger, CHEN), made, 1, "甲")
    screen.field("text_area", "form:warning.1.answer.0.response").set_value("乙")
    screen.press("form:warning.1.answer.0.button.answer")
    assert ledger.snapshot()["warning"]["response"].to_list() == ["甲"]


def test_each_week_is_kept_and_can_be_chosen(ledger):
    record, _ = warned(ledger)
    task.report(visit(ledger, LI), [{"task": record, "reported_on": date(2026, 11, 20), "percent": 40.0, "health": "normal"}])
    later = NOW + timedelta(days=7)
    warning.list_week(visit(ledger, CHEN, later))
    screen = app(ledger, LI, "tasks", view="warnings", now=later)
    assert of_week(screen)["当前进度 %"].tolist() == [40.0]
    weeks = screen.field("selectbox", "week")
    assert weeks.options == ["2026-11-23 至 2026-11-29（1 项）", "2026-11-16 至 2026-11-22（1 项）"]
    weeks.set_value("2026-11-16").run()
    assert of_week(screen)["当前进度 %"].tolist() == [0.0]
    assert screen.query_params["week"] == "2026-11-16"


def test_the_filters_of_the_page_hold_for_the_warnings_too(ledger):
    warned(ledger)
    screen = app(ledger, LI, "tasks", view="warnings", department=MARKETING)
    assert "这一周没有符合筛选条件的预警" in screen.words


def test_a_task_shows_its_warnings_and_takes_the_plan(ledger):
    record, made = warned(ledger)
    screen = app(ledger, LI, "tasks", warning=made)
    assert screen.query_params["id"] == str(record)
    assert "进度风险预警" in screen.words
    screen.field("text_area", "form:warning.1.answer.0.response").set_value("增加两名测试")
    screen.press("form:warning.1.answer.0.button.answer")
    assert ledger.snapshot()["warning"]["plan_submitted_at"].to_list() == [NOW]
    assert not screen.has("form:warning.1.answer.1.button.answer")


def test_the_meeting_screen_sees_warnings_and_answers_none(ledger):
    record, _ = warned(ledger)
    for query in ({"view": "warnings"}, {"id": record}):
        screen = app(ledger, SCREEN, "tasks", **query)
        assert "预警应对方案 · 产品研发部" in screen.words
        assert not screen.has("form:warning.1.answer.0.button.answer")
        assert not screen.has("act.warnings")


@pytest.mark.parametrize("query", [{"view": "warnings"}, {"id": 1}])
@pytest.mark.parametrize("listed_before", [True, False])
def test_the_warnings_read_in_english_too(ledger, query, listed_before):
    planned(ledger, "Test the interface")
    if listed_before:
        warning.list_week(visit(ledger, CHEN))
    english(ledger, LI)
    screen = app(ledger, LI, "tasks", **query)
    assert not screen.exception
    assert "预警" not in screen.words
    assert ("Warning" in screen.words or "warning" in screen.words) or not listed_before


LAST_WEEK = NOW - timedelta(days=8)


def on_time_and_not(ledger):
    """Two tasks planned three weeks ago; one was reported on last Thursday, the other never."""
    began = NOW - timedelta(days=21)
    own = {"project": 1, "kind": "task", "department": RESEARCH, "owner": LI, "starts_on": date(2026, 11, 9), "due_on": date(2026, 12, 4)}
    seen = task.plan(visit(ledger, WANG, began), own | {"title": "有填报"})
    task.plan(visit(ledger, WANG, began), own | {"title": "没填报", "department": MARKETING, "owner": WANG})
    task.report(visit(ledger, LI, LAST_WEEK), [{"task": seen, "reported_on": LAST_WEEK.date(), "percent": 10.0, "health": "normal"}])


def test_the_updates_view_gives_the_rate_with_its_n_and_who_owes_the_newest_entry(ledger):
    on_time_and_not(ledger)
    screen = app(ledger, SCREEN, "tasks", view="updates")
    (card,) = screen.app.metric
    # This week's entry is due on Friday at five in the afternoon: it is ten in the morning.
    assert (card.label, card.value, card.delta) == ("填报及时率", "50.0%", "n = 2")
    departments, projects, missed = (frame.value for frame in screen.dataframe)
    assert departments.to_numpy().tolist() == [["市场营销部", 0.0, 0, 1], ["产品研发部", 100.0, 1, 1]]
    assert projects.to_numpy().tolist() == [["新品上市", 50.0, 1, 2]]
    assert missed["任务"].tolist() == ["没填报"]
    assert "2026" in screen.words


def test_the_updates_view_counts_this_week_once_its_entries_are_due(ledger):
    on_time_and_not(ledger)
    evening = NOW + timedelta(hours=7)
    assert app(ledger, LI, "tasks", view="updates", now=evening).app.metric[0].delta == "n = 4"
    assert app(ledger, LI, "tasks", view="updates", now=evening, department=MARKETING).app.metric[0].delta == "n = 2"


def test_an_hour_of_ones_own_is_the_one_that_counts(ledger):
    on_time_and_not(ledger)
    rules.change_setting(visit(ledger, ADMIN), "update_by", "09:30")
    assert app(ledger, LI, "tasks", view="updates").app.metric[0].delta == "n = 4"
    rules.change_setting(visit(ledger, ADMIN), "update_rhythm", "daily")
    # Ten working days from Monday 9 November to this morning.
    assert app(ledger, LI, "tasks", view="updates").app.metric[0].delta == "n = 20"


def test_where_nothing_was_owed_the_updates_view_says_so_in_both_languages(ledger):
    planned(ledger)
    assert "近 12 周没有应填报的任务" in app(ledger, LI, "tasks", view="updates").words
    english(ledger, LI)
    screen = app(ledger, LI, "tasks", view="updates")
    assert "In the last 12 weeks no task owed an entry" in screen.words
    assert screen.app.metric[0].value == "—"


def test_a_task_is_let_wait_for_another_and_shows_its_float(ledger):
    design, build = planned(ledger, "设计"), planned(ledger, "开发", due_on=date(2026, 11, 30))
    screen = app(ledger, WANG, "tasks", id=build)
    assert "还没有设置依赖" in screen.words
    screen.field("selectbox", f"form:dependency.{build}.0.predecessor").set_value(design)
    screen.press(f"form:dependency.{build}.0.button.link")
    (made,) = ledger.snapshot()["dependency"].iter_rows(named=True)
    assert (made["predecessor"], made["successor"], made["type"]) == (design, build, "FS")
    assert "等待：设计 · 完成-开始（FS）" in [button.label.replace("\\", "") for button in screen.app.button]
    assert "关键任务" in screen.words
    screen = app(ledger, WANG, "tasks", id=design)
    screen.field("selectbox", f"form:dependency.{design}.0.predecessor").set_value(build)
    screen.press(f"form:dependency.{design}.0.button.link")
    assert "依赖成环：" in screen.words
    assert screen.field("selectbox", f"form:dependency.{design}.0.predecessor").value == build


def test_who_does_not_plan_sees_the_dependencies_and_no_form(ledger):
    design, build = planned(ledger, "设计"), planned(ledger, "开发")
    dependency.link(visit(ledger, WANG), {"predecessor": design, "successor": build, "type": "FS", "lag_days": 2})
    english(ledger, LI)
    screen = app(ledger, LI, "tasks", id=build)
    assert "After 设计 · Finish to start (FS), +2 working days" in [button.label.replace("\\", "") for button in screen.app.button]
    assert not screen.has(f"form:dependency.{build}.0.button.link")
    assert not screen.has("act.unlink.1")


def test_a_dependency_is_taken_out(ledger):
    design, build = planned(ledger, "设计"), planned(ledger, "开发")
    dependency.link(visit(ledger, WANG), {"predecessor": design, "successor": build, "type": "FS", "lag_days": 0})
    app(ledger, WANG, "tasks", id=build).press("act.unlink.1")
    assert ledger.snapshot()["dependency"].is_empty()
