"""The regular jobs: what each does and when its turn comes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from core.home import Home

# How long it is remembered that a job was done: longer than any job's turn lasts.
_REMEMBERED = timedelta(days=90)


@dataclass(frozen=True)
class Job:
    """turn names the hour, day or week a moment falls into: the job is done once in each. It should take less than a minute."""

    name: str
    turn: Callable[[datetime], str]
    do: Callable[[Home, datetime], None]


def hourly(at: datetime) -> str:
    """The hour of a moment."""
    return at.strftime("%Y-%m-%dT%H")


def tidy(home: Home, at: datetime) -> None:
    """Delete what no longer matters of sessions and jobs."""
    home.sessions.prune(at)
    with home.engine.write("tidy") as transaction:
        transaction.run("DELETE FROM job_run WHERE ended_at < $1", [at - _REMEMBERED])


JOBS = (Job("tidy", hourly, tidy),)
