"""What a task waits for, as planners write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.waits import Unclear, Wait, read, told


@pytest.mark.parametrize(
    ("text", "waits"),
    [
        ("", []),
        ("1.2", [Wait("1.2")]),
        ("1.2, 1.3SS+2", [Wait("1.2"), Wait("1.3", "SS", 2)]),
        ("1.2；1.3 ff -1 天", [Wait("1.2"), Wait("1.3", "FF", -1)]),
        ("３ＦＳ＋２个工作日、4", [Wait("3", "FS", 2), Wait("4")]),
        ("12SF+3 days", [Wait("12", "SF", 3)]),
        ("2.1+1d", [Wait("2.1", "FS", 1)]),
    ],
)
def test_planners_notations_are_understood(text, waits):
    assert read(text) == waits


@pytest.mark.parametrize("text", ["设计", "1.2FX", "1.2 1.3", "1..2", "1.2+", "SS+2"])
def test_what_names_no_task_is_named_back(text):
    with pytest.raises(Unclear) as unclear:
        read(f"1.1, {text}")
    assert unclear.value.args[0] == text.upper()


def test_a_plain_finish_to_start_is_told_by_its_code_alone():
    assert told([Wait("1.2"), Wait("1.3", "SS"), Wait("1.4", "FS", -2)]) == "1.2, 1.3SS, 1.4FS-2"


codes = st.lists(st.integers(1, 99), min_size=1, max_size=4).map(lambda parts: ".".join(map(str, parts)))


@given(st.lists(st.builds(Wait, codes, st.sampled_from(["FS", "SS", "FF", "SF"]), st.integers(-500, 500))))
def test_what_is_told_is_understood_again(waits):
    assert read(told(waits)) == waits
