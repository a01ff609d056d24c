"""The order that slides keep while they are shown."""

from collections.abc import Sequence

from core.ui.slide import Slide


def settled(known: Sequence[str], slides: Sequence[Slide]) -> list[Slide]:
    """The slides in the order they are known in, by key, each new one behind the slide it comes after.

    Whoever stands on one misses none of the others because a project has grown better or worse meanwhile.
    """
    order = [key for key in known if key in {slide.key for slide in slides}]
    for place, slide in enumerate(slides):
        if slide.key not in order:
            order.insert(order.index(slides[place - 1].key) + 1 if place else 0, slide.key)
    return sorted(slides, key=lambda slide: order.index(slide.key))
