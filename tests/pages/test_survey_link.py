"""A survey by link: links made on the survey's page, and the form that their holders meet."""

from collections.abc import Iterator
from datetime import date, timedelta
from unittest.mock import PropertyMock, patch

import pytest

from core.actions import goal, invitation
from core.store.engine import StoreUnavailable
from core.store.invitations import Invitations
from core.store.ledger import Ledger
from core.ui.words import segment
from tests.pages.app import CHEN, LEGAL, LI, MARKETING, NOW, RESEARCH, SCREEN, WANG, Screen, app, company, english, visit

TODAY = date(2026, 11, 20)
INVITE, SENT = "invite.1.make", "评分已提交"


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with patch("streamlit.runtime.context.ContextProxy.url", PropertyMock(return_value="https://tongpin.example:8443/goals?survey=1")):
        yield company()


def opened(ledger: Ledger, kind: str = "csat", **values: object) -> int:
    given = {"title": "十一月协作满意度", "kind": kind, "about": [RESEARCH, MARKETING, LEGAL], "opens_on": TODAY, "closes_on": TODAY}
    return goal.open_survey(visit(ledger, CHEN), {**given, **values})


def link(ledger: Ledger, department: int | None = None) -> str:
    return invitation.invite(visit(ledger, CHEN), Invitations(ledger.engine), 1, 1, department)[0]


def form(ledger: Ledger, token: str) -> Screen:
    """The page behind a link. Who is signed in makes no difference to it."""
    return app(ledger, SCREEN, "survey", token=token)


def score(screen: Screen, department: int) -> object:
    return screen.segmented_control(key=f"link.{department}.score")


def comment(screen: Screen, department: int) -> object:
    return screen.text_input(key=f"link.{department}.comment")


def answers(ledger: Ledger) -> list[tuple[object, ...]]:
    return ledger.snapshot()["answer"].sort("id").select("department", "score", "comment", "rater", "rater_department").rows()


def test_a_coordinator_makes_links_that_are_shown_once(ledger: Ledger) -> None:
    opened(ledger)
    screen = app(ledger, CHEN, "goals", survey=1)
    screen.number_input(key="invite.1.count").set_value(2)
    screen.field("selectbox", "invite.1.department").set_value(LEGAL)
    screen.press(INVITE)
    shown = screen.code[0].value.split()
    assert len(shown) == len(set(shown)) == 2
    assert all(one.startswith("https://tongpin.example:8443/survey?token=") for one in shown)
    assert Invitations(ledger.engine).find(shown[0].split("=")[1]).department == LEGAL
    screen.press("invite.1.taken")
    assert not screen.code
    assert "还有 2 个链接未使用" in screen.words
    assert not app(ledger, CHEN, "goals", survey=1).code


def test_more_links_can_be_made_after_the_first(ledger: Ledger) -> None:
    opened(ledger)
    screen = app(ledger, CHEN, "goals", survey=1)
    for count in (1, 2):
        screen.press(INVITE)
        assert len(screen.code[0].value.split()) == 1
        screen.press("invite.1.taken")
        assert f"还有 {count} 个链接未使用" in screen.words


def test_what_stands_in_the_way_of_inviting_is_said_beside_it(ledger: Ledger) -> None:
    opened(ledger, about=[LEGAL])
    screen = app(ledger, CHEN, "goals", survey=1)
    screen.field("selectbox", "invite.1.department").set_value(LEGAL)
    screen.press(INVITE)
    assert "无需邀请" in screen.words
    assert screen.field("selectbox", "invite.1.department").value == LEGAL
    screen.now = NOW + timedelta(days=1)
    screen.run()
    assert not screen.has(INVITE)


@pytest.mark.parametrize("who", [LI, WANG, SCREEN])
def test_whoever_may_not_open_surveys_may_not_invite(ledger: Ledger, who: int) -> None:
    opened(ledger)
    assert not app(ledger, who, "goals", survey=1).has(INVITE)


@pytest.mark.parametrize(("kind", "scores"), [("csat", range(1, 6)), ("nps", range(11))])
def test_the_form_asks_for_every_department_but_the_raters_own(ledger: Ledger, kind: str, scores: range) -> None:
    opened(ledger, kind)
    screen = form(ledger, link(ledger, LEGAL))
    assert not screen.exception
    assert [control.label for control in screen.segmented_control] == ["**产品研发部**", "**市场营销部**"]
    assert list(score(screen, RESEARCH).options) == [segment(one) for one in scores]
    assert [button.key for button in screen.button] == ["language.guest", "link.submit"] or [b.key for b in screen.button] == [
        "link.submit"
    ]


