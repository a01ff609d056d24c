"""Progress: what should be done by now, what is done, and how far apart the two are.

A leaf is a task with no task below it, whatever its kind: a phase nobody has broken down yet is still planned work. A cancelled
leaf leaves the sums; a leaf without any date has no plan and is left out; an action item is a promise made in a meeting, not planned
work, and is left out as well. Whether a task is a leaf is read from the frame, so pass
whole projects and filter the result of leaves(), not the tasks. Percentages are 0-100, deviations points, weights working days
unless given. Where a task carries baseline_starts_on and baseline_due_on (see baselined), it is measured against those.
Source: docs/metrics.md, Progress.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import polars as pl

from core.metrics.standing import live
from core.workdays import WorkCalendar, working_days_between_series

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_DEEPEST = 64
_BANDS = {0: "none", 1: "low", 2: "medium", 3: "high"}
_TYPES: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "kind": pl.String,
    "status": pl.String,
    "weight": pl.Float64,
    "starts_on": pl.Date,
    "due_on": pl.Date,
    "baseline_starts_on": pl.Date,
    "baseline_due_on": pl.Date,
    "finished_on": pl.Date,
    "critical": pl.Boolean,
}
_KEYS = ("project", "department", "owner")
_ORDER_SAVED = ("seq", "saved_at", "id")
_WEIGHT = pl.col("weight")


@dataclass(frozen=True, slots=True)
class Thresholds:
    """A deviation strictly above one of these, in points, is in that band."""

    low: float = 10.0
    medium: float = 20.0
    high: float = 40.0


def progress(tasks: pl.DataFrame, updates: pl.DataFrame, calendar: WorkCalendar, now: datetime, by: Sequence[str]) -> pl.DataFrame:
    """One row per group of leaves: *by, planned, actual, deviation, weight. by: any columns of tasks; [] is one row in all."""
    return roll_up(_measured(tasks, updates, calendar, now), by)


def leaves(
    tasks: pl.DataFrame, updates: pl.DataFrame, calendar: WorkCalendar, now: datetime, thresholds: Thresholds | None = None
) -> pl.DataFrame:
    """One row per leaf: id, project, department, owner, planned, actual, deviation, weight, overdue, band.

    overdue: not done, and today is after the due day of the plan in force (not of the baseline).
    band: none, low, medium or high; one up where the leaf is overdue or, where tasks says so, critical. None stays none.
    """
    raised = pl.col("overdue") | pl.col("critical").fill_null(value=False)
    return _measured(tasks, updates, calendar, now).select(
        "id",
        *_KEYS,
        "planned",
        "actual",
        "deviation",
        "weight",
        "overdue",
        band=band(pl.col("deviation"), raised, thresholds or Thresholds()),
    )


def band(deviation: pl.Expr, raised: pl.Expr, thresholds: Thresholds) -> pl.Expr:
    """The key of the warning band (dictionary warning_band) of a deviation in points."""
    exact = deviation.round(9)  # 66.4 - 56.4 is more than 10 in binary
    level = pl.sum_horizontal((exact > limit).cast(pl.Int64) for limit in (thresholds.low, thresholds.medium, thresholds.high))
    return pl.when((level > 0) & raised).then((level + 1).clip(0, 3)).otherwise(level).replace_strict(_BANDS, return_dtype=pl.String)


def roll_up(leaves: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """One row per group of leaves: *by, planned, actual, deviation, weight: sums over sums, null where the weights sum to 0."""
    sums = leaves.group_by(by).agg((pl.col("planned", "actual") * _WEIGHT).sum(), _WEIGHT.sum())
    return _shares(sums).select(*by, "planned", "actual", "deviation", "weight").sort(by)


def nodes(tasks: pl.DataFrame, leaves: pl.DataFrame) -> pl.DataFrame:
    """One row per task that is or has a leaf, at any depth: id, planned, actual, deviation, weight."""
    parents = live(tasks).select("id", pl.col("parent").cast(tasks.schema["id"]))
    level = leaves.select("id", "planned", "actual", "weight")
    levels = [level]
    for _ in range(_DEEPEST):
        level = level.join(parents, on="id").drop_nulls("parent").select("planned", "actual", "weight", id="parent")
        if level.is_empty():
            break
        levels.append(level.select("id", "planned", "actual", "weight"))
    return roll_up(pl.concat(levels), ["id"])


def baselined(tasks: pl.DataFrame, baseline: pl.DataFrame) -> pl.DataFrame:
    """The tasks with baseline_starts_on and baseline_due_on: their dates in baseline, the tasks as they stood when it was taken.

    A task that is not in the baseline has none, and is measured against its plan.
    """
    frozen = baseline.select("id", baseline_starts_on="starts_on", baseline_due_on="due_on")
    return tasks.drop("baseline_starts_on", "baseline_due_on", strict=False).join(frozen, on="id", how="left", maintain_order="left")


def spi(leaves: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """One row per group of leaves: *by, spi, a ratio; null while nothing is planned yet."""
    earned, planned = ((_WEIGHT * pl.col(name)).sum() for name in ("actual", "planned"))
    return leaves.group_by(by).agg(spi=pl.when(planned > 0).then(earned / planned)).sort(by)


def on_time(tasks: pl.DataFrame, today: date, by: Sequence[str]) -> pl.DataFrame:
    """One row per group of leaves: *by, on_time, due, rate (0-1; null where nothing was due).

    due: leaves whose baseline date, else due date, is on or before today. on_time: those finished by it; finished late and
    unfinished both count against.
    """
    is_due = pl.col("_end") <= today
    punctual = (is_due & (pl.col("finished_on") <= pl.col("_end"))).sum().cast(pl.Int64)
    counted = _dated_leaves(tasks).group_by(by).agg(on_time=punctual, due=is_due.sum().cast(pl.Int64)).sort(by)
    return counted.with_columns(rate=pl.when(pl.col("due") > 0).then(pl.col("on_time") / pl.col("due")))


def weekly(
    tasks: pl.DataFrame,
    updates: pl.DataFrame,
    calendar: WorkCalendar,
    now: datetime,
    by: Sequence[str],
    weeks: int = 12,
    ahead: int = 0,
) -> pl.DataFrame:
    """One row per group and ISO week: *by, week (its Monday), planned, actual, deviation, weight, at the end of that week.

    The last of the weeks is the one now is in, taken at now: it equals progress(). Weeks ahead have no actual. The leaves and
    weights are those of today's plan. A done task counts 100 from its finished_on (its due date where none was recorded).
    """
    today, _ = days(calendar, now)
    monday = today - timedelta(days=today.weekday())
    starts = [monday + _WEEK * n for n in range(1 - weeks, ahead + 1)]
    ends = [today if start == monday else start + 6 * _DAY for start in starts]
    found = sums(tasks, updates, calendar, now, by, ends)
    named = pl.DataFrame({"end": ends, "week": starts}, schema={"end": pl.Date, "week": pl.Date})
    known = found.join(named, on="end").with_columns(actual=pl.when(pl.col("week") <= monday).then("actual"))
    return _shares(known).select(*by, "week", "planned", "actual", "deviation", "weight").sort(*by, "week")


def sums(
    tasks: pl.DataFrame, updates: pl.DataFrame, calendar: WorkCalendar, now: datetime, by: Sequence[str], ends: Sequence[date]
) -> pl.DataFrame:
    """One row per group and end, days in order: *by, end, planned, actual (Σ weight × %), weight, leaves (how many they are).

    An end that is today is taken at now; of one ahead only planned means anything. The leaves and weights are those of today's plan.
    """
    today, over = days(calendar, now)
    leaf, origin = _counted_leaves(tasks, calendar, today)
    due = [
        (_planned(calendar, origin, end, over if end == today else end) * _WEIGHT).sum().alias(f"planned_{n}") for n, end in enumerate(ends)
    ]
    expected = leaf.group_by(by).agg(pl.len().cast(pl.Int64).alias("leaves"), _WEIGHT.sum(), *due)
    weighed = leaf.select(*by, task="id", _weight="weight").join(_steps(leaf, updates, today), on="task")
    place = pl.Series(ends, dtype=pl.Date).to_physical().search_sorted(weighed["reported_on"].to_physical(), side="left")
    gained = weighed.with_columns(pl.Series("place", place)).group_by(*by, "place").agg(gain=(pl.col("step") * pl.col("_weight")).sum())
    summed = gained.group_by(by).agg(pl.col("gain").filter(pl.col("place") <= n).sum().alias(f"actual_{n}") for n in range(len(ends)))
    both = expected.join(summed, on=list(by), how="left", nulls_equal=True) if by else pl.concat([expected, summed], how="horizontal")
    rows = [
        both.select(*by, "leaves", "weight", end=pl.lit(end), planned=f"planned_{n}", actual=pl.col(f"actual_{n}").fill_null(0.0))
        for n, end in enumerate(ends)
    ]
    return pl.concat(rows).select(*by, "end", "planned", "actual", "weight", "leaves").sort(*by, "end")


def _shares(sums: pl.DataFrame) -> pl.DataFrame:
    """Weighted sums divided by their weight, and the deviation between them."""
    shares = sums.with_columns(pl.when(_WEIGHT > 0).then(pl.col("planned", "actual") / _WEIGHT))
    return shares.with_columns(deviation=pl.col("planned") - pl.col("actual"))


def days(calendar: WorkCalendar, now: datetime) -> tuple[date, date]:
    """Today in the organisation's zone, and the last day that is over: today once no working minute of it is left."""
    today = now.astimezone(calendar.zone).date()
    midnight = datetime.combine(today + _DAY, time(), calendar.zone)
    return today, today - _DAY if calendar.working_minutes_between(now, midnight) else today


