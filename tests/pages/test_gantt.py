"""The Gantt chart as people meet it: what is drawn, what the URL says, and what a click opens."""

import json
from collections.abc import Mapping
from datetime import date
from unittest.mock import patch

import polars as pl
import pyarrow as pa
import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState

from core.actions import organisation, project
from core.text import Language
from tests.builders import NOW, Company, company, project_values
from tests.pages.app import Screen
from tests.plans import planned


@pytest.fixture(scope="module")
def small() -> Company:
    made = company()
    planned(made, made.visit("admin"), 20)
    organisation.choose_language(made.visit("viewer"), Language.EN)
    return made


@pytest.fixture(scope="module")
def big() -> Company:
    made = company()
    planned(made, made.visit("admin"), 500)
    return made


def opened(c: Company, who: str = "contact", **query: object) -> Screen:
    return Screen(c.ledger, c.people[who], "plan", {"project": c.projects["launch"], "view": "gantt", **query}, NOW)


def chart(screen: Screen) -> tuple[pl.DataFrame, Mapping[str, object]]:
    """The rows of tasks that the page's only chart draws, and its parameters."""
    (element,) = screen.app.get("vega_lite_chart")
    sent = next(one.data.data for one in element.proto.datasets if one.name == "rows")
    rows = pl.DataFrame(pl.from_arrow(pa.ipc.open_stream(sent).read_all())).filter(pl.col("task").is_not_null())
    values = {one["name"]: one.get("value") for one in json.loads(element.proto.spec)["params"]}
    return rows, values


def test_a_project_without_tasks_says_how_to_begin_in_both_languages(small: Company) -> None:
    for who, words in (("contact", "还没有任务"), ("viewer", "No tasks yet")):
        screen = opened(small, who, project=small.projects["audit"])
        assert words in screen.words
        assert not screen.app.get("vega_lite_chart")


def test_the_whole_plan_is_drawn_under_its_finding(small: Company) -> None:
    screen = opened(small)
    rows, _ = chart(screen)
    assert rows.height == 20
    assert "19 项任务，计划 2026-11-15 完成，关键任务 3 项，3 项超期" in screen.words
    assert "2026-09-01 至 2026-11-15" in screen.app.get("vega_lite_chart")[0].proto.alt


def test_it_reads_in_english_for_a_person_who_only_looks(small: Company) -> None:
    screen = opened(small, "viewer", zoom="week", colour="department")
    assert not screen.exception
    assert "19 tasks, planned to finish on 2026-11-15, 3 critical, 3 overdue" in screen.words
    assert "任务" not in screen.words
    assert set(chart(screen)[0]["state"]) <= {"Research", "Marketing", "Legal"}


def test_a_link_shows_a_colleague_the_same_view(small: Company) -> None:
    query = {"zoom": "month", "level": "2", "colour": "department", "department": small.departments["marketing"], "from": "2026-10-05"}
    screen = opened(small, **query)
    assert {name: screen.query_params[name] for name in query} == {name: str(value) for name, value in query.items()}
    rows, values = chart(screen)
    assert set(rows.filter(pl.col("kind") != "phase")["department"]) == {"市场营销部"}
    assert rows["kind"][0] == "phase"
    assert values["low"] == date(2026, 10, 5).toordinal() * 86_400_000 - date(1970, 1, 1).toordinal() * 86_400_000


def test_only_critical_tasks_are_drawn_when_asked_for_and_counted(small: Company) -> None:
    screen = opened(small, critical="true")
    rows, _ = chart(screen)
    assert rows.filter("critical").height == 3
    assert rows.filter(~pl.col("critical"))["kind"].to_list() == ["phase"]
    assert "3 项任务" in screen.words


def test_a_filter_that_nothing_fits_says_so(small: Company) -> None:
    screen = opened(small, owner=small.people["lead"], department=small.departments["legal"])
    assert "没有符合筛选条件的任务" in screen.words


