"""The store and every metric over a ledger of a given size, timed in this process."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from statistics import median

from core import figures, promises
from core.figures import Choice
from core.home import Home
from core.metrics import compliance, progress, risk, satisfaction
from core.schema.tables import TABLES
from core.store.ledger import Ledger
from core.text import Language
from core.visit import Visit, person

# What the overview draws, apart from the rows behind its figures.
_OVERVIEW = ("matrix", "kinds", "weekly_compliance", "projects", "weekly_progress", "on_time", "weekly_on_time", "weekly_risks", "heat")
_OVERVIEW = (*_OVERVIEW, "goals", "decisions")


def measured(home: Home, now: datetime, times: int) -> dict[str, float]:
    """Medians in milliseconds: every metric, the whole overview's figures in a new minute, a save, and following somebody else's."""
    who = person(home.ledger.snapshot(), 1)
    assert who is not None
    visit = Visit(home.ledger, who, Language.ZH, now)
    frames, rules, moment = visit.frames, visit.rules, visit.moment
    tasks, updates, calendar = frames["task"], frames["progress"], rules.calendar
    known = visit.promises
    clocks = promises.clocks(frames, visit.epochs)
    works: dict[str, Callable[[], object]] = {
        "progress": lambda: progress.progress(tasks, updates, calendar, moment, ["department"]),
        "leaves": lambda: progress.leaves(tasks, updates, calendar, moment),
        "weekly": lambda: progress.weekly(tasks, updates, calendar, moment, []),
        "clocks": lambda: promises.clocks(frames, visit.epochs),
        "states": lambda: promises.states(clocks, moment),
        "compliance": lambda: compliance.compliance(known, ["department", "kind"]),
        "weekly compliance": lambda: compliance.weekly(known, visit.zone, []),
        "times": lambda: compliance.times(known, ["kind"]),
        "heatmap": lambda: risk.heatmap(frames["risk"]),
        "csat": lambda: satisfaction.csat(frames["answer"], ["department"]),
        "attainment": lambda: satisfaction.attainment(frames["goal"], frames["reading"], visit.today),
    }
    found = {name: _median(times, work) for name, work in works.items()}
    minutes = (Visit(home.ledger, who, Language.ZH, now + timedelta(minutes=minute)) for minute in range(1, times + 2))
    return found | {"overview figures, new minute": _median(times, lambda: _overview(next(minutes)))} | _saved(home, now, times)


def _overview(visit: Visit) -> None:
    choice = Choice(days=90)
    for name in _OVERVIEW:
        getattr(figures, name)(visit, choice)


def _saved(home: Home, now: datetime, times: int) -> dict[str, float]:
    ledger, other = home.ledger, Ledger(home.engine, TABLES)
    row = ledger.snapshot()["progress"].row(0, named=True)
    values = {name: row[name] for name in ("task", "reported_on", "percent", "health")}

    def save() -> None:
        with ledger.writing(1, now, "report") as work:
            work.add("progress", values)
            work.change("task", values["task"], None, {"percent": values["percent"]})

    saves, follows = [], []
    for _ in range(times):
        saves.append(_once(save))
        # Another server's view of the same database: this one reads what it did not write.
        follows.append(_once(other._follow))
        assert other.snapshot().position == ledger.snapshot().position
    return {"save": median(saves), "follow": median(follows)}


def _median(times: int, work: Callable[[], object]) -> float:
    work()
    return median(_once(work) for _ in range(times))


def _once(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000
