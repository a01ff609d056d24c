"""What trouble waits for: issues to respond to and to resolve, high risks to plan for."""

import polars as pl

from core.access import Person
from core.metrics.todo_matter import Frames, Moment, department, found, may, ours


def issues(frames: Frames, person: Person, _: Moment) -> pl.DataFrame:
    """Issues that are open: first to respond to, then to resolve."""
    named = pl.col("departments").list.contains(department(person))
    rows = frames["issue"].filter(pl.col("status").is_in(["open", "responded"]), ours(person, named))
    unanswered = pl.col("status") == "open"
    return found(
        may(person, "issue.handle", rows),
        pl.when(unanswered).then(pl.lit("respond")).otherwise(pl.lit("resolve")),
        "issue",
        pl.when(unanswered).then(pl.lit("issue_response")).otherwise(pl.lit("issue_closure")),
        department=pl.col("departments").list.first(),
    )


def risks(frames: Frames, person: Person, _: Moment) -> pl.DataFrame:
    """High risks without a response plan."""
    rows = frames["risk"].filter(
        pl.col("status").is_in(["open", "watching"]),
        pl.col("became_high_at").is_not_null(),
        pl.col("plan_submitted_at").is_null(),
        ours(person),
    )
    return found(may(person, "risk.handle", rows), "plan", "risk", "risk_plan")
