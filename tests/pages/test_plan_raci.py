"""The RACI matrix as people meet it: filled from the plan, saved at once, warned of, read by whoever may not plan, and who carries what."""

from datetime import date

import pytest

from core.actions import organisation, project, raci, task
from core.ui import grid
from tests.pages import editing
from tests.pages.app import ADMIN, CHEN, LEGAL, LI, MARKETING, RESEARCH, SCREEN, WANG, app, company, english, visit
from tests.pages.editing import type_into

SPAN = {"starts_on": date(2026, 11, 2), "due_on": date(2026, 11, 27)}
NAME = "grid:raci.1.{by}.None.None.False.zh.{turn}"


@pytest.fixture
def ledger():
    """Wang's project, in which marketing leads and research, by Li, takes part."""
    made = company()
    own = {"name": "新品上市", "lead_department": MARKETING, "manager": WANG, "status": "active"}
    project.save(visit(made, ADMIN), own | {"starts_on": date(2026, 10, 1), "ends_on": date(2027, 3, 1)})
    project.take_part(visit(made, WANG), {"project": 1, "department": RESEARCH, "part": "support", "contact": LI})
    return made


def planned(ledger, title="联调", **values):
    own = {"project": 1, "kind": "task", "title": title, "department": RESEARCH, "owner": LI}
    return task.plan(visit(ledger, WANG), own | SPAN | values)


def given(ledger, *rows):
    """Give letters: (task, "person" or "department", holder, letters)."""
    cells = [{"task": record, by: holder, "letters": letters} for record, by, holder, letters in rows]
    raci.assign(visit(ledger, WANG), 1, cells)


def matrix(ledger, who=WANG, **query):
    return app(ledger, who, "plan", view="raci", **query)


def cells(screen, column):
    """A column of the grid, None where nothing stands."""
    return [value if isinstance(value, str) else None for value in editing.cells(screen, column)]


def press(screen, button, by="department", turn=0):
    screen.press(f"{NAME.format(by=by, turn=turn)}.{button}")


def standing(ledger):
    return sorted(ledger.snapshot()["raci"].select("task", "person", "department", "letter").rows(), key=str)


def warnings(screen):
    return [list(row) for frame in screen.dataframe if "问题" in frame.value for row in frame.value.to_numpy()]


def test_without_a_plan_the_view_says_how_to_begin(ledger):
    assert "计划里还没有任务" in matrix(ledger).words


def test_the_columns_are_the_departments_that_take_part_the_leading_one_first(ledger):
    planned(ledger)
    screen = matrix(ledger)
    assert list(screen.data_editor[0].value.columns) == ["title", "code", "note", "responsible", "department2", "department1"]
    assert "还没有按这种方式分配职责" in screen.words


def test_letters_are_typed_into_the_grid_and_saved_at_once(ledger):
    first, second = planned(ledger), planned(ledger, "验收")
    screen = matrix(ledger)
    type_into(screen, {0: {"department1": "R", "department2": "A"}, 1: {"department1": "R/A"}})
    press(screen, "save")
    assert standing(ledger) == [(first, None, 1, "R"), (first, None, 2, "A"), (second, None, 1, "A"), (second, None, 1, "R")]
    assert cells(screen, "department1") == ["R", "R/A"]
    assert "职责分配没有发现问题" in screen.words


def test_the_plan_fills_the_draft_and_the_person_saves(ledger):
    record = planned(ledger, supporters=[LEGAL])
    screen = matrix(ledger)
    press(screen, "draft")
    assert [cells(screen, name) for name in ("department1", "department2", "department3")] == [["R"], ["A"], ["C"]]
    assert "还没有保存" in screen.words
    assert standing(ledger) == []
    press(screen, "save", turn=1)
    assert standing(ledger) == [(record, None, 1, "R"), (record, None, 2, "A"), (record, None, 3, "C")]


def test_the_plan_leaves_what_was_given_or_typed_alone(ledger):
    for title in ("甲", "乙", "丙"):
        planned(ledger, title)
    given(ledger, (1, "department", MARKETING, "I"))
    screen = matrix(ledger)
    type_into(screen, {1: {"department1": "C"}})
    press(screen, "draft")
    assert cells(screen, "department1") == [None, "C", "R"]
    assert cells(screen, "department2") == ["I", None, "A"]
    press(screen, "discard", turn=1)
    assert cells(screen, "department1") == [None, None, None]


def test_by_person_the_contact_of_a_supporting_department_is_consulted(ledger):
    record = planned(ledger, department=MARKETING, owner=WANG, supporters=[RESEARCH])
    screen = matrix(ledger, by="person")
    press(screen, "draft", "person")
    press(screen, "save", "person", turn=1)
    assert standing(ledger) == [(record, LI, None, "C"), (record, WANG, None, "A"), (record, WANG, None, "R")]


