"""The overview in a real Chromium, timed until its figures and charts are drawn; an empty page likewise."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.bench import served
from tests.browser.conftest import FLAGS, PATH
from tests.trust.client import Server

_CARDS, _CHARTS = 8, 5
# The script has ended, and all it sent is drawn.
_IDLE = "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"
_EMPTY = f"() => {_IDLE} && document.querySelector('h1') !== null"
_COMPLETE = f"""() => {_IDLE} && document.querySelectorAll('[data-testid=stMetric]').length === {_CARDS}
    && [...document.querySelectorAll('[data-testid=stVegaLiteChart]')].filter(one => one.querySelector('canvas, svg')).length === {_CHARTS}
    && document.querySelector('[data-stale=true]') === null"""


def empty(folder: Path, times: int) -> dict[str, float]:
    """Milliseconds to see an empty page of a default Streamlit."""
    with _browser() as browser, Server(folder, str(served.EMPTY), str(folder)) as server:
        return _visits(browser, server.origin, [], _EMPTY, times)


def overview(folder: Path, cookie: str, times: int) -> dict[str, float]:
    """Milliseconds to see the overview: with an empty cache, by its address, from another page, with another filter."""
    name, _, value = cookie.partition("=")
    with _browser() as browser, Server(folder) as server:
        cookies = [{"name": name, "value": value, "url": server.origin}]
        found = _visits(browser, f"{server.origin}/overview", cookies, _COMPLETE, times)
        with _context(browser, cookies) as context:
            page = context.new_page()
            page.goto(f"{server.origin}/overview")
            page.wait_for_function(_COMPLETE)
            return found | {"browser: come back": _came_back(page, times), "browser: change filter": _filtered(page, times)}


def _visits(browser: Browser, url: str, cookies: list[dict[str, str]], seen: str, times: int) -> dict[str, float]:
    firsts, again = [], []
    for _ in range(times):
        with _context(browser, cookies) as context:
            for laps in (firsts, again):
                page = context.new_page()
                laps.append(_lap(page, lambda page=page: page.goto(url, wait_until="commit"), seen))
                page.close()
    return {"browser: first visit": median(firsts), "browser: open": median(again)}


def _came_back(page: Page, times: int) -> float:
    laps = []
    for _ in range(times):
        page.locator('[data-testid="stSidebarNavLink"][href$="/risks"]').click()
        page.wait_for_function(f"() => {_IDLE} && document.querySelector('[data-testid=stMetric]') === null")
        # Streamlit's address of the first page is the root.
        laps.append(_lap(page, page.locator('[data-testid="stSidebarNavLink"]').first.click, _COMPLETE))
    return median(laps)


def _filtered(page: Page, times: int) -> float:
    laps = []
    for place in range(times):
        # The filter by department, the second of the page.
        page.get_by_role("combobox").nth(1).click()
        before = page.evaluate("location.search")
        moved = f"{_COMPLETE} && location.search !== {before!r}"
        laps.append(_lap(page, page.get_by_role("option").nth(1 + place % 4).click, moved))
    return median(laps)


def _lap(page: Page, do: Callable[[], object], seen: str) -> float:
    start = time.perf_counter()
    do()
    page.wait_for_function(seen, polling="raf")
    return (time.perf_counter() - start) * 1000


@contextmanager
def _context(browser: Browser, cookies: list[dict[str, str]]) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
    context.add_cookies(cookies)  # type: ignore[arg-type]
    yield context
    context.close()


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PATH, args=FLAGS)
        yield browser
        browser.close()
