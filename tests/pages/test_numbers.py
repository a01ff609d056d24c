"""Every number on every page opens, and the rows it opens recompute to it, by a formula of their own; so do a chart's cells and bars.

A number without a formula here fails: whoever adds one says how it is made from what it shows.
"""

import math
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from statistics import median
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from core import figures
from core.actions import demo, organisation
from core.charts import parts
from core.figures import Choice
from core.schema.tables import TABLES
from core.store.ledger import Ledger
from core.text import Language, Text
from core.ui import deliveries, kpis, moved, outlook_rows, tables, trends_meetings, updates
from core.ui.navigation import PAGES
from core.visit import Visit
from tests import engines
from tests.pages.app import Screen, app, english, visit

FRIDAY = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
# The meeting's slides repeat these numbers on a wall, where nothing is clicked; the other two have none of the company's.
ELSEWHERE = {"weekly", "exchange", "settings"}


class Shown:
    """One table as the page shows it, its columns by their Text."""

    def __init__(self, here: Visit, frame: Any) -> None:
        self.here, self.said = here, list[str]()
        self.columns = {str(name): [None if _nothing(value) else value for value in frame[name]] for name in frame.columns}

    def __getitem__(self, label: Text | str) -> list[Any]:
        return self.columns[label if isinstance(label, str) else self.here.say(label)]

    def __len__(self) -> int:
        return len(next(iter(self.columns.values())))

    def count(self, label: Text, dictionary: str, key: str) -> int:
        return self[label].count(self.here.word(dictionary, key))

    def of(self, table: str, field: str) -> list[Any]:
        return self[self.here.say(self.here.ledger.tables[table].by_name[field].label)]


def _nothing(value: object) -> bool:
    return value is None or value != value or str(value) == "NaT"


Formula = Callable[[Sequence[Shown]], str | None]


def share(part: float, n: float) -> str | None:
    return f"{part / n:.1%}" if n else None


def compliance(shown: Sequence[Shown]) -> str | None:
    kept, broken = (shown[0].count(tables.STATE, "promise_state", state) for state in ("kept", "broken"))
    return share(kept, kept + broken)


def overdue(shown: Sequence[Shown]) -> str:
    if not shown:
        return "0"
    late = [kept is None and hours > 0 for kept, hours in zip(shown[0][tables.KEPT], shown[0][tables.LATE], strict=True)]
    assert all(late)
    return f"{sum(late):,}"


def weighed(shown: Sequence[Shown], label: Text) -> float | None:
    values, weights = shown[0][label], shown[0][tables.WEIGHT]
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / sum(weights) if sum(weights) else None


def deviation(shown: Sequence[Shown]) -> str | None:
    planned, actual = weighed(shown, tables.PLANNED), weighed(shown, tables.ACTUAL)
    return None if planned is None or actual is None else f"{planned - actual:+.1f}"


def spi(shown: Sequence[Shown]) -> str | None:
    planned, actual = weighed(shown, tables.PLANNED), weighed(shown, tables.ACTUAL)
    return f"{actual / planned:.2f}" if planned and actual is not None else None


def on_time(shown: Sequence[Shown]) -> str | None:
    finished = shown[0].of("task", "finished_on")
    due = shown[0][kpis.COUNTED[0].label]
    return share(sum(done is not None and done <= by for done, by in zip(finished, due, strict=True)), len(due))


def pooled(column: str, digits: Callable[[float], str]) -> Formula:
    def formula(shown: Sequence[Shown]) -> str | None:
        n = shown[0]["n"]
        total = sum(value * count for value, count in zip(shown[0][column], n, strict=True) if count)
        return digits(total / sum(n)) if sum(n) else None

    return formula


def rows(shown: Sequence[Shown]) -> str:
    return str(len(shown[0]) if shown else 0)


def first_pass(shown: Sequence[Shown]) -> str | None:
    passed = shown[0].count(deliveries.RESULT, "acceptance_result", "pass") if len(shown[0]) else 0
    return share(passed, len(shown[0]))


def in_time(shown: Sequence[Shown]) -> str | None:
    made = shown[0][updates.IN_TIME]
    return share(sum(map(bool, made)), len(made))


def percentile(least: float) -> Formula:
    def formula(shown: Sequence[Shown]) -> str:
        days, runs = shown[0][outlook_rows.DAY], shown[0][outlook_rows.RUNS]
        done = 0
        for day, count in zip(days, runs, strict=True):
            done += count
            if done >= least * sum(runs) - 1e-9:
                return str(day)[:10]
        raise AssertionError("no run finishes")

    return formula


