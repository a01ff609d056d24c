"""A form made from a table's declaration: nothing typed is lost, and every problem stands beside its field."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import streamlit as st

from core.actions.act import Forbidden, Refused
from core.schema.field import Field, Kind
from core.store.engine import StoreUnavailable
from core.store.work import AlreadySaved, Conflict, Missing
from core.text import Text
from core.ui import inputs, shown
from core.ui.visitor import must
from core.ui.words import plain
from core.visit import Visit

Save = Callable[[Visit, dict[str, Any], int | None, str], Any]

SAVE = Text("保存", "Save")
SAVED = Text("已保存", "Saved")
LOOK_BELOW = Text("请先改正标红的内容，您填写的都还在", "Please correct what is marked in red; what you typed is still here")
UNAVAILABLE = Text("数据库暂时不可用，您填写的内容还在，请稍后再保存", "The database cannot be reached; what you typed is still here, please save again later")
GONE = Text("这条记录已被移除", "This record has been removed")
CONFLICT = Text("{who} 在 {when} 先保存了这条记录", "{who} saved this record first, at {when}")
THEIRS = Text("对方的内容", "Theirs")
MINE = Text("您的内容", "Yours")
FIELD = Text("字段", "Field")
KEEP_MINE = Text("用我的内容保存", "Save mine over it")
TAKE_THEIRS = Text("放弃我的，看对方的", "Drop mine, take theirs")


def form(
    visit: Visit,
    table: str,
    name: str,
    save: Save,
    *,
    fields: Sequence[str] | None = None,
    start: Mapping[str, Any] | None = None,
    base: int | None = None,
    submit: Text = SAVE,
    options: Mapping[str, Mapping[int, str]] | None = None,
    done: Callable[[Visit, Any], None] | None = None,
) -> None:
    """Draw the form of a table's fields, or of those named, and save what is typed when it is submitted.

    name tells one form from another in this session. start holds what is known already; base is the version it shows.
    save gets the visit of that moment, the values, base and the idempotency key; done gets what it returned.
    """
    declared = visit.ledger.tables[table]
    drawn = [declared.by_name[field] for field in fields] if fields is not None else list(declared.typed)
    state = _State(name, base)
    problems: Mapping[str, Text] = state["problems"] or {}
    _conflict(visit, state, drawn, save, done)
    _whole(visit, problems, drawn)
    start = {field.name: field.default for field in drawn} | dict(start or {})
    with st.form(f"form.{name}.{state.turn}", enter_to_submit=False, border=False):
        for row in _rows(drawn):
            for column, field in zip(st.columns(len(row)), row, strict=True):
                with column:
                    inputs.draw(visit, field, state.key(field.name), start.get(field.name), (options or {}).get(field.name))
                    inputs.problem(visit, problems.get(field.name))
        st.form_submit_button(visit.say(submit), type="primary", key=state.key("submit"), on_click=_submit, args=(state, drawn, save, done))


class _State:
    """What a form remembers between runs: the version it started from, its turn, its problems and its conflict."""

    def __init__(self, name: str, base: int | None) -> None:
        self._name = f"form:{name}"
        kept = st.session_state.setdefault(self._name, {"turn": 0, "base": base})
        self.turn: int = kept["turn"]

    def __getitem__(self, what: str) -> Any:
        return st.session_state.get(self._name, {}).get(what)

    def __setitem__(self, what: str, value: object) -> None:
        st.session_state[self._name] = {**st.session_state[self._name], what: value}

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


def _values(visit: Visit, state: _State, fields: Sequence[Field]) -> dict[str, Any]:
    return {field.name: inputs.value_of(visit, field, state.key(field.name)) for field in fields}


def _click(visit: Visit, state: _State, values: Mapping[str, Any]) -> str:
    """The key of one click: the same typed content sent twice, or again after a restart, is one save."""
    words = [str(visit.person.id), state.key(""), repr(sorted(values.items(), key=lambda item: item[0]))]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()


def _submit(state: _State, fields: Sequence[Field], save: Save, done: Callable[[Visit, Any], None] | None) -> None:
    visit = must()
    _try(visit, state, _values(visit, state, fields), state["base"], save, done)


def _try(visit: Visit, state: _State, values: dict[str, Any], base: int | None, save: Save, done: Callable[[Visit, Any], None] | None) -> None:
    problems: Mapping[str, Text] = {}
    conflict = None
    try:
        made = save(visit, values, base, _click(visit, state, values))
    except AlreadySaved as already:
        made = already.record
    except Refused as refused:
        problems = refused.problems
    except Forbidden as forbidden:
        problems = {"": forbidden.text}
    except Missing:
        problems = {"": GONE}
    except StoreUnavailable:
        problems = {"": UNAVAILABLE}
    except Conflict as met:
        conflict = {"theirs": met.theirs, "mine": values}
    if not problems and conflict is None:
        state.finish()
        if done:
            done(visit, made)
        return
    state["problems"], state["conflict"] = problems, conflict


def _whole(visit: Visit, problems: Mapping[str, Text], fields: Sequence[Field]) -> None:
    """Problems of the form as a whole, and of fields that it does not show."""
    if not problems:
        return
    beside = {field.name for field in fields}
    rest = [text for name, text in problems.items() if name not in beside]
    for text in rest or [LOOK_BELOW]:
        st.error(plain(visit.say(text)), icon=":material/error:")


def _conflict(visit: Visit, state: _State, fields: Sequence[Field], save: Save, done: Callable[[Visit, Any], None] | None) -> None:
    """Show both versions to the second of two people, and let him choose; his input stays until he does."""
    met = state["conflict"]
    if not met:
        return
    theirs, mine = met["theirs"], met["mine"]
    who, when = visit.name("person", theirs["saved_by"]), visit.local(theirs["saved_at"]).strftime("%Y-%m-%d %H:%M")
    with st.container(border=True):
        st.warning(plain(visit.say(CONFLICT, who=who, when=when)), icon=":material/call_split:")
        differing = [field for field in fields if mine[field.name] != theirs[field.name]]
        st.dataframe(
            {
                visit.say(FIELD): [visit.say(field.label) for field in differing],
                visit.say(THEIRS): [shown.value(visit, field, theirs[field.name]) for field in differing],
                visit.say(MINE): [shown.value(visit, field, mine[field.name]) for field in differing],
            },
            hide_index=True,
        )
        with st.container(horizontal=True):
            st.button(
                visit.say(KEEP_MINE),
                key=state.key("keep"),
                on_click=_keep_mine,
                args=(state, fields, theirs["version"], save, done),
            )
            st.button(visit.say(TAKE_THEIRS), key=state.key("drop"), on_click=state.finish)


def _keep_mine(state: _State, fields: Sequence[Field], version: int, save: Save, done: Callable[[Visit, Any], None] | None) -> None:
    visit = must()
    state["base"] = version
    _try(visit, state, _values(visit, state, fields), version, save, done)
