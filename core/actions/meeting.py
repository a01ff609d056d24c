"""A meeting's life: planned, noticed, held, its minutes distributed; or cancelled."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import cast

from core.actions import issue, task
from core.actions.act import Act, Refused, acting, plural
from core.agendas import AGENDAS
from core.schema.check import REQUIRED, clean, filled
from core.schema.work import TASK
from core.store.work import Row
from core.text import Text
from core.visit import Visit

ENDS_FIRST = Text("结束时间应晚于开始时间", "It must end after it starts")
WRONG_KIND = Text("为问题召集的会议应是专项会议或协调会", "A meeting about an issue is a special or a coordination meeting")
OVER = Text("会议已取消或纪要已分发", "The meeting is cancelled, or its minutes are distributed")
HELD = Text("会议已召开", "The meeting was held")
BEGUN = Text("会议已开始", "The meeting has begun")
NOTICED = Text("通知已发出", "The notice was sent")
NOBODY = Text("请先填写参会人员", "Name the attendees first")
IN_THE_FUTURE = Text("实际开始不能晚于现在", "It cannot have begun in the future")
OVER_ALREADY = Text("完成日期不能早于今天", "That day is over")
NO_MINUTES = Text("请先记录讨论要点或达成的共识", "Record the discussion or the consensus first")
ABOUT_ISSUE = ("special", "coordination")
_MINUTES = ("discussion", "consensus", "held_from", "held_until")
_AGREED = ("measures", "owner", "resolve_by")


def plan(visit: Visit, values: Mapping[str, object], record: int | None = None, base: int | None = None, key: str = "") -> int:
    """Plan a meeting, or change one that is not over; one about an issue is of its project. Returns its id.

    When a meeting that people were told of starts at another time, its notice is to be sent again. Raises Forbidden, Refused, Conflict,
    Missing, AlreadySaved.
    """
    with acting(visit, "change" if record else "schedule", key) as act:
        after = act.after("meeting", record, values)
        before = unfinished(act, record) if record else {}
        given = {**values, **_of_issue(act, before.get("issue"), after)}
        after |= given
        act.allow("meeting.plan", after)
        _ordered(after, "starts_at", "ends_at")
        if record is None:
            agenda = clean(after["agenda"]) or visit.say(AGENDAS.get(str(after["kind"]), AGENDAS["weekly"]))
            return act.add("meeting", {**given, "agenda": agenda, "planned_at": visit.now, "status": "planned"})
        if before["status"] == "planned" and after["starts_at"] != before["starts_at"]:
            given["noticed_at"] = None
        act.change("meeting", record, base, given)
        return record


def notify(visit: Visit, record: int, base: int | None, key: str = "") -> None:
    """Record that the attendees were told. Raises Forbidden, Refused, Conflict, Missing, AlreadySaved."""
    with acting(visit, "notify", key) as act:
        row = _planned(act, record)
        if cast(datetime, row["starts_at"]) <= visit.now:
            raise Refused({"": BEGUN})
        if row["noticed_at"] is not None:
            raise Refused({"": NOTICED})
        if not row["attendees"]:
            raise Refused({"": NOBODY})
        act.change("meeting", record, base, {"noticed_at": visit.now})


def hold(
    visit: Visit,
    record: int,
    base: int | None,
    values: Mapping[str, object],
    actions: Sequence[Mapping[str, object]] = (),
    key: str = "",
) -> list[int]:
    """Take a meeting's minutes, in one go or bit by bit: discussion, consensus, held_from, held_until. Returns the new tasks' ids.

    actions are rows of title, department, owner and due_on; each becomes a task of the meeting's project, or of the project it names
    itself where the meeting has none, and the owner's department answers for it where none is named. Where the meeting is about an
    issue, measures and resolve_by among the values, with an owner, are agreed for it in the same save. Raises RefusedRows by position
    in actions, Refused, Forbidden, Conflict, Missing, AlreadySaved.
    """
    agreed = {name: values[name] for name in _AGREED if values.get(name) is not None}
    convenes = bool(clean(agreed.get("measures")) or agreed.get("resolve_by"))
    with acting(visit, "convene" if convenes else "record", key) as act:
        row = unfinished(act, record)
        take(act, row, base, {name: values[name] for name in _MINUTES if name in values})
        if convenes and row["issue"] is not None:
            issue.meet(act, cast(int, row["issue"]), None, agreed)
        return act_on(act, row, actions)


def distribute(visit: Visit, record: int, base: int | None, key: str = "") -> None:
    """Record that the minutes went out: the meeting is closed. Raises Forbidden, Refused, Conflict, Missing, AlreadySaved."""
    with acting(visit, "distribute", key) as act:
        row = unfinished(act, record)
        if not (row["discussion"] or row["consensus"]):
            raise Refused({"": NO_MINUTES})
        # Sent before the people leave the room: that is when it ended.
        ended = min(cast(datetime, row["held_until"]), visit.now)
        act.change("meeting", record, base, {"minutes_sent_at": visit.now, "held_until": ended, "status": "closed"})


def cancel(visit: Visit, record: int, base: int | None, key: str = "") -> None:
    """Call a meeting off: its clocks no longer count. Raises Forbidden, Refused, Conflict, Missing, AlreadySaved."""
    with acting(visit, "cancel", key) as act:
        _planned(act, record)
        act.change("meeting", record, base, {"status": "cancelled"})


def _of_issue(act: Act, known: object, after: Row) -> dict[str, object]:
    """The project of the issue that a meeting is about; known is the one it was about already. Raises Forbidden, Refused."""
    about = act.linked("issue", after["issue"])
    if not about:
        return {}
    if about["id"] != known:
        act.allow("issue.handle", about)
    if after["kind"] not in ABOUT_ISSUE:
        raise Refused({"kind": WRONG_KIND})
    return {"project": about["project"]}


def unfinished(act: Act, record: int) -> Row:
    """A meeting that is neither cancelled nor closed, which the visitor may run. Raises Forbidden, Refused, Missing."""
    row = act.work.row("meeting", record)
    act.allow("meeting.plan", row)
    if row["status"] not in {"planned", "held"}:
        raise Refused({"": OVER})
    return row


def take(act: Act, row: Row, base: int | None, told: Mapping[str, object]) -> None:
    """Put what was said into a meeting in the save of another action: from then on it was held. Raises Refused, Conflict."""
    begun = told.get("held_from") or row["held_from"] or min(cast(datetime, row["starts_at"]), act.visit.now)
    own = {**told, "held_from": begun, "held_until": told.get("held_until") or row["held_until"] or row["ends_at"]}
    if cast(datetime, begun) > act.visit.now:
        raise Refused({"held_from": IN_THE_FUTURE})
    _ordered(own, "held_from", "held_until")
    act.change("meeting", row["id"], base, {**own, "status": "held"})


def act_on(act: Act, row: Row, actions: Sequence[Mapping[str, object]]) -> list[int]:
    """Make tasks of a meeting's actions in the save of another action (see hold). Returns their ids. Raises RefusedRows."""
    problems: dict[int, Mapping[str, Text]] = {}
    made: list[int] = []
    own = {"kind": "action", "meeting": row["id"], "issue": row["issue"]}
    for place, one in enumerate(actions):
        given = {**one, "project": row["project"] or one.get("project")}
        department = given.get("department") or act.linked("person", given.get("owner")).get("department")
        today = act.visit.local(act.visit.now).date()
        found = _unpromised(act, given)
        try:
            made.append(task.begin(act, {**given, **own, "department": department, "starts_on": today}))
        except Refused as refused:
            found = {**refused.problems, **found}
        if "owner" in found:
            # It would have followed from him.
            found.pop("department", None)
        if found:
            problems[place] = found
    plural(problems)
    return made


def _unpromised(act: Act, given: Mapping[str, object]) -> dict[str, Text]:
    """What keeps an action from being somebody's promise for a day still to come; all of it, whatever else is refused first."""
    found = {name: filled(REQUIRED, TASK.by_name[name]) for name in ("title", "project", "owner") if not clean(given.get(name))}
    due_on = given.get("due_on")
    if isinstance(due_on, date) and due_on < act.visit.local(act.visit.now).date():
        found["due_on"] = OVER_ALREADY
    return found


def _planned(act: Act, record: int) -> Row:
    row = unfinished(act, record)
    if row["status"] == "held":
        raise Refused({"": HELD})
    return row


def _ordered(row: Mapping[str, object], first: str, last: str) -> None:
    start, end = row[first], row[last]
    if isinstance(start, datetime) and isinstance(end, datetime) and end <= start:
        raise Refused({last: ENDS_FIRST})
