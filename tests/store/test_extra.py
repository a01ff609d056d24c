"""What records hold beside their declared fields: carried over by every change, sealed, seen as of a past day, and moved along."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.home import Home
from core.schema.tables import TABLES
from core.store.ledger import Ledger
from core.store.move import move
from core.store.place import open_engine
from core.store.verify import broken_at
from tests import engines

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)
HOUR = timedelta(hours=1)
OLD, NEW = '{"x_vendor": "华东\\u0000电子", "x_amount": 0.1}', '{"x_vendor": "乙"}'


@pytest.fixture
def ledger() -> Ledger:
    """A request with something in extra, which is then renamed, filled in anew, and removed."""
    made = Ledger(engines.fresh(), TABLES)
    with made.writing(1, NOW, "add") as work:
        work.add("request", {"title": "需求", "extra": OLD})
        work.add("request", {"title": "另一个"})
    with made.writing(1, NOW + HOUR, "change") as work:
        work.change("request", 1, 1, {"title": "改过"})
    with made.writing(1, NOW + 2 * HOUR, "change") as work:
        work.change("request", 1, 2, {"extra": NEW})
    with made.writing(1, NOW + 3 * HOUR, "remove") as work:
        work.remove("request", 1, 3)
    return made


def test_a_change_of_something_else_carries_it_over(ledger: Ledger) -> None:
    assert ledger.history("request", 1)["extra"].to_list() == [OLD, OLD, NEW, NEW]
    assert ledger.history("request", 2)["extra"].to_list() == [None]


def test_what_was_sealed_is_what_is_read_back(ledger: Ledger) -> None:
    assert broken_at(ledger.engine, TABLES) is None
    assert Ledger(ledger.engine, TABLES).snapshot().everything["request"].sort("id")["extra"].to_list() == [NEW, None]


def test_an_edit_by_hand_is_found(ledger: Ledger) -> None:
    with ledger.engine.write("records") as transaction:
        transaction.run("UPDATE request SET extra = $1 WHERE id = 1 AND version = 2", [NEW])
    assert broken_at(ledger.engine, TABLES) == 2


def test_the_past_holds_what_was_filled_in_then(ledger: Ledger) -> None:
    past = [ledger.as_of(NOW + hours * HOUR)["request"].filter(id=1)["extra"].to_list() for hours in range(4)]
    assert past == [[OLD], [OLD], [NEW], []]


def test_it_is_moved_along_with_its_record(ledger: Ledger, tmp_path: Path) -> None:
    target = open_engine(str(tmp_path / "target.duckdb"))
    assert move(ledger.engine, target) == ledger.saves()["digest"][-1]
    assert Home(target).ledger.history("request", 1)["extra"].to_list() == [OLD, OLD, NEW, NEW]
    target.close()
