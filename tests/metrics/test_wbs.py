"""The outline of a plan: rows in, rows in their order out."""

import polars as pl

from core.metrics.wbs import outline


def order(*rows):
    tasks = pl.DataFrame(rows, schema={"id": pl.Int64, "parent": pl.Int64, "code": pl.String}, orient="row")
    return outline(tasks).select("id", "depth").rows()


def test_each_task_stands_below_its_parent_and_siblings_follow_their_codes():
    assert order((1, None, "2"), (2, 3, "1.10"), (3, None, "1"), (4, 3, "1.9"), (5, 4, "1.9.1")) == [
        (3, 0),
        (4, 1),
        (5, 2),
        (2, 1),
        (1, 0),
    ]


def test_a_task_whose_parent_is_not_shown_stands_at_the_top():
    assert order((2, 1, "1.1"), (3, 2, "1.1.1")) == [(2, 0), (3, 1)]


def test_no_tasks_make_an_empty_outline():
    assert order() == []
