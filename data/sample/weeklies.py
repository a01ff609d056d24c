"""The company's own weekly meeting, of no project: the PMO looks at all of them, week by week, and at the next one ahead."""

from collections.abc import Mapping
from random import Random
from typing import Any

from plans import Project
from story import Story, date_at, moment_at, table

# Dice of its own: the rest of the year stays as it is.
SEED = 23
HOST, RECORDER = "lin.jingyi", "zhao.qihang"
TOPIC = "公司跨部门周例会"
STARTS, ENDS = 9 * 60 + 30, 10 * 60 + 15
# The next working day, and every fifth before it.
NEXT, WEEK, WEEKS = 1, 5, 16
_LATE = (3, 9)


def tell_weeklies(story: Story, projects: list[Project]) -> None:
    """Every meeting of the last weeks with its decisions and actions, and the next one, which people have been told of."""
    dice, words = Random(SEED), _words()  # noqa: S311 - the same story every time is the point
    for week in range(WEEKS, -1, -1):
        day, name = NEXT - WEEK * week, story.name("meeting")
        story.tell(day - 7, 16 * 60, HOST, "meeting.plan", {"values": _planned(story, day)}, name)
        story.tell(day - (1 if week in _LATE else 3), 17 * 60, HOST, "meeting.notify", {"record": f"@{name}"})
        if week:
            _hold(story, dice, words, [project for project in projects if project.start < day - 5 < project.end], day, name, week in _LATE)


def _planned(story: Story, day: int) -> dict[str, Any]:
    return {
        "project": None,
        "kind": "weekly",
        "topic": TOPIC,
        "starts_at": moment_at(day, STARTS),
        "ends_at": moment_at(day, ENDS),
        "channel": "room",
        "place": "三楼会议室",
        "host": f"@person:{HOST}",
        "recorder": f"@person:{RECORDER}",
        "attendees": [f"@person:{head}" for head in story.heads.values()],
        "preparation": "各部门会前更新任务进度，需要拍板的事项提前一天提交",
    }


def _hold(story: Story, dice: Random, words: Mapping[str, list[str]], running: list[Project], day: int, name: str, late: bool) -> None:
    record, actions = {"record": f"@{name}"}, []
    for number, project in enumerate(dice.sample(running, min(2 + day % 2, len(running)))):
        department, contact = next((part[0], part[2]) for part in dice.sample(project.parts, 1))
        due = dice.randint(3, 6)
        own = {"title": dice.choice(words["action"]), "project": f"@project:{project.code}", "owner": f"@person:{contact}"}
        actions.append({**own, "department": f"@department:{department}", "due_on": date_at(day + due)})
        done = day + due + (2 if late and number == 0 else -dice.randint(0, 2))
        finished = {**record, "number": number, "finished_on": date_at(done)}
        if done < 0:
            story.tell(done, 17 * 60 + 20, contact, "meeting.finish", finished)
    values = {"discussion": _say(story, dice, words["discussion"], 3), "consensus": _say(story, dice, words["decision"], 2)}
    story.tell(day, ENDS, HOST, "meeting.hold", {**record, "values": values, "actions": actions})
    story.tell(day + (2 if late else 0), ENDS + 10, RECORDER, "meeting.distribute", record)


def _say(story: Story, dice: Random, sentences: list[str], count: int) -> str:
    lines = []
    for sentence in dice.sample(sentences, count):
        first, second = dice.sample(sorted(story.departments.values()), 2)
        lines.append(sentence.format(a=first, b=second))
    return "\n".join(lines)


def _words() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for kind, sentence in table("weeklies.txt"):
        found.setdefault(kind, []).append(sentence)
    return found
