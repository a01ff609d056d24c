"""Who signs a charter, and whose signature counts: the one that approves the charter exactly as it stands."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast

import polars as pl

from core.access import Person, allowed
from core.metrics import edition
from core.schema.columns import schema
from core.schema.tables import TABLES

SIGNOFF = schema(TABLES["signoff"])
STANDING: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "department": pl.Int64,
    "part": pl.String,
    "state": pl.String,
    "head": pl.Int64,
    **{name: SIGNOFF[name] for name in ("person", "decision", "comment", "decided_at", "record_version")},
}
_STATES = {"approve": "signed", "return": "returned", "reject": "rejected"}


def standing(frames: Mapping[str, pl.DataFrame], project: int) -> pl.DataFrame:
    """One row per department that takes part (part "head"), then one for the manager and one for the leader: STANDING.

    state is signed, returned or rejected when the newest signature names the charter as it stands, invalid when what it approved has
    changed since, else waiting. head is who alone signs for the department, null where everybody may who signs for it. The other
    columns are the newest signature's.
    """
    now = edition.standing(frames, [project]).get(project)
    taking = frames["participation"].filter(pl.col("project") == project).sort("id").select("department")
    seats = pl.concat(
        [
            taking.join(heads(frames), on="department", how="left", maintain_order="left").with_columns(part=pl.lit("head")),
            pl.DataFrame({"part": ["manager", "leader"]}).with_columns(department=pl.lit(None, pl.Int64), head=pl.lit(None, pl.Int64)),
        ],
        how="diagonal",
    )
    named = newest(frames["signoff"]).filter(pl.col("project") == project).drop("project")
    rows = stood(seats.with_columns(edition=pl.lit(now, pl.Int64)), named)
    return rows.select(pl.col(name).cast(dtype) for name, dtype in STANDING.items())


def stood(seats: pl.DataFrame, signatures: pl.DataFrame) -> pl.DataFrame:
    """The seats (part, department, edition: what is to be signed as it stands), each with its newest signature and state."""
    rows = seats.join(signatures, on=["part", "department"], how="left", nulls_equal=True, maintain_order="left")
    valid = pl.col("record_version") == pl.col("edition")
    counted = pl.when(valid).then(pl.col("decision").replace_strict(_STATES, default=None, return_dtype=pl.String))
    lapsed = pl.when(pl.col("decision") == "approve").then(pl.lit("invalid"))
    return rows.with_columns(state=pl.coalesce(counted, lapsed, pl.lit("waiting")))


def in_force(rows: pl.DataFrame) -> datetime | None:
    """The moment from which the charter is in force: when the last department signed it; None while one has not. Rows of standing()."""
    signed = rows.filter(pl.col("part") == "head")
    if signed.is_empty() or not (signed["state"] == "signed").all():
        return None
    return cast(datetime, signed["decided_at"].max())


def newest(signatures: pl.DataFrame, of: str = "project") -> pl.DataFrame:
    """The newest signature under each project's charter, or what else of a project is signed, for each part and department."""
    given = signatures.filter(pl.col("of") == of).sort("id")
    last = given.unique(["record", "part", "department"], keep="last", maintain_order=True)
    return last.select("part", "department", "person", "decision", "comment", "decided_at", "record_version", "seq", project="record")


def heads(frames: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Each department with the head who signs for it, where it has one who can: department, head."""
    cannot = frames["person"].filter(~pl.col("active") | (pl.col("role") == "viewer"))["id"].implode()
    return frames["department"].select(department="id", head=pl.when(~pl.col("head").is_in(cannot)).then("head"))


def able(person: Mapping[str, Any]) -> bool:
    """Whether somebody who is named as a head can sign at all."""
    return bool(person.get("active")) and person.get("role") != "viewer"


def signs(person: Person, department: object, head: object) -> bool:
    """Whether a person signs for a department with that head (heads()): the head alone, or where there is none whoever may."""
    return head in (None, person.id) and allowed(person, "project.sign", {"department": department, "head": head})


def endorses(person: Person, project: Mapping[str, Any], part: str) -> bool:
    """Whether a person signs a project's charter as its manager (part manager), or as a leader (part leader)."""
    fits = project["manager"] == person.id if part == "manager" else person.role == "leader"
    return fits and allowed(person, "project.endorse", project)
