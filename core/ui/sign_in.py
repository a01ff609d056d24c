"""The one page for whoever may not go on: sign in, choose a password of one's own, or be the first administrator."""

import streamlit as st

from core import clock
from core.actions.sign_in import NotLetIn, sign_in
from core.home import home
from core.store.engine import StoreUnavailable
from core.text import Language, Text
from core.ui import new_password, session
from core.ui.session import language, sign_out_button, signed_in

__all__ = ["page", "sign_out_button", "signed_in"]

PRODUCT = "Tongpin 同频"
WHAT = Text("跨部门协作看板：需求、进度、问题与承诺，一处看清", "One clear view of work between departments")
SIGN_IN = Text("登录", "Sign in")
USERNAME = Text("登录名", "User name")
PASSWORD = Text("密码", "Password")
NOT_TAKEN = Text("登录没有完成，请重新登录", "Signing in was not completed: please sign in again")
FORGOTTEN = Text("忘记密码？请联系管理员重置", "Forgotten your password? An administrator can give you a new one")


def page() -> None:
    """Draw what this visitor needs before he can go on."""
    st.space("large")
    with st.container(horizontal_alignment="center"), st.container(width=440):
        _heading()
        person = session.holder()
        if person is not None and session.must_choose(person):
            new_password.choose(person, language(), given=True)
        elif session.sessions().has_passwords():
            _form()
        else:
            new_password.first_administrator()


def _heading() -> None:
    now, other = (Language.ZH, Language.EN) if language() is Language.ZH else (Language.EN, Language.ZH)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.title(f":material/hub: {PRODUCT}", anchor=False, width="content")
        name = "English" if other is Language.EN else "中文"
        st.button(name, type="tertiary", icon=":material/translate:", on_click=_speak, args=[other.value], key="language")
    st.markdown(WHAT.say(now))
    st.caption(WHAT.say(other))


def _speak(chosen: str) -> None:
    st.session_state["lang"] = chosen


def _form() -> None:
    # Loaded here: only this form needs it, and it wants a running server.
    from core.ui.authenticator import SignIn

    say = language()
    found: list[int] = []
    problems: list[Text] = [NOT_TAKEN] if session.was_refused() else []

    def check(username: str, password: str) -> bool:
        problems.clear()
        try:
            found.append(sign_in(home().ledger, session.sessions(), username, password, address=session.address(), now=clock.now()))
        except NotLetIn as refused:
            problems.append(refused.text)
        except StoreUnavailable:
            problems.append(new_password.UNAVAILABLE)
        return bool(found)

    labels = {"Form name": SIGN_IN, "Username": USERNAME, "Password": PASSWORD, "Login": SIGN_IN}
    SignIn(check).login(fields={name: text.say(say) for name, text in labels.items()}, key="sign_in")
    for problem in problems:
        st.error(problem.say(say), icon=":material/error:")
    if found:
        session.come_in(found[0])
    st.caption(FORGOTTEN.say(say))
