"""What the buttons of a plan's grid do to its rows. Nothing here is saved."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.metrics import outlining, waits
from core.metrics.schedule import shifted
from core.ui.cells import Line
from core.ui.wbs_lines import GRID, having, levels, typed
from core.workdays import WorkCalendar


def chosen(lines: Sequence[Line]) -> set[int]:
    """The places of the lines that are ticked."""
    return {place for place, line in enumerate(lines) if line.values.get("chosen")}


def indent(lines: list[Line]) -> list[Line]:
    """The ticked lines one level down."""
    return _levelled(lines, outlining.indented(levels(lines), chosen(lines)))


def outdent(lines: list[Line]) -> list[Line]:
    """The ticked lines one level up."""
    return _levelled(lines, outlining.outdented(levels(lines), chosen(lines)))


def up(lines: list[Line]) -> list[Line]:
    """The ticked lines before their sibling."""
    return _renamed(lines, [(place, lines[place]) for place in outlining.moved(levels(lines), chosen(lines), up=True)])


def down(lines: list[Line]) -> list[Line]:
    """The ticked lines after their sibling."""
    return _renamed(lines, [(place, lines[place]) for place in outlining.moved(levels(lines), chosen(lines), up=False)])


def below(lines: list[Line], place: int, over: int | None) -> list[Line]:
    """The line at a place, with what stands below it, as the last one below another, or at the end of the plan."""
    known = levels(lines)
    block = range(place, outlining.end(known, place))
    rest = [other for other in range(len(lines)) if other not in block]
    at = len(rest) if over is None else next((n for n, other in enumerate(rest) if other >= outlining.end(known, over)), len(rest))
    deeper = (0 if over is None else known[over] + 1) - known[place]
    own = {other: having(lines[other], level=known[other] + deeper) for other in block}
    return _renamed(lines, [(other, own.get(other, lines[other])) for other in [*rest[:at], *block, *rest[at:]]])


def take_out(lines: list[Line]) -> list[Line]:
    """The lines without the ticked ones and what stands below them."""
    gone = outlining.covered(levels(lines), chosen(lines))
    return _renamed(lines, [(place, line) for place, line in enumerate(lines) if place not in gone])


def insert(lines: list[Line], added: Sequence[Line]) -> list[Line]:
    """The lines with others behind the last ticked one and what stands below it, as its siblings, or at the end.

    What the others wait for is named by the codes they have among themselves.
    """
    ticked = chosen(lines)
    at = outlining.end(levels(lines), max(ticked)) if ticked else len(lines)
    level = lines[max(ticked)].values["level"] if ticked else 0
    alone = typed(added)
    below = [having(line, level=line.values["level"] + level) for line in alone]
    kept: list[tuple[int | None, Line]] = list(enumerate(lines))
    found = _renamed(lines, [*kept[:at], *((None, line) for line in below), *kept[at:]])
    codes = {line.values["code"]: found[at + place].values["code"] for place, line in enumerate(alone)}
    return [
        having(line, waits=_retold(line.values.get("waits"), codes)) if at <= n < at + len(alone) else line for n, line in enumerate(found)
    ]


def beside(lines: Sequence[Line], defaults: Mapping[str, Any]) -> Line:
    """An empty line to be put behind the last ticked one, of its department, owner and last day."""
    ticked = chosen(lines)
    model = lines[max(ticked)].values if ticked else (lines[-1].values if lines else {})
    day = model.get("due_on") or defaults["starts_on"]
    own = {name: model.get(name) or defaults.get(name) for name in ("department", "owner")}
    empty: dict[str, Any] = dict.fromkeys(GRID.by_name)
    return Line(None, None, empty | own | {"level": 0, "kind": "task", "starts_on": day, "due_on": day})


def changed(lines: Sequence[Line], values: Mapping[str, Any], days: int, calendar: WorkCalendar) -> list[Line]:
    """The ticked lines with those values, and their dates so many working days later; what is None stays."""
    ticked = outlining.covered(levels(lines), chosen(lines)) if days else chosen(lines)
    direct, found = chosen(lines), []
    for place, line in enumerate(lines):
        own = {name: value for name, value in values.items() if value is not None} if place in direct else {}
        starts_on, due_on = line.values.get("starts_on"), line.values.get("due_on")
        if place in ticked and days and starts_on and due_on:
            own |= dict(zip(("starts_on", "due_on"), shifted(starts_on, due_on, days, calendar), strict=True))
        found.append(having(line, **own))
    return found


def _levelled(lines: Sequence[Line], settled: Sequence[int]) -> list[Line]:
    return _renamed(lines, [(place, having(line, level=settled[place])) for place, line in enumerate(lines)])


def _renamed(lines: Sequence[Line], order: Sequence[tuple[int | None, Line]]) -> list[Line]:
    """The lines in a new order, with the codes of their new places, also where others wait for them; place None: a line of its own."""
    found = typed([line for _, line in order])
    codes = {lines[place].values["code"]: line.values["code"] for (place, _), line in zip(order, found, strict=True) if place is not None}
    own = {place for place, (old, _) in enumerate(order) if old is None}
    return [line if place in own else having(line, waits=_retold(line.values.get("waits"), codes)) for place, line in enumerate(found)]


def _retold(text: str | None, codes: Mapping[str, str]) -> str | None:
    """What a line waits for by the new codes, without what is gone; a text nobody understands stays as it is."""
    try:
        return waits.told(wait._replace(code=codes[wait.code]) for wait in waits.read(text or "") if wait.code in codes) or None
    except waits.Unclear:
        return text
