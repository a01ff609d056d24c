"""Risks as people meet them: the heatmap as the way in, the clock of a high one, and its response plan."""

from datetime import timedelta

import pytest

from core.actions import risk
from core.store.ledger import Ledger
from tests.pages.app import LI, MARKETING, NOW, RESEARCH, SCREEN, WANG, Screen, app, company, english, visit


@pytest.fixture
def ledger() -> Ledger:
    return company()


def known(ledger: Ledger, title: str = "供应商延期", probability: int = 4, impact: int = 5, **values: object) -> int:
    given = {"title": title, "department": RESEARCH, "probability": probability, "impact": impact}
    return risk.report(visit(ledger, LI), {**given, **values})


def record(ledger: Ledger, number: int = 1) -> dict[str, object]:
    return ledger.snapshot()["risk"].filter(id=number).row(0, named=True)


def field(screen: Screen, kind: str, name: str, form: str) -> object:
    return screen.field(kind, f"form:{form}.0.{name}")


def listed(screen: Screen) -> list[str]:
    return screen.dataframe[0].value["风险名称"].tolist()


def test_an_empty_register_says_how_to_begin(ledger: Ledger) -> None:
    assert "还没有登记风险" in app(ledger, LI, "risks").words


def test_a_high_risk_starts_a_clock_and_its_plan_keeps_it(ledger: Ledger) -> None:
    screen = app(ledger, LI, "risks", new=1)
    field(screen, "text_input", "title", "risk.new").set_value("供应商延期")
    field(screen, "segmented_control", "probability", "risk.new").set_value(4)
    field(screen, "segmented_control", "impact", "risk.new").set_value(5)
    screen.press("form:risk.new.0.button.report")
    assert "高 · 20 分" in screen.words
    assert "高风险方案 · 产品研发部" in screen.words
    assert "还剩 1 天 0 小时" in screen.words
    screen.now = NOW + timedelta(hours=3)
    field(screen, "segmented_control", "strategy", "risk.1.plan").set_value("transfer")
    field(screen, "text_area", "response", "risk.1.plan").set_value("引入第二家供应商")
    screen.press("form:risk.1.plan.0.button.plan")
    assert (record(ledger)["status"], record(ledger)["strategy"]) == ("watching", "transfer")
    assert "11-20 13:00 完成" in screen.words
    assert visit(ledger, LI, screen.now).promises["state"].to_list() == ["kept"]


def test_a_plan_without_measures_is_refused_beside_its_field(ledger: Ledger) -> None:
    known(ledger)
    screen = app(ledger, LI, "risks", id=1)
    field(screen, "segmented_control", "strategy", "risk.1.plan").set_value("avoid")
    screen.press("form:risk.1.plan.0.button.plan")
    assert "请填写应对措施" in screen.words
    assert field(screen, "segmented_control", "strategy", "risk.1.plan").value == "avoid"
    assert record(ledger)["plan_submitted_at"] is None


def test_reassessing_after_the_plan_moves_the_band_on_the_same_page(ledger: Ledger) -> None:
    known(ledger)
    screen = app(ledger, LI, "risks", id=1)
    field(screen, "segmented_control", "strategy", "risk.1.plan").set_value("avoid")
    field(screen, "text_area", "response", "risk.1.plan").set_value("换方案")
    screen.press("form:risk.1.plan.0.button.plan")
    field(screen, "segmented_control", "probability", "risk.1.assess").set_value(1)
    screen.press("form:risk.1.assess.0.button.assess")
    assert not screen.error
    assert "中 · 5 分" in screen.words


@pytest.mark.parametrize(("key", "status"), [("act.close", "closed"), ("act.occurred", "occurred")])
def test_a_risk_ends_and_offers_no_more_than_to_reopen_it(ledger: Ledger, key: str, status: str) -> None:
    known(ledger)
    screen = app(ledger, LI, "risks", id=1)
    screen.press(key)
    assert record(ledger)["status"] == status
    assert [button.key for button in screen.button] == ["back", "act.reopen"]
    assert not app(ledger, WANG, "risks", id=1).has("act.reopen")
    screen.press("act.reopen")
    assert record(ledger)["status"] == "open"
    assert screen.has("act.close")


def test_a_risk_that_occurred_stands_among_the_issues(ledger: Ledger) -> None:
    known(ledger)
    app(ledger, LI, "risks", id=1).press("act.occurred")
    screen = app(ledger, LI, "issues", id=1)
    assert "WT-2026-0001  供应商延期" in screen.words
    assert "由风险 FX-2026-0001 转为问题" in screen.words


def test_the_map_after_the_responses_has_only_what_they_leave(ledger: Ledger) -> None:
    answered, _ = known(ledger, "有方案", 4, 5), known(ledger, "没有方案", 4, 5)
    plan = {"strategy": "avoid", "response": "换供应商", "residual_probability": 1, "residual_impact": 3}
    risk.respond(visit(ledger, LI), answered, None, plan)
    screen = app(ledger, LI, "risks", map="residual")
    assert "未关闭风险 1 项，其中高风险 0 项" in screen.words
    assert listed(screen) == ["没有方案", "有方案"]
    assert listed(app(ledger, LI, "risks", map="residual", cell=13)) == ["有方案"]
    assert "没有符合条件的记录" in app(ledger, LI, "risks", map="residual", cell=45).words


def test_the_register_shows_the_highest_open_risk_first_and_closed_ones_last(ledger: Ledger) -> None:
    known(ledger, "低", 1, 2)
    risk.close(visit(ledger, LI), known(ledger, "已关闭", 5, 5), None)
    known(ledger, "高", 4, 4)
    assert listed(app(ledger, LI, "risks")) == ["高", "低", "已关闭"]


def test_a_cell_of_the_heatmap_in_the_url_shows_its_open_risks_alone(ledger: Ledger) -> None:
    known(ledger, "甲", 4, 5)
    known(ledger, "乙", 5, 4)
    risk.close(visit(ledger, LI), known(ledger, "丙", 4, 5), None)
    screen = app(ledger, LI, "risks", cell=45)
    assert listed(screen) == ["甲"]
    screen.press("cell.let_go")
    assert listed(screen) == ["乙", "甲", "丙"]
    assert "cell" not in screen.query_params


def test_a_filter_narrows_list_and_heatmap(ledger: Ledger) -> None:
    known(ledger, "研发的")
    known(ledger, "市场的", department=MARKETING)
    screen = app(ledger, LI, "risks")
    screen.field("selectbox", "department").set_value(str(MARKETING)).run()
    assert listed(screen) == ["市场的"]
    assert "未关闭风险 1 项" in screen.words


@pytest.mark.parametrize("who", [WANG, SCREEN])
def test_whoever_may_not_handle_a_risk_sees_it_without_buttons(ledger: Ledger, who: int) -> None:
    known(ledger)
    screen = app(ledger, who, "risks", id=1)
    assert "供应商延期" in screen.words
    assert [button.key for button in screen.button if not button.key.startswith("clock.")] == ["back"]


@pytest.mark.parametrize("query", [{}, {"new": 1}, {"id": 1}, {"id": 1, "edit": 1}, {"cell": 45}, {"map": "residual"}])
def test_every_view_is_drawn_in_english(ledger: Ledger, query: dict[str, int]) -> None:
    known(ledger, "A supplier is late")
    english(ledger, LI)
    screen = app(ledger, LI, "risks", **query)
    assert not screen.exception
    assert "风险" not in screen.words
