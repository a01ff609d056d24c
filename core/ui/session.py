"""The session of this browser: whose it is, how it begins and how it ends."""

import streamlit as st

from core import clock
from core.home import home
from core.store.engine import StoreUnavailable
from core.store.sessions import Sessions
from core.text import Language, Text
from core.web import cookie_name

COMING_IN = Text("正在进入…", "Opening…")
STILL_IN = Text(
    "数据库暂时连接不上，还没有退出，请稍后再试", "The database cannot be reached: you are still signed in, please try again later"
)
GOING_OUT = Text("正在退出…", "Signing out…")

# The cookie is one that scripts cannot read or write, so the page itself has to ask the server for it, and then load anew.
_POST = st.components.v2.component(
    "tongpin_session",
    js="""
const sent = new Set()
export default function ({ data, setTriggerValue }) {
  if (sent.has(data.body)) return
  sent.add(data.body)
  fetch(data.path, { method: "POST", body: data.body, credentials: "same-origin" })
    .then((answer) => (answer.ok ? location.reload() : setTriggerValue("refused", answer.status)))
    .catch(() => setTriggerValue("refused", -1))
}
""",
)


def sessions() -> Sessions:
    """The sessions of this server."""
    return home().sessions


def signed_in() -> int | None:
    """The id of whoever's session this browser holds; None too while he has yet to choose a password of his own.

    Costs no read of the database while nothing changes. Whether the person is still active is for the caller to see.
    """
    person = holder()
    return None if person is None or must_choose(person) else person


def holder() -> int | None:
    """The id of whoever's session this browser holds."""
    return home().whose(_token(), clock.now())


def must_choose(person: int) -> bool:
    """Whether the password was given to him by somebody else and is to be changed."""
    credential = sessions().credential(person)
    return credential is not None and credential.must_change


def address() -> str:
    """Where the visitor is, for counting guesses."""
    return st.context.ip_address or "localhost"


def language() -> Language:
    """The language before anybody is signed in: the one chosen on the page, or the browser's."""
    chosen = st.session_state.get("lang") or st.query_params.get("lang")
    if chosen in set(Language):
        return Language(chosen)
    return Language.ZH if (st.context.locale or "zh").lower().startswith("zh") else Language.EN


def come_in(person: int) -> None:
    """Let the page fetch a cookie for that person and load anew; nothing else is drawn meanwhile."""
    st.caption(COMING_IN.say(language()))
    ticket = sessions().issue_ticket(person, clock.now())
    _POST(data={"path": "/session/start", "body": ticket}, key="session_start", on_refused_change=_refused)
    st.stop()


def was_refused() -> bool:
    """Whether the last ticket bought nothing; said once."""
    return bool(st.session_state.pop("session_refused", False))


def _refused() -> None:
    st.session_state["session_refused"] = True


def sign_out_button(label: str) -> None:
    """A button that ends this session, in the database first and then in the browser."""
    if st.button(label, icon=":material/logout:", key="sign_out"):
        try:
            sessions().end(_token(), clock.now())
        except StoreUnavailable:
            st.error(STILL_IN.say(language()), icon=":material/error:")
            return
        st.caption(GOING_OUT.say(language()))
        _POST(data={"path": "/session/end", "body": ""}, key="session_end", on_refused_change=_refused)
        st.stop()


def _token() -> str:
    return st.context.cookies.get(cookie_name((st.context.url or "").startswith("https:")), "")
