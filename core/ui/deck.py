"""The weekly meeting's slides, made from the records: each is there only where it has something to say."""

from collections.abc import Mapping
from typing import Any

from core.figures import Choice
from core.ui import (
    slides_actions,
    slides_changed,
    slides_goals,
    slides_kpis,
    slides_next,
    slides_opening,
    slides_project,
    slides_risk,
    slides_together,
)
from core.ui.slide import Slide
from core.visit import Visit
from core.weekly.sitting import sitting


def deck(visit: Visit, choice: Choice, meeting: Mapping[str, Any] | None) -> list[Slide]:
    """The slides of a meeting about a choice, in their order. meeting is the row of the one being run, or None; choice.days is ignored."""
    own = sitting(visit, choice, meeting)
    found = [
        slides_changed.slide(visit, own),
        slides_kpis.slide(visit, own),
        *slides_project.slides(visit, own),
        slides_together.slide(visit, own),
        slides_risk.slide(visit, own),
        slides_goals.slide(visit, own),
        slides_actions.slide(visit, own),
        slides_next.slide(visit, own),
    ]
    others = [slide for slide in found if slide is not None]
    return [slides_opening.slide(visit, own, meeting, others), *others]
