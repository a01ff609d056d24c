"""The year's meetings: the projects' regular ones, kick-offs, reviews and risk checks, with what was agreed and who follows up."""

from typing import Any

from plans import Project
from story import Story, date_at, table, week_at, week_moment

# How many notices and minutes were late a year ago: learnt as the year goes.
LATE_NOTICE, LATE_MINUTES = 0.3, 0.34
PLAN_AHEAD = 10
RESPONSES = (
    "抽调两名同事集中攻关一周，每日 17:00 前更新进度；周五复核是否需要延期申报。",
    "拆成两批交付：先交关键部分保证下游，其余顺延并走延期申报。",
    "由部门负责人每日督办，外部依赖改为当面确认；两天内给出新的完成日期。",
    "启用备选方案并行推进，下周三前决定取舍；需要的资源已提交申请。",
    "减少范围内的非关键项，与验收方确认后更新交付标准，预计五个工作日追平。",
)


class _Words:
    """The sentences of the source file, each kind taken in turn."""

    def __init__(self, story: Story) -> None:
        self._story = story
        self._rows = table("talks.txt")
        self._next: dict[str, int] = {}

    def rows(self, kind: str) -> list[list[str]]:
        return [row[1:] for row in self._rows if row[0] == kind]

    def one(self, kind: str, project: Project) -> str:
        known = self.rows(kind)
        index = self._next.get(kind, self._story.between(0, len(known) - 1))
        self._next[kind] = index + 1
        first, second = self._story.dice.sample(project.departments, 2)
        return known[index % len(known)][0].format(a=self._story.departments[first], b=self._story.departments[second])


def tell_meetings(story: Story, projects: list[Project]) -> None:
    """The communication plan of each project and every meeting it led to."""
    running = {project.code: project for project in projects}
    words = _Words(story)
    for code, frequency, weekday, time, minutes, topic in words.rows("cadence"):
        _regular(story, words, running[code], frequency, int(weekday), time, int(minutes), topic)
    for code, kind, week, topic in words.rows("meeting"):
        _special(story, words, running[code], kind, week, topic)


def _regular(story: Story, words: _Words, project: Project, frequency: str, weekday: int, time: str, minutes: int, topic: str) -> None:
    name, step = f"cadence:{project.code}", 1 if frequency == "weekly" else 2
    first, last = project.start // 5 + 1, min(project.end // 5, 1)
    values = {
        "project": f"@project:{project.code}",
        "topic": topic,
        "kind": "weekly",
        "frequency": frequency,
        "weekday": str(weekday),
        "time": time,
        "minutes": minutes,
        "starts_on": f"@plain:{week_at(first, weekday)}",
        "ends_on": date_at(project.end),
        "channel": "room",
        "place": f"{2 + len(project.name) % 5} 楼协作室",
        "host": f"@person:{project.manager}",
        "departments": [f"@department:{code}" for code in project.departments],
        "content": "上次行动项、进度与预警、部门间请求、风险变化、下周重点",
        "output": "会议纪要、行动项清单",
    }
    story.tell(project.start - 3, 15 * 60, project.manager, "cadence.save", {"values": values}, name)
    until = {"cadence": f"@{name}", "until": date_at(min(project.end, PLAN_AHEAD))}
    story.tell(project.start - 3, 15 * 60 + 10, project.manager, "cadence.schedule", until)
    hours, _, rest = time.partition(":")
    starts = int(hours) * 60 + int(rest)
    for week in range(first, last + 1, step):
        meeting = {"cadence": f"@{name}", "day": f"@plain:{week_at(week, weekday)}"}
        _notify(story, project, meeting, week, weekday, "cadence")
        _hold(story, words, project, meeting, week, weekday, starts + minutes, "cadence")


def _special(story: Story, words: _Words, project: Project, kind: str, told: str, topic: str) -> None:
    week = project.start // 5 + int(told[1:]) if told.startswith("s") else int(told)
    weekday, name = 4, story.name("meeting")
    values = {
        "project": f"@project:{project.code}",
        "kind": kind,
        "topic": topic,
        "starts_at": week_moment(week, weekday, 15 * 60),
        "ends_at": week_moment(week, weekday, 16 * 60 + 30),
        "channel": "room",
        "place": "一号会议室",
        "host": f"@person:{project.manager}",
        "recorder": f"@person:{project.coordinator}",
        "attendees": [f"@person:{person}" for person in sorted({part[2] for part in project.parts} | {project.manager})],
        "preparation": "请各部门提前一天提交进展与需要决策的事项",
    }
    story.tell_on((week, weekday, -8), 16 * 60, project.manager, "meeting.plan", {"values": values}, name)
    record = {"record": f"@{name}"}
    _notify(story, project, record, week, weekday, "meeting")
    _hold(story, words, project, record, week, weekday, 16 * 60 + 30, "meeting")


def _notify(story: Story, project: Project, meeting: dict[str, Any], week: int, weekday: int, of: str) -> None:
    late = story.quota("noticed late", LATE_NOTICE * (1 - story.grown(week * 5)))
    story.tell_on((week, weekday, -1 if late else -3), 17 * 60, project.manager, f"{of}.notify", meeting)


def _hold(story: Story, words: _Words, project: Project, meeting: dict[str, Any], week: int, weekday: int, ends: int, of: str) -> None:
    grown, actions = story.grown(week * 5), []
    for number in range(story.between(1, 3)):
        department, contact = next((part[0], part[2]) for part in story.dice.sample(project.parts, 1))
        due = story.between(3, 8)
        asked = {"title": words.one("action", project), "department": f"@department:{department}", "owner": f"@person:{contact}"}
        actions.append({**asked, "due_on": f"@day:{week_at(week, weekday, due)}"})
        late = story.quota("action late", 0.3 - 0.24 * grown)
        done = (week, weekday, due + 3 if late else due - story.between(0, 1))
        finished = {**meeting, "number": number, "finished_on": f"@day:{week_at(*done)}"}
        story.tell_on(done, 17 * 60 + 10, contact, f"{of}.finish", finished)
    told = {**meeting, "values": {"discussion": words.one("discussion", project), "consensus": words.one("consensus", project)}}
    story.tell_on((week, weekday), ends, project.manager, f"{of}.hold", {**told, "actions": actions})
    late = story.quota("minutes late", LATE_MINUTES * (1 - grown))
    story.tell_on((week, weekday, 3 if late else 1), 11 * 60, project.manager, f"{of}.distribute", meeting)


def tell_warnings(story: Story, projects: list[Project]) -> None:
    """The warning list of every Wednesday, and the plans that answer what is high on it."""
    for week in range(Story.START // 5 + 2, 1):
        story.tell_on((week, 3), 9 * 60, "", "warning.list_week", {})
        for project in projects:
            if not project.start // 5 < week <= project.end // 5:
                continue
            late = story.quota(f"warned {project.trend}", {"trouble": 0.4, "behind": 0.25}.get(project.trend, 0.08))
            answer = {"project": f"@project:{project.code}", "response": story.dice.choice(RESPONSES)}
            story.tell_on((week, 5 if late else 3), 14 * 60 + 30 + len(project.code), project.manager, "warning.answer_high", answer)
