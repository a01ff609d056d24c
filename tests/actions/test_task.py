"""Tasks: the tree and its codes, reports one and many, finishing, cancelling and reopening."""

from datetime import date

import pytest

from core.actions import issue
from core.actions import task as verbs
from core.actions.act import Refused, RefusedRows
from core.store.work import AlreadySaved, Conflict
from tests import builders as b


@pytest.fixture(scope="module")
def c() -> b.Company:
    return b.company()


@pytest.fixture
def planned(c: b.Company) -> int:
    return verbs.plan(c.visit("lead"), b.task(c))


def test_a_planned_task_has_not_started(c: b.Company, planned: int) -> None:
    row = c.row("task", planned)
    assert [row[name] for name in ("status", "health", "percent", "started_on", "finished_on", "version", "verb", "saved_by")] == [
        *("not_started", "normal", 0.0, None, None, 1, "plan", c.people["lead"])
    ]


def test_codes_count_on_below_each_parent_and_at_the_top_of_each_project() -> None:
    c = b.company()
    lead, coordinator = c.visit("lead"), c.visit("coordinator")
    with c.ledger.batch():
        first = verbs.plan(lead, b.task(c, kind="phase"))
        second = verbs.plan(lead, b.task(c, kind="phase"))
        below = [verbs.plan(lead, b.task(c, parent=second)) for _ in range(11)]
        deep = verbs.plan(lead, b.task(c, parent=below[2]))
        elsewhere = verbs.plan(coordinator, b.task(c, project=c.projects["audit"]))
    codes = [c.row("task", record)["code"] for record in (first, second, below[0], below[9], below[10], deep, elsewhere)]
    assert codes == ["1", "2", "2.1", "2.10", "2.11", "2.3.1", "1"]


def test_a_moved_task_takes_those_below_it_along_and_all_get_new_codes() -> None:
    c = b.company()
    coordinator = c.visit("coordinator")
    audit = {"project": c.projects["audit"]}
    one = verbs.plan(coordinator, b.task(c))
    two = verbs.plan(coordinator, b.task(c))
    below = verbs.plan(coordinator, b.task(c, parent=two))
    deep = verbs.plan(coordinator, b.task(c, parent=below))
    verbs.plan(coordinator, {"parent": one}, two, 1)
    assert [c.row("task", record)["code"] for record in (two, below, deep)] == ["1.1", "1.1.1", "1.1.1.1"]
    verbs.plan(coordinator, b.task(c, **audit))
    verbs.plan(coordinator, audit | {"parent": None}, two)
    moved = [c.row("task", record) for record in (two, below, deep)]
    assert [(row["project"], row["code"]) for row in moved] == [(audit["project"], code) for code in ("2", "2.1", "2.1.1")]


def test_a_change_in_place_keeps_the_code(c: b.Company, planned: int) -> None:
    before = c.row("task", planned)
    verbs.plan(c.visit("lead"), {"title": "改名"}, planned, 1)
    after = c.row("task", planned)
    assert (after["code"], after["title"], after["due_on"], after["verb"]) == (before["code"], "改名", before["due_on"], "change")


def test_a_task_never_stands_below_itself(c: b.Company, planned: int) -> None:
    below = verbs.plan(c.visit("lead"), b.task(c, parent=planned))
    deep = verbs.plan(c.visit("lead"), b.task(c, parent=below))
    with c.unchanged():
        for parent in (planned, below, deep):
            assert b.refusal(lambda parent=parent: verbs.plan(c.visit("lead"), {"parent": parent}, planned)) == {"parent": verbs.CIRCLE}


def test_a_parent_is_of_the_same_project(c: b.Company, planned: int) -> None:
    other = {"project": c.projects["audit"]}
    with c.unchanged():
        assert b.refusal(lambda: verbs.plan(c.visit("coordinator"), b.task(c, parent=planned, **other))) == {"parent": verbs.OTHER_PROJECT}


