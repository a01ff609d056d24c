"""The regular jobs: what each does and when its turn comes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.access import NOBODY, Person
from core.actions import warning
from core.home import Home
from core.rules import setting
from core.text import Language
from core.visit import Visit

# How long it is remembered that a job was done: longer than any job's turn lasts.
_REMEMBERED = timedelta(days=90)


@dataclass(frozen=True)
class Job:
    """turn names the hour, day or week a moment falls into: the job is done once in each. It should take less than a minute."""

    name: str
    turn: Callable[[Home, datetime], str]
    do: Callable[[Home, datetime], None]


def hourly(_: Home, at: datetime) -> str:
    """The hour of a moment."""
    return at.strftime("%Y-%m-%dT%H")


def weeks_of_warnings(home: Home, at: datetime) -> str:
    """The week that begins, by the organisation's clock, when its setting warnings_at says so: on Wednesday at nine."""
    return _wall(home, at, back=setting(home.ledger.snapshot()["setting"], "warnings_at")).strftime("%G-W%V")


def tidy(home: Home, at: datetime) -> None:
    """Delete what no longer matters of sessions and jobs."""
    home.sessions.prune(at)
    with home.engine.write("tidy") as transaction:
        transaction.run("DELETE FROM job_run WHERE ended_at < $1", [at - _REMEMBERED])


def warnings(home: Home, at: datetime) -> None:
    """Make the warning list of the week; not before its day, when a server that slept makes up for a turn of the week before."""
    if _wall(home, at).strftime("%G-W%V") == weeks_of_warnings(home, at):
        warning.list_week(_house(home, at))


def _house(home: Home, at: datetime) -> Visit:
    """The visit in which the house itself acts."""
    return Visit(home.ledger, Person(NOBODY, "", "admin", None, False, frozenset()), Language.ZH, at)


def _wall(home: Home, at: datetime, back: timedelta = timedelta()) -> datetime:
    """What the organisation's clock shows at a moment, turned back by so much."""
    return _house(home, at).local(at).replace(tzinfo=None) - back


JOBS = (Job("tidy", hourly, tidy), Job("warnings", weeks_of_warnings, warnings))
