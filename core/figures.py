"""The figures of the dashboards: metrics put together for a visit and a choice of project, department and period, and kept."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import wraps
from typing import TypeVar

import polars as pl

from core import frozen as frozen_plans
from core.metrics import compliance, delivery, measured, progress, risk, satisfaction, schedule, updates
from core.promise_sources import TABLES as PROMISED
from core.rules import setting
from core.schema.columns import MOMENT
from core.visit import Visit

T = TypeVar("T")

# Weeks that a sparkline shows.
WEEKS = 12

# What plans and progress are counted from.
PLANS = ("project", "task", "dependency", "baseline", "progress", "policy", "calendar_day", "setting")
_DATES = ("task", "baseline")
_RESULTS = ("goal", "reading", "survey", "answer", "setting")


@dataclass(frozen=True)
class Choice:
    """What a dashboard is about: one project, one department, the last so many days; None is all of them."""

    project: int | None = None
    department: int | None = None
    days: int | None = None

    def of(self, frame: pl.DataFrame) -> pl.DataFrame:
        """The rows of the chosen project and department, where the frame knows them."""
        if self.project is not None and "project" in frame.columns:
            frame = frame.filter(pl.col("project") == self.project)
        if self.department is not None and "department" in frame.columns:
            frame = frame.filter(pl.col("department") == self.department)
        return frame


def day(visit: Visit) -> tuple[date, date]:
    """What plans are measured at: today, and the last day that is over."""
    return visit.once("figures.day", lambda: progress.days(visit.rules.calendar, visit.moment), visit.moment)


def unfinished(visit: Visit) -> date:
    """The first day that is not over: today, but where the end of a day is looked back to."""
    return visit.local(visit.moment + timedelta(microseconds=1)).date()


def _kept(make: Callable[[Visit, Choice], T]) -> Callable[[Visit, Choice], T]:
    """A figure that is made once while neither the records, the minute nor the choice change."""

    @wraps(make)
    def figure(visit: Visit, choice: Choice) -> T:
        return visit.once(f"figures.{make.__name__}", lambda: make(visit, choice), choice, visit.moment)

    return figure


def _daily(*of: str) -> Callable[[Callable[[Visit, Choice], T]], Callable[[Visit, Choice], T]]:
    """A figure that changes with those tables and with the day, not with the minute."""

    def kept(make: Callable[[Visit, Choice], T]) -> Callable[[Visit, Choice], T]:
        @wraps(make)
        def figure(visit: Visit, choice: Choice) -> T:
            on: Hashable = day(visit)
            return visit.once(f"figures.{make.__name__}", lambda: make(visit, choice), choice, on, of=of)

        return figure

    return kept


def promises(visit: Visit, choice: Choice) -> pl.DataFrame:
    """One row per promise of the choice: those that came due in the period or were kept ahead of their time, and those still open."""
    due = visit.rows("figures.period", lambda: _of_period(visit, choice), choice.days, visit.moment)
    return visit.rows("figures.promises", lambda: choice.of(due), choice, visit.moment)


def promises_before(visit: Visit, choice: Choice) -> pl.DataFrame:
    """The promises that came due in the period before the chosen one; none when the period is all time."""
    return choice.of(visit.rows("figures.before", lambda: _before(visit, choice), choice.days, visit.moment))


def _of_period(visit: Visit, choice: Choice) -> pl.DataFrame:
    if choice.days is None:
        return visit.promises
    return visit.promises.filter((pl.col("due_at") > _start(visit, choice.days)) | compliance.still_open())


def _before(visit: Visit, choice: Choice) -> pl.DataFrame:
    if choice.days is None:
        return visit.promises.clear()
    return visit.promises.filter(pl.col("due_at").is_between(_start(visit, 2 * choice.days), _start(visit, choice.days), closed="right"))


def counts_at(visit: Visit) -> pl.Expr:
    """When a promise counts: when it comes due, or what was kept ahead of its time now, until it does."""
    ahead = (pl.col("state") == "kept") & (pl.col("due_at") > visit.moment)
    return pl.when(ahead).then(pl.lit(visit.moment, MOMENT)).otherwise("due_at")


def _start(visit: Visit, days: int) -> datetime:
    return visit.moment - timedelta(days=days)


def decided(promises: pl.DataFrame) -> pl.DataFrame:
    """The promises that count for compliance, broken ones first, newest first."""
    return promises.filter(pl.col("state").is_in(["kept", "broken"])).sort(["state", "due_at"], descending=[False, True])


def counted(promises: pl.DataFrame) -> pl.DataFrame:
    """The promises that are not void: those decided, broken ones first, newest first, then those not due yet."""
    due = pl.col("state").is_in(["kept", "broken"])
    live = promises.filter(pl.col("state") != "void").with_columns(_due=due)
    return live.sort("_due", "state", "due_at", descending=[True, False, True]).drop("_due")


def of_cell(visit: Visit, choice: Choice, department: int | None, family: str | None) -> pl.DataFrame:
    """The promises behind a cell of matrix(): of a department and a family; None is a total."""
    rows = promises(visit, choice).filter(pl.col("department").is_not_null())
    if department is not None:
        rows = rows.filter(pl.col("department") == department)
    return counted(rows if family is None else rows.filter(pl.col("kind").is_in(compliance.FAMILIES.get(family, ()))))


def of_kind(visit: Visit, choice: Choice, kind: str) -> pl.DataFrame:
    """The promises behind a row of kinds()."""
    return counted(promises(visit, choice).filter(pl.col("kind") == kind))


def of_week(visit: Visit, choice: Choice, week: date) -> pl.DataFrame:
    """The promises behind a week of weekly_compliance(): those decided that came due in it."""
    day = compliance.came_due(visit.zone, counts_at(visit))
    return decided(choice.of(visit.promises).filter(day.is_between(week, week + timedelta(days=6))))


def late(promises: pl.DataFrame) -> pl.DataFrame:
    """The promises past due that can still be made good, longest overdue first."""
    return promises.filter(compliance.open_late()).sort("due_at")


@_kept
def matrix(visit: Visit, choice: Choice) -> pl.DataFrame:
    """Compliance by department and family of promises: department, family, kept, broken, running, rate; a null is a total."""
    rows = promises(visit, choice).filter(pl.col("department").is_not_null()).with_columns(family=compliance.family(pl.col("kind")))
    parts = [compliance.compliance(rows, by) for by in (["department", "family"], ["department"], ["family"], [])]
    columns = ["department", "family", *parts[-1].columns]
    empty = {"department": pl.lit(None, pl.Int64), "family": pl.lit(None, pl.String)}
    whole = [part.with_columns(**{name: empty[name] for name in empty if name not in part.columns}).select(columns) for part in parts]
    families = {name: place for place, name in enumerate(compliance.FAMILIES)}
    order = pl.col("family").replace_strict(families, default=len(families), return_dtype=pl.Int64)
    return pl.concat(whole).sort("department", order, nulls_last=[False, True])


@_kept
def kinds(visit: Visit, choice: Choice) -> pl.DataFrame:
    """One row per kind of promise: kind, kept, broken, running, rate, n, median_minutes, p90_minutes, overdue, longest_minutes."""
    rows = promises(visit, choice)
    by = ["kind"]
    return (
        compliance.compliance(rows, by)
        .join(compliance.times(rows, by), on="kind", how="left")
        .join(compliance.overdue(rows, visit.moment, by), on="kind", how="left")
        .sort(pl.col("kind").replace_strict({kind: place for place, kind in enumerate(visit.vocabulary["promise"])}, return_dtype=pl.Int64))
    )


@_kept
def weekly_compliance(visit: Visit, choice: Choice) -> pl.DataFrame:
    """One row per ISO week of the last WEEKS: week, kept, broken, running, rate."""
    first = _first_monday(visit)
    # A day more at both ends, whatever the zone: of three years of promises only those of a few weeks need their local date.
    near = counts_at(visit).dt.date().is_between(first - timedelta(days=1), visit.today + timedelta(days=8))
    recent = visit.rows("figures.recent", lambda: visit.promises.filter(near).with_columns(due_at=counts_at(visit)), visit.moment)
    rows = compliance.weekly(choice.of(recent), visit.zone, [])
    return rows.filter((pl.col("week") >= first) & (pl.col("week") <= visit.today)).sort("week")


@_kept
def weekly_overdue(visit: Visit, choice: Choice) -> list[int]:
    """How many promises were overdue at the end of each of the last WEEKS; the last is now."""
    first, zone = _first_monday(visit), visit.zone
    ends = [datetime.combine(first + timedelta(weeks=after), time(), zone).astimezone(UTC) for after in range(1, WEEKS)]
    stood = visit.rows("figures.stood_late", lambda: visit.promises.filter(compliance.stood_late(ends[0])), visit.moment)
    return [*compliance.overdue_at(choice.of(stood), ends), late(promises(visit, choice)).height]


def _first_monday(visit: Visit) -> date:
    return visit.today - timedelta(days=visit.today.weekday(), weeks=WEEKS - 1)


def running_tasks(visit: Visit, choice: Choice) -> pl.DataFrame:
    """The tasks of the chosen project, or of all that are not over; the tree stays whole, so departments are chosen among leaves."""
    if choice.project is not None:
        return Choice(choice.project).of(visit.frames["task"])
    live = visit.frames["project"].filter(pl.col("status").is_in(["planning", "active", "paused"]))["id"]
    return visit.frames["task"].filter(pl.col("project").is_in(live.implode()))


def every_leaf(visit: Visit) -> pl.DataFrame:
    """One row per leaf task of every project, also of those that are over: what metrics.progress.leaves gives."""
    return visit.rows("figures.every_leaf", lambda: _leaves(visit, visit.frames["task"]), day(visit), of=PLANS)


def network(visit: Visit) -> pl.DataFrame:
    """One row per planned leaf of the projects that have dependencies: what metrics.schedule.scheduled gives."""
    frames = visit.frames

    def make() -> pl.DataFrame:
        return schedule.scheduled(frames["task"], frames["dependency"], visit.rules.calendar, visit.today)

    return visit.rows("figures.network", make, visit.today, of=PLANS)


def frozen(visit: Visit) -> pl.DataFrame:
    """One row per task in the newest baseline of its project: id, starts_on, due_on, as they stood there."""
    newest = visit.frames["baseline"].sort("id").unique("project", keep="last", maintain_order=True)
    return frozen_plans.dates(visit, newest.select("project", "position").rows())


def _baselined(visit: Visit, tasks: pl.DataFrame) -> pl.DataFrame:
    """The tasks with the dates they are measured against: those of the newest baseline of their project, where it knows them."""
    return progress.baselined(tasks, frozen(visit))


def _leaves(visit: Visit, tasks: pl.DataFrame) -> pl.DataFrame:
    tasks = _baselined(visit, tasks).join(network(visit).select("id", "critical"), on="id", how="left", maintain_order="left")
    return progress.leaves(tasks, visit.frames["progress"], visit.rules.calendar, visit.moment)


def leaves(visit: Visit, choice: Choice) -> pl.DataFrame:
    """One row per leaf task of the chosen project, or of all that are not over: what metrics.progress.leaves gives."""

    def make() -> pl.DataFrame:
        return _leaves(visit, running_tasks(visit, choice))

    return choice.of(visit.rows("figures.leaves", make, choice.project, day(visit), of=PLANS))


@_daily(*PLANS)
def projects(visit: Visit, choice: Choice) -> pl.DataFrame:
    """One row per running project: project, planned, actual, deviation, band (of the warning dictionary), weight."""
    rows = progress.roll_up(leaves(visit, choice), ["project"])
    late = leaves(visit, choice).group_by("project").agg(pl.col("overdue").any())
    return (
        rows.join(late, on="project", how="left")
        .with_columns(band=progress.band(pl.col("deviation"), pl.col("overdue"), progress.Thresholds()))
        .drop("overdue")
        .drop_nulls("deviation")
    )


@_daily(*PLANS)
def weekly_progress(visit: Visit, choice: Choice) -> pl.DataFrame:
    """One row per week of the last WEEKS: week, planned, actual, deviation, weight, of the projects that there were at its end."""

    def make() -> pl.DataFrame:
        tasks = _baselined(visit, progress_leaves_only(running_tasks(visit, choice)))
        by = ["project", "department"]
        weeks = progress.weekly(tasks, visit.frames["progress"], visit.rules.calendar, visit.moment, by, WEEKS)
        known = weeks.join(begun(visit), on="project", maintain_order="left")
        return known.filter(pl.col("begin") <= pl.min_horizontal(pl.col("week") + timedelta(days=6), pl.lit(visit.today)))

    # The weeks of all departments take hardly longer than those of one.
    of_each = visit.rows("figures.weekly_progress", make, choice.project, day(visit), of=PLANS)
    return progress.roll_up(choice.of(of_each), ["week"])


def begun(visit: Visit) -> pl.DataFrame:
    """One row per project: project, begin, the day it is counted from, its first or that on which it was put down, the earlier of both."""

    def make() -> pl.DataFrame:
        saved = visit.ledger.history("project").filter(version=1)
        put_down = pl.col("saved_at").dt.convert_time_zone(visit.zone.key).dt.date()
        planned = visit.frames["project"].select("starts_on", project="id")
        return planned.join(saved.select(put_down=put_down, project="id"), on="project", maintain_order="left").select(
            "project", begin=pl.min_horizontal("starts_on", "put_down")
        )

    return visit.rows("figures.begun", make, of=("project", "setting"))


def progress_leaves_only(tasks: pl.DataFrame) -> pl.DataFrame:
    """The planned tasks below which there is no other."""
    parents = tasks.select(pl.col("parent").drop_nulls().unique())
    return tasks.filter(~pl.col("kind").is_in(["phase", "action"])).join(
        parents, left_on="id", right_on="parent", how="anti", maintain_order="left"
    )


def due_tasks(visit: Visit, choice: Choice) -> pl.DataFrame:
    """The leaf tasks of the choice that came due in the period, newest first: what tells and places each, finished_on, counted_on.

    counted_on is the baseline date, else the due date.
    """
    tasks = choice.of(visit.rows("figures.due_tasks", lambda: _due_tasks(visit), visit.today, of=_DATES))
    return tasks.filter(pl.col("counted_on") > visit.today - timedelta(days=choice.days)) if choice.days else tasks


# What is told of a task that came due: a task has three times as many columns.
_DUE = ("id", "title", "project", "parent", "department", "owner", "kind", "status", "starts_on", "due_on", "finished_on")


def _due_tasks(visit: Visit) -> pl.DataFrame:
    tasks = progress_leaves_only(visit.frames["task"].select(_DUE)).filter(pl.col("status") != "cancelled")
    dated = _baselined(visit, tasks).with_columns(counted_on=pl.coalesce("baseline_due_on", "due_on"))
    return dated.filter(pl.col("counted_on") <= visit.today).sort("counted_on", descending=True)


@_daily(*_DATES)
def on_time(visit: Visit, choice: Choice) -> pl.DataFrame:
    """One row: on_time, due, rate over the leaves that were due in the period."""
    return progress.on_time(due_tasks(visit, choice), visit.today, [])


@_daily(*_DATES)
def weekly_on_time(visit: Visit, choice: Choice) -> list[float | None]:
    """The on-time rate of the tasks due in each of the last WEEKS."""
    tasks = due_tasks(visit, Choice(choice.project, choice.department)).filter(pl.col("counted_on") >= _first_monday(visit))
    weeks = tasks.with_columns(week=pl.col("counted_on").dt.truncate("1w"))
    return progress.on_time(weeks, visit.today, ["week"]).sort("week")["rate"].to_list()


def weekly_spi(visit: Visit, choice: Choice) -> list[float | None]:
    """The SPI at the end of each of the last WEEKS."""
    weeks = weekly_progress(visit, choice)
    return [actual / planned if planned else None for planned, actual in weeks.select("planned", "actual").iter_rows()]


def open_risks(visit: Visit, choice: Choice) -> pl.DataFrame:
    """One row per open risk, with score and band, highest score first."""
    return risk.register(risk.open_risks(choice.of(visit.frames["risk"]))).sort("score", descending=True)


@_daily("risk")
def weekly_risks(visit: Visit, choice: Choice) -> pl.DataFrame:
    """One row per week end and band: end, band, count of open risks. The last is the end of today, or the past moment looked at."""
    last = visit.past or datetime.combine(visit.today + timedelta(days=1), time(), visit.zone)
    versions = visit.rows("figures.risk_history", lambda: visit.ledger.history("risk"), of=("risk",))
    return risk.weekly(choice.of(versions), [last - timedelta(weeks=back) for back in reversed(range(WEEKS))])


def heat(visit: Visit, choice: Choice) -> pl.DataFrame:
    """The 25 cells of the heatmap: probability, impact, count of the choice's open risks."""
    return risk.heatmap(choice.of(visit.frames["risk"]))


