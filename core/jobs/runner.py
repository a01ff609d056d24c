"""Runs the jobs whose turn has come: of several servers over one database, one does each."""

import logging
import threading
from collections.abc import Iterable
from datetime import datetime

from core import clock
from core.home import Home
from core.jobs.jobs import JOBS, Job
from core.store.engine import StoreUnavailable

LOG = logging.getLogger("tongpin.jobs")
_EVERY = 30.0


def run_due(home: Home, jobs: Iterable[Job], at: datetime) -> list[str]:
    """Do the jobs that nobody has done in their turn yet. Returns the names of those done here.

    A job is done inside the transaction that says it is done: other servers wait for its end, and when it fails, or its server
    dies, the next one to come does it.
    """
    done = []
    for job in jobs:
        try:
            if _done(home, job, at):
                done.append(job.name)
        except StoreUnavailable as unavailable:
            LOG.warning("the job %s has to wait: %s", job.name, unavailable)
        except Exception:
            LOG.exception("the job %s failed", job.name)
    return done


def _done(home: Home, job: Job, at: datetime) -> bool:
    known = "SELECT 1 FROM job_run WHERE job = $1 AND turn = $2"
    turn = [job.name, job.turn(home, at)]
    # Asked without the lock first: nearly always it is done already.
    if home.engine.rows(known, turn):
        return False
    with home.engine.write(f"job {job.name}") as transaction:
        if transaction.rows(known, turn):
            return False
        job.do(home, at)
        transaction.run("INSERT INTO job_run VALUES ($1, $2, $3)", [*turn, at])
    return True


class Runner:
    """A thread that looks every half minute whether a job's turn has come."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="jobs", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._stopping.wait(_EVERY):
            run_due(self._home, JOBS, clock.now())

    def stop(self) -> None:
        """Let the job at hand finish, and do no more."""
        self._stopping.set()
        self._thread.join()
