"""Inviting people without an account to a survey: links made here, shown once, to be sent to them."""

import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from core.actions import invitation
from core.home import home
from core.store.engine import StoreUnavailable
from core.text import Text
from core.ui import away, inputs
from core.ui.answering import TOKEN
from core.ui.attempt import attempt
from core.ui.visitor import must
from core.ui.words import plain
from core.visit import Visit

INVITE = Text("用链接邀请（无需账号）", "Invite by link (no account needed)")
HINT = Text(
    "每个链接只能提交一次，调查截止前有效；打开后只看得到这份问卷，不记录姓名。",
    "Each link can be used once, until the survey closes; it opens this form and nothing else, and records no name.",
)
COUNT = Text("链接数", "Number of links")
DEPARTMENT, UNKNOWN = Text("评分人所在部门（可不填）", "Raters' department (optional)"), Text("不指定", "Not given")
MAKE = Text("生成链接", "Make the links")
ONCE = Text("请现在复制：链接只显示这一次，系统不保存。", "Copy them now: they are shown only this once, and are not kept.")
TAKEN = Text("已复制，收起", "I have copied them")
UNUSED = Text("还有 {count} 个链接未使用", "{count} link(s) not used yet")
_PAGE = "survey"


def of(visit: Visit, survey: dict[str, Any]) -> None:
    """The form that makes links for a survey; nothing for those who may not, or once it is closed."""
    if not visit.may("survey.plan", survey) or visit.today > survey["closes_on"]:
        return
    name = f"invite.{survey['id']}"
    kept = st.session_state.setdefault(name, {"turn": 0, "links": [], "problems": {}})
    with st.expander(visit.say(INVITE), icon=":material/link:", expanded=bool(kept["links"] or kept["problems"])):
        if kept["links"]:
            _links(visit, name, kept["links"])
            return
        st.caption(visit.say(HINT))
        _form(visit, survey, name, kept)
        try:
            count = invitation.unused(home().invitations, visit, survey["id"])
        except StoreUnavailable:
            away.instead(visit.language)
            return
        if count:
            st.caption(visit.say(UNUSED, count=count))


def _links(visit: Visit, name: str, links: list[str]) -> None:
    st.warning(visit.say(ONCE), icon=":material/content_copy:")
    st.code("\n".join(links), language=None, wrap_lines=True)
    st.button(visit.say(TAKEN), key=f"{name}.taken", on_click=_forget, args=(name,))


def _forget(name: str) -> None:
    st.session_state[name] = st.session_state[name] | {"links": []}


def _form(visit: Visit, survey: dict[str, Any], name: str, kept: Mapping[str, Any]) -> None:
    problems: Mapping[str, Text] = kept["problems"]
    if "" in problems:
        st.error(plain(visit.say(problems[""])), icon=":material/error:")
    departments = visit.names("department")
    with st.form(f"form.{name}.{kept['turn']}", enter_to_submit=False, border=False):
        left, right = st.columns(2)
        with left:
            st.number_input(visit.say(COUNT), 1, invitation.MOST, 1, key=f"{name}.count")
            inputs.problem(visit, problems.get("count"))
        with right:
            st.selectbox(
                visit.say(DEPARTMENT),
                list(departments),
                index=None,
                format_func=lambda record: departments.get(record, "—"),
                placeholder=visit.say(UNKNOWN),
                key=f"{name}.department.{visit.language}",
            )
            inputs.problem(visit, problems.get("department"))
        st.form_submit_button(visit.say(MAKE), key=f"{name}.make", on_click=_make, args=(name, survey["id"]))


def _make(name: str, survey: int) -> None:
    visit, kept = must(), st.session_state[name]
    count, department = (st.session_state.get(f"{name}.{what}") for what in ("count", f"department.{visit.language}"))
    key = hashlib.sha256(repr((visit.person.id, name, kept["turn"], count, department)).encode()).hexdigest()
    outcome = attempt(lambda: invitation.invite(visit, home().invitations, survey, count or 0, department, key))
    if outcome.done:
        links = [_address(token) for token in outcome.made or ()]
        st.session_state[name] = {"turn": kept["turn"] + 1, "links": links, "problems": {}}
    else:
        st.session_state[name] = kept | {"problems": outcome.problems}


def _address(token: str) -> str:
    """Where a token is used: on the server that the visitor himself is on."""
    here = urlsplit(st.context.url or "")
    return f"{here.scheme}://{here.netloc}/{_PAGE}?{TOKEN}={token}"
