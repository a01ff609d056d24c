"""Who carries what in a plan: the letters of a RACI matrix, given and taken back many at a time."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any, cast

from core.actions.act import Act, acting, plural
from core.metrics.raci import joined
from core.store.work import Conflict, Row
from core.text import Text
from core.visit import Visit

NOT_PLANNED = Text("只有本项目计划中的末级任务可以分配职责", "Only planned tasks of this project without subtasks carry letters")
WHO = Text("请指明一个人员或一个部门", "Name one person or one department")
TWICE = Text("同一格出现了两次", "This cell is there twice")
HOLDERS = ("person", "department")

_Place = tuple[object, object, object]
_Letters = Mapping[_Place, frozenset[str]]
_NONE: frozenset[str] = frozenset()


def assign(visit: Visit, project: int, cells: Sequence[Mapping[str, object]], key: str = "") -> int:
    """Make cells of a project's matrix read as given, in one save. Returns how many letters were given and taken back.

    A cell is task, person or department, letters (such as "R/A"; nothing empties it) and base, the position of the ledger it was
    seen at: a cell that reads as it did there is left as it is now. Without a base it is made to read so whatever stands.
    Raises Forbidden, AlreadySaved, RefusedRows by position in cells, and Conflict when somebody else has changed a cell since: theirs
    is the task's row of the matrix, with what each of its cells given here reads now, under column().
    """
    seen = _seen(visit, project, cells)
    with acting(visit, "assign", key) as act:
        act.allow("task.plan", {"project": project})
        rows = act.work.find("raci", project=project)
        now = _read(rows)
        places = [_place(cell) for cell in cells]
        before = [seen.get(cell.get("base"), now).get(place, _NONE) for cell, place in zip(cells, places, strict=True)]
        moved = {index: wanted for index, cell in enumerate(cells) if (wanted := _wanted(cell)) != before[index]}
        _fit(act, project, places, moved)
        for index, wanted in moved.items():
            if now.get(places[index], _NONE) not in {before[index], wanted}:
                raise _conflict(act, places, places[index][0], now)
        return _put(act, project, rows, {places[index]: wanted for index, wanted in moved.items()})


def column(by: str, holder: object) -> str:
    """What the column of a holder is called in a row of the matrix."""
    return f"{by}{holder}"


def _seen(visit: Visit, project: int, cells: Sequence[Mapping[str, object]]) -> dict[object, _Letters]:
    """The matrix as it stood at each position that the cells were seen at."""
    bases = {cast(int, cell["base"]) for cell in cells if cell.get("base") is not None}
    return {base: _read(visit.ledger.at(base, "raci", "project", project).to_dicts()) for base in bases}


def _read(rows: Sequence[Mapping[str, Any]]) -> _Letters:
    found: defaultdict[_Place, set[str]] = defaultdict(set)
    for row in rows:
        found[_place(row)].add(row["letter"])
    return {place: frozenset(letters) for place, letters in found.items()}


def _place(cell: Mapping[str, object]) -> _Place:
    return cell.get("task"), cell.get("person"), cell.get("department")


def _wanted(cell: Mapping[str, object]) -> frozenset[str]:
    return frozenset(letter for letter in str(cell.get("letters") or "").split("/") if letter)


def _fit(act: Act, project: int, places: Sequence[_Place], moved: Mapping[int, frozenset[str]]) -> None:
    """Go on only where every cell that is to change can. Raises RefusedRows."""
    tasks = {row["id"]: row for row in act.work.find("task", project=project)}
    parents = {row["parent"] for row in tasks.values() if row["status"] != "cancelled"}
    first = {place: index for index, place in reversed(list(enumerate(places)))}
    problems: dict[int, dict[str, Text]] = {}
    for index, wanted in moved.items():
        task, person, department = places[index]
        row = tasks.get(task)
        if row is None or task in parents or row["kind"] == "action" or row["status"] == "cancelled":
            problems[index] = {"task": NOT_PLANNED}
        elif (person is None) == (department is None):
            problems[index] = {"person": WHO}
        elif first[places[index]] != index:
            problems[index] = {"letter": TWICE}
        else:
            found = [act.problems("raci", None, _row(project, places[index], letter)) for letter in sorted(wanted)]
            problems[index] = {name: text for one in found for name, text in one.items()}
    plural({index: found for index, found in problems.items() if found})


def _row(project: int, place: _Place, letter: str) -> Row:
    return {"task": place[0], "person": place[1], "department": place[2], "letter": letter, "project": project}


def _put(act: Act, project: int, rows: Sequence[Row], wanted: _Letters) -> int:
    """Take back what is no longer wanted, and give what is new. Returns how many letters that were."""
    standing = {(_place(row), row["letter"]): row["id"] for row in rows}
    given = [(place, letter) for place, letters in wanted.items() for letter in sorted(letters) if (place, letter) not in standing]
    taken = [record for (place, letter), record in standing.items() if place in wanted and letter not in wanted[place]]
    for record in taken:
        act.work.remove("raci", record, None)
    for place, letter in given:
        act.work.add("raci", _row(project, place, letter))
    return len(given) + len(taken)


def _conflict(act: Act, places: Sequence[_Place], task: object, now: _Letters) -> Conflict:
    newest = act.visit.ledger.history("raci", cast(int, task), "task").sort("seq").row(-1, named=True)
    theirs: Row = {"id": task, "version": act.work.position, "saved_by": newest["saved_by"], "saved_at": newest["saved_at"]}
    for place in places:
        if place[0] == task:
            by = HOLDERS[place[1] is None]
            theirs[column(by, place[1] or place[2])] = joined(now.get(place, _NONE))
    return Conflict("raci", theirs)
