"""Arranging a plan: the whole outline in one save, and what keeps it from being saved."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from core.actions import arrange, dependency, outline, task
from core.actions.act import Forbidden, Refused, RefusedRows, acting
from core.actions.outline import FIELDS, Line
from core.schema.check import REQUIRED
from core.store.work import AlreadySaved, Conflict
from tests.builders import company, line, update
from tests.builders import dependency as dependency_values
from tests.builders import task as task_values

FIRST, LAST = date(2026, 11, 23), date(2026, 11, 27)


@pytest.fixture
def c():
    return company()


def seen(c):
    """The plan of the launch as a grid shows it: a line per task, in the order of the codes."""
    frames = c.ledger.snapshot()
    rows = frames["task"].filter(pl.col("project") == c.projects["launch"], pl.col("status") != "cancelled", pl.col("kind") != "action")
    rows = sorted(rows.iter_rows(named=True), key=lambda row: [int(part) for part in row["code"].split(".")])
    codes = {row["id"]: row["code"] for row in rows}
    links = frames["dependency"]
    lines = []
    for row in rows:
        own = links.filter(pl.col("successor") == row["id"]).select("predecessor", "type", "lag_days").rows()
        text = ", ".join(f"{codes[before]}{kind}{lag:+d}" for before, kind, lag in own)
        values = {name: row[name] for name in (*FIELDS, "parent")}
        lines.append(Line(row["id"], row["code"].count("."), values, text, values, frozenset(own)))
    return lines


def save(c, lines, was=(), who="lead", key=""):
    return arrange.arrange(c.visit(who), c.projects["launch"], lines, [one.record for one in was], key)


def standing(c):
    """Title → code of what is in the plan."""
    return {one.values["title"]: c.row("task", one.record)["code"] for one in seen(c)}


def typed(one, **over):
    return replace(one, values={**one.values, **over})


def problems(call):
    with pytest.raises(RefusedRows) as refused:
        call()
    return {row: {field: text.en for field, text in found.items()} for row, found in refused.value.rows.items()}


@pytest.fixture
def plan(c):
    """Two phases: the first with two tasks in a row, the second with one."""
    save(c, [line(c, "A"), line(c, "a1", 1), line(c, "a2", 1, "1.1"), line(c, "B"), line(c, "b1", 1, "1.2FS+1")])
    return seen(c)


def test_a_plan_is_made_of_lines_in_one_save(c, plan):
    assert standing(c) == {"A": "1", "a1": "1.1", "a2": "1.2", "B": "2", "b1": "2.1"}
    assert c.row("task", plan[1].record)["parent"] == plan[0].record
    assert c.saved() == ("arrange", c.people["lead"])
    links = c.ledger.snapshot()["dependency"].select("predecessor", "successor", "type", "lag_days", "project").rows()
    assert links == [
        (plan[1].record, plan[2].record, "FS", 0, c.projects["launch"]),
        (plan[2].record, plan[4].record, "FS", 1, c.projects["launch"]),
    ]


def test_what_has_tasks_below_it_spans_their_dates(c):
    save(c, [line(c, "A", starts_on=None, due_on=None), line(c, "a1", 1), line(c, "a2", 1, due_on=date(2026, 12, 4))])
    assert [c.row("task", seen(c)[0].record)[name] for name in ("starts_on", "due_on")] == [FIRST, date(2026, 12, 4)]


def test_lines_that_change_places_get_new_codes_and_what_waits_for_them_still_does(c, plan):
    b, b1, a, a1, a2 = (plan[place] for place in (3, 4, 0, 1, 2))
    save(c, [b, replace(b1, waits="2.2FS+1"), a, a1, replace(a2, waits="2.1")], plan)
    assert standing(c) == {"B": "1", "b1": "1.1", "A": "2", "a1": "2.1", "a2": "2.2"}
    assert c.ledger.snapshot()["dependency"]["version"].to_list() == [1, 1]


def test_a_task_that_goes_to_another_level_goes_below_the_line_before_it(c, plan):
    save(c, [*plan[:3], replace(plan[3], level=1), replace(plan[4], level=2)], plan)
    assert standing(c)["b1"] == "1.3.1"
    assert c.row("task", plan[3].record)["parent"] == plan[0].record


def test_what_did_not_change_has_no_new_version(c, plan):
    assert save(c, [*plan[:2], typed(plan[2], title="a2 neu"), *plan[3:]], plan) == 1
    assert [c.row("task", one.record)["version"] for one in plan] == [1, 1, 2, 1, 1]


def test_a_task_taken_out_is_removed_with_its_dependencies(c, plan):
    save(c, [plan[0], plan[1], plan[3], replace(plan[4], waits="")], plan)
    assert standing(c) == {"A": "1", "a1": "1.1", "B": "2", "b1": "2.1"}
    assert c.ledger.snapshot()["dependency"].is_empty()


def test_a_task_that_was_reported_on_is_cancelled_not_removed(c, plan):
    task.report(c.visit("lead"), [update(plan[2].record)])
    save(c, [plan[0], plan[1], plan[3], replace(plan[4], waits="")], plan)
    gone = c.row("task", plan[2].record)
    assert (gone["status"], gone["code"]) == ("cancelled", "1.2")


def test_a_task_that_has_begun_is_cancelled_though_nobody_reported_on_it(c, plan):
    with acting(c.visit("lead"), "begin") as act:
        act.work.change("task", plan[2].record, None, {"status": "in_progress"})
    save(c, [plan[0], plan[1], plan[3], replace(plan[4], waits="")], plan)
    assert c.row("task", plan[2].record)["status"] == "cancelled"


def test_who_has_not_seen_that_a_task_was_moved_does_not_move_it_back(c, plan):
    save(c, [plan[0], plan[1], plan[3], replace(plan[4], waits="2.2FS+1"), replace(plan[2], waits="1.1")], plan, "coordinator")
    with c.unchanged(), pytest.raises(Conflict) as conflict:
        save(c, [typed(plan[0], title="Anfang"), *plan[1:]], plan)
    assert (conflict.value.theirs["title"], conflict.value.theirs["parent"]) == ("a2", plan[3].record)


def test_two_people_may_move_a_task_to_the_same_place(c, plan):
    moved = [plan[0], plan[1], plan[3], replace(plan[4], waits="2.2FS+1"), replace(plan[2], waits="1.1")]
    save(c, moved, plan, "coordinator")
    save(c, moved, plan)
    assert standing(c)["a2"] == "2.2"


def test_what_somebody_has_added_meanwhile_stays_behind_its_siblings(c, plan):
    added = task.plan(c.visit("coordinator"), task_values(c, title="neu", parent=plan[0].record))
    save(c, [plan[0], plan[1], plan[2], line(c, "a3", 1), *plan[3:]], plan)
    assert (c.row("task", added)["code"], standing(c)["a3"]) == ("1.4", "1.3")


def test_two_people_may_change_different_fields_of_one_task(c, plan):
    save(c, [typed(plan[0], title="Anfang"), *plan[1:]], plan, "coordinator")
    save(c, [typed(plan[0], standard="geprüft"), *plan[1:]], plan)
    row = c.row("task", plan[0].record)
    assert (row["title"], row["standard"]) == ("Anfang", "geprüft")


def test_the_second_to_change_the_same_field_is_shown_what_the_first_saved(c, plan):
    save(c, [plan[0], typed(plan[1], title="erst"), *plan[2:]], plan, "coordinator")
    with c.unchanged(), pytest.raises(Conflict) as conflict:
        save(c, [plan[0], typed(plan[1], title="zweit"), *plan[2:]], plan)
    assert conflict.value.theirs["title"] == "erst"


def test_the_same_click_saves_once(c):
    save(c, [line(c, "A")], key="click")
    with c.unchanged(), pytest.raises(AlreadySaved):
        save(c, [line(c, "A")], key="click")


@pytest.mark.parametrize("who", ["contact", "leader", "viewer", "outsider"])
def test_who_does_not_plan_the_project_arranges_nothing(c, who):
    with c.unchanged(), pytest.raises(Forbidden):
        save(c, [line(c, "A")], who=who)


def test_every_problem_is_told_with_its_row_and_nothing_is_saved(c, plan):
    with c.unchanged():
        lines = [
            *plan[:2],
            typed(plan[2], due_on=date(2026, 11, 1)),
            line(c, None, 1),
            line(c, "m", 1, kind="milestone"),
            plan[3],
            line(c, "deep", 2),
        ]
        found = problems(lambda: save(c, lines, plan))
    assert found == {
        2: {"due_on": task.DUE_BEFORE_START.en},
        3: {"title": REQUIRED.en.format(label="Title")},
        4: {"starts_on": task.MILESTONE_SPAN.en},
        6: {"title": outline.TOO_DEEP.en},
    }


def test_nothing_stands_below_a_milestone(c, plan):
    lines = [*plan, line(c, "m", 1, kind="milestone", due_on=FIRST), line(c, "deep", 2)]
    assert problems(lambda: save(c, lines, plan)) == {6: {"title": outline.UNDER_MILESTONE.en}}


@pytest.mark.parametrize(
    ("waits", "problem"),
    [
        ("9.9", outline.NO_SUCH_CODE.en.format(code="9.9")),
        ("2", outline.NOT_A_LEAF.en.format(code="2")),
        ("1.2", outline.ITSELF.en),
        ("1.1, 1.1SS", outline.TWICE.en.format(code="1.1")),
        ("nach 1.1", outline.UNCLEAR.en.format(part="NACH 1.1")),
        ("1.1 +600", outline.UNCLEAR.en.format(part="1.1 +600")),
    ],
)
def test_what_a_task_cannot_wait_for_is_said(c, plan, waits, problem):
    lines = [*plan[:2], replace(plan[2], waits=waits), *plan[3:]]
    assert problems(lambda: save(c, lines, plan)) == {2: {"waits": problem}}


def test_what_has_tasks_below_it_waits_for_nothing(c, plan):
    lines = [plan[0], plan[1], plan[2], replace(plan[3], waits="1.2"), plan[4]]
    assert problems(lambda: save(c, lines, plan)) == {3: {"waits": outline.NOT_A_LEAF.en.format(code="2")}}


def test_tasks_that_would_wait_in_a_circle_are_named(c, plan):
    found = problems(lambda: save(c, [plan[0], replace(plan[1], waits="2.1"), *plan[2:]], plan))
    assert set(found) == {1, 2, 4}
    assert all(text["waits"].count("→") == 3 for text in found.values())


def test_a_circle_with_what_somebody_has_linked_meanwhile_is_refused(c):
    save(c, [line(c, "x"), line(c, "y")])
    x, y = seen(c)
    dependency.link(c.visit("coordinator"), dependency_values(x.record, y.record))
    with c.unchanged(), pytest.raises(Refused) as refused:
        save(c, [replace(x, waits="2"), y], [x, y])
    assert "1 → 2 → 1" in refused.value.problems[""].en or "2 → 1 → 2" in refused.value.problems[""].en


def test_the_dates_of_a_phase_are_changed_in_its_tasks(c, plan):
    found = problems(lambda: save(c, [typed(plan[0], due_on=date(2026, 12, 31)), *plan[1:]], plan))
    assert found == {0: {"due_on": outline.ROLLED_UP.en}}


def test_a_task_that_somebody_has_cancelled_meanwhile_is_refused_with_its_row(c, plan):
    task.cancel(c.visit("coordinator"), plan[2].record, None)
    found = problems(lambda: save(c, [*plan[:2], typed(plan[2], title="doch"), *plan[3:]], plan))
    assert found[2]["title"] == outline.GONE.en


def test_an_action_item_is_in_no_plan_and_stays(c, plan):
    item = task.plan(c.visit("lead"), task_values(c, kind="action"))
    save(c, [plan[3], replace(plan[4], waits="")], plan)
    assert c.row("task", item)["code"] is None
    assert standing(c) == {"B": "1", "b1": "1.1"}
