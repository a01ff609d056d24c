"""The weekly meeting: the records as slides, and the minutes taken on the same screen."""

from core.ui import stage
from core.visit import Visit


def render(visit: Visit) -> None:
    """The page."""
    stage.render(visit)