def test_the_axis_moves_earlier_later_and_back_to_today(small: Company) -> None:
    screen = opened(small, zoom="week")
    begun = chart(screen)[1]["low"]
    assert "from" not in screen.query_params
    screen.press("gantt.later")
    assert screen.query_params["from"] == "2026-12-14"
    assert chart(screen)[1]["low"] == begun + 28 * 86_400_000
    screen.press("gantt.earlier")
    assert chart(screen)[1]["low"] == begun
    screen.press("gantt.earlier")
    screen.press("gantt.today")
    assert "from" not in screen.query_params
    assert chart(screen)[1]["low"] == begun


@pytest.mark.parametrize(
    "query",
    [
        {"from": "yesterday", "zoom": "week"},
        {"from": "9999-12-31", "zoom": "quarter"},
        {"from": "0001-01-01", "zoom": "month"},
        {"zoom": "century", "level": "9", "colour": "red"},
        {"phase": "999", "department": "x", "owner": "-1", "rows": "7"},
    ],
)
def test_nonsense_in_the_url_shows_the_plan(small: Company, query: dict[str, str]) -> None:
    screen = opened(small, **query)
    assert not screen.exception
    assert chart(screen)[0].height == 20


def test_a_big_plan_begins_with_its_phases(big: Company) -> None:
    screen = opened(big)
    rows, _ = chart(screen)
    assert set(rows["kind"]) == {"phase"}
    assert "level" not in screen.query_params


def test_all_of_a_big_plan_is_sent_two_hundred_rows_at_a_time(big: Company) -> None:
    screen = opened(big, level="all")
    assert chart(screen)[0].height == 200
    assert "第 1–200 行，共 500 行" in screen.words
    screen.field("selectbox", "rows").set_value("401").run()
    assert chart(screen)[0].height == 100
    assert screen.query_params["rows"] == "401"
    assert "第 401–500 行，共 500 行" in screen.words


def test_one_phase_of_a_big_plan_is_drawn_with_its_links_and_without_the_buffer(big: Company) -> None:
    phase = big.ledger.snapshot()["task"].filter(kind="phase")["id"][3]
    screen = opened(big, level="all", phase=phase)
    assert chart(screen)[0].height == 20
    assert "依赖超过" not in screen.words
    assert "依赖超过 120 条" in opened(big, level="all").words


def test_where_the_plan_is_big_in_one_project_and_small_in_another_each_begins_its_own_way(big: Company) -> None:
    visit = big.visit("admin")
    other = project.save(visit, project_values(big, name="小项目"))
    big.projects["little"] = other
    planned(big, visit, 20, project="little")
    screen = opened(big, project=other)
    assert chart(screen)[0].height == 20
    screen.field("selectbox", "plan.project").set_value(str(big.projects["launch"])).run()
    assert set(chart(screen)[0]["kind"]) == {"phase"}


def test_a_click_on_a_bar_opens_its_task(small: Company) -> None:
    screen = opened(small)
    element = screen.app.get("vega_lite_chart")[0].proto
    plain = screen.app._run

    def run(widget_state=None, *args, **options):
        screen.app._run = plain
        widget_state.widgets.append(WidgetState(id=element.id, string_value=json.dumps({"selection": {"task": [{"task": 5}]}})))
        return plain(widget_state, *args, **options)

    screen.app._run = run
    with patch("core.ui.where.open_record") as record:
        screen.run()
    record.assert_called_once_with("task", 5)


def test_a_printed_form_is_made_when_it_is_asked_for(small: Company) -> None:
    with patch("core.ui.gantt_print.printed") as printed:
        screen = opened(small, zoom="month")
    assert [button.label for button in screen.app.get("download_button")] == ["图片（PNG）", "整页 PDF", "矢量图（SVG）"]
    printed.assert_not_called()


def test_the_buffer_stands_behind_the_last_planned_day(small: Company) -> None:
    screen = opened(small)
    (element,) = screen.app.get("vega_lite_chart")
    sent = next(one.data.data for one in element.proto.datasets if one.name == "rows")
    buffer = pl.DataFrame(pl.from_arrow(pa.ipc.open_stream(sent).read_all())).row(-1, named=True)
    # A tenth of the 25 working days of the critical path is 3: Monday to Wednesday behind Sunday, 15 November.
    assert (buffer["kind"], buffer["dates"]) == ("buffer", "2026-11-16 – 2026-11-18")
