import json
from datetime import date, timedelta

import polars as pl
import pytest

from core.charts import gantt, gantt_axes, gantt_days, gantt_links, gantt_rows, parts
from core.charts.gantt import View
from core.charts.gantt_rows import DAY, Words
from core.charts.style import CATEGORICAL, QUIET, spec
from core.plan import Plan
from core.text import Language
from core.workdays import DEFAULT_WEEK, WorkCalendar, china

TODAY = date(2026, 11, 20)
CALENDAR = WorkCalendar(DEFAULT_WEEK, china([2026, 2027]), "Asia/Shanghai")
DEPARTMENTS = {1: "产品研发部", 2: "市场营销部"}
ZH = Words(Language.ZH, DEPARTMENTS, {7: "李娜"})
EN = Words(Language.EN, {1: "R&D", 2: "Marketing"}, {7: "Li Na"})
SCHEMA = {
    **dict.fromkeys(("id", "parent", "depth", "department", "owner", "float"), pl.Int64),
    **dict.fromkeys(("code", "title", "kind", "status", "band"), pl.String),
    **dict.fromkeys(("starts_on", "due_on", "baseline_starts_on", "baseline_due_on"), pl.Date),
    **dict.fromkeys(("planned", "actual", "deviation", "percent"), pl.Float64),
    **dict.fromkeys(("leaf", "critical", "overdue"), pl.Boolean),
}
LINKS = {"id": pl.Int64, "predecessor": pl.Int64, "successor": pl.Int64, "type": pl.String}


def task(record, first, last, **over):
    own = {"id": record, "parent": None, "depth": 0, "code": str(record), "title": f"任务{record}", "kind": "task", "department": 1}
    own |= {"owner": 7, "starts_on": first, "due_on": last, "status": "doing", "planned": 50.0, "actual": 50.0, "deviation": 0.0}
    own |= {"percent": 50.0, "leaf": True, "band": "none", "overdue": False, "float": 3, "critical": False}
    return own | {"baseline_starts_on": None, "baseline_due_on": None} | over


def tasks(*rows):
    return pl.DataFrame(rows, schema=SCHEMA)


def links(*rows):
    return pl.DataFrame([(n, *row) for n, row in enumerate(rows, 1)], schema=LINKS, orient="row")


def plan(rows, between=None):
    return Plan({"id": 1, "buffer_percent": 10.0}, rows, links() if between is None else between, CALENDAR)


def bars(*rows, by="state", words=ZH):
    frame = tasks(*rows)
    return gantt_rows.bars(frame, gantt_rows.colours(frame, words, by), by, words, TODAY)


def drawn(rows, zoom="whole", by="state", words=ZH, between=None, **more):
    return gantt.gantt(plan(rows, between), rows, rows.filter("leaf"), words, View(zoom, by), TODAY, **more)


NOV = [date(2026, 11, day) for day in range(1, 31)]
PLANNED = tasks(
    task(1, NOV[1], NOV[26], leaf=False, critical=None, float=None, band=None, overdue=None, kind="phase"),
    task(2, NOV[1], NOV[12], parent=1, depth=1, overdue=True, critical=True, float=0),
    task(3, NOV[15], NOV[26], parent=1, depth=1, department=2),
    task(4, NOV[26], NOV[26], parent=1, depth=1, kind="milestone", status="not_started", planned=0.0, actual=None, percent=0.0),
)


def test_a_bar_ends_with_its_last_day_and_is_done_as_far_as_it_says():
    (row,) = bars(task(2, NOV[1], NOV[10], actual=40.0)).to_dicts()
    assert (row["start"], row["end"]) == (parts.millis(NOV[1]), parts.millis(NOV[11]))
    assert row["done"] - row["start"] == 4 * DAY
    assert (row["kind"], row["dates"], row["actual"]) == ("bar", "2026-11-02 – 2026-11-11", "40%")


