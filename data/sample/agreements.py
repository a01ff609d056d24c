"""How the projects were agreed on: heads sign the charter and what their departments are to do, and sign again what has changed."""

from plans import Project
from story import Story

# The charter of one project changed after everybody had signed: so many days after its start. Two departments have not signed that yet.
PROJECT, AFTER = "WH", 70
CHANGE = {"scope_out": "华东以外的仓；承运商自有中转场"}
UNSIGNED = 2
# The project whose plan was frozen again after its replan, and when.
REPLANNED, AGAIN = "X3", -44
COMMENT = ("", "", "同意，按章程执行", "同意；请保证例会时间", "同意，资源按计划投入")


def tell_signatures(story: Story, projects: list[Project]) -> None:
    """The signatures of each project's departments; a project that is still being planned waits for some."""
    for project in projects:
        planning = project.status == "planning"
        for number, department in enumerate(project.departments[:2] if planning else project.departments):
            _sign(story, project, department, project.start - (9 if planning else 3), 14 * 60 + 7 * number)
    changed = next(project for project in projects if project.code == PROJECT)
    day = changed.start + AFTER
    story.tell(day, 10 * 60 + 30, changed.coordinator, "project.save", {"values": CHANGE, "record": f"@project:{PROJECT}"})
    for number, department in enumerate(changed.departments[:-UNSIGNED]):
        _sign(story, changed, department, day + 1, 15 * 60 + 7 * number)


def tell_baselines(story: Story, projects: list[Project]) -> None:
    """Each department signs its task sheet before the start and again lately; the plan they have signed is the baseline."""
    for project in projects:
        if project.status == "planning":
            continue
        departments = sorted({row[0].lstrip("*") for _, rows in project.phases for row in rows})
        for day, minute in ((project.start - 3, 16 * 60), (min(project.end - 2, -1), 14 * 60)):
            for number, department in enumerate(departments):
                _sign_sheet(story, project, department, day, minute + 7 * number)
        _freeze(story, project, project.start - 2, "签字基线", "各部门签署任务分配表后的计划")
        if project.code == REPLANNED:
            _freeze(story, project, AGAIN, "重排基线", "改期后重新排期，经项目例会确认")
    changed = next(project for project in projects if project.code == PROJECT)
    leaf = max((leaf for leaf in changed.leaves if leaf.deliverable and leaf.department != changed.lead), key=lambda leaf: leaf.due)
    values = {"standard": f"{leaf.deliverable.split('、')[0]}经两个部门共同验收"}
    story.tell(-1, 17 * 60, changed.manager, "task.plan", {"values": values, "record": f"@{leaf.name}"})


def _freeze(story: Story, project: Project, day: int, name: str, note: str) -> None:
    values = {"project": f"@project:{project.code}", "name": name, "note": note}
    story.tell(day, 10 * 60 + 20, project.manager, "baseline.freeze", {"values": values})


def _sign_sheet(story: Story, project: Project, department: str, day: int, minute: int) -> None:
    values = {"project": f"@project:{project.code}", "department": f"@department:{department}", "comment": ""}
    story.tell(day, minute, story.heads[department], "project.sign_sheet", values)


def _sign(story: Story, project: Project, department: str, day: int, minute: int) -> None:
    values = {"project": f"@project:{project.code}", "decision": "approve", "comment": story.dice.choice(COMMENT)}
    story.tell(day, minute, story.heads[department], "project.sign", values)
