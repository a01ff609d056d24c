"""Write the demo company: python data/sample/make.py makes company.jsonl and events.jsonl from source/, the same every time."""

import sys
from pathlib import Path

from agreements import tell_baselines, tell_signatures
from asks import tell_requests
from duties import tell_duties
from handovers import tell_handovers
from lessons import tell_lessons
from plans import projects, tell_project
from results import tell_goals, tell_surveys
from story import FOLDER, Story, table
from supports import tell_resources
from talks import tell_meetings, tell_warnings
from troubles import tell_issues, tell_risks
from weeklies import tell_weeklies

SEED = 16
FOUNDED = -262


def company(story: Story) -> None:
    """The departments, their people and then their heads, recorded by whoever loads the demo."""
    departments = [row for row in table("company.txt") if row[0] == "department"]
    for number, (_, code, name, english, _) in enumerate(departments):
        department = {"code": code, "name": "信息部" if code == "IT" else name, "name_en": english}
        story.tell(FOUNDED, 9 * 60 + number, "", "department.save", {"values": department}, f"department:{code}")
    for number, (_, code, username, name, title, role, decides) in enumerate(story.people.values()):
        person: dict[str, object] = {
            "username": username,
            "name": name,
            "department": f"@department:{code}",
            "title": title,
            "role": role,
            "can_decide": decides == "1",
            "email": f"{username}@yuanlan.example",
            "phone": None if role == "viewer" else f"1380000{number:04d}",
        }
        story.tell(FOUNDED, 9 * 60 + 20 + number, "", "person.save", {"values": person}, f"person:{username}")
    for number, (code, head) in enumerate(story.heads.items()):
        story.tell(
            FOUNDED, 10 * 60 + 20 + number, "", "department.save", {"values": {"head": f"@person:{head}"}, "record": f"@department:{code}"}
        )


def changes(story: Story) -> None:
    """What changed in the organisation during the year."""
    story.tell(-181, 10 * 60, "", "department.save", {"values": {"name": story.departments["IT"]}, "record": "@department:IT"})
    story.tell(-122, 9 * 60 + 30, "", "person.save", {"values": {"title": "运营策划主管"}, "record": "@person:luo.ting"})
    story.tell(-88, 9 * 60 + 30, "", "person.save", {"values": {"can_decide": True}, "record": "@person:deng.wei"})
    story.tell(-45, 14 * 60, "", "person.save", {"values": {"title": "高级合同法务", "can_decide": True}, "record": "@person:jiang.yiming"})


def write(folder: Path) -> None:
    """Write both files into a folder."""
    founding, year = Story(SEED), Story(SEED)
    company(founding)
    changes(year)
    running = projects()
    for project in running:
        tell_project(year, project)
    tell_requests(year, running)
    tell_issues(year, running)
    tell_risks(year, running)
    tell_goals(year)
    tell_surveys(year, running)
    tell_resources(year)
    tell_signatures(year, running)
    tell_baselines(year, running)
    tell_meetings(year, running)
    tell_warnings(year, running)
    tell_handovers(year, running)
    tell_lessons(year, running)
    tell_duties(year, running)
    tell_weeklies(year, running)
    for name, story in (("company.jsonl", founding), ("events.jsonl", year)):
        (folder / name).write_text("\n".join(story.lines()) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