def test_a_column_can_be_added_for_somebody_else(ledger):
    planned(ledger)
    screen = matrix(ledger, by="person")
    screen.field("multiselect", "raci.more.person.1").set_value([CHEN]).run()
    type_into(screen, {0: {f"person{CHEN}": "C"}})
    press(screen, "save", "person")
    assert standing(ledger) == [(1, CHEN, None, "C")]


def test_warnings_are_counted_listed_and_marked_in_the_grid_and_stop_nothing(ledger):
    planned(ledger), planned(ledger, "验收"), planned(ledger, "归档")
    given(ledger, (1, "department", LEGAL, "R"), (2, "department", RESEARCH, "R/A"), (2, "department", MARKETING, "A"))
    screen = matrix(ledger)
    assert "提示 5 项，涉及 3 项任务" in "".join(expander.label for expander in screen.expander)
    assert warnings(screen) == [
        ["1 联调", "没有 A：无人担责"],
        ["1 联调", "主责方产品研发部不是 R"],
        ["1 联调", "法务合规部不参与本项目"],
        ["2 验收", "有 2 个 A，应恰好一个"],
        ["3 归档", "还没有分配职责"],
    ]
    assert cells(screen, "note") == ["▲ 缺 A · 主责非 R · 非参与方", "▲ 多个 A", "▲ 未分配"]
    given(ledger, (3, "department", RESEARCH, "R/A"))
    screen = matrix(ledger)
    screen.toggle(key="wrong").set_value(True).run()
    assert cells(screen, "title") == ["联调", "验收"]


def test_too_much_for_one_person_counts_his_other_projects_too(ledger):
    own = {"name": "二期", "lead_department": RESEARCH, "manager": WANG, "status": "active"}
    project.save(visit(ledger, ADMIN), own | {"starts_on": date(2026, 10, 1), "ends_on": date(2027, 3, 1)})
    for number in range(6):
        record = planned(ledger, f"第 {number} 项", project=1 if number else 2)
        raci.assign(visit(ledger, WANG), 1 if number else 2, [{"task": record, "person": LI, "letters": "R/A"}])
    screen = matrix(ledger, by="person", project=1)
    assert {wrong for _, wrong in warnings(screen)} == {"李娜当周共负责 6 项未完成任务（含其他项目），超过 5 项"}


def test_somebody_who_left_is_named(ledger):
    planned(ledger)
    given(ledger, (1, "person", LI, "R"), (1, "person", WANG, "A"))
    organisation.save_person(visit(ledger, ADMIN), {"active": False}, LI)
    assert warnings(matrix(ledger, by="person")) == [["1 联调", "李娜已停用"]]


def test_the_filters_choose_a_phase_and_a_department(ledger):
    phase = planned(ledger, "准备", kind="phase", owner=None)
    planned(ledger, "物料", parent=phase)
    planned(ledger, "海报", parent=phase, department=MARKETING)
    planned(ledger, "收尾")
    assert cells(matrix(ledger), "title") == ["物料", "海报", "收尾"]
    screen = matrix(ledger, phase=phase)
    assert cells(screen, "title") == ["物料", "海报"]
    screen.field("selectbox", "raci.department.1").set_value(MARKETING).run()
    assert (cells(screen, "title"), screen.query_params["department"]) == (["海报"], str(MARKETING))


def test_what_is_typed_is_there_when_the_filter_is_as_it_was(ledger):
    planned(ledger, "物料")
    planned(ledger, "海报", department=MARKETING)
    screen = matrix(ledger)
    type_into(screen, {0: {"department1": "R"}})
    screen.field("selectbox", "raci.department.1").set_value(MARKETING).run()
    assert cells(screen, "title") == ["海报"]
    screen.field("selectbox", "raci.department.1").set_value(None).run()
    assert cells(screen, "department1") == ["R", None]
    assert grid.LEFT.zh in screen.words
    press(screen, "save", turn=1)
    assert [letter for *_, letter in standing(ledger)] == ["R"]


def test_a_long_plan_is_drawn_in_part_and_says_so(ledger, monkeypatch):
    monkeypatch.setattr("core.ui.raci_rows.MOST", 2)
    for number in range(3):
        planned(ledger, f"第 {number} 项")
    screen = matrix(ledger)
    assert len(cells(screen, "title")) == 2
    assert "共 3 项任务，显示前 2 项" in screen.words


