import json
from datetime import date

import altair as alt
import polars as pl
import pytest

from core.charts import compliance, progress, raci, risk, satisfaction, slips
from core.charts.style import SIGNALS, spec
from core.text import Language

DEPARTMENTS = {1: "采购部", 2: "产品研发部"}
KINDS = {"issue": "问题上报"}
PROJECTS = {1: "华东区域渠道数字化转型与经销商协同管理系统二期", 2: "ERP 升级"}
GOAL = {
    "name": "客户满意度",
    "unit": "分",
    "direction": "up",
    "baseline_value": 3.8,
    "target_value": 4.5,
    "starts_on": date(2026, 1, 1),
    "due_on": date(2026, 12, 31),
}

MATRIX = pl.DataFrame(
    [(1, "issue", 5, 2, 1, 5 / 7), (2, "issue", 0, 0, 3, None), (1, None, 5, 2, 1, 5 / 7), (None, None, 5, 2, 4, 5 / 7)],
    schema={"department": pl.Int64, "family": pl.String, "kept": pl.Int64, "broken": pl.Int64, "running": pl.Int64, "rate": pl.Float64},
    orient="row",
)
WEEKS = pl.DataFrame(
    [(date(2026, 3, 9), 9, 1, 0.9), (date(2026, 3, 2), 5, 5, 0.5), (date(2026, 3, 16), 0, 0, None)],
    schema={"week": pl.Date, "kept": pl.Int64, "broken": pl.Int64, "rate": pl.Float64},
    orient="row",
)
PROGRESS = pl.DataFrame(
    [(2, 50.0, 52.0, -2.0, "none"), (1, 60.0, 18.0, 42.0, "high"), (3, None, None, None, "none")],
    schema={"project": pl.Int64, "planned": pl.Float64, "actual": pl.Float64, "deviation": pl.Float64, "band": pl.String},
    orient="row",
)
HEAT = pl.DataFrame(
    [(p, i, (p == 3) * 2 + (p == i == 5)) for p in range(1, 6) for i in range(1, 6)],
    schema=["probability", "impact", "count"],
    orient="row",
)
GOALS = pl.DataFrame(
    [
        (1, "满意度", 3.8, 4.5, 4.3, 4.2, 0.71, "on_track", "分"),
        (2, "响应时长", 36.0, 24.0, 38.0, 30.0, 0.0, "behind", "h"),
        (3, "验收", 80.0, 80.0, None, 80.0, None, "unread", None),
    ],
    schema={"goal": pl.Int64, "name": pl.String}
    | dict.fromkeys(("baseline_value", "target_value", "value", "expected", "attainment"), pl.Float64)
    | {"state": pl.String, "unit": pl.String},
    orient="row",
)
CARRIED = pl.DataFrame([(1, "R", 3), (1, "A", 0), (2, "R", 4), (2, "A", 9)], schema=["holder", "letter", "tasks"], orient="row")
LOAD = pl.DataFrame(
    [(1, date(2026, 3, 2), 6, 20), (1, date(2026, 3, 9), 0, 0), (2, date(2026, 3, 2), 1, 5), (2, date(2026, 3, 9), 5, 9)],
    schema=["holder", "week", "tasks", "days"],
    orient="row",
)
SLIPS = pl.DataFrame(
    [
        (1, 5, date(2026, 3, 6), date(2026, 3, 13)),
        (2, -2, date(2026, 3, 6), date(2026, 3, 4)),
        (3, 0, date(2026, 3, 6), date(2026, 3, 6)),
        (4, None, date(2026, 3, 6), None),
    ],
    schema={"id": pl.Int64, "due_days": pl.Int64, "before_due_on": pl.Date, "after_due_on": pl.Date},
    orient="row",
)
TASKS = {1: "联调", 2: "打样"}
READINGS = pl.DataFrame({"read_on": [date(2026, 3, 1), date(2026, 2, 1)], "value": [4.1, 3.9]})

CHARTS = {
    "matrix": (MATRIX, lambda frame, language: compliance.matrix(frame, language, DEPARTMENTS, KINDS)),
    "trend": (WEEKS, lambda frame, language: compliance.trend(frame, language, date(2026, 3, 20))),
    "projects": (PROGRESS, lambda frame, language: progress.projects(frame, language, PROJECTS)),
    "heatmap": (HEAT, risk.heatmap),
    "carried": (CARRIED, lambda frame, language: raci.carried(frame, language, DEPARTMENTS)),
    "load": (LOAD, lambda frame, language: raci.workload(frame, language, DEPARTMENTS, 8, 5)),
    "goals": (GOALS, satisfaction.goals),
    "slips": (SLIPS, lambda frame, language: slips.slips(frame, language, TASKS)),
    "goal_trend": (READINGS, lambda frame, language: satisfaction.goal_trend(frame, GOAL, language, date(2026, 10, 1))),
}
every_chart = pytest.mark.parametrize("name", CHARTS)


