"""Settings as people meet them: who is offered what, and what a save does."""

from collections.abc import Iterator
from unittest.mock import patch

import pytest

from core import passwords
from core.actions import organisation
from core.store.ledger import Ledger
from core.store.sessions import Sessions
from core.text import Language
from core.workdays import provisional
from tests.builders import empty_ledger
from tests.pages.app import ADMIN, CHEN, LI, NOW, RESEARCH, Screen, app, company, english

EVERYBODY = ["权限表", "我的密码"]
RULES = ["时限规则", "字典", "自定义字段", "日历", "参数", "操作记录"]


@pytest.fixture
def ledger() -> Ledger:
    return company()


@pytest.fixture
def sessions(ledger: Ledger) -> Iterator[Sessions]:
    kept = Sessions(ledger.engine)
    with patch("core.ui.session.sessions", lambda: kept), patch.object(passwords, "COST", 4):
        yield kept


def field(screen: Screen, kind: str, form: str, name: str) -> object:
    return screen.field(kind, f"form:{form}.0.{name}")


def save(screen: Screen, form: str) -> None:
    screen.press(f"form:{form}.0.button.save")
    assert not screen.exception


def sections(screen: Screen) -> list[str]:
    return [str(option).removeprefix(":gray[").removesuffix("]") for option in screen.segmented_control(key="settings.view").options]


def test_everybody_is_offered_the_permissions_and_the_own_password(ledger: Ledger) -> None:
    assert sections(app(ledger, LI, "settings")) == EVERYBODY


def test_a_coordinator_is_offered_the_rules_but_neither_people_nor_the_demo(ledger: Ledger) -> None:
    assert sections(app(ledger, CHEN, "settings")) == [*RULES, *EVERYBODY]


def test_a_section_that_one_may_not_see_is_not_shown_by_its_url(ledger: Ledger) -> None:
    for place in ({}, {"new": 1}, {"id": 1}):
        screen = app(ledger, LI, "settings", view="person", **place)
        assert not screen.text_input
        assert sections(screen) == EVERYBODY


@pytest.mark.parametrize(
    "view", ["department", "person", "policy", "choice", "field", "calendar", "setting", "demo", "saves", "permissions", "password"]
)
@pytest.mark.parametrize("speak", [False, True], ids=["Chinese", "English"])
def test_every_section_opens_in_both_languages(ledger: Ledger, view: str, *, speak: bool) -> None:
    if speak:
        english(ledger, ADMIN)
    assert not app(ledger, ADMIN, "settings", view=view).exception


def test_a_department_is_added_and_changed(ledger: Ledger) -> None:
    screen = app(ledger, ADMIN, "settings", view="department", new=1)
    field(screen, "text_input", "department.new", "code").set_value("QA")
    field(screen, "text_input", "department.new", "name").set_value("质量部")
    save(screen, "department.new")
    assert ledger.snapshot()["department"]["name"].to_list()[-1] == "质量部"
    screen = app(ledger, ADMIN, "settings", view="department", id=RESEARCH)
    field(screen, "text_input", f"department.{RESEARCH}", "name").set_value("研发中心")
    save(screen, f"department.{RESEARCH}")
    assert "研发中心" in ledger.snapshot()["department"]["name"].to_list()
    assert "id" not in screen.query_params


def test_a_code_that_is_taken_is_said_beside_the_form(ledger: Ledger) -> None:
    screen = app(ledger, ADMIN, "settings", view="department", new=1)
    field(screen, "text_input", "department.new", "code").set_value("RD")
    field(screen, "text_input", "department.new", "name").set_value("质量部")
    save(screen, "department.new")
    assert "已有相同的部门编码" in screen.words


def test_the_last_administrator_stays_one(ledger: Ledger, sessions: Sessions) -> None:
    screen = app(ledger, ADMIN, "settings", view="person", id=ADMIN)
    field(screen, "selectbox", f"person.{ADMIN}", "role").set_value("viewer")
    save(screen, f"person.{ADMIN}")
    assert "至少要保留一名启用的管理员" in screen.words


def test_a_given_password_is_shown_once_and_must_be_changed(ledger: Ledger, sessions: Sessions) -> None:
    screen = app(ledger, ADMIN, "settings", view="person", id=LI)
    assert "还没有密码" in screen.words
    screen.press(f"password.{LI}.give")
    assert not screen.exception
    given = screen.code[0].value
    credential = sessions.credential(LI)
    assert credential is not None
    assert credential.must_change
    assert passwords.matches(given, credential.hash)
    screen.run()
    assert not screen.code


def test_a_weak_password_is_refused(ledger: Ledger, sessions: Sessions) -> None:
    screen = app(ledger, ADMIN, "settings", view="person", id=LI)
    screen.text_input(key=f"password.{LI}.typed").set_value("short")
    screen.press(f"password.{LI}.give")
    assert "密码至少 12 个字符" in screen.words
    assert sessions.credential(LI) is None


