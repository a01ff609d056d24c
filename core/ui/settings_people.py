"""Settings: departments and people, and the password somebody begins with."""

from collections.abc import Mapping
from typing import Any, cast

import polars as pl
import streamlit as st

from core.actions import organisation, password
from core.passwords import LONGEST
from core.text import Text
from core.ui import as_of, records, session, shown, where
from core.ui.attempt import attempt
from core.ui.form import Filled, form
from core.ui.page import header
from core.ui.visitor import must
from core.ui.words import plain
from core.visit import Visit

LISTS: Mapping[str, tuple[str, ...]] = {
    "department": ("name", "name_en", "code", "head", "parent", "active"),
    "person": ("name", "username", "department", "role", "can_decide", "title", "active"),
}
NEW = {"department": Text("新增部门", "New department"), "person": Text("新增人员", "New person")}
EMPTY = Text("还没有部门：先建部门，再建人员。", "No departments yet: begin with them, then add the people.")
OPEN = Text("点一行即可修改", "Click a row to change it")
SEARCH = Text("搜索", "Search")
PASSWORD = Text("登录密码", "Password")
NONE_YET = Text("还没有密码，不能登录", "No password yet: cannot sign in")
MUST_CHANGE = Text("{at} 由管理员设置，首次登录须修改", "Given on {at}; to be changed at the first sign-in")
OWN = Text("{at} 由本人设置", "Chosen by the person on {at}")
GIVE, NEW_PASSWORD = Text("设置密码", "Give a password"), Text("初始密码", "First password")
OPTIONAL = Text("不填则自动生成一个", "Empty: one is made")
TOLD = Text(
    "请当面告知本人，只显示这一次；首次登录时须改成自己的密码。",
    "Tell the person; it is shown this once, and must be changed at the first sign-in.",
)
UNDECIDED = Text(
    "对接人不能代表部门决策：建议换一位，或打开“可代表部门决策”。", "A contact who cannot decide: consider another, or let this one decide."
)

_GIVEN = "settings.password"


def listing(visit: Visit, table: str) -> None:
    """The departments or the people; a click opens one."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        words = st.text_input(
            visit.say(SEARCH), key=f"settings.search.{table}", icon=":material/search:", width=280, label_visibility="collapsed",
            placeholder=visit.say(SEARCH),
        )  # fmt: skip
        if visit.past is None:
            st.button(visit.say(NEW[table]), type="primary", icon=":material/add:", on_click=where.go, kwargs={"new": 1}, key="new")
    declared, names = visit.ledger.tables[table], list(LISTS[table])
    everybody = visit.frames[table].sort(["active", "id"], descending=[True, False])
    if everybody.is_empty():
        st.info(as_of.nothing(visit, EMPTY), icon=":material/inbox:")
        return
    table_shown = shown.frame(visit, declared, everybody, names)
    if words:
        texts = table_shown.select(pl.concat_str(pl.col(pl.String), separator=" ", ignore_nulls=True).str.to_lowercase()).to_series()
        fitting = texts.str.contains(words.lower(), literal=True)
        everybody, table_shown = everybody.filter(fitting), table_shown.filter(fitting)
    event = st.dataframe(
        table_shown, hide_index=True, on_select="rerun", selection_mode="single-row", placeholder="—", key=f"settings.{table}"
    )
    if visit.past is None:
        st.caption(visit.say(OPEN))
    chosen = cast(Any, event).selection.rows
    if chosen:
        where.go(id=everybody["id"][chosen[0]])
        st.rerun()


def one(visit: Visit, table: str) -> None:
    """The form of one department or person, or of a new one."""
    if where.at("new"):
        header(visit, NEW[table])
        records.back(visit)
        form(visit, table, f"{table}.new", lambda now, filled: _save(now, table, filled, None), _saved)
        return
    row = records.opened(visit, table)
    if row is None:
        return
    records.heading(visit, table, row)
    if table == "person" and row["role"] == "contact" and not row["can_decide"]:
        st.caption(visit.say(UNDECIDED))
    record = row["id"]
    form(visit, table, f"{table}.{record}", lambda now, filled: _save(now, table, filled, record), _saved, start=row, base=row["version"])
    if table == "person" and visit.past is None:
        _password(visit, record)
    records.history(visit, table, record)


def _save(visit: Visit, table: str, filled: Filled, record: int | None) -> int:
    save = organisation.save_department if table == "department" else organisation.save_person
    return save(visit, filled.values, record, filled.base, filled.key)


def _saved(visit: Visit, _: int) -> None:
    where.tell(visit, where.SAVED)
    where.go()


def _password(visit: Visit, person: int) -> None:
    credential = session.sessions().credential(person)
    with st.container(border=True):
        st.markdown(f"**{visit.say(PASSWORD)}**")
        at = visit.local(credential.set_at).strftime("%Y-%m-%d %H:%M") if credential else ""
        st.caption(visit.say(NONE_YET) if credential is None else visit.say(MUST_CHANGE if credential.must_change else OWN, at=at))
        given = st.session_state.pop(_GIVEN, None)
        if given and given[0] == person:
            st.code(given[1], language=None)
            st.warning(visit.say(TOLD), icon=":material/key:")
        with st.form(f"password.{person}", border=False, clear_on_submit=True):
            st.text_input(
                visit.say(NEW_PASSWORD),
                placeholder=visit.say(OPTIONAL),
                max_chars=LONGEST,
                autocomplete="off",
                key=f"password.{person}.typed",
                width=360,
            )
            st.form_submit_button(visit.say(GIVE), on_click=_give, args=(person,), key=f"password.{person}.give")
        for problem in st.session_state.pop(f"{_GIVEN}.problems", []):
            st.error(plain(problem), icon=":material/error:")


def _give(person: int) -> None:
    visit = must()
    typed = str(st.session_state.get(f"password.{person}.typed") or "")
    tried = attempt(lambda: password.give(visit, session.sessions(), person, typed))
    if tried.done:
        st.session_state[_GIVEN] = (person, tried.made)
    else:
        st.session_state[f"{_GIVEN}.problems"] = [visit.say(text) for text in tried.problems.values()]
