"""Ranking groups by a share without pretending that few cases say as much as many.

Source: Wilson, E. B. (1927), Probable inference, the law of succession, and statistical inference; docs/trends.md.
"""

import polars as pl

# 95 % of a normal distribution lies within so many standard deviations.
Z = 1.959963984540054


def interval(value: pl.Expr, n: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The ends of the Wilson 95 % interval of a share (0-1) found in n cases; null where n is 0."""
    middle = (value + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * (value * (1 - value) / n + Z**2 / (4 * n**2)).sqrt()
    known = n > 0
    return pl.when(known).then((middle - half).clip(0, 1)), pl.when(known).then((middle + half).clip(0, 1))


def ranked(shares: pl.DataFrame, company: float | None, lowest_first: bool = True) -> pl.DataFrame:
    """The groups' shares (…, value 0-1, n), worst first, with low, high (Wilson 95 %) and apart.

    apart: whether the company's own share lies outside the interval; where it does not, the group cannot be told from the company.
    Groups with n = 0 stand last.
    """
    low, high = interval(pl.col("value"), pl.col("n"))
    known = shares.with_columns(low=low, high=high)
    outside = (pl.lit(company, pl.Float64) < pl.col("low")) | (pl.lit(company, pl.Float64) > pl.col("high"))
    return known.with_columns(apart=outside.fill_null(value=False)).sort(
        "value", "n", descending=[not lowest_first, True], nulls_last=True, maintain_order=True
    )
