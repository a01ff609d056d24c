"""Settings: the limits of the promises, and the organisation's zone, hours and idle time."""

from functools import partial
from typing import Any, cast

import polars as pl
import streamlit as st

from core.actions import rules as actions
from core.rules import DEFAULT_POLICIES, SETTINGS, rules_now
from core.text import Text
from core.ui import records, where
from core.ui.attempt import attempt
from core.ui.button import act_button
from core.ui.form import Filled, form
from core.ui.page import header
from core.ui.shown import AND
from core.ui.visitor import must
from core.ui.words import plain
from core.visit import Visit

KEEP = Text(
    "修改从保存时起生效；已经结束的承诺仍按当时的规则计算。", "Changes hold from now on: promises already closed keep the rules they had."
)
NEW = Text("新增规则", "New rule")
EDIT = Text("修改规则", "Change the rule")
HELP = Text("级别填字典的键：{keys}；不填适用于其他所有级别。", "A level is a key of its dictionary: {keys}. Empty: every other level.")
PROMISE, LEVEL, LIMIT, WARN = Text("承诺", "Promise"), Text("级别", "Level"), Text("时限", "Limit"), Text("预警", "Warns at")
FROM, ACTIVE = Text("来源", "Source"), Text("启用", "Active")
OWN, BUILT_IN = Text("本单位", "Our own"), Text("默认", "Default")
EVERY, OTHERS = Text("所有级别", "Every level"), Text("其他级别", "Every other level")
BACK, SURE = Text("恢复默认", "Back to the default"), Text("恢复为默认规则，确定吗？", "Take the default again?")
REMOVE = Text("移除规则", "Remove the rule")
OPEN = Text("点一行即可修改", "Click a row to change it")
SAVE = Text("保存", "Save")

_DICTIONARIES = {"request_response": "urgency", "request_decision": "urgency"}


def policies(visit: Visit) -> None:
    """Every limit in force, defaults and the organisation's own; a click opens one."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.caption(visit.say(KEEP))
        if visit.past is None:
            st.button(visit.say(NEW), type="primary", icon=":material/add:", on_click=where.go, kwargs={"new": 1}, key="new")
    rows = _rows(visit)
    event = st.dataframe(
        {
            visit.say(PROMISE): [visit.word("promise", row["promise"]) for row in rows],
            visit.say(LEVEL): [_level(visit, row) for row in rows],
            visit.say(LIMIT): [f"{row['limit']:g} {visit.word('time_unit', row['unit']).lower()}" for row in rows],
            visit.say(WARN): [f"{row['warn_at']:.0%}" for row in rows],
            visit.say(ACTIVE): [row["active"] for row in rows],
            visit.say(FROM): [visit.say(OWN if row["own"] else BUILT_IN) for row in rows],
        },
        column_config={visit.say(PROMISE): st.column_config.Column(width=150)},
        hide_index=True,
        height="content",
        on_select="rerun",
        selection_mode="single-row",
        key="settings.policies",
    )
    if visit.past is None:
        st.caption(visit.say(OPEN))
    chosen = cast(Any, event).selection.rows
    if chosen:
        where.go(id=chosen[0] + 1)
        st.rerun()


def policy(visit: Visit) -> None:
    """The form of one limit, or of a new one."""
    place = where.at("id")
    rows = _rows(visit)
    if place is None or not 0 < place <= len(rows):
        header(visit, NEW)
        records.back(visit)
        keys = visit.say(AND).join([*visit.vocabulary["urgency"], *visit.vocabulary["issue_level"]])
        st.caption(plain(visit.say(HELP, keys=keys)))
        form(visit, "policy", "policy.new", lambda now, filled: actions.save(now, "policy", filled.values, key=filled.key), _saved)
        return
    header(visit, EDIT)
    records.back(visit)
    row = rows[place - 1]
    own = row["own"]
    st.subheader(plain(f"{visit.word('promise', row['promise'])} · {_level(visit, row)}"), anchor=False)
    st.caption(visit.say(KEEP))
    named = {"promise": row["promise"], "level": row["level"] or None}

    def save(now: Visit, filled: Filled) -> int:
        return actions.save(now, "policy", named | filled.values, own["id"] if own else None, filled.base, filled.key)

    fields = ("limit", "unit", "warn_at", "active")
    name = f"policy.{row['promise']}.{row['level']}"
    form(visit, "policy", name, save, _saved, fields=fields, start=row, base=own["version"] if own else None)
    if own:
        default = DEFAULT_POLICIES.filter((pl.col("promise") == row["promise"]) & (pl.col("level") == row["level"]))

        def remove(now: Visit) -> None:
            actions.remove(now, "policy", own["id"], own["version"])
            where.go()

        act_button(visit, "policy.back", REMOVE if default.is_empty() else BACK, remove, where.SAVED, ask=SURE)
        records.history(visit, "policy", own["id"])


def settings(visit: Visit) -> None:
    """The settings, each with its help and its problem beside it; in the past, their values."""
    stored = dict(visit.frames["setting"].select("name", "value").iter_rows())
    if visit.past is not None:
        st.table({visit.say(setting.label): stored.get(name) or setting.default for name, setting in SETTINGS.items()}, border="horizontal")
        return
    st.caption(visit.say(KEEP))
    problems = st.session_state.pop("settings.problems", {})
    version = _version(visit)
    with st.form("settings.values"):
        for name, setting in SETTINGS.items():
            value = stored.get(name) or setting.default
            st.text_input(visit.say(setting.label), value, help=visit.say(setting.help), key=f"setting.{name}.{version}", width=420)
            for problem in problems.get(name, []):
                st.markdown(f":red[:material/error: {plain(problem)}]")
        st.form_submit_button(visit.say(SAVE), type="primary", on_click=_save_settings, args=(version,), key="settings.save")


def _version(visit: Visit) -> int:
    """The newest save of a setting: after it the inputs are drawn anew, after any other they keep what is typed."""
    return int(str(visit.frames["setting"]["seq"].max() or 0))


def _save_settings(version: int) -> None:
    visit = must()
    stored = dict(visit.frames["setting"].select("name", "value").iter_rows())
    problems: dict[str, list[str]] = {}
    for name, setting in SETTINGS.items():
        typed = str(st.session_state.get(f"setting.{name}.{version}") or "").strip()
        if typed == (stored.get(name) or setting.default):
            continue
        tried = attempt(partial(actions.change_setting, visit, name, typed))
        if not tried.done:
            problems[name] = [visit.say(text) for text in tried.problems.values()]
    st.session_state["settings.problems"] = problems
    if not problems:
        where.tell(visit, where.SAVED)


def _rows(visit: Visit) -> list[dict[str, Any]]:
    """The policies in force, each with the record that overrides it, as own, and whether its promise has rows by level, as others."""
    records_of = {(row["promise"], row["level"] or ""): row for row in visit.frames["policy"].iter_rows(named=True)}
    rows = rules_now(visit.frames).policies.to_dicts()
    levelled = {row["promise"] for row in rows if row["level"]}
    return [row | {"own": records_of.get((row["promise"], row["level"])), "others": row["promise"] in levelled} for row in rows]


def _level(visit: Visit, row: dict[str, Any]) -> str:
    if not row["level"]:
        return visit.say(OTHERS if row["others"] else EVERY)
    return visit.word(_DICTIONARIES.get(row["promise"], "issue_level"), row["level"])


def _saved(visit: Visit, _: int) -> None:
    where.tell(visit, where.SAVED)
    where.go()
