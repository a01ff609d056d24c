"""Compliance: how well promises are kept, how long keeping them takes, and what is overdue now.

Every function takes the promises, one row per promise (docs/metrics.md, Promises), and gives one row per group; by: any of their
columns, [] is one row in all. The state was decided where the promises were made and is only counted here.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

import polars as pl

from core.schema.columns import MOMENT

_STATE = pl.col("state")
_DUE = pl.col("due_at")

# Dictionary promise_family: which kinds of promise are looked at together.
FAMILIES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "request": ("request_response", "request_decision"),
        "task": ("task_due", "action_item", "delay_notice"),
        "meeting": ("meeting_notice", "minutes"),
        "issue": ("issue_report", "issue_response", "issue_meeting", "dispute_meeting", "issue_closure"),
        "risk": ("risk_plan", "warning_plan"),
        "delivery": ("resource_decision", "rectification"),
    }
)
_FAMILY = {kind: family for family, kinds in FAMILIES.items() for kind in kinds}


# What is to be said before something happens cannot be made good afterwards: it is broken, and nothing waits any more.
BEFOREHAND = ("meeting_notice", "delay_notice")
# What somebody has been asked to decide: an approval, a grant, a ruling.
DECISIONS = ("request_decision", "resource_decision", "dispute_meeting")


def family(kind: pl.Expr) -> pl.Expr:
    """The family that a kind of promise belongs to."""
    return kind.replace_strict(_FAMILY, return_dtype=pl.String)


def came_due(zone: ZoneInfo, at: pl.Expr = _DUE) -> pl.Expr:
    """The day in that zone on which a promise comes due: what is due at midnight is due on the day that ends there."""
    return (at - timedelta(microseconds=1)).dt.convert_time_zone(zone.key).dt.date()


def still_open() -> pl.Expr:
    """Whether a promise is neither kept nor void, and can still be made good."""
    missed = (_STATE == "broken") & pl.col("kind").is_in(BEFOREHAND)
    return pl.col("kept_at").is_null() & (_STATE != "void") & ~missed


def to_decide() -> pl.Expr:
    """Whether a promise is a decision that somebody has been asked for and that is still open, overdue or not."""
    return still_open() & pl.col("kind").is_in(DECISIONS)


def open_late() -> pl.Expr:
    """Whether a promise is past due and still open."""
    return still_open() & (_STATE == "broken")


def compliance(promises: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """One row per group: *by, kept, broken, running, rate.

    rate: kept / (kept + broken), 0-1, null where nothing is decided. running counts those at risk too; void ones count nowhere.
    """
    counted = promises.group_by(by).agg(
        kept=(_STATE == "kept").sum().cast(pl.Int64),
        broken=(_STATE == "broken").sum().cast(pl.Int64),
        running=_STATE.is_in(["running", "at_risk"]).sum().cast(pl.Int64),
    )
    decided = pl.col("kept") + pl.col("broken")
    return counted.with_columns(rate=pl.when(decided > 0).then(pl.col("kept") / decided)).sort(by)


def weekly(promises: pl.DataFrame, zone: ZoneInfo, by: Sequence[str]) -> pl.DataFrame:
    """Compliance by the ISO week in which a promise came due: *by, week (its Monday in that zone), kept, broken, running, rate."""
    week = came_due(zone).dt.truncate("1w")
    return compliance(promises.drop_nulls("due_at").with_columns(week=week), [*by, "week"])


def times(promises: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Time to keep a promise, in its own clock: *by, n, median_minutes, p90_minutes, over those kept, in time or late.

    Percentiles interpolate linearly between neighbours (as numpy.percentile and statistics.median do); null where n is 0.
    """
    ended = pl.col("kept_at").is_not_null() & _STATE.is_in(["kept", "broken"])
    minutes = pl.col("elapsed_minutes").cast(pl.Float64).filter(ended)
    return (
        promises.group_by(by)
        .agg(n=minutes.count().cast(pl.Int64), median_minutes=minutes.median(), p90_minutes=minutes.quantile(0.9, "linear"))
        .sort(by)
    )


def overdue(promises: pl.DataFrame, now: datetime, by: Sequence[str]) -> pl.DataFrame:
    """What is open, past due and can still be made good: *by, overdue, longest_minutes (natural ones, at now; null where nothing is)."""
    late = open_late()
    past = (pl.lit(now) - pl.col("due_at")).dt.total_microseconds() / 60_000_000
    return promises.group_by(by).agg(overdue=late.sum().cast(pl.Int64), longest_minutes=past.filter(late).max()).sort(by)


def stood_late(first: datetime) -> pl.Expr:
    """Whether a promise can have stood past due, and been one to make good, at that moment or later."""
    open_since = pl.col("kept_at").is_null() | (pl.col("kept_at") > first)
    return (_STATE == "broken") & ~pl.col("kind").is_in(BEFOREHAND) & open_since


def overdue_at(promises: pl.DataFrame, ends: Sequence[datetime]) -> list[int]:
    """How many stood past due at each of some moments gone by and could still be made good; by their due moments as of now."""
    late, at = promises.filter(stood_late(min(ends))), pl.Series(ends, dtype=MOMENT).to_physical()
    begun, over = (late[name].drop_nulls().to_physical().sort() for name in ("due_at", "kept_at"))
    # Whoever stood late and was made good came due before that.
    return (begun.search_sorted(at, side="left") - over.search_sorted(at, side="right")).to_list()
