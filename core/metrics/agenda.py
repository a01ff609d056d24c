"""What a meeting has before it: the open matters of its project, and the actions of the meeting before."""

from collections.abc import Mapping
from typing import Any

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
