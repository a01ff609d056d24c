"""The knowledge base on its page: what is found for the words searched for, and one article."""

from typing import Any

import polars as pl
import streamlit as st

from core import search
from core.search import Entry, Hit
from core.text import Text
from core.ui import where
from core.ui.words import plain
from core.visit import Visit

SEARCH = Text("搜索知识库", "Search the knowledge base")
HINT = Text("标题、标签、正文或拼音首字母", "Title, tag, text or pinyin initials")
FOUND = Text("找到 {count} 篇", "{count} found")
MORE = Text("共 {count} 篇，显示前 {most} 篇，可换更具体的词", "{count} found, the first {most} shown: try a more particular word")
NOTHING = Text("没有找到，换个词试试", "Nothing found: try another word")
# More than anybody reads through.
MOST = 50


def words(visit: Visit) -> str:
    """Draw the search box; what is looked for, which the URL names."""
    return (
        st.text_input(
            visit.say(SEARCH),
            key="search",
            placeholder=visit.say(HINT),
            icon=":material/search:",
            max_chars=100,
            bind="query-params",
            label_visibility="collapsed",
        )
        or ""
    )


def found(visit: Visit, rows: pl.DataFrame, query: str) -> None:
    """The articles of rows that fit the words, best first; without words all of them, newest first. A click opens one."""
    ready = visit.rows("articles", lambda: _entries(visit), of=("article",))
    by_id = {row["id"]: row for row in rows.iter_rows(named=True)}
    hits = search.search((ready[record] for record in by_id), query)
    if not hits:
        st.info(visit.say(NOTHING), icon=":material/search_off:")
        return
    if len(hits) > MOST:
        st.caption(visit.say(MORE, count=len(hits), most=MOST))
    elif query:
        st.caption(visit.say(FOUND, count=len(hits)))
    for hit in hits[:MOST]:
        _hit(visit, by_id[hit.id], hit)


def _entries(visit: Visit) -> dict[int, Entry]:
    return {row["id"]: search.entry(row) for row in visit.frames["article"].iter_rows(named=True)}


def _hit(visit: Visit, row: dict[str, Any], hit: Hit) -> None:
    with st.container(border=True, gap="xsmall"):
        st.button(
            plain(row["title"]),
            type="tertiary",
            icon=":material/article:",
            on_click=where.go,
            kwargs={"article": hit.id},
            key=f"article.{hit.id}",
        )
        st.caption(plain(" · ".join(_about(visit, row))))
        st.text(f"{hit.before}{hit.match}{hit.after}")


def _about(visit: Visit, row: dict[str, Any]) -> list[str]:
    project = [visit.name("project", row["project"])] if row["project"] else []
    kept = [visit.word("article_kind", row["kind"]), *tags(row), *project, visit.name("person", row["author"])]
    return [*kept, visit.local(row["saved_at"]).strftime("%Y-%m-%d")]


def tags(row: dict[str, Any]) -> list[str]:
    """The tags of an article."""
    return [f"#{tag}" for tag in (row["tags"] or "").split(",") if tag]
