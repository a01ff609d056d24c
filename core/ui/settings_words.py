"""Settings: the dictionaries, whose words an organisation may make its own."""

from typing import Any, cast

import streamlit as st

from core.actions import rules as actions
from core.schema.choices import BUILT_IN, OPEN
from core.schema.tables import TABLES
from core.text import Text
from core.ui import records, where
from core.ui.form import Filled, form
from core.ui.page import header
from core.visit import Visit

DICTIONARY = Text("字典", "Dictionary")
CAN_ADD = Text(
    "可以改名、停用和新增；停用的选项不再可选，旧记录不变。", "Entries can be renamed, taken out of use and added; old records stay."
)
FIXED = Text("系统的状态和类型：只能改名称，不能增减。", "States and kinds the system relies on: they can be renamed only.")
OPEN_ONE = Text("点一行即可修改", "Click a row to change it")
NEW, EDIT = Text("新增选项", "New entry"), Text("修改选项", "Change the entry")
KEY, CHINESE, ENGLISH, ACTIVE = Text("键", "Key"), Text("中文", "Chinese"), Text("英文", "English"), Text("启用", "Active")
OTHER = {
    "promise_state": Text("承诺 · 状态", "Promise · State"),
    "promise_family": Text("承诺 · 分类", "Promise · Family"),
    "goal_state": Text("目标 · 状态", "Goal · State"),
    "risk_band": Text("风险 · 等级", "Risk · Band"),
    "warning_band": Text("预警 · 等级", "Warning · Band"),
}


def listing(visit: Visit) -> None:
    """One dictionary's entries; a click opens one."""
    names = [*OPEN, *(name for name in BUILT_IN if name not in OPEN)]
    named = st.query_params.get("dictionary", "")
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        chosen = st.selectbox(
            visit.say(DICTIONARY),
            names,
            index=names.index(named) if named in names else 0,
            format_func=lambda name: _label(visit, name),
            key="settings.dictionary",
            width=320,
        )
        st.query_params["dictionary"] = chosen
        if chosen in OPEN and visit.past is None:
            st.button(visit.say(NEW), type="primary", icon=":material/add:", on_click=where.go, kwargs={"new": 1}, key="new")
    st.caption(visit.say(CAN_ADD if chosen in OPEN else FIXED))
    rows = _entries(visit, str(chosen))
    columns = ((KEY, "key"), (CHINESE, "zh"), (ENGLISH, "en"), (ACTIVE, "active"))
    event = st.dataframe(
        {visit.say(text): [row[name] for row in rows] for text, name in columns},
        hide_index=True,
        on_select="rerun",
        selection_mode="single-row",
        key=f"settings.words.{chosen}",
    )
    if visit.past is None:
        st.caption(visit.say(OPEN_ONE))
    picked = cast(Any, event).selection.rows
    if picked:
        where.go(id=picked[0] + 1)
        st.rerun()


def one(visit: Visit) -> None:
    """The form of one entry, or of a new one."""
    name = str(st.query_params.get("dictionary") or next(iter(OPEN)))
    if name not in BUILT_IN:
        where.go()
        st.rerun()
    rows, place = _entries(visit, name), where.at("id")
    entry = rows[place - 1] if place and place <= len(rows) else None
    header(visit, EDIT if entry else NEW)
    records.back(visit)
    st.caption(_label(visit, name))
    own = entry["own"] if entry else None

    def save(now: Visit, filled: Filled) -> int:
        named = {"dictionary": name} | ({"key": entry["key"]} if entry else {})
        return actions.save(now, "choice", named | filled.values, own["id"] if own else None, filled.base, filled.key)

    fields = ("zh", "en", *(("position", "active") if name in OPEN else ()))
    fields = fields if entry else ("key", *fields)
    start = entry or {"position": len(rows)}
    key = f"choice.{name}.{entry['key'] if entry else ''}"
    form(visit, "choice", key, save, _saved, fields=fields, start=start, base=own["version"] if own else None)
    if own:
        records.history(visit, "choice", own["id"])


def _entries(visit: Visit, name: str) -> list[dict[str, Any]]:
    """The entries of a dictionary in their order, those out of use last, each with the record that makes it its own."""
    own = {row["key"]: row for row in visit.frames["choice"].iter_rows(named=True) if row["dictionary"] == name}
    inside = [(key, entry.label.zh, entry.label.en, True) for key, entry in visit.vocabulary[name].items()]
    known = {key for key, *_ in inside}
    out = [(key, row["zh"], row["en"], False) for key, row in own.items() if key not in known]
    return [
        {"key": key, "zh": zh, "en": en, "active": active, "position": own[key]["position"] if key in own else place, "own": own.get(key)}
        for place, (key, zh, en, active) in enumerate([*inside, *out])
    ]


def _label(visit: Visit, name: str) -> str:
    if name in OTHER:
        return visit.say(OTHER[name])
    found = ((table, field) for table in TABLES.values() for field in table.fields if field.choices == name)
    table, field = next(found, (None, None))
    return f"{visit.say(table.label)} · {visit.say(field.label)}" if table and field else name


def _saved(visit: Visit, _: int) -> None:
    where.tell(visit, where.SAVED)
    where.go()
