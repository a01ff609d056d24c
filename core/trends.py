"""The measures over time, for a visit and a choice of project and department: what they rest on, and the series made of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

import polars as pl

from core import figures
from core.figures import Choice
from core.measures import MEASURES
from core.metrics import compliance, happenings, progress, ranking, risk, trendline, trends, updates
from core.rules import setting
from core.visit import Visit

_YEAR = timedelta(days=364)
_PLANS = ("project", "task", "baseline", "progress", "calendar_day", "setting")
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
# Periods in a year, for the comparison with the same one a year before.
A_YEAR = MappingProxyType({"week": 52, "month": 12, "quarter": 4, "year": 1})
AHEAD = 3
# Periods that are counted at most: of most measures, and of progress.
_MOST = (120, 60)


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
    """The decided promises of some kinds, by the day they came due."""

    def make() -> pl.DataFrame:
        rows = visit.promises.filter(pl.col("state").is_in(["kept", "broken"]))
        rows = rows.filter(pl.col("kind").is_in(_KINDS[key])) if _KINDS[key] else rows
        rows = rows.with_columns(day=on(visit, "due_at"), good=pl.col("state") == "kept", amount=pl.col("elapsed_minutes") / 60)
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

    return visit.rows("trends.on_time", make, visit.today, of=_PLANS)


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


def _day(visit: Visit) -> tuple[date, date]:
    return visit.once("trends.day", lambda: progress.days(visit.rules.calendar, visit.moment), visit.moment)


def cube(visit: Visit, ends: tuple[date, ...]) -> pl.DataFrame:
    """One row per project, department and end: metrics.progress.sums of the projects that ran then.

    A project runs from its start to its end; one that is not over runs today, whatever its dates say.
    """

    def make() -> pl.DataFrame:
        tasks = progress.baselined(visit.frames["task"], figures.frozen(visit))
        by = ["project", "department"]
        found = progress.sums(tasks, visit.frames["progress"], visit.rules.calendar, visit.moment, by, ends)
        live = pl.col("status").is_in(["planning", "active", "paused"])
        spans = visit.frames["project"].select(live=live, begin="starts_on", finish="ends_on", project="id")
        within = pl.col("begin") <= pl.col("end")
        running = pl.when("live").then(within | (pl.col("end") == visit.today)).otherwise(within & (pl.col("end") <= pl.col("finish")))
        return found.join(spans, on="project").filter(running).drop("live", "begin", "finish")

    return visit.rows("trends.cube", make, ends, _day(visit), of=_PLANS)


def periods(visit: Visit, key: str, grain: str) -> pl.DataFrame:
    """The periods there is anything in: what metrics.trends.periods gives."""

    def make() -> pl.DataFrame:
        shape = MEASURES[key].shape
        begun = (
            visit.frames["project"]["starts_on"] if shape == "progress" else events(visit, key)["since" if shape == "standing" else "day"]
        )
        first = begun.min()
        # Progress is counted anew at the end of each period.
        most = _MOST[shape == "progress"]
        # At the end of a day looked back to, that day is over.
        evening = visit.local(visit.moment + timedelta(microseconds=1)).date() > visit.today
        return trends.periods(first if isinstance(first, date) else visit.today, visit.today, grain, most, evening=evening)

    return visit.once("trends.periods", make, key, grain, visit.moment)


def series(visit: Visit, choice: Choice, key: str, grain: str, by: str = "") -> pl.DataFrame:
    """One row per period and, where by names what to split by, group: period, last, over, [by], value, n."""

    def make() -> pl.DataFrame:
        every = periods(visit, key, grain)
        return every.join(_counted(visit, choice, key, grain, every, [by] if by else []), on="period", maintain_order="left")

    return visit.once("trends.series", make, choice, key, grain, by, visit.moment)


def _counted(visit: Visit, choice: Choice, key: str, grain: str, every: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    measure = MEASURES[key]
    if measure.shape == "progress":
        ends = tuple(min(last, visit.today) for last in every["last"])
        at = every.with_columns(last=pl.min_horizontal("last", pl.lit(visit.today)))
        found = trends.measured(choice.of(cube(visit, ends)), at, key, by)
        return found.with_columns(pl.col("value") / 100) if measure.unit == "%" else found
    rows = choice.of(events(visit, key))
    if by:
        rows = rows.drop_nulls(by)
    if measure.shape == "standing":
        return trends.standing(rows, every, by)
    if measure.shape == "median":
        return trends.medians(rows, every, grain, by)
    return trends.shares(rows, every, grain, by, 100.0 if measure.unit == "nps" else 1.0)


def behind(visit: Visit, choice: Choice, key: str, span: tuple[date, date], by: str = "", group: Any = None) -> pl.DataFrame:
    """The rows a value rests on: the events from the first day to the last, or what stood at the end of the last."""
    rows = choice.of(events(visit, key))
    if by:
        rows = rows.filter(pl.col(by).eq_missing(pl.lit(group)))
    first, last = span
    if MEASURES[key].shape == "standing":
        return rows.filter(pl.col("since") <= last, pl.col("until").is_null() | (pl.col("until") > last))
    inside = rows.filter(pl.col("day").is_between(first, last))
    return inside.drop_nulls("amount") if MEASURES[key].shape == "median" else inside


@dataclass(frozen=True)
class Standing:
    """The groups of a measure over a span, worst first, and the company's own value and n."""

    groups: pl.DataFrame
    value: float | None
    n: int


