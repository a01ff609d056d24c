"""A request's life: drafted, submitted, decided, answered by each department, clarified."""

import pytest

from core.actions import request as verbs
from core.store.work import AlreadySaved, Conflict
from tests import builders as b

LATER = b.NOW + b.HOUR


@pytest.fixture(scope="module")
def c() -> b.Company:
    return b.company()


@pytest.fixture
def asked(c: b.Company) -> int:
    return verbs.apply(c.visit("contact"), b.request(c))


def test_a_draft_carries_its_number_and_its_applicant_and_no_clock(c: b.Company) -> None:
    row = c.row("request", verbs.save(c.visit("contact"), b.request(c)))
    assert (row["status"], row["applicant"], row["applied_on"], row["submitted_at"]) == ("draft", c.people["contact"], b.TODAY, None)
    assert row["number"].startswith("XQ-2026-")
    assert c.saved() == ("draft", c.people["contact"])


def test_the_day_applied_on_is_the_organisations_day(c: b.Company) -> None:
    just_after_midnight = b.NOW.replace(hour=16, minute=30)
    assert c.row("request", verbs.save(c.visit("contact", just_after_midnight), b.request(c)))["applied_on"] == b.TODAY + b.DAY


def test_applying_drafts_and_submits_in_one_go(c: b.Company, asked: int) -> None:
    history = c.ledger.history("request", asked)
    assert history["verb"].to_list() == ["draft", "submit"]
    assert history["status"].to_list() == ["draft", "submitted"]
    assert history["submitted_at"].to_list() == [None, b.NOW]


def test_applying_with_a_problem_leaves_not_even_a_draft(c: b.Company) -> None:
    with c.unchanged():
        assert b.refusal(lambda: verbs.apply(c.visit("contact"), b.request(c, title=" ", goal=None))).keys() == {"title", "goal"}


def test_nobody_asks_only_his_own_department(c: b.Company) -> None:
    own = [c.departments["research"]]
    with c.unchanged():
        assert b.refusal(lambda: verbs.save(c.visit("contact"), b.request(c, departments=own))) == {"departments": verbs.SAME_DEPARTMENT}
    draft = verbs.save(c.visit("contact"), b.request(c))
    assert b.refusal(lambda: verbs.save(c.visit("contact"), {"departments": own}, draft)) == {"departments": verbs.SAME_DEPARTMENT}


def test_the_same_key_twice_is_one_save_and_names_the_record(c: b.Company) -> None:
    record = verbs.apply(c.visit("contact"), b.request(c), key="click")
    with c.unchanged(), pytest.raises(AlreadySaved) as already:
        verbs.apply(c.visit("contact", b.NOW + b.HOUR / 2), b.request(c), key="click")
    assert (already.value.table, already.value.record) == ("request", record)


def test_an_hour_later_the_same_key_is_a_new_click(c: b.Company) -> None:
    first = verbs.apply(c.visit("contact"), b.request(c), key="again")
    assert verbs.apply(c.visit("contact", b.NOW + 2 * b.HOUR), b.request(c), key="again") != first


@pytest.mark.parametrize("decision", ["approved", "returned", "rejected"])
def test_a_decision_says_who_when_and_why(c: b.Company, asked: int, decision: str) -> None:
    verbs.decide(c.visit("leader", LATER), asked, 2, decision, "意见")
    row = c.row("request", asked)
    assert [row[name] for name in ("status", "decided_at", "decided_by", "decision_comment", "version")] == [
        *(decision, LATER, c.people["leader"], "意见", 3)
    ]
    assert c.saved()[0] == {"approved": "approve", "returned": "return", "rejected": "reject"}[decision]


@pytest.mark.parametrize("comment", ["", "  ", "\u200b"])
@pytest.mark.parametrize("decision", ["returned", "rejected"])
def test_returning_and_rejecting_need_a_reason_that_can_be_read(c: b.Company, asked: int, decision: str, comment: str) -> None:
    with c.unchanged():
        assert b.refusal(lambda: verbs.decide(c.visit("leader"), asked, None, decision, comment)) == {"decision_comment": verbs.WHY}


def test_an_applicant_does_not_decide_on_his_own_request(c: b.Company, asked: int) -> None:
    with c.unchanged():
        assert b.refusal(lambda: verbs.decide(c.visit("contact"), asked, None, "approved")) == {"": verbs.NOT_YOUR_OWN}


def test_only_a_submitted_request_is_decided_on(c: b.Company) -> None:
    draft = verbs.save(c.visit("contact"), b.request(c))
    with c.unchanged():
        problem = b.refusal(lambda: verbs.decide(c.visit("leader"), draft, None, "approved"))[""]
    assert "草稿" in problem.zh
    assert "Draft" in problem.en


def test_a_returned_request_is_changed_and_submitted_again_with_new_clocks(c: b.Company, asked: int) -> None:
    verbs.decide(c.visit("leader"), asked, None, "returned", "请写明目标")
    verbs.save(c.visit("contact", LATER), {"goal": "首月销量 12000 台"}, asked, 3)
    verbs.submit(c.visit("contact", LATER), asked, 4)
    row = c.row("request", asked)
    assert [row[name] for name in ("status", "submitted_at", "decided_at", "decided_by")] == ["submitted", LATER, None, None]


