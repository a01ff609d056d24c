"""Passwords, sign-ins and sessions: who may come in, who is in, and since when."""

import hashlib
import secrets
import threading
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from core.store.engine import Engine, StoreUnavailable, Transaction

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
TICKET_LIFE = timedelta(seconds=30)
WINDOW = timedelta(minutes=15)
USER_TRIES = 5
ADDRESS_TRIES = 50

# How often a session that is in use is noted in the database; in between a rerun writes nothing.
_NOTED_EVERY = timedelta(minutes=1)
_TOKEN_LENGTH = 43

_CURRENT_VERSION = "(SELECT coalesce(max(version), 0) FROM credential c WHERE c.person = {0})"
_LIVE = f"""
    SELECT s.person, s.started_at, (SELECT max(n.seen_at) FROM session_seen n WHERE n.session = s.hash) FROM session s
    WHERE s.hash = $1 AND s.credential_version = {_CURRENT_VERSION.format("s.person")}
        AND NOT EXISTS (SELECT 1 FROM session_end e WHERE e.session = s.hash)
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Credential:
    """A person's newest password; only its bcrypt hash is known."""

    person: int
    version: int
    hash: str
    set_at: datetime
    set_by: int | None
    must_change: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """A guess that may be checked; it counts as a failure until succeeded() is told otherwise."""

    id: str
    username: str
    address: str


@dataclass(frozen=True, slots=True)
class Locked:
    """A guess that may not be checked before that moment."""

    until: datetime


@dataclass(slots=True)
class _Live:
    person: int
    started_at: datetime
    seen_at: datetime
    noted_at: datetime


