"""How the projects were agreed on: each department's head signs the charter, and signs again what has changed since."""

from plans import Project
from story import Story

# The charter of one project changed after everybody had signed: so many days after its start. Two departments have not signed that yet.
PROJECT, AFTER = "WH", 70
CHANGE = {"scope_out": "华东以外的仓；承运商自有中转场"}
UNSIGNED = 2
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


def _sign(story: Story, project: Project, department: str, day: int, minute: int) -> None:
    values = {"project": f"@project:{project.code}", "decision": "approve", "comment": story.dice.choice(COMMENT)}
    story.tell(day, minute, story.heads[department], "project.sign", values)
