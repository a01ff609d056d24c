"""Promises: the records' clocks under the rules, with their due moments and states."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import polars as pl

from core.promise_sources import ASKED, SOURCES, TABLES
from core.rules import UNITS, Rules
from core.schema.choices import FIXED
from core.schema.columns import MOMENT
from core.workdays import (
    WorkCalendar,
    add_working_days_series,
    add_working_minutes_series,
    working_minutes_between_series,
)

PROMISE_COLUMNS: Mapping[str, pl.DataType | type[pl.DataType]] = MappingProxyType(
    {
        **{name: ASKED[name] for name in ("kind", "level", "table", "record", "project", "department", "person", "opened_at")},
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
    """One row per promise, PROMISE_COLUMNS; source: docs/metrics.md "Promises → compliance". Arguments as for clocks and states."""
    return states(clocks(frames, [epoch for epoch in epochs if epoch[0] <= now]), now)


def clocks(frames: Mapping[str, pl.DataFrame], epochs: Sequence[tuple[datetime, Rules]]) -> Clocks:
    """The clock of every promise.

    frames holds the standing records of core.promise_sources.TABLES; epochs the rules with the moment they came into force,
    oldest first (core.rules.epochs). A promise kept at t is counted by the rules in force at t, an open one by the newest. A promise
    whose kind and level have no active policy is not made. The dates of a task are days of the newest zone; finished_on keeps its
    promise at the midnight that ends that day, so finishing on the due date is in time and finishing a day later is not.
    """
    newest = epochs[-1][1].calendar
    asked = pl.concat([source(frames, newest) for source in SOURCES])
    rows = _under_policy(asked, epochs).with_row_index("promise")
    pauses = _pauses(rows, frames["response"])
    times = rows.select("promise", "opened_at", "due_from", "kept_at", "limit", "unit", "warn_at", "backwards", "epoch")
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

    What a later event opens (a meeting that ends, a date run over) is no promise yet; the date of a task is one from the plan on.
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
    # Figures are counted at whole minutes: what was opened within this one is there already.
    begun = pl.col("opened_at") < now + timedelta(minutes=1)
    frame = clocks.frame.filter(begun | pl.col("kind").is_in(_AHEAD))
    state = _STATES.gather(frame.select(place).to_series())
    return frame.with_columns(state.alias("state"), *_moved(frame, clocks.calendar, now)).select(*PROMISE_COLUMNS)


@dataclass(frozen=True, eq=False)
class Terms:
    """How one promise is counted: on which calendar, the moment its limit is added to, or counted back from, and its pauses.

    A pause is (since, until); until is None while it still runs. From warn_from on it is at risk.
    """

    calendar: WorkCalendar
    due_from: datetime
    warn_from: datetime
    backwards: bool
    pauses: tuple[tuple[datetime, datetime | None], ...]


def terms(frames: Mapping[str, pl.DataFrame], epochs: Sequence[tuple[datetime, Rules]], promise: Mapping[str, Any]) -> Terms | None:
    """How a promise, a row of promises(), is counted; None when the records make it no longer. frames and epochs as for clocks."""
    own = promise["table"]
    # A warning's promise is void with its task.
    kept = {own, "task"} if own == "warning" else {own}
    narrow = {name: frames[name].clear() if name in _ASKING - kept else frames[name] for name in TABLES}
    narrow[own] = narrow[own].filter(pl.col("id") == promise["record"])
    asked = pl.concat([source(narrow, epochs[-1][1].calendar) for source in SOURCES])
    same = [pl.col(name).eq_missing(pl.lit(promise[name], ASKED[name])) for name in NAMED]
    rows = _under_policy(asked.filter(*same), epochs).with_row_index("promise").head(1)
    if rows.is_empty():
        return None
    row = rows.row(0, named=True)
    calendar, pauses = epochs[row["epoch"]][1].calendar, _pauses(rows, frames["response"]).sort("since")
    warn_from = _count(rows, pauses, _clock(row["unit"], calendar))["warn_from"][0]
    return Terms(calendar, row["due_from"], warn_from, row["backwards"], tuple(pauses.select("since", "until").rows()))


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
_AHEAD = ("task_due", "action_item")
# The tables whose records ask for something, and what tells one promise from another.
_ASKING = frozenset({"request", "issue", "risk", "warning", "meeting", "resource_request", "acceptance", "task"})
NAMED = ("kind", "table", "record", "department", "opened_at", "kept_at")
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
    due = clock.add_limit(due, limit.zip_with(~rows["backwards"], -limit)).zip_with(limit > 0, due)
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
