"""The figures of a past moment are those that were counted then, whatever was saved since."""

from collections.abc import Callable
from datetime import datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from core import figures, headline
from core.actions import goal, issue, rules, task
from core.actions import risk as risks
from core.figures import Choice
from core.visit import Visit
from tests import builders as b

ALL, QUARTER = Choice(), Choice(days=90)
Step = Callable[[b.Company, datetime, int], object]


def _report(c: b.Company, at: datetime, n: int) -> object:
    rows = c.ledger.snapshot()["task"].filter(~pl.col("status").is_in(["done", "cancelled"]))
    if rows.is_empty():
        return None
    row = rows.row(n % rows.height, named=True)
    report = b.update(row["id"], percent=float(n % 100), base=row["version"], reported_on=c.visit("admin", at).today)
    return task.report(c.visit("admin", at), [report])


def _close(c: b.Company, at: datetime, n: int) -> object:
    rows = c.ledger.snapshot()["risk"].filter(pl.col("status") != "closed")
    return None if rows.is_empty() else risks.close(c.visit("admin", at), rows["id"][n % rows.height], None)


def _answer(c: b.Company, at: datetime, n: int) -> object:
    span = {"opens_on": at.date() - b.DAY, "closes_on": at.date() + b.DAY}
    asked = goal.open_survey(c.visit("admin", at), b.survey(c, title=f"调查 {at} {n}", **span))
    return goal.answer(c.visit("contact", at), b.answer(c, asked, score=n % 5 + 1))


# Each saves something that figures are counted from, at a moment, varied by a number.
STEPS: tuple[Step, ...] = (
    lambda c, at, n: task.plan(c.visit("admin", at), b.task(c, title=f"任务 {n}", due_on=b.TODAY + (n % 9 - 4) * b.DAY)),
    lambda c, at, n: risks.report(c.visit("admin", at), b.risk(c, probability=n % 5 + 1, impact=5)),
    lambda c, at, n: issue.report(c.visit("admin", at), b.issue(c, found_at=at - (n % 40) * b.HOUR)),
    lambda c, at, n: rules.save(c.visit("admin", at), "policy", b.policy(level=f"l{n}", limit=float(n % 9 + 1))),
    _report,
    _close,
    _answer,
)


def counted(visit: Visit) -> tuple[dict[str, headline.Figure], list[pl.DataFrame]]:
    """What the overview counts at the moment of a visit."""
    frames = [make(visit, choice) for choice in (ALL, QUARTER) for make in (figures.matrix, figures.kinds, figures.projects, figures.heat)]
    return headline.values(visit, QUARTER), [*frames, figures.goals(visit, ALL), figures.decisions(visit, ALL)]


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 99), st.integers(1, 90)), min_size=3, max_size=8))
@settings(max_examples=5)
def test_figures_as_of_a_moment_are_those_counted_then(steps: list[tuple[Step, int, int]]) -> None:
    c, at, seen = b.company(), b.NOW - 9 * b.DAY, []
    for step, n, hours in steps:
        step(c, at, n)
        seen.append((at, counted(c.visit("viewer", at))))
        at += timedelta(hours=hours)
    for moment, (values, frames) in seen:
        past = counted(c.visit("viewer", at, past=moment))
        assert past[0] == values
        for then, now in zip(past[1], frames, strict=True):
            assert_frame_equal(then, now, check_row_order=False)


def test_every_headline_figure_is_counted_where_there_is_something_to_count() -> None:
    c = b.company()
    for step, n in ((STEPS[0], 0), (STEPS[1], 3), (STEPS[2], 39), (_report, 40), (_answer, 3)):
        step(c, b.NOW - 3 * b.DAY, n)
    values = headline.values(c.visit("viewer"), ALL)
    assert set(values) == set(headline.NAMES)
    assert {name for name, figure in values.items() if figure.value is None} == {"nps"}
    assert (values["high"].value, values["csat"]) == (1, headline.Figure(1, 1))


def test_two_moments_stand_beside_each_other_by_department_and_project() -> None:
    c = b.company()
    at = b.NOW - 5 * b.DAY
    STEPS[2](c, at, 39)
    STEPS[0](c, at, 5)
    then, now = c.visit("viewer", past=at - b.DAY), c.visit("viewer")
    rows = headline.departments(then, now, ALL)
    assert rows.columns == ["department", "rate_then", "n_then", "rate_now", "n_now", "apart"]
    assert rows["department"].to_list() == [c.departments["research"]]
    assert rows["rate_then"].to_list() == [None]
    projects = headline.projects(then, now, ALL)
    assert projects["project"].to_list() == [c.projects["launch"]]
    assert projects["actual_then"].to_list() == [None]
    assert projects["actual_now"].to_list() == [0.0]
