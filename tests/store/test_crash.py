"""What was acknowledged is there after a kill -9, and a full disk stops saving without harming what was saved."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from core.schema.tables import TABLES
from core.store.verify import broken_at
from tests import engines

ROOT = Path(__file__).parents[2]
# The full gate is 1,000: TONGPIN_KILLS=1000 pytest tests/store/test_crash.py
KILLS = int(os.environ.get("TONGPIN_KILLS", "30"))


def writer(job: str, address: str) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "tests.store.writer", job, address]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.mark.slow
def test_no_acknowledged_save_is_lost_by_a_kill(tmp_path: Path) -> None:
    chance = random.Random(20261120)
    acknowledged: set[int] = set()
    for _ in range(KILLS):
        process = writer("endless", engines.address(tmp_path))
        assert process.stdout is not None
        acknowledged.add(int(process.stdout.readline()))
        time.sleep(chance.random() * 0.15)
        process.kill()
        # The last line may have been cut by the kill: only a whole line was acknowledged.
        acknowledged |= {int(line) for line in process.stdout.read().splitlines(keepends=True) if line.endswith("\n")}
        process.wait()
        process.stdout.close()
    ledger = engines.opened(tmp_path).ledger
    snapshot = ledger.snapshot()
    assert len(acknowledged) > KILLS
    assert acknowledged <= set(snapshot["risk"]["id"])
    assert snapshot["risk"].height == snapshot["issue"].height == snapshot.position
    assert broken_at(ledger.engine, TABLES) is None
    ledger.engine.close()


@engines.embedded
@pytest.mark.slow
def test_a_full_disk_refuses_a_save_whole_and_saving_goes_on_when_there_is_room(tmp_path: Path) -> None:
    process = writer("starved", engines.address(tmp_path))
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    saved = int(said)
    ledger = engines.opened(tmp_path).ledger
    snapshot = ledger.snapshot()
    assert snapshot["risk"].height == snapshot["issue"].height == saved + 1
    assert broken_at(ledger.engine, TABLES) is None
    ledger.engine.close()
