"""Somebody at a browser: signs in, goes to pages, types and clicks as people do."""

from typing import Any, Self

from playwright.sync_api import Browser, Locator, Page, expect

from tests.trust.client import Server

PASSWORD = "three blue herons"


class Somebody:
    """One browser context with its own cookies."""

    def __init__(self, browser: Browser, server: Server, outside: list[str], **context: Any) -> None:
        self._server = server
        self.context = browser.new_context(locale="zh-CN", **({"viewport": {"width": 1440, "height": 900}} | context))
        self.page: Page = self.context.new_page()
        self.page.on("request", lambda request: outside.append(request.url) if request.url.startswith("http") else None)
        self.errors: list[str] = []
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.context.close()

    def open(self, path: str = "/") -> None:
        """Go to a page by its address."""
        self.page.goto(f"{self._server.origin}{path}")
        self.idle()

    def sign_in(self, username: str, path: str = "/") -> None:
        """Sign in on the way to a page."""
        self.open(path)
        self.type("登录名", username)
        self.type("密码", PASSWORD)
        self.press("登录")
        expect(self.page.get_by_role("button", name="退出登录")).to_be_attached(timeout=30_000)
        self.idle()

    def idle(self) -> None:
        """Wait until Streamlit has drawn everything."""
        self.page.wait_for_function(
            """() => {
                const app = document.querySelector('[data-testid="stApp"]');
                return app && app.dataset.testScriptState === 'notRunning' && app.dataset.testConnectionState === 'CONNECTED'
                    && !document.querySelector('[data-testid="stSkeleton"]') && document.querySelector('[data-testid="stMain"]');
            }""",
            # Loading the demo company takes a busy machine half a minute.
            timeout=120_000,
        )
        self.page.wait_for_timeout(150)

    def type(self, label: str, text: str) -> None:
        """Fill the input of that label."""
        box = self.box(label)
        box.fill(text)
        box.blur()

    def box(self, label: str) -> Locator:
        """The input, of one line or many, whose label begins so."""
        return self.page.locator(f'input[aria-label^="{label}"], textarea[aria-label^="{label}"]').first

    def choose(self, label: str, *options: str) -> None:
        """Choose in the box of that label."""
        box = self.box(label)
        # A list that opens while the page still scrolls closes again.
        box.scroll_into_view_if_needed()
        self.page.wait_for_timeout(300)
        for option in options:
            box.click()
            self.page.get_by_role("option", name=option, exact=True).click()
        # Where one is chosen the list closes by itself, and Escape would take the choice back.
        if box.locator("xpath=ancestor::*[@data-testid='stMultiSelect']").count():
            self.page.keyboard.press("Escape")
        expect(self.page.get_by_role("listbox")).to_have_count(0)

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.idle()

    def sees(self, text: str) -> None:
        """Expect a text somewhere on the page."""
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=30_000)

    def figure(self, label: str) -> Locator:
        """The card of a figure on the overview."""
        return self.page.locator('[data-testid="stMetric"]').filter(has_text=label)
