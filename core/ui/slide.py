"""A slide of the weekly meeting."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Slide:
    """One screenful: its name in the URL, its title, and how it is drawn.

    notes: what whoever presents it may say, one line each, from the records; minutes: what it puts into the drafted minutes, as plain
    text of one line or several; empty where it adds nothing.
    """

    key: str
    title: str
    draw: Callable[[], None]
    notes: tuple[str, ...] = ()
    minutes: str = ""
