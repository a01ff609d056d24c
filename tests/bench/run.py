"""One run of the bench: makes the records of each size, measures the metrics over them, then a real server."""

from datetime import datetime
from pathlib import Path
from statistics import median

from tests import engines
from tests.bench import browsed, metrics, served, work

Found = dict[str, dict[str, float]]


def run(folder: Path, sizes: list[int], now: datetime, times: int, *, servers: bool = True, browser: bool = False) -> Found:
    """Medians in milliseconds (memory in MB), by "empty" (an empty page of a default Streamlit) or the number of tasks."""
    found: Found = {}
    if servers:
        with served.empty(_made(folder / "empty")) as tab:
            found["empty"] = _laps(tab, [()] * times)
        if browser:
            found["empty"] |= browsed.empty(_made(folder / "empty page"), times // 4 + 1)
    for size in sizes:
        data = _made(folder / str(size))
        home = engines.opened(data)
        work.fill(home.ledger, size, now)
        found[str(size)] = metrics.measured(home, now, min(times, 9))
        token = home.sessions.redeem(home.sessions.issue_ticket(1, now), now)
        home.close()
        if servers:
            found[str(size)] |= _served(data, f"tongpin_session={token}", times)
            if browser:
                found[str(size)] |= browsed.overview(data, f"tongpin_session={token}", times // 4 + 1)
    return found


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder


def _served(data: Path, cookie: str, times: int) -> dict[str, float]:
    with served.overview(data, cookie) as (tab, start):
        tab.settle()
        found = start | _laps(tab, [()] * times)
        filters = [((tab.department.id, "string_value", name),) for name in list(tab.department.options)[:8]]
        # What nobody has chosen in this minute is worked out; what somebody has is there.
        for name, laps in (("new filter", filters), ("change filter", filters * (times // 8 + 1))):
            found |= {what.replace("rerun", name): value for what, value in _laps(tab, laps).items()}
        found["memory, MB"] = tab.memory
    with served.saving(data, cookie) as (tab, server):
        found["save on the server"] = median(served.save(server) for _ in range(5))
        found["overview after a save"] = tab.lap()
    return found


def _laps(tab: served.Watch, widgets: list[tuple[tuple[str, str, object], ...]]) -> dict[str, float]:
    """The median of the laps, and the processor time of the server for one, in which other programs do not count."""
    before = tab.processor
    laps = [tab.lap(*chosen) for chosen in widgets]
    return {"rerun": median(laps), "rerun, processor": (tab.processor - before) / len(laps)}
