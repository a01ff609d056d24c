"""Invitations to a survey: who may send them, what their holder is asked, and that an answer is saved once or the link is still good."""

import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest

from core.access import NOBODY, RULES, allowed
from core.actions import goal, invitation
from core.actions.act import Forbidden, Refused, RefusedRows
from core.store.engine import StoreUnavailable
from core.store.invitations import Invitation, Invitations
from core.store.work import AlreadySaved, Missing
from core.text import Language
from core.visit import Visit
from tests import builders as b


@pytest.fixture(scope="module")
def c() -> b.Company:
    return b.company()


@pytest.fixture
def invitations(c: b.Company) -> Invitations:
    return Invitations(c.ledger.engine)


@pytest.fixture
def survey(c: b.Company) -> int:
    """About marketing and legal, of the lead's project."""
    return goal.open_survey(c.visit("lead"), b.survey(c, about=[c.departments["marketing"], c.departments["legal"]]))


@pytest.fixture
def token(c: b.Company, invitations: Invitations, survey: int) -> str:
    (made,) = invitation.invite(c.visit("lead"), invitations, survey, 1)
    return made


def guest(c: b.Company, now: Any = b.NOW) -> Visit:
    return invitation.as_guest(c.ledger, Language.ZH, now)


def score(c: b.Company, department: str = "marketing", score: object = 4, **over: Any) -> b.Values:
    return {"department": c.departments[department], "score": score, "comment": None} | over


def answers(c: b.Company, survey: int) -> list[tuple[Any, ...]]:
    rows = c.ledger.snapshot()["answer"].filter(survey=survey).sort("id")
    return rows.select("department", "score", "rater", "rater_department").rows()


def rows_refused(call: Callable[[], object]) -> dict[int, Any]:
    with pytest.raises(RefusedRows) as refused:
        call()
    return dict(refused.value.rows)


def test_inviting_stands_in_the_history_of_the_survey(c: b.Company, invitations: Invitations, survey: int) -> None:
    tokens = invitation.invite(c.visit("lead"), invitations, survey, 3, c.departments["research"])
    assert len(set(tokens)) == 3
    assert c.saved() == ("invite", c.people["lead"])
    assert invitation.unused(invitations, c.visit("lead"), survey) == 3


def test_a_survey_of_another_project_is_not_the_leads_to_invite_to(c: b.Company, invitations: Invitations) -> None:
    other = goal.open_survey(c.visit("coordinator"), b.survey(c, project=c.projects["audit"]))
    with c.unchanged(), pytest.raises(Forbidden):
        invitation.invite(c.visit("lead"), invitations, other, 1)
    assert invitation.unused(invitations, c.visit("lead"), other) == 0


@pytest.mark.parametrize("count", [0, -1, invitation.MOST + 1])
def test_how_many_links_has_bounds(c: b.Company, invitations: Invitations, survey: int, count: int) -> None:
    with c.unchanged():
        problems = b.refusal(lambda: invitation.invite(c.visit("lead"), invitations, survey, count))
    assert problems == {"count": invitation.HOW_MANY}


def test_nobody_is_invited_to_a_closed_survey_or_by_a_department_that_is_not_there(
    c: b.Company, invitations: Invitations, survey: int
) -> None:
    with c.unchanged():
        late = c.visit("lead", b.NOW + 10 * b.DAY)
        assert b.refusal(lambda: invitation.invite(late, invitations, survey, 1)) == {"": invitation.CLOSED}
        problems = b.refusal(lambda: invitation.invite(c.visit("lead"), invitations, survey, 1, 99))
        assert problems == {"department": invitation.NO_SUCH_DEPARTMENT}
        with pytest.raises(Missing):
            invitation.invite(c.visit("coordinator"), invitations, 999, 1)


def test_a_department_that_would_rate_only_itself_is_not_invited(c: b.Company, invitations: Invitations) -> None:
    own = goal.open_survey(c.visit("lead"), b.survey(c))
    with c.unchanged():
        problems = b.refusal(lambda: invitation.invite(c.visit("lead"), invitations, own, 1, c.departments["marketing"]))
    assert problems == {"department": invitation.NOBODY_TO_RATE}


