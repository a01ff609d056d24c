"""Copy a whole ledger from one database to another: `python -m core.store.move FROM TO`, either way.

FROM and TO are a postgresql:// address or the file of an embedded database. It can be interrupted and run again: it goes on where
it stopped. The database it comes from is brought to this release's schema, and otherwise left as it is.
"""

import argparse
import sys

from core import clock
from core.schema.tables import TABLES
from core.store.engine import Engine, StoreUnavailable
from core.store.migrate import migrate
from core.store.place import open_engine
from core.store.verify import broken_at, position, slices

# What is not part of the ledger: who may come in, who is in, who is invited, and which jobs are done.
PRIVATE = ("credential", "attempt", "ticket", "session", "session_seen", "session_end", "invitation", "job_run")


class Refused(Exception):
    """The databases are not such that one can be copied into the other."""


def move(source: Engine, target: Engine) -> str:
    """Copy what the target lacks, compare both, and return the digest of the last save. Raises Refused."""
    migrate(source, clock.now())
    migrate(target, clock.now())
    last, began = position(source), position(target)
    if _digest(source, began) != _digest(target, began):
        raise Refused("the target holds another ledger; nothing was copied")
    for part in slices(source, TABLES, began, last):
        with target.write("records") as transaction:
            for name in (*TABLES, "save"):
                transaction.insert(name, part[name])
        _say(f"{part['save']['seq'][-1]} of {last} saves")
    with target.write("sessions") as transaction:
        for name in PRIVATE:
            transaction.run(f"DELETE FROM {name}")  # noqa: S608
            transaction.insert(name, source.frame(f"SELECT * FROM {name}"))  # noqa: S608
    _say("checking every digest")
    broken = broken_at(target, TABLES)
    if broken is not None:
        raise Refused(f"save {broken} is not what was saved: do not use the copy")
    different = [name for name in (*TABLES, "save") if _count(source, name, last) != _count(target, name, last)]
    if different:
        raise Refused(f"not everything arrived: {', '.join(different)}")
    return _digest(target, last)


def _digest(engine: Engine, seq: int) -> str:
    found = engine.rows('SELECT digest FROM "save" WHERE seq = $1', [seq])
    return str(found[0][0]) if found else ""


def _count(engine: Engine, table: str, until: int) -> object:
    return engine.rows(f'SELECT count(*) FROM "{table}" WHERE seq <= $1', [until])[0][0]  # noqa: S608


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - a command


def main(arguments: list[str] | None = None) -> int:
    """The exit status is 0 when everything arrived, 1 when the copy was refused or is not whole, 2 when a database cannot be reached."""
    parser = argparse.ArgumentParser(prog="python -m core.store.move", description=__doc__)
    parser.add_argument("source", metavar="FROM")
    parser.add_argument("target", metavar="TO")
    asked = parser.parse_args(arguments)
    engines: list[Engine] = []
    try:
        engines = [open_engine(asked.source), open_engine(asked.target)]
        sealed = move(*engines)
    except StoreUnavailable as unavailable:
        _say(f"a database cannot be reached; is a server running on an embedded one? {unavailable}")
        return 2
    except Refused as refused:
        _say(str(refused))
        return 1
    finally:
        for engine in engines:
            engine.close()
    _say(f"everything arrived; the last digest is {sealed or 'none: there are no saves'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
