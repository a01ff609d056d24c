"""The contact's and the host's share of a project's life in a real browser: launched, signed, met about, supported."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from core import passwords
from core.actions import organisation, request
from core.home import Home
from core.text import Language
from core.visit import Visit, person
from tests import engines
from tests.browser.person import PASSWORD, Somebody
from tests.trust.client import Server

pytestmark = [pytest.mark.browser, pytest.mark.server]

PEOPLE = (("li", "李娜", "研发中心", "contact"), ("zhao", "赵敏", "市场部", "lead"), ("chen", "陈静", "研发中心", "coordinator"))


def furnish(home: Home) -> None:
    """Two departments, headed by the contact and the host, and an approved request that both have answered; closes the home."""
    now, kept = datetime.now(UTC), passwords.hashed(PASSWORD)
    admin = organisation.first_administrator(home.ledger, now, "admin", "管理员", Language.ZH)

    def visit(who: int) -> Visit:
        found = person(home.ledger.snapshot(), who)
        assert found is not None
        return Visit(home.ledger, found, Language.ZH, now)

    departments = {
        name: organisation.save_department(visit(admin), {"code": code, "name": name})
        for code, name in (("RD", "研发中心"), ("MKT", "市场部"))
    }
    people = {}
    for username, name, department, role in PEOPLE:
        values = {"username": username, "name": name, "department": departments[department], "role": role, "can_decide": True}
        people[username] = organisation.save_person(visit(admin), values)
        home.sessions.set_password(people[username], kept, admin, now)
    for department, head in (("研发中心", "li"), ("市场部", "zhao")):
        organisation.save_department(visit(admin), {"head": people[head]}, departments[department])
    ends_on = now.date() + timedelta(days=60)
    need = {
        "needed_by": ends_on,
        "title": "新品联合上市",
        "applicant_department": departments["研发中心"],
        "departments": [departments["市场部"]],
    }
    asked = request.apply(visit(people["li"]), {**need, "urgency": "important", "background": "一季度上市", "goal": "首月销量 10000 台"})
    request.decide(visit(people["chen"]), asked, None, "approved")
    accepts = {"request": asked, "department": departments["市场部"], "decision": "accept", "contact": people["zhao"]}
    request.answer(visit(people["zhao"]), accepts)
    home.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    furnish(engines.opened(tmp_path))
    with Server(tmp_path) as running:
        yield running


def test_a_request_becomes_a_project_signed_met_about_and_given_people(chromium: Browser, server: Server, outside: list[str]) -> None:
    with (
        Somebody(chromium, server, outside) as chen,
        Somebody(chromium, server, outside) as zhao,
        Somebody(chromium, server, outside, viewport={"width": 390, "height": 844}) as li,
    ):
        chen.sign_in("chen", "/requests?id=1")
        chen.page.get_by_text("立项", exact=True).first.click()
        chen.choose("项目负责人", "赵敏")
        chen.page.get_by_test_id("stFormSubmitButton").get_by_role("button", name="立项").click()
        chen.sees("打开项目：")

        # Both heads sign the charter; with the second signature it is in force.
        zhao.sign_in("zhao", "/my_work")
        zhao.sees("全部 1")
        zhao.open("/projects?id=1&view=charter")
        zhao.press("同意并签字")
        zhao.sees("1 个已签")
        li.sign_in("li", "/projects?id=1&view=charter")
        li.press("同意并签字")
        li.sees("起生效")

        # The host calls a meeting, tells people, takes the minutes with an action item and sends them.
        zhao.open("/meetings?new=1")
        zhao.choose("项目", "新品联合上市")
        zhao.type("会议主题", "上市启动会")
        zhao.choose("参会人员", "李娜", "赵敏")
        zhao.press("保存")
        zhao.press("已发出通知")
        zhao.sees("已通知")
        # What opens while the page is still being drawn anew closes again.
        expect(zhao.page.get_by_role("button", name="已发出通知", exact=True)).to_have_count(0)
        zhao.idle()
        zhao.page.get_by_text("会议纪要", exact=True).first.click()
        expect(zhao.box("达成共识")).to_be_visible()
        zhao.type("达成共识", "按章程推进")
        zhao.press("保存并分发")
        zhao.sees("纪要已分发")

        # The contact asks for people on a phone; the host decides.
        li.open("/resources?new=1")
        li.choose("项目", "新品联合上市")
        li.type("需求明细", "测试工程师一个月")
        li.choose("审批人", "赵敏")
        li.press("提交申请")
        li.sees("请填写用途说明")
        expect(li.box("需求明细")).to_have_value("测试工程师一个月")
        li.type("用途说明", "回归测试")
        li.press("提交申请")
        li.sees("待审批")
        zhao.open("/resources?id=1")
        zhao.press("批准")
        zhao.sees("已批准")
        assert not [*li.errors, *zhao.errors, *chen.errors]
