"""Dependencies: made, changed, taken out; refused where tasks would wait for each other or are no planned work of one project."""

import pytest

from core.actions import dependency, task
from core.actions.act import Forbidden
from core.store.work import AlreadySaved, Conflict
from tests import builders as b


@pytest.fixture(scope="module")
def c() -> b.Company:
    return b.company()


@pytest.fixture
def tasks(c: b.Company) -> list[int]:
    """Three tasks of the lead's project."""
    return [task.plan(c.visit("lead"), b.task(c, title=title)) for title in ("设计", "开发", "测试")]


def linked(c: b.Company, before: int, after: int, **over: object) -> int:
    return dependency.link(c.visit("lead"), b.dependency(before, after, **over))


def test_a_task_waits_for_another_of_its_project(c: b.Company, tasks: list[int]) -> None:
    row = c.row("dependency", linked(c, tasks[0], tasks[1], type="SS", lag_days=-2))
    assert [row[name] for name in ("predecessor", "successor", "type", "lag_days", "project")] == [
        *tasks[:2],
        *("SS", -2, c.projects["launch"]),
    ]
    assert c.saved() == ("link", c.people["lead"])


def test_it_is_changed_version_by_version_and_taken_out(c: b.Company, tasks: list[int]) -> None:
    record = linked(c, tasks[0], tasks[1])
    dependency.link(c.visit("lead"), {"lag_days": 3}, record, 1)
    assert c.row("dependency", record)["lag_days"] == 3
    with c.unchanged(), pytest.raises(Conflict):
        dependency.link(c.visit("coordinator"), {"lag_days": 4}, record, 1)
    dependency.unlink(c.visit("lead"), record, 2)
    assert c.ledger.snapshot()["dependency"].filter(id=record).is_empty()


def test_tasks_that_would_wait_for_each_other_are_named(c: b.Company, tasks: list[int]) -> None:
    linked(c, tasks[0], tasks[1])
    second = linked(c, tasks[1], tasks[2])
    with c.unchanged():
        problem = b.refusal(lambda: linked(c, tasks[2], tasks[0]))["successor"]
    assert problem.zh.startswith("依赖成环：")
    assert set(problem.zh.removeprefix("依赖成环：").split(" → ")) == {"设计", "开发", "测试"}
    # Turned round, a dependency does not stand in its own way.
    dependency.unlink(c.visit("lead"), second, None)
    linked(c, tasks[2], tasks[1])


def test_a_change_that_closes_a_circle_is_refused_as_well(c: b.Company, tasks: list[int]) -> None:
    linked(c, tasks[0], tasks[1])
    record = linked(c, tasks[1], tasks[2])
    with c.unchanged():
        assert "successor" in b.refusal(lambda: dependency.link(c.visit("lead"), {"successor": tasks[0]}, record, 1))


def test_a_task_does_not_wait_for_itself_twice_for_one_nor_for_one_elsewhere(c: b.Company, tasks: list[int]) -> None:
    linked(c, tasks[0], tasks[1])
    elsewhere = task.plan(c.visit("coordinator"), b.task(c, project=c.projects["audit"]))
    with c.unchanged():
        assert b.refusal(lambda: linked(c, tasks[0], tasks[0])) == {"successor": dependency.ITSELF}
        assert "successor" in b.refusal(lambda: linked(c, tasks[0], tasks[1]))
        assert b.refusal(lambda: linked(c, elsewhere, tasks[0])) == {"successor": dependency.ELSEWHERE}


def test_only_planned_tasks_without_subtasks_are_linked(c: b.Company, tasks: list[int]) -> None:
    task.plan(c.visit("lead"), b.task(c, parent=tasks[2]))
    action = task.plan(c.visit("lead"), b.task(c, kind="action"))
    with c.unchanged():
        assert b.refusal(lambda: linked(c, tasks[2], tasks[0])) == {"predecessor": dependency.NOT_PLANNED}
        assert b.refusal(lambda: linked(c, tasks[0], action)) == {"successor": dependency.NOT_PLANNED}


def test_what_is_missing_is_named_and_a_lag_has_its_bounds(c: b.Company, tasks: list[int]) -> None:
    with c.unchanged():
        assert set(b.refusal(lambda: linked(c, tasks[0], None))) == {"successor"}  # type: ignore[arg-type]
        assert set(b.refusal(lambda: linked(c, tasks[0], tasks[1], lag_days=501))) == {"lag_days"}


def test_a_lead_links_nothing_of_another_project(c: b.Company) -> None:
    two = [task.plan(c.visit("coordinator"), b.task(c, project=c.projects["audit"])) for _ in range(2)]
    with c.unchanged(), pytest.raises(Forbidden):
        linked(c, *two)


def test_the_same_click_links_once(c: b.Company, tasks: list[int]) -> None:
    dependency.link(c.visit("lead"), b.dependency(*tasks[:2]), key="click")
    with c.unchanged(), pytest.raises(AlreadySaved):
        dependency.link(c.visit("lead"), b.dependency(*tasks[:2]), key="click")
