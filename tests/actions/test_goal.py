"""Goals and readings, surveys and answers: which way is better, what may be recorded when, and by whom."""

from datetime import date

import pytest

from core.actions import goal as verbs
from core.actions import organisation
from core.store.work import Conflict
from tests import builders as b


@pytest.fixture(scope="module")
def c() -> b.Company:
    return b.company()


@pytest.fixture
def goal(c: b.Company) -> int:
    return verbs.save(c.visit("lead"), b.goal(c))


@pytest.fixture
def survey(c: b.Company) -> int:
    return verbs.open_survey(c.visit("lead"), b.survey(c))


def test_a_goal_is_set_and_changed_version_by_version(c: b.Company, goal: int) -> None:
    assert c.saved() == ("add", c.people["lead"])
    verbs.save(c.visit("lead"), {"target_value": 95.0}, goal, 1)
    row = c.row("goal", goal)
    assert (row["target_value"], row["baseline_value"], row["version"], row["verb"]) == (95.0, 60.0, 2, "change")
    with c.unchanged(), pytest.raises(Conflict):
        verbs.save(c.visit("coordinator"), {"target_value": 99.0}, goal, 1)


@pytest.mark.parametrize(
    ("direction", "baseline", "target", "right"),
    [
        ("up", 60, 90, True),
        ("up", 90, 60, False),
        ("down", 90, 60, True),
        ("down", 60, 90, False),
        ("up", 60, 60, True),
        ("down", 5, 5, True),
    ],
)
def test_the_target_lies_on_the_side_of_the_direction(c: b.Company, direction: str, baseline: int, target: int, right: bool) -> None:
    values = b.goal(c, direction=direction, baseline_value=baseline, target_value=target)
    with c.undone():
        if right:
            verbs.save(c.visit("lead"), values)
        else:
            assert b.refusal(lambda: verbs.save(c.visit("lead"), values)) == {"target_value": verbs.WRONG_WAY}


def test_a_change_is_measured_against_what_stands(c: b.Company, goal: int) -> None:
    lead = c.visit("lead")
    with c.unchanged():
        assert b.refusal(lambda: verbs.save(lead, {"target_value": 50.0}, goal)) == {"target_value": verbs.WRONG_WAY}
        assert b.refusal(lambda: verbs.save(lead, {"direction": "down"}, goal)) == {"target_value": verbs.WRONG_WAY}
        assert b.refusal(lambda: verbs.save(lead, {"due_on": date(2026, 9, 30)}, goal)) == {"due_on": verbs.DUE_BEFORE_START}


def test_a_goal_without_a_direction_goes_up(c: b.Company) -> None:
    values = b.goal(c)
    del values["direction"]
    assert c.row("goal", verbs.save(c.visit("lead"), values))["direction"] == "up"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e16, "90", None])
def test_a_target_is_a_finite_number(c: b.Company, value: object) -> None:
    with c.unchanged():
        assert b.refusal(lambda: verbs.save(c.visit("lead"), b.goal(c, target_value=value))).keys() == {"target_value"}


def test_a_reading_is_recorded_once_a_day_and_may_be_corrected(c: b.Company, goal: int) -> None:
    record = verbs.record_reading(c.visit("contact"), b.reading(goal))
    assert c.saved() == ("read", c.people["contact"])
    with c.unchanged():
        assert b.refusal(lambda: verbs.record_reading(c.visit("contact"), b.reading(goal, value=80.0))).keys() == {"read_on"}
    verbs.record_reading(c.visit("contact"), {"value": 80.0}, record, 1)
    assert (c.row("reading", record)["value"], c.saved()[0]) == (80.0, "correct")
    with c.unchanged(), pytest.raises(Conflict):
        verbs.record_reading(c.visit("contact"), {"value": 81.0}, record, 1)


def test_no_reading_is_taken_tomorrow(c: b.Company, goal: int) -> None:
    with c.unchanged():
        problems = b.refusal(lambda: verbs.record_reading(c.visit("contact"), b.reading(goal, read_on=b.TODAY + b.DAY)))
    assert problems == {"read_on": verbs.IN_THE_FUTURE}


def test_every_missing_field_of_a_reading_is_named_at_once(c: b.Company) -> None:
    with c.unchanged():
        assert b.refusal(lambda: verbs.record_reading(c.visit("admin"), {})).keys() == {"goal", "read_on", "value"}