def latest(label: Text) -> Formula:
    return lambda shown: str(max(day for day in shown[0][label] if day is not None))[:10]


def kinds_of_change(*names: str) -> Formula:
    def formula(shown: Sequence[Shown]) -> str:
        said = shown[0][moved.SHOW] if shown else []
        return " / ".join(str(said.count(shown[0].here.say(moved.WHAT[name]))) if shown else "0" for name in names)

    return formula


def average_length(shown: Sequence[Shown]) -> str | None:
    minutes = shown[0][trends_meetings.TAKEN]
    return shown[0].here.say(trends_meetings.MINUTES, minutes=f"{sum(minutes) / len(minutes):.0f}") if minutes else None


def amount(shown: Sequence[Shown]) -> str:
    return f"{sum(1 if asked is None else asked for asked in shown[0].of('resource_request', 'quantity')):,g}"


def whole(label: Text) -> Formula:
    def formula(shown: Sequence[Shown]) -> str | None:
        found = weighed(shown, label)
        return None if found is None else f"{found:.0f}%"

    return formula


def tenth(label: Text) -> Formula:
    def formula(shown: Sequence[Shown]) -> str | None:
        found = weighed(shown, label)
        return None if found is None else f"{found / 100:.1%}"

    return formula


def buffer(shown: Sequence[Shown]) -> str:
    """Of the arithmetic said above the rows: path, share done, buffer in per cent, buffer in days, days late."""
    path, _, per_cent, _, late = (float(number) for number in re.findall(r"\d+(?:\.\d+)?", shown[0].said[-1]))
    return f"{late / (path * per_cent / 100):.0%}"


# What a number's rows recompute to, by its name, or by the last part of it.
FORMULAS: Mapping[str, Formula] = {
    "compliance": compliance,
    "overdue": overdue,
    "deviation": deviation,
    "spi": spi,
    "on_time": on_time,
    "high": rows,
    "csat": pooled("CSAT", lambda value: f"{value:.1f}%"),
    "nps": pooled("NPS", lambda value: f"{value:+.0f}"),
    "project.planned": tenth(tables.PLANNED),
    "project.actual": tenth(tables.ACTUAL),
    "task.planned": whole(tables.PLANNED),
    "task.actual": whole(tables.ACTUAL),
    "first_pass": first_pass,
    "rectifying": rows,
    "late": overdue,
    "owed": rows,
    "updates": in_time,
    "p50": percentile(0.5),
    "p80": percentile(0.8),
    "outlook.buffer": buffer,
    "outlook.plan": latest(outlook_rows.DUE),
    "outlook.baseline": latest(outlook_rows.BASELINE),
    "compare.finish": lambda shown: str(max(day for day in shown[0].of("task", "due_on") if day is not None))[:10],
    "compare.progress": tenth(tables.ACTUAL),
    "compare.moved": kinds_of_change("slipped", "earlier"),
    "compare.scope": kinds_of_change("added", "dropped"),
    "total": amount,
    **dict.fromkeys(("trends.notice", "trends.minutes", "trends.actions"), compliance),
    "trends.length": average_length,
}


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    made = Ledger(engines.fresh(), TABLES)
    first = organisation.first_administrator(made, FRIDAY, "admin", "管理员", Language.ZH)
    demo.load(visit(made, first, FRIDAY), lambda _: None)
    english(made, person(made, "xu.jiaming"))
    return made


def person(ledger: Ledger, username: str) -> int:
    return int(ledger.snapshot()["person"].filter(username=username)["id"][0])


def views(ledger: Ledger) -> Iterator[tuple[str, dict[str, object]]]:
    """Every page, and those views of it that show other numbers."""
    frames = ledger.snapshot()
    for name in (name for pages in PAGES.values() for name, *_ in pages if name not in ELSEWHERE):
        yield name, {}
    active = frames["project"].filter(pl.col("status") == "active")["id"].implode()
    project = frames["baseline"].filter(pl.col("project").is_in(active))["project"][0]
    yield "overview", {"project": project, "period": "all"}
    yield "projects", {"id": project}
    yield "tasks", {"view": "updates"}
    tasks = frames["task"].filter(pl.col("project") == project)
    parent = tasks.filter(pl.col("parent").is_null() & (pl.col("status") != "cancelled"))["id"][0]
    leaf = tasks.filter(~pl.col("id").is_in(tasks["parent"].drop_nulls().implode()), pl.col("status") == "doing")["id"][0]
    yield "tasks", {"id": parent}
    yield "tasks", {"id": leaf}
    for view in ("gantt", "raci", "baselines", "outlook"):
        yield "plan", {"project": project, "view": view}
    yield "goals", {"id": frames["goal"]["id"][0]}
    yield "trends", {"view": "meetings"}


