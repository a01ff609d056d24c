"""Goals with their readings, and the surveys with everybody's answers."""

from plans import Project
from sentences import bank
from story import Story, date_at, table

CSAT = ((-192, -180, 0.58, 30), (-130, -118, 0.66, 30), (-68, -56, 0.75, 31), (-7, 8, 0.85, 26))
NPS = {
    "MEET": (-147, 0.42),
    "ISO": (-68, 0.48),
    "CRM": (-40, 0.12),
    "WH": (-31, 0.32),
    "X3": (-24, 0.56),
    "LINE": (-17, 0.52),
    "SEA": (-12, 0.55),
}
LIKED = {"LG": -0.17, "SC": -0.13, "IT": -0.08, "QA": 0.05, "PD": 0.09, "CS": 0.06, "RD": 0.03, "OP": 0.05}
DECIMALS = {"台": 0, "起": 0, "项": 0, "亿元": 2}


def tell_goals(story: Story) -> None:
    """The goals, and a reading of each at its own pace."""
    notes = [row[1] for row in table("results.txt") if row[0] == "note"]
    for row in table("results.txt"):
        if row[0] != "goal":
            continue
        _, code, name, project, category, source, unit, direction, baseline, target, start, due, owner, every, reached = row
        first, last = int(start), int(due)
        values = {
            "name": name,
            "project": f"@project:{project}" if project != "-" else None,
            "category": category,
            "source": source,
            "unit": unit,
            "direction": direction,
            "baseline_value": float(baseline),
            "target_value": float(target),
            "starts_on": date_at(first),
            "due_on": date_at(last),
            "owner": f"@person:{owner}",
        }
        story.tell(first, 11 * 60, "lin.jingyi", "goal.save", {"values": values}, f"goal:{code}")
        span, end = float(target) - float(baseline), min(last, -1)
        days = range(end, first, -int(every)) if int(every) else []
        for day in sorted(days):
            share = float(reached) * ((day - first) / (end - first)) ** 0.9
            share += 0 if day == end else story.dice.uniform(-0.035, 0.035)
            value = round(float(baseline) + span * share, DECIMALS.get(unit, 1))
            reading = {"goal": f"@goal:{code}", "read_on": date_at(day), "value": float(value)}
            if story.chance(0.2):
                reading["note"] = story.dice.choice(notes)
            story.tell(day, story.between(9 * 60 + 10, 10 * 60 + 40), owner, "goal.read", {"values": reading})


def tell_surveys(story: Story, projects: list[Project]) -> None:
    """A CSAT survey each quarter about every department, and one NPS survey for each project under way."""
    raters = [name for name, row in story.people.items() if row[5] != "viewer"]
    for number, (opens, closes, share, people) in enumerate(CSAT, 1):
        name = _open(story, f"跨部门协作满意度调查（第 {number} 期）", "csat", None, list(story.departments), "CSAT", opens, closes)
        asked = story.dice.sample(raters, people)
        for rater in asked:
            others = [code for code in story.departments if code != story.people[rater][1]]
            for department in story.dice.sample(others, story.between(2, 4)):
                liked = story.quota(f"{department} liked", min(share + LIKED.get(department, 0.0), 0.96))
                score = story.dice.choices((5, 4) if liked else (3, 2, 1), (45, 55) if liked else (66, 26, 8))[0]
                _answer(story, name, rater, department, score, opens, closes, "high" if score >= 4 else "middle" if score == 3 else "low")
    for project in projects:
        if project.code not in NPS:
            continue
        opens, share = NPS[project.code]
        name = _open(story, f"{project.name}协作口碑调查", "nps", project.code, [project.lead], "NPS", opens, opens + 8)
        near = [rater for rater in raters if story.people[rater][1] != project.lead]
        for rater in story.dice.sample(near, story.between(14, 20)):
            if story.quota(f"{name} praised", share):
                score = story.between(9, 10)
            else:
                score = story.dice.choice((6, 5, 5, 3) if story.quota(f"{name} blamed", 0.9 - share) else (7, 8, 8))
            _answer(story, name, rater, project.lead, score, opens, opens + 8, "high" if score >= 9 else "middle" if score >= 7 else "low")


def _open(story: Story, title: str, kind: str, project: str | None, about: list[str], goal: str, opens: int, closes: int) -> str:
    name = story.name("survey")
    values = {
        "title": title,
        "kind": kind,
        "project": f"@project:{project}" if project else None,
        "about": [f"@department:{code}" for code in about],
        "goal": f"@goal:{goal}",
        "opens_on": date_at(opens),
        "closes_on": date_at(closes),
    }
    story.tell(opens, 9 * 60, "zhao.qihang", "survey.open", {"values": values}, name)
    return name


def _answer(story: Story, survey: str, rater: str, department: str, score: int, opens: int, closes: int, mood: str) -> None:
    values = {"survey": f"@{survey}", "department": f"@department:{department}", "score": score}
    if story.chance(0.4):
        values["comment"] = story.dice.choice(bank()["comment"][mood])
    day = story.between(opens, min(closes, -1))
    story.tell(day, story.between(9 * 60 + 5, 17 * 60 + 50), rater, "survey.answer", {"values": values})