def draw(name, language=Language.ZH, rows=None):
    frame, make = CHARTS[name]
    return make(frame if rows is None else frame.head(rows), language)


def body(drawing):
    """The specification as JSON text, without its rows."""
    return json.dumps({key: part for key, part in spec(drawing).items() if key != "datasets"}, ensure_ascii=False)


@every_chart
@pytest.mark.parametrize("rows", [0, 1, None])
@pytest.mark.parametrize("language", Language)
def test_a_chart_is_valid_with_no_row_one_row_and_many(name, rows, language):
    drawing = draw(name, language, rows)
    drawing.layout.chart.to_dict()  # validates against the Vega-Lite schema
    assert spec(drawing)["datasets"]["rows"].num_rows == drawing.rows.height
    assert drawing.title
    assert drawing.alt


@every_chart
def test_title_and_words_are_in_the_visitors_language(name):
    chinese, english = draw(name), draw(name, Language.EN)
    assert chinese.title != english.title
    assert body(chinese) != body(english)
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in body(english).replace(GOAL["unit"], ""))


@every_chart
def test_nothing_is_fetched_and_the_background_is_the_pages(name):
    written = spec(draw(name))
    assert written["background"] == "transparent"
    assert written.pop("$schema").startswith("https://vega.github.io/schema/")
    assert "://" not in body(draw(name)).replace(alt.SCHEMA_URL, "")
    assert '"url"' not in body(draw(name))


@pytest.mark.parametrize(
    ("name", "count"),
    [
        *[("matrix", 4), ("trend", 3), ("projects", 3), ("heatmap", 25), ("carried", 4), ("load", 4), ("goals", 3), ("goal_trend", 6)],
        ("slips", 2),
    ],
)
def test_no_more_rows_are_sent_than_are_drawn(name, count):
    assert draw(name).rows.height == count
    assert set(draw(name).rows.columns) - {"down", "across"} <= set(_fields(spec(draw(name)))) | {"down", "across"}


def _fields(part):
    if isinstance(part, dict):
        if isinstance(part.get("field"), str):
            yield part["field"]
        if isinstance(part.get("fields"), list):
            yield from part["fields"]
        for value in part.values():
            yield from _fields(value)
    elif isinstance(part, list):
        for value in part:
            yield from _fields(value)


@every_chart
def test_the_same_question_is_built_once(name):
    assert draw(name).layout is draw(name).layout


def test_a_cell_shows_its_rate_its_mark_and_what_it_rests_on():
    drawing = draw("matrix")
    assert drawing.rows["rate_text"].to_list() == ["71%", "—", "71%", "71%"]
    assert drawing.rows["note"].to_list() == ["■ 7", "", "■ 7", "■ 7"]
    assert drawing.title == "承诺兑现率 71%，目标 90%；采购部最低，71%（7 项）"


def test_totals_stand_last_whatever_the_order_of_the_frame():
    rows = compliance.matrix(MATRIX.reverse(), Language.EN, DEPARTMENTS, KINDS).rows
    assert rows.sort("down")["department"].to_list()[-1] == "Total"
    assert rows.sort("across")["family"].to_list()[-1] == "Total"


def test_the_trend_compares_the_last_two_weeks_with_a_rate():
    assert draw("trend").title == "最近一周（03-09 起）兑现率 90%，目标 90%，较前一周 +40 个百分点"
    assert draw("trend").rows["rate"].to_list() == [0.5, 0.9, None]


def test_a_week_that_still_runs_is_not_compared_with_a_whole_one():
    title = compliance.trend(WEEKS, Language.ZH, date(2026, 3, 14)).title
    assert title == "本周至今（03-09 起）兑现率 90%，目标 90%；上一整周 50%"


def test_the_project_furthest_behind_comes_first_with_its_mark_and_whole_name():
    rows = draw("projects").rows
    assert rows["project"].to_list() == [PROJECTS[1], PROJECTS[2], "#3"]
    assert rows["gap"].to_list() == ["落后 42 点", "领先 2 点", "—"]
    assert rows["at"][0].split("\x1f")[1] == f"■ {PROJECTS[1]}"


