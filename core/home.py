"""This server's home: its engine and its ledger, opened once and shared by every visit."""

import threading
from datetime import datetime, timedelta

from core import clock
from core.memo import Memo
from core.rules import setting
from core.schema.tables import TABLES
from core.store.engine import Engine
from core.store.files import Files
from core.store.invitations import Invitations
from core.store.ledger import Ledger
from core.store.migrate import migrate
from core.store.place import files, open_engine
from core.store.sessions import Sessions
from core.text import Language
from core.visit import Visit, person


class Home:
    """A database, brought to the newest schema, and what is kept in it. Raises StoreUnavailable."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        migrate(self.engine, clock.now())
        self.ledger = Ledger(self.engine, TABLES)
        self.sessions = Sessions(self.engine)
        self.invitations = Invitations(self.engine)
        self.files = Files(files())
        self._idle = Memo(1)

    def whose(self, token: str, at: datetime) -> int | None:
        """The id of the person whose session a token opens, unless it lay idle longer than the setting allows."""
        frames = self.ledger.snapshot()
        minutes = self._idle.get((frames.era, frames.position), lambda: setting(frames["setting"], "idle_minutes"))
        return self.sessions.person_of(token, at, idle=timedelta(minutes=minutes))

    def visit(self, token: str, at: datetime) -> Visit | None:
        """The visit of whoever's session a token opens, unless he is not active or has yet to choose a password of his own."""
        found = self.whose(token, at)
        who = None if found is None else person(self.ledger.snapshot(), found)
        credential = None if who is None else self.sessions.credential(who.id)
        if who is None or (credential is not None and credential.must_change):
            return None
        return Visit(self.ledger, who, Language(who.language), at)

    def close(self) -> None:
        """Let go of the database."""
        self.engine.close()


_lock = threading.Lock()
_home: Home | None = None


def home() -> Home:
    """The home of this server, opened when first asked for."""
    global _home  # noqa: PLW0603 - one per process is what it is for
    with _lock:
        if _home is None:
            _home = Home(open_engine())
        return _home


def leave() -> None:
    """Close the home, so that the next call of home() opens it anew."""
    global _home  # noqa: PLW0603
    with _lock:
        if _home is not None:
            _home.close()
        _home = None
