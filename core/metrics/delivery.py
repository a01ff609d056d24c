"""Delivering: what passes at its first acceptance, how long putting things right takes, and what was never handed over.

Source: docs/metrics.md, Delivering.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

_PASSED = pl.col("passed")


def firsts(acceptances: pl.DataFrame) -> pl.DataFrame:
    """One row per deliverable ever accepted or failed: deliverable, project, department, edition, accepted_at, passed.

    All of them are of its first acceptance, whatever came after.
    """
    return (
        acceptances.drop_nulls("accepted_at")
        .sort("accepted_at", "id")
        .unique("deliverable", keep="first", maintain_order=True)
        .select("deliverable", "project", "department", "edition", "accepted_at", passed=pl.col("result") == "pass")
    )


def first_pass(firsts: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """One row per group of firsts: *by, passed, n, rate (0-1; null where n is 0)."""
    counted = firsts.group_by(by).agg(passed=_PASSED.sum().cast(pl.Int64), n=_PASSED.count().cast(pl.Int64))
    return counted.with_columns(rate=pl.when(pl.col("n") > 0).then(pl.col("passed") / pl.col("n"))).sort(by)


def rectification(acceptances: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """One row per group of acceptances: *by, open (failures not yet put right), n (those that are), median_days, longest_days.

    The days are natural ones, from the failure to the edition that passed; null where n is 0.
    """
    failed = pl.col("result") == "fail"
    days = (pl.col("rectified_at") - pl.col("accepted_at")).dt.total_microseconds() / 86_400_000_000
    took = days.filter(failed & days.is_not_null())
    return (
        acceptances.group_by(by)
        .agg(
            open=(failed & pl.col("rectified_at").is_null()).sum().cast(pl.Int64),
            n=took.count().cast(pl.Int64),
            median_days=took.median(),
            longest_days=took.max(),
        )
        .sort(by)
    )


def expected(leaves: pl.DataFrame, deliverables: pl.DataFrame, today: date) -> pl.DataFrame:
    """The leaf tasks that name a deliverable, are finished or due, and have handed nothing over: rows of leaves, longest due first.

    What was withdrawn counts as not handed over; cancelled tasks owe nothing.
    """
    owing = (pl.col("status") == "done") | (pl.col("due_on") <= today)
    handed_over = deliverables.filter(pl.col("status") != "withdrawn").select(id="task")
    named = leaves.filter(pl.col("status") != "cancelled", pl.col("deliverable").is_not_null(), owing)
    return named.join(handed_over, on="id", how="anti", maintain_order="left").sort("due_on", "id", nulls_last=True)