def test_the_heatmap_counts_in_marked_cells_and_gives_back_the_chosen_one():
    drawing = draw("heatmap")
    assert drawing.title == "未关闭风险 11 项，其中高风险 3 项"
    assert drawing.rows.filter(pl.col("count") > 0).sort("score")["text"].to_list() == ["● 2", "▲ 2", "▲ 2", "▲ 2", "■ 2", "■ 1"]
    assert drawing.rows.filter(pl.col("count") == 0)["text"].unique().to_list() == [""]
    (parameter,) = spec(drawing)["params"]
    assert (parameter["name"], parameter["select"]["fields"]) == ("cell", ["probability", "impact"])


def test_who_is_responsible_for_most_comes_first_and_nothing_stands_where_there_is_nothing():
    drawing = draw("carried")
    assert drawing.title == "产品研发部负责（R）的任务最多：4 项，共 7 项"
    assert drawing.rows.sort("down", "letter")["text"].to_list() == ["9", "4", "", "3"]
    (parameter,) = spec(drawing)["params"]
    assert (parameter["name"], parameter["select"]["fields"]) == ("cell", ["holder", "letter"])


def test_more_than_the_limit_in_a_week_is_marked_and_said():
    drawing = draw("load")
    assert drawing.title == "未来 8 周有 1 人超过 5 项；采购部最多，03-02 起一周 6 项"
    assert drawing.rows["text"].to_list() == ["■ 6", "", "1", "5"]
    within = raci.workload(LOAD.filter(holder=2), Language.ZH, DEPARTMENTS, 8, 5)
    assert within.title == "未来 8 周无人超过 5 项；最多的是产品研发部，03-09 起一周 5 项"
    assert "超过" not in body(raci.workload(LOAD, Language.ZH, DEPARTMENTS, 8, None))


def test_the_goal_most_in_need_comes_first_and_stands_on_the_way_it_should_have_come():
    rows = draw("goals").rows
    assert rows["goal"].to_list() == ["响应时长", "验收", "满意度"]
    assert rows["expected"].to_list() == pytest.approx([0.5, 1.0, 4 / 7])
    assert rows["at"][0].split("\x1f")[1:] == ["▲ 响应时长", "38 h / 目标 24 h"]


@pytest.mark.parametrize(("direction", "target"), [("up", 4.1), ("down", 4.1)])
def test_a_goal_that_is_reached_says_so_whatever_the_trend(direction, target):
    drawing = satisfaction.goal_trend(READINGS, GOAL | {"direction": direction, "target_value": target}, Language.ZH)
    assert drawing.title == "客户满意度 4.1分，已达到目标 4.1分"


def test_a_goal_out_of_reach_says_so_and_draws_no_forecast():
    drawing = satisfaction.goal_trend(READINGS, GOAL, Language.ZH)
    assert drawing.title == "客户满意度 4.1分，按当前趋势无法达到目标 4.5分"
    assert drawing.rows["series"].unique().sort().to_list() == ["实际读数", "应达线"]


def test_the_latest_task_comes_first_and_what_has_not_moved_is_left_out():
    drawing = draw("slips")
    assert drawing.title == "1 个任务推迟、1 个提前，“联调”移动最多（+5 个工作日）"
    assert drawing.rows.select("task", "days", "state", "before", "after").rows() == [
        ("联调", 5, "推迟", "2026-03-06", "2026-03-13"),
        ("打样", -2, "提前", "2026-03-06", "2026-03-04"),
    ]


def test_of_many_slips_the_longest_are_drawn_and_the_title_counts_all():
    many = pl.concat([SLIPS.head(1).with_columns(id=pl.lit(n, pl.Int64), due_days=pl.lit(n, pl.Int64)) for n in range(1, 31)])
    drawing = slips.slips(many, Language.EN, {})
    assert drawing.rows["days"].to_list() == list(range(30, 18, -1))
    assert drawing.title.startswith("30 tasks later, 0 earlier; #30 moved most")


@pytest.mark.parametrize("text", ["'); alert(1); ('", "</script><script>", '"]+[1'])
def test_what_people_type_never_becomes_part_of_an_expression(text):
    drawing = progress.projects(PROGRESS, Language.ZH, {1: text})
    assert text in drawing.rows["at"][0]
    assert text not in body(drawing)


def test_every_state_of_a_bullet_has_its_own_word_in_the_legend():
    for name, dictionary in (("projects", "warning_band"), ("goals", "goal_state")):
        words = {row["state"] for row in draw(name).rows.to_dicts()}
        assert all(word in body(draw(name)) for word in words)
        assert all(signal.colour in body(draw(name)) for signal in SIGNALS[dictionary].values())
