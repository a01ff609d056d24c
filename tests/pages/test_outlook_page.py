"""The outlook as people meet it: the forecast and the buffer, what they rest on, and what would be if."""

from datetime import date, timedelta

import pytest

from core.actions import dependency, project, task
from core.actions.act import acting
from tests.pages.app import ADMIN, LI, MARKETING, NOW, RESEARCH, SCREEN, WANG, app, company, english, visit


@pytest.fixture
def ledger():
    made = company()
    own = {"name": "新品上市", "lead_department": MARKETING, "manager": WANG, "status": "active", "buffer_percent": 10.0}
    project.save(visit(made, ADMIN), own | {"starts_on": date(2026, 10, 1), "ends_on": date(2027, 3, 1)})
    return made


def planned(ledger, title, first, last, **values):
    own = {"project": 1, "kind": "task", "title": title, "department": RESEARCH, "owner": LI}
    return task.plan(visit(ledger, WANG), own | {"starts_on": first, "due_on": last} | values)


@pytest.fixture
def chain(ledger):
    """Two weeks of work from Monday on, and a milestone that waits for both of its tasks."""
    design = planned(ledger, "设计", date(2026, 11, 23), date(2026, 11, 27))
    build = planned(ledger, "开发 *x*", date(2026, 11, 30), date(2026, 12, 4), department=MARKETING)
    ready = planned(ledger, "上市", date(2026, 12, 4), date(2026, 12, 4), kind="milestone")
    for before, after in ((design, build), (build, ready)):
        dependency.link(visit(ledger, WANG), {"predecessor": before, "successor": after, "type": "FS", "lag_days": 0})
    return design, build, ready


def outlook(ledger, who=WANG, **query):
    screen = app(ledger, who, "plan", view="outlook", project=1, **query)
    assert not screen.app.exception
    return screen


def figures(screen):
    return {metric.label: metric.value for metric in screen.app.metric}


def choice(screen, what):
    return screen.field("multiselect", f"what_if.1.0.{what}")


def test_without_tasks_the_page_says_how_to_begin(ledger):
    assert "还没有任务" in outlook(ledger).words
    english(ledger, WANG)
    assert "No tasks yet" in outlook(ledger).words


def test_the_cards_the_milestones_and_what_is_missing_are_told(ledger, chain):
    screen = outlook(ledger)
    assert figures(screen) == {
        "预计完成 P50": "2026-12-04",
        "预计完成 P80": "2026-12-04",
        "计划完成": "2026-12-04",
        "基线完成": "—",
        "缓冲消耗": "0%",
    }
    assert "还没有完成过的任务可以参考" in screen.words
    assert "还没有基线" in screen.words
    assert "还没有设置依赖" not in screen.words
    assert screen.dataframe[0].value["任务"].tolist() == ["上市"]
    assert screen.dataframe[0].value["P50 延迟（工作日）"].tolist() == [0]


def test_without_dependencies_the_page_says_what_that_means(ledger):
    planned(ledger, "设计", date(2026, 11, 23), date(2026, 11, 27))
    english(ledger, WANG)
    screen = outlook(ledger)
    assert "No dependencies yet" in screen.words
    assert "The plan has no milestones yet." in screen.words
    assert figures(screen)["Forecast finish P50"] == "2026-11-27"


def test_the_forecast_is_told_against_the_baseline_and_names_its_zone(ledger, chain):
    with acting(visit(ledger, WANG), "freeze") as act:
        act.work.add("baseline", {"project": 1, "name": "V1", "position": act.work.position})
    design = ledger.snapshot()["task"].filter(id=chain[0]).row(0, named=True)
    later = {name: design[name] for name in ("project", "kind", "title", "department", "owner", "starts_on")}
    task.plan(visit(ledger, WANG), later | {"due_on": date(2026, 12, 1)}, chain[0], design["version"])
    screen = outlook(ledger)
    assert figures(screen) | {"预计完成 P50": "2026-12-08", "基线完成": "2026-12-04"} == figures(screen)
    assert [metric.delta for metric in screen.app.metric][:2] == ["+2 个工作日", "+2 个工作日"]
    assert screen.app.metric[4].delta == "■ 需采取措施"
    assert screen.dataframe[0].value["P50 延迟（工作日）"].tolist() == [2]


