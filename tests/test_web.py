"""The routes and the middleware, on a small application of their own."""

import warnings
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from core import clock, guard, web
from core.store.engine import StoreUnavailable
from core.store.sessions import Sessions
from core.ui import aids
from tests import engines

# Its deprecated client library is the one that is installed.
with warnings.catch_warnings(action="ignore"):
    from starlette.testclient import TestClient, WebSocketDenialResponse

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
LI = 1
HERE = {"origin": "http://localhost"}


async def echo(socket: WebSocket) -> None:
    await socket.accept()
    with suppress(WebSocketDisconnect):
        while True:
            await socket.send_bytes(await socket.receive_bytes())


async def page(request: Request) -> PlainTextResponse:
    if request.url.path == "/broken":
        raise ValueError("/secret/path SELECT")
    return PlainTextResponse(str(request.url.scheme))


@pytest.fixture
def sessions(monkeypatch: pytest.MonkeyPatch) -> Iterator[Sessions]:
    monkeypatch.setattr(clock, "now", lambda: NOON)
    engine = engines.fresh()
    yield Sessions(engine)
    engine.close()


@pytest.fixture
def browser(sessions: Sessions) -> Iterator[TestClient]:
    rules = guard.Rules(
        guard.hosts("tongpin.example.com", None),
        lambda token: sessions.person_of(token, NOON),
        lambda frame: frame == b"clear the caches",
        guard.policy("<script>a()</script>"),
    )
    routes = [
        *web.routes(lambda: sessions, lambda: True),
        web.script(aids.PATH, aids.SCRIPT),
        WebSocketRoute("/_stcore/stream", echo),
        Route("/{rest:path}", page, methods=["GET", "PUT"]),
    ]
    with TestClient(Starlette(routes=routes, middleware=guard.middleware(rules)), base_url="http://localhost") as client:
        yield client


def sign_in(browser: TestClient, sessions: Sessions) -> None:
    answer = browser.post("/session/start", content=sessions.issue_ticket(LI, NOON), headers=HERE)
    assert answer.status_code == 204


def test_a_ticket_buys_a_cookie_that_scripts_and_other_sites_cannot_use(browser: TestClient, sessions: Sessions) -> None:
    answer = browser.post("/session/start", content=sessions.issue_ticket(LI, NOON), headers=HERE)
    name, _, rest = answer.headers["set-cookie"].partition("=")
    assert name == "tongpin_session"
    assert {part.strip().lower() for part in rest.split(";")[1:]} == {"httponly", "path=/", "samesite=strict"}
    assert sessions.person_of(browser.cookies["tongpin_session"], NOON) == LI


def test_behind_tls_the_cookie_belongs_to_this_host_only(browser: TestClient, sessions: Sessions) -> None:
    browser.base_url = "https://tongpin.example.com"  # type: ignore[assignment]
    answer = browser.post("/session/start", content=sessions.issue_ticket(LI, NOON), headers={"origin": "https://tongpin.example.com"})
    assert answer.headers["set-cookie"].startswith("__Host-tongpin_session=")
    assert "; Secure" in answer.headers["set-cookie"]


def test_behind_tls_a_cookie_planted_under_the_plain_name_is_ignored(browser: TestClient, sessions: Sessions) -> None:
    token = sessions.redeem(sessions.issue_ticket(LI, NOON), NOON)
    for scheme, status in (("http", 200), ("https", 401)):
        answer = browser.get(f"{scheme}://localhost/media/a.csv", headers={"cookie": f"tongpin_session={token}"})
        assert answer.status_code == status


@pytest.mark.parametrize("ticket", [b"", b"unknown", b"\xff" * 40])
def test_an_unknown_ticket_buys_nothing(browser: TestClient, ticket: bytes) -> None:
    answer = browser.post("/session/start", content=ticket, headers=HERE)
    assert (answer.status_code, "set-cookie" in answer.headers) == (401, False)


def test_a_ticket_of_a_megabyte_is_not_read(browser: TestClient) -> None:
    assert browser.post("/session/start", content=b"x" * 2**20, headers=HERE).status_code == 413


@pytest.mark.parametrize("origin", [{}, {"origin": "null"}, {"origin": "http://evil.example"}, {"origin": "http://localhost:81"}])
def test_no_other_site_can_sign_anybody_in_or_out(browser: TestClient, sessions: Sessions, origin: dict[str, str]) -> None:
    sign_in(browser, sessions)
    for path in ("/session/start", "/session/end"):
        assert browser.post(path, content=sessions.issue_ticket(LI, NOON), headers=origin).status_code == 403
    assert sessions.person_of(browser.cookies["tongpin_session"], NOON) == LI


def test_signing_out_ends_the_session_and_clears_the_cookie(browser: TestClient, sessions: Sessions) -> None:
    sign_in(browser, sessions)
    token = browser.cookies["tongpin_session"]
    assert browser.post("/session/end", headers=HERE).status_code == 204
    assert "tongpin_session" not in browser.cookies
    assert sessions.person_of(token, NOON) is None


