"""Which edition of a charter somebody has signed: a project and the departments that take part in it, named by what they say.

An edition's name is computed from the content, so that whatever changes a charter, by whatever way, gives it another, and what is no
part of it (its project's status, a contact's telephone) does not. A charter changed back to what it was is what it was.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

import polars as pl

from core.schema.agreement import PARTICIPATION, PROJECT

Row = Mapping[str, Any]

# What a charter says: all that people type into a project but how it goes.
OF_PROJECT = tuple(field.name for field in PROJECT.typed if field.name != "status")
OF_PART = tuple(field.name for field in PARTICIPATION.typed if field.name != "project")


@dataclass(frozen=True)
class Edition:
    """A charter as it stood from one save to the next that changed it: its number from 1, its name, when and by whom it was saved."""

    number: int
    name: int
    seq: int
    saved_at: datetime
    saved_by: int
    project: Row
    parts: tuple[Row, ...]


@dataclass(frozen=True)
class Change:
    """One field that differs between two editions; department is null for one of the project itself."""

    department: int | None
    field: str
    before: Any
    after: Any


def edition(project: Row, parts: Iterable[Row]) -> int:
    """The name of the charter that these rows make: a positive number of 63 bits, the same wherever and whenever it is computed."""
    return name([told(project, OF_PROJECT), sorted(told(part, OF_PART) for part in parts)])


def name(content: Sequence[Any]) -> int:
    """The name of what lists of told() rows say: a positive number of 63 bits."""
    digest = hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).digest()
    return int.from_bytes(digest[:8], "big") % (2**63 - 1) + 1


def told(row: Row, names: Iterable[str]) -> list[tuple[str, str]]:
    """What a row says in these fields."""
    # What is empty is left out, so that a field added later leaves what was signed before as it is.
    return [(field, str(row[field])) for field in sorted(names) if row[field] is not None]


def standing(frames: Mapping[str, pl.DataFrame], projects: Iterable[int]) -> dict[int, int]:
    """The name of each of those projects' charter as it stands, by the project's id."""
    asked = list(projects)
    own = frames["project"].filter(pl.col("id").is_in(asked)).iter_rows(named=True)
    parts: dict[int, list[Row]] = {}
    for part in frames["participation"].filter(pl.col("project").is_in(asked)).iter_rows(named=True):
        parts.setdefault(part["project"], []).append(part)
    return {row["id"]: edition(row, parts.get(row["id"], [])) for row in own}


def editions(projects: pl.DataFrame, parts: pl.DataFrame) -> list[Edition]:
    """Every edition there was, oldest first, from all versions of one project and of its participations."""
    saved = [("project", row) for row in projects.iter_rows(named=True)] + [("part", row) for row in parts.iter_rows(named=True)]
    found: list[Edition] = []
    project: Row = {}
    joined: dict[int, Row] = {}
    for seq, rows in groupby(sorted(saved, key=lambda one: one[1]["seq"]), key=lambda one: one[1]["seq"]):
        row: Row = {}
        for kind, row in rows:
            if kind == "project":
                project = row
            elif row["removed"]:
                joined.pop(row["id"], None)
            else:
                joined[row["id"]] = row
        made = edition(project, joined.values())
        if not found or found[-1].name != made:
            found.append(Edition(len(found) + 1, made, seq, row["saved_at"], row["saved_by"], project, tuple(joined.values())))
    return found


def changes(before: Edition, after: Edition) -> list[Change]:
    """What differs between two editions: the project's fields first, then each department that joined, left or was changed."""
    found = [Change(None, field, before.project[field], after.project[field]) for field in OF_PROJECT]
    was, now = ({part["department"]: part for part in some.parts} for some in (before, after))
    for department in sorted(was.keys() | now.keys(), key=str):
        old, new = was.get(department), now.get(department)
        if old is None or new is None:
            found.append(Change(department, "department", old and department, new and department))
        else:
            found += [Change(department, field, old[field], new[field]) for field in OF_PART]
    return [change for change in found if change.before != change.after]