def test_scores_are_sent_once_and_thanked_for(ledger: Ledger) -> None:
    opened(ledger)
    token = link(ledger, LEGAL)
    screen = form(ledger, token)
    score(screen, MARKETING).set_value(5)
    score(screen, RESEARCH).set_value(2)
    comment(screen, RESEARCH).set_value("排期可再早些")
    screen.press("link.submit")
    assert SENT in screen.words
    assert not screen.segmented_control
    assert answers(ledger) == [(RESEARCH, 2, "排期可再早些", None, LEGAL), (MARKETING, 5, None, None, LEGAL)]
    screen.run()
    assert SENT in screen.words
    assert "这个链接无效" in form(ledger, token).words


def test_a_link_used_in_another_tab_is_refused_in_this_one_with_its_input_kept(ledger: Ledger) -> None:
    opened(ledger)
    token = link(ledger)
    screens = [form(ledger, token), form(ledger, token)]
    for screen in screens:
        score(screen, LEGAL).set_value(4)
        screen.press("link.submit")
    assert SENT in screens[0].words
    assert "这个链接无效" in screens[1].words
    assert score(screens[1], LEGAL).value == 4
    assert len(answers(ledger)) == 1


def test_a_comment_without_a_score_holds_back_all_and_stays(ledger: Ledger) -> None:
    opened(ledger)
    screen = form(ledger, link(ledger))
    score(screen, MARKETING).set_value(5)
    comment(screen, LEGAL).set_value("审核可再快些")
    screen.press("link.submit")
    assert "请先评分" in screen.words
    assert "还没有提交" in screen.words
    assert (score(screen, MARKETING).value, comment(screen, LEGAL).value, answers(ledger)) == (5, "审核可再快些", [])
    score(screen, LEGAL).set_value(3)
    screen.press("link.submit")
    assert [row[:2] for row in answers(ledger)] == [(MARKETING, 5), (LEGAL, 3)]


def test_sending_nothing_says_so_and_the_link_stays_good(ledger: Ledger) -> None:
    opened(ledger)
    token = link(ledger)
    screen = form(ledger, token)
    screen.press("link.submit")
    assert "请至少给一个部门评分" in screen.words
    assert form(ledger, token).segmented_control


def test_while_the_database_is_away_what_is_typed_stays_and_can_be_sent_later(ledger: Ledger) -> None:
    opened(ledger)
    screen = form(ledger, link(ledger))
    score(screen, MARKETING).set_value(5)
    with (
        patch.object(Invitations, "take", side_effect=StoreUnavailable("away")),
        patch.object(Invitations, "find", side_effect=StoreUnavailable("away")),
    ):
        screen.press("link.submit")
    assert "数据库暂时不可用" in screen.words
    assert score(screen, MARKETING).value == 5
    screen.press("link.submit")
    assert (SENT in screen.words, len(answers(ledger))) == (True, 1)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_link_that_is_not_good_yet_or_any_more_says_the_same_as_one_that_is_unknown(ledger: Ledger, days: int) -> None:
    opened(ledger)
    token = link(ledger)
    outside = app(ledger, SCREEN, "survey", now=NOW + timedelta(days=days), token=token)
    unknown = [form(ledger, forged).words for forged in ("", "x", "A" * 43, "<script>", "../goals")]
    assert {outside.words, *unknown} == {outside.words}
    assert "这个链接无效" in outside.words


def test_those_who_answer_by_link_are_counted_each(ledger: Ledger) -> None:
    opened(ledger)
    goal.answer(visit(ledger, LI), {"survey": 1, "department": LEGAL, "score": 5})
    for department in (LEGAL, None):
        screen = form(ledger, link(ledger, department))
        for rated in (RESEARCH, MARKETING):
            score(screen, rated).set_value(4)
        screen.press("link.submit")
    assert app(ledger, CHEN, "goals", view="surveys").dataframe[0].value["填写人数"].tolist() == [3]
    assert "邀请" in app(ledger, CHEN, "goals", survey=1).dataframe[-1].value["动作"].tolist()


def test_both_pages_are_drawn_in_english(ledger: Ledger) -> None:
    opened(ledger, title="November")
    english(ledger, SCREEN)
    english(ledger, CHEN)
    screen = form(ledger, link(ledger))
    assert "How satisfied" in screen.words
    assert not any("\u4e00" <= one <= "\u9fff" for one in screen.words.replace("Tongpin 同频", "").replace("中文", ""))
    inviting = app(ledger, CHEN, "goals", survey=1)
    inviting.press(INVITE)
    assert "Copy them now" in inviting.words
