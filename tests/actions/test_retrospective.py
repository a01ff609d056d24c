"""Retrospectives: written by whoever plans the project, their actions made tasks, their lessons made an article."""

from typing import Any

import pytest

from core.actions import article, project, retrospective, task
from core.actions.act import Forbidden, RefusedRows
from core.schema.check import REQUIRED, filled
from core.schema.lessons import RETROSPECTIVE
from core.store.work import AlreadySaved, Conflict, Missing
from tests import builders as b


@pytest.fixture
def c() -> b.Company:
    return b.company()


@pytest.fixture
def record(c: b.Company) -> int:
    return retrospective.write(c.visit("lead"), b.retrospective(c))


def actions(c: b.Company, record: int) -> list[dict[str, Any]]:
    return c.ledger.snapshot()["task"].filter(retrospective=record).sort("id").to_dicts()


def test_a_lead_writes_of_his_project_and_is_its_author(c: b.Company, record: int) -> None:
    row = c.row("retrospective", record)
    assert (row["project"], row["held_on"], row["author"], row["lessons"]) == (
        *(c.projects["launch"], b.TODAY, c.people["lead"], "供货商要提前六周验证"),
    )
    assert c.saved() == ("write", c.people["lead"])


def test_it_is_changed_version_by_version(c: b.Company, record: int) -> None:
    retrospective.write(c.visit("coordinator"), {"went_well": "协作顺畅"}, record, 1)
    assert (c.row("retrospective", record)["author"], c.saved()) == (c.people["lead"], ("change", c.people["coordinator"]))
    with c.unchanged(), pytest.raises(Conflict):
        retrospective.write(c.visit("lead"), {"went_well": "改"}, record, 1)


def test_what_is_missing_is_named_at_once(c: b.Company) -> None:
    empty = dict.fromkeys(("attainment", "went_well", "to_improve", "held_on"))
    with c.unchanged():
        problems = b.refusal(lambda: retrospective.write(c.visit("lead"), b.retrospective(c, **empty)))
    assert problems == {name: filled(REQUIRED, RETROSPECTIVE.by_name[name]) for name in empty}


def test_none_is_held_tomorrow_and_two_of_a_project_are_not_held_on_one_day(c: b.Company, record: int) -> None:
    with c.unchanged():
        tomorrow = b.retrospective(c, held_on=b.TODAY + b.DAY)
        assert b.refusal(lambda: retrospective.write(c.visit("lead"), tomorrow)) == {"held_on": retrospective.IN_THE_FUTURE}
        assert b.refusal(lambda: retrospective.write(c.visit("lead"), b.retrospective(c))).keys() == {"held_on"}
    retrospective.write(c.visit("lead"), b.retrospective(c, held_on=b.TODAY - b.DAY))


def test_a_lead_writes_of_no_other_project_and_moves_none_there(c: b.Company, record: int) -> None:
    audit = {"project": c.projects["audit"]}
    theirs = retrospective.write(c.visit("coordinator"), b.retrospective(c, **audit))
    with c.unchanged():
        for reach in (
            lambda: retrospective.write(c.visit("lead"), b.retrospective(c, **audit)),
            lambda: retrospective.write(c.visit("lead"), audit, record),
            lambda: retrospective.write(c.visit("lead"), {"project": c.projects["launch"]}, theirs),
            lambda: retrospective.plan(c.visit("lead"), theirs, [b.action(c)]),
            lambda: retrospective.publish(c.visit("lead"), theirs),
        ):
            with pytest.raises(Forbidden):
                reach()


def test_actions_become_tasks_of_the_project(c: b.Company, record: int) -> None:
    made = retrospective.plan(c.visit("lead"), record, [b.action(c), b.action(c, title="每季度更新名录", owner=None)])
    rows = actions(c, record)
    assert [row["id"] for row in rows] == made
    assert {(row["kind"], row["project"], row["starts_on"], row["status"]) for row in rows} == {
        ("action", c.projects["launch"], b.TODAY, "not_started")
    }
    assert [(row["title"], row["owner"], row["due_on"]) for row in rows] == [
        *(("建立供货商名录", c.people["contact"], b.TODAY + 7 * b.DAY), ("每季度更新名录", None, b.TODAY + 7 * b.DAY)),
    ]


def test_an_action_is_changed_in_the_grid_that_made_it(c: b.Company, record: int) -> None:
    (made,) = retrospective.plan(c.visit("lead"), record, [b.action(c)])
    retrospective.plan(c.visit("lead"), record, [{"id": made, "base": 1, "title": "建立供货商与备选名录"}])
    (row,) = actions(c, record)
    assert (row["title"], row["version"], row["department"]) == ("建立供货商与备选名录", 2, c.departments["research"])
    with c.unchanged(), pytest.raises(Conflict):
        retrospective.plan(c.visit("lead"), record, [{"id": made, "base": 1, "title": "改"}, b.action(c)])


def test_one_bad_row_holds_back_all(c: b.Company, record: int) -> None:
    rows = [b.action(c), b.action(c, title=None, department=None), b.action(c, due_on=b.TODAY - b.DAY)]
    with c.unchanged(), pytest.raises(RefusedRows) as refused:
        retrospective.plan(c.visit("lead"), record, rows)
    assert {place: set(found) for place, found in refused.value.rows.items()} == {1: {"title", "department"}, 2: {"due_on"}}
    assert refused.value.rows[2] == {"due_on": task.DUE_BEFORE_START}


def test_the_same_click_makes_actions_once(c: b.Company, record: int) -> None:
    retrospective.plan(c.visit("lead"), record, [b.action(c), b.action(c)], "click")
    with c.unchanged(), pytest.raises(AlreadySaved):
        retrospective.plan(c.visit("lead"), record, [b.action(c), b.action(c)], "click")


def test_the_lessons_become_an_article_of_whoever_pressed_the_button(c: b.Company, record: int) -> None:
    row = c.row("article", retrospective.publish(c.visit("lead"), record))
    assert [row[name] for name in ("title", "kind", "tags", "body", "project", "author")] == [
        *("launch：复盘经验（2026-11-20）", "lesson", "复盘", "供货商要提前六周验证", c.projects["launch"], c.people["lead"]),
    ]


def test_lessons_are_published_once_until_the_article_is_taken_out(c: b.Company, record: int) -> None:
    made = retrospective.publish(c.visit("lead"), record)
    with c.unchanged():
        assert b.refusal(lambda: retrospective.publish(c.visit("coordinator"), record)) == {"": retrospective.ALREADY_THERE}
    article.remove(c.visit("lead"), made, None)
    assert retrospective.publish(c.visit("lead"), record) != made


def test_without_lessons_there_is_nothing_to_publish(c: b.Company, record: int) -> None:
    retrospective.write(c.visit("lead"), {"lessons": None}, record)
    with c.unchanged():
        assert b.refusal(lambda: retrospective.publish(c.visit("lead"), record)) == {"": retrospective.NO_LESSONS}


def test_the_longest_name_of_a_project_leaves_room_for_the_rest_of_the_title(c: b.Company, record: int) -> None:
    project.save(c.visit("lead"), {"name": "长" * 100}, c.projects["launch"])
    title = c.row("article", retrospective.publish(c.visit("lead"), record))["title"]
    assert (len(title), title[-18:]) == (100, "…：复盘经验（2026-11-20）")


def test_of_one_that_is_not_there_nothing_is_made(c: b.Company) -> None:
    with c.unchanged():
        for call in (lambda: retrospective.plan(c.visit("lead"), 9, [b.action(c)]), lambda: retrospective.publish(c.visit("lead"), 9)):
            with pytest.raises(Missing):
                call()
