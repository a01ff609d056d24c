"""Retrospectives: what a project has taught, what is to be done about it, and what others may learn from it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from core.actions import task
from core.actions.act import Refused, acting, plural
from core.schema.lessons import ARTICLE
from core.text import Language, Text
from core.visit import Visit

IN_THE_FUTURE = Text("复盘日期不能晚于今天", "It cannot have been held in the future")
NO_LESSONS = Text("请先填写可复用经验", "Please write the lessons first")
ALREADY_THERE = Text("知识库里已有这次复盘的文章", "The knowledge base has an article of this retrospective already")
TITLE = Text("{project}：复盘经验（{day}）", "{project}: lessons of {day}")
TAGS = Text("复盘", "retrospective")
MOST = int(ARTICLE.by_name["title"].high or 0)


def write(visit: Visit, values: Mapping[str, object], record: int | None = None, base: int | None = None, key: str = "") -> int:
    """Write a project's retrospective, or change one. Returns its id. Raises Forbidden, Refused, Conflict, Missing, AlreadySaved."""
    with acting(visit, "change" if record else "write", key) as act:
        act.allow("retrospective.write", act.after("retrospective", record, values))
        held_on = values.get("held_on")
        if isinstance(held_on, date) and held_on > visit.local(visit.now).date():
            raise Refused({"held_on": IN_THE_FUTURE})
        if record is None:
            return act.add("retrospective", {**values, "author": visit.person.id})
        act.allow("retrospective.write", act.work.row("retrospective", record))
        act.change("retrospective", record, base, values)
        return record


def plan(visit: Visit, record: int, rows: Sequence[Mapping[str, object]], key: str = "") -> list[int]:
    """Make a retrospective's actions tasks of its project, or change them: all rows or none. Returns their ids.

    Each row is what is known of the task; id and base in it say which one it changes. Raises RefusedRows by position, Conflict,
    Forbidden, Missing, AlreadySaved.
    """
    problems: dict[int, Mapping[str, Text]] = {}
    made: list[int] = []
    with visit.ledger.batch():
        with acting(visit, "plan") as act:
            found = act.work.row("retrospective", record)
            act.allow("retrospective.write", found)
        for place, row in enumerate(rows):
            values = {name: value for name, value in row.items() if name not in {"id", "base"}}
            known, base = cast("int | None", row.get("id")), cast("int | None", row.get("base"))
            if known is None:
                own = {"project": found["project"], "kind": "action", "retrospective": record}
                values = {**values, **own, "starts_on": visit.local(visit.now).date()}
            try:
                made.append(task.plan(visit, values, known, base, f"{key}.{place}" if key else ""))
            except Refused as refused:
                problems[place] = refused.problems
        plural(problems)
    return made


def publish(visit: Visit, record: int, key: str = "") -> int:
    """Put a retrospective's lessons into the knowledge base as an article of one's own. Returns its id.

    Raises Forbidden, Missing, AlreadySaved, and Refused without lessons or when it was done before.
    """
    with acting(visit, "write", key) as act:
        row = act.work.row("retrospective", record)
        own = {"author": visit.person.id, "project": row["project"]}
        act.allow("retrospective.write", row)
        act.allow("article.write", own)
        if not row["lessons"]:
            raise Refused({"": NO_LESSONS})
        titles = {language: _title(language, str(act.work.row("project", row["project"])["name"]), row["held_on"]) for language in Language}
        if any(act.work.find("article", title=title, project=row["project"]) for title in titles.values()):
            raise Refused({"": ALREADY_THERE})
        return act.add(
            "article", {**own, "title": titles[visit.language], "kind": "lesson", "tags": visit.say(TAGS), "body": row["lessons"]}
        )


def _title(language: Language, project: str, day: object) -> str:
    """What the article is called; a long name gives way."""
    room = MOST - len(TITLE.say(language, project="", day=day))
    return TITLE.say(language, project=project if len(project) <= room else project[: room - 1] + "…", day=day)
