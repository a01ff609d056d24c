"""A meeting from its notice to its minutes: told, taken down with its action items, and distributed."""

from dataclasses import replace
from typing import Any

import polars as pl
import streamlit as st

from core.actions import meeting
from core.schema.field import Table
from core.schema.talk import MEETING
from core.schema.trouble import ISSUE
from core.schema.work import TASK
from core.text import Text
from core.ui import meeting_texts, records, where
from core.ui.button import act_button
from core.ui.form import Filled, form
from core.ui.rows import Rows
from core.visit import Visit

NOTICE = Text("会议通知", "Notice")
COPY = Text("复制下面的文字，发给参会人员后点“已发出通知”。", "Copy the text below to the attendees, then say that it was sent.")
SENT = Text("已发出通知", "The notice was sent")
TAKE = Text("会议纪要", "Minutes")
HINT = Text(
    "会议进行中可以多次保存；新行动项保存后成为项目任务，责任部门不填则取主责人的部门。",
    "Save as often as you like during the meeting. Each new action becomes a task of the project; without a department, its owner's.",
)
OF_PROJECTS = Text(
    "会议不属于某个项目：请为每个行动项选定项目。", "The meeting is of no project: please choose one for each of its actions."
)
AGREE = Text(
    "会上就问题明确措施、责任人和新的解决时限后一并填写，专项会议时钟随之停止。",
    "Once the meeting has agreed the measures, an owner and a new date for the issue, fill them in here: that stops its meeting clock.",
)
ACTIONS = Text("行动项", "Actions")
SAVE = {"save": Text("保存纪要", "Save the minutes"), "send": Text("保存并分发", "Save and distribute")}
TO_SEND = Text("纪要文本", "Text of the minutes")
COPY_MINUTES = Text("复制下面的文字，发给参会人员后点“已分发纪要”。", "Copy the text below to the attendees, then say that it was sent.")
DISTRIBUTED = Text("已分发纪要", "The minutes were sent")
_FIELDS = ("discussion", "consensus", "held_from", "held_until")
_AGREED = ("measures", "owner", "resolve_by")
_ACTION = ("title", "owner", "due_on", "department")
_SHOWN = ("title", "status", "owner", "due_on", "department")
_WIDTHS = {"title": 220, "owner": 120, "due_on": 120, "department": 150, "project": 150}

GRID: Table = replace(TASK, label=ACTIONS, fields=tuple(TASK.by_name[name] for name in _ACTION))
OF_ANY: Table = replace(GRID, fields=(*GRID.fields, TASK.by_name["project"]))
MINUTES: Table = replace(MEETING, fields=tuple(MEETING.by_name[name] for name in _FIELDS))
WITH_ISSUE: Table = replace(MINUTES, fields=(*MINUTES.fields, *(ISSUE.by_name[name] for name in _AGREED)))


def notice(visit: Visit, row: dict[str, Any]) -> None:
    """The text of the notice and, until it is sent, the button that says it was. Nothing once the meeting has begun."""
    if row["status"] != "planned" or row["starts_at"] <= visit.moment:
        return
    waits = row["noticed_at"] is None
    with st.expander(visit.say(NOTICE), expanded=waits, icon=":material/campaign:"):
        if waits:
            st.caption(visit.say(COPY))
        st.code(meeting_texts.notice(visit, row), language=None, wrap_lines=True)
        if waits:
            record, version = row["id"], row["version"]
            act_button(visit, "notify", SENT, lambda now: meeting.notify(now, record, version), where.SAVED, primary=True)


def actions_of(row: dict[str, Any]) -> Table:
    """What is asked of an action of a meeting: its project too, where the meeting has none."""
    return GRID if row["project"] is not None else OF_ANY


def take(visit: Visit, row: dict[str, Any]) -> None:
    """The form of the minutes, with rows for the action items and, for an issue not yet met about, what is agreed on it."""
    about = visit.frames["issue"].filter(
        pl.col("id") == (row["issue"] or 0), pl.col("convened_at").is_null(), pl.col("status").is_in(["open", "responded"])
    )
    own = None if about.is_empty() else about.row(0, named=True)
    agrees = own is not None and row["kind"] in meeting.ABOUT_ISSUE and visit.may("issue.handle", own)
    begun = row["starts_at"] <= visit.moment
    # Opened ahead of time, it does not know yet when it will begin: the save does.
    start = row | {
        "held_from": row["held_from"] or (row["starts_at"] if begun else None),
        "held_until": row["held_until"] or row["ends_at"],
    }
    start |= {"owner": own["owner"]} if own is not None else {}
    record = row["id"]

    def save(now: Visit, filled: Filled) -> int:
        with now.ledger.batch():
            meeting.hold(now, record, filled.base, filled.values, filled.rows, filled.key)
            if filled.button == "send":
                meeting.distribute(now, record, None)
        return int(record)

    with st.expander(visit.say(TAKE), expanded=begun or row["status"] == "held", icon=":material/edit_note:"):
        st.caption(visit.say(HINT))
        if row["project"] is None:
            st.caption(visit.say(OF_PROJECTS))
        if agrees:
            st.caption(visit.say(AGREE))
        rows = Rows(actions_of(row), widths=_WIDTHS)
        declared = WITH_ISSUE if agrees else MINUTES
        fields = [field.name for field in declared.fields]
        name = f"meeting.{record}.minutes"
        form(
            *(visit, "meeting", name, save, where.show),
            fields=fields,
            start=start,
            base=row["version"],
            buttons=SAVE,
            declared=declared,
            rows=rows,
        )


def actions(visit: Visit, row: dict[str, Any]) -> None:
    """The action items of a meeting; a click opens one. Nothing where there are none."""
    rows = meeting_texts.tasks(visit, row["id"])
    if not rows.is_empty():
        st.markdown(f"**{visit.say(ACTIONS)}**")
        records.listing(visit, "task", rows, _SHOWN, "meeting.actions")


def distribution(visit: Visit, row: dict[str, Any]) -> None:
    """The text of the minutes and, until they are distributed, the button that says they were. Nothing while there are none."""
    if not (row["discussion"] or row["consensus"]):
        return
    waits = row["status"] == "held" and visit.may("meeting.plan", row)
    with st.expander(visit.say(TO_SEND), expanded=waits, icon=":material/forward_to_inbox:"):
        if waits:
            st.caption(visit.say(COPY_MINUTES))
        st.code(meeting_texts.minutes(visit, row), language=None, wrap_lines=True)
        if waits:
            record, version = row["id"], row["version"]
            act_button(visit, "distribute", DISTRIBUTED, lambda now: meeting.distribute(now, record, version), where.SAVED, primary=True)
