"""Invitations: one-time links by which somebody without an account answers one survey."""

import hashlib
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from core.store.engine import Engine, StoreUnavailable

_TOKEN_LENGTH = 43
_COLUMNS = "survey, department, issued_at, issued_by"


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a link is for: one survey, answered on behalf of a department or of none that is known."""

    survey: int
    department: int | None
    issued_at: datetime
    issued_by: int


class Invitations:
    """The private table of migration 0007: a row per link that nobody has used. Only the SHA-256 of its token is kept.

    A token has 256 random bits: it cannot be guessed, so looking one up needs no counting of tries.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._owed: dict[str, Invitation] = {}

    def issue(self, count: int, invitation: Invitation) -> list[str]:
        """That many new tokens for one purpose; they are known here only now."""
        tokens = [secrets.token_urlsafe(32) for _ in range(count)]
        with self._engine.write("sessions") as transaction:
            for token in tokens:
                transaction.run("INSERT INTO invitation VALUES ($1, $2, $3, $4, $5)", _row(token, invitation))
        return tokens

    def find(self, token: str) -> Invitation | None:
        """What a token is for; None when it is unknown or used."""
        if len(token) != _TOKEN_LENGTH:
            return None
        key = _digest(token)
        rows = self._engine.rows(f"SELECT {_COLUMNS} FROM invitation WHERE hash = $1", [key])  # noqa: S608
        return _invitation(rows) or self._owed.get(key)

    def take(self, token: str) -> Invitation | None:
        """Use a token up. Of two who try at once one is given the invitation, the other None."""
        if len(token) != _TOKEN_LENGTH:
            return None
        key = _digest(token)
        with self._engine.write("sessions") as transaction:
            taken = _invitation(transaction.rows(f"DELETE FROM invitation WHERE hash = $1 RETURNING {_COLUMNS}", [key]))  # noqa: S608
        return taken or self._owed.pop(key, None)

    def give_back(self, token: str, invitation: Invitation) -> None:
        """Make a token that was taken in vain good again; while the database is away it is remembered by this process."""
        with suppress(StoreUnavailable):
            with self._engine.write("sessions") as transaction:
                transaction.run("INSERT INTO invitation VALUES ($1, $2, $3, $4, $5)", _row(token, invitation))
            return
        self._owed[_digest(token)] = invitation

    def unused(self, survey: int, since: datetime) -> Mapping[int | None, int]:
        """How many links of a survey, issued since then, nobody has used yet, by the department they are for."""
        rows = self._engine.rows(
            "SELECT department, count(*) FROM invitation WHERE survey = $1 AND issued_at >= $2 GROUP BY department ORDER BY department",
            [survey, since],
        )
        return cast("Mapping[int | None, int]", dict(cast("list[tuple[object, object]]", rows)))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _row(token: str, invitation: Invitation) -> list[object]:
    return [_digest(token), invitation.survey, invitation.department, invitation.issued_at, invitation.issued_by]


def _invitation(rows: list[tuple[object, ...]]) -> Invitation | None:
    return Invitation(*cast("tuple[int, int | None, datetime, int]", rows[0])) if rows else None
