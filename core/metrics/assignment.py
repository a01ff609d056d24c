"""Task assignment sheets: what each department is to do by the plan, whose signature under it counts, and what it takes.

A sheet lists the leaf tasks of a department. Its edition is named by what it says (SAID), whatever order it says it in: a task's place
in the outline, its weight, its progress and its status are no part of it. Source: docs/metrics.md, Assignment sheet.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import polars as pl

from core.metrics import edition as editions
from core.metrics.signoff import heads, newest, stood
from core.workdays import WorkCalendar, working_days_between_series

OF = "assignment"
SAID = ("title", "owner", "supporters", "starts_on", "due_on", "standard", "deliverable")
_SIX_DAYS = timedelta(days=6)


@dataclass(frozen=True)
class Change:
    """One field of a task that differs between two editions of a sheet; field is "id" for a task that came onto it or left it."""

    task: int
    field: str
    before: Any
    after: Any


def assigned(tasks: pl.DataFrame) -> pl.DataFrame:
    """The planned tasks with none below them, in their order: what the sheets list. tasks are those of whole projects."""
    planned = tasks.filter(pl.col("kind") != "action", pl.col("status") != "cancelled")
    return planned.join(planned.select("parent").drop_nulls().unique(), left_on="id", right_on="parent", how="anti", maintain_order="left")


def edition(rows: Iterable[Mapping[str, Any]]) -> int:
    """The name of the sheet that these tasks make: a positive number of 63 bits, the same wherever and whenever it is computed."""
    return editions.name(sorted(editions.told(_plain(row), SAID) for row in rows))


def sheets(leaves: pl.DataFrame) -> pl.DataFrame:
    """One row per project and department with tasks: project, department, tasks (how many), edition. leaves: rows of assigned()."""
    found = [
        (*key, rows.height, edition(rows.select(SAID).iter_rows(named=True)))
        for key, rows in leaves.group_by("project", "department", maintain_order=True)
    ]
    return pl.DataFrame(found, schema=dict.fromkeys(("project", "department", "tasks", "edition"), pl.Int64), orient="row")


def states(tasks: pl.DataFrame, signatures: pl.DataFrame) -> pl.DataFrame:
    """One row per department with tasks in one project: part (always head), department, tasks, edition, and its newest signature.

    state is that of signoff.standing; seq is where in the ledger the signature stands. signatures are the project's.
    """
    seats = sheets(assigned(tasks)).sort("department").select("department", "tasks", "edition", part=pl.lit("head"))
    return stood(seats, newest(signatures, OF).drop("project"))


def standing(frames: Mapping[str, pl.DataFrame], project: int) -> pl.DataFrame:
    """The same for a project as it stands, with head (who alone signs, null where everybody may) and takes_part."""
    mine = pl.col("project") == project
    taking = frames["participation"].filter(mine).select("department", takes_part=pl.lit(value=True))
    rows = states(frames["task"].filter(mine), frames["signoff"].filter(mine))
    return (
        rows.join(heads(frames), on="department", how="left", maintain_order="left")
        .join(taking, on="department", how="left", maintain_order="left")
        .with_columns(pl.col("takes_part").fill_null(value=False))
    )


def signed(rows: pl.DataFrame) -> bool:
    """Whether every department with tasks has signed its sheet as it stands; not where there are none. Rows of states()."""
    return not rows.is_empty() and bool((rows["state"] == "signed").all())


def changes(before: pl.DataFrame, after: pl.DataFrame) -> list[Change]:
    """What differs between two editions of a sheet, by task: those that left it, those that came, then field by field."""
    was, now = ({row["id"]: _plain(row) for row in some.select("id", *SAID).iter_rows(named=True)} for some in (before, after))
    found = [Change(task, "id", was[task]["title"], None) for task in was if task not in now]
    found += [Change(task, "id", None, now[task]["title"]) for task in now if task not in was]
    for task in was:
        if task in now:
            found += [Change(task, name, was[task][name], now[task][name]) for name in SAID if was[task][name] != now[task][name]]
    return found


def _plain(row: Mapping[str, Any]) -> Mapping[str, Any]:
    # Whom one names first among several says nothing.
    return {**row, "supporters": sorted(row["supporters"] or ()) or None}


def carried(leaves: pl.DataFrame, calendar: WorkCalendar) -> pl.DataFrame:
    """What the plan asks of people, one row per department and owner: department, owner, tasks, days, peak, peak_week, full.

    days are the working days planned, each task counting all of its own; peak the most of them in one ISO week, peak_week its Monday and
    full the working days there are in it: above that, one person has two things planned for the same day. leaves: rows of assigned().
    """
    by = ["department", "owner"]
    monday = pl.col("starts_on").dt.truncate("1w")
    weeks = leaves.filter(pl.col("kind") != "milestone").select(
        *by, "starts_on", "due_on", week=pl.date_ranges(monday, "due_on", interval="1w")
    )
    weeks = weeks.explode("week").with_columns(
        _first=pl.max_horizontal("starts_on", "week"), _last=pl.min_horizontal("due_on", pl.col("week") + _SIX_DAYS)
    )
    spent = pl.Series("days", working_days_between_series(calendar, weeks["_first"], weeks["_last"]), dtype=pl.Int64)
    weekly = weeks.with_columns(spent).group_by(*by, "week").agg(pl.col("days").sum())
    peaks = weekly.sort("days", "week", descending=[True, False]).group_by(by, maintain_order=True).first()
    full = pl.Series("full", working_days_between_series(calendar, peaks["week"], peaks["week"] + _SIX_DAYS), dtype=pl.Int64)
    peaks = peaks.with_columns(full).select(*by, "full", peak="days", peak_week="week")
    sums = (
        leaves.group_by(by)
        .agg(tasks=pl.len().cast(pl.Int64))
        .join(weekly.group_by(by).agg(pl.col("days").sum()), on=by, how="left", nulls_equal=True)
    )
    return (
        sums.join(peaks, on=by, how="left", nulls_equal=True)
        .with_columns(pl.col("days").fill_null(0))
        .select(*by, "tasks", "days", "peak", "peak_week", "full")
        .sort("department", "days", "owner", descending=[False, True, False], nulls_last=True)
    )


def requested(requests: pl.DataFrame) -> pl.DataFrame:
    """Resource requests added up, one row per department, type, unit and status: quantity and requests (how many).

    Amounts of one unit alone add up; a request without one counts as 1.
    """
    by = ["department", "type", "unit", "status"]
    return requests.group_by(by).agg(quantity=pl.col("quantity").fill_null(1.0).sum(), requests=pl.len().cast(pl.Int64)).sort(by)
