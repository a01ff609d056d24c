"""Task assignment sheets as people meet them: shown, signed, lapsed, and the resource list below them."""

from datetime import date
from typing import Any

import pytest

from core.actions import assignment, organisation, project, resource, task
from core.metrics.assignment import standing
from core.store.ledger import Ledger
from tests.pages.app import ADMIN, LI, MARKETING, RESEARCH, SCREEN, WANG, Screen, app, company, english, visit

SPAN = {"starts_on": date(2026, 11, 2), "due_on": date(2026, 11, 27)}


@pytest.fixture
def ledger() -> Ledger:
    """Li and Wang, of departments without a head, each with a task of theirs."""
    made = company()
    own = {"name": "新品上市", "lead_department": MARKETING, "manager": WANG, "status": "active"}
    project.save(visit(made, ADMIN), own | {"starts_on": date(2026, 10, 1), "ends_on": date(2027, 3, 1)})
    project.take_part(visit(made, WANG), {"project": 1, "department": RESEARCH, "part": "support"})
    return made


def planned(ledger: Ledger, title: str = "联调", **values: Any) -> int:
    own = {"project": 1, "kind": "task", "title": title, "department": RESEARCH, "owner": LI, "standard": "评审通过 *全部*"}
    return task.plan(visit(ledger, WANG), own | SPAN | values)


def opened(ledger: Ledger, who: int = LI, **query: Any) -> Screen:
    screen = app(ledger, who, "plan", project=1, view="assignments", **query)
    assert not screen.exception
    return screen


def signed(ledger: Ledger, who: int = LI, department: int = RESEARCH) -> None:
    seen = standing(ledger.snapshot(), 1).filter(department=department)["edition"][0]
    assignment.sign(visit(ledger, who), 1, department, seen, "approve")


def states(screen: Screen) -> list[list[str]]:
    rows: list[list[str]] = screen.dataframe[0].value[["部门", "状态"]].to_numpy().tolist()
    return rows


def test_without_tasks_the_page_says_how_to_begin(ledger: Ledger) -> None:
    assert "计划里还没有任务" in opened(ledger).words
    english(ledger, LI)
    assert "The plan has no tasks yet" in opened(ledger).words


def test_a_sheet_says_what_its_department_is_to_do_and_is_signed_on_the_page(ledger: Ledger) -> None:
    planned(ledger)
    planned(ledger, "物料", department=MARKETING, owner=WANG)
    screen = opened(ledger)
    assert "2 个部门中 0 个已签署当前的任务分配表" in screen.words
    assert states(screen) == [["产品研发部", "待签"], ["市场营销部", "待签"]]
    (row,) = screen.table[0].value.to_numpy().tolist()
    assert [cell.replace("\u2060", "").replace("\\", "") for cell in row] == [
        *("1", "联调", "李娜", "—", "2026-11-02", "2026-11-27"),
        *("评审通过 *全部*", "—"),
    ]
    assert r"\*全部\*" in row[6]
    screen.press("form:sheet.1.1.0.button.approve")
    assert states(screen)[0] == ["产品研发部", "已签"]
    assert ledger.snapshot()["signoff"].select("of", "department", "person").rows() == [("assignment", RESEARCH, LI)]
    assert "您已就当前版本签字" in screen.words


def test_what_is_returned_without_a_word_is_refused_beside_the_comment(ledger: Ledger) -> None:
    planned(ledger)
    screen = opened(ledger)
    screen.press("form:sheet.1.1.0.button.return")
    assert "退回或不同意请写明意见" in screen.words
    assert ledger.snapshot()["signoff"].is_empty()
    screen.field("text_area", "form:sheet.1.1.0.comment").set_value("日期来不及")
    screen.press("form:sheet.1.1.0.button.return")
    assert states(screen) == [["产品研发部", "退回修改"]]


def test_a_sheet_that_changed_while_it_was_read_is_not_signed(ledger: Ledger) -> None:
    record = planned(ledger)
    screen = opened(ledger)
    task.plan(visit(ledger, WANG), {"due_on": date(2026, 12, 4)}, record)
    screen.field("text_area", "form:sheet.1.1.0.comment").set_value("同意")
    screen.press("form:sheet.1.1.0.button.approve")
    assert ledger.snapshot()["signoff"].is_empty()
    assert "任务分配表刚有变更" in screen.words
    assert screen.field("text_area", "form:sheet.1.1.0.comment").value == "同意"


def test_a_lapsed_signature_tells_what_has_changed_since(ledger: Ledger) -> None:
    record = planned(ledger)
    signed(ledger)
    assert "1 个部门都已签署当前的任务分配表" in opened(ledger).words
    task.plan(visit(ledger, WANG), {"due_on": date(2026, 12, 4), "owner": None}, record)
    planned(ledger, "打样")
    screen = opened(ledger)
    assert states(screen) == [["产品研发部", "已失效：签后有变更"]]
    assert "签字以来的变更（3 处）" in "\n".join(one.label for one in screen.expander)
    assert {"打样", "未列入", "列入", "联调 · 计划完成", "2026-11-27", "2026-12-04", "联调 · 主责人", "李娜"} <= {
        one.value for one in screen.text
    }


def test_every_sheet_can_be_shown_at_once_and_then_there_is_nothing_to_sign(ledger: Ledger) -> None:
    planned(ledger)
    planned(ledger, "物料", department=MARKETING, owner=WANG)
    screen = opened(ledger, department="all")
    assert len(screen.table) == 2
    assert not screen.app.get("form")
    assert len(opened(ledger, department=str(MARKETING)).table) == 1


def test_only_who_signs_for_the_department_is_offered_the_form(ledger: Ledger) -> None:
    planned(ledger)
    assert opened(ledger).app.get("form")
    for who in (WANG, SCREEN, ADMIN):
        assert not opened(ledger, who).app.get("form")
    organisation.save_department(visit(ledger, ADMIN), {"head": WANG}, RESEARCH)
    assert not opened(ledger).app.get("form")
    assert opened(ledger, WANG).app.get("form")
    assert "应由 王伟 签" in opened(ledger).dataframe[0].value["签字人"].tolist()


def test_nobody_signs_where_the_project_is_over_and_a_department_that_takes_no_part_is_told_so(ledger: Ledger) -> None:
    planned(ledger, department=MARKETING, owner=WANG)
    assert "还不是项目的参与部门" in opened(ledger, WANG).words
    project.save(visit(ledger, WANG), {"status": "done"}, 1)
    assert not opened(ledger, WANG).app.get("form")


def test_the_resource_list_tells_who_is_busy_when_and_what_was_asked_for(ledger: Ledger) -> None:
    planned(ledger)
    planned(ledger, "打样", due_on=date(2026, 11, 4))
    asked = {"project": 1, "department": RESEARCH, "type": "people", "detail": "测试", "purpose": "联调", "urgency": "normal"}
    resource.ask(visit(ledger, LI), asked | {"approver": WANG, "quantity": 2.0, "unit": "人"})
    people, requests = (screen.value for screen in opened(ledger).dataframe[1:3])
    assert people[["主责人", "任务", "计划工作日", "最忙一周（天）"]].to_numpy().tolist() == [["李娜", 2, 23, "▲ 8 / 5"]]
    assert requests[["资源类型", "状态", "数量", "单位"]].to_numpy().tolist() == [["人员", "待审批", 2.0, "人"]]
    english(ledger, LI)
    assert opened(ledger).dataframe[1].value["Busiest week (days)"].tolist() == ["▲ 8 of 5"]