def test_a_store_without_room_is_said_without_details(browser: TestClient, sessions: Sessions, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise StoreUnavailable("/data/tongpin.duckdb")

    monkeypatch.setattr(sessions, "redeem", full)
    answer = browser.post("/session/start", content=b"ticket", headers=HERE)
    assert (answer.status_code, answer.text) == (503, "")


def test_readiness_is_told_by_its_status(browser: TestClient, sessions: Sessions) -> None:
    assert browser.get("/ready").status_code == 200
    unfit = TestClient(Starlette(routes=list(web.routes(lambda: sessions, lambda: False))))
    assert unfit.get("/ready").status_code == 503


def test_the_pages_script_is_for_everybody_and_asked_for_anew(browser: TestClient) -> None:
    answer = browser.get(aids.PATH)
    assert (answer.status_code, answer.text) == (200, aids.SCRIPT.read_text(encoding="utf-8"))
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/", "/ready", "/nowhere", "/broken", "/_stcore/metrics", "/_stcore/upload_file/a/b"])
def test_every_answer_carries_the_security_headers(browser: TestClient, path: str) -> None:
    headers = browser.get(path).headers
    assert "script-src 'self' blob: 'sha256-" in headers["content-security-policy"]
    assert "img-src 'self' data: blob:;" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_an_error_nobody_caught_shows_a_number_and_keeps_its_words_in_the_log(
    browser: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    answer = browser.get("/broken")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert answer.text.removeprefix("500 ") in caplog.text
    assert "/secret/path SELECT" in caplog.text


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8501", "localhost.evil.example", "", "[", "127.0.0.1@evil.example"])
def test_a_foreign_host_is_refused(browser: TestClient, host: str) -> None:
    assert browser.get("/", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8501", "127.0.0.1:8501", "[::1]:8501", "tongpin.example.com"])
def test_the_names_of_this_server_are_answered(browser: TestClient, host: str) -> None:
    assert browser.get("/", headers={"host": host}).status_code == 200


def test_the_address_a_request_arrived_at_is_answered(browser: TestClient) -> None:
    there = TestClient(browser.app, base_url="http://10.1.2.3:8501")
    assert there.get("/").status_code == 200
    assert there.get("/", headers={"host": "10.1.2.4:8501"}).status_code == 421


def test_hosts_come_from_the_setting_and_the_address_served_at() -> None:
    assert guard.hosts(" A.example , b.example,", "0.0.0.0") - guard.hosts("", None) == {"a.example", "b.example", "0.0.0.0"}


@pytest.mark.parametrize("headers", [{"origin": "http://evil.example"}, {"origin": "null"}, {"host": "evil.example"}])
def test_a_foreign_page_gets_no_websocket(browser: TestClient, headers: dict[str, str]) -> None:
    with (
        pytest.raises((WebSocketDisconnect, WebSocketDenialResponse)),
        browser.websocket_connect("ws://localhost/_stcore/stream", headers=headers),
    ):
        pass


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/agent/openapi.json", "/base/_stcore/metrics", "/_stcore/script-health-check"]
)
def test_what_is_not_for_browsers_is_not_there(browser: TestClient, path: str) -> None:
    assert browser.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/_stcore/upload_file/session/file", "/media/export.xlsx", "/base/media/export.xlsx"])
def test_files_are_only_for_those_signed_in(browser: TestClient, sessions: Sessions, path: str) -> None:
    assert [browser.get(path).status_code, browser.put(path).status_code] == [401, 401]
    sign_in(browser, sessions)
    assert [browser.get(path).status_code, browser.put(path).status_code] == [200, 200]
    browser.post("/session/end", headers=HERE)
    assert browser.get(path).status_code == 401


def test_fonts_need_no_session(browser: TestClient) -> None:
    assert browser.get("/static/media/font.woff2").status_code == 200


def test_a_frame_that_would_harm_others_is_dropped_and_the_next_one_answered(browser: TestClient) -> None:
    with browser.websocket_connect("ws://localhost/_stcore/stream", headers=HERE) as stream:
        stream.send_bytes(b"clear the caches")
        stream.send_bytes(b"rerun")
        assert stream.receive_bytes() == b"rerun"


def test_a_frame_too_large_or_of_text_ends_the_connection(browser: TestClient) -> None:
    for send, code in (
        (lambda stream: stream.send_bytes(b"x" * (guard.LONGEST_FRAME + 1)), 1009),
        (lambda stream: stream.send_text("x"), 1003),
    ):
        with browser.websocket_connect("ws://localhost/_stcore/stream", headers=HERE) as stream:
            send(stream)
            with pytest.raises(WebSocketDisconnect) as closed:
                stream.receive_bytes()
            assert closed.value.code == code
