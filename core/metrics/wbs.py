"""The work breakdown as an outline: tasks in the order people read a plan."""

from collections.abc import Mapping
from typing import Any

import polars as pl


def outline(tasks: pl.DataFrame) -> pl.DataFrame:
    """The tasks, each below its parent, siblings by code, with depth (0 at the top).

    A task whose parent is not among the rows stands at the top.
    """
    rows = tasks.select("id", "parent", "code").to_dicts()
    known = {row["id"] for row in rows}
    below: dict[int | None, list[Mapping[str, Any]]] = {}
    for row in sorted(rows, key=_place):
        below.setdefault(row["parent"] if row["parent"] in known else None, []).append(row)
    order: list[tuple[int, int]] = []
    waiting = [(row["id"], 0) for row in reversed(below.get(None, []))]
    while waiting:
        record, depth = waiting.pop()
        order.append((record, depth))
        waiting += [(row["id"], depth + 1) for row in reversed(below.get(record, []))]
    places = pl.DataFrame(order, schema={"id": pl.Int64, "depth": pl.Int64}, orient="row")
    return places.join(tasks, on="id", how="left", maintain_order="left").select(*tasks.columns, "depth")


def _place(row: Mapping[str, Any]) -> tuple[list[int], int]:
    """1.10 comes after 1.9."""
    return [int(part) for part in str(row["code"] or "").split(".") if part.isdecimal()], row["id"]
