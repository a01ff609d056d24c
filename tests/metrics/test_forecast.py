"""The forecast: rows in, rows out; the plan's own finish where all goes as planned; an independent slow implementation."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from math import ceil

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.metrics import forecast as f
from core.metrics import pace
from core.metrics.pushing import Network
from core.metrics.remaining import work as work_of
from core.metrics.schedule import Cycle
from core.metrics.what_if import Change, changed
from core.workdays import DEFAULT_WEEK, WorkCalendar, china

CALENDAR = WorkCalendar(DEFAULT_WEEK, china([2026]), "Asia/Shanghai")
# A Friday, ten in the morning in Shanghai: the day is not over.
NOW, TODAY, DAY = datetime(2026, 11, 20, 2, tzinfo=UTC), date(2026, 11, 20), timedelta(days=1)
_LEAF = {"id": pl.Int64, "department": pl.Int64, "kind": pl.String, "status": pl.String, "actual": pl.Float64}
_LEAF |= dict.fromkeys(("starts_on", "due_on", "started_on", "finished_on"), pl.Date)
_LINK = {"predecessor": pl.Int64, "successor": pl.Int64, "type": pl.String, "lag_days": pl.Int64}


def day(place):
    """The working day of that number, 0 being today."""
    at = TODAY
    while place:
        at += DAY if place > 0 else -DAY
        place -= (place > 0) - (place < 0) if CALENDAR.is_working_day(at) else 0
    return at


def leaf(record, start, days, **values):
    """A task of so many working days from the working day of that number; a milestone has none and stands on that day."""
    own = {"id": record, "department": 1, "kind": "task" if days else "milestone", "status": "not_started", "actual": 0.0}
    return dict.fromkeys(_LEAF) | own | {"starts_on": day(start), "due_on": day(start + max(days, 1) - 1)} | values


def leaves(*rows):
    return pl.DataFrame(rows, schema=_LEAF, orient="row")


def links(*rows):
    return pl.DataFrame([(*row, *("FS", 0)[len(row) - 2 :]) for row in rows], schema=_LINK, orient="row")


def of(rows, found=(), ratios=None, runs=50, change=None):
    work = work_of(leaves(*rows), CALENDAR, NOW)
    return f.forecast(changed(work, change or Change()), links(*found), ratios or {}, CALENDAR, NOW, runs)


def told(forecast, name="expected"):
    return dict(forecast.leaves.select("id", name).iter_rows())


def ratios(*values, department=1):
    return {department: np.array(sorted(values))}


def test_what_remains_takes_its_share_of_the_plan_at_the_pace_of_the_department():
    """Of ten days half remains: five planned ones, at 1.2 six."""
    row = leaf(1, -5, 10, actual=50.0, started_on=day(-5), status="doing")
    assert of([row]).p50 == day(4)
    assert of([row], ratios=ratios(1.2)).p50 == day(5)


@pytest.mark.parametrize(
    ("kind", "lag", "last"),
    [("FS", 0, 7), ("FS", 2, 9), ("FS", -2, 5), ("SS", 1, 3), ("FF", 0, 4), ("FF", 2, 6), ("SF", 4, 3), ("SF", 0, 2)],
)
def test_each_type_of_link_with_its_lag_holds_work_back(kind, lag, last):
    found = of([leaf(1, 0, 5), leaf(2, 0, 3)], [(1, 2, kind, lag)])
    assert told(found) == {1: day(4), 2: day(last)}


def test_what_has_not_started_waits_for_its_planned_start_and_is_never_begun_before_today():
    assert told(of([leaf(1, 3, 2), leaf(2, -9, 4)])) == {1: day(4), 2: day(3)}


def test_what_is_finished_stands_at_its_finish():
    found = of([leaf(1, -9, 3, status="done", actual=100.0, started_on=day(-9), finished_on=day(-5)), leaf(2, 0, 2)], [(1, 2)])
    assert told(found) == {1: day(-5), 2: day(1)}
    assert told(found, "p80")[1] == day(-5)


def test_a_project_that_is_finished_was_finished_on_its_last_day():
    found = of([leaf(1, -9, 3, status="done", actual=100.0, finished_on=day(-4)), leaf(2, -9, 2, status="done", finished_on=day(-6))])
    assert (found.p50, found.p80, found.expected, found.finishes.to_list()) == (day(-4), day(-4), day(-4), [day(-4)])
    assert not found.leaves["critical"].any()


def test_what_has_begun_goes_on_only_when_what_it_waits_for_is_over():
    going = leaf(2, -3, 4, actual=50.0, started_on=day(-3), status="doing")
    assert told(of([leaf(1, 0, 5), going], [(1, 2)]))[2] == day(6)


def test_what_it_started_with_has_started_already():
    """Two days after a start three days ago: nothing to wait for."""
    going = leaf(1, -3, 9, actual=10.0, started_on=day(-3), status="doing")
    assert told(of([going, leaf(2, 0, 1)], [(1, 2, "SS", 2)]))[2] == day(0)


def test_a_milestone_is_reached_on_its_day_or_with_what_it_waits_for():
    rows = [leaf(1, 0, 5), leaf(2, 2, 0), leaf(3, 9, 0), leaf(4, 9, 1)]
    assert told(of(rows, [(1, 2), (1, 3), (3, 4)])) == {1: day(4), 2: day(4), 3: day(9), 4: day(9)}


def test_after_hours_today_is_over():
    evening = NOW + timedelta(hours=9)
    work = work_of(leaves(leaf(1, 0, 1)), CALENDAR, evening)
    assert f.forecast(work, links(), {}, CALENDAR, evening, 1).p50 == day(1)


def test_a_part_of_a_day_ends_on_that_day():
    rows = [leaf(1, 0, 3), leaf(2, 0, 1)]
    assert told(of(rows, [(1, 2)], ratios(0.5))) == {1: day(1), 2: day(1)}


def test_critical_is_what_moves_the_finish_when_it_takes_longer():
    rows = [leaf(1, -5, 1, status="done", actual=100.0), leaf(2, 0, 3), leaf(3, 0, 5), leaf(4, 0, 2)]
    found = of(rows, [(1, 2), (2, 4), (3, 4)])
    assert dict(found.leaves.select("id", "critical").iter_rows()) == {1: False, 2: False, 3: True, 4: True}


def test_a_link_to_a_task_elsewhere_holds_nothing_and_without_tasks_there_is_no_forecast():
    assert told(of([leaf(1, 0, 1)], [(9, 1), (1, 9)])) == {1: day(0)}
    assert (of([]).p50, of([]).p80, of([]).expected, of([]).leaves.height) == (None, None, None, 0)


def test_a_circle_is_refused_with_its_tasks():
    with pytest.raises(Cycle) as found:
        of([leaf(1, 0, 1), leaf(2, 0, 1)], [(1, 2), (2, 1)])
    assert set(found.value.tasks) == {1, 2}


def test_the_spread_of_the_ratios_is_the_spread_of_the_forecast():
    found = of([leaf(1, 0, 10)], ratios=ratios(1.0, 1.0, 1.0, 2.0), runs=1000)
    assert (found.p50, found.p80) == (day(9), day(19))
    assert found.finishes.n_unique() == 2


def test_the_finishes_alone_are_those_of_the_forecast():
    rows, own = [leaf(1, 0, 10), leaf(2, 3, 4)], ratios(0.8, 1.0, 1.7)
    work = work_of(leaves(*rows), CALENDAR, NOW)
    assert f.finishes(work, links((1, 2)), own, CALENDAR, NOW, 50).equals(of(rows, [(1, 2)], own).finishes)
    assert f.by(f.finishes(work.clear(), links(), own, CALENDAR, NOW), 0.5) is None


def test_working_days_apart_are_signed():
    days = pl.Series([day(0), day(3), day(2), None])
    assert f.apart(CALENDAR, days, pl.Series([day(2), day(0), day(2), day(1)])).to_list() == [2, -3, 0, None]


# What would be if.


def test_a_dropped_task_takes_no_time_and_still_passes_on_what_it_waited_for():
    rows, chain = [leaf(1, 0, 5), leaf(2, 0, 4), leaf(3, 0, 1)], [(1, 2), (2, 3)]
    assert told(of(rows, chain, change=Change(dropped=(2,)))) == {1: day(4), 3: day(5)}
    assert of([leaf(1, 0, 1), leaf(2, 0, 9)], change=Change(dropped=(2,))).p50 == day(0)
    assert of(rows, chain, change=Change(dropped=(1, 2, 3))).p50 is None


def test_a_department_twice_as_fast_takes_half_as_long():
    rows = [leaf(1, 0, 4), leaf(2, 0, 4, department=2)]
    assert told(of(rows, change=Change(speeds=((2, 2.0),)))) == {1: day(3), 2: day(1)}


def test_a_task_is_moved_and_made_longer():
    rows = [leaf(1, 2, 2), leaf(2, -3, 6, actual=50.0, started_on=day(-3), status="doing"), leaf(3, 4, 0)]
    change = Change(moved=((1, 3), (2, 1), (3, 2)), longer=((1, 4), (2, -2)))
    assert told(of(rows, change=change)) == {1: day(10), 2: day(2), 3: day(6)}
    assert told(of([leaf(1, 2, 2)], change=Change(moved=((1, -9),), longer=((1, -9),)))) == {1: day(0)}


def test_what_is_changed_draws_nothing_else_anew():
    rows, own = [leaf(1, 0, 9), leaf(2, 0, 9), leaf(3, 0, 9)], ratios(0.5, 0.8, 1.0, 1.3, 2.2)
    before, after = told(of(rows, ratios=own), "p80"), told(of(rows, ratios=own, change=Change(dropped=(1,), moved=((2, 50),))), "p80")
    assert after[3] == before[3]
    assert after[2] > before[2]


# Any plan.


@st.composite
def plans(draw, kinds=("FS", "SS", "FF", "SF")):
    """Up to seven tasks of two departments, begun or not, some finished, and links without a circle."""
    size, rows = draw(st.integers(1, 7)), []
    for record in range(1, size + 1):
        row = leaf(record, draw(st.integers(-6, 8)), draw(st.integers(0, 6)), department=draw(st.integers(1, 2)))
        state = draw(st.sampled_from(["not_started", "doing", "done"]))
        begun = {"status": state, "started_on": day(draw(st.integers(-8, -1)))} if state != "not_started" else {}
        begun |= {"actual": draw(st.sampled_from([0.0, 25.0, 40.0, 90.0]))} if state == "doing" else {}
        begun |= {"actual": 100.0, "finished_on": day(draw(st.integers(-8, 0)))} if state == "done" else {}
        rows.append(row | begun)
    pairs = draw(st.lists(st.tuples(st.integers(1, size), st.integers(1, size)).filter(lambda pair: pair[0] < pair[1]), max_size=9))
    return rows, [(*pair, draw(st.sampled_from(kinds)), draw(st.integers(-3, 4))) for pair in pairs]


some_ratios = st.fixed_dictionaries(
    {1: st.lists(st.floats(0.3, 3), min_size=1, max_size=6).map(sorted).map(np.array), None: st.just(np.array([0.9, 1.0, 1.4]))}
)


def slow(rows, found, ratio):
    """Put off whatever breaks a rule until nothing does, then count the days one by one."""

    def morning(on):
        return sum(map(CALENDAR.is_working_day, _days(TODAY, on))) - sum(map(CALENDAR.is_working_day, _days(on, TODAY)))

    own = {row["id"]: row for row in rows}
    began, begin, length = {}, {}, {}
    for record, row in own.items():
        milestone = row["kind"] == "milestone"
        planned = 0 if milestone else sum(map(CALENDAR.is_working_day, _days(row["starts_on"], row["due_on"] + DAY)))
        length[record] = planned * (100 - row["actual"]) / 100 * ratio[row["department"]]
        began[record] = row["status"] != "not_started"
        begin[record] = 0.0 if began[record] else float(max(0, morning(row["due_on"] if milestone else row["starts_on"])))

    def start(record):
        return morning(own[record]["started_on"]) if began[record] else begin[record]

    def end(record):
        done = own[record]["finished_on"]
        return begin[record] + length[record] if done is None else morning(done + DAY)

    for _ in own:  # as long as the longest chain
        for before, after, kind, lag in found:
            edge = (end(before) if kind in {"FS", "FF"} else start(before)) + lag - (length[after] if kind in {"FF", "SF"} else 0)
            begin[after] = max(begin[after], edge)
    told = {}
    for record, row in own.items():
        reached = max(end(record), morning(row["due_on"] + DAY)) if row["kind"] == "milestone" else end(record)
        told[record] = row["finished_on"] or day(max(ceil(reached - 1e-6), 1) - 1)
    return told


def _days(first, last):
    return (first + number * DAY for number in range((last - first).days))


@given(plans(), st.sampled_from([0.5, 1.0, 1.3]), st.sampled_from([0.75, 1.0, 2.0]))
def test_it_agrees_with_putting_tasks_off_one_by_one(plan, one, other):
    rows, found = plan
    assert told(of(rows, found, {1: np.array([one]), 2: np.array([other])})) == slow(rows, found, {1: one, 2: other})


@given(plans(), some_ratios, st.randoms(use_true_random=False))
def test_the_order_of_tasks_and_links_does_not_matter(plan, own, random):
    rows, found = (random.sample(part, len(part)) for part in plan)
    one, other = of(rows, found, own), of(*plan, own)
    assert one.leaves.equals(other.leaves)
    assert one.finishes.equals(other.finishes)


@given(plans(kinds=("FS", "SS")), some_ratios, st.integers(0, 6), st.floats(1, 4))
def test_more_work_finishes_nothing_sooner(plan, own, which, more):
    rows, found = plan
    work = work_of(leaves(*rows), CALENDAR, NOW)
    longer = work.with_columns(days=pl.when(pl.int_range(pl.len()) == which).then(pl.col("days") * more).otherwise("days"))
    before, after = (f.forecast(some, links(*found), own, CALENDAR, NOW, 20) for some in (work, longer))
    assert all((after.leaves[name] >= before.leaves[name]).all() for name in ("expected", "p50", "p80"))
    assert (after.finishes >= before.finishes).all()


@given(plans(), some_ratios)
def test_half_of_the_runs_finish_no_later_than_four_fifths_and_the_same_plan_has_the_same_forecast(plan, own):
    one, again = of(*plan, own), of(*plan, own)
    assert one.p50 <= one.p80
    assert (one.leaves["p50"] <= one.leaves["p80"]).all()
    assert one.leaves.equals(again.leaves)
    assert one.finishes.equals(again.finishes)


@given(plans())
@settings(max_examples=50)
def test_critical_is_exactly_what_delays_the_whole_when_it_begins_a_little_later(plan):
    rows, found = plan
    work = work_of(leaves(*rows), CALENDAR, NOW)
    pace_of_one = np.ones((work.height, 1))
    network = Network(work, links(*found))
    begin, end = network.push(pace_of_one)
    for place, critical in enumerate(network.critical(pace_of_one)):
        if work["ended"][place] is None:
            floor = work["floor"].to_list()
            floor[place] = float(begin[place, 0]) + 0.001
            later = Network(work.with_columns(floor=pl.Series(floor)), links(*found))
            delayed = later.finishes(later.push(pace_of_one)[1])[0] > network.finishes(end)[0] + 1e-6
            assert critical == delayed, work["id"][place]


@st.composite
def as_planned(draw):
    """A plan that keeps its own links, of which everything has gone as planned up to this morning."""
    rows, found, last = [], [], []
    for record in range(1, draw(st.integers(1, 7)) + 1):
        before = draw(st.sets(st.integers(1, record - 1), max_size=2)) if record > 1 else set()
        gaps = {task: draw(st.integers(0, 3)) for task in sorted(before)}
        start = max([last[task - 1] + 1 + gap for task, gap in gaps.items()], default=draw(st.integers(-9, 4)))
        days = draw(st.integers(1, 6))
        over = min(max(0 - start, 0), days)
        state = {"actual": 100 * over / days, "started_on": day(start), "status": "doing"} if over else {}
        state |= {"status": "done", "finished_on": day(start + days - 1)} if over == days else {}
        rows.append(leaf(record, start, days, **state))
        last.append(start + days - 1)
        found += [(task, record, "FS", gap) for task, gap in gaps.items()]
    return rows, found


@given(as_planned())
def test_at_a_pace_of_one_what_goes_as_planned_finishes_as_planned(plan):
    rows, found = plan
    forecast = of(rows, found)
    assert told(forecast, "p80") == {row["id"]: row["due_on"] for row in rows}
    assert forecast.p50 == max(row["due_on"] for row in rows)


# What it rests on.

_TASK = _LEAF | {"project": pl.Int64, "parent": pl.Int64, "baseline_starts_on": pl.Date, "baseline_due_on": pl.Date}


def done(record, planned, actual, **values):
    """Finished: planned for so many working days, done in so many."""
    own = {"project": 1, "status": "done", "actual": 100.0, "started_on": day(-60), "finished_on": day(-61 + actual)}
    return dict.fromkeys(_TASK) | leaf(record, -60, planned) | own | values


def evidence(*rows):
    return pace.finished(pl.DataFrame(rows, schema=_TASK, orient="row"), CALENDAR)


def test_a_ratio_is_actual_working_days_over_planned_ones():
    assert evidence(done(1, 10, 12), done(2, 4, 3)).select("id", "planned", "actual", "ratio").rows() == [(2, 4, 3, 0.75), (1, 10, 12, 1.2)]


def test_the_planned_days_are_those_of_the_baseline_where_there_is_one():
    assert evidence(done(1, 20, 12, baseline_starts_on=day(-60), baseline_due_on=day(-51)))["ratio"].to_list() == [1.2]


@pytest.mark.parametrize(
    "values",
    [
        {"status": "doing"},
        {"started_on": None},
        {"finished_on": None},
        {"finished_on": day(-70)},
        {"kind": "milestone"},
        {"kind": "action"},
    ],
)
def test_what_is_open_undated_a_milestone_or_an_action_item_says_nothing_about_pace(values):
    assert evidence(done(1, 4, 4) | values).is_empty()


def test_only_leaves_count_and_a_finish_on_a_day_off_counts_as_a_day():
    saturday = next(at for at in (day(-20) + number * DAY for number in count()) if at.weekday() == 5)
    rows = evidence(done(1, 9, 9), done(2, 2, 1, parent=1, started_on=saturday, finished_on=saturday))
    assert rows.select("id", "actual", "ratio").rows() == [(2, 1, 0.5)]


def test_only_the_newest_of_a_department_speak():
    rows = evidence(*(done(number, 5, 1 + number % 7) for number in range(1, pace.NEWEST + 8)))
    assert rows.height == pace.NEWEST
    assert set(range(1, pace.NEWEST + 8)) - set(rows["id"]) == {7, 14, 21, 28, 35, 42, 49}  # those finished first


def test_few_ratios_are_shrunk_towards_one_and_everybody_speaks_for_a_department_without_any():
    """Five tasks at 1.4 weigh a half: 1.2. Ten in all, five at 1.4 and five at 1.0, weigh two thirds: 1 + 2/3 × 0.2."""
    found = evidence(
        *(done(number, 5, 7, department=1) for number in range(1, 6)), *(done(number, 5, 5, department=2) for number in range(6, 11))
    )
    assert pace.paces(found).select("department", "n", "median").rows() == [(1, 5, 1.4), (2, 5, 1.0), (None, 10, 1.2)]
    assert pace.paces(found)["expected"].to_list() == pytest.approx([1.2, 1.0, 1 + 10 / 15 * 0.2])
    own = pace.ratios(found)
    assert [pace.expected(own, department) for department in (1, 2, 3)] == pytest.approx([1.2, 1.0, 1 + 10 / 15 * 0.2])


def test_where_nothing_is_finished_work_takes_as_long_as_planned():
    assert pace.ratios(evidence()) == {}
    assert pace.paces(evidence()).is_empty()
    assert pace.expected({}, 1) == 1


def test_the_example_of_the_documentation():
    """Department: five finished tasks at 1.4, so 1.2. Half of ten days remains, then a task of three that waits for it."""
    own = pace.ratios(evidence(*(done(number, 5, 7) for number in range(1, 6))))
    rows = [leaf(11, -5, 10, actual=50.0, started_on=day(-5), status="doing"), leaf(12, 5, 3)]
    # 6 working days and 3.6 more: the tenth working day from today on, two later than planned.
    assert of(rows, [(11, 12)], own).p50 == date(2026, 12, 3)
    assert rows[1]["due_on"] == date(2026, 12, 1)
