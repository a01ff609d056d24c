"""Kept results: made once however many ask, the least recently used go first, failures are not kept."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from core.memo import Memo


def test_a_result_is_made_once() -> None:
    memo, made = Memo(), []
    assert [memo.get("a", lambda: made.append(1) or "result") for _ in range(3)] == ["result"] * 3
    assert len(made) == 1


def test_a_result_of_nothing_is_kept_too() -> None:
    memo, made = Memo(), []
    for _ in range(2):
        assert memo.get("a", lambda: made.append(1)) is None
    assert len(made) == 1


def test_the_least_recently_used_goes_first() -> None:
    memo, made = Memo(size=2), []
    for key in ("a", "b", "a", "c", "a", "b"):
        memo.get(key, lambda key=key: made.append(key))
    assert made == ["a", "b", "c", "b"]


def test_many_who_ask_at_once_wait_for_the_one_who_makes_it() -> None:
    memo, made = Memo(), []
    together = threading.Barrier(8)
    gate = threading.Event()

    def make() -> str:
        gate.wait(5)
        made.append(1)
        return "result"

    def ask(_: int) -> str:
        together.wait(5)
        return memo.get("a", make)

    with ThreadPoolExecutor(max_workers=8) as pool:
        answers = [pool.submit(ask, number) for number in range(8)]
        gate.set()
        assert [answer.result(5) for answer in answers] == ["result"] * 8
    assert len(made) == 1


def test_who_asks_for_something_else_does_not_wait() -> None:
    memo = Memo()
    entered, go = threading.Event(), threading.Event()

    def slow() -> str:
        entered.set()
        go.wait(5)
        return "slow"

    with ThreadPoolExecutor(max_workers=1) as pool:
        waiting = pool.submit(memo.get, "slow", slow)
        assert entered.wait(5)
        assert memo.get("quick", lambda: "quick") == "quick"
        go.set()
        assert waiting.result(5) == "slow"


def test_a_result_may_rest_on_another() -> None:
    memo = Memo()
    assert memo.get("whole", lambda: memo.get("part", lambda: 1) + 1) == 2


def test_a_failure_is_raised_and_tried_again() -> None:
    memo = Memo()
    with pytest.raises(ZeroDivisionError):
        memo.get("a", lambda: 1 // 0)
    assert memo.get("a", lambda: 1) == 1
