"""What requests and the agreements they lead to wait for: answers, decisions, clarifications, signatures."""

import polars as pl

from core.access import Person
from core.metrics import assignment, edition
from core.metrics.signoff import heads, newest
from core.metrics.todo_matter import LIVE, Frames, Moment, department, found, may


def answers(frames: Frames, person: Person, _: Moment) -> pl.DataFrame:
    """Requests that ask his department, until it has answered, and again once what it asked for is given."""
    asked = frames["request"].filter(pl.col("status").is_in(["submitted", "approved"])).explode("departments")
    asked = asked.with_columns(department="departments").filter(pl.col("department") == department(person))
    settled = (pl.col("decision") != "clarify") | pl.col("clarified_at").is_null()
    given = frames["response"].filter(settled).select("department", id="request")
    return found(
        may(person, "request.answer", asked.join(given, on=["id", "department"], how="anti")), "answer", "request", "request_response"
    )


def decisions(frames: Frames, person: Person, _: Moment) -> pl.DataFrame:
    """Requests of others that he may decide on."""
    rows = frames["request"].filter(pl.col("status") == "submitted", pl.col("applicant") != person.id)
    return found(may(person, "request.decide", rows), "decide", "request", "request_decision", department="applicant_department")


def drafts(frames: Frames, person: Person, _: Moment) -> pl.DataFrame:
    """His requests that are not submitted, or were sent back."""
    rows = frames["request"].filter(pl.col("applicant") == person.id, pl.col("status").is_in(["draft", "returned"]))
    kind = pl.when(pl.col("status") == "draft").then(pl.lit("submit")).otherwise(pl.lit("revise"))
    return found(may(person, "request.apply", rows), kind, "request", None, department="applicant_department")


def clarifications(frames: Frames, person: Person, _: Moment) -> pl.DataFrame:
    """What a department asked of one of his requests."""
    asked = frames["response"].filter(pl.col("decision") == "clarify", pl.col("clarified_at").is_null())
    mine = frames["request"].filter(pl.col("applicant") == person.id, pl.col("status").is_in(["submitted", "approved"]))
    rows = may(person, "request.apply", mine).join(asked.select("department", id="request"), on="id")
    return found(rows, "clarify", "request", "request_response")


def sheets(frames: Frames, person: Person, _: Moment) -> pl.DataFrame:
    """Task assignment sheets that wait for his signature: his department's newest one does not name the sheet as it stands."""
    live = frames["project"].filter(pl.col("status").is_in(LIVE)).select("name", project="id")
    seats = _seats(frames, person, live)
    # Only the plans he has to sign for need to be read, and whole: a task may have others below it that are not his department's.
    leaves = assignment.assigned(frames["task"].join(seats, on="project", how="semi"))
    now = assignment.sheets(leaves.join(seats, on=["project", "department"], how="semi"))
    given = newest(frames["signoff"], assignment.OF).filter(pl.col("part") == "head").select("project", "department", "record_version")
    rows = (
        seats.join(now, on=["project", "department"], maintain_order="left")
        .join(given, on=["project", "department"], how="left", maintain_order="left")
        .filter(pl.col("record_version").ne_missing(pl.col("edition")))
    )
    return found(may(person, "project.sign", rows), "sign_sheet", "project", None, record="project", about="name")


def signatures(frames: Frames, person: Person, _: Moment) -> pl.DataFrame:
    """Charters that wait for his signature: his department's newest one does not name the charter as it stands."""
    live = frames["project"].filter(pl.col("status").is_in(LIVE)).select("name", project="id")
    given = newest(frames["signoff"]).filter(pl.col("part") == "head").select("project", "department", "record_version")
    seats = _seats(frames, person, live).join(given, on=["project", "department"], how="left", maintain_order="left")
    # Only what has been signed before needs to be held against the charter as it stands.
    now = edition.standing(frames, seats.filter(pl.col("record_version").is_not_null())["project"].unique())
    stands = pl.col("project").replace_strict(now, default=None, return_dtype=pl.Int64)
    rows = may(person, "project.sign", seats.filter(pl.col("record_version").ne_missing(stands) | pl.col("record_version").is_null()))
    return found(rows, "sign", "project", None, record="project", about="name")


def _seats(frames: Frames, person: Person, projects: pl.DataFrame) -> pl.DataFrame:
    """The parts in those projects (project, name) of the departments he signs for."""
    return (
        frames["participation"]
        .join(projects, on="project", maintain_order="left")
        .join(heads(frames), on="department", how="left", maintain_order="left")
        .filter((pl.col("head") == person.id) | (pl.col("head").is_null() & (pl.col("department") == department(person))))
    )
