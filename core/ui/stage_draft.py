"""The drafted minutes: what the slides put into them, and how a newer draft goes into what the host has made of an older one."""

from collections.abc import Mapping, Sequence
from typing import Any

from core.schema.check import LENGTHS
from core.schema.field import Kind
from core.text import Text
from core.ui.slide import Slide
from core.visit import Visit

# Characters that minutes are read to the end of.
ROOM = 1500
SECTION = Text("【{title}】", "[{title}]")
_OPENS, _CLOSES = "【[", "】]"


def draft(visit: Visit, slides: Sequence[Slide]) -> str:
    """What the slides put into the minutes, each under its title: the first line of every slide, then the second, while there is room."""
    told = [(visit.say(SECTION, title=slide.title), slide.minutes.strip().splitlines()) for slide in slides if slide.minutes.strip()]
    taken, room = [0] * len(told), ROOM - sum(len(title) + 1 for title, _ in told)
    for turn in range(max((len(lines) for _, lines in told), default=0)):
        for place, (_, lines) in enumerate(told):
            # A line that does not fit ends its slide: what is more important comes first.
            if taken[place] == turn < len(lines) and len(lines[turn]) < room:
                taken[place], room = turn + 1, room - len(lines[turn]) - 1
    return "\n".join("\n".join([title, *lines[:most]]) for (title, lines), most in zip(told, taken, strict=True))[: LENGTHS[Kind.LONG_TEXT]]


def renewed(mine: Mapping[str, Any], shown: Mapping[str, Any], newest: Mapping[str, Any]) -> dict[str, Any]:
    """The newest draft, by field, where mine is as it was shown; else mine, a text with the lines that are new since then below it."""
    return {name: _renewed(mine[name], shown[name], value) if name in mine else value for name, value in newest.items()}


def same(mine: Mapping[str, Any], shown: Mapping[str, Any]) -> bool:
    """Whether every field is as it was shown."""
    return all((mine[name] or None) == (value or None) for name, value in shown.items() if name in mine)


def _renewed(mine: Any, shown: Any, newest: Any) -> Any:
    if (mine or None) == (shown or None):
        return newest
    if not isinstance(mine, str) or not isinstance(newest, str):
        return mine
    return "\n".join([*filter(None, [mine]), *_added(newest.splitlines(), {*mine.splitlines(), *(shown or "").splitlines()})])


def _added(lines: Sequence[str], known: set[str]) -> list[str]:
    """The lines that are not known, each under the heading it has."""
    found, heading = [], None
    for line in lines:
        if line[:1] and line[0] in _OPENS and line[-1] in _CLOSES:
            heading = line
        elif line.strip() and line not in known:
            found += [line] if heading is None else [heading, line]
            heading = None
    return found
