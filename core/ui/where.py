"""Where the visitor is: the view of a page, kept in its URL so that a link shows a colleague the same."""

from collections.abc import Callable, Mapping

import streamlit as st
from streamlit import Page

from core.text import Text
from core.ui.words import segment
from core.visit import Visit

SAVED = Text("已保存", "Saved")
VIEW = Text("视图", "View")

_FLASH, _TURN, _PAGES, _VIEW = "flash", "turn", "pages", "view"

# The page that shows a table's records.
_HOMES = {
    "request": "requests",
    "response": "requests",
    "issue": "issues",
    "risk": "risks",
    "task": "tasks",
    "project": "projects",
    "goal": "goals",
    "survey": "goals",
    "retrospective": "reviews",
    "article": "reviews",
    "warning": "tasks",
    "meeting": "meetings",
    "cadence": "meetings",
    "resource_request": "resources",
    "deliverable": "delivery",
    "acceptance": "delivery",
}

# The tables whose records are opened by their own name, on a page whose id is another's; 0 is a new one.
_NAMED = ("survey", "warning", "article", "acceptance", "cadence", "document")
# What names a view: the record opened, the version being edited, the form of a new one and what it is about.
_PLACES = ("id", *_NAMED, "edit", "new", "task", "issue", "clock")


def at(name: str) -> int | None:
    """A whole number in the URL, such as the record looked at; None when there is none."""
    value = st.query_params.get(name, "")
    return int(value) if value.isdecimal() and len(value) < 19 else None


def go(**places: int | str | None) -> None:
    """Show another view of this page; the filters in the URL stay."""
    for name in _PLACES:
        if places.get(name) is not None:
            st.query_params[name] = str(places[name])
        elif name in st.query_params:
            del st.query_params[name]


def show(visit: Visit, record: int | None) -> None:
    """After a save: say so, and show the record, or the one that is shown already."""
    tell(visit, SAVED)
    go(id=record or at("id"))


def shower(table: str) -> Callable[[Visit, int], None]:
    """The same for records of a table that are opened by its name."""

    def show_named(visit: Visit, record: int) -> None:
        tell(visit, SAVED)
        go(**{table: record or at(table)})

    return show_named


def turn() -> int:
    """How often a record was opened from a table: part of the tables' keys, so that none keeps its old selection."""
    return int(st.session_state.get(_TURN, 0))


def open_record(table: str, record: int, view: str | None = None) -> None:
    """Leave this page for the one that shows records of a table, and open the record there, in one of its views."""
    st.session_state[_TURN] = turn() + 1
    named = {} if view is None else {_VIEW: view}
    st.switch_page(pages()[_HOMES[table]], query_params={_place(table): str(record), **named})


def open_plan(project: int, **view: str) -> None:
    """Leave this page for the plan of a project."""
    st.switch_page(pages()["plan"], query_params={"project": str(project), **view})


def leave_for(page: str, query: Mapping[str, str]) -> None:
    """Leave this page for another one, with these values in its URL."""
    st.session_state[_TURN] = turn() + 1
    kept = {name: value for name, value in query.items() if name not in {*_PLACES, _VIEW}}
    st.switch_page(pages()[page], query_params=kept)


def begin(table: str, **about: int) -> None:
    """Leave this page for the form of a new record of a table, with what it is about."""
    new = {table: "0"} if table in _NAMED else {"new": "1"}
    st.switch_page(pages()[_HOMES[table]], query_params=new | {name: str(record) for name, record in about.items()})


def _place(table: str) -> str:
    return table if table in _NAMED else "id"


def pages() -> dict[str, Page]:
    """The pages offered to the visitor in this run, by name."""
    kept: dict[str, Page] = st.session_state.get(_PAGES, {})
    return kept


def offer(offered: dict[str, Page]) -> None:
    """Remember the pages offered in this run."""
    st.session_state[_PAGES] = offered


def view(visit: Visit, views: Mapping[str, Text]) -> str:
    """Draw the choice between the views of a list page; the chosen one, which the URL names by its key in either language."""
    named = st.query_params.get(_VIEW, "")
    chosen = st.segmented_control(
        visit.say(VIEW),
        list(views),
        default=named if named in views else next(iter(views)),
        required=True,
        format_func=lambda key: segment(visit.say(views[key])),
        key=_VIEW,
        label_visibility="collapsed",
        persist_state="session",
    )
    st.query_params[_VIEW] = chosen
    return chosen


def tell(visit: Visit, text: Text, **values: object) -> None:
    """Say something when the next run begins: what was saved."""
    st.session_state[_FLASH] = visit.say(text, **values)


def told() -> None:
    """Show what the last run had to say."""
    message = st.session_state.pop(_FLASH, None)
    if message:
        st.toast(message, icon=":material/check_circle:")