def _dated_leaves(tasks: pl.DataFrame) -> pl.DataFrame:
    """The leaves that count, typed, with the days they are measured against: _begin and _end."""
    standing = live(tasks)
    if "parent" not in standing.columns:
        standing = standing.with_columns(parent=pl.lit(None, standing.schema["id"]))
    parents = standing.select(pl.col("parent").cast(standing.schema["id"])).drop_nulls().unique()
    typed = standing.join(parents, left_on="id", right_on="parent", how="anti", maintain_order="left").with_columns(
        *(pl.col(name).cast(dtype) if name in standing.columns else pl.lit(None, dtype).alias(name) for name, dtype in _TYPES.items()),
        *(pl.lit(None, pl.Int64).alias(name) for name in _KEYS if name not in standing.columns),
    )
    end = pl.coalesce("baseline_due_on", "due_on", "starts_on")
    return typed.with_columns(_begin=pl.coalesce("baseline_starts_on", "starts_on", end), _end=end).filter(
        pl.col("status").ne_missing("cancelled"), pl.col("kind").ne_missing("action"), pl.col("_end").is_not_null()
    )


def _counted_leaves(tasks: pl.DataFrame, calendar: WorkCalendar, today: date) -> tuple[pl.DataFrame, date]:
    """The leaves with their weight, and _before and _days: working days from an origin to before they begin, and in them."""
    leaf = _dated_leaves(tasks)
    first = leaf.select(pl.min_horizontal("_begin", "_end").min()).item() or today
    origin: date = first - _DAY
    origins = pl.repeat(origin, leaf.height, dtype=pl.Date, eager=True)
    before = working_days_between_series(calendar, origins, leaf["_begin"] - _DAY).cast(pl.Int64)
    through = working_days_between_series(calendar, origins, leaf["_end"]).cast(pl.Int64)
    leaf = leaf.with_columns(_before=before, _days=(through - before).clip(0))
    own = pl.when(pl.col("kind").eq_missing("milestone")).then(0).otherwise(pl.col("_days"))
    return leaf.with_columns(weight=_WEIGHT.fill_null(own.cast(pl.Float64))), origin


