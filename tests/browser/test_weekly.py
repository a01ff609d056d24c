"""A weekly meeting in a real browser, run by its host from the keyboard while somebody else saves what he has done."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from core import passwords
from core.actions import meeting, organisation, project
from core.home import Home
from core.text import Language
from core.visit import Visit, person
from tests import engines
from tests.browser.person import PASSWORD, Somebody
from tests.trust.client import Server

pytestmark = [pytest.mark.browser, pytest.mark.server]

PEOPLE = (("li", "李娜", "contact"), ("chen", "陈静", "coordinator"))


def furnish(home: Home) -> None:
    """A department with a project, its contact, and the coordinator's weekly meeting of no project, due now; closes the home."""
    now, kept = datetime.now(UTC), passwords.hashed(PASSWORD)
    admin = organisation.first_administrator(home.ledger, now, "admin", "管理员", Language.ZH)

    def visit(who: int) -> Visit:
        found = person(home.ledger.snapshot(), who)
        assert found is not None
        return Visit(home.ledger, found, Language.ZH, now)

    department = organisation.save_department(visit(admin), {"code": "RD", "name": "研发中心"})
    home.sessions.set_password(admin, kept, admin, now)
    people = {}
    for username, name, role in PEOPLE:
        values = {"username": username, "name": name, "department": department, "role": role, "can_decide": True}
        people[username] = organisation.save_person(visit(admin), values)
        home.sessions.set_password(people[username], kept, admin, now)
    chen, today = visit(people["chen"]), now.date()
    span = {"starts_on": today, "ends_on": today + timedelta(days=60)}
    project.save(chen, {"name": "新品上市", "lead_department": department, "manager": people["chen"], "status": "active"} | span)
    called = {"kind": "weekly", "topic": "公司周例会", "host": people["chen"], "attendees": [people["li"]]}
    meeting.plan(chen, called | {"starts_at": now, "ends_at": now + timedelta(minutes=45)})
    home.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    furnish(engines.opened(tmp_path))
    with Server(tmp_path) as running:
        yield running


