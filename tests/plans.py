"""A believable plan of any size, the same every time: phases of tasks that wait for one another, some of them done."""

from datetime import date, timedelta
from random import Random

from core.actions.act import acting
from core.visit import Visit
from tests.builders import Company

_WORK = (
    "需求调研",
    "方案设计",
    "接口联调",
    "物料采购",
    "渠道谈判",
    "合同会签",
    "样机试制",
    "用户测试",
    "培训宣讲",
    "数据迁移",
    "上线演练",
    "验收归档",
)
_PER_PHASE = 19


def planned(c: Company, visit: Visit, tasks: int, *, project: str = "launch", starts_on: date = date(2026, 9, 1)) -> None:
    """Give a project a plan of so many tasks, phases included: most wait for the one before, each phase ends in a milestone."""
    random, day = Random(5), timedelta(days=1)
    own, made, phases = c.projects[project], 0, 0
    departments, people = list(c.departments.values()), [c.people["contact"], c.people["lead"], c.people["outsider"]]
    today = visit.local(visit.now).date()
    with acting(visit, "plan") as act:
        begin = starts_on
        while made < tasks:
            phases += 1
            base = {"project": own, "department": departments[0]}
            above = act.work.add(
                "task", base | {"kind": "phase", "title": f"第 {phases} 阶段", "code": str(phases), "starts_on": begin, "due_on": begin}
            )
            made, before, start = made + 1, None, begin
            for place in range(1, min(_PER_PHASE, tasks - made) + 1):
                last = place == _PER_PHASE
                end = start if last else start + random.randint(2, 9) * day
                who = random.randrange(3)
                percent = 100.0 if end < today and random.random() < 0.8 else 40.0 if start < today else 0.0
                record = act.work.add(
                    "task",
                    base
                    | {"parent": above, "kind": "milestone" if last else "task", "code": f"{phases}.{place}"}
                    | {"title": f"{_WORK[place % len(_WORK)]} {phases}.{place}" if not last else f"第 {phases} 阶段完成"}
                    | {"department": departments[who], "owner": people[who], "starts_on": start, "due_on": end, "percent": percent}
                    | {"status": "done" if percent == 100 else "doing" if percent else "not_started"}
                    | ({"started_on": start} if percent else {})
                    | ({"finished_on": end + random.randint(-1, 2) * day} if percent == 100 else {}),
                )
                if percent:
                    act.work.add("progress", {"task": record, "reported_on": min(end, today), "percent": percent, "health": "normal"})
                if before is not None and random.random() < 0.8:
                    waits = {"predecessor": before, "successor": record, "type": "FS", "lag_days": 0, "project": own}
                    act.work.add("dependency", waits)
                made, before = made + 1, record
                start = end + day if random.random() < 0.7 else start + day
            begin += 14 * day
