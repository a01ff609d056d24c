"""Rows about to be imported, held against the records all at once: what act.problems asks row by row, at the cost of one look-up each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from core.actions.act import ALREADY_THERE, NO_SUCH_LINK
from core.actions.import_rules import sense, settle
from core.custom import columns
from core.documents.mapping import Outcome, Problem, Row
from core.documents.values import word
from core.schema.check import check, clean, filled
from core.schema.field import Field, Kind, Table
from core.text import Text
from core.visit import Visit

# Tables in which an import may create the records that its rows name.
CREATED = ("department", "person", "project")
# States that new times in a file do not undo.
_FINAL = frozenset({"withdrawn", "cancelled", "occurred"})
_LINKS = frozenset({Kind.LINK, Kind.LINKS})

NOT_IN_FILE = Text("没有名为“{name}”的{table}，文件里也没有", 'There is no {table} called "{name}", neither here nor in the file')
CIRCLE = Text("上下级关系成了循环", "The rows stand below one another in a circle")


@dataclass(frozen=True)
class Ready:
    """A row that may be written: a new record, or the next version of record. Links to be created stand as their names.

    below is the row of the file it stands under, by its number; values of a changed record hold only what changes.
    """

    number: int
    values: Mapping[str, Any]
    record: int | None = None
    version: int | None = None
    below: int | None = None


@dataclass(frozen=True)
class Checked:
    """rows stand parents first; problems are by row number and field; the records of unchanged rows say all of it already."""

    rows: tuple[Ready, ...]
    problems: Mapping[int, Mapping[str, Text]]
    unchanged: tuple[int, ...]


def held_against(visit: Visit, frames: Mapping[str, pl.DataFrame], name: str, outcome: Outcome, given: Collection[str]) -> Checked:
    """The good rows of an outcome as they would be saved over those frames. given are the fields that a column or a constant gives."""
    return _Check(visit, frames, visit.tables[name], given).all(outcome.rows)


def vetted(visit: Visit, name: str, outcome: Outcome, given: Collection[str], columns: Mapping[str, str]) -> Outcome:
    """The outcome as it would be saved: new rows with what follows from them, and the rows the records stand against as problems.

    columns: field → its column, to name it beside a problem.
    """
    checked = held_against(visit, visit.ledger.snapshot(), name, outcome, given)
    found, fields = checked.problems, visit.tables[name].by_name
    new = {row.number: row.values for row in checked.rows if row.record is None}
    more = [
        Problem(row.number, columns.get(field, ""), field if field in fields else "", str(row.values.get(field, "")), text)
        for row in outcome.rows
        for field, text in found.get(row.number, {}).items()
    ]
    rows = tuple(Row(row.number, new.get(row.number, row.values)) for row in outcome.rows if row.number not in found)
    return replace(outcome, rows=rows, problems=tuple(sorted([*outcome.problems, *more], key=lambda problem: problem.row)))


class _Check:
    def __init__(self, visit: Visit, frames: Mapping[str, pl.DataFrame], table: Table, given: Collection[str]) -> None:
        self.visit = visit
        self.table = table
        self.given = given
        self.defaults = {field.name: field.default for field in table.fields if field.default is not None}
        self.links = [field for field in table.fields if field.kind in _LINKS]
        self.own = next((field for field in self.links if field.to == table.name and field.kind is Kind.LINK), None)
        self.words = {name: entries.keys() for name, entries in visit.vocabulary.items()}
        status = table.by_name.get("status")
        self.states = {key: entry.label for key, entry in visit.vocabulary[status.choices].items()} if status else {}
        self.today = visit.local(visit.now).date()
        frame = columns(frames[table.name], visit.custom.used.get(table.name, ()))
        self.ids = {field.to: set(frames[field.to]["id"]) for field in self.links}
        self.numbers: dict[str, int] = {}
        if table.prefix:
            self.numbers = dict(frame.filter(pl.col("number").is_not_null()).select("number", "id").iter_rows())
        self.standing = {row["id"]: row for row in frame.iter_rows(named=True)} if self.numbers else {}
        self.taken = {names: _keys(frame, names) for names in table.unique}

    def all(self, rows: Collection[Row]) -> Checked:
        """Every row checked, in the order to be written in."""
        ready: dict[int, Ready] = {}
        problems: dict[int, dict[str, Text]] = {}
        unchanged: list[int] = []
        seen: set[str] = set()
        for row in rows:
            one, found = self._one(row, seen)
            if found:
                problems[row.number] = found
            elif one is None:
                unchanged.append(row.number)
            else:
                ready[row.number] = one
        placed = self._under_parents(ready, problems)
        ordered = _parents_first(placed)
        if self.own is not None:
            problems |= {number: {self.own.name: CIRCLE} for number in placed.keys() - {one.number for one in ordered}}
        return Checked(tuple(ordered), problems, tuple(unchanged))

    def _one(self, row: Row, seen: set[str]) -> tuple[Ready | None, dict[str, Text]]:
        values = {name: clean(value) for name, value in row.values.items()}
        number = values.get("number") if self.table.prefix else None
        record = self.numbers.get(str(number)) if number is not None else None
        before: Mapping[str, Any] = self.standing[record] if record is not None else self.defaults
        if record is not None:
            values = {name: value for name, value in values.items() if name in self.given and value != before[name]}
            if not values:
                return None, {}
        fixed = {*self.given, "status"} if record is not None and before["status"] in _FINAL else self.given
        whole = settle(self.table.name, {**before, **values}, fixed, self.visit.now)
        found = self._problems(whole, record)
        if number is not None:
            if number in seen:
                found["number"] = filled(ALREADY_THERE, self.table.by_name["number"])
            seen.add(str(number))
        if record is not None:
            whole = {name: value for name, value in whole.items() if value != before.get(name)}
        version = before["version"] if record is not None else None
        return Ready(row.number, whole, record, version), found

    def _problems(self, row: Mapping[str, Any], record: int | None) -> dict[str, Text]:
        """What core.actions.act would find, and what does not go together."""
        found = check(self.table, {name: _as_linked(self.table.by_name.get(name), value) for name, value in row.items()}, self.words)
        for field in self.links:
            value = row.get(field.name)
            linked = value if isinstance(value, list) else [value]
            if value is not None and any(isinstance(one, int) and one not in self.ids[field.to] for one in linked):
                found.setdefault(field.name, filled(NO_SUCH_LINK, field))
        for names, taken in self.taken.items():
            key = tuple(row.get(name) for name in names)
            if key in taken and (record is None or taken[key] != record):
                found.setdefault(names[-1], filled(ALREADY_THERE, self.table.by_name[names[-1]]))
            elif not found:
                taken[key] = record or 0
        return found or sense(self.table, row, self.states, self.visit.now, self.today)

    def _under_parents(self, ready: Mapping[int, Ready], problems: dict[int, dict[str, Text]]) -> dict[int, Ready]:
        """The rows, each with the row of the file it stands under: the one of that name, or the one whose WBS code its own goes on from."""
        own = self.own
        if own is None:
            return dict(ready)
        by_name: dict[tuple[object, str], int] = {}
        by_code: dict[tuple[object, str], int] = {}
        for number, one in ready.items():
            by_name.setdefault((one.values.get("project"), word(str(one.values.get(self.table.title)))), number)
            if one.values.get("code") and self.table.name == "task":
                by_code.setdefault((one.values.get("project"), str(one.values["code"])), number)
        placed: dict[int, Ready] = {}
        for number, one in ready.items():
            above, project = one.values.get(own.name), one.values.get("project")
            if isinstance(above, str):
                below = by_name.get((project, word(above)))
                if below is None and self.table.name not in CREATED:
                    zh = NOT_IN_FILE.zh.format(name=above, table=self.table.label.zh)
                    problems[number] = {own.name: Text(zh, NOT_IN_FILE.en.format(name=above, table=self.table.label.en.lower()))}
                    continue
            else:
                code = str(one.values.get("code") or "")
                below = by_code.get((project, code.rpartition(".")[0])) if above is None and "." in code else None
            placed[number] = replace(one, below=below)
        return placed


def _parents_first(ready: Mapping[int, Ready]) -> list[Ready]:
    """The rows so that each follows the one it stands under; those in a circle are left out."""
    children: dict[int | None, list[int]] = {}
    for number, one in ready.items():
        children.setdefault(one.below, []).append(number)
    waiting, found = list(reversed(children.get(None, []))), []
    while waiting:
        number = waiting.pop()
        found.append(ready[number])
        waiting += reversed(children.get(number, []))
    return found


def _as_linked(field: Field | None, value: Any) -> Any:
    """A value as the check may see it: a link to be created as if it had an id."""
    if field is None or field.kind not in _LINKS:
        return value
    if isinstance(value, list):
        return [1 if isinstance(one, str) else one for one in value]
    return 1 if isinstance(value, str) else value


def _keys(frame: pl.DataFrame, names: tuple[str, ...]) -> dict[tuple[Any, ...], int]:
    """What must be the only one of its kind → the record that has it."""
    return {tuple(key): record for *key, record in frame.select(*names, "id").iter_rows()}
