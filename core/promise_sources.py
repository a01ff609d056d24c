"""Where promises come from: the records that open, keep and void each kind of them, before any rule is applied."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from types import MappingProxyType

import polars as pl

from core.schema.columns import MOMENT
from core.workdays import WorkCalendar

# What the source of a kind gives for each promise, before any rule is applied to it.
ASKED: Mapping[str, pl.DataType | type[pl.DataType]] = MappingProxyType(
    {
        "kind": pl.String,
        "level": pl.String,
        "table": pl.String,
        "record": pl.Int64,
        "project": pl.Int64,
        "department": pl.Int64,
        "person": pl.Int64,
        "opened_at": MOMENT,
        "kept_at": MOMENT,
        "due_from": MOMENT,
        "fixed": pl.Boolean,
        "backwards": pl.Boolean,
        "void": pl.Boolean,
    }
)


def _asked(rows: pl.DataFrame, kind: str | pl.Expr, table: str, **columns: pl.Expr | str) -> pl.DataFrame:
    """The promises of one kind: the given columns, and what most kinds have in common for the rest."""
    common: dict[str, pl.Expr | str] = {
        "kind": pl.lit(kind) if isinstance(kind, str) else kind,
        "table": pl.lit(table),
        "level": pl.lit(""),
        "record": "id",
        "project": "project",
        "due_from": columns["opened_at"],
        "fixed": pl.lit(value=False),
        "backwards": pl.lit(value=False),
        "void": pl.lit(value=False),
    }
    return rows.select(**(common | columns)).filter(pl.col("opened_at").is_not_null()).select(*ASKED)


def _request_response(frames: Mapping[str, pl.DataFrame], _: WorkCalendar) -> pl.DataFrame:
    asked = (
        frames["request"]
        .filter(pl.col("status") != "draft")
        .select("id", "project", "urgency", "status", "submitted_at", "decided_at", pl.col("departments").list.unique(maintain_order=True))
        .explode("departments", keep_nulls=False)
    )
    # A request sent back and submitted again does not ask a department that has answered it to answer twice (core.actions.request).
    answers = (
        frames["response"]
        .filter(pl.col("decision").is_in(["accept", "decline"]), pl.col("responded_at").is_not_null())
        .select("request", "department", "responder", "responded_at")
        .sort("responded_at", maintain_order=True)
        .unique(["request", "department"], keep="first", maintain_order=True)
    )
    answered_first = (pl.col("responded_at") <= pl.col("decided_at")).fill_null(pl.col("responded_at").is_not_null())
    return _asked(
        asked.join(answers, left_on=["id", "departments"], right_on=["request", "department"], how="left", maintain_order="left"),
        "request_response",
        "request",
        level="urgency",
        department="departments",
        person="responder",
        opened_at="submitted_at",
        kept_at="responded_at",
        void=(pl.col("status") == "withdrawn") | (pl.col("status").is_in(["returned", "rejected"]) & ~answered_first),
    )


def _request_decision(frames: Mapping[str, pl.DataFrame], _: WorkCalendar) -> pl.DataFrame:
    return _asked(
        frames["request"].filter(pl.col("status") != "draft"),
        "request_decision",
        "request",
        level="urgency",
        department="applicant_department",
        person="decided_by",
        opened_at="submitted_at",
        kept_at=pl.when(pl.col("status").is_in(["approved", "rejected"])).then("decided_at"),
        void=pl.col("status").is_in(["returned", "withdrawn"]),
    )


def _issue(kind: str, opened_at: str, kept_at: str, person: str) -> Callable[[Mapping[str, pl.DataFrame], WorkCalendar], pl.DataFrame]:
    def source(frames: Mapping[str, pl.DataFrame], _: WorkCalendar) -> pl.DataFrame:
        withdrawn = pl.col("status") == "withdrawn"
        closure = kind == "issue_closure"
        own = {"due_from": pl.coalesce("resolve_by", opened_at), "fixed": pl.col("resolve_by").is_not_null()} if closure else {}
        return _asked(
            frames["issue"],
            kind,
            "issue",
            level="level",
            department=pl.col("departments").list.first(),
            person=person,
            opened_at=opened_at,
            kept_at=kept_at,
            void=withdrawn if closure else withdrawn & pl.col(kept_at).is_null(),
            **own,
        )

    return source


def _issue_meeting(kind: str, kinds: tuple[str, ...]) -> Callable[[Mapping[str, pl.DataFrame], WorkCalendar], pl.DataFrame]:
    def source(frames: Mapping[str, pl.DataFrame], _: WorkCalendar) -> pl.DataFrame:
        # What is solved before anybody met needs no meeting any more: that keeps the promise too.
        met = pl.min_horizontal("convened_at", "resolved_at")
        return _asked(
            frames["issue"].filter(pl.col("kind").is_in(kinds)),
            kind,
            "issue",
            level="level",
            department=pl.col("departments").list.first(),
            person="owner",
            opened_at="reported_at",
            kept_at=met,
            void=(pl.col("status") == "withdrawn") & met.is_null(),
        )

    return source


def _risk_plan(frames: Mapping[str, pl.DataFrame], _: WorkCalendar) -> pl.DataFrame:
    return _asked(
        frames["risk"],
        "risk_plan",
        "risk",
        department="department",
        person="owner",
        opened_at="became_high_at",
        kept_at="plan_submitted_at",
        void=pl.col("status").is_in(["closed", "occurred"]) & pl.col("plan_submitted_at").is_null(),
    )


def _warning_plan(frames: Mapping[str, pl.DataFrame], _: WorkCalendar) -> pl.DataFrame:
    tasks = frames["task"].select("status", task="id")
    return _asked(
        frames["warning"].filter(pl.col("band") == "high").join(tasks, on="task", how="left", maintain_order="left"),
        "warning_plan",
        "warning",
        department="department",
        person="owner",
        opened_at="raised_at",
        kept_at="plan_submitted_at",
        void=(pl.col("status") == "cancelled") & pl.col("plan_submitted_at").is_null(),
    )


def _meeting_notice(frames: Mapping[str, pl.DataFrame], _: WorkCalendar) -> pl.DataFrame:
    # A special or a coordination meeting is called within a day or two: there is no time for notice.
    # One that began when it was planned was called on the spot: nobody could be told ahead.
    ahead = (pl.col("starts_at") > pl.col("planned_at")).fill_null(value=True)
    planned = frames["meeting"].filter(~pl.col("kind").is_in(["special", "coordination"]), ahead)
    return _asked(
        _hosted(planned, frames),
        "meeting_notice",
        "meeting",
        department="department",
        person="host",
        opened_at="planned_at",
        due_from="starts_at",
        backwards=pl.lit(value=True),
        kept_at="noticed_at",
        void=(pl.col("status") == "cancelled") & pl.col("noticed_at").is_null(),
    )


def _minutes(frames: Mapping[str, pl.DataFrame], _: WorkCalendar) -> pl.DataFrame:
    return _asked(
        _hosted(frames["meeting"], frames),
        "minutes",
        "meeting",
        department="department",
        person=pl.coalesce("recorder", "host"),
        opened_at=pl.coalesce("held_until", "ends_at"),
        kept_at="minutes_sent_at",
        void=pl.col("status") == "cancelled",
    )


def _hosted(meetings: pl.DataFrame, frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    hosts = frames["person"].select(host="id", department="department")
    return meetings.join(hosts, on="host", how="left", maintain_order="left")


def _resource_decision(frames: Mapping[str, pl.DataFrame], _: WorkCalendar) -> pl.DataFrame:
    approvers = frames["person"].select(approver="id", of="department")
    return _asked(
        frames["resource_request"].join(approvers, on="approver", how="left", maintain_order="left"),
        "resource_decision",
        "resource_request",
        level="urgency",
        department="of",
        person="approver",
        opened_at="requested_at",
        kept_at="decided_at",
        void=pl.col("status") == "withdrawn",
    )


def _rectification(frames: Mapping[str, pl.DataFrame], calendar: WorkCalendar) -> pl.DataFrame:
    failed = frames["acceptance"].filter(pl.col("result") == "fail", pl.col("rectify_by").is_not_null())
    begins = _midnights(failed.select("rectify_by"), calendar.zone.key)
    delivered = frames["deliverable"].select("submitter", "status", deliverable="id")
    return _asked(
        failed.with_columns(begins("rectify_by", 1)).join(delivered, on="deliverable", how="left", maintain_order="left"),
        "rectification",
        "acceptance",
        department="department",
        person="submitter",
        opened_at="accepted_at",
        due_from="rectify_by",
        fixed=pl.lit(value=True),
        kept_at="rectified_at",
        void=(pl.col("status") == "withdrawn") & pl.col("rectified_at").is_null(),
    )


def _task_due(frames: Mapping[str, pl.DataFrame], calendar: WorkCalendar) -> pl.DataFrame:
    leaves = _leaves(frames)
    begins = _midnights(leaves.select("starts_on", "due_on", "finished_on"), calendar.zone.key)
    return _asked(
        leaves.with_columns(begins("starts_on", 0), begins("due_on", 1), begins("finished_on", 1)),
        pl.when(pl.col("kind") == "action").then(pl.lit("action_item")).otherwise(pl.lit("task_due")),
        "task",
        department="department",
        person="owner",
        opened_at="starts_on",
        due_from="due_on",
        kept_at="finished_on",
        void=pl.col("status") == "cancelled",
    )


def _delay_notice(frames: Mapping[str, pl.DataFrame], calendar: WorkCalendar) -> pl.DataFrame:
    """A replan is declared before the date it moves; a task that ran over its date without one has not been declared at all.

    An action item needs none: it is small enough to be finished or to be broken.
    """
    tasks = frames["task"].select("id", "project", "kind", "department", "owner")
    declared = (
        frames["replan"]
        .filter(pl.col("new_due_on") > pl.col("old_due_on"))
        .join(tasks.filter(pl.col("kind") != "action"), left_on="task", right_on="id")
        .select("task", "project", "department", "owner", due_on="old_due_on", kept_at="declared_at")
    )
    late = (pl.col("finished_on") > pl.col("due_on")).fill_null(value=True)
    silent = (
        _leaves(frames)
        .filter(pl.col("kind") != "action", pl.col("status") != "cancelled", late)
        .select(pl.col("id").alias("task"), "project", "department", "owner", "due_on", kept_at=pl.lit(None, MOMENT))
    )
    rows = pl.concat([declared, silent])
    begins = _midnights(rows.select("due_on"), calendar.zone.key)
    return _asked(
        rows.with_columns(begins("due_on", 1)),
        "delay_notice",
        "task",
        record="task",
        department="department",
        person="owner",
        opened_at=pl.min_horizontal("due_on", "kept_at"),
        due_from="due_on",
        fixed=pl.lit(value=True),
        kept_at="kept_at",
    )


def _leaves(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    tasks = frames["task"]
    return (
        tasks.filter(pl.col("kind") != "phase", pl.col("due_on").is_not_null())
        .select("id", "project", "kind", "department", "owner", "status", "starts_on", "due_on", "finished_on")
        .join(tasks.select(pl.col("parent").drop_nulls().unique()), left_on="id", right_on="parent", how="anti", maintain_order="left")
    )


def _midnights(dates: pl.DataFrame, zone: str) -> Callable[[str, int], pl.Series]:
    """What gives, for one of those columns of dates, the moment at which each date begins in the zone so many days later."""
    known = [day for column in dates for day in (column.min(), column.max()) if isinstance(day, date)]
    first, last = (min(known), max(known)) if known else (date(1970, 1, 1), date(1970, 1, 1))
    # Each day is converted once: the zone's rules cost far more than a look-up.
    walls = pl.datetime_range(first, last + timedelta(days=1), "1d", eager=True, time_unit="us")
    begins = walls.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    # Where clocks go forward at midnight the day begins at one o'clock.
    later = walls.dt.offset_by("1h").dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    moments = begins.zip_with(begins.is_not_null(), later).dt.convert_time_zone("UTC")
    return lambda name, days: moments.gather((dates[name] - first).dt.total_days() + days).alias(name)


# The tables that promises are made of.
TABLES = (
    "person",
    "request",
    "response",
    "task",
    "replan",
    "warning",
    "issue",
    "risk",
    "meeting",
    "resource_request",
    "deliverable",
    "acceptance",
)

# What makes the promises of each kind from the standing records and the newest calendar: ASKED, one row per promise.
SOURCES: tuple[Callable[[Mapping[str, pl.DataFrame], WorkCalendar], pl.DataFrame], ...] = (
    _request_response,
    _request_decision,
    _issue("issue_report", "found_at", "reported_at", "reporter"),
    _issue("issue_response", "reported_at", "responded_at", "owner"),
    _issue_meeting("issue_meeting", ("blocker", "lag")),
    _issue_meeting("dispute_meeting", ("dispute",)),
    _issue("issue_closure", "reported_at", "resolved_at", "owner"),
    _risk_plan,
    _warning_plan,
    _meeting_notice,
    _minutes,
    _task_due,
    _delay_notice,
    _rectification,
    _resource_decision,
)
