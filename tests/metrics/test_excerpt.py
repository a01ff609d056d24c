import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.excerpt import excerpt
from core.metrics.wbs import outline

# Below 1 stand 2 and 3, below 3 stands 4, below 5 stands 6.
ROWS = [(1, None, 0), (2, 1, 1), (3, 1, 1), (4, 3, 2), (5, None, 0), (6, 5, 1)]
TASKS = pl.DataFrame(ROWS, schema=["id", "parent", "depth"], orient="row")


def kept(**asked):
    return excerpt(TASKS, **asked)["id"].to_list()


def test_nothing_asked_leaves_the_outline_whole():
    assert kept() == [1, 2, 3, 4, 5, 6]


def test_levels_are_counted_from_the_top():
    assert kept(levels=1) == [1, 5]
    assert kept(levels=2) == [1, 2, 3, 5, 6]


def test_a_phase_comes_with_all_below_it_at_any_depth():
    assert kept(phase=1) == [1, 2, 3, 4]
    assert kept(phase=3) == [3, 4]


def test_a_wanted_task_comes_with_all_above_it():
    assert kept(wanted={4}) == [1, 3, 4]
    assert kept(wanted={4}, levels=2) == [1, 3]
    assert kept(wanted={6}, phase=1) == []
    assert kept(wanted=set()) == []


@st.composite
def outlines(draw):
    parents = [draw(st.one_of(st.none(), st.integers(0, n - 1))) if n else None for n in range(draw(st.integers(1, 30)))]
    rows = [(n + 1, None if parent is None else parent + 1, str(n)) for n, parent in enumerate(parents)]
    return outline(pl.DataFrame(rows, schema={"id": pl.Int64, "parent": pl.Int64, "code": pl.String}, orient="row"))


@given(outlines(), st.data())
def test_whoever_is_kept_for_being_wanted_has_its_parent_kept_and_the_order_stays(tasks, data):
    wanted = data.draw(st.sets(st.sampled_from(tasks["id"].to_list())))
    rows = excerpt(tasks, wanted=wanted)
    shown = set(rows["id"])
    assert wanted <= shown
    assert all(parent in shown for parent in rows["parent"].drop_nulls())
    assert rows["id"].to_list() == [record for record in tasks["id"] if record in shown]
    assert all(record in wanted or record in set(rows["parent"]) for record in shown)
