"""A project's outlook, put together for a visit and kept: its forecast, what would be if, its buffer and its progress by week."""

from datetime import UTC, date, datetime, time, timedelta

import polars as pl

from core import figures, frozen
from core.metrics import buffer, pace, progress
from core.metrics.buffer import Position
from core.metrics.forecast import Forecast, by, finishes, forecast
from core.metrics.progress import baselined
from core.metrics.remaining import work
from core.metrics.what_if import Change, changed
from core.plan import Plan
from core.visit import Visit

# Weeks of the buffer's history.
WEEKS = 12
# A median asks for fewer runs than the tail does.
_PAST_RUNS = 200
_EVIDENCE = ("task", "baseline", "calendar_day", "setting")
_PLANS = ("project", "dependency", "progress", *_EVIDENCE)
HISTORY = {"day": pl.Date, "done": pl.Float64, "used": pl.Float64, "zone": pl.String}


def evidence(visit: Visit) -> pl.DataFrame:
    """The finished tasks that forecasts rest on: what metrics.pace.finished gives."""

    def make() -> pl.DataFrame:
        return pace.finished(baselined(visit.frames["task"], figures.frozen(visit)), visit.rules.calendar)

    return visit.rows("outlook.evidence", make, of=_EVIDENCE)


def expected(visit: Visit, plan: Plan) -> Forecast | None:
    """The forecast of a plan as it stands; None where it has no task."""
    return _forecast(visit, plan, "outlook.expected", Change())


def what_if(visit: Visit, plan: Plan, change: Change) -> Forecast | None:
    """The forecast of a plan after a change that nobody saves; None where no task is left."""
    return expected(visit, plan) if change == Change() else _forecast(visit, plan, "outlook.what_if", change)


def _forecast(visit: Visit, plan: Plan, name: str, change: Change) -> Forecast | None:
    if plan.tasks.is_empty():
        return None

    def make() -> Forecast:
        ratios = pace.ratios(evidence(visit))
        return forecast(changed(work(plan.leaves, plan.calendar, visit.moment), change), plan.links, ratios, plan.calendar, visit.moment)

    found = visit.rows(name, make, plan.project["id"], change, progress.days(plan.calendar, visit.moment), of=_PLANS)
    return found if found.expected else None


def held_against(visit: Visit, plan: Plan, moment: datetime | None = None) -> date | None:
    """The finish of the newest baseline, or of the newest up to a moment; None where there is none."""
    project = plan.project["id"]
    if moment is None:
        known = visit.frames["baseline"].filter(pl.col("project") == project)
    else:
        known = _standing(_versions(visit, "baseline", project), moment)
    if known.is_empty():
        return None
    position = known.sort("id")["position"][-1]

    found: date | None = _leaves(frozen.plan(visit, project, position)).select(pl.col("due_on").max()).item()
    return found


def finish(plan: Plan) -> date:
    """The last day of a plan that has tasks."""
    found: date = plan.leaves.select(pl.col("due_on").max()).item()
    return found


def position(visit: Visit, plan: Plan, found: Forecast) -> Position:
    """Where a plan stands with its buffer, by its forecast."""

    def make() -> Position:
        held = held_against(visit, plan) or finish(plan)
        return buffer.position(plan.leaves, plan.links, plan.project["buffer_percent"] or 0.0, held, found.p50 or held, plan.calendar)

    return visit.once("outlook.position", make, plan.project["id"], progress.days(plan.calendar, visit.moment), of=_PLANS)


def history(visit: Visit, plan: Plan) -> pl.DataFrame:
    """One row per week end of the last WEEKS at which the project had a plan and a buffer: day (a Sunday), done, used, zone."""
    monday = visit.today - timedelta(days=visit.today.weekday())
    ends = [datetime.combine(monday - timedelta(weeks=back), time(), visit.zone).astimezone(UTC) for back in reversed(range(WEEKS))]
    rows = [(visit.local(end).date() - timedelta(days=1), _then(visit, plan, end)) for end in ends if end <= visit.moment]
    return pl.DataFrame(
        [(day, found.done, found.used, found.zone) for day, found in rows if found is not None and found.used is not None],
        schema=HISTORY,
        orient="row",
    )


def _then(visit: Visit, plan: Plan, moment: datetime) -> Position | None:
    """Where the project stood with its buffer. The past does not change with the records that come: only with its rules."""
    project = plan.project["id"]

    def make() -> Position | None:
        leaves = _leaves(_standing(_versions(visit, "task", project), moment))
        if leaves.is_empty():
            return None
        links = _standing(_versions(visit, "dependency", project), moment)
        known = evidence(visit).filter(pl.col("finished_on") < moment.astimezone(visit.zone).date())
        found = finishes(work(leaves, plan.calendar, moment), links, pace.ratios(known), plan.calendar, moment, _PAST_RUNS)
        held = held_against(visit, plan, moment) or leaves.select(pl.col("due_on").max()).item()
        return buffer.position(leaves, links, plan.project["buffer_percent"] or 0.0, held, by(found, 0.5) or held, plan.calendar)

    return visit.once("outlook.then", make, project, moment, plan.project["buffer_percent"], of=("baseline", "calendar_day", "setting"))


def _versions(visit: Visit, table: str, project: int) -> pl.DataFrame:
    return visit.rows(f"outlook.{table}", lambda: visit.ledger.history(table, project, "project"), project, of=(table,))


def _standing(versions: pl.DataFrame, moment: datetime) -> pl.DataFrame:
    standing = versions.filter(pl.col("saved_at") <= moment).unique("id", keep="last", maintain_order=True)
    return standing.filter(~pl.col("removed"))


def _leaves(tasks: pl.DataFrame) -> pl.DataFrame:
    """The planned leaves among tasks as they stood, actual as they carried it."""
    planned = tasks.filter(pl.col("kind") != "action", pl.col("status") != "cancelled")
    done = pl.when(pl.col("status") == "done").then(100.0).otherwise(pl.col("percent"))
    return planned.join(planned.select("parent").drop_nulls(), left_on="id", right_on="parent", how="anti").with_columns(actual=done)


def curve(visit: Visit, plan: Plan, until: date) -> pl.DataFrame:
    """One row per week from the plan's first to the one of a day, or of its own end: what metrics.progress.weekly gives."""
    first, last = plan.leaves.select(pl.col("starts_on").min(), pl.col("due_on").max()).row(0)
    back, ahead = (visit.today - first).days // 7 + 2, (max(until, last) - visit.today).days // 7 + 2

    def make() -> pl.DataFrame:
        rows = progress.weekly(plan.tasks, visit.frames["progress"], plan.calendar, visit.moment, [], max(back, 1), max(ahead, 0))
        return rows.filter(pl.col("week") >= first - timedelta(days=first.weekday() + 7))

    return visit.once("outlook.curve", make, plan.project["id"], until, progress.days(plan.calendar, visit.moment), of=_PLANS)
