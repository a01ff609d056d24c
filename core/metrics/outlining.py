"""Working on an outline: rows in order, each with its level (0 at the top), and what is done to some of them.

What stands below a row goes with it: the rows after it that lie deeper.
"""

from collections.abc import Collection, Sequence


def settled(levels: Sequence[int]) -> list[int]:
    """The nearest levels that make an outline: the first row at the top, none more than one deeper than the row before."""
    found: list[int] = []
    for level in levels:
        found.append(max(0, min(level, found[-1] + 1 if found else 0)))
    return found


def parents(levels: Sequence[int]) -> list[int | None]:
    """The place of the row that each stands below; None at the top."""
    path: list[int] = []
    found: list[int | None] = []
    for place, level in enumerate(levels):
        del path[level:]
        found.append(path[-1] if path else None)
        path.append(place)
    return found


def codes(levels: Sequence[int]) -> list[str]:
    """The WBS code of each row: 1, 1.1, 1.2, 2."""
    counts: list[int] = []
    found: list[str] = []
    for level in levels:
        counts = [*counts[: level + 1], *[0] * (level + 1 - len(counts))]
        counts[level] += 1
        found.append(".".join(map(str, counts)))
    return found


def end(levels: Sequence[int], place: int) -> int:
    """The place after the last row below the one at a place."""
    after = place + 1
    while after < len(levels) and levels[after] > levels[place]:
        after += 1
    return after


def heads(levels: Sequence[int], chosen: Collection[int]) -> list[int]:
    """The chosen rows that stand below no other chosen one, in order."""
    found: list[int] = []
    for place in sorted(chosen):
        if not found or place >= end(levels, found[-1]):
            found.append(place)
    return found


def covered(levels: Sequence[int], chosen: Collection[int]) -> set[int]:
    """The chosen rows and all below them."""
    return {place for head in heads(levels, chosen) for place in range(head, end(levels, head))}


def indented(levels: Sequence[int], chosen: Collection[int]) -> list[int]:
    """The levels with the chosen rows below the sibling before them; one without such a sibling stays."""
    found = list(levels)
    for head in heads(levels, chosen):
        if head and found[head - 1] >= found[head]:
            for place in range(head, end(levels, head)):
                found[place] += 1
    return found


def outdented(levels: Sequence[int], chosen: Collection[int]) -> list[int]:
    """The levels with the chosen rows one level up; their later siblings come to stand below them."""
    found = list(levels)
    for head in heads(levels, chosen):
        if found[head]:
            for place in range(head, end(levels, head)):
                found[place] -= 1
    return settled(found)


def moved(levels: Sequence[int], chosen: Collection[int], *, up: bool) -> list[int]:
    """The old places in their new order, with each chosen row before (up) or after its sibling.

    Rows at the edge stay, and those that stand right behind them.
    """
    order = list(range(len(levels)))
    own = heads(levels, chosen)
    stuck: set[int] = set()
    for head in own if up else reversed(own):
        block = order[(start := order.index(head)) : start + end(levels, head) - head]
        other = _before(levels, order, start) if up else _after(levels, order, start + len(block), head)
        if other is None or order[other] in stuck:
            stuck.add(head)
            continue
        rest = [place for place in order if place not in block]
        sibling = order[other]
        where = rest.index(sibling) + (0 if up else end(levels, sibling) - sibling)
        order = rest[:where] + block + rest[where:]
    return order


def _before(levels: Sequence[int], order: Sequence[int], start: int) -> int | None:
    """Where in the order the sibling before the row at start begins."""
    level = levels[order[start]]
    for where in range(start - 1, -1, -1):
        if levels[order[where]] <= level:
            return where if levels[order[where]] == level else None
    return None


def _after(levels: Sequence[int], order: Sequence[int], where: int, head: int) -> int | None:
    """Where in the order the sibling after a row's last one begins."""
    return where if where < len(order) and levels[order[where]] == levels[head] else None
