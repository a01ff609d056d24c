"""Giving somebody a password to begin with: only to be used once, for choosing another."""

import secrets
from collections.abc import Collection
from datetime import datetime

from core import passwords
from core.actions.act import Refused, acting
from core.store.sessions import Sessions
from core.visit import Visit

# Without letters and digits that look like one another: it is read out or copied by hand.
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


def give(visit: Visit, sessions: Sessions, person: int, password: str = "") -> str:
    """Give a person a password that he must change when he first signs in; every session of his ends. Returns it.

    Without one a random one is made. Raises Forbidden, Missing, Refused, StoreUnavailable.
    """
    with acting(visit, "password") as act:
        act.allow("people.edit")
        username = str(act.work.row("person", person)["username"])
    password = password or "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(4))
    problem = passwords.problems(password, username)
    if problem is not None:
        raise Refused({"password": problem})
    sessions.set_password(person, passwords.hashed(password), visit.person.id, visit.now, must_change=True)
    return password


def forget(sessions: Sessions, people: Collection[int], at: datetime) -> None:
    """End what people who are gone could sign in with: their sessions, and their passwords, whose ids others may get."""
    known = [person for person in people if sessions.credential(person) is not None]
    if known:
        nobody_knows = passwords.hashed(secrets.token_hex(32))
        for person in known:
            sessions.set_password(person, nobody_knows, None, at, must_change=True)
            sessions.end_all(person, at)
