"""python -m tests.bench [--tasks 10000,100000] [--quick] [--browser]: measures, prints a table, keeps it as JSON, fails only on ratios."""

# ruff: noqa: T201 - a command

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path

from core import clock
from tests.bench.ratios import broken
from tests.bench.run import run

RESULTS = Path(__file__).with_name("results")


def main() -> int:
    """Exit code 1 when a ratio is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", default="10000,100000", help="sizes, comma-separated")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    parser.add_argument("--browser", action="store_true", help="also what a Chromium shows, and when")
    asked = parser.parse_args()
    sizes = sorted(int(size) for size in asked.tasks.split(","))
    with tempfile.TemporaryDirectory(prefix="tongpin-bench-") as folder:
        found = run(Path(folder), sizes, clock.now(), times=5 if asked.quick else 30, browser=asked.browser)
    _print(found, sizes)
    _keep(found)
    problems = broken(found)
    for problem in problems:
        print("FAILED", problem)
    return 1 if problems else 0


def _print(found: dict[str, dict[str, float]], sizes: list[int]) -> None:
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"{os.cpu_count()} cores, load average {load}\n")
    columns = [column for column in ("empty", *map(str, sizes)) if column in found]
    print(f"{'':32}" + "".join(f"{column:>14}" for column in columns))
    for name in dict.fromkeys(name for column in columns for name in found[column]):
        cells = (f"{found[column][name]:,.1f}" if name in found[column] else "" for column in columns)
        print(f"{name:32}" + "".join(f"{cell:>14}" for cell in cells))


def _keep(found: dict[str, dict[str, float]]) -> None:
    RESULTS.mkdir(exist_ok=True)
    at = clock.now()
    about = {"at": at.isoformat(), "machine": platform.platform(), "cores": os.cpu_count(), "load": os.getloadavg()}
    kept = RESULTS / f"{at:%Y%m%d-%H%M%S}.json"
    kept.write_text(json.dumps(about | {"milliseconds": found}, ensure_ascii=False, indent=1), encoding="utf-8")
    print(f"\n{kept}")


if __name__ == "__main__":
    sys.exit(main())