def test_a_parent_that_does_not_exist_is_refused_beside_its_field(c: b.Company) -> None:
    with c.unchanged():
        assert b.refusal(lambda: verbs.plan(c.visit("lead"), b.task(c, parent=9999))).keys() == {"parent"}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"due_on": date(2026, 11, 1)}, {"due_on": verbs.DUE_BEFORE_START}),
        ({"kind": "milestone"}, {"starts_on": verbs.MILESTONE_SPAN}),
    ],
)
def test_the_days_of_a_task_fit_together(c: b.Company, planned: int, change: dict[str, object], problem: dict[str, object]) -> None:
    with c.unchanged():
        assert b.refusal(lambda: verbs.plan(c.visit("lead"), b.task(c, **change))) == problem
        assert b.refusal(lambda: verbs.plan(c.visit("lead"), change, planned)) == problem


def test_every_missing_field_of_a_task_is_named_at_once(c: b.Company) -> None:
    with c.unchanged():
        problems = b.refusal(lambda: verbs.plan(c.visit("admin"), {"weight": -1.0}))
    assert problems.keys() == {"project", "title", "department", "starts_on", "due_on", "weight"}


def test_of_two_people_changing_the_same_task_the_second_is_shown_the_first(c: b.Company, planned: int) -> None:
    verbs.plan(c.visit("lead"), {"title": "甲"}, planned, 1)
    with c.unchanged(), pytest.raises(Conflict) as conflict:
        verbs.plan(c.visit("coordinator"), {"title": "乙"}, planned, 1)
    assert conflict.value.theirs["title"] == "甲"


def test_a_report_is_kept_and_moves_its_task(c: b.Company, planned: int) -> None:
    (record,) = verbs.report(c.visit("contact"), [b.update(planned, health="lagging", problem="缺人", base=1)])
    row, progress = c.row("task", planned), c.row("progress", record)
    assert [row[name] for name in ("status", "health", "percent", "started_on", "version", "verb")] == [
        *("doing", "lagging", 40.0, b.TODAY, 2, "report")
    ]
    assert [progress[name] for name in ("task", "percent", "problem", "reporter")] == [planned, 40.0, "缺人", c.people["contact"]]


def test_a_hundred_percent_finishes_the_task_on_the_day_reported(c: b.Company, planned: int) -> None:
    verbs.report(c.visit("contact"), [b.update(planned, percent=100.0, reported_on=b.TODAY - b.DAY)])
    row = c.row("task", planned)
    assert [row[name] for name in ("status", "health", "percent", "finished_on")] == ["done", "normal", 100.0, b.TODAY - b.DAY]


def test_zero_percent_does_not_start_the_task(c: b.Company, planned: int) -> None:
    verbs.report(c.visit("contact"), [b.update(planned, percent=0.0, health="blocked", problem="等合同")])
    row = c.row("task", planned)
    assert (row["status"], row["started_on"], row["health"]) == ("not_started", None, "blocked")


def test_a_second_report_leaves_the_day_it_started(c: b.Company, planned: int) -> None:
    verbs.report(c.visit("contact"), [b.update(planned, reported_on=b.TODAY - b.DAY)])
    verbs.report(c.visit("contact"), [b.update(planned, percent=60.0)])
    assert (c.row("task", planned)["started_on"], c.row("task", planned)["percent"]) == (b.TODAY - b.DAY, 60.0)


def test_many_reports_are_one_save(c: b.Company) -> None:
    tasks = [verbs.plan(c.visit("lead"), b.task(c)) for _ in range(3)]
    before = c.ledger.saves().height
    records = verbs.report(c.visit("contact"), [b.update(done, percent=10.0 * n) for n, done in enumerate(tasks)])
    assert c.ledger.saves().height == before + 1
    assert [c.row("progress", record)["task"] for record in records] == tasks


def test_of_many_reports_each_problem_stands_at_its_row_and_nothing_is_saved(c: b.Company, planned: int) -> None:
    parent = verbs.plan(c.visit("lead"), b.task(c))
    below = verbs.plan(c.visit("lead"), b.task(c, parent=parent))
    closed = verbs.plan(c.visit("lead"), b.task(c))
    verbs.cancel(c.visit("lead"), closed, 1)
    rows = [
        b.update(planned),
        b.update(planned, percent=101.0, health="lagging"),
        b.update(parent),
        b.update(closed),
        b.update(below, health="blocked", problem=" \u200b"),
        b.update(below, reported_on=b.TODAY + b.DAY),
        b.update(below, percent=None, reported_on=None),
        b.update(9999),
        b.update(planned) | {"task": None},
    ]
    with c.unchanged(), pytest.raises(RefusedRows) as refused:
        verbs.report(c.visit("admin"), rows)
    problems = refused.value.rows
    assert {index: set(found) for index, found in problems.items()} == {
        **{1: {"percent", "problem"}, 2: {"task"}, 3: {"task"}, 4: {"problem"}, 5: {"reported_on"}},
        **{6: {"percent", "reported_on"}, 7: {"task"}, 8: {"task"}},
    }
    assert (problems[2]["task"], problems[3]["task"]) == (verbs.NOT_A_LEAF, verbs.CLOSED)
    assert (problems[4]["problem"], problems[5]["reported_on"]) == (verbs.SAY_THE_PROBLEM, verbs.IN_THE_FUTURE)


