"""The lines between the bars of a Gantt chart: right-angled, from what is waited for to what waits."""

from collections.abc import Iterable
from typing import Any

import polars as pl

from core.charts.style import BAD, QUIET

# More lines than this hide the bars: then only those of the critical path are drawn, and none where even these are more.
MOST = 120
SCHEMA: dict[str, type[pl.DataType]] = {
    **dict.fromkeys(("link", "task", "step", "time", "then"), pl.Int64),
    **dict.fromkeys(("at", "to", "ink", "head"), pl.String),
}
Point = tuple[int, str]


def drawn(tasks: pl.DataFrame, links: pl.DataFrame) -> tuple[pl.DataFrame, str]:
    """The links between the leaves among these tasks that are drawn, and which they are: all, critical or none."""
    leaves = tasks.filter("leaf")
    inside = _between(links, leaves)
    if inside.height <= MOST:
        return inside, "all"
    inside = _between(inside, leaves.filter("critical"))
    return (inside, "critical") if inside.height <= MOST else (inside.clear(), "none")


def _between(links: pl.DataFrame, tasks: pl.DataFrame) -> pl.DataFrame:
    known = tasks["id"].implode()
    return links.filter(pl.col("predecessor").is_in(known), pl.col("successor").is_in(known))


def elbows(rows: pl.DataFrame, links: pl.DataFrame, stub: int) -> pl.DataFrame:
    """The corners of each link between two rows, in their order, each with the next (then, to); the last carries the head: SCHEMA.

    stub: a short way, in milliseconds.
    """
    placed = {row["task"]: (index, row) for index, row in enumerate(rows.iter_rows(named=True)) if row["task"] is not None}
    found = [
        line
        for row in links.select("id", "predecessor", "successor", "type").iter_rows(named=True)
        for line in _elbow(row, placed[row["predecessor"]], placed[row["successor"]], stub)
    ]
    return pl.DataFrame(found, schema=SCHEMA)


def _elbow(
    link: dict[str, Any], before: tuple[int, dict[str, Any]], after: tuple[int, dict[str, Any]], stub: int
) -> Iterable[dict[str, Any]]:
    (above, source), (below, target) = before, after
    leaves, enters = link["type"]
    x, goal = _edge(source, leaves, stub), _edge(target, enters, stub)
    down = below > above
    if leaves != enters:
        # Straight into the edge of the bar that waits: with a lead it leaves the other one before its end.
        turn = goal + stub if enters == "S" else goal - stub
        begin = min(max(_edge(source, "S", stub), turn), _edge(source, "F", stub))
        points: list[Point] = [(begin, source["at"]), (turn, source["at"]), (turn, target["at"])]
        head = "triangle-down" if down else "triangle-up"
    else:
        turn = min(x, goal) - 2 * stub if leaves == "S" else max(x, goal) + 2 * stub
        points = [(x, source["at"]), (turn, source["at"]), (turn, target["at"]), (goal, target["at"])]
        head = "triangle-right" if leaves == "S" else "triangle-left"
    ink = BAD.colour if source["critical"] and target["critical"] else QUIET.colour
    for step, ((time, at), (then, to)) in enumerate(zip(points, [*points[1:], (None, None)], strict=True)):
        way = {"time": time, "then": then, "at": at, "to": to, "ink": ink, "head": head if to is None else None}
        yield {"link": link["id"], "task": link["successor"], "step": step} | way


def _edge(row: dict[str, Any], side: str, stub: int) -> int:
    """Where a link leaves or enters a bar; a diamond has its edges close to its middle."""
    if row["middle"] is not None:
        return int(row["middle"]) + (-stub if side == "S" else stub)
    return int(row["start"] if side == "S" else row["end"])
