"""The running projects as the weekly meeting goes through them: in order of trouble, each with what somebody has to act on."""

from collections.abc import Mapping
from datetime import date, timedelta

import polars as pl

from core import figures
from core.figures import Choice
from core.metrics import compliance, progress
from core.metrics.todo_matter import LIVE, OPEN
from core.visit import Visit
from core.weekly import Sitting, then

# What somebody has to act on, the most pressing first; a record that is several of these is the first.
KINDS = ("decision", "broken", "blocked", "issue", "ask", "at_risk", "due")
_DECISIONS = ("request_decision", "resource_decision", "dispute_meeting")
_BANDS = {"none": 0, "low": 1, "medium": 2, "high": 3}
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
        lambda: _every(visit, sitting).unique(pressing, keep="first", maintain_order=True),
        sitting.choice,
        visit.moment,
    )


def _every(visit: Visit, sitting: Sitting) -> pl.DataFrame:
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
        missed = (pl.col("state") == "broken") & pl.col("kind").is_in(compliance.BEFOREHAND)
        still = pl.col("kept_at").is_null() & (pl.col("state") != "void") & ~missed
        rows = sitting.choice.of(visit.promises.filter(pl.col("project").is_not_null(), still))
        # What is due at midnight belongs to the day that ends there.
        due = (pl.col("due_at") - timedelta(microseconds=1)).dt.convert_time_zone(visit.zone.key).dt.date()
        return rows.with_columns(due_on=due).sort("due_at")

    return visit.rows("weekly.promised", make, sitting.choice, visit.moment)


def standing(visit: Visit, sitting: Sitting, project: int, which: str) -> pl.DataFrame:
    """Of those the ones of a project that are broken, at_risk, or due by the end of this week (due)."""
    return promised(visit, sitting).filter(pl.col("project") == project, _standing(visit)[which])


def _standing(visit: Visit) -> dict[str, pl.Expr]:
    state = pl.col("state")
    soon = pl.col("due_on") <= week_end(visit.today)
    return {"broken": state == "broken", "at_risk": state == "at_risk", "due": (state != "broken") & soon}


def _promised(visit: Visit, sitting: Sitting) -> pl.DataFrame:
    state, kind = pl.col("state"), pl.col("kind")
    what = (
        pl.when(kind.is_in(_DECISIONS))
        .then(pl.lit("decision"))
        .when(kind == "request_response")
        .then(pl.lit("ask"))
        .when(state == "broken")
        .then(pl.lit("broken"))
        .when(state == "at_risk")
        .then(pl.lit("at_risk"))
        .when(_standing(visit)["due"])
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


def troubles(visit: Visit, sitting: Sitting) -> pl.DataFrame:
    """One row per running project of the choice, the most troubled first.

    project, planned, actual, deviation, spi, band, was_band; broken, at_risk, due: how many of its promises are (standing);
    decision, blocked, issue, ask: how many are that, overdue or
    not. Order: the highest warning band, then promises broken, then deviation, then name.
    The measures are null, and the band none, where nothing is planned.
    """
    return visit.once("weekly.troubles", lambda: _troubles(visit, sitting), sitting, visit.moment)


def _troubles(visit: Visit, sitting: Sitting) -> pl.DataFrame:
    whole = Choice(sitting.choice.project)
    live = visit.frames["project"].filter(pl.col("status").is_in(LIVE)).select("name", project="id")
    measured = figures.projects(visit, whole).drop("weight")
    ratios = progress.spi(figures.leaves(visit, whole), ["project"])
    bands = then(visit, "bands", lambda was: figures.projects(was, whole).select("project", was_band="band"), sitting)
    of_promises = {name: which.sum().cast(pl.Int64) for name, which in _standing(visit).items()}
    of_matters = {name: (pl.col("kind") == name).sum().cast(pl.Int64) for name in KINDS if name not in of_promises}
    promises = promised(visit, sitting).group_by("project").agg(**of_promises)
    others = _every(visit, sitting).group_by("project").agg(**of_matters)
    rows = whole.of(live)
    if sitting.choice.department is not None:
        mine = visit.frames["task"].filter(pl.col("department") == sitting.choice.department)["project"]
        rows = rows.filter(pl.col("project").is_in(mine.unique().implode()))
    for told in (measured, ratios, bands, promises, others):
        rows = rows.join(told, on="project", how="left", maintain_order="left")
    rows = rows.with_columns(pl.col("band", "was_band").fill_null("none"), pl.col(KINDS).fill_null(0))
    worst = pl.col("band").replace_strict(_BANDS, return_dtype=pl.Int64)
    return rows.sort(worst, "broken", "deviation", "name", descending=[True, True, True, False], nulls_last=True).drop("name")
