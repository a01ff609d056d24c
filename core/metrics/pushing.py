"""Open work pushed through its dependencies, many runs at a time. Places in time are those of core.metrics.remaining."""

from graphlib import CycleError, TopologicalSorter

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.metrics.schedule import Cycle

Array = NDArray[np.float64]

_CLOSE = 1e-6
_LINK = ("predecessor", "successor", "type", "lag_days")


class Network:
    """The work of a plan (core.metrics.remaining.work) and its links, in an order in which nothing precedes what it waits for."""

    def __init__(self, work: pl.DataFrame, links: pl.DataFrame) -> None:
        """A link that names a task not among the work is left out. Raises Cycle."""
        place = {task: row for row, task in enumerate(work["id"])}
        self._rows = work.select("days", "remaining", "floor", "began", "ended", "speed").rows()
        self._shown = work["shown"].fill_null(-np.inf).to_numpy()[:, None]
        self._counts = work["counts"].to_numpy()
        self._before: list[list[tuple[int, str, int]]] = [[] for _ in place]
        order: TopologicalSorter[int] = TopologicalSorter(dict.fromkeys(range(len(place)), ()))
        for predecessor, successor, kind, lag in links.select(_LINK).iter_rows():
            if predecessor in place and successor in place:
                order.add(place[successor], place[predecessor])
                self._before[place[successor]].append((place[predecessor], kind, lag))
        try:
            self._sequence = list(order.static_order())
        except CycleError as error:
            raise Cycle(tuple(work["id"][row] for row in error.args[1])) from error

    def push(self, ratios: Array) -> tuple[Array, Array]:
        """Where each task begins what remains of it, and ends: tasks × runs, in the order of the work. ratios: tasks × runs."""
        begin, end = np.empty_like(ratios), np.empty_like(ratios)
        start = np.empty_like(ratios)
        for row in self._sequence:
            days, remaining, floor, began, ended, speed = self._rows[row]
            if ended is not None:
                begin[row], start[row], end[row] = began, began, ended
                continue
            length = ratios[row] * (days * remaining / speed)
            at = begin[row]
            at.fill(floor)
            for before, kind, lag in self._before[row]:
                edge = (end if kind in {"FS", "FF"} else start)[before] + lag
                np.maximum(at, edge - length if kind in {"FF", "SF"} else edge, out=at)
            np.add(at, length, out=end[row])
            start[row] = at if began is None else began
        return begin, end

    def finishes(self, end: Array) -> Array:
        """Where each run has everything finished: what is dropped does not count, and a milestone is not reached before its day."""
        found: Array = np.maximum(end, self._shown)[self._counts].max(axis=0)
        return found

    def reached(self, end: Array) -> Array:
        """Where each task is finished, and each milestone reached."""
        found: Array = np.maximum(end, self._shown)
        return found

    def critical(self, ratios: Array) -> list[bool]:
        """Whether a day more for what is open of a task is a day more for the whole. ratios: tasks × 1."""
        begin, end = (places[:, 0].tolist() for places in self.push(ratios))
        last = float(self.finishes(np.array(end)[:, None])[0])
        late = [last] * len(end)  # where each may end at the latest
        for row in reversed(self._sequence):
            if self._rows[row][4] is not None:
                continue
            length = end[row] - begin[row]
            latest_begin = late[row] - length
            for before, kind, lag in self._before[row]:
                own = end[before] - begin[before]
                edge = (late[row] if kind in {"FF", "SF"} else latest_begin) - lag
                if kind in {"FS", "FF"}:
                    late[before] = min(late[before], edge)
                elif self._rows[before][3] is None:  # what has begun cannot begin later
                    late[before] = min(late[before], edge + own)
        return [
            bool(counts) and ended is None and late_end - end_at < _CLOSE
            for counts, (*_, ended, _speed), late_end, end_at in zip(self._counts, self._rows, late, end, strict=True)
        ]
