"""What waits on one person: every matter of every kind in one list, soonest due first.

A matter is something only he, or his department through him, can move on.
"""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from core.access import Person, allowed
from core.schema.columns import MOMENT

KINDS = ("answer", "decide", "clarify", "submit", "revise", "respond", "resolve", "plan", "task", "rate", "read")
COLUMNS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "kind": pl.String,
    "table": pl.String,
    "record": pl.Int64,
    "due_at": MOMENT,
    "state": pl.String,
    "department": pl.Int64,
    "about": pl.String,
}
LIVE = ("planning", "active", "paused")
OPEN = ("not_started", "doing", "review")

# Before its due moment is known, a matter names the promise it has to keep, or the day by whose end it should be done.
_FOUND = {"kind": pl.String, "table": pl.String, "record": pl.Int64, "department": pl.Int64, "about": pl.String}
_FOUND = {**_FOUND, "promise": pl.String, "by": pl.Date}
_DAY = timedelta(days=1)

Frames = Mapping[str, pl.DataFrame]


def todo(frames: Frames, promises: pl.DataFrame, person: Person, today: date, zone: ZoneInfo) -> pl.DataFrame:
    """One row per matter: COLUMNS, soonest due first, those without a due moment last.

    kind is one of KINDS; table and record say what to open; department is whose promise it is. due_at and state are those of the
    matter's promise, or the end of its last day in that zone; null where nothing is due.
    """
    found = pl.concat([source(frames, person, today).select(pl.col(n).cast(t) for n, t in _FOUND.items()) for source in _SOURCES])
    due = _due(found, promises).with_columns(due_at=pl.coalesce("due_at", _ends(found["by"], zone)))
    fallen = pl.when(pl.col("by") < today).then(pl.lit("broken")).when(pl.col("due_at").is_not_null()).then(pl.lit("running"))
    return due.with_columns(state=pl.coalesce("state", fallen)).sort("due_at", "kind", "record", nulls_last=True).select(*COLUMNS)


def horizon(matters: pl.DataFrame, now: datetime, zone: ZoneInfo) -> pl.DataFrame:
    """The matters with horizon: overdue, today, week (by Sunday) or later; what has no due moment is later."""
    today = now.astimezone(zone).date()
    sunday = today + timedelta(days=6 - today.weekday())
    last_day = (pl.col("due_at") - timedelta(microseconds=1)).dt.convert_time_zone(zone.key).dt.date()
    when = (
        pl.when(pl.col("due_at") < now)
        .then(pl.lit("overdue"))
        .when(last_day <= today)
        .then(pl.lit("today"))
        .when(last_day <= sunday)
        .then(pl.lit("week"))
    )
    return matters.with_columns(horizon=when.otherwise(pl.lit("later")))


def open_tasks(frames: Frames, person: Person) -> pl.DataFrame:
    """The task records whose progress he is to report, by due date: open, without subtasks, in a project that is not over."""
    tasks = frames["task"]
    live = frames["project"].filter(pl.col("status").is_in(LIVE))["id"].implode()
    parents = tasks.select(id=pl.col("parent")).drop_nulls()
    mine = tasks.filter(pl.col("status").is_in(OPEN), pl.col("kind") != "phase", pl.col("project").is_in(live), _ours(person))
    return _may(person, "task.progress", mine.join(parents, on="id", how="anti")).sort("due_on", "id")


def _ours(person: Person, department: pl.Expr | None = None) -> pl.Expr:
    """Owned by him, or by nobody and of his department."""
    his = (pl.col("department") == _department(person)) if department is None else department
    return (pl.col("owner") == person.id) | (pl.col("owner").is_null() & his)


def _department(person: Person) -> pl.Expr:
    return pl.lit(person.department, pl.Int64)


def _may(person: Person, action: str, rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.Series([allowed(person, action, row) for row in rows.iter_rows(named=True)], dtype=pl.Boolean))


def _found(rows: pl.DataFrame, kind: pl.Expr | str, table: str, promise: pl.Expr | str | None, **columns: pl.Expr | str) -> pl.DataFrame:
    said = {"kind": kind, "promise": promise}
    words = {name: pl.lit(word, pl.String) if word is None or isinstance(word, str) else word for name, word in said.items()}
    common: dict[str, pl.Expr | str] = {"record": "id", "about": "title", "by": pl.lit(None, pl.Date), "table": pl.lit(table)}
    return rows.select(**(common | words | columns))


def _answers(frames: Frames, person: Person, _: date) -> pl.DataFrame:
    """Requests that ask his department, until it has answered, and again once what it asked for is given."""
    asked = frames["request"].filter(pl.col("status").is_in(["submitted", "approved"])).explode("departments")
    asked = asked.with_columns(department="departments").filter(pl.col("department") == _department(person))
    settled = (pl.col("decision") != "clarify") | pl.col("clarified_at").is_null()
    given = frames["response"].filter(settled).select("department", id="request")
    rows = _may(person, "request.answer", asked.join(given, on=["id", "department"], how="anti"))
    return _found(rows, "answer", "request", "request_response", department="department")


