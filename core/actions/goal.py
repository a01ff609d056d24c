"""Goals and their readings, surveys and the answers to them."""

from collections.abc import Mapping
from datetime import date
from typing import cast

from core.actions.act import Act, Refused, acting
from core.store.work import Row
from core.text import Text
from core.visit import Visit

DUE_BEFORE_START = Text("达成期限早于开始日期", "It is due before it starts")
WRONG_WAY = Text("目标值与方向不一致", "The target lies on the wrong side of the baseline")
CLOSES_BEFORE_OPENING = Text("截止日期早于开始日期", "It closes before it opens")
IN_THE_FUTURE = Text("日期不能晚于今天", "The date is in the future")
NOT_OPEN = Text("调查不在填写期内", "The survey is not open")
NOT_RATED = Text("该调查不评这个部门", "The survey does not rate this department")
NOT_YOUR_OWN = Text("不能给本部门评分", "You cannot rate your own department")
CSAT_SCORES = Text("评分应在 1 到 5 之间", "The score must be between 1 and 5")


def save(visit: Visit, values: Mapping[str, object], record: int | None = None, base: int | None = None, key: str = "") -> int:
    """Set a goal, or change one. Returns its id."""
    with acting(visit, "change" if record else "add", key) as act:
        after = act.after("goal", record, values)
        act.allow("goal.plan", after)
        _sound(after)
        if record is None:
            return act.add("goal", values)
        act.allow("goal.plan", act.work.row("goal", record))
        act.change("goal", record, base, values)
        return record


def record_reading(visit: Visit, values: Mapping[str, object], record: int | None = None, base: int | None = None, key: str = "") -> int:
    """Record a goal's value on a day, or correct one. Returns the reading's id."""
    with acting(visit, "correct" if record else "read", key) as act:
        if record is not None:
            act.allow("goal.read_value", act.linked("goal", act.work.row("reading", record)["goal"]))
        act.allow("goal.read_value", act.linked("goal", act.after("reading", record, values)["goal"]))
        if isinstance(values.get("read_on"), date) and cast(date, values["read_on"]) > visit.local(visit.now).date():
            raise Refused({"read_on": IN_THE_FUTURE})
        if record is None:
            return act.add("reading", values)
        act.change("reading", record, base, values)
        return record


def open_survey(visit: Visit, values: Mapping[str, object], record: int | None = None, base: int | None = None, key: str = "") -> int:
    """Open a survey about departments, or change one. Returns its id."""
    with acting(visit, "change" if record else "open", key) as act:
        after = act.after("survey", record, values)
        act.allow("survey.plan", after)
        opens_on, closes_on = after["opens_on"], after["closes_on"]
        if opens_on and closes_on and cast(date, closes_on) < cast(date, opens_on):
            raise Refused({"closes_on": CLOSES_BEFORE_OPENING})
        if record is None:
            return act.add("survey", values)
        act.allow("survey.plan", act.work.row("survey", record))
        act.change("survey", record, base, values)
        return record


def answer(visit: Visit, values: Mapping[str, object], key: str = "") -> int:
    """Rate a department in an open survey; a second answer replaces the first. Returns the answer's id."""
    with acting(visit, "answer", key) as act:
        act.allow("survey.answer")
        survey, rater, department = act.work.row("survey", values.get("survey")), act.person(), values.get("department")
        fits(act, survey, values, rater.department)
        own = {"rater": rater.id, "rater_department": rater.department, "answered_at": visit.now}
        before = act.work.find("answer", survey=survey["id"], department=department, rater=rater.id)
        if before:
            act.change("answer", before[0]["id"], None, {**values, **own})
            return cast(int, before[0]["id"])
        return act.add("answer", {**values, **own})


def fits(act: Act, survey: Row, values: Mapping[str, object], rater_department: int | None) -> None:
    """Go on only with a score that this survey takes today from somebody of that department. Raises Refused."""
    today, department, score = act.visit.local(act.visit.now).date(), values.get("department"), values.get("score")
    if not cast(date, survey["opens_on"]) <= today <= cast(date, survey["closes_on"]):
        raise Refused({"": NOT_OPEN})
    if department not in cast(list[int], survey["about"] or []):
        raise Refused({"department": NOT_RATED})
    if department == rater_department:
        raise Refused({"department": NOT_YOUR_OWN})
    if survey["kind"] == "csat" and isinstance(score, int) and not 1 <= score <= 5:
        raise Refused({"score": CSAT_SCORES})


def _sound(values: Mapping[str, object]) -> None:
    problems: dict[str, Text] = {}
    starts_on, due_on = values.get("starts_on"), values.get("due_on")
    if starts_on and due_on and cast(date, due_on) < cast(date, starts_on):
        problems["due_on"] = DUE_BEFORE_START
    baseline, target = values.get("baseline_value"), values.get("target_value")
    if (
        isinstance(baseline, float | int)
        and isinstance(target, float | int)
        and baseline != target
        and (target > baseline) != (values.get("direction") == "up")
    ):
        problems["target_value"] = WRONG_WAY
    if problems:
        raise Refused(problems)
