"""Which rows count: those that stand."""

import polars as pl


def live(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows that are not removed, where the frame says which are; else all of them."""
    return frame.filter(~pl.col("removed")) if "removed" in frame.columns else frame
