"""Invitations: a token opens one thing once, whoever tries, and nothing that is kept tells what it was."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from core.store.engine import StoreUnavailable
from core.store.invitations import Invitation, Invitations
from tests import engines
from tests.engines import Counted

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FOR_LEGAL = Invitation(7, 3, NOON, 1)
FOR_ANYBODY = Invitation(7, None, NOON, 1)


@pytest.fixture
def engine() -> Iterator[Counted]:
    engine = Counted(engines.fresh())
    yield engine
    engine.close()


@pytest.fixture
def invitations(engine: Counted) -> Invitations:
    return Invitations(engine)


@pytest.mark.parametrize("given", [FOR_LEGAL, FOR_ANYBODY], ids=["of a department", "of anybody"])
def test_a_token_is_found_until_it_is_taken_once(invitations: Invitations, given: Invitation) -> None:
    (token,) = invitations.issue(1, given)
    assert invitations.find(token) == given
    assert invitations.find(token) == given
    assert invitations.take(token) == given
    assert invitations.find(token) is None
    assert invitations.take(token) is None


def test_every_token_is_its_own_and_long(invitations: Invitations) -> None:
    tokens = invitations.issue(50, FOR_ANYBODY)
    assert len(set(tokens)) == 50
    assert {len(token) for token in tokens} == {43}


def test_only_hashes_are_kept(invitations: Invitations, engine: Counted) -> None:
    tokens = invitations.issue(3, FOR_LEGAL)
    kept = repr(engine.rows("SELECT * FROM invitation"))
    assert not [token for token in tokens if token in kept]
    (hashed, *_), *_ = engine.rows("SELECT hash FROM invitation")
    assert invitations.find(str(hashed)) is None


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "A" * 42, "' OR 1=1 --", "é" * 43, "A" * 20_000])
def test_an_unknown_token_opens_nothing(invitations: Invitations, token: str) -> None:
    invitations.issue(1, FOR_LEGAL)
    assert invitations.find(token) is None
    assert invitations.take(token) is None


def test_what_cannot_be_a_token_is_not_looked_for(invitations: Invitations, engine: Counted) -> None:
    before = engine.reads, engine.writes
    assert invitations.find("A" * 20_000) is invitations.take("x") is None
    assert (engine.reads, engine.writes) == before


def test_of_twenty_who_take_it_at_once_one_is_given_it(invitations: Invitations) -> None:
    (token,) = invitations.issue(1, FOR_LEGAL)
    with ThreadPoolExecutor(20) as pool:
        taken = list(pool.map(lambda _: invitations.take(token), range(20)))
    assert [one for one in taken if one is not None] == [FOR_LEGAL]


def test_a_token_given_back_is_good_again(invitations: Invitations, engine: Counted) -> None:
    (token,) = invitations.issue(1, FOR_LEGAL)
    invitations.give_back(token, invitations.take(token) or FOR_ANYBODY)
    assert Invitations(engine).take(token) == FOR_LEGAL


def test_a_token_given_back_while_the_database_is_away_is_good_once_when_it_is_back(invitations: Invitations, engine: Counted) -> None:
    (token,) = invitations.issue(1, FOR_LEGAL)
    taken = invitations.take(token)
    assert taken is not None
    engine.away = True
    invitations.give_back(token, taken)
    with pytest.raises(StoreUnavailable):
        invitations.find(token)
    engine.away = False
    assert invitations.find(token) == FOR_LEGAL
    assert invitations.take(token) == FOR_LEGAL
    assert invitations.take(token) is None


def test_the_unused_ones_of_a_survey_are_counted_by_department(invitations: Invitations) -> None:
    used, *_ = invitations.issue(3, FOR_LEGAL)
    invitations.issue(2, FOR_ANYBODY)
    invitations.issue(4, Invitation(8, None, NOON, 1))
    invitations.take(used)
    assert invitations.unused(7, NOON) == {3: 2, None: 2}
    assert invitations.unused(7, NOON + timedelta(seconds=1)) == {}
