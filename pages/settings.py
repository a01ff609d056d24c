"""Settings: people, rules and words, for those who keep them; the permissions and one's own password, for everybody."""

import streamlit as st

from core.access import allowed
from core.text import Text
from core.ui import (
    as_of,
    demo_company,
    new_password,
    settings_calendar,
    settings_fields,
    settings_log,
    settings_people,
    settings_rules,
    settings_words,
    where,
)
from core.ui.page import header
from core.ui.words import segment
from core.visit import Visit

TITLE = Text("设置", "Settings")
VIEW = Text("设置内容", "Section")

# Section → its name, and the action one must be allowed to be offered it.
VIEWS = {
    "department": (Text("部门", "Departments"), "people.edit"),
    "person": (Text("人员与角色", "People and roles"), "people.edit"),
    "policy": (Text("时限规则", "Limits"), "rules.edit"),
    "choice": (Text("字典", "Dictionaries"), "rules.edit"),
    "field": (Text("自定义字段", "Custom fields"), "rules.edit"),
    "calendar": (Text("日历", "Calendar"), "rules.edit"),
    "setting": (Text("参数", "Options"), "rules.edit"),
    "demo": (Text("演示公司", "Demo company"), "demo.load"),
    "saves": (Text("操作记录", "History"), "rules.edit"),
    "permissions": (Text("权限表", "Permissions"), ""),
    "password": (Text("我的密码", "My password"), ""),
}
# What has no past: it is done or left.
_PRESENT = ("demo", "password")


def render(visit: Visit) -> None:
    """The section that the URL names, or one record of it."""
    offered = {name: text for name, (text, action) in VIEWS.items() if not action or allowed(visit.person, action)}
    if visit.past is not None:
        offered = {name: text for name, text in offered.items() if name not in _PRESENT}
    named = st.query_params.get("view", "")
    if (where.at("id") or where.at("new")) and named in offered and _one(visit, named):
        return
    header(visit, TITLE)
    as_of.read_only(visit)
    view = st.segmented_control(
        visit.say(VIEW),
        list(offered),
        default=named if named in offered else next(iter(offered)),
        required=True,
        format_func=lambda name: segment(visit.say(offered[name])),
        key="settings.view",
        label_visibility="collapsed",
    )
    st.query_params["view"] = view
    _section(visit, view)


def _one(visit: Visit, view: str) -> bool:
    """Show the record that the URL names; whether the section has records of its own to show."""
    if view in {"department", "person"}:
        settings_people.one(visit, view)
    elif view == "policy":
        settings_rules.policy(visit)
    elif view == "choice":
        settings_words.one(visit)
    elif view == "field":
        settings_fields.one(visit)
    else:
        return False
    return True


def _section(visit: Visit, view: str) -> None:
    match view:
        case "department" | "person":
            settings_people.listing(visit, view)
        case "policy":
            settings_rules.policies(visit)
        case "choice":
            settings_words.listing(visit)
        case "field":
            settings_fields.listing(visit)
        case "calendar":
            settings_calendar.calendar(visit)
        case "setting":
            settings_rules.settings(visit)
        case "demo":
            demo_company.section(visit)
        case "saves":
            settings_log.saves(visit)
        case "permissions":
            settings_log.permissions(visit)
        case _:
            with st.container(width=440):
                new_password.choose(visit.person.id, visit.language)
