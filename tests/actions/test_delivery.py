"""Deliverables: handed over, accepted, failed and put right, withdrawn, and the clock of what is to be put right."""

from datetime import UTC, date, datetime

import pytest

from core.actions import delivery as verbs
from core.actions import task
from core.actions.act import Forbidden
from core.store.work import AlreadySaved, Conflict
from tests import builders as b

LATER = b.NOW + b.DAY


@pytest.fixture
def c() -> b.Company:
    return b.company()


@pytest.fixture
def work(c: b.Company) -> int:
    return task.plan(c.visit("lead"), b.task(c, deliverable="联调报告", standard="用例通过率 100%"))


@pytest.fixture
def handed_over(c: b.Company, work: int) -> int:
    return verbs.submit(c.visit("contact"), b.deliverable(work))


@pytest.fixture
def failed(c: b.Company, handed_over: int) -> int:
    verbs.accept(c.visit("lead"), handed_over, 1, b.failure(c))
    return handed_over


def again(c: b.Company, record: int, edition: str = "V1.1", **over: object) -> int:
    """Hand over the next edition, a day later."""
    values = {"edition": edition, "self_check": "压力测试已补充"} | over
    return verbs.submit(c.visit("contact", LATER), values, record)


def rectifications(c: b.Company, now: datetime = LATER) -> list[str]:
    return c.visit("lead", now).promises.filter(kind="rectification").sort("record")["state"].to_list()


def test_what_is_handed_over_awaits_acceptance_with_the_project_and_department_of_its_task(
    c: b.Company, work: int, handed_over: int
) -> None:
    row = c.row("deliverable", handed_over)
    assert [row[name] for name in ("status", "submitter", "submitted_at")] == ["submitted", c.people["contact"], b.NOW]
    assert (row["project"], row["department"], row["task"]) == (c.projects["launch"], c.departments["research"], work)
    assert c.saved() == ("deliver", c.people["contact"])


def test_without_a_name_it_is_called_what_the_task_says(c: b.Company, work: int) -> None:
    made = verbs.submit(c.visit("contact"), b.deliverable(work, name=None))
    assert c.row("deliverable", made)["name"] == "联调报告"


def test_without_a_name_anywhere_or_a_self_check_or_a_task_it_is_refused_beside_the_field(c: b.Company) -> None:
    nameless = task.plan(c.visit("lead"), b.task(c))
    with c.unchanged():
        assert b.refusal(lambda: verbs.submit(c.visit("contact"), b.deliverable(nameless, name=" "))).keys() == {"name"}
        assert b.refusal(lambda: verbs.submit(c.visit("contact"), b.deliverable(nameless, self_check=" "))).keys() == {"self_check"}
        for nothing in (None, 9999):
            assert b.refusal(lambda nothing=nothing: verbs.submit(c.visit("contact"), b.deliverable(nothing))).keys() == {"task"}


def test_a_cancelled_task_hands_nothing_over(c: b.Company, work: int) -> None:
    task.cancel(c.visit("lead"), work, 1)
    with c.unchanged():
        assert b.refusal(lambda: verbs.submit(c.visit("contact"), b.deliverable(work))) == {"task": verbs.CANCELLED}


def test_the_same_deliverable_is_not_handed_over_beside_itself(c: b.Company, work: int, handed_over: int) -> None:
    with c.unchanged():
        assert b.refusal(lambda: verbs.submit(c.visit("contact"), b.deliverable(work, edition="V2.0"))) == {"name": verbs.HANDED_OVER}
    verbs.submit(c.visit("contact"), b.deliverable(work, name="接口文档"))
    verbs.withdraw(c.visit("contact"), handed_over, 1)
    verbs.submit(c.visit("contact"), b.deliverable(work))


def test_an_accepted_deliverable_is_handed_over_anew_only_as_another_edition(c: b.Company, work: int, handed_over: int) -> None:
    verbs.accept(c.visit("lead"), handed_over, 1, b.acceptance(c))
    with c.unchanged():
        assert b.refusal(lambda: verbs.submit(c.visit("contact"), b.deliverable(work, edition=" v1.0"))).keys() == {"edition"}
    verbs.submit(c.visit("contact"), b.deliverable(work, edition="V2.0"))


@pytest.mark.parametrize("person", ["leader", "viewer", "outsider"])
def test_only_those_who_work_on_the_task_hand_over_and_take_back(c: b.Company, work: int, handed_over: int, person: str) -> None:
    with c.unchanged():
        for call in (
            lambda: verbs.submit(c.visit(person), b.deliverable(work, name="其他")),
            lambda: verbs.withdraw(c.visit(person), handed_over, 1),
            lambda: verbs.submit(c.visit(person), {"edition": "V1.1", "self_check": "好"}, handed_over),
        ):
            with pytest.raises(Forbidden):
                call()


