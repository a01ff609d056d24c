"""The overview in a real Chromium, timed in the page until its figures stand, and until its last chart is drawn; an empty page likewise."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from tests.bench import served
from tests.browser.conftest import FLAGS, PATH
from tests.trust.client import Server

_CARDS, _CHARTS = 8, 5
# Notes, frame by frame, since the address was called up or the last click: when every figure stands, and when all is drawn.
_WATCH = f"""(() => {{
  const all = (selector) => [...document.querySelectorAll(selector)]
  let from = 0, search = null
  window.seen = {{}}
  addEventListener('click', () => {{ window.seen = {{}}; from = performance.now(); search = location.search }}, true)
  window.changed = () => search !== location.search
  const look = () => {{
    const idle = document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'
    const fresh = !document.querySelector('[data-stale=true]')
    const figures = fresh && all('[data-testid=stMetric]').length === {_CARDS}
    const charts = all('[data-testid=stVegaLiteChart]').filter((one) => one.querySelector('svg, canvas')).length === {_CHARTS}
    const now = performance.now() - from
    if (figures) window.seen.figures ??= now
    if (figures && charts && idle) window.seen.drawn ??= now
    if (idle && document.querySelector('h1')) window.seen.empty ??= now
    requestAnimationFrame(look)
  }}
  look()
}})()"""
_IDLE = "document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning'"
_MENU = '[data-testid="stSidebarNavLink"]'


def empty(folder: Path, times: int) -> dict[str, float]:
    """Milliseconds to see an empty page of a default Streamlit."""
    with Server(folder, str(served.EMPTY), str(folder)) as server, sync_playwright() as playwright:
        return _opened(playwright, server.origin, [], {"drawn": "empty"}, times)


def overview(folder: Path, cookie: str, times: int) -> dict[str, float]:
    """Milliseconds to see the overview: in a new browser, by its address in a used one, from another page, with another filter."""
    name, _, value = cookie.partition("=")
    with Server(folder) as server, sync_playwright() as playwright:
        cookies, url = [{"name": name, "value": value, "url": server.origin}], f"{server.origin}/overview"
        found = _opened(playwright, url, cookies, {"figures": "figures", "drawn": "drawn"}, times)
        with _browser(playwright, cookies) as context:
            page = context.new_page()
            page.goto(url)
            _seen(page, "drawn")
            return found | _came_back(page, times) | _filtered(page, times)


def _opened(playwright: Playwright, url: str, cookies: list[dict[str, str]], marks: dict[str, str], times: int) -> dict[str, float]:
    """A first visit has a new browser; to open is to call the address up again in a tab that has had it."""
    laps: dict[str, list[float]] = {}
    for _ in range(times):
        with _browser(playwright, cookies) as context:
            page = context.new_page()
            for name in ("first visit", "second", "open"):
                page.goto(url, wait_until="commit")
                for mark, noted in marks.items():
                    laps.setdefault(f"browser: {name}, {mark}", []).append(_seen(page, noted))
                page.wait_for_timeout(1000)
    return {name: median(found) for name, found in laps.items() if "second" not in name}


def _came_back(page: Page, times: int) -> dict[str, float]:
    def back() -> None:
        page.locator(f'{_MENU}[href$="/risks"]').click()
        page.wait_for_function(f"() => {_IDLE} && document.querySelector('[data-testid=stMetric]') === null")
        page.wait_for_timeout(1000)
        # The overview is the first page of the menu.
        page.locator(_MENU).first.click()

    laps = [_clicked(page, back, "figures", "drawn") for _ in range(times)]
    return {f"browser: come back, {mark}": median(lap[mark] for lap in laps) for mark in ("figures", "drawn")}


def _filtered(page: Page, times: int) -> dict[str, float]:
    def choose(place: int) -> None:
        # The filter by department, the second of the page.
        page.get_by_role("combobox").nth(1).click()
        page.wait_for_timeout(1000)
        page.get_by_role("option").nth(1 + place).click()
        page.wait_for_function("() => window.changed()", polling="raf")
        page.evaluate("() => { window.seen = {} }")

    laps = [_clicked(page, lambda place=place: choose(place), "drawn") for place in range(times)]
    return {"browser: new filter, drawn": median(lap["drawn"] for lap in laps)}


def _clicked(page: Page, do: Callable[[], object], *marks: str) -> dict[str, float]:
    do()
    found = {mark: _seen(page, mark) for mark in marks}
    page.wait_for_timeout(1000)
    return found


def _seen(page: Page, mark: str) -> float:
    page.wait_for_function(f"() => window.seen?.{mark} !== undefined", timeout=60_000)
    return float(page.evaluate(f"() => window.seen.{mark}"))


@contextmanager
def _browser(playwright: Playwright, cookies: list[dict[str, str]]) -> Iterator[BrowserContext]:
    """A browser with a profile of its own, as a person has one: it keeps files and compiled scripts from one visit to the next."""
    with tempfile.TemporaryDirectory(prefix="tongpin-profile-") as profile:
        size = {"width": 1440, "height": 900}
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=PATH,
            args=FLAGS,
            locale="zh-CN",
            viewport=size,  # type: ignore[arg-type]
        )
        context.add_init_script(_WATCH)
        context.add_cookies(cookies)  # type: ignore[arg-type]
        yield context
        context.close()
