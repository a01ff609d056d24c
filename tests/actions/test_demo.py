"""The demo company: what a load brings, when it is said to have happened, and that it goes without a trace."""

import importlib
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from core import raci
from core.access import person_of
from core.actions import demo, organisation
from core.actions.act import Forbidden, Refused
from core.metrics import assignment, signoff
from core.metrics.compliance import compliance
from core.metrics.progress import progress
from core.metrics.risk import open_risks, register
from core.plan import plan
from core.rules import DEFAULT_POLICIES as POLICIES
from core.schema.tables import TABLES
from core.store import digest
from core.store.ledger import Ledger
from core.text import Language
from core.visit import Visit, person
from tests import engines

FRIDAY = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
SPRING_FESTIVAL = datetime(2027, 2, 9, 3, 0, tzinfo=UTC)


def first_visit(now: datetime) -> Visit:
    ledger = Ledger(engines.fresh(), TABLES)
    administrator = organisation.first_administrator(ledger, now, "admin", "管理员", Language.ZH)
    found = person(ledger.snapshot(), administrator)
    assert found is not None
    return Visit(ledger, found, Language.ZH, now)


def again(visit: Visit) -> Visit:
    return Visit(visit.ledger, visit.person, visit.language, visit.now)


@pytest.fixture(scope="module")
def friday() -> Visit:
    visit = first_visit(FRIDAY)
    demo.load(visit, lambda _: None)
    return again(visit)


@pytest.fixture(scope="module")
def festival() -> Visit:
    visit = first_visit(SPRING_FESTIVAL)
    demo.load(visit, lambda _: None)
    return again(visit)


@pytest.fixture(params=["friday", "festival"])
def company(request: pytest.FixtureRequest) -> Visit:
    visit: Visit = request.getfixturevalue(request.param)
    return visit


def test_a_year_of_everything_is_there(company):
    height = {name: company.frames[name].height for name in TABLES}
    assert height["department"] == 12
    assert height["person"] >= 37
    assert height["project"] == 8
    for name, least in {
        "request": 100,
        "response": 180,
        "issue": 140,
        "risk": 50,
        "task": 330,
        "progress": 900,
        "goal": 10,
        "replan": 30,
        "resource_request": 15,
        "dependency": 250,
        "raci": 1500,
        "signoff": 130,
        "baseline": 8,
        "cadence": 7,
        "meeting": 150,
        "warning": 200,
        "deliverable": 90,
        "acceptance": 100,
        "document": 15,
        "retrospective": 2,
        "article": 14,
    }.items():
        assert height[name] >= least, name
    assert height["answer"] >= 400
    assert company.frames["project"]["status"].value_counts().sort("status").rows() == [("active", 5), ("done", 2), ("planning", 1)]


def test_every_save_has_its_own_past_moment_in_order_and_none_is_in_the_future(company):
    saves = company.ledger.saves().filter(pl.col("verb") != "begin")
    assert saves["saved_at"].is_sorted()
    assert saves["saved_at"].max() <= company.now
    assert company.now - saves["saved_at"].max() < timedelta(days=12)
    assert company.now - saves["saved_at"].min() > timedelta(days=365)


def test_running_projects_say_who_carries_what_and_the_checks_find_what_was_overlooked(company):
    found: set[str] = set()
    for record in company.frames["project"].filter(pl.col("status").is_in(["planning", "active"]))["id"]:
        for by in ("department", "person"):
            made = raci.matrix(company, plan(company, record), by)
            assert made.held["task"].n_unique() > 30
            assert not made.problems.is_empty()
            found |= set(made.problems["problem"])
    assert found >= {"unassigned", "no_r", "no_a", "many_a", "owner", "outside", "overloaded"}


def test_what_is_done_was_done_by_today(company):
    frames, today = company.frames, company.today
    assert frames["task"]["finished_on"].max() <= today
    assert frames["progress"]["reported_on"].max() <= today
    assert frames["reading"]["read_on"].max() <= today
    moments = {"request": ("submitted_at", "decided_at"), "response": ("responded_at", "clarified_at"), "answer": ("answered_at",)}
    moments |= {"issue": ("found_at", "reported_at", "responded_at", "resolved_at"), "risk": ("plan_submitted_at", "closed_at")}
    for table, fields in moments.items():
        for field in fields:
            assert frames[table][field].max() <= company.now, (table, field)


def test_plans_run_on_for_months(company):
    assert company.frames["task"]["due_on"].max() > company.today + timedelta(days=90)


def test_people_work_on_working_days_but_for_a_few(company):
    days = company.ledger.saves()["saved_at"].dt.convert_time_zone("Asia/Shanghai").dt.date()
    off = sum(not company.rules.calendar.is_working_day(day) for day in days)
    assert 0 < off < len(days) * 0.02


