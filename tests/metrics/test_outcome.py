"""How a task's dates turned out: rows in, words out."""

from datetime import date, timedelta

import polars as pl
import pytest

from core.metrics.outcome import OUTCOMES, outcome

DUE = date(2026, 11, 20)
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("status", "finished_on", "today", "word"),
    [
        ("done", DUE - DAY, DUE, "early"),
        ("done", DUE, DUE, "on_time"),
        ("done", DUE + DAY, DUE + DAY, "late"),
        ("doing", None, DUE, None),
        ("doing", None, DUE + DAY, "overdue"),
        ("not_started", None, DUE + DAY, "overdue"),
        ("cancelled", None, DUE + DAY, None),
    ],
)
def test_a_task_is_early_on_time_late_or_overdue(status, finished_on, today, word):
    row = pl.DataFrame({"status": [status], "finished_on": [finished_on], "due_on": [DUE]}, schema_overrides={"finished_on": pl.Date})
    assert row.select(outcome(today)).item() == word
    assert word is None or word in OUTCOMES
