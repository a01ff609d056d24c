"""The eight projects: how they are set up, planned, worked on, and how far they have come."""

from dataclasses import dataclass, field
from typing import Any

from launches import tell_launch
from sentences import Diary
from story import Story, date_at, table

SPLITS = {
    "develop": ("开发与自测", "联调与交付"),
    "design": ("初稿与征求意见", "评审与定稿"),
    "legal": ("初审与谈判", "定稿与归档"),
    "data": ("取数与核对", "分析与确认"),
    "test": ("准备与首轮执行", "复测与报告"),
}
STANDARDS = ("{o}经{d}书面确认", "{o}评审通过并归档", "按检查清单逐项完成，遗留项不超过 2 项", "{o}提交共享目录，{d}签收")
CHARTER = {"background": "background", "goal": "goal", "in": "scope_in", "out": "scope_out", "mechanism": "mechanism"}
REPLANS = (
    ("resource", "核心人员被临时抽调支援其他项目", "协调同岗同事补位，关键环节由部门负责人督办", "后续联调顺延，不影响里程碑"),
    ("change", "业务方补充了验收口径，需要返工部分内容", "确认变更范围并冻结需求，分两批交付", "第二批内容顺延"),
    ("external", "供应商交付晚于约定", "启用备选供应商，每日跟踪到货", "占用部分项目缓冲"),
    ("external", "外部接口文档迟迟未定稿", "先按草案开发，定稿后集中核对", "测试窗口缩短两天"),
    ("other", "与节假日安排冲突，评审人员无法到齐", "改为线上分段评审", "评审结论顺延，其他工作照常"),
)
CANCELLED = {"FI|支付认证费用并归档", "OP|组织项目复盘并归档资料"}


@dataclass
class Leaf:
    """A task that work is done on: its plan, and when it really starts and finishes."""

    name: str
    project: str
    department: str
    owner: str
    title: str
    deliverable: str
    start: int
    due: int
    begun: int = 0
    finished: int = 0


@dataclass
class Project:
    """A project as its source file tells it."""

    code: str
    name: str
    lead: str
    initiator: str
    manager: str
    status: str
    trend: str
    start: int
    end: int
    coordinator: str
    charter: dict[str, str] = field(default_factory=dict)
    parts: list[list[str]] = field(default_factory=list)
    phases: list[tuple[str, list[list[str]]]] = field(default_factory=list)
    leaves: list[Leaf] = field(default_factory=list)

    @property
    def departments(self) -> list[str]:
        """Who takes part."""
        return [part[0] for part in self.parts]


def projects() -> list[Project]:
    """The projects of the source file, in its order."""
    found: list[Project] = []
    for row in table("projects.txt"):
        word = row[0]
        if word == "project":
            coordinator = ("lin.jingyi", "zhao.qihang")[len(found) % 2]
            code, name, lead, initiator, manager, status, trend = row[1:8]
            found.append(Project(code, name, lead, initiator, manager, status, trend, int(row[8]), int(row[9]), coordinator))
        elif word in CHARTER:
            found[-1].charter[CHARTER[word]] = row[1]
        elif word == "part":
            found[-1].parts.append(row[1:])
        elif word == "phase":
            found[-1].phases.append((row[1], []))
        else:
            found[-1].phases[-1][1].append(row)
    return found


def tell_project(story: Story, project: Project) -> None:
    """Everything about one project: set up, planned, worked on, closed."""
    _set_up(story, project)
    first = project.start
    span = (project.end - project.start) / len(project.phases)
    for number, (title, rows) in enumerate(project.phases, 1):
        last = project.start + round(span * number)
        _plan_phase(story, project, number, title, rows, first, last)
        first = last - 3
    if project.status != "planning":
        diary = Diary(story, project)
        for leaf in project.leaves:
            diary.keep(leaf)
        diary.tell()
        story.tell(project.start, 9 * 60 + 40, project.coordinator, "project.save", _status(project, "active"))
    if project.status == "done":
        story.tell(project.end + 4, 16 * 60, project.coordinator, "project.save", _status(project, "done"))


