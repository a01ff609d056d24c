"""The files attached to a record: a list to save them from, and the place to add more."""

import hashlib
from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from core.actions import attachment
from core.actions.attachment import CHANGED_BY, MOST_BYTES, MOST_FILES, Upload
from core.documents.kinds import KINDS
from core.home import home
from core.text import Text
from core.ui import where
from core.ui.attempt import attempt
from core.ui.button import act_button
from core.ui.visitor import must
from core.ui.words import plain
from core.visit import Visit

TITLE = Text("附件（{count}）", "Attachments ({count})")
ADD = Text("添加附件", "Add attachments")
LIMITS = Text("单个文件最大 {size} MB，每条记录最多 {most} 个", "Up to {size} MB a file and {most} files a record")
SAVE, SAVED = Text("保存附件", "Save the files"), Text("附件已保存", "The files are attached")
REMOVE, REMOVED = Text("移除", "Remove"), Text("附件已移除", "The file is removed")
SURE = Text("移除后历史中仍有记录，确定吗？", "The history will still tell of it. Remove it?")


def of(visit: Visit, table: str, row: Mapping[str, Any]) -> None:
    """The attachments of a record; whoever may change it adds and removes. Nothing where there are none and none may be added."""
    record, may = int(row["id"]), visit.may(CHANGED_BY[table], row)
    given = visit.frames["attachment"].filter(pl.col("of") == table, pl.col("record") == record).sort("id")
    # Its place is there at all times: a browser forgets what is being typed or chosen in what moves.
    with st.container():
        if given.is_empty() and not may:
            return
        st.markdown(f"**{visit.say(TITLE, count=given.height)}**")
        with st.container(gap="xsmall"):
            for one in given.iter_rows(named=True):
                _line(visit, one, may)
        if may and given.height < MOST_FILES:
            _add(visit, table, record)


def size(count: int) -> str:
    """A number of bytes as people say it."""
    return f"{count / 2**20:.1f} MB" if count >= 2**20 else f"{max(1, round(count / 2**10))} KB"


def _line(visit: Visit, one: Mapping[str, Any], may: bool) -> None:
    record = one["id"]
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        # A route of ours, not Streamlit's media: who may have it is asked when it is fetched.
        st.markdown(f":material/attach_file: [{plain(one['name'])}](/files/{record})", width="content")
        when = visit.local(one["saved_at"]).strftime("%Y-%m-%d %H:%M")
        st.caption(plain(f"{size(one['size'])} · {visit.name('person', one['saved_by'])} · {when}"), width="content")
        if may:
            with st.popover(visit.say(REMOVE), type="tertiary", key=f"detach.{record}"):
                st.text(visit.say(SURE))
                act_button(visit, f"detach.{record}.yes", REMOVE, lambda now: attachment.remove(now, record), REMOVED)


def _add(visit: Visit, table: str, record: int) -> None:
    name = f"attach.{table}.{record}"
    key = f"{name}.{st.session_state.get(f'{name}.turn', 0)}"
    with st.expander(visit.say(ADD), icon=":material/upload_file:"):
        given = st.file_uploader(
            visit.say(LIMITS, size=MOST_BYTES >> 20, most=MOST_FILES),
            type=list(KINDS),
            accept_multiple_files=True,
            max_upload_size=MOST_BYTES >> 20,
            key=key,
            on_change=_forget,
            args=(name,),
        )
        for problem in st.session_state.get(f"{name}.problems", {}).values():
            st.error(plain(visit.say(problem)), icon=":material/error:")
        if given:
            st.button(visit.say(SAVE), type="primary", key=f"{name}.save", on_click=_save, args=(name, key, table, record))


def _forget(name: str) -> None:
    """What was wrong with other files is not wrong with these."""
    st.session_state.pop(f"{name}.problems", None)


def _save(name: str, key: str, table: str, record: int) -> None:
    visit = must()
    given = st.session_state.get(key) or []
    uploads = [Upload(one.name, one.getvalue()) for one in given]
    # Every upload has an id of its own: the same ones sent twice are one click, the same file chosen anew is not.
    click = hashlib.sha256("\n".join([name, *(one.file_id for one in given)]).encode()).hexdigest()
    outcome = attempt(lambda: attachment.attach(visit, home().files, table, record, uploads, click), "attachment")
    if outcome.done:
        _forget(name)
        st.session_state[f"{name}.turn"] = st.session_state.get(f"{name}.turn", 0) + 1
        where.tell(visit, SAVED)
    else:
        st.session_state[f"{name}.problems"] = outcome.problems
