"""Signing in, being the first to, and choosing a password."""

import threading
from datetime import datetime, timedelta

import polars as pl

from core import passwords
from core.actions.act import Refused
from core.actions.organisation import HAS_ADMINISTRATOR, first_administrator, save_person
from core.schema.check import clean
from core.store.ledger import Ledger
from core.store.sessions import Locked, Sessions
from core.text import Language, Text
from core.visit import Visit
from core.visit import person as active_person

WRONG = Text("登录名或密码不正确", "The user name or the password is not right")
WRONG_OLD = Text("当前密码不正确", "The current password is not right")
LOCKED = Text("尝试次数过多，请在 {minutes} 分钟后再试", "Too many attempts: please try again in {minutes} minutes")
SAME = Text("新密码不能与当前密码相同", "The new password must be another one")

_MOST_TYPED = 200  # characters of a user name that are looked at: five times what one may have
_beginning = threading.Lock()


class NotLetIn(Exception):
    """The user name and password open nothing, or too many were tried."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def sign_in(ledger: Ledger, sessions: Sessions, username: str, password: str, *, address: str, now: datetime) -> int:
    """The id of the active person with this user name and password. Raises NotLetIn, StoreUnavailable.

    The guess is counted before it is checked; an unknown name takes as long, and gets the same words, as a wrong password.
    """
    username = _as_kept(username)
    attempt = sessions.may_try(username, address, now)
    if isinstance(attempt, Locked):
        minutes = -((now - attempt.until) // timedelta(minutes=1))
        raise NotLetIn(LOCKED.filled(minutes=minutes))
    person = _person_named(ledger, username)
    credential = None if person is None else sessions.credential(person)
    if not passwords.matches(password, credential.hash if credential else None) or person is None:
        raise NotLetIn(WRONG)
    sessions.succeeded(attempt)
    return person


def begin(ledger: Ledger, sessions: Sessions, username: str, name: str, password: str, *, language: Language, now: datetime) -> int:
    """Create the first administrator with his password. Returns his id. Raises Refused, StoreUnavailable.

    Of two who try at once one becomes the administrator, and the other is refused.
    """
    username = _as_kept(username)
    problem = passwords.problems(password, username)
    if problem is not None:
        raise Refused({"password": problem})
    with _beginning:
        if sessions.has_passwords():
            raise Refused({"": HAS_ADMINISTRATOR})
        person = _begun(ledger, username, name, language, now) or first_administrator(ledger, now, username, name, language)
        if not sessions.set_first_password(person, passwords.hashed(password), now):
            raise Refused({"": HAS_ADMINISTRATOR})
    return person


def choose_password(ledger: Ledger, sessions: Sessions, person: int, old: str, new: str, *, address: str, now: datetime) -> None:
    """Give oneself another password; every session under the old one ends. Raises Refused, StoreUnavailable."""
    username = str(ledger.snapshot()["person"].row(by_predicate=pl.col("id") == person, named=True)["username"])
    problem = SAME if new == old else passwords.problems(new, username)
    if problem is not None:
        raise Refused({"password": problem})
    try:
        sign_in(ledger, sessions, username, old, address=address, now=now)
    except NotLetIn as refused:
        raise Refused({"old": WRONG_OLD if refused.text == WRONG else refused.text}) from refused
    sessions.set_password(person, passwords.hashed(new), person, now)


def _begun(ledger: Ledger, username: str, name: str, language: Language, now: datetime) -> int | None:
    """The administrator left behind by a server that stopped before his password was kept, called as he now wants to be."""
    people = ledger.snapshot()["person"]
    who = active_person(ledger.snapshot(), int(people["id"][0])) if people.height == 1 else None
    if who is None or who.role != "admin":
        return None
    return save_person(Visit(ledger, who, language, now), {"username": username, "name": name, "language": language.value}, who.id)


def _as_kept(username: str) -> str:
    """A user name as typed in the form in which records keep it, whatever the keyboard made of it."""
    return str(clean(username[:_MOST_TYPED]) or "")


def _person_named(ledger: Ledger, username: str) -> int | None:
    found = ledger.snapshot()["person"].filter((pl.col("username") == username) & pl.col("active"))["id"]
    return None if found.is_empty() else int(found[0])
