"""What every request must pass before a page or a route sees it, and the headers every answer carries. Plain ASGI."""

import base64
import hashlib
import logging
import re
import secrets
import socket
from collections.abc import Callable
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from core.web import same_origin, token_of

LOG = logging.getLogger("tongpin.web")
LONGEST_FRAME = 8 * 2**20

_HOST = re.compile(r"(?:\[([0-9a-f:.]+)\]|([^:@/\[\]]+))(?::\d+)?")

# Nobody needs these from a browser: counts of who is here, a second way to drive the pages, a run of them without a visitor.
_HIDDEN = re.compile(r"/_stcore/(metrics|agent|script-health-check)")
# Files travel beside the page, so the door of the page does not guard them. /static/media/ holds fonts.
_FILES = re.compile(r"/_stcore/upload_file|(?<!/static)/media/")


@dataclass(frozen=True)
class Rules:
    """What the middleware enforces.

    hosts are the names (without port) this server answers to, besides the address a request arrived at.
    person_of tells whose session a token opens; unwanted tells a websocket frame to be dropped;
    policy is the Content-Security-Policy.
    """

    hosts: frozenset[str]
    person_of: Callable[[str], int | None]
    unwanted: Callable[[bytes], bool]
    policy: str


def middleware(rules: Rules) -> list[Middleware]:
    """The stack, outermost first."""
    return [Middleware(Outside, rules=rules), Middleware(Door, rules=rules), Middleware(Frames, rules=rules)]


def hosts(setting: str, address: str | None) -> frozenset[str]:
    """The names to answer to: this machine's own, the address served at, and those of a comma-separated setting."""
    named = {name.strip().lower() for name in setting.split(",") if name.strip()}
    return frozenset({"localhost", "127.0.0.1", "::1"} | named | ({address.lower()} if address else set()))


def policy(page: str) -> str:
    """A Content-Security-Policy for a page of HTML, allowing its own inline scripts.

    Measured on Streamlit 1.67: styles are inline; components are imported from blob:, images and downloads may be data: or blob:;
    charts need no eval.
    """
    inline = [
        base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        for script in re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    ]
    hashes = "".join(f" 'sha256-{digest}'" for digest in inline)
    return (
        f"default-src 'self'; script-src 'self' blob:{hashes}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
        "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    )


class Outside:
    """Puts the security headers on every response, also on the one for an error nobody caught."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self._app = app
        self._headers = {
            "Content-Security-Policy": rules.policy,
            "X-Frame-Options": "DENY",
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and add the headers to its answer."""
        if scope["type"] == "websocket":
            _send_at_once(send)
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                MutableHeaders(scope=message).update(self._headers)
            await send(message)

        try:
            await self._app(scope, receive, with_headers)
        except Exception:
            number = secrets.token_hex(4)
            LOG.exception("error %s in %s", number, scope["path"])
            if not started:
                await PlainTextResponse(f"500 {number}", 500)(scope, receive, with_headers)


def _send_at_once(send: Send) -> None:
    """Switch off Nagle's delay, which asyncio leaves on for the socket that Streamlit makes: a quick click would wait 40 ms."""
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is not None and (connection := transport.get_extra_info("socket")) is not None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


class Door:
    """Refuses foreign hosts and origins, hides what is not for browsers, and hands files only to those signed in."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self._app = app
        self._rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        status = await self._refusal(connection)
        if status is None:
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008, "reason": ""})
        else:
            words = "Unknown host: name it in TONGPIN_HOSTS. 未知主机名，请在 TONGPIN_HOSTS 中声明。" if status == 421 else str(status)
            await PlainTextResponse(words, status)(scope, receive, send)

    async def _refusal(self, connection: HTTPConnection) -> int | None:
        scope = connection.scope
        host = _HOST.fullmatch(connection.headers.get("host", "").lower())
        name = (host[1] or host[2]) if host else ""
        if name not in self._rules.hosts and name != (scope.get("server") or ("",))[0]:
            return 421
        if scope["type"] == "websocket":
            # Streamlit's own check asks a server on the internet for this one's address, two seconds at a time.
            return 403 if "origin" in connection.headers and not same_origin(connection.headers) else None
        if _HIDDEN.search(scope["path"]):
            return 404
        if _FILES.search(scope["path"]) and await run_in_threadpool(self._rules.person_of, token_of(connection)) is None:
            return 401
        return None


class Frames:
    """Lets through only the websocket frames a page sends: binary, of a sane size, and none that harms other visitors."""

    def __init__(self, app: ASGIApp, rules: Rules) -> None:
        self._app = app
        self._rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the connection on with its frames checked."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return

        async def checked() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive":
                    return message
                frame: bytes | None = message.get("bytes")
                if frame is None or len(frame) > LONGEST_FRAME:
                    code = 1003 if frame is None else 1009
                    await send({"type": "websocket.close", "code": code, "reason": ""})
                    return {"type": "websocket.disconnect", "code": code}
                if not self._rules.unwanted(frame):
                    return message

        await self._app(scope, checked, send)
