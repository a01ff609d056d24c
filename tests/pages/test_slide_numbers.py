"""Every number on every slide of the demo company's weekly meeting, counted again from the records, one by one, in plain Python."""

import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import product
from statistics import median
from types import ModuleType
from typing import Any

import pyarrow as pa
import pytest
import streamlit as st

from core import figures, outlook
from core.figures import Choice
from core.plan import plan
from core.store.ledger import Ledger
from core.ui import slides_changed, slides_figure, slides_project, tables
from core.ui.deck import deck
from core.visit import Visit
from core.weekly import sitting as sittings
from tests.pages.app import Screen, app
from tests.pages.conftest import FRIDAY
from tests.pages.test_numbers import FORMULAS, Shown, below, dataframes, opening, person, popover

Rows = list[dict[str, Any]]
DAY, PERIOD = timedelta(days=1), timedelta(days=90)
OPEN_TASKS, RUNNING = ("not_started", "doing", "review"), ("planning", "active", "paused")
BEFOREHAND, OWN_DATE = ("meeting_notice", "delay_notice"), ("task_due", "action_item")
DECISIONS = ("request_decision", "resource_decision", "dispute_meeting")
PRESSING = ("decision", "broken", "blocked", "issue", "ask", "at_risk", "due")
OPEN: Mapping[str, Sequence[str]] = {
    "task": OPEN_TASKS,
    "request": ("submitted", "returned"),
    "issue": ("open", "responded"),
    "risk": ("open", "watching"),
    "deliverable": ("submitted", "failed"),
    "project": RUNNING,
}
FROM_GOOD_TO_BAD = (("none", "low", "medium", "high"), ("met", "ahead", "on_track", "behind", "missed"))


