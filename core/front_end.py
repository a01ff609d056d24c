"""Streamlit's front end, packed and from memory. Plain ASGI.

Streamlit reads every script from the disk, unpacked and in parts: 5 ms of processor each, and a browser's first visit asks for 130.
"""

import gzip
from functools import cache
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

FOLDER = "/static/js/"
_HEADERS = {
    # Their names change with what is in them.
    "Cache-Control": "public, immutable, max-age=31536000",
    "Content-Encoding": "gzip",
    "Vary": "Accept-Encoding",
}


class FrontEnd:
    """Answers for the scripts of a folder; all else, and browsers that cannot unpack, are left to Streamlit."""

    def __init__(self, app: ASGIApp, folder: Path) -> None:
        self._app = app
        self._scripts = frozenset(file.name for file in folder.glob("*.js"))
        self._packed = cache(lambda name: gzip.compress((folder / name).read_bytes(), compresslevel=6, mtime=0))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a script, or pass the request on."""
        name = scope["path"].removeprefix(FOLDER) if scope["type"] == "http" and scope["method"] == "GET" else ""
        if name in self._scripts and "gzip" in Headers(scope=scope).get("accept-encoding", ""):
            packed = await run_in_threadpool(self._packed, name)
            await Response(packed, media_type="text/javascript", headers=_HEADERS)(scope, receive, send)
        else:
            await self._app(scope, receive, send)