def high_risks(visit: Visit, choice: Choice) -> pl.DataFrame:
    """The open risks of the high band, highest score first."""
    return open_risks(visit, choice).filter(pl.col("band") == "high")


def weekly_high_risks(visit: Visit, choice: Choice) -> list[int]:
    """How many high risks were open at the end of each of the last WEEKS."""
    return weekly_risks(visit, choice).filter(pl.col("band") == "high").sort("end")["count"].to_list()


def goals(visit: Visit, choice: Choice) -> pl.DataFrame:
    """One row per goal of the choice: its fields and what metrics.satisfaction.attainment gives."""

    def make() -> pl.DataFrame:
        known = visit.frames["goal"]
        readings = goal_readings(visit)
        found = satisfaction.attainment(known, readings, visit.today)
        return known.join(found, left_on="id", right_on="goal", how="left").with_columns(goal=pl.col("id"))

    # Only goals that the records measure change with all of them.
    of = (*_RESULTS, *PLANS, *PROMISED) if _measured(visit).height else _RESULTS
    return Choice(project=choice.project).of(visit.once("figures.goals", make, visit.today, of=of))


def _measured(visit: Visit) -> pl.DataFrame:
    return visit.frames["goal"].filter(pl.col("source").is_in(measured.SOURCES))


def goal_readings(visit: Visit) -> pl.DataFrame:
    """goal, read_on, value of every goal: typed readings, those of its surveys or of the records, as the goal's source says."""
    typed = visit.frames["reading"].select("goal", "read_on", "value")
    surveyed = satisfaction.survey_readings(visit.frames["survey"], visit.frames["answer"], visit.zone).select("goal", "read_on", "value")
    by_survey = visit.frames["goal"].filter(pl.col("source") == "survey")["id"].implode()
    by_hand = visit.frames["goal"].filter(pl.col("source") == "readings")["id"].implode()
    found = [typed.filter(pl.col("goal").is_in(by_hand)), surveyed.filter(pl.col("goal").is_in(by_survey))]
    if _measured(visit).height:
        found.append(measured.readings(_measured(visit), _outcomes(visit), visit.today))
    return pl.concat(found)


