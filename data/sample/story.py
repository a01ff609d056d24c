"""The story being written: its people, its words, its dice, and the events told so far."""

import json
import re
from pathlib import Path
from random import Random
from typing import Any

FOLDER = Path(__file__).parent
LAST_MINUTE = 18 * 60
_BETWEEN = re.compile(r"\|(?![^{}]*\})")
_SLOT = re.compile(r"\{([^{}|]*)\|([^{}]*)\}")


def table(name: str) -> list[list[str]]:
    """The rows of a source file, split at | outside braces; comments and blank lines left out."""
    lines = (FOLDER / "source" / name).read_text(encoding="utf-8").splitlines()
    return [_BETWEEN.split(line) for line in lines if line.strip() and not line.startswith("#")]


def worded(text: str, use: int) -> str:
    """A text for its first or second use: {first|second}."""
    return _SLOT.sub(lambda slot: slot[use + 1], text)


def date_at(day: int) -> str:
    """A date, told in working days from the day of loading."""
    return f"@day:{day}"


def moment_at(day: int, minute: int) -> str:
    """A moment, told the same way."""
    return f"@at:{day} {clock(minute)}"


def week_at(week: int, weekday: int, later: int = 0) -> str:
    """A day of a week told from the week of the day of loading, 1 being Monday: the working day it falls on or is moved to.

    later is so many working days after that, or before it.
    """
    return f"w{week}.{weekday}" + (f">{later}" if later else "")


def week_moment(week: int, weekday: int, minute: int) -> str:
    """A moment of such a day."""
    return f"@at:{week_at(week, weekday)} {clock(minute)}"


def clock(minute: int) -> str:
    """Minutes after midnight as 09:30."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


class Story:
    """Days are working days from the day of loading: 0 is that day, -5 a week before. Minutes are of the day."""

    START = -250

    def __init__(self, seed: int) -> None:
        self.dice = Random(seed)  # noqa: S311 - the same story every time is the point
        self.events: list[tuple[float, int, int, dict[str, Any]]] = []
        rows = table("company.txt")
        self.departments = {row[1]: row[2] for row in rows if row[0] == "department"}
        self.heads = {row[1]: row[4] for row in rows if row[0] == "department"}
        self.people = {row[2]: row for row in rows if row[0] == "person"}
        self.contacts = {code: [name for name, row in self.people.items() if row[1] == code and row[5] == "contact"] for code in self.heads}
        self.doers = {
            code: [name for name, row in self.people.items() if row[1] == code and row[5] in {"contact", "lead"}] for code in self.heads
        }
        self._counts: dict[str, int] = {}
        self._owed: dict[str, float] = {}

    def name(self, table: str) -> str:
        """A new name for a record of a table."""
        self._counts[table] = self._counts.get(table, 0) + 1
        return f"{table}:{self._counts[table]}"

    def tell(self, day: int, minute: int, by: str, do: str, what: dict[str, Any], name: str = "", off: bool = False) -> None:
        """Add an event; off puts it on the day off that follows, where one does. What lies after the day of loading is not told."""
        if (day, minute) > (0, LAST_MINUTE):
            return
        line: dict[str, Any] = {"at": f"{day}{'+' if off else ''} {clock(minute)}", "by": by, "do": do, "with": what}
        if name:
            line["as"] = name
        self.events.append((day + (0.5 if off else 0), minute, len(self.events), line))

    def tell_on(self, day: tuple[int, ...], minute: int, by: str, do: str, what: dict[str, Any], name: str = "") -> None:
        """Add an event on a day of a week (see week_at). What lies after the day of loading is left out when the demo is loaded."""
        line: dict[str, Any] = {"at": f"{week_at(*day)} {clock(minute)}", "by": by, "do": do, "with": what}
        if name:
            line["as"] = name
        week, weekday, later = (*day, 0)[:3]
        self.events.append((week * 5 + weekday + later - 3, minute, len(self.events), line))

    def lines(self) -> list[str]:
        """The events in time order, one JSON object each."""
        return [
            json.dumps(line, ensure_ascii=False, separators=(",", ":")) for *_, line in sorted(self.events, key=lambda event: event[:3])
        ]

    def grown(self, day: int) -> float:
        """How far the year has come, 0 to 1: the company learns as it goes."""
        return min(max((day - self.START) / -self.START, 0.0), 1.0)

    def chance(self, share: float) -> bool:
        """Whether something that happens so often happens this time."""
        return self.dice.random() < share

    def quota(self, purpose: str, share: float) -> bool:
        """Whether it happens this time, so that over the calls for one purpose it happens as often as the share says, not by luck."""
        owed = self._owed.get(purpose, self.dice.random()) + share
        self._owed[purpose] = owed - (owed >= 1)
        return owed >= 1

    def between(self, low: int, high: int) -> int:
        """A whole number, both ends possible."""
        return self.dice.randint(low, high)