class Sessions:
    """The private tables of migration 0002 over one engine.

    What was read is remembered until this object writes. Where no other process can write to the database, asking person_of
    on every rerun costs no read; where others can, the memory only serves while the database is away.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._begun = False
        self._changes = 0
        self._live: dict[str, _Live] = {}
        self._credentials: dict[int, Credential | None] = {}

    # Passwords

    def set_password(self, person: int, password_hash: str, by: int | None, at: datetime, must_change: bool = False) -> int:
        """Keep a new password and return its version; every session under an older one ends with it."""
        with self._engine.write("sessions") as transaction:
            version = 1 + _version(transaction, person)
            transaction.run("INSERT INTO credential VALUES ($1, $2, $3, $4, $5, $6)", [person, version, password_hash, at, by, must_change])
        self._forget(person)
        return version

    def set_first_password(self, person: int, password_hash: str, at: datetime) -> bool:
        """Keep the very first password, the person's own; of two who try at once one does, and the other changes nothing."""
        with self._engine.write("sessions") as transaction:
            first = not transaction.rows("SELECT 1 FROM credential LIMIT 1")
            if first:
                transaction.run("INSERT INTO credential VALUES ($1, 1, $2, $3, $1, FALSE)", [person, password_hash, at])
        self._forget(person)
        return first

    def credential(self, person: int) -> Credential | None:
        """The person's newest password, None without one."""
        if self._engine.alone and person in self._credentials:
            return self._credentials[person]
        changes = self._changes
        try:
            rows = self._engine.rows(
                "SELECT person, version, hash, set_at, set_by, must_change FROM credential WHERE person = $1 ORDER BY version DESC LIMIT 1",
                [person],
            )
        except StoreUnavailable:
            if person in self._credentials:
                return self._credentials[person]
            raise
        credential = Credential(*cast("tuple[int, int, str, datetime, int | None, bool]", rows[0])) if rows else None
        with self._lock:
            if changes == self._changes:
                self._credentials[person] = credential
        return credential

    def has_passwords(self) -> bool:
        """Whether anybody can sign in at all; once so, it stays so."""
        self._begun = self._begun or bool(self._engine.rows("SELECT 1 FROM credential LIMIT 1"))
        return self._begun

    # Guesses

    def may_try(self, username: str, address: str, at: datetime) -> Attempt | Locked:
        """Count a guess before it is checked: five for a user name and fifty for an address in fifteen minutes, known or not.

        A refused guess is not counted, so a lock ends by itself. User names are kept as hashes: people type passwords there.
        """
        attempt = Attempt(secrets.token_hex(16), _digest(username), address)
        since = at - WINDOW
        with self._engine.write("sessions") as transaction:
            for column, value, tries in (("username", attempt.username, USER_TRIES), ("address", address, ADDRESS_TRIES)):
                latest = transaction.rows(
                    f"SELECT tried_at FROM attempt WHERE {column} = $1 AND tried_at > $2 ORDER BY tried_at DESC LIMIT {tries}",  # noqa: S608
                    [value, since],
                )
                if len(latest) == tries:
                    return Locked(cast("datetime", latest[-1][0]) + WINDOW)
            transaction.run("INSERT INTO attempt VALUES ($1, $2, $3, $4)", [attempt.id, attempt.username, address, at])
        return attempt

    def succeeded(self, attempt: Attempt) -> None:
        """Forget this guess, and this person's earlier typing errors from the same address."""
        with self._engine.write("sessions") as transaction:
            transaction.run("DELETE FROM attempt WHERE username = $1 AND address = $2", [attempt.username, attempt.address])

    # Coming in

    def issue_ticket(self, person: int, at: datetime) -> str:
        """A word that opens one session for that person within thirty seconds."""
        word = secrets.token_urlsafe(32)
        with self._engine.write("sessions") as transaction:
            transaction.run("INSERT INTO ticket VALUES ($1, $2, $3, $4)", [_digest(word), person, _version(transaction, person), at])
        return word

    def redeem(self, ticket: str, at: datetime) -> str | None:
        """The token of a new session; None when the ticket is unknown, used, too old, or the password has changed since."""
        token = secrets.token_urlsafe(32)
        with self._engine.write("sessions") as transaction:
            key = _digest(ticket)
            rows = transaction.rows("SELECT person, credential_version, issued_at FROM ticket WHERE hash = $1", [key])
            transaction.run("DELETE FROM ticket WHERE hash = $1", [key])
            if not rows:
                return None
            person, version, issued_at = cast("tuple[int, int, datetime]", rows[0])
            if not issued_at <= at < issued_at + TICKET_LIFE or version != _version(transaction, person):
                return None
            transaction.run("INSERT INTO session VALUES ($1, $2, $3, $4)", [_digest(token), person, version, at])
        with self._lock:
            self._live = {key: live for key, live in self._live.items() if at - live.started_at < LONGEST}
        return token

    # Being in

    def person_of(self, token: str, at: datetime, idle: timedelta = IDLE) -> int | None:
        """Whose session the token opens; None when it is unknown, ended, unused for too long, or older than twelve hours.

        Raises StoreUnavailable for a session this process has not seen while the database is away.
        """
        if len(token) != _TOKEN_LENGTH:
            return None
        key = _digest(token)
        live = self._live.get(key) if self._engine.alone else None
        live = live or self._read(key)
        if live is None or at - live.started_at >= LONGEST or at - live.seen_at >= idle:
            return None
        live.seen_at = max(at, live.seen_at)
        if at - live.noted_at >= _NOTED_EVERY:
            live.noted_at = at
            # A full disk must not sign people out: the memory of it is enough until there is room again.
            with suppress(StoreUnavailable), self._engine.write("sessions") as transaction:
                transaction.run("INSERT INTO session_seen VALUES ($1, $2)", [key, at])
        return live.person

    def _read(self, key: str) -> _Live | None:
        changes = self._changes
        try:
            rows = self._engine.rows(_LIVE, [key])
        except StoreUnavailable:
            # Whoever was in stays in: he may go on reading, and what he typed is kept until it can be saved.
            if key in self._live:
                return self._live[key]
            raise
        live = None
        if rows:
            person, started_at, noted_at = cast("tuple[int, datetime, datetime | None]", rows[0])
            live = _Live(person, started_at, noted_at or started_at, noted_at or started_at)
        with self._lock:
            before = self._live.pop(key, None)
            if live and before:
                live.seen_at = max(live.seen_at, before.seen_at)
            if live and changes == self._changes:
                self._live[key] = live
        return live

    # Going out

    def end(self, token: str, at: datetime) -> None:
        """End one session for good; to end it twice, or one that never was, changes nothing."""
        with self._engine.write("sessions") as transaction:
            transaction.run(
                "INSERT INTO session_end SELECT hash, $2 FROM session WHERE hash = $1 ON CONFLICT DO NOTHING", [_digest(token), at]
            )
        with self._lock:
            self._changes += 1
            self._live.pop(_digest(token), None)

    def end_all(self, person: int, at: datetime) -> None:
        """End every session and ticket of a person."""
        with self._engine.write("sessions") as transaction:
            transaction.run("INSERT INTO session_end SELECT hash, $2 FROM session WHERE person = $1 ON CONFLICT DO NOTHING", [person, at])
            transaction.run("DELETE FROM ticket WHERE person = $1", [person])
        self._forget(person)

    def prune(self, at: datetime) -> None:
        """Delete what no longer matters: old guesses, tickets and sessions."""
        with self._engine.write("sessions") as transaction:
            transaction.run("DELETE FROM attempt WHERE tried_at <= $1", [at - WINDOW])
            transaction.run("DELETE FROM ticket WHERE issued_at <= $1", [at - TICKET_LIFE])
            transaction.run("DELETE FROM session WHERE started_at <= $1", [at - LONGEST])
            for table in ("session_seen", "session_end"):
                transaction.run(f"DELETE FROM {table} WHERE session NOT IN (SELECT hash FROM session)")  # noqa: S608

    def _forget(self, person: int) -> None:
        with self._lock:
            self._changes += 1
            self._live = {key: live for key, live in self._live.items() if live.person != person}
            self._credentials.pop(person, None)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _version(transaction: Transaction, person: int) -> int:
    return cast("int", transaction.rows(f"SELECT {_CURRENT_VERSION.format('$1')}", [person])[0][0])