def _status(project: Project, status: str) -> dict[str, Any]:
    return {"values": {"status": status}, "record": f"@project:{project.code}"}


def _set_up(story: Story, project: Project) -> None:
    day = project.start - (8 if project.status != "planning" else 15)
    values = {
        "name": project.name,
        "initiator_department": f"@department:{project.initiator}",
        "lead_department": f"@department:{project.lead}",
        "manager": f"@person:{project.manager}",
        "coordinator": f"@person:{project.coordinator}",
        "starts_on": date_at(project.start),
        "ends_on": date_at(project.end),
        "status": "planning",
        "buffer_percent": float(story.dice.choice((10, 10, 12, 15))),
        **project.charter,
    }
    if project.status == "planning":
        tell_launch(story, project, values, day)
        return
    story.tell(day, 10 * 60 + 5, project.coordinator, "project.save", {"values": values}, f"project:{project.code}")
    for number, (department, part, contact, duties, deliverables) in enumerate(project.parts):
        takes = {
            "project": f"@project:{project.code}",
            "department": f"@department:{department}",
            "part": part,
            "contact": f"@person:{contact}",
            "duties": duties,
            "deliverables": deliverables,
        }
        story.tell(day + 1, 14 * 60 + 6 * number, project.manager, "project.take_part", {"values": takes})


def _plan_phase(story: Story, project: Project, number: int, title: str, rows: list[list[str]], first: int, last: int) -> None:
    day, minute = project.start - 5 if project.status != "planning" else project.start - 11, 9 * 60 + 75 * (number - 1)
    phase = f"task:{project.code}.{number}"
    top = {"kind": "phase", "title": title, "department": project.lead, "owner": project.manager, "start": first, "due": last}
    _plan(story, project, top, phase, "", day, minute)
    milestones = [row for row in rows if row[0].startswith("*")]
    tasks = [row for row in rows if not row[0].startswith("*")]
    slipped = last
    for index, (department, task, deliverable) in enumerate(tasks):
        start = first + round((last - first) * 0.52 * index / max(len(tasks) - 1, 1))
        due = min(start + max(6, round((last - first) * story.dice.uniform(0.4, 0.58))), last - 1)
        name, at = f"{phase}.{index + 1}", minute + 2 + 4 * index
        owner = _owner(story, project, department)
        row = {"kind": "task", "title": task, "department": department, "owner": owner, "start": start, "due": due, "makes": deliverable}
        _plan(story, project, row, name, phase, day, at)
        split = SPLITS.get(Diary.kind(task))
        if split and index % 2 == 1 and due - start >= 8:
            middle = (start + due) // 2
            for part, (begin, end) in enumerate(((start, middle), (middle + 1, due))):
                below = {**row, "title": f"{task}（{split[part]}）", "start": begin, "due": end}
                leaf = _plan(story, project, below, f"{name}.{part + 1}", name, day, at + 1 + part)
                slipped = max(slipped, _live(story, project, number, leaf))
        else:
            leaf = Leaf(name, project.code, department, owner, task, deliverable, start, due)
            if f"{department}|{task}" in CANCELLED:
                story.tell(start - 4, 11 * 60, project.manager, "task.cancel", {"record": f"@{name}"})
            else:
                slipped = max(slipped, _live(story, project, number, leaf))
    ends = [leaf.name for leaf in project.leaves if leaf.name.startswith(f"{phase}.")]
    for mark, stone_title in ((row[0], row[1]) for row in milestones):
        stone = {"kind": "milestone", "title": stone_title, "department": mark[1:], "owner": project.manager, "start": last, "due": last}
        leaf = _plan(story, project, stone, f"{phase}.{len(tasks) + 1}", phase, day, minute + 60)
        leaf.begun = leaf.finished = slipped
        project.leaves.append(leaf)
        _link(story, project, ends, leaf.name, number, day, minute + 62)


