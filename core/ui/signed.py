"""Signatures under a charter as tables: how each stands, what has changed since it was given, and every one there was."""

from collections.abc import Mapping
from typing import Any

import polars as pl
import streamlit as st

from core.metrics import edition
from core.metrics.edition import Edition
from core.text import Text
from core.ui import shown
from core.visit import Visit

STATES = {
    "signed": Text("已签", "Signed"),
    "returned": Text("退回修改", "Returned"),
    "rejected": Text("不同意", "Rejected"),
    "waiting": Text("待签", "To be signed"),
    "invalid": Text("已失效：签后有变更", "Lapsed: changed since"),
}
WHO, STATE, BY, WHEN = Text("签字方", "Signatory"), Text("状态", "State"), Text("签字人", "Signed by"), Text("签字时间", "Signed at")
AWAITED = Text("应由 {name} 签", "{name} is to sign")
VERSION, COMMENT = Text("签署版本", "Edition"), Text("意见", "Comment")
NUMBERED = Text("第 {number} 版", "No. {number}")
SINCE = Text("第 {number} 版以来的变更（{count} 处）", "Changed since edition {number} ({count})")
BEFORE, NOW = Text("签署时", "As signed"), Text("现在", "Now")
JOINED, LEFT = Text("参与", "Takes part"), Text("未参与", "Takes no part")
ALL = Text("全部签字记录（{count}）", "Every signature ({count})")


def table(visit: Visit, rows: pl.DataFrame, known: list[Edition]) -> None:
    """How the newest signature of each department stands, and those of the manager and a leader where given. Rows of standing()."""
    numbers = {one.name: one.number for one in known}
    given = rows.filter((pl.col("part") == "head") | pl.col("decision").is_not_null()).to_dicts()
    st.dataframe(
        {
            visit.say(WHO): [_seat(visit, one) for one in given],
            visit.say(STATE): [visit.say(STATES[one["state"]]) for one in given],
            visit.say(BY): [by(visit, one) for one in given],
            visit.say(WHEN): [when(visit, one) for one in given],
            visit.say(VERSION): [_number(visit, one, numbers) for one in given],
            visit.say(COMMENT): [one["comment"] for one in given],
        },
        column_config={visit.say(STATE): st.column_config.Column(width=165)},
        hide_index=True,
        placeholder="—",
    )


def _seat(visit: Visit, one: Mapping[str, Any]) -> str:
    return visit.name("department", one["department"]) if one["part"] == "head" else visit.word("signoff_part", one["part"])


def by(visit: Visit, one: Mapping[str, Any]) -> str | None:
    """Who has signed, or else who alone may."""
    if one["person"] is not None:
        return visit.name("person", one["person"])
    return None if one["head"] is None else visit.say(AWAITED, name=visit.name("person", one["head"]))


def when(visit: Visit, one: Mapping[str, Any]) -> str | None:
    """When it was signed, in the organisation's time."""
    return None if one["decided_at"] is None else visit.local(one["decided_at"]).strftime("%Y-%m-%d %H:%M")


def _number(visit: Visit, one: Mapping[str, Any], numbers: Mapping[int, int]) -> str | None:
    number = numbers.get(one["record_version"])
    return None if number is None else visit.say(NUMBERED, number=number)


def since(visit: Visit, rows: pl.DataFrame, known: list[Edition]) -> None:
    """What has changed since each edition that a signature which no longer counts was for."""
    now = known[-1]
    lapsed = set(rows.filter(pl.col("record_version") != now.name)["record_version"])
    for old in {one.name: one for one in known if one.name in lapsed}.values():
        found = edition.changes(old, now)
        with st.expander(visit.say(SINCE, number=old.number, count=len(found)), icon=":material/difference:"):
            for one in found:
                change(visit, _field(visit, one), _value(visit, one, one.before), _value(visit, one, one.after))


def change(visit: Visit, title: str, before: str, after: str) -> None:
    """One change, both texts whole: a table would cut them."""
    with st.container(border=True, gap="xsmall"):
        st.text(title)
        for column, label, value in zip(st.columns(2), (BEFORE, NOW), (before, after), strict=True):
            with column, st.container(gap=None):
                st.caption(visit.say(label))
                st.text(value)


def _field(visit: Visit, one: edition.Change) -> str:
    if one.department is None:
        return visit.say(visit.ledger.tables["project"].by_name[one.field].label)
    department = visit.name("department", one.department)
    label = visit.say(visit.ledger.tables["participation"].by_name[one.field].label)
    return department if one.field == "department" else f"{department} · {label}"


def _value(visit: Visit, one: edition.Change, value: Any) -> str:
    if one.field == "department":
        return visit.say(LEFT if value is None else JOINED)
    table = "project" if one.department is None else "participation"
    return shown.value(visit, visit.ledger.tables[table].by_name[one.field], value)


def every(visit: Visit, project: int, known: list[Edition] | None = None, of: str = "project") -> None:
    """Every signature there was under a project's charter, or what else of it is signed, newest first. known: the editions it has had."""
    given = visit.frames["signoff"].filter(pl.col("of") == of, pl.col("record") == project).sort("id", descending=True).to_dicts()
    if not given:
        return
    numbers = {one.name: one.number for one in known or ()}
    numbered = {visit.say(VERSION): [_number(visit, one, numbers) for one in given]} if known else {}
    with st.expander(visit.say(ALL, count=len(given)), icon=":material/history_edu:"):
        st.dataframe(
            {
                visit.say(WHEN): [when(visit, one) for one in given],
                visit.say(WHO): [_seat(visit, one) for one in given],
                visit.say(BY): [by(visit, one) for one in given],
                visit.say(STATE): [visit.word("signoff_decision", one["decision"]) for one in given],
                **numbered,
                visit.say(COMMENT): [one["comment"] for one in given],
            },
            hide_index=True,
            placeholder="—",
        )
