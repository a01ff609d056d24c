"""A company over one week between two meetings, in which what changed is known and can be counted by hand."""

from dataclasses import dataclass
from datetime import date

from core.actions import goal, issue, meeting, request, risk, task
from tests import builders as b

BEFORE = b.NOW - 10 * b.DAY
# The weekly meeting before: a Friday, ten in the morning in Shanghai, as is b.NOW a week later.
HELD = b.NOW - 7 * b.DAY
AFTER = b.NOW - 3 * b.DAY
SLIPS, LATE, DONE = date(2026, 11, 27), date(2026, 11, 18), date(2026, 11, 25)


@dataclass(frozen=True)
class Week:
    """The company, and its records by what becomes of them."""

    company: b.Company
    meeting: int
    put_off: int
    late: int
    done: int
    coming: int
    rises: int
    closes: int
    goal: int
    request: int
    issue: int
    late_action: int
    done_action: int


def week() -> Week:
    """Since the meeting: a task put off by a week, one overdue, one done, one planned; a risk risen, one closed; a request, an issue."""
    c = b.company()
    lead, contact = c.visit("lead", BEFORE), c.visit("contact", AFTER)
    with c.ledger.batch():
        put_off, late, done = (task.plan(lead, b.task(c, title=f"任务{n}", due_on=due)) for n, due in enumerate((SLIPS, LATE, DONE)))
        own = {"project": c.projects["launch"]}
        rises, closes = (risk.report(lead, b.risk(c, **own, title=name)) for name in ("供应商延期", "人手不足"))
        reached = goal.save(lead, b.goal(c))
        goal.record_reading(c.visit("contact", BEFORE), b.reading(reached, read_on=date(2026, 11, 9)))
    times = {"starts_at": HELD, "ends_at": HELD + b.HOUR}
    held = meeting.plan(lead, b.meeting(c, **times))
    chair = c.visit("lead", HELD + b.HOUR)
    agreed = [b.action(c, title="催供应商", due_on=date(2026, 11, 17)), b.action(c, title="发通知", due_on=date(2026, 11, 24))]
    late_action, done_action = meeting.hold(chair, held, 1, {"discussion": "进度"}, agreed)
    meeting.distribute(chair, held, 2)
    lead = c.visit("lead", AFTER)
    with c.ledger.batch():
        task.plan(lead, b.task(c, title="任务0", due_on=date(2026, 12, 4)), put_off, 1)
        task.finish(lead, done, 1, date(2026, 11, 17))
        task.finish(contact, done_action, 1, date(2026, 11, 17))
        coming = task.plan(lead, b.task(c, title="任务3", starts_on=date(2026, 11, 23), due_on=date(2026, 11, 24)))
        risk.change(lead, rises, 1, b.risk(c, **own, probability=4))
        risk.close(lead, closes, 1)
        asked = request.apply(contact, b.request(c, **own))
        raised = issue.report(contact, b.issue(c, **own, found_at=AFTER - b.HOUR))
    return Week(c, held, put_off, late, done, coming, rises, closes, reached, asked, raised, late_action, done_action)
