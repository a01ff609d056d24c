"""Servers over one database follow each other: what one saves, the others show and go on from."""

import threading
from datetime import UTC, datetime

import pytest

from core.schema.tables import TABLES
from core.store.engine import StoreUnavailable
from core.store.ledger import Ledger
from core.store.verify import broken_at
from core.store.work import AlreadySaved, Conflict
from tests import engines
from tests.engines import Counted

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


@pytest.fixture
def shared() -> Counted:
    """A database that other processes write to as well."""
    engine = Counted(engines.fresh())
    engine.alone = False
    return engine


@pytest.fixture
def here(shared: Counted) -> Ledger:
    return Ledger(shared, TABLES)


@pytest.fixture
def there(shared: Counted) -> Ledger:
    return Ledger(shared, TABLES)


def add(ledger: Ledger, code: str, key: str = "") -> int:
    with ledger.writing(1, NOW, "add", key) as work:
        work.add("goal", {"name": f"目标 {code}"})
        return work.add("department", {"code": code, "name": f"部门 {code}"})


def rename(ledger: Ledger, record: int, base: int | None, name: str) -> None:
    with ledger.writing(2, NOW, "change") as work:
        work.change("department", record, base, {"name": name})


def names(ledger: Ledger) -> list[str]:
    return ledger.snapshot()["department"].sort("id")["name"].to_list()


def test_what_one_server_saves_the_other_shows(here: Ledger, there: Ledger) -> None:
    record = add(here, "RD")
    assert names(there) == ["部门 RD"]
    rename(there, record, 1, "研发部")
    assert names(here) == ["研发部"]
    assert here.snapshot().position == there.snapshot().position == 2


def test_nothing_new_costs_one_small_read_and_keeps_the_same_frames(here: Ledger, there: Ledger, shared: Counted) -> None:
    add(here, "RD")
    before = there.snapshot()
    shared.reads = 0
    assert there.snapshot() is before
    assert shared.reads == 1


def test_a_save_that_the_other_server_has_not_seen_yet_is_a_conflict_and_not_lost(here: Ledger, there: Ledger) -> None:
    record = add(here, "RD")
    seen = there.snapshot()["department"]["version"][0]
    rename(here, record, 1, "这边")
    with pytest.raises(Conflict) as conflict:
        rename(there, record, seen, "那边")
    assert conflict.value.theirs["name"] == "这边"
    assert names(there) == ["这边"]


def test_records_made_by_two_servers_in_turn_count_on(here: Ledger, there: Ledger) -> None:
    assert [add(ledger, code) for ledger, code in ((here, "A"), (there, "B"), (here, "C"), (there, "D"))] == [1, 2, 3, 4]
    with there.writing(1, NOW, "change") as work:
        assert len(work.find("department", name="部门 C")) == 1
    assert broken_at(here.engine, TABLES) is None


def test_the_same_click_on_two_servers_is_saved_once(here: Ledger, there: Ledger) -> None:
    record = add(here, "RD", key="click")
    with pytest.raises(AlreadySaved) as already:
        add(there, "RD", key="click")
    assert already.value.record == 1 == record


def test_what_one_server_forgets_the_other_forgets_even_when_more_was_saved_since(here: Ledger, there: Ledger) -> None:
    add(here, "A")
    kept = here.snapshot().position
    add(here, "B")
    before = there.snapshot()
    here.forget_after(kept)
    add(here, "C")
    after = there.snapshot()
    assert names(there) == ["部门 A", "部门 C"]
    # The position is the same as before; what was remembered of it must not be taken for what it holds now.
    assert (after.position, after.era) != (before.position, before.era)
    here.forget_after(0)
    assert names(there) == []
    assert add(there, "D") == 1


def test_a_reader_does_not_wait_for_a_long_save_of_its_own_server(here: Ledger, there: Ledger) -> None:
    add(there, "A")
    began, done = threading.Event(), threading.Event()

    def importing() -> None:
        with here.batch():
            add(here, "B")
            began.set()
            assert done.wait(10)

    thread = threading.Thread(target=importing)
    thread.start()
    assert began.wait(10)
    assert names(here) == ["部门 A"]
    done.set()
    thread.join()
    assert names(here) == ["部门 A", "部门 B"]


def test_while_the_database_is_away_the_last_known_records_are_shown_and_nothing_can_be_saved(here: Ledger, shared: Counted) -> None:
    record = add(here, "RD")
    shared.away = True
    assert names(here) == ["部门 RD"]
    assert not here.reachable
    with pytest.raises(StoreUnavailable):
        rename(here, record, 1, "研发部")
    shared.away = False
    assert names(here) == ["部门 RD"]
    assert here.reachable
    rename(here, record, 1, "研发部")
    assert names(here) == ["研发部"]
