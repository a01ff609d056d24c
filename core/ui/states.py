"""The colour of each state: one language for badges everywhere, never the only sign, since the word stands in it."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from core.visit import Visit

Colour = Literal["red", "orange", "blue", "gray"]

_COLOURS: Mapping[str, Mapping[str, Colour]] = MappingProxyType(
    {
        "request_status": {
            "draft": "gray",
            "submitted": "orange",
            "approved": "blue",
            "returned": "orange",
            "rejected": "red",
            "withdrawn": "gray",
        },
        "response_decision": {"accept": "blue", "decline": "red", "clarify": "orange"},
        "urgency": {"urgent": "red", "important": "orange", "normal": "gray"},
        "project_status": {"planning": "gray", "active": "blue", "paused": "orange", "done": "blue", "cancelled": "gray"},
        "task_status": {"not_started": "gray", "doing": "blue", "review": "blue", "done": "blue", "cancelled": "gray"},
        "task_health": {"normal": "blue", "lagging": "orange", "blocked": "red"},
        "issue_status": {"open": "red", "responded": "orange", "resolved": "blue", "withdrawn": "gray"},
        "issue_level": {"major": "red", "urgent": "orange", "normal": "gray"},
        "issue_kind": {"blocker": "red", "dispute": "orange"},
        "deliverable_status": {"submitted": "orange", "accepted": "blue", "failed": "red", "withdrawn": "gray"},
        "acceptance_result": {"pass": "blue", "fail": "red"},
        "meeting_status": {"planned": "orange", "held": "blue", "closed": "blue", "cancelled": "gray"},
        "resource_status": {"requested": "orange", "approved": "blue", "rejected": "red", "withdrawn": "gray"},
        "risk_status": {"open": "orange", "watching": "blue", "closed": "gray", "occurred": "red"},
        "risk_band": {"high": "red", "medium": "orange", "low": "blue"},
        "warning_band": {"high": "red", "medium": "orange", "low": "blue"},
        "promise_state": {"kept": "blue", "broken": "red", "at_risk": "orange", "running": "gray", "void": "gray"},
        "goal_state": {"met": "blue", "ahead": "blue", "on_track": "blue", "behind": "orange", "missed": "red", "unread": "gray"},
    }
)


def badge(visit: Visit, dictionary: str, key: object) -> tuple[str, Colour]:
    """A state's word and colour, for records.heading and st.badge."""
    return visit.word(dictionary, key), _COLOURS.get(dictionary, {}).get(str(key), "gray")