def _link(story: Story, project: Project, ends: list[str], stone: str, number: int, day: int, minute: int) -> None:
    """A milestone waits for its phase, and the first tasks of a phase for the milestone before, three days ahead of it."""
    waits = [(name, stone, 0) for name in ends]
    before = [leaf.name for leaf in project.leaves if leaf.name.startswith(f"task:{project.code}.{number - 1}.")]
    if before:
        waits += [(before[-1], name, -3) for name in ends[:3]]
    waits += [(f"{name[:-1]}1", name, 0) for name in ends if name.count(".") == 3 and name.endswith(".2")]
    for predecessor, successor, lag in waits:
        values = {"predecessor": f"@{predecessor}", "successor": f"@{successor}", "type": "FS", "lag_days": lag}
        story.tell(day, minute, project.manager, "task.link", {"values": values})


def _owner(story: Story, project: Project, department: str) -> str:
    if department == project.lead and story.chance(0.35):
        return project.manager
    named = [part[2] for part in project.parts if part[0] == department and story.people[part[2]][5] == "contact"]
    return story.dice.choice(named * 2 + story.contacts[department])


def _plan(story: Story, project: Project, row: dict[str, Any], name: str, parent: str, day: int, minute: int) -> Leaf:
    makes = row.get("makes", "")
    values = {
        "project": f"@project:{project.code}",
        "parent": f"@{parent}" if parent else None,
        "kind": row["kind"],
        "title": row["title"],
        "department": f"@department:{row['department']}",
        "owner": f"@person:{row['owner']}",
        "starts_on": date_at(row["start"]),
        "due_on": date_at(row["due"]),
    }
    if makes:
        others = [code for code in project.departments if code != row["department"]]
        helpers = sorted(story.dice.sample(others, min(len(others), story.between(0, 2))))
        partner = story.departments[helpers[0]] if helpers else "项目组"
        values["supporters"] = [f"@department:{code}" for code in helpers]
        values["deliverable"] = makes
        values["standard"] = story.dice.choice(STANDARDS).format(o=makes.split("、")[0], d=partner)
    story.tell(day, minute, project.manager, "task.plan", {"values": values}, name)
    return Leaf(name, project.code, row["department"], row["owner"], row["title"], makes, row["start"], row["due"])


def _live(story: Story, project: Project, phase: int, leaf: Leaf) -> int:
    """Decide when a leaf really starts and finishes. Returns the day it is done."""
    troubled, behind = project.trend == "trouble" and phase >= 3, project.trend == "behind" and phase >= 3
    if not (troubled or behind) and story.chance(0.09) and leaf.due - 5 < 0:
        _replan(story, project, leaf, leaf.due + story.between(3, 6))
    late = story.quota("task", 0.35 - 0.33 * story.grown(leaf.due))
    delay, slip = story.between(0, 1), story.between(1, 4) if late else -story.between(0, 2)
    if troubled:
        delay, slip = (4, 18, 40)[phase - 3], story.between(*((8, 24), (38, 80), (40, 60))[phase - 3])
    elif behind:
        slow = story.quota("behind", 0.5)
        delay, slip = story.between(4, 7), story.between(*((12, 20), (12, 20), (4, 8))[phase - 3]) if slow else 0
    elif leaf.due >= -3:
        slip = story.between(3, 6) if leaf.due > 3 and story.chance(0.2) else min(slip, 0)
    leaf.begun = leaf.start + delay
    leaf.finished = max(leaf.due + slip, leaf.begun + 2)
    # Giving notice is learnt as the year goes.
    if leaf.finished > leaf.due and not troubled and leaf.due < 0 and (leaf.due > -120 or leaf.due % 3 == 0):
        _replan(story, project, leaf, leaf.finished, before=-1 if leaf.due % 7 == 0 else 1)
    project.leaves.append(leaf)
    return leaf.finished + 1


def _replan(story: Story, project: Project, leaf: Leaf, due: int, before: int = 5) -> None:
    """Move a due date with notice given; the plan as it first stood remains in the ledger."""
    cause, reason, measures, impact = REPLANS[due % len(REPLANS)]
    plan = {"task": f"@{leaf.name}", "new_due_on": date_at(due), "cause": cause, "reason": reason, "measures": measures, "impact": impact}
    story.tell(leaf.due - before, 11 * 60 + 20, project.manager, "task.replan", {"values": plan})
    leaf.due = due