def test_a_meeting_is_run_from_the_keyboard_stays_live_and_ends_with_its_minutes(
    chromium: Browser, server: Server, outside: list[str]
) -> None:
    with (
        Somebody(chromium, server, outside, viewport={"width": 1920, "height": 1080}) as chen,
        Somebody(chromium, server, outside) as li,
        Somebody(chromium, server, outside) as admin,
    ):
        chen.sign_in("chen", "/weekly")
        # A fresh server loads what charts need before it draws the first of them.
        expect(chen.page.get_by_role("button", name="开始周会")).to_be_visible(timeout=60_000)
        chen.press("开始周会")
        keys, page = chen.page.keyboard, chen.page
        expect(page.get_by_role("timer")).to_have_text(re.compile(r"\d\d:\d\d / 45 分钟"), timeout=30_000)
        expect(page.get_by_test_id("stSidebar")).to_have_count(0)
        assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") > 25

        # Forward, however quickly, and to the last slide; typing digits and Enter leads back, unless Escape takes them back.
        first = page.locator("h1").inner_text()
        keys.press("ArrowRight")
        expect(page.locator("h1")).not_to_have_text(first)
        keys.press("1")
        keys.press("Enter")
        expect(page.locator("h1")).to_have_text(first)
        for _ in range(3):
            keys.press("ArrowRight")
            page.wait_for_timeout(120)
        at = page.locator(".st-key-stage_bar input").first
        expect(at).to_have_value(re.compile("^4/"))
        for pressed in ("1", "Escape", "Enter"):
            keys.press(pressed)
        keys.press("ArrowLeft")
        expect(at).to_have_value(re.compile("^3/"))
        keys.press("End")
        expect(page.locator("h1")).to_have_text("本次决定与行动")

        # An action is typed and belongs to its owner at once; a decision is half typed.
        keys.press("a")
        chen.type("行动", "联系备选供货商")
        chen.choose("项目", "新品上市")
        chen.choose("主责人", "李娜")
        # Away and back: what is chosen stays, though the cursor is still in its box.
        keys.press("Escape")
        expect(chen.box("主责人")).to_be_hidden()
        keys.press("a")
        expect(chen.box("主责人")).to_have_value("李娜")
        chen.press("记下行动项")
        chen.sees("请填写计划完成")
        expect(chen.box("行动")).to_have_value("联系备选供货商")
        day = page.get_by_test_id("stDateInput").get_by_role("spinbutton")
        day.first.click()
        keys.type((datetime.now(UTC) + timedelta(days=9)).strftime("%Y%m%d"))
        chen.press("记下行动项")
        chen.sees("行动项（1）")
        keys.press("Escape")
        expect(page.get_by_role("cell", name="未开始")).to_be_visible()
        keys.press("d")
        half = chen.box("一条决定")
        half.press_sequentially("十二月")
        page.evaluate("document.querySelector('h1').dataset.kept = 'yes'")

        # What its owner reports on it shows on the screen within two seconds, and takes nothing away from there.
        li.sign_in("li", "/my_work")
        expect(li.page.get_by_text("联系备选供货商").first).to_be_attached(timeout=15_000)
        li.open("/tasks?id=1")
        li.type("当前进度 %", "40")
        li.page.get_by_role("button", name="提交进度").first.click()
        li.sees("已保存")
        expect(page.get_by_role("cell", name="进行中")).to_be_visible(timeout=2_000)
        expect(half).to_have_value("十二月")
        assert page.evaluate("document.querySelector('h1').dataset.kept") == "yes"
        half.press_sequentially("上线")
        half.press("Enter")
        # What is typed on while it is being saved is the beginning of the next.
        keys.type("再议", delay=30)
        chen.sees("决定（1）")
        expect(half).to_have_value("再议")
        expect(half).to_be_focused()
        half.fill("")
        keys.press("Escape")
        chen.sees("十二月上线")

        # One button drafts the minutes, one more sends them.
        chen.press("结束并分发")
        expect(chen.box("达成共识")).to_have_value("十二月上线")
        # What others save meanwhile changes the draft; who is typing in it goes on typing.
        talk = chen.box("讨论要点")
        talk.press_sequentially("甲")
        admin.sign_in("admin")
        admin.open("/weekly?meeting=1&present=1")
        admin.page.keyboard.press("d")
        admin.box("一条决定").press_sequentially("加人手")
        admin.box("一条决定").press("Enter")
        admin.sees("决定（2）")
        chen.sees("带入新内容")
        keys.type("乙")
        expect(talk).to_have_value(re.compile("甲乙"))
        chen.press("带入新内容")
        expect(chen.box("达成共识")).to_have_value("十二月上线\n加人手")
        expect(talk).to_have_value(re.compile("甲乙"))
        admin.page.keyboard.press("Escape")
        admin.press("结束并分发")
        admin.box("讨论要点").press_sequentially("丙")
        chen.press("确认并分发")
        chen.sees("纪要已分发")
        chen.sees("会议已结束")
        # Another host who had begun a draft of his own is told that it did not go out, and keeps it.
        admin.sees("您的草稿没有发出")
        expect(admin.box("讨论要点")).to_have_value(re.compile("丙"))
        admin.press("放弃草稿")
        expect(admin.page.get_by_role("button", name="查看会议与纪要")).to_be_visible()
        chen.press("查看会议与纪要")
        expect(page).to_have_url(re.compile(r"/meetings\?id=1$"))
        chen.sees("公司周例会")
        assert page.evaluate("parseFloat(getComputedStyle(document.documentElement).fontSize)") == pytest.approx(15)
        li.open("/meetings?id=1")
        li.sees("已分发")
        assert not [*chen.errors, *li.errors, *admin.errors]
