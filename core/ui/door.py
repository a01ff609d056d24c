"""The door: every run of the app begins here; nobody goes on to a page unless he is signed in."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

import streamlit as st

from core import clock
from core.access import allowed
from core.actions import demo, invitation
from core.actions.organisation import choose_language
from core.home import home
from core.store.engine import StoreUnavailable
from core.text import Language, Text
from core.ui import aids, as_of, as_of_key, away, sign_in, stage_place, where
from core.ui.attempt import attempt
from core.ui.navigation import LINK, PAGES, first
from core.ui.render import render
from core.ui.session import language
from core.ui.visitor import must, visitor
from core.ui.words import plain
from core.visit import Visit

# Not a Material icon: the browser would ask an outside server for its tab's picture. Read once: Streamlit would open a file at every run.
LOGO = Path(__file__).with_name("logo.svg").read_text(encoding="utf-8")
DEMO = Text("演示公司的数据", "Records of the demo company")
OTHER_LANGUAGE = Text("English", "中文")
SIGN_OUT = Text("退出登录", "Sign out")


def door() -> None:
    """Let the visitor in, or ask him to sign in; the URL stays, so that signing in leads to the page asked for."""
    st.set_page_config(page_title="Tongpin 同频", page_icon=LOGO, layout="wide")
    try:
        visit = visitor()
    except StoreUnavailable:
        _everywhere(lambda: away.instead(language()))
        return
    if visit is None:
        # Who holds a survey's link needs no account, and gets no further than its form.
        guest = invitation.as_guest(home().ledger, language(), clock.now())
        _everywhere(_shower(sign_in.page, language()), _shower(_render(LINK, guest), language()))
        return
    groups = {
        visit.say(group): {
            name: _page(_shower(_render(name, visit), visit.language), name, visit.say(title), f":material/{icon}:")
            for name, title, icon, action in pages
            if not action or allowed(visit.person, action)
        }
        for group, pages in PAGES.items()
    }
    offered = {name: page for pages in groups.values() for name, page in pages.items()}
    where.offer(offered)
    quiet = stage_place.quiet()
    if not quiet:
        st.logo(LOGO)
    # Which page comes first depends on who looks: the root shows none itself, so that every address names its page.
    root = _page(st.stop, "", "Tongpin 同频", default=True, visibility="hidden")
    link = _page(_shower(_render(LINK, visit), visit.language), LINK, "Tongpin 同频", visibility="hidden")
    every = {group: list(pages.values()) for group, pages in groups.items() if pages} | {"": [root, link]}
    page = st.navigation(every, position="hidden" if quiet else "sidebar", expanded=True)
    if page == root:
        st.switch_page(offered[first(visit.person.role)], query_params=st.query_params.to_dict())
    aids.draw(visit.language)
    known = as_of_key.keep(visit)
    where.told()
    if not quiet:
        _sidebar(visit)
    away.notice(visit.language)
    as_of.banner(visit)
    if not known:
        as_of.unknown(visit)
    page.run()


def _everywhere(show: Callable[[], None], link: Callable[[], None] | None = None) -> None:
    paths = [name for pages in PAGES.values() for name, *_ in pages]
    pages = [*(_page(show, name, "Tongpin 同频") for name in paths), _page(link or show, LINK, "Tongpin 同频")]
    page = st.navigation([_page(show, "", "Tongpin 同频", default=True), *pages], position="hidden")
    aids.draw(language())
    page.run()


def _page(
    show: Callable[[], None],
    name: str,
    title: str,
    icon: str | None = None,
    *,
    default: bool = False,
    visibility: Literal["visible", "hidden"] = "visible",
) -> st.Page:
    return st.Page(show, title=title, icon=icon, url_path="" if default else name, default=default, visibility=visibility)


def _render(name: str, visit: Visit) -> Callable[[], None]:
    return lambda: render(name, visit)


def _shower(show: Callable[[], None], language: Language) -> Callable[[], None]:
    def shown() -> None:
        try:
            show()
        except StoreUnavailable:
            away.instead(language)

    return shown


def _sidebar(visit: Visit) -> None:
    with st.sidebar:
        now = visit.as_of(None)
        if now.once("demo", lambda: demo.loaded(now.frames), of=("setting",)):
            st.badge(visit.say(DEMO), icon=":material/theater_comedy:", color="orange")
        department = visit.names("department").get(visit.person.department or 0)
        st.text(f"{visit.person.name} · {visit.word('role', visit.person.role)}")
        if department:
            st.caption(plain(department))
        with st.container(horizontal=True):
            st.button(visit.say(OTHER_LANGUAGE), icon=":material/translate:", on_click=_switch_language, key="language")
            sign_in.sign_out_button(visit.say(SIGN_OUT))


def _switch_language() -> None:
    # His own, whichever moment he looks at.
    visit = must().as_of(None)
    other = Language.EN if visit.language is Language.ZH else Language.ZH
    for problem in attempt(lambda: choose_language(visit, other)).problems.values():
        st.toast(visit.say(problem), icon=":material/error:")


door()
