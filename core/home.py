"""This process's home: its data folder, its engine and its ledger, opened once and shared by every visit."""

import threading
from datetime import datetime, timedelta
from pathlib import Path

from core import clock
from core.memo import Memo
from core.rules import setting
from core.schema.tables import TABLES
from core.store.duck import DuckEngine
from core.store.ledger import Ledger
from core.store.migrate import migrate
from core.store.place import folder
from core.store.sessions import Sessions


class Home:
    """A data folder and what is kept in it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.engine = DuckEngine(folder / "tongpin.duckdb")
        migrate(self.engine, clock.now())
        self.ledger = Ledger(self.engine, TABLES)
        self.sessions = Sessions(self.engine)
        self._idle = Memo(1)

    def whose(self, token: str, at: datetime) -> int | None:
        """The id of the person whose session a token opens, unless it lay idle longer than the setting allows."""
        frames = self.ledger.snapshot()
        minutes = self._idle.get((self.ledger.era, frames.position), lambda: setting(frames["setting"], "idle_minutes"))
        return self.sessions.person_of(token, at, idle=timedelta(minutes=minutes))

    def close(self) -> None:
        """Let go of the database."""
        self.engine.close()


_lock = threading.Lock()
_home: Home | None = None


def home() -> Home:
    """The home of this process, opened when first asked for."""
    global _home  # noqa: PLW0603 - one per process is what it is for
    with _lock:
        if _home is None:
            _home = Home(folder())
        return _home


def leave() -> None:
    """Close the home, so that the next call of home() opens it anew."""
    global _home  # noqa: PLW0603
    with _lock:
        if _home is not None:
            _home.close()
        _home = None