def _outcomes(visit: Visit) -> dict[str, pl.DataFrame]:
    """What was decided, by the source of a goal: project, day, good."""
    promised = decided(visit.promises)
    firsts = delivery.firsts(visit.frames["acceptance"])
    due = _due_tasks(visit)

    accepted = pl.col("accepted_at").dt.convert_time_zone(visit.zone.key).dt.date()
    return {
        "compliance": promised.select("project", day=compliance.came_due(visit.zone, counts_at(visit)), good=pl.col("state") == "kept"),
        "on_time": due.select("project", day="counted_on", good=(pl.col("finished_on") <= pl.col("counted_on")).fill_null(value=False)),
        "first_pass": firsts.select("project", day=accepted, good="passed"),
    }


def answers(visit: Visit, choice: Choice, kind: str) -> pl.DataFrame:
    """The answers to surveys of that kind in the choice, with the week they were given in."""
    asked = Choice(project=choice.project).of(visit.frames["survey"].filter(pl.col("kind") == kind))["id"]
    rows = Choice(department=choice.department).of(visit.frames["answer"].filter(pl.col("survey").is_in(asked.implode())))
    if choice.days:
        rows = rows.filter(pl.col("answered_at") > visit.moment - timedelta(days=choice.days))
    local = pl.col("answered_at").dt.convert_time_zone(str(visit.zone)).dt.date()
    return rows.with_columns(month=local.dt.truncate("1mo"))


