"""python -m tests.bench.plan: the plan page at 20, 200 and 2,000 tasks, and the critical path of 10,000; milliseconds of server time."""

# ruff: noqa: T201 - a command

import os
import time
from collections.abc import Callable
from random import Random
from statistics import median

import polars as pl

from core.actions import task
from core.metrics.schedule import critical_path
from pages.plan import VIEWS
from tests.builders import company, update
from tests.pages.app import app
from tests.plans import planned

_TIMED = {"id": pl.Int64, "duration": pl.Int64}
_LINKED = {"predecessor": pl.Int64, "successor": pl.Int64, "type": pl.String, "lag": pl.Int64}


def network(tasks: int, links: int) -> Callable[[], object]:
    """The critical path of a network of that size, ready to be computed."""
    random = Random(1)
    rows = pl.DataFrame([(number, random.randrange(1, 20)) for number in range(tasks)], schema=_TIMED, orient="row")
    pairs = [sorted(random.sample(range(tasks), 2)) for _ in range(links)]
    found = [(before, after, random.choice(["FS", "FS", "SS", "FF", "SF"]), random.randrange(-2, 4)) for before, after in pairs]
    waits = pl.DataFrame(found, schema=_LINKED, orient="row")
    return lambda: critical_path(rows, waits)


def views(tasks: int) -> dict[str, tuple[float, float]]:
    """View → milliseconds of its first run after somebody has saved a report, and of a run when nothing has changed."""
    c = company()
    lead = c.visit("lead")
    planned(c, lead, tasks)
    open_one = c.ledger.snapshot()["task"].filter(kind="task", status="doing")["id"][0]
    found = {}
    for number, view in enumerate(VIEWS):
        screen = app(c.ledger, c.people["lead"], "plan", project=c.projects["launch"], view=view)
        assert not screen.exception, view
        task.report(lead, [update(open_one, percent=41.0 + number)])
        found[view] = _once(screen.run), median(_once(screen.run) for _ in range(5))
    return found


def _once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - start)


def main() -> None:
    """Print the table."""
    print(f"{os.cpu_count()} cores, load average {', '.join(f'{one:.1f}' for one in os.getloadavg())}\n")
    paths = network(10_000, 20_000)
    print(f"critical path of 10,000 tasks with 20,000 links: {median(_once(paths) for _ in range(5)):.0f} ms\n")
    sizes = {tasks: views(tasks) for tasks in (20, 200, 2_000)}
    print(f"{'view (after a save, again)':28}" + "".join(f"{tasks:>16,} tasks" for tasks in sizes))
    for view in VIEWS:
        print(f"{view:28}" + "".join(f"{first:>12.0f} {again:>9.0f}" for first, again in (found[view] for found in sizes.values())))


if __name__ == "__main__":
    main()
