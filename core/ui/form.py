"""A form made from a table's declaration: nothing typed is lost, and every problem stands beside its field."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from core.schema.field import Field, Kind
from core.text import Text
from core.ui import inputs, shown
from core.ui.attempt import attempt
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
    """What was submitted: the values, the version they are based on, the key of this click and the button that was pressed."""

    values: dict[str, Any]
    base: int | None
    key: str
    button: str


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
) -> None:
    """Draw the form of a table's fields, or of those named, and save what is typed when one of its buttons is pressed.

    name tells one form from another in this session. start holds what is known already; base is the version it shows.
    options narrow what a link may name. save gets the visit of that moment; done gets what save returned.
    """
    declared = visit.ledger.tables[table]
    drawn = [declared.by_name[field] for field in fields] if fields is not None else list(declared.typed)
    folded = [declared.by_name[field] for field in more]
    every = [*drawn, *folded]
    state = _State(table, name, base)
    problems: Mapping[str, Text] = state["problems"] or {}
    _conflict(visit, state, every, save, done)
    _whole(visit, problems, every)
    start = {field.name: field.default for field in every} | dict(start or {})

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
        with st.container(horizontal=True):
            for position, (button, text) in enumerate(buttons.items()):
                st.form_submit_button(
                    visit.say(text),
                    type="secondary" if position else "primary",
                    key=state.key(f"button.{button}"),
                    on_click=_submit,
                    args=(state, every, button, save, done),
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


def _submit(state: _State, fields: Sequence[Field], button: str, save: Save, done: Done) -> None:
    visit = must()
    values = {field.name: inputs.value_of(visit, field, state.key(field.name)) for field in fields}
    # The same content sent twice, or again after a restart, carries the same key: it is one click.
    words = [str(visit.person.id), state.key(button), repr(sorted(values.items()))]
    filled = Filled(values, state["base"], hashlib.sha256("\n".join(words).encode()).hexdigest(), button)
    outcome = attempt(lambda: save(visit, filled), state.table)
    if outcome.done:
        state.finish()
        done(visit, outcome.made)
    else:
        conflict = {"theirs": outcome.theirs, "mine": values, "button": button} if outcome.theirs else None
        state.remember(problems=outcome.problems, conflict=conflict)


def _whole(visit: Visit, problems: Mapping[str, Text], fields: Sequence[Field]) -> None:
    """Problems of the form as a whole, and of fields that it does not show."""
    if problems:
        beside = {field.name for field in fields}
        for text in [text for name, text in problems.items() if name not in beside] or [LOOK_BELOW]:
            st.error(plain(visit.say(text)), icon=":material/error:")


def _conflict(visit: Visit, state: _State, fields: Sequence[Field], save: Save, done: Done) -> None:
    """Show both versions to the second of two people, and let him choose; his input stays until he does."""
    met = state["conflict"]
    if not met:
        return
    theirs, mine = met["theirs"], met["mine"]
    who, when = visit.name("person", theirs["saved_by"]), visit.local(theirs["saved_at"]).strftime("%Y-%m-%d %H:%M")
    with st.container(border=True):
        st.warning(plain(visit.say(CONFLICT, who=who, when=when)), icon=":material/call_split:")
        differing = [field for field in fields if (mine[field.name] or None) != theirs[field.name]]
        st.dataframe(
            {
                visit.say(FIELD): [visit.say(field.label) for field in differing],
                visit.say(THEIRS): [shown.value(visit, field, theirs[field.name]) for field in differing],
                visit.say(MINE): [shown.value(visit, field, mine[field.name]) for field in differing],
            },
            hide_index=True,
        )
        with st.container(horizontal=True):
            keep = (state, fields, met["button"], theirs["version"], save, done)
            st.button(visit.say(KEEP_MINE), key=state.key("keep"), on_click=_keep_mine, args=keep)
            st.button(visit.say(TAKE_THEIRS), key=state.key("drop"), on_click=state.finish)


def _keep_mine(state: _State, fields: Sequence[Field], button: str, version: int, save: Save, done: Done) -> None:
    state.remember(base=version)
    _submit(state, fields, button, save, done)
