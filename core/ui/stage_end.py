"""The end of a meeting: what goes out, to whom, and when the next one is; one click does it all."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from core.actions import closing
from core.actions.act import Refused
from core.agendas import following
from core.metrics.agenda import next_meeting, usual_start
from core.schema.check import LENGTHS
from core.schema.field import Field, Kind, Table
from core.schema.talk import MEETING
from core.text import Text
from core.ui import meeting_texts, shown, stage_place, stage_record, where
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
SENT = Text("纪要已分发", "The minutes are distributed")
ACTIONS = Text(
    "行动项（{count}）：记下时即已生效，随纪要一并分发", "Actions ({count}): under way since they were typed, distributed with the minutes"
)
NO_ACTIONS = Text("本次会议没有行动项。", "This meeting has no actions.")
# Characters that minutes are read to the end of.
ROOM = 1500
SECTION = Text("【{title}】", "[{title}]")

CLOSING: Table = replace(
    MEETING,
    fields=(
        MEETING.by_name["consensus"],
        MEETING.by_name["discussion"],
        Field("next", Kind.YES_NO, NEXT),
        Field("next_at", Kind.MOMENT, NEXT_AT),
    ),
)
OVER = Text("会议已结束，纪要已于 {when} 分发。", "The meeting has ended; its minutes were distributed at {when}.")
OPEN = Text("查看会议与纪要", "Open the meeting and its minutes")
_CLOSED = "stage.closed"


def draw(visit: Visit, meeting: Mapping[str, Any], slides: Sequence[Slide]) -> None:
    """The drafted minutes, who gets them, what follows, and the button."""
    record, proposed = int(meeting["id"]), _proposed(visit, meeting)
    planned = next_meeting(visit.frames["meeting"], meeting, visit.moment)

    def save(now: Visit, filled: Filled) -> None:
        told = {name: filled.values[name] for name in ("consensus", "discussion")}
        starts = filled.values.get("next_at")
        try:
            closing.close(now, record, filled.base, told, (), _next(proposed, starts) if filled.values.get("next") else None, filled.key)
        except Refused as refused:
            raise Refused({"next_at" if name == "starts_at" else name: text for name, text in refused.problems.items()}) from None

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
    names = ["consensus", "discussion", *([] if planned is not None else ["next", "next_at"])]
    start = {"discussion": meeting["discussion"] or draft(visit, slides), "consensus": meeting["consensus"]}
    start |= {"next": True, "next_at": proposed["starts_at"]}
    name = f"stage.{record}.end"
    form(
        *(visit, "meeting", name, save, lambda _, __: _done(record)),
        fields=names,
        start=start,
        base=meeting["version"],
        buttons=CONFIRM,
        declared=CLOSING,
    )


def _proposed(visit: Visit, meeting: Mapping[str, Any]) -> dict[str, Any]:
    """The next meeting by the communication plan, or at the hour that the series usually has."""
    before = visit.history("meeting", meeting["id"]).filter(pl.col("held_from").is_null())
    planned = None if before.is_empty() else before["starts_at"][-1]
    usual = usual_start(visit.frames["meeting"], meeting, planned, visit.zone)
    plan = visit.frames["cadence"].filter(pl.col("id") == (meeting["cadence"] or 0))
    return following(meeting, visit.moment, visit.rules.calendar, usual, None if plan.is_empty() else plan.row(0, named=True))


def _next(proposed: Mapping[str, Any], starts: Any) -> dict[str, Any]:
    length = proposed["ends_at"] - proposed["starts_at"]
    return {**proposed, "starts_at": starts, "ends_at": None if starts is None else starts + length}


def draft(visit: Visit, slides: Sequence[Slide]) -> str:
    """What the slides put into the minutes, each under its title: the first line of every slide, then the second, while there is room."""
    told = [(visit.say(SECTION, title=slide.title), slide.minutes.strip().splitlines()) for slide in slides if slide.minutes.strip()]
    taken, room = [0] * len(told), ROOM - sum(len(title) + 1 for title, _ in told)
    for turn in range(max((len(lines) for _, lines in told), default=0)):
        for place, (_, lines) in enumerate(told):
            # A line that does not fit ends its slide: what is more important comes first.
            if taken[place] == turn < len(lines) and len(lines[turn]) < room:
                taken[place], room = turn + 1, room - len(lines[turn]) - 1
    return "\n".join("\n".join([title, *lines[:most]]) for (title, lines), most in zip(told, taken, strict=True))[: LENGTHS[Kind.LONG_TEXT]]


def _people(visit: Visit, meeting: Mapping[str, Any]) -> list[str]:
    """Who was invited, who led and who wrote, and who has something to do."""
    owners = meeting_texts.tasks(visit, meeting["id"])["owner"].to_list()
    known = [meeting["host"], meeting["recorder"], *(meeting["attendees"] or []), *owners]
    return [visit.name("person", person) for person in dict.fromkeys(known) if person is not None]


def _done(record: int) -> None:
    st.session_state[_CLOSED] = record


def leave_when_done(visit: Visit) -> None:
    """After the end: leave the slides for the meeting's page, and say what was done."""
    record = st.session_state.pop(_CLOSED, None)
    if record is not None:
        where.tell(visit, SENT)
        stage_place.leave()
        where.open_record("meeting", record)


def over(visit: Visit, meeting: Mapping[str, Any]) -> None:
    """What every other window of a meeting shows once it has ended, and the way to its page."""
    sent = visit.local(meeting["minutes_sent_at"] or meeting["saved_at"])
    st.success(
        visit.say(OVER, when=f"{sent:%H:%M}" if sent.date() == visit.today else f"{sent:%Y-%m-%d %H:%M}"), icon=":material/check_circle:"
    )
    if st.button(visit.say(OPEN), icon=":material/open_in_new:", type="primary", key="stage_open"):
        stage_place.leave()
        where.open_record("meeting", int(meeting["id"]))
