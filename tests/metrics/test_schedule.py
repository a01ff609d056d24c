"""The critical path: rows in, rows out; the published answers of PSPLIB; an independent slow implementation."""

import re
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.metrics.schedule import COLUMNS, Cycle, critical_path, ending, placed, scheduled, shifted
from core.workdays import DEFAULT_WEEK, WorkCalendar, china

CALENDAR = WorkCalendar(DEFAULT_WEEK, china([2026]), "Asia/Shanghai")
NETWORKS = sorted((Path(__file__).parents[1] / "data" / "psplib").glob("*.sm"))


def tasks(**durations):
    return pl.DataFrame({"id": [ord(name) for name in durations], "duration": list(durations.values())}, schema=_TASKS)


def links(*rows):
    named = [(ord(before), ord(after), *rest) for before, after, *rest in rows]
    return pl.DataFrame([(*row, *("FS", 0)[len(row) - 2 :]) for row in named], schema=_LINKS, orient="row")


_TASKS = {"id": pl.Int64, "duration": pl.Int64}
_LINKS = {"predecessor": pl.Int64, "successor": pl.Int64, "type": pl.String, "lag": pl.Int64}


def starts(frame):
    return {chr(record): start for record, start in frame.select("id", "early_start").iter_rows()}


def test_a_network_by_hand():
    found = critical_path(tasks(a=3, b=2, c=4, d=1), links("ab", "ac", "bd", "cd"))
    assert found.rows() == [
        (ord("a"), 0, 3, 0, 3, 0, True),
        (ord("b"), 3, 5, 5, 7, 2, False),
        (ord("c"), 3, 7, 3, 7, 0, True),
        (ord("d"), 7, 8, 7, 8, 0, True),
    ]


@pytest.mark.parametrize(
    ("kind", "lag", "start"),
    [("FS", 0, 5), ("FS", 2, 7), ("FS", -2, 3), ("SS", 1, 1), ("FF", 0, 2), ("FF", 2, 4), ("SF", 4, 1), ("SF", 0, 0)],
)
def test_each_type_of_link_with_its_lag(kind, lag, start):
    """Five days, then three that may not start or finish before it starts or finishes."""
    assert starts(critical_path(tasks(a=5, b=3), links(("a", "b", kind, lag))))["b"] == start


def test_a_milestone_takes_no_time_and_may_be_critical():
    assert critical_path(tasks(a=4, m=0), links("am")).row(1) == (ord("m"), 4, 4, 4, 4, 0, True)


def test_what_nothing_waits_for_may_finish_with_the_last():
    assert critical_path(tasks(a=1, b=9), links()).select("float", "critical").rows() == [(8, False), (0, True)]


def test_the_tasks_of_a_circle_are_named_in_its_order():
    with pytest.raises(Cycle) as found:
        critical_path(tasks(a=1, b=1, c=1, d=1), links("ab", "bc", "ca", "cd"))
    named = [chr(record) for record in found.value.tasks]
    assert named[0] == named[-1]
    assert set(pairwise(named)) == {("a", "b"), ("b", "c"), ("c", "a")}


def test_a_task_that_waits_for_itself_is_a_circle():
    with pytest.raises(Cycle):
        critical_path(tasks(a=1), links("aa"))


def test_without_tasks_there_is_nothing_and_a_link_to_a_task_elsewhere_counts_nowhere():
    assert critical_path(tasks(), links("ab")).schema == COLUMNS
    assert starts(critical_path(tasks(b=2), links("ab"))) == {"b": 0}


# Before any of it begins.
EARLY = date(2026, 9, 1)
PLANNED = {"project": 1, "parent": None, "kind": "task", "status": "not_started"}
PLANNED |= {"starts_on": date(2026, 9, 28), "due_on": date(2026, 10, 9), "started_on": None, "finished_on": None, "pinned": None}


def plan(*rows):
    types = {"id": pl.Int64, "project": pl.Int64, "parent": pl.Int64, "starts_on": pl.Date, "due_on": pl.Date}
    types |= {"started_on": pl.Date, "finished_on": pl.Date, "pinned": pl.Boolean}
    return pl.DataFrame([PLANNED | row for row in rows], schema_overrides=types)


def waits(*pairs):
    rows = [{"predecessor": a, "successor": z, "type": "FS", "lag_days": 0, "project": 1} for a, z in pairs]
    return pl.DataFrame(
        rows, schema={"predecessor": pl.Int64, "successor": pl.Int64, "type": pl.String, "lag_days": pl.Int64, "project": pl.Int64}
    )


