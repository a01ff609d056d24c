"""WCAG 2.1 A and AA on every page by axe-core, light in Chinese and dark in English; and a journey without a mouse."""

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from core.actions import goal, invitation
from core.text import Language
from core.ui.navigation import LINK, PAGES
from core.visit import Visit, person
from tests import engines
from tests.browser.person import Somebody
from tests.browser.pictures import furnished
from tests.trust.client import Server

pytestmark = [pytest.mark.browser, pytest.mark.server, pytest.mark.slow]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"], "resultTypes": ["violations"]}
# What depends on the theme.
CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}, "resultTypes": ["violations"]}
# What Streamlit itself draws and offers no way to change: rule, what it is found on, why.
STREAMLIT = (
    ("list", "[data-testid=stSidebarNavItems]", "the navigation's groups stand as div between its ul and their li"),
    ("listitem", "[data-testid=stSidebarNavItems] li", "the same"),
)
SIDEBAR = "[data-testid=stSidebar]"  # the same on every page
# Every view in the full gate: TONGPIN_AXE=full pytest tests/browser/test_accessibility.py
VIEWS = ("requests?id=109", "requests?new=1", "plan?project=5&view=outlook", "weekly?present=1&slide=changed")
MORE = (
    *("projects?id=5&view=charter", "goals?view=surveys", "tasks?view=tree", "trends?view=departments", "trends?view=handoffs"),
    *(f"plan?project=5&view={view}" for view in ("gantt", "raci", "baselines", "assignments")),
    *(f"settings?view={view}" for view in ("people", "rules", "calendar")),
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, str]]:
    """The demo company, and the link to one of its surveys."""
    folder = furnished(tmp_path_factory.mktemp("company"))
    home, now = engines.opened(folder), datetime.now(UTC)
    found = person(home.ledger.snapshot(), 1)
    visit = Visit(home.ledger, found, Language.ZH, now)
    today = visit.today
    asked = {"kind": "csat", "title": "协作满意度", "about": [1, 2], "opens_on": today, "closes_on": today + timedelta(days=2)}
    (token,) = invitation.invite(visit, home.invitations, goal.open_survey(visit, asked), 1)
    home.close()
    with Server(folder) as running:
        yield running, f"/{LINK}?token={token}"


def problems(page: Page, seen: set[str], rules: dict[str, Any] = RULES, leaving: str = "none") -> list[str]:
    """What axe finds on a page beyond STREAMLIT, leaving out what a selector names; the rules of that which were met go into seen."""
    told = []
    for rule in Axe().run(page, {"exclude": [[leaving]]}, rules).response["violations"]:
        known = next((selector for name, selector, _ in STREAMLIT if name == rule["id"]), None)
        targets = [node["target"][0] for node in rule["nodes"]]
        matched = known and page.evaluate(
            "([all, known]) => all.map(one => !!document.querySelector(one)?.matches(known))", [targets, known]
        )
        for node, ours in zip(rule["nodes"], matched or [False] * len(targets), strict=True):
            if ours:
                seen.add(rule["id"])
            else:
                told.append(f"{rule['id']}: {node['html'][:160]} {node['failureSummary'][:200]}")
    return told


def through(somebody: Somebody) -> Iterator[str]:
    """Each page of the sidebar, by its link."""
    links = somebody.page.get_by_test_id("stSidebarNavLink")
    expect(links).to_have_count(sum(map(len, PAGES.values())))
    for place in range(links.count()):
        links.nth(place).click()
        somebody.idle()
        yield somebody.page.url


def test_every_page_and_view_meets_wcag_aa_light_in_chinese(chromium: Browser, served: tuple[Server, str], outside: list[str]) -> None:
    server, link = served
    seen: set[str] = set()
    with Somebody(chromium, server, outside) as guest:
        told = {}
        for path in ("/", link):
            guest.open(path)
            told[path] = problems(guest.page, seen)
    with Somebody(chromium, server, outside) as admin:
        admin.sign_in("admin")
        told["/"] = problems(admin.page, seen)
        told |= {url: problems(admin.page, seen, leaving=SIDEBAR) for url in through(admin)}
        for path in VIEWS + (MORE if os.environ.get("TONGPIN_AXE") == "full" else ()):
            admin.open(f"/{path}")
            told[path] = problems(admin.page, seen, leaving=SIDEBAR)
    assert not {path: found for path, found in told.items() if found}
    # What no longer occurs is to be taken from the list.
    assert seen == {rule for rule, *_ in STREAMLIT}