def test_a_report_without_a_health_says_all_is_normal(c: b.Company, planned: int) -> None:
    (record,) = verbs.report(c.visit("contact"), [{"task": planned, "reported_on": b.TODAY, "percent": 10.0}])
    assert (c.row("progress", record)["health"], c.row("task", planned)["health"]) == ("normal", "normal")


def test_a_report_on_a_task_that_moved_on_is_a_conflict_and_saves_no_other_row(c: b.Company, planned: int) -> None:
    other = verbs.plan(c.visit("lead"), b.task(c))
    verbs.report(c.visit("lead"), [b.update(planned, base=1)])
    with c.unchanged(), pytest.raises(Conflict):
        verbs.report(c.visit("contact"), [b.update(other, base=1), b.update(planned, base=1)])


def test_the_same_report_twice_is_one_save(c: b.Company, planned: int) -> None:
    verbs.report(c.visit("contact"), [b.update(planned)], key="report")
    with c.unchanged(), pytest.raises(AlreadySaved):
        verbs.report(c.visit("contact"), [b.update(planned)], key="report")


def test_finishing_reports_a_hundred_percent_on_its_day(c: b.Company, planned: int) -> None:
    verbs.finish(c.visit("contact"), planned, 1, b.TODAY)
    row = c.row("task", planned)
    progress = c.ledger.snapshot()["progress"].filter(task=planned)
    assert [row[name] for name in ("status", "percent", "started_on", "finished_on", "verb")] == [
        *("done", 100.0, b.TODAY, b.TODAY, "finish")
    ]
    assert progress.select("percent", "reported_on", "reporter").rows() == [(100.0, b.TODAY, c.people["contact"])]


def test_nothing_is_finished_tomorrow(c: b.Company, planned: int) -> None:
    with c.unchanged():
        problems = b.refusal(lambda: verbs.finish(c.visit("contact"), planned, None, b.TODAY + b.DAY))
    assert problems == {"finished_on": verbs.IN_THE_FUTURE}


def test_today_is_the_organisations_day(c: b.Company, planned: int) -> None:
    already_tomorrow_in_shanghai = c.visit("contact", b.NOW.replace(hour=17))
    verbs.finish(already_tomorrow_in_shanghai, planned, None, b.TODAY + b.DAY)
    assert c.row("task", planned)["finished_on"] == b.TODAY + b.DAY


def test_what_is_done_or_cancelled_is_not_finished_again(c: b.Company, planned: int) -> None:
    verbs.finish(c.visit("contact"), planned, None, b.TODAY)
    with c.unchanged():
        assert b.refusal(lambda: verbs.finish(c.visit("contact"), planned, None, b.TODAY)) == {"task": verbs.CLOSED}


def test_a_finished_task_reopens_at_99_percent_and_its_newest_report_says_so(c: b.Company, planned: int) -> None:
    verbs.finish(c.visit("contact"), planned, None, b.TODAY)
    verbs.reopen(c.visit("contact"), planned, 2)
    row = c.row("task", planned)
    assert [row[name] for name in ("status", "percent", "finished_on", "started_on", "verb")] == ["doing", 99.0, None, b.TODAY, "reopen"]
    assert c.ledger.snapshot()["progress"].filter(task=planned).sort("seq")["percent"].to_list() == [100.0, 99.0]


def test_a_task_cancelled_before_its_start_reopens_as_not_started(c: b.Company, planned: int) -> None:
    verbs.cancel(c.visit("lead"), planned, 1)
    assert (c.row("task", planned)["status"], c.saved()[0]) == ("cancelled", "cancel")
    verbs.reopen(c.visit("contact"), planned, 2)
    assert (c.row("task", planned)["status"], c.row("task", planned)["percent"]) == ("not_started", 0.0)
    assert c.ledger.snapshot()["progress"].filter(task=planned).is_empty()


