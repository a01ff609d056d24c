"""The job that makes the warning list: on the organisation's Wednesday at nine, once a week, as the house itself."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.access import NOBODY
from core.actions import rules, task, warning
from core.actions.act import Refused
from core.home import Home
from core.jobs.jobs import JOBS
from core.jobs.runner import run_due
from tests import builders as b
from tests import engines

# Wednesday the eighteenth, nine in the morning in Shanghai.
NINE = datetime(2026, 11, 18, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WARNINGS = [job for job in JOBS if job.name == "warnings"]


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Home:
    """A server over a company with a task that has not begun when it should."""
    made = Home(engines.fresh())
    monkeypatch.setattr(b, "empty_ledger", lambda: made.ledger)
    company = b.company()
    task.plan(company.visit("lead"), b.task(company))
    return made


def listed(home: Home) -> list[date]:
    return home.ledger.snapshot()["warning"].sort("id")["listed_on"].to_list()


def test_the_list_is_made_at_nine_on_wednesday_and_not_again_that_week(home: Home) -> None:
    run_due(home, WARNINGS, NINE - MINUTE)
    assert listed(home) == []
    assert run_due(home, WARNINGS, NINE) == ["warnings"]
    assert listed(home) == [date(2026, 11, 18)]
    row = home.ledger.snapshot()["warning"].row(0, named=True)
    assert (row["saved_by"], row["verb"], row["band"], row["raised_at"]) == (NOBODY, "warn", "high", NINE)
    company_saves = home.ledger.saves().height
    assert [run_due(home, WARNINGS, NINE + day * b.DAY) for day in range(1, 7)] == [[]] * 6
    assert home.ledger.saves().height == company_saves


def test_each_week_has_its_list(home: Home) -> None:
    for week in range(3):
        run_due(home, WARNINGS, NINE + week * 7 * b.DAY)
    assert listed(home) == [date(2026, 11, 18), date(2026, 11, 25), date(2026, 12, 2)]


def test_a_server_that_was_down_on_wednesday_makes_the_list_later_that_week(home: Home) -> None:
    sunday = NINE + 4 * b.DAY
    run_due(home, WARNINGS, sunday)
    assert listed(home) == [date(2026, 11, 22)]


def test_a_week_that_was_missed_altogether_is_not_made_up_for_before_the_next_wednesday(home: Home) -> None:
    monday = NINE + 5 * b.DAY
    run_due(home, WARNINGS, monday)
    assert listed(home) == []
    run_due(home, WARNINGS, NINE + 7 * b.DAY)
    assert listed(home) == [date(2026, 11, 25)]


def test_nine_is_nine_by_the_organisations_clock(home: Home) -> None:
    administrator = b.visit(home.ledger, 1, b.NOW - 20 * b.DAY)
    rules.change_setting(administrator, "zone", "UTC")
    run_due(home, WARNINGS, NINE)
    assert listed(home) == []
    run_due(home, WARNINGS, NINE + 8 * b.HOUR)
    assert listed(home) == [date(2026, 11, 18)]


def test_an_organisation_may_have_its_list_on_another_day(home: Home) -> None:
    rules.change_setting(b.visit(home.ledger, 1, b.NOW - 20 * b.DAY), "warnings_at", "1 10:30")
    monday = NINE - 2 * b.DAY + 90 * MINUTE
    run_due(home, WARNINGS, monday - MINUTE)
    assert listed(home) == []
    run_due(home, WARNINGS, monday)
    assert listed(home) == [date(2026, 11, 16)]


@pytest.mark.parametrize("text", ["", "9 09:00", "3", "3 25:00", "1,2 09:00", "Wednesday 09:00"])
def test_when_that_is_not_a_day_and_a_time_is_refused(home: Home, text: str) -> None:
    with pytest.raises(Refused):
        rules.change_setting(b.visit(home.ledger, 1), "warnings_at", text)


def test_what_a_coordinator_listed_already_stays_as_it_was(home: Home) -> None:
    coordinator = home.ledger.snapshot()["person"].filter(username="coordinator")["id"][0]
    warning.list_week(b.visit(home.ledger, coordinator, NINE - b.DAY))
    run_due(home, WARNINGS, NINE)
    assert listed(home) == [date(2026, 11, 17)]
