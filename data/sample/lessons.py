"""What the year has taught: retrospectives with their actions, articles of the knowledge base, and the projects' documents."""

from typing import Any

from plans import Project
from story import Story, date_at, table

SHARE = "http://files.yuanlan.example"


def tell_lessons(story: Story, projects: list[Project]) -> None:
    """Every row of the source file."""
    running = {project.code: project for project in projects}
    rows = table("lessons.txt")
    for row in rows:
        if row[0] == "retro":
            _retrospective(story, running[row[1]], row, [other for other in rows if other[:2] == ["action", row[1]]])
        elif row[0] == "article":
            _article(story, row)
        elif row[0] == "document":
            _document(story, running[row[1]], row)


def _retrospective(story: Story, project: Project, row: list[str], actions: list[list[str]]) -> None:
    _, code, after, attainment, well, improve, causes, lessons = row
    day, name = project.end + int(after), f"retrospective:{code}"
    values = {
        "project": f"@project:{code}",
        "held_on": date_at(day),
        "attainment": attainment,
        "went_well": well,
        "to_improve": improve,
        "causes": causes,
        "lessons": lessons,
    }
    story.tell(day, 17 * 60, project.manager, "retrospective.write", {"values": values}, name)
    tasks = [
        {
            "title": title,
            "department": f"@department:{department}",
            "owner": f"@person:{story.contacts[department][0]}",
            "due_on": date_at(day + int(due)),
        }
        for _, _, title, department, due in actions
    ]
    story.tell(day, 17 * 60 + 12, project.manager, "retrospective.plan", {"record": f"@{name}", "rows": tasks}, f"followup:{code}")
    for number, (_, _, _, department, due) in enumerate(actions, 1):
        done = day + int(due) - (1 if number % 3 else -2)
        finished = {"record": f"@followup:{code}.{number}", "finished_on": date_at(done)}
        story.tell(done, 16 * 60, story.contacts[department][0], "task.finish", finished)
    story.tell(day + 1, 9 * 60 + 30, project.manager, "retrospective.publish", {"record": f"@{name}"})


def _article(story: Story, row: list[str]) -> None:
    _, kind, author, day, project, title, tags, body = row
    values: dict[str, Any] = {"kind": kind, "title": title, "tags": tags, "body": body}
    if project != "-":
        values["project"] = f"@project:{project}"
    story.tell(int(day), 16 * 60 + 40, author, "article.save", {"values": values})


def _document(story: Story, project: Project, row: list[str]) -> None:
    _, code, category, after, title, edition, by = row
    values = {
        "project": f"@project:{code}",
        "category": category,
        "title": title,
        "edition": edition,
        "link": f"{SHARE}/{code.lower()}/{category}",
    }
    story.tell(project.start + int(after), 11 * 60 + 30, by, "document.keep", {"values": values})
