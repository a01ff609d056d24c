"""Updates: whether the progress of every open task was reported in time, week by week or day by day.

Source: docs/metrics.md, Updates.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

import polars as pl

from core.workdays import WorkCalendar

_DAY = timedelta(days=1)
_OWED = {"task": pl.Int64, "project": pl.Int64, "department": pl.Int64, "owner": pl.Int64, "period": pl.Date, "in_time": pl.Boolean}


def owed(
    leaves: pl.DataFrame, updates: pl.DataFrame, calendar: WorkCalendar, now: datetime, since: date, rhythm: str, by: time
) -> pl.DataFrame:
    """One row per leaf task and period it owed an entry for: task, project, department, owner, period (its first day), in_time.

    The periods are the ISO weeks, or the working days where rhythm is daily, from since on whose entry was due by now: at that time of
    day on their last working day. A period without a working day asks for nothing. A task owes from its start, as planned or in fact,
    until it is finished, and only for what came due after it was planned (planned_at). in_time: it was reported on within the period
    before that moment; what a report is dated does not count. Cancelled tasks owe nothing.
    """
    begins = pl.min_horizontal("starts_on", "started_on")
    ends = pl.when(pl.col("status") == "done").then(pl.coalesce("finished_on", "due_on"))
    tasks = leaves.filter(pl.col("status") != "cancelled").select(
        "project", "department", "owner", "planned_at", task="id", begins=begins, ends=ends
    )
    found = [pl.DataFrame(schema=_OWED)]
    zone = calendar.zone
    for first, last in _periods(calendar, since, now.astimezone(zone).date(), rhythm):
        start, due = (datetime.combine(*of, zone).astimezone(UTC) for of in ((first, time()), (last, by)))
        if due > now:
            continue
        open_ones = tasks.filter(
            pl.col("begins") <= last, (pl.col("ends") >= first).fill_null(value=True), (pl.col("planned_at") < due).fill_null(value=True)
        )
        entered = updates.filter(pl.col("saved_at").is_between(start, due))["task"]
        known = pl.col("task").is_in(entered.implode())
        found.append(open_ones.select(*list(_OWED)[:4], period=pl.lit(first), in_time=known))
    return pl.concat(found)


def discipline(owed: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """One row per group of what owed gives: *by, in_time, n, rate (0-1; null where n is 0)."""
    counted = owed.group_by(by).agg(in_time=pl.col("in_time").sum().cast(pl.Int64), n=pl.len().cast(pl.Int64))
    return counted.with_columns(rate=pl.when(pl.col("n") > 0).then(pl.col("in_time") / pl.col("n"))).sort(by)


def _periods(calendar: WorkCalendar, since: date, until: date, rhythm: str) -> Iterator[tuple[date, date]]:
    """The first day and the last working day of each period."""
    if rhythm == "daily":
        days = (since + n * _DAY for n in range((until - since).days + 1))
        yield from ((day, day) for day in days if calendar.is_working_day(day))
        return
    monday = since - since.weekday() * _DAY
    while monday <= until:
        working = [day for n in range(7) if calendar.is_working_day(day := monday + n * _DAY)]
        if working:
            yield monday, working[-1]
        monday += 7 * _DAY