def test_passing_accepts_it_and_leaves_the_task_as_it_was(c: b.Company, work: int, handed_over: int) -> None:
    before = c.row("task", work)
    made = verbs.accept(c.visit("lead"), handed_over, 1, b.acceptance(c, rectify_by=b.TODAY, rectification="封面日期更新"))
    row = c.row("acceptance", made)
    assert (row["edition"], row["accepted_at"], row["result"], row["rectify_by"]) == ("V1.0", b.NOW, "pass", None)
    assert (row["project"], row["department"], row["rectification"]) == (c.projects["launch"], c.departments["research"], "封面日期更新")
    assert row["reviewers"] == [c.people["lead"], c.people["leader"]]
    assert c.row("deliverable", handed_over)["status"] == "accepted"
    assert c.row("task", work) == before
    assert rectifications(c) == []
    assert c.saved() == ("accept", c.people["lead"])


def test_a_failure_says_what_to_put_right_by_when_and_starts_its_clock(c: b.Company, failed: int) -> None:
    assert c.row("deliverable", failed)["status"] == "failed"
    (promise,) = c.visit("lead").promises.filter(kind="rectification").to_dicts()
    # The end of Monday 23 November in Shanghai.
    assert (promise["due_at"], promise["kept_at"], promise["state"]) == (datetime(2026, 11, 23, 16, tzinfo=UTC), None, "running")
    assert (promise["person"], promise["department"], promise["project"]) == (
        *(c.people["contact"], c.departments["research"]),
        c.projects["launch"],
    )


@pytest.mark.parametrize(
    ("over", "problems"),
    [
        ({"rectification": " "}, {"rectification": verbs.WHAT_TO_RECTIFY}),
        ({"rectify_by": None}, {"rectify_by": verbs.RECTIFY_BY}),
        ({"rectify_by": date(2026, 11, 19)}, {"rectify_by": verbs.PAST}),
        ({"rectify_by": None, "rectification": None}, {"rectify_by": verbs.RECTIFY_BY, "rectification": verbs.WHAT_TO_RECTIFY}),
    ],
)
def test_a_failure_without_either_is_refused(c: b.Company, handed_over: int, over: b.Values, problems: object) -> None:
    with c.unchanged():
        assert b.refusal(lambda: verbs.accept(c.visit("lead"), handed_over, 1, b.failure(c, **over))) == problems


def test_it_may_be_due_today(c: b.Company, handed_over: int) -> None:
    assert verbs.accept(c.visit("lead"), handed_over, 1, b.failure(c, rectify_by=b.TODAY))


def test_whoever_handed_it_over_is_never_its_only_reviewer(c: b.Company, handed_over: int) -> None:
    contact, leader = c.people["contact"], c.people["leader"]
    for alone in ([contact], [contact, contact]):
        with c.unchanged():
            refused = b.refusal(lambda alone=alone: verbs.accept(c.visit("lead"), handed_over, 1, b.acceptance(c, reviewers=alone)))
        assert refused == {"reviewers": verbs.ONLY_ITSELF}
    with c.unchanged():
        assert b.refusal(lambda: verbs.accept(c.visit("lead"), handed_over, 1, b.acceptance(c, reviewers=[]))).keys() == {"reviewers"}
    verbs.accept(c.visit("lead"), handed_over, 1, b.acceptance(c, reviewers=[contact, leader]))


@pytest.mark.parametrize("person", ["contact", "leader", "viewer", "outsider"])
def test_only_those_who_run_the_project_accept(c: b.Company, handed_over: int, person: str) -> None:
    with c.unchanged(), pytest.raises(Forbidden):
        verbs.accept(c.visit(person), handed_over, 1, b.acceptance(c))


def test_a_lead_does_not_accept_for_another_project(c: b.Company) -> None:
    theirs = task.plan(c.visit("coordinator"), b.task(c, project=c.projects["audit"]))
    made = verbs.submit(c.visit("contact"), b.deliverable(theirs))
    with c.unchanged(), pytest.raises(Forbidden):
        verbs.accept(c.visit("lead"), made, 1, b.acceptance(c))