def _planned(calendar: WorkCalendar, origin: date, today: date, over: date) -> pl.Expr:
    """Planned % of counted leaves when over is the last day over. A milestone, or a span without a working day, jumps on its date."""
    passed = calendar.working_days_between(origin, over) if over >= origin else 0
    elapsed = pl.min_horizontal(pl.lit(passed, pl.Int64) - pl.col("_before"), "_days").clip(0)
    jumps = pl.col("kind").eq_missing("milestone") | (pl.col("_days") == 0)
    jumped = pl.when(pl.col("_end") <= today).then(100.0).otherwise(0.0)
    return pl.when(jumps).then(jumped).otherwise(100 * elapsed / pl.col("_days"))


def _reports(leaf: pl.DataFrame, updates: pl.DataFrame, today: date) -> pl.DataFrame:
    """What was reported on these leaves up to today: task, reported_on, percent; by task, the newest last."""
    ties = [name for name in _ORDER_SAVED if name in updates.columns][:1]
    typed = live(updates).select(
        pl.col("task").cast(leaf.schema["id"]), pl.col("reported_on").cast(pl.Date), pl.col("percent").cast(pl.Float64), *ties
    )
    known = typed.filter(pl.col("reported_on") <= today, pl.col("percent").is_not_null()).join(
        leaf.select(task="id"), on="task", how="semi"
    )
    return known.sort("task", "reported_on", *ties).select("task", "reported_on", "percent")


def _measured(tasks: pl.DataFrame, updates: pl.DataFrame, calendar: WorkCalendar, now: datetime) -> pl.DataFrame:
    """The counted leaves with planned, actual, deviation and overdue."""
    today, over = days(calendar, now)
    leaf, origin = _counted_leaves(tasks, calendar, today)
    done = pl.col("status").eq_missing("done")
    reports = _reports(leaf.filter(~done), updates, today)
    newest = reports.unique("task", keep="last", maintain_order=True).select("task", _percent="percent")
    return (
        leaf.join(newest, left_on="id", right_on="task", how="left", maintain_order="left")
        .with_columns(
            planned=_planned(calendar, origin, today, over),
            actual=pl.when(done).then(100.0).otherwise(pl.col("_percent").fill_null(0.0)),
            overdue=~done & (pl.coalesce("due_on", "_end") < today),
        )
        .with_columns(deviation=pl.col("planned") - pl.col("actual"))
    )


def _steps(leaf: pl.DataFrame, updates: pl.DataFrame, today: date) -> pl.DataFrame:
    """Each report as the points it added: task, reported_on, step. Sums of steps up to a day are the actual % on that day."""
    finished = pl.min_horizontal(pl.coalesce("finished_on", "_end"), pl.lit(today))
    done = leaf.filter(pl.col("status") == "done").select(task="id", _finished=finished)
    reports = _reports(leaf, updates, today).join(done, on="task", how="left", maintain_order="left")
    before = reports.filter(pl.col("_finished").is_null() | (pl.col("reported_on") < pl.col("_finished"))).drop("_finished")
    closings = done.select("task", reported_on="_finished", percent=pl.lit(100.0))
    chain = pl.concat([before, closings]).sort("task", "reported_on", maintain_order=True)
    earlier = pl.when(pl.col("task") == pl.col("task").shift(1)).then(pl.col("percent").shift(1)).fill_null(0.0)
    return chain.select("task", "reported_on", step=pl.col("percent") - earlier)
