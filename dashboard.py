"""The entry: `streamlit run dashboard.py` serves core/ui/door.py. Only wiring."""

import asyncio
import logging
import os
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import streamlit as st
from google.protobuf.message import DecodeError  # type: ignore[import-untyped]
from starlette.middleware import Middleware
from streamlit.proto.BackMsg_pb2 import BackMsg

from core import clock, guard, web
from core.front_end import FrontEnd
from core.home import home, leave
from core.jobs.runner import Runner
from core.store.engine import StoreUnavailable
from core.text import Language, Text
from core.ui import aids, away, warm
from core.ui.navigation import first
from core.ui.ticks import Ticks
from core.visit import person

LOG = logging.getLogger("tongpin")
# What a page has to say to the server. The rest empties the caches of everybody, tells of the git repository, or is for developers.
WANTED = frozenset({"rerun_script", "stop_script", "app_heartbeat", "file_urls_request", "backend_operation_request"})
BROKEN = Text("出错了，您可以刷新页面再试。错误编号：{number}", "Something went wrong: please load the page again. Error number: {number}")


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Open the store before the first visit, close it after the last."""
    warming = asyncio.create_task(asyncio.to_thread(warm.up))
    try:
        await asyncio.to_thread(home)
    except StoreUnavailable as unavailable:
        LOG.critical("Tongpin cannot start: %s", unavailable)
        # Whoever reads this log should find that line, not the traceback of every library on the way here.
        os._exit(1)
    jobs = Runner(home())
    try:
        yield
    finally:
        await warming
        await asyncio.to_thread(jobs.stop)
        await asyncio.to_thread(leave)


def ready() -> bool:
    """Whether the database answers."""
    try:
        return bool(home().engine.rows("SELECT 1"))
    except StoreUnavailable:
        return False


def active_person(token: str) -> int | None:
    """Whose session a token opens, provided he is still active."""
    found = home().whose(token, clock.now())
    return found if found is not None and person(home().ledger.snapshot(), found) else None


def first_page(token: str) -> str | None:
    """The first page of whoever a session belongs to; None without one, or where the database does not answer."""
    try:
        found = home().whose(token, clock.now())
        who = person(home().ledger.snapshot(), found) if found is not None else None
    except StoreUnavailable:
        return None
    return first(who.role) if who is not None else None


def unwanted(frame: bytes) -> bool:
    """Whether a websocket frame says what no page has to say. What cannot be read is left to Streamlit, which refuses it."""
    try:
        return BackMsg.FromString(frame).WhichOneof("type") not in WANTED
    except DecodeError:
        return False


def on_script_error(error: Exception) -> bool:
    """Say that the database is away; for anything else give the visitor a number, and the log the traceback under it."""
    language = Language.ZH if (st.context.locale or "zh").lower().startswith("zh") else Language.EN
    if isinstance(error, StoreUnavailable):
        away.instead(language)
        return True
    number = secrets.token_hex(4)
    LOG.error("error %s", number, exc_info=error)
    st.error(BROKEN.say(language, number=number), icon=":material/error:")
    return True


STATIC = Path(st.__file__).parent / "static"
RULES = guard.Rules(
    hosts=guard.hosts(os.environ.get("TONGPIN_HOSTS", ""), st.get_option("server.address")),
    person_of=active_person,
    unwanted=unwanted,
    policy=guard.policy((STATIC / "index.html").read_text(encoding="utf-8")),
)

app = st.App(
    "core/ui/door.py",
    lifespan=lifespan,
    routes=[
        *web.routes(lambda: home().sessions, ready),
        web.script(aids.PATH, aids.SCRIPT),
        *web.downloads(lambda token: home().visit(token, clock.now()), lambda: home().files),
    ],
    middleware=[
        *guard.middleware(RULES),
        Middleware(FrontEnd, folder=STATIC / "static" / "js"),
        Middleware(web.Root, first=first_page),
        Middleware(Ticks),
    ],
    on_script_error=on_script_error,
)
