"""Two shares, or two net scores, of two samples: how far apart they may be beyond what chance explains.

Source: Newcombe, R. G. (1998), Interval estimation for the difference between independent proportions, method 10, on Wilson's intervals;
Rocks, B. (2016), Interval estimation for the "Net Promoter Score", adjusted Wald; docs/trends.md.
"""

import polars as pl

from core.metrics.ranking import Z, interval

# Answers that Rocks adds to those given: a quarter promoters, a quarter detractors.
_ADDED = 3


def apart(was: pl.Expr, n_was: pl.Expr, now: pl.Expr, n_now: pl.Expr) -> pl.Expr:
    """Whether 0 lies outside the 95 % interval of now − was, shares from 0 to 1 found in so many cases; null where either has none."""
    low, high = difference(was, n_was, now, n_now)
    return (low > 0) | (high < 0)


def difference(was: pl.Expr, n_was: pl.Expr, now: pl.Expr, n_now: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The ends of that interval; null where either share has no cases."""
    (was_low, was_high), (now_low, now_high) = interval(was, n_was), interval(now, n_now)
    below = ((now - now_low) ** 2 + (was_high - was) ** 2).sqrt()
    above = ((now_high - now) ** 2 + (was - was_low) ** 2).sqrt()
    return now - was - below, now - was + above


def net_apart(was: pl.Expr, spread_was: pl.Expr, n_was: pl.Expr, now: pl.Expr, spread_now: pl.Expr, n_now: pl.Expr) -> pl.Expr:
    """Whether 0 lies outside the 95 % interval of now − was, net scores from −1 to 1; null where either has no answers.

    spread: the variance of one answer, (promoters + detractors) − (promoters − detractors)² as shares.
    """
    (score_was, error_was), (score_now, error_now) = _net(was, spread_was, n_was), _net(now, spread_now, n_now)
    outside = (score_now - score_was).abs() > Z * (error_was + error_now).sqrt()
    return pl.when((n_was > 0) & (n_now > 0)).then(outside)


def _net(score: pl.Expr, spread: pl.Expr, n: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """A net score and its squared standard error, by Rocks' adjusted normal interval."""
    # Without those answers, a few that are all the same would have no spread, and be as sure as a thousand.
    either = ((spread + score**2) * n + _ADDED / 2) / (n + _ADDED)
    adjusted = score * n / (n + _ADDED)
    return adjusted, (either - adjusted**2) / (n + _ADDED)
