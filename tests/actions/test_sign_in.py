"""Signing in: who gets in, what is said, and what is counted."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from core import passwords
from core.actions import sign_in as verbs
from core.actions.act import Refused
from core.schema.tables import TABLES
from core.store.ledger import Ledger
from core.store.sessions import Sessions
from core.text import Language
from tests import engines

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PASSWORD = "three blue herons"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "COST", 4)
    passwords._nobody.cache_clear()


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    engine = engines.fresh()
    yield Ledger(engine, TABLES)
    engine.close()


@pytest.fixture
def sessions(ledger: Ledger) -> Sessions:
    return Sessions(ledger.engine)


@pytest.fixture
def li(ledger: Ledger, sessions: Sessions) -> int:
    return verbs.begin(ledger, sessions, "li", "李雷", PASSWORD, language=Language.ZH, now=NOON)


def enter(ledger: Ledger, sessions: Sessions, username: str, password: str, minutes: int = 0) -> int:
    return verbs.sign_in(ledger, sessions, username, password, address="10.0.0.1", now=NOON + timedelta(minutes=minutes))


def test_the_first_administrator_can_sign_in_at_once(ledger: Ledger, sessions: Sessions, li: int) -> None:
    assert enter(ledger, sessions, " li ", PASSWORD) == li
    assert ledger.snapshot()["person"].row(0, named=True)["role"] == "admin"


def test_there_is_no_second_first_administrator(ledger: Ledger, sessions: Sessions, li: int) -> None:
    with pytest.raises(Refused):
        verbs.begin(ledger, sessions, "wang", "王丽", PASSWORD, language=Language.ZH, now=NOON)
    assert ledger.snapshot()["person"].height == 1


def test_a_weak_password_creates_nobody(ledger: Ledger, sessions: Sessions) -> None:
    with pytest.raises(Refused) as refused:
        verbs.begin(ledger, sessions, "li", "李雷", "password1234", language=Language.ZH, now=NOON)
    assert set(refused.value.problems) == {"password"}
    assert ledger.snapshot()["person"].is_empty()


def test_a_server_stopped_between_the_person_and_his_password_can_be_begun_again(ledger: Ledger, sessions: Sessions) -> None:
    person = verbs.first_administrator(ledger, NOON, "li", "李雷", Language.ZH)
    assert verbs.begin(ledger, sessions, "li", "李雷", PASSWORD, language=Language.ZH, now=NOON) == person
    assert enter(ledger, sessions, "li", PASSWORD) == person


@pytest.mark.parametrize(
    ("username", "password"), [("li", "another password"), ("LI", PASSWORD), ("wang", PASSWORD), ("", ""), ("李" * 9999, "x" * 9999)]
)
def test_a_wrong_pair_is_refused_in_the_same_words(ledger: Ledger, sessions: Sessions, li: int, username: str, password: str) -> None:
    with pytest.raises(verbs.NotLetIn) as refused:
        enter(ledger, sessions, username, password)
    assert refused.value.text == verbs.WRONG


def test_somebody_no_longer_active_is_refused_in_the_same_words(ledger: Ledger, sessions: Sessions, li: int) -> None:
    with ledger.writing(li, NOON, "disable") as work:
        work.change("person", li, None, {"active": False})
    with pytest.raises(verbs.NotLetIn) as refused:
        enter(ledger, sessions, "li", PASSWORD)
    assert refused.value.text == verbs.WRONG


def test_after_five_wrong_guesses_the_right_password_has_to_wait(ledger: Ledger, sessions: Sessions, li: int) -> None:
    for _ in range(5):
        with pytest.raises(verbs.NotLetIn, match="not right"):
            enter(ledger, sessions, "li", "another password")
    with pytest.raises(verbs.NotLetIn, match="in 5 minutes"):
        enter(ledger, sessions, "li", PASSWORD, minutes=10)
    assert enter(ledger, sessions, "li", PASSWORD, minutes=15) == li


def test_choosing_another_password_ends_the_sessions_under_the_old_one(ledger: Ledger, sessions: Sessions, li: int) -> None:
    token = sessions.redeem(sessions.issue_ticket(li, NOON), NOON)
    assert token is not None
    verbs.choose_password(ledger, sessions, li, PASSWORD, "four grey herons", address="10.0.0.1", now=NOON)
    assert sessions.person_of(token, NOON) is None
    assert enter(ledger, sessions, "li", "four grey herons") == li


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [("another password", "four grey herons", "old"), (PASSWORD, PASSWORD, "password"), (PASSWORD, "too short", "password")],
)
def test_a_refused_choice_says_which_field_and_changes_nothing(
    ledger: Ledger, sessions: Sessions, li: int, old: str, new: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        verbs.choose_password(ledger, sessions, li, old, new, address="10.0.0.1", now=NOON)
    assert set(refused.value.problems) == {field}
    assert enter(ledger, sessions, "li", PASSWORD) == li


def test_a_given_password_is_to_be_changed_until_one_is_chosen(ledger: Ledger, sessions: Sessions, li: int) -> None:
    sessions.set_password(li, passwords.hashed(PASSWORD), li, NOON, must_change=True)
    verbs.choose_password(ledger, sessions, li, PASSWORD, "four grey herons", address="10.0.0.1", now=NOON)
    known = sessions.credential(li)
    assert known is not None
    assert not known.must_change
