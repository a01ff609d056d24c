"""Giving a password to begin with, and forgetting those of people who are gone."""

import pytest

from core import passwords
from core.actions import password
from core.actions.act import Forbidden, Refused
from core.store.sessions import Sessions
from core.store.work import Missing
from tests.builders import NOW, Company, company


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "COST", 4)


@pytest.fixture
def c() -> Company:
    return company()


@pytest.fixture
def sessions(c: Company) -> Sessions:
    return Sessions(c.ledger.engine)


def test_a_made_up_password_is_good_and_another_each_time(c: Company, sessions: Sessions) -> None:
    given = [password.give(c.visit("admin"), sessions, c.people["lead"]) for _ in range(2)]
    assert given[0] != given[1]
    assert passwords.problems(given[1]) is None
    credential = sessions.credential(c.people["lead"])
    assert credential is not None
    assert (credential.must_change, credential.set_by, credential.version) == (True, c.people["admin"], 2)
    assert passwords.matches(given[1], credential.hash)


def test_a_new_password_ends_the_sessions_under_the_old_one(c: Company, sessions: Sessions) -> None:
    lead = c.people["lead"]
    password.give(c.visit("admin"), sessions, lead)
    token = sessions.redeem(sessions.issue_ticket(lead, NOW), NOW)
    assert token is not None
    assert sessions.person_of(token, NOW) == lead
    password.give(c.visit("admin"), sessions, lead)
    assert sessions.person_of(token, NOW) is None


def test_only_who_keeps_people_gives_passwords(c: Company, sessions: Sessions) -> None:
    for who in ("coordinator", "lead", "viewer"):
        with pytest.raises(Forbidden):
            password.give(c.visit(who), sessions, c.people["admin"])
    assert sessions.credential(c.people["admin"]) is None


def test_a_password_with_the_user_name_in_it_is_refused(c: Company, sessions: Sessions) -> None:
    with pytest.raises(Refused):
        password.give(c.visit("admin"), sessions, c.people["leader"], "the leader is me")
    with pytest.raises(Missing):
        password.give(c.visit("admin"), sessions, 999)


def test_what_people_who_are_gone_could_sign_in_with_is_worth_nothing(c: Company, sessions: Sessions) -> None:
    lead = c.people["lead"]
    given = password.give(c.visit("admin"), sessions, lead)
    token = sessions.redeem(sessions.issue_ticket(lead, NOW), NOW)
    assert token is not None
    password.forget(sessions, [lead, c.people["clerk"]], NOW)
    credential = sessions.credential(lead)
    assert credential is not None
    assert not passwords.matches(given, credential.hash)
    assert sessions.person_of(token, NOW) is None
    assert sessions.credential(c.people["clerk"]) is None
