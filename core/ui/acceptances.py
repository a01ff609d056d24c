"""The life of one deliverable: each edition handed over and judged, and the forms of what comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import polars as pl
import streamlit as st

from core.actions import delivery
from core.actions.act import Refused
from core.store.engine import StoreUnavailable
from core.store.work import Conflict
from core.text import Text
from core.ui import attachments, away, records, times, where
from core.ui.button import CHANGED
from core.ui.form import Filled, form
from core.ui.states import Colour, badge
from core.ui.words import plain
from core.visit import Visit

LIFE = Text("交付与验收过程", "How it went")
HANDED_OVER, WITHDRAWN = Text("提交", "Handed over"), Text("撤回", "Withdrawn")
RECTIFIED = Text("{at} 整改通过", "put right {at}")
ACCEPT, ACCEPT_HINT = (
    Text("验收", "Acceptance"),
    Text(
        "联合验收：由发起部门与执行部门的人共同验收，提交人不能是唯一的验收人；不通过须写明整改意见和期限。",
        "Joint acceptance: people of the department that asked and of the one that delivers; whoever handed it over cannot be the only"
        " reviewer. A failure says what to rectify and by when.",
    ),
)
JUDGE = {"pass": Text("验收通过", "Accept"), "fail": Text("不通过，要求整改", "Send back")}
ONE_SIDED = Text(
    "验收人都来自{department}：联合验收建议再请另一方参加", "All reviewers are of {department}: a joint acceptance has both sides"
)
NEXT = Text("提交整改后的版本", "Hand over the next version")
SEND = {"deliver": Text("提交验收", "Hand over")}
_SUBMITTED = ("submitter", "link", "self_check")
_JUDGED = ("reviewers", "rectify_by", "rectification")


@dataclass(frozen=True)
class Event:
    """Something that happened to a deliverable: row is a version of it, or the acceptance it led to."""

    at: datetime
    table: str
    row: Mapping[str, Any]


def life(visit: Visit, row: Mapping[str, Any]) -> None:
    """Every edition of a deliverable as it was handed over, withdrawn, accepted or failed, newest first."""
    try:
        events = story(visit, row["id"])
    except StoreUnavailable:
        away.instead(visit.language)
        return
    st.markdown(f"**{visit.say(LIFE)}**")
    for event in reversed(events):
        with st.container(border=True, gap="small"):
            _event(visit, event)


def story(visit: Visit, record: int) -> list[Event]:
    """What happened to a deliverable, oldest first. Raises StoreUnavailable."""
    events, handed_over = [], None
    for version in visit.history("deliverable", record).iter_rows(named=True):
        if version["submitted_at"] != handed_over:
            events.append(Event(version["submitted_at"], "deliverable", version))
        elif version["status"] == "withdrawn":
            events.append(Event(version["saved_at"], "deliverable", version))
        handed_over = version["submitted_at"]
    events += [Event(given["accepted_at"], "acceptance", given) for given in records.linked(visit, "acceptance", "deliverable", record)]
    # Judged in the minute it was handed over, it was handed over first.
    return sorted(events, key=lambda event: (event.at, event.row["seq"]))


def one_sided(visit: Visit, reviewers: list[int]) -> int | None:
    """The department that all of several reviewers, or the one, are of; None where they are of more than one, or of none."""
    people = visit.frames["person"].filter(pl.col("id").is_in(reviewers))
    found = people["department"].unique().to_list()
    return found[0] if len(found) == 1 else None


def open_failures(visit: Visit, record: int) -> list[int]:
    """The acceptances of a deliverable whose failure is not put right yet."""
    given = records.linked(visit, "acceptance", "deliverable", record)
    return [one["id"] for one in given if one["result"] == "fail" and one["rectified_at"] is None]


def judge(visit: Visit, row: dict[str, Any]) -> None:
    """The form of an acceptance: who judged it, and for a failure what to rectify by when."""

    def save(now: Visit, filled: Filled) -> int:
        try:
            return delivery.accept(now, row["id"], row["version"], filled.values | {"result": filled.button}, filled.key)
        except Conflict as conflict:
            # It is the deliverable that moved on, not the acceptance being written: what is typed stays.
            who = now.name("person", conflict.theirs["saved_by"])
            raise Refused({"": CHANGED.filled(who=who)}) from conflict

    with st.container(border=True):
        st.markdown(f"**{visit.say(ACCEPT)}**")
        st.caption(visit.say(ACCEPT_HINT))
        fields = ("reviewers", "rectify_by", "rectification")
        start = {"reviewers": [visit.person.id]} if visit.person.id != row["submitter"] else {}
        form(visit, "acceptance", _named(visit, row, "judge"), save, _stay, fields=fields, start=start, buttons=JUDGE)


def hand_over_next(visit: Visit, row: dict[str, Any]) -> None:
    """The form of the next edition of what failed."""

    def save(now: Visit, filled: Filled) -> int:
        return delivery.submit(now, filled.values, row["id"], filled.base, filled.key)

    start = {"edition": delivery.next_edition(row["edition"]), "link": row["link"]}
    with st.container(border=True):
        st.markdown(f"**{visit.say(NEXT)}**")
        name, fields = _named(visit, row, "next"), ("edition", "link", "self_check")
        form(visit, "deliverable", name, save, where.show, fields=fields, start=start, base=row["version"], buttons=SEND)


def _named(visit: Visit, row: dict[str, Any], form_of: str) -> str:
    """A form of its own for each round: what was typed for one acceptance is not the next one's."""
    return f"deliverable.{row['id']}.{form_of}.{len(records.linked(visit, 'acceptance', 'deliverable', row['id']))}"


def _stay(visit: Visit, _: object) -> None:
    where.show(visit, None)


def _event(visit: Visit, event: Event) -> None:
    row = event.row
    gone = event.table == "deliverable" and row["status"] == "withdrawn"
    word, colour = _said(visit, event, gone)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.badge(plain(word), color=colour)
        st.text(row["edition"])
        st.caption(plain(times.at(visit, event.at)), width="content")
        if row.get("rectified_at"):
            st.caption(plain(visit.say(RECTIFIED, at=times.at(visit, row["rectified_at"]))), width="content")
    if event.table == "deliverable":
        if not gone:
            records.facts(visit, "deliverable", row, _SUBMITTED)
        return
    records.facts(visit, "acceptance", row, _JUDGED)
    department = one_sided(visit, row["reviewers"])
    if department is not None:
        st.caption(f":orange[:material/group:] {plain(visit.say(ONE_SIDED, department=visit.name('department', department)))}")
    attachments.of(visit, "acceptance", row)


def _said(visit: Visit, event: Event, gone: bool) -> tuple[str, Colour]:
    if event.table == "acceptance":
        return badge(visit, "acceptance_result", event.row["result"])
    return visit.say(WITHDRAWN if gone else HANDED_OVER), "gray"
