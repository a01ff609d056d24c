"""A real Chromium on a real server: skipped where no browser is found, unless TONGPIN_BROWSER=required."""

import os
import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, sync_playwright

PATH = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if PATH is None:
        if os.environ.get("TONGPIN_BROWSER") == "required":
            pytest.fail("no Chromium was found, and TONGPIN_BROWSER=required")
        pytest.skip("no Chromium was found: the browser journeys are not run")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PATH, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def outside() -> Iterator[list[str]]:
    """Collects every request that leaves this machine; the test fails when there is one."""
    asked: list[str] = []
    yield asked
    assert not [url for url in asked if urlsplit(url).hostname not in {"127.0.0.1", "localhost", None}]
