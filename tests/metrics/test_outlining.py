"""Rows of an outline moved about: what stands below a row goes with it, and nothing is lost."""

from hypothesis import given
from hypothesis import strategies as st

from core.metrics.outlining import codes, covered, end, heads, indented, moved, outdented, parents, settled

#      1  1.1 1.1.1 1.2 2  2.1
PLAN = [0, 1, 2, 1, 0, 1]

outlines = st.lists(st.integers(0, 5), max_size=12).map(settled)
some = st.sets(st.integers(0, 11))


def test_codes_count_siblings_at_every_level():
    assert codes(PLAN) == ["1", "1.1", "1.1.1", "1.2", "2", "2.1"]


def test_every_row_stands_below_the_nearest_one_that_is_less_deep():
    assert parents(PLAN) == [None, 0, 1, 0, None, 4]


def test_levels_that_skip_one_are_brought_back_to_the_next():
    assert settled([2, 2, 5, 1]) == [0, 1, 2, 1]


def test_a_row_ends_where_the_next_one_is_not_deeper():
    assert [end(PLAN, place) for place in range(6)] == [4, 3, 3, 4, 6, 6]


def test_a_row_that_is_indented_takes_along_what_stands_below_it():
    assert codes(indented(PLAN, {4})) == ["1", "1.1", "1.1.1", "1.2", "1.3", "1.3.1"]


def test_the_first_of_its_siblings_cannot_be_indented():
    assert indented(PLAN, {0, 1, 2}) == PLAN


def test_two_siblings_are_indented_below_the_same_one():
    assert indented([0, 0, 0], {1, 2}) == [0, 1, 1]


def test_a_row_that_is_outdented_takes_along_what_stands_below_it():
    assert codes(outdented(PLAN, {1})) == ["1", "2", "2.1", "2.2", "3", "3.1"]


def test_a_row_at_the_top_stays_there():
    assert outdented(PLAN, {0}) == PLAN


def test_a_row_changes_places_with_its_sibling_and_all_below_it():
    assert moved(PLAN, {4}, up=True) == [4, 5, 0, 1, 2, 3]
    assert moved(PLAN, {1}, up=False) == [0, 3, 1, 2, 4, 5]


def test_a_row_does_not_leave_its_parent():
    assert moved(PLAN, {1}, up=True) == moved(PLAN, {3}, up=False) == list(range(6))


def test_rows_at_the_edge_keep_their_order():
    assert moved([0, 0, 0], {0, 1}, up=True) == [0, 1, 2]
    assert moved([0, 0, 0], {1, 2}, up=False) == [0, 1, 2]
    assert moved([0, 0, 0], {1, 2}, up=True) == [1, 2, 0]


def test_what_is_chosen_below_a_chosen_row_is_not_moved_twice():
    assert heads(PLAN, {0, 1, 5}) == [0, 5]
    assert covered(PLAN, {1}) == {1, 2}


@given(outlines, some)
def test_whatever_is_done_an_outline_remains(levels, chosen):
    chosen &= set(range(len(levels)))
    assert settled(indented(levels, chosen)) == indented(levels, chosen)
    assert settled(outdented(levels, chosen)) == outdented(levels, chosen)
    for up in (True, False):
        order = moved(levels, chosen, up=up)
        assert sorted(order) == list(range(len(levels)))
        after = [levels[place] for place in order]
        assert settled(after) == after
        # Everybody keeps his parent.
        was, now = parents(levels), parents(after)
        assert {order[place]: None if above is None else order[above] for place, above in enumerate(now)} == dict(enumerate(was))


@given(outlines, st.integers(0, 11))
def test_what_is_moved_up_and_down_again_is_where_it_was(levels, place):
    if place >= len(levels):
        return
    order = moved(levels, {place}, up=True)
    if order != list(range(len(levels))):
        again = moved([levels[old] for old in order], {order.index(place)}, up=False)
        assert [order[new] for new in again] == list(range(len(levels)))


@given(outlines)
def test_every_code_is_there_once(levels):
    assert len(set(codes(levels))) == len(levels)
