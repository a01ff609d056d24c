"""What meetings wait for: their notice, their minutes, and those that an issue asks for."""

import polars as pl

from core.access import Person, allowed
from core.metrics.todo_matter import FOUND, Frames, Moment, department, found, may, ours


def notices(frames: Frames, person: Person, moment: Moment) -> pl.DataFrame:
    """Meetings of his that nobody has been told of yet; one about trouble is called without notice."""
    rows = frames["meeting"].filter(
        pl.col("status") == "planned",
        pl.col("host") == person.id,
        pl.col("noticed_at").is_null(),
        pl.col("starts_at") > moment.now,
        ~pl.col("kind").is_in(["special", "coordination"]),
    )
    return _of_hosts(frames, may(person, "meeting.plan", rows), "notify", "meeting_notice")


def minutes(frames: Frames, person: Person, moment: Moment) -> pl.DataFrame:
    """Meetings that are over and whose minutes are his to send: the recorder's, or the host's where there is none."""
    rows = frames["meeting"].filter(
        pl.col("status").is_in(["planned", "held"]),
        pl.coalesce("recorder", "host") == person.id,
        pl.col("minutes_sent_at").is_null(),
        pl.coalesce("held_until", "ends_at") <= moment.now,
    )
    return _of_hosts(frames, may(person, "meeting.plan", rows), "minutes", "minutes")


def convenings(frames: Frames, person: Person, _: Moment) -> pl.DataFrame:
    """Issues that need everybody at one table and have not had it: their owner's, and whose project it is."""
    if not allowed(person, "meeting.plan"):
        return pl.DataFrame(schema=FOUND)
    named = pl.col("departments").list.contains(department(person))
    rows = frames["issue"].filter(
        pl.col("kind").is_in(["blocker", "lag", "dispute"]),
        pl.col("status").is_in(["open", "responded"]),
        pl.col("convened_at").is_null(),
        ours(person, named) | pl.col("project").is_in(list(person.projects)),
    )
    promise = pl.when(pl.col("kind") == "dispute").then(pl.lit("dispute_meeting")).otherwise(pl.lit("issue_meeting"))
    return found(may(person, "issue.handle", rows), "convene", "issue", promise, department=pl.col("departments").list.first())


def _of_hosts(frames: Frames, rows: pl.DataFrame, kind: str, promise: str) -> pl.DataFrame:
    hosts = frames["person"].select("department", host="id")
    return found(rows.join(hosts, on="host", how="left", maintain_order="left"), kind, "meeting", promise, about="topic")
