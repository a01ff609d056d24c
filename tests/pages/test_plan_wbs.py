"""The work breakdown on the plan page: typed, moved about, pasted and scheduled as a draft, and saved in one go."""

from datetime import date, timedelta

import polars as pl
import pytest

from core.actions import organisation, task
from core.text import Language
from core.ui import wbs, wbs_panels, wbs_paste, wbs_sheet
from tests.builders import NOW, TODAY, company
from tests.builders import task as task_values
from tests.pages.app import app
from tests.pages.editing import cells, type_into

DAY = timedelta(days=1)


@pytest.fixture
def c():
    return company()


def plan(c, *titles, **over):
    """Top-level tasks of the launch, a week each from next Monday."""
    lead, values = c.visit("lead"), {"starts_on": TODAY + 3 * DAY, "due_on": TODAY + 7 * DAY} | over
    return [task.plan(lead, task_values(c, title=title, **values)) for title in titles]


def opened(c, who="lead"):
    return app(c.ledger, c.people[who], "plan", project=c.projects["launch"])


def press(screen, name):
    """Press one of the grid's buttons, whose keys are new after each press."""
    key = next(button.key for button in screen.button if button.key.startswith("grid:wbs.") and button.key.endswith(f".{name}"))
    screen.press(key)
    assert not screen.exception


def outline(c):
    rows = c.ledger.snapshot()["task"].filter(pl.col("status") != "cancelled").sort("code")
    return rows.select("code", "title").rows()


def test_an_empty_plan_says_how_to_begin_in_both_languages(c):
    assert wbs.EMPTY.zh in opened(c).words
    organisation.choose_language(c.visit("lead"), Language.EN)
    assert wbs.EMPTY.en in opened(c).words


def test_whoever_does_not_plan_sees_the_outline_without_a_grid(c):
    plan(c, "调研")
    screen = opened(c, "contact")
    assert not screen.app.data_editor
    assert list(screen.dataframe[0].value.iloc[:, 1]) == ["调研"]


def test_what_is_typed_and_moved_about_is_saved_in_one_go(c):
    plan(c, "调研", "访谈", "设计")
    screen = opened(c)
    type_into(screen, {1: {"chosen": True, "title": "用户访谈"}})
    press(screen, "indent")
    assert wbs.DRAFT.zh in screen.words
    assert [title.strip() for title in cells(screen, "title")] == ["调研", "用户访谈", "设计"]
    assert outline(c) == [("1", "调研"), ("2", "访谈"), ("3", "设计")]
    press(screen, "save")
    assert outline(c) == [("1", "调研"), ("1.1", "用户访谈"), ("2", "设计")]
    assert c.saved() == ("arrange", c.people["lead"])


def test_a_row_is_inserted_behind_the_ticked_one_and_must_be_named(c):
    plan(c, "调研", "设计")
    screen = opened(c)
    type_into(screen, {0: {"chosen": True}})
    press(screen, "insert")
    type_into(screen, {1: {"standard": "会签"}})
    with c.unchanged():
        press(screen, "save")
    assert "请填写任务名称" in screen.words
    assert cells(screen, "standard")[1] == "会签"
    type_into(screen, {1: {"title": "评审"}})
    press(screen, "save")
    assert outline(c) == [("1", "调研"), ("2", "评审"), ("3", "设计")]


def test_what_a_save_would_move_is_shown_and_the_planner_decides(c):
    first, second = plan(c, "调研", "设计")
    screen = opened(c)
    type_into(screen, {1: {"waits": "1"}})
    with c.unchanged():
        press(screen, "save")
    assert wbs_panels.PUSHES.zh.format(count=1) in screen.words
    assert list(screen.dataframe[0].value.iloc[0]) == ["2 设计", "2026-11-23 → 2026-11-27", "2026-11-30 → 2026-12-04"]
    press(screen, "push")
    assert (c.row("task", first)["due_on"], c.row("task", second)["starts_on"]) == (date(2026, 11, 27), date(2026, 11, 30))


def test_dates_set_by_hand_may_stay_as_they_are(c):
    plan(c, "调研", "设计")
    screen = opened(c)
    type_into(screen, {1: {"waits": "1"}})
    press(screen, "save")
    press(screen, "leave")
    assert c.ledger.snapshot()["task"]["starts_on"].to_list() == [date(2026, 11, 23)] * 2
    # What was left once is not asked about again.
    type_into(screen, {0: {"title": "调研二"}})
    press(screen, "save")
    assert outline(c)[0] == ("1", "调研二")


def test_tasks_are_taken_out_only_after_a_question_that_names_them(c):
    plan(c, "调研", "设计")
    screen = opened(c)
    type_into(screen, {0: {"chosen": True}})
    press(screen, "take_out")
    with c.unchanged():
        press(screen, "save")
    assert wbs_panels.TAKES_OUT.zh.format(count=1, tasks="1 调研") in screen.words
    press(screen, "leave")
    assert outline(c) == [("1", "设计")]


