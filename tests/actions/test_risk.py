"""A risk's life: reported, high or not, answered with a plan, reassessed, closed or come true."""

from datetime import datetime
from typing import Any

import polars as pl
import pytest

from core.actions import risk as verbs
from core.store.work import Conflict
from tests import builders as b

LATER = b.NOW + b.HOUR
RESPONSE = {"strategy": "mitigate", "response": "增加第二供应商", "residual_probability": 2, "residual_impact": 3}


@pytest.fixture(scope="module")
def c() -> b.Company:
    return b.company()


@pytest.fixture
def reported(c: b.Company) -> int:
    return verbs.report(c.visit("contact"), b.risk(c))


@pytest.mark.parametrize(
    ("probability", "impact", "since"), [(3, 5, b.NOW), (5, 3, b.NOW), (5, 5, b.NOW), (3, 4, None), (2, 5, None), (1, 1, None)]
)
def test_the_clock_of_the_plan_starts_where_the_score_is_high(c: b.Company, probability: int, impact: int, since: datetime | None) -> None:
    row = c.row("risk", verbs.report(c.visit("contact"), b.risk(c, probability=probability, impact=impact)))
    assert (row["became_high_at"], row["identified_at"], row["status"], row["reporter"]) == (since, b.NOW, "open", c.people["contact"])
    assert row["number"].startswith("FX-2026-")
    assert c.saved()[0] == "report"


def test_becoming_high_starts_the_clock_and_ceasing_to_be_stops_it(c: b.Company, reported: int) -> None:
    contact = c.visit("contact", LATER)
    verbs.change(contact, reported, 1, {"impact": 5})
    assert c.row("risk", reported)["became_high_at"] == LATER
    verbs.change(c.visit("contact", LATER + b.HOUR), reported, 2, {"probability": 5})
    assert c.row("risk", reported)["became_high_at"] == LATER, "it was high all the time"
    verbs.change(contact, reported, 3, {"probability": 1})
    assert c.row("risk", reported)["became_high_at"] is None
    verbs.change(c.visit("contact", LATER + b.DAY), reported, 4, {"probability": 4})
    assert c.row("risk", reported)["became_high_at"] == LATER + b.DAY


def test_a_plan_in_time_stays_on_record_after_the_risk_has_fallen(c: b.Company) -> None:
    record = verbs.report(c.visit("contact"), b.risk(c, impact=5))
    verbs.respond(c.visit("contact", LATER), record, 1, RESPONSE)
    verbs.change(c.visit("contact", LATER + b.HOUR), record, 2, {"probability": 1})
    row = c.row("risk", record)
    assert (row["became_high_at"], row["plan_submitted_at"], row["status"]) == (b.NOW, LATER, "watching")


def test_a_plan_keeps_the_moment_it_was_first_submitted(c: b.Company, reported: int) -> None:
    verbs.respond(c.visit("contact", LATER), reported, 1, RESPONSE)
    assert c.saved() == ("plan", c.people["contact"])
    verbs.respond(c.visit("contact", LATER + b.HOUR), reported, 2, RESPONSE | {"strategy": "avoid"})
    row = c.row("risk", reported)
    assert (row["plan_submitted_at"], row["strategy"], row["residual_impact"]) == (LATER, "avoid", 3)


@pytest.mark.parametrize("words", [None, " ", "\u200b"])
def test_a_plan_needs_a_strategy_and_a_response(c: b.Company, reported: int, words: str | None) -> None:
    with c.unchanged():
        problems = b.refusal(lambda: verbs.respond(c.visit("contact"), reported, None, {"strategy": None, "response": words}))
    assert problems == {"strategy": verbs.NEEDS_STRATEGY, "response": verbs.NEEDS_RESPONSE}


@pytest.mark.parametrize("value", [0, 6, 2.5, 4.0, float("nan"), True, "4", None])
def test_a_scale_is_a_whole_number_from_one_to_five(c: b.Company, reported: int, value: object) -> None:
    with c.unchanged():
        assert b.refusal(lambda: verbs.report(c.visit("contact"), b.risk(c, probability=value))).keys() == {"probability"}
        assert b.refusal(lambda: verbs.change(c.visit("contact"), reported, None, {"impact": value})).keys() == {"impact"}


