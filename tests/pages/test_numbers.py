"""Every number on every page opens, and the rows it opens recompute to it, by a formula of their own; so do a chart's cells and bars.

A number without a formula here fails: whoever adds one says how it is made from what it shows.
"""

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median
from typing import Any
from unittest.mock import patch

import polars as pl
import pyarrow as pa
import pytest

from core import figures, trends
from core.charts import parts
from core.figures import Choice
from core.measures import MEASURES
from core.metrics import trendline
from core.store.ledger import Ledger
from core.text import Language, Text
from core.ui import deliveries, kpis, moved, outlook_rows, tables, trends_meetings, trends_rows, updates
from core.ui.navigation import PAGES
from core.visit import Visit
from pages import trends as trends_page
from tests.pages.app import Screen, app, visit
from tests.pages.conftest import FRIDAY

# The meeting's slides repeat these numbers on a wall, where nothing is clicked; the other two have none of the company's.
ELSEWHERE = {"weekly", "exchange", "settings"}


class Shown:
    """One table as the page shows it, its columns by their Text."""

    def __init__(self, here: Visit, frame: Any) -> None:
        self.here, self.said = here, list[str]()
        self.columns = {str(name): [None if _nothing(value) else value for value in frame[name]] for name in frame.columns}

    def __getitem__(self, label: Text | str) -> list[Any]:
        return self.columns[label if isinstance(label, str) else self.here.say(label)]

    @property
    def ended(self) -> list[Any]:
        """When each promise was kept: a table of open ones does not say."""
        return self.columns.get(self.here.say(tables.KEPT), [None] * len(self))

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
    late = [kept is None and hours > 0 for kept, hours in zip(shown[0].ended, shown[0][tables.LATE], strict=True)]
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


def said(unit: str, value: Callable[[Shown], float | None]) -> Formula:
    def formula(shown: Sequence[Shown]) -> str | None:
        found = value(shown[0]) if shown else 0.0 if unit == "count" else None
        if found is None:
            return None
        here = shown[0].here.language if shown else Language.ZH
        bare = f"{found:,.1f}".removesuffix(".0")
        hours, points = (f"{bare} 小时", f"{bare} 点") if here is Language.ZH else (f"{bare} h", f"{bare} pts")
        written = {"%": f"{found:.1%}", "ratio": f"{found:.2f}", "count": f"{found:,.0f}", "hours": hours, "points": points}
        return written[unit]

    return formula


def took(shown: Shown) -> float | None:
    hours = [one for one in shown[tables.TOOK] if one is not None]
    return median(hours) if hours else None


def scores(shown: Shown) -> float:
    return sum(float(p) * float(i) for p, i in zip(shown.of("risk", "probability"), shown.of("risk", "impact"), strict=True))


def behind(shown: Shown) -> float:
    return (weighed([shown], tables.PLANNED) or 0) - (weighed([shown], tables.ACTUAL) or 0)


# What a measure's value of a period recomputes to, where that is not as on the overview.
MEASURED: Mapping[str, Formula] = {
    **dict.fromkeys(("overdue", "risks", "issues"), said("count", len)),
    **dict.fromkeys(("response", "closing"), said("hours", took)),
    "planned": tenth(tables.PLANNED),
    "actual": tenth(tables.ACTUAL),
    "deviation": said("points", behind),
    "exposure": said("points", scores),
    "first_pass": said("%", lambda shown: sum(map(bool, shown[trends_rows.PASSED])) / len(shown)),
    "updates": said("%", lambda shown: sum(map(bool, shown[trends_rows.IN_TIME])) / len(shown)),
    **dict.fromkeys(("notice", "minutes", "actions"), compliance),
}


@pytest.fixture(scope="module")
def ledger(demo_company: Ledger) -> Ledger:
    return demo_company


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
    for query in (*({"view": view} for view in trends_page.VIEWS if view != "trend"), {"by": "department", "measure": "response"}):
        yield "trends", query


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
        for name, told, again in recomputed(screen):
            checked.add(name)
            if again != told:
                wrong.append((page, query, name, told, again))
        for element, beside in below(screen.app.main):
            if element.type == "vega_lite_chart":
                chosen = bool(element.proto.selection_mode)
                assert chosen or opening(beside, "opening") is not None, f"{page} {query}: a chart without its rows"
    assert not wrong
    assert len(checked) > 25


def recomputed(screen: Screen) -> Iterator[tuple[str, str | None, str | None]]:
    """The name of each number of a page, what it says, and what the rows that it opens recompute to."""
    open_all(screen)
    for element, beside in list(below(screen.app.main)):
        if element.type != "metric":
            continue
        found = opening(beside, "number")
        assert found is not None, f"the number “{element.label}” does not open"
        name = str(popover(found)).removeprefix("number.")
        last = name.rsplit(".", 1)[-1]
        formula = (MEASURED.get(last) if name.startswith("trends.2") else None) or FORMULAS.get(name) or FORMULAS.get(last)
        assert formula is not None, f"“{name}” has no formula in this test"
        shown = [Shown(screen.visit, frame.value) for frame in dataframes(found)]
        if shown:
            shown[0].said = [str(one.value) for one, _ in below(found) if one.type in {"caption", "markdown", "text"}]
        told = None if element.value == "—" else element.value
        yield name, told, formula(shown) if shown or told is not None else None


