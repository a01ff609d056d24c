"""Issues as people meet them: reported, answered, resolved, and refused with the input kept."""

from datetime import UTC, datetime, timedelta

import pytest

from core.actions import issue, organisation
from core.store.ledger import Ledger
from tests.pages.app import ADMIN, CHEN, LI, MARKETING, NOW, RESEARCH, SCREEN, WANG, Screen, app, company, english, visit


@pytest.fixture
def ledger() -> Ledger:
    return company()


def reported(ledger: Ledger, **values: object) -> int:
    given = {"title": "接口超时", "kind": "problem", "level": "urgent", "departments": [RESEARCH], "found_at": NOW - timedelta(hours=1)}
    return issue.report(visit(ledger, LI), {**given, **values})


def record(ledger: Ledger, number: int = 1) -> dict[str, object]:
    return ledger.snapshot()["issue"].filter(id=number).row(0, named=True)


def field(screen: Screen, kind: str, name: str, form: str = "issue.new") -> object:
    return screen.field(kind, f"form:{form}.0.{name}")


def test_an_empty_company_is_told_how_to_begin(ledger: Ledger) -> None:
    assert "还没有问题" in app(ledger, LI, "issues").words


def test_a_contact_reports_an_issue_and_sees_its_clocks(ledger: Ledger) -> None:
    screen = app(ledger, LI, "issues", new=1)
    field(screen, "text_input", "title").set_value("打样延期三天")
    screen.press("form:issue.new.0.button.report")
    assert not screen.exception
    assert screen.query_params["id"] == "1"
    assert "WT-2026-0001" in screen.words
    assert "问题响应 · 产品研发部" in screen.words
    assert "还剩 1 天 0 小时" in screen.words
    saved = record(ledger)
    assert (saved["departments"], saved["level"], saved["found_at"]) == ([RESEARCH], "normal", NOW)


def test_a_refused_report_keeps_what_was_typed_and_says_what_is_missing(ledger: Ledger) -> None:
    screen = app(ledger, LI, "issues", new=1)
    field(screen, "text_area", "description").set_value("供应商没有回复")
    screen.press("form:issue.new.0.button.report")
    assert "请填写问题名称" in screen.words
    assert field(screen, "text_area", "description").value == "供应商没有回复"
    assert ledger.snapshot()["issue"].is_empty()


def test_a_dispute_without_its_point_opens_the_folded_part(ledger: Ledger) -> None:
    screen = app(ledger, LI, "issues", new=1)
    field(screen, "text_input", "title").set_value("以谁的稿为准")
    field(screen, "segmented_control", "kind").set_value("dispute")
    screen.press("form:issue.new.0.button.report")
    assert "争议请写明争议焦点" in screen.words
    assert screen.expander[0].proto.expanded
    field(screen, "text_area", "focus").set_value("两个版本尺寸不同")
    field(screen, "multiselect", "departments").set_value([RESEARCH, MARKETING])
    screen.press("form:issue.new.0.button.report")
    assert record(ledger)["focus"] == "两个版本尺寸不同"


def test_an_issue_is_answered_and_then_resolved(ledger: Ledger) -> None:
    reported(ledger)
    screen = app(ledger, LI, "issues", id=1)
    screen.press("form:issue.1.respond.0.button.respond")
    assert (record(ledger)["status"], record(ledger)["owner"]) == ("responded", LI)
    field(screen, "text_area", "outcome", "issue.1.resolve").set_value("已扩容")
    screen.press("form:issue.1.resolve.0.button.resolve")
    assert not screen.error
    assert (record(ledger)["status"], record(ledger)["outcome"]) == ("resolved", "已扩容")
    assert screen.has("act.reopen")


def test_a_meeting_that_agreed_on_nothing_is_not_recorded_and_keeps_what_was_typed(ledger: Ledger) -> None:
    reported(ledger)
    screen = app(ledger, LI, "issues", id=1)
    field(screen, "text_area", "measures", "issue.1.convene").set_value("扩容两台")
    screen.press("form:issue.1.convene.0.button.convene")
    assert "请确定责任人" in screen.words
    assert "请给出新的解决时限，且晚于现在" in screen.words
    assert field(screen, "text_area", "measures", "issue.1.convene").value == "扩容两台"
    assert record(ledger)["convened_at"] is None


def test_a_meeting_is_recorded_with_measures_owner_and_date(ledger: Ledger) -> None:
    reported(ledger, kind="blocker")
    screen = app(ledger, LI, "issues", id=1)
    assert "专项会议 · 产品研发部" in screen.words
    field(screen, "selectbox", "owner", "issue.1.convene").set_value(LI)
    field(screen, "datetime_input", "resolve_by", "issue.1.convene").set_value(datetime(2026, 11, 24, 18))  # noqa: DTZ001 - what the input gives
    field(screen, "text_area", "measures", "issue.1.convene").set_value("扩容两台")
    screen.press("form:issue.1.convene.0.button.convene")
    assert not screen.error
    assert [record(ledger)[name] for name in ("convened_at", "owner", "measures")] == [NOW, LI, "扩容两台"]
    assert record(ledger)["resolve_by"] == datetime(2026, 11, 24, 10, tzinfo=UTC)


