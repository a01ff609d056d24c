"""Part of an outline: its upper levels, one of its phases, or some of its tasks under what stands above them."""

from collections.abc import Collection

import polars as pl


def excerpt(
    tasks: pl.DataFrame, *, levels: int | None = None, phase: int | None = None, wanted: Collection[int] | None = None
) -> pl.DataFrame:
    """The rows of an outline (id, parent, depth, in its order) that are asked for, in the same order.

    levels: that many from the top; phase: that task and all below it; wanted: those tasks and all above them. None leaves it whole.
    """
    rows = tasks.select("id", "parent", "depth").rows()
    kept = {record for record, _, _ in rows}
    if phase is not None:
        kept &= _below(rows, phase)
    if wanted is not None:
        kept &= _above(rows, wanted)
    shown = pl.col("id").is_in(list(kept))
    return tasks.filter(shown if levels is None else shown & (pl.col("depth") < levels))


def _below(rows: list[tuple[int, int | None, int]], phase: int) -> set[int]:
    inside = {phase}
    for record, parent, _ in rows:
        if parent in inside:
            inside.add(record)
    return inside


def _above(rows: list[tuple[int, int | None, int]], wanted: Collection[int]) -> set[int]:
    found = set(wanted)
    for record, parent, _ in reversed(rows):
        if record in found and parent is not None:
            found.add(parent)
    return found