def test_what_it_rests_on_is_shown_by_department(ledger, chain):
    for number in range(3):
        done = planned(ledger, f"调研 {number}", date(2026, 11, 9), date(2026, 11, 12))
        task.report(visit(ledger, LI, NOW - timedelta(days=11)), [_report(done, date(2026, 11, 9), 50.0)])
        row = ledger.snapshot()["task"].filter(id=done)
        task.finish(visit(ledger, LI), done, row["version"][0], date(2026, 11, 13))
    rests = outlook(ledger).dataframe[-1].value
    assert rests["部门"].tolist() == ["产品研发部", "市场营销部（用全公司的）", "全公司"]
    assert rests["已完成任务"].tolist() == [3, 3, 3]
    # Five days for four, and three tasks of that weigh three eighths.
    assert rests["工期比中位数"].tolist() == ["1.25"] * 3
    assert rests["预测采用"].tolist() == ["1.09"] * 3


def _report(record, day, percent):
    return {"task": record, "reported_on": day, "percent": percent, "health": "normal"}


def test_a_task_that_is_dropped_and_reset_again_saves_nothing(ledger, chain):
    before = ledger.snapshot().position
    screen = outlook(ledger)
    assert not screen.has("what_if.reset")
    choice(screen, "dropped").set_value([chain[1]]).run()
    # The milestone keeps its own day.
    assert figures(screen)["假如后 P50"] == "2026-12-04"
    screen.app.run()
    assert choice(screen, "dropped").value == [chain[1]]
    screen.press("what_if.reset")
    assert "假如后 P50" not in figures(screen)
    assert screen.field("multiselect", "what_if.1.1.dropped").value == []
    assert ledger.snapshot().position == before


def test_a_slower_department_and_a_task_moved_push_the_finish_and_what_is_critical(ledger, chain):
    beside = planned(ledger, "培训", date(2026, 11, 23), date(2026, 11, 24), department=MARKETING)
    screen = outlook(ledger)
    choice(screen, "speeds").set_value([MARKETING]).run()
    # Chosen, not changed yet: nothing differs, and the way back is there.
    assert screen.has("what_if.reset")
    assert figures(screen)["假如后 P50"] == "2026-12-04"
    screen.field("slider", f"what_if.1.0.speed.{MARKETING}").set_value(50).run()
    assert figures(screen)["假如后 P50"] == "2026-12-11"
    assert screen.dataframe[1].value["P50 假如后"].dt.strftime("%Y-%m-%d").tolist() == ["2026-12-11"]
    assert "关键任务没有变化" in screen.words
    choice(screen, "moved").set_value([beside]).run()
    screen.field("number_input", f"what_if.1.0.later.{beside}").set_value(30).run()
    assert figures(screen)["假如后 P50"] == "2027-01-08"
    assert "变为关键：培训" in screen.words
    assert "不再关键：设计、开发 *x*、上市" in screen.words


def test_with_everything_dropped_the_page_says_so(ledger, chain):
    english(ledger, WANG)
    screen = outlook(ledger)
    choice(screen, "dropped").set_value(list(chain)).run()
    assert "there is nothing left to forecast" in screen.words


def test_who_only_looks_sees_the_forecast_and_may_ask_what_if(ledger, chain):
    screen = outlook(ledger, SCREEN)
    choice(screen, "speeds").set_value([RESEARCH]).run()
    screen.field("slider", f"what_if.1.0.speed.{RESEARCH}").set_value(200).run()
    assert figures(screen)["假如后 P50"] == "2026-12-04"


@pytest.mark.parametrize("name", ["outlook.p50", "outlook.plan", "outlook.baseline", "outlook.buffer"])
def test_every_figure_opens_its_rule_and_its_rows(ledger, chain, name):
    screen = outlook(ledger)
    before = len(screen.dataframe)
    screen.app.session_state[f"number.{name}"] = True
    screen.app.run()
    assert not screen.app.exception
    assert len(screen.dataframe) > before
