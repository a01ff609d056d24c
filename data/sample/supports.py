"""The year's resource requests: asked for by a department, decided on by the head of the department that has them."""

from story import Story, date_at, table

# Who decides on each type: the head of finance on money, of IT on rights; people and equipment are the head's of the asking department.
DECIDERS = {"budget": "FI", "permission": "IT"}


def tell_resources(story: Story) -> None:
    """Every row of the source file."""
    for row in table("resources.txt"):
        _request(story, row)


def _request(story: Story, row: list[str]) -> None:
    project, department, by, kind, detail, quantity, unit, purpose, urgency, told, after, approve, comment = row
    day, name = int(told), story.name("resource")
    approver = story.heads[DECIDERS.get(kind, department)]
    values = {
        "project": f"@project:{project}",
        "department": f"@department:{department}",
        "type": kind,
        "detail": detail,
        "quantity": float(quantity),
        "unit": unit,
        "purpose": purpose,
        "urgency": urgency,
        "needed_by": date_at(day + 12),
        "approver": f"@person:{approver}",
    }
    story.tell(day, 10 * 60 + 40, by, "resource.ask", {"values": values}, name)
    record = {"record": f"@{name}"}
    if after == "w":
        story.tell(day + 1, 11 * 60, by, "resource.withdraw", record)
    elif after != "-":
        decided = {**record, "approve": approve == "y", "comment": comment}
        story.tell(day + int(after), 15 * 60 + 10, approver, "resource.decide", decided)
