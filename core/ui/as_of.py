"""As of: at the top of every page, the choice of the moment to look at, and in the past a banner with the way back."""

from collections.abc import Callable
from datetime import date, timedelta

import streamlit as st

from core import moments
from core.store.engine import StoreUnavailable
from core.text import Text
from core.ui import as_of_key, away, where
from core.ui.words import plain
from core.visit import Visit

WHAT = Text("查看所有页面在过去某一时点的样子", "See every page as it stood at a past moment")
AS_OF = Text("截至 {at}", "As of {at}")
BANNER = Text("截至 {at} 的样子，只读", "As it stood at {at}, read-only")
NO_CHANGES = Text("过去的记录不能修改：回到现在后再操作。", "The past cannot be changed: go back to now first.")
NOT_YET = Text("截至 {at}，这里还没有记录。", "There was nothing here yet at {at}.")
BACK = Text("回到现在", "Back to now")
MOMENT, DAY = Text("时点", "Moment"), Text("或某一天结束时", "Or the end of a day")
COMPARE, WITH = Text("与另一时点对比", "Compare with another moment"), Text("选择时点", "Choose a moment")
NO_PAST = Text("还没有可以查看的过去：明天起可以回看。", "There is no past to look at yet: come back tomorrow.")

NO_MOMENT = Text(
    "链接中的时点无法识别、还没有到，或早于第一条记录：以下是现在的情况。",
    "The link names no moment that is known, past and since the first record: this is how things stand now.",
)

COMPARED = "compare"
_KEY = "as_of.choice"
_DAY = timedelta(days=1)


def control(visit: Visit) -> None:
    """The button that says which moment is shown and opens the choice of another."""
    key = st.session_state.pop(f"{_KEY}.compared", None)
    if key is not None:
        _compare(key)
    # In the past the banner says which moment this is.
    label = visit.say(moments.PRESENT if visit.past is None else MOMENT)
    box = st.popover(label, icon=":material/history:", type="tertiary", key=_KEY, on_change="rerun")
    if box.open:
        with box:
            try:
                _choices(visit)
            except StoreUnavailable:
                away.instead(visit.language)


def banner(visit: Visit) -> None:
    """In the past: which moment this is, that nothing can be changed, and the way back to now."""
    if visit.past is None:
        return
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
        words = plain(visit.say(BANNER, at=moments.told(visit, visit.past)))
        st.markdown(f":orange-badge[:material/history: **{words}** :material/lock:]", width="content")
        _back(visit, "banner")


def unknown(visit: Visit) -> None:
    """Say that the URL named no past moment."""
    st.warning(visit.say(NO_MOMENT), icon=":material/history_off:")


def read_only(visit: Visit) -> bool:
    """In the past, say that it cannot be changed, where a page is there for changing something; whether it was said."""
    if visit.past is not None:
        st.info(visit.say(NO_CHANGES), icon=":material/lock:")
    return visit.past is not None


def nothing(visit: Visit, empty: Text) -> str:
    """The words for an empty list: what to do next, or in the past that there was nothing yet."""
    return visit.say(empty) if visit.past is None else visit.say(NOT_YET, at=moments.told(visit, visit.past))


def _back(visit: Visit, place: str) -> None:
    st.button(visit.say(BACK), icon=":material/undo:", type="tertiary", on_click=as_of_key.choose, args=("",), key=f"as_of.back.{place}")


def _choices(visit: Visit) -> None:
    st.caption(visit.say(WHAT))
    here = as_of_key.named()
    offered = moments.named(visit, where.at("project"))
    first, last = _days(visit)
    if not offered and last < first:
        st.caption(visit.say(NO_PAST))
        return
    picked(visit, f"{_KEY}.named.{here}", MOMENT, offered, here, _chosen, moments.PRESENT)
    if first <= last:
        _day(visit, here, first, last)
    others = moments.comparable(visit, where.at("project"))
    picked(visit, f"{_KEY}.compare.{where.turn()}", COMPARE, others, "", _comparing, WITH)
    if visit.past is not None:
        _back(visit, "choice")


def picked(
    visit: Visit, key: str, label: Text, offered: list[moments.Named], here: str, change: Callable[[str], None], none: Text | None = None
) -> None:
    """A box of moments, newest first; change gets the key of a widget that holds the one chosen, or nothing."""
    words = {one.key: visit.say(one.label) for one in offered}
    if here and here not in words:
        found = moments.moment(visit, here)
        words |= {} if found is None else {here: visit.say(AS_OF, at=moments.told(visit, found))}
    keys = list(words)
    key = f"{key}.{visit.language}"
    st.selectbox(
        visit.say(label),
        keys,
        index=keys.index(here) if here in words else None,
        format_func=lambda one: words.get(one, one),
        placeholder=visit.say(none or WITH),
        key=key,
        on_change=change,
        args=(key,),
    )


def _day(visit: Visit, here: str, first: date, last: date) -> None:
    shown = None if visit.past is None else visit.local(visit.past).date()
    key = f"{_KEY}.day.{here}"
    # A link may name a day before the first record.
    earliest = first if shown is None else min(first, shown)
    st.date_input(visit.say(DAY), shown, earliest, last, format="YYYY-MM-DD", key=key, on_change=_dated, args=(key,))


def _days(visit: Visit) -> tuple[date, date]:
    """The day of the first record, and yesterday."""
    today = visit.as_of(None).today
    return moments.first_day(visit) or today, today - _DAY


def _chosen(key: str) -> None:
    as_of_key.choose(st.session_state.get(key) or "")


def _dated(key: str) -> None:
    day = st.session_state.get(key)
    as_of_key.choose(day.isoformat() if day else "")


def _comparing(key: str) -> None:
    # A callback cannot leave the page: the run that follows does.
    st.session_state[f"{_KEY}.compared"] = st.session_state.get(key)


def _compare(key: str) -> None:
    """Leave this page for the overview with two moments side by side; the filters in the URL go along."""
    where.leave_for("overview", {**st.query_params.to_dict(), COMPARED: key})