def test_a_task_takes_the_working_days_of_its_plan_over_a_holiday():
    found = scheduled(plan({"id": 1}, {"id": 2, "kind": "milestone"}), waits((1, 2)), CALENDAR, date(2026, 9, 28))
    # 28 to 30 September, 8 and 9 October: the rest is National Day and a weekend.
    assert found.select("project", "id", "early_start", "early_finish", "critical").rows() == [(1, 1, 0, 5, True), (1, 2, 5, 5, True)]


def test_the_day_before_a_task_starts_is_no_day_of_it():
    rows = plan({"id": 1, "starts_on": date(2026, 11, 4), "due_on": date(2026, 11, 5)}, {"id": 2})
    first = scheduled(rows, waits((1, 2)), CALENDAR, EARLY).row(0, named=True)
    assert first["early_finish"] - first["early_start"] == 2


def when(first, last, **more):
    return {"starts_on": MONDAY + timedelta(days=first), "due_on": MONDAY + timedelta(days=last), **more}


def standing(today, *rows):
    """id → float and whether it is critical, the Monday's plan seen on that day of it."""
    frame = plan(*({"id": number, **row} for number, row in enumerate(rows, start=1)))
    pairs = [(number, number + 1) for number in range(1, len(rows))]
    found = scheduled(frame, waits(*pairs), CALENDAR, MONDAY + timedelta(days=today))
    return {row["id"]: (row["float"], row["critical"]) for row in found.iter_rows(named=True)}


def test_what_waits_for_others_starts_as_soon_as_they_let_it():
    assert standing(0, when(0, 1), when(4, 8)) == {1: (0, True), 2: (0, True)}


def test_what_ends_days_before_the_fixed_dates_of_the_next_has_those_days_of_float():
    assert standing(0, when(0, 1), when(4, 8, pinned=True)) == {1: (2, False), 2: (0, True)}


def test_what_is_late_has_used_up_its_float_and_is_critical():
    late, fixed = when(0, 1, status="doing", started_on=MONDAY), when(4, 8, pinned=True)
    assert standing(3, late, fixed) == {1: (0, True), 2: (0, True)}
    assert standing(2, late, fixed)[1] == (1, False)


def test_what_should_have_begun_begins_today():
    assert standing(1, when(0, 1), when(4, 8, pinned=True))[1] == (1, False)


def test_what_is_done_has_no_float_and_holds_nothing_up_any_more():
    done = when(0, 4, status="done", started_on=MONDAY, finished_on=MONDAY + timedelta(days=1))
    assert standing(2, done, when(2, 8)) == {1: (None, False), 2: (0, True)}


def test_what_has_begun_out_of_turn_goes_on():
    first, second = when(0, 4), when(2, 8, status="doing", started_on=MONDAY)
    assert standing(1, first, second)[2] == (0, True)
    assert standing(1, first, second)[1] == (1, False)


def test_a_milestone_on_the_last_day_of_what_it_waits_for_ends_with_it():
    assert standing(0, when(0, 4), when(4, 4, kind="milestone")) == {1: (0, True), 2: (0, True)}


def test_phases_actions_and_what_is_cancelled_are_no_part_of_the_network():
    rows = plan(
        {"id": 1},
        {"id": 2},
        {"id": 3, "kind": "phase"},
        {"id": 4, "parent": 3},
        {"id": 5, "kind": "action"},
        {"id": 6, "status": "cancelled"},
    )
    assert scheduled(rows, waits((1, 2)), CALENDAR, EARLY)["id"].to_list() == [1, 2, 4]


def test_a_project_without_dependencies_has_no_network():
    assert scheduled(plan({"id": 1}), waits(), CALENDAR, EARLY).is_empty()


