"""The baselines of a plan as people meet them: proposed, taken, refused, renamed, taken away, compared."""

from datetime import date, timedelta
from typing import Any

import pytest

from core.actions import assignment, baseline, project, replan, task
from core.metrics.assignment import standing
from core.store.ledger import Ledger
from tests.pages.app import ADMIN, LI, MARKETING, NOW, RESEARCH, SCREEN, WANG, Screen, app, company, english, visit

SPAN = {"starts_on": date(2026, 11, 2), "due_on": date(2026, 11, 27)}
LATER = {"reason": "供应商推迟", "cause": "external", "measures": "备选供应商", "impact": "推迟两周"}


@pytest.fixture
def ledger() -> Ledger:
    made = company()
    own = {"name": "新品上市", "lead_department": MARKETING, "manager": WANG, "status": "active"}
    project.save(visit(made, ADMIN), own | {"starts_on": date(2026, 10, 1), "ends_on": date(2027, 3, 1)})
    return made


def planned(ledger: Ledger, title: str = "联调", **values: Any) -> int:
    own = {"project": 1, "kind": "task", "title": title, "department": RESEARCH, "owner": LI}
    return task.plan(visit(ledger, WANG), own | SPAN | values)


def taken(ledger: Ledger, name: str = "签字基线", hours: int = 0) -> int:
    return baseline.freeze(visit(ledger, WANG, NOW + timedelta(hours=hours)), {"project": 1, "name": name})


def put_off(ledger: Ledger, record: int = 1) -> None:
    replan.declare(visit(ledger, LI), {"task": record, "new_due_on": date(2026, 12, 11)} | LATER)


def opened(ledger: Ledger, who: int = WANG, **query: Any) -> Screen:
    screen = app(ledger, who, "plan", project=1, view="baselines", **query)
    assert not screen.exception
    return screen


def field(screen: Screen, kind: str, name: str, form: str) -> Any:
    return screen.field(kind, f"form:{form}.0.{name}")


def test_without_tasks_the_page_says_to_plan_first(ledger: Ledger) -> None:
    screen = opened(ledger)
    assert "先在“任务分解”中编排" in screen.words
    assert not screen.app.get("form")
    english(ledger, WANG)
    assert "break the work down first" in opened(ledger).words


def test_a_first_baseline_is_proposed_once_every_department_has_signed(ledger: Ledger) -> None:
    planned(ledger)
    screen = opened(ledger)
    assert "现有 1 个部门中 0 个已签署" in screen.words
    assert field(screen, "text_input", "name", "baseline.new.1").value == ""
    assignment.sign(visit(ledger, LI), 1, RESEARCH, standing(ledger.snapshot(), 1)["edition"][0], "approve")
    screen = opened(ledger)
    assert "1 个部门都已签署任务分配表：现在可以建立签字基线" in screen.words
    assert field(screen, "text_input", "name", "baseline.new.1").value == "签字基线"
    screen.press("form:baseline.new.1.0.button.freeze")
    assert ledger.snapshot()["baseline"]["name"].to_list() == ["签字基线"]
    rows = screen.dataframe[0].value
    assert rows[["基线", "建立时间", "建立人", "任务", "任务分配表"]].to_numpy().tolist() == [
        ["签字基线", "2026-11-20 10:00", "王伟", 1, "都已签署"]
    ]
    assert "没有变化" in screen.words


def test_a_name_that_is_taken_is_refused_beside_its_field_and_keeps_the_input(ledger: Ledger) -> None:
    planned(ledger)
    taken(ledger)
    screen = opened(ledger)
    field(screen, "text_input", "name", "baseline.new.1").set_value("签字基线")
    field(screen, "text_area", "note", "baseline.new.1").set_value("又一次")
    screen.press("form:baseline.new.1.0.button.freeze")
    assert "已有相同的基线名称" in screen.words
    assert field(screen, "text_area", "note", "baseline.new.1").value == "又一次"
    assert ledger.snapshot()["baseline"].height == 1