def test_a_limit_is_overridden_and_taken_back(ledger: Ledger) -> None:
    screen = app(ledger, CHEN, "settings", view="policy", id=1)
    field(screen, "number_input", "policy.request_response.urgent", "limit").set_value(8.0)
    save(screen, "policy.request_response.urgent")
    row = ledger.snapshot()["policy"].to_dicts()[0]
    assert (row["promise"], row["level"], row["limit"], row["unit"]) == ("request_response", "urgent", 8.0, "hours")
    assert "8 自然小时" in screen.dataframe[0].value.iloc[0].to_list()
    screen = app(ledger, CHEN, "settings", view="policy", id=1)
    screen.press("act.policy.back")
    assert ledger.snapshot()["policy"].is_empty()
    assert "id" not in screen.query_params


def test_an_entry_is_renamed_added_and_taken_out_of_use(ledger: Ledger) -> None:
    screen = app(ledger, CHEN, "settings", view="choice", dictionary="urgency", id=1)
    field(screen, "text_input", "choice.urgency.urgent", "zh").set_value("特急")
    save(screen, "choice.urgency.urgent")
    assert screen.visit.word("urgency", "urgent") == "特急"
    screen = app(ledger, CHEN, "settings", view="choice", dictionary="urgency", new=1)
    for name, value in (("key", "later"), ("zh", "不急"), ("en", "Later")):
        field(screen, "text_input", "choice.urgency.", name).set_value(value)
    save(screen, "choice.urgency.")
    assert screen.visit.word("urgency", "later") == "不急"
    place = list(screen.visit.vocabulary["urgency"]).index("later") + 1
    screen = app(ledger, CHEN, "settings", view="choice", dictionary="urgency", id=place)
    field(screen, "toggle", "choice.urgency.later", "active").set_value(False)
    save(screen, "choice.urgency.later")
    assert "later" not in screen.visit.vocabulary["urgency"]
    assert "later" in app(ledger, CHEN, "settings", view="choice", dictionary="urgency").dataframe[0].value.iloc[:, 0].to_list()


def test_words_the_system_relies_on_offer_no_new_entry(ledger: Ledger) -> None:
    screen = app(ledger, CHEN, "settings", view="choice", dictionary="role")
    assert not screen.has("new")
    assert "只能改名称" in screen.words


def test_a_day_is_added_to_the_calendar_and_removed(ledger: Ledger) -> None:
    screen = app(ledger, CHEN, "settings", view="calendar")
    field(screen, "text_input", "calendar_day.new", "name").set_value("公司年会")
    save(screen, "calendar_day.new")
    assert "公司年会" in screen.words
    screen.press("act.calendar.1")
    assert ledger.snapshot()["calendar_day"].is_empty()


def test_a_year_without_an_official_notice_is_marked_provisional(ledger: Ledger) -> None:
    screen = app(ledger, CHEN, "settings", view="calendar")
    assert not provisional(2026)
    assert "暂定" not in screen.words
    screen.segmented_control(key="year").set_value(2027).run()
    assert provisional(2027)
    assert "2027 年的国务院放假通知尚未发布" in screen.words


def test_a_setting_is_changed_and_a_wrong_one_is_said_beside_it(ledger: Ledger) -> None:
    screen = app(ledger, CHEN, "settings", view="setting")
    box = next(box for box in screen.text_input if str(box.key).startswith("setting.work_hours"))
    box.set_value("18:00-09:00")
    screen.press("settings.save")
    assert "如 09:00-12:00,13:00-18:00" in screen.words
    box = next(box for box in screen.text_input if str(box.key).startswith("setting.work_hours"))
    box.set_value("08:30-12:00,13:00-17:30")
    screen.press("settings.save")
    assert dict(ledger.snapshot()["setting"].select("name", "value").iter_rows()) == {"work_hours": "08:30-12:00,13:00-17:30"}


def test_the_history_names_who_saved_what(ledger: Ledger) -> None:
    rows = app(ledger, CHEN, "settings", view="saves").dataframe[0].value
    assert rows.iloc[0, 1:].to_list() == ["管理员", "新增", "人员"]
    assert len(rows) == ledger.saves().height


def test_a_company_with_records_is_not_offered_the_demo(ledger: Ledger) -> None:
    assert not app(ledger, ADMIN, "settings", view="demo").has("demo.load")


def test_an_empty_company_is_offered_the_demo_to_its_administrator_alone() -> None:
    ledger = empty_ledger()
    organisation.first_administrator(ledger, NOW, "admin", "管理员", Language.ZH)
    screen = app(ledger, ADMIN, "settings", view="demo")
    assert screen.has("demo.load")
    assert not screen.has("act.demo.remove")
