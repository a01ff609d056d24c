"""Importing: the good rows of a file become records in one save, all of them or none."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from core.actions.act import Act, Refused, RefusedRows, acting
from core.actions.import_check import CREATED, Ready, held_against
from core.actions.import_names import create
from core.documents.mapping import Outcome
from core.schema.field import Kind
from core.text import Text
from core.visit import Visit

TABLES = ("department", "person", "project", "participation", "task", "issue", "risk", "request", "goal", "reading")

NOT_IMPORTED = Text("这类记录不能导入", "Records of this kind cannot be imported")
HAS_PROBLEMS = Text("还有问题，没有导入任何内容", "There are problems: nothing was imported")
NOTHING = Text("没有可以导入的行", "There is no row to import")

# How many rows are written between two words about how far it has come.
_STEP = 500

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Imported:
    """How many records an import added, changed and found unchanged; created: table → names of the records made for its rows.

    records are the ids of those added or changed.
    """

    added: int
    changed: int
    unchanged: int
    created: Mapping[str, tuple[str, ...]]
    records: tuple[int, ...]


def run(
    visit: Visit,
    table: str,
    outcome: Outcome,
    given: Collection[str],
    *,
    only_good: bool = False,
    progress: Progress | None = None,
    key: str = "",
) -> Imported:
    """Save the rows of an outcome. given are the fields that a column or a constant gives: the others keep what a record has.

    A row whose number is that of a record changes it. Without only_good every row of the file must be good; with it the others are
    left out. progress hears how many of how many rows are written. Raises Forbidden, Refused, AlreadySaved, and RefusedRows, by row
    number, where the records stand against a row; then nothing is saved.
    """
    with acting(visit, "import", key) as act:
        act.allow("import.run")
        if table not in TABLES:
            raise Refused({"": NOT_IMPORTED})
        # A list of people says who may do what: that is not for everybody who may import.
        if table in {"department", "person"}:
            act.allow("people.edit")
        if outcome.faults or (outcome.problems and not only_good):
            raise Refused({"": outcome.faults[0] if outcome.faults else HAS_PROBLEMS})
        # Writers take turns, so nothing is saved between this reading and the end of the save.
        frames = visit.ledger.snapshot()
        checked = held_against(visit, frames, table, outcome, given)
        if checked.problems and not only_good:
            raise RefusedRows(checked.problems)
        if not checked.rows and not checked.unchanged:
            raise Refused({"": NOTHING})
        before = {name: frames[name]["id"].max() or 0 for name in CREATED}
        made = create(act, table, checked.rows, frames)
        records = _Writing(act, table, made, given).all(checked.rows, progress)
    created = {name: tuple(label for label, record in names.items() if record > cast(int, before[name])) for name, names in made.items()}
    changed = sum(row.record is not None for row in checked.rows)
    fresh = {name: names for name, names in created.items() if names}
    return Imported(len(checked.rows) - changed, changed, len(checked.unchanged), fresh, tuple(records))


class _Writing:
    def __init__(self, act: Act, table: str, made: Mapping[str, Mapping[str, int]], given: Collection[str]) -> None:
        self.act = act
        self.table = table
        self.given = given
        self.declared = act.visit.tables[table]
        self.names = {field.name: made.get(field.to, {}) for field in self.declared.fields if field.kind in {Kind.LINK, Kind.LINKS}}
        self.own = next((field.name for field in self.declared.fields if field.to == table and field.kind is Kind.LINK), "")
        self.written: dict[int, int] = {}
        self.codes: dict[int, str] = {}
        self.last: dict[tuple[object, object], int] = {}

    def all(self, rows: Sequence[Ready], progress: Progress | None) -> list[int]:
        numbers = self._numbers(rows)
        if self.table == "task":
            self._read_codes()
        for done, row in enumerate(rows):
            if progress is not None and done % _STEP == 0:
                progress(done, len(rows))
            values = {name: self._linked(name, value) for name, value in row.values.items()}
            if row.below is not None:
                values[self.own] = self.written[row.below]
            if row.record is not None:
                self.act.work.change(self.table, row.record, row.version, self.act.kept(self.table, row.record, values))
                self.written[row.number] = row.record
            else:
                if self.declared.prefix and not values.get("number"):
                    values["number"] = next(numbers)
                if self.table == "task":
                    values["code"] = values.get("code") or self._next_code(values.get("project"), values.get("parent"))
                self.written[row.number] = self.act.work.add(self.table, self.act.kept(self.table, None, values))
            if self.table == "task":
                self._follow_task(self.written[row.number], values)
        if progress is not None:
            progress(len(rows), len(rows))
        return list(self.written.values())

    def _linked(self, name: str, value: Any) -> Any:
        """A value with ids in place of the names of the records just made."""
        names = self.names.get(name)
        if names is None or value is None:
            return value
        if isinstance(value, list):
            return list(dict.fromkeys(names[one] if isinstance(one, str) else one for one in value))
        return names.get(value) if isinstance(value, str) else value

    def _numbers(self, rows: Sequence[Ready]) -> Any:
        """The next numbers of the series, without those that the file gives."""
        if not self.declared.prefix:
            return iter(())
        start = f"{self.declared.prefix}-{self.act.visit.local(self.act.work.at).year}-"
        given = {row.values.get("number") for row in rows}
        first = self.act.work.highest(self.table, "number", start) + 1
        return (number for count in range(first, first + 2 * len(rows) + 1) if (number := f"{start}{count:04d}") not in given)

    def _read_codes(self) -> None:
        for row in self.act.visit.ledger.snapshot()["task"].select("id", "code", "project", "parent").iter_rows(named=True):
            self._note_code(row["id"], row["code"], row["project"], row["parent"])

    def _note_code(self, record: int, code: str | None, project: object, parent: object) -> None:
        self.codes[record] = code or ""
        last = (code or "").rpartition(".")[2]
        if last.isdecimal():
            self.last[project, parent] = max(self.last.get((project, parent), 0), int(last))

    def _next_code(self, project: object, parent: Any) -> str:
        count = self.last.get((project, parent), 0) + 1
        above = self.codes.get(parent, "") if parent is not None else ""
        return f"{above}.{count}" if above else str(count)

    def _follow_task(self, record: int, values: Mapping[str, Any]) -> None:
        """Remember a task's code, and report the progress that the file gives: what is done is not read from the task."""
        if "code" in values:
            self._note_code(record, values["code"], values.get("project"), values.get("parent"))
        percent = values.get("percent")
        if percent and values.get("status") != "done":
            report = {"task": record, "reported_on": self.act.visit.local(self.act.visit.now).date(), "percent": percent}
            health = values.get("health") or "normal"
            self.act.work.add("progress", {**report, "health": health, "reporter": self.act.visit.person.id})
