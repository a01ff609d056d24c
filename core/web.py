"""What the server answers besides pages: a session begins and ends, attached files, where the root leads, and whether it is ready."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO
from urllib.parse import quote, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from core import clock
from core.actions import attachment
from core.store.engine import StoreUnavailable
from core.store.files import Files, Lost
from core.store.sessions import Sessions
from core.store.work import Missing
from core.visit import Visit

LOG = logging.getLogger("tongpin.web")
_LONGEST_TICKET = 100
_PART = 1 << 16


def cookie_name(secure: bool) -> str:
    """The session cookie's name. Behind TLS a browser takes __Host- from this very host only, so no neighbour can plant one."""
    return "__Host-tongpin_session" if secure else "tongpin_session"


def _secure(connection: HTTPConnection) -> bool:
    # uvicorn sets the scheme from X-Forwarded-Proto, believing only the addresses in FORWARDED_ALLOW_IPS (this machine by default).
    return connection.url.scheme in {"https", "wss"}


def token_of(connection: HTTPConnection) -> str:
    """The session token a request carries, empty without one."""
    return connection.cookies.get(cookie_name(_secure(connection)), "")


def routes(sessions: Callable[[], Sessions], ready: Callable[[], bool]) -> list[Route]:
    """POST /session/start (body: a ticket) and /session/end set and clear the cookie; GET /ready answers 200 or 503."""

    async def start(request: Request) -> Response:
        ticket = b""
        async for part in request.stream():
            ticket += part
            if len(ticket) > _LONGEST_TICKET:
                return Response(status_code=413)
        token = await run_in_threadpool(lambda: sessions().redeem(ticket.decode("ascii", "replace"), clock.now()))
        if token is None:
            return Response(status_code=401)
        return _with_cookie(request, Response(status_code=204), token)

    async def end(request: Request) -> Response:
        response = _with_cookie(request, Response(status_code=204), "")
        if token := token_of(request):
            await run_in_threadpool(lambda: sessions().end(token, clock.now()))
        return response

    async def readiness(_: Request) -> Response:
        fit = await run_in_threadpool(ready)
        return PlainTextResponse("ready" if fit else "not ready", 200 if fit else 503)

    return [
        Route("/session/start", _own_pages_only(start), methods=["POST"]),
        Route("/session/end", _own_pages_only(end), methods=["POST"]),
        Route("/ready", readiness),
    ]


def script(path: str, file: Path) -> Route:
    """GET a path answers with a script of ours, asked for anew with every page: it may be another one after an upgrade."""

    async def answer(_: Request) -> Response:
        return FileResponse(file, media_type="text/javascript", headers={"Cache-Control": "no-cache"})

    return Route(path, answer)


def downloads(visit_of: Callable[[str], Visit | None], files: Callable[[], Files]) -> list[Route]:
    """GET /files/{id} answers with an attachment, for the browser to save and never to show.

    401 without a session; 404 for whatever is not there or not for this person; 503 while it cannot be reached.
    """

    def answer(token: str, record: str) -> Response:
        visit = visit_of(token)
        if visit is None:
            return PlainTextResponse("请先登录。Please sign in first.", 401)
        row, data = attachment.fetched(files(), visit, int(record))
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(str(row['name']), safe='')}",
            "Content-Length": str(row["size"]),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        }
        return StreamingResponse(_parts(data), headers=headers, media_type=str(row["media_type"]))

    async def download(request: Request) -> Response:
        record = request.path_params["record"]
        try:
            return await run_in_threadpool(answer, token_of(request), record if record.isdecimal() and len(record) < 19 else "0")
        except Missing:
            pass
        except Lost:
            LOG.exception("attachment %s is lost", record)
        except StoreUnavailable:
            LOG.exception("attachment %s cannot be reached", record)
            return PlainTextResponse("暂时无法读取，请稍后再试。It cannot be read just now: please try again later.", 503)
        return PlainTextResponse("没有这个文件。There is no such file.", 404)

    return [Route("/files/{record}", download)]


def _parts(data: IO[bytes]) -> Iterator[bytes]:
    with data:
        while part := data.read(_PART):
            yield part


def _with_cookie(request: Request, response: Response, token: str) -> Response:
    secure = _secure(request)
    response.set_cookie(cookie_name(secure), token, max_age=None if token else 0, secure=secure, httponly=True, samesite="strict")
    return response


def _own_pages_only(endpoint: Callable[[Request], object]) -> Callable[[Request], object]:
    """Refuse a request that another site's page, or no page, has sent: nobody is signed in or out from outside."""

    async def guarded(request: Request) -> Response:
        if "origin" not in request.headers or not same_origin(request.headers):
            return Response(status_code=403)
        try:
            return await endpoint(request)  # type: ignore[misc, no-any-return]
        except StoreUnavailable:
            LOG.exception("the store is not available")
            return Response(status_code=503)

    return guarded


def same_origin(headers: Headers) -> bool:
    """Whether a page of this very host sent the request."""
    return urlsplit(headers.get("origin", "")).netloc.lower() == headers.get("host", "").lower() != ""


class Root:
    """Sends whoever is signed in from the root to his first page: a page that sends him on by itself would hold up the back button."""

    def __init__(self, app: ASGIApp, first: Callable[[str], str | None]) -> None:
        self._app = app
        self._first = first

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Redirect a request for the root, the query kept; pass any other on, and that of whoever has no session."""
        if scope["type"] == "http" and scope["path"] == "/" and scope["method"] == "GET":
            connection = HTTPConnection(scope)
            page = await run_in_threadpool(self._first, token_of(connection))
            if page is not None:
                query = connection.url.query
                # Relative: a proxy may serve the root under a path of its own.
                answer = RedirectResponse(f"{page}?{query}" if query else page, 303, {"Cache-Control": "no-store"})
                await answer(scope, receive, send)
                return
        await self._app(scope, receive, send)