def test_a_baseline_is_renamed_and_taken_away_after_a_question(ledger: Ledger) -> None:
    planned(ledger)
    taken(ledger)
    screen = opened(ledger)
    field(screen, "text_input", "name", "baseline.1.1").set_value("首版计划")
    screen.press("form:baseline.1.1.0.button.rename")
    assert screen.dataframe[0].value["基线"].tolist() == ["首版计划"]
    assert screen.dataframe[0].value["建立时间"].tolist() == ["2026-11-20 10:00"]
    assert "移除后不再与它比较" in screen.words
    screen.press("act.baseline.drop.1")
    assert ledger.snapshot()["baseline"].is_empty()
    assert "还没有基线" in screen.words


@pytest.mark.parametrize("who", [LI, SCREEN])
def test_whoever_may_not_plan_only_compares(ledger: Ledger, who: int) -> None:
    planned(ledger)
    taken(ledger)
    screen = opened(ledger, who)
    assert not screen.app.get("form")
    assert not screen.app.get("expander")
    assert screen.dataframe[0].value["基线"].tolist() == ["签字基线"]


def test_the_plan_now_is_compared_with_the_newest_baseline(ledger: Ledger) -> None:
    planned(ledger)
    gone = planned(ledger, "打样")
    taken(ledger)
    put_off(ledger)
    task.cancel(visit(ledger, WANG), gone, None)
    planned(ledger, "培训", department=MARKETING, owner=WANG)
    screen = opened(ledger)
    assert [(one.label, one.value, one.delta) for one in screen.metric] == [
        ("计划完成", "2026-12-11", "+10 个工作日"),
        ("加权进度", "0.0%", "不变"),
        ("推迟 / 提前", "1 / 0", ""),
        ("新增 / 取消", "1 / 1", ""),
    ]
    assert "1 个任务推迟、0 个提前，“联调”移动最多（+10 个工作日）" in screen.words
    rows = screen.dataframe[1].value
    assert rows[["任务", "变化"]].to_numpy().tolist() == [["1 联调", "▲ 推迟"], ["2 打样", "－ 取消"], ["3 培训", "＋ 新增"]]
    assert rows["完成 ± 天"].tolist()[0] == 10
    screen.field("selectbox", "department").set_value(str(MARKETING)).run()
    assert screen.dataframe[1].value["任务"].tolist() == ["3 培训"]


def test_two_baselines_are_compared_with_each_other(ledger: Ledger) -> None:
    planned(ledger)
    taken(ledger)
    put_off(ledger)
    task.plan(visit(ledger, WANG), {"owner": WANG, "title": "联调与验收"}, 1)
    taken(ledger, "重排基线", 1)
    screen = opened(ledger)
    assert screen.dataframe[0].value["基线"].tolist() == ["重排基线", "签字基线"]
    assert "没有变化" in screen.words
    before = next(box for box in screen.selectbox if box.label == "从")
    before.set_value(1).run()
    after = next(box for box in screen.selectbox if box.label == "到")
    assert after.options == ["现在的计划", "重排基线"]
    after.set_value(2).run()
    (row,) = screen.dataframe[1].value.to_dict("records")
    assert (row["变化"], row["完成 ± 天"]) == ("▲ 推迟", 10)
    assert "任务名称：联调 → 联调与验收" in row["其他变化"]
    assert "主责人：李娜 → 王伟" in row["其他变化"]


def test_the_page_reads_in_english_too(ledger: Ledger) -> None:
    planned(ledger)
    taken(ledger)
    put_off(ledger)
    english(ledger, WANG)
    screen = opened(ledger)
    assert screen.dataframe[1].value["Change"].tolist() == ["▲ Slipped"]
    assert screen.metric[0].delta == "+10 working days"
    assert "Take a baseline" in [one.label for one in screen.expander]
