"""Slides keep their order while they are shown."""

from hypothesis import given
from hypothesis import strategies as st

from core.ui.slide import Slide
from core.ui.stage_order import settled

KEYS = st.lists(st.sampled_from("abcdefg"), unique=True)


def slides(keys: str | list[str]) -> list[Slide]:
    return [Slide(key, key, lambda: None) for key in keys]


def keys(found: list[Slide]) -> str:
    return "".join(slide.key for slide in found)


def test_at_first_they_come_as_they_are_made() -> None:
    assert keys(settled("", slides("abc"))) == "abc"


def test_what_moves_up_stays_where_it_was_shown() -> None:
    assert keys(settled("abcd", slides("acbd"))) == "abcd"


def test_what_is_new_comes_behind_what_it_follows_and_what_has_gone_is_left_out() -> None:
    assert keys(settled("abcd", slides("axcbd"))) == "axbcd"
    assert keys(settled("abcd", slides("xad"))) == "xad"


@given(KEYS, KEYS)
def test_every_slide_is_there_once_and_those_known_keep_their_order(known: list[str], made: list[str]) -> None:
    found = keys(settled(known, slides(made)))
    assert sorted(found) == sorted(made)
    assert [key for key in found if key in known] == [key for key in known if key in made]
