"""The plan as a network: the earliest and latest days of each task, its float, and the critical path.

Everything is in working days from 0, the morning of the first: a task of two days that starts at 0 finishes at 2, and what follows it
without a lag starts at 2. Source: docs/metrics.md, Schedule.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from graphlib import CycleError, TopologicalSorter

import polars as pl

from core.workdays import WorkCalendar, working_days_between_series

_DAY = timedelta(days=1)
_DAWN = date(2000, 1, 1)
COLUMNS: Mapping[str, type[pl.DataType]] = {
    "id": pl.Int64,
    **dict.fromkeys(("early_start", "early_finish", "late_start", "late_finish", "float"), pl.Int64),
    "critical": pl.Boolean,
}


class Cycle(Exception):
    """Tasks that wait for each other in a circle: their ids in order, the first one also last."""

    def __init__(self, tasks: tuple[int, ...]) -> None:
        super().__init__(" → ".join(map(str, tasks)))
        self.tasks = tasks


def critical_path(tasks: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """One row per task, in the order of tasks: COLUMNS.

    tasks: id, duration in working days, 0 for a milestone, and where it is given earliest, before which it does not start.
    links: predecessor, successor, type (FS, SS, FF or SF) and lag in working days, negative for a lead; one that names a task not
    among tasks is left out. float is late_start − early_start; critical is where it is 0. The last finish is the earliest there can
    be. Raises Cycle.
    """
    durations = dict(tasks.select("id", "duration").iter_rows())
    sequence, after = _walk(tasks, links)
    early = dict(tasks.select("id", "earliest").iter_rows()) if "earliest" in tasks.columns else dict.fromkeys(durations, 0)
    for task in sequence:
        for successor, days, _ in after[task]:
            early[successor] = max(early[successor], early[task] + days)
    end = max((early[task] + duration for task, duration in durations.items()), default=0)
    late = {task: end - duration for task, duration in durations.items()}
    for task in reversed(sequence):
        for successor, days, _ in after[task]:
            late[task] = min(late[task], late[successor] - days)
    found = {"id": list(durations), "early_start": [early[task] for task in durations], "late_start": [late[task] for task in durations]}
    duration = pl.Series(durations.values(), dtype=pl.Int64)
    return (
        pl.DataFrame(found, schema_overrides=dict.fromkeys(found, pl.Int64))
        .with_columns(early_finish=pl.col("early_start") + duration, late_finish=pl.col("late_start") + duration)
        .with_columns(float=pl.col("late_start") - pl.col("early_start"))
        .with_columns(critical=pl.col("float") == 0)
        .select(*COLUMNS)
    )


def scheduled(tasks: pl.DataFrame, dependencies: pl.DataFrame, calendar: WorkCalendar, today: date) -> pl.DataFrame:
    """One row per planned leaf of the projects that have dependencies: project and COLUMNS, each project a network of its own.

    tasks and dependencies are the records; what is cancelled has left the plan. What waits for others starts as soon as they let it,
    what waits for nothing or has fixed dates no sooner than planned, and nothing before today if it has not begun; what has begun ends
    today at the soonest, what is done stands where it was done, without float. Raises Cycle.
    """
    found = [pl.DataFrame(schema={"project": pl.Int64, **COLUMNS})]
    for (project,), links in dependencies.group_by("project", maintain_order=True):
        own = tasks.filter(pl.col("project") == project, pl.col("status") != "cancelled", pl.col("kind") != "action")
        leaves = own.join(own.select(parent="parent").drop_nulls(), left_on="id", right_on="parent", how="anti", maintain_order="left")
        if leaves.is_empty():
            continue
        holding = _holding(leaves, links)
        network = critical_path(_standing(leaves, holding, calendar, today), holding.rename({"lag_days": "lag"}))
        done = pl.Series(leaves["status"] == "done")
        found.append(
            network.select(
                pl.lit(project, pl.Int64).alias("project"),
                pl.exclude("float", "critical"),
                float=pl.when(~done).then("float"),
                critical=pl.col("critical") & ~done,
            )
        )
    return pl.concat(found)


def _standing(leaves: pl.DataFrame, links: pl.DataFrame, calendar: WorkCalendar, today: date) -> pl.DataFrame:
    """The leaves as a network takes them, as they stand today: id, duration, earliest."""
    done, begun = pl.col("status") == "done", pl.col("status").is_in(["doing", "review"])
    waits = pl.col("id").is_in(links["successor"].implode())
    first = pl.coalesce("started_on", "starts_on")
    last = pl.when(done).then(pl.coalesce("finished_on", "due_on")).when(begun).then(pl.max_horizontal("due_on", pl.lit(today)))
    free = waits & ~pl.col("pinned").fill_null(value=False)
    start = (
        pl.when(done | begun)
        .then(pl.min_horizontal(first, last))
        .when(free)
        .then(pl.lit(today))
        .otherwise(pl.max_horizontal("starts_on", pl.lit(today)))
    )
    dated = leaves.select("id", "kind", "pinned", "starts_on", "due_on", _first=start, _last=last)
    origin = dated["_first"].min()
    before = working_days_between_series(calendar, pl.repeat(origin, dated.height, dtype=pl.Date, eager=True), dated["_first"] - _DAY)
    took = working_days_between_series(calendar, dated["_first"], dated["_last"])
    milestone = pl.col("kind") == "milestone"
    # A milestone with fixed dates that waits for something stands at the end of its day.
    later = (milestone & waits & ~free).cast(pl.Int64)
    return dated.select(
        "id",
        duration=pl.when(milestone).then(0).otherwise(pl.coalesce(pl.lit(took), _duration(dated, calendar))),
        earliest=pl.lit(before.cast(pl.Int64)) + later,
    )


def _holding(leaves: pl.DataFrame, links: pl.DataFrame) -> pl.DataFrame:
    """The links that still hold something up: not into what is done, nor into the start of what has begun."""
    status = leaves.select(successor="id", _status="status")
    begun = pl.col("_status").is_in(["doing", "review"]) & pl.col("type").is_in(["FS", "SS"])
    return links.join(status, on="successor", maintain_order="left").filter(pl.col("_status") != "done", ~begun).drop("_status")


def placed(tasks: pl.DataFrame, links: pl.DataFrame, calendar: WorkCalendar, earliest: date | None = None) -> pl.DataFrame:
    """One row per task that its links move: id, starts_on, due_on as they become.

    tasks: id, starts_on, due_on, kind, fixed (its dates stay, whatever it waits for). links: as of critical_path(). A task keeps its
    working days and never starts before its own start; with earliest, a day, one that waits for others starts as soon as they let it
    and not before that day, also when that is sooner. A milestone takes no time: it may stand anywhere in its day. Raises Cycle.
    """
    timed = tasks.with_columns(duration=_duration(tasks, calendar))
    line = _Line(calendar, min(tasks["starts_on"].to_list(), default=_DAWN))
    rows = {row["id"]: row for row in timed.iter_rows(named=True)}
    sequence, after = _walk(timed, links)
    told: dict[int, int] = {}
    found: list[tuple[int, date, date]] = []
    for task in sequence:
        row, milestone = rows[task], rows[task]["kind"] == "milestone"
        at = own = line.place(row["starts_on"])
        longer = False
        if task in told and not row["fixed"]:
            at = max(told[task], own if earliest is None else line.place(earliest))
        if at != own and not (milestone and at == own + 1):
            # A milestone that waits stands at the end of the day that lets it.
            first = at - 1 if milestone and at == told[task] else at
            found.append((task, line.day(first), line.day(first + max(row["duration"], 1) - 1)))
            # What lay on days off alone takes a working day from now on.
            longer = row["duration"] == 0 and not milestone
        for successor, days, from_finish in after[task]:
            soonest = at + days + (longer and from_finish)
            told[successor] = max(told.get(successor, soonest), soonest)
    return pl.DataFrame(found, schema={"id": tasks.schema["id"], "starts_on": pl.Date, "due_on": pl.Date}, orient="row")


def shifted(starts_on: date, due_on: date, days: int, calendar: WorkCalendar) -> tuple[date, date]:
    """The dates of a task so many working days later, or sooner; it keeps its working days."""
    line = _Line(calendar, min(starts_on, starts_on + 2 * days * _DAY))
    first = line.place(starts_on) + days
    length = calendar.working_days_between(starts_on, due_on)
    return line.day(first), line.day(first + max(length, 1) - 1)


def ending(starts_on: date, days: int, calendar: WorkCalendar) -> date:
    """The last of so many working days of a task; its first day where there is none."""
    line = _Line(calendar, starts_on)
    return line.day(line.place(starts_on) + days - 1) if days else starts_on


class _Line:
    """Working days counted from 0, a year and more before some day."""

    def __init__(self, calendar: WorkCalendar, day: date) -> None:
        self._calendar = calendar
        self._origin = day - 400 * _DAY
        self._days: list[date] = []

    def place(self, day: date) -> int:
        """How many working days lie before a day."""
        return self._calendar.working_days_between(self._origin, day - _DAY)

    def day(self, place: int) -> date:
        """The working day at a place."""
        while len(self._days) <= place:
            following = self._days[-1] + _DAY if self._days else self._origin
            while not self._calendar.is_working_day(following):
                following += _DAY
            self._days.append(following)
        return self._days[place]


def _duration(tasks: pl.DataFrame, calendar: WorkCalendar) -> pl.Expr:
    """The working days of each task, 0 of a milestone."""
    length = working_days_between_series(calendar, tasks["starts_on"], tasks["due_on"]).cast(pl.Int64)
    return pl.when(pl.col("kind") == "milestone").then(0).otherwise(pl.lit(length))


def _walk(tasks: pl.DataFrame, links: pl.DataFrame) -> tuple[list[int], dict[int, list[tuple[int, int, bool]]]]:
    """The tasks, each after those it waits for, and what waits for each: successor, days, from_finish as in _waits. Raises Cycle."""
    after: dict[int, list[tuple[int, int, bool]]] = {task: [] for task in tasks["id"]}
    before: dict[int, list[int]] = {task: [] for task in after}
    for predecessor, successor, days, from_finish in _waits(tasks, links):
        after[predecessor].append((successor, days, from_finish))
        before[successor].append(predecessor)
    try:
        return list(TopologicalSorter(before).static_order()), after
    except CycleError as error:
        raise Cycle(tuple(error.args[1])) from error


def _waits(tasks: pl.DataFrame, links: pl.DataFrame) -> list[tuple[int, int, int, bool]]:
    """Every link as what all four types come down to: predecessor, successor, and the days between their starts at least.

    from_finish: whether the predecessor's length is among these days.
    """
    length = tasks.select("id", pl.col("duration").cast(pl.Int64))
    whole = links.join(length.rename({"id": "predecessor", "duration": "_before"}), on="predecessor").join(
        length.rename({"id": "successor", "duration": "_after"}), on="successor"
    )
    from_finish, to_finish = pl.col("type").is_in(["FS", "FF"]), pl.col("type").is_in(["FF", "SF"])
    days = pl.col("lag").cast(pl.Int64) + from_finish * pl.col("_before") - to_finish * pl.col("_after")
    return whole.select("predecessor", "successor", days, from_finish.alias("from_finish")).rows()