def test_an_open_task_is_not_reopened(c: b.Company, planned: int) -> None:
    with c.unchanged(), pytest.raises(Refused):
        verbs.reopen(c.visit("contact"), planned, None)


def raised(c: b.Company, task: int) -> list[b.Values]:
    return c.ledger.snapshot()["issue"].filter(task=task).sort("id").to_dicts()


@pytest.mark.parametrize(
    ("health", "kind", "level", "title"),
    [("lagging", "lag", "normal", "进度滞后：接口联调"), ("blocked", "blocker", "urgent", "任务阻塞：接口联调")],
)
def test_a_task_that_lags_raises_its_issue_in_the_same_save(c: b.Company, health: str, kind: str, level: str, title: str) -> None:
    legal, research = c.departments["legal"], c.departments["research"]
    planned = verbs.plan(c.visit("lead"), b.task(c, supporters=[legal, research]))
    saves = c.ledger.saves().height
    verbs.report(c.visit("lead"), [b.update(planned, health=health, problem="缺少测试环境")])
    assert c.ledger.saves().height == saves + 1
    (row,) = raised(c, planned)
    assert [row[name] for name in ("kind", "level", "title", "description", "status", "project", "owner", "departments")] == [
        *(kind, level, title, "缺少测试环境", "open", c.projects["launch"], c.people["contact"], [research, legal])
    ]
    assert [row[name] for name in ("found_at", "reported_at", "reporter", "responded_at")] == [b.NOW, b.NOW, c.people["lead"], None]
    assert row["number"].startswith("WT-2026-")


def test_its_special_meeting_is_due_48_hours_after_the_report(c: b.Company, planned: int) -> None:
    verbs.report(c.visit("contact"), [b.update(planned, health="blocked", problem="缺人")])
    due = {
        row["kind"]: row["due_at"] for row in c.visit("lead").promises.filter(table="issue", record=raised(c, planned)[0]["id"]).to_dicts()
    }
    assert due == {
        "issue_report": b.NOW + b.DAY,
        "issue_response": b.NOW + 2 * b.HOUR,
        "issue_meeting": b.NOW + 48 * b.HOUR,
        "issue_closure": b.NOW + 48 * b.HOUR,
    }


def test_while_its_issue_is_open_a_task_raises_no_other_and_getting_better_does_not_close_it(c: b.Company, planned: int) -> None:
    contact = c.visit("contact")
    verbs.report(contact, [b.update(planned, health="lagging", problem="缺人")] * 2)
    issue.respond(contact, raised(c, planned)[0]["id"], None, {})
    verbs.report(contact, [b.update(planned, health="blocked", problem="还缺人")])
    verbs.report(contact, [b.update(planned)])
    assert [row["status"] for row in raised(c, planned)] == ["responded"]
    issue.resolve(contact, raised(c, planned)[0]["id"], None, "已补人")
    verbs.report(contact, [b.update(planned, health="lagging", problem="又缺人")])
    assert [row["status"] for row in raised(c, planned)] == ["resolved", "open"]


def test_a_problem_reported_by_a_person_is_no_lag_of_the_task(c: b.Company, planned: int) -> None:
    issue.report(c.visit("contact"), b.issue(c, task=planned))
    verbs.report(c.visit("contact"), [b.update(planned, health="lagging", problem="缺人")])
    assert [row["kind"] for row in raised(c, planned)] == ["problem", "lag"]


def test_a_task_that_goes_well_or_is_finished_raises_nothing(c: b.Company, planned: int) -> None:
    verbs.report(c.visit("contact"), [b.update(planned, problem="小问题")])
    verbs.report(c.visit("contact"), [b.update(planned, percent=100.0, health="lagging", problem="迟了一天")])
    assert raised(c, planned) == []


def test_the_longest_title_of_a_task_fits_into_its_issue(c: b.Company) -> None:
    planned = verbs.plan(c.visit("lead"), b.task(c, title="长" * 100))
    verbs.report(c.visit("contact"), [b.update(planned, health="lagging", problem="缺人")])
    assert len(raised(c, planned)[0]["title"]) == 100
