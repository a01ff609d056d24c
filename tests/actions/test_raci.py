"""The letters of a matrix: given and taken back in one save; refused where the cell can carry none; merged with what others did."""

import pytest

from core.actions import organisation, raci, task
from core.actions.act import Forbidden, RefusedRows
from core.store.work import AlreadySaved, Conflict
from tests import builders as b


@pytest.fixture
def c() -> b.Company:
    return b.company()


@pytest.fixture
def planned(c: b.Company) -> list[int]:
    """Three tasks of the lead's project."""
    return [task.plan(c.visit("lead"), b.task(c, title=title)) for title in ("设计", "开发", "测试")]


def assign(c: b.Company, *cells: dict[str, object], who: str = "lead", key: str = "") -> int:
    return raci.assign(c.visit(who), c.projects["launch"], cells, key)


def mine(c: b.Company, of: int, letters: str | None, **over: object) -> dict[str, object]:
    """A cell of the contact."""
    return b.letters(c, of, letters=letters, **over)


def standing(c: b.Company) -> set[tuple[object, ...]]:
    return set(c.ledger.snapshot()["raci"].select("task", "person", "department", "letter").rows())


def position(c: b.Company) -> int:
    return c.ledger.snapshot().position


def refused(c: b.Company, *cells: dict[str, object]) -> dict[int, set[str]]:
    with c.unchanged(), pytest.raises(RefusedRows) as error:
        assign(c, *cells)
    return {index: set(found) for index, found in error.value.rows.items()}


def test_cells_are_given_letters_in_one_save(c: b.Company, planned: list[int]) -> None:
    contact, legal = c.people["contact"], c.departments["legal"]
    cells = mine(c, planned[0], "R/A"), {"task": planned[1], "department": legal, "letters": "C"}
    before = position(c)
    assert assign(c, *cells) == 3
    assert standing(c) == {(planned[0], contact, None, "R"), (planned[0], contact, None, "A"), (planned[1], None, legal, "C")}
    assert set(c.ledger.snapshot()["raci"]["project"]) == {c.projects["launch"]}
    assert (position(c), c.saved()) == (before + 1, ("assign", c.people["lead"]))


def test_what_is_emptied_goes_what_is_new_comes_and_what_is_the_same_stays(c: b.Company, planned: list[int]) -> None:
    assign(c, mine(c, planned[0], "R/A"), mine(c, planned[1], "C"))
    kept = c.ledger.snapshot()["raci"].filter(letter="A").select("id", "version").row(0)
    assert assign(c, mine(c, planned[0], "A/I"), mine(c, planned[1], None)) == 3
    assert {row[-1] for row in standing(c)} == {"A", "I"}
    assert c.ledger.snapshot()["raci"].filter(letter="A").select("id", "version").row(0) == kept


def test_a_matrix_that_reads_so_already_saves_nothing(c: b.Company, planned: list[int]) -> None:
    assign(c, mine(c, planned[0], "R"))
    with c.unchanged():
        assert assign(c, mine(c, planned[0], "R"), mine(c, planned[1], "")) == 0


def test_cells_of_two_people_who_worked_at_once_are_both_kept(c: b.Company, planned: list[int]) -> None:
    base = position(c)
    assign(c, mine(c, planned[0], "R", base=base), mine(c, planned[1], None, base=base))
    assign(c, mine(c, planned[0], None, base=base), mine(c, planned[1], "C", base=base), who="coordinator")
    assert {(row[0], row[-1]) for row in standing(c)} == {(planned[0], "R"), (planned[1], "C")}


def test_a_cell_that_somebody_else_has_changed_since_it_was_seen_shows_his(c: b.Company, planned: list[int]) -> None:
    assign(c, mine(c, planned[0], "C"))
    base = position(c)
    assign(c, mine(c, planned[0], "A", base=base), who="coordinator")
    with c.unchanged(), pytest.raises(Conflict) as conflict:
        assign(c, mine(c, planned[0], "R", base=base), mine(c, planned[1], "I", base=base))
    theirs, name = conflict.value.theirs, raci.column("person", c.people["contact"])
    assert (theirs["id"], theirs["saved_by"], theirs[name]) == (planned[0], c.people["coordinator"], "A")
    assign(c, mine(c, planned[0], "R", base=theirs["version"]))
    assert {row[-1] for row in standing(c)} == {"R"}


