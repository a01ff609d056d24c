"""The end of a meeting: its minutes taken and distributed, its actions begun and the next meeting planned, all in one."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from core.actions import meeting
from core.actions.act import Refused, acting
from core.text import Text
from core.visit import Visit

NOT_AHEAD = Text("下次会议应在以后", "The next meeting must lie ahead")


def close(
    visit: Visit,
    record: int,
    base: int | None,
    values: Mapping[str, object],
    actions: Sequence[Mapping[str, object]] = (),
    following: Mapping[str, object] | None = None,
    key: str = "",
) -> int | None:
    """End a meeting now and distribute its minutes, in one transaction. Returns the id of the next meeting, None where none is planned.

    values are discussion and consensus, actions rows as in meeting.hold; following is the next meeting as meeting.plan takes it. None is
    planned for a day of a communication plan that has its meeting already.
    Raises RefusedRows by position in actions, Refused, Forbidden, Conflict, Missing, AlreadySaved; then nothing is saved.
    """
    if following is not None and isinstance(starts := following["starts_at"], datetime) and starts <= visit.now:
        raise Refused({"starts_at": NOT_AHEAD})
    with visit.ledger.batch():
        meeting.hold(visit, record, base, {**values, "held_until": visit.now}, actions, key)
        meeting.distribute(visit, record, None)
        return None if following is None or _stands(visit, following) else meeting.plan(visit, following)


def _stands(visit: Visit, following: Mapping[str, object]) -> bool:
    """Whether the day of the communication plan that a meeting is for has one."""
    if following.get("occurs_on") is None:
        return False
    with acting(visit, "schedule") as act:
        return bool(act.work.find("meeting", **{name: following[name] for name in ("cadence", "occurs_on")}))
