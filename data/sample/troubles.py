"""The year's issues and risks."""

from typing import Any

from plans import Project
from story import Story, moment_at, table, worded

LATEST = 18 * 60
# Issues open now: day reported → whether it has been responded to.
OPEN_NOW = {-9: True, -6: True, -4: False, -3: True, -2: True, -1: True, 0: False}
# How risks that matter today moved: title → day reported and (days later, probability, impact) of each reassessment.
PATHS: dict[str, tuple[int, list[tuple[int, int, int]]]] = {
    "历史数据迁移质量不达标": (-120, [(18, 4, 5), (42, 5, 4), (70, 4, 4), (100, 4, 4)]),
    "上线窗口错过将顺延一个季度": (-62, [(0, 3, 4), (20, 4, 4), (45, 5, 4)]),
    "核心芯片交期延长": (-40, [(0, 2, 5), (16, 3, 5)]),
    "膜元件单一供应商产能不足": (-92, [(25, 3, 4), (60, 2, 4)]),
    "苏州中心仓设备安装进度滞后": (-44, [(20, 4, 3), (38, 3, 3)]),
    "供应商数据协议补签率不足": (-1, []),
}
NO_PLAN = "供应商数据协议补签率不足"


def tell_issues(story: Story, projects: list[Project]) -> None:
    """About 110 issues: problems, blockers and disputes."""
    running = {project.code: project for project in projects}
    told: set[str] = set()
    rows = []
    for use in (0, 1):
        for row in table("issues.txt"):
            words = [worded(text, use) for text in row]
            if words[4] not in told:
                told.add(words[4])
                rows.append((_issue_day(story, running.get(words[2]), use), words))
    newest = [index for index, (_, words) in enumerate(rows) if index > len(rows) // 2 and (words[2] in {"CRM", "WH"} or index % 9 == 0)]
    for day, index in zip(OPEN_NOW, newest, strict=False):
        rows[index] = (day, rows[index][1])
    open_now = {id(rows[index][1]) for _, index in zip(OPEN_NOW, newest, strict=False)}
    for day, words in sorted(rows, key=lambda pair: pair[0]):
        _issue(story, day, words, running.get(words[2]), id(words) in open_now)


def _issue_day(story: Story, project: Project | None, use: int) -> int:
    first, last = (max(project.start + 6, -246), min(project.end - 2, -5)) if project else (-246, -5)
    middle = (first + last) // 2
    return story.between(first, middle) if use == 0 else story.between(middle + 1, last)


def _issue(story: Story, day: int, words: list[str], project: Project | None, is_open: bool) -> None:
    kind, level, _, involved, title, description, impact, point, measures, outcome = words
    departments = involved.split(",")
    grown, name = story.grown(day), story.name("issue")
    minute = story.between(9 * 60 + 10, 14 * 60 + 40)
    found = (
        moment_at(day - 2, 16 * 60)
        if story.quota("reported late", 0.2 - 0.17 * grown)
        else moment_at(day, max(minute - story.between(20, 300), 400))
    )
    reporter, owner = story.dice.choice(story.doers[departments[-1]]), story.dice.choice(story.contacts[departments[0]])
    tasks = [leaf for leaf in project.leaves if leaf.begun <= day <= leaf.finished and leaf.department in departments] if project else []
    values: dict[str, Any] = {
        "title": title,
        "kind": kind,
        "level": level,
        "project": f"@project:{project.code}" if project else None,
        "task": f"@{story.dice.choice(tasks).name}" if tasks else None,
        "departments": [f"@department:{code}" for code in departments],
        "found_at": found,
        "description": description,
        "impact": impact,
        "focus" if kind == "dispute" else "proposal": point,
    }
    story.tell(day, minute, reporter, "issue.report", {"values": values}, name)
    record = {"record": f"@{name}"}
    if story.chance(0.025) and not is_open:
        story.tell(day, minute + 45, reporter, "issue.withdraw", record)
        return
    if is_open and not OPEN_NOW[day]:
        return
    late = story.quota("responded late", 0.38 - 0.36 * grown)
    quick = level != "normal"
    responded, at = (
        (day, minute + (story.between(150, 210) if late else story.between(12, 105))) if quick else (day, minute + story.between(40, 190))
    )
    if late and not quick:
        responded, at = day + 2, story.between(15 * 60, 17 * 60)
    limit = story.between(3, 6) if level == "normal" else story.between(2, 4)
    until = max(day + limit, responded + 1)
    taken = (
        {"owner": f"@person:{owner}", "resolve_by": moment_at(until, LATEST)} if not is_open or day < -3 else {"owner": f"@person:{owner}"}
    )
    story.tell(responded, at, owner, "issue.respond", {**record, "values": taken})
    if kind != "problem" and not (is_open and day > -2):
        chair = project.manager if project else "lin.jingyi"
        agreed = {"measures": measures} | ({} if "resolve_by" in taken else {"resolve_by": moment_at(until, LATEST)})
        story.tell(responded + 1, story.between(560, 640), chair, "issue.convene", {**record, "values": agreed})
    if is_open:
        return
    overrun = story.quota("closed late", 0.42 - 0.42 * grown)
    closed = until + story.between(1, 4) if overrun else story.between(responded + 1, until)
    story.tell(closed, story.between(16 * 60, 17 * 60 + 50), owner, "issue.resolve", {**record, "outcome": outcome})
    if story.chance(0.03) and closed < -12:
        story.tell(closed + 2, 9 * 60 + 30, reporter, "issue.reopen", record)
        story.tell(closed + 4, 17 * 60, owner, "issue.resolve", {**record, "outcome": f"复核后再次确认：{outcome}"})


def tell_risks(story: Story, projects: list[Project]) -> None:
    """The risk register: reported, planned for, reassessed, closed or come true."""
    running = {project.code: project for project in projects}
    for row in table("risks.txt"):
        _risk(story, row, running.get(row[1]))


def _risk(story: Story, row: list[str], project: Project | None) -> None:
    category, _, department, probability, impact, title, description, trigger, strategy, response = row
    score = int(probability), int(impact)
    first, last = (max(project.start - 2, -244), min(project.end - 25, -8)) if project else (-244, -12)
    day, path = PATHS.get(title, (min(story.between(first, max(first, last)), -3), None))
    owner = story.dice.choice(story.contacts[department])
    name, minute = story.name("risk"), story.between(9 * 60 + 30, 12 * 60) if title != NO_PLAN else 15 * 60 + 20
    if path and path[0][0] == 0:
        score = path[0][1:]
    values = {
        "title": title,
        "category": category,
        "project": f"@project:{project.code}" if project else None,
        "department": f"@department:{department}",
        "owner": f"@person:{owner}",
        "probability": score[0],
        "impact": score[1],
        "description": description,
        "trigger": trigger,
    }
    reporter = owner if story.chance(0.6) or not project else project.manager
    story.tell(day, minute, reporter, "risk.report", {"values": values}, name)
    if title == NO_PLAN:
        return
    record = {"record": f"@{name}"}
    high = score[0] * score[1] >= 15
    late = story.quota("planned late", 0.5 - 0.4 * story.grown(day))
    planned = day + (story.between(2, 3) if late else 0) if high else day + story.between(2, 9)
    plan = {
        "strategy": strategy,
        "response": response,
        "residual_probability": max(score[0] - 2, 1),
        "residual_impact": max(score[1] - 1, 1),
    }
    if high or story.chance(0.85):
        story.tell(planned, minute + story.between(60, 300), owner, "risk.respond", {**record, "values": plan})
    over = project is not None and project.status == "done"
    end = _reassess(story, (day, project.end if over and project else 0), score, record, owner, path)
    if path is None and end < -6 and (over or story.chance(0.72)):
        if story.chance(0.16):
            _occur(story, max(end, planned) + 2, record, owner, f"{name} occurred", response)
        else:
            story.tell(max(end, planned) + 2, 16 * 60 + 10, owner, "risk.close", record)


def _occur(story: Story, day: int, record: dict[str, str], owner: str, issue: str, response: str) -> None:
    """A risk comes true: it goes on as an issue, which its owner takes up within the hour and solves."""
    story.tell(day, 16 * 60 + 10, owner, "risk.occur", record, issue)
    story.tell(day, 16 * 60 + 50, owner, "issue.respond", {"record": f"@{issue}", "values": {"owner": f"@person:{owner}"}})
    story.tell(day + 2, 15 * 60, owner, "issue.resolve", {"record": f"@{issue}", "outcome": f"按预案处置完毕：{response}"})


def _reassess(
    story: Story, days: tuple[int, int], score: tuple[int, ...], record: dict[str, str], owner: str, path: list[tuple[int, int, int]] | None
) -> int:
    """Tell the weekly checks at which a risk moved, from the first to the last of the days. Returns the day of the last check."""
    (day, last), (probability, impact) = days, score
    if path is not None:
        for after, probability, impact in path:
            if after:
                moved = {"probability": probability, "impact": impact}
                story.tell(day + after, story.between(15 * 60, 16 * 60 + 30), owner, "risk.change", {**record, "values": moved})
        return 0
    at = day
    for _ in range(story.between(1, 4)):
        if at + 12 > last:
            break
        at += min(story.between(12, 28), last - at)
        step = story.dice.choices((-1, 1), (3, 1))[0]
        if story.chance(0.7):
            probability = min(max(probability + step, 1), 4)
        else:
            impact = min(max(impact + step, 1), 4)
        if probability * impact >= 15 and at > -40:
            probability -= 1
        moved = {"probability": probability, "impact": impact}
        story.tell(at, story.between(15 * 60, 16 * 60 + 30), owner, "risk.change", {**record, "values": moved})
    return at