def _decisions(frames: Frames, person: Person, _: date) -> pl.DataFrame:
    rows = frames["request"].filter(pl.col("status") == "submitted", pl.col("applicant") != person.id)
    return _found(_may(person, "request.decide", rows), "decide", "request", "request_decision", department="applicant_department")


def _drafts(frames: Frames, person: Person, _: date) -> pl.DataFrame:
    rows = frames["request"].filter(pl.col("applicant") == person.id, pl.col("status").is_in(["draft", "returned"]))
    kind = pl.when(pl.col("status") == "draft").then(pl.lit("submit")).otherwise(pl.lit("revise"))
    return _found(_may(person, "request.apply", rows), kind, "request", None, department="applicant_department")


def _clarifications(frames: Frames, person: Person, _: date) -> pl.DataFrame:
    """What a department asked of one of his requests."""
    asked = frames["response"].filter(pl.col("decision") == "clarify", pl.col("clarified_at").is_null())
    mine = frames["request"].filter(pl.col("applicant") == person.id, pl.col("status").is_in(["submitted", "approved"]))
    rows = _may(person, "request.apply", mine).join(asked.select("department", id="request"), on="id")
    return _found(rows, "clarify", "request", "request_response", department="department")


def _issues(frames: Frames, person: Person, _: date) -> pl.DataFrame:
    named = pl.col("departments").list.contains(_department(person))
    rows = frames["issue"].filter(pl.col("status").is_in(["open", "responded"]), _ours(person, named))
    unanswered = pl.col("status") == "open"
    return _found(
        _may(person, "issue.handle", rows),
        pl.when(unanswered).then(pl.lit("respond")).otherwise(pl.lit("resolve")),
        "issue",
        pl.when(unanswered).then(pl.lit("issue_response")).otherwise(pl.lit("issue_closure")),
        department=pl.col("departments").list.first(),
    )


def _risks(frames: Frames, person: Person, _: date) -> pl.DataFrame:
    """High risks without a response plan."""
    rows = frames["risk"].filter(
        pl.col("status").is_in(["open", "watching"]),
        pl.col("became_high_at").is_not_null(),
        pl.col("plan_submitted_at").is_null(),
        _ours(person),
    )
    return _found(_may(person, "risk.handle", rows), "plan", "risk", "risk_plan", department="department")


def _tasks(frames: Frames, person: Person, _: date) -> pl.DataFrame:
    return _found(open_tasks(frames, person), "task", "task", "task_due", department="department", by="due_on")


def _surveys(frames: Frames, person: Person, today: date) -> pl.DataFrame:
    """Open surveys about a department he has not rated yet and may rate: any but his own."""
    if not allowed(person, "survey.answer"):
        return pl.DataFrame(schema=_FOUND)
    running = frames["survey"].filter(pl.col("opens_on") <= today, pl.col("closes_on") >= today)
    rated = frames["answer"].filter(pl.col("rater") == person.id).select("department", id="survey")
    asked = running.explode("about").rename({"about": "department"}).filter(pl.col("department").ne_missing(_department(person)))
    left = asked.join(rated, on=["id", "department"], how="anti").unique("id", maintain_order=True)
    return _found(left, "rate", "survey", None, department=pl.lit(None, pl.Int64), by="closes_on")


def _readings(frames: Frames, person: Person, today: date) -> pl.DataFrame:
    """Goals of his whose value has not been read this month."""
    first = today.replace(day=1)
    last = (first + timedelta(days=32)).replace(day=1) - _DAY
    read = frames["reading"].filter(pl.col("read_on") >= first).select(id="goal")
    mine = frames["goal"].filter(pl.col("owner") == person.id, pl.col("source") == "readings")
    due = mine.filter(pl.col("starts_on") <= today, pl.col("due_on") >= first).join(read, on="id", how="anti")
    rows = _may(person, "goal.read_value", due)
    return _found(rows, "read", "goal", None, about="name", department=pl.lit(None, pl.Int64), by=pl.lit(last))


def _due(found: pl.DataFrame, promises: pl.DataFrame) -> pl.DataFrame:
    """The matters with due_at and state of the promises they have to keep; only answers have one for each department."""
    each = pl.when(pl.col("promise") == "request_response").then("department").alias("_department")
    named = promises.rename({"kind": "promise"}).join(found, on=["promise", "record"], how="semi")
    running = named.filter(pl.col("kept_at").is_null(), pl.col("state") != "void")
    keys = ["promise", "record", "_department"]
    clocks = running.select("promise", "record", each, "due_at", "state").unique(keys)
    return found.with_columns(each).join(clocks, on=keys, how="left", nulls_equal=True, maintain_order="left").drop("_department")


def _ends(days: pl.Series, zone: ZoneInfo) -> pl.Series:
    """The midnight that ends each day in the zone."""
    ends = {day: datetime.combine(day + _DAY, time(), zone) for day in days.drop_nulls().unique()}
    return pl.Series([None if day is None else ends[day] for day in days], dtype=MOMENT)


_SOURCES = (_answers, _decisions, _clarifications, _drafts, _issues, _risks, _tasks, _surveys, _readings)
