"""The charts of the trends: valid, in the visitor's language, and saying what they show."""

import json
from datetime import date, timedelta

import polars as pl
import pytest

from core.charts import handoffs, load, periods, ranking, trend_layout, trend_lines, trends
from core.charts.style import spec
from core.metrics.trendline import Line
from core.text import Language

NAMES = {1: "研发部", 2: "市场部"}
MONTHS = [date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)]
SERIES = pl.DataFrame({"period": MONTHS, "over": [True, True, False], "value": [0.5, 0.75, 0.9], "n": [10, 8, 3]})
GROUPS = pl.concat([SERIES.with_columns(group=pl.lit(group, pl.Int64), value=pl.col("value") - 0.1 * group) for group in NAMES])
RANKED = pl.DataFrame(
    [(1, 0.6, 5, 0.2, 0.9, False), (2, 0.7, 400, 0.65, 0.74, True)],
    schema={"group": pl.Int64, "value": pl.Float64, "n": pl.Int64, "low": pl.Float64, "high": pl.Float64, "apart": pl.Boolean},
    orient="row",
)
PAIRS = pl.DataFrame(
    [(1, 2, 4, 1, 3, 0, 0.25, 600.0), (2, 1, 3, 3, 0, 0, 1.0, 60.0), (2, 2, 1, 0, 0, 1, None, None)],
    schema=["from", "to", "n", "kept", "broken", "running", "rate", "median_minutes"],
    orient="row",
)
LOAD = pl.DataFrame(
    [(1, 5, 1, 2, 12.5), (2, 1, 0, 0, 1.0)], schema=["holder", "open", "overdue", "due_week", "remaining_days"], orient="row"
)
LABELS = {month: (periods.when(month, "month", Language.ZH), periods.short(month, "month")) for month in MONTHS}
LINE = Line((0.8, 0.9, 1.0, 1.0), (0.7, 0.8, 0.9, 0.9), (0.9, 1.0, 1.0, 1.0), True, 6, 5)

CHARTS = {
    "trend": lambda n, language: trends.trend(
        SERIES.head(n), "率", "%", "month", language, 0.9, LINE, [(MONTHS[0], "1"), (MONTHS[0], "2"), (MONTHS[1], "3")]
    ),
    "lines": lambda n, language: trend_lines.lines(GROUPS.head(2 * n), NAMES, "率", "%", "month", language),
    "ranking": lambda n, language: ranking.ranking(RANKED.head(n), 0.8, "率", "%", language, NAMES),
    "strips": lambda n, language: ranking.strips(GROUPS.head(2 * n), SERIES, NAMES, LABELS, "%", language),
    "handoffs": lambda n, language: handoffs.matrix(PAIRS.head(n), language, NAMES),
    "waits": lambda n, language: handoffs.matrix(PAIRS.head(n), language, NAMES, "median"),
    "load": lambda n, language: load.load(LOAD.head(n), language, NAMES),
}


@pytest.mark.parametrize("name", CHARTS)
@pytest.mark.parametrize("rows", [0, 1, 3])
@pytest.mark.parametrize("language", Language)
def test_a_chart_is_valid_with_no_row_one_row_and_many(name, rows, language):
    drawing = CHARTS[name](rows, language)
    drawing.layout.chart.to_dict()  # validates against the Vega-Lite schema
    assert drawing.title
    assert drawing.alt
    written = json.dumps({key: part for key, part in spec(drawing).items() if key != "datasets"}, ensure_ascii=False)
    assert language is Language.ZH or not any("\u4e00" <= letter <= "\u9fff" for letter in written)
    assert CHARTS[name](rows, language).layout is drawing.layout


def test_a_title_tells_the_last_period_that_is_over_and_the_one_before():
    assert CHARTS["trend"](3, Language.ZH).title == "2026-10 率 75.0%（n = 8），较 2026-09 +25.0 个百分点，目标 90.0%"
    assert CHARTS["lines"](3, Language.ZH).title == "率：2026-10 市场部最差（55.0%），研发部最好（65.0%）"


