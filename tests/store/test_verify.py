"""Edits made by hand in the database are found by the chain of digests."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from core.schema.tables import TABLES
from core.store.ledger import Ledger
from core.store.verify import broken_at, main
from tests import engines

NOW = datetime(2026, 11, 20, 2, 0, 0, 123456, tzinfo=UTC)


@pytest.fixture
def ledger() -> Ledger:
    made = Ledger(engines.fresh(), TABLES)
    for code in "ABC":
        with made.writing(1, NOW, "add") as work:
            work.add("department", {"code": code, "name": f"部门 {code}"})
            work.add("goal", {"name": "目标", "baseline_value": 0.1, "target_value": 1 / 3, "starts_on": date(2026, 1, 1)})
            work.add("request", {"title": "需求", "departments": [1, 2], "submitted_at": NOW})
    return made


def test_an_untouched_ledger_holds(ledger: Ledger) -> None:
    with ledger.writing(1, NOW, "change") as work:
        work.change("goal", 1, 1, {"target_value": 40, "not a field": "left out"})
    assert broken_at(ledger.engine, TABLES) is None


@pytest.mark.parametrize(
    ("sql", "at"),
    [
        ("UPDATE department SET name = '改过' WHERE id = 2", 2),
        ("UPDATE goal SET target_value = 0.3333 WHERE id = 3", 3),
        ("UPDATE request SET departments = NULL WHERE id = 1", 1),
        ("DELETE FROM goal WHERE id = 2", 2),
        ('UPDATE "save" SET saved_by = 9 WHERE seq = 1', 1),
        ('DELETE FROM "save" WHERE seq = 2', 2),
        (
            """INSERT INTO department (seq, id, version, saved_at, saved_by, verb, removed)
            SELECT 9, 9, version, saved_at, saved_by, verb, removed FROM department WHERE id = 1""",
            9,
        ),
    ],
)
def test_an_edit_by_hand_is_found(ledger: Ledger, sql: str, at: int) -> None:
    with ledger.engine.write("records") as transaction:
        transaction.run(sql)
    assert broken_at(ledger.engine, TABLES) == at


def test_the_command_tells_what_it_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("TONGPIN_DATABASE", engines.address(tmp_path))
    home = engines.opened(tmp_path)
    with home.ledger.writing(1, NOW, "add") as work:
        work.add("department", {"code": "A", "name": "部门"})
    home.close()
    assert (main(), capsys.readouterr().out) == (0, "1 saves: all intact\n")
    home = engines.opened(tmp_path)
    with home.engine.write("records") as transaction:
        transaction.run("UPDATE department SET name = '改过'")
    home.close()
    assert (main(), capsys.readouterr().out) == (1, "save 1 of 1 is not what was saved\n")
