"""The ledger: versions, conflicts, frames that follow, the past, idempotency and batches."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.schema.tables import TABLES
from core.store.ledger import Ledger
from core.store.verify import broken_at
from core.store.work import AlreadySaved, Conflict, Missing
from tests import engines

NOW = datetime(2026, 11, 20, 2, tzinfo=UTC)


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    made = Ledger(engines.fresh(), TABLES)
    yield made
    made.engine.close()


# What PostgreSQL cannot keep, the check of a record takes out.
TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5)


def add(ledger: Ledger, code: str, at: datetime = NOW, key: str = "") -> int:
    with ledger.writing(1, at, "add", key) as work:
        return work.add("department", {"code": code, "name": f"部门 {code}"})


def rename(ledger: Ledger, record: int, base: int | None, name: str, at: datetime = NOW) -> None:
    with ledger.writing(2, at, "change") as work:
        work.change("department", record, base, {"name": name})


def names(frame: pl.DataFrame) -> list[str]:
    return frame.sort("id")["name"].to_list()


def test_a_saved_record_is_seen_at_once_with_its_defaults(ledger: Ledger) -> None:
    record = add(ledger, "RD")
    row = ledger.snapshot()["department"].row(0, named=True)
    assert (row["id"], row["version"], row["verb"], row["saved_by"], row["saved_at"], row["active"]) == (record, 1, "add", 1, NOW, True)


def test_a_change_appends_a_version_and_history_keeps_both(ledger: Ledger) -> None:
    record = add(ledger, "RD")
    rename(ledger, record, 1, "研发")
    assert ledger.history("department", record).select("version", "name").rows() == [(1, "部门 RD"), (2, "研发")]
    assert names(ledger.snapshot()["department"]) == ["研发"]


def test_the_second_of_two_people_meets_the_first_ones_version_and_nothing_is_lost(ledger: Ledger) -> None:
    record = add(ledger, "RD")
    rename(ledger, record, 1, "甲的名字")
    with pytest.raises(Conflict) as met:
        rename(ledger, record, 1, "乙的名字")
    assert (met.value.theirs["name"], met.value.theirs["version"]) == ("甲的名字", 2)
    assert names(ledger.snapshot()["department"]) == ["甲的名字"]


def test_a_removed_record_stands_no_more_but_its_history_does(ledger: Ledger) -> None:
    record = add(ledger, "RD")
    with ledger.writing(1, NOW, "remove") as work:
        work.remove("department", record, 1)
    assert ledger.snapshot()["department"].is_empty()
    assert ledger.history("department", record)["removed"].to_list() == [False, True]
    with pytest.raises(Missing):
        rename(ledger, record, None, "又来")


def test_the_past_shows_the_records_as_they_stood(ledger: Ledger) -> None:
    record = add(ledger, "RD", NOW - timedelta(days=3))
    rename(ledger, record, 1, "后来", NOW - timedelta(days=1))
    assert names(ledger.as_of(NOW - timedelta(days=2))["department"]) == ["部门 RD"]
    assert names(ledger.as_of(NOW)["department"]) == ["后来"]
    assert ledger.as_of(NOW - timedelta(days=9))["department"].is_empty()


def test_a_past_read_before_a_save_does_not_hide_a_save_into_that_past(ledger: Ledger) -> None:
    moment = NOW - timedelta(days=1)
    assert ledger.as_of(moment)["department"].is_empty()
    add(ledger, "RD", NOW - timedelta(days=2))
    assert names(ledger.as_of(moment)["department"]) == ["部门 RD"]


def test_the_past_has_what_was_changed_or_removed_since_and_not_what_came_since(ledger: Ledger) -> None:
    changed, removed, kept = (add(ledger, code, NOW - timedelta(days=3)) for code in ("A", "B", "C"))
    rename(ledger, changed, 1, "中间", NOW - timedelta(days=2))
    rename(ledger, changed, 2, "后来")
    with ledger.writing(1, NOW, "remove") as work:
        work.remove("department", removed, 1)
    add(ledger, "D")
    past = ledger.as_of(NOW - timedelta(days=1))["department"]
    assert past["id"].to_list() == [changed, removed, kept]
    assert names(past) == ["中间", "部门 B", "部门 C"]


def test_a_past_stays_what_it_is_while_others_save(ledger: Ledger) -> None:
    add(ledger, "RD", NOW - timedelta(days=3))
    past = ledger.as_of(NOW - timedelta(days=1))
    add(ledger, "MKT")
    assert ledger.as_of(NOW - timedelta(days=1)) is past
    ledger.forget_after(0)
    assert ledger.as_of(NOW - timedelta(days=1))["department"].is_empty()


def test_the_ledger_began_with_its_first_save(ledger: Ledger) -> None:
    assert ledger.began() is None
    add(ledger, "RD", NOW - timedelta(days=3))
    add(ledger, "MKT")
    assert ledger.began() == NOW - timedelta(days=3)


def test_an_action_that_raises_saves_nothing(ledger: Ledger) -> None:
    def half_done() -> None:
        with ledger.writing(1, NOW, "add") as work:
            work.add("department", {"code": "RD", "name": "研发"})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    assert ledger.snapshot().position == 0
    assert add(ledger, "MKT") == 1


def test_a_batch_keeps_all_of_its_saves_or_none(ledger: Ledger) -> None:
    def broken_batch() -> None:
        with ledger.batch():
            add(ledger, "A")
            add(ledger, "B")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken_batch()
    assert ledger.snapshot()["department"].is_empty()
    with ledger.batch():
        first = add(ledger, "A")
        rename(ledger, first, 1, "改名")
    assert names(ledger.snapshot()["department"]) == ["改名"]
    assert ledger.saves()["verb"].to_list() == ["add", "change"]


def test_the_same_click_is_saved_once_and_tells_what_it_made(ledger: Ledger) -> None:
    record = add(ledger, "RD", key="click")
    with pytest.raises(AlreadySaved) as again:
        add(ledger, "RD", NOW + timedelta(minutes=5), key="click")
    assert (again.value.table, again.value.record) == ("department", record)
    assert ledger.snapshot().position == 1


def test_the_same_key_hours_later_is_another_click(ledger: Ledger) -> None:
    add(ledger, "RD", key="click")
    assert add(ledger, "RD", NOW + timedelta(hours=2), key="click") == 2


def test_a_snapshot_never_changes_under_its_reader(ledger: Ledger) -> None:
    add(ledger, "A")
    before = ledger.snapshot()
    add(ledger, "B")
    assert names(before["department"]) == ["部门 A"]
    assert names(ledger.snapshot()["department"]) == ["部门 A", "部门 B"]


def test_find_sees_what_this_save_and_its_batch_have_put(ledger: Ledger) -> None:
    with ledger.batch():
        first = add(ledger, "A")
        with ledger.writing(1, NOW, "change") as work:
            work.change("department", first, 1, {"name": "新名"})
            assert work.find("department", name="部门 A") == []
            assert [row["id"] for row in work.find("department", name="新名")] == [first]


def test_a_ledger_opened_again_shows_the_same_and_goes_on_counting(tmp_path: Path) -> None:
    one = engines.opened(tmp_path).ledger
    record = add(one, "RD")
    rename(one, record, 1, "研发")
    one.engine.close()
    again = engines.opened(tmp_path).ledger
    assert names(again.snapshot()["department"]) == ["研发"]
    assert add(again, "MKT") == record + 1
    assert broken_at(again.engine, TABLES) is None
    again.engine.close()


def test_forgetting_brings_back_the_ledger_as_it_was(ledger: Ledger) -> None:
    add(ledger, "A")
    before = ledger.snapshot()
    add(ledger, "B")
    rename(ledger, 1, 1, "改名")
    ledger.forget_after(before.position)
    assert names(ledger.snapshot()["department"]) == ["部门 A"]
    assert add(ledger, "C") == 2
    assert broken_at(ledger.engine, TABLES) is None


def test_fifty_writers_lose_no_save(ledger: Ledger) -> None:
    record = add(ledger, "RD")
    conflicts = []

    def write(writer: int) -> None:
        for turn in range(20):
            add(ledger, f"{writer}-{turn}")
            version = ledger.snapshot()["department"].filter(pl.col("id") == record)["version"][0]
            try:
                rename(ledger, record, version, f"{writer}-{turn}")
            except Conflict:
                conflicts.append(writer)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    frame = ledger.snapshot()["department"]
    assert frame.height == 1 + 50 * 20
    assert frame["id"].n_unique() == frame.height
    assert frame.filter(pl.col("id") == record)["version"][0] == 1 + 50 * 20 - len(conflicts)
    assert broken_at(ledger.engine, TABLES) is None


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["add", "change", "remove"]), st.integers(0, 4), TEXT), max_size=12))
def test_the_frames_always_equal_a_ledger_read_anew(steps: list[tuple[str, int, str]]) -> None:
    ledger = Ledger(engines.fresh(), TABLES)
    for verb, which, text in steps:
        standing = ledger.snapshot()["department"]["id"].to_list()
        with ledger.writing(1, NOW, verb) as work:
            if verb == "add" or not standing:
                work.add("department", {"code": text, "name": text})
            elif verb == "change":
                work.change("department", standing[which % len(standing)], None, {"name": text})
            else:
                work.remove("department", standing[which % len(standing)], None)
    again = Ledger(ledger.engine, TABLES)
    assert again.snapshot()["department"].sort("id").equals(ledger.snapshot()["department"].sort("id"))
    assert again.snapshot().position == ledger.snapshot().position
    assert broken_at(ledger.engine, TABLES) is None
    ledger.engine.close()
