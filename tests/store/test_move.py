"""Moving a ledger between databases: all of it arrives, proved by its digests, however often it is interrupted."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from core.actions import demo, organisation
from core.home import Home
from core.schema.tables import TABLES
from core.store import move as moving
from core.store import verify
from core.store.engine import Engine
from core.store.migrate import migrate
from core.store.move import PRIVATE, Refused, main, move
from core.store.place import open_engine
from core.store.verify import broken_at, position
from core.text import Language
from core.visit import Visit, person
from tests import engines

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


def add(home: Home, *codes: str) -> None:
    for code in codes:
        with home.ledger.writing(1, NOW, "add") as work:
            work.add("department", {"code": code, "name": f"部门 {code}"})


def kept(engine: Engine) -> dict[str, object]:
    """Every row of every table, whatever the order, and the sessions."""
    return {name: sorted(map(str, engine.frame(f'SELECT * FROM "{name}"').rows())) for name in (*TABLES, "save", *PRIVATE)}


@pytest.fixture
def target(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(str(tmp_path / "target.duckdb"))
    yield engine
    engine.close()


@pytest.fixture
def home() -> Home:
    """A ledger of five saves."""
    made = Home(engines.fresh())
    add(made, *"ABCDE")
    made.sessions.set_password(1, "hash", None, NOW)
    return made


@pytest.mark.slow
def test_the_demo_company_goes_to_postgres_and_back_with_equal_digests(tmp_path: Path) -> None:
    first = str(tmp_path / "first.duckdb")
    home = Home(open_engine(first))
    admin = organisation.first_administrator(home.ledger, NOW, "admin", "管理员", Language.ZH)
    found = person(home.ledger.snapshot(), admin)
    assert found is not None
    home.sessions.set_password(admin, "hash", None, NOW)
    token = home.sessions.redeem(home.sessions.issue_ticket(admin, NOW), NOW)
    demo.load(Visit(home.ledger, found, Language.ZH, NOW), lambda _: None)
    home.close()
    middle, last = engines.cluster().database("moved"), str(tmp_path / "last.duckdb")
    assert main([first, middle]) == main([middle, last]) == 0
    opened = [open_engine(where) for where in (first, middle, last)]
    assert kept(opened[0]) == kept(opened[1]) == kept(opened[2])
    assert position(opened[1]) > 3000
    assert [broken_at(engine, TABLES) for engine in opened] == [None] * 3
    assert token is not None
    assert Home(opened[1]).whose(token, NOW) == Home(opened[2]).whose(token, NOW) == admin
    for engine in opened:
        engine.close()


def test_a_move_that_was_interrupted_goes_on_where_it_stopped(home: Home, target: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verify, "SLICE", 2)
    told: list[str] = []

    def interrupted(text: str) -> None:
        told.append(text)
        if len(told) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(moving, "_say", interrupted)
    with pytest.raises(KeyboardInterrupt):
        move(home.engine, target)
    assert position(target) == 4
    move(home.engine, target)
    assert told == ["2 of 5 saves", "4 of 5 saves", "5 of 5 saves", "checking every digest"]
    assert kept(target) == kept(home.engine)


def test_moving_again_copies_what_is_new(home: Home, target: Engine) -> None:
    first = move(home.engine, target)
    add(home, "F")
    second = move(home.engine, target)
    assert first != second == home.ledger.saves()["digest"][-1]
    assert kept(target) == kept(home.engine)


def test_a_target_that_holds_another_ledger_is_refused_and_left_alone(home: Home, target: Engine) -> None:
    add(Home(target), "X")
    before = kept(target)
    with pytest.raises(Refused, match="another ledger"):
        move(home.engine, target)
    assert kept(target) == before


def test_a_target_that_is_ahead_is_refused(home: Home, target: Engine) -> None:
    move(home.engine, target)
    add(Home(target), "F")
    with pytest.raises(Refused, match="another ledger"):
        move(home.engine, target)


def test_a_ledger_that_was_tampered_with_is_told_and_not_passed_on_as_whole(home: Home, target: Engine) -> None:
    with home.engine.write("records") as transaction:
        transaction.run("UPDATE department SET name = '改过' WHERE id = 3")
    with pytest.raises(Refused, match="save 3 is not what was saved"):
        move(home.engine, target)


def test_an_empty_ledger_moves_too(target: Engine) -> None:
    assert move(engines.fresh(), target) == ""


def test_no_table_is_left_behind(target: Engine) -> None:
    migrate(target, NOW)
    there = {name for (name,) in target.rows("SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()")}
    assert there == {*TABLES, "save", "migration", *PRIVATE}


def test_the_command_says_what_became_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, target = (str(tmp_path / name) for name in ("source.duckdb", "target.duckdb"))
    home = Home(open_engine(source))
    add(home, "A")
    sealed = home.ledger.saves()["digest"][0]
    home.close()
    assert main([source, target]) == 0
    assert capsys.readouterr().out == f"1 of 1 saves\nchecking every digest\neverything arrived; the last digest is {sealed}\n"
    other = Home(open_engine(target))
    add(other, "B")
    other.close()
    assert main([source, target]) == 1
    assert "another ledger" in capsys.readouterr().out
    assert main([source, "mysql://127.0.0.1/x"]) == 2
    assert "mysql" in capsys.readouterr().out