def test_automatic_scheduling_moves_what_waits_and_leaves_fixed_dates_alone(c):
    _, second = plan(c, "调研", "设计")
    late = plan(c, "上线", starts_on=date(2027, 1, 4), due_on=date(2027, 1, 5), pinned=True)
    screen = opened(c)
    type_into(screen, {1: {"waits": "1"}, 2: {"waits": "2"}})
    press(screen, "schedule")
    assert wbs_sheet.SCHEDULED.zh.format(count=1) in screen.words
    press(screen, "save")
    assert c.row("task", second)["starts_on"] == date(2026, 11, 30)
    assert c.row("task", late[0])["starts_on"] == date(2027, 1, 4)


def test_ticked_rows_are_changed_together(c):
    plan(c, "调研", "设计", "上线")
    screen = opened(c)
    type_into(screen, {0: {"chosen": True}, 2: {"chosen": True}})
    turn = screen.app.data_editor[0].key
    screen.selectbox(key=f"{turn}.ticked.owner.zh").select(c.people["lead"])
    screen.number_input(key=f"{turn}.ticked.days").set_value(1)
    press(screen, "apply")
    press(screen, "save")
    rows = c.ledger.snapshot()["task"].sort("id").select("owner", "starts_on").rows()
    assert rows == [
        (c.people["lead"], date(2026, 11, 24)),
        (c.people["contact"], date(2026, 11, 23)),
        (c.people["lead"], date(2026, 11, 24)),
    ]


def test_a_button_for_rows_asks_for_some(c):
    plan(c, "调研")
    screen = opened(c)
    press(screen, "take_out")
    assert wbs_sheet.TICK.zh in screen.words
    assert cells(screen, "title") == ["调研"]


def test_a_table_with_wbs_codes_is_pasted_as_an_outline_with_its_dependencies(c):
    text = (
        "WBS\t任务名称\t责任部门\t主责人\t计划开始\t计划完成\t前置任务\n"
        "1\t准备\t市场营销部\tlead\t\t\t\n"
        "1.1\t调研\t产品研发部\tcontact\t2026-11-23\t2026-11-27\t\n"
        "1.2\t设计\t\tcontact\t2026-11-30\t2026-12-04\t1.1\n"
    )
    screen = opened(c)
    paste(screen, text)
    assert wbs_panels.PASTED.zh.format(count=3) in screen.words
    press(screen, "save")
    assert outline(c) == [("1", "准备"), ("1.1", "调研"), ("1.2", "设计")]
    rows = c.ledger.snapshot()["task"].sort("code")
    assert rows["kind"].to_list() == ["phase", "task", "task"]
    # The owner's department, where the row names none; a phase spans what is in it.
    assert rows["department"].to_list() == [c.departments[name] for name in ("marketing", "research", "research")]
    assert rows.select("starts_on", "due_on").row(0) == (date(2026, 11, 23), date(2026, 12, 4))
    assert c.ledger.snapshot()["dependency"].height == 1


def test_what_project_exports_is_pasted_with_its_ids_durations_and_levels(c):
    text = (
        "ID\tOutline Level\tTask Name\tDuration\tStart\tPredecessors\n"
        "7\t1\tPhase\t\t2026-11-23\t\n8\t2\tDesign\t5 days\t2026-11-23\t\n9\t2\tBuild\t3 days\t2026-11-30\t8FS+1 day\n"
    )
    screen = opened(c)
    paste(screen, text)
    assert cells(screen, "waits")[2] == "1.1FS+1"
    assert [f"{day:%m-%d}" for day in cells(screen, "due_on")[1:]] == ["11-27", "12-02"]


def test_a_pasted_name_nobody_has_is_told_with_its_row_and_the_rest_is_kept(c):
    screen = opened(c)
    paste(screen, "任务名称\t主责人\t计划开始\t计划完成\n调研\t张三\t2026-11-23\t2026-11-27\n")
    assert "没有名为“张三”的人员" in screen.words
    assert cells(screen, "title") == ["调研"]


def test_a_paste_without_titles_stays_in_its_box_with_the_reason(c):
    screen = opened(c)
    paste(screen, "a\tb\n1\t2\n")
    assert wbs_paste.NO_TITLE.zh in screen.words
    assert screen.text_area[0].value == "a\tb\n1\t2\n"


def test_a_conflict_shows_both_and_the_planner_chooses(c):
    record, _ = plan(c, "调研", "设计")
    screen = opened(c)
    values = {name: c.row("task", record)[name] for name in ("project", "kind", "department", "starts_on", "due_on")}
    task.plan(c.visit("coordinator"), values | {"title": "别人的"}, record, 1)
    type_into(screen, {0: {"title": "我的"}, 1: {"title": "设计二"}})
    press(screen, "save")
    assert list(screen.dataframe[0].value.iloc[0]) == ["任务名称", "别人的", "我的"]
    press(screen, "keep")
    press(screen, "save")
    assert outline(c) == [("1", "我的"), ("2", "设计二")]


