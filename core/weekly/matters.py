"""What somebody has to act on in each project, the most pressing first."""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from core.figures import Choice
from core.metrics import compliance
from core.metrics.todo_matter import OPEN
from core.visit import Visit
from core.weekly.sitting import Sitting

# What somebody has to act on, the most pressing first; a record that is several of these is the first.
KINDS = ("decision", "broken", "blocked", "issue", "ask", "at_risk", "due")
_COLUMNS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "kind": pl.String,
    "table": pl.String,
    "record": pl.Int64,
    "project": pl.Int64,
    "department": pl.Int64,
    "person": pl.Int64,
    "due_on": pl.Date,
    "promise": pl.String,
    "late_from": pl.Datetime("us", "UTC"),
}


def matters(visit: Visit, sitting: Sitting) -> pl.DataFrame:
    """One row per record of the choice's projects, as the most pressing of KINDS that it is; these in order, the longest due first.

    kind, table, record (of a warning, the task it warns of), project, department, person, due_on, promise (its kind, or null), late_from
    (when it came due; null of what is not overdue). decision: an approval or a ruling that is asked for; broken: a promise past due;
    blocked: a task that is; issue: one not solved; ask: what another department has not answered; at_risk, due: other promises near
    their date, or due by the end of the week.
    """
    pressing = ["table", "record"]
    return visit.rows(
        "weekly.matters",
        lambda: every(visit, sitting).unique(pressing, keep="first", maintain_order=True),
        sitting.choice,
        visit.moment,
    )


def every(visit: Visit, sitting: Sitting) -> pl.DataFrame:
    """All that each record is, as matters() has it; that of each department."""

    def make() -> pl.DataFrame:
        found = pl.concat([_promised(visit, sitting), _blocked(visit, sitting.choice), _issues(visit, sitting.choice)])
        first = found.with_columns(place=pl.col("kind").replace_strict({kind: place for place, kind in enumerate(KINDS)}))
        ordered = first.sort("place", "late_from", "due_on", "table", "record", nulls_last=True)
        return ordered.unique(["kind", "table", "record", "department"], keep="first", maintain_order=True).drop("place")

    return visit.rows("weekly.matters.every", make, sitting.choice, visit.moment)


def week_end(day: date) -> date:
    """The Sunday of a day's week."""
    return day + timedelta(days=6 - day.weekday())


def promised(visit: Visit, sitting: Sitting) -> pl.DataFrame:
    """The open promises of the choice's projects, those broken that can still be made good among them, soonest due first, with due_on."""

    def make() -> pl.DataFrame:
        rows = sitting.choice.of(visit.promises.filter(pl.col("project").is_not_null(), compliance.still_open()))
        return rows.with_columns(due_on=compliance.came_due(visit.zone)).sort("due_at")

    return visit.rows("weekly.promised", make, sitting.choice, visit.moment)


def standings(visit: Visit) -> dict[str, pl.Expr]:
    """Which of the open promises are broken, at_risk, or due by the end of this week (due)."""
    state = pl.col("state")
    soon = pl.col("due_on") <= week_end(visit.today)
    return {"broken": state == "broken", "at_risk": state == "at_risk", "due": (state != "broken") & soon}


def _promised(visit: Visit, sitting: Sitting) -> pl.DataFrame:
    state, kind = pl.col("state"), pl.col("kind")
    what = (
        pl.when(compliance.to_decide())
        .then(pl.lit("decision"))
        .when(kind == "request_response")
        .then(pl.lit("ask"))
        .when(state == "broken")
        .then(pl.lit("broken"))
        .when(state == "at_risk")
        .then(pl.lit("at_risk"))
        .when(standings(visit)["due"])
        .then(pl.lit("due"))
    )
    since = pl.when(state == "broken").then("due_at")
    told = promised(visit, sitting).with_columns(promise=kind, late_from=since).with_columns(kind=what)
    # What is asked for and late is both.
    late = told.filter(pl.col("kind") == "ask", state == "broken").with_columns(kind=pl.lit("broken"))
    tasks = visit.frames["warning"].select(record="id", task="task", table=pl.lit("warning"))
    named = pl.concat([told, late]).join(tasks, on=["table", "record"], how="left", maintain_order="left")
    of_task = pl.col("task").is_not_null()
    subject = {"table": pl.when(of_task).then(pl.lit("task")).otherwise("table"), "record": pl.coalesce("task", "record")}
    return named.with_columns(**subject).drop_nulls("kind").select(*_COLUMNS)


def _blocked(visit: Visit, choice: Choice) -> pl.DataFrame:
    tasks = choice.of(visit.frames["task"]).filter(pl.col("health") == "blocked", pl.col("status").is_in(OPEN), pl.col("kind") != "phase")
    return _matter(tasks, "blocked", "task")


def _issues(visit: Visit, choice: Choice) -> pl.DataFrame:
    unsolved = visit.frames["issue"].filter(pl.col("status").is_in(["open", "responded"]), pl.col("project").is_not_null())
    named = unsolved.with_columns(
        department=pl.col("departments").list.first(), due_on=pl.col("resolve_by").dt.convert_time_zone(visit.zone.key).dt.date()
    )
    return _matter(choice.of(named), "issue", "issue")


def _matter(rows: pl.DataFrame, kind: str, table: str) -> pl.DataFrame:
    said = {"kind": pl.lit(kind), "table": pl.lit(table), "record": pl.col("id"), "person": pl.col("owner")}
    found = rows.select("project", "department", "due_on", **said, promise=pl.lit(None), late_from=pl.lit(None))
    return found.select(pl.col(name).cast(dtype) for name, dtype in _COLUMNS.items())
