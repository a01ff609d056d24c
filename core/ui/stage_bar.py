"""The bar below a slide: to move on, to take down, the notes and the clock."""

from collections.abc import Sequence
from urllib.parse import urlencode

import streamlit as st

from core.text import Text
from core.ui import stage_end, stage_frame, stage_place
from core.ui.slide import Slide
from core.ui.stage_place import Place
from core.ui.words import plain
from core.visit import Visit

PREVIOUS, NEXT = Text("上一页", "Back"), Text("下一页", "Next")
JUMP, TITLED = Text("跳转到", "Jump to"), Text("{place}/{count} · {title}", "{place}/{count} · {title}")
PLAYS = Text("自动翻页", "Play")
PLAY, PAUSE = Text("自动翻页（{every} 秒）", "Play ({every} s)"), Text("暂停自动翻页", "Pause")
LIVE, LIVE_HELP = (
    Text("实时 · {time} 更新", "Live · updated {time}"),
    Text("有人保存后 2 秒内更新", "Shows what others save within two seconds"),
)
RECORD, NOTES = Text("记录", "Take down"), Text("备注", "Notes")
NO_NOTES = Text("这一页没有备注。", "No notes on this slide.")
WINDOW = Text("在另一个窗口打开备注", "Notes in a window of their own")
FULL, LEAVE = Text("全屏", "Full screen"), Text("退出放映", "Leave")
MORE, EVERY = Text("更多", "More"), Text("翻页间隔（秒）", "Seconds a slide")
MINUTES, OVER = Text("{minutes} 分钟", "{minutes} min"), Text("超时", "over by")
KEYS = Text(
    "← → 翻页 · 数字+回车跳转 · 空格自动翻页 · D 记决定 · A 记行动项 · N 备注 · F 全屏 · Esc 关闭",
    "← → slides · number+Enter jumps · Space plays · D decision · A action · N notes · F full screen · Esc closes",
)
_EVERY = "stage_every"
# What is read out for a button that shows an icon alone.
_ICONS = {"stage_previous": PREVIOUS, "stage_next": NEXT, "stage_play": PLAYS, "stage_notes": NOTES, "stage_more": MORE}


def draw(visit: Visit, place: Place, slides: Sequence[Slide], at: int) -> None:
    """The bar of the slide at that place, at the bottom of the screen."""
    with st.bottom, st.container(horizontal=True, vertical_alignment="center", gap="small", key="stage_bar"):
        move(visit, slides, at)
        _play(visit)
        frame(visit, "slides", place, slides, at)
        if visit.past is None:
            time = f"{visit.local(visit.now):%H:%M:%S}"
            st.badge(visit.say(LIVE, time=time), icon=":material/sensors:", color="green", help=visit.say(LIVE_HELP))
        _panels(visit, place, slides[at])


def move(visit: Visit, slides: Sequence[Slide], at: int) -> None:
    """What leads to the slide before, to any, and to the next."""
    _step(visit, PREVIOUS, "stage_previous", slides, at - 1)
    key = f"stage_jump.{visit.language}"
    st.session_state[key] = slides[at].key
    titles = {slide.key: visit.say(TITLED, place=number, count=len(slides), title=slide.title) for number, slide in enumerate(slides, 1)}
    st.selectbox(
        visit.say(JUMP),
        list(titles),
        format_func=lambda name: titles.get(name, name),
        key=key,
        on_change=lambda: stage_place.go(slide=st.session_state[key]),
        label_visibility="collapsed",
    )
    _step(visit, NEXT, "stage_next", slides, at + 1)


def _step(visit: Visit, text: Text, key: str, slides: Sequence[Slide], to: int) -> None:
    icon = ":material/chevron_left:" if text is PREVIOUS else ":material/chevron_right:"
    there = 0 <= to < len(slides)
    st.button("", icon=icon, key=key, help=visit.say(text), disabled=not there, on_click=_go, args=(slides, to))


def _go(slides: Sequence[Slide], at: int) -> None:
    if 0 <= at < len(slides):
        stage_place.go(slide=slides[at].key)


def _play(visit: Visit) -> None:
    plays = stage_place.says("play")
    words = visit.say(PAUSE) if plays else visit.say(PLAY, every=stage_place.every())
    icon = ":material/pause:" if plays else ":material/play_arrow:"
    st.button("", icon=icon, key="stage_play", help=words, on_click=stage_place.go, kwargs={"play": None if plays else 1})


def frame(visit: Visit, mode: str, place: Place, slides: Sequence[Slide], at: int) -> None:
    """The frame at that slide, with its keys and its clock; modes as in stage_frame."""
    row = place.meeting
    data: dict[str, object] = {"meeting": row and row["id"], "place": at, "count": len(slides), "over": visit.say(OVER)}
    data["labels"] = {key: visit.say(text) for key, text in _ICONS.items()}
    data["every"] = stage_place.every() if stage_place.says("play") else 0
    if row is not None and row["status"] == "held" and row["held_from"] is not None and visit.past is None:
        planned = int((row["ends_at"] - row["starts_at"]).total_seconds())
        data |= {"elapsed": int((visit.now - row["held_from"]).total_seconds()), "planned": planned}
        data["minutes"] = visit.say(MINUTES, minutes=planned // 60)
    stage_frame.draw(mode, lambda wanted: _go(slides, wanted), **data)


def _panels(visit: Visit, place: Place, slide: Slide) -> None:
    runs = place.runs(visit)
    if runs:
        st.button(visit.say(RECORD), icon=":material/edit_note:", key="stage_record")
    with st.popover("", icon=":material/sticky_note_2:", key="stage_notes", help=visit.say(NOTES)):
        notes(visit, slide)
        st.link_button(visit.say(WINDOW), _address(), icon=":material/open_in_new:")
    with st.popover("", icon=":material/more_horiz:", key="stage_more", help=visit.say(MORE)):
        st.button(visit.say(FULL), icon=":material/fullscreen:", key="stage_full")
        every = stage_place.every()
        st.number_input(
            *(visit.say(EVERY), stage_place.FASTEST, stage_place.SLOWEST, every, 5),
            key=_EVERY,
            on_change=lambda: stage_place.go(every=st.session_state[_EVERY]),
        )
        st.caption(visit.say(KEYS))
        st.button(visit.say(LEAVE), icon=":material/logout:", key="stage_leave", on_click=_leave)
    if runs:
        st.button(visit.say(stage_end.TITLE), type="primary", key="stage_end", on_click=stage_place.go, kwargs={"end": 1, "play": None})


def _address() -> str:
    """This view with its notes, as a link of the same page."""
    known = {name: st.query_params[name] for name in ("meeting", "project", "department", "slide") if name in st.query_params}
    return "?" + urlencode({"present": 1, "notes": 1} | known)


def _leave() -> None:
    stage_place.go(present=None, slide=None, play=None, notes=None, end=None)


def notes(visit: Visit, slide: Slide) -> None:
    """What whoever presents the slide may say."""
    st.markdown("\n".join(f"- {plain(line)}" for line in slide.notes) if slide.notes else visit.say(NO_NOTES))
