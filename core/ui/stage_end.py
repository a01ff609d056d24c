"""The end of a meeting: what goes out, to whom, and when the next one is; one click does it all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from core.actions import closing
from core.actions.act import Refused
from core.schema.field import Field, Kind, Table
from core.schema.talk import MEETING
from core.text import Text
from core.ui import meeting_texts, shown, stage_draft, stage_next, stage_over, stage_place, stage_record, where
from core.ui.form import Filled, form
from core.ui.slide import Slide
from core.ui.words import plain
from core.visit import Visit

TITLE = Text("结束并分发", "Close and distribute")
HINT = Text(
    "纪要已按幻灯片和会上记录起草，可以直接修改。确认后一次完成：保存纪要、分发、排定下次会议。",
    "The minutes are drafted from the slides and from what was typed; change what you like. One click saves and distributes them "
    "and plans the next meeting.",
)
TO = Text("分发给 {count} 人：{names}", "Goes to {count}: {names}")
NEXT = Text("排定下次会议", "Plan the next meeting")
NEXT_AT = Text("下次会议时间", "The next meeting")
PLANNED = Text("下次会议已排定：{when}", "The next meeting is planned: {when}")
CONFIRM = {"close": Text("确认并分发", "Confirm and distribute")}
RENEW = {"renew": Text("带入新内容", "Take in what is new")}
BACK = {"back": Text("返回放映", "Back to the slides")}
DISCARD = {"back": Text("放弃草稿", "Discard the draft")}
UNSENT = Text("您的草稿没有发出，需要的内容请从下面复制。", "Your draft did not go out. Copy below what you still need.")
STALE = Text(
    "起草之后又有新的记录：没改过的栏换成最新草稿；改过的栏保留您的内容，新增的加在后面。",
    "More was taken down since this was drafted. A field you left alone takes the newest draft; to one you changed, what is new is added.",
)
SENT = Text("纪要已分发", "The minutes are distributed")
ACTIONS = Text(
    "行动项（{count}）：记下时即已生效，随纪要一并分发", "Actions ({count}): under way since they were typed, distributed with the minutes"
)
NO_ACTIONS = Text("本次会议没有行动项。", "This meeting has no actions.")
CLOSING: Table = replace(
    MEETING,
    fields=(
        MEETING.by_name["consensus"],
        MEETING.by_name["discussion"],
        Field("next", Kind.YES_NO, NEXT),
        Field("next_at", Kind.MOMENT, NEXT_AT),
    ),
)
_CLOSED, _DRAFT = "stage.closed", "stage.draft.{record}"


def draw(visit: Visit, meeting: Mapping[str, Any], slides: Sequence[Slide]) -> None:
    """The drafted minutes, who gets them, what follows, and the button."""
    planned = stage_next.planned(visit, meeting)
    # In a place of their own: what comes or goes while others save must not move the form, whose inputs would be made anew.
    with st.container():
        _head(visit, meeting, planned)
    newest = {"consensus": meeting["consensus"], "discussion": meeting["discussion"] or stage_draft.draft(visit, slides)}
    if planned is None:
        newest |= {"next": True, "next_at": stage_next.proposed(visit, meeting)["starts_at"]}
    _form(visit, int(meeting["id"]), meeting["version"], newest)


def unsent(meeting: Mapping[str, Any]) -> bool:
    """Whether this session has a draft of a meeting's minutes that it has not sent."""
    return _DRAFT.format(record=meeting["id"]) in st.session_state


def draw_unsent(visit: Visit, meeting: Mapping[str, Any]) -> None:
    """A draft that another host was quicker than, in the inputs it was typed into."""
    record = int(meeting["id"])
    with st.container():
        stage_over.tell(visit, meeting)
    with st.container():
        st.warning(visit.say(UNSENT), icon=":material/content_copy:")
    start = st.session_state[_DRAFT.format(record=record)]["start"]

    def discard(_: Visit, __: Filled) -> None:
        st.session_state.pop(_DRAFT.format(record=record), None)

    form(
        *(visit, "meeting", f"stage.{record}.end", discard, lambda _, __: stage_place.go(end=None)),
        fields=[name for name in start if name in MEETING.by_name],
        start=start,
        buttons=DISCARD,
        declared=CLOSING,
    )


