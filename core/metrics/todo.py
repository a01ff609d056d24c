"""What waits on one person: every matter of every kind in one list, soonest due first.

A matter is something only he, or his department through him, can move on, or what has gone wrong in the department he heads.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from core.access import Person
from core.metrics.compliance import came_due
from core.metrics.todo_delivery import acceptances, rectifications, resources
from core.metrics.todo_escalation import escalations
from core.metrics.todo_matter import LIVE, Frames, Moment
from core.metrics.todo_requests import answers, clarifications, decisions, drafts, sheets, signatures
from core.metrics.todo_results import readings, surveys
from core.metrics.todo_talk import convenings, minutes, notices
from core.metrics.todo_trouble import issues, risks
from core.metrics.todo_work import open_tasks, tasks, warnings
from core.schema.columns import MOMENT

__all__ = ["COLUMNS", "KINDS", "LIVE", "horizon", "open_tasks", "todo"]

KINDS = (
    *("answer", "decide", "clarify", "submit", "revise", "sign", "sign_sheet"),
    *("task", "action", "replan", "warning"),
    *("notify", "minutes", "convene"),
    *("respond", "resolve", "plan"),
    *("grant", "accept", "rectify"),
    *("rate", "read"),
    "escalated",
)
COLUMNS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "kind": pl.String,
    "table": pl.String,
    "record": pl.Int64,
    "promise": pl.String,
    "due_at": MOMENT,
    "state": pl.String,
    "department": pl.Int64,
    "about": pl.String,
}
_SOURCES = (
    *(answers, decisions, clarifications, drafts, signatures, sheets),
    *(tasks, warnings),
    *(notices, minutes, convenings),
    *(issues, risks),
    *(resources, acceptances, rectifications),
    *(surveys, readings),
)


def todo(frames: Frames, promises: pl.DataFrame, person: Person, now: datetime, zone: ZoneInfo) -> pl.DataFrame:
    """One row per matter: COLUMNS, soonest due first, those without a due moment last.

    kind is one of KINDS; table and record say what to open; promise is the one to keep, null where there is none; department is whose it
    is. due_at and state are those of the promise, or the end of the matter's last day in that zone; null where nothing is due. A record
    that waits on him already is not escalated to him as well.
    """
    moment = Moment(now, zone)
    own = pl.concat([source(frames, person, moment) for source in _SOURCES])
    raised = escalations(frames, promises, person).join(own, on=["table", "record"], how="anti")
    found = pl.concat([own, raised])
    due = _due(found, promises).with_columns(due_at=pl.coalesce("due_at", _ends(found["by"], zone)))
    fallen = pl.when(pl.col("by") < moment.today).then(pl.lit("broken")).when(pl.col("due_at").is_not_null()).then(pl.lit("running"))
    return due.with_columns(state=pl.coalesce("state", fallen)).sort("due_at", "kind", "record", nulls_last=True).select(*COLUMNS)


def horizon(matters: pl.DataFrame, now: datetime, zone: ZoneInfo) -> pl.DataFrame:
    """The matters with horizon: overdue, today, week (by Sunday) or later; what has no due moment is later."""
    today = now.astimezone(zone).date()
    sunday = today + timedelta(days=6 - today.weekday())
    last_day = came_due(zone)
    when = (
        pl.when(pl.col("due_at") < now)
        .then(pl.lit("overdue"))
        .when(last_day <= today)
        .then(pl.lit("today"))
        .when(last_day <= sunday)
        .then(pl.lit("week"))
    )
    return matters.with_columns(horizon=when.otherwise(pl.lit("later")))


def _due(found: pl.DataFrame, promises: pl.DataFrame) -> pl.DataFrame:
    """The matters with due_at and state of the promises they have to keep; only answers have one for each department."""
    each = pl.when(pl.col("promise") == "request_response").then("department").alias("_department")
    named = promises.rename({"kind": "promise", "record": "clock"}).join(found, on=["promise", "clock"], how="semi")
    running = named.filter(pl.col("kept_at").is_null(), pl.col("state") != "void")
    keys = ["promise", "clock", "_department"]
    clocks = running.sort("due_at").select("promise", "clock", each, "due_at", "state").unique(keys, keep="first")
    return found.with_columns(each).join(clocks, on=keys, how="left", nulls_equal=True, maintain_order="left").drop("_department")


def _ends(days: pl.Series, zone: ZoneInfo) -> pl.Series:
    """The midnight that ends each day in the zone."""
    ends = {day: datetime.combine(day + timedelta(days=1), time(), zone) for day in days.drop_nulls().unique()}
    return pl.Series([None if day is None else ends[day] for day in days], dtype=MOMENT)