@pytest.mark.parametrize(("end", "status", "verb"), [(verbs.close, "closed", "close"), (verbs.occur, "occurred", "occur")])
def test_a_closed_risk_is_left_alone(c: b.Company, reported: int, end: Any, status: str, verb: str) -> None:
    contact = c.visit("contact", LATER)
    end(contact, reported, 1)
    assert (c.row("risk", reported)["status"], c.row("risk", reported)["closed_at"], c.saved()[0]) == (status, LATER, verb)
    with c.unchanged():
        for call in (
            lambda: verbs.change(contact, reported, None, {"impact": 1}),
            lambda: verbs.respond(contact, reported, None, RESPONSE),
            lambda: verbs.close(contact, reported, None),
            lambda: verbs.occur(contact, reported, None),
        ):
            assert b.refusal(call) == {"": verbs.CLOSED}


def test_a_risk_that_comes_true_goes_on_as_an_issue_in_the_same_save(c: b.Company) -> None:
    about = {"project": c.projects["launch"], "owner": c.people["clerk"], "description": "只有一家供应商", "impact": 5}
    record = verbs.report(c.visit("contact"), b.risk(c, **about))
    verbs.respond(c.visit("contact"), record, 1, RESPONSE)
    saves = c.ledger.saves().height
    made = c.row("issue", verbs.occur(c.visit("contact", LATER), record, 2))
    assert c.ledger.saves().height == saves + 1
    assert [made[name] for name in ("title", "kind", "level", "status", "project", "owner", "departments", "proposal")] == [
        *("供应商延期", "problem", "urgent", "open", c.projects["launch"], c.people["clerk"]),
        *([c.departments["research"]], RESPONSE["response"]),
    ]
    assert (made["found_at"], made["reported_at"], made["reporter"]) == (LATER, LATER, c.people["contact"])
    assert made["description"] == f"由风险 {c.row('risk', record)['number']} 转为问题。\n只有一家供应商"
    assert made["number"].startswith("WT-2026-")


def test_the_longest_description_of_a_risk_fits_into_its_issue(c: b.Company) -> None:
    record = verbs.report(c.visit("contact"), b.risk(c, description="长" * 4000))
    assert len(c.row("issue", verbs.occur(c.visit("contact"), record, 1))["description"]) == 4000


def test_a_risk_without_a_plan_reopens_with_the_time_for_it_anew(c: b.Company) -> None:
    record = verbs.report(c.visit("contact"), b.risk(c, impact=5))
    verbs.close(c.visit("contact"), record, 1)
    again = b.NOW + 10 * b.DAY
    verbs.reopen(c.visit("contact", again), record, 2)
    row = c.row("risk", record)
    assert [row[name] for name in ("status", "closed_at", "became_high_at", "verb")] == ["open", None, again, "reopen"]
    plan = c.visit("contact", again).promises.filter(pl.col("kind") == "risk_plan", pl.col("record") == record)
    assert plan.select("due_at", "state").row(0) == (again + b.DAY, "running")


def test_a_risk_with_a_plan_reopens_watched_and_its_kept_plan_stays_on_record(c: b.Company) -> None:
    record = verbs.report(c.visit("contact"), b.risk(c, impact=5))
    verbs.respond(c.visit("contact", LATER), record, 1, RESPONSE)
    verbs.occur(c.visit("contact", LATER), record, 2)
    verbs.reopen(c.visit("contact", b.NOW + b.DAY), record, 3)
    row = c.row("risk", record)
    assert (row["status"], row["became_high_at"], row["plan_submitted_at"]) == ("watching", b.NOW, LATER)


def test_an_open_risk_is_not_reopened(c: b.Company, reported: int) -> None:
    with c.unchanged():
        assert b.refusal(lambda: verbs.reopen(c.visit("contact"), reported, None)) == {"": verbs.NOT_CLOSED}


def test_of_two_people_reassessing_the_same_version_the_second_is_shown_the_first(c: b.Company, reported: int) -> None:
    verbs.change(c.visit("contact"), reported, 1, {"impact": 5})
    with c.unchanged(), pytest.raises(Conflict) as conflict:
        verbs.change(c.visit("clerk"), reported, 1, {"impact": 1})
    assert conflict.value.theirs["impact"] == 5
