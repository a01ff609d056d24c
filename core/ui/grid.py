"""Many rows of one table at once, saved in one click: nothing typed is lost, and every problem names its row."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

import streamlit as st

from core.schema.field import Field, Table
from core.text import Text
from core.ui import cells, shown
from core.ui.attempt import attempt
from core.ui.cells import Line, Options
from core.ui.form import FIELD, KEEP_MINE, MINE, TAKE_THEIRS, THEIRS
from core.ui.grid_memory import Memory
from core.ui.visitor import must
from core.ui.words import plain
from core.visit import Visit

SAVE = Text("保存", "Save")
LOOK_BELOW = Text(
    "还没有保存：请先改正下面列出的内容，您填写的都还在", "Not saved yet: please correct what is listed below; what you typed is still here"
)
PROBLEM = Text("第 {row} 行 · {name} · {label}：{problem}", "Row {row} · {name} · {label}: {problem}")
CONFLICT = Text("第 {row} 行“{name}”：{who} 在 {when} 先保存了", "Row {row}, {name}: {who} saved it first, at {when}")
UNCHANGED = Text("没有改动，不需要保存", "Nothing has changed: there is nothing to save")
NEW_ROW = Text("新行", "new")
DISCARD = Text("放弃全部改动", "Discard my changes")
DRAFTED = Text("已填入草稿，还没有保存：请检查后保存", "Filled in as a draft, not saved yet: please check it and save")
NOTHING_TO_DRAFT = Text("没有可补全的内容", "There is nothing to fill in")
LEFT = Text("您上次填写的内容还没有保存，都还在这里", "What you typed before you left is still here, not saved yet")
_NOTES = (UNCHANGED, DRAFTED, NOTHING_TO_DRAFT, LEFT)
# Rows shown before a grid scrolls.
_TALL = 20


@dataclass(frozen=True)
class Typed:
    """What was submitted: the rows that were changed or added, and the key of this click."""

    lines: list[Line]
    key: str


Save = Callable[[Visit, Typed], Any]
Done = Callable[[Visit, Any], None]
Draft = Callable[[list[Line]], list[Line]]


@dataclass(frozen=True)
class _Grid:
    """What a grid is made of; title is the field a row is called by."""

    table: Table
    state: Memory
    fixed: tuple[str, ...]
    title: str
    save: Save
    done: Done

    def called(self, visit: Visit, line: Line) -> str:
        value = line.values.get(self.title)
        return visit.say(NEW_ROW) if value in (None, "") else shown.value(visit, self.table.by_name[self.title], value)


def grid(
    visit: Visit,
    table: Table,
    name: str,
    lines: Sequence[Line],
    save: Save,
    done: Done,
    *,
    fixed: Sequence[str] = (),
    more: bool = False,
    options: Options | None = None,
    widths: Mapping[str, int] | None = None,
    button: Text = SAVE,
    pinned: Sequence[str] = (),
    draft: tuple[Text, Draft] | None = None,
) -> None:
    """Draw the fields of a table as columns over the lines, and save what was changed when the button is pressed. Not for the past.

    In no form: what is typed is kept at once, so that it is still there when the visitor comes back from elsewhere.

    name tells one grid from another in this session. fixed names columns that are only read; the first of them, or the first field,
    is what a row is called by. more lets the visitor add rows. options narrow what a link may name. save gets the visit of that moment
    and raises RefusedRows by position in Typed.lines; done gets what save returned. draft is a button that fills in more of what was
    typed, to be looked at before it is saved.
    """
    state = Memory(name, lines)
    made = _Grid(table, state, tuple(fixed), next(iter(fixed), table.fields[0].name), save, done)
    if state.left:
        state.refuse(_typed(visit, made), whole=[LEFT])
        made = replace(made, state=(state := Memory(name, lines)))
    _whole(visit, made)
    _conflict(visit, made)
    config = cells.config(visit, table, fixed, options or {}, widths or {}, state.lines, pinned)
    st.data_editor(
        cells.frame(visit, table, fixed, state.lines, marks=state.problems),
        column_config=config,
        disabled=[cells.MARK, *fixed],
        num_rows="add" if more else "fixed",
        hide_index=True,
        placeholder="",
        height="content" if len(state.lines) <= _TALL else 35 * (_TALL + 1),
        key=state.key,
        on_change=state.remember,
    )
    _problems(visit, made)
    with st.container(horizontal=True):
        st.button(visit.say(button), type="primary", key=f"{state.key}.save", on_click=_submit, args=(made,))
        if draft is not None:
            st.button(visit.say(draft[0]), key=f"{state.key}.draft", on_click=_draft, args=(made, draft[1]))
        if state.refused:
            st.button(visit.say(DISCARD), key=f"{state.key}.discard", on_click=state.finish)


def _submit(made: _Grid) -> None:
    visit = must()
    _save(visit, made, _typed(visit, made))


def _draft(made: _Grid, draft: Draft) -> None:
    typed = _typed(must(), made)
    filled = draft(typed)
    made.state.refuse(filled, whole=[DRAFTED if filled != typed else NOTHING_TO_DRAFT])


def _typed(visit: Visit, made: _Grid) -> list[Line]:
    return cells.merged(visit, made.table, made.state.lines, made.state.edits)


def _save(visit: Visit, made: _Grid, lines: list[Line]) -> None:
    state = made.state
    changed = [position for position, line in enumerate(lines) if _changed(made, state.seen, position, line)]
    if not changed:
        state.finish(whole=[UNCHANGED])
        return
    sent = [lines[position] for position in changed]
    # The same content sent twice, or again after a restart, carries the same key: it is one click.
    key = hashlib.sha256(f"{visit.person.id}\n{state.key}\n{sent!r}".encode()).hexdigest()
    outcome = attempt(lambda: made.save(visit, Typed(sent, key)))
    while outcome.theirs and (place := _apart(made, sent, outcome.theirs)) is not None:
        sent[place] = replace(sent[place], base=cast(int, outcome.theirs["version"]))
        outcome = attempt(lambda: made.save(visit, Typed(sent, key)))
    if outcome.done:
        state.finish()
        made.done(visit, outcome.made)
        return
    theirs = outcome.theirs
    met = [position for position in changed if theirs is not None and lines[position].record == theirs["id"]]
    state.refuse(
        lines,
        rows={changed[position]: found for position, found in outcome.rows.items()},
        whole=list(outcome.problems.values()) or ([LOOK_BELOW] if outcome.rows else []),
        conflict=(met[0], theirs) if met else None,
    )


def _apart(made: _Grid, sent: Sequence[Line], theirs: Mapping[str, Any]) -> int | None:
    """The line whose record somebody else saved without touching what the grid shows of it: both saves can stand."""
    for place, line in enumerate(sent):
        if line.record == theirs["id"] and line.base != theirs["version"]:
            was = next(seen.values for seen in made.state.seen if seen.record == line.record)
            return place if all(was[field.name] == theirs[field.name] for field in made.table.fields if field.name in theirs) else None
    return None


def _changed(made: _Grid, seen: Sequence[Line], position: int, line: Line) -> bool:
    before = seen[position].values if position < len(seen) else {field.name: field.default for field in made.table.fields}
    return any((line.values.get(field.name) or None) != (before.get(field.name) or None) for field in made.table.fields)


def _whole(visit: Visit, made: _Grid) -> None:
    for text in made.state.whole:
        if text in _NOTES:
            st.info(visit.say(text), icon=":material/info:")
        else:
            st.error(plain(visit.say(text)), icon=":material/error:")


def _problems(visit: Visit, made: _Grid) -> None:
    """Every problem under the grid, with its row; the rows are marked too."""
    for position, found in sorted(made.state.problems.items()):
        name = made.called(visit, made.state.lines[position])
        for field, text in found.items():
            declared = made.table.by_name.get(field)
            label = visit.say((declared or made.table).label)
            words = visit.say(PROBLEM, row=position + 1, name=name, label=label, problem=visit.say(text))
            st.markdown(f":red[:material/error: {plain(words)}]")


def _conflict(visit: Visit, made: _Grid) -> None:
    """Show the visitor the row that somebody else saved first, beside his own; the other rows wait with it."""
    if made.state.conflict is None:
        return
    position, theirs = made.state.conflict
    line = made.state.lines[position]
    who, when = visit.name("person", theirs["saved_by"]), visit.local(theirs["saved_at"]).strftime("%Y-%m-%d %H:%M")
    with st.container(border=True):
        words = visit.say(CONFLICT, row=position + 1, name=made.called(visit, line), who=who, when=when)
        st.warning(plain(words), icon=":material/call_split:")
        differing = [field for field in _both(made, theirs) if line.values[field.name] != theirs[field.name]]
        if differing:
            st.dataframe(
                {
                    visit.say(FIELD): [visit.say(field.label) for field in differing],
                    visit.say(THEIRS): [shown.value(visit, field, theirs[field.name]) for field in differing],
                    visit.say(MINE): [shown.value(visit, field, line.values[field.name]) for field in differing],
                },
                hide_index=True,
            )
        with st.container(horizontal=True):
            for name, text, answer in (("keep", KEEP_MINE, _keep_mine), ("drop", TAKE_THEIRS, _take_theirs)):
                st.button(visit.say(text), key=f"{made.state.key}.{name}", on_click=answer, args=(made, position, theirs))


def _both(made: _Grid, theirs: Mapping[str, Any]) -> list[Field]:
    """The fields that can be typed here and that the other's row has too."""
    return [field for field in made.table.fields if field.name not in made.fixed and field.name in theirs]


def _keep_mine(made: _Grid, position: int, theirs: Mapping[str, Any]) -> None:
    visit = must()
    lines = _typed(visit, made)
    lines[position] = replace(lines[position], base=theirs["version"])
    _save(visit, made, lines)


def _take_theirs(made: _Grid, position: int, theirs: Mapping[str, Any]) -> None:
    lines = _typed(must(), made)
    newer = {field.name: theirs[field.name] for field in _both(made, theirs)}
    standing = Line(lines[position].record, theirs["version"], made.state.seen[position].values | newer)
    lines[position] = standing
    made.state.see(position, standing)
    made.state.refuse(lines)
