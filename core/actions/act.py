"""What every action does the same way: open one save, ask for permission inside it, check the rows, keep the links whole."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import cast

from core.access import NOBODY, RULES, Person, allowed, person_of
from core.custom import packed, with_custom
from core.schema.check import check, clean, filled
from core.schema.field import Field, Kind
from core.store.work import Row, Work
from core.text import Text
from core.visit import Visit

READ_ONLY = Text("正在查看过去的时点，不能保存", "You are looking at a past moment: nothing can be saved")
NOT_ALLOWED = Text("您没有权限：{action}", "You may not {action}")
NOT_ACTIVE = Text("您的账号已停用", "Your account is not active")
NO_SUCH_LINK = Text("{label}指向的记录不存在", "{label} names a record that does not exist")
ALREADY_THERE = Text("已有相同的{label}", "There is one with the same {label} already")


class Refused(Exception):
    """The input has problems, by field; the key "" is for the whole of it. Nothing was saved."""

    def __init__(self, problems: Mapping[str, Text]) -> None:
        super().__init__("; ".join(f"{field}: {problem.en}" for field, problem in problems.items()))
        self.problems = problems


class RefusedRows(Exception):
    """Some rows of a grid have problems: row index → problem by field. Nothing was saved."""

    def __init__(self, rows: Mapping[int, Mapping[str, Text]]) -> None:
        super().__init__(f"{len(rows)} rows refused")
        self.rows = rows


class Forbidden(Exception):
    """The person may not do this."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


class Act:
    """One save by one visitor."""

    def __init__(self, visit: Visit, work: Work) -> None:
        self.visit = visit
        self.work = work

    def allow(self, action: str, record: Mapping[str, object] | None = None) -> None:
        """Go on only when the visitor may do this to the record. Raises Forbidden."""
        if not allowed(self.person(), action, record):
            label = RULES[action].label
            raise Forbidden(NOT_ALLOWED.filled(action=label))

    def person(self) -> Person:
        """The visitor as he stands inside this transaction, whatever was true when his page was drawn. Raises Forbidden."""
        if self.visit.person.id == NOBODY:
            return self.visit.person
        row = self.work.row("person", self.visit.person.id) if self.work.stands("person", self.visit.person.id) else {"active": False}
        if not row["active"]:
            raise Forbidden(NOT_ACTIVE)
        mine = [project["id"] for field in ("manager", "coordinator") for project in self.work.find("project", **{field: row["id"]})]
        return person_of(row, cast(list[int], mine))

    def after(self, table: str, record: int | None, values: Mapping[str, object]) -> Row:
        """The whole row that these values lead to: over the record as it stands, or over the defaults of a new one. Raises Missing."""
        defaults = {field.name: field.default for field in self.visit.ledger.tables[table].fields}
        return {**(defaults if record is None else self.work.row(table, record)), **values}

    def linked(self, table: str, record: object) -> Row:
        """The record a link names; nothing where none is named or it is gone, so that the check can say so beside the field."""
        return self.work.row(table, record) if record is not None and self.work.stands(table, record) else {}

    def add(self, table: str, values: Mapping[str, object]) -> int:
        """Check and append a new record. Returns its id. Raises Refused."""
        declared = self.visit.ledger.tables[table]
        row = {field.name: clean(values.get(field.name, field.default)) for field in declared.fields}
        row |= {field.name: clean(values[field.name]) for field in self._own(table, values)}
        self._check(table, None, row)
        return self.work.add(table, self.kept(table, None, row))

    def change(self, table: str, record: object, base: int | None, values: Mapping[str, object]) -> int:
        """Check and append the next version of a record. Returns the version. Raises Refused, Conflict, Missing."""
        values = {name: clean(value) for name, value in values.items()}
        self._check(table, cast(int, record), self.work.row(table, record) | values)
        return self.work.change(table, record, base, self.kept(table, record, values))

    def kept(self, table: str, record: object | None, values: Mapping[str, object]) -> Mapping[str, object]:
        """The values as the ledger takes them: the organisation's own fields put over what the record has of them. Raises Missing."""
        own = self._own(table, values)
        if not own:
            return values
        before = None if record is None else self.work.row(table, record)["extra"]
        return {**values, "extra": packed(cast("str | None", before), values, own)}

    def problems(self, table: str, record: int | None, row: Row) -> dict[str, Text]:
        """Every problem of a whole row: its values, its links, and what must be the only one of its kind.

        The organisation's own fields are checked where the row names them, as that of a form does with every field it shows: no other
        action fails because somebody has made a new field required.
        """
        declared = with_custom(self.visit.ledger.tables[table], self._own(table, row))
        dictionaries = {name: entries.keys() for name, entries in self.visit.vocabulary.items()}
        found = check(declared, row, dictionaries)
        for field in declared.fields:
            value = row.get(field.name)
            if field.kind in {Kind.LINK, Kind.LINKS} and value is not None and field.name not in found:
                linked = value if isinstance(value, list) else [value]
                if not all(self.work.stands(field.to, to) for to in linked):
                    found[field.name] = filled(NO_SUCH_LINK, field)
        for names in declared.unique:
            if not found.keys().isdisjoint(names):
                continue
            if any(row[name] is None and declared.by_name[name].kind is Kind.LINK for name in names):
                # Nobody is named: two who are unknown are not the same one.
                continue
            same = self.work.find(table, **{name: row[name] for name in names})
            if any(other["id"] != record for other in same):
                found[names[-1]] = filled(ALREADY_THERE, declared.by_name[names[-1]])
        return found

    def _own(self, table: str, values: Mapping[str, object]) -> tuple[Field, ...]:
        """The organisation's own fields that these values name."""
        return tuple(field for field in self.visit.custom.used.get(table, ()) if field.name in values)

    def _check(self, table: str, record: int | None, row: Row) -> None:
        found = self.problems(table, record, row)
        if found:
            raise Refused(found)


@contextmanager
def acting(visit: Visit, verb: str, key: str = "") -> Iterator[Act]:
    """Open one save for a visitor; verb is what the ledger will say was done. Raises Forbidden in the past, AlreadySaved."""
    if visit.past is not None:
        raise Forbidden(READ_ONLY)
    with visit.ledger.writing(visit.person.id, visit.now, verb, key) as work:
        yield Act(visit, work)


def plural(rows: Mapping[int, Mapping[str, Text]]) -> None:
    """Raise RefusedRows when any row has problems."""
    if rows:
        raise RefusedRows(rows)