def ranked(visit: Visit, choice: Choice, key: str, by: str, span: tuple[date, date]) -> Standing:
    """The groups by what happened in the span, or stood at its end: by, value, n, low, high, apart (metrics.ranking.ranked).

    low and high are null for what is no share.
    """
    measure = MEASURES[key]

    def make() -> Standing:
        one = pl.DataFrame({"period": [span[0]], "last": [span[1]]})
        groups, whole = (_over(visit, choice, key, one, names) for names in ([by], []))
        company = whole["value"][0]
        known = groups.filter(pl.col("n") > 0)
        if measure.unit == "%" and measure.shape == "share":
            found = ranking.ranked(known, company)
        else:
            none = dict.fromkeys(("low", "high"), pl.lit(None, pl.Float64))
            found = known.with_columns(**none, apart=pl.lit(value=True)).sort("value", "n", descending=[measure.down, True])
        return Standing(found, company, whole["n"][0])

    return visit.once("trends.ranked", make, choice, key, by, span, visit.moment)


def total(visit: Visit, choice: Choice, key: str, span: tuple[date, date]) -> tuple[float | None, int]:
    """A measure over all of a span, or at its end, and what it rests on."""

    def make() -> tuple[float | None, int]:
        found = _over(visit, choice, key, pl.DataFrame({"period": [span[0]], "last": [span[1]]}), [])
        return found["value"][0], found["n"][0]

    return visit.once("trends.total", make, choice, key, span, visit.moment)


def _over(visit: Visit, choice: Choice, key: str, one: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    """A measure over a single span."""
    first, last = one.row(0)
    if MEASURES[key].shape in ("progress", "standing"):
        return _counted(visit, choice, key, "week", one, by)
    # Whatever the grain, everything in the span is one period.
    inside = choice.of(events(visit, key)).filter(pl.col("day").is_between(first, last)).with_columns(day=pl.lit(first))
    rows = inside.drop_nulls(by) if by else inside
    at = one.with_columns(period=pl.lit(first).dt.truncate("1w"))
    if MEASURES[key].shape == "median":
        return trends.medians(rows, at, "week", by)
    return trends.shares(rows, at, "week", by, 100.0 if MEASURES[key].unit == "nps" else 1.0)


def heading(series: pl.DataFrame) -> trendline.Line | None:
    """The trend of an undivided series over its periods that are over; None where they are too few."""
    return trendline.ahead(series.filter("over")["value"].to_list(), AHEAD + 1)


def aim(visit: Visit, choice: Choice, key: str) -> tuple[float, str | None] | None:
    """What a measure should come to, in its own unit, and the name of the goal that says so; None for the name where it is the rules."""
    measure = MEASURES[key]
    if measure.source and choice.department is None:
        project = pl.col("project").eq_missing(pl.lit(choice.project, pl.Int64))
        running = (pl.col("starts_on") <= visit.today) & (pl.col("due_on") >= visit.today)
        goals = visit.frames["goal"].filter(project, running)
        if measure.source in ("csat", "nps"):
            linked = visit.frames["survey"].filter(pl.col("kind") == measure.source)["goal"].drop_nulls()
            goals = goals.filter(pl.col("source") == "survey", pl.col("id").is_in(linked.implode()))
        else:
            goals = goals.filter(pl.col("source") == measure.source)
        for name, target in goals.sort("id").select("name", "target_value").head(1).iter_rows():
            return (target / 100 if measure.unit == "%" else target), name
    return None if measure.aim is None else (measure.aim, None)


def happened(visit: Visit, choice: Choice, first: date, last: date, most: int) -> pl.DataFrame:
    """The most important things that happened between two days, to the chosen project or to any: metrics.happenings.COLUMNS."""

    def make() -> pl.DataFrame:
        frames = visit.frames
        policies = visit.ledger.history("policy").filter(pl.col("saved_at") <= visit.moment)
        own = happenings.happenings(frames["project"], frames["baseline"], policies, visit.zone)
        own = own.filter(pl.col("project").is_null() | (pl.col("project") == choice.project)) if choice.project else own
        found = pl.concat([own, happenings.holidays(visit.rules.calendar, first, last)])
        return happenings.foremost(found.filter(pl.col("day").is_between(first, last)), most)

    return visit.once("trends.happened", make, choice, first, last, most, of=("project", "baseline", "policy", "calendar_day", "setting"))


def since(visit: Visit, days: int | None) -> date:
    """The first day of a span of so many days; long ago where it is all time."""
    return date(1970, 1, 1) if days is None else visit.today - timedelta(days=days - 1)
