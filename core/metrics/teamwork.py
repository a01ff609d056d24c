"""Working together: who waits on whom, how well meetings are kept, and how much work lies where.

Source: docs/metrics.md, Working together.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import polars as pl

from core.metrics import compliance

_PAIR = ("from", "to")


def asked(promises: pl.DataFrame, requests: pl.DataFrame) -> pl.DataFrame:
    """The promises to answer a request, each with from (the department that asked) and to (the one that answers)."""
    of = requests.select(**{"record": "id", "from": "applicant_department"})
    answers = promises.filter((pl.col("kind") == "request_response") & (pl.col("state") != "void"))
    return answers.join(of, on="record", how="inner", maintain_order="left").with_columns(to="department")


def handoffs(asked: pl.DataFrame, by: Sequence[str] = _PAIR) -> pl.DataFrame:
    """One row per group of what asked() gives: *by, n (requests made), kept, broken, running, rate, median_minutes, waiting.

    rate: compliance, null while nothing is decided; median_minutes: to the answer, in the request's own clock, null without one;
    waiting: not answered yet, overdue or not.
    """
    counted = compliance.compliance(asked, by)
    times = asked.group_by(by).agg(
        n=pl.len().cast(pl.Int64),
        median_minutes=_answered_minutes().median(),
        waiting=pl.col("kept_at").is_null().sum().cast(pl.Int64),
    )
    joined = counted.join(times, on=list(by), how="left", maintain_order="left") if by else pl.concat([counted, times], how="horizontal")
    return joined.select(*by, "n", "kept", "broken", "running", "rate", "median_minutes", "waiting")


def _answered_minutes() -> pl.Expr:
    return pl.col("elapsed_minutes").filter(pl.col("kept_at").is_not_null())


def lengths(meetings: pl.DataFrame) -> pl.DataFrame:
    """The meetings held with a recorded beginning and end, with planned_minutes and minutes."""
    held = meetings.filter(pl.col("held_until") > pl.col("held_from"), pl.col("ends_at") > pl.col("starts_at"))
    return held.with_columns(
        planned_minutes=(pl.col("ends_at") - pl.col("starts_at")).dt.total_seconds() / 60,
        minutes=(pl.col("held_until") - pl.col("held_from")).dt.total_seconds() / 60,
    )


def average_length(lengths: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """One row per group of what lengths() gives: *by, n, planned_minutes, minutes (means), ratio (Σ minutes ÷ Σ planned)."""
    planned, taken = pl.col("planned_minutes"), pl.col("minutes")
    means = lengths.group_by(by).agg(
        n=pl.len().cast(pl.Int64),
        ratio=pl.when(planned.sum() > 0).then(taken.sum() / planned.sum()),
        planned_minutes=planned.mean(),
        minutes=taken.mean(),
    )
    return means.select(*by, "n", "planned_minutes", "minutes", "ratio").sort(by)


def load(leaves: pl.DataFrame, today: date, by: Sequence[str]) -> pl.DataFrame:
    """One row per group of leaf tasks: *by, open, overdue, due_week, remaining_days; the most remaining first.

    leaves: status, due_on, weight (working days unless given), actual (%), *by; only those neither done nor cancelled count.
    due_week: due from today to Sunday; remaining_days: Σ weight × (100 − actual) ÷ 100.
    """
    due, sunday = pl.col("due_on"), today + timedelta(days=6 - today.weekday())
    still = leaves.filter(~pl.col("status").is_in(["done", "cancelled"]))
    return (
        still.group_by(by)
        .agg(
            open=pl.len().cast(pl.Int64),
            overdue=(due < today).sum().cast(pl.Int64),
            due_week=due.is_between(today, sunday).sum().cast(pl.Int64),
            remaining_days=(pl.col("weight") * (100 - pl.col("actual")) / 100).sum(),
        )
        .sort("remaining_days", *by, descending=[True, *[False] * len(by)])
    )
