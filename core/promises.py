"""Promises: the records' clocks under the rules, with their due moments and states."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

import polars as pl

from core.rules import UNITS, Rules
from core.schema.choices import FIXED
from core.schema.columns import MOMENT
from core.workdays import (
    WorkCalendar,
    add_working_days_series,
    add_working_minutes_series,
    working_minutes_between_series,
)

# What the source of a kind gives for each promise, before any rule is applied to it.
_ASKED: Mapping[str, pl.DataType | type[pl.DataType]] = MappingProxyType(
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
        "void": pl.Boolean,
    }
)

PROMISE_COLUMNS: Mapping[str, pl.DataType | type[pl.DataType]] = MappingProxyType(
    {
        **{name: _ASKED[name] for name in ("kind", "level", "table", "record", "project", "department", "person", "opened_at")},
        "due_at": MOMENT,
        "kept_at": MOMENT,
        "limit": pl.Float64,
        "unit": pl.String,
        "warn_at": pl.Float64,
        "paused_minutes": pl.Float64,
        "elapsed_minutes": pl.Float64,
        "state": pl.String,
    }
)


@dataclass(frozen=True, eq=False)
class Clocks:
    """All of the promises that does not depend on now.

    frame has one row per promise: PROMISE_COLUMNS without state, and warn_from (the moment at which the share warn_at of the limit is
    used), paused_since (the start of a pause that still runs) and void. calendar is the newest one: it counts what is still open.
    """

    frame: pl.DataFrame
    calendar: WorkCalendar


def promises(frames: Mapping[str, pl.DataFrame], epochs: Sequence[tuple[datetime, Rules]], now: datetime) -> pl.DataFrame:
    """One row per promise, PROMISE_COLUMNS; source: METRICS.md "Promises → compliance". Arguments as for clocks and states."""
    return states(clocks(frames, [epoch for epoch in epochs if epoch[0] <= now]), now)


def clocks(frames: Mapping[str, pl.DataFrame], epochs: Sequence[tuple[datetime, Rules]]) -> Clocks:
    """The clock of every promise.

    frames holds the standing records of request, response, task, issue and risk; epochs the rules with the moment they came into force,
    oldest first (core.rules.epochs). A promise kept at t is counted by the rules in force at t, an open one by the newest. A promise
    whose kind and level have no active policy is not made. The dates of a task are days of the newest zone; finished_on keeps its
    promise at the midnight that ends that day, so finishing on the due date is in time and finishing a day later is not.
    """
    newest = epochs[-1][1].calendar
    asked = pl.concat([source(frames, newest) for source in _SOURCES])
    rows = _under_policy(asked, epochs).with_row_index("promise")
    pauses = _pauses(rows, frames["response"])
    times = rows.select("promise", "opened_at", "due_from", "kept_at", "limit", "unit", "warn_at", "epoch")
    counted = [_count(times.clear(), pauses, _clock("hours", newest))]
    for unit in UNITS:
        part = times.filter(pl.col("unit") == unit)
        # The calendar tells the epochs apart only where working time is counted.
        groups = part.partition_by("epoch", maintain_order=True) if unit in _WORKING else [part]
        counted += [_count(group, pauses, _clock(unit, epochs[group["epoch"][0]][1].calendar)) for group in groups if group.height]
    running = pauses.filter(pl.col("until").is_null()).select("promise", paused_since="since")
    found = pl.concat(counted).sort("promise").join(running, on="promise", how="left", maintain_order="left")
    wanted = [*(name for name in PROMISE_COLUMNS if name != "state"), "warn_from", "paused_since", "void"]
    return Clocks(rows.with_columns(found.drop("promise")).select(wanted), newest)


def states(clocks: Clocks, now: datetime) -> pl.DataFrame:
    """The promises at a moment: PROMISE_COLUMNS, one row each.

    A promise that is paused keeps the state it had when the pause began, while its due moment moves on with now.
    """
    now = now.astimezone(UTC)
    # In a pause neither the time used nor the time left changes: the state is that of the moment the pause began.
    at = pl.min_horizontal(pl.lit(now, MOMENT), "paused_since")
    late = pl.coalesce("kept_at", at) > pl.col("due_at")
    place = (
        pl.when("void")
        .then(_place("void"))
        .when(late)
        .then(_place("broken"))
        .when(pl.col("kept_at").is_not_null())
        .then(_place("kept"))
        .when(at >= pl.col("warn_from"))
        .then(_place("at_risk"))
        .otherwise(_place("running"))
    )
    frame = clocks.frame
    state = _STATES.gather(frame.select(place).to_series())
    return frame.with_columns(state.alias("state"), *_moved(frame, clocks.calendar, now)).select(*PROMISE_COLUMNS)


@dataclass(frozen=True)
class _Clock:
    """How one unit is counted, over Series: moments with a limit or with minutes added, and the minutes between moments."""

    add_limit: Callable[[pl.Series, pl.Series], pl.Series]
    add_minutes: Callable[[pl.Series, pl.Series], pl.Series]
    between: Callable[[pl.Series, pl.Series], pl.Series]


_MINUTE = 60_000_000
_FAR = datetime.max.replace(tzinfo=UTC)
_KINDS = [choice.key for choice in FIXED["promise"]]
_STATES = pl.Series([choice.key for choice in FIXED["promise_state"]])
_WORKING = ("working_hours", "working_days")


def _place(state: str) -> pl.Expr:
    return pl.lit(_STATES.index_of(state), pl.UInt32)


def _clock(unit: str, calendar: WorkCalendar) -> _Clock:
    def add_natural(moments: pl.Series, minutes: pl.Series) -> pl.Series:
        return moments + (minutes * _MINUTE).round().cast(pl.Int64).cast(pl.Duration("us"))

    def natural_between(start: pl.Series, end: pl.Series) -> pl.Series:
        return (end - start).dt.total_microseconds() / _MINUTE

    def add_working(moments: pl.Series, minutes: pl.Series) -> pl.Series:
        return add_working_minutes_series(calendar, moments, minutes)

    def add_working_days(moments: pl.Series, days: pl.Series) -> pl.Series:
        # Part of a working day has no last working minute of its own: it counts as the whole day.
        return add_working_days_series(calendar, moments, days.ceil().cast(pl.Int64))

    def working_between(start: pl.Series, end: pl.Series) -> pl.Series:
        return working_minutes_between_series(calendar, start, end)

    if unit == "working_days":
        return _Clock(add_working_days, add_working, working_between)
    if unit == "working_hours":
        return _Clock(lambda moments, hours: add_working(moments, hours * 60), add_working, working_between)
    factor = 60 if unit == "hours" else 24 * 60
    return _Clock(lambda moments, limit: add_natural(moments, limit * factor), add_natural, natural_between)


def _under_policy(asked: pl.DataFrame, epochs: Sequence[tuple[datetime, Rules]]) -> pl.DataFrame:
    """The promises with limit, unit, warn_at and the number of the epoch that rules each; those without an active policy are gone."""
    kept = asked["kept_at"]
    starts = pl.Series([moment for moment, _ in epochs], dtype=MOMENT)
    last = len(epochs) - 1
    closed_in = starts.to_physical().search_sorted(kept.to_physical(), side="right").cast(pl.Int64) - 1
    epoch = closed_in.set(kept.is_null(), last) if last else pl.repeat(0, asked.height, dtype=pl.Int64, eager=True)

    tables = [{(promise, level): terms for promise, level, *terms in rules.policies.iter_rows()} for _, rules in epochs]
    levels = sorted({level for table in tables for _, level in table})
    # One row per epoch, kind and level, "any other level" last: each promise finds its terms by position, much faster than by a join.
    found = [table.get((kind, level), table.get((kind, ""))) for table in tables for kind in _KINDS for level in (*levels, None)]
    terms = pl.DataFrame(
        [row[:3] if row and row[3] else (None, None, None) for row in found],
        schema={"limit": pl.Float64, "unit": pl.String, "warn_at": pl.Float64},
        orient="row",
    )
    kind = asked["kind"].cast(pl.Enum(_KINDS)).to_physical().cast(pl.Int64)
    level = asked["level"].cast(pl.Enum(levels), strict=False).to_physical().cast(pl.Int64).fill_null(len(levels))
    place = (epoch * len(_KINDS) + kind) * (len(levels) + 1) + level
    ruled = asked.with_columns(epoch.alias("epoch"), *terms.select(pl.all().gather(place))).filter(pl.col("limit").is_not_null())
    return ruled.with_columns(limit=pl.when(~pl.col("fixed")).then("limit"))


def _count(rows: pl.DataFrame, pauses: pl.DataFrame, clock: _Clock) -> pl.DataFrame:
    """The clocks of promises that are counted the same way."""
    opened, due, limit = rows["opened_at"], rows["due_from"], rows["limit"].fill_null(0)
    due = clock.add_limit(due, limit).zip_with(limit > 0, due)
    over = pauses.filter(pl.col("until").is_not_null()).join(rows.select("promise"), on="promise", how="semi")
    lengths = over.select("promise", paused_minutes=clock.between(over["since"], over["until"])).group_by("promise").sum()
    paused = rows.select("promise").join(lengths, on="promise", how="left", maintain_order="left")["paused_minutes"].fill_null(0.0)
    allowed, moved = clock.between(opened, due), (paused > 0).arg_true()
    return rows.select(
        "promise",
        due_at=due.clone().scatter(moved, clock.add_minutes(due.gather(moved), paused.gather(moved))),
        warn_from=clock.add_minutes(opened, allowed * rows["warn_at"] + paused),
        paused_minutes=paused,
        elapsed_minutes=(clock.between(opened, rows["kept_at"]) - paused).clip(lower_bound=0),
    )


def _moved(frame: pl.DataFrame, calendar: WorkCalendar, now: datetime) -> list[pl.Series]:
    """due_at and paused_minutes of all promises, with the minutes added that the pauses still running have lasted."""
    due, paused = frame["due_at"].clone(), frame["paused_minutes"].clone()
    still = frame["paused_since"].is_not_null().arg_true()
    units = frame["unit"].gather(still)
    for unit in units.unique():
        rows, clock = still.filter(units == unit), _clock(unit, calendar)
        minutes = clock.between(frame["paused_since"].gather(rows), pl.repeat(now, len(rows), dtype=MOMENT, eager=True))
        due.scatter(rows, clock.add_minutes(due.gather(rows), minutes))
        paused.scatter(rows, paused.gather(rows) + minutes)
    return [due, paused]


def _pauses(rows: pl.DataFrame, response: pl.DataFrame) -> pl.DataFrame:
    """One row per stretch in which a request_response waits for a clarification: promise, since, until (null: still waiting).

    Stretches of one promise do not overlap, and end when it is kept.
    """
    asked = rows.filter(pl.col("kind") == "request_response", ~pl.col("void")).select(
        "promise", "record", "department", "opened_at", "kept_at"
    )
    found = (
        response.filter(pl.col("decision") == "clarify")
        .select("request", "department", "responded_at", "clarified_at")
        .join(asked, left_on=["request", "department"], right_on=["record", "department"])
        .filter(pl.col("responded_at") >= pl.col("opened_at"), (pl.col("responded_at") < pl.col("kept_at")).fill_null(value=True))
        .select("promise", since="responded_at", until=pl.min_horizontal("clarified_at", "kept_at"))
        .with_columns(end=pl.col("until").fill_null(_FAR))
    )
    repeated = found["promise"].is_duplicated()
    earlier_ends = pl.col("end").cum_max().shift(1).over("promise")
    # Most promises pause once; a window over those would take most of the time of all clocks.
    trimmed = found.filter(repeated).sort("promise", "since").with_columns(since=pl.max_horizontal("since", earlier_ends))
    return pl.concat([found.filter(~repeated), trimmed]).filter(pl.col("end") > pl.col("since")).drop("end")


def _asked(rows: pl.DataFrame, kind: str, table: str, **columns: pl.Expr | str) -> pl.DataFrame:
    """The promises of one kind: the given columns, and what most kinds have in common for the rest."""
    common: dict[str, pl.Expr | str] = {
        "kind": pl.lit(kind),
        "table": pl.lit(table),
        "level": pl.lit(""),
        "record": "id",
        "project": "project",
        "due_from": columns["opened_at"],
        "fixed": pl.lit(value=False),
    }
    return rows.select(**(common | columns)).filter(pl.col("opened_at").is_not_null()).select(*_ASKED)


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


def _task_due(frames: Mapping[str, pl.DataFrame], calendar: WorkCalendar) -> pl.DataFrame:
    tasks = frames["task"]
    leaves = (
        tasks.filter(pl.col("kind") != "phase", pl.col("due_on").is_not_null())
        .select("id", "project", "department", "owner", "status", "starts_on", "due_on", "finished_on")
        .join(tasks.select(pl.col("parent").drop_nulls().unique()), left_on="id", right_on="parent", how="anti", maintain_order="left")
    )
    begins = _midnights(leaves.select("starts_on", "due_on", "finished_on"), calendar.zone.key)
    return _asked(
        leaves.with_columns(begins("starts_on", 0), begins("due_on", 1), begins("finished_on", 1)),
        "task_due",
        "task",
        department="department",
        person="owner",
        opened_at="starts_on",
        due_from="due_on",
        kept_at="finished_on",
        void=pl.col("status") == "cancelled",
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


_SOURCES = (
    _request_response,
    _request_decision,
    _issue("issue_report", "found_at", "reported_at", "reporter"),
    _issue("issue_response", "reported_at", "responded_at", "owner"),
    _issue("issue_closure", "reported_at", "resolved_at", "owner"),
    _risk_plan,
    _task_due,
)