def test_three_months_ago_less_was_known_and_more_was_open(friday):
    past = friday.as_of(FRIDAY - timedelta(days=90))
    assert 50 < past.frames["request"].height < friday.frames["request"].height
    done = [visit.frames["task"].filter(status="done").height for visit in (past, friday)]
    assert 0 < done[0] < done[1]
    assert demo.loaded(past.frames)
    assert past.frames["issue"]["reported_at"].max() <= past.moment


def test_records_carry_their_history(friday):
    history = friday.ledger.history("request")
    assert {"draft", "submit", "approve", "return", "reject", "withdraw"} <= set(history["verb"])
    risks = friday.ledger.history("risk")
    assert risks["version"].max() >= 5
    assert friday.ledger.history("department").filter(pl.col("code") == "IT")["name"].unique().sort().to_list() == ["信息技术部", "信息部"]


def test_the_company_keeps_its_promises_better_as_the_year_goes(friday):
    decided = friday.promises.filter(pl.col("due_at") < FRIDAY)
    quarter = ((pl.lit(FRIDAY) - pl.col("due_at")).dt.total_days() // 92).clip(0, 3).alias("quarter")
    rates = compliance(decided.with_columns(quarter), ["quarter"])["rate"].to_list()
    assert rates[0] > rates[-1] + 0.08
    assert 0.66 < rates[-1] < 0.8
    assert rates[0] > 0.83


def test_one_project_is_in_trouble_and_one_slightly_behind(friday):
    rows = progress(friday.frames["task"], friday.frames["progress"], friday.rules.calendar, FRIDAY, ["project"])
    names = friday.names("project")
    deviation = {names[project][:2]: value for project, value in rows.select("project", "deviation").iter_rows()}
    assert deviation["CR"] > 10
    assert 2 < deviation["华东"] < 10
    assert all(abs(value) < 2 for name, value in deviation.items() if name not in {"CR", "华东"})


def test_something_waits_for_an_answer_and_one_high_risk_for_its_plan(friday):
    open_promises = friday.promises.filter(pl.col("kept_at").is_null())
    for kind in ("request_response", "issue_closure", "task_due"):
        of_kind = open_promises.filter(pl.col("kind") == kind)
        assert {"broken", "at_risk"} <= set(of_kind["state"]), kind
    high = register(open_risks(friday.frames["risk"])).filter(pl.col("band") == "high")
    assert 3 <= high.height <= 6
    assert high["plan_submitted_at"].null_count() == 1


def test_a_survey_is_open_today(company):
    frame = company.frames["survey"].filter(kind="csat").sort("opens_on")
    assert frame["opens_on"][-1] <= company.today <= frame["closes_on"][-1]


def test_every_kind_of_promise_was_kept_and_broken(friday):
    states = {row["kind"]: set() for row in friday.promises.iter_rows(named=True)}
    for kind, state in friday.promises.select("kind", "state").unique().iter_rows():
        states[kind].add(state)
    assert states.keys() == set(POLICIES["promise"])
    assert [kind for kind, found in states.items() if not {"kept", "broken"} <= found] == []


def test_the_newest_project_was_launched_from_a_request_and_waits_for_signatures(friday):
    project = friday.frames["project"].filter(status="planning").row(0, named=True)
    (asked,) = friday.frames["request"].filter(project=project["id"], title=project["name"]).iter_rows(named=True)
    assert asked["status"] == "approved"
    states = signoff.standing(friday.frames, project["id"])["state"].to_list()
    assert {"signed", "waiting"} <= set(states)


def test_a_charter_that_was_changed_is_signed_by_some_of_those_who_signed_it_before(friday):
    project = friday.frames["project"].filter(pl.col("name").str.starts_with("华东"))["id"][0]
    states = signoff.standing(friday.frames, project).filter(part="head")["state"]
    assert set(states) == {"signed", "invalid"}


def test_every_plan_under_way_was_signed_and_frozen_and_one_sheet_has_lapsed_since(company):
    projects = company.frames["project"].sort("id")
    baselines = company.frames["baseline"]
    taken = {row["name"][:2]: baselines.filter(project=row["id"])["name"].to_list() for row in projects.iter_rows(named=True)}
    assert taken.pop("客户") == []
    assert taken.pop("智能") == ["签字基线", "重排基线"]
    assert set(map(tuple, taken.values())) == {("签字基线",)}
    active = projects.filter(status="active").iter_rows(named=True)
    lapsed = {row["name"][:2]: assignment.standing(company.frames, row["id"]).filter(state="invalid").height for row in active}
    assert {name: count for name, count in lapsed.items() if count} == {"华东": 1}


def test_the_sheets_were_all_signed_when_the_first_baseline_was_taken(friday):
    for row in friday.frames["baseline"].filter(name="签字基线").iter_rows(named=True):
        at = [friday.ledger.at(row["position"], table, "project", row["project"]) for table in ("task", "signoff")]
        assert assignment.signed(assignment.states(*at)), row["project"]


def test_titles_do_not_repeat(friday):
    for table in ("request", "issue", "risk"):
        assert friday.frames[table]["title"].is_duplicated().sum() == 0, table


def test_the_chain_of_digests_can_be_worked_out_again_from_the_database(friday):
    seal, rows = digest.START, {}
    for table in TABLES:
        for row in friday.ledger.history(table).iter_rows(named=True):
            rows.setdefault(row["seq"], []).append((table, row))
    for save in friday.ledger.saves().iter_rows(named=True):
        kept = save.pop("digest")
        seal = digest.seal(seal, save, rows[save["seq"]])
        assert seal == kept, save


def test_removing_leaves_nothing_and_loading_again_brings_the_same(festival):
    visit = again(festival)
    before = {name: visit.ledger.history(name) for name in TABLES}
    gone = demo.remove(visit)
    assert len(gone) == before["person"]["id"].n_unique() - 1
    assert visit.person.id not in gone
    left = again(visit).frames
    assert not demo.loaded(left)
    assert {name: left[name].height for name in TABLES if left[name].height} == {"person": 1}
    assert visit.ledger.saves()["verb"].to_list() == ["begin"]
    shares: list[float] = []
    demo.load(again(visit), shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0
    for name in TABLES:
        assert_frame_equal(visit.ledger.history(name), before[name])


def test_a_load_that_fails_leaves_nothing():
    visit = first_visit(FRIDAY)
    position = visit.ledger.snapshot().position

    def stop(_: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        demo.load(visit, stop)
    assert visit.ledger.snapshot().position == position
    assert visit.ledger.saves().height == 1
    assert not demo.loaded(visit.ledger.snapshot())


def test_only_an_administrator_loads_or_removes_it(friday):
    coordinator = person_of(friday.frames["person"].filter(role="coordinator").row(0, named=True), ())
    visit = Visit(friday.ledger, coordinator, Language.ZH, FRIDAY)
    position = friday.ledger.snapshot().position
    with pytest.raises(Forbidden):
        demo.remove(visit)
    with pytest.raises(Forbidden):
        demo.load(visit, lambda _: None)
    assert friday.ledger.snapshot().position == position


def test_it_is_loaded_only_into_an_empty_system_and_only_once(friday):
    visit = first_visit(FRIDAY)
    organisation.save_department(visit, {"code": "HR", "name": "人力资源部"})
    for owner in (visit, friday):
        position = owner.ledger.snapshot().position
        with pytest.raises(Refused):
            demo.load(again(owner), lambda _: None)
        assert owner.ledger.snapshot().position == position


def test_there_is_nothing_to_remove_where_it_was_not_loaded():
    with pytest.raises(Refused):
        demo.remove(first_visit(FRIDAY))


def test_the_generator_writes_the_tracked_files_byte_for_byte(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    before = set(sys.modules)
    monkeypatch.syspath_prepend(str(demo.FOLDER))
    importlib.import_module("make").write(tmp_path)
    for name in set(sys.modules) - before:
        del sys.modules[name]
    for name in demo.FILES:
        assert (tmp_path / name).read_bytes() == (demo.FOLDER / name).read_bytes()


def test_a_weekend_told_from_a_working_day_is_the_day_off_after_it(friday):
    days = demo.Days(friday.rules.calendar, date(2026, 11, 20))
    zone = friday.zone
    assert days.working("0") == date(2026, 11, 20)
    assert days.working("1") == date(2026, 11, 23)
    assert days.moment("-5+ 10:00") == datetime(2026, 11, 14, 10, 0, tzinfo=zone)
    assert days.moment("-4+ 10:00") == datetime(2026, 11, 16, 10, 0, tzinfo=zone)
    assert demo.Days(friday.rules.calendar, date(2026, 11, 22)).working("0") == date(2026, 11, 20)


def test_a_day_told_by_its_week_moves_on_to_the_next_working_day(friday):
    days = demo.Days(friday.rules.calendar, date(2026, 11, 20))
    assert days.working("w0.1") == date(2026, 11, 16)
    assert days.working("w-2.3") == date(2026, 11, 4)
    # National Day takes the week from 1 to 7 October; Saturday the 10th is worked.
    assert days.plain("w-6.1") == date(2026, 10, 5)
    assert days.working("w-6.1") == date(2026, 10, 8)
    assert days.working("w-6.1>2") == date(2026, 10, 10)
    assert days.working("w-6.1>-1") == date(2026, 9, 30)
    assert days.moment("w-6.1 10:00") == datetime(2026, 10, 8, 10, 0, tzinfo=friday.zone)