def test_the_same_click_makes_links_once(c: b.Company, invitations: Invitations, survey: int) -> None:
    key = secrets.token_hex()
    invitation.invite(c.visit("lead"), invitations, survey, 2, key=key)
    with pytest.raises(AlreadySaved):
        invitation.invite(c.visit("lead"), invitations, survey, 2, key=key)
    assert invitation.unused(invitations, c.visit("lead"), survey) == 2


def test_a_link_asks_for_the_departments_of_its_survey_but_the_raters_own(c: b.Company, invitations: Invitations, survey: int) -> None:
    marketing, legal = c.departments["marketing"], c.departments["legal"]
    for department, rated in ((None, (marketing, legal)), (legal, (marketing,)), (c.departments["research"], (marketing, legal))):
        (made,) = invitation.invite(c.visit("lead"), invitations, survey, 1, department)
        found = invitation.asked(invitations, guest(c), made)
        assert found is not None
        assert (found.survey, found.title, found.kind, found.departments) == (survey, "季度满意度", "csat", rated)


@pytest.mark.parametrize(("days", "good"), [(-6, False), (0, True), (9, True), (10, False)])
def test_a_link_is_good_while_its_survey_is_open(c: b.Company, invitations: Invitations, token: str, days: int, good: bool) -> None:
    visit = guest(c, b.NOW + days * b.DAY)
    assert (invitation.asked(invitations, visit, token) is not None) == good
    if not good:
        with c.unchanged():
            assert b.refusal(lambda: invitation.answer(invitations, visit, token, [score(c)])) == {"": invitation.NOT_VALID}
        assert invitation.asked(invitations, guest(c), token) is not None


def test_an_answer_is_kept_without_a_name_and_the_link_is_used_up(c: b.Company, invitations: Invitations, survey: int) -> None:
    research = c.departments["research"]
    (made,) = invitation.invite(c.visit("lead"), invitations, survey, 1, research)
    ids = invitation.answer(invitations, guest(c), made, [score(c), score(c, "legal", 2, comment="慢")])
    assert answers(c, survey) == [(c.departments["marketing"], 4, None, research), (c.departments["legal"], 2, None, research)]
    assert c.saved() == ("answer", NOBODY)
    assert (c.row("answer", ids[1])["comment"], c.row("answer", ids[0])["answered_at"]) == ("慢", b.NOW)
    assert invitation.asked(invitations, guest(c), made) is None
    with c.unchanged():
        assert b.refusal(lambda: invitation.answer(invitations, guest(c), made, [score(c)])) == {"": invitation.NOT_VALID}


def test_many_who_are_not_known_rate_the_same_department(c: b.Company, invitations: Invitations, survey: int) -> None:
    goal.answer(c.visit("contact"), b.answer(c, survey))
    for made in invitation.invite(c.visit("lead"), invitations, survey, 3):
        invitation.answer(invitations, guest(c), made, [score(c)])
    assert len(answers(c, survey)) == 4


def test_of_eight_who_send_the_same_link_at_once_one_is_heard(c: b.Company, invitations: Invitations, survey: int, token: str) -> None:
    def send(number: int) -> bool:
        try:
            return bool(invitation.answer(invitations, guest(c), token, [score(c, score=number % 5 + 1)]))
        except Refused:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(send, range(8))) == 1
    assert len(answers(c, survey)) == 1


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ([("marketing", None)], {0: {"score": invitation.SCORE_FIRST}}),
        ([("marketing", 5), ("legal", None)], {1: {"score": invitation.SCORE_FIRST}}),
        ([("marketing", 5), ("legal", 6)], {1: {"score": goal.CSAT_SCORES}}),
        ([("research", 5)], {0: {"department": goal.NOT_RATED}}),
        ([("marketing", 5), ("marketing", 1)], {1: {"department": invitation.TWICE}}),
    ],
)
def test_what_is_refused_saves_nothing_and_leaves_the_link_good(
    c: b.Company, invitations: Invitations, token: str, given: list[tuple[str, object]], problems: dict[int, Any]
) -> None:
    with c.unchanged():
        rows = [score(c, department, value) for department, value in given]
        assert rows_refused(lambda: invitation.answer(invitations, guest(c), token, rows)) == problems
    assert invitation.answer(invitations, guest(c), token, [score(c)])


