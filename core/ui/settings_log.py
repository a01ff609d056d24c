"""Settings: who may do what, as the rules say it, and what was saved lately."""

import streamlit as st

from core.access import RULES, SCOPE_LABELS
from core.text import Text
from core.ui.records import HOUSE, VERBS, WHAT, WHEN, WHO
from core.ui.shown import AND
from core.ui.words import plain
from core.visit import Visit

ACTION = Text("操作", "Action")
NO = "—"
NOTE = Text(
    "“本部门”看记录所属部门，“本人负责的项目”指担任项目负责人或协调人的项目。对接人须“可代表部门决策”才能审批。",
    '"Own department" is the record\'s, "own projects" those one manages or coordinates. A contact approves only if he can decide.',
)
ABOUT = Text("涉及", "About")
NEWEST = Text("最近 {count} 次保存", "The newest {count} save(s)")

_MOST = 200


def permissions(visit: Visit) -> None:
    """Every action and the scope in which each role may do it."""
    roles = list(visit.vocabulary["role"])
    labels = [visit.say(rule.label) for rule in RULES.values()]
    table = {visit.say(ACTION): [label[:1].upper() + label[1:] for label in labels]}
    for role in roles:
        scopes = [rule.roles.get(role, frozenset()) for rule in RULES.values()]
        table[plain(visit.word("role", role))] = [
            visit.say(AND).join(visit.say(SCOPE_LABELS[one]) for one in sorted(some)) or NO for some in scopes
        ]
    st.table(table, hide_index=True)
    st.caption(visit.say(NOTE))


def saves(visit: Visit) -> None:
    """The newest saves: when, who, what was done, to which records."""
    rows = visit.ledger.saves()
    rows = (rows if visit.past is None else rows.filter(rows["saved_at"] <= visit.past)).tail(_MOST).reverse()
    st.caption(visit.say(NEWEST, count=rows.height))
    people, tables = visit.names("person"), visit.ledger.tables
    st.dataframe(
        {
            visit.say(WHEN): [visit.local(at).strftime("%Y-%m-%d %H:%M:%S") for at in rows["saved_at"]],
            visit.say(WHO): [people.get(by, visit.say(HOUSE)) for by in rows["saved_by"]],
            visit.say(WHAT): [visit.say(VERBS[verb]) if verb in VERBS else verb for verb in rows["verb"]],
            visit.say(ABOUT): [
                visit.say(AND).join(visit.say(tables[name].label) for name in str(names).split(",") if name in tables)
                for names in rows["tables"]
            ],
        },
        hide_index=True,
    )