def below(block: Any) -> Iterator[tuple[Any, list[Any]]]:
    """Every element under a block, with those that stand beside it."""
    beside = list(getattr(block, "children", {}).values())
    for element in beside:
        yield element, beside
        yield from below(element)


def popover(element: Any) -> str | None:
    """The key of a popover, such as number.compliance; None for anything else."""
    if element.type != "popover":
        return None
    return str(element.proto.popover.id).rsplit("-", 1)[-1]


def opening(beside: list[Any], kind: str) -> Any:
    return next((element for element in beside if (popover(element) or "").startswith(f"{kind}.")), None)


def dataframes(block: Any) -> Iterator[Any]:
    return (element for element, _ in below(block) if element.type in {"dataframe", "arrow_data_frame"})


def open_all(screen: Screen) -> None:
    keys = [key for element, _ in below(screen.app.main) if (key := popover(element)) and key.startswith(("number.", "opening."))]
    for key in keys:
        screen.app.session_state[key] = True
    screen.app.run()
    assert not screen.app.exception


@pytest.mark.parametrize("username", ["zhou.mingyuan", "xu.jiaming"])
def test_every_number_of_every_page_opens_and_its_rows_recompute_to_it(ledger: Ledger, username: str) -> None:
    checked, wrong = set(), []
    who = person(ledger, username)
    for page, query in views(ledger):
        screen = app(ledger, who, page, now=FRIDAY, **query)
        assert not screen.app.exception, (page, query)
        open_all(screen)
        for element, beside in list(below(screen.app.main)):
            if element.type == "metric":
                found = opening(beside, "number")
                assert found is not None, f"{page} {query}: the number “{element.label}” does not open"
                name = str(popover(found)).removeprefix("number.")
                formula = FORMULAS.get(name) or FORMULAS.get(name.rsplit(".", 1)[-1])
                assert formula is not None, f"{page} {query}: “{name}” has no formula in this test"
                shown = [Shown(screen.visit, frame.value) for frame in dataframes(found)]
                if shown:
                    shown[0].said = [str(one.value) for one, _ in below(found) if one.type in {"caption", "markdown", "text"}]
                told = None if element.value == "—" else element.value
                again = formula(shown) if shown or told not in (None, "—") else None
                checked.add(name)
                if again != told:
                    wrong.append((page, query, name, told, again))
            elif element.type == "vega_lite_chart":
                chosen = bool(element.proto.selection_mode)
                assert chosen or opening(beside, "opening") is not None, f"{page} {query}: a chart without its rows"
    assert not wrong
    assert len(checked) > 25


def cells(screen: Screen, name: str) -> list[dict[str, Any]]:
    """The rows of an overview's chart, as the browser gets them."""
    for element, beside in below(screen.app.main):
        if element.type == "vega_lite_chart" and popover(opening(beside, "opening")) == f"opening.{name}":
            data = next(one.data.data for one in element.proto.datasets if one.name == "rows")
            return list(pa.ipc.open_stream(data).read_all().to_pylist())
    raise AssertionError(f"no chart {name}")


def drawer(screen: Screen, name: str, key: str) -> list[Shown]:
    """The tables that open for one cell or bar."""
    screen.app.query_params["open"] = f"{name}~{key}"
    screen.app.run()
    assert not screen.app.exception
    return [Shown(screen.visit, frame.value) for frame in screen.dataframe if str(frame.key).startswith("rows.")] or [
        Shown(screen.visit, frame.value) for frame in screen.dataframe if frame.key is None
    ]


@pytest.fixture(scope="module")
def overview(ledger: Ledger) -> Screen:
    return app(ledger, person(ledger, "zhou.mingyuan"), "overview", now=FRIDAY)