def test_a_cell_that_somebody_else_changed_first_is_shown_and_either_can_be_kept(ledger):
    planned(ledger)
    given(ledger, (1, "department", RESEARCH, "C"))
    screen = matrix(ledger)
    raci.assign(visit(ledger, CHEN), 1, [{"task": 1, "department": RESEARCH, "letters": "I"}])
    type_into(screen, {0: {"department1": "R"}})
    press(screen, "save")
    assert "第 1 行“联调”：陈静 在 2026-11-20 10:00 先保存了" in screen.words
    assert cells(screen, "department1") == ["R"]
    both = next(frame.value for frame in screen.dataframe if "对方的内容" in frame.value)
    assert both.to_numpy().tolist() == [["产品研发部", "I", "R"]]
    press(screen, "keep", turn=1)
    assert standing(ledger) == [(1, None, 1, "R")]


def test_cells_that_others_filled_meanwhile_are_not_undone(ledger):
    planned(ledger)
    screen = matrix(ledger)
    raci.assign(visit(ledger, CHEN), 1, [{"task": 1, "department": MARKETING, "letters": "A"}])
    type_into(screen, {0: {"department1": "R"}})
    press(screen, "save")
    assert standing(ledger) == [(1, None, 1, "R"), (1, None, 2, "A")]


def test_a_task_that_was_broken_down_meanwhile_is_refused_by_name_and_the_input_stays(ledger):
    planned(ledger), planned(ledger, "验收")
    screen = matrix(ledger)
    planned(ledger, "子任务", parent=1)
    type_into(screen, {0: {"department1": "R"}, 1: {"department1": "C"}})
    press(screen, "save")
    assert "第 1 行 · 联调 · 任务：只有本项目计划中的末级任务可以分配职责" in screen.words
    assert cells(screen, "department1") == ["R", "C"]
    assert standing(ledger) == []


def test_who_may_not_plan_reads_the_matrix_and_changes_nothing(ledger):
    planned(ledger)
    given(ledger, (1, "department", RESEARCH, "R/A"))
    for who in (LI, SCREEN):
        screen = matrix(ledger, who)
        assert not screen.data_editor
        assert screen.dataframe[-1].value["department1"].tolist() == ["R/A"]
        assert not [button for button in screen.button if button.proto.is_form_submitter]
    assert "点“按计划补全”" not in matrix(ledger, SCREEN, by="person").words


def test_who_carries_what_opens_a_cell_as_its_tasks(ledger):
    planned(ledger), planned(ledger, "验收", owner=WANG)
    given(ledger, (1, "person", LI, "R"), (2, "person", WANG, "R"), (1, "person", WANG, "A"), (2, "person", LI, "C"))
    screen = matrix(ledger, by="person", show="load")
    assert "李娜负责（R）的任务最多：1 项，共 2 项" in screen.words
    assert "未来 8 周无人超过 5 项" in screen.words
    for cell, title, words in ((f"{LI}.C", "验收", "李娜 · C 咨询"), (f"{WANG}.2026-11-23", "验收", "王伟 · 2026-11-23 起的一周")):
        screen = matrix(ledger, by="person", show="load", cell=cell)
        assert words in screen.words
        assert screen.dataframe[0].value["任务名称"].tolist() == [title]
    screen.press("raci.let_go")
    assert not screen.dataframe


def test_before_the_first_letter_nobody_carries_anything(ledger):
    planned(ledger)
    assert "先在矩阵里分配" in matrix(ledger, show="load").words


def test_the_task_page_tells_the_letters_in_a_line(ledger):
    record = planned(ledger)
    assert "RACI" not in app(ledger, LI, "tasks", id=record).words
    given(ledger, (record, "person", LI, "R"), (record, "person", WANG, "A"), (record, "department", MARKETING, "A"))
    assert "职责（RACI）：R 李娜 · A 王伟、市场营销部" in app(ledger, LI, "tasks", id=record).words


@pytest.mark.parametrize("query", [{}, {"by": "person"}, {"show": "load"}, {"show": "load", "by": "person", "cell": f"{LI}.R"}])
@pytest.mark.parametrize("lettered", [True, False])
def test_every_view_reads_in_english_too(ledger, query, lettered):
    planned(ledger, "Test")
    if lettered:
        given(ledger, (1, "person", LI, "R"), (1, "department", LEGAL, "I"))
    english(ledger, WANG)
    screen = matrix(ledger, **query)
    assert not screen.exception
    assert "职责" not in screen.words
    assert any(word in screen.words for word in ("R does it", "responsible (R)", "No letters yet"))


@pytest.mark.parametrize(
    "text", ["", "0", "9" * 400, "1.", ".R", "²", "2.2026-11-23", "2.9999-12-31", "2.0001-01-01", "7.X", "<b>", "a" * 9999]
)
def test_whatever_stands_in_the_url_something_is_shown(ledger, text):
    planned(ledger)
    given(ledger, (1, "person", LI, "R"))
    for name in ("by", "show", "phase", "department", "wrong"):
        assert not matrix(ledger, **{"by": "person", name: text}).exception, name
    assert not matrix(ledger, by="person", show="load", cell=text).exception
