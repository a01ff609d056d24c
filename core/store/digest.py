"""The chained digest: every save seals its rows together with the save before it, so that no edit stays unseen."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime

START = "0" * 64


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def seal(previous: str, save: Mapping[str, object], rows: Iterable[tuple[str, Mapping[str, object]]]) -> str:
    """The SHA-256, in hex, over the previous digest, a save and its rows as (table, row); the order of rows does not matter."""
    lines = sorted(
        json.dumps([table, {name: _plain(value) for name, value in row.items()}], ensure_ascii=False, sort_keys=True) for table, row in rows
    )
    head = json.dumps({name: _plain(value) for name, value in save.items()}, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256("\n".join([previous, head, *lines]).encode()).hexdigest()
