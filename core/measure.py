"""A measure: what can be followed over time, with its rule in words, its unit and what it is split by."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from core.text import Text

Shape = Literal["share", "median", "standing", "progress"]
Unit = Literal["%", "nps", "hours", "points", "ratio", "count"]

FAMILIES: Mapping[str, Text] = MappingProxyType(
    {
        "promises": Text("承诺", "Promises"),
        "progress": Text("进度", "Progress"),
        "trouble": Text("风险与问题", "Risks & issues"),
        "results": Text("满意度与交付", "Satisfaction & delivery"),
        "meetings": Text("会议", "Meetings"),
    }
)
_LEVEL = Text("级别", "Level")
_BOUNDS: Mapping[Unit, tuple[float | None, float | None]] = MappingProxyType(
    {"%": (0.0, 1.0), "nps": (-100.0, 100.0), "points": (-100.0, 100.0), "hours": (0.0, None), "ratio": (0.0, None), "count": (0.0, None)}
)


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure: a share, median, standing count or reading of progress over time.

    level: the dictionary of the third thing it can be split by, with its name; aim: what the rules ask of it, where no goal says
    otherwise; source: the source of the goals that measure it; down: less is better.
    """

    family: str
    label: Text
    rule: Text
    shape: Shape
    unit: Unit
    level: str = ""
    level_label: Text = _LEVEL
    aim: float | None = None
    source: str = ""
    down: bool = False

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """The least and the most that a value can be; None where there is no such end."""
        if self.shape == "standing":
            return 0.0, None
        return _BOUNDS[self.unit]
