"""Streamlit's scripts, packed and from memory; all else is left to Streamlit."""

import gzip
import warnings

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from core.front_end import FrontEnd

# Its deprecated client library is the one that is installed.
with warnings.catch_warnings(action="ignore"):
    from starlette.testclient import TestClient

SCRIPT = "console.log('总览')" * 100


async def streamlit(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"streamlit {request.method}")


@pytest.fixture
def browser(tmp_path):
    (tmp_path / "page.Abc123.js").write_text(SCRIPT, encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    inner = Starlette(routes=[Route("/{path:path}", streamlit, methods=["GET", "POST"])])
    return TestClient(FrontEnd(inner, tmp_path))


def test_a_script_comes_packed_and_may_be_kept_for_ever(browser):
    answer = browser.get("/static/js/page.Abc123.js")
    assert answer.text == SCRIPT
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "public, immutable, max-age=31536000"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert int(answer.headers["content-length"]) < len(gzip.compress(SCRIPT.encode())) + 50


def test_whoever_cannot_unpack_is_left_to_streamlit(browser):
    assert browser.get("/static/js/page.Abc123.js", headers={"accept-encoding": "identity"}).text == "streamlit GET"


@pytest.mark.parametrize(
    "path",
    ["/static/js/other.js", "/static/js/secret.txt", "/static/js/%2e%2e/js/page.Abc123.js", "/page.Abc123.js", "/"],
)
def test_what_is_no_script_of_the_folder_is_left_to_streamlit(browser, path):
    assert browser.get(path).text == "streamlit GET"


def test_only_reading_is_answered(browser):
    assert browser.post("/static/js/page.Abc123.js").text == "streamlit POST"
