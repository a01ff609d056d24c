"""What an imported row says between its lines: states that follow from its times, and values that do not go together."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from core.actions import goal, issue, project, task
from core.metrics.risk import DEFAULT_BANDS
from core.schema.check import filled
from core.schema.field import Table
from core.text import Text

# Table → (field, value, because): the field has that value when no column gives it but a row has the other field; the first that applies.
FOLLOWS: Mapping[str, tuple[tuple[str, object, str], ...]] = MappingProxyType(
    {
        "issue": (("status", "resolved", "resolved_at"), ("status", "responded", "responded_at"), ("status", "responded", "convened_at")),
        "task": (
            *(("status", "done", "finished_on"), ("status", "doing", "started_on"), ("status", "doing", "percent")),
            ("percent", 100.0, "finished_on"),
        ),
        "risk": (("status", "closed", "closed_at"), ("status", "watching", "plan_submitted_at")),
        "request": (("status", "submitted", "submitted_at"),),
    }
)

# Table → (moment, the moments it is taken from where the file gives none): what is met about or resolved has been responded to by then.
TAKEN_FROM: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = MappingProxyType(
    {"issue": (("responded_at", ("convened_at", "resolved_at")),)}
)

# Table → (states, the field without which their clock would never stop).
NEEDS: Mapping[str, tuple[tuple[frozenset[str], str], ...]] = MappingProxyType(
    {
        "issue": ((frozenset({"resolved"}), "resolved_at"),),
        "task": ((frozenset({"done"}), "finished_on"),),
        "request": (
            (frozenset({"submitted", "approved", "returned", "rejected", "withdrawn"}), "submitted_at"),
            (frozenset({"approved", "returned", "rejected"}), "decided_at"),
        ),
    }
)

# Table → (earlier field, later field, the problem beside the later one).
ORDER: Mapping[str, tuple[tuple[str, str, Text], ...]] = MappingProxyType(
    {
        "task": (("starts_on", "due_on", task.DUE_BEFORE_START),),
        "project": (("starts_on", "ends_on", project.ENDS_BEFORE_START),),
        "goal": (("starts_on", "due_on", goal.DUE_BEFORE_START),),
    }
)

# Fields that tell what has happened: it cannot have happened later than now.
HAPPENED = ("found_at", "reported_at", "responded_at", "resolved_at", "submitted_at", "decided_at", "finished_on", "started_on", "read_on")

NEEDED = Text("状态是“{state}”时必须有{label}", '{label} is needed where the state is "{state}"')
IN_THE_FUTURE = Text("{label}不能晚于现在", "{label} is in the future")


def settle(table: str, values: Mapping[str, Any], given: Collection[str], now: datetime) -> dict[str, Any]:
    """The values of a new record: what the row gives, and what follows from it for the fields that are not among those given."""
    row = dict(values)
    for moment, sources in TAKEN_FROM.get(table, ()):
        found = [row[source] for source in sources if row.get(source) is not None]
        if row.get(moment) is None and found:
            row[moment] = min(found)
    settled: set[str] = set(given)
    for field, value, because in FOLLOWS.get(table, ()):
        if field not in settled and row.get(because):
            row[field] = value
            settled.add(field)
    high = table == "risk" and (row.get("probability") or 0) * (row.get("impact") or 0) >= DEFAULT_BANDS.high_from
    if high and "became_high_at" not in given and row.get("status", "open") == "open":
        row["became_high_at"] = row.get("became_high_at") or row.get("identified_at") or now
    return row


def sense(table: Table, row: Mapping[str, Any], states: Mapping[str, Text], now: datetime, today: date) -> dict[str, Text]:
    """The problems of values that do not go together, by field. row is whole; states are the words for its states."""
    found = {
        later: text
        for earlier, later, text in ORDER.get(table.name, ())
        if row.get(earlier) is not None and row.get(later) is not None and row[later] < row[earlier]
    }
    for keys, field in NEEDS.get(table.name, ()):
        if row.get("status") in keys and row.get(field) is None:
            state = states[row["status"]]
            label = table.by_name[field].label
            found[field] = NEEDED.filled(state=state, label=label)
    for field in HAPPENED:
        value = row.get(field)
        if value is not None and field in table.by_name and value > (now if isinstance(value, datetime) else today):
            found[field] = filled(IN_THE_FUTURE, table.by_name[field])
    if table.name == "task" and row.get("kind") == "milestone" and row.get("starts_on") != row.get("due_on"):
        found["starts_on"] = task.MILESTONE_SPAN
    if table.name == "issue" and row.get("kind") == "dispute" and not row.get("focus"):
        found["focus"] = issue.NEEDS_FOCUS
    return found