@pytest.mark.parametrize(
    ("over", "state"),
    [
        ({"status": "done"}, "done"),
        ({"overdue": True, "band": "high"}, "overdue"),
        ({"band": "low"}, "behind"),
        ({}, "on_plan"),
        ({"starts_on": TODAY + timedelta(days=1), "due_on": TODAY + timedelta(days=9), "actual": 0.0}, "ahead"),
        ({"leaf": False, "actual": 100.0, "overdue": None, "band": None}, "done"),
        ({"leaf": False, "due_on": NOV[3], "overdue": None, "band": None}, "overdue"),
        ({"leaf": False, "deviation": 10.1, "overdue": None, "band": None}, "behind"),
        ({"leaf": False, "deviation": 10.0, "overdue": None, "band": None}, "on_plan"),
    ],
)
def test_the_state_of_a_task_or_of_what_has_tasks_below_it(over, state):
    assert gantt_rows.state(task(1, NOV[0], NOV[26], **{"overdue": False} | over), TODAY) == state


def test_an_overdue_task_says_how_late_it_is_and_draws_the_way_to_today():
    (row,) = bars(task(2, NOV[1], NOV[12], overdue=True)).to_dicts()
    assert row["note"] == "■ 超期 7 天"
    assert row["late"] == parts.millis(TODAY) + DAY // 2
    (english,) = bars(task(2, NOV[1], NOV[12], overdue=True), words=EN).to_dicts()
    assert (english["note"], english["standing"]) == ("■ 7 d overdue", "■ Overdue")


def test_a_baseline_is_drawn_only_where_the_plan_has_left_it():
    same = {"baseline_starts_on": NOV[1], "baseline_due_on": NOV[12]}
    moved, kept, unknown = bars(task(1, NOV[2], NOV[12], **same), task(2, NOV[1], NOV[12], **same), task(3, NOV[1], NOV[12])).to_dicts()
    assert (moved["ghost_start"], moved["ghost_end"]) == (parts.millis(NOV[1]), parts.millis(NOV[13]))
    assert kept["ghost_start"] is None
    assert (kept["baseline"], unknown["baseline"]) == ("2026-11-02 – 2026-11-13", "—")


def test_what_no_sum_counts_shows_what_was_reported_of_it():
    rows = bars(task(1, NOV[6], NOV[7], actual=None, percent=30.0), task(2, NOV[6], NOV[6], kind="milestone", actual=None, status="done"))
    assert rows["actual"].to_list() == ["30%", "100%"]


def test_titles_are_indented_below_what_they_belong_to_and_phases_are_bold():
    drawing = drawn(PLANNED)
    labels = [at.split("\x1f")[1:] for at in drawing.rows["at"] if at[0].isdigit()]
    assert labels[0] == ["\u200b1 任务1", "● 50%", "b"]
    assert labels[1] == ["\u200b\u20032 任务2", "■ 50%", ""]


def test_the_float_is_in_working_days_and_a_dash_without_a_network():
    rows = bars(
        task(1, NOV[1], NOV[3]), task(2, NOV[1], NOV[3], float=0, critical=True), task(3, NOV[1], NOV[3], float=None, critical=None)
    )
    assert rows["slack"].to_list() == ["3 个工作日", "0（关键任务）", "—"]
    assert rows["critical"].to_list() == [False, True, False]


def test_a_department_keeps_its_colour_and_those_past_seven_share_one():
    rows = tasks(*(task(n, NOV[1], NOV[2], department=n) for n in range(1, 11)), task(11, NOV[1], NOV[2], department=10))
    looks = gantt_rows.colours(rows, ZH, "department")
    assert looks[10][0].colour == CATEGORICAL[0]
    assert [looks[n][1] for n in (1, 2, 9)] == ["产品研发部", "市场营销部", "其他部门"]
    assert looks[8][0].colour == looks[9][0].colour == CATEGORICAL[7]


@pytest.mark.parametrize("by", ["state", "department"])
def test_a_phase_of_a_department_without_tasks_has_a_colour_too(by):
    rows = tasks(task(1, NOV[1], NOV[2], leaf=False, department=2), task(2, NOV[1], NOV[2]))
    shown = gantt.gantt(plan(rows), rows, rows.filter("leaf"), ZH, View("whole", by), TODAY)
    assert None not in shown.rows.filter(pl.col("task").is_not_null())["state"].to_list()


