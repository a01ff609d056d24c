"""A figure of the demo company is the same number wherever it is shown, now and as of a month ago."""

from datetime import timedelta

import pytest

from core import figures, trends, working
from core.figures import Choice
from core.store.ledger import Ledger
from core.visit import Visit
from core.weekly import kpis as weekly_kpis
from tests.pages.app import visit
from tests.pages.conftest import FRIDAY
from tests.pages.test_numbers import person

ALL, RECENT = Choice(), Choice(days=90)


@pytest.fixture(scope="module", params=[None, FRIDAY - timedelta(days=31)], ids=["now", "a month ago"])
def here(request: pytest.FixtureRequest, demo_company: Ledger) -> Visit:
    return visit(demo_company, person(demo_company, "zhou.mingyuan"), FRIDAY).as_of(request.param)


def newest(here: Visit, key: str) -> float:
    return float(trends.series(here, ALL, key, "month")["value"][-1])


def test_the_weeks_of_the_overview_are_those_of_the_trends(here: Visit) -> None:
    known = {row["period"]: (row["value"], row["n"]) for row in trends.series(here, ALL, "compliance", "week").iter_rows(named=True)}
    weeks = figures.weekly_compliance(here, ALL)
    assert weeks.height == figures.WEEKS
    for row in weeks.iter_rows(named=True):
        assert known[row["week"]] == (row["rate"], row["kept"] + row["broken"])
        assert figures.of_week(here, ALL, row["week"]).height == row["kept"] + row["broken"]


def test_what_is_overdue_now_is_counted_once(here: Visit) -> None:
    late = figures.late(figures.promises(here, RECENT)).height
    assert late == figures.late(figures.promises(here, ALL)).height == figures.kinds(here, RECENT)["overdue"].sum()
    assert late == weekly_kpis._values(here, RECENT)["overdue"]
    assert late == newest(here, "overdue") == figures.weekly_overdue(here, RECENT)[-1]


def test_the_weeks_of_what_is_overdue_are_those_of_the_trends(here: Visit) -> None:
    assert figures.weekly_overdue(here, ALL) == trends.series(here, ALL, "overdue", "week")["value"][-figures.WEEKS :].to_list()


@pytest.mark.parametrize("key", ["deviation", "spi"])
def test_progress_of_the_overview_is_the_newest_of_the_trends(here: Visit, key: str) -> None:
    assert newest(here, key) == pytest.approx(weekly_kpis._values(here, RECENT)[key])


def test_risks_are_as_many_in_the_heatmap_the_cards_and_the_trends(here: Visit) -> None:
    assert figures.heat(here, ALL)["count"].sum() == figures.open_risks(here, ALL).height == newest(here, "risks")
    assert figures.high_risks(here, ALL).height == newest(here, "high") == figures.weekly_high_risks(here, ALL)[-1]


def test_the_totals_of_the_matrix_are_the_sums_of_its_rows_and_of_the_kinds(here: Visit) -> None:
    cells, kinds = figures.matrix(here, RECENT), figures.kinds(here, RECENT)
    (whole,) = (row for row in cells.iter_rows(named=True) if row["department"] is None and row["family"] is None)
    for name in ("kept", "broken", "running"):
        assert whole[name] == kinds[name].sum()
        for of, other in (("department", "family"), ("family", "department")):
            assert whole[name] == sum(row[name] for row in cells.iter_rows(named=True) if row[of] is not None and row[other] is None)


def test_a_goal_that_the_records_measure_reads_the_trend_of_its_90_days(here: Visit) -> None:
    for goal in here.frames["goal"].filter(source="compliance").iter_rows(named=True):
        read = figures.goal_readings(here).filter(goal=goal["id"]).sort("read_on").row(-1, named=True)
        value, n = trends.total(here, Choice(goal["project"]), "compliance", (read["read_on"] - timedelta(days=89), read["read_on"]))
        assert n > 0
        assert value == pytest.approx(read["value"] / 100)


def test_whoever_waits_is_in_the_matrix_of_hand_offs_and_on_the_slide(here: Visit) -> None:
    asked = working.handoffs(here, ALL, here.today - timedelta(days=9999))
    open_ones = here.promises.filter((here.promises["kind"] == "request_response") & here.promises["kept_at"].is_null())
    assert asked["waiting"].sum() == open_ones.filter(open_ones["state"] != "void").height