def test_a_survey_is_opened_and_changed(c: b.Company, survey: int) -> None:
    assert c.saved() == ("open", c.people["lead"])
    verbs.open_survey(c.visit("lead"), {"title": "年度满意度"}, survey, 1)
    assert (c.row("survey", survey)["title"], c.saved()[0]) == ("年度满意度", "change")


def test_a_survey_closes_after_it_opens(c: b.Company, survey: int) -> None:
    early = {"closes_on": date(2026, 11, 14)}
    with c.unchanged():
        assert b.refusal(lambda: verbs.open_survey(c.visit("lead"), b.survey(c, **early))) == {"closes_on": verbs.CLOSES_BEFORE_OPENING}
        assert b.refusal(lambda: verbs.open_survey(c.visit("lead"), early, survey)) == {"closes_on": verbs.CLOSES_BEFORE_OPENING}


def test_an_answer_says_who_rated_from_which_department(c: b.Company, survey: int) -> None:
    row = c.row("answer", verbs.answer(c.visit("contact"), b.answer(c, survey)))
    assert [row[name] for name in ("score", "rater", "rater_department", "answered_at", "verb")] == [
        *(4, c.people["contact"], c.departments["research"], b.NOW, "answer")
    ]


def test_a_second_answer_of_the_same_person_replaces_the_first(c: b.Company, survey: int) -> None:
    first = verbs.answer(c.visit("contact"), b.answer(c, survey))
    assert verbs.answer(c.visit("contact", b.NOW + b.HOUR), b.answer(c, survey, score=2)) == first
    assert verbs.answer(c.visit("clerk"), b.answer(c, survey)) != first
    answers = c.ledger.snapshot()["answer"].filter(survey=survey)
    assert sorted(answers["score"]) == [2, 4]
    assert c.ledger.history("answer", first)["score"].to_list() == [4, 2]


@pytest.mark.parametrize(("days", "is_open"), [(-6, False), (-5, True), (9, True), (10, False)])
def test_a_survey_is_answered_from_the_day_it_opens_to_the_day_it_closes(c: b.Company, survey: int, days: int, is_open: bool) -> None:
    visit = c.visit("contact", b.NOW + days * b.DAY)
    with c.undone():
        if is_open:
            verbs.answer(visit, b.answer(c, survey))
        else:
            assert b.refusal(lambda: verbs.answer(visit, b.answer(c, survey))) == {"": verbs.NOT_OPEN}


def test_only_the_departments_a_survey_is_about_are_rated(c: b.Company, survey: int) -> None:
    legal = {"department": c.departments["legal"]}
    with c.unchanged():
        assert b.refusal(lambda: verbs.answer(c.visit("contact"), b.answer(c, survey, **legal))) == {"department": verbs.NOT_RATED}


def test_nobody_rates_his_own_department_not_even_one_he_joined_since_the_page_was_drawn(c: b.Company, survey: int) -> None:
    with c.unchanged():
        assert b.refusal(lambda: verbs.answer(c.visit("lead"), b.answer(c, survey))) == {"department": verbs.NOT_YOUR_OWN}
    before = c.visit("outsider")
    with c.undone():
        organisation.save_person(c.visit("admin"), {"department": c.departments["marketing"]}, c.people["outsider"])
        assert b.refusal(lambda: verbs.answer(before, b.answer(c, survey))) == {"department": verbs.NOT_YOUR_OWN}


@pytest.mark.parametrize(
    ("kind", "score", "right"),
    [
        *(("csat", 0, False), ("csat", 1, True), ("csat", 5, True), ("csat", 6, False), ("csat", 7.0, False), ("csat", None, False)),
        *(("nps", -1, False), ("nps", 0, True), ("nps", 10, True), ("nps", 11, False), ("nps", 8.5, False)),
    ],
)
def test_a_score_lies_on_the_scale_of_its_survey(c: b.Company, kind: str, score: object, right: bool) -> None:
    with c.undone():
        asked = verbs.open_survey(c.visit("lead"), b.survey(c, kind=kind))
        if right:
            verbs.answer(c.visit("contact"), b.answer(c, asked, score=score))
        else:
            assert b.refusal(lambda: verbs.answer(c.visit("contact"), b.answer(c, asked, score=score))).keys() == {"score"}
