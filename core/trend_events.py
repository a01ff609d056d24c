"""What each measure counts: one row per event, or per spell that something stood, of the whole company."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from types import MappingProxyType

import polars as pl

from core import figures
from core.figures import Choice
from core.metrics import compliance, risk, updates
from core.rules import setting
from core.visit import Visit

# What is made of plans and progress rests on these tables.
PLANS = ("project", "task", "baseline", "progress", "calendar_day", "setting")
_YEAR = timedelta(days=364)
_KINDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "compliance": (),
        "notice": ("meeting_notice",),
        "minutes": ("minutes",),
        "actions": ("action_item",),
        "response": ("request_response",),
        "closing": ("issue_closure",),
    }
)


def on(visit: Visit, moment: str) -> pl.Expr:
    """The organisation's date of a moment; midnight belongs to the day that it ends."""
    return pl.col(moment).dt.convert_time_zone(visit.zone.key).dt.offset_by("-1us").dt.date()


def events(visit: Visit, key: str) -> pl.DataFrame:
    """One row per event or spell that a measure counts, of the whole company.

    Shares have day, good; medians day, amount (hours); what stands since, until, weight. All have project, department and what
    names the record; level where the measure has one. Progress has end, planned, actual, weight, leaves instead.
    """
    if key in ("planned", "actual", "deviation", "spi"):
        raise ValueError("progress is counted at the ends of periods: see cube")
    return _EVENTS[key](visit, key)


def _promised(visit: Visit, key: str) -> pl.DataFrame:
    """The decided promises of some kinds, by the day they count."""

    def make() -> pl.DataFrame:
        rows = visit.promises.filter(pl.col("state").is_in(["kept", "broken"]))
        rows = rows.filter(pl.col("kind").is_in(_KINDS[key])) if _KINDS[key] else rows
        day = compliance.came_due(visit.zone, figures.counts_at(visit))
        rows = rows.with_columns(day=day, good=pl.col("state") == "kept", amount=pl.col("elapsed_minutes") / 60)
        rows = rows.with_columns(amount=pl.when(pl.col("kept_at").is_not_null()).then("amount"))
        return rows.with_columns(level=compliance.family(pl.col("kind"))) if key == "compliance" else rows

    return visit.rows(f"trends.{key}", make, visit.moment)


def _overdue(visit: Visit, _: str) -> pl.DataFrame:
    def make() -> pl.DataFrame:
        late = visit.promises.filter((pl.col("state") == "broken") & ~pl.col("kind").is_in(compliance.BEFOREHAND))
        dated = late.with_columns(since=on(visit, "due_at"), until=on(visit, "kept_at"), weight=pl.lit(1.0))
        # What was due at midnight is late from the day that begins then.
        midnight = pl.col("due_at").dt.convert_time_zone(visit.zone.key).dt.date()
        return dated.with_columns(since=midnight, level=compliance.family(pl.col("kind")))

    return visit.rows("trends.overdue", make, visit.moment)


def _on_time(visit: Visit, _: str) -> pl.DataFrame:
    def make() -> pl.DataFrame:
        good = (pl.col("finished_on") <= pl.col("counted_on")).fill_null(value=False)
        return figures.due_tasks(visit, Choice()).with_columns(day="counted_on", good=good)

    return visit.rows("trends.on_time", make, visit.today, of=PLANS)


def _updates(visit: Visit, _: str) -> pl.DataFrame:
    def make() -> pl.DataFrame:
        planned = visit.rows("figures.planned", lambda: figures.planned_at(visit), of=("task",))
        leaves = figures.progress_leaves_only(visit.frames["task"]).join(planned, on="id", how="left", maintain_order="left")
        rhythm, by = (setting(visit.frames["setting"], name) for name in ("update_rhythm", "update_by"))
        found = updates.owed(leaves, visit.frames["progress"], visit.rules.calendar, visit.moment, visit.today - _YEAR, rhythm, by)
        return found.with_columns(day="period", good="in_time")

    return visit.rows("trends.updates", make, visit.moment.replace(minute=0), of=("task", "progress", "setting", "calendar_day"))


def _risks(visit: Visit, key: str) -> pl.DataFrame:
    def make() -> pl.DataFrame:
        versions = visit.rows("figures.risk_history", lambda: visit.ledger.history("risk"), of=("risk",))
        known = versions.filter(pl.col("saved_at") <= visit.moment + timedelta(minutes=1)).sort("id", "version")
        until = pl.col("saved_at").shift(-1).over("id")
        spells = risk.register(known.with_columns(ended_at=until)).with_columns(level="band")
        opened = risk.open_risks(spells)
        if key == "high":
            opened = opened.filter(pl.col("band") == "high")
        weight = pl.col("score").cast(pl.Float64) if key == "exposure" else pl.lit(1.0)
        local = {"since": "saved_at", "until": "ended_at"}
        return opened.with_columns(
            weight=weight, **{name: pl.col(of).dt.convert_time_zone(visit.zone.key).dt.date() for name, of in local.items()}
        )

    return visit.rows(f"trends.{key}", make, visit.moment, of=("risk", "setting"))


def _issues(visit: Visit, _: str) -> pl.DataFrame:
    def make() -> pl.DataFrame:
        rows = visit.frames["issue"].filter(pl.col("status") != "withdrawn").with_columns(begun=pl.coalesce("reported_at", "found_at"))
        local = {"since": "begun", "until": "resolved_at"}
        dated = rows.with_columns(**{name: pl.col(of).dt.convert_time_zone(visit.zone.key).dt.date() for name, of in local.items()})
        return dated.with_columns(weight=pl.lit(1.0), department=pl.col("departments").list.first()).drop_nulls("since")

    return visit.rows("trends.issues", make, of=("issue", "setting"))


def _answers(visit: Visit, key: str) -> pl.DataFrame:
    def make() -> pl.DataFrame:
        asked = visit.frames["survey"].filter(pl.col("kind") == key).select("project", survey="id")
        score = pl.col("score")
        good = (score >= 4).cast(pl.Int64) if key == "csat" else (score >= 9).cast(pl.Int64) - (score <= 6).cast(pl.Int64)
        # Who answered and what he wrote stays out of it.
        rows = visit.frames["answer"].drop_nulls(["score", "answered_at"]).join(asked, on="survey", maintain_order="left")
        return rows.select("survey", "project", "department", "score", day=on(visit, "answered_at"), good=good)

    return visit.rows(f"trends.{key}", make, of=("survey", "answer", "setting"))


def _firsts(visit: Visit, _: str) -> pl.DataFrame:
    def make() -> pl.DataFrame:
        return figures.first_acceptances(visit, Choice()).with_columns(day=on(visit, "accepted_at"), good="passed")

    return visit.rows("trends.first_pass", make, of=("acceptance", "setting"))


_EVENTS: Mapping[str, Callable[[Visit, str], pl.DataFrame]] = MappingProxyType(
    dict.fromkeys(_KINDS, _promised)
    | {"overdue": _overdue, "on_time": _on_time, "updates": _updates, "issues": _issues, "first_pass": _firsts}
    | dict.fromkeys(("risks", "high", "exposure"), _risks)
    | dict.fromkeys(("csat", "nps"), _answers)
)