def _measures(_page: str) -> None:
    """The periods of every measure, one below the other."""
    from core.figures import Choice
    from core.measures import MEASURES
    from core.ui import trends_periods
    from core.ui.trends_choice import Asked
    from core.ui.visitor import must

    for key in MEASURES:
        trends_periods.compared(must(), Asked(key, "month", "", Choice(), 365))


def test_every_measure_of_the_trends_recomputes_from_the_rows_of_its_periods(ledger: Ledger) -> None:
    with patch("tests.pages.app._script", _measures):
        screen = app(ledger, person(ledger, "xu.jiaming"), "", now=FRIDAY)
    found = list(recomputed(screen))
    assert {name.rsplit(".", 1)[-1] for name, *_ in found} == set(MEASURES)
    assert [one for one in found if one[1] != one[2]] == []
    assert sum(told is not None for _, told, _ in found) > 30


def test_the_bands_of_the_forecasts_have_held_what_came(ledger: Ledger) -> None:
    here, held, total = visit(ledger, person(ledger, "xu.jiaming"), FRIDAY), 0, 0
    for key in (key for key, measure in MEASURES.items() if measure.shape != "progress"):
        over = trends.series(here, Choice(), key, "week").filter("over")["value"].to_list()
        for place in range(trendline.FEWEST, len(over)):
            line = trendline.ahead(over[:place], 1, *MEASURES[key].bounds)
            if line is not None and over[place] is not None:
                held, total = held + (line.low[0] - 1e-9 <= over[place] <= line.high[0] + 1e-9), total + 1
    assert total > 400
    assert 0.8 <= held / total <= 0.95


def drawn(screen: Screen, place: int = 0) -> list[dict[str, Any]]:
    """The rows of one of a page's charts, as the browser gets them."""
    charts = [element for element, _ in below(screen.app.main) if element.type == "vega_lite_chart"]
    data = next(one.data.data for one in charts[place].proto.datasets if one.name == "rows")
    return list(pa.ipc.open_stream(data).read_all().to_pylist())


def opened(screen: Screen, **chosen: object) -> Shown:
    """The first table that opens for a mark of a chart, which the URL names."""
    screen.app.query_params.update({name: str(value) for name, value in chosen.items()})
    screen.app.run()
    assert not screen.app.exception
    return Shown(screen.visit, screen.dataframe[0].value)


def test_every_bar_of_the_departments_opens_the_promises_it_counts(ledger: Ledger) -> None:
    screen = app(ledger, person(ledger, "zhou.mingyuan"), "trends", now=FRIDAY, view="departments")
    rows = drawn(screen)
    assert len(rows) > 4
    for row in rows:
        shown = opened(screen, of=row["key"])
        assert (compliance([shown]), f"{len(shown):,}") == (row["value_text"], row["n_text"])


def test_every_cell_of_the_hand_offs_opens_its_requests(ledger: Ledger) -> None:
    screen = app(ledger, person(ledger, "zhou.mingyuan"), "trends", now=FRIDAY, view="handoffs")
    rows = drawn(screen)
    assert len(rows) > 20
    for row in rows[::5]:
        shown = opened(screen, pair=f"{row['from']}.{row['to']}")
        kept, broken = (shown.count(tables.STATE, "promise_state", state) for state in ("kept", "broken"))
        assert (kept, broken, len(shown)) == (row["kept"], row["broken"], int(row["n_text"]))
        hours = took(shown)
        assert (parts.NOTHING if hours is None else tables.time(screen.visit, hours * 60 + 1e-6)) == row["median_text"]


def test_every_bar_of_the_load_opens_its_open_tasks(ledger: Ledger) -> None:
    screen = app(ledger, person(ledger, "zhou.mingyuan"), "trends", now=FRIDAY, view="load")
    count: Counter[int] = Counter()
    for row in drawn(screen):
        count[row["key"]] += row["tasks"]
    assert len(count) > 4
    for holder, tasks_open in count.items():
        assert len(opened(screen, carried=holder)) == tasks_open


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
        late = [hours for hours, done in zip(shown[tables.LATE], shown.ended, strict=True) if done is None and hours is not None]
        assert known[tables.OVERDUE][place] == len(late)


def test_what_the_url_names_and_the_chart_does_not_have_opens_nothing(ledger: Ledger, overview: Screen) -> None:
    for name in ("matrix~x.y", "matrix~1.", "projects~0", "trend~x", "heatmap~99", "goals~0", "kinds~x", "matrix", "~", "x~y"):
        screen = app(ledger, person(ledger, "zhou.mingyuan"), "overview", now=FRIDAY, department=4, open=name)
        assert not screen.app.exception
        assert not [button for button in screen.app.button if str(button.key).startswith("close.")]
