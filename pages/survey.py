"""A survey opened by its link: the one page for people without an account."""

from core.ui import answering
from core.visit import Visit


def render(visit: Visit) -> None:
    """The form of the survey that the URL's token is for, or a word that it is for none."""
    answering.page(visit)
