"""Where this process keeps its records."""

import os
from pathlib import Path


def folder() -> Path:
    """The data folder: TONGPIN_DATA, or data/ in the checkout."""
    return Path(os.environ.get("TONGPIN_DATA") or Path(__file__).parents[2] / "data")


def database() -> Path:
    """The file of the embedded database."""
    return folder() / "tongpin.duckdb"
