"""The year's requests: applied for, decided, answered by each department, clarified."""

from plans import Project
from sentences import bank
from story import Story, date_at, table, worded

SLOW = {"LG": 0.26, "SC": 0.22, "IT": 0.06, "QA": -0.06, "PD": -0.08, "CS": -0.06}
# Days after submission within which a department answers in time, and the days it takes when it is late.
IN_TIME = {"urgent": (0, 0), "important": (0, 2), "normal": (1, 4)}
LATE = {"urgent": (2, 3), "important": (4, 6), "normal": (7, 10)}
DECIDED = {"urgent": ((0, 1), (4, 5)), "important": ((0, 3), (6, 7)), "normal": ((0, 5), (26, 28))}
# Who has not answered yet: day applied → department and urgency. The last two are about to be due.
WAITING = {
    -13: ("LG", "important"),
    -10: ("SC", "important"),
    -6: ("SC", "urgent"),
    -4: ("FI", "normal"),
    -3: ("IT", "important"),
}


def tell_requests(story: Story, projects: list[Project]) -> None:
    """About 110 requests, spread over the year."""
    windows = {project.code: (max(project.start + 4, -246), min(project.end - 4, -1)) for project in projects}
    rows = [(use, row) for use in (0, 1) for row in table("requests.txt")]
    days = [_day(story, windows.get(row[2]), use) for use, row in rows]
    free = [index for index, (use, row) in enumerate(rows) if use == 1 and row[2] == "-"]
    for day, (department, _) in WAITING.items():
        chosen = next(index for index in free if department in rows[index][1][1].split(","))
        free.remove(chosen)
        days[chosen] = day
    for index, day in zip(free[:10], (-1, -5, -2, -1, -5, -2, -1, -8, -2, 0), strict=True):
        days[index] = day
    for day, (use, row) in sorted(zip(days, rows, strict=True), key=lambda pair: pair[0]):
        _tell(story, day, [worded(text, use) for text in row])


def _day(story: Story, window: tuple[int, int] | None, use: int) -> int:
    first, last = window or (-246, -2)
    middle = (first + last) // 2
    return story.between(first, middle) if use == 0 else story.between(middle + 1, last)


def _tell(story: Story, day: int, row: list[str]) -> None:
    applicant_department, asked, project, title, background, goal, outcome, support = row
    departments = asked.split(",")
    urgency = story.dice.choices(("urgent", "important", "normal"), (3, 4, 3))[0]
    if day in WAITING:
        urgency = WAITING[day][1]
    applicant = story.dice.choice(story.doers[applicant_department])
    name, minute = story.name("request"), story.between(9 * 60 + 5, 11 * 60 + 20) if urgency == "urgent" else story.between(545, 990)
    values = {
        "title": title,
        "applicant_department": f"@department:{applicant_department}",
        "departments": [f"@department:{code}" for code in departments],
        "urgency": urgency,
        "needed_by": date_at(day + {"urgent": 6, "important": 14, "normal": 25}[urgency] + story.between(0, 6)),
        "background": background,
        "goal": goal,
        "outcome": outcome,
        "support": support,
        "project": f"@project:{project}" if project != "-" else None,
    }
    if story.chance(0.25):
        story.tell(day - 1, story.between(1000, 1065), applicant, "request.save", {"values": values}, name)
        story.tell(day, minute, applicant, "request.submit", {"record": f"@{name}"})
    else:
        story.tell(day, minute, applicant, "request.apply", {"values": values}, name)
    end = story.dice.random() if day < -25 else 1.0
    if end < 0.04:
        story.tell(day + 1, 10 * 60 + 30, applicant, "request.withdraw", {"record": f"@{name}"})
    elif end < 0.08:
        _decide(story, day + story.between(1, 2), 15 * 60, name, "rejected")
    else:
        if end < 0.16:
            _decide(story, day, minute + 90, name, "returned")
            day, minute = day + 1, story.between(9 * 60 + 5, 10 * 60 + 30)
            better = {**values, "background": f"{background}已按意见补充衡量指标与范围。"}
            story.tell(day, minute, applicant, "request.save", {"values": better, "record": f"@{name}"})
            story.tell(day, minute + 5, applicant, "request.submit", {"record": f"@{name}"})
        low, high = DECIDED[urgency][story.quota("decided late", 0.3 - 0.27 * story.grown(day))]
        decided = day + story.between(low, high)
        _decide(story, decided, min(max(minute + story.between(20, 200), 570), 1070), name, "approved")
        for department in departments:
            _answer(story, day, minute, name, department, urgency, applicant)


def _decide(story: Story, day: int, minute: int, name: str, decision: str) -> None:
    by = story.dice.choice(("lin.jingyi", "lin.jingyi", "zhao.qihang"))
    comment = story.dice.choice(bank()["reply"][decision])
    story.tell(day, minute, by, "request.decide", {"record": f"@{name}", "decision": decision, "comment": comment})


def _answer(story: Story, day: int, minute: int, name: str, department: str, urgency: str, applicant: str) -> None:
    if WAITING.get(day, ("",))[0] == department:
        return
    grown = story.grown(day)
    late = story.quota(
        f"answered late {department in SLOW}", min(max(0.34 - 0.33 * grown + SLOW.get(department, 0.0) * (1.2 - 0.8 * grown), 0.02), 0.6)
    )
    answered = day + story.between(*(LATE if late else IN_TIME)[urgency])
    at = story.between(minute + 25, 1075) if answered == day else story.between(9 * 60 + 5, 17 * 60 + 40)
    responder = story.dice.choice([*story.doers[department], story.doers[department][0], story.heads[department]])
    contact = story.dice.choice(story.contacts[department])
    replies = bank()["reply"]

    def answer(on: int, when: int, decision: str, response: str = "") -> None:
        text = story.dice.choice(replies[decision]).format(c=story.people[contact][3], k=story.between(2, 6))
        values = {"request": f"@{name}", "department": f"@department:{department}", "decision": decision, "reply": text}
        if decision == "accept":
            values["contact"] = f"@person:{contact}"
        story.tell(on, when, responder, "request.answer", {"values": values}, response)

    if story.chance(0.12):
        response = story.name("response")
        asked = min(minute + 30, 1060) if answered == day else story.between(560, 900)
        first = day if answered == day or urgency == "urgent" else day + 1
        answer(first, asked if first != day else min(minute + 20, 1040), "clarify", response)
        back = first + 1
        clarified = {"response": f"@{response}", "clarification": story.dice.choice(replies["clarified"])}
        story.tell(back, story.between(9 * 60 + 5, 11 * 60), applicant, "request.clarify", clarified)
        answered, at = max(answered + 1, back), story.between(11 * 60 + 5, 17 * 60 + 30)
    answer(answered, at, "decline" if story.chance(0.05) else "accept")
