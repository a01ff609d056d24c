"""What has gone wrong in a department and is brought before its head."""

import polars as pl

from core.access import Person, allowed
from core.metrics.todo_matter import FOUND, LIVE, Frames, found

# The record that is opened for a promise of a record with no page of its own: promise's table → its link, the table linked to.
_SHOWN_BY = {"warning": ("task", "task"), "acceptance": ("deliverable", "deliverable")}


def unmet(frames: Frames, promises: pl.DataFrame) -> pl.DataFrame:
    """The promises broken and still open.

    No notice of a meeting that was held can be sent any more, nor the delay of a task that is done be declared.
    """
    held = frames["meeting"].filter(pl.col("status").is_in(["held", "closed"]))["id"].implode()
    over = frames["task"].filter(pl.col("status").is_in(["done", "cancelled"]))["id"].implode()
    record, kind = pl.col("record"), pl.col("kind")
    gone = ((kind == "meeting_notice") & record.is_in(held)) | ((kind == "delay_notice") & record.is_in(over))
    return promises.filter(pl.col("state") == "broken", pl.col("kept_at").is_null(), ~gone)


def escalations(frames: Frames, promises: pl.DataFrame, person: Person) -> pl.DataFrame:
    """Promises broken and still open in the departments he heads: one matter per record, its promise that was due first."""
    headed = frames["department"].filter(pl.col("head") == person.id)["id"].to_list()
    if not headed or not allowed(person, "issue.handle", {"departments": headed}):
        return pl.DataFrame(schema=FOUND)
    live = frames["project"].filter(pl.col("status").is_in(LIVE))["id"].implode()
    mine = promises.filter(pl.col("department").is_in(headed), pl.col("project").is_null() | pl.col("project").is_in(live))
    broken = unmet(frames, mine)
    first = broken.sort("due_at", "kind", "record").unique(["table", "record", "department"], keep="first", maintain_order=True)
    parts = [pl.DataFrame(schema=FOUND)]
    for (name,), rows in first.group_by("table", maintain_order=True):
        link, table = _SHOWN_BY.get(str(name), ("id", str(name)))
        shown = frames[str(name)].select(record="id", opens=link)
        opened = rows.select("record", "department", "kind").join(shown, on="record", maintain_order="left")
        parts.append(found(opened, "escalated", table, pl.col("kind"), record="opens", clock="record", about=pl.lit(None, pl.String)))
    return pl.concat(parts)