def test_every_cell_of_the_matrix_opens_the_promises_it_counts(overview: Screen) -> None:
    rows = [row for row in cells(overview, "matrix") if row["kept"] + row["broken"]]
    assert len(rows) > 4
    for row in rows:
        key = ".".join("all" if part == "None" else part for part in (parts.keyed(row["row"]), parts.keyed(row["column"])))
        (shown,) = drawer(overview, "matrix", key)
        counts = [shown.count(tables.STATE, "promise_state", state) for state in ("kept", "broken", "running", "at_risk")]
        assert (counts[0], counts[1], counts[2] + counts[3]) == (row["kept"], row["broken"], row["running"])
        assert parts.percent(counts[0] / (counts[0] + counts[1])) == row["rate_text"]


def test_every_week_of_the_trend_opens_the_promises_it_counts(overview: Screen) -> None:
    rows = [row for row in cells(overview, "trend") if row["rate"] is not None]
    assert len(rows) > 4
    for row in rows:
        (shown,) = drawer(overview, "trend", row["week_text"])
        kept, broken = (shown.count(tables.STATE, "promise_state", state) for state in ("kept", "broken"))
        assert (kept, broken, kept / (kept + broken)) == (row["kept"], row["broken"], row["rate"])


def test_every_bar_of_a_project_opens_the_tasks_it_weighs(overview: Screen) -> None:
    rows = cells(overview, "projects")
    assert rows
    for row in rows:
        shown = drawer(overview, "projects", parts.keyed(row["at"]))
        assert any(
            math.isclose(weighed([table], tables.ACTUAL) / 100, row["actual"]) for table in shown if tables.ACTUAL.zh in table.columns
        )


def test_every_cell_of_the_heatmap_opens_its_risks(overview: Screen) -> None:
    rows = [row for row in cells(overview, "heatmap") if row["count"]]
    assert rows
    for row in rows:
        (shown,) = drawer(overview, "heatmap", f"{row['probability']}{row['impact']}")
        assert len(shown) == row["count"]
        assert set(shown.of("risk", "probability")) == {row["probability"]}


def test_every_goals_bar_opens_its_readings(overview: Screen) -> None:
    goals = {str(row["id"]): row for row in figures.goals(overview.visit, Choice()).to_dicts()}
    rows = [row for row in cells(overview, "goals") if row["actual"] is not None]
    assert rows
    for row in rows:
        key = parts.keyed(row["at"])
        goal = goals[key]
        readings = drawer(overview, "goals", key)[0]
        newest = max(zip(readings.of("reading", "read_on"), readings.of("reading", "value"), strict=True))[1]
        way = (newest - goal["baseline_value"]) / (goal["target_value"] - goal["baseline_value"])
        assert math.isclose(min(max(way, 0), 1.5), row["actual"], abs_tol=0.05 / abs(goal["target_value"] - goal["baseline_value"]) + 1e-9)


def test_every_kind_of_promise_opens_what_its_row_is_made_of(overview: Screen) -> None:
    known = next(Shown(overview.visit, frame.value) for frame in overview.dataframe if str(frame.key).startswith("kinds"))
    kinds = figures.kinds(overview.visit, Choice(days=90))["kind"].to_list()
    assert len(kinds) > 4
    for place, kind in enumerate(kinds):
        if not known[tables.N][place]:
            continue
        shown = drawer(overview, "kinds", kind)[0]
        kept, broken = (shown.count(tables.STATE, "promise_state", state) for state in ("kept", "broken"))
        rate, n = known[tables.RATE][place], known[tables.N][place]
        assert kept + broken == n
        assert rate is None if not n else math.isclose(rate, 100 * kept / n)
        took = [hours for hours in shown[tables.TOOK] if hours is not None]
        assert known[tables.MEDIAN][place] == (tables.time(overview.visit, median(took) * 60 + 1e-6) if took else None)
        late = [hours for hours, done in zip(shown[tables.LATE], shown[tables.KEPT], strict=True) if done is None and hours is not None]
        assert known[tables.OVERDUE][place] == len(late)


def test_what_the_url_names_and_the_chart_does_not_have_opens_nothing(ledger: Ledger, overview: Screen) -> None:
    for name in ("matrix~x.y", "matrix~1.", "projects~0", "trend~x", "heatmap~99", "goals~0", "kinds~x", "matrix", "~", "x~y"):
        screen = app(ledger, person(ledger, "zhou.mingyuan"), "overview", now=FRIDAY, department=4, open=name)
        assert not screen.app.exception
        assert not [button for button in screen.app.button if str(button.key).startswith("close.")]
