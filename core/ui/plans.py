"""Which project a plan's pages are about."""

import polars as pl
import streamlit as st

from core.metrics.todo_matter import LIVE
from core.text import Language, Text
from core.ui import where
from core.visit import Visit

PROJECT = Text("项目", "Project")
_KEY = "plan.project.{}"

# The project whose plan was looked at last, for when the page is opened without one.
_LAST = "plan.project"


def choose(visit: Visit) -> int | None:
    """Let the visitor choose a project, running ones first; the URL names it. None where there is none."""
    running = pl.col("status").is_in(LIVE)
    projects = visit.frames["project"].sort(running, "id", descending=[True, True])
    names = {str(record): visit.name("project", record) for record in projects["id"]}
    if not names:
        return None
    keys = list(names)
    first = next((str(record) for record in projects["id"] if record in visit.person.projects), keys[0])
    named = st.query_params.get("project", st.session_state.get(_LAST, first))
    chosen: str = st.selectbox(
        visit.say(PROJECT),
        keys,
        index=keys.index(named if named in names else first),
        format_func=lambda key: names.get(key, key),
        key=_KEY.format(visit.language),
        width=420,
    )
    st.query_params["project"] = st.session_state[_LAST] = chosen
    return int(chosen)


def show(project: int, view: str, **query: object) -> None:
    """Leave this page for a view of a project's plan, with what else its URL is to name."""
    for language in Language:
        # The box would remember the project chosen in it before.
        st.session_state.pop(_KEY.format(language), None)
    st.switch_page(
        where.pages()["plan"], query_params={"project": str(project), "view": view} | {name: str(value) for name, value in query.items()}
    )