BARS = {"task": pl.Int64, "at": pl.String, "start": pl.Int64, "end": pl.Int64, "middle": pl.Int64, "critical": pl.Boolean}


@pytest.mark.parametrize(
    ("kind", "corners"),
    [
        ("FS", [("a", 5), ("a", 6), ("b", 6)]),
        ("SS", [("a", 1), ("a", -1), ("b", -1), ("b", 5)]),
        ("FF", [("a", 5), ("a", 11), ("b", 11), ("b", 9)]),
        ("SF", [("a", 5), ("a", 8), ("b", 8)]),
    ],
)
def test_a_link_goes_from_bar_to_bar_at_right_angles_as_its_type_says(kind, corners):
    """One bar from 1 to 5, another from 5 to 9; a short way is 1."""
    rows = pl.DataFrame([(1, "a", 1, 5, None, True), (2, "b", 5, 9, None, False)], schema=BARS, orient="row")
    line = gantt_links.elbows(rows, links((1, 2, kind)), 1)
    assert list(zip(line["at"], line["time"], strict=True)) == corners
    assert line["head"].to_list()[:-1] == [None] * (line.height - 1)
    assert line["ink"].unique().to_list() == [QUIET.colour]


def test_a_lead_leaves_the_bar_before_its_end():
    rows = pl.DataFrame([(1, "a", 1, 9, None, True), (2, "b", 5, 12, None, True)], schema=BARS, orient="row")
    assert gantt_links.elbows(rows, links((1, 2, "FS")), 1)["time"].to_list() == [6, 6, 6]
    assert gantt_links.elbows(rows.reverse(), links((1, 2, "FS")), 1)["head"].to_list()[-1] == "triangle-up"


def test_too_many_links_give_way_to_those_of_the_critical_path_and_then_to_none():
    rows = tasks(*(task(n, NOV[1], NOV[2], critical=n < 5) for n in range(1, 151)))
    few = links(*((n, n + 1, "FS") for n in range(1, 121)))
    many = links(*((n, n + 1, "FS") for n in range(1, 122)))
    assert gantt_links.drawn(rows, few)[1] == "all"
    shown, which = gantt_links.drawn(rows, many)
    assert (which, shown["predecessor"].to_list()) == ("critical", [1, 2, 3])
    shown, which = gantt_links.drawn(rows.with_columns(critical=pl.lit(value=True)), many)
    assert (which, shown.height) == ("none", 0)


def test_a_link_to_a_row_that_is_not_drawn_is_left_out():
    rows = tasks(task(1, NOV[1], NOV[2]), task(2, NOV[1], NOV[2], leaf=False))
    assert gantt_links.drawn(rows, links((1, 2, "FS"), (1, 9, "FS")))[0].is_empty()


def test_the_national_day_of_2026_with_its_make_up_workdays():
    days = gantt_days.behind(date(2026, 9, 28), date(2026, 10, 11), date(2026, 9, 30), Language.ZH, CALENDAR)
    assert days.sort("start").select("kind", "dates", "mark").rows() == [
        ("today", "2026-09-30", "今天 09-30"),
        ("holiday", "2026-10-01 – 2026-10-07", "休"),
        ("make_up", "2026-10-10", "班"),
        ("weekend", "2026-10-11", None),
    ]
    assert gantt_days.behind(date(2026, 9, 28), date(2026, 9, 29), date(2026, 9, 30), Language.ZH, None).is_empty()


@pytest.mark.parametrize(
    ("length", "percent", "span"),
    [
        (100, 10.0, (date(2026, 9, 28), date(2026, 10, 15))),
        (5, 10.0, (date(2026, 9, 28), date(2026, 9, 28))),
        (30, 10.0, (date(2026, 9, 28), date(2026, 9, 30))),
        (30, 0.0, None),
    ],
)
def test_the_buffer_is_working_days_behind_the_last_planned_day(length, percent, span):
    """Behind Thursday 24 September: the 25th to 27th are Mid-Autumn, 1 to 7 October National Day, Saturday 10 October is worked."""
    assert gantt.reserve(date(2026, 9, 24), length, percent, CALENDAR) == span