def test_what_is_overdue_says_to_whom_it_is_escalated(ledger: Ledger) -> None:
    reported(ledger)
    late = NOW + timedelta(hours=3)
    assert "升级" not in app(ledger, LI, "issues", id=1).words
    assert "已超时，应升级至产品研发部负责人（尚未指定）" in app(ledger, LI, "issues", id=1, now=late).words
    organisation.save_department(visit(ledger, ADMIN), {"head": CHEN}, RESEARCH)
    assert "已超时，升级至产品研发部负责人：陈静" in app(ledger, LI, "issues", id=1, now=late).words
    issue.respond(visit(ledger, LI, late), 1, None, {})
    assert "升级" not in app(ledger, LI, "issues", id=1, now=late).words


def test_a_dispute_of_one_department_is_refused_beside_its_field(ledger: Ledger) -> None:
    screen = app(ledger, LI, "issues", new=1)
    field(screen, "text_input", "title").set_value("以谁的稿为准")
    field(screen, "segmented_control", "kind").set_value("dispute")
    field(screen, "text_area", "focus").set_value("两个版本尺寸不同")
    screen.press("form:issue.new.0.button.report")
    assert "争议至少涉及两个部门" in screen.words
    field(screen, "multiselect", "departments").set_value([RESEARCH, MARKETING])
    screen.press("form:issue.new.0.button.report")
    assert "争议协调会" in screen.words
    assert "还剩 1 天 0 小时" in screen.words


def test_a_resolved_issue_can_be_opened_again(ledger: Ledger) -> None:
    issue.resolve(visit(ledger, LI), reported(ledger), None, "已扩容")
    screen = app(ledger, LI, "issues", id=1)
    screen.press("act.reopen")
    assert record(ledger)["status"] == "responded"


def test_a_withdrawn_issue_has_no_clock_left(ledger: Ledger) -> None:
    reported(ledger)
    screen = app(ledger, LI, "issues", id=1)
    screen.press("act.withdraw")
    assert record(ledger)["status"] == "withdrawn"
    assert "问题闭环" not in screen.words


def test_an_edit_is_saved_on_the_version_it_shows(ledger: Ledger) -> None:
    reported(ledger)
    screen = app(ledger, LI, "issues", id=1, edit=1)
    field(screen, "text_input", "title", "issue.1.edit.1").set_value("接口偶发超时")
    screen.press("form:issue.1.edit.1.0.button.save")
    assert (record(ledger)["title"], record(ledger)["version"]) == ("接口偶发超时", 2)


def test_an_edit_on_an_old_version_shows_both(ledger: Ledger) -> None:
    reported(ledger)
    screen = app(ledger, LI, "issues", id=1, edit=1)
    issue.change(visit(ledger, LI), 1, 1, {"title": "网关超时"})
    field(screen, "text_input", "title", "issue.1.edit.1").set_value("接口偶发超时")
    screen.press("form:issue.1.edit.1.0.button.save")
    assert "李娜 在 2026-11-20 10:00 先保存了这条记录" in screen.words
    assert record(ledger)["title"] == "网关超时"


@pytest.mark.parametrize("who", [WANG, SCREEN])
def test_whoever_may_not_handle_an_issue_sees_it_without_buttons(ledger: Ledger, who: int) -> None:
    reported(ledger)
    screen = app(ledger, who, "issues", id=1)
    assert "接口超时" in screen.words
    assert [button.key for button in screen.button if not button.key.startswith("clock.")] == ["back"]


def test_the_meeting_screen_is_not_offered_to_report(ledger: Ledger) -> None:
    assert not app(ledger, SCREEN, "issues").has("new")
    assert app(ledger, LI, "issues").has("new")


def test_the_list_shows_the_clock_due_first(ledger: Ledger) -> None:
    reported(ledger)
    reported(ledger, title="物料缺货", departments=[MARKETING], level="normal")
    table = app(ledger, LI, "issues").dataframe[0].value
    assert table["应于"].dt.strftime("%m-%d %H:%M").tolist() == ["11-21 10:00", "11-20 12:00"]
    assert table["时钟"].tolist() == ["进行中", "进行中"]


@pytest.mark.parametrize("query", [{}, {"new": 1}, {"id": 1}, {"id": 1, "edit": 1}, {"id": 99}])
def test_every_view_is_drawn_in_english(ledger: Ledger, query: dict[str, int]) -> None:
    reported(ledger)
    english(ledger, LI)
    screen = app(ledger, LI, "issues", **query)
    assert not screen.exception
    assert "问题" not in screen.words
