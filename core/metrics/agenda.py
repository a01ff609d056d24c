"""What a meeting has before it: the open matters of its project, and the actions of the meeting before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from core.metrics import risk
from core.metrics.todo_matter import OPEN, Frames, Moment

# One row per matter: kind is issue, risk, overdue or action; due_on is a day in the organisation's zone.
COLUMNS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "kind": pl.String,
    "table": pl.String,
    "record": pl.Int64,
    "department": pl.Int64,
    "owner": pl.Int64,
    "due_on": pl.Date,
}


# How many meetings of a series tell when it is usually held.
_LOOK_BACK = 5


def last_meeting(meetings: pl.DataFrame, meeting: Mapping[str, Any]) -> int | None:
    """The meeting before one: of the same communication plan, or where it is of none, of the same project. None without one."""
    same = "project" if meeting["cadence"] is None else "cadence"
    before = meetings.filter(
        pl.col(same) == pl.lit(meeting[same], pl.Int64),
        pl.col("starts_at") < meeting["starts_at"],
        pl.col("status").is_in(["held", "closed"]),
        pl.col("id") != meeting["id"],
    )
    return None if before.is_empty() else int(before.sort("starts_at", "id")["id"][-1])


def weekly_before(meetings: pl.DataFrame, moment: datetime, project: int | None = None) -> dict[str, Any] | None:
    """The last weekly meeting held before a moment: of that project, or of the whole company (of no project). None without one."""
    held = meetings.filter(
        pl.col("kind") == "weekly",
        pl.col("project").eq_missing(pl.lit(project, pl.Int64)),
        pl.col("status").is_in(["held", "closed"]),
        pl.col("starts_at") < moment,
    )
    return None if held.is_empty() else held.sort("starts_at", "id").row(-1, named=True)


def next_meeting(meetings: pl.DataFrame, meeting: Mapping[str, Any], moment: datetime) -> dict[str, Any] | None:
    """The meeting planned after one and after a moment: of its communication plan, or where it is of none, any of its kind and project."""
    names = ("project", "kind") if meeting["cadence"] is None else ("cadence",)
    same = [pl.col(name).eq_missing(pl.lit(meeting[name], meetings.schema[name])) for name in names]
    ahead = pl.col("starts_at") > max(meeting["starts_at"], moment)
    found = meetings.filter(*same, ahead, pl.col("status") == "planned", pl.col("id") != meeting["id"])
    return None if found.is_empty() else found.sort("starts_at", "id").row(0, named=True)


def usual_start(meetings: pl.DataFrame, meeting: Mapping[str, Any], planned: datetime | None, zone: ZoneInfo) -> datetime:
    """A start on the weekday and at the hour that weekly meetings of the same project (or of none) usually have: most of the last five.

    planned is when this meeting was to start before it began, the last of the five. Of slots equally often used the latest counts;
    without any, the meeting's own start.
    """
    same = meetings.filter(
        pl.col("kind") == meeting["kind"],
        pl.col("project").eq_missing(pl.lit(meeting["project"], pl.Int64)),
        pl.col("status").is_in(["held", "closed"]),
        pl.col("starts_at") < meeting["starts_at"],
        pl.col("id") != meeting["id"],
    )
    before = same.sort("starts_at", "id")["starts_at"].append(pl.Series([planned], dtype=same.schema["starts_at"])).drop_nulls()
    # A start off the five minutes that a form offers was set by the beginning itself: moved to that hour, or called on the spot.
    starts = before.filter(before == before.dt.truncate("5m")).tail(_LOOK_BACK)
    slots: dict[tuple[int, int, int], list[datetime]] = {}
    for start in starts:
        local = start.astimezone(zone)
        slots.setdefault((local.weekday(), local.hour, local.minute), []).append(start)
    own: datetime = planned or meeting["starts_at"]
    return max(slots.values(), key=lambda found: (len(found), found[-1]))[-1] if slots else own


def agenda_matters(frames: Frames, project: int | None, moment: Moment, last: int | None = None) -> pl.DataFrame:
    """Open actions of the last meeting, then the project's other overdue tasks, open issues and high risks: COLUMNS.

    Each kind soonest due first, what has no date at its end. A meeting of no project has only the actions.
    """
    tasks, issues = frames["task"], frames["issue"]
    parents = tasks["parent"].drop_nulls().implode()
    live = tasks.filter(pl.col("status").is_in(OPEN), ~pl.col("id").is_in(parents), pl.col("kind") != "phase")
    taken = (pl.col("meeting") == pl.lit(last, pl.Int64)).fill_null(value=False)
    ours = pl.col("project") == pl.lit(project, pl.Int64)
    overdue = live.filter(ours, ~taken, pl.col("due_on") < moment.today)
    unsolved = issues.filter(ours, pl.col("status").is_in(["open", "responded"])).with_columns(
        department=pl.col("departments").list.first(), due_on=pl.col("resolve_by").dt.convert_time_zone(moment.zone.key).dt.date()
    )
    risks = risk.register(risk.open_risks(frames["risk"].filter(ours))).filter(pl.col("band") == "high")
    return pl.concat(
        [
            _matters(live.filter(taken), "action", "task"),
            _matters(overdue, "overdue", "task"),
            _matters(unsolved, "issue", "issue"),
            _matters(risks.with_columns(due_on=pl.lit(None, pl.Date)), "risk", "risk"),
        ]
    )


def _matters(rows: pl.DataFrame, kind: str, table: str) -> pl.DataFrame:
    found = rows.select("department", "owner", "due_on", kind=pl.lit(kind), table=pl.lit(table), record="id")
    return found.sort("due_on", "record", nulls_last=True).select(pl.col(name).cast(dtype) for name, dtype in COLUMNS.items())
