"""A survey as the holder of its link meets it: the departments to rate, one button, and thanks. Nothing else is within his reach."""

import secrets
from typing import Any

import streamlit as st

from core import clock
from core.actions import invitation
from core.actions.invitation import Asked
from core.home import home
from core.text import Language, Text
from core.ui import inputs
from core.ui.attempt import attempt
from core.ui.session import language
from core.ui.surveys import ASKS, COMMENT, SUBMIT
from core.ui.words import plain, segment
from core.visit import Visit

TOKEN = "token"  # noqa: S105 - the name of it
THANKS = Text("评分已提交，谢谢！可以关闭本页了。", "Thank you: your scores are saved. You can close this page.")
ANONYMOUS = Text("不记录您的姓名；链接只能提交一次。", "Your name is not recorded; the link can be used once.")
LOOK_ABOVE = Text(
    "还没有提交：请先补上标红的评分，您填写的都还在", "Not sent yet: please add what is marked in red; what you typed is still here"
)
PRODUCT = "Tongpin 同频"
_KEPT = "link"


def page(visit: Visit) -> None:
    """Draw the form for the URL's token, the thanks after it, or a word that the link is not valid."""
    kept = _kept(visit)
    with st.container(horizontal_alignment="center"), st.container(width=560):
        _heading(visit)
        if kept["done"]:
            st.success(visit.say(THANKS), icon=":material/check_circle:")
        elif kept["asked"] is None:
            st.warning(visit.say(invitation.NOT_VALID), icon=":material/link_off:")
        else:
            _form(visit, kept, kept["asked"])


def _kept(visit: Visit) -> dict[str, Any]:
    """What this tab remembers of its link: what it asks, too, so that nothing typed is lost while the database is away."""
    token = st.query_params.get(TOKEN, "")
    kept: dict[str, Any] = st.session_state.get(_KEPT, {})
    if kept.get(TOKEN) != token:
        asked = invitation.asked(home().invitations, visit, token)
        kept = {TOKEN: token, "asked": asked, "key": secrets.token_hex(16), "whole": {}, "rows": {}, "done": False}
        st.session_state[_KEPT] = kept
    return kept


def _heading(visit: Visit) -> None:
    other = Language.EN if visit.language is Language.ZH else Language.ZH
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.markdown(f":material/hub: **{PRODUCT}**", width="content")
        if visit.person.role == invitation.GUEST:
            name = "English" if other is Language.EN else "中文"
            st.button(name, type="tertiary", icon=":material/translate:", on_click=_speak, args=[other.value], key="language.guest")


def _speak(chosen: str) -> None:
    st.session_state["lang"] = chosen


def _form(visit: Visit, kept: dict[str, Any], asked: Asked) -> None:
    st.subheader(plain(asked.title), anchor=False)
    with st.form("form.link", enter_to_submit=False, border=False):
        st.markdown(visit.say(ASKS[asked.kind]))
        for position in range(len(asked.departments)):
            _department(visit, asked, position, kept)
        # Beside the button: on a phone the top of a long form is out of sight.
        for problem in [*kept["whole"].values(), *([LOOK_ABOVE] if kept["rows"] else [])]:
            st.error(plain(visit.say(problem)), icon=":material/error:")
        st.form_submit_button(visit.say(SUBMIT), type="primary", width="stretch", key="link.submit", on_click=_submit, args=(asked,))
    st.caption(visit.say(ANONYMOUS))


def _department(visit: Visit, asked: Asked, position: int, kept: dict[str, Any]) -> None:
    department = asked.departments[position]
    scores = range(1, 6) if asked.kind == "csat" else range(11)
    name = visit.name("department", department)
    with st.container(border=True, gap="small"):
        st.segmented_control(f"**{plain(name)}**", scores, format_func=segment, key=f"link.{department}.score", width="stretch", wrap=True)
        words = visit.say(COMMENT)
        st.text_input(words, max_chars=1000, key=f"link.{department}.comment", placeholder=words, label_visibility="collapsed")
        for problem in kept["rows"].get(position, {}).values():
            inputs.problem(visit, problem)


def _submit(asked: Asked) -> None:
    kept: dict[str, Any] = st.session_state[_KEPT]
    if kept["done"]:
        return
    entered = [
        (position, {"department": department, **{what: st.session_state.get(f"link.{department}.{what}") for what in ("score", "comment")}})
        for position, department in enumerate(asked.departments)
    ]
    given = [(position, row) for position, row in entered if row["score"] is not None or row["comment"]]
    guest = invitation.as_guest(home().ledger, language(), clock.now())
    outcome = attempt(lambda: invitation.answer(home().invitations, guest, kept[TOKEN], [row for _, row in given], kept["key"]))
    rows = {given[place][0]: found for place, found in outcome.rows.items()}
    st.session_state[_KEPT] = kept | {"done": outcome.done, "whole": outcome.problems, "rows": rows}
