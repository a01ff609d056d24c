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


def _told(row: Mapping[str, object]) -> dict[str, object]:
    # What is empty is left out, so that a column added later changes no seal.
    return {name: _plain(value) for name, value in row.items() if value is not None}


def seal(previous: str, save: Mapping[str, object], rows: Iterable[tuple[str, Mapping[str, object]]]) -> str:
    """The SHA-256, in hex, over the previous digest, a save and its rows as (table, row); the order of rows does not matter."""
    lines = sorted(json.dumps([table, _told(row)], ensure_ascii=False, sort_keys=True) for table, row in rows)
    head = json.dumps(_told(save), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256("\n".join([previous, head, *lines]).encode()).hexdigest()
