"""Resources as people meet them: asked for, refused beside the field, decided on, added up."""

import polars as pl
import pytest

from core.actions import project, resource
from core.ui.resources import totals
from tests.pages.app import ADMIN, LI, MARKETING, NOW, RESEARCH, SCREEN, WANG, app, company, english, visit

NEW = "resource_request.new"


@pytest.fixture
def ledger():
    made = company()
    own = {"name": "新品上市", "lead_department": MARKETING, "manager": WANG, "status": "active"}
    project.save(visit(made, ADMIN), own | {"starts_on": NOW.date(), "ends_on": NOW.date().replace(year=2027)})
    return made


VALUES = {"project": 1, "department": RESEARCH, "type": "people", "detail": "测试工程师", "quantity": 2.0, "unit": "人"}
VALUES |= {"purpose": "回归测试", "urgency": "normal", "approver": WANG}


def asked(ledger, **over):
    return resource.ask(visit(ledger, LI), VALUES | over)


def field(screen, kind, name, form=NEW):
    return screen.field(kind, f"form:{form}.0.{name}")


def status(ledger, record=1):
    return ledger.snapshot()["resource_request"].filter(id=record)["status"][0]


def test_without_requests_the_page_says_how_to_begin_in_both_languages(ledger):
    assert "还没有资源申请" in app(ledger, LI, "resources").words
    english(ledger, LI)
    assert "Nothing has been asked for yet" in app(ledger, LI, "resources").words


def test_a_contact_asks_and_a_missing_purpose_is_refused_beside_its_field_with_the_rest_kept(ledger):
    screen = app(ledger, LI, "resources", new=1)
    field(screen, "selectbox", "project").set_value(1)
    field(screen, "text_area", "detail").set_value("测试工程师一个月")
    field(screen, "selectbox", "approver").set_value(WANG)
    screen.press(f"form:{NEW}.0.button.ask")
    assert "请填写用途说明" in screen.words
    assert field(screen, "text_area", "detail").value == "测试工程师一个月"
    field(screen, "text_area", "purpose").set_value("回归测试")
    screen.press(f"form:{NEW}.0.button.ask")
    assert status(ledger) == "requested"
    assert "测试工程师一个月" in screen.words
    assert "资源审批" in screen.words


def test_the_approver_rejects_with_a_reason_and_nobody_else_is_offered_to(ledger):
    record = asked(ledger)
    name = f"resource_request.{record}.decide"
    for who in (LI, SCREEN):
        assert not app(ledger, who, "resources", id=record).has(f"form:{name}.0.button.reject")
    screen = app(ledger, WANG, "resources", id=record)
    screen.press(f"form:{name}.0.button.reject")
    assert "不批准请写明意见" in screen.words
    field(screen, "text_area", "decision_comment", name).set_value("本季度没有编制")
    screen.press(f"form:{name}.0.button.reject")
    assert status(ledger, record) == "rejected"
    assert "本季度没有编制" in screen.words


def test_a_contact_changes_and_withdraws_what_waits(ledger):
    record = asked(ledger)
    screen = app(ledger, LI, "resources", id=record)
    screen.press("edit")
    field(screen, "number_input", "quantity", f"resource_request.{record}.edit.1").set_value(3.0)
    screen.press(f"form:resource_request.{record}.edit.1.0.button.save")
    assert ledger.snapshot()["resource_request"]["quantity"][0] == 3.0
    app(ledger, LI, "resources", id=record).press("act.withdraw")
    assert status(ledger, record) == "withdrawn"


def test_the_list_adds_up_what_is_of_one_type_and_unit(ledger):
    asked(ledger)
    asked(ledger, quantity=3.0)
    asked(ledger, type="budget", unit="万元", quantity=20.0)
    resource.decide(visit(ledger, WANG), 2, 1, approve=True)
    cards = {card.label: card.value for card in app(ledger, LI, "resources").app.metric}
    assert cards == {"预算 · 万元": "20", "人员 · 人": "5"}


def test_only_equal_units_add_up_and_what_was_rejected_is_left_out():
    rows = pl.DataFrame(
        [
            ("people", "人", 2.0, "requested"),
            ("people", "人", 1.0, "approved"),
            ("people", "人月", None, "approved"),
            ("people", "人", 9.0, "rejected"),
        ],
        schema=["type", "unit", "quantity", "status"],
        orient="row",
    )
    assert totals(rows).rows() == [("people", "人", 1.0, 2.0), ("people", "人月", 1.0, 0.0)]


def test_the_summary_opens_by_project_department_and_type(ledger):
    asked(ledger)
    asked(ledger, quantity=3.0)
    resource.ask(visit(ledger, ADMIN), {**VALUES, "department": MARKETING})
    resource.decide(visit(ledger, WANG), 2, 1, approve=True)
    screen = app(ledger, LI, "resources")
    before = len(screen.dataframe)
    screen.app.session_state["resources.by"] = True
    screen.app.run()
    assert len(screen.dataframe) == before + 1
    added = screen.dataframe[0].value
    assert added.to_numpy().tolist() == [
        ["新品上市", "产品研发部", "人员", 3.0, 2.0, "人"],
        ["新品上市", "市场营销部", "人员", 0.0, 2.0, "人"],
    ]


def test_totals_by_project_and_department_keep_them_apart():
    rows = pl.DataFrame(
        [(1, 1, 2.0, "requested"), (1, 2, 1.0, "approved"), (1, 1, 4.0, "approved"), (2, 1, 1.0, "requested")],
        schema=["project", "department", "quantity", "status"],
        orient="row",
    ).with_columns(type=pl.lit("people"), unit=pl.lit("人"))
    assert totals(rows, ("project", "department")).drop("type", "unit").rows() == [(1, 1, 4.0, 2.0), (1, 2, 1.0, 0.0), (2, 1, 0.0, 1.0)]
