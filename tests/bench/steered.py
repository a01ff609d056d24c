"""The dashboard with one more route, which saves a progress update: only the process that holds the database can.

Run with the repository as the working directory.
"""

import os
import sys
import time

sys.path.insert(0, os.getcwd())

import polars as pl
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

import dashboard
from core import clock
from core.actions import task
from core.home import home
from core.text import Language
from core.visit import Visit, person

LI = 1


def report(_: Request) -> PlainTextResponse:
    """Report progress on an open leaf; answers with the milliseconds from the click to the new row in everybody's frames."""
    ledger = home().ledger
    who = person(ledger.snapshot(), LI)
    assert who is not None
    tasks = ledger.snapshot()["task"]
    leaf = ~pl.col("id").is_in(tasks["parent"].drop_nulls().unique().implode())
    chosen = tasks.filter(pl.col("status") == "doing", leaf).row(0, named=True)
    visit = Visit(ledger, who, Language.ZH, clock.now())
    values = {"task": chosen["id"], "reported_on": visit.today, "percent": chosen["percent"], "health": "normal", "done": "bench"}
    start = time.perf_counter()
    (made,) = task.report(visit, [values | {"base": chosen["version"]}])
    seen = ledger.snapshot()["progress"]["id"].max()
    took = (time.perf_counter() - start) * 1000
    assert seen == made
    return PlainTextResponse(str(took))


app = dashboard.app
app._user_routes.append(Route("/bench/report", report, methods=["POST"]))

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["TONGPIN_TEST_PORT"]), log_level="warning")
