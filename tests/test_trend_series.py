"""The measures for a visit: what they count of real records, and that the rows behind a value make it."""

from datetime import UTC, date, datetime

import pytest

from core import figures, trend_marks, trends, working
from core.actions import goal, issue, meeting, request, risk, task
from core.figures import Choice
from core.measures import MEASURES
from core.metrics import progress
from core.visit import Visit
from tests import builders as b
from tests.builders import DAY, HOUR, NOW

ALL = Choice()


@pytest.fixture(scope="module")
def c() -> b.Company:
    """A company in which, over a month, requests were answered, a risk rose, an issue was solved and people were asked."""
    made = b.company()
    early = NOW - 20 * DAY
    for back, answered in ((25, 3), (12, 60), (4, None)):
        asker = made.visit("contact", NOW - back * DAY)
        made_request = request.apply(asker, b.request(made))
        if answered is not None:
            request.answer(made.visit("lead", NOW - back * DAY + answered * HOUR), b.response(made, made_request))
    first = risk.report(made.visit("contact", early), b.risk(made))
    risk.change(made.visit("contact", early + 12 * DAY), first, None, b.risk(made, probability=5, impact=5))
    solved = issue.report(made.visit("contact", early), b.issue(made, found_at=early - HOUR))
    issue.respond(made.visit("contact", early + HOUR), solved, None, {"measures": "扩容"})
    issue.resolve(made.visit("contact", NOW - DAY), solved, None, "已解决")
    issue.report(made.visit("contact", NOW - 2 * DAY), b.issue(made, title="再次超时", found_at=NOW - 2 * DAY))
    planned = task.plan(made.visit("lead", early), b.task(made, starts_on=date(2026, 11, 2), due_on=date(2026, 11, 13)))
    task.report(made.visit("contact", NOW - 8 * DAY), [b.update(planned, reported_on=date(2026, 11, 12))])
    survey = goal.open_survey(made.visit("lead"), b.survey(made))
    goal.answer(made.visit("contact"), b.answer(made, survey))
    held = meeting.plan(made.visit("lead", NOW - 9 * DAY), b.meeting(made, starts_at=NOW - 5 * DAY, ends_at=NOW - 5 * DAY + HOUR))
    meeting.notify(made.visit("lead", NOW - 9 * DAY), held, None)
    return made


@pytest.fixture
def visit(c: b.Company) -> Visit:
    return c.visit("leader")


@pytest.mark.parametrize("key", MEASURES)
@pytest.mark.parametrize("grain", ["week", "quarter"])
def test_every_measure_has_a_value_for_each_period_and_only_the_last_runs(visit: Visit, key: str, grain: str) -> None:
    found = trends.series(visit, ALL, key, grain)
    assert found["over"].to_list() == [True] * (found.height - 1) + [False]
    assert found["period"].to_list() == sorted(set(found["period"]))
    assert (found["n"] >= 0).all()


@pytest.mark.parametrize("key", [key for key, measure in MEASURES.items() if measure.shape != "progress"])
def test_the_rows_behind_a_value_are_as_many_as_it_says(visit: Visit, key: str) -> None:
    for row in trends.series(visit, ALL, key, "week").iter_rows(named=True):
        assert trends.behind(visit, ALL, key, (row["period"], row["last"])).height == row["n"]
    department = visit.frames["department"]["id"][0]
    for row in trends.series(visit, ALL, key, "month", "department").filter(department=department).iter_rows(named=True):
        rows = trends.behind(visit, ALL, key, (row["period"], row["last"]), "department", department)
        assert rows.height == row["n"]


def test_a_promise_counts_in_the_period_it_came_due_in(visit: Visit) -> None:
    weeks = trends.series(visit, ALL, "response", "week").filter(n=1)
    assert [round(hours, 1) for hours in weeks["value"]] == [3.0, 60.0]
    assert weeks["period"].to_list() == [date(2026, 10, 26), date(2026, 11, 9)]


