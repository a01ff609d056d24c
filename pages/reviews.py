"""Lessons: what projects look back on, and the knowledge base in which others find it."""

from typing import Any

import streamlit as st

from core.actions import article, retrospective
from core.text import Text
from core.ui import articles, as_of, attachments, filters, records, retrospectives, where
from core.ui.button import act_button
from core.ui.form import Filled, form
from core.ui.page import header
from core.ui.words import plain
from core.visit import Visit

TITLE = Text("复盘与知识库", "Lessons")
VIEWS = {"retrospectives": Text("复盘", "Retrospectives"), "articles": Text("知识库", "Knowledge base")}
RETROSPECTIVE = Text("复盘", "Retrospective")
NEW, NEW_ARTICLE = Text("撰写复盘", "New retrospective"), Text("撰写文章", "New article")
EMPTY = Text(
    "还没有复盘：项目告一段落时，点“撰写复盘”，达成情况会由记录自动起草。",
    'No retrospectives yet: when a project comes to a close, "New retrospective" begins from its records.',
)
NO_ARTICLE = Text(
    "知识库还是空的：写下案例、模板和经验，让下一个项目少走弯路。",
    "The knowledge base is empty: write down a case, a template or a lesson.",
)
DRAFTED = Text(
    "“目标达成情况”由项目记录起草，请核对并补充。", '"Attainment" is drafted from the project\'s records: please check it and add to it.'
)
LIST = ("project", "held_on", "attainment", "lessons", "author")
FACTS = ("project", "held_on", "author", "attainment", "went_well", "to_improve", "causes", "lessons")
FORM = ("held_on", "attainment", "went_well", "to_improve", "causes", "lessons")
ARTICLE_FORM = ("title", "kind", "tags", "body", "link", "project")
ARTICLE_FACTS = ("kind", "tags", "project", "author", "link")
EDIT, REMOVE, REMOVED = Text("修改", "Edit"), Text("移除", "Remove"), Text("已移除", "Removed")
SURE = Text("移除后不再能搜到，历史仍保留。确定吗？", "It will no longer be found; its history stays. Remove it?")


def render(visit: Visit) -> None:
    """The retrospectives or the knowledge base, one record of either, or a form, as the URL says."""
    if where.at("article") is not None:
        _article(visit)
    elif where.at("new") and visit.may("retrospective.write"):
        _new(visit)
    elif where.at("id"):
        _one(visit)
    else:
        header(visit, TITLE)
        if where.view(visit, VIEWS) == "articles":
            _articles(visit)
        else:
            _retrospectives(visit)


def _retrospectives(visit: Visit) -> None:
    if visit.may("retrospective.write"):
        st.button(visit.say(NEW), type="primary", icon=":material/add:", on_click=where.go, kwargs={"new": 1}, key="new")
    if visit.frames["retrospective"].is_empty():
        st.info(as_of.nothing(visit, EMPTY), icon=":material/history_edu:")
        return
    rows = filters.choose(visit, "retrospective", ("project",)).sort("held_on", descending=True)
    records.listing(visit, "retrospective", rows, LIST, "retrospectives")


def _new(visit: Visit) -> None:
    header(visit, NEW)
    records.back(visit)
    project = retrospectives.project(visit)
    if project is None:
        return
    st.caption(visit.say(DRAFTED))

    def save(now: Visit, filled: Filled) -> int:
        return retrospective.write(now, {**filled.values, "project": project}, key=filled.key)

    start = {"held_on": visit.today, "attainment": retrospectives.draft(visit, project)}
    form(visit, "retrospective", f"retrospective.new.{project}", save, where.show, fields=FORM, start=start)


def _one(visit: Visit) -> None:
    row = records.opened(visit, "retrospective")
    if row is None:
        return
    st.subheader(plain(f"{visit.name('project', row['project'])} · {visit.say(RETROSPECTIVE)} {row['held_on']}"), anchor=False)
    may = visit.may("retrospective.write", row)
    if where.at("edit") and may:
        _edit(visit, row)
        return
    if may:
        with st.container(horizontal=True):
            st.button(visit.say(EDIT), on_click=where.go, kwargs={"id": row["id"], "edit": row["version"]}, key="edit")
            retrospectives.publish(visit, row)
    records.facts(visit, "retrospective", row, FACTS)
    retrospectives.actions(visit, row)
    attachments.of(visit, "retrospective", row)
    records.history(visit, "retrospective", row["id"])


def _edit(visit: Visit, row: dict[str, Any]) -> None:
    record, version = row["id"], where.at("edit")

    def save(now: Visit, filled: Filled) -> int:
        return retrospective.write(now, filled.values, record, filled.base, filled.key)

    form(visit, "retrospective", f"retrospective.{record}.edit.{version}", save, where.show, fields=FORM, start=row, base=version)


def _articles(visit: Visit) -> None:
    if visit.may("article.write"):
        st.button(
            visit.say(NEW_ARTICLE), type="primary", icon=":material/add:", on_click=where.go, kwargs={"article": 0}, key="new_article"
        )
    if visit.frames["article"].is_empty():
        st.info(as_of.nothing(visit, NO_ARTICLE), icon=":material/menu_book:")
        return
    query = articles.words(visit)
    articles.found(visit, filters.choose(visit, "article", ("kind", "project")), query)


def _article(visit: Visit) -> None:
    if where.at("article") == 0 and visit.may("article.write"):
        header(visit, NEW_ARTICLE)
        records.back(visit)

        def save(now: Visit, filled: Filled) -> int:
            return article.save(now, filled.values, key=filled.key)

        form(visit, "article", "article.new", save, where.shower("article"), fields=ARTICLE_FORM)
        return
    row = records.opened(visit, "article", "article")
    if row is None:
        return
    records.heading(visit, "article", row)
    may = visit.may("article.write", row)
    if where.at("edit") and may:
        _edit_article(visit, row)
        return
    if may:
        record, version = row["id"], row["version"]
        with st.container(horizontal=True):
            st.button(visit.say(EDIT), on_click=where.go, kwargs={"article": record, "edit": version}, key="edit")
            act_button(visit, "remove", REMOVE, lambda now: _remove(now, record, version), REMOVED, ask=SURE)
    records.facts(visit, "article", row, ARTICLE_FACTS)
    with st.container(border=True):
        st.text(row["body"])
    attachments.of(visit, "article", row)
    records.history(visit, "article", row["id"])


def _remove(visit: Visit, record: int, version: int) -> None:
    article.remove(visit, record, version)
    where.go()


def _edit_article(visit: Visit, row: dict[str, Any]) -> None:
    record, version = row["id"], where.at("edit")

    def save(now: Visit, filled: Filled) -> int:
        return article.save(now, filled.values, record, filled.base, filled.key)

    name = f"article.{record}.edit.{version}"
    form(visit, "article", name, save, where.shower("article"), fields=ARTICLE_FORM, start=row, base=version)
