"""RACI: the letters of a matrix, what a plan proposes, and what is found wrong."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from core.metrics import raci

SCHEMA = {"task": pl.Int64, "holder": pl.Int64, "letter": pl.String}
EVERYBODY = pl.DataFrame({"id": [1, 2, 3, 4], "active": [True, True, False, True], "inside": [True, True, True, False]})
NONE_CROWDED = pl.DataFrame(schema={"task": pl.Int64, "holder": pl.Int64, "count": pl.Int64})


def letters(*rows: tuple[int, int, str]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def leaves(count: int = 1, responsible: int | None = 1, status: str = "doing") -> pl.DataFrame:
    return pl.DataFrame(
        {"id": list(range(1, count + 1)), "status": [status] * count, "responsible": [responsible] * count},
        schema={"id": pl.Int64, "status": pl.String, "responsible": pl.Int64},
    )


def wrong(held: pl.DataFrame, **of: object) -> list[tuple[str, int | None, int | None]]:
    """Problem, holder and count of the only task."""
    found = raci.problems(leaves(**of), held, EVERYBODY, NONE_CROWDED)
    return found.select("problem", "holder", "count").rows()


def test_one_who_does_it_and_one_who_answers_is_all_there_must_be() -> None:
    assert wrong(letters((1, 1, "R"), (1, 2, "A"))) == []
    assert wrong(letters((1, 1, "R"), (1, 1, "A"))) == []
    assert wrong(letters((1, 1, "R"), (1, 2, "R"), (1, 2, "A"), (1, 2, "C"))) == []


def test_a_task_without_any_letter_has_that_problem_alone() -> None:
    assert wrong(letters()) == [("unassigned", None, None)]


def test_nobody_answering_and_several_answering_are_wrong() -> None:
    assert wrong(letters((1, 1, "R"))) == [("no_a", None, None)]
    assert wrong(letters((1, 1, "R"), (1, 1, "A"), (1, 2, "A"))) == [("many_a", None, 2)]


def test_nobody_doing_it_is_wrong_and_says_enough_of_the_owner_too() -> None:
    assert wrong(letters((1, 1, "A"), (1, 2, "C"))) == [("no_r", None, None)]


def test_an_owner_who_is_not_responsible_is_named_and_an_unknown_owner_is_not() -> None:
    held = letters((1, 2, "R"), (1, 1, "A"))
    assert wrong(held) == [("owner", 1, None)]
    assert wrong(held, responsible=None) == []


def test_holders_who_have_left_or_take_no_part_are_named_once_whatever_their_letters() -> None:
    held = letters((1, 1, "R"), (1, 1, "A"), (1, 3, "C"), (1, 3, "I"), (1, 4, "I"))
    assert wrong(held) == [("inactive", 3, None), ("outside", 4, None)]


def test_what_is_done_is_not_warned_of() -> None:
    assert wrong(letters(), status="done") == []


def test_problems_come_in_the_order_of_the_plan_the_gravest_first() -> None:
    tasks = pl.DataFrame({"id": [7, 3], "status": ["doing"] * 2, "responsible": [1, 1]})
    crowded = pl.DataFrame({"task": [7], "holder": [1], "count": [6]}, schema=NONE_CROWDED.schema)
    found = raci.problems(tasks, letters((7, 1, "R"), (99, 3, "R")), EVERYBODY, crowded)
    assert found.rows() == [(7, "no_a", None, None), (7, "overloaded", 1, 6), (3, "unassigned", None, None)]


def test_letters_are_written_in_their_order() -> None:
    assert raci.joined(["I", "A", "R", "A"]) == "R/A/I"
    assert raci.joined([]) is None
    assert raci.cells(letters((1, 1, "A"), (1, 1, "R"), (1, 2, "C"))) == {(1, 1): "R/A", (1, 2): "C"}


def test_letters_are_of_people_or_of_departments_and_stay_in_the_project_they_were_given_in() -> None:
    given_letters = pl.DataFrame(
        [(1, 5, None, "R", 10), (1, None, 8, "A", 10), (1, 6, None, "C", 11), (2, 5, None, "I", 10)],
        schema={"task": pl.Int64, "person": pl.Int64, "department": pl.Int64, "letter": pl.String, "project": pl.Int64},
        orient="row",
    )
    tasks = pl.DataFrame({"id": [1], "project": [10]})
    assert raci.held(given_letters, tasks, "person").rows() == [(1, 5, "R")]
    assert raci.held(given_letters, tasks, "department").rows() == [(1, 8, "A")]


def asked(*rows: tuple[int, int | None, list[int]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema={"id": pl.Int64, "responsible": pl.Int64, "consulted": pl.List(pl.Int64)}, orient="row")


def test_the_plan_proposes_owner_manager_and_supporters_where_no_letter_stands() -> None:
    found = raci.proposed(asked((1, 1, [2, 9]), (2, 1, [])), letters((2, 4, "I")), 9)
    assert sorted(found.rows()) == [(1, 1, "R"), (1, 2, "C"), (1, 9, "A")]


def test_a_manager_who_owns_the_task_does_it_and_answers_for_it() -> None:
    assert sorted(raci.proposed(asked((1, 9, [9])), letters(), 9).rows()) == [(1, 9, "A"), (1, 9, "R")]


def test_without_an_owner_or_a_manager_nothing_is_made_up() -> None:
    assert raci.proposed(asked((1, None, [])), letters(), None).is_empty()


def test_every_letter_of_a_holder_is_counted() -> None:
    found = raci.carried(letters((1, 1, "R"), (2, 1, "R"), (1, 2, "A")))
    assert found.filter(pl.col("tasks") > 0).rows() == [(1, "R", 2), (2, "A", 1)]
    assert found.height == 8


cell = st.tuples(st.integers(1, 5), st.integers(1, 4), st.sampled_from(raci.LETTERS))
matrices = st.lists(cell, unique=True, max_size=40).map(lambda rows: letters(*rows))


@given(matrices)
def test_what_the_plan_proposes_leaves_nothing_unassigned_and_every_task_with_one_answering(held: pl.DataFrame) -> None:
    tasks = leaves(5)
    offered = raci.proposed(tasks.with_columns(consulted=pl.lit([2, 4], pl.List(pl.Int64))), held, 2)
    assert set(offered["task"]).isdisjoint(held["task"])
    after = raci.problems(tasks, pl.concat([held, offered]), EVERYBODY, NONE_CROWDED)
    assert "unassigned" not in set(after["problem"])
    ours = after.filter(pl.col("task").is_in(offered["task"].implode()))
    assert set(ours["problem"]) <= {"outside"}


@given(matrices)
def test_problems_are_what_a_slow_count_finds(held: pl.DataFrame) -> None:
    rows = held.rows()
    expected = set()
    for task in range(1, 6):
        own = [(holder, letter) for other, holder, letter in rows if other == task]
        answering = sum(letter == "A" for _, letter in own)
        doing = {holder for holder, letter in own if letter == "R"}
        if not own:
            expected.add((task, "unassigned"))
            continue
        expected |= {(task, "no_a")} if not answering else {(task, "many_a")} if answering > 1 else set()
        expected |= {(task, "no_r")} if not doing else {(task, "owner")} if 1 not in doing else set()
        expected |= {(task, problem) for problem, holder in (("inactive", 3), ("outside", 4)) if holder in {who for who, _ in own}}
    found = raci.problems(leaves(5), held, EVERYBODY, NONE_CROWDED)
    assert set(found.select("task", "problem").rows()) == expected
    assert found.select("task", "problem", "holder").is_duplicated().sum() == 0


@given(matrices, st.randoms())
def test_the_order_of_the_letters_changes_nothing(held: pl.DataFrame, random: object) -> None:
    other = held.sample(fraction=1.0, shuffle=True, seed=random.randrange(1000))  # type: ignore[attr-defined]
    assert raci.problems(leaves(5), held, EVERYBODY, NONE_CROWDED).equals(raci.problems(leaves(5), other, EVERYBODY, NONE_CROWDED))
    assert raci.cells(held) == raci.cells(other)