def test_a_risk_stands_at_each_weeks_end_as_it_was_registered_then(visit: Visit) -> None:
    assert trends.series(visit, ALL, "high", "week")["value"].to_list() == [1.0, 1.0]
    assert trends.series(visit, ALL, "exposure", "week")["value"].to_list() == [12.0, 12.0, 25.0, 25.0]
    bands = trends.series(visit, ALL, "risks", "week", "level")
    assert bands.filter(level="high")["value"].to_list() == [0.0, 0.0, 1.0, 1.0]
    assert trends.series(visit, ALL, "issues", "week")["value"].to_list() == [1.0, 1.0, 1.0, 1.0]


def test_the_newest_point_of_progress_is_what_the_overview_shows(visit: Visit) -> None:
    now = progress.roll_up(figures.leaves(visit, ALL), []).row(0, named=True)
    last = {key: trends.series(visit, ALL, key, "month")["value"][-1] for key in ("planned", "actual", "deviation")}
    assert last == pytest.approx({"planned": now["planned"] / 100, "actual": now["actual"] / 100, "deviation": now["deviation"]})


def test_a_ranking_adds_up_to_the_company(visit: Visit) -> None:
    span = (date(2026, 10, 1), visit.today)
    found = trends.ranked(visit, ALL, "compliance", "department", span)
    assert found.n == found.groups["n"].sum()
    assert (found.value, found.n) == trends.total(visit, ALL, "compliance", span)
    assert found.groups["value"].is_sorted()


def test_a_group_without_a_value_is_not_ranked() -> None:
    made = b.company()
    ahead = {"starts_on": date(2026, 12, 1), "due_on": date(2026, 12, 20)}
    task.plan(made.visit("lead"), b.task(made))
    task.plan(made.visit("lead"), b.task(made, department=made.departments["marketing"], **ahead))
    found = trends.ranked(made.visit("leader"), ALL, "spi", "department", (date(2026, 10, 1), b.TODAY))
    assert found.groups["department"].to_list() == [made.departments["research"]]


def test_the_target_is_the_goals_where_there_is_one_else_the_rules(c: b.Company, visit: Visit) -> None:
    assert trend_marks.aim(visit, ALL, "compliance") == (0.9, None)
    assert trend_marks.aim(visit, ALL, "response") is None
    goal.save(c.visit("admin"), b.goal(c, project=None, name="兑现", source="compliance", baseline_value=50, target_value=95))
    assert trend_marks.aim(visit, ALL, "compliance") == (0.9, None)
    later = c.visit("leader")
    assert trend_marks.aim(later, ALL, "compliance") == (0.95, "兑现")
    assert trend_marks.aim(later, Choice(department=1), "compliance") == (0.9, None)


def test_as_of_a_past_day_the_series_ends_there(c: b.Company) -> None:
    past = datetime(2026, 11, 10, 2, tzinfo=UTC)
    visit = c.visit("leader", past=past)
    assert trends.series(visit, ALL, "exposure", "week")["value"].to_list() == [12.0, 12.0, 12.0]
    assert trends.series(visit, ALL, "response", "week").filter(n=1).height == 1
    assert trends.series(visit, ALL, "compliance", "month")["period"].max() == date(2026, 11, 1)


def test_hand_offs_load_and_meetings_of_the_company(c: b.Company, visit: Visit) -> None:
    research, marketing = c.departments["research"], c.departments["marketing"]
    pairs = working.handoffs(visit, ALL, date(2026, 10, 1))
    assert pairs.filter(**{"from": research, "to": marketing})["n"].item() == 3
    assert working.handoffs(visit, Choice(department=marketing), date(2026, 10, 1)).height == 1
    assert working.handoffs(visit, ALL, visit.today).is_empty()
    assert working.load(visit, ALL, "owner").select("open", "overdue").rows() == [(1, 1)]
    assert working.meetings(visit, ALL, date(2026, 10, 1)).is_empty()


def test_the_whole_of_an_empty_company_is_empty(visit: Visit) -> None:
    empty = b.visit(b.company().ledger, 1)
    for key in MEASURES:
        assert trends.series(empty, ALL, key, "month")["n"].sum() == 0
        assert trends.ranked(empty, ALL, key, "department", (empty.today, empty.today)).groups.is_empty()
    assert working.handoffs(empty, ALL, visit.today).is_empty()
    assert working.load(empty, ALL, "department").is_empty()
