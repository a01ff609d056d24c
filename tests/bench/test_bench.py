"""The bench itself: it runs on a small company, and its ratios can fail."""

from datetime import UTC, datetime
from pathlib import Path

from tests.bench.ratios import broken
from tests.bench.run import run

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_every_metric_of_a_small_company_is_measured(tmp_path: Path) -> None:
    found = run(tmp_path, [600], NOW, times=1, servers=False)
    assert {"progress", "weekly", "clocks", "states", "compliance", "heatmap", "csat", "attainment", "save", "follow"} <= set(found["600"])
    assert all(took > 0 for took in found["600"].values())


def test_a_rerun_dearer_than_an_empty_page_is_told() -> None:
    assert broken({"empty": {"rerun, processor": 20}, "100": {"rerun, processor": 19}}) == []
    assert broken({"empty": {"rerun, processor": 20}, "100": {"rerun, processor": 21}}) == [
        "overview at 100 tasks ÷ empty page: 1.05 > 1.0"
    ]


def test_growth_beyond_the_records_own_is_told() -> None:
    small = {"rerun, processor": 10.0, "clocks": 10.0}
    assert broken({"100": small, "1000": {"rerun, processor": 14.0, "clocks": 140.0}}) == []
    told = broken({"100": small, "1000": {"rerun, processor": 16.0, "clocks": 160.0}})
    assert told == ["rerun, processor at 1000 ÷ 100 tasks: 1.60 > 1.5", "clocks at 1000 ÷ 100 tasks: 16.00 > 15"]
