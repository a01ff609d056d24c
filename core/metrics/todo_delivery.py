"""What delivering waits for: resources to decide on, deliverables to accept and to put right."""

import polars as pl

from core.access import Person
from core.metrics.todo_matter import Frames, Moment, department, found, may


def resources(frames: Frames, person: Person, _: Moment) -> pl.DataFrame:
    """Resource requests addressed to him."""
    rows = frames["resource_request"].filter(pl.col("status") == "requested", pl.col("approver") == person.id)
    return found(may(person, "resource.decide", rows), "grant", "resource_request", "resource_decision", about="detail")


def acceptances(frames: Frames, person: Person, _: Moment) -> pl.DataFrame:
    """Deliverables handed over to a project that he manages or coordinates."""
    rows = frames["deliverable"].filter(pl.col("status") == "submitted", pl.col("project").is_in(list(person.projects)))
    return found(may(person, "delivery.accept", rows), "accept", "deliverable", None, about="name")


def rectifications(frames: Frames, person: Person, _: Moment) -> pl.DataFrame:
    """Deliverables of his, of his tasks or of his department that have failed, each with the time its newest failure gave."""
    owners = frames["task"].select("owner", task="id")
    his = (pl.col("submitter") == person.id) | (pl.col("owner") == person.id) | (pl.col("department") == department(person))
    failed = frames["deliverable"].filter(pl.col("status") == "failed").join(owners, on="task", how="left", maintain_order="left")
    newest = (
        frames["acceptance"]
        .filter(pl.col("result") == "fail", pl.col("rectified_at").is_null())
        .sort("accepted_at", "id")
        .unique("deliverable", keep="last", maintain_order=True)
        .select("rectify_by", id="deliverable", acceptance="id")
    )
    rows = may(person, "delivery.submit", failed.filter(his)).join(newest, on="id", how="left", maintain_order="left")
    return found(rows, "rectify", "deliverable", "rectification", about="name", clock="acceptance", by="rectify_by")
