"""While the database is away: say so, keep what was typed, and go on by itself when it is back."""

import streamlit as st

from core.home import home
from core.text import Language, Text

STALE = Text(
    "数据库暂时连接不上。本页显示的是断开前的内容，您填写的内容还在；恢复后本页会自动更新，届时再保存。",
    "The database cannot be reached just now. This page shows what was last known, and what you typed is still here; "
    "the page goes on by itself when the database is back, and you can save then.",
)
NOTHING = Text(
    "数据库暂时连接不上，这里的内容现在无法显示；恢复后本页会自动更新。",
    "The database cannot be reached just now, so this cannot be shown; the page goes on by itself when the database is back.",
)


def notice(language: Language) -> None:
    """Say above the page that it may be out of date; nothing while the database answers."""
    # The place is there at all times: what stands below it must not move, or a browser forgets what is being typed.
    place = st.empty()
    if not home().ledger.reachable:
        with place.container():
            st.warning(STALE.say(language), icon=":material/cloud_off:")
            _wait()


def instead(language: Language) -> None:
    """Stand in for what cannot be shown without the database."""
    st.warning(NOTHING.say(language), icon=":material/cloud_off:")
    _wait()


@st.fragment(run_every="2s")
def _wait() -> None:
    ledger = home().ledger
    ledger.snapshot()
    if ledger.reachable:
        st.rerun()
