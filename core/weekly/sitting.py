"""One sitting of the weekly meeting: what it is about, and since when it looks back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, TypeVar

from core.figures import Choice
from core.metrics.agenda import weekly_before
from core.visit import Visit

T = TypeVar("T")

# Where there was no weekly meeting before, it looks back so far.
BACK = timedelta(days=7)
# What began no longer ago than this is the same meeting, taken up again or held early: it looks back to the one before.
APART = timedelta(days=3)
# Days that the figures of the meeting are counted over, as on the overview.
DAYS = 90
# What stood at a past moment stays as it was, whatever is saved now: it rests on no table; this one is hardly ever saved to.
_SETTLED = ("setting",)


@dataclass(frozen=True)
class Sitting:
    """One sitting of the meeting: what it is about, since when it looks back, the weekly meeting before it, and its own record."""

    choice: Choice
    since: datetime
    last: int | None = None
    meeting: int | None = None


def sitting(visit: Visit, choice: Choice, meeting: Mapping[str, Any] | None) -> Sitting:
    """The sitting of a meeting, or of this moment: since the weekly meeting before it of the project, else of the company.

    One that began APART before it, or later, is passed over.
    """
    chosen = Choice(choice.project, choice.department, DAYS)
    begins = visit.moment if meeting is None else min(meeting["starts_at"], visit.moment)

    def make() -> tuple[datetime, int | None]:
        held = visit.frames["meeting"]
        before = weekly_before(held, begins - APART, choice.project) or weekly_before(held, begins - APART)
        if before is not None:
            return before["held_from"] or before["starts_at"], before["id"]
        # From midnight, so that what stood then is read once a day, not every minute.
        return datetime.combine(visit.today - BACK, time(), visit.zone).astimezone(UTC), None

    since, last = visit.once("weekly.since", make, chosen, begins, of=("meeting",))
    return Sitting(chosen, since, last, None if meeting is None else meeting["id"])


def then(visit: Visit, name: str, make: Callable[[Visit], T], sitting: Sitting) -> T:
    """What make says of the records as they stood when the sitting looks back to, made once however often is saved meanwhile."""
    return visit.once(f"weekly.{name}", lambda: make(visit.as_of(sitting.since)), sitting.choice, sitting.since, of=_SETTLED)