def first_acceptances(visit: Visit, choice: Choice) -> pl.DataFrame:
    """One row per deliverable of the choice first accepted or failed in the period, newest first: what metrics.delivery.firsts gives."""
    rows = choice.of(visit.rows("figures.firsts", lambda: delivery.firsts(visit.frames["acceptance"]), of=("acceptance",)))
    recent = rows.filter(pl.col("accepted_at") > visit.moment - timedelta(days=choice.days)) if choice.days else rows
    return recent.sort("accepted_at", descending=True)


@_kept
def first_pass(visit: Visit, choice: Choice) -> pl.DataFrame:
    """One row: passed, n, rate over the first acceptances in the period."""
    return delivery.first_pass(first_acceptances(visit, choice), [])


@_kept
def monthly_first_pass(visit: Visit, choice: Choice) -> list[float | None]:
    """The rate of each month that had first acceptances in the period, oldest first."""
    local = pl.col("accepted_at").dt.convert_time_zone(str(visit.zone)).dt.date()
    months = first_acceptances(visit, choice).with_columns(month=local.dt.truncate("1mo"))
    return delivery.first_pass(months, ["month"])["rate"].to_list()


@_daily("acceptance")
def rectified(visit: Visit, choice: Choice) -> pl.DataFrame:
    """One row: open, n, median_days, longest_days of what was to be put right, ever."""
    return delivery.rectification(choice.of(visit.frames["acceptance"]), [])


