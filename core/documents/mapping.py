"""A sheet and a plan as typed rows ready to be saved, and the problems of the others, row by row. Writes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

from core.documents.column import Column
from core.documents.plan import Plan, guess
from core.documents.sheet import Sheet
from core.documents.values import word
from core.schema.check import check, filled
from core.schema.choices import Choice
from core.schema.field import Field, Kind, Table
from core.text import Text

__all__ = ["Outcome", "Plan", "Problem", "Row", "apply", "guess"]

_LINKS = frozenset({Kind.LINK, Kind.LINKS})

UNMAPPED = Text("{label}是必填项，但没有对应的列，也没有固定值", "{label} is required, but no column and no constant gives it")
NO_COLUMN = Text("文件里没有“{column}”这一列", 'The file has no column "{column}"')
NO_FIELD = Text("没有“{name}”这个字段", 'There is no field "{name}"')
NO_KEY = Text("关键列是空的，无法判断是哪条记录", "The key is empty: which record this row is about cannot be told")


@dataclass(frozen=True)
class Row:
    """A row that may be saved: its number in the file, and its typed values by field (an unknown link as its name, to be created)."""

    number: int
    values: Mapping[str, object]


@dataclass(frozen=True)
class Problem:
    """What keeps a row from being saved. column and value are as in the file; column is "" where no column feeds the field."""

    row: int
    column: str
    field: str
    value: str
    text: Text


@dataclass(frozen=True)
class Outcome:
    """What an import would do. faults are of the plan itself: while there are any, no row is read.

    rows are good, in the order of the file; superseded are the numbers of rows left out for a later one with the same key.
    new: table → names to be created first, as the rows spell them.
    """

    rows: tuple[Row, ...] = ()
    problems: tuple[Problem, ...] = ()
    superseded: tuple[int, ...] = ()
    new: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faults: tuple[Text, ...] = ()


def apply(
    sheet: Sheet,
    plan: Plan,
    table: Table,
    known: Mapping[str, Mapping[str, int]],
    dictionaries: Mapping[str, Sequence[Choice]],
    zone: tzinfo,
) -> Outcome:
    """What the plan makes of the sheet. known: table → title, code, number or user name → id. Times without an offset are in zone."""
    faults = _faults(sheet, plan, table, dictionaries)
    if faults:
        return Outcome(faults=faults)
    spellings: dict[str, dict[str, str]] = {name: {} for name in plan.create_missing}
    columns = [
        Column(sheet.rows[plan.columns[one.name]].to_list(), one, plan, known, dictionaries, spellings, zone)
        for one in table.fields
        if one.name in plan.columns
    ]
    keys = {name: frozenset(choice.key for choice in choices) for name, choices in dictionaries.items()}
    standing = _standing(plan, table)
    kept, superseded, problems = _last_per_key(sheet, plan)
    rows: list[Row] = []
    for place in kept:
        number = sheet.numbers[place]
        cells = {column.field.name: column.read(place) for column in columns}
        values = standing | {name: value for name, (value, _) in cells.items() if value is not None}
        found = check(table, {name: _as_linked(table.by_name[name], value) for name, value in values.items()}, keys)
        found |= {name: trouble for name, (_, trouble) in cells.items() if trouble is not None}
        if not found:
            rows.append(Row(number, values))
        texts = {column.field.name: column.texts[place] for column in columns}
        problems += [Problem(number, plan.columns.get(name, ""), name, texts.get(name, ""), text) for name, text in found.items()]
    problems.sort(key=lambda problem: problem.row)
    return Outcome(tuple(rows), tuple(problems), tuple(superseded), _new(rows, table))


def _standing(plan: Plan, table: Table) -> dict[str, object]:
    """What stands in for an empty cell: the constant, or the default. A required field with a column takes no default silently."""
    defaults = {one.name: one.default for one in table.fields if not (one.required and one.name in plan.columns)}
    return {name: value for name, value in (defaults | dict(plan.constants)).items() if value is not None}


def _faults(sheet: Sheet, plan: Plan, table: Table, dictionaries: Mapping[str, Sequence[Choice]]) -> tuple[Text, ...]:
    columns = dict.fromkeys(column for column in (*plan.columns.values(), *plan.keys) if column not in sheet.header)
    names = dict.fromkeys(name for name in (*plan.columns, *plan.constants) if name not in table.by_name)
    given = {**_standing(plan, table), **dict.fromkeys(plan.columns)}
    bare = [one for one in table.fields if one.required and one.name not in given]
    keys = {name: [choice.key for choice in choices] for name, choices in dictionaries.items()}
    wrong = check(table, plan.constants, keys)
    return (
        *(NO_COLUMN.filled(column=column) for column in columns),
        *(NO_FIELD.filled(name=name) for name in names),
        *(filled(UNMAPPED, one) for one in bare),
        *(text for name, text in wrong.items() if name in plan.constants),
    )


def _last_per_key(sheet: Sheet, plan: Plan) -> tuple[list[int], list[int], list[Problem]]:
    """Places to import, numbers of rows with a later one of the same key, and the problem of each row without a key."""
    if not plan.keys:
        return list(range(sheet.rows.height)), [], []
    problems: list[Problem] = []
    last: dict[tuple[str, ...], int] = {}
    superseded: list[int] = []
    missing = {"", *plan.missing}
    for place, cells in enumerate(sheet.rows.select(plan.keys).iter_rows()):
        key = tuple(cell.strip() for cell in cells)
        empty = next((index for index, cell in enumerate(key) if cell in missing), None)
        if empty is not None:
            problems.append(Problem(sheet.numbers[place], plan.keys[empty], "", cells[empty], NO_KEY))
            continue
        if key in last:
            superseded.append(sheet.numbers[last[key]])
        last[key] = place
    return sorted(last.values()), sorted(superseded), problems


def _as_linked(one: Field, value: object) -> object:
    """A value as the check may see it: links yet to be created as if they had an id."""
    if one.kind is Kind.LINKS and isinstance(value, list):
        return [1 if isinstance(record, str) else record for record in value]
    return 1 if one.kind is Kind.LINK and isinstance(value, str) else value


def _new(rows: Sequence[Row], table: Table) -> dict[str, tuple[str, ...]]:
    names: dict[str, dict[str, str]] = {}
    for one in table.fields:
        for row in rows if one.kind in _LINKS else ():
            value = row.values.get(one.name)
            for record in value if isinstance(value, list) else [value]:
                if isinstance(record, str):
                    names.setdefault(one.to, {}).setdefault(word(record), record)
    return {name: tuple(found.values()) for name, found in names.items()}
