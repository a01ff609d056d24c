"""What every other window of a meeting shows once it is over, and the way to its page."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from core.text import Text
from core.ui import stage_place, where
from core.ui.stage_place import Place
from core.ui.words import plain
from core.visit import Visit

CLOSED = Text("会议已结束，纪要已于 {when} 分发。", "The meeting has ended; its minutes were distributed at {when}.")
CANCELLED = Text("会议已于 {when} 取消。", "The meeting was cancelled at {when}.")
REMOVED = Text("会议已于 {when} 移除。", "The meeting was removed at {when}.")
OPEN = Text("查看会议与纪要", "Open the meeting and its minutes")
OPEN_CANCELLED = Text("查看会议", "Open the meeting")


def draw(visit: Visit, place: Place) -> None:
    """What has become of the meeting, and the way to its page."""
    row = place.meeting or {}
    st.title(plain(row["topic"]), anchor=False)
    tell(visit, row)
    text = OPEN if row["status"] == "closed" else OPEN_CANCELLED
    if not row["removed"] and st.button(visit.say(text), icon=":material/open_in_new:", type="primary", key="stage_open"):
        stage_place.leave()
        where.open_record("meeting", int(row["id"]))


def tell(visit: Visit, row: Mapping[str, Any]) -> None:
    """What has become of the meeting, and when."""
    at = visit.local(row["minutes_sent_at"] or row["saved_at"])
    when = f"{at:%H:%M}" if at.date() == visit.today else f"{at:%Y-%m-%d %H:%M}"
    if row["removed"]:
        st.warning(visit.say(REMOVED, when=when), icon=":material/event_busy:")
    elif row["status"] == "closed":
        st.success(visit.say(CLOSED, when=when), icon=":material/check_circle:")
    else:
        st.warning(visit.say(CANCELLED, when=when), icon=":material/event_busy:")
