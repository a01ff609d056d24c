import json
from datetime import date, timedelta

import polars as pl
import pytest

from core.charts import fever, outlook
from core.charts.style import spec
from core.text import Language

DAYS = [date(2027, 2, 1), date(2027, 2, 1), date(2027, 2, 1), date(2027, 2, 4)]
MARKS = {"plan": date(2027, 1, 29), "baseline": None, "p50": date(2027, 2, 1), "p80": date(2027, 2, 4)}
WEEKS = pl.DataFrame(
    [(date(2026, 11, 9), 20.0, 20.0), (date(2026, 11, 16), 40.0, 30.0), (date(2026, 11, 23), 60.0, None)],
    schema={"week": pl.Date, "planned": pl.Float64, "actual": pl.Float64},
    orient="row",
)
POINTS = pl.DataFrame(
    [(date(2026, 11, 8), 0.2, 0.1, "green"), (date(2026, 11, 15), 0.3, 0.4, "amber"), (date(2026, 11, 20), 0.4, 3.6, "red")],
    schema={"day": pl.Date, "done": pl.Float64, "used": pl.Float64, "zone": pl.String},
    orient="row",
)
CHARTS = {
    "finish": (pl.DataFrame({"day": DAYS}), lambda rows, language: outlook.finish(rows["day"], MARKS, language)),
    "curve": (WEEKS, lambda rows, language: outlook.curve(rows, MARKS | {"today": date(2026, 11, 20)}, language)),
    "fever": (POINTS, fever.fever),
}
every_chart = pytest.mark.parametrize("name", CHARTS)


def draw(name, language=Language.ZH, rows=None):
    frame, make = CHARTS[name]
    return make(frame if rows is None else frame.head(rows), language)


def body(drawing):
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
def test_title_and_words_are_in_the_visitors_language_and_a_layout_is_built_once(name):
    chinese, english = draw(name), draw(name, Language.EN)
    assert chinese.title != english.title
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in body(english) + english.title)
    assert draw(name).layout is chinese.layout


def test_a_bar_is_the_share_of_the_runs_that_finish_that_day():
    bars = draw("finish").rows.filter(pl.col("kind") == "bar", pl.col("share") > 0)
    assert bars.select("day", "share", "share_text", "by_text").rows() == [
        ("2027-02-01", 0.75, "75%", "75%"),
        ("2027-02-04", 0.25, "25%", "100%"),
    ]
    assert draw("finish").title == "一半的模拟不晚于 2027-02-01 完成，八成不晚于 2027-02-04"


def test_many_days_are_drawn_as_weeks():
    days = pl.Series([date(2027, 1, 4) + timedelta(days=number) for number in range(70)])
    bars = outlook.finish(days, MARKS, Language.EN).rows.filter(pl.col("kind") == "bar", pl.col("share") > 0)
    assert bars.height == 10
    assert bars.row(0, named=True)["day"] == "2027-01-04 – 2027-01-10"


def test_the_days_that_matter_are_named_at_different_heights():
    named = draw("finish").rows.drop_nulls("mark")
    assert named["label"].to_list() == ["计划 2027-01-29", "P50 2027-02-01", "P80 2027-02-04"]
    assert named["share"].n_unique() == 3
    assert named.filter(kind="right")["share"].is_sorted(descending=True)


def test_the_curve_says_what_is_done_and_what_should_be():
    drawing = draw("curve")
    assert drawing.title == "截至今天完成 30%，计划应完成 40%"
    # The week that is not over ends today.
    assert drawing.rows.filter(kind="actual")["day"].to_list() == ["2026-11-15", "2026-11-20"]
    assert drawing.rows.filter(kind="planned")["share"].to_list() == [0.2, 0.4, 0.6]


def test_a_plan_that_has_not_begun_shows_what_is_planned():
    drawing = outlook.curve(WEEKS.tail(1), MARKS | {"today": date(2026, 11, 20)}, Language.EN)
    assert drawing.title == "The plan has not begun yet"
    assert drawing.rows.filter(kind="planned").height == 1


def test_the_fever_chart_says_its_zone_and_keeps_what_is_off_the_scale_at_its_edge():
    drawing = draw("fever")
    assert drawing.title == "关键路径完成 40%，缓冲消耗 360%：■ 需采取措施"
    assert drawing.rows["used"].to_list() == [0.1, 0.4, 2.0]
    assert drawing.rows["used_text"].to_list() == ["10%", "40%", "360%"]
    assert drawing.rows["last"].to_list() == [False, False, True]
    assert all(words.zh in body(drawing) for words in fever.ZONES.values())