@pytest.mark.parametrize(("field", "value"), [("score", 4.5), ("score", "4"), ("score", True), ("comment", "长" * 1001)])
def test_what_no_form_sends_is_refused_by_its_row(c: b.Company, invitations: Invitations, token: str, field: str, value: object) -> None:
    with c.unchanged():
        refused = rows_refused(lambda: invitation.answer(invitations, guest(c), token, [score(c), score(c, "legal", **{field: value})]))
    assert (refused.keys(), refused[1].keys()) == ({1}, {field})
    assert invitation.asked(invitations, guest(c), token) is not None


def test_what_else_is_sent_along_is_not_kept(c: b.Company, invitations: Invitations, survey: int, token: str) -> None:
    forged = {"rater": c.people["leader"], "rater_department": c.departments["legal"], "survey": 1, "answered_at": None}
    invitation.answer(invitations, guest(c), token, [score(c, **forged)])
    assert answers(c, survey) == [(c.departments["marketing"], 4, None, None)]


def test_an_empty_form_does_not_use_the_link_up(c: b.Company, invitations: Invitations, token: str) -> None:
    with c.unchanged():
        assert b.refusal(lambda: invitation.answer(invitations, guest(c), token, [])) == {"": invitation.NO_SCORE}
    assert invitation.asked(invitations, guest(c), token) is not None


def test_the_raters_own_department_is_not_rated_by_a_forged_form_either(c: b.Company, invitations: Invitations, survey: int) -> None:
    (made,) = invitation.invite(c.visit("lead"), invitations, survey, 1, c.departments["legal"])
    with c.unchanged():
        refused = rows_refused(lambda: invitation.answer(invitations, guest(c), made, [score(c, "legal")]))
    assert refused == {0: {"department": goal.NOT_YOUR_OWN}}


@contextmanager
def _gone(*_: object, **__: object) -> Any:
    raise StoreUnavailable("away")
    yield


def test_a_save_that_fails_gives_the_link_back(c: b.Company, invitations: Invitations, token: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(c.ledger, "writing", _gone)
        with pytest.raises(StoreUnavailable):
            invitation.answer(invitations, guest(c), token, [score(c)])
    assert invitation.answer(invitations, guest(c), token, [score(c)])


def test_an_answer_thought_lost_that_was_saved_after_all_is_not_saved_twice(
    c: b.Company, invitations: Invitations, survey: int, token: str
) -> None:
    key, kept = secrets.token_hex(), invitations.find(token)
    assert kept is not None
    invitation.answer(invitations, guest(c), token, [score(c)], key)
    invitations.give_back(token, kept)
    with pytest.raises(AlreadySaved):
        invitation.answer(invitations, guest(c), token, [score(c)], key)
    assert len(answers(c, survey)) == 1
    assert invitation.asked(invitations, guest(c), token) is None


def test_a_link_does_not_open_a_later_survey_that_was_given_the_same_number(c: b.Company, invitations: Invitations, survey: int) -> None:
    (old,) = invitations.issue(1, Invitation(survey, None, b.NOW - timedelta(seconds=1), c.people["lead"]))
    assert invitation.asked(invitations, guest(c), old) is None
    with c.unchanged():
        assert b.refusal(lambda: invitation.answer(invitations, guest(c), old, [score(c)])) == {"": invitation.NOT_VALID}
    assert invitation.unused(invitations, c.visit("lead"), survey) == 0


def test_an_extended_survey_makes_its_links_good_again(c: b.Company, invitations: Invitations, survey: int, token: str) -> None:
    later = b.NOW + 12 * b.DAY
    assert invitation.asked(invitations, guest(c, later), token) is None
    goal.open_survey(c.visit("lead"), {"closes_on": date(2026, 12, 31)}, survey)
    assert invitation.asked(invitations, guest(c, later), token) is not None


@pytest.mark.parametrize("action", RULES)
def test_a_guest_may_do_nothing_at_all(c: b.Company, action: str) -> None:
    person = guest(c).person
    own = {name: NOBODY for rule in RULES.values() for name in rule.own}
    assert not allowed(person, action)
    assert not allowed(person, action, own | {"department": None, "project": None})
    with c.unchanged(), pytest.raises(Forbidden):
        goal.answer(guest(c), b.answer(c, 1))
