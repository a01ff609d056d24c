"""The documents of a project on its page: a list by category, and one with its files."""

from typing import Any

import polars as pl
import streamlit as st

from core.actions import document
from core.actions.document import is_link
from core.text import Text
from core.ui import as_of, attachments, records, where
from core.ui.button import act_button
from core.ui.form import Filled, form
from core.ui.states import badge
from core.ui.words import plain
from core.visit import Visit

EMPTY = Text(
    "还没有登记资料：把方案、纪要和交付物的存放位置记在这里。",
    "No documents yet: note here where plans, minutes and deliverables are kept.",
)
SEARCH = Text("搜索资料", "Search the documents")
HINT = Text("名称、版本或存放位置", "Title, version or where it is")
ADD, CHANGE, REMOVE = Text("登记资料", "Add a document"), Text("修改", "Edit"), Text("移除", "Remove")
SURE = Text("移除后不再列出，历史仍保留。确定吗？", "It will no longer be listed; its history stays. Remove it?")
REMOVED = Text("已移除", "Removed")
OPEN, BACK = Text("打开", "Open"), Text("返回资料列表", "Back to the documents")
FILES = Text("{count} 个附件", "files: {count}")
FORM = ("category", "title", "edition", "link")


def of(visit: Visit, project: dict[str, Any]) -> None:
    """The documents of a project, or the one that the URL names; whoever keeps them adds, changes and takes out."""
    given = visit.frames["document"].filter(pl.col("project") == project["id"]).sort("id")
    named = given.filter(pl.col("id") == pl.lit(where.at("document"), pl.Int64))
    if not named.is_empty():
        _one(visit, project, named.row(0, named=True))
        return
    if given.is_empty():
        st.info(as_of.nothing(visit, EMPTY), icon=":material/folder_open:")
    else:
        _list(visit, given)
    if visit.may("document.keep", {"project": project["id"]}):
        with st.expander(visit.say(ADD), icon=":material/note_add:"):
            _form(visit, project["id"], f"document.new.{project['id']}", {}, None)
    attachments.of(visit, "project", project)


def _list(visit: Visit, given: pl.DataFrame) -> None:
    words = st.text_input(
        visit.say(SEARCH),
        key="search",
        placeholder=visit.say(HINT),
        icon=":material/search:",
        max_chars=100,
        bind="query-params",
        label_visibility="collapsed",
    )
    texts = pl.concat_str("title", "edition", "link", separator="\n", ignore_nulls=True).str.to_lowercase()
    for word in (words or "").lower().split():
        given = given.filter(texts.str.contains(word, literal=True))
    if given.is_empty():
        st.info(visit.say(records.NOTHING), icon=":material/search_off:")
        return
    files = dict(visit.frames["attachment"].filter(pl.col("of") == "document").group_by("record").len().iter_rows())
    known = list(visit.vocabulary["document_category"])
    for category in sorted(set(given["category"]), key=lambda key: known.index(key) if key in known else len(known)):
        with st.container(border=True, gap="xsmall"):
            st.caption(plain(visit.word("document_category", category)))
            for row in given.filter(pl.col("category") == category).iter_rows(named=True):
                _line(visit, row, files.get(row["id"], 0))


def _line(visit: Visit, row: dict[str, Any], files: int) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        places = {"id": row["project"], "document": row["id"]}
        icon = ":material/description:"
        st.button(plain(row["title"]), type="tertiary", icon=icon, on_click=where.go, kwargs=places, key=f"document.{row['id']}")
        about = [row["edition"], visit.say(FILES, count=files) if files else None, visit.local(row["saved_at"]).strftime("%Y-%m-%d")]
        st.caption(plain(" · ".join(filter(None, about))), width="content")
        _open(visit, row)


def _open(visit: Visit, row: dict[str, Any]) -> None:
    # Asked again here: an address may have come another way than through the form.
    if is_link(row["link"]):
        st.link_button(visit.say(OPEN), row["link"], type="tertiary", icon=":material/open_in_new:")


def _one(visit: Visit, project: dict[str, Any], row: dict[str, Any]) -> None:
    record, version, may = row["id"], row["version"], visit.may("document.keep", row)
    back = {"id": project["id"]}
    st.button(visit.say(BACK), icon=":material/arrow_back:", type="tertiary", on_click=where.go, kwargs=back, key="back.documents")
    records.heading(visit, "document", row, [badge(visit, "document_category", row["category"])])
    _open(visit, row)
    records.facts(visit, "document", row, ("edition", "link"))
    attachments.of(visit, "document", row)
    if may:
        with st.expander(visit.say(CHANGE), icon=":material/edit:"):
            _form(visit, project["id"], f"document.{record}.{version}", row, version)
        act_button(visit, f"drop.{record}", REMOVE, lambda now: _drop(now, project["id"], record, version), REMOVED, ask=SURE)
    records.history(visit, "document", record)


def _drop(visit: Visit, project: int, record: int, version: int) -> None:
    document.drop(visit, record, version)
    where.go(id=project)


def _form(visit: Visit, project: int, name: str, start: dict[str, Any], base: int | None) -> None:
    def save(now: Visit, filled: Filled) -> int:
        return document.keep(now, {**filled.values, "project": project}, start.get("id"), filled.base, filled.key)

    def done(now: Visit, made: int | None) -> None:
        where.tell(now, where.SAVED)
        where.go(id=project, document=made)

    form(visit, "document", name, save, done, fields=FORM, start=start, base=base)
