"""How the newest project came about: asked for, approved, answered by everybody, and launched from the request."""

from typing import TYPE_CHECKING, Any

from story import Story, date_at

if TYPE_CHECKING:
    from plans import Project

REPLY = "接受，{name}为对接人，按章程分工投入。"


def tell_launch(story: Story, project: "Project", values: dict[str, Any], day: int) -> None:
    """Everything up to the project of those values, launched on a day."""
    name, applicant = story.name("request"), story.contacts[project.initiator][0]
    others = [part for part in project.parts if part[0] != project.initiator]
    request = {
        "title": project.name,
        "applicant_department": f"@department:{project.initiator}",
        "departments": [f"@department:{part[0]}" for part in others],
        "urgency": "important",
        "needed_by": date_at(project.end),
        **{field: text for field, text in project.charter.items() if field != "mechanism"},
        "outcome": "章程、补签后的协议、数据目录与分级清单",
        "support": "每个参与部门一名能拍板的对接人",
    }
    story.tell(day - 6, 10 * 60 + 10, applicant, "request.apply", {"values": request}, name)
    story.tell(day - 4, 11 * 60, project.coordinator, "request.decide", {"record": f"@{name}", "decision": "approved"})
    for number, (department, _, contact, *_) in enumerate(others):
        answer = {
            "request": f"@{name}",
            "department": f"@department:{department}",
            "decision": "accept",
            "contact": f"@person:{contact}",
            "reply": REPLY.format(name=story.people[contact][3]),
        }
        story.tell(day - 4, 14 * 60 + 10 * number, contact, "request.answer", {"values": answer})
    launch = {"request": f"@{name}", "values": values}
    story.tell(day, 10 * 60 + 5, project.coordinator, "project.launch", launch, f"project:{project.code}")
