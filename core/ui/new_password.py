"""Forms in which a password is chosen: by the first administrator, and by somebody signed in."""

from collections.abc import Mapping

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core import clock
from core.actions.act import Refused
from core.actions.sign_in import begin, choose_password
from core.home import home
from core.store.engine import StoreUnavailable
from core.text import Language, Text
from core.ui import session
from core.ui.words import plain

FIRST = Text("创建管理员", "Create the administrator")
FIRST_WHY = Text("这里还没有任何用户，请先创建第一位管理员。", "Nobody can sign in here yet: begin by creating the first administrator.")
CREATE = Text("创建并进入", "Create and open")
USERNAME = Text("登录名", "User name")
NAME = Text("姓名", "Your name")
PASSWORD = Text("密码", "Password")
AGAIN = Text("再次输入密码", "Password again")
RULE = Text("12–64 个字符，任何文字均可；最好是一句自己记得住的话", "12 to 64 characters of any script; best a sentence you remember")
NEEDED = Text("请填写", "Please fill this in")
DIFFERENT = Text("两次输入的密码不一致", "The two passwords differ")
UNAVAILABLE = Text("数据库暂时不可用，请稍后再试", "The database cannot be reached: please try again later")
CHANGE = Text("修改密码", "Change password")
GIVEN = Text("当前密码是管理员为您设置的，请先换成您自己的密码。", "This password was given to you: please choose one of your own first.")
OLD = Text("当前密码", "Current password")
NEW = Text("新密码", "New password")


def first_administrator() -> None:
    """Ask for the first administrator, create him, and let him in."""
    say = session.language()
    st.info(FIRST_WHY.say(say), icon=":material/waving_hand:")
    with st.form("first_administrator"):
        st.subheader(FIRST.say(say), anchor=False)
        places = {}
        username, places["username"] = _input(say, USERNAME, "username", high=40)
        name, places["name"] = _input(say, NAME, "name", high=60)
        new, places["password"] = _input(say, PASSWORD, "new-password", help=RULE)
        again, places["again"] = _input(say, AGAIN, "new-password")
        places[""] = st.empty()
        sent = st.form_submit_button(CREATE.say(say), type="primary")
    if not sent:
        return
    problems = _early({"username": username, "name": name, "password": new}, again)
    person = 0
    if not problems:
        try:
            person = begin(home().ledger, session.sessions(), username, name, new, language=say, now=clock.now())
        except Refused as refused:
            problems = refused.problems
        except StoreUnavailable:
            problems = {"": UNAVAILABLE}
    _show(say, problems, places)
    if not problems:
        session.come_in(person)


def choose(person: int, say: Language, *, given: bool = False) -> None:
    """Let somebody signed in choose another password; his other sessions end, and this one begins anew."""
    if given:
        st.info(GIVEN.say(say), icon=":material/key:")
    with st.form("choose_password"):
        places = {}
        old, places["old"] = _input(say, OLD, "current-password")
        new, places["password"] = _input(say, NEW, "new-password", help=RULE)
        again, places["again"] = _input(say, AGAIN, "new-password")
        places[""] = st.empty()
        sent = st.form_submit_button(CHANGE.say(say), type="primary")
    if not sent:
        return
    problems = _early({"old": old, "password": new}, again)
    if not problems:
        try:
            choose_password(home().ledger, session.sessions(), person, old, new, address=session.address(), now=clock.now())
        except Refused as refused:
            problems = refused.problems
        except StoreUnavailable:
            problems = {"": UNAVAILABLE}
    _show(say, problems, places)
    if not problems:
        session.come_in(person)


def _input(
    say: Language, label: Text, autocomplete: str, *, high: int | None = None, help: Text | None = None
) -> tuple[str, DeltaGenerator]:
    """One input and the place below it where its problem is shown."""
    secret = autocomplete.endswith("password")
    value = st.text_input(
        label.say(say),
        type="password" if secret else "default",
        max_chars=high,
        autocomplete=autocomplete,
        help=help.say(say) if help else None,
    )
    return value or "", st.empty()


def _early(values: Mapping[str, str], again: str) -> Mapping[str, Text]:
    missing = {name: NEEDED for name, value in values.items() if not value.strip()}
    return missing or ({"again": DIFFERENT} if again != values["password"] else {})


def _show(say: Language, problems: Mapping[str, Text], places: Mapping[str, DeltaGenerator]) -> None:
    for name, text in problems.items():
        places.get(name, places[""]).markdown(f":red[:material/error: {plain(text.say(say))}]")