def test_the_next_edition_passes_and_every_failure_before_it_is_put_right(c: b.Company, failed: int) -> None:
    again(c, failed, link="//server/v1.1")
    row = c.row("deliverable", failed)
    assert (row["edition"], row["status"], row["submitted_at"], row["link"]) == ("V1.1", "submitted", LATER, "//server/v1.1")
    verbs.accept(c.visit("lead", LATER), failed, 3, b.failure(c, rectify_by=b.TODAY + 2 * b.DAY))
    again(c, failed, "V1.2")
    assert rectifications(c) == ["running", "running"]
    verbs.accept(c.visit("lead", LATER + b.HOUR), failed, 5, b.acceptance(c))
    assert c.row("deliverable", failed)["status"] == "accepted"
    assert [c.row("acceptance", record)["rectified_at"] for record in (1, 2, 3)] == [LATER + b.HOUR, LATER + b.HOUR, None]
    assert rectifications(c, b.NOW + 30 * b.DAY) == ["kept", "kept"]


def test_what_is_put_right_too_late_is_a_broken_promise(c: b.Company, failed: int) -> None:
    again(c, failed)
    verbs.accept(c.visit("lead", b.NOW + 4 * b.DAY), failed, 3, b.acceptance(c))
    assert rectifications(c, b.NOW + 5 * b.DAY) == ["broken"]


@pytest.mark.parametrize("edition", ["V1.0", "v1.0 ", None])
def test_an_edition_that_was_judged_is_not_handed_over_again(c: b.Company, failed: int, edition: str | None) -> None:
    with c.unchanged():
        assert b.refusal(lambda: again(c, failed, edition)).keys() == {"edition"}


def test_the_next_edition_needs_a_self_check_of_its_own(c: b.Company, failed: int) -> None:
    with c.unchanged():
        assert b.refusal(lambda: verbs.submit(c.visit("contact"), {"edition": "V1.1"}, failed)).keys() == {"self_check"}


def test_only_what_failed_is_handed_over_again_and_only_what_waits_is_judged(c: b.Company, handed_over: int) -> None:
    with c.unchanged():
        assert b.refusal(lambda: again(c, handed_over)) == {"": verbs.NOT_FAILED}
    verbs.accept(c.visit("lead"), handed_over, 1, b.acceptance(c))
    with c.unchanged():
        assert b.refusal(lambda: again(c, handed_over)) == {"": verbs.NOT_FAILED}
        assert b.refusal(lambda: verbs.accept(c.visit("lead"), handed_over, 2, b.acceptance(c))) == {"": verbs.NOT_WAITING}
        assert b.refusal(lambda: verbs.withdraw(c.visit("contact"), handed_over, 2)) == {"": verbs.NOT_WAITING}


def test_it_is_withdrawn_while_it_waits_for_the_first_time(c: b.Company, handed_over: int) -> None:
    verbs.withdraw(c.visit("contact"), handed_over, 1)
    assert c.row("deliverable", handed_over)["status"] == "withdrawn"
    assert c.saved() == ("withdraw", c.people["contact"])


def test_it_is_not_withdrawn_while_it_is_being_put_right(c: b.Company, failed: int) -> None:
    with c.unchanged():
        assert b.refusal(lambda: verbs.withdraw(c.visit("contact"), failed, 2)) == {"": verbs.NOT_WAITING}
    again(c, failed)
    with c.unchanged():
        assert b.refusal(lambda: verbs.withdraw(c.visit("contact"), failed, 3)) == {"": verbs.BEING_RECTIFIED}


def test_whoever_looks_at_an_older_version_is_told_of_the_newer_one(c: b.Company, failed: int) -> None:
    with c.unchanged(), pytest.raises(Conflict):
        verbs.submit(c.visit("contact"), {"edition": "V1.1", "self_check": "好"}, failed, 1)
    again(c, failed)
    with c.unchanged(), pytest.raises(Conflict):
        verbs.accept(c.visit("lead"), failed, 1, b.acceptance(c))


def test_one_click_sent_twice_is_one_acceptance(c: b.Company, handed_over: int, work: int) -> None:
    verbs.submit(c.visit("contact"), b.deliverable(work, name="接口文档"), key="a")
    with c.unchanged(), pytest.raises(AlreadySaved):
        verbs.submit(c.visit("contact"), b.deliverable(work, name="接口文档"), key="a")
    verbs.accept(c.visit("lead"), handed_over, 1, b.acceptance(c), key="b")
    with c.unchanged(), pytest.raises(AlreadySaved):
        verbs.accept(c.visit("lead"), handed_over, 1, b.acceptance(c), key="b")


@pytest.mark.parametrize(
    ("edition", "after"),
    [
        ("V1.0", "V1.1"),
        ("V1.9", "V1.10"),
        ("2", "3"),
        ("V2.0（送审稿）", "V2.1（送审稿）"),
        ("终稿", "终稿 2"),
        ("", "2"),
        ("V" + "9" * 19, ""),
    ],
)
def test_the_next_edition_is_suggested(edition: str, after: str) -> None:
    assert verbs.next_edition(edition) == after