@pytest.mark.parametrize("network", NETWORKS, ids=lambda path: path.stem)
def test_the_length_of_every_network_of_psplib_is_the_one_published(network):
    text = network.read_text(encoding="utf-8")
    published = int(re.search(r"MPM-Time\n(.*)", text)[1].split()[-1])
    precedence, requests = (re.search(rf"{name}.*?\n(.*?)\*\*\*", text, re.DOTALL)[1] for name in ("PRECEDENCE", "REQUESTS"))
    rows = [list(map(int, line.split())) for line in precedence.splitlines() if re.match(r"\s*\d", line)]
    lengths = {row[0]: row[2] for row in (list(map(int, line.split())) for line in requests.splitlines() if re.match(r"\s*\d", line))}
    network = [(job, successor, "FS", 0) for job, _, _, *successors in rows for successor in successors]
    found = critical_path(
        pl.DataFrame({"id": list(lengths), "duration": list(lengths.values())}, schema=_TASKS),
        pl.DataFrame(network, schema=_LINKS, orient="row"),
    )
    assert found["early_finish"].max() == published
    assert len(found) == len(rows) > 30


@st.composite
def networks(draw):
    """Up to eight tasks and links without a circle, of every type, with lags and leads."""
    size = draw(st.integers(1, 8))
    durations = [(number, draw(st.integers(0, 9))) for number in range(1, size + 1)]
    pairs = draw(st.lists(st.tuples(st.integers(1, size), st.integers(1, size)).filter(lambda pair: pair[0] < pair[1]), max_size=12))
    found = [(*pair, draw(st.sampled_from(["FS", "SS", "FF", "SF"])), draw(st.integers(-4, 6))) for pair in pairs]
    return durations, found


def of(durations, found):
    return critical_path(pl.DataFrame(durations, schema=_TASKS, orient="row"), pl.DataFrame(found, schema=_LINKS, orient="row"))


def slow(durations, found):
    """Start everything at 0 and put off whatever breaks a link, until nothing does; then the same backwards from the end."""
    length = dict(durations)
    start = dict.fromkeys(length, 0)

    def wrong(start):
        for before, after, kind, lag in found:
            edge = start[before] + (length[before] if kind in {"FS", "FF"} else 0) + lag
            at = start[after] + (length[after] if kind in {"FF", "SF"} else 0)
            if at < edge:
                yield before, after, edge - at

    while late := next(wrong(start), None):
        start[late[1]] += late[2]
    end = max(start[task] + length[task] for task in length)
    last = {task: end - length[task] for task in length}
    while late := next(wrong(last), None):
        last[late[0]] -= late[2]
    return start, last


@given(networks())
def test_it_agrees_with_putting_tasks_off_one_by_one(network):
    found = of(*network)
    start, last = slow(*network)
    assert dict(found.select("id", "early_start").iter_rows()) == start
    assert dict(found.select("id", "late_start").iter_rows()) == last


@given(networks(), st.randoms(use_true_random=False))
def test_the_order_of_tasks_and_links_does_not_matter(network, random: Random):
    durations, found = (random.sample(rows, len(rows)) for rows in network)
    assert of(durations, found).sort("id").equals(of(*network).sort("id"))


@given(networks(), st.integers(0, 7), st.integers(1, 5))
def test_a_longer_task_ends_nothing_sooner_unless_something_may_only_finish_with_it(network, which, more):
    durations, found = network
    plain = [link for link in found if link[2] in {"FS", "SS"}]
    longer = [(task, length + more * (place == which)) for place, (task, length) in enumerate(durations)]
    before, after = of(durations, plain), of(longer, plain)
    assert (after["early_start"] >= before["early_start"]).all()
    assert after["early_finish"].max() >= before["early_finish"].max()


@given(networks())
def test_something_is_critical_and_no_float_is_negative(network):
    found = of(*network)
    assert found["critical"].any()
    assert (found["float"] >= 0).all()


MONDAY = date(2026, 11, 2)


def dated(*rows):
    """Tasks as placed() takes them: (name, first day, last day, what else), days counted from a Monday."""
    found = []
    for name, first, last, *more in rows:
        days = {"starts_on": MONDAY + timedelta(days=first), "due_on": MONDAY + timedelta(days=last)}
        found.append({"id": ord(name), **days, "kind": "task", "fixed": False, **(more[0] if more else {})})
    return pl.DataFrame(found, schema=_DATED)


def spans(frame):
    """Name → first and last day, counted from the Monday."""
    return {chr(task): ((first - MONDAY).days, (last - MONDAY).days) for task, first, last in frame.iter_rows()}


_DATED = {"id": pl.Int64, "starts_on": pl.Date, "due_on": pl.Date, "kind": pl.String, "fixed": pl.Boolean}


