"""Filters over a list of records; what is chosen stands in the URL, so that a link shows a colleague the same list."""

from collections.abc import Sequence

import polars as pl
import streamlit as st

from core.custom import columns
from core.figures import Choice
from core.schema.field import Kind
from core.text import Text
from core.ui.shown import NO, YES
from core.ui.words import plain
from core.visit import Visit

ALL = Text("全部", "All")
PROJECT, DEPARTMENT, PERIOD = Text("项目", "Project"), Text("部门", "Department"), Text("时段", "Period")
PERIODS = {
    "30": Text("近 30 天", "Last 30 days"),
    "90": Text("近 90 天", "Last 90 days"),
    "365": Text("近一年", "Last year"),
}
_QUARTER = "90"
ALL_OF_THEM = "all"
SEARCH = Text("搜索", "Search")
SEARCH_HINT = Text("编号或名称", "Number or name")


def choose(visit: Visit, table: str, names: Sequence[str], *, search: Sequence[str] = (), rows: pl.DataFrame | None = None) -> pl.DataFrame:
    """Draw a filter for each named field and a search over text fields; the table's rows that fit, newest first."""
    frame = visit.frames[table] if rows is None else rows
    declared = visit.ledger.tables[table]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        for field in (declared.by_name[name] for name in names):
            if field.kind is Kind.CHOICE:
                labels = {key: visit.word(field.choices, key) for key in visit.vocabulary[field.choices]}
            else:
                labels = {str(record): name for record, name in visit.names(field.to).items()}
            chosen = pick(visit, field.name, visit.say(field.label), labels)
            if chosen is None:
                continue
            column = pl.col(field.name)
            if field.kind is Kind.CHOICE:
                frame = frame.filter(column == chosen)
            elif field.kind is Kind.LINKS:
                frame = frame.filter(column.list.contains(int(chosen)))
            else:
                frame = frame.filter(column == int(chosen))
        frame = _own(visit, table, frame)
        if search:
            words = st.text_input(
                visit.say(SEARCH),
                key="search",
                placeholder=visit.say(SEARCH_HINT),
                icon=":material/search:",
                width=220,
                bind="query-params",
            )
            if words:
                found = pl.any_horizontal(pl.col(name).str.to_lowercase().str.contains(words.lower(), literal=True) for name in search)
                frame = frame.filter(found.fill_null(False))
    return frame.sort("id", descending=True)


def _own(visit: Visit, table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """A filter for each choice and each yes or no among the organisation's own fields; the rows that fit."""
    for field in visit.custom.used.get(table, ()):
        if field.kind is Kind.CHOICE:
            labels = {key: visit.word(field.choices, key) for key in visit.vocabulary[field.choices]}
        elif field.kind is Kind.YES_NO:
            labels = {"yes": visit.say(YES), "no": visit.say(NO)}
        else:
            continue
        chosen = pick(visit, field.name, plain(visit.say(field.label)), labels)
        if chosen is not None:
            wanted = chosen if field.kind is Kind.CHOICE else chosen == "yes"
            frame = columns(frame, [field]).filter(pl.col(field.name) == wanted).drop(field.name)
    return frame


def dashboard(visit: Visit) -> Choice:
    """Draw the filters of a dashboard: project, department and period."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        project = pick(visit, "project", visit.say(PROJECT), {str(record): name for record, name in visit.names("project").items()})
        departments = {str(record): name for record, name in visit.names("department").items()}
        department = pick(visit, "department", visit.say(DEPARTMENT), departments)
        days = pick(visit, "period", visit.say(PERIOD), {key: visit.say(text) for key, text in PERIODS.items()}, _QUARTER)
    return Choice(
        None if project is None else int(project),
        None if department is None else int(department),
        None if days is None else int(days),
    )


def pick(visit: Visit, name: str, label: str, labels: dict[str, str], first: str = ALL_OF_THEM) -> str | None:
    """The key chosen in a box of labels, or nothing for all; the URL names it by its key, the same in either language."""
    keys = list(labels)
    named = st.query_params.get(name, first)
    # A word that no link of ours has leaves the choice as it first stands.
    named = named if named in labels or named == ALL_OF_THEM else first
    chosen = st.selectbox(
        label,
        keys,
        index=keys.index(named) if named in labels else None,
        format_func=lambda key: labels.get(key, key),
        placeholder=visit.say(ALL),
        # Streamlit remembers a choice by its label: each language has a box of its own.
        key=f"{name}.{visit.language}",
        width=165,
        persist_state="session",
    )
    if (chosen or ALL_OF_THEM) != first:
        st.query_params[name] = chosen or ALL_OF_THEM
    elif name in st.query_params:
        del st.query_params[name]
    return chosen
