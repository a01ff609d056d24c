"""What changed between two readings of the records: what is new, closed, put off, overdue, worse, better or broken."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType

import polars as pl

from core.metrics.forecast import apart
from core.metrics.risk import open_risks, register
from core.workdays import WorkCalendar

# One row per change; days are working days, of what was put off (above zero) or brought forward; promise is the kind of one broken.
COLUMNS: Mapping[str, pl.DataType | type[pl.DataType]] = MappingProxyType(
    {
        "what": pl.String,
        "table": pl.String,
        "record": pl.Int64,
        "project": pl.Int64,
        "department": pl.Int64,
        "before": pl.String,
        "after": pl.String,
        "days": pl.Int64,
        "promise": pl.String,
    }
)
# From good to bad, in the dictionaries warning_band, risk_band and goal_state. What has not been read has no place.
_RANKS = {"none": 0, "low": 1, "medium": 2, "high": 3, "met": 0, "ahead": 1, "on_track": 2, "behind": 3, "missed": 4}
_OPEN: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "task": ("not_started", "doing", "review"),
        "request": ("submitted", "returned"),
        "issue": ("open", "responded"),
        "risk": ("open", "watching"),
        "deliverable": ("submitted", "failed"),
        "project": ("planning", "active", "paused"),
    }
)
TABLES = (*_OPEN, "goal")
# The promises that are a task's own date.
OWN_DATE = ("task_due", "action_item")
_RECORD = ["table", "record"]
_NOBODY, _NEVER = pl.lit(None, pl.Int64), pl.lit(None, pl.Date)


@dataclass(frozen=True, eq=False)
class Reading:
    """The records as they stood on a day.

    frames: the standing rows of TABLES; bands: table, record, band of the tasks, projects, risks and goals that have one.
    """

    today: date
    frames: Mapping[str, pl.DataFrame]
    bands: pl.DataFrame
    calendar: WorkCalendar

    @cached_property
    def rows(self) -> pl.DataFrame:
        """Every record that counts: table, record, project, department, status, open, due, overdue. A reading is compared many times."""
        overdue = (pl.col("open") & (pl.col("due") < self.today)).fill_null(value=False) & (pl.col("table") == "task")
        return pl.concat(list(_tables(self))).with_columns(overdue=overdue)

    @cached_property
    def ranked(self) -> pl.DataFrame:
        """The bands with their rank from good to bad; null where it has no place."""
        return self.bands.with_columns(rank=pl.col("band").replace_strict(_RANKS, default=None))


def bands(leaves: pl.DataFrame, projects: pl.DataFrame, risks: pl.DataFrame, goals: pl.DataFrame) -> pl.DataFrame:
    """table, record, band: of metrics.progress.leaves (id, band), projects (project, band), open risks, and goals (goal, state)."""
    return pl.concat(
        [
            leaves.select(table=pl.lit("task"), record="id", band="band"),
            projects.select(table=pl.lit("project"), record="project", band="band"),
            register(open_risks(risks)).select(table=pl.lit("risk"), record="id", band="band"),
            goals.select(table=pl.lit("goal"), record="goal", band="state"),
        ]
    )


def records(was: Reading, now: Reading) -> pl.DataFrame:
    """What became of the records, COLUMNS: new, gone, closed, reopened, slipped, earlier, overdue, worse, better, in the order of TABLES.

    before and after are states, dates (slipped, earlier, overdue) or bands. Drafts and phases are not counted, the dates of what has
    tasks below it neither. slipped, worse and their opposites are told only of what is open in both readings.
    """
    both = now.rows.join(was.rows, on=_RECORD, how="full", coalesce=True, suffix="_was", maintain_order="left_right")
    both = both.with_columns(pl.coalesce(name, f"{name}_was") for name in ("project", "department"))
    moved = now.ranked.join(was.ranked, on=_RECORD, suffix="_was").filter(pl.col("rank") != pl.col("rank_was"))
    stayed = both.filter(pl.col("open") & pl.col("open_was"))
    put_off = stayed.filter(pl.col("due") != pl.col("due_was"))
    put_off = put_off.with_columns(days=apart(now.calendar, put_off["due_was"], put_off["due"]))
    later = pl.col("due") > pl.col("due_was")
    worse = pl.col("rank") > pl.col("rank_was")
    shifted = stayed.join(moved, on=_RECORD, maintain_order="left")
    late = both.filter(pl.col("overdue"), ~pl.col("overdue_was").fill_null(value=False))
    dates = {"before": pl.col("due_was").cast(pl.String), "after": pl.col("due").cast(pl.String)}
    states = {"before": pl.col("status_was"), "after": pl.col("status")}
    levels = {"before": pl.col("band_was"), "after": pl.col("band")}
    return pl.concat(
        [
            _told(both.filter(pl.col("open_was").is_null()), "new", states),
            _told(both.filter(pl.col("open").is_null()), "gone", states),
            _told(both.filter(pl.col("open_was"), ~pl.col("open")), "closed", states),
            _told(both.filter(~pl.col("open_was"), pl.col("open")), "reopened", states),
            _told(put_off.filter(later), "slipped", dates, pl.col("days")),
            _told(put_off.filter(~later), "earlier", dates, pl.col("days")),
            _told(late, "overdue", dates),
            _told(shifted.filter(worse), "worse", levels),
            _told(shifted.filter(~worse), "better", levels),
        ]
    )


def broken(was: pl.DataFrame, now: pl.DataFrame) -> pl.DataFrame:
    """One row per promise broken now that was not then, COLUMNS: what broken, before its state then, or null where there was none."""
    keys = ["kind", "table", "record", "department"]
    missed = pl.col("state") == "broken"
    fresh = now.filter(missed).join(was.filter(missed), on=keys, how="anti", nulls_equal=True, maintain_order="left")
    before = was.join(fresh, on=keys, how="semi", nulls_equal=True).select(*keys, before="state").unique(keys, keep="last")
    fresh = fresh.join(before, on=keys, how="left", nulls_equal=True, maintain_order="left")
    return _told(fresh, "broken", {"before": pl.col("before"), "after": pl.col("state"), "promise": pl.col("kind")})


def changes(records: pl.DataFrame, broken: pl.DataFrame) -> pl.DataFrame:
    """Both together. A task that is newly overdue is not told a second time by the promise that it breaks."""
    overdue = records.filter(pl.col("what") == "overdue").select(*_RECORD)
    twice = pl.col("promise").is_in(OWN_DATE)
    others = broken.filter(twice).join(overdue, on=_RECORD, how="anti", maintain_order="left")
    return pl.concat([records, others, broken.filter(~twice)])


def _told(rows: pl.DataFrame, what: str, said: Mapping[str, pl.Expr], days: pl.Expr = _NOBODY) -> pl.DataFrame:
    columns = {"what": pl.lit(what), "days": days, "promise": pl.lit(None, pl.String), **said}
    found = rows.select("table", "record", "project", "department", **columns)
    return found.select(pl.col(name).cast(dtype) for name, dtype in COLUMNS.items())


def _tables(reading: Reading) -> Iterator[pl.DataFrame]:
    frames, zone = reading.frames, reading.calendar.zone.key
    tasks = frames["task"].filter(pl.col("kind") != "phase")
    above = pl.col("id").is_in(frames["task"]["parent"].drop_nulls().unique().implode())
    asked = frames["request"].filter(pl.col("status") != "draft")
    solved_by = pl.col("resolve_by").dt.convert_time_zone(zone).dt.date()
    yield _rows(tasks, "task", due=pl.when(~above).then("due_on"))
    yield _rows(asked, "request", department=pl.col("applicant_department"), due=pl.col("needed_by"))
    yield _rows(frames["issue"], "issue", department=pl.col("departments").list.first(), due=solved_by)
    yield _rows(frames["risk"], "risk")
    yield _rows(frames["deliverable"], "deliverable")
    yield _rows(frames["project"], "project", project=pl.col("id"), department=pl.col("lead_department"), due=pl.col("ends_on"))
    yield _rows(frames["goal"], "goal", department=_NOBODY, due=pl.col("due_on"))


def _rows(frame: pl.DataFrame, table: str, **columns: pl.Expr) -> pl.DataFrame:
    stated = table in _OPEN
    status = pl.col("status") if stated else pl.lit(None, pl.String)
    still = pl.col("status").is_in(_OPEN[table]).fill_null(value=True) if stated else pl.lit(value=True)
    usual = {"project": pl.col("project"), "department": pl.col("department"), "due": _NEVER, "status": status, "open": still}
    found = frame.select(table=pl.lit(table), record="id", **(usual | columns))
    return found.select("table", "record", pl.col("project", "department").cast(pl.Int64), "status", "open", pl.col("due").cast(pl.Date))
