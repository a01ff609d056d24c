"""A figure of the weekly meeting as people read it: its value, its target, and how it moved."""

from decimal import Decimal
from math import inf
from typing import Any


def gap(row: dict[str, Any]) -> float:
    """How far a figure is from its target, as a share of it; infinite where there should be none at all."""
    return float(abs(row["now"] / row["target"] - 1)) if row["target"] else inf


def written(name: str, value: float | None) -> str | None:
    """A figure as people read it."""
    if value is None:
        return None
    if name in {"compliance", "on_time", "csat"}:
        return f"{value:.1%}"
    if name == "deviation":
        return f"{value:+.1f}"
    return f"{value:.2f}" if name == "spi" else f"{value:,.0f}"


def aim(row: dict[str, Any]) -> str | None:
    """The target as people read it."""
    said = written(row["name"], row["target"])
    return None if said is None else said.removeprefix("+")


def moved(row: dict[str, Any]) -> str | None:
    """How a figure moved as it is written, signed and in its own measure; None where it did not, or nobody knows."""
    if row["now"] is None or row["before"] is None:
        return None
    step = _read(row["name"], row["now"]) - _read(row["name"], row["before"])
    return f"{step:+,}" if step else None


def _read(name: str, value: float) -> Decimal:
    """The number of a figure as it is written: what two that are written so differ by, nobody can see otherwise."""
    return Decimal((written(name, value) or "").replace(",", "").rstrip("%"))
