"""What a task waits for, as planners write it: 1.2 for the finish of 1.2, 1.3SS+2 for two working days after 1.3 starts."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

_BETWEEN = re.compile(r"[,、;\n]+")
# Working days that a lag or a lead has at most.
_MOST = 500
_WAIT = re.compile(r"(\d+(?:\.\d+)*)\s*(FS|SS|FF|SF)?\s*(?:([+-])\s*(\d{1,4})\s*(?:D|DAYS?|天|个?工作日)?)?")


class Wait(NamedTuple):
    """One task waited for: its WBS code, the type of the link (FS, SS, FF, SF) and the lag in working days."""

    code: str
    type: str = "FS"
    lag: int = 0


class Unclear(ValueError):
    """A text that names no such wait; its only argument is the part that is not understood."""


def read(text: str) -> list[Wait]:
    """The waits that a text lists, in its order. Full-width forms, case and blanks do not matter. Raises Unclear."""
    plain = unicodedata.normalize("NFKC", text).upper()
    found: list[Wait] = []
    for part in (part.strip() for part in _BETWEEN.split(plain)):
        if not part:
            continue
        match = _WAIT.fullmatch(part)
        if match is None:
            raise Unclear(part)
        code, kind, sign, days = match.groups()
        lag = int(f"{sign}{days}") if days else 0
        if abs(lag) > _MOST:
            raise Unclear(part)
        found.append(Wait(code, kind or "FS", lag))
    return found


def told(waits: Iterable[Wait]) -> str:
    """The shortest text that read() understands as these."""
    return ", ".join(f"{code}{'' if (kind, lag) == ('FS', 0) else kind}{f'{lag:+d}' if lag else ''}" for code, kind, lag in waits)