class Stage:
    """The slides, drawn one at a time for the head of operations, and the records they are made from."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger, self.who = ledger, person(ledger, "zhou.mingyuan")
        self.here = app(ledger, self.who, "slides", now=FRIDAY, slide="none").visit
        self.sitting = sittings.sitting(self.here, Choice(), None)
        self.then = self.here.as_of(self.sitting.since)
        self.slides = {slide.key: slide for slide in deck(self.here, Choice(), None)}
        self._drawn: dict[str, Screen] = {}

    def drawn(self, key: str) -> Screen:
        """A slide with all that opens opened."""
        if key not in self._drawn:
            screen = app(self.ledger, self.who, "slides", now=FRIDAY, slide=key)
            for element, _ in below(screen.app.main):
                if popover(element):
                    screen.app.session_state[str(popover(element))] = True
            screen.app.run()
            assert not screen.app.exception
            self._drawn[key] = screen
        return self._drawn[key]

    def metrics(self, key: str) -> dict[str, Any]:
        return {metric.label: metric for metric in self.drawn(key).metric}

    def tables(self, key: str) -> list[Rows]:
        """The tables of a slide as people read them; where there is more than fits, only what is opened."""
        found = [
            [{clean(name): clean(cell) for name, cell in row.items()} for row in table.value.to_dict("records")]
            for table in self.drawn(key).table
        ]
        return [rows for place, rows in enumerate(found) if place + 1 == len(found) or rows != found[place + 1][: len(rows)]]

    def numbers(self, key: str) -> list[str]:
        """The numbers that a title says, in order, without the name of what it is about."""
        return re.findall(r"\d+(?:\.\d+)?", self.slides[key].title.rpartition("：")[2])

    @property
    def projects(self) -> list[int]:
        return [int(key.rpartition("-")[2]) for key in self.slides if key.startswith("project-")]


def clean(cell: object) -> str:
    said = str(cell).replace("\u2060", "").replace("\u00a0", " ").replace("\\", "")
    return re.sub(r":\w+-badge\[(.*)\]", r"\1", said)


def charted(screen: Screen) -> Rows:
    """The rows of the only chart of a slide, as the browser gets them."""
    (drawn,) = (element for element, _ in below(screen.app.main) if element.type == "vega_lite_chart")
    data = next(one.data.data for one in drawn.proto.datasets if one.name == "rows")
    return list(pa.ipc.open_stream(data).read_all().to_pylist())


@pytest.fixture(scope="module")
def stage(demo_company: Ledger) -> Iterator[Stage]:
    def render(visit: Visit) -> None:
        for slide in deck(visit, Choice(), None):
            if st.query_params["slide"] == slide.key:
                slide.draw()

    module = ModuleType("pages.slides")
    module.render = render  # type: ignore[attr-defined]
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(sys.modules, "pages.slides", module)
        yield Stage(demo_company)


@cache
def records(here: Visit, table: str) -> Rows:
    return list(here.frames[table].iter_rows(named=True))


@cache
def promised(here: Visit) -> Rows:
    return [row for row in here.promises.iter_rows(named=True) if row["state"] != "void"]


def recent(here: Visit) -> Rows:
    """What came due in the last 90 days, and what is still open."""
    return [row for row in promised(here) if row["due_at"] > here.moment - PERIOD or still_open(row)]


def still_open(row: dict[str, Any]) -> bool:
    return row["kept_at"] is None and not (row["state"] == "broken" and row["kind"] in BEFOREHAND)


def share(rows: Rows) -> float | None:
    states = Counter(row["state"] for row in rows)
    decided = states["kept"] + states["broken"]
    return states["kept"] / decided if decided else None


def late(rows: Rows) -> Rows:
    return [row for row in rows if row["state"] == "broken" and still_open(row)]


@cache
def running_leaves(here: Visit) -> Rows:
    live = {row["id"] for row in records(here, "project") if row["status"] in RUNNING}
    return [row for row in figures.every_leaf(here).iter_rows(named=True) if row["project"] in live]


def weighed(leaves: Rows, name: str) -> float:
    return sum(leaf[name] * leaf["weight"] for leaf in leaves) / sum(leaf["weight"] for leaf in leaves)


def scores(here: Visit, kind: str) -> list[int]:
    asked = {row["id"] for row in records(here, "survey") if row["kind"] == kind}
    return [row["score"] for row in records(here, "answer") if row["survey"] in asked and row["answered_at"] > here.moment - PERIOD]


def frozen(here: Visit) -> dict[int, date]:
    return {row["id"]: row["due_on"] for row in figures.frozen(here).iter_rows(named=True)}


def in_time(here: Visit) -> float | None:
    tasks, held = records(here, "task"), frozen(here)
    above = {task["parent"] for task in tasks}
    leaves = [
        task for task in tasks if task["id"] not in above and task["kind"] not in ("phase", "action") and task["status"] != "cancelled"
    ]
    due = [(task["finished_on"], held.get(task["id"]) or task["due_on"]) for task in leaves]
    due = [(done, by) for done, by in due if by and here.today - PERIOD < by <= here.today]
    return sum(done is not None and done <= by for done, by in due) / len(due)


def open_risks(here: Visit) -> Rows:
    return [row for row in records(here, "risk") if row["status"] in OPEN["risk"]]


def measured(here: Visit) -> dict[str, float | None]:
    leaves, csat, nps = running_leaves(here), scores(here, "csat"), scores(here, "nps")
    planned, actual = weighed(leaves, "planned"), weighed(leaves, "actual")
    return {
        "compliance": share(recent(here)),
        "overdue": len(late(recent(here))),
        "on_time": in_time(here),
        "deviation": planned - actual,
        "spi": actual / planned,
        "high": sum(risk["probability"] * risk["impact"] >= 15 for risk in open_risks(here)),
        "csat": sum(score >= 4 for score in csat) / len(csat),
        "nps": 100 * (sum(score >= 9 for score in nps) - sum(score <= 6 for score in nps)) / len(nps),
    }


def test_the_meeting_looks_back_to_the_last_weekly_meeting_of_the_company(stage: Stage) -> None:
    held = [
        row["held_from"] or row["starts_at"]
        for row in records(stage.here, "meeting")
        if row["kind"] == "weekly"
        and row["project"] is None
        and row["status"] in ("held", "closed")
        and row["starts_at"] < FRIDAY - 3 * DAY
    ]
    assert stage.sitting.since == max(held)
    assert f"{stage.here.local(max(held)):%m-%d}" in [clean(metric.value) for metric in stage.drawn("opening").metric]
    agenda = next(one.value for one in stage.drawn("opening").markdown if one.value.startswith("1."))
    assert f"逐个看 {len(stage.projects)} 个项目" in agenda


def test_every_figure_opens_rows_that_recompute_to_it_and_moved_by_what_it_was(stage: Stage) -> None:
    screen = stage.drawn("kpis")
    now, before, checked = measured(stage.here), measured(stage.then), 0
    for element, beside in below(screen.app.main):
        if element.type != "metric":
            continue
        found = opening(beside, "number")
        name = str(popover(found)).rsplit(".", 1)[-1]
        shown = [Shown(screen.visit, frame.value) for frame in dataframes(found)]
        said, was = slides_figure.written(name, now[name]), slides_figure.written(name, before[name])
        assert said is not None
        assert was is not None
        # An overview's card signs what can be below zero; a slide's does not.
        opened = str(FORMULAS[name](shown))
        assert element.value == said == (opened.removeprefix("+") if name == "nps" else opened), name
        apart = Decimal(said.replace(",", "").rstrip("%")) - Decimal(was.replace(",", "").rstrip("%"))
        assert element.delta == (f"{apart:+,}" if apart else "与上次相同"), name
        checked += 1
    assert checked == len(now)


def became(stage: Stage) -> dict[str, set[tuple[Any, ...]]]:
    """What changed between the two readings, by what: the records (of a promise, with its kind and department)."""
    found: dict[str, set[tuple[Any, ...]]] = {}

    def note(what: str, *record: Any) -> None:
        found.setdefault(what, set()).add(record)

    def counted(here: Visit, table: str) -> dict[int, dict[str, Any]]:
        left_out = {"task": ("kind", "phase"), "request": ("status", "draft")}.get(table, ("id", None))
        return {row["id"]: row for row in records(here, table) if row[left_out[0]] != left_out[1]}

    for table, still in {**OPEN, "goal": ()}.items():
        was, now = (counted(here, table) for here in (stage.then, stage.here))
        above = {row["parent"] for here in (stage.then, stage.here) for row in records(here, "task")} if table == "task" else set()
        for key in was.keys() | now.keys():
            if key not in was or key not in now:
                note("new" if key in now else "gone", table, key)
                continue
            opened = [not still or row["status"] in still for row in (was[key], now[key])]
            if opened[0] != opened[1]:
                note("closed" if opened[0] else "reopened", table, key)
            due = [_due(stage.here, table, row) for row in (was[key], now[key])]
            if all(opened) and all(due) and due[0] != due[1] and key not in above:
                note("slipped" if due[0] < due[1] else "earlier", table, key)
            bands = [_bands(here).get((table, key)) for here in (stage.then, stage.here)]
            for order in FROM_GOOD_TO_BAD:
                if all(opened) and all(band in order for band in bands) and bands[0] != bands[1]:
                    note("worse" if order.index(bands[0]) < order.index(bands[1]) else "better", table, key)
    overdue = [
        {
            row["id"]
            for row in records(here, "task")
            if row["kind"] != "phase" and row["status"] in OPEN_TASKS and row["due_on"] and row["due_on"] < here.today
        }
        - {row["parent"] for row in records(here, "task")}
        for here in (stage.then, stage.here)
    ]
    for key in overdue[1] - overdue[0]:
        note("overdue", "task", key)
    names = ("table", "record", "kind", "department")
    broken = [
        Counter(tuple(row[name] for name in names) for row in promised(here) if row["state"] == "broken")
        for here in (stage.then, stage.here)
    ]
    for fresh in broken[1].keys() - broken[0].keys():
        if fresh[2] not in OWN_DATE or fresh[1] not in overdue[1] - overdue[0]:
            note("broken", *fresh)
    return found


def _due(here: Visit, table: str, row: dict[str, Any]) -> Any:
    column = {"task": "due_on", "request": "needed_by", "issue": "resolve_by", "project": "ends_on", "goal": "due_on"}.get(table)
    due = row[column] if column else None
    return here.local(due).date() if isinstance(due, datetime) else due


@cache
def _bands(here: Visit) -> dict[tuple[str, int], str]:
    found = {("task", row["id"]): row["band"] for row in figures.every_leaf(here).iter_rows(named=True)}
    found |= {("goal", row["id"]): row["state"] for row in figures.goals(here, Choice()).iter_rows(named=True)}
    for risk in open_risks(here):
        score = risk["probability"] * risk["impact"]
        found["risk", risk["id"]] = "high" if score >= 15 else "medium" if score >= 5 else "low"
    return found | {("project", row["project"]): row["band"] for row in figures.projects(here, Choice()).iter_rows(named=True)}


def test_what_changed_is_every_record_that_did(stage: Stage) -> None:
    found = became(stage)
    metrics = stage.metrics("changed")
    words = {what: stage.here.say(label) for what, (label, _) in slides_changed.WHATS.items()}
    for what in slides_changed._COUNTED:
        assert metrics[words[what]].value == str(len(found.get(what, ()))), what
    (rows,) = stage.tables("changed")
    everything = sum(map(len, found.values()))
    assert len(rows) == min(everything, 100)
    assert any(f"共 {everything} 条" in caption.value for caption in stage.drawn("changed").caption)
    counted = Counter(row["变化"] for row in rows)
    assert all(counted[words[what]] == len(found.get(what, ())) for what in ("overdue", "broken", "worse"))
    shown = [what for what in slides_changed._COUNTED if what in found][:3]
    assert stage.numbers("changed") == [str(len(found[what])) for what in shown]


def pressing(here: Visit) -> tuple[dict[int, Counter[str]], dict[int, dict[tuple[str, int], set[str]]]]:
    """Per project: how many there are of each kind, and what each record is."""
    counts: dict[int, Counter[str]] = {}
    of_record: dict[int, dict[tuple[str, int], set[str]]] = {}
    once: set[tuple[Any, ...]] = set()
    tasks = {row["id"]: row["task"] for row in records(here, "warning")}
    sunday = here.today + (6 - here.today.weekday()) * DAY

    def note(project: int, kind: str, table: str, record: int, department: int | None, *, count: bool = True) -> None:
        table, record = ("task", tasks[record]) if table == "warning" else (table, record)
        of_record.setdefault(project, {}).setdefault((table, record), set()).add(kind)
        if count and (kind, table, record, department) not in once:
            counts.setdefault(project, Counter())[kind] += 1
            once.add((kind, table, record, department))

    for row in promised(here):
        if row["project"] is None or not still_open(row):
            continue
        due = here.local(row["due_at"] - timedelta(microseconds=1)).date()
        asked = "decision" if row["kind"] in DECISIONS else "ask" if row["kind"] == "request_response" else None
        where = (row["table"], row["record"], row["department"])
        standing = {
            "broken": row["state"] == "broken",
            "at_risk": row["state"] == "at_risk",
            "due": row["state"] != "broken" and due <= sunday,
        }
        for kind, holds in standing.items():
            counts.setdefault(row["project"], Counter())[kind] += holds
        first = asked or next((kind for kind, holds in standing.items() if holds), None)
        if first:
            note(row["project"], first, *where, count=bool(asked))
        if asked == "ask" and standing["broken"]:
            note(row["project"], "broken", *where, count=False)
    for task in records(here, "task"):
        if task["health"] == "blocked" and task["status"] in OPEN_TASKS and task["kind"] != "phase":
            note(task["project"], "blocked", "task", task["id"], task["department"])
    for issue in records(here, "issue"):
        if issue["status"] in OPEN["issue"] and issue["project"] is not None:
            note(issue["project"], "issue", "issue", issue["id"], (issue["departments"] or [None])[0])
    return counts, of_record


def working_days(here: Visit, first: date, last: date) -> int:
    calendar, days = here.rules.calendar, [first + n * DAY for n in range(1, (last - first).days + 1)]
    return sum(bool(calendar.exceptions.get(day, calendar.week.get(day.weekday(), ()))) for day in days)


def test_every_project_of_the_meeting_adds_up(stage: Stage) -> None:
    here, (counts, of_record) = stage.here, pressing(stage.here)
    assert stage.projects
    say = {kind: here.say(text) for kind, (text, _) in slides_project.WORDS.items()}
    for project in stage.projects:
        key, mine = f"project-{project}", counts.get(project, Counter())
        leaves = [leaf for leaf in running_leaves(here) if leaf["project"] == project]
        planned, actual = weighed(leaves, "planned"), weighed(leaves, "actual")
        shown = stage.metrics(key)
        assert (shown["实际完成"].value, shown["实际完成"].delta) == (f"{actual:.0f}%", f"计划 {planned:.0f}%")
        assert shown["SPI"].value == (f"{actual / planned:.2f}" if planned else "—")
        assert (shown["超期承诺"].value, shown["超期承诺"].delta) == (f"{mine['broken']}", f"临期 {mine['at_risk']} · 本周 {mine['due']}")
        standing = plan(here, project)
        forecast = outlook.expected(here, standing)
        assert forecast is not None
        runs, due = sorted(forecast.finishes), max(task["due_on"] for task in standing.leaves.iter_rows(named=True) if task["due_on"])
        half = runs[(len(runs) + 1) // 2 - 1]
        apart = working_days(here, due, half) - working_days(here, half, due)
        said = f"计划 {due:%m-%d}（{apart:+d} 个工作日）" if apart else f"计划 {due:%m-%d}"
        assert (shown["预计完成 P50"].value, shown["预计完成 P50"].delta) == (f"{half:%m-%d}", said)
        behind = [f"{planned - actual:.1f}"] if round(planned - actual, 9) > 10 else []
        told = [str(mine[kind]) for kind in ("broken", "decision", "blocked", "issue", "ask", "at_risk", "due") if mine[kind]]
        assert stage.numbers(key) == [*behind, *told][:3], stage.slides[key].title
        rows = stage.tables(key)[0] if stage.tables(key) else []
        first = Counter(say[min(kinds, key=PRESSING.index)] for kinds in of_record.get(project, {}).values())
        assert Counter(row["类别"] for row in rows) == first
        if not any(task["starts_on"] and task["starts_on"] <= here.today for task in standing.leaves.iter_rows(named=True)):
            continue
        points = {point["kind"]: point for point in charted(stage.drawn(key)) if point.get("day") == str(here.today)}
        assert (points["actual"]["share"], points["planned"]["share"]) == pytest.approx((actual / 100, planned / 100))


def test_projects_without_trouble_have_nothing_that_waits_and_add_up_too(stage: Stage) -> None:
    here, (counts, _) = stage.here, pressing(stage.here)
    live = {row["id"]: row["name"] for row in records(here, "project") if row["status"] in RUNNING}
    quiet = [project for project in live if project not in stage.projects]
    assert all(not sum(counts.get(project, Counter()).values()) for project in quiet)
    if not quiet:
        return
    (rows,) = stage.tables("quiet")
    assert stage.numbers("quiet") == [str(len(quiet))]
    for row in rows:
        (project,) = (key for key, name in live.items() if name.startswith(row["项目"].rstrip("…")))
        leaves = [leaf for leaf in running_leaves(here) if leaf["project"] == project]
        assert (row["实际"], row["计划"]) == tuple(f"{weighed(leaves, name):.0f}%" for name in ("actual", "planned"))


def test_departments_and_hand_offs_count_the_promises_of_the_period(stage: Stage) -> None:
    here, rows = stage.here, [row for row in recent(stage.here) if row["department"] is not None]
    cells = charted(stage.drawn("together"))
    families = {here.word("promise_family", family): kinds for family, kinds in _families().items()}
    names = {here.name("department", row["id"]): row["id"] for row in records(here, "department")}
    assert len(cells) > 12
    for cell in cells:
        mine = [row for row in rows if row["department"] == names.get(cell["department"], row["department"])]
        mine = [row for row in mine if row["kind"] in families.get(cell["family"], [row["kind"]])]
        states = Counter(row["state"] for row in mine)
        assert (cell["kept"], cell["broken"], cell["running"]) == (states["kept"], states["broken"], states["running"] + states["at_risk"])
    asking = {row["id"]: row["applicant_department"] for row in records(here, "request")}
    pairs: dict[tuple[str, str], Rows] = {}
    for row in rows:
        if row["kind"] == "request_response" and asking[row["record"]] not in (None, row["department"]):
            pair = (here.name("department", asking[row["record"]]), here.name("department", row["department"]))
            pairs.setdefault(pair, []).append(row)
    (shown,) = stage.tables("together")
    assert len(shown) == len(pairs)
    for line in shown:
        mine = pairs[_pair(line["谁 → 等谁"], pairs)]
        took = [row["elapsed_minutes"] for row in mine if row["kept_at"] is not None]
        rate, decided = share(mine), sum(row["state"] in ("kept", "broken") for row in mine)
        wanted = ("—" if rate is None else f"{rate:.0%}", tables.time(here, median(took)) if took else "—")
        assert (line["等待中"], line["按时率（n）"], line["中位用时"]) == (
            str(len(mine) - len(took)),
            f"{wanted[0]} ({decided})",
            wanted[1],
        )
    waiting = sum(row["kept_at"] is None for mine in pairs.values() for row in mine)
    rates = [rate for one in names.values() if (rate := share([row for row in rows if row["department"] == one])) is not None]
    said = f"兑现率最低（{min(rates):.0%}），{waiting} 项需求在等部门回复"
    assert stage.slides["together"].title.endswith(said)


def _pair(cell: str, pairs: Mapping[tuple[str, str], Rows]) -> tuple[str, str]:
    ends = [end.rstrip("…") for end in cell.split(" → ")]
    (found,) = (pair for pair in pairs if all(name.startswith(end) for name, end in zip(pair, ends, strict=True)))
    return found


def _families() -> dict[str, list[str]]:
    # As docs/metrics.md has them, row by row.
    return {
        "request": ["request_response", "request_decision"],
        "task": ["task_due", "action_item", "delay_notice"],
        "meeting": ["meeting_notice", "minutes"],
        "issue": ["issue_report", "issue_response", "issue_meeting", "dispute_meeting", "issue_closure"],
        "risk": ["risk_plan", "warning_plan"],
        "delivery": ["resource_decision", "rectification"],
    }


def test_every_cell_of_the_heatmap_counts_its_risks_now_and_then(stage: Stage) -> None:
    was, now = ({row["id"]: (row["probability"], row["impact"]) for row in open_risks(here)} for here in (stage.then, stage.here))
    cells = {(row["probability"], row["impact"]): row for row in charted(stage.drawn("risks")) if row["probability"] is not None}
    assert set(cells) == set(product(range(1, 6), repeat=2))
    came: dict[tuple[int, int], Counter[str]] = {cell: Counter() for cell in cells}
    for risk in was.keys() | now.keys():
        if risk not in was or risk not in now:
            came[now.get(risk) or was[risk]]["＋" if risk in now else "✕"] += 1
        elif was[risk] != now[risk]:
            change = now[risk][0] * now[risk][1] - was[risk][0] * was[risk][1]
            came[now[risk]]["↑" if change > 0 else "↓" if change else "↔"] += 1
    for cell, row in cells.items():
        assert (row["count"], row["before"]) == (list(now.values()).count(cell), list(was.values()).count(cell))
        assert Counter({move[0]: int(move[1:]) for move in row["moves"].split()}) == came[cell]
    (shown,) = stage.tables("risks")
    assert len(shown) == len(was.keys() | now.keys())
    high = sum(probability * impact >= 15 for probability, impact in now.values())
    moved = [sum(one[sign] for one in came.values()) for sign in "↑＋↓✕"]
    assert stage.numbers("risks") == [str(n) for n in [*moved, high] if n] or not any(moved)


def test_goals_show_their_newest_reading_and_say_how_many_go_well(stage: Stage) -> None:
    here = stage.here
    over = {row["id"] for row in records(here, "project") if row["status"] not in RUNNING}
    goals = [goal for goal in records(here, "goal") if goal["project"] not in over]
    newest = {
        row["goal"]: row["value"]
        for row in figures.goal_readings(here).sort("read_on").iter_rows(named=True)
        if row["read_on"] <= here.today
    }
    good = 0
    for goal in goals:
        if goal["id"] in newest:
            sign, span = (1 if goal["direction"] == "up" else -1), goal["target_value"] - goal["baseline_value"]
            gone = min(max((here.today - goal["starts_on"]) / (goal["due_on"] - goal["starts_on"]), 0), 1)
            lead = sign * (newest[goal["id"]] - goal["baseline_value"] - span * gone)
            met = sign * (newest[goal["id"]] - goal["target_value"]) >= 0
            good += met or (here.today <= goal["due_on"] and lead >= -0.05 * abs(span) - 1e-9)
    assert stage.numbers("goals")[:2] == [] or stage.slides["goals"].title.startswith(f"{len(goals)} 个目标中 {good} 个")
    (rows,) = stage.tables("goals")
    assert len(rows) == len(goals)
    for row in rows:
        mine = [goal for goal in goals if goal["name"].startswith(row["目标"].rstrip("…"))]
        first = row["最近读数 / 目标"].split(" / ")[0]
        assert any(_near(first, newest.get(goal["id"])) for goal in mine), row


def _near(said: str, value: float | None) -> bool:
    if value is None:
        return said == "—"
    number = re.search(r"-?[\d,]+(?:\.\d+)?", said)
    assert number is not None
    digits = number[0].partition(".")[2]
    return abs(float(number[0].replace(",", "")) - value) <= 0.5 * 10 ** -len(digits) + 1e-9


def test_actions_are_those_of_the_last_meeting_and_older_ones_still_open(stage: Stage) -> None:
    here = stage.here
    weekly_ones = {row["id"] for row in records(here, "meeting") if row["kind"] == "weekly"}
    mine = [
        task
        for task in records(here, "task")
        if task["meeting"] is not None
        and (task["meeting"] == stage.sitting.last or (task["status"] in OPEN_TASKS and task["meeting"] in weekly_ones))
    ]
    states = Counter(
        "cancelled"
        if task["status"] == "cancelled"
        else "done"
        if task["status"] == "done"
        else "late"
        if task["due_on"] < here.today
        else "open"
        for task in mine
    )
    (rows,) = stage.tables("actions")
    words = {"late": "■ 已超期", "open": "○ 进行中", "done": "● 已完成", "cancelled": "已取消"}
    assert Counter(row["状态"] for row in rows) == Counter({words[state]: n for state, n in states.items()})
    title = [str(len(mine)), *(str(states[state]) for state in words if states[state])]
    assert re.findall(r"\d+", stage.slides["actions"].title) == title


def test_what_comes_next_is_counted_by_kind_and_department(stage: Stage) -> None:
    here, first, last = stage.here, stage.here.today + DAY, stage.here.today + 7 * DAY
    live = {row["id"] for row in records(here, "project") if row["status"] in RUNNING}
    tasks = records(here, "task")
    above = {task["parent"] for task in tasks}
    leaves = [task for task in tasks if task["project"] in live and task["id"] not in above and task["kind"] in ("task", "milestone")]
    leaves = [task for task in [*leaves, *(task for task in tasks if task["kind"] == "action")] if task["status"] in OPEN_TASKS]
    come: list[tuple[str, int | None]] = []
    for task in leaves:
        if task["due_on"] and first <= task["due_on"] <= last:
            come.append(("milestone" if task["kind"] == "milestone" else "due", task["department"]))
        if task["kind"] == "task" and task["status"] == "not_started" and task["starts_on"] and first <= task["starts_on"] <= last:
            come.append(("start", task["department"]))
    met = [row for row in records(here, "meeting") if row["status"] == "planned" and first <= here.local(row["starts_at"]).date() <= last]
    counts = Counter(what for what, _ in come) + Counter({"meeting": len(met)})
    said = [str(counts[what]) for what in ("milestone", "due", "meeting", "start") if counts[what]]
    assert stage.numbers("next") == said
    departments, dated = stage.tables("next")
    assert len(dated) == sum(counts.values())
    words = {"milestone": "里程碑", "due": "到期", "start": "计划开始"}
    for row in departments:
        (department,) = (one["id"] for one in records(here, "department") if one["name"].startswith(row["部门"].rstrip("…")))
        for what, word in words.items():
            assert int(row.get(word) or 0) == come.count((what, department))


def test_no_slide_is_left_out_here(stage: Stage) -> None:
    walked = {"opening", "changed", "kpis", "quiet", "together", "risks", "goals", "actions", "next"}
    assert {key for key in stage.slides if not key.startswith("project-")} <= walked