def test_of_many_lines_the_first_are_drawn_and_the_title_speaks_of_all():
    many = {group: f"{group} 组" for group in range(trend_layout.MOST + 2)}
    frame = pl.concat([SERIES.head(2).with_columns(group=pl.lit(group, pl.Int64), value=pl.lit(group / 10)) for group in many])
    drawing = trend_lines.lines(frame, many, "率", "%", "month", Language.ZH)
    assert drawing.rows.filter(kind="line")["slot"].n_unique() == trend_layout.MOST
    assert drawing.title == f"率：2026-10 0 组最差（0.0%），{trend_layout.MOST + 1} 组最好（{trend_layout.MOST + 1}0.0%）"


def test_a_forecast_goes_on_from_the_running_period_which_is_hollow():
    rows = CHARTS["trend"](3, Language.ZH).rows
    ahead = rows.filter(kind="ahead")
    assert ahead.select("value", "low", "high").rows() == list(zip(LINE.ahead, LINE.low, LINE.high, strict=True))
    assert ahead["when"].to_list() == ["2026-11", "2026-12", "2027-01", "2027-02"]
    assert rows.filter(kind="open")["note"].to_list() == ["本期未结束"]
    assert rows.filter(kind="event")["label"].to_list() == ["1·2", "3"]


def test_the_sentence_of_a_chart_ends_with_where_it_is_heading():
    drawing = CHARTS["trend"](3, Language.ZH)
    assert drawing.alt == f"{drawing.title}；2027-02 100.0%，预测（90.0% 至 100.0%）"
    assert CHARTS["trend"](3, Language.EN).alt.endswith("; 2027-02: 100.0%, Forecast (90.0% to 100.0%)")


def test_the_numbers_of_what_happened_stand_below_each_other_where_there_is_no_room_beside():
    weeks = pl.DataFrame({"period": [date(2026, 1, 5) + timedelta(weeks=week) for week in range(50)], "over": True, "value": 0.5, "n": 9})
    told = [(weeks["period"][place], str(place)) for place in (2, 3, 4, 30)]
    rows = trends.trend(weeks, "率", "%", "week", Language.ZH, happenings=told).rows.filter(kind="event")
    assert rows["level"].to_list() == [0, 1, 0, 0]
    assert rows["narrow_level"].to_list() == [0, 1, 2, 0]
    apart = [(weeks["period"][place], str(place)) for place in (2, 6)]
    rows = trends.trend(weeks, "率", "%", "week", Language.ZH, happenings=apart).rows.filter(kind="event")
    assert (rows["level"].to_list(), rows["narrow_level"].to_list()) == ([0, 0], [0, 0])


def test_names_at_the_ends_of_lines_never_cover_one_another():
    close = GROUPS.with_columns(value=pl.lit(0.5) + pl.col("group") * 0.001)
    at = trend_lines.lines(close, NAMES, "率", "%", "month", Language.ZH).rows.filter(kind="name")["label_at"].sort()
    assert at[1] - at[0] >= 0.00005


def test_the_target_of_several_lines_ends_where_they_do_and_is_named_among_them():
    rows = trend_lines.lines(GROUPS, NAMES, "率", "%", "month", Language.EN, 0.7).rows
    lines, target = rows.filter(kind="line"), rows.filter(kind="aim")
    assert (target["x"].to_list(), set(target["value"])) == ([lines["x"].min(), lines["x"].max()], {0.7})
    names = rows.filter(kind="name").sort("label_at")
    assert names["narrow_label"].to_list() == ["市场部", "Target 70.0%", "研发部"]
    assert names["label_at"].min() >= lines["value"].min()


def test_who_cannot_be_told_from_the_company_is_said_so():
    drawing = CHARTS["ranking"](2, Language.ZH)
    assert drawing.title == "率：全公司 80.0%；1 个部门更差且区间不含全公司，1 个不能区分"
    assert drawing.rows["state"].to_list() == ["与全公司不能区分", "差于全公司"]


def test_the_longest_wait_is_the_title_and_few_requests_make_no_headline():
    assert CHARTS["handoffs"](3, Language.ZH).title == "研发部等市场部最久：中位 10 小时 0 分（n = 4）；共 8 次交接"
    assert handoffs.matrix(PAIRS.tail(1), Language.ZH, NAMES).title == "共 1 次交接"
    assert CHARTS["handoffs"](3, Language.ZH).rows["text"].to_list() == ["25%", "100%", "—"]