def test_who_meets_a_task_moved_by_somebody_else_takes_it_there(c):
    record, over = plan(c, "调研", "设计")
    screen = opened(c)
    values = {name: c.row("task", record)[name] for name in ("project", "title", "kind", "department", "starts_on", "due_on")}
    task.plan(c.visit("coordinator"), values | {"parent": over}, record, 1)
    type_into(screen, {1: {"title": "设计二"}})
    press(screen, "save")
    assert list(screen.dataframe[0].value.iloc[0]) == ["上级任务", "设计", "—"]
    press(screen, "drop")
    press(screen, "save")
    assert outline(c) == [("1", "设计二"), ("1.1", "调研")]


def test_a_long_plan_is_worked_on_part_by_part_and_nothing_typed_is_lost(c):
    lead, week = c.visit("lead"), {"starts_on": TODAY + 3 * DAY, "due_on": TODAY + 7 * DAY}
    with c.ledger.batch():
        for phase in "甲乙":
            above = task.plan(lead, task_values(c, title=phase, kind="phase", **week))
            for number in range(14):
                task.plan(lead, task_values(c, title=f"{phase}{number}", parent=above, **week))
    screen = opened(c)
    type_into(screen, {1: {"title": "甲新"}})
    screen.selectbox(key=f"{screen.app.data_editor[0].key}.part.zh").select("2").run()
    assert [title.strip() for title in cells(screen, "title")][:2] == ["乙", "乙0"]
    type_into(screen, {1: {"title": "乙新"}}, [{"title": "乙尾"} | {name: str(day) for name, day in week.items()}])
    press(screen, "save")
    titles = dict(outline(c))
    assert (titles["1.1"], titles["2.1"], titles["2.15"]) == ("甲新", "乙新", "乙尾")


def test_what_is_typed_is_there_after_a_look_at_another_view(c):
    plan(c, "调研", "设计")
    screen = opened(c)
    type_into(screen, {1: {"title": "详细设计"}})
    view(screen, "assignments")
    assert not screen.app.data_editor
    view(screen, "wbs")
    assert cells(screen, "title") == ["调研", "详细设计"]
    assert wbs.DRAFT.zh in screen.words
    press(screen, "save")
    assert outline(c) == [("1", "调研"), ("2", "详细设计")]


def test_the_draft_is_dropped_when_that_is_asked_for(c):
    plan(c, "调研")
    screen = opened(c)
    type_into(screen, {0: {"title": "别的"}})
    screen.run()
    assert wbs.SURE.zh in screen.words
    press(screen, "discard")
    assert cells(screen, "title") == ["调研"]
    assert wbs.DRAFT.zh not in screen.words


def test_what_is_wrong_is_said_before_anything_is_asked(c):
    plan(c, "调研", "设计")
    screen = opened(c)
    type_into(screen, {0: {"due_on": "2026-11-01"}, 1: {"waits": "1"}})
    press(screen, "save")
    assert task.DUE_BEFORE_START.zh in screen.words
    assert not screen.has(f"{screen.app.data_editor[0].key}.push")


def test_tasks_whose_dates_do_not_fit_their_predecessors_are_named(c):
    plan(c, "调研", "设计")
    screen = opened(c)
    type_into(screen, {1: {"waits": "1"}})
    press(screen, "save")
    press(screen, "leave")
    assert wbs.BROKEN.zh.format(count=1, codes="2") in screen.words


def test_a_pasted_duration_without_a_start_begins_as_soon_as_it_can_and_none_is_a_milestone(c):
    screen = opened(c)
    paste(screen, "任务名称\t工期\t前置任务\t序号\n调研\t5\t\t1\n评审通过\t0\t1\t2\n")
    assert [f"{day:%m-%d}" for day in cells(screen, "due_on")] == ["11-26", "11-20"]
    assert cells(screen, "kind") == ["task", "milestone"]
    press(screen, "schedule")
    assert f"{cells(screen, 'due_on')[1]:%m-%d}" == "11-26"


def test_a_department_nobody_knows_is_asked_for_and_not_replaced(c):
    screen = opened(c)
    paste(screen, "任务名称\t责任部门\t计划开始\t计划完成\n调研\t采购部\t2026-11-23\t2026-11-27\n")
    with c.unchanged():
        press(screen, "save")
    assert "请填写责任部门" in screen.words


def view(screen, name):
    screen.segmented_control[0].set_value(name).run()
    assert not screen.exception


def paste(screen, text):
    screen.text_area[0].set_value(text)
    press(screen, "paste")


def test_a_past_moment_is_only_read(c):
    plan(c, "调研")
    assert not c.visit("lead", past=NOW).may("task.plan", {"project": c.projects["launch"]})
