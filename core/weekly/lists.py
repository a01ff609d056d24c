"""The weekly meeting's lists: who waits on whom, how risks moved, the actions of last time, and what comes next."""

from datetime import UTC, date, datetime, time, timedelta

import polars as pl

from core import figures
from core.metrics import risk, teamwork
from core.metrics.todo_matter import OPEN
from core.visit import Visit
from core.weekly.sitting import Sitting, then

# The days ahead that the meeting looks at.
AHEAD = timedelta(days=7)


def handoffs(visit: Visit, sitting: Sitting) -> pl.DataFrame:
    """One row per pair of departments, who asks and who is asked, those that wait for most first: what metrics.teamwork.handoffs gives.

    Of the requests whose answer came due in the period, and those not answered yet.
    """

    def make() -> pl.DataFrame:
        asked = teamwork.asked(figures.promises(visit, sitting.choice), visit.frames["request"])
        pairs = teamwork.handoffs(asked.filter(pl.col("from") != pl.col("to")))
        return pairs.sort("waiting", "broken", "n", "from", "to", descending=[True, True, True, False, False])

    return visit.once("weekly.handoffs", make, sitting.choice, visit.moment)


def risks(visit: Visit, sitting: Sitting) -> pl.DataFrame:
    """One row per risk of the choice that is open now or was at the meeting before: id, what metrics.risk.movement gives, move.

    move: rose, fell, new, gone (closed, occurred or removed), moved (to another cell of the same score) or same. Rising ones first, by
    their score now.
    """

    def make() -> pl.DataFrame:
        before = then(visit, "risks", lambda was: risk.open_risks(sitting.choice.of(was.frames["risk"])), sitting)
        moves = risk.movement(before, sitting.choice.of(visit.frames["risk"]))
        same = (pl.col("probability") == pl.col("was_probability")) & (pl.col("impact") == pl.col("was_impact"))
        move = (
            pl.when(pl.col("was_probability").is_null())
            .then(pl.lit("new"))
            .when(pl.col("probability").is_null())
            .then(pl.lit("gone"))
            .when(pl.col("change") > 0)
            .then(pl.lit("rose"))
            .when(pl.col("change") < 0)
            .then(pl.lit("fell"))
            .when(same)
            .then(pl.lit("same"))
            .otherwise(pl.lit("moved"))
        )
        order = {"rose": 0, "new": 1, "moved": 2, "fell": 3, "gone": 4, "same": 5}
        told = moves.with_columns(move=move)
        return told.sort(pl.col("move").replace_strict(order), risk.score(), "id", descending=[False, True, False], nulls_last=True)

    return visit.once("weekly.risks", make, sitting, visit.today, of=("risk",))


def actions(visit: Visit, sitting: Sitting) -> pl.DataFrame:
    """One row per action of the meeting before, and per older one of a meeting that is still open: the task's fields, state.

    state: late, open, done or cancelled; late ones first, soonest due first.
    """

    def make() -> pl.DataFrame:
        taken = sitting.choice.of(visit.frames["task"].filter(pl.col("meeting").is_not_null()))
        weekly = visit.frames["meeting"].filter(pl.col("kind") == "weekly")["id"].implode()
        last = (pl.col("meeting") == pl.lit(sitting.last, pl.Int64)).fill_null(value=False)
        still = pl.col("status").is_in(OPEN)
        mine = pl.col("meeting").ne_missing(pl.lit(sitting.meeting, pl.Int64))
        state = (
            pl.when(still & (pl.col("due_on") < visit.today))
            .then(pl.lit("late"))
            .when(still)
            .then(pl.lit("open"))
            .when(pl.col("status") == "done")
            .then(pl.lit("done"))
            .otherwise(pl.lit("cancelled"))
        )
        rows = taken.filter(last | (still & pl.col("meeting").is_in(weekly)), mine).with_columns(state=state)
        order = {"late": 0, "open": 1, "done": 2, "cancelled": 3}
        return rows.sort(pl.col("state").replace_strict(order), "due_on", "id", nulls_last=True)

    return visit.once("weekly.actions", make, sitting, visit.today, of=("task", "meeting"))


def ahead(today: date) -> tuple[date, date]:
    """The first and the last day of what comes next."""
    return today + timedelta(days=1), today + AHEAD


def coming(visit: Visit, sitting: Sitting) -> pl.DataFrame:
    """One row per thing that comes in the days ahead: what, on, table, record, project, department, person; by day.

    what: milestone, due (a task or an action) or start (of a task not begun), of leaf tasks still open; meeting.
    """

    def make() -> pl.DataFrame:
        first, last = ahead(visit.today)
        live = figures.progress_leaves_only(figures.running_tasks(visit, sitting.choice)).filter(pl.col("status").is_in(OPEN))
        promised = visit.frames["task"].filter(pl.col("kind") == "action", pl.col("status").is_in(OPEN))
        tasks = sitting.choice.of(pl.concat([live, promised]))
        due = tasks.filter(pl.col("due_on").is_between(first, last))
        begun = tasks.filter(pl.col("starts_on").is_between(first, last), pl.col("status") == "not_started", pl.col("kind") == "task")
        milestone = pl.when(pl.col("kind") == "milestone").then(pl.lit("milestone")).otherwise(pl.lit("due"))
        said = ("project", "department", "id")
        return (
            pl.concat(
                [
                    due.select(*said, on="due_on", what=milestone, table=pl.lit("task"), person="owner"),
                    begun.select(*said, on="starts_on", what=pl.lit("start"), table=pl.lit("task"), person="owner"),
                    _meetings(visit, sitting, first, last),
                ],
                how="diagonal",
            )
            .rename({"id": "record"})
            .sort("on", "what", "record")
        )

    return visit.once("weekly.coming", make, sitting, visit.today, of=("task", "meeting", "project", "setting"))


def _meetings(visit: Visit, sitting: Sitting, first: date, last: date) -> pl.DataFrame:
    start, end = (datetime.combine(day, time(), visit.zone).astimezone(UTC) for day in (first, last + timedelta(days=1)))
    held = visit.frames["meeting"].filter(pl.col("starts_at").is_between(start, end, closed="left"), pl.col("status") == "planned")
    if sitting.choice.project is not None:
        held = held.filter(pl.col("project") == sitting.choice.project)
    on = pl.col("starts_at").dt.convert_time_zone(visit.zone.key).dt.date()
    return held.select("project", "id", on=on, what=pl.lit("meeting"), table=pl.lit("meeting"), person="host")
