"""A form made from a table's declaration: nothing typed is lost, and every problem stands beside its field."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import streamlit as st

from core.custom import with_values
from core.schema.check import REQUIRED, filled
from core.schema.field import Field, Kind, Table
from core.text import Text
from core.ui import inputs, shown
from core.ui.attempt import attempt
from core.ui.rows import Rows
from core.ui.visitor import must
from core.ui.words import plain
from core.visit import Visit

SAVE = {"save": Text("保存", "Save")}
LOOK_BELOW = Text("请先改正标红的内容，您填写的都还在", "Please correct what is marked in red; what you typed is still here")
CONFLICT = Text("{who} 在 {when} 先保存了这条记录", "{who} saved this record first, at {when}")
FIELD, THEIRS, MINE = Text("字段", "Field"), Text("对方的内容", "Theirs"), Text("您的内容", "Yours")
KEEP_MINE = Text("用我的内容保存", "Save mine over it")
MORE = Text("更多内容（可不填）", "More (optional)")
TAKE_THEIRS = Text("放弃我的，看对方的", "Drop mine, take theirs")


@dataclass(frozen=True)
class Filled:
    """What was submitted: the values, the version they are based on, the key of this click and the button that was pressed.

    rows are those typed into the rows below the fields.
    """

    values: dict[str, Any]
    base: int | None
    key: str
    button: str
    rows: tuple[dict[str, Any], ...] = ()


Save = Callable[[Visit, Filled], Any]
Done = Callable[[Visit, Any], None]


def form(
    visit: Visit,
    table: str,
    name: str,
    save: Save,
    done: Done,
    *,
    fields: Sequence[str] | None = None,
    start: Mapping[str, Any] | None = None,
    base: int | None = None,
    buttons: Mapping[str, Text] = SAVE,
    options: Mapping[str, Mapping[int, str]] | None = None,
    more: Sequence[str] = (),
    declared: Table | None = None,
    rows: Rows | None = None,
) -> None:
    """Draw the form of a table's fields, or of those named, and save what is typed when one of its buttons is pressed; none in the past.

    The organisation's own fields follow where the record's main content is filled in: where it is given what it is called by.
    The form of a record that stands starts from its whole row, or it does not ask for them: what it does not know it would empty.

    name tells one form from another in this session. start holds what is known already; base is the version it shows.
    options narrow what a link may name. save gets the visit of that moment; done gets what save returned.
    declared says what the fields are where not all are the table's own; rows are new records of another table, typed below them,
    whose problems save raises as RefusedRows.
    """
    if visit.past is not None:
        return
    declared = declared or visit.ledger.tables[table]
    drawn = [declared.by_name[field] for field in fields] if fields is not None else list(declared.typed)
    folded = [declared.by_name[field] for field in more]
    titled = any(field.name == declared.title for field in drawn)
    known = base is None or "extra" in (start or {})
    own = visit.custom.used.get(table, ()) if titled and known else ()
    every = [*drawn, *folded, *own]
    state = _State(table, name, base)
    problems: Mapping[str, Text] = state["problems"] or {}
    # In a place of their own: a message that comes or goes must not move the inputs, which would be made anew.
    with st.container():
        _conflict(visit, state, every, rows, save, done)
        _whole(visit, problems, every)
        if state["rows"]:
            st.error(visit.say(LOOK_BELOW), icon=":material/error:")
    start = {field.name: field.default for field in every} | dict(with_values(start or {}, own))

    def draw(some: Sequence[Field]) -> None:
        for row in _rows(some):
            for column, field in zip(st.columns(len(row)), row, strict=True):
                with column:
                    inputs.draw(visit, field, state.key(field.name), start.get(field.name), (options or {}).get(field.name))
                    inputs.problem(visit, problems.get(field.name))

    with st.form(f"form.{name}.{state.turn}", enter_to_submit=False, border=False):
        draw(drawn)
        if folded:
            with st.expander(visit.say(MORE), expanded=not problems.keys().isdisjoint(more)):
                draw(folded)
        if rows is not None:
            rows.draw(visit, state.key("rows"), state["rows"] or {})
        draw(own)
        with st.container(horizontal=True):
            for position, (button, text) in enumerate(buttons.items()):
                st.form_submit_button(
                    visit.say(text),
                    type="secondary" if position else "primary",
                    key=state.key(f"button.{button}"),
                    on_click=_submit,
                    args=(state, every, rows, button, save, done),
                )


class _State:
    """What a form remembers between runs: the version it started from, its turn, its problems and its conflict."""

    def __init__(self, table: str, name: str, base: int | None) -> None:
        self.table = table
        self._name = f"form:{name}"
        kept = st.session_state.setdefault(self._name, {"turn": 0, "base": base})
        if kept["base"] is None:
            kept["base"] = base
        self.turn: int = kept["turn"]

    def __getitem__(self, what: str) -> Any:
        return st.session_state[self._name].get(what)

    def remember(self, **what: object) -> None:
        """Keep these for the next run."""
        st.session_state[self._name] = {**st.session_state[self._name], **what}

    def key(self, field: str) -> str:
        """The key of an input; a new turn has new inputs."""
        return f"{self._name}.{self.turn}.{field}"

    def finish(self) -> None:
        """Start anew: the next form of this name is empty again."""
        st.session_state[self._name] = {"turn": self.turn + 1, "base": None}


def _rows(fields: Sequence[Field]) -> list[list[Field]]:
    """Short fields two in a row, long texts alone."""
    rows: list[list[Field]] = []
    for field in fields:
        alone = field.kind is Kind.LONG_TEXT
        if rows and not alone and len(rows[-1]) == 1 and rows[-1][0].kind is not Kind.LONG_TEXT:
            rows[-1].append(field)
        else:
            rows.append([field])
    return rows


def _submit(state: _State, fields: Sequence[Field], rows: Rows | None, button: str, save: Save, done: Done) -> None:
    visit = must()
    values = {field.name: inputs.value_of(visit, field, state.key(field.name)) for field in fields}
    typed = rows.typed(visit, state.key("rows")) if rows is not None else {}
    # The same content sent twice, or again after a restart, carries the same key: it is one click.
    words = [str(visit.person.id), state.key(button), repr(sorted(values.items())), *map(repr, typed.values())]
    key = hashlib.sha256("\n".join(words).encode()).hexdigest()
    filled = Filled(values, state["base"], key, button, tuple(typed.values()))
    outcome = attempt(lambda: save(visit, filled), state.table)
    if outcome.theirs and _apart(visit, state, fields, outcome.theirs):
        onto = replace(filled, base=cast(int, outcome.theirs["version"]))
        outcome = attempt(lambda: save(visit, onto), state.table)
    if outcome.done:
        state.finish()
        done(visit, outcome.made)
    else:
        problems = {name: _as_shown(visit.ledger.tables[state.table], fields, name, problem) for name, problem in outcome.problems.items()}
        conflict = {"theirs": outcome.theirs, "mine": values, "button": button} if outcome.theirs else None
        places = list(typed)
        refused = {places[place]: found for place, found in outcome.rows.items()}
        state.remember(problems=problems, rows=refused, conflict=conflict)


def _as_shown(table: Table, fields: Sequence[Field], name: str, problem: Text) -> Text:
    """A problem, of a field that is not filled in by what this form calls the field."""
    here = next((field for field in fields if field.name == name), None)
    missing = here and name in table.by_name and problem == filled(REQUIRED, table.by_name[name])
    return filled(REQUIRED, here) if here and missing else problem


def _apart(visit: Visit, state: _State, fields: Sequence[Field], theirs: Mapping[str, Any]) -> bool:
    """Whether nothing that the form shows has changed since the version it started from: both saves can stand."""
    before = visit.ledger.history(state.table, theirs["id"]).filter(version=state["base"]).row(0, named=True)
    own = visit.custom.used.get(state.table, ())
    was, now = with_values(before, own), with_values(theirs, own)
    return all(was[field.name] == now[field.name] for field in fields if field.name in now)


def _whole(visit: Visit, problems: Mapping[str, Text], fields: Sequence[Field]) -> None:
    """Problems of the form as a whole, and of fields that it does not show."""
    if problems:
        beside = {field.name for field in fields}
        for text in [text for name, text in problems.items() if name not in beside] or [LOOK_BELOW]:
            st.error(plain(visit.say(text)), icon=":material/error:")


def _conflict(visit: Visit, state: _State, fields: Sequence[Field], rows: Rows | None, save: Save, done: Done) -> None:
    """Show both versions to the second of two people, and let him choose; his input stays until he does."""
    met = state["conflict"]
    if not met:
        return
    theirs: Mapping[str, Any] = with_values(met["theirs"], visit.custom.used.get(state.table, ()))
    mine = met["mine"]
    who, when = visit.name("person", theirs["saved_by"]), visit.local(theirs["saved_at"]).strftime("%Y-%m-%d %H:%M")
    with st.container(border=True):
        st.warning(plain(visit.say(CONFLICT, who=who, when=when)), icon=":material/call_split:")
        differing = [field for field in fields if field.name in theirs and (mine[field.name] or None) != theirs[field.name]]
        st.dataframe(
            {
                visit.say(FIELD): [visit.say(field.label) for field in differing],
                visit.say(THEIRS): [shown.value(visit, field, theirs[field.name]) for field in differing],
                visit.say(MINE): [shown.value(visit, field, mine[field.name]) for field in differing],
            },
            hide_index=True,
        )
        with st.container(horizontal=True):
            keep = (state, fields, rows, met["button"], theirs["version"], save, done)
            st.button(visit.say(KEEP_MINE), key=state.key("keep"), on_click=_keep_mine, args=keep)
            st.button(visit.say(TAKE_THEIRS), key=state.key("drop"), on_click=state.finish)


def _keep_mine(state: _State, fields: Sequence[Field], rows: Rows | None, button: str, version: int, save: Save, done: Done) -> None:
    state.remember(base=version)
    _submit(state, fields, rows, button, save, done)
