"""One change since the meeting before, in few words."""

from collections.abc import Mapping
from typing import Any

from core.text import Text
from core.ui import slides_words as words
from core.ui.number import NONE
from core.visit import Visit

BROKEN = Text("{promise}，{late}", "{promise}, {late}")
DAYS = Text("（{days:+d} 个工作日）", " ({days:+d} working days)")
_STATES = {
    "task": ("task_status", "warning_band"),
    "project": ("project_status", "warning_band"),
    "request": ("request_status", ""),
    "issue": ("issue_status", ""),
    "risk": ("risk_status", "risk_band"),
    "deliverable": ("deliverable_status", ""),
    "goal": ("", "goal_state"),
}


def said(visit: Visit, row: Mapping[str, Any]) -> str:
    """What it is about, and from what to what it changed."""
    return f"{words.called(visit, row['table'], row['record'])} {moved(visit, row)}".strip()


def moved(visit: Visit, row: Mapping[str, Any]) -> str:
    """From what to what it changed."""
    what, before, after = str(row["what"]), row["before"], row["after"]
    if what == "overdue":
        return str(after)[5:]
    if what in {"slipped", "earlier"}:
        return f"{str(before)[5:]} → {str(after)[5:]}{visit.say(DAYS, days=row['days'])}"
    if what == "broken":
        late = words.late(visit, row["due_at"], row["kept_at"])
        return visit.say(BROKEN, promise=visit.word("promise", row["promise"]), late=late)
    states, levels = _STATES[str(row["table"])]
    dictionary = levels if what in {"worse", "better"} else states
    return _from_to(visit, dictionary, before, after) if dictionary else ""


def _from_to(visit: Visit, dictionary: str, before: str | None, after: str | None) -> str:
    """Two states, a dash where it was not there."""
    return " → ".join(NONE if key is None else visit.word(dictionary, key) for key in (before, after))


def who(visit: Visit, row: Mapping[str, Any]) -> str:
    """Whose it is, and which department's."""
    named = [visit.name(table, row[key]) for table, key in (("person", "person"), ("department", "department")) if row[key] is not None]
    return " ".join(named) or NONE
