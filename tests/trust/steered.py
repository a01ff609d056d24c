"""The dashboard with a hand on it: what a test does to the records while the server holds the database.

Run with the repository as the working directory.
"""

import os
import sys

sys.path.insert(0, os.getcwd())

import streamlit as st
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

import dashboard
from core import clock, passwords
from core.home import home

CALLS: list[int] = []


@st.cache_resource
def cached() -> int:
    CALLS.append(1)
    return len(CALLS)


def disable(request: Request) -> PlainTextResponse:
    with home().ledger.writing(1, clock.now(), "disable") as work:
        work.change("person", int(request.query_params["person"]), None, {"active": request.query_params["active"] == "yes"})
    return PlainTextResponse("done")


def password(request: Request) -> PlainTextResponse:
    home().sessions.set_password(int(request.query_params["person"]), passwords.hashed(request.query_params["new"]), 1, clock.now())
    return PlainTextResponse("done")


def count(_: Request) -> PlainTextResponse:
    return PlainTextResponse(str(cached()))


app = dashboard.app
app._user_routes.extend([Route("/test/disable", disable), Route("/test/password", password), Route("/test/cached", count)])

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["TONGPIN_TEST_PORT"]), log_level="warning")