def test_every_page_has_the_contrast_of_wcag_aa_dark_in_english(chromium: Browser, served: tuple[Server, str], outside: list[str]) -> None:
    with Somebody(chromium, served[0], outside, color_scheme="dark") as admin:
        admin.open("/")
        told = {"/": problems(admin.page, set(), CONTRAST)}
        admin.sign_in("admin")
        admin.press("English")
        told["the sidebar"] = problems(admin.page, set(), CONTRAST)
        told |= {url: problems(admin.page, set(), CONTRAST, SIDEBAR) for url in through(admin)}
        admin.press("中文")
    assert not {path: found for path, found in told.items() if found}


def reach(somebody: Somebody, test: str) -> None:
    """Press Tab until the focused element passes a test in JavaScript."""
    for _ in range(80):
        somebody.page.keyboard.press("Tab")
        if somebody.page.evaluate(f"() => {{ const on = document.activeElement; return !!({test}) }}"):
            return
    pytest.fail(f"no Tab leads to {test}")


def keys(somebody: Somebody, *pressed: str) -> None:
    for key in pressed:
        somebody.page.keyboard.press(key)
        somebody.page.wait_for_timeout(150)
    somebody.idle()


def test_rows_that_open_come_next_and_give_the_focus_back_when_they_close(
    chromium: Browser, served: tuple[Server, str], outside: list[str]
) -> None:
    """The button says whose rows it opens; the page says which language it is in."""
    with Somebody(chromium, served[0], outside) as admin:
        admin.sign_in("admin")
        expect(admin.page.locator("html")).to_have_attribute("lang", "zh-CN")
        focused, overdue = admin.page.locator(":focus"), "明细: 当前超期"
        reach(admin, f"on.ariaLabel === '{overdue}'")
        keys(admin, "Enter")
        expect(admin.page.get_by_role("dialog").get_by_test_id("data-grid-canvas")).to_be_attached(timeout=30_000)
        keys(admin, "Tab")
        expect(admin.page.locator("[role=dialog]:focus-within")).to_have_accessible_name(overdue)
        keys(admin, "Shift+Tab")
        expect(focused).to_have_accessible_name(overdue)
        keys(admin, "Tab", "Escape")
        expect(focused).to_have_accessible_name(overdue)
        expect(focused).to_have_attribute("aria-expanded", "false")
        cells = re.compile("^明细: 未关闭风险")
        reach(admin, "on.ariaLabel?.startsWith('明细: 未关闭风险')")
        keys(admin, "Enter")
        expect(admin.page.get_by_role("dialog").get_by_role("combobox")).to_be_attached(timeout=30_000)
        reach(admin, "on.closest('[role=dialog]') && on.ariaLabel?.startsWith('看哪一项')")
        keys(admin, "ArrowDown", "Enter")
        admin.page.wait_for_url("**open=heatmap*")
        keys(admin, "Escape")
        expect(focused).to_have_accessible_name(cells)
        expect(admin.page.get_by_role("button", name="收起")).to_be_attached(timeout=30_000)
        reach(admin, "on.innerText?.endsWith('收起')")
        keys(admin, "Enter")
        expect(focused).to_have_accessible_name(cells)
        admin.press("English")
        expect(admin.page.locator("html")).to_have_attribute("lang", "en")
        admin.press("中文")
        assert not admin.errors


def test_a_risk_is_found_opened_and_changed_with_the_keyboard_alone(
    chromium: Browser, served: tuple[Server, str], outside: list[str]
) -> None:
    with Somebody(chromium, served[0], outside) as admin:
        admin.sign_in("admin")
        reach(admin, "on.tagName === 'A' && on.innerText.endsWith('风险')")
        keys(admin, "Enter")
        admin.page.wait_for_url("**/risks*")
        reach(admin, "on.ariaLabel?.startsWith('状态')")
        keys(admin, "ArrowDown", "ArrowDown", "Enter")
        admin.page.wait_for_url("**status=*")
        reach(admin, "on.dataset.testid === 'data-grid-canvas'")
        keys(admin, "ArrowDown", "Shift+Space")
        admin.page.wait_for_url("**id=*")
        admin.idle()
        reach(admin, "on.innerText === '修改'")
        keys(admin, "Enter")
        reach(admin, "on.tagName === 'INPUT' && on.ariaLabel?.startsWith('风险名称')")
        keys(admin, "End")
        admin.page.keyboard.type("（键盘）")
        reach(admin, "on.innerText === '保存'")
        keys(admin, "Enter")
        expect(admin.page.get_by_role("heading", name="（键盘）")).to_be_visible()