def rectifications(visit: Visit, choice: Choice) -> pl.DataFrame:
    """The promises to put a failed deliverable right that are still open, soonest due first."""
    open_ones = (pl.col("kind") == "rectification") & pl.col("kept_at").is_null() & (pl.col("state") != "void")
    return choice.of(visit.promises.filter(open_ones)).sort("due_at")


@_daily("project", "task", "deliverable")
def undelivered(visit: Visit, choice: Choice) -> pl.DataFrame:
    """The tasks of the choice that are finished or due and have not handed over the deliverable they name, longest due first."""
    tasks = progress_leaves_only(running_tasks(visit, choice))
    return delivery.expected(choice.of(tasks), visit.frames["deliverable"], visit.today)


@_kept
def updates_owed(visit: Visit, choice: Choice) -> pl.DataFrame:
    """One row per leaf task of the choice and period of the last WEEKS it owed an entry for: what metrics.updates.owed gives."""
    planned = visit.rows("figures.planned", lambda: planned_at(visit), of=("task",))
    leaves = choice.of(progress_leaves_only(running_tasks(visit, choice))).join(planned, on="id", how="left", maintain_order="left")
    rhythm, by = (setting(visit.frames["setting"], name) for name in ("update_rhythm", "update_by"))
    return updates.owed(leaves, visit.frames["progress"], visit.rules.calendar, visit.moment, _first_monday(visit), rhythm, by)


def planned_at(visit: Visit) -> pl.DataFrame:
    """When each task was planned, as its first version tells: id, planned_at."""
    return visit.ledger.history("task", 1, "version").select("id", planned_at="saved_at")


@_kept
def decisions(visit: Visit, choice: Choice) -> pl.DataFrame:
    """The decisions that somebody has been asked for and has not made, most overdue first: one row per promise."""
    return promises(visit, choice).filter(compliance.to_decide()).sort("due_at")


def sparkline(values: Sequence[float | None]) -> list[float]:
    """The values a sparkline can draw, or none when there are fewer than two."""
    known = [value for value in values if value is not None]
    return known if len(known) > 1 else []
