"""Names in a file and the records they mean: those that exist, and those an import creates first."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

import polars as pl

from core.actions.act import Act
from core.actions.import_check import Ready
from core.actions.numbering import next_number

# Table → the fields by which a file may name its records, the surest first.
NAMED_BY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "department": ("name", "code", "name_en"),
        "person": ("username", "name"),
        "project": ("number", "name"),
        "task": ("title",),
        "request": ("number", "title"),
        "goal": ("name",),
    }
)

Known = Mapping[str, Mapping[str, int]]


def known(frames: Mapping[str, pl.DataFrame], tables: Iterable[str]) -> dict[str, dict[str, int]]:
    """Table → the names of its records → id, for core.documents.mapping.apply. Inactive records give way to active ones."""
    return {table: _names(frames[table], NAMED_BY.get(table, ())) for table in tables}


def _names(frame: pl.DataFrame, fields: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    active = frame["active"].to_list() if "active" in frame.columns else [True] * frame.height
    for field in fields:
        named = [(label, record) for label, record, on in zip(frame[field], frame["id"], active, strict=True) if label and on]
        for label, record in named:
            # A second record of one name stands beside the first: blanks do not matter to apply, which then finds two and says so.
            name = str(label)
            while found.get(name, record) != record:
                name += " "
            found[name] = record
        for label, record in zip(frame[field], frame["id"], strict=True):
            if label:
                found.setdefault(str(label), record)
    return found


def create(act: Act, table: str, rows: Sequence[Ready], frames: Mapping[str, pl.DataFrame]) -> dict[str, dict[str, int]]:
    """Add the departments, people and projects that the rows name and nobody knows. Returns table → name → id.

    A person comes without a password; a project takes its departments and dates from the rows that name it. Raises Refused.
    """
    made: dict[str, dict[str, int]] = {"department": {}, "person": {}, "project": {}}
    wanted = _wanted(act, table, rows)
    standing = known(frames, wanted)
    makers = {"department": _department, "person": _person, "project": _project}
    for name, make in makers.items():
        taken = set(frames[name][{"department": "code", "person": "username", "project": "number"}[name]].drop_nulls())
        for label, mentions in wanted.get(name, {}).items():
            existing = standing[name].get(label)
            made[name][label] = existing if existing is not None else act.add(name, make(act, label, mentions, taken, made))
    return made


def _wanted(act: Act, table: str, rows: Sequence[Ready]) -> dict[str, dict[str, list[Mapping[str, Any]]]]:
    """Table → name yet without a record → the rows that name it."""
    declared = act.visit.tables[table]
    links = [field for field in declared.fields if field.to]
    found: dict[str, dict[str, list[Mapping[str, Any]]]] = {}
    for row in rows:
        for field in links:
            value = row.values.get(field.name)
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, str) and not (field.to == table and row.below is not None):
                    found.setdefault(field.to, {}).setdefault(one, []).append(row.values)
    return found


def _department(_: Act, name: str, __: Sequence[Mapping[str, Any]], taken: set[str], ___: Known) -> dict[str, object]:
    return {"name": name, "code": _free(_letters(name, "-").upper()[:20], "D", taken)}


def _person(act: Act, name: str, _: Sequence[Mapping[str, Any]], taken: set[str], __: Known) -> dict[str, object]:
    username = _free(_letters(name, ".").lower()[:40], "u", taken)
    return {"name": name, "username": username, "role": "contact", "can_decide": False, "language": act.visit.language.value}


def _project(act: Act, name: str, rows: Sequence[Mapping[str, Any]], _: set[str], made: Known) -> dict[str, object]:
    today = act.visit.local(act.visit.now).date()
    lead = _first(rows, ("lead_department", "department", "departments", "applicant_department"))
    starts = [row["starts_on"] for row in rows if isinstance(row.get("starts_on"), date)]
    ends = [row[field] for row in rows for field in ("ends_on", "due_on") if isinstance(row.get(field), date)]
    return {
        "name": name,
        "number": next_number(act, "project"),
        "lead_department": made["department"].get(lead) if isinstance(lead, str) else lead or act.visit.person.department,
        "manager": act.visit.person.id,
        "starts_on": min(starts, default=today),
        "ends_on": max([*ends, *starts], default=today),
        "status": "active",
    }


def _first(rows: Sequence[Mapping[str, Any]], fields: Collection[str]) -> Any:
    found = (row[field] for row in rows for field in fields if row.get(field))
    value = next(found, None)
    return value[0] if isinstance(value, list) else value


def _letters(name: str, mark: str) -> str:
    """A name in letters and digits any keyboard has; "" where it has others, as Chinese names do."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode() if not re.search(r"[^\x00-\u024f]", name) else ""
    return re.sub(r"[^A-Za-z0-9]+", mark, plain).strip(mark)


def _free(wanted: str, prefix: str, taken: set[str]) -> str:
    """What is wanted if it is free, else the next of the numbered ones."""
    number = 1
    found = wanted
    while not found or found in taken:
        found = f"{prefix}{number:03d}"
        number += 1
    taken.add(found)
    return found
