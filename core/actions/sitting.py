"""A meeting while it sits: begun, or called on the spot; what it decides and who follows it up, kept as they are said."""

from collections.abc import Mapping
from datetime import datetime
from typing import cast

from core.actions import meeting
from core.actions.act import Act, Refused, RefusedRows, acting
from core.schema.check import REQUIRED, clean, filled
from core.schema.talk import MEETING
from core.visit import Visit


def begin(visit: Visit, record: int, key: str = "") -> None:
    """Let a meeting begin now; one that has begun goes on, and one of another day is moved to this hour.

    Raises Forbidden, Refused, Missing, AlreadySaved.
    """
    with acting(visit, "convene", key) as act:
        row = meeting.unfinished(act, record)
        starts, ends = cast(datetime, row["starts_at"]), cast(datetime, row["ends_at"])
        if row["held_from"] is not None:
            return
        moved: dict[str, object] = {}
        if visit.local(starts).date() != visit.local(visit.now).date():
            moved = {"starts_at": visit.now, "ends_at": visit.now + (ends - starts)}
        until = ends if ends > visit.now and not moved else visit.now + (ends - starts)
        meeting.take(act, row, None, moved | {"held_from": visit.now, "held_until": until})


def call(visit: Visit, values: Mapping[str, object], key: str = "") -> int:
    """Call a meeting on the spot: planned and begun in one save. values are those of meeting.plan; it starts now. Returns its id.

    Raises Forbidden, Refused, AlreadySaved.
    """
    with visit.ledger.batch():
        record = meeting.plan(visit, {**values, "starts_at": visit.now}, key=key)
        begin(visit, record)
    return record


def decide(visit: Visit, record: int, decision: object, key: str = "") -> None:
    """Add a line to what the meeting has agreed on, below those that others have added.

    Raises Forbidden, Refused, Missing, AlreadySaved.
    """
    with acting(visit, "record", key) as act:
        row = meeting.unfinished(act, record)
        line = clean(decision)
        if not line:
            raise Refused({"consensus": filled(REQUIRED, MEETING.by_name["consensus"])})
        before = [str(row["consensus"])] if row["consensus"] else []
        _take(act, row, {"consensus": "\n".join([*before, str(line)])})


def follow_up(visit: Visit, record: int, action: Mapping[str, object], key: str = "") -> int:
    """Give somebody an action of the meeting: a row as in meeting.hold. Returns the task's id.

    Raises Forbidden, Refused, Missing, AlreadySaved.
    """
    with acting(visit, "record", key) as act:
        row = meeting.unfinished(act, record)
        try:
            (made,) = meeting.act_on(act, row, [action])
        except RefusedRows as refused:
            raise Refused(refused.rows[0]) from None
        _take(act, row, {})
        return made


def _take(act: Act, row: Mapping[str, object], told: Mapping[str, object]) -> None:
    if told or row["status"] == "planned":
        meeting.take(act, dict(row), None, told)