def test_what_starts_too_soon_is_put_off_with_all_that_waits_for_it_over_the_weekend():
    found = placed(dated(("a", 0, 4), ("b", 3, 4), ("c", 7, 7)), links(("a", "b"), ("b", "c")), CALENDAR)
    assert spans(found) == {"b": (7, 8), "c": (9, 9)}


def test_what_its_links_allow_stays_where_it_was_planned():
    assert placed(dated(("a", 0, 1), ("b", 8, 9)), links(("a", "b")), CALENDAR).is_empty()


def test_every_type_of_link_and_its_lag_is_kept():
    tasks = dated(("a", 0, 3), ("b", 0, 1))
    assert spans(placed(tasks, links(("a", "b", "SS", 2)), CALENDAR)) == {"b": (2, 3)}
    assert spans(placed(tasks, links(("a", "b", "FF", 1)), CALENDAR)) == {"b": (3, 4)}
    assert spans(placed(tasks, links(("a", "b", "SF", 4)), CALENDAR)) == {"b": (2, 3)}
    assert spans(placed(tasks, links(("a", "b", "FS", -1)), CALENDAR)) == {"b": (3, 4)}


def test_a_milestone_may_stand_on_the_day_its_task_is_finished_and_what_follows_on_the_next():
    rows = dated(("a", 0, 4), ("m", 4, 4, {"kind": "milestone"}), ("b", 4, 4))
    assert spans(placed(rows, links(("a", "m"), ("m", "b")), CALENDAR)) == {"b": (7, 7)}
    assert spans(placed(rows, links(("a", "m", "FS", 1)), CALENDAR)) == {"m": (7, 7)}


def test_what_has_fixed_dates_stays_and_holds_up_what_waits_for_it():
    rows = dated(("a", 0, 4), ("b", 1, 2, {"fixed": True}), ("c", 1, 1))
    assert spans(placed(rows, links(("a", "b"), ("b", "c")), CALENDAR)) == {"c": (3, 3)}


def test_with_an_earliest_day_what_waits_starts_as_soon_as_it_may_but_not_before_that_day():
    rows = dated(("a", 0, 1), ("b", 8, 9), ("c", 14, 14))
    network = links(("a", "b"))
    assert spans(placed(rows, network, CALENDAR, MONDAY)) == {"b": (2, 3)}
    assert spans(placed(rows, network, CALENDAR, MONDAY + timedelta(days=4))) == {"b": (4, 7)}


def test_no_task_starts_on_a_holiday():
    rows = dated(("a", -34, -33), ("b", -34, -34))  # 29 and 30 September
    assert spans(placed(rows, links(("a", "b")), CALENDAR)) == {"b": (-25, -25)}  # 8 October


def test_tasks_that_wait_for_each_other_cannot_be_placed():
    with pytest.raises(Cycle):
        placed(dated(("a", 0, 0), ("b", 0, 0)), links(("a", "b"), ("b", "a")), CALENDAR)


def test_a_task_is_shifted_by_working_days_and_keeps_its_length():
    assert shifted(MONDAY, MONDAY + timedelta(days=4), 1, CALENDAR) == (MONDAY + timedelta(days=1), MONDAY + timedelta(days=7))
    assert shifted(MONDAY, MONDAY, -1, CALENDAR) == (MONDAY - timedelta(days=3),) * 2


def test_a_task_of_some_working_days_ends_on_the_last_of_them():
    assert ending(MONDAY, 6, CALENDAR) == MONDAY + timedelta(days=7)
    assert ending(MONDAY, 0, CALENDAR) == MONDAY


def test_a_task_on_days_off_that_is_moved_takes_a_working_day_before_what_waits_for_its_end():
    rows = dated(("a", 7, 7), ("b", 5, 5), ("c", 0, 0))  # b lies on a Saturday
    assert spans(placed(rows, links(("a", "b"), ("b", "c")), CALENDAR)) == {"b": (8, 8), "c": (9, 9)}


@given(networks(), st.lists(st.integers(0, 30), min_size=8, max_size=8))
def test_once_placed_nothing_moves_again(network, first):
    durations, found = network
    rows = dated(*((chr(task), day, day + length) for (task, length), day in zip(durations, first, strict=False)))
    waits_for = pl.DataFrame(found, schema=_LINKS, orient="row")
    after = rows.update(placed(rows, waits_for, CALENDAR), on="id")
    assert (after["starts_on"] >= rows["starts_on"]).all()
    assert placed(after, waits_for, CALENDAR).is_empty()