def test_a_cell_that_was_emptied_meanwhile_is_a_conflict_too(c: b.Company, planned: list[int]) -> None:
    assign(c, mine(c, planned[0], "C"))
    base = position(c)
    assign(c, mine(c, planned[0], None, base=base), who="coordinator")
    with c.unchanged(), pytest.raises(Conflict) as conflict:
        assign(c, mine(c, planned[0], "R", base=base))
    assert conflict.value.theirs["saved_by"] == c.people["coordinator"]
    assert conflict.value.theirs[raci.column("person", c.people["contact"])] is None


def test_two_who_want_the_same_agree(c: b.Company, planned: list[int]) -> None:
    base = position(c)
    assign(c, mine(c, planned[0], "R", base=base), who="coordinator")
    assert assign(c, mine(c, planned[0], "R", base=base)) == 0


def test_only_planned_tasks_of_the_project_without_subtasks_carry_letters(c: b.Company, planned: list[int]) -> None:
    task.plan(c.visit("lead"), b.task(c, parent=planned[0]))
    action = task.plan(c.visit("lead"), b.task(c, kind="action"))
    elsewhere = task.plan(c.visit("coordinator"), b.task(c, project=c.projects["audit"]))
    task.cancel(c.visit("lead"), planned[1], None)
    cells = [mine(c, record, "R") for record in (planned[0], action, elsewhere, planned[1], 999, planned[2])]
    assert refused(c, *cells) == {place: {"task"} for place in range(5)}


def test_a_task_whose_subtasks_are_all_cancelled_carries_letters(c: b.Company, planned: list[int]) -> None:
    task.cancel(c.visit("lead"), task.plan(c.visit("lead"), b.task(c, parent=planned[0])), None)
    assert assign(c, mine(c, planned[0], "R")) == 1


def test_every_cell_with_a_problem_is_named_and_nothing_is_saved(c: b.Company, planned: list[int]) -> None:
    both = {"task": planned[0], "person": c.people["contact"], "department": c.departments["legal"], "letters": "R"}
    nobody = {"task": planned[0], "letters": "R"}
    missing = {"task": planned[0], "person": 999, "letters": "R"}
    twice = mine(c, planned[1], "R")
    found = refused(c, both, nobody, missing, mine(c, planned[0], "R/X"), twice, twice, mine(c, planned[2], "R"))
    assert found == {0: {"person"}, 1: {"person"}, 2: {"person"}, 3: {"letter"}, 5: {"letter"}}


def test_letters_can_be_taken_from_somebody_who_has_left(c: b.Company, planned: list[int]) -> None:
    assign(c, mine(c, planned[0], "R"))
    organisation.save_person(c.visit("admin"), {"active": False}, c.people["contact"])
    assert assign(c, mine(c, planned[0], None)) == 1
    assert standing(c) == set()


def test_a_lead_assigns_nothing_in_another_project(c: b.Company, planned: list[int]) -> None:
    with c.unchanged(), pytest.raises(Forbidden):
        raci.assign(c.visit("lead"), c.projects["audit"], [mine(c, planned[0], "R")])


def test_a_task_cannot_be_reached_through_a_project_of_ones_own(c: b.Company) -> None:
    elsewhere = task.plan(c.visit("coordinator"), b.task(c, project=c.projects["audit"]))
    assert refused(c, mine(c, elsewhere, "R")) == {0: {"task"}}


def test_a_task_that_moves_to_another_project_leaves_its_letters_behind(c: b.Company, planned: list[int]) -> None:
    assign(c, mine(c, planned[0], "R"))
    task.plan(c.visit("coordinator"), {"project": c.projects["audit"]}, planned[0])
    assert raci.assign(c.visit("coordinator"), c.projects["audit"], [mine(c, planned[0], "R")]) == 1


def test_the_same_click_assigns_once(c: b.Company, planned: list[int]) -> None:
    assign(c, mine(c, planned[0], "R"), key="click")
    with c.unchanged(), pytest.raises(AlreadySaved):
        assign(c, mine(c, planned[0], "R"), key="click")