def _head(visit: Visit, meeting: Mapping[str, Any], planned: Mapping[str, Any] | None) -> None:
    """Who gets the minutes, and what follows."""
    record = int(meeting["id"])
    st.caption(visit.say(HINT))
    people = _people(visit, meeting)
    st.markdown(":material/forward_to_inbox: " + plain(visit.say(TO, count=len(people), names=visit.say(shown.AND).join(people))))
    if planned is not None:
        when = meeting_texts.span(visit, planned["starts_at"], planned["ends_at"])
        st.markdown(":material/event_available: " + plain(visit.say(PLANNED, when=when)))
    tasks = meeting_texts.tasks(visit, record)
    if tasks.is_empty():
        st.caption(visit.say(NO_ACTIONS))
    else:
        st.markdown(f"**{visit.say(ACTIONS, count=tasks.height)}**")
        stage_record.actions(visit, meeting, tasks)


def _form(visit: Visit, record: int, version: int, newest: Mapping[str, Any]) -> None:
    """What the host changes, begun from a draft; it stays as he has it until a button is pressed, whatever is saved meanwhile."""
    kept = st.session_state.setdefault(_DRAFT.format(record=record), {"shown": newest, "start": newest})
    if kept.pop("left", False):
        kept |= {"shown": newest, "start": stage_draft.renewed(kept["start"], kept["shown"], newest)}
    stale = kept["shown"] != newest

    def save(now: Visit, filled: Filled) -> str:
        if filled.button == "close":
            _close(now, record, filled)
        elif filled.button == "renew":
            kept.update(shown=newest, start=stage_draft.renewed(filled.values, kept["shown"], newest))
        elif stage_draft.same(filled.values, kept["shown"]):
            st.session_state.pop(_DRAFT.format(record=record), None)
        else:
            kept.update(start=filled.values, left=True)
        return filled.button

    def done(_: Visit, button: object) -> None:
        if button == "back":
            stage_place.go(end=None)
        elif button != "renew":
            st.session_state[_CLOSED] = True
            st.session_state.pop(_DRAFT.format(record=record), None)

    with st.container():
        if stale:
            st.info(visit.say(STALE), icon=":material/update:")
    form(
        *(visit, "meeting", f"stage.{record}.end", save, done),
        fields=list(newest),
        start=kept["start"],
        base=version,
        buttons={**CONFIRM, **(RENEW if stale else {}), **BACK},
        declared=CLOSING,
    )


def _close(visit: Visit, record: int, filled: Filled) -> None:
    told = {name: filled.values[name] for name in ("consensus", "discussion")}
    row = visit.frames["meeting"].row(by_predicate=pl.col("id") == record, named=True)
    following = stage_next.following(visit, row, filled.values["next_at"]) if filled.values.get("next") else None
    try:
        closing.close(visit, record, filled.base, told, (), following, filled.key)
    except Refused as refused:
        raise Refused({"next_at" if name == "starts_at" else name: text for name, text in refused.problems.items()}) from None


def _people(visit: Visit, meeting: Mapping[str, Any]) -> list[str]:
    """Who was invited, who led and who wrote, and who has something to do."""
    owners = meeting_texts.tasks(visit, meeting["id"])["owner"].to_list()
    known = [meeting["host"], meeting["recorder"], *(meeting["attendees"] or []), *owners]
    return [visit.name("person", person) for person in dict.fromkeys(known) if person is not None]


def tell_when_done(visit: Visit) -> None:
    """After the end: say that it is done, and draw everything anew, now without what follows the records.

    The slides stay until somebody leaves them: a page that is left while it follows can come up empty.
    """
    if st.session_state.pop(_CLOSED, False):
        where.tell(visit, SENT)
        st.rerun()