def test_the_title_says_what_is_found():
    assert gantt.finding(PLANNED.filter("leaf"), ZH) == "3 项任务，计划 2026-11-27 完成，关键任务 1 项，1 项超期"
    assert gantt.finding(PLANNED.filter("leaf"), EN) == "3 tasks, planned to finish on 2026-11-27, 1 critical, 1 overdue"
    assert gantt.finding(tasks(task(1, NOV[0], NOV[1])), EN) == "1 task, planned to finish on 2026-11-02"


def test_the_year_stands_only_where_it_is_not_this_one():
    assert gantt_rows.days(date(2026, 3, 1), date(2026, 4, 1), TODAY) == "03-01 – 04-01"
    assert gantt_rows.days(date(2027, 3, 1), date(2027, 4, 1), TODAY) == "2027-03-01 – 04-01"
    assert gantt_rows.days(date(2026, 12, 1), date(2027, 1, 5), TODAY) == "12-01 – 2027-01-05"
    assert gantt_rows.days(date(2026, 3, 1), date(2026, 3, 1), TODAY) == "03-01"


@pytest.mark.parametrize("zoom", gantt_axes.ZOOMS)
@pytest.mark.parametrize("words", [ZH, EN], ids=["zh", "en"])
def test_every_zoom_is_valid_in_both_languages_and_fetches_nothing(zoom, words):
    drawing = drawn(PLANNED, zoom, words=words, between=links((2, 3, "FS"), (3, 4, "FF")), buffer=(date(2026, 11, 30), date(2026, 12, 1)))
    drawing.layout.chart.to_dict()  # validates against the Vega-Lite schema
    written = spec(drawing)
    assert set(written["datasets"]) == {"rows", "days", "links"}
    values = {one["name"]: one["value"] for one in written["params"] if "select" not in one}
    assert values["monday"] <= values["low"] < parts.millis(NOV[1]) < parts.millis(date(2026, 12, 1)) < values["high"] < values["beyond"]
    assert (date(1970, 1, 1) + timedelta(days=values["monday"] // DAY)).weekday() == 0
    body = json.dumps({name: part for name, part in written.items() if name not in {"datasets", "$schema"}}, ensure_ascii=False)
    assert "://" not in body
    assert '"url"' not in body
    assert words.language is Language.ZH or not any("\u4e00" <= letter <= "\u9fff" for letter in body)


def test_the_same_question_is_built_once_and_the_values_are_the_drawings_own():
    early, late = (gantt.gantt(plan(PLANNED), PLANNED, PLANNED, ZH, View("week", "state", day), TODAY) for day in (NOV[1], NOV[8]))
    assert early.layout is late.layout
    low = [next(one["value"] for one in spec(each)["params"] if one["name"] == "low") for each in (early, late)]
    assert low == [parts.millis(NOV[1]), parts.millis(NOV[8])]


def test_a_click_gives_back_the_task_and_the_buffer_is_none():
    drawing = drawn(PLANNED, buffer=(date(2026, 11, 30), date(2026, 12, 1)))
    (click,) = [one for one in spec(drawing)["params"] if one["name"] == "task"]
    assert click["select"]["fields"] == ["task"]
    assert drawing.rows["kind"].to_list() == ["calendar", "phase", "bar", "bar", "milestone", "buffer"]
    assert drawing.rows["task"].to_list() == [None, 1, 2, 3, 4, None]


def test_holidays_are_sent_only_where_they_are_wide_enough_to_be_seen():
    assert set(drawn(PLANNED, "week").more["days"]["kind"]) == {"today", "weekend", "holiday"}
    assert set(drawn(PLANNED, "quarter").more["days"]["kind"]) == {"today"}


@pytest.mark.parametrize("text", ["'); alert(1); ('", "</script><script>", '"]+[1'])
def test_what_people_type_never_becomes_part_of_an_expression(text):
    rows = tasks(task(1, NOV[0], NOV[1], title=text))
    drawing = drawn(rows, words=Words(Language.ZH, {1: text}, {7: text}))
    assert any(text in at for at in drawing.rows["at"])
    assert text not in json.dumps(drawing.layout.body, ensure_ascii=False)