@pytest.mark.parametrize("state", ["submitted", "approved", "rejected", "withdrawn"])
def test_a_request_being_decided_or_closed_is_not_changed(c: b.Company, asked: int, state: str) -> None:
    if state == "withdrawn":
        verbs.withdraw(c.visit("contact"), asked, None)
    elif state != "submitted":
        verbs.decide(c.visit("leader"), asked, None, state, "意见")
    with c.unchanged():
        assert b.refusal(lambda: verbs.save(c.visit("contact"), {"title": "改"}, asked)).keys() == {""}
        assert b.refusal(lambda: verbs.submit(c.visit("contact"), asked, None)).keys() == {""}


def test_withdrawing_ends_it_once(c: b.Company, asked: int) -> None:
    verbs.withdraw(c.visit("clerk"), asked, 2)
    assert (c.row("request", asked)["status"], c.saved()[0]) == ("withdrawn", "withdraw")
    assert b.refusal(lambda: verbs.withdraw(c.visit("clerk"), asked, None)).keys() == {""}


def test_of_two_people_changing_the_same_draft_the_second_is_shown_the_first(c: b.Company) -> None:
    draft = verbs.save(c.visit("contact"), b.request(c))
    verbs.save(c.visit("contact"), {"title": "甲的标题"}, draft, 1)
    with c.unchanged(), pytest.raises(Conflict) as conflict:
        verbs.save(c.visit("clerk"), {"title": "乙的标题"}, draft, 1)
    assert (conflict.value.theirs["title"], conflict.value.theirs["saved_by"]) == ("甲的标题", c.people["contact"])
    verbs.save(c.visit("clerk"), {"title": "乙的标题"}, draft, 2)
    assert c.ledger.history("request", draft)["title"].to_list() == ["联合推广", "甲的标题", "乙的标题"]


def test_an_answer_says_which_department_who_and_when(c: b.Company, asked: int) -> None:
    row = c.row("response", verbs.answer(c.visit("lead", LATER), b.response(c, asked, contact=c.people["lead"])))
    assert [row[name] for name in ("request", "department", "decision", "responder", "responded_at", "version", "verb")] == [
        *(asked, c.departments["marketing"], "accept", c.people["lead"], LATER, 1, "answer")
    ]


def test_only_the_departments_asked_answer(c: b.Company, asked: int) -> None:
    with c.unchanged():
        problems = b.refusal(lambda: verbs.answer(c.visit("contact"), b.response(c, asked, department=c.departments["research"])))
    assert problems == {"department": verbs.NOT_ASKED}


def test_a_draft_is_not_answered(c: b.Company) -> None:
    draft = verbs.save(c.visit("contact"), b.request(c))
    with c.unchanged():
        assert b.refusal(lambda: verbs.answer(c.visit("lead"), b.response(c, draft))).keys() == {""}


@pytest.mark.parametrize("decision", ["accept", "decline"])
def test_a_department_answers_once(c: b.Company, asked: int, decision: str) -> None:
    verbs.answer(c.visit("lead"), b.response(c, asked, decision=decision, reply="说明"))
    with c.unchanged():
        assert b.refusal(lambda: verbs.answer(c.visit("lead"), b.response(c, asked))) == {"department": verbs.ANSWERED}


@pytest.mark.parametrize("reply", [None, " ", "\u200b"])
@pytest.mark.parametrize("decision", ["decline", "clarify"])
def test_declining_and_asking_for_more_need_a_reply(c: b.Company, asked: int, decision: str, reply: str | None) -> None:
    with c.unchanged():
        problems = b.refusal(lambda: verbs.answer(c.visit("lead"), b.response(c, asked, decision=decision, reply=reply)))
    assert problems == {"reply": verbs.WHY}


def test_a_clarification_is_asked_for_given_once_and_then_answered(c: b.Company, asked: int) -> None:
    response = verbs.answer(c.visit("lead"), b.response(c, asked, decision="clarify", reply="预算多少？"))
    assert b.refusal(lambda: verbs.clarify(c.visit("contact"), response, 1, "\u200b ")) == {"clarification": verbs.CLARIFICATION}
    verbs.clarify(c.visit("contact", LATER), response, 1, "十万元")
    row = c.row("response", response)
    assert (row["clarified_at"], row["clarification"], row["verb"]) == (LATER, "十万元", "clarify")
    with c.unchanged():
        assert b.refusal(lambda: verbs.clarify(c.visit("contact", LATER + b.DAY), response, 2, "再改")) == {"": verbs.NOT_WAITING}
    verbs.answer(c.visit("lead", LATER + b.HOUR), b.response(c, asked))
    assert c.row("response", response)["clarified_at"] == LATER


def test_a_department_that_answers_without_waiting_ends_its_own_question(c: b.Company, asked: int) -> None:
    response = verbs.answer(c.visit("lead"), b.response(c, asked, decision="clarify", reply="预算多少？"))
    verbs.answer(c.visit("lead", LATER), b.response(c, asked))
    assert (c.row("response", response)["clarified_at"], c.row("response", response)["clarification"]) == (LATER, None)


def test_an_acceptance_waits_for_no_clarification(c: b.Company, asked: int) -> None:
    response = verbs.answer(c.visit("lead"), b.response(c, asked))
    with c.unchanged():
        assert b.refusal(lambda: verbs.clarify(c.visit("contact"), response, 1, "补充")) == {"": verbs.NOT_WAITING}
