"""Risk: scores, bands, the heatmap and how they move.

A risk counts while it is open or watched and not removed. score = probability x impact, 1-25. Source: docs/metrics.md, Risk.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import polars as pl

from core.metrics.standing import live
from core.schema.columns import MOMENT

_SCALE = range(1, 6)
_BANDS = ("low", "medium", "high")
_CELL = ("probability", "impact")


@dataclass(frozen=True, slots=True)
class Bands:
    """The lowest score of the medium and of the high band."""

    medium_from: int = 5
    high_from: int = 15


DEFAULT_BANDS = Bands()


def score() -> pl.Expr:
    """Probability x impact; null where either is."""
    return pl.col("probability") * pl.col("impact")


def band(score: pl.Expr, bands: Bands = DEFAULT_BANDS) -> pl.Expr:
    """The key of the band of a score: low, medium or high (dictionary risk_band); null where the score is."""
    higher = pl.when(score >= bands.high_from).then(pl.lit("high")).otherwise(pl.lit("medium"))
    return pl.when(score < bands.medium_from).then(pl.lit("low")).when(score.is_not_null()).then(higher)


def heatmap(risks: pl.DataFrame) -> pl.DataFrame:
    """One row per cell, all 25: probability, impact, count of open risks. Without a status column every row counts as open."""
    cells = pl.DataFrame(
        {"probability": [p for p in _SCALE for _ in _SCALE], "impact": [i for _ in _SCALE for i in _SCALE]},
        schema=dict.fromkeys(_CELL, pl.Int64),
    )
    counted = open_risks(risks).select(pl.col(_CELL).cast(pl.Int64)).group_by(_CELL).agg(count=pl.len().cast(pl.Int64))
    return cells.join(counted, on=_CELL, how="left", maintain_order="left").with_columns(pl.col("count").fill_null(0))


def residual_heatmap(risks: pl.DataFrame) -> pl.DataFrame:
    """The heatmap after the measures: open risks whose residual probability and impact are both given."""
    return heatmap(open_risks(risks).select(probability="residual_probability", impact="residual_impact"))


def exposure(risks: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """One row per group of open risks: *by, count, exposure (the sum of their scores)."""
    return open_risks(risks).group_by(by).agg(count=pl.len().cast(pl.Int64), exposure=score().sum()).sort(by)


def register(risks: pl.DataFrame, bands: Bands = DEFAULT_BANDS) -> pl.DataFrame:
    """The risks as they are, each with its score and band."""
    return risks.with_columns(score=score(), band=band(score(), bands))


def movement(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """One row per risk open in either frame: id, was_probability, was_impact, probability, impact, change (of the score).

    The cell it is not (or no longer, or not yet) in is null, and so is then the change.
    """
    was = open_risks(before).select("id", was_probability="probability", was_impact="impact")
    both = was.join(open_risks(after).select("id", *_CELL), on="id", how="full", coalesce=True)
    return both.with_columns(change=score() - pl.col("was_probability") * pl.col("was_impact")).sort("id")


def weekly(versions: pl.DataFrame, ends: Sequence[datetime], bands: Bands = DEFAULT_BANDS) -> pl.DataFrame:
    """One row per end and band, all three: end, band, count of the risks open then.

    versions: the risks' history, one row per version saved (id, version, saved_at, removed, status, probability, impact). A version
    stands from its saved_at until the next version of the same risk is saved.
    """
    standing = versions.sort("id", "version").with_columns(_until=pl.col("saved_at").shift(-1).over("id"))
    current = open_risks(standing).select("saved_at", "_until", band=band(score(), bands))
    ended = pl.DataFrame({"end": ends}, schema={"end": MOMENT})
    stood = pl.col("saved_at") <= pl.col("end"), pl.col("_until").is_null() | (pl.col("_until") > pl.col("end"))
    counted = current.join_where(ended, *stood).group_by("end", "band").agg(count=pl.len().cast(pl.Int64))
    grid = ended.join(pl.DataFrame({"band": _BANDS}), how="cross", maintain_order="left_right")
    return grid.join(counted, on=["end", "band"], how="left", maintain_order="left").with_columns(pl.col("count").fill_null(0))


def open_risks(risks: pl.DataFrame) -> pl.DataFrame:
    """The rows that count: status open (also when none is given) or watching, and not removed."""
    kept = live(risks)
    return kept.filter(pl.col("status").fill_null("open").is_in(["open", "watching"])) if "status" in kept.columns else kept
