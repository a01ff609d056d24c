"""Take the README's pictures from the running app: python -m tests.browser.pictures."""

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright

from core import passwords
from core.actions import demo, organisation
from core.text import Language
from core.visit import Visit, person
from tests import engines
from tests.browser.conftest import FLAGS, PATH
from tests.browser.person import PASSWORD, Somebody
from tests.trust.client import Server

IMAGES = Path(__file__).parents[2] / "docs" / "images"
CONTACT, COORDINATOR = "tian.fang", "lin.jingyi"


def furnished(folder: Path) -> Path:
    """A data folder with the demo company, in which a contact and the coordinator can sign in."""
    home, now, kept = engines.opened(folder), datetime.now(UTC), passwords.hashed(PASSWORD)
    admin = organisation.first_administrator(home.ledger, now, "admin", "管理员", Language.ZH)
    found = person(home.ledger.snapshot(), admin)
    assert found is not None
    demo.load(Visit(home.ledger, found, Language.ZH, now), lambda _: None)
    people = home.ledger.snapshot()["person"]
    ids = dict(people.select("username", "id").iter_rows())
    for username in ("admin", CONTACT, COORDINATOR):
        home.sessions.set_password(ids[username], kept, admin, now)
    home.close()
    return folder


def take(somebody: Somebody, name: str, language: str) -> None:
    """Save what is on the screen."""
    somebody.idle()
    somebody.page.wait_for_timeout(1500)
    somebody.page.screenshot(path=IMAGES / f"{name}.{language}.png")


def pictures(server: Server) -> None:
    """Every picture, in both languages."""
    assert PATH is not None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PATH, args=FLAGS)
        for language in ("zh", "en"):
            with Somebody(browser, server, [], viewport={"width": 1600, "height": 1000}) as coordinator:
                coordinator.sign_in(COORDINATOR)
                if language == "en":
                    coordinator.press("English")
                take(coordinator, "overview", language)
                coordinator.page.locator(".st-key-number-compliance button").first.click()
                take(coordinator, "number", language)
                coordinator.open("/trends")
                take(coordinator, "trends", language)
                coordinator.open("/requests?id=109&clock=1")
                take(coordinator, "request", language)
                coordinator.open("/projects?id=5&view=charter")
                coordinator.page.get_by_text("章程签字" if language == "zh" else "Sign-off", exact=True).first.scroll_into_view_if_needed()
                take(coordinator, "charter", language)
                coordinator.open("/exchange")
                take(coordinator, "exchange", language)
                coordinator.page.set_viewport_size({"width": 1920, "height": 1080})
                for slide in ("changed", "project-3", "together"):
                    coordinator.open(f"/weekly?present=1&slide={slide}")
                    take(coordinator, f"weekly_{slide.partition('-')[0]}", language)
                coordinator.page.set_viewport_size({"width": 1600, "height": 1000})
                for view in ("wbs", "gantt", "raci", "baselines", "outlook", "assignments"):
                    coordinator.open(f"/plan?project=5&view={view}")
                    take(coordinator, f"plan_{view}", language)
            with Somebody(browser, server, [], viewport={"width": 1280, "height": 900}) as contact:
                contact.sign_in(CONTACT, "/my_work")
                if language == "en":
                    contact.press("English")
                take(contact, "my_work", language)
        browser.close()


if __name__ == "__main__":
    folder = Path(tempfile.mkdtemp())
    with Server(furnished(folder)) as running:
        pictures(running)
    shutil.rmtree(folder)
